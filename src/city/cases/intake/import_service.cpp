#include "city/cases/intake/import_service.h"

#include <filesystem>
#include <fstream>

#include "base/digest.h"
#include "base/text.h"
#include "platform/jobs/beside.h"
#include "platform/sheets/sheets.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_rows_to_look_at = 20;
constexpr std::size_t k_rows_in_a_write = 200;

Refusal no_such_import() { return refuse(ErrorCode::not_found, "没有这次导入", "no such import"); }

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

Kind kind_of(const ImportedRow& row) { return json::enum_from<Kind>(row.kind).value_or(Kind::other); }

}  // namespace

std::string ImportService::path_of(std::int64_t id) const { return parts_.import_folder + "/" + std::to_string(id); }

ImportStateView ImportService::view_of(const ImportRecord& r) const {
  const Instant until = r.ended ? r.ended : parts_.clock.now();
  const double seconds = r.started ? static_cast<double>((until - r.started).us) / 1e6 : 0;
  return {std::to_string(r.id), r.file_name, r.state, r.total, r.rows, r.cases, r.repeated, r.errors, seconds, r.trouble, r.uploaded};
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
  r.mapping = suggest_mapping(r.titles);
  ImportUploadView view{std::to_string(r.id), r.format, r.encoding, r.file_name, r.title_row, {}, r.total, ""};
  if (auto remembered = store::remembered_mapping(tx, signature_of(r.titles))) {
    view.remembered = remembered->first;
    r.mapping = remembered->second;
  }
  store::add_import(tx, r);
  for (std::size_t i = 0; i < r.titles.size(); ++i) {
    ImportColumn column{static_cast<int>(i), r.titles[i], {}, std::nullopt};
    for (std::size_t j = titles + 1; j < first.size() && column.samples.size() < 3; ++j) {
      if (i < first[j].size() && !first[j][i].empty()) column.samples.push_back(text::cut(first[j][i], 60));
    }
    for (const auto& [field, at] : r.mapping) {
      if (at == column.index) column.suggested_field = field;
    }
    view.columns.push_back(std::move(column));
  }
  return view;
}

