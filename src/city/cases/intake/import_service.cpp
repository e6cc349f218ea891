#include "city/cases/intake/import_service.h"

#include <filesystem>
#include <fstream>

#include "base/text.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_rows_to_look_at = 20;
constexpr std::int64_t k_rows_to_count = 100'000;  // whose values are shown with how often they occur
constexpr std::size_t k_values_to_show = 60;

Refusal no_such_import() { return refuse(ErrorCode::not_found, "没有这次导入", "no such import"); }

}  // namespace

bool is_empty(const std::vector<std::string>& cells) {
  return std::all_of(cells.begin(), cells.end(), [](const std::string& c) { return c.empty(); });
}

// Walks to the first row below the titles.
Result<std::unique_ptr<sheets::Reader>> open_below_titles(const std::string& path, std::int64_t title_row) {
  TIANGE_TRY(auto reader, sheets::open_file(path));
  sheets::Row row;
  do {
    TIANGE_TRY(bool more, reader->next(row));
    if (!more) break;
  } while (static_cast<std::int64_t>(row.number) < title_row);
  return reader;
}

std::string_view last_part(std::string_view category) {
  const std::size_t arrow = category.rfind('>');
  return text::trim(category.substr(arrow == std::string_view::npos ? 0 : arrow + 1));
}

std::string ImportService::path_of(std::int64_t id) const { return parts_.import_folder + "/" + std::to_string(id); }

ImportStateView ImportService::view_of(const ImportRecord& r) const {
  const Instant until = r.ended ? r.ended : parts_.clock.now();
  const double seconds = r.started ? static_cast<double>((until - r.started).us) / 1e6 : 0;
  return {std::to_string(r.id), r.file_name, r.state,    r.total, r.rows,     r.cases, r.repeated,
          r.errors,             seconds,     r.trouble, r.uploaded, r.as_of, r.compared, r.agreed};
}

Result<ImportRecord> ImportService::record(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  auto found = store::import(tx, id);
  if (!found || found->by != scope.account) return no_such_import();
  return *found;
}

Result<ImportUploadView> ImportService::upload(db::Tx& tx, const Scope& scope, std::string_view content, const std::string& file_name, Instant now) {
  if (scope.areas.empty()) return refuse(ErrorCode::out_of_scope);
  ImportRecord r;
  r.id = parts_.ids.next(now);
  std::filesystem::create_directories(parts_.import_folder);
  std::ofstream(path_of(r.id), std::ios::binary).write(content.data(), static_cast<std::streamsize>(content.size()));
  TIANGE_TRY(auto reader, sheets::open_file(path_of(r.id)));
  std::vector<std::vector<std::string>> first;
  std::vector<std::int64_t> numbers;
  sheets::Row row;
  for (;;) {
    TIANGE_TRY(bool more, reader->next(row));
    if (!more) break;
    if (is_empty(row.cells)) continue;
    ++r.total;
    if (first.size() < k_rows_to_look_at) {
      first.push_back(row.cells);
      numbers.push_back(static_cast<std::int64_t>(row.number));
    }
  }
  if (first.size() < 2) return refuse(ErrorCode::bad_file, "文件中没有数据行", "the file holds no row of data");
  const std::size_t titles = title_row(first);
  r.total -= static_cast<std::int64_t>(titles) + 1;
  r.file_name = text::cut(file_name, 200);
  r.format = reader->format() == sheets::Format::xlsx ? "xlsx" : "csv";
  r.encoding = reader->encoding();
  r.title_row = numbers[titles];
  r.titles = first[titles];
  r.by = scope.account;
  r.by_name = scope.name;
  r.area = scope.areas.front().empty() ? parts_.district : scope.areas.front();
  r.uploaded = now;
  r.plan.columns = suggest_mapping(r.titles);
  ImportUploadView view{std::to_string(r.id), r.format, r.encoding, r.file_name, r.title_row, {}, r.total, ""};
  if (auto remembered = store::remembered_plan(tx, signature_of(r.titles))) {
    view.remembered = remembered->first;
    r.plan = remembered->second;
  }
  store::add_import(tx, r);
  for (std::size_t i = 0; i < r.titles.size(); ++i) {
    ImportColumn column{static_cast<int>(i), r.titles[i], {}, std::nullopt};
    for (std::size_t j = titles + 1; j < first.size() && column.samples.size() < 3; ++j) {
      if (i < first[j].size() && !first[j][i].empty()) column.samples.push_back(text::cut(first[j][i], 60));
    }
    for (const auto& [field, at] : r.plan.columns) {
      if (at == column.index) column.suggested_field = field;
    }
    view.columns.push_back(std::move(column));
  }
  return view;
}

std::vector<FieldError> ImportService::check_plan(const ImportPlan& plan, std::size_t columns) const {
  std::vector<FieldError> wrong;
  for (const auto& [field, column] : plan.columns) {
    const auto& fields = import_fields();
    const bool known = std::any_of(fields.begin(), fields.end(), [&](const ImportField& f) { return f.name == field; });
    if (!known) wrong.push_back({"columns." + field, "没有这个字段", "no such field"});
    if (column < 0 || static_cast<std::size_t>(column) >= columns) wrong.push_back({"columns." + field, "没有这一列", "no such column"});
  }
  if (!plan.columns.count("content") && !plan.columns.count("title")) wrong.push_back({"columns.content", "请指定标题或内容所在的列", "say which column holds the title or the content"});
  const auto directory = parts_.org.directory(parts_.clock.now());
  for (const auto& [field, values] : plan.values) {
    const std::vector<Meaning>& allowed = meanings_of(field);
    for (const auto& [value, meaning] : values) {
      bool known = meaning.empty() || std::any_of(allowed.begin(), allowed.end(), [&](const Meaning& m) { return m.value == meaning; });
      if (field == "category") known = meaning.empty() || parts_.items.find(meaning) != nullptr;
      if (field == "queue") known = meaning.empty() || directory->unit(meaning) != nullptr;
      if (!known) wrong.push_back({"values." + field, "“" + text::cut(value, 60) + "”对应的“" + text::cut(meaning, 60) + "”不存在", "'" + text::cut(meaning, 60) + "' for '" + text::cut(value, 60) + "' does not exist"});
    }
  }
  return wrong;
}

