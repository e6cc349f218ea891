// Lists: pages by key along an index that yields the order, so that the first page of two million cases costs as much as the
// first page of a hundred.

#include <algorithm>

#include "city/cases/case_store.h"

namespace tiange::cases {

namespace {

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
  void add(std::string_view condition) { sql_ += sql_.empty() ? std::string(condition) : " AND " + std::string(condition); }
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

void add_confidential(Where& where, const Scope& scope) {
  if (scope.may(Permission::cases_confidential)) return;
  std::string condition = "(confidential = 0 OR reported_by = ?";
  where.bind(scope.person.value ? scope.person.value : -1);
  std::size_t units = 0;
  for (const std::string& unit : scope.units) {
    if (++units > 8) break;
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
  return query.open.value_or(false) || (query.status && *query.status != Status::closed &&
                                        *query.status != Status::not_accepted);
}

void add_filters(Where& where, const ListQuery& query, Instant now) {
  if (only_open(query)) where.add("closed_us = 0");
  if (query.open && !*query.open) where.add("closed_us > 0");
  if (query.status) where.add("status = ?", static_cast<std::int64_t>(*query.status));
  if (query.stage) where.add("step = ?", static_cast<std::int64_t>(*query.stage));
  if (query.level) where.add("level = ?", static_cast<std::int64_t>(*query.level));
  if (query.channel) where.add("channel = ?", static_cast<std::int64_t>(*query.channel));
  if (query.severity) where.add("severity = ?", static_cast<std::int64_t>(*query.severity));
  if (query.overdue) where.add("overdue = ?", static_cast<std::int64_t>(*query.overdue));
  if (!query.item.empty()) where.add("item = ?", query.item);
  if (!query.unit.empty()) where.add("unit = ?", query.unit);
  if (query.from) where.add("created_us >= ?", query.from->us);
  if (query.to) where.add("created_us < ?", query.to->us);
  if (query.lamp) add_lamp(where, *query.lamp, now);
}

std::vector<ListedCase> run(db::Tx& tx, const Scope& scope, Where& where, int limit) {
  const std::string sql = "SELECT " + std::string(k_columns) + " FROM cases" +
                          (where.sql().empty() ? "" : " WHERE " + where.sql()) +
                          " ORDER BY created_us DESC, id DESC LIMIT " + std::to_string(limit);
  std::vector<ListedCase> rows;
  tx.each(sql, where.params(), [&](const db::Row& row) {
    ListedCase c = take_row(row);
    if (visible(scope, c)) rows.push_back(std::move(c));
    return true;
  });
  return rows;
}

}  // namespace

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
  c.closed = f.closed;
  c.overdue = f.overdue();
  c.repeat = record.repeat;
  c.confidential = f.confidential;
  c.lng = f.lng;
  c.lat = f.lat;
  return c;
}

std::vector<ListedCase> CaseStore::list(db::Tx& tx, const Scope& scope, const ListQuery& query,
                                        const std::vector<std::string>& numbers, std::string_view phone_digest,
                                        const std::optional<std::pair<Instant, CaseId>>& after, Instant now) const {
  std::vector<ListedCase> rows;
  for (const std::string& prefix : prefixes(scope, query.area)) {
    Where where;
    if (!numbers.empty()) {
      std::string marks;
      for (const std::string& number : numbers) {
        marks += marks.empty() ? "?" : ",?";
        where.bind(number);
      }
      where.add("number IN (" + marks + ")");
    } else if (!phone_digest.empty()) {
      where.bind_bytes(phone_digest);
      where.add("(part_key, id) IN (SELECT part_key, case_id FROM case_reporters WHERE phone_digest = ?)");
    } else if (!query.q.empty()) {
      where.add("title LIKE ? ESCAPE '\\'", escape_like(query.q));
    }
    if (query.mine) where.add("reported_by = ?", scope.person.value ? scope.person.value : -1);
    add_area(where, prefix);
    add_filters(where, query, now);
    add_confidential(where, scope);
    if (after) {
      where.bind(after->first.us);
      where.bind(after->second.value);
      where.add("(created_us, id) < (?, ?)");
    }
    auto part = run(tx, scope, where, query.limit + 1);
    rows.insert(rows.end(), std::make_move_iterator(part.begin()), std::make_move_iterator(part.end()));
  }
  const auto newer = [](const ListedCase& a, const ListedCase& b) {
    return std::pair(a.created, a.ref.id) > std::pair(b.created, b.ref.id);
  };
  std::sort(rows.begin(), rows.end(), newer);
  const auto most = static_cast<std::size_t>(query.limit) + 1;
  if (rows.size() > most) rows.resize(most);
  return rows;
}

Result<CaseRef> CaseStore::find_number(db::Tx& tx, const Scope& scope, std::string_view number) const {
  Where where;
  where.add("number = ?", std::string(number));
  const auto rows = run(tx, scope, where, 2);
  if (rows.empty()) return refuse(ErrorCode::out_of_scope);
  return rows.front().ref;
}

std::vector<CaseRef> CaseStore::cases_with_evidence(db::Tx& tx, std::string_view digest) const {
  return tx.all("SELECT part_key, case_id FROM case_evidence WHERE digest = ?", {digest},
                [](const db::Row& row) { return CaseRef{row.i64(0), {row.i64(1)}}; });
}

std::vector<ListedCase> CaseStore::rows_of(db::Tx& tx, const Scope& scope, std::span<const CaseRef> refs) const {
  std::vector<ListedCase> rows;
  static const std::string sql = "SELECT " + std::string(k_columns) + " FROM cases WHERE part_key = ? AND id = ?";
  for (const CaseRef& ref : refs) {
    auto row = tx.one(sql, {ref.part_key, ref.id}, take_row);
    if (row && visible(scope, *row)) rows.push_back(std::move(*row));
  }
  return rows;
}

std::vector<ListedCase> CaseStore::similar(db::Tx& tx, const Scope& scope, const CaseRecord& record, Instant since,
                                           int limit) const {
  if (record.file.item.empty() || record.file.area.empty()) return {};
  Where where;
  where.add("area = ?", record.file.area);
  where.add("item = ?", record.file.item);
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
  return tx.all("SELECT part_key, id FROM cases WHERE watch_us > 0 AND watch_us <= ? ORDER BY watch_us LIMIT ?", {now, limit},
                [](const db::Row& row) { return CaseRef{row.i64(0), CaseId{row.i64(1)}}; });
}

}  // namespace tiange::cases
