#include "city/cases/replay/past_store.h"

#include "base/text.h"
#include "engines/feel/feel_json.h"

namespace tiange::cases {

namespace {

struct Cursor {
  std::int64_t created_us = INT64_MAX;
  std::int64_t id = INT64_MAX;
};

Cursor read_cursor(const std::string& text) {
  const std::size_t point = text.find('.');
  if (point == text.npos) return {};
  const auto created = text::to_int(std::string_view(text).substr(0, point));
  const auto id = text::to_int(std::string_view(text).substr(point + 1));
  return created && id ? Cursor{*created, *id} : Cursor{};
}

// Of the rows between two moments before a cursor, those of an area; the scope is asked row by row.
constexpr std::string_view k_all_entries =
    "SELECT c.part_key, c.id, c.number, c.created_us, c.item, c.area, c.channel, c.kind, c.severity, c.confidential,"
    " c.unit, c.queue, c.reported_by, h.kind, h.happened_us, h.actor, h.detail FROM"
    " (SELECT part_key, id, number, created_us, item, area, channel, kind, severity, confidential, unit, queue,"
    " reported_by FROM cases WHERE created_us >= ? AND created_us < ? AND created_us <= ?"
    " AND (created_us < ? OR id < ?) AND area >= ? AND area < ? ORDER BY created_us DESC, id DESC LIMIT ?) c"
    " LEFT JOIN case_history h ON h.part_key = c.part_key AND h.case_id = c.id"
    " ORDER BY c.created_us DESC, c.id DESC, h.seq";
constexpr std::string_view k_dispatches =
    "SELECT c.part_key, c.id, c.number, c.created_us, c.item, c.area, c.channel, c.kind, c.severity, c.confidential,"
    " c.unit, c.queue, c.reported_by, h.kind, h.happened_us, h.actor, h.detail FROM"
    " (SELECT part_key, id, number, created_us, item, area, channel, kind, severity, confidential, unit, queue,"
    " reported_by FROM cases WHERE created_us >= ? AND created_us < ? AND created_us <= ?"
    " AND (created_us < ? OR id < ?) AND area >= ? AND area < ? ORDER BY created_us DESC, id DESC LIMIT ?) c"
    " LEFT JOIN case_history h ON h.part_key = c.part_key AND h.case_id = c.id AND h.kind = ?"
    " ORDER BY c.created_us DESC, c.id DESC, h.seq";

// Behind every code below an area, in whatever order texts are compared.
std::string end_of(const std::string& area) {
  const std::string after = codes::code_after(area);
  return after.empty() ? "9999999999999999" : after;
}

PastRow row_from(const db::Row& row) {
  PastRow past;
  past.ref = {row.i64(0), CaseId{row.i64(1)}};
  past.number = row.str(2);
  past.created = row.moment(3);
  past.item = row.str(4);
  past.area = row.str(5);
  past.channel = static_cast<Channel>(row.i64(6));
  past.kind = static_cast<Kind>(row.i64(7));
  past.severity = static_cast<Severity>(row.i64(8));
  past.confidential = row.flag(9);
  return past;
}

class PastReader final : public flows::PastCases {
 public:
  PastReader(const CasesParts& parts, const tiange::Clock& clock) : parts_(parts), clock_(clock), items_(parts_.items) {}

  std::int64_t count(const Scope& scope, const flows::PastQuery& query) override {
    std::int64_t cases = 0;
    parts_.db.run_read([&](db::Tx& tx) { cases = count_past(tx, scope, query); });
    return cases;
  }

  Result<flows::PastPage<flows::PastQuestion>> questions(const Scope& scope, const flows::PastQuery& query,
                                                         const std::string& cursor, int cases) override {
    PastFiles files;
    parts_.db.run_read([&](db::Tx& tx) { files = read_past(tx, scope, query, cursor, cases, Entries::dispatches); });
    flows::PastPage<flows::PastQuestion> page;
    page.cases = files.cases;
    page.next = std::move(files.next);
    const auto directory = parts_.org.directory(clock_.now());
    for (const PastFile& file : files.items) add_questions(file, query.key, directory, page.items);
    return page;
  }

  Result<flows::PastPage<flows::PastCourse>> courses(const Scope& scope, const flows::PastQuery& query,
                                                     const std::string& cursor, int cases) override {
    PastFiles files;
    parts_.db.run_read([&](db::Tx& tx) { files = read_past(tx, scope, query, cursor, cases, Entries::all); });
    flows::PastPage<flows::PastCourse> page;
    page.cases = files.cases;
    page.next = std::move(files.next);
    const auto directory = parts_.org.directory(clock_.now());
    for (const PastFile& file : files.items) {
      if (!file.entries.empty()) page.items.push_back(course_of(file, parts_, *directory, items_));
    }
    return page;
  }

 private:
  static flows::PastCaseName name_of(const PastRow& row, Instant happened) {
    return {row.ref.text(), row.number, row.item, row.area, happened, row.confidential};
  }

