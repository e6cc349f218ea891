#pragma once
// The room put together: rotas and their shifts (roster_service), the day of those on duty (duty_day_service), spreadsheets
// (roster_sheets).

#include "city/org/rosters/roster_views.h"
#include "platform/sheets/sheets.h"

namespace tiange::rosters {

class RosterRoom final : public Rosters {
 public:
  explicit RosterRoom(RosterParts parts) : parts_(std::move(parts)) {}

  std::vector<OnDuty> on_duty(db::Tx& tx, std::string_view unit, Instant now) override;
  Result<Rota> save(db::Tx& tx, const Scope& scope, const Rota& rota, Instant now) override;
  Result<int> generate(db::Tx& tx, const Scope& scope, std::int64_t rota, Date from, Date until, Instant now) override;
  void remind(Instant now) override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

  const RosterParts& parts() const { return parts_; }
  RotaList list(db::Tx& tx, const Scope& scope, Instant now);
  Result<MonthView> month(db::Tx& tx, const Scope& scope, std::int64_t rota, Date first, Instant now);
  Result<ShiftView> save_shift(db::Tx& tx, const Scope& scope, std::int64_t rota, const ShiftIn& in, Instant now);
  Outcome drop_shift(db::Tx& tx, const Scope& scope, std::int64_t rota, std::int64_t shift);
  Result<GenerateView> fill(db::Tx& tx, const Scope& scope, std::int64_t rota, Date from, Date until, Instant now);
  Result<ImportView> import(db::Tx& tx, const Scope& scope, std::int64_t rota, sheets::Reader& reader, bool dry_run, Instant now);
  Outcome write_sheet(db::Tx& tx, const Scope& scope, std::int64_t rota, Date first, sheets::Writer& writer);

  NowView now_at(db::Tx& tx, const Scope& scope, std::string_view unit, Instant now);
  MineView mine(db::Tx& tx, const Scope& scope, Instant now);
  Result<SwapView> ask_swap(db::Tx& tx, const Scope& scope, const SwapIn& in, Instant now);
  Result<SwapView> answer_swap(db::Tx& tx, const Scope& scope, std::int64_t id, bool agree, Instant now);
  Result<ShiftLog> log(db::Tx& tx, const Scope& scope, std::int64_t rota, std::int64_t shift, Instant now);
  Outcome write_log(db::Tx& tx, const Scope& scope, std::int64_t rota, std::int64_t shift, const LogIn& in, Instant now);
  Outcome take_over(db::Tx& tx, const Scope& scope, std::int64_t rota, std::int64_t shift, Instant now);
  Result<CallView> call(db::Tx& tx, const Scope& scope, std::int64_t rota, const CallIn& in, Instant now);
  Result<CallView> take_call(db::Tx& tx, const Scope& scope, std::int64_t id, Instant now);
  std::vector<CallView> calls(db::Tx& tx, const Scope& scope, std::int64_t rota, Instant now);

 private:
  Result<store::RotaRow> seen(db::Tx& tx, const Scope& scope, std::int64_t id) const;
  Result<store::RotaRow> managed(db::Tx& tx, const Scope& scope, std::int64_t id) const;
  ShiftView show(const Shift& shift, const store::RotaRow& rota, const Scope& scope, Instant now) const;
  RotaView show(db::Tx& tx, const store::RotaRow& row, const Scope& scope, Instant now) const;
  SwapView show(db::Tx& tx, const store::SwapRow& row, const store::RotaRow& rota, const Scope& scope, Instant now) const;
  CallView show(db::Tx& tx, const store::CallRow& row, const store::RotaRow& rota, const Scope& scope, Instant now) const;
  NowRow now_row(const Shift& shift, const store::RotaRow& rota, const Scope& scope, Instant now) const;
  std::string name_of(PersonId person, Instant now) const;
  // Who of the people is on another shift in that time.
  std::vector<std::pair<PersonId, std::string>> busy(db::Tx& tx, const Shift& shift, Instant now) const;
  Outcome free_for(db::Tx& tx, const Shift& shift, Instant now) const;
  void call_next(db::Tx& tx, store::CallRow& call, const store::RotaRow& rota, const Shift& shift, Instant now);
  void tell(db::Tx& tx, const std::vector<PersonId>& people, const std::string& unit, const Words& title, const Words& text, bool urgent,
            Instant now) const;

  const RosterParts parts_;
};

bool may_see(const Scope& scope, const store::RotaRow& row);
bool may_manage(const Scope& scope, const store::RotaRow& row);
void add_rota_routes(http::Routes& routes, RosterRoom& room, const http::Recorder& record);
void add_day_routes(http::Routes& routes, RosterRoom& room, const http::Recorder& record);

}  // namespace tiange::rosters