Result<std::vector<ImportValues>> ImportService::values_of(const ImportRecord& r) const {
  std::map<std::string, std::map<std::string, std::int64_t>> counts;
  TIANGE_TRY(auto reader, open_below_titles(path_of(r.id), r.title_row));
  sheets::Row row;
  for (std::int64_t rows = 0; rows < k_rows_to_count; ++rows) {
    TIANGE_TRY(bool more, reader->next(row));
    if (!more) break;
    for (const std::string& field : fields_with_meanings()) {
      const auto column = r.plan.columns.find(field);
      if (column == r.plan.columns.end() || static_cast<std::size_t>(column->second) >= row.cells.size()) continue;
      const std::string& cell = row.cells[static_cast<std::size_t>(column->second)];
      if (!cell.empty()) ++counts[field][cell];
    }
  }
  std::map<std::string, std::map<std::string, std::string, std::less<>>> named;
  for (const auto& item : parts_.items.all()) named["category"].emplace(item->name_zh, item->code);
  const auto directory = parts_.org.directory(parts_.clock.now());
  for (const org::UnitInfo& unit : directory->units()) named["queue"].emplace(unit.name_zh, unit.code);
  const auto meaning = [&](const std::string& field, const std::string& value) {
    const auto planned = r.plan.values.find(field);
    if (!named.contains(field) || (planned != r.plan.values.end() && planned->second.contains(value))) return meaning_of(r.plan, field, value);
    const auto found = named[field].find(last_part(value));
    return found == named[field].end() ? std::string() : found->second;
  };
  std::vector<ImportValues> out;
  for (const std::string& field : fields_with_meanings()) {
    const auto found = counts.find(field);
    if (found == counts.end()) continue;
    ImportValues values{field, {}, false};
    for (const auto& [value, count] : found->second) values.items.push_back({value, count, meaning(field, value)});
    std::stable_sort(values.items.begin(), values.items.end(), [](const ImportValue& a, const ImportValue& b) { return a.count > b.count; });
    values.more = values.items.size() > k_values_to_show;
    if (values.more) values.items.resize(k_values_to_show);
    out.push_back(std::move(values));
  }
  return out;
}

Result<ImportPreview> ImportService::map(db::Tx& tx, const Scope& scope, std::int64_t id, const ImportPlan& plan, const std::string& name, Instant now) {
  TIANGE_TRY(ImportRecord r, record(tx, scope, id));
  if (r.state == ImportState::running || r.state == ImportState::done) return refuse(ErrorCode::conflict, "导入已开始", "the import has begun");
  if (std::vector<FieldError> wrong = check_plan(plan, r.titles.size()); !wrong.empty()) return refuse_fields(ErrorCode::bad_input, std::move(wrong));
  r.plan = plan;
  r.state = ImportState::mapped;
  store::update_import(tx, r);
  store::remember_plan(tx, signature_of(r.titles), name.empty() ? r.file_name : name, plan, now);
  TIANGE_TRY(auto reader, open_below_titles(path_of(id), r.title_row));
  ImportPreview preview;
  TIANGE_TRY(preview.values, values_of(r));
  sheets::Row row;
  while (preview.rows.size() < k_rows_to_look_at) {
    TIANGE_TRY(bool more, reader->next(row));
    if (!more) break;
    if (is_empty(row.cells)) continue;
    std::vector<FieldError> faults;
    read_import_row(row.cells, plan, r.titles, faults);
    PreviewRow shown{static_cast<std::int64_t>(row.number), {}};
    for (const auto& [field, column] : plan.columns) {
      PreviewCell cell{field, static_cast<std::size_t>(column) < row.cells.size() ? text::cut(row.cells[static_cast<std::size_t>(column)], 120) : "", {}, {}};
      for (const FieldError& fault : faults) {
        if (fault.path != r.titles[static_cast<std::size_t>(column)] && fault.path != field) continue;
        cell.zh = fault.zh;
        cell.en = fault.en;
      }
      shown.cells.push_back(std::move(cell));
    }
    preview.rows.push_back(std::move(shown));
  }
  return preview;
}

Result<ImportStateView> ImportService::start(db::Tx& tx, const Scope& scope, std::int64_t id) {
  TIANGE_TRY(ImportRecord r, record(tx, scope, id));
  if (r.state == ImportState::uploaded) return refuse(ErrorCode::conflict, "请先确认列的对应关系", "confirm the mapping of columns first");
  if (r.state == ImportState::mapped || r.state == ImportState::failed) {
    r.state = ImportState::running;
    r.trouble.clear();
    if (!r.started) r.started = parts_.clock.now();
    store::update_import(tx, r);
    parts_.jobs.add(tx, {.kind = "cases.import", .payload = "{\"id\":\"" + std::to_string(id) + "\"}", .unique_key = std::to_string(id)});
  }
  return view_of(r);
}

Result<ImportStateView> ImportService::state(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  TIANGE_TRY(ImportRecord r, record(tx, scope, id));
  return view_of(r);
}

std::vector<ImportStateView> ImportService::list(db::Tx& tx, const Scope& scope) const {
  std::vector<ImportStateView> out;
  for (const ImportRecord& r : store::imports_of(tx, scope.account, 50)) out.push_back(view_of(r));
  return out;
}

}  // namespace tiange::cases
