// Exports: what leaves the house is measured as it would leave, agreed to by somebody else, and marked.
#include <algorithm>

#include "base/codes.h"
#include "base/text.h"
#include "city/org/masks/mask_service.h"

namespace tiange::masks {

namespace {

constexpr std::size_t k_most_rows = 50'000;
constexpr std::size_t k_most_columns = 40;
constexpr std::size_t k_sample_rows = 5;
constexpr std::size_t k_page = 50;

Refusal wrong(const char* path, const char* zh, const char* en) { return refuse_fields(ErrorCode::bad_input, {{path, zh, en}}); }

// What names a person by itself, by the mask that its field has in the catalogue.
bool is_identifier(std::string_view mask) { return mask != "none" && mask != "address" && mask != "hide"; }
// Nothing of the value leaves.
bool is_closed(std::string_view way) { return way == "pseudonym" || way == "hide"; }

Outcome approvable(const ExportView& view) {
  if (view.risk.at_risk == 0 || view.ask.leave_out) return done();
  const std::string n = std::to_string(view.risk.at_risk);
  return refuse(ErrorCode::export_at_risk, "有 " + n + " 行可被重新识别：请按建议泛化，或选择去掉这些行", n + " rows could be found again: follow the suggestion or leave them out");
}

}  // namespace

Result<ExportFields> MaskService::export_fields(const std::string& kind) const {
  if (!parts_.source) return refuse(ErrorCode::not_found);
  ExportFields view{parts_.source->fields(kind)};
  if (view.items.empty()) return refuse(ErrorCode::not_found);
  return view;
}

Outcome MaskService::check_export(const Scope& scope, const ExportAsk& ask) const {
  if (!parts_.source) return refuse(ErrorCode::not_found);
  if (!scope.covers(ask.area)) return refuse(ErrorCode::out_of_scope);
  if (text::trim(ask.title).empty()) return wrong("title", "请填写名称", "name it");
  if (text::trim(ask.receiver).empty()) return wrong("receiver", "请填写接收方", "say who receives it");
  if (!live()->purpose(ask.purpose)) return wrong("purpose", "请选择目的", "choose a purpose");
  if (ask.columns.empty() || ask.columns.size() > k_most_columns) return wrong("columns", "请选择 1–40 列", "choose 1-40 columns");
  const auto fields = parts_.source->fields(ask.kind);
  int sensitive = 0;
  for (std::size_t i = 0; i < ask.columns.size(); ++i) {
    const ExportColumn& column = ask.columns[i];
    const std::string path = "columns[" + std::to_string(i) + "]";
    const bool known = std::any_of(fields.begin(), fields.end(), [&](const ExportField& field) { return field.field == column.field; });
    if (!known) return refuse_fields(ErrorCode::bad_input, {{path + ".field", "没有这个字段", "there is no such field"}});
    sensitive += column.sensitive;
    if (column.way == "pseudonym" && text::trim(ask.project).empty()) return wrong("project", "使用假名须填写项目名称", "pseudonyms need a project");
    if (column.way != "mask" && column.way != "plain" && column.way != "pseudonym" && !masking::parse_mask(column.way).ok())
      return refuse_fields(ErrorCode::bad_input, {{path + ".way", "没有这种处理方式", "there is no such way"}});
  }
  for (std::size_t i = 0; ask.anonymous && i < ask.columns.size(); ++i) {
    const auto field = std::find_if(fields.begin(), fields.end(), [&](const ExportField& one) { return one.field == ask.columns[i].field; });
    if (is_identifier(field->mask) && !is_closed(ask.columns[i].way))
      return refuse_fields(ErrorCode::bad_input, {{"columns[" + std::to_string(i) + "].way", "声明匿名的导出中，“" + field->zh + "”只能用假名或隐藏",
                                                   "in an export said to be anonymous, " + field->en + " is a pseudonym or hidden"}});
  }
  if (sensitive > 1) return wrong("columns", "敏感列最多一列", "at most one sensitive column");
  return done();
}

Result<MaskService::Prepared> MaskService::prepare(db::Tx& tx, const Scope& scope, const ExportAsk& ask) const {
  TIANGE_CHECK_OK(check_export(scope, ask));
  const auto policy = live();
  const auto fields = parts_.source->fields(ask.kind);
  const masking::Pseudonyms pseudonyms(parts_.key, ask.project.empty() ? "-" : ask.project);
  std::vector<std::string> names, words;
  Prepared out;
  for (std::size_t i = 0; i < ask.columns.size(); ++i) {
    const auto field = std::find_if(fields.begin(), fields.end(), [&](const ExportField& one) { return one.field == ask.columns[i].field; });
    names.push_back(field->field);
    words.push_back(field->mask);
    // Whoever says that an export is anonymous does not choose what others know.
    const bool known = ask.columns[i].quasi || (ask.anonymous && !ask.columns[i].sensitive && !is_closed(ask.columns[i].way));
    if (known) out.ask.quasi.push_back(static_cast<int>(i));
    if (ask.columns[i].sensitive) out.ask.sensitive = static_cast<int>(i);
  }
  out.ask.k = policy->policy().export_k;
  out.ask.l = policy->policy().export_l;
  const auto treat = [&](const ExportColumn& column, const std::string& word, std::string_view grid, const std::string& value) -> std::string {
    if (column.way == "plain") return value;
    if (column.way == "pseudonym") return pseudonyms.of(column.field, value);
    if (column.way != "mask") return masking::apply_mask(*masking::parse_mask(column.way), value);
    return masking::apply_mask(policy->decide(scope, {ask.kind, column.field, word, grid, ask.purpose, false}).mask, value);
  };
  bool too_many = false;
  parts_.source->rows(tx, scope, ask.kind, ask.area, ask.shape, names, [&](std::int64_t id, std::string_view grid, std::vector<std::string>& values) {
    too_many = out.rows.size() == k_most_rows;
    if (too_many) return false;
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = treat(ask.columns[i], words[i], grid, values[i]);
    out.rows.push_back(std::move(values));
    out.ids.push_back(id);
    return true;
  });
  if (too_many) return refuse(ErrorCode::too_large, "一次最多导出 5 万行，请缩小区域", "at most 50,000 rows at once; choose a smaller area");
  TIANGE_TRY(out.risk, masking::measure_risk(out.rows, out.ask));
  return out;
}

Result<RiskView> MaskService::measure(db::Tx& tx, const Scope& scope, const ExportAsk& ask) const {
  TIANGE_TRY(Prepared prepared, prepare(tx, scope, ask));
  RiskView view{std::move(prepared.risk), {}};
  // Plain values are not shown before somebody agreed.
  const auto fields = parts_.source->fields(ask.kind);
  for (std::size_t i = 0; i < prepared.rows.size() && i < k_sample_rows; ++i) {
    view.sample.push_back(prepared.rows[i]);
    for (std::size_t c = 0; c < ask.columns.size(); ++c) {
      const auto field = std::find_if(fields.begin(), fields.end(), [&](const ExportField& one) { return one.field == ask.columns[c].field; });
      if (ask.columns[c].way == "mask" || ask.columns[c].way == "pseudonym") continue;
      const auto strongest = masking::parse_mask(field->mask);
      if (ask.columns[c].way == "plain" && strongest.ok()) view.sample.back()[c] = masking::apply_mask(*strongest, view.sample.back()[c]);
      if (ask.columns[c].way != "plain" && field->mask != "none") view.sample.back()[c] = "***";
    }
  }
  return view;
}

ExportView MaskService::shown_export(const store::PaperRow& row, const Scope& scope, Instant now) const {
  ExportView view = json::read<ExportView>(row.body).value_or(ExportView{});
  view.id = std::to_string(row.id);
  view.state = row.state;
  view.fetched = row.fetched;
  view.mine = row.account == scope.account;
  const Outcome allowed = may_answer(row, scope);
  const Outcome safe = approvable(view);
  view.may_answer = allowed.ok();
  view.may_fetch = view.mine && row.state == "approved" && row.until > now;
  if (row.state == "asked" && !safe.ok()) {
    view.why_not_zh = safe.refusal().zh;
    view.why_not_en = safe.refusal().en;
  }
  return view;
}

Result<ExportView> MaskService::ask_export(db::Tx& tx, const Scope& scope, const ExportAsk& ask, Instant now) {
  TIANGE_TRY(Prepared prepared, prepare(tx, scope, ask));
  ExportView view;
  view.ask = ask;
  view.risk = std::move(prepared.risk);
  view.rows = view.risk.rows - (ask.leave_out ? view.risk.at_risk : 0);
  view.name = scope.name;
  view.unit = scope.units.empty() ? "" : parts_.org.directory(now)->unit_name(scope.units.front()).zh;
  view.asked = now;
  view.state = "asked";
  store::PaperRow row{codes::part_key_of(ask.area), parts_.ids.next(now), "", ask.area, scope.account, scope.person, ask.purpose, "asked", {}, 0, {}};
  view.id = std::to_string(row.id);
  row.body = json::write(view);
  store::insert_export(tx, row);
  return shown_export(row, scope, now);
}

void MaskService::left(db::Tx& tx, const Scope& scope, std::int64_t id, const ExportAsk& ask, std::int64_t rows, Instant now) {
  ExportView view;
  view.id = std::to_string(id);
  view.ask = ask;
  view.rows = rows;
  view.risk.rows = rows;
  view.name = scope.name;
  view.unit = scope.units.empty() ? "" : parts_.org.directory(now)->unit_name(scope.units.front()).zh;
  view.asked = now;
  view.answered = view.last_fetched = view.until = now;
  view.state = "approved";
  // Its term ends as it leaves: it cannot be fetched again here.
  store::PaperRow row{codes::part_key_of(ask.area), id, "", ask.area, scope.account, scope.person, ask.purpose, "approved", now, 0, json::write(view)};
  store::insert_export(tx, row);
  store::fetched_export(tx, row);
}

Result<ExportView> MaskService::answer_export(db::Tx& tx, const Scope& scope, std::int64_t id, const ApprovalIn& in, Instant now) {
  auto row = store::find_export(tx, id);
  if (!row) return refuse(ErrorCode::out_of_scope);
  TIANGE_CHECK_OK(may_answer(*row, scope));
  if (!in.granted && text::trim(in.text).empty()) return wrong("text", "请写明不同意的理由", "say why not");
  TIANGE_TRY(ExportView view, json::read<ExportView>(row->body));
  if (in.granted) TIANGE_CHECK_OK(approvable(view));
  row->state = in.granted ? "approved" : "refused";
  if (in.granted) {
    row->until = now + days(live()->policy().export_days);
    view.until = row->until;
  }
  view.answered = now;
  view.answered_by = scope.name;
  view.answer = in.text;
  row->body = json::write(view);
  if (!store::answer_export(tx, *row)) return refuse(ErrorCode::conflict);
  return shown_export(*row, scope, now);
}

ExportList MaskService::export_list(db::Tx& tx, const Scope& scope, const std::string& state, std::int64_t before, Instant now) const {
  store::PaperAsk ask{scope.account, {}, state, before, k_page + 1};
  if (scope.may(Permission::masks_approve)) ask.areas = scope.areas;
  ExportList list;
  for (const store::PaperRow& row : store::exports(tx, ask)) {
    if (list.items.size() == k_page) {
      list.next = list.items.back().id;
      break;
    }
    list.items.push_back(shown_export(row, scope, now));
  }
  return list;
}

Result<ExportView> MaskService::fetch(db::Tx& tx, const Scope& scope, std::int64_t id, masking::Rows& rows, Instant now) {
  rows.clear();
  auto row = store::find_export(tx, id);
  if (!row || row->account != scope.account) return refuse(ErrorCode::out_of_scope);
  if (row->state != "approved" || row->until <= now) return refuse(ErrorCode::export_not_approved);
  TIANGE_TRY(ExportView view, json::read<ExportView>(row->body));
  TIANGE_TRY(Prepared prepared, prepare(tx, scope, view.ask));
  // What the register holds may have changed since it was agreed to: the limits hold for what leaves now.
  std::vector<bool> out(prepared.rows.size(), false);
  if (prepared.risk.at_risk > 0) {
    if (!view.ask.leave_out) return refuse(ErrorCode::export_at_risk, "数据已变化，请重新申请", "the data has changed since; ask anew");
    for (const std::size_t one : masking::rows_at_risk(prepared.rows, prepared.ask)) out[one] = true;
  }
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < prepared.rows.size(); ++i) {
    if (out[i]) continue;
    rows.push_back(std::move(prepared.rows[i]));
    ids.push_back(prepared.ids[i]);
  }
  parts_.source->exported(tx, scope, ids, view.ask, now);
  view.rows = static_cast<std::int64_t>(rows.size());
  view.last_fetched = now;
  row->body = json::write(view);
  store::fetched_export(tx, *row);
  ++row->fetched;
  return shown_export(*row, scope, now);
}

