#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "city/exchange/ingest/ingest_service.h"

namespace tiange::exchange {

namespace {

bool is_code(std::string_view code) {
  return !code.empty() && code.size() <= 40 && std::all_of(code.begin(), code.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}

void check_pull(const SourceIn& in, std::vector<FieldError>& faults) {
  if (in.how != How::pull) return;
  if (!in.pull.url.starts_with("postgresql://") && !in.pull.url.starts_with("postgres://"))
    faults.push_back({"pull.url", "应以 postgresql:// 开头", "must begin with postgresql://"});
  const std::size_t sign = in.pull.url.find('@');
  const std::size_t colon = in.pull.url.find(':', in.pull.url.find("//") + 2);
  if (sign != std::string::npos && colon != std::string::npos && colon < sign)
    faults.push_back({"pull.url", "口令请填在口令栏，不要写在地址里", "the password has a field of its own"});
  std::string head = text::lower_ascii(text::trim(in.pull.query));
  head = head.substr(0, 6);
  if (!head.starts_with("select") && !head.starts_with("with")) faults.push_back({"pull.query", "应为一条 SELECT 查询", "must be one SELECT"});
  if (in.pull.query.find(';') != std::string::npos) faults.push_back({"pull.query", "只能有一条查询，不带分号", "one query without semicolon"});
  if (!in.pull.watermark.empty() && in.pull.query.find("$1") == std::string::npos)
    faults.push_back({"pull.query", "有水位列时查询中应使用 $1", "with a watermark the query must use $1"});
}

}  // namespace

Outcome ExchangeService::check_source(const SourceIn& in) const {
  std::vector<FieldError> faults;
  if (text::trim(in.name_zh).empty()) faults.push_back({"name_zh", "请填写名称", "a name is needed"});
  if (!parts_.unit_name(in.unit)) faults.push_back({"unit", "没有这个单位", "no such unit"});
  const auto kinds = parts_.sink.kinds();
  if (std::find(kinds.begin(), kinds.end(), in.kind) == kinds.end()) faults.push_back({"kind", "没有这类登记对象", "no such kind of subject"});
  const auto departments = parts_.sink.departments();
  if (std::none_of(departments.begin(), departments.end(), [&](const CodeName& one) { return one.code == in.department; }))
    faults.push_back({"department", "请选择部门来源", "choose the department"});
  for (FieldError& fault : check_mapping(in.mapping, parts_.sink.fields(in.kind))) faults.push_back(std::move(fault));
  check_pull(in, faults);
  if (!raw::is_term(in.keep_months)) faults.push_back({"keep_months", "原始行保存 3、12、36 或 120 个月", "raw rows are kept for 3, 12, 36 or 120 months"});
  if (in.most_gone_percent < 0 || in.most_gone_percent > 100)
    faults.push_back({"most_gone_percent", "请填写 0 至 100", "must be from 0 to 100"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  return done();
}

Result<store::SourceRow> ExchangeService::seen_source(db::Tx& tx, const Scope& scope, std::string_view code) {
  auto row = store::source(tx, code);
  if (!row || !sees_source(scope, row->body)) return refuse(ErrorCode::not_found);
  return *std::move(row);
}

Result<SourceView> ExchangeService::save_source(db::Tx& tx, const Scope& scope, const std::string& code, const SourceIn& in, Instant now) {
  if (!is_code(code)) return refuse_fields(ErrorCode::bad_input, {{"code", "只用小写字母、数字、- 和 _", "small letters, digits, - and _ only"}});
  TIANGE_CHECK_OK(check_source(in));
  auto known = store::source(tx, code);
  if (known && in.version != known->version) return refuse(ErrorCode::stale_version);
  if (!sees_source(scope, in) || (known && !sees_source(scope, known->body))) return refuse(ErrorCode::out_of_scope);
  store::SourceRow row = known ? *known : store::SourceRow{};
  row.code = code;
  row.body = in;
  row.body.pull.password.clear();
  if (!in.pull.password.empty()) row.secret = parts_.sealer ? parts_.sealer->seal(in.pull.password, "exchange:" + code) : in.pull.password;
  if (!known) row.made = now;
  row.version = (known ? known->version : 0) + 1;
  row.changed = now;
  row.changed_by = scope.name;
  row.next_pull = in.how == How::pull && in.enabled ? next_pull_after(in, now, *parts_.calendar) : Instant{};
  if (!store::put_source(tx, row, false)) return refuse(ErrorCode::conflict);
  return view_of(tx, row, now);
}

std::optional<double> ExchangeService::last_score(db::Tx& tx, std::string_view source) {
  const auto last = store::done_batches(tx, source, 1);
  if (last.empty()) return std::nullopt;
  const auto row = store::batch(tx, last.front());
  if (!row || row->rows == 0) return std::nullopt;
  return 1 - static_cast<double>(row->held + row->marked) / static_cast<double>(row->rows);
}

SourceView ExchangeService::view_of(db::Tx& tx, const store::SourceRow& row, Instant now) {
  const SourceIn& in = row.body;
  SourceView view;
  view.code = row.code;
  view.name_zh = in.name_zh;
  view.name_en = in.name_en;
  view.unit = in.unit;
  if (const auto unit = parts_.unit_name(in.unit)) view.unit_zh = unit->zh, view.unit_en = unit->en;
  view.department = in.department;
  view.kind = in.kind;
  view.how = in.how;
  view.cycle = in.cycle;
  const Words cycle = cycle_words(in.cycle);
  view.cycle_zh = cycle.zh;
  view.cycle_en = cycle.en;
  view.mapping = in.mapping;
  view.pull = in.pull;
  view.has_password = !row.secret.empty();
  view.has_key = !row.key_digest.empty();
  view.enabled = in.enabled;
  view.repairs = in.repairs;
  view.full = in.full;
  view.most_gone_percent = in.most_gone_percent;
  view.keep_months = in.keep_months;
  view.columns = row.columns;
  view.watermark = row.watermark;
  view.trouble = row.trouble;
  if (row.last_good) view.last_good = row.last_good;
  if (row.next_pull) view.next_pull = row.next_pull;
  if (in.enabled) view.due = due_after(in.cycle, row.last_good ? row.last_good : row.made, *parts_.calendar);
  view.late = view.due && *view.due < now;
  view.score = last_score(tx, row.code);
  const auto last = store::batches(tx, row.code, "", 0, 1);
  if (!last.empty()) view.last = BatchBrief{std::to_string(last[0].id), last[0].state, last[0].received, last[0].rows, last[0].held};
  const store::BatchCounts counts = store::counts(tx, row.code);
  view.waiting = counts.waiting;
  view.quarantined = counts.quarantined;
  if (const auto repair = store::open_repair(tx, row.code)) view.repair_ref = repair->ref, view.repair_number = repair->number;
  view.version = row.version;
  view.changed = row.changed;
  view.changed_by = row.changed_by;
  return view;
}

SourceList ExchangeService::list_sources(db::Tx& tx, const Scope& scope, Instant now) {
  SourceList list;
  for (const store::SourceRow& row : store::sources(tx)) {
    if (!sees_source(scope, row.body)) continue;
    list.items.push_back(view_of(tx, row, now));
    list.late += list.items.back().late;
    list.waiting += list.items.back().waiting;
    list.quarantined += list.items.back().quarantined;
  }
  return list;
}

Result<KeyShown> ExchangeService::new_key(db::Tx& tx, const Scope& scope, std::string_view code, Instant now) {
  TIANGE_TRY(store::SourceRow row, seen_source(tx, scope, code));
  if (row.body.how != How::push) return refuse_fields(ErrorCode::bad_input, {{"how", "只有推送方式需要密钥", "only a source that pushes has a key"}});
  const std::string key = "tgx_" + crypto::random_token(24);
  row.key_digest = hex(sha256(key));
  row.version += 1;
  row.changed = now;
  row.changed_by = scope.name;
  if (!store::put_source(tx, row, false)) return refuse(ErrorCode::conflict);
  return KeyShown{key, "X-Tiange-Key"};
}

std::vector<SourceFacts> ExchangeService::facts(db::Tx& tx, Instant now) {
  std::vector<SourceFacts> all;
  for (const store::SourceRow& row : store::sources(tx)) {
    SourceFacts one;
    one.code = row.code;
    one.name = {row.body.name_zh, row.body.name_en};
    one.unit = row.body.unit;
    one.department = row.body.department;
    one.kind = row.body.kind;
    one.cycle = row.body.cycle;
    one.last_good = row.last_good;
    if (row.body.enabled) one.due = due_after(one.cycle, row.last_good ? row.last_good : row.made, *parts_.calendar);
    one.late = one.due && *one.due < now;
    one.score = last_score(tx, row.code);
    const auto last = store::done_batches(tx, row.code, 1);
    if (!last.empty()) {
      if (const auto batch = store::batch(tx, last[0])) one.rows = batch->rows;
    }
    for (const FieldInfo& field : parts_.sink.fields(one.kind)) {
      const auto& maps = row.body.mapping.columns;
      if (std::any_of(maps.begin(), maps.end(), [&](const ColumnMap& map) { return map.field == field.field; })) one.fields.push_back(field);
    }
    all.push_back(std::move(one));
  }
  return all;
}

Outcome ExchangeService::lay(db::Tx& tx, std::string_view sources_json, std::string_view rules_json, Instant now) {
  TIANGE_TRY(const json::Value sources, json::parse(sources_json));
  for (const json::Value& one : sources.as_array()) {
    const std::string code = one.text_or("code");
    if (store::source(tx, code)) continue;
    TIANGE_TRY(SourceIn in, json::read_value<SourceIn>(one));
    TIANGE_CHECK_OK(check_source(in));
    store::SourceRow row;
    row.code = code;
    row.body = std::move(in);
    row.made = now;
    row.version = 1;
    row.changed = now;
    row.changed_by = "初始";
    (void)store::put_source(tx, row, false);
  }
  TIANGE_TRY(const std::vector<QualityRule> rules, json::read<std::vector<QualityRule>>(rules_json));
  const std::vector<QualityRule> known = store::rules(tx);
  for (QualityRule rule : rules) {
    if (std::any_of(known.begin(), known.end(), [&](const QualityRule& one) { return one.code == rule.code; })) continue;
    TIANGE_CHECK_OK(check_rule(rule, parts_.sink.fields(rule.kind)));
    rule.version = 1;
    (void)store::put_rule(tx, rule, "初始", now);
  }
  return done();
}

}  // namespace tiange::exchange
