// Lists: pages by key along an index that yields the order, so that the first page of two million cases costs as much
// as the first page of a hundred.

#include <algorithm>
#include <map>
#include <set>

#include "city/cases/case_store.h"
#include "city/cases/rules/deadline_rules.h"

namespace tiange::cases {

namespace {

// How far one page looks back where it has to walk: entries of an index cost a quarter of a microsecond, rows four.
constexpr int k_days_in_index = 184;
constexpr int k_days_in_rows = 31;
constexpr std::size_t k_most_units = 8;

constexpr std::string_view k_columns =
    "part_key, id, number, created_us, title, channel, kind, item, severity, status, step, level, area, unit, queue, "
    "reported_by, handler, due_us, warn_us, closed_us, overdue, repeat_count, confidential, lng, lat";

ListedCase take_row(const db::Row& row) {
  ListedCase c;
  c.ref = {row.i64(0), CaseId{row.i64(1)}};
  c.number = row.str(2);
  c.created = row.moment(3);
  c.title = row.str(4);
  c.channel = static_cast<Channel>(row.i64(5));
  c.kind = static_cast<Kind>(row.i64(6));
  c.item = row.str(7);
  c.severity = static_cast<Severity>(row.i64(8));
  c.status = static_cast<Status>(row.i64(9));
  c.step = static_cast<Step>(row.i64(10));
  c.level = static_cast<Level>(row.i64(11));
  c.area = row.str(12);
  c.unit = row.str(13);
  c.queue = row.str(14);
  c.reported_by = PersonId{row.i64(15)};
  c.handler = PersonId{row.i64(16)};
  c.due = row.moment(17);
  c.warn = row.moment(18);
  c.closed = row.moment(19);
  c.overdue = row.flag(20);
  c.repeat = row.i64(21);
  c.confidential = row.flag(22);
  c.lng = row.opt_f64(23);
  c.lat = row.opt_f64(24);
  return c;
}

bool visible(const Scope& scope, const ListedCase& c) {
  return may_see(scope, c.area, c.unit, c.queue, c.reported_by, c.confidential);
}

// Conditions and their parameters. Texts are kept alive here until the statement has run.
class Where {
 public:
  void add(std::string_view condition) {
    sql_ += sql_.empty() ? std::string(condition) : " AND " + std::string(condition);
  }
  void add(std::string_view condition, std::int64_t value) {
    add(condition);
    params_.emplace_back(value);
  }
  void add(std::string_view condition, std::string value) {
    add(condition);
    bind(std::move(value));
  }
  void bind(std::string value) {
    texts_.push_back(std::make_unique<std::string>(std::move(value)));
    params_.emplace_back(*texts_.back());
  }
  void bind_bytes(std::string_view bytes) { params_.emplace_back(db::Bytes{bytes}); }
  void bind(std::int64_t value) { params_.emplace_back(value); }
  const std::string& sql() const { return sql_; }
  std::vector<db::Param>& params() { return params_; }

