#include "city/ledgers/reports/report_store.h"

#include "base/codes.h"

namespace tiange::ledgers::report_store {

namespace {

#define SENDING_COLUMNS "part_key, id, report, state, body"

struct Body {
  static constexpr bool k_json_defaults = true;
  SendingRow row;
  std::int64_t against = 0;
};
BOOST_DESCRIBE_STRUCT(Body, (), (row, against))

StoredReport report_from(const db::Row& r) {
  StoredReport out = json::read<StoredReport>(r.text(2)).value_or(StoredReport{});
  out.id = r.i64(0);
  out.version = r.i64(1);
  return out;
}

StoredSending sending_from(const db::Row& r) {
  Body body = json::read<Body>(r.text(4)).value_or(Body{});
  StoredSending out{r.i64(0), r.i64(1), r.i64(2), std::move(body.row), body.against};
  out.row.id = std::to_string(out.id);
  out.row.state = r.str(3);
  return out;
}

std::string first_text(db::Tx& tx, std::string_view sql, std::int64_t id) {
  return tx.one(sql, {id}, [](const db::Row& r) { return r.str(0); }).value_or("");
}

}  // namespace

std::vector<StoredReport> reports(db::Tx& tx) { return tx.all("SELECT id, version, body FROM ledgers_reports ORDER BY id DESC LIMIT 2000", {}, report_from); }

std::optional<StoredReport> find_report(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT id, version, body FROM ledgers_reports WHERE id = ?", {id}, report_from);
}

void insert_report(db::Tx& tx, const StoredReport& r) {
  tx.run("INSERT INTO ledgers_reports (id, unit, state, title, version, body) VALUES (?, ?, ?, ?, ?, ?)",
         {r.id, r.in.unit, json::enum_name(r.state), r.in.title, r.version, json::write(r)});
}

bool update_report(db::Tx& tx, StoredReport& r) {
  ++r.version;
  return tx.run("UPDATE ledgers_reports SET unit = ?, state = ?, title = ?, version = ?, body = ? WHERE id = ? AND version = ?",
                {r.in.unit, json::enum_name(r.state), r.in.title, r.version, json::write(r), r.id, r.version - 1}) > 0;
}

void put_form(db::Tx& tx, std::int64_t report, const std::string& digest, std::string_view file) {
  tx.run("INSERT INTO ledgers_report_forms (report, digest, file) VALUES (?, ?, ?) ON CONFLICT (report, digest) DO NOTHING", {report, digest, db::Bytes{file}});
}

std::optional<std::string> form_file(db::Tx& tx, std::int64_t report, const std::string& digest) {
  return tx.one("SELECT file FROM ledgers_report_forms WHERE report = ? AND digest = ?", {report, digest}, [](const db::Row& r) { return r.str(0); });
}

std::vector<StoredSending> sendings(db::Tx& tx, const SendingAsk& ask) {
  std::string sql = "SELECT " SENDING_COLUMNS " FROM ledgers_report_sendings WHERE id < ?";
  std::vector<db::Param> params = {ask.before == 0 ? INT64_MAX : ask.before};
  const auto also = [&](const char* condition, db::Param value) {
    sql += condition;
    params.push_back(value);
  };
  if (ask.report) also(" AND report = ?", ask.report);
  if (!ask.area.empty()) also(" AND area = ?", ask.area);
  if (!ask.state.empty()) also(" AND state = ?", ask.state);
  sql += " AND (1 = 0";
  for (const std::string& unit : ask.units) also(" OR unit = ?", unit);
  for (const std::string& area : ask.areas) {
    const auto [low, high] = codes::part_range(area);
    also(" OR (part_key >= ?", low);
    also(" AND part_key < ?)", high);
  }
  sql += ") ORDER BY id DESC LIMIT ?";
  params.emplace_back(static_cast<std::int64_t>(ask.most));
  return tx.all(sql, db::Params(params), sending_from);
}

std::optional<StoredSending> find_sending(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " SENDING_COLUMNS " FROM ledgers_report_sendings WHERE id = ?", {id}, sending_from);
}

std::string content_of(db::Tx& tx, std::int64_t id) { return first_text(tx, "SELECT content FROM ledgers_report_sendings WHERE id = ?", id); }
std::string file_of(db::Tx& tx, std::int64_t id) { return first_text(tx, "SELECT file FROM ledgers_report_sendings WHERE id = ?", id); }

std::optional<StoredSending> last_sending(db::Tx& tx, std::int64_t report, const std::string& area) {
  return tx.one("SELECT " SENDING_COLUMNS " FROM ledgers_report_sendings WHERE report = ? AND area = ? AND state IN ('sent', 'received') ORDER BY id DESC LIMIT 1",
                {report, area}, sending_from);
}

std::optional<StoredSending> sending_in(db::Tx& tx, std::int64_t part_key, std::int64_t report, const std::string& period) {
  const auto id = tx.one("SELECT sending FROM ledgers_report_periods WHERE part_key = ? AND report = ? AND period = ?", {part_key, report, period},
                         [](const db::Row& r) { return r.i64(0); });
  return id ? find_sending(tx, *id) : std::nullopt;
}

void insert_sending(db::Tx& tx, const StoredSending& s, const std::string& content, std::string_view file) {
  tx.run("INSERT INTO ledgers_report_sendings (part_key, id, report, area, unit, period, state, body, content, file) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {s.part_key, s.id, s.report, s.row.area, s.row.unit, s.row.period, s.row.state, json::write(Body{s.row, s.against}), content, db::Bytes{file}});
  tx.run("INSERT INTO ledgers_report_periods (part_key, report, period, sending) VALUES (?, ?, ?, ?)"
         " ON CONFLICT (part_key, report, period) DO UPDATE SET sending = EXCLUDED.sending",
         {s.part_key, s.report, s.row.period, s.id});
}

bool update_sending(db::Tx& tx, const StoredSending& s, const std::string& from) {
  return tx.run("UPDATE ledgers_report_sendings SET state = ?, body = ? WHERE part_key = ? AND id = ? AND state = ?",
                {s.row.state, json::write(Body{s.row, s.against}), s.part_key, s.id, from}) > 0;
}

}  // namespace tiange::ledgers::report_store
