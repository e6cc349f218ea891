// What a place redeemed in a month, drawn up, confirmed by another person, paid.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "city/benefits/vouchers/voucher_service.h"

namespace tiange::vouchers {

namespace {

constexpr std::size_t k_most_shown = 200;
constexpr const char* k_states[] = {"drawn", "confirmed", "paid", "failed"};

}  // namespace

std::string statement_key(const VoucherStatement& statement) { return "vouchers:" + statement.place + ":" + statement.id; }

VoucherClashList VoucherService::clashes(db::Tx& tx, const Scope& scope, Instant now) const {
  VoucherClashList list;
  for (const store::ClashRecord& clash : store::clashes(tx, scope, k_most_shown)) {
    const auto voucher = store::find(tx, clash.voucher);
    if (!voucher) continue;
    const Words first = unit(voucher->place, now), second = unit(clash.place, now);
    list.items.push_back({std::to_string(clash.voucher), voucher->kind, voucher->place, first.zh, first.en, clash.place, second.zh, second.en,
                          voucher->redeemed, clash.redeemed, clash.told});
  }
  return list;
}

Result<VoucherStatementList> VoucherService::statements(db::Tx& tx, const Scope& scope, std::string_view month) const {
  std::optional<int> number;
  if (!month.empty()) {
    number = month_number(month);
    if (!number) return refuse_fields(ErrorCode::bad_input, {{"month", "应为 2026-11 这样的月份", "a month such as 2026-11"}});
  }
  VoucherStatementList list;
  for (store::StatementRecord& row : store::statements(tx, scope, number, k_most_shown)) list.items.push_back(std::move(row.view));
  return list;
}

Result<VoucherStatement> VoucherService::draw(db::Tx& tx, const Scope& scope, const VoucherStatementIn& in, Instant now) {
  const auto month = in.month.empty() ? std::optional(month_of(local_date(now))) : month_number(in.month);
  const auto directory = parts_.org.directory(now);
  std::vector<FieldError> faults;
  if (!month || *month > month_of(local_date(now))) faults.push_back({"month", "应为不晚于本月的月份，如 2026-11", "a month not after this one, such as 2026-11"});
  if (!directory->unit(in.place)) faults.push_back({"place", "没有这个机构", "there is no such unit"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  if (!scope.covers(store::area_of(in.place))) return refuse(ErrorCode::out_of_scope);
  const auto rows = store::open_at(tx, scope, in.place, local_instant(first_day(*month + 1), 0));
  if (rows.empty()) return refuse(ErrorCode::statement_state, "该机构该月没有未结算的券", "nothing of that place and month waits to be settled");
  store::StatementRecord statement;
  statement.id = parts_.ids.next(now);
  statement.place = in.place;
  statement.month = *month;
  statement.drawer = scope.account.value;
  VoucherStatement& out = statement.view;
  const Words place = unit(in.place, now);
  out.id = std::to_string(statement.id);
  out.place = in.place;
  out.place_zh = place.zh;
  out.place_en = place.en;
  out.month = month_text(*month);
  out.state = k_states[0];
  out.drawn = now;
  out.drawn_by = scope.name;
  // By kind and price: prices may have changed within the month.
  std::map<std::pair<std::string, std::int64_t>, std::int64_t> counted;
  for (const store::VoucherRecord& row : rows) {
    ++counted[{row.kind, row.value_fen}];
    store::put_into(tx, row, statement.id);
  }
  for (const auto& [key, count] : counted) {
    const VoucherKind* known = kind(key.first);
    out.lines.push_back({key.first, known ? known->zh : key.first, known ? known->en : key.first, count, key.second, count * key.second});
    out.count += count;
    out.amount_fen += count * key.second;
  }
  store::put_statement(tx, statement);
  return out;
}

Result<VoucherStatement> VoucherService::confirm(db::Tx& tx, const Scope& scope, std::int64_t id, const VoucherConfirmIn& in, Instant now) {
  auto statement = store::statement(tx, scope, id);
  if (!statement) return refuse(ErrorCode::out_of_scope);
  if (statement->state != 0) return refuse(ErrorCode::statement_state);
  if (statement->drawer == scope.account.value) return refuse(ErrorCode::grant_own_decision, "编制人不能确认自己的结算单", "who drew it up does not confirm it");
  VoucherStatement& out = statement->view;
  if (out.amount_fen > 0) {
    TIANGE_TRY(out.payment, parts_.pay(tx, out, std::string(text::trim(in.uscc)), now));
  }
  statement->state = out.amount_fen > 0 ? 1 : 2;
  out.state = k_states[statement->state];
  out.confirmed = now;
  out.confirmed_by = scope.name;
  store::put_statement(tx, *statement);
  return out;
}

void VoucherService::settled(db::Tx& tx, std::string_view key, bool paid, Instant now) {
  const std::size_t last = key.rfind(':');
  if (!key.starts_with("vouchers:") || last == key.npos) return;
  const auto id = parse_id(key.substr(last + 1));
  auto statement = id.ok() ? store::statement(tx, system_scope(), *id) : std::nullopt;
  if (!statement || statement->state != 1 || statement_key(statement->view) != key) return;
  statement->state = paid ? 2 : 3;
  statement->view.state = k_states[statement->state];
  statement->view.said = paid ? "已于 " + format_local(now) + " 支付" : "支付未成";
  store::put_statement(tx, *statement);
}

}  // namespace tiange::vouchers