 private:
  std::string sql_;
  std::vector<db::Param> params_;
  std::vector<std::unique_ptr<std::string>> texts_;
};

// The prefixes that the caller asks for and may see.
std::vector<std::string> prefixes(const Scope& scope, const std::string& wanted) {
  std::vector<std::string> out;
  for (const std::string& area : scope.areas) {
    if (wanted.starts_with(area)) return {wanted};
    if (area.starts_with(wanted)) out.push_back(area);
  }
  std::sort(out.begin(), out.end());
  std::vector<std::string> apart;  // none inside another
  for (std::string& area : out) {
    if (apart.empty() || !area.starts_with(apart.back())) apart.push_back(std::move(area));
  }
  return apart;
}

void add_area(Where& where, const std::string& prefix) {
  if (prefix.empty()) return;
  if (prefix.size() >= 15) {
    where.add("area = ?", prefix);
    return;
  }
  // Written so that no planner walks the area index and sorts: newest first is what the page needs.
  where.add("substr(area, 1, " + std::to_string(prefix.size()) + ") = ?", prefix);
}

// Confidential cases that the scope may see because its owner is on them; a small index of its own.
void add_own_confidential(Where& where, const Scope& scope) {
  std::string condition = "confidential = 1 AND (reported_by = ?";
  where.bind(scope.person.value ? scope.person.value : -1);
  std::size_t units = 0;
  for (const std::string& unit : scope.units) {
    if (++units > k_most_units) break;
    condition += " OR unit = ?";
    where.bind(unit);
  }
  where.add(condition + ")");
}

void add_lamp(Where& where, Lamp lamp, Instant now) {
  where.add("closed_us = 0");
  switch (lamp) {
    case Lamp::red:
      where.add("due_us > 0 AND due_us < ?", now.us);
      break;
    case Lamp::amber:
      where.add("warn_us > 0 AND warn_us <= ?", now.us);
      where.add("due_us >= ?", now.us);
      break;
    case Lamp::green:
      where.add("warn_us > ?", now.us);
      break;
    case Lamp::grey:
      where.add("due_us = 0");
      break;
  }
}

std::string escape_like(std::string_view text) {
  std::string out = "%";
  for (char c : text) {
    if (c == '%' || c == '_' || c == '\\') out += '\\';
    out += c;
  }
  return out + "%";
}

bool only_open(const ListQuery& query) {
  return query.open.value_or(false) ||
         (query.status && *query.status != Status::closed && *query.status != Status::not_accepted);
}

void add_filters(Where& where, const ListQuery& query, bool narrowed, Instant now) {
  if (only_open(query)) where.add("closed_us = 0");
  if (query.open && !*query.open) where.add("closed_us > 0");
  if (query.status) where.add("status = ?", static_cast<std::int64_t>(*query.status));
  if (query.stage) where.add("step = ?", static_cast<std::int64_t>(*query.stage));
  if (query.level) where.add("level = ?", static_cast<std::int64_t>(*query.level));
  if (query.channel) where.add("channel = ?", static_cast<std::int64_t>(*query.channel));
  if (query.severity) where.add("severity = ?", static_cast<std::int64_t>(*query.severity));
  if (query.overdue) where.add(*query.overdue ? "overdue = 1" : "overdue = 0");
  // Where something narrower leads in, item and unit are filters and must not tempt a planner into their indexes.
  if (!query.item.empty()) where.add(narrowed ? "item || '' = ?" : "item = ?", query.item);
  if (!query.unit.empty()) where.add(narrowed ? "unit || '' = ?" : "unit <> '' AND unit = ?", query.unit);
  if (query.from) where.add("created_us >= ?", query.from->us);
  if (query.to) where.add("created_us < ?", query.to->us);
  // Not to be answered from the index by closing: the page is in the order of reporting.
  if (query.closed_from) where.add("closed_us + 0 >= ?", query.closed_from->us);
  if (query.lamp) add_lamp(where, *query.lamp, now);
}

std::optional<ListedCase> row_at(db::Tx& tx, CaseRef ref) {
  static const std::string sql = "SELECT " + std::string(k_columns) + " FROM cases WHERE part_key = ? AND id = ?";
  return tx.one(sql, {ref.part_key, ref.id}, take_row);
}

std::optional<ListedCase> archived_row_at(db::Tx& tx, CaseRef ref, int year) {
  const std::string sql =
      "SELECT " + std::string(k_columns) + " FROM " + archive::table("cases", year) + " WHERE part_key = ? AND id = ?";
  auto row = tx.one(sql, {ref.part_key, ref.id}, take_row);
  if (row) row->archived = true;
  return row;
}

std::optional<ListedCase> row_anywhere(db::Tx& tx, CaseRef ref) {
  if (auto row = row_at(tx, ref)) return row;
  const auto year = archive::find(tx, {ref.part_key, ref.id.value});
  return year ? archived_row_at(tx, ref, *year) : std::nullopt;
}

// First the keys, so that conditions an index holds are decided in the index alone; then the rows by key.
std::vector<ListedCase> run(db::Tx& tx, const Scope& scope, Where& where, int limit) {
  const std::string sql = "SELECT part_key, id FROM cases" + (where.sql().empty() ? "" : " WHERE " + where.sql()) +
                          " ORDER BY created_us DESC, id DESC LIMIT " + std::to_string(limit);
  const auto refs = tx.all(sql, where.params(), [](const db::Row& row) {
    return CaseRef{row.i64(0), CaseId{row.i64(1)}};
  });
  std::vector<ListedCase> rows;
  for (const CaseRef& ref : refs) {
    auto row = row_at(tx, ref);
    if (row && visible(scope, *row)) rows.push_back(std::move(*row));
  }
  return rows;
}

// The codes that stand below a community: a few, found by stepping from one to the next in the index.
std::vector<std::string> codes_below(db::Tx& tx, const std::string& prefix) {
  std::vector<std::string> codes;
  const std::string end = code_after(prefix);
  std::string from = prefix;
  while (true) {
    auto next = tx.one("SELECT area FROM cases WHERE area >= ? AND area < ? ORDER BY area LIMIT 1", {from, end},
                       [](const db::Row& row) { return row.str(0); });
    if (!next) return codes;
    from = *next + "0";
    codes.push_back(std::move(*next));
  }
}

constexpr std::size_t k_community_digits = 12;

// Whether an index narrower than "by created" answers the query.
bool is_narrow(const ListQuery& query, const CaseStore::ListKeys& keys) {
  return !keys.numbers.empty() || !keys.phone_digest.empty() || query.mine || !query.item.empty() ||
         !query.unit.empty() || only_open(query) || query.lamp || query.overdue.value_or(false) ||
         query.area.size() >= k_community_digits;
}

// Whether every condition can be decided in the index by created.
bool is_covered(const ListQuery& query) {
  return !query.status && !query.open && !query.stage && !query.level && !query.overdue && !query.closed_from &&
         query.q.empty();
}

void add_keys(Where& where, const Scope& scope, const ListQuery& query, const CaseStore::ListKeys& keys) {
  if (!keys.numbers.empty()) {
    std::string marks;
    for (const std::string& number : keys.numbers) {
      marks += marks.empty() ? "?" : ",?";
      where.bind(number);
    }
    where.add("number IN (" + marks + ")");
  } else if (!keys.phone_digest.empty()) {
    where.bind_bytes(keys.phone_digest);
    where.add("(part_key, id) IN (SELECT part_key, case_id FROM case_reporters WHERE phone_digest = ?)");
  } else if (!query.q.empty()) {
    where.add("title LIKE ? ESCAPE '\\'", escape_like(query.q));
  }
  if (query.mine) where.add("reported_by <> 0 AND reported_by = ?", scope.person.value ? scope.person.value : -1);
}

// ---- the archive ----------------------------------------------------------------------------------------------

// Nothing in the archive is open, late to be done, or waiting for anybody.
bool may_be_archived(const ListQuery& query) { return query.archived.value_or(true) && !only_open(query) && !query.lamp; }

// Every condition of the query on a row, the caller's areas included.
bool fits(const Scope& scope, const ListQuery& query, const ListedCase& c) {
  const bool covered = c.confidential || std::any_of(scope.areas.begin(), scope.areas.end(), [&](const std::string& own) {
                         return c.area.starts_with(own);
                       });
  return covered && visible(scope, c) && c.area.starts_with(query.area) && (!query.status || c.status == *query.status) &&
         (!query.stage || c.step == *query.stage) && (!query.level || c.level == *query.level) &&
         (!query.overdue || c.overdue == *query.overdue) && (query.item.empty() || c.item == query.item) &&
         (query.unit.empty() || c.unit == query.unit) && (!query.channel || c.channel == *query.channel) &&
         (!query.severity || c.severity == *query.severity) && (!query.from || c.created >= *query.from) &&
         (!query.to || c.created < *query.to) && (!query.closed_from || c.closed >= *query.closed_from) &&
         (!query.mine || (c.reported_by && c.reported_by == scope.person));
}

// The words, as they stand, in the title, the content or the place; pairs of characters may have met by chance.
bool holds_words(db::Tx& tx, const ListedCase& c, int year, const std::string& typed) {
  if (archive::holds(c.title, typed)) return true;
  return tx
      .one("SELECT content, state FROM " + archive::table("cases", year) + " WHERE part_key = ? AND id = ?",
           {c.ref.part_key, c.ref.id},
           [&](const db::Row& row) {
             if (archive::holds(c.title + "\n" + row.str(0), typed)) return true;
             const auto file = decode_file(row.text(1));
             return file.ok() && archive::holds(c.title + "\n" + row.str(0) + "\n" + file->place_text, typed);
           })
      .value_or(false);
}

archive::AnyOf own_words(const Scope& scope) {
  archive::AnyOf own;
  if (scope.person) own.words.push_back(archive::facet(archive::k_reporter, scope.person.value));
  std::size_t units = 0;
  for (const std::string& unit : scope.units) {
    if (++units <= k_most_units) own.words.push_back(archive::facet(archive::k_unit, unit));
  }
  return own;
}

// The query as conditions of the index. `areas` are the prefixes asked for and allowed.
archive::Query index_query(const Scope& scope, const ListQuery& query, const std::vector<std::string>& areas,
                           const CaseStore::ListKeys& keys) {
  archive::Query out;
  if (!keys.phone_digest.empty()) {
    out.all.push_back({{archive::facet(archive::k_phone, std::string_view(keys.phone_digest))}, {}});
  } else if (!query.q.empty()) {
    out.all = archive::conditions_of(query.q);
  }
  const auto add = [&](archive::Word word) { out.all.push_back({{word}, {}}); };
  const auto add_number = [&](char kind, const auto& value) {
    if (value) add(archive::facet(kind, static_cast<std::int64_t>(*value)));
  };
  const bool all_confidential = scope.may(Permission::cases_confidential);
  const archive::AnyOf own = all_confidential ? archive::AnyOf() : own_words(scope);
  const auto indexed = [](const std::string& area) { return area.size() == 9 || area.size() == 12 || area.size() == 15; };
  if (std::all_of(areas.begin(), areas.end(), indexed)) {
    archive::AnyOf anywhere = own;
    for (const std::string& area : areas) anywhere.words.push_back(archive::facet(archive::k_area, area));
    out.all.push_back(std::move(anywhere));
  }
  if (!all_confidential) {
    out.all.push_back(own);
    out.all.back().words.push_back(archive::facet(archive::k_confidential, 0));
  }
  if (!query.item.empty()) add(archive::facet(archive::k_item, query.item));
  if (!query.unit.empty()) add(archive::facet(archive::k_unit, query.unit));
  add_number(archive::k_status, query.status);
  add_number(archive::k_step, query.stage);
  add_number(archive::k_level, query.level);
  add_number(archive::k_channel, query.channel);
  add_number(archive::k_severity, query.severity);
  add_number(archive::k_overdue, query.overdue);
  if (query.mine) add(archive::facet(archive::k_reporter, scope.person.value ? scope.person.value : -1));
  if (query.from) out.from_us = query.from->us;
  if (query.to) out.to_us = query.to->us;
  if (keys.after) out.before.emplace(keys.after->first.us, keys.after->second.value);
  out.most = static_cast<std::size_t>(query.limit) + 1;
  return out;
}

// Conditions on the moment of closing, which the index knows by the month.
void add_closing_months(archive::Query& index, Instant from, Instant now) {
  archive::AnyOf months;
  for (std::int64_t month = archive::month_of(from.us); month <= archive::month_of(now.us); ++month)
    months.words.push_back(archive::facet(archive::k_closed, month));
  index.all.push_back(std::move(months));
}

std::vector<ListedCase> archived_by_number(db::Tx& tx, const std::vector<std::string>& numbers) {
  std::vector<ListedCase> rows;
  const std::vector<db::Param> params(numbers.begin(), numbers.end());
  std::string marks = "?";
  for (std::size_t i = 1; i < numbers.size(); ++i) marks += ",?";
  for (const int year : archive::years(tx)) {
    const std::string sql =
        "SELECT part_key, id FROM " + archive::table("cases", year) + " WHERE number IN (" + marks + ")";
    const auto take = [](const db::Row& row) { return CaseRef{row.i64(0), CaseId{row.i64(1)}}; };
    for (const CaseRef& ref : tx.all(sql, params, take)) {
      if (auto row = archived_row_at(tx, ref, year)) rows.push_back(std::move(*row));
    }
  }
  return rows;
}

bool has_phone(db::Tx& tx, CaseRef ref, int year, std::string_view digest) {
  return tx
      .one("SELECT 1 FROM " + archive::table("reporters", year) + " WHERE part_key = ? AND case_id = ? AND phone_digest = ?",
           {ref.part_key, ref.id, db::Bytes{digest}}, [](const db::Row&) { return true; })
      .value_or(false);
}

// At most limit + 1 of the newest, and possibly some older ones.
std::vector<ListedCase> archived_rows(db::Tx& tx, const Scope& scope, const ListQuery& query,
                                      const CaseStore::ListKeys& keys, Instant now) {
  if (!keys.numbers.empty()) {
    auto rows = archived_by_number(tx, keys.numbers);
    std::erase_if(rows, [&](const ListedCase& c) {
      const bool behind = !keys.after || std::pair(c.created, c.ref.id) < *keys.after;
      return !behind || !fits(scope, query, c);
    });
    return rows;
  }
  std::vector<ListedCase> rows;
  const std::vector<std::string> areas = prefixes(scope, query.area);
  archive::Query index = index_query(scope, query, areas, keys);
  const bool by_phone = !keys.phone_digest.empty();
  if (areas.empty() || (!query.q.empty() && !by_phone && archive::conditions_of(query.q).empty())) return rows;
  if (query.closed_from) add_closing_months(index, *query.closed_from, now);
  std::set<CaseRef> taken;  // a case that was brought back and moved again stands in the index twice
  archive::search(tx, index, [&](const archive::Hit& hit) {
    auto row = archived_row_at(tx, {hit.ref.part_key, CaseId{hit.ref.id}}, hit.year);
    if (!row || taken.contains(row->ref) || !fits(scope, query, *row)) return false;
    if (by_phone && !has_phone(tx, row->ref, hit.year, keys.phone_digest)) return false;
    if (!query.q.empty() && !by_phone && !holds_words(tx, *row, hit.year, query.q)) return false;
    taken.insert(row->ref);
    rows.push_back(std::move(*row));
    return true;
  });
  return rows;
}

}  // namespace

CaseStore::ListPage CaseStore::list(db::Tx& tx, const Scope& scope, const ListQuery& query, const ListKeys& keys,
                                    Instant now) const {
  ListPage page;
  if (!query.archived.value_or(false)) page = living(tx, scope, query, keys, now);
  if (!may_be_archived(query)) return page;
  // What lies behind the end of this page is for the next one.
  ListQuery rest = query;
  const auto most = static_cast<std::size_t>(query.limit) + 1;
  const Instant end = page.rows.size() >= most ? page.rows.back().created : page.looked_back_to.value_or(Instant{});
  if (end) rest.from = std::max(end, query.from.value_or(Instant{}));
  for (ListedCase& row : archived_rows(tx, scope, rest, keys, now)) page.rows.push_back(std::move(row));
  std::sort(page.rows.begin(), page.rows.end(), [](const ListedCase& a, const ListedCase& b) {
    return std::pair(a.created, a.ref.id) > std::pair(b.created, b.ref.id);
  });
  if (page.rows.size() > most) page.rows.resize(most);
  if (page.rows.size() == most) page.looked_back_to.reset();
  return page;
}

ListedCase listed(const CaseRecord& record) {
  const CaseFile& f = record.file;
  ListedCase c;
  c.ref = record.ref;
  c.number = record.number;
  c.created = record.created;
  c.title = record.title;
  c.channel = f.channel;
  c.kind = f.kind;
  c.item = f.item;
  c.severity = f.severity;
  c.status = f.status();
  c.step = f.step();
  c.level = f.level;
  c.area = f.area;
  c.unit = f.unit;
  c.queue = f.queue;
  c.reported_by = f.reported_by;
  c.handler = f.handler;
  if (const Clock* clock = f.open() ? pressing_clock(f.clocks) : nullptr) {
    c.due = clock->due;
    c.warn = clock->warn;
  }
  c.closed = f.closed;
  c.overdue = f.overdue();
  c.repeat = record.repeat;
  c.confidential = f.confidential;
  c.archived = record.archived != 0;
  c.lng = f.lng;
  c.lat = f.lat;
  return c;
}

CaseStore::ListPage CaseStore::living(db::Tx& tx, const Scope& scope, const ListQuery& query, const ListKeys& keys,
                                      Instant now) const {
  ListPage page;
  const auto most = static_cast<std::size_t>(query.limit) + 1;
  Instant floor;
  if (!is_narrow(query, keys)) {
    const Instant newest = keys.after ? keys.after->first : query.to.value_or(now);
    const Instant oldest{
        tx.one("SELECT MIN(created_us) FROM cases", {}, [](const db::Row& row) { return row.i64(0); }).value_or(0)};
    floor = newest - days(is_covered(query) ? k_days_in_index : k_days_in_rows);
    if (floor <= std::max(oldest, query.from.value_or(Instant{}))) floor = {};
  }
  std::vector<std::string> areas;
  for (const std::string& prefix : prefixes(scope, query.area)) {
    if (prefix.size() != k_community_digits) {
      areas.push_back(prefix);
      continue;
    }
    for (std::string& code : codes_below(tx, prefix)) areas.push_back(std::move(code));
  }
  std::sort(areas.begin(), areas.end());
  areas.erase(std::unique(areas.begin(), areas.end()), areas.end());
  const auto gather = [&](Where& where, bool narrowed) {
    add_filters(where, query, narrowed, now);
    if (floor) where.add("created_us >= ?", floor.us);
    if (keys.after) {
      where.bind(keys.after->first.us);
      where.bind(keys.after->second.value);
      where.add("(created_us, id) < (?, ?)");
    }
    auto part = run(tx, scope, where, static_cast<int>(most));
    page.rows.insert(page.rows.end(), std::make_move_iterator(part.begin()), std::make_move_iterator(part.end()));
  };
  const bool all_confidential = scope.may(Permission::cases_confidential);
  for (const std::string& area : areas) {
    Where where;
    add_keys(where, scope, query, keys);
    const bool exact = query.area.size() == k_community_digits || area.size() >= k_community_digits;
    if (exact) {
      where.add("area = ?", area);
    } else {
      add_area(where, area);
    }
    if (!all_confidential) where.add("confidential = 0");
    gather(where, exact);
  }
  if (!all_confidential && !areas.empty()) {
    Where where;
    add_keys(where, scope, query, keys);
    add_own_confidential(where, scope);
    if (!query.area.empty()) where.add("substr(area, 1, " + std::to_string(query.area.size()) + ") = ?", query.area);
    gather(where, true);
  }
  std::sort(page.rows.begin(), page.rows.end(), [](const ListedCase& a, const ListedCase& b) {
    return std::pair(a.created, a.ref.id) > std::pair(b.created, b.ref.id);
  });
  if (page.rows.size() > most) page.rows.resize(most);
  if (floor && page.rows.size() < most) page.looked_back_to = floor;
  return page;
}

Result<CaseRef> CaseStore::find_number(db::Tx& tx, const Scope& scope, std::string_view number) const {
  Where where;
  where.add("number = ?", std::string(number));
  const auto rows = run(tx, scope, where, 2);
  if (!rows.empty()) return rows.front().ref;
  for (const ListedCase& row : archived_by_number(tx, {std::string(number)})) {
    if (visible(scope, row)) return row.ref;
  }
  return refuse(ErrorCode::out_of_scope);
}

std::vector<CaseRef> CaseStore::cases_with_evidence(db::Tx& tx, std::string_view digest) const {
  std::vector<CaseRef> refs;
  const auto add_from = [&](const std::string& table) {
    tx.each("SELECT part_key, case_id FROM " + table + " WHERE digest = ?", {digest}, [&](const db::Row& row) {
      refs.push_back({row.i64(0), {row.i64(1)}});
      return true;
    });
  };
  add_from("case_evidence");
  for (const int year : archive::years(tx)) add_from(archive::table("evidence", year));
  return refs;
}

std::vector<ListedCase> CaseStore::rows_of(db::Tx& tx, const Scope& scope, std::span<const CaseRef> refs) const {
  std::vector<ListedCase> rows;
  for (const CaseRef& ref : refs) {
    auto row = row_anywhere(tx, ref);
    if (row && visible(scope, *row)) rows.push_back(std::move(*row));
  }
  return rows;
}

std::pair<std::vector<UsualUnit>, int> CaseStore::usual_units(db::Tx& tx, const std::string& item, const std::string& area) const {
  constexpr int k_newest = 2000;
  std::map<std::string, int> settled;
  int looked = 0;
  tx.each("SELECT unit, closed_us, area, level FROM cases WHERE item = ? ORDER BY created_us DESC, id DESC LIMIT ?", {item, k_newest}, [&](const db::Row& row) {
    // What a village's own station settled was never dispatched, and says nothing of whom to send such a matter to.
    if (row.i64(3) < static_cast<int>(Level::department) || row.i64(1) == 0 || row.text(0).empty() || !row.text(2).starts_with(area)) return true;
    ++settled[row.str(0)];
    ++looked;
    return true;
  });
  std::vector<UsualUnit> units;
  for (const auto& [unit, n] : settled) units.push_back({unit, n});
  std::stable_sort(units.begin(), units.end(), [](const UsualUnit& a, const UsualUnit& b) { return a.settled > b.settled; });
  return {std::move(units), looked};
}

std::vector<ListedCase> CaseStore::similar(db::Tx& tx, const Scope& scope, const CaseRecord& record, Instant since,
                                           int limit) const {
  if (record.file.item.empty() || record.file.area.empty()) return {};
  Where where;
  where.add("area = ?", record.file.area);
  where.add("item || '' = ?", record.file.item);  // a filter among the cases of one grid
  where.add("created_us >= ?", since.us);
  where.add("id <> ?", record.ref.id.value);
  return run(tx, scope, where, limit);
}

void CaseStore::each_open_point(db::Tx& tx, const Scope& scope, std::string_view area,
                                const std::function<void(const ListedCase&)>& visit) const {
  for (const std::string& prefix : prefixes(scope, std::string(area))) {
    Where where;
    where.add("closed_us = 0");
    where.add("lng IS NOT NULL");
    add_area(where, prefix);
    const std::string sql = "SELECT " + std::string(k_columns) + " FROM cases WHERE " + where.sql();
    tx.each(sql, where.params(), [&](const db::Row& row) {
      const ListedCase c = take_row(row);
      if (visible(scope, c)) visit(c);
      return true;
    });
  }
}

std::vector<CaseRef> CaseStore::due_for_look(db::Tx& tx, Instant now, int limit) const {
  return tx.all("SELECT part_key, id FROM cases WHERE watch_us > 0 AND watch_us <= ? ORDER BY watch_us LIMIT ?",
                {now, limit}, [](const db::Row& row) {
                  return CaseRef{row.i64(0), CaseId{row.i64(1)}};
                });
}

}  // namespace tiange::cases
