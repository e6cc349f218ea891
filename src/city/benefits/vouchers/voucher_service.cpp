// Issuing and redeeming.
#include "city/benefits/vouchers/voucher_service.h"

#include <algorithm>

#include "base/digest.h"

namespace tiange::vouchers {

namespace {

constexpr std::size_t k_most_uploaded = 200;

std::string redeemed_event(const store::VoucherRecord& row) {
  json::Object body;
  body.emplace_back("voucher", std::to_string(row.id));
  body.emplace_back("grant", std::to_string(row.grant));
  body.emplace_back("subject", std::to_string(row.subject));
  body.emplace_back("kind", row.kind);
  body.emplace_back("place", row.place);
  body.emplace_back("redeemed", format_iso(row.redeemed));
  return json::write(json::Value(std::move(body)));
}

}  // namespace

std::unique_ptr<Vouchers> open_vouchers(VoucherParts parts) { return std::make_unique<VoucherService>(std::move(parts)); }

Result<VoucherRules> read_voucher_rules(std::string_view text) {
  TIANGE_TRY(VoucherRules rules, json::read<VoucherRules>(text));
  std::vector<FieldError> faults;
  for (std::size_t i = 0; i < rules.kinds.size(); ++i) {
    const VoucherKind& kind = rules.kinds[i];
    const std::string at = "kinds[" + std::to_string(i) + "]";
    const auto same = [&](const VoucherKind& other) { return other.key == kind.key; };
    if (kind.key.empty() || std::count_if(rules.kinds.begin(), rules.kinds.end(), same) != 1)
      faults.push_back({at + ".key", "编码为空或重复", "empty or given twice"});
    if (kind.zh.empty() || kind.en.empty()) faults.push_back({at + ".zh", "须有中英文名称", "needs a name in both languages"});
    if (kind.value_fen < 0) faults.push_back({at + ".value_fen", "不能为负", "cannot be negative"});
    if (kind.days < 1 || kind.days > 3660) faults.push_back({at + ".days", "应为 1–3660 天", "1-3660 days"});
  }
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  return rules;
}

Words VoucherService::unit(std::string_view code, Instant now) const { return code.empty() ? Words{} : parts_.org.directory(now)->unit_name(code); }

const VoucherKind* VoucherService::kind(std::string_view key) const {
  const auto& kinds = parts_.rules.kinds;
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const VoucherKind& one) { return one.key == key; });
  return found == kinds.end() ? nullptr : &*found;
}

VoucherView VoucherService::view(const store::VoucherRecord& row, Instant now) const {
  VoucherView out;
  out.id = std::to_string(row.id);
  out.kind = out.zh = out.en = row.kind;
  if (const VoucherKind* known = kind(row.kind)) {
    out.zh = known->zh;
    out.en = known->en;
    out.about_zh = known->about_zh;
    out.about_en = known->about_en;
  }
  const bool ended = row.state == VoucherState::issued && local_date(now) > row.until;
  out.state = ended ? "ended" : std::string(json::enum_name(row.state));
  out.holder = row.holder;
  out.grant = std::to_string(row.grant);
  out.value_fen = row.value_fen;
  out.issued = row.issued;
  out.until = format_date(row.until);
  if (row.state == VoucherState::redeemed) out.redeemed = row.redeemed;
  out.place = row.place;
  const Words place = unit(row.place, now);
  out.place_zh = place.zh;
  out.place_en = place.en;
  return out;
}

Result<VoucherView> VoucherService::issue(db::Tx& tx, const VoucherIssue& in, Instant now) {
  const VoucherKind* known = kind(in.kind);
  if (!known) return refuse_fields(ErrorCode::bad_input, {{"kind", "没有“" + in.kind + "”这种券", "there is no voucher " + in.kind}});
  if (const auto before = store::find_issued(tx, in.subject, in.key)) {
    VoucherView out = view(*before, now);
    out.code = before->code;
    return out;
  }
  store::VoucherRecord row;
  row.subject = in.subject;
  row.id = parts_.ids.next(now);
  row.issue_key = in.key;
  row.grant = in.grant;
  row.kind = in.kind;
  row.holder = in.holder;
  row.area = in.area;
  row.value_fen = known->value_fen;
  row.until = local_date(now) + known->days;
  row.issued = now;
  row.code = voucher_code({row.id, row.kind, row.until, row.holder}, parts_.signer);
  store::add(tx, row);
  VoucherView out = view(row, now);
  out.code = row.code;
  return out;
}

bool VoucherService::withdraw(db::Tx& tx, std::int64_t subject, std::int64_t grant, Instant now) {
  bool any = false;
  for (store::VoucherRecord& row : store::of_grant(tx, subject, grant)) {
    if (row.state != VoucherState::issued) continue;
    row.state = VoucherState::withdrawn;
    row.heard = now;
    any = store::change(tx, row, VoucherState::issued) || any;
  }
  return any;
}

std::vector<VoucherView> VoucherService::of(db::Tx& tx, std::int64_t subject, Instant now) const {
  std::vector<VoucherView> out;
  for (const store::VoucherRecord& row : store::of(tx, subject)) {
    out.push_back(view(row, now));
    if (out.back().state == "issued") out.back().code = row.code;
  }
  return out;
}

Result<std::string> VoucherService::place_of(const Scope& scope, const VoucherKind& kind, std::string_view wished, Instant now) const {
  const auto directory = parts_.org.directory(now);
  for (const std::string& code : scope.units) {
    const org::UnitInfo* unit = directory->unit(code);
    if (unit && (wished.empty() || wished == code) && redeems(kind, code, unit->line)) return code;
  }
  return refuse(ErrorCode::voucher_elsewhere);
}

