#include "city/hotline/knowledge/article_store.h"

namespace tiange::hotline::articles {

namespace {

#define ARTICLE_COLUMNS                                                                                         \
  "a.id, a.title, a.topic, a.unit, a.current_version, a.open_version, a.open_state, a.expires_day, a.pre_answer, " \
  "a.sample, a.withdrawn, a.updated_us, COALESCE(u.used, 0)"
#define ARTICLE_TABLES "hotline_articles a LEFT JOIN hotline_article_uses u ON u.article = a.id"
#define VERSION_COLUMNS \
  "version, state, content, author, author_name, written_us, reviewer, reviewer_name, reviewed_us, note"
#define TASK_COLUMNS                                                                                              \
  "t.id, t.article, a.title, t.kind, t.unit, t.text, t.created_us, t.created_name, t.done_us, t.done_name, t.reply"
#define TASK_TABLES "hotline_article_tasks t JOIN hotline_articles a ON a.id = t.article"

constexpr int k_most_tasks = 300;

ArticleRecord article_from(const db::Row& row) {
  ArticleRecord a;
  a.id = ArticleId{row.i64(0)};
  a.title = row.str(1);
  a.topic = row.str(2);
  a.unit = row.str(3);
  a.current_version = row.i64(4);
  a.open_version = row.i64(5);
  a.open_state = json::enum_from<VersionState>(row.text(6));
  if (row.i64(7) != 0) a.expires = Date{static_cast<std::int32_t>(row.i64(7))};
  a.pre_answer = row.flag(8);
  a.sample = row.flag(9);
  a.withdrawn = row.flag(10);
  a.updated = row.moment(11);
  a.used = row.i64(12);
  return a;
}

VersionRecord version_from(const db::Row& row) {
  VersionRecord v;
  v.version = row.i64(0);
  v.state = json::enum_from<VersionState>(row.text(1)).value_or(VersionState::former);
  if (auto content = json::read<ArticleContent>(row.text(2)); content.ok()) v.content = std::move(*content);
  v.author = PersonId{row.i64(3)};
  v.author_name = row.str(4);
  v.written = row.moment(5);
  v.reviewer = PersonId{row.i64(6)};
  v.reviewer_name = row.str(7);
  v.reviewed = row.moment(8);
  v.note = row.str(9);
  return v;
}

TaskRecord task_from(const db::Row& row) {
  TaskRecord t;
  t.id = row.i64(0);
  t.article = ArticleId{row.i64(1)};
  t.title = row.str(2);
  t.kind = json::enum_from<TaskKind>(row.text(3)).value_or(TaskKind::inaccurate);
  t.unit = row.str(4);
  t.text = row.str(5);
  t.created = row.moment(6);
  t.created_name = row.str(7);
  t.done = row.moment(8);
  t.done_name = row.str(9);
  t.reply = row.str(10);
  return t;
}

std::int64_t day_of(const std::optional<Date>& date) { return date ? date->day : 0; }
std::string name_of(const std::optional<VersionState>& state) {
  return state ? std::string(json::enum_name(*state)) : std::string();
}

}  // namespace

std::optional<ArticleRecord> find(db::Tx& tx, ArticleId id) {
  return tx.one("SELECT " ARTICLE_COLUMNS " FROM " ARTICLE_TABLES " WHERE a.id = ?", {id}, article_from);
}

void insert(db::Tx& tx, const ArticleRecord& a) {
  tx.run("INSERT INTO hotline_articles (id, title, topic, unit, current_version, open_version, open_state, expires_day,"
         " pre_answer, sample, withdrawn, updated_us) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
         {a.id, a.title, a.topic, a.unit, a.current_version, a.open_version, name_of(a.open_state), day_of(a.expires),
          a.pre_answer, a.sample, a.withdrawn, a.updated});
}

void update(db::Tx& tx, const ArticleRecord& a) {
  tx.run("UPDATE hotline_articles SET title = ?, topic = ?, unit = ?, current_version = ?, open_version = ?,"
         " open_state = ?, expires_day = ?, pre_answer = ?, sample = ?, withdrawn = ?, updated_us = ? WHERE id = ?",
         {a.title, a.topic, a.unit, a.current_version, a.open_version, name_of(a.open_state), day_of(a.expires),
          a.pre_answer, a.sample, a.withdrawn, a.updated, a.id});
}

std::vector<ArticleRecord> list(db::Tx& tx, const ArticleQuery& query, const std::vector<std::int64_t>& cursor,
                                Date today, int limit) {
  std::string sql = "SELECT " ARTICLE_COLUMNS " FROM " ARTICLE_TABLES " WHERE 1 = 1";
  std::vector<db::Param> params;
  const auto add = [&](const char* condition, auto&&... values) {
    sql += condition;
    (params.push_back(values), ...);
  };
  const std::int64_t day = today.day;
  if (!query.topic.empty()) add(" AND a.topic = ?", query.topic);
  if (!query.unit.empty()) add(" AND a.unit = ?", query.unit);
  if (query.state == "current") add(" AND a.current_version > 0 AND (a.expires_day = 0 OR a.expires_day >= ?)", day);
  if (query.state == "expired") add(" AND a.current_version > 0 AND a.expires_day > 0 AND a.expires_day < ?", day);
  if (query.state == "expiring")
    add(" AND a.current_version > 0 AND a.expires_day >= ? AND a.expires_day <= ?", day, day + 30);
  if (query.state == "open") add(" AND a.open_version > 0");
  if (query.state == "withdrawn") add(" AND a.withdrawn = 1");
  if (cursor.size() == 2) add(" AND (a.updated_us, a.id) < (?, ?)", cursor[0], cursor[1]);
  add(" ORDER BY a.updated_us DESC, a.id DESC LIMIT ?", limit);
  return tx.all(sql, params, article_from);
}

std::vector<ArticleRecord> in_effect(db::Tx& tx) {
  return tx.all("SELECT " ARTICLE_COLUMNS " FROM " ARTICLE_TABLES " WHERE a.current_version > 0 ORDER BY a.id", {},
                article_from);
}

std::vector<ArticleRecord> expiring(db::Tx& tx, Date until) {
  return tx.all("SELECT " ARTICLE_COLUMNS " FROM " ARTICLE_TABLES
                " WHERE a.current_version > 0 AND a.expires_day > 0 AND a.expires_day <= ? ORDER BY a.expires_day, a.id",
                {until.day}, article_from);
}

std::vector<VersionRecord> versions(db::Tx& tx, ArticleId id) {
  return tx.all("SELECT " VERSION_COLUMNS " FROM hotline_article_versions WHERE article = ? ORDER BY version DESC",
                {id}, version_from);
}

std::optional<VersionRecord> version(db::Tx& tx, ArticleId id, std::int64_t version) {
  return tx.one("SELECT " VERSION_COLUMNS " FROM hotline_article_versions WHERE article = ? AND version = ?",
                {id, version}, version_from);
}

void put_version(db::Tx& tx, ArticleId id, const VersionRecord& v) {
  tx.run("INSERT INTO hotline_article_versions (article, " VERSION_COLUMNS ") VALUES (?,?,?,?,?,?,?,?,?,?,?)"
         " ON CONFLICT (article, version) DO UPDATE SET state = excluded.state, content = excluded.content,"
         " author = excluded.author, author_name = excluded.author_name, written_us = excluded.written_us,"
         " reviewer = excluded.reviewer, reviewer_name = excluded.reviewer_name, reviewed_us = excluded.reviewed_us,"
         " note = excluded.note",
         {id, v.version, json::enum_name(v.state), json::write(v.content), v.author, v.author_name, v.written,
          v.reviewer, v.reviewer_name, v.reviewed, v.note});
}

bool insert_task(db::Tx& tx, const TaskRecord& t) {
  return tx.run("INSERT INTO hotline_article_tasks (id, article, kind, unit, text, created_us, created_name, once,"
                " done_us, done_name, reply) VALUES (?,?,?,?,?,?,?,?,0,'','') ON CONFLICT (once) DO NOTHING",
                {t.id, t.article, json::enum_name(t.kind), t.unit, t.text, t.created, t.created_name, t.once}) > 0;
}

std::optional<TaskRecord> find_task(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " TASK_COLUMNS " FROM " TASK_TABLES " WHERE t.id = ?", {id}, task_from);
}

bool finish_task(db::Tx& tx, std::int64_t id, const std::string& by, const std::string& reply, Instant now) {
  return tx.run("UPDATE hotline_article_tasks SET done_us = ?, done_name = ?, reply = ? WHERE id = ? AND done_us = 0",
                {now, by, reply, id}) > 0;
}

void finish_tasks_of(db::Tx& tx, ArticleId id, const std::string& by, const std::string& reply, Instant now) {
  tx.run("UPDATE hotline_article_tasks SET done_us = ?, done_name = ?, reply = ? WHERE article = ? AND done_us = 0",
         {now, by, reply, id});
}

std::vector<TaskRecord> tasks(db::Tx& tx, const std::vector<std::string>& units, bool all_units, bool open) {
  std::string sql = "SELECT " TASK_COLUMNS " FROM " TASK_TABLES " WHERE ";
  sql += open ? "t.done_us = 0" : "t.done_us > 0";
  std::vector<db::Param> params;
  if (!all_units) {
    if (units.empty()) return {};
    sql += " AND t.unit IN (";
    for (const std::string& unit : units) {
      sql += params.empty() ? "?" : ",?";
      params.push_back(unit);
    }
    sql += ")";
  }
  sql += " ORDER BY t.id DESC LIMIT ?";
  params.push_back(k_most_tasks);
  return tx.all(sql, params, task_from);
}

std::vector<TaskRecord> tasks_of(db::Tx& tx, ArticleId id) {
  return tx.all("SELECT " TASK_COLUMNS " FROM " TASK_TABLES " WHERE t.article = ? ORDER BY t.id DESC LIMIT ?",
                {id, k_most_tasks}, task_from);
}

void add_use(db::Tx& tx, ArticleId id) {
  tx.run("INSERT INTO hotline_article_uses (article, used) VALUES (?, 1)"
         " ON CONFLICT (article) DO UPDATE SET used = hotline_article_uses.used + 1",
         {id});
}

std::int64_t library_version(db::Tx& tx) {
  return tx.one("SELECT version FROM hotline_library WHERE name = 'articles'", {}, [](const db::Row& row) {
             return row.i64(0);
           }).value_or(0);
}

void library_changed(db::Tx& tx) {
  tx.run("INSERT INTO hotline_library (name, version) VALUES ('articles', 1)"
         " ON CONFLICT (name) DO UPDATE SET version = hotline_library.version + 1",
         {});
}

std::vector<Topic> topics(db::Tx& tx) {
  return tx.all("SELECT key, zh, en, burst, burst_until_us, position FROM hotline_topics ORDER BY position, key", {},
                [](const db::Row& row) {
                  Topic t{row.str(0), row.str(1), row.str(2), row.flag(3), {}, row.i64(5)};
                  if (row.i64(4) != 0) t.burst_until = row.moment(4);
                  return t;
                });
}

void put_topic(db::Tx& tx, const Topic& t, bool keep_known) {
  const Instant until = t.burst_until.value_or(Instant{});
  tx.run(keep_known ? "INSERT INTO hotline_topics (key, zh, en, burst, burst_until_us, position) VALUES (?,?,?,?,?,?)"
                      " ON CONFLICT (key) DO NOTHING"
                    : "INSERT INTO hotline_topics (key, zh, en, burst, burst_until_us, position) VALUES (?,?,?,?,?,?)"
                      " ON CONFLICT (key) DO UPDATE SET zh = excluded.zh, en = excluded.en, burst = excluded.burst,"
                      " burst_until_us = excluded.burst_until_us, position = excluded.position",
         {t.key, t.zh, t.en, t.burst, until, t.position});
}

}  // namespace tiange::hotline::articles
