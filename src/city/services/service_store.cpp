#include "city/services/service_store.h"

#include "platform/db/asking/asking.h"

namespace tiange::services::store {

namespace {

StoredMatter matter_from(const db::Row& r) {
  return {json::read<Matter>(r.text(0)).value_or(Matter{}), {r.i64(1), r.moment(2), r.str(3), r.str(4)}};
}
#define MATTER_READ "SELECT body, edition, made_us, made_by, note FROM services_matters"

Application application_from(const db::Row& r) {
  Application one = json::read<Application>(r.text(0)).value_or(Application{});
  one.version = r.i64(1);
  return one;
}
#define APPLICATION_READ "SELECT body, version FROM services_applications"

FileRecord file_from(const db::Row& r) {
  return {r.i64(0), r.i64(1), r.i64(3), r.str(2), json::read<ServiceFile>(r.text(4)).value_or(ServiceFile{})};
}
#define FILE_READ "SELECT part_key, id, file_key, person, body FROM services_files"

bool narrow(db::Asked& asked, const Scope& scope, const ApplicationAsk& ask) {
  if (!asked.within("area", scope, ask.area)) return false;
  if (!ask.matter.empty()) asked.add("matter = ?"), asked.bind(ask.matter);
  if (!ask.units.empty()) asked.add(asked.one_of("unit", ask.units));
  return true;
}

}  // namespace

// ---- matters ----

bool add(db::Tx& tx, const StoredMatter& one) {
  const std::string body = json::write(one.matter);
  const std::string kind(json::enum_name(one.matter.kind));
  return tx.run("INSERT INTO services_matters (matter, edition, kind, made_us, made_by, note, body) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                {one.matter.key, one.edition.edition, kind, one.edition.made, one.edition.made_by, one.edition.note, body}) == 1;
}

std::vector<StoredMatter> matters(db::Tx& tx) {
  return tx.all(MATTER_READ " m WHERE edition = (SELECT MAX(edition) FROM services_matters n WHERE n.matter = m.matter) ORDER BY matter", {}, matter_from);
}

std::optional<StoredMatter> matter(db::Tx& tx, std::string_view key, std::int64_t edition) {
  if (edition != 0) return tx.one(MATTER_READ " WHERE matter = ? AND edition = ?", {key, edition}, matter_from);
  return tx.one(MATTER_READ " WHERE matter = ? ORDER BY edition DESC LIMIT 1", {key}, matter_from);
}

std::vector<MatterEdition> editions(db::Tx& tx, std::string_view key) {
  return tx.all("SELECT edition, made_us, made_by, note FROM services_matters WHERE matter = ? ORDER BY edition DESC LIMIT 100", {key},
                [](const db::Row& r) { return MatterEdition{r.i64(0), r.moment(1), r.str(2), r.str(3)}; });
}

// ---- applications ----

void add(db::Tx& tx, const Application& a) {
  const std::string body = json::write(a);
  tx.run("INSERT INTO services_applications (part_key, id, area, unit, matter, state, burden, held, given, visits, version, body)"
         " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {a.subject, a.id, a.area, a.unit, a.matter, static_cast<std::int64_t>(a.state), static_cast<std::int64_t>(a.burden), static_cast<std::int64_t>(a.held),
          static_cast<std::int64_t>(a.given), static_cast<std::int64_t>(a.visits), a.version, body});
}

bool change(db::Tx& tx, const Application& a) {
  const std::string body = json::write(a);
  return tx.run("UPDATE services_applications SET state = ?, held = ?, given = ?, version = ?, body = ? WHERE part_key = ? AND id = ? AND version = ?",
                {static_cast<std::int64_t>(a.state), static_cast<std::int64_t>(a.held), static_cast<std::int64_t>(a.given), a.version, body, a.subject, a.id,
                 a.version - 1}) == 1;
}

std::optional<Application> find(db::Tx& tx, const Scope& scope, std::int64_t id) {
  auto one = tx.one(APPLICATION_READ " WHERE id = ?", {id}, application_from);
  if (one && !scope.covers(one->area)) one.reset();
  return one;
}

std::vector<Application> of_subject(db::Tx& tx, std::int64_t subject, std::int64_t after, std::size_t most) {
  return tx.all(APPLICATION_READ " WHERE part_key = ? AND id < ? ORDER BY id DESC LIMIT ?",
                {subject, after == 0 ? INT64_MAX : after, static_cast<std::int64_t>(most)}, application_from);
}

bool begin(db::Tx& tx, const Application& a) {
  return tx.run("INSERT INTO services_under_way (part_key, matter, application) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", {a.subject, a.matter, a.id}) == 1;
}

void end(db::Tx& tx, const Application& a) {
  tx.run("DELETE FROM services_under_way WHERE part_key = ? AND matter = ? AND application = ?", {a.subject, a.matter, a.id});
}

std::int64_t under_way(db::Tx& tx, std::int64_t subject, std::string_view matter) {
  return tx.one("SELECT application FROM services_under_way WHERE part_key = ? AND matter = ?", {subject, matter}, [](const db::Row& r) { return r.i64(0); }).value_or(0);
}

std::vector<Application> list(db::Tx& tx, const Scope& scope, const ApplicationAsk& ask) {
  db::Asked asked;
  if (!narrow(asked, scope, ask)) return {};
  if (ask.state) asked.add("state = ?"), asked.bind(static_cast<std::int64_t>(*ask.state));
  if (ask.after != 0) asked.add("id < ?"), asked.bind(ask.after);
  const std::string sql = asked.sql(APPLICATION_READ, " ORDER BY id DESC LIMIT " + std::to_string(ask.limit));
  return tx.all(sql, asked.params(), application_from);
}

std::map<std::string, std::int64_t> counts(db::Tx& tx, const Scope& scope, const ApplicationAsk& ask) {
  std::map<std::string, std::int64_t> out;
  db::Asked asked;
  if (!narrow(asked, scope, ask)) return out;
  const std::string sql = asked.sql("SELECT state, COUNT(*) FROM services_applications", " GROUP BY state");
  tx.each(sql, asked.params(), [&](const db::Row& r) {
    out[std::string(json::enum_name(static_cast<ApplicationState>(r.i64(0))))] = r.i64(1);
    return true;
  });
  return out;
}

BurdenView burden(db::Tx& tx, const Scope& scope, const std::string& area) {
  db::Asked asked;
  if (!asked.within("area", scope, area)) return {};
  const std::string sql = asked.sql("SELECT COUNT(*), CAST(COALESCE(SUM(burden), 0) AS BIGINT), CAST(COALESCE(SUM(held), 0) AS BIGINT),"
                                    " CAST(COALESCE(SUM(given), 0) AS BIGINT), CAST(COALESCE(SUM(visits), 0) AS BIGINT) FROM services_applications",
                                    "");
  BurdenView sum;
  tx.each(sql, asked.params(), [&](const db::Row& r) {
    sum = {r.i64(0), r.i64(1), r.i64(2), r.i64(3), r.i64(4)};
    return false;
  });
  return sum;
}

void add_event(db::Tx& tx, const Application& a, const ApplicationEvent& event) {
  const std::string body = json::write(event);
  tx.run("INSERT INTO services_events (part_key, application, step, body) VALUES (?, ?, ?, ?)", {a.subject, a.id, a.version, body});
}

std::vector<ApplicationEvent> events(db::Tx& tx, const Application& a) {
  return tx.all("SELECT body FROM services_events WHERE part_key = ? AND application = ? ORDER BY step", {a.subject, a.id},
                [](const db::Row& r) { return json::read<ApplicationEvent>(r.text(0)).value_or(ApplicationEvent{}); });
}

void freeze(db::Tx& tx, const Application& a, const Frozen& f) {
  tx.run("INSERT INTO services_frozen (part_key, application, digest, kept_us, content) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
         {a.subject, a.id, f.digest, f.kept, f.content});
}

std::optional<Frozen> frozen(db::Tx& tx, const Application& a) {
  return tx.one("SELECT digest, content, kept_us FROM services_frozen WHERE part_key = ? AND application = ? AND digest = ?", {a.subject, a.id, a.digest},
                [](const db::Row& r) { return Frozen{r.str(0), r.str(1), r.moment(2)}; });
}

// ---- files ----

void put(db::Tx& tx, const FileRecord& f) {
  const std::string body = json::write(f.view);
  tx.run("INSERT INTO services_files (part_key, id, file_key, person, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (part_key, id) DO UPDATE SET"
         " file_key = excluded.file_key",
         {f.subject, f.id, f.key, f.person, body});
}

std::optional<FileRecord> file(db::Tx& tx, std::int64_t subject, std::int64_t id) {
  return tx.one(FILE_READ " WHERE part_key = ? AND id = ?", {subject, id}, file_from);
}

std::map<std::string, FileRecord> files_of(db::Tx& tx, std::int64_t subject) {
  std::map<std::string, FileRecord> out;
  tx.each(FILE_READ " WHERE part_key = ? AND file_key <> '' ORDER BY id", {subject}, [&](const db::Row& r) {
    FileRecord one = file_from(r);
    out[one.key] = std::move(one);
    return true;
  });
  return out;
}

std::int64_t count_unsent(db::Tx& tx, std::int64_t subject) {
  return tx.one("SELECT COUNT(*) FROM services_files WHERE part_key = ? AND file_key = ''", {subject}, [](const db::Row& r) { return r.i64(0); }).value_or(0);
}

}  // namespace tiange::services::store
