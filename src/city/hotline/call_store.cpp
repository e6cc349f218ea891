#include "city/hotline/call_store.h"

namespace tiange::hotline::store {

namespace {

#define CALL_COLUMNS                                                                                            \
  "part_key, id, foreign_id, line, caller_sealed, caller_mark, caller_masked, name_sealed, seat, seat_name, "   \
  "extension, state, outcome, topic, article, article_title, text, area, began_us, answered_us, ended_us, version"
#define FIGURE_COLUMNS                                                                                          \
  "calls, answered, abandoned, in_time, on_line, cases, wait_seconds, talk_seconds, visits, resolved, partly, " \
  "unresolved, satisfied, basically, dissatisfied, unrated, unscored, went_back"

CallRecord call_from(const db::Row& row) {
  CallRecord c;
  c.part_key = row.i64(0);
  c.id = CallId{row.i64(1)};
  c.foreign_id = row.str(2);
  c.line = row.str(3);
  c.caller_sealed = row.str(4);
  c.caller_mark = row.str(5);
  c.caller_masked = row.str(6);
  c.name_sealed = row.str(7);
  c.seat = PersonId{row.i64(8)};
  c.seat_name = row.str(9);
  c.extension = row.str(10);
  c.state = json::enum_from<CallState>(row.text(11)).value_or(CallState::ended);
  c.outcome = json::enum_from<CallOutcome>(row.text(12)).value_or(CallOutcome::other);
  c.topic = row.str(13);
  c.article = ArticleId{row.i64(14)};
  c.article_title = row.str(15);
  c.text = row.str(16);
  c.area = row.str(17);
  c.began = row.moment(18);
  c.answered = row.moment(19);
  c.ended = row.moment(20);
  c.version = row.i64(21);
  return c;
}

Line line_from(const db::Row& row) {
  return {row.str(0), row.str(1), row.str(2), json::enum_from<MergeMode>(row.text(3)).value_or(MergeMode::whole),
          row.str(4), row.flag(5), row.i64(6), row.i64(7)};
}

}  // namespace

std::vector<Line> lines(db::Tx& tx) {
  return tx.all("SELECT code, zh, en, mode, unit_line, active, position, version FROM hotline_lines"
                " ORDER BY position, code",
                {}, line_from);
}

std::optional<Line> line(db::Tx& tx, std::string_view code) {
  return tx.one("SELECT code, zh, en, mode, unit_line, active, position, version FROM hotline_lines WHERE code = ?",
                {code}, line_from);
}

void put_line(db::Tx& tx, const Line& l, bool keep_known) {
  tx.run(keep_known
             ? "INSERT INTO hotline_lines (code, zh, en, mode, unit_line, active, position, version)"
               " VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (code) DO NOTHING"
             : "INSERT INTO hotline_lines (code, zh, en, mode, unit_line, active, position, version)"
               " VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (code) DO UPDATE SET zh = excluded.zh, en = excluded.en,"
               " mode = excluded.mode, unit_line = excluded.unit_line, active = excluded.active,"
               " position = excluded.position, version = excluded.version",
         {l.code, l.zh, l.en, json::enum_name(l.mode), l.unit_line, l.active, l.position, l.version});
}

std::optional<CallRecord> find_call(db::Tx& tx, std::int64_t part, CallId id) {
  return tx.one("SELECT " CALL_COLUMNS " FROM hotline_calls WHERE part_key = ? AND id = ?", {part, id}, call_from);
}

std::optional<CallRecord> find_foreign(db::Tx& tx, std::int64_t part, const std::string& foreign_id) {
  return tx.one("SELECT " CALL_COLUMNS " FROM hotline_calls WHERE part_key = ? AND foreign_id = ? AND foreign_id <> ''",
                {part, foreign_id}, call_from);
}

void insert_call(db::Tx& tx, const CallRecord& c) {
  tx.run("INSERT INTO hotline_calls (" CALL_COLUMNS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
         {c.part_key, c.id, c.foreign_id, c.line, db::Bytes{c.caller_sealed}, db::Bytes{c.caller_mark}, c.caller_masked,
          db::Bytes{c.name_sealed}, c.seat, c.seat_name, c.extension, json::enum_name(c.state),
          json::enum_name(c.outcome), c.topic, c.article, c.article_title, c.text, c.area, c.began, c.answered, c.ended,
          c.version});
}

void update_call(db::Tx& tx, const CallRecord& c) {
  tx.run("UPDATE hotline_calls SET line = ?, caller_sealed = ?, caller_mark = ?, caller_masked = ?, seat = ?,"
         " seat_name = ?, extension = ?, state = ?, outcome = ?, topic = ?, article = ?, article_title = ?, text = ?,"
         " area = ?, began_us = ?, answered_us = ?, ended_us = ?, version = ? WHERE part_key = ? AND id = ?",
         {c.line, db::Bytes{c.caller_sealed}, db::Bytes{c.caller_mark}, c.caller_masked, c.seat, c.seat_name,
          c.extension, json::enum_name(c.state), json::enum_name(c.outcome), c.topic, c.article, c.article_title, c.text,
          c.area, c.began, c.answered, c.ended, c.version, c.part_key, c.id});
}

std::vector<CallRecord> list_calls(db::Tx& tx, const CallFilter& f) {
  std::string sql = "SELECT " CALL_COLUMNS " FROM hotline_calls WHERE part_key = ?";
  std::vector<db::Param> params = {f.part};
  const auto add = [&](const char* condition, const db::Param& value) {
    sql += condition;
    params.push_back(value);
  };
  if (!f.line.empty()) add(" AND line = ?", f.line);
  if (f.seat) add(" AND seat = ?", f.seat);
  if (!f.outcome.empty()) add(" AND outcome = ?", f.outcome);
  if (f.day) {
    add(" AND began_us >= ?", local_instant(*f.day, 0));
    add(" AND began_us < ?", local_instant(*f.day + 1, 0));
  }
  if (f.before > 0) add(" AND id < ?", f.before);
  add(" ORDER BY id DESC LIMIT ?", f.limit);
  return tx.all(sql, params, call_from);
}

std::vector<CallRecord> calls_of(db::Tx& tx, const std::string& mark, CallId except, int limit) {
  if (mark.empty()) return {};
  return tx.all("SELECT " CALL_COLUMNS " FROM hotline_calls WHERE caller_mark = ? AND id <> ? ORDER BY id DESC LIMIT ?",
                {db::Bytes{mark}, except, limit}, call_from);
}

std::vector<CallRecord> waiting_calls(db::Tx& tx, std::int64_t part, Instant since, int limit) {
  return tx.all("SELECT " CALL_COLUMNS " FROM hotline_calls WHERE state = 'ringing' AND state <> 'ended'"
                " AND part_key = ? AND began_us >= ? ORDER BY began_us, id LIMIT ?",
                {part, since, limit}, call_from);
}

std::optional<CallRecord> open_call_of(db::Tx& tx, PersonId seat) {
  return tx.one("SELECT " CALL_COLUMNS " FROM hotline_calls WHERE seat = ? AND (state <> 'ended' OR outcome = 'none')"
                " ORDER BY id DESC LIMIT 1",
                {seat}, call_from);
}

void link_case(db::Tx& tx, const CallRecord& call, const CallCase& one) {
  tx.run("INSERT INTO hotline_call_cases (part_key, call_id, case_ref, number, made, line) VALUES (?,?,?,?,?,?)"
         " ON CONFLICT (part_key, call_id, case_ref) DO NOTHING",
         {call.part_key, call.id, one.ref, one.number, one.made, call.line});
}

std::vector<CallCase> cases_of(db::Tx& tx, const CallRecord& call) {
  return tx.all("SELECT case_ref, number, made FROM hotline_call_cases WHERE part_key = ? AND call_id = ?"
                " ORDER BY number",
                {call.part_key, call.id},
                [](const db::Row& row) { return CallCase{row.str(0), row.str(1), row.flag(2)}; });
}

std::string line_of_case(db::Tx& tx, const std::string& case_ref) {
  return tx.one("SELECT line FROM hotline_call_cases WHERE case_ref = ? AND made = 1 LIMIT 1", {case_ref},
                [](const db::Row& row) { return row.str(0); })
      .value_or("");
}

void record_look(db::Tx& tx, std::int64_t part, const Look& l) {
  tx.run("INSERT INTO hotline_looks (part_key, id, call_id, person, person_name, fields, purpose, happened_us,"
         " request_id) VALUES (?,?,?,?,?,?,?,?,?)",
         {part, l.id, l.call, l.person, l.person_name, l.fields, l.purpose, l.happened, l.request_id});
}

std::vector<Look> looks(db::Tx& tx, std::int64_t part, std::int64_t before, int limit) {
  return tx.all("SELECT id, call_id, person, person_name, fields, purpose, happened_us, request_id FROM hotline_looks"
                " WHERE part_key = ? AND id < ? ORDER BY id DESC LIMIT ?",
                {part, before > 0 ? before : INT64_MAX, limit}, [](const db::Row& row) {
                  return Look{row.i64(0),   CallId{row.i64(1)}, PersonId{row.i64(2)}, row.str(3),
                              row.str(4),   row.str(5),         row.moment(6),        row.str(7)};
                });
}

void add_counts(db::Tx& tx, std::int64_t part, Date day, const std::string& line, const LineFigures& f) {
  if (is_zero(f)) return;
  tx.run("INSERT INTO hotline_line_counts AS c (part_key, day, line, " FIGURE_COLUMNS ")"
         " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (part_key, day, line) DO UPDATE SET"
         " calls = c.calls + excluded.calls, answered = c.answered + excluded.answered,"
         " abandoned = c.abandoned + excluded.abandoned, in_time = c.in_time + excluded.in_time,"
         " on_line = c.on_line + excluded.on_line, cases = c.cases + excluded.cases,"
         " wait_seconds = c.wait_seconds + excluded.wait_seconds, talk_seconds = c.talk_seconds + excluded.talk_seconds,"
         " visits = c.visits + excluded.visits, resolved = c.resolved + excluded.resolved,"
         " partly = c.partly + excluded.partly, unresolved = c.unresolved + excluded.unresolved,"
         " satisfied = c.satisfied + excluded.satisfied, basically = c.basically + excluded.basically,"
         " dissatisfied = c.dissatisfied + excluded.dissatisfied, unrated = c.unrated + excluded.unrated,"
         " unscored = c.unscored + excluded.unscored, went_back = c.went_back + excluded.went_back",
         {part, day.day, line, f.calls, f.answered, f.abandoned, f.in_time, f.on_line, f.cases, f.wait_seconds,
          f.talk_seconds, f.visits, f.resolved, f.partly, f.unresolved, f.satisfied, f.basically, f.dissatisfied,
          f.unrated, f.unscored, f.went_back});
}

void each_count(db::Tx& tx, std::int64_t part, Date from, Date to,
                const std::function<void(Date, const std::string& line, const LineFigures&)>& visit) {
  tx.each("SELECT day, line, " FIGURE_COLUMNS " FROM hotline_line_counts WHERE part_key = ? AND day >= ? AND day <= ?"
          " ORDER BY day, line",
          {part, from.day, to.day}, [&](const db::Row& row) {
            int at = 1;
            LineFigures f;
            for (std::int64_t* member :
                 {&f.calls, &f.answered, &f.abandoned, &f.in_time, &f.on_line, &f.cases, &f.wait_seconds,
                  &f.talk_seconds, &f.visits, &f.resolved, &f.partly, &f.unresolved, &f.satisfied, &f.basically,
                  &f.dissatisfied, &f.unrated, &f.unscored, &f.went_back})
              *member = row.i64(++at);
            visit(Date{static_cast<std::int32_t>(row.i64(0))}, row.str(1), f);
            return true;
          });
}

void add_topic(db::Tx& tx, std::int64_t part, Date day, const std::string& topic, ArticleId article) {
  tx.run("INSERT INTO hotline_topic_counts (part_key, day, topic, article, answers) VALUES (?,?,?,?,1)"
         " ON CONFLICT (part_key, day, topic, article) DO UPDATE SET answers = hotline_topic_counts.answers + 1",
         {part, day.day, topic, article});
}

std::vector<TopicSum> topic_sums(db::Tx& tx, std::pair<std::int64_t, std::int64_t> parts, Date from, Date to) {
  return tx.all("SELECT topic, article, SUM(answers) FROM hotline_topic_counts WHERE part_key >= ? AND part_key < ?"
                " AND day >= ? AND day <= ? GROUP BY topic, article ORDER BY 3 DESC, topic, article",
                {parts.first, parts.second, from.day, to.day}, [](const db::Row& row) {
                  return TopicSum{row.str(0), ArticleId{row.i64(1)}, row.i64(2)};
                });
}

std::int64_t tries(db::Tx& tx, const std::string& who, std::int64_t hour) {
  return tx.one("SELECT tries FROM hotline_tries WHERE who = ? AND hour = ?", {who, hour},
                [](const db::Row& row) { return row.i64(0); })
      .value_or(0);
}

void add_try(db::Tx& tx, const std::string& who, std::int64_t hour) {
  tx.run("INSERT INTO hotline_tries AS t (who, hour, tries) VALUES (?,?,1) ON CONFLICT (who) DO UPDATE SET"
         " tries = CASE WHEN t.hour = excluded.hour THEN t.tries + 1 ELSE 1 END, hour = excluded.hour",
         {who, hour});
}

}  // namespace tiange::hotline::store
