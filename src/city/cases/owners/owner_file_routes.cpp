// The ledger and its balances as figures and as files.

#include "city/cases/owners/owner_service.h"
#include "platform/sheets/routes/sheet_routes.h"

namespace tiange::owners {

namespace {

using http::Request;

std::string plain_yuan(std::int64_t fen) {
  const std::string whole = std::to_string((fen < 0 ? -fen : fen) / 100);
  const std::string cents = std::to_string((fen < 0 ? -fen : fen) % 100);
  return (fen < 0 ? "-" : "") + whole + "." + (cents.size() == 1 ? "0" + cents : cents);
}

std::vector<std::string> say(Language language, std::vector<Words> words) {
  std::vector<std::string> out;
  for (Words& one : words) out.push_back(language == Language::zh ? std::move(one.zh) : std::move(one.en));
  return out;
}

}  // namespace

void OwnerService::add_file_routes(http::Routes& routes, const http::Recorder& record) {
  const std::string base = "/api/v1/cases/owners";
  routes.query<BalanceList>(
      base + "/balances", Permission::cases_view, "兜底费用余额", "Balances of safe-making by owner and town",
      [this](const Request& r) -> Result<BalanceList> {
        return parts_.db.read([&](db::Tx& tx) -> Result<BalanceList> { return balances(tx, r.scope, r.query_value("area"), r.now); });
      },
      {"area"});
  using Write = std::function<void(db::Tx&, const Scope&, const std::string& area, sheets::Writer&, Instant)>;
  const auto add_file = [&](const std::string& path, const char* file, const Words& words, const Write& write) {
    http::Route route{http::Method::get, base + path, Permission::cases_export, words.zh, words.en};
    route.query_params = {"format", "area"};
    route.handle = [this, record, file, words, write](Request& request) {
      parts_.db.run_write(request.scope, [&](db::Tx& tx) {
        record(tx, request, "cases.exported", file, words);
        return true;
      });
      return sheets::answer(
          request, {file},
          [this, write, scope = request.scope, area = std::string(request.query_value("area")), now = request.now](std::unique_ptr<sheets::Writer> writer) {
            parts_.db.run_read([&](db::Tx& tx) { write(tx, scope, area, *writer, now); });
            writer->finish();
          });
    };
    routes.raw(std::move(route));
  };
  add_file("/ledger/export", "ledger", {"导出兜底费用台账", "Export the ledger of safe-making"},
           [this](db::Tx& tx, const Scope& scope, const std::string& area, sheets::Writer& writer, Instant now) {
             const auto units = parts_.org.directory(now);
             const auto name = [&](const std::string& unit) { return scope.language == Language::zh ? units->unit_name(unit).zh : units->unit_name(unit).en; };
             writer.row(say(scope.language, {{"处置单号", "Order"}, {"工单", "Case"}, {"部件", "Part"}, {"位置", "Place"}, {"兜底单位", "Made safe by"},
                                             {"序号", "Entry"}, {"类别", "Kind"}, {"金额（元）", "Amount (yuan)"}, {"冲正", "Takes back"}, {"权属单位", "Owner"},
                                             {"事由", "Reason"}, {"登记时间", "Booked"}, {"登记人", "Booked by"}}));
             store::each_entry(tx, scope, area, [&](const Order& order, const Entry& entry) {
               const Words kind = entry_kind_words(entry.kind);
               writer.row({order.number, order.case_number, order.part, order.place, name(order.unit), std::to_string(entry.seq),
                           scope.language == Language::zh ? kind.zh : kind.en, plain_yuan(entry.amount_fen),
                           entry.reverses ? std::to_string(entry.reverses) : "", entry.owner.unit.empty() ? entry.owner.name : name(entry.owner.unit),
                           entry.text, format_local(entry.booked), entry.booked_by});
             });
           });
  add_file("/balances/export", "balances", {"导出兜底费用余额", "Export the balances of safe-making"},
           [this](db::Tx& tx, const Scope& scope, const std::string& area, sheets::Writer& writer, Instant now) {
             writer.row(say(scope.language, {{"权属单位", "Owner"}, {"镇街", "Town"}, {"费用（元）", "Cost (yuan)"}, {"追偿", "Claimed"}, {"收回", "Recovered"},
                                             {"核销", "Written off"}, {"未了", "Open"}, {"应还", "Owed"}}));
             for (const BalanceRow& row : balances(tx, scope, area, now).items) {
               writer.row({scope.language == Language::zh ? row.owner_zh : row.owner_en, scope.language == Language::zh ? row.town_zh : row.town_en,
                           plain_yuan(row.cost), plain_yuan(row.claimed), plain_yuan(row.recovered), plain_yuan(row.written_off), plain_yuan(row.open),
                           plain_yuan(row.owed)});
             }
           });
}

}  // namespace tiange::owners
