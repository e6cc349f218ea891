// Kinds of data, and their orders with purpose and term.

#include <algorithm>

#include "base/text.h"
#include "city/ledgers/ledger_service.h"

namespace tiange::ledgers {

namespace {

constexpr std::string_view k_standing_purpose = "村居日常服务";
constexpr Limit k_answer_limit{10, LimitKind::work_days};  // as of data shared with conditions
constexpr std::size_t k_longest_text = 200;
constexpr std::size_t k_village_digits = 12;

}  // namespace

bool reads_zh(const Scope& scope) { return scope.language == Language::zh; }

Words kind_title(db::Tx& tx, std::string_view code) {
  const auto kind = store::kind(tx, code);
  return kind ? Words{kind->zh, kind->en} : Words{std::string(code), std::string(code)};
}

// ---- who sees which village ----

bool LedgerService::works_in(const Scope& scope, std::string_view village) const {
  return scope.covers(village) ||
         std::any_of(scope.areas.begin(), scope.areas.end(), [&](const std::string& area) { return area.starts_with(village); });
}

Outcome LedgerService::sees(const Scope& scope, std::string_view village) const {
  if (village.size() != k_village_digits || !works_in(scope, village)) return refuse(ErrorCode::out_of_scope);
  return done();
}

Outcome LedgerService::leads(const Scope& scope, std::string_view village) const {
  if (village.size() != k_village_digits || !scope.covers(village)) return refuse(ErrorCode::out_of_scope);
  return done();
}

// ---- kinds ----

Outcome LedgerService::lay(db::Tx& tx, std::string_view kinds_csv, Instant now) {
  TIANGE_TRY(const std::vector<DataKind> all, read_kinds(kinds_csv));
  for (const DataKind& kind : all) {
    if (!store::kind(tx, kind.code)) store::put_kind(tx, kind, "", now);
  }
  return done();
}

std::string LedgerService::owner_unit(const DataKind& kind, const FieldCatalogue& catalogue) const {
  const auto* source = catalogue.source(kind.owner);
  return source ? source->unit : "";
}

bool LedgerService::is_offered(const DataKind& kind, const FieldCatalogue& catalogue) const {
  if (!kind.offered || !check_kind(kind, catalogue).empty()) return false;
  return kind.release != Release::owner || !owner_unit(kind, catalogue).empty();
}

Result<DataKind> LedgerService::put_kind(db::Tx& tx, const Scope& scope, std::string_view code, const DataKind& in, Instant now) {
  DataKind kind = in;
  kind.code = code;
  const auto known = store::kind(tx, code);
  const Catalogue catalogue = parts_.subjects.catalogue();
  std::vector<FieldError> faults = check_kind(kind, *catalogue);
  if (known && known->kind != kind.kind) faults.push_back({"kind", "已有的种类不能换底账", "stays with its register"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  if (in.version != (known ? known->version : 0)) return refuse(ErrorCode::stale_version);
  ++kind.version;
  if (!store::put_kind(tx, kind, scope.name, now)) return refuse(ErrorCode::stale_version);
  // What a list asks may have changed.
  for (const std::string& village : store::watched_villages(tx)) wake(tx, village, now);
  return kind;
}

bool LedgerService::on_order(db::Tx& tx, std::string_view village, const DataKind& kind, Instant now) const {
  if (kind.release == Release::standing) return true;
  const auto order = store::current_order(tx, village, kind.code);
  return order && order->state == OrderState::active && order->until >= format_date(local_date(now));
}

Result<LedgerService::Readable> LedgerService::readable(db::Tx& tx, const Scope& scope, std::string_view village, std::string_view code,
                                                        Instant now) const {
  TIANGE_CHECK_OK(sees(scope, village));
  auto kind = store::kind(tx, code);
  if (!kind) return refuse(ErrorCode::not_found);
  if (!is_offered(*kind, *parts_.subjects.catalogue())) return refuse(ErrorCode::ledger_kind_not_offered);
  if (kind->release == Release::standing) return Readable{*std::move(kind), std::string(k_standing_purpose)};
  if (!on_order(tx, village, *kind, now)) return refuse(ErrorCode::ledger_not_on_order);
  const auto order = store::current_order(tx, village, code);
  return Readable{*std::move(kind), order->purpose};
}

Outcome LedgerService::may_read(db::Tx& tx, const Scope& scope, std::string_view village, std::string_view kind, Instant now) const {
  const auto found = readable(tx, scope, village, kind, now);
  if (!found.ok()) return found.refusal();
  return done();
}

Result<KindList> LedgerService::kinds(db::Tx& tx, const Scope& scope, std::string_view village, Instant now) const {
  KindList list;
  list.may_order = scope.may(Permission::ledgers_order);
  list.may_manage = scope.may(Permission::ledgers_manage);
  if (!village.empty()) TIANGE_CHECK_OK(sees(scope, village));
  const Catalogue catalogue = parts_.subjects.catalogue();
  for (const DataKind& kind : store::kinds(tx)) {
    const bool offered = is_offered(kind, *catalogue);
    if (!offered && !list.may_manage) continue;
    KindRow row;
    static_cast<DataKind&>(row) = kind;
    row.offered = offered;
    if (const auto* source = catalogue->source(kind.owner)) row.owner_zh = source->zh, row.owner_en = source->en;
    if (!village.empty()) {
      row.readable = offered && on_order(tx, village, kind, now);
      if (const auto order = store::current_order(tx, village, kind.code)) row.current = view_of(tx, scope, *order, now);
    }
    list.items.push_back(std::move(row));
  }
  return list;
}

// ---- orders ----

OrderView LedgerService::view_of(db::Tx& tx, const Scope& scope, const store::OrderRecord& row, Instant now) const {
  OrderView view;
  view.id = std::to_string(row.id);
  view.village = row.village;
  view.village_name = parts_.places.full_name(row.village, scope.language);
  view.kind = row.kind;
  const Words kind = kind_title(tx, row.kind);
  view.kind_zh = kind.zh;
  view.kind_en = kind.en;
  const Date today = local_date(now);
  view.state = row.state == OrderState::active && row.until < format_date(today) ? OrderState::expired : row.state;
  view.purpose = row.purpose;
  view.until = row.until;
  view.renew_until = row.renew_until;
  view.owner_unit = row.owner_unit;
  const Words unit = parts_.org.directory(now)->unit_name(row.owner_unit);
  view.owner_zh = unit.zh;
  view.owner_en = unit.en;
  view.asked = row.asked;
  view.asked_by = row.asked_by;
  if (row.due) view.due = row.due;
  if (row.decided) view.decided = row.decided;
  view.decided_by = row.decided_by;
  view.reason = row.reason;
  if (const auto until = parse_date(row.until); until.ok()) view.days_left = std::max(0, static_cast<int>(until->day - today.day) + 1);
  const bool waits = row.state == OrderState::asked || (view.state == OrderState::active && !row.renew_until.empty());
  view.may_decide = waits && scope.works_for(row.owner_unit) && scope.may(Permission::ledgers_approve);
  view.version = row.version;
  return view;
}

std::vector<FieldError> LedgerService::term_faults(const DataKind& kind, std::string_view until, Instant now) const {
  const auto day = parse_date(until);
  const Date today = local_date(now);
  if (day.ok() && *day >= today && *day <= today + kind.longest_days) return {};
  const std::string days = std::to_string(kind.longest_days);
  return {{"until", "请填写今天起 " + days + " 天以内的日期", "a day within " + days + " days from today"}};
}

Result<OrderView> LedgerService::order(db::Tx& tx, const Scope& scope, const OrderIn& in, Instant now) {
  TIANGE_CHECK_OK(leads(scope, in.village));
  const auto kind = store::kind(tx, in.kind);
  if (!kind) return refuse(ErrorCode::not_found);
  const Catalogue catalogue = parts_.subjects.catalogue();
  if (!is_offered(*kind, *catalogue)) return refuse(ErrorCode::ledger_kind_not_offered);
  if (kind->release == Release::standing) return refuse(ErrorCode::ledger_ordered);
  std::vector<FieldError> faults = term_faults(*kind, in.until, now);
  const std::string purpose(text::trim(in.purpose));
  if (text::length(purpose) < 4 || text::length(purpose) > k_longest_text)
    faults.push_back({"purpose", "请写明用途，4 到 200 字", "say what it is for, in 4 to 200 characters"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  const std::string today = format_date(local_date(now));
  if (auto known = store::current_order(tx, in.village, in.kind)) {
    if (known->state == OrderState::asked || known->until >= today) return refuse(ErrorCode::ledger_ordered);
    known->state = OrderState::expired;
    if (!store::put_order(tx, *known)) return refuse(ErrorCode::conflict);
  }
  store::OrderRecord row;
  row.id = parts_.ids.next(now);
  row.village = in.village;
  row.kind = in.kind;
  row.purpose = purpose;
  row.until = format_date(parse_date(in.until).value());
  row.owner_unit = owner_unit(*kind, *catalogue);
  row.asked = now;
  row.asked_by = scope.name;
  if (kind->release == Release::at_once) {
    row.state = OrderState::active;
    row.decided = now;
  } else {
    row.due = parts_.calendar->add(k_answer_limit, now);
  }
  if (!store::put_order(tx, row)) return refuse(ErrorCode::conflict);
  if (parts_.tell) parts_.tell(tx, in.village);
  return view_of(tx, scope, row, now);
}

Result<store::OrderRecord> LedgerService::own_order(db::Tx& tx, const Scope& scope, std::string_view id) const {
  const auto number = parse_id(id);
  if (!number.ok()) return refuse(ErrorCode::not_found);
  auto row = store::order(tx, *number);
  if (!row || !scope.covers(row->village)) return refuse(ErrorCode::out_of_scope);
  return *std::move(row);
}

Result<OrderView> LedgerService::decide(db::Tx& tx, const Scope& scope, std::string_view id, const DecideIn& in, Instant now) {
  const auto number = parse_id(id);
  if (!number.ok()) return refuse(ErrorCode::not_found);
  auto row = store::order(tx, *number);
  if (!row || !scope.works_for(row->owner_unit)) return refuse(ErrorCode::out_of_scope);
  const bool fresh = row->state == OrderState::asked;
  const bool longer = row->state == OrderState::active && !row->renew_until.empty();
  if (!fresh && !longer) return refuse(ErrorCode::ledger_order_over);
  const std::string asked = fresh ? row->until : row->renew_until;
  std::vector<FieldError> faults;
  if (!in.grant && text::length(text::trim(in.reason)) < 4) faults.push_back({"reason", "不同意的应说明理由", "a refusal needs its reasons"});
  const std::string until = in.until.empty() ? asked : in.until;
  const auto day = parse_date(until);
  if (in.grant && (!day.ok() || format_date(*day) > asked || *day < local_date(now)))
    faults.push_back({"until", "期限不得长于申请，且在今天以后", "not longer than asked for, and from today on"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  if (fresh) row->state = in.grant ? OrderState::active : OrderState::refused;
  if (in.grant) row->until = format_date(*day);
  if (longer && in.grant && !row->renew_purpose.empty()) row->purpose = row->renew_purpose;
  row->renew_until.clear();
  row->renew_purpose.clear();
  row->decided = now;
  row->decided_by = scope.name;
  row->reason = text::trim(in.reason);
  if (!store::put_order(tx, *row)) return refuse(ErrorCode::conflict);
  if (parts_.tell) parts_.tell(tx, row->village);
  return view_of(tx, scope, *row, now);
}

Result<OrderView> LedgerService::renew(db::Tx& tx, const Scope& scope, std::string_view id, const RenewIn& in, Instant now) {
  TIANGE_TRY(store::OrderRecord row, own_order(tx, scope, id));
  const auto kind = store::kind(tx, row.kind);
  if (row.state != OrderState::active || row.until < format_date(local_date(now))) return refuse(ErrorCode::ledger_order_over);
  if (!kind || !is_offered(*kind, *parts_.subjects.catalogue())) return refuse(ErrorCode::ledger_kind_not_offered);
  std::vector<FieldError> faults = term_faults(*kind, in.until, now);
  const std::string purpose(text::trim(in.purpose));
  if (!purpose.empty() && (text::length(purpose) < 4 || text::length(purpose) > k_longest_text))
    faults.push_back({"purpose", "请写明用途，4 到 200 字", "say what it is for, in 4 to 200 characters"});
  const auto until = parse_date(in.until);
  if (faults.empty() && format_date(*until) <= row.until) faults.push_back({"until", "应晚于现在的期限", "must be later than the term now"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  if (kind->release == Release::at_once) {
    row.until = format_date(*until);
    if (!purpose.empty()) row.purpose = purpose;
  } else {
    row.renew_until = format_date(*until);
    row.renew_purpose = purpose;
    row.due = parts_.calendar->add(k_answer_limit, now);
  }
  if (!store::put_order(tx, row)) return refuse(ErrorCode::conflict);
  return view_of(tx, scope, row, now);
}

Result<OrderView> LedgerService::give_back(db::Tx& tx, const Scope& scope, std::string_view id, const NoteIn& in, Instant now) {
  TIANGE_TRY(store::OrderRecord row, own_order(tx, scope, id));
  if (row.state != OrderState::active && row.state != OrderState::asked) return refuse(ErrorCode::ledger_order_over);
  row.state = OrderState::returned;
  row.renew_until.clear();
  row.reason = text::cut(text::trim(in.text), k_longest_text);
  if (!store::put_order(tx, row)) return refuse(ErrorCode::conflict);
  return view_of(tx, scope, row, now);
}

Result<OrderList> LedgerService::orders(db::Tx& tx, const Scope& scope, std::string_view village, std::string_view state, Instant now) const {
  TIANGE_CHECK_OK(sees(scope, village));
  OrderList list;
  for (const store::OrderRecord& row : store::orders_of(tx, village)) {
    OrderView view = view_of(tx, scope, row, now);
    if (state.empty() || state == json::enum_name(view.state)) list.items.push_back(std::move(view));
  }
  return list;
}

OrderList LedgerService::asked(db::Tx& tx, const Scope& scope, std::string_view state, Instant now) const {
  OrderList list;
  for (const std::string& unit : scope.units) {
    for (const store::OrderRecord& row : store::orders_asked_of(tx, unit)) {
      const auto kind = store::kind(tx, row.kind);
      if (!kind || kind->release != Release::owner) continue;
      OrderView view = view_of(tx, scope, row, now);
      const bool waits = view.state == OrderState::asked || !view.renew_until.empty();
      if (state.empty() || (state == "asked" ? waits : state == json::enum_name(view.state))) list.items.push_back(std::move(view));
    }
  }
  return list;
}

}  // namespace tiange::ledgers