Result<VoucherService::Shown> VoucherService::shown(db::Tx& tx, const Scope& scope, const VoucherCodeIn& in, Instant now) const {
  TIANGE_TRY(const VoucherBody body, read_voucher(in.code, parts_.signer.suite(), parts_.signer.public_key()));
  auto row = store::find(tx, body.id);
  if (!row || row->kind != body.kind) return refuse(ErrorCode::voucher_refused);
  const VoucherKind* known = kind(row->kind);
  if (!known) return refuse(ErrorCode::voucher_refused);
  TIANGE_TRY(std::string place, place_of(scope, *known, in.place, now));
  return Shown{*std::move(row), std::move(place)};
}

Result<VoucherView> VoucherService::check(db::Tx& tx, const Scope& scope, const VoucherCodeIn& in, Instant now) const {
  TIANGE_TRY(const Shown one, shown(tx, scope, in, now));
  return view(one.row, now);
}

Result<VoucherView> VoucherService::redeem(db::Tx& tx, const Scope& scope, const VoucherCodeIn& in, Instant now) {
  TIANGE_TRY(Shown one, shown(tx, scope, in, now));
  const Instant used = in.redeemed.value_or(now);
  TIANGE_TRY(const VoucherVerdict verdict,
             may_redeem({one.row.state, one.row.until, one.row.redeemed, one.row.place}, one.place, used, now, parts_.rules.late_days));
  if (!verdict.same) {
    one.row.state = VoucherState::redeemed;
    one.row.redeemed = used;
    one.row.heard = now;
    one.row.place = one.place;
    one.row.redeemed_by = scope.name;
    one.row.offline = in.redeemed.has_value();
    if (!store::change(tx, one.row, VoucherState::issued)) return refuse(ErrorCode::voucher_used);
    parts_.outbox.publish(tx, {.type = "voucher.redeemed", .part_key = one.row.subject, .subject = std::to_string(one.row.id), .body = redeemed_event(one.row)});
  }
  return view(one.row, now);
}

Result<VoucherUploadView> VoucherService::upload(db::Tx& tx, const Scope& scope, const VoucherUploadIn& in, Instant now) {
  if (in.items.empty() || in.items.size() > k_most_uploaded) return refuse_fields(ErrorCode::bad_input, {{"items", "每次 1–200 张", "1-200 at a time"}});
  VoucherUploadView out;
  for (VoucherCodeIn item : in.items) {
    if (!item.redeemed) item.redeemed = now;
    VoucherUploaded told;
    const auto one = shown(tx, scope, item, now);
    if (one.ok()) told.id = std::to_string(one->row.id);
    const bool before = one.ok() && one->row.state == VoucherState::redeemed;
    const auto took = redeem(tx, scope, item, now);
    if (took.ok()) {
      told.state = before ? "again" : "redeemed";
      told.zh = before ? "本机构此前已上传" : "已核销";
      told.en = before ? "this place sent it before" : "redeemed";
    } else if (took.refusal().code == ErrorCode::voucher_used && one.ok()) {
      const Words first = unit(one->row.place, now);
      told.state = "second";
      told.zh = "已由" + first.zh + "于 " + format_local(one->row.redeemed) + " 先行核销，本次不结算";
      told.en = first.en + " was first, at " + format_local(one->row.redeemed) + "; this one is not paid";
      store::add_clash(tx, parts_.ids.next(now), one->row, one->place, *item.redeemed, now);
    } else {
      told.state = "refused";
      told.zh = took.refusal().zh;
      told.en = took.refusal().en;
    }
    out.items.push_back(std::move(told));
  }
  return out;
}

Result<VoucherList> VoucherService::redeemed(db::Tx& tx, const Scope& scope, std::string_view place, std::string_view month, std::int64_t after,
                                             std::size_t limit, Instant now) const {
  store::RedeemedAsk ask;
  if (!scope.may(Permission::benefits_settle)) ask.places = scope.units;
  if (!place.empty()) {
    if (!ask.places.empty() && !scope.works_for(place)) return refuse(ErrorCode::out_of_scope);
    ask.places = {std::string(place)};
  }
  if (!scope.may(Permission::benefits_settle) && ask.places.empty()) return VoucherList{};
  if (!month.empty()) {
    const auto number = month_number(month);
    if (!number) return refuse_fields(ErrorCode::bad_input, {{"month", "应为 2026-11 这样的月份", "a month such as 2026-11"}});
    ask.from = local_instant(first_day(*number), 0);
    ask.to = local_instant(first_day(*number + 1), 0);
  }
  ask.after = after;
  ask.limit = limit + 1;
  VoucherList list;
  for (const store::VoucherRecord& row : store::redeemed(tx, scope, ask)) {
    if (list.items.size() == limit) {
      list.next = list.items.back().id;
      break;
    }
    const VoucherView one = view(row, now);
    list.items.push_back({one.id, one.kind, one.zh, one.en, one.holder, one.place, one.place_zh, one.place_en, row.redeemed_by, row.value_fen,
                          row.redeemed, row.offline, row.statement == 0 ? "" : std::to_string(row.statement)});
  }
  return list;
}

void VoucherService::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_voucher_routes(routes, *this, record);
  add_statement_routes(routes, *this, record);
}

}  // namespace tiange::vouchers