Result<ImportPreview> ImportService::map(db::Tx& tx, const Scope& scope, std::int64_t id, const ImportMapping& mapping, const std::string& name, Instant now) {
  TIANGE_TRY(ImportRecord r, record(tx, scope, id));
  if (r.state == ImportState::running || r.state == ImportState::done) return refuse(ErrorCode::conflict, "导入已开始", "the import has begun");
  std::vector<FieldError> wrong;
  for (const auto& [field, column] : mapping) {
    const auto& fields = import_fields();
    const bool known = std::any_of(fields.begin(), fields.end(), [&](const ImportField& f) { return f.name == field; });
    if (!known) wrong.push_back({"columns." + field, "没有这个字段", "no such field"});
    if (column < 0 || static_cast<std::size_t>(column) >= r.titles.size()) wrong.push_back({"columns." + field, "没有这一列", "no such column"});
  }
  if (!mapping.count("content") && !mapping.count("title")) wrong.push_back({"columns.content", "请指定标题或内容所在的列", "say which column holds the title or the content"});
  if (!wrong.empty()) return refuse_fields(ErrorCode::bad_input, std::move(wrong));
  r.mapping = mapping;
  r.state = ImportState::mapped;
  store::update_import(tx, r);
  store::remember_mapping(tx, signature_of(r.titles), name.empty() ? r.file_name : name, mapping, now);
  TIANGE_TRY(auto reader, open_below_titles(path_of(id), r.title_row));
  ImportPreview preview;
  sheets::Row row;
  while (preview.rows.size() < k_rows_to_look_at) {
    TIANGE_TRY(bool more, reader->next(row));
    if (!more) break;
    if (is_empty(row.cells)) continue;
    std::vector<FieldError> faults;
    read_import_row(row.cells, mapping, r.titles, faults);
    PreviewRow shown{static_cast<std::int64_t>(row.number), {}};
    for (const auto& [field, column] : mapping) {
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

// One run of the job over the rows that are left.
class ImportService::Run {
 public:
  Run(ImportService& service, ImportRecord record) : s_(service), given_(record), r_(std::move(record)) {
    for (const auto& item : s_.parts_.items.all()) item_codes_.emplace(item->name_zh, item->code);
  }

  Outcome all() {
    TIANGE_TRY(auto reader, open_below_titles(s_.path_of(r_.id), std::max(r_.title_row, r_.next_row)));
    Batch batch = next_batch(*reader);
    understand(batch);
    for (;;) {
      if (s_.parts_.jobs.stopping()) return refuse(ErrorCode::unavailable, "服务停止，稍后继续", "stopping; goes on later");
      if (batch.last && batch.trouble.ok()) r_.state = ImportState::done;
      if (batch.last) {
        TIANGE_CHECK_OK(write(batch.rows));
        return batch.trouble;
      }
      // While one batch is written the next is looked into.
      Batch next = next_batch(*reader);
      jobs::Beside ahead([&] { understand(next); });
      const Outcome written = write(batch.rows);
      ahead.wait();
      TIANGE_CHECK_OK(written);
      batch = std::move(next);
    }
  }

 private:
  // A row that has been understood: what is slow about it is done before the write begins, which others wait for.
  struct Ready {
    sheets::Row row;
    ImportedRow read;
    std::vector<FieldError> wrong;
    ReportInput input;
    std::string area;
  };

  struct Batch {
    std::vector<Ready> rows;
    bool last = false;
    Outcome trouble = done();  // the file cannot be read any further
  };

  static Batch next_batch(sheets::Reader& reader) {
    Batch batch;
    Ready ready;
    while (batch.rows.size() < k_rows_in_a_write) {
      const Result<bool> more = reader.next(ready.row);
      if (!more.ok()) batch.trouble = more.refusal();
      batch.last = !more.ok() || !*more;
      if (batch.last) break;
      if (!is_empty(ready.row.cells)) batch.rows.push_back(ready);
    }
    return batch;
  }

  // Beside a write, so it reads only what does not change during the run.
  void understand(Batch& batch) const {
    std::vector<char> known(batch.rows.size());
    for (Ready& ready : batch.rows) ready.read = read_import_row(ready.row.cells, given_.mapping, given_.titles, ready.wrong);
    s_.parts_.db.run_read([&](db::Tx& tx) {
      for (std::size_t i = 0; i < batch.rows.size(); ++i) known[i] = store::knows_source(tx, source_of(batch.rows[i].read, batch.rows[i].row));
    });
    for (std::size_t i = 0; i < batch.rows.size(); ++i) {
      Ready& ready = batch.rows[i];
      if (!ready.wrong.empty() || known[i]) continue;  // what was imported before is not looked into again
      ready.input = input_of(ready.read);
      ready.area = locate(ready.read, ready.input);
      // What is on trial elsewhere is nothing a machine may choose here.
      if (!items::in_force_at(s_.parts_.items, ready.input.item_code, ready.area)) ready.input.item_code.clear();
    }
  }

  // A batch with the record of how far the import is: both or neither.
  Outcome write(const std::vector<Ready>& rows) {
    const ImportRecord before = r_;
    const Instant now = s_.parts_.clock.now();
    Scope house = system_scope();
    house.name = r_.by_name;
    house.account = r_.by;
    return s_.parts_.db.write(house, [&](db::Tx& tx) -> Outcome {
      r_ = before;
      std::vector<PastCase> past;
      for (const Ready& row : rows) TIANGE_CHECK_OK(take(tx, house, row, past, now));
      if (!past.empty()) s_.cases_->write(tx, *s_.cases_->prepare(past));
      if (!rows.empty()) r_.next_row = static_cast<std::int64_t>(rows.back().row.number);
      if (r_.state == ImportState::done) r_.ended = now;
      store::update_import(tx, r_);
      return done();
    });
  }

  Outcome take(db::Tx& tx, const Scope& house, const Ready& ready, std::vector<PastCase>& past, Instant now) {
    ++r_.rows;
    const sheets::Row& row = ready.row;
    const ImportedRow& read = ready.read;
    std::vector<FieldError> wrong = ready.wrong;
    if (wrong.empty() && !store::take_source(tx, source_of(read, row), r_.id)) {
      ++r_.repeated;
      return done();
    }
    if (wrong.empty()) {
      if (read.closed) {
        past.push_back(past_case(read, ready.input, ready.area, now));
        ++r_.cases;
        return done();
      }
      auto ref = s_.cases_->register_case(tx, house, ready.input, std::min(read.reported.value_or(now), now));
      if (ref.ok()) {
        ++r_.cases;
        return done();
      }
      store::release_source(tx, source_of(read, row));
      for (const FieldError& field : ref.refusal().fields) wrong.push_back(field);
      if (wrong.empty()) wrong.push_back({"", ref.refusal().zh, ref.refusal().en});
    }
    ++r_.errors;
    std::string what;
    for (const FieldError& fault : wrong) what += (what.empty() ? "" : "；") + fault.path + "：" + fault.zh;
    store::add_error_row(tx, r_.id, {static_cast<std::int64_t>(row.number), row.cells, what});
    return done();
  }

  // What makes the row one and the same in whatever file it comes: its number on the other platform, else its words.
  static std::string source_of(const ImportedRow& read, const sheets::Row& row) {
    if (!read.number.empty()) return "n:" + read.number;
    std::string all;
    for (std::size_t i = 0; i < row.cells.size(); ++i) all += row.cells[i] + "\x1f";
    return "d:" + hex(sha256(all));
  }

  ReportInput input_of(const ImportedRow& read) const {
    ReportInput input;
    input.channel = Channel::import;
    input.kind = kind_of(read);
    input.title = read.title;
    input.content = read.content;
    input.severity = read.severity == "urgent" ? Severity::urgent : Severity::normal;
    input.place.text = read.place_text();
    input.reporter.name = read.reporter_name;
    input.reporter.phone = read.reporter_phone;
    if (read.reported) input.occurred = read.reported;
    input.item_code = item_of(read);
    json::Object extra;
    for (const auto& [name, value] : {std::pair("source_number", read.number), std::pair("source_category", read.category), std::pair("source_tags", read.tags),
                                      std::pair("source_received_by", read.received_by), std::pair("firm", read.firm)}) {
      if (!value.empty()) extra.emplace_back(name, value);
    }
    if (!extra.empty()) input.extra = json::Value(std::move(extra));
    return input;
  }

  // The last part of the category when it is the name of an item, else what the text clearly speaks for.
  std::string item_of(const ImportedRow& read) const {
    const std::size_t arrow = read.category.rfind('>');
    const std::string_view last = text::trim(std::string_view(read.category).substr(arrow == std::string::npos ? 0 : arrow + 1));
    const auto named = item_codes_.find(last);
    if (named != item_codes_.end()) return named->second;
    return s_.suggester_.sure_item(read.title + "。" + read.content);
  }

  // Sets the point and gives the area: of the coordinates, of a place the text surely names, of the named community or town.
  std::string locate(const ImportedRow& read, ReportInput& input) const {
    if (read.lng && read.lat) {
      auto located = s_.parts_.places.locate(*read.lng, *read.lat);
      if (located.ok()) {
        input.place.lng = read.lng;
        input.place.lat = read.lat;
        return located->grid_code;
      }
    }
    std::string area = given_.area;
    for (const places::Candidate& candidate : s_.parts_.places.find(read.place_text() + " " + read.title + " " + read.content, 5)) {
      if (candidate.kind != "area" && candidate.score >= places::k_sure_score) {
        input.place.lng = candidate.lng;
        input.place.lat = candidate.lat;
        return candidate.grid_code;
      }
      if (candidate.kind == "area" && candidate.grid_code.size() > area.size()) area = candidate.grid_code;
    }
    return area;
  }

  PastCase past_case(const ImportedRow& read, ReportInput input, const std::string& area, Instant now) const {
    PastCase past;
    past.closed = read.closed_at.value_or(read.reported.value_or(now));
    past.created = read.reported.value_or(past.closed);
    past.settled = past.closed;
    past.area = area;
    past.level = Level::department;
    past.handler_name = given_.by_name;
    past.reported_by_name = given_.by_name;
    const auto item = s_.parts_.items.find(input.item_code);
    const auto directory = s_.parts_.org.directory(now);
    if (item) {
      if (const org::UnitInfo* unit = directory->unit_for(area, item->lead_line)) past.unit = unit->code;
    }
    if (past.unit.empty()) past.unit = s_.parts_.district + "-ZX";
    past.result = read.reply.empty() ? read.result : read.reply;
    past.satisfaction = read.satisfied == "basically_satisfied" ? "satisfied" : read.satisfied;
    past.report = std::move(input);
    return past;
  }

  ImportService& s_;
  const ImportRecord given_;  // as it was when the run began
  ImportRecord r_;
  std::map<std::string, std::string, std::less<>> item_codes_;  // by name; of equal names the first code
};

Outcome ImportService::run(std::int64_t id) {
  const auto found = *parts_.db.read([&](db::Tx& tx) -> Result<std::optional<ImportRecord>> { return store::import(tx, id); });
  if (!found || found->state != ImportState::running) return done();
  Outcome outcome = Run(*this, *found).all();
  if (outcome.ok() || outcome.refusal().code == ErrorCode::unavailable) return outcome;
  // A file that cannot be read any further stops here, with what was taken so far kept.
  return parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    auto record = store::import(tx, id);
    record->state = ImportState::failed;
    record->trouble = outcome.refusal().zh + " / " + outcome.refusal().en;
    record->ended = parts_.clock.now();
    store::update_import(tx, *record);
    return done();
  });
}

}  // namespace tiange::cases
