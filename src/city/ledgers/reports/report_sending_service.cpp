// Forms filled from the registers, compared with the last ones sent, sent, received, given back.
#include <algorithm>

#include "base/codes.h"
#include "base/digest.h"
#include "base/text.h"
#include "city/ledgers/reports/report_service.h"

namespace tiange::ledgers {

using report_store::StoredReport;
using report_store::StoredSending;

namespace {

constexpr std::size_t k_shown_rows = 100;
constexpr std::size_t k_page = 50;

bool is_plain(const StoredReport& report, std::string_view field) {
  return std::any_of(report.in.columns.begin(), report.in.columns.end(), [&](const ReportColumn& column) { return column.field == field && column.plain; });
}

}  // namespace

// ---- the form ----

Result<ReportView> ReportService::put_template(db::Tx& tx, const Scope& scope, std::int64_t id, const std::string& name, const std::string& bytes, Instant now) {
  TIANGE_TRY(StoredReport report, own(tx, scope, id));
  if (report.state == ReportState::abolished) return refuse(ErrorCode::report_state);
  TIANGE_TRY(const sheets::TemplateShape shape, sheets::read_template(bytes));
  TemplateView form = form_view(text::cut(name.empty() ? report.in.title + ".xlsx" : name, 100), bytes, shape);
  report_store::put_form(tx, id, form.digest, bytes);
  report.form = std::move(form);
  report.filling.reset();  // said of another form
  report.events.push_back(event(scope, "template", report.form->name, now));
  if (!report_store::update_report(tx, report)) return refuse(ErrorCode::conflict);
  return shown(tx, scope, report, now);
}

Result<ReportView> ReportService::put_filling(db::Tx& tx, const Scope& scope, std::int64_t id, const ReportFilling& in, Instant now) {
  TIANGE_TRY(StoredReport report, own(tx, scope, id));
  if (report.state == ReportState::abolished || !report.form) return refuse(ErrorCode::report_state, "请先上传模板", "upload the form first");
  const auto catalogue = parts_.subjects.catalogue();
  TIANGE_TRY(FillPlan plan, FillPlan::make(in, report.in.columns, catalogue));
  // Tried on the form at once, so that what does not fit shows here and not in a village.
  const auto file = report_store::form_file(tx, id, report.form->digest);
  if (!file) return refuse(ErrorCode::not_found);
  TIANGE_CHECK_OK(sheets::fill_template(*file, sheet_of(in, plan.take({}), *catalogue, std::nullopt)));
  report.filling = in;
  report.events.push_back(event(scope, "filling", "", now));
  if (!report_store::update_report(tx, report)) return refuse(ErrorCode::conflict);
  return shown(tx, scope, report, now);
}

Result<std::pair<std::string, std::string>> ReportService::form(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  TIANGE_TRY(const StoredReport report, seen(tx, scope, id));
  if (!report.form) return refuse(ErrorCode::not_found);
  auto file = report_store::form_file(tx, id, report.form->digest);
  if (!file) return refuse(ErrorCode::not_found);
  return std::pair(report.form->name, std::move(*file));
}

// ---- filling ----

std::string ReportService::show(const Scope& scope, const StoredReport& report, const registers::FieldDefinition& field, std::string_view grid, std::string_view value,
                                bool plain) const {
  return parts_.masks.show(scope, {json::enum_name(field.kind), field.field, field.mask, grid, report.in.purpose, plain}, value);
}

ShowCell ReportService::masked_cells(const Scope& scope, const StoredReport& report, const ReportContent& content) const {
  const auto catalogue = parts_.subjects.catalogue();
  return [this, &scope, &report, &content, catalogue](std::size_t column, const ContentRow& row) -> std::string {
    const std::string& field = column < content.fields.size() ? content.fields[column] : "";
    const auto* known = field.empty() ? nullptr : field_of(field, *catalogue);
    // What left masked is masked already.
    if (!known || known->mask == "none" || !is_plain(report, field)) return row.cells[column];
    return show(scope, report, *known, row.grid, row.cells[column], false);
  };
}

Result<FilledReport> ReportService::fill(const Scope& scope, std::int64_t id, std::string_view area, Instant now) const {
  FilledReport out;
  std::optional<Refusal> refused;
  const auto read = parts_.db.read([&](db::Tx& tx) -> Outcome {
    TIANGE_TRY(out.report, seen(tx, scope, id));
    const StoredReport& report = out.report;
    const auto village = parts_.places.area(area);
    if (!village || village->level != "community" || !scope.covers(area)) return refuse(ErrorCode::out_of_scope);
    if (report.state != ReportState::approved) return refuse(ErrorCode::report_not_approved);
    if (!asks_of(report.in, area)) return refuse(ErrorCode::out_of_scope);
    if (!report.form || !report.filling) return refuse(ErrorCode::report_state, "尚未上传模板或设置填法", "there is no form yet, or nobody said what goes where");
    TIANGE_TRY(FillPlan plan, FillPlan::make(*report.filling, report.in.columns, parts_.subjects.catalogue()));
    const ShowValue show_value = [&](const registers::FieldDefinition& field, std::string_view grid, std::string_view value) {
      if (field.mask == "none") return std::string(value);
      return show(scope, report, field, grid, value, is_plain(report, std::string(json::enum_name(field.kind)) + "." + field.field));
    };
    bool fits = true;
    for (const registers::Kind kind : plan.kinds())
      parts_.subjects.each(tx, scope, kind, area, [&](const registers::GoldenRow& row) { return fits = plan.visit(row, show_value, now); });
    if (!fits) return refuse(ErrorCode::too_large, "一份报表最多 1 万行，请加条件", "at most 10,000 rows in one report; narrow the condition");
    const ReportPeriod period = period_of(report.in.cycle, local_date(now));
    const auto directory = parts_.org.directory(now);
    const auto* station = directory->unit_for(area, "ZZ");
    out.content = plan.take({parts_.places.name(area, Language::zh), parts_.places.name(area.substr(0, 9), Language::zh), format_date(local_date(now)), period.words.zh,
                             station ? station->name_zh : "", scope.name});
    ReportPreview& preview = out.preview;
    preview.report = std::to_string(id);
    preview.area = area;
    preview.area_name = parts_.places.full_name(area, scope.language);
    preview.period = period.key;
    preview.period_zh = period.words.zh;
    preview.period_en = period.words.en;
    std::optional<ReportContent> before;
    const auto last = report_store::last_sending(tx, id, std::string(area));
    if (last) before = json::read<ReportContent>(report_store::content_of(tx, last->id)).value_or(ReportContent{});
    preview.difference = difference_of(before ? &*before : nullptr, out.content, before ? masked_cells(scope, report, *before) : ShowCell{}, masked_cells(scope, report, out.content));
    if (last) {
      out.against = last->id;
      preview.difference.against = last->row.id;
      preview.difference.against_sent = last->row.sent;
    }
    const auto same_period = report_store::sending_in(tx, codes::part_key_of(area), id, period.key);
    if (same_period && same_period->row.state == "received") {
      preview.blocked_zh = "本期已签收；如需更正，请部门先退回";
      preview.blocked_en = "this period's was received; the department gives it back first";
    }
    return done();
  });
  if (!read.ok()) return read.refusal();
  ReportPreview& preview = out.preview;
  preview.titles = out.content.titles;
  preview.count = static_cast<std::int64_t>(out.content.rows.size());
  const ShowCell masked = masked_cells(scope, out.report, out.content);
  for (std::size_t i = 0; i < out.content.rows.size() && i < k_shown_rows; ++i) {
    std::vector<std::string> cells;
    for (std::size_t c = 0; c < out.content.rows[i].cells.size(); ++c) cells.push_back(masked(c, out.content.rows[i]));
    preview.rows.push_back(std::move(cells));
  }
  for (const ContentCell& cell : out.content.cells) preview.cells.push_back({cell.title, "", cell.value});
  for (std::size_t i = 0; i < out.content.fields.size(); ++i) {
    const auto* field = field_of(out.content.fields[i], *parts_.subjects.catalogue());
    if (field && field->mask != "none" && is_plain(out.report, out.content.fields[i])) preview.plain.push_back(out.content.titles[i]);
  }
  preview.digest = hex(sha256(json::write(out.content) + out.report.form->digest + preview.period + std::to_string(out.against)));
  return out;
}

Result<ReportPreview> ReportService::preview(const Scope& scope, std::int64_t id, std::string_view area, Instant now) {
  TIANGE_TRY(FilledReport filled, fill(scope, id, area, now));
  return std::move(filled.preview);
}

Result<std::string> ReportService::file_for(const FilledReport& filled, std::int64_t sending) const {
  const auto form = parts_.db.read([&](db::Tx& tx) -> Result<std::string> {
    auto file = report_store::form_file(tx, filled.report.id, filled.report.form->digest);
    if (!file) return refuse(ErrorCode::not_found);
    return std::move(*file);
  });
  if (!form.ok()) return form.refusal();
  return sheets::fill_template(*form, sheet_of(*filled.report.filling, filled.content, *parts_.subjects.catalogue(), parts_.masks.mark_of(sending)));
}

// ---- sending ----

Result<SendingView> ReportService::send(db::Tx& tx, const Scope& scope, const FilledReport& filled, const SendIn& in, std::int64_t sending, const std::string& file, Instant now) {
  const StoredReport& report = filled.report;
  const auto present = report_store::find_report(tx, report.id);
  if (!present || present->state != ReportState::approved) return refuse(ErrorCode::report_not_approved);
  if (in.digest != filled.preview.digest) return refuse(ErrorCode::report_moved_on);
  StoredSending out;
  out.part_key = codes::part_key_of(in.area);
  if (auto before = report_store::sending_in(tx, out.part_key, report.id, filled.preview.period)) {
    if (before->row.state == "received") return refuse(ErrorCode::report_state, "本期已签收；如需更正，请部门先退回", "this period's was received; the department gives it back first");
    if (before->row.state == "sent") {
      before->row.state = "replaced";
      if (!report_store::update_sending(tx, *before, "sent")) return refuse(ErrorCode::conflict);
    }
  }
  const ReportDifference& difference = filled.preview.difference;
  out.id = sending;
  out.report = report.id;
  out.against = filled.against;
  SendingRow& row = out.row;
  row.id = std::to_string(sending);
  row.report = std::to_string(report.id);
  row.title = report.in.title;
  row.unit = report.in.unit;
  const Words unit = parts_.org.directory(now)->unit_name(row.unit);
  row.unit_zh = unit.zh;
  row.unit_en = unit.en;
  row.area = in.area;
  row.area_name = parts_.places.full_name(in.area, Language::zh);
  row.period = filled.preview.period;
  row.state = "sent";
  row.name = scope.name;
  row.sent = now;
  row.rows = filled.preview.count;
  row.rows_in = difference.in;
  row.rows_out = difference.out;
  row.rows_changed = difference.changed;
  row.numbers_changed = static_cast<std::int64_t>(difference.numbers.size());
  row.digest = hex(sha256(file));
  row.note = text::cut(in.note, 200);
  report_store::insert_sending(tx, out, json::write(filled.content), file);
  if (!filled.content.rows.empty()) {
    masks::ExportAsk ask;
    ask.title = report.in.title + " " + row.period;
    ask.kind = report.filling->kind;
    ask.area = in.area;
    ask.purpose = report.in.purpose;
    ask.receiver = row.unit_zh;
    for (const std::string& field : filled.content.fields) {
      if (!field.empty()) ask.columns.push_back({field.substr(field.find('.') + 1), is_plain(report, field) ? "plain" : "mask", false, false});
    }
    parts_.masks.left(tx, scope, sending, ask, row.rows, now);
    const registers::ViewAsk look{report.in.title + "（" + row.unit_zh + "）", "", std::nullopt};
    for (const ContentRow& one : filled.content.rows) {
      const auto id = parse_typed_id<registers::SubjectTag>(one.key);
      if (id.ok()) parts_.subjects.looked(tx, scope, *id, "export", look, now);
    }
  }
  return shown_sending(tx, scope, out);
}

bool ReportService::may_answer(const Scope& scope, const SendingRow& row) const {
  return scope.may(Permission::ledgers_reports_ask) && scope.works_for(row.unit) && (row.state == "sent" || row.state == "received");
}

Result<StoredSending> ReportService::seen_sending(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  auto found = report_store::find_sending(tx, id);
  const bool own_village = found && scope.may(Permission::ledgers_reports_fill) && scope.covers(found->row.area);
  const bool own_unit = found && scope.may(Permission::ledgers_reports_ask) && scope.works_for(found->row.unit);
  if (!own_village && !own_unit) return refuse(ErrorCode::out_of_scope);
  return std::move(*found);
}

SendingView ReportService::shown_sending(db::Tx& tx, const Scope& scope, const StoredSending& sending) const {
  SendingView view;
  static_cast<SendingRow&>(view) = sending.row;
  view.may_answer = may_answer(scope, sending.row);
  const auto report = report_store::find_report(tx, sending.report);
  const ReportContent now = json::read<ReportContent>(report_store::content_of(tx, sending.id)).value_or(ReportContent{});
  std::optional<ReportContent> before;
  if (sending.against) before = json::read<ReportContent>(report_store::content_of(tx, sending.against)).value_or(ReportContent{});
  view.titles = now.titles;
  if (!report) return view;
  view.difference = difference_of(before ? &*before : nullptr, now, before ? masked_cells(scope, *report, *before) : ShowCell{}, masked_cells(scope, *report, now));
  if (!before) return view;
  view.difference.against = std::to_string(sending.against);
  if (const auto last = report_store::find_sending(tx, sending.against)) view.difference.against_sent = last->row.sent;
  return view;
}

SendingList ReportService::sendings(db::Tx& tx, const Scope& scope, report_store::SendingAsk ask) const {
  if (scope.may(Permission::ledgers_reports_ask)) ask.units = scope.units;
  if (scope.may(Permission::ledgers_reports_fill)) ask.areas = scope.areas;
  ask.most = k_page + 1;
  SendingList out;
  for (StoredSending& one : report_store::sendings(tx, ask)) {
    if (out.items.size() == k_page) {
      out.next = out.items.back().id;
      break;
    }
    one.row.may_answer = may_answer(scope, one.row);
    out.items.push_back(std::move(one.row));
  }
  return out;
}

Result<SendingView> ReportService::sending(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  TIANGE_TRY(const StoredSending found, seen_sending(tx, scope, id));
  return shown_sending(tx, scope, found);
}

Result<std::pair<SendingRow, std::string>> ReportService::sent_file(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  TIANGE_TRY(const StoredSending found, seen_sending(tx, scope, id));
  return std::pair(found.row, report_store::file_of(tx, id));
}

Result<SendingView> ReportService::answer_sending(db::Tx& tx, const Scope& scope, std::int64_t id, bool received, const std::string& text, Instant now) {
  TIANGE_TRY(StoredSending found, seen_sending(tx, scope, id));
  if (!scope.may(Permission::ledgers_reports_ask) || !scope.works_for(found.row.unit)) return refuse(ErrorCode::forbidden, "只有提出报表的单位可以签收或退回", "only the unit that asks receives or gives back");
  const std::string from = found.row.state;
  if (from != "sent" && (received || from != "received")) return refuse(ErrorCode::report_state);
  if (!received && text::trim(text).empty()) return refuse_fields(ErrorCode::bad_input, {{"text", "请写明退回的理由", "say why it is given back"}});
  found.row.state = received ? "received" : "returned";
  found.row.answered = now;
  found.row.answered_by = scope.name;
  found.row.answer = text::cut(text, 500);
  if (!report_store::update_sending(tx, found, from)) return refuse(ErrorCode::conflict);
  return shown_sending(tx, scope, found);
}

}  // namespace tiange::ledgers