  // What decisions were asked is kept with the dispatch; where it is not, the case itself says it.
  void add_questions(const PastFile& file, const std::string& key, const std::shared_ptr<const org::Directory>& directory,
                     std::vector<flows::PastQuestion>& questions) {
    const PastEntry* unkept = nullptr;
    for (const PastEntry& entry : file.entries) {
      const std::string_view routing = object_in(entry.detail, "routing");
      if (routing.find("\"decision\":\"" + key + "\"") == routing.npos) continue;
      const std::string_view facts = object_in(entry.detail, "facts");
      if (facts.empty()) {
        unkept = &entry;
        continue;
      }
      flows::PastQuestion question;
      question.who = name_of(file.row, entry.happened);
      question.inputs_key = facts;
      const std::size_t version = routing.find("\"version\":");
      if (version != routing.npos) question.version = std::strtoll(routing.data() + version + 10, nullptr, 10);
      question.inputs = [text = question.inputs_key] {
        const auto value = json::parse(text);
        return value.ok() ? feel::from_json(*value) : feel::Value::context({});
      };
      questions.push_back(std::move(question));
    }
    if (unkept) questions.push_back(made_again(file.row, unkept->happened, directory));
  }

  flows::PastQuestion made_again(const PastRow& row, Instant happened,
                                 const std::shared_ptr<const org::Directory>& directory) {
    flows::PastQuestion question;
    question.who = name_of(row, happened);
    question.made_again = true;
    question.inputs_key = row.item + "|" + row.area + "|" + std::to_string(static_cast<int>(row.severity)) + "|" +
                          std::to_string(static_cast<int>(row.channel)) + "|" + std::to_string(static_cast<int>(row.kind));
    question.inputs = [this, row, directory] {
      const auto item = items_.find(row.item);
      CaseFile file;
      file.area = row.area;
      file.item = row.item;
      file.channel = row.channel;
      file.kind = row.kind;
      file.severity = row.severity;
      if (item) file.lead_line = item->lead_line;
      StartFacts start{.classified = item != nullptr, .item = item.get()};
      return with_unit(start_variables(parts_, file, start), *directory, file.area, file.lead_line);
    };
    return question;
  }

  const CasesParts parts_;
  const tiange::Clock& clock_;
  ItemBook items_;
};

}  // namespace

std::string_view object_in(std::string_view detail, std::string_view member) {
  const std::string name = "\"" + std::string(member) + "\":{";
  // Inside a text the quotes would be escaped, so this is the member itself.
  const std::size_t at = detail.find(name);
  if (at == detail.npos) return {};
  const std::size_t from = at + name.size() - 1;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = from; i < detail.size(); ++i) {
    const char c = detail[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}' && --depth == 0) {
      return detail.substr(from, i + 1 - from);
    }
  }
  return {};
}

PastFiles read_past(db::Tx& tx, const Scope& scope, const flows::PastQuery& query, const std::string& cursor, int most,
                    Entries entries) {
  const Cursor after = read_cursor(cursor);
  PastFiles files;
  CaseId last;
  Instant last_created;
  bool seen = false;
  const auto visit = [&](const db::Row& row) {
    if (last.value != row.i64(1)) {
      last = CaseId{row.i64(1)};
      last_created = row.moment(3);
      ++files.cases;
      seen = may_see(scope, row.text(5), row.text(10), row.text(11), PersonId{row.i64(12)}, row.flag(9));
      if (seen) files.items.push_back({row_from(row), {}});
    }
    if (seen && !row.is_null(13)) {
      files.items.back().entries.push_back(
          {static_cast<EventKind>(row.i64(13)), row.moment(14), PersonId{row.i64(15)}, row.str(16)});
    }
    return true;
  };
  const std::string end = end_of(query.area);
  if (entries == Entries::all) {
    tx.each(k_all_entries, {query.from, query.to, after.created_us, after.created_us, after.id, query.area, end, most}, visit);
  } else {
    tx.each(k_dispatches, {query.from, query.to, after.created_us, after.created_us, after.id, query.area, end, most,
                           static_cast<int>(EventKind::dispatched)}, visit);
  }
  if (files.cases >= most) files.next = std::to_string(last_created.us) + "." + std::to_string(last.value);
  return files;
}

std::int64_t count_past(db::Tx& tx, const Scope&, const flows::PastQuery& query) {
  return tx.one("SELECT count(*) FROM cases WHERE created_us >= ? AND created_us < ? AND area >= ? AND area < ?",
                {query.from, query.to, query.area, end_of(query.area)}, [](const db::Row& row) { return row.i64(0); })
      .value_or(0);
}

std::unique_ptr<flows::PastCases> open_past_cases(const CasesParts& parts, const tiange::Clock& clock) {
  return std::make_unique<PastReader>(parts, clock);
}

}  // namespace tiange::cases