Result<TraceView> trace_file(db::Db& db, std::string_view key, const std::string& path) {
  TIANGE_TRY(const auto reader, sheets::open_file(path));
  // Forms count their rows in a column that the mark does not know of, and may have empty ones at the end.
  masking::MarkReader marks, numbered;
  TraceView view;
  for (sheets::Row row;;) {
    TIANGE_TRY(const bool more, reader->next(row));
    if (!more) break;
    marks.row(row.cells);
    std::vector<std::string> rest(row.cells.begin() + (row.cells.empty() ? 0 : 1), row.cells.end());
    while (!rest.empty() && rest.back().empty()) rest.pop_back();
    numbered.row(rest);
    ++view.rows;
  }
  std::vector<store::PaperRow> exports;
  db.run_read([&](db::Tx& tx) { exports = store::fetched_exports(tx); });
  view.exports = static_cast<std::int64_t>(exports.size());
  for (const store::PaperRow& row : exports) {
    const ExportView about = json::read<ExportView>(row.body).value_or(ExportView{});
    const masking::MarkSeed seed = masking::mark_seed(key, std::to_string(row.id));
    const masking::MarkScore whole = marks.score(seed), rest = numbered.score(seed);
    const masking::MarkScore& score = rest.certainty > whole.certainty ? rest : whole;
    view.matches.push_back({std::to_string(row.id), about.ask.title, about.name, about.unit, about.ask.receiver, about.asked, score, score.certainty >= masking::k_certain});
  }
  std::sort(view.matches.begin(), view.matches.end(), [](const TraceMatch& a, const TraceMatch& b) { return a.score.certainty > b.score.certainty; });
  if (view.matches.size() > 3) view.matches.resize(3);
  return view;
}

}  // namespace tiange::masks
