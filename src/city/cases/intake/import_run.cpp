// The job of an import: rows become cases, batch by batch, and go on where an interrupted run stopped.

#include "base/digest.h"
#include "base/text.h"
#include "city/cases/intake/import_service.h"
#include "platform/jobs/beside.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_rows_in_a_write = 200;

Kind kind_of(const ImportedRow& row) { return json::enum_from<Kind>(row.kind).value_or(Kind::other); }

}  // namespace

// One run of the job over the rows that are left.
class ImportService::Run {
 public:
  Run(ImportService& service, ImportRecord record) : s_(service), given_(record), r_(std::move(record)) {
    for (const auto& item : s_.parts_.items.all()) item_codes_.emplace(item->name_zh, item->code);
  }

  Outcome all() {
    if (!r_.as_of && given_.plan.columns.contains("on_time")) {
      TIANGE_TRY(r_.as_of, last_moment());
    }
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

  // The last moment the file tells of: what is open there is overdue or not as of then.
  Result<Instant> last_moment() const {
    TIANGE_TRY(auto reader, open_below_titles(s_.path_of(r_.id), r_.title_row));
    Instant last;
    sheets::Row row;
    for (;;) {
      TIANGE_TRY(bool more, reader->next(row));
      if (!more) return last;
      std::vector<FieldError> ignored;
      const ImportedRow read = read_import_row(row.cells, given_.plan, given_.titles, ignored);
      last = std::max({last, read.reported.value_or(last), read.closed_at.value_or(last)});
    }
  }

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
    for (Ready& ready : batch.rows) ready.read = read_import_row(ready.row.cells, given_.plan, given_.titles, ready.wrong);
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
      std::vector<const Ready*> past_rows;
      for (const Ready& row : rows) {
        TIANGE_CHECK_OK(take(tx, house, row, past, now));
        if (past.size() > past_rows.size()) past_rows.push_back(&row);
      }
      if (!past.empty()) {
        const auto made = s_.cases_->prepare(past);
        for (std::size_t i = 0; i < past.size(); ++i) compare(tx, *past_rows[i], made->overdue(i));
        s_.cases_->write(tx, *made);
      }
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
      const Elsewhere elsewhere{read.due.value_or(Instant{}), channel_of(read)};
      auto ref = s_.cases_->register_case(tx, house, ready.input, std::min(read.reported.value_or(now), now), elsewhere);
      if (ref.ok()) {
        ++r_.cases;
        return compare_open(tx, house, ready, *ref, now);
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

  // How the overdue flag computed here stands to the file's own.
  void compare(db::Tx& tx, const Ready& ready, bool found_overdue) {
    if (!ready.read.on_time || !r_.as_of) return;
    ++r_.compared;
    const bool said_overdue = !*ready.read.on_time;
    if (said_overdue == found_overdue) {
      ++r_.agreed;
      return;
    }
    const auto moment = [](const std::optional<Instant>& m) { return m && *m ? format_local_seconds(*m) : std::string(); };
    const ImportedRow& read = ready.read;
    store::add_difference(tx, r_.id, {static_cast<std::int64_t>(ready.row.number), read.number, moment(read.reported), moment(read.due),
                                      moment(read.closed_at), said_overdue, found_overdue});
  }

  Outcome compare_open(db::Tx& tx, const Scope& house, const Ready& ready, CaseRef ref, Instant now) {
    if (!ready.read.on_time || !r_.as_of) return done();
    if (ready.read.due && !*ready.read.due) {
      compare(tx, ready, false);  // no limit there
      return done();
    }
    TIANGE_TRY(const CaseView view, s_.cases_->view(tx, house, ref, now));
    bool overdue = false;
    for (const ClockView& clock : view.clocks) overdue = overdue || (clock.name == ClockName::total && clock.due && *clock.due < r_.as_of);
    compare(tx, ready, overdue);
    return done();
  }

  static std::optional<Channel> channel_of(const ImportedRow& read) { return json::enum_from<Channel>(read.channel); }

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
    input.severity = json::enum_from<Severity>(read.severity).value_or(Severity::normal);
    input.place.text = read.place_text();
    input.reporter.name = read.reporter_name;
    input.reporter.phone = read.reporter_phone;
    if (read.reported) input.occurred = read.reported;
    input.item_code = item_of(read);
    json::Object extra;
    for (const auto& [name, value] : {std::pair("source_number", read.number), std::pair("source_category", read.category), std::pair("source_tags", read.tags),
                                      std::pair("source_received_by", read.received_by), std::pair("source_queue", read.queue), std::pair("firm", read.firm)}) {
      if (!value.empty()) extra.emplace_back(name, value);
    }
    if (!extra.empty()) input.extra = json::Value(std::move(extra));
    return input;
  }

  // As the clerk said, else the last part of the category when it is the name of an item, else what the text clearly speaks for.
  std::string item_of(const ImportedRow& read) const {
    if (!read.item.empty()) return read.item;
    const auto named = item_codes_.find(last_part(read.category));
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
    if (const auto channel = channel_of(read)) input.channel = *channel;
    past.closed = read.closed_at.value_or(read.reported.value_or(now));
    past.created = read.reported.value_or(past.closed);
    past.dispatched = past.created;
    past.settled = past.closed;
    past.due = read.due;
    past.area = area;
    past.level = Level::department;
    past.handler_name = given_.by_name;
    past.reported_by_name = given_.by_name;
    const auto item = s_.parts_.items.find(input.item_code);
    const auto directory = s_.parts_.org.directory(now);
    if (!read.unit.empty()) past.unit = read.unit;
    if (item && past.unit.empty()) {
      if (const org::UnitInfo* unit = directory->unit_for(area, item->lead_line)) past.unit = unit->code;
    }
    if (past.unit.empty()) past.unit = s_.parts_.district + "-ZX";
    past.result = read.reply.empty() ? read.result : read.reply;
    past.satisfaction = read.satisfied;
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
