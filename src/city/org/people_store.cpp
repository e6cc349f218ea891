// People, posts, delegations, rosters.
#include "base/text.h"
#include "city/org/org_store.h"

namespace tiange::org::store {

namespace {

// The first code after every code that begins with `prefix`. Made of characters that every collation sorts alike.
std::string end_of_prefix(std::string prefix) {
  while (!prefix.empty() && prefix.back() == '9') prefix.pop_back();
  if (prefix.empty()) return "a";
  ++prefix.back();
  return prefix;
}

// Conditions joined by AND, with the texts they bind.
struct Where {
  std::string sql;
  std::vector<std::string> texts;

  void add(std::string condition, std::initializer_list<std::string> values) {
    sql += " AND " + condition;
    texts.insert(texts.end(), values);
  }
};

void within_scope(Where& where, const Scope& scope) {
  std::string any;
  for (const std::string& area : scope.areas) {
    any += any.empty() ? "" : " OR ";
    any += "(area_code >= ? AND area_code < ?)";
    where.texts.push_back(area);
    where.texts.push_back(end_of_prefix(area));
  }
  where.sql += " AND (" + (any.empty() ? std::string("1 = 0") : any) + ")";
}

std::string like_part(std::string_view part) {
  std::string pattern = "%";
  for (const char c : part) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c;
  }
  return pattern + "%";
}

Person read_person(const db::Row& row) {
  return {PersonId{row.i64(0)}, row.str(1), row.str(2), row.str(3), row.str(4), row.i64(5)};
}

// Posts come with one row for each of their areas.
class PostReader {
 public:
  bool operator()(const db::Row& row) {
    const PostId id{row.i64(0)};
    if (posts.empty() || posts.back().id != id) {
      posts.push_back({id, PersonId{row.i64(1)}, row.str(2), row.str(3), {}, row.moment(4), row.moment(5)});
    }
    posts.back().areas.push_back(row.str(6));
    return true;
  }
  std::vector<Post> posts;
};

Delegation read_delegation(const db::Row& row) {
  return {row.i64(0),    PostId{row.i64(1)}, PersonId{row.i64(2)}, PersonId{row.i64(3)}, row.moment(4),
          row.moment(5), row.str(6),         row.str(7),           row.moment(8)};
}

#define COMMAND_COLUMNS "id, from_person, to_person, powers, areas, starts, ends, reason, made_by, ended"

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (const std::string_view word : text::split(text, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

Command read_command(const db::Row& row) {
  return {row.i64(0),           PersonId{row.i64(1)}, PersonId{row.i64(2)}, words_of(row.text(3)), words_of(row.text(4)), row.moment(5),
          row.moment(6),        row.str(7),           row.str(8),           row.moment(9)};
}

}  // namespace

void insert_person(db::Tx& tx, const Person& p) {
  tx.run("INSERT INTO org_people (id, name, phone, unit, area_code, version) VALUES (?, ?, ?, ?, ?, 1)",
         {p.id, p.name, p.phone, p.unit, p.area_code});
}

bool update_person(db::Tx& tx, const Person& p) {
  return tx.run("UPDATE org_people SET name = ?, phone = ?, unit = ?, area_code = ?, version = version + 1 "
                "WHERE id = ? AND version = ?",
                {p.name, p.phone, p.unit, p.area_code, p.id, p.version}) == 1;
}

std::optional<Person> find_person(db::Tx& tx, const Scope& scope, PersonId id) {
  auto person = tx.one("SELECT id, name, phone, unit, area_code, version FROM org_people WHERE id = ?", {id}, read_person);
  if (person && !scope.covers(person->area_code)) return std::nullopt;
  return person;
}

std::vector<Person> list_people(db::Tx& tx, const Scope& scope, const PeopleFilter& filter) {
  Where where;
  within_scope(where, scope);
  if (!filter.text.empty()) {
    const std::string pattern = like_part(filter.text);
    where.add("(name LIKE ? ESCAPE '!' OR phone LIKE ? ESCAPE '!')", {pattern, pattern});
  }
  if (!filter.unit.empty()) where.add("unit = ?", {filter.unit});
  std::vector<db::Param> params(where.texts.begin(), where.texts.end());
  if (filter.after) {
    where.sql += " AND (name > ? OR (name = ? AND id > ?))";
    params.insert(params.end(), {db::Param(filter.after_name), db::Param(filter.after_name), db::Param(filter.after)});
  }
  params.emplace_back(filter.limit);
  std::string sql = "SELECT id, name, phone, unit, area_code, version FROM org_people WHERE 1 = 1";
  sql += where.sql + " ORDER BY name, id LIMIT ?";
  return tx.all(sql, params, read_person);
}

std::vector<NameRow> all_names(db::Tx& tx) {
  return tx.all("SELECT id, name FROM org_people", {}, [](const db::Row& row) {
    return NameRow{PersonId{row.i64(0)}, row.str(1)};
  });
}

void insert_post(db::Tx& tx, const Post& p) {
  tx.run("INSERT INTO org_posts (id, person, unit, duty, starts, ends) VALUES (?, ?, ?, ?, ?, ?)",
         {p.id, p.person, p.unit, p.duty, p.starts, p.ends});
  replace_areas(tx, p);
}

void replace_areas(db::Tx& tx, const Post& p) {
  tx.run("DELETE FROM org_post_areas WHERE post = ?", {p.id});
  for (const std::string& area : p.areas) {
    tx.run("INSERT INTO org_post_areas (post, area_code) VALUES (?, ?) ON CONFLICT (post, area_code) DO NOTHING",
           {p.id, area});
  }
}

void end_post(db::Tx& tx, PostId id, Instant ends) {
  tx.run("UPDATE org_posts SET ends = ? WHERE id = ?", {ends, id});
}

std::optional<Post> find_post(db::Tx& tx, PostId id) {
  PostReader reader;
  tx.each("SELECT p.id, p.person, p.unit, p.duty, p.starts, p.ends, a.area_code FROM org_posts p "
          "JOIN org_post_areas a ON a.post = p.id WHERE p.id = ? ORDER BY a.area_code",
          {id}, std::ref(reader));
  if (reader.posts.empty()) return std::nullopt;
  return reader.posts.front();
}

std::vector<Post> posts_of(db::Tx& tx, PersonId person) {
  PostReader reader;
  tx.each("SELECT p.id, p.person, p.unit, p.duty, p.starts, p.ends, a.area_code FROM org_posts p "
          "JOIN org_post_areas a ON a.post = p.id WHERE p.person = ? ORDER BY p.id, a.area_code",
          {person}, std::ref(reader));
  return std::move(reader.posts);
}

std::vector<Post> posts_not_over(db::Tx& tx, Instant now) {
  PostReader reader;
  tx.each("SELECT p.id, p.person, p.unit, p.duty, p.starts, p.ends, a.area_code FROM org_posts p "
          "JOIN org_post_areas a ON a.post = p.id WHERE p.ends = 0 OR p.ends > ? ORDER BY p.id, a.area_code",
          {now}, std::ref(reader));
  return std::move(reader.posts);
}

void insert_command(db::Tx& tx, const Command& c) {
  tx.run("INSERT INTO org_commands (" COMMAND_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
         {c.id, c.from, c.to, text::join(c.powers, " "), text::join(c.areas, " "), c.starts, c.ends, c.reason, c.made_by});
}

bool end_command(db::Tx& tx, std::int64_t id, Instant ended) {
  return tx.run("UPDATE org_commands SET ended = ? WHERE id = ? AND ended = 0", {ended, id}) == 1;
}

std::optional<Command> find_command(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " COMMAND_COLUMNS " FROM org_commands WHERE id = ?", {id}, read_command);
}

std::vector<Command> commands_not_over(db::Tx& tx, Instant now) {
  return tx.all("SELECT " COMMAND_COLUMNS " FROM org_commands WHERE ended = 0 AND ends > ? ORDER BY id", {now}, read_command);
}

std::vector<Command> list_commands(db::Tx& tx, const Scope& scope, PersonId mine, int limit) {
  Where where;
  within_scope(where, scope);
  const std::string sql = "SELECT " COMMAND_COLUMNS
                          " FROM org_commands WHERE (from_person = ? OR to_person = ? OR from_person IN"
                          " (SELECT id FROM org_people WHERE 1 = 1" + where.sql + ")) ORDER BY id DESC LIMIT ?";
  std::vector<db::Param> params = {mine, mine};
  params.insert(params.end(), where.texts.begin(), where.texts.end());
  params.emplace_back(limit);
  return tx.all(sql, params, read_command);
}

void insert_delegation(db::Tx& tx, const Delegation& d) {
  tx.run("INSERT INTO org_delegations (id, post, from_person, to_person, starts, ends, reason, made_by, ended) "
         "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)",
         {d.id, d.post, d.from_person, d.to_person, d.starts, d.ends, d.reason, d.made_by});
}

bool end_delegation(db::Tx& tx, std::int64_t id, Instant ended) {
  return tx.run("UPDATE org_delegations SET ended = ? WHERE id = ? AND ended = 0", {ended, id}) == 1;
}

std::optional<Delegation> find_delegation(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT id, post, from_person, to_person, starts, ends, reason, made_by, ended FROM org_delegations "
                "WHERE id = ?",
                {id}, read_delegation);
}

std::vector<Delegation> delegations_not_over(db::Tx& tx, Instant now) {
  return tx.all("SELECT id, post, from_person, to_person, starts, ends, reason, made_by, ended FROM org_delegations "
                "WHERE ended = 0 AND ends > ? ORDER BY id",
                {now}, read_delegation);
}

std::vector<Delegation> list_delegations(db::Tx& tx, const Scope& scope, PersonId mine, std::int64_t before, int limit) {
  Where where;
  within_scope(where, scope);
  const std::string sql =
      "SELECT id, post, from_person, to_person, starts, ends, reason, made_by, ended FROM org_delegations "
      "WHERE (from_person = ? OR to_person = ? OR from_person IN (SELECT id FROM org_people WHERE 1 = 1" +
      where.sql + "))" + (before ? " AND id < ?" : "") + " ORDER BY id DESC LIMIT ?";
  std::vector<db::Param> params = {mine, mine};
  params.insert(params.end(), where.texts.begin(), where.texts.end());
  if (before) params.emplace_back(before);
  params.emplace_back(limit);
  return tx.all(sql, params, read_delegation);
}

void put_roster(db::Tx& tx, const Roster& r) {
  tx.run("INSERT INTO org_rosters (grid, backup, cover, leave_starts, leave_ends) VALUES (?, ?, ?, ?, ?) "
         "ON CONFLICT (grid) DO UPDATE SET backup = excluded.backup, cover = excluded.cover, "
         "leave_starts = excluded.leave_starts, leave_ends = excluded.leave_ends",
         {r.grid, r.backup, r.cover, r.leave_starts, r.leave_ends});
}

std::vector<Roster> all_rosters(db::Tx& tx) {
  return tx.all("SELECT grid, backup, cover, leave_starts, leave_ends FROM org_rosters", {}, [](const db::Row& row) {
    return Roster{row.str(0), PersonId{row.i64(1)}, PersonId{row.i64(2)}, row.moment(3), row.moment(4)};
  });
}

void load_people(db::Tx& tx, const std::vector<NewPerson>& people, const std::map<std::string, std::string>& unit_areas,
                 Instant now) {
  const auto area_of = [&](const std::string& unit) -> const std::string& { return unit_areas.at(unit); };
  std::vector<db::Param> persons, posts, areas, accounts;
  for (const NewPerson& p : people) {
    persons.insert(persons.end(), {p.id, p.name, p.phone, p.unit, area_of(p.unit), 1});
    if (p.account_id)
      accounts.insert(accounts.end(), {p.account_id, p.account, p.id, "", 0, 0, 0, "", "", 0, 0, "zh", 1});
    for (const NewPost& post : p.posts) {
      posts.insert(posts.end(), {post.id, p.id, post.unit, post.duty, now, 0});
      if (post.areas.empty()) areas.insert(areas.end(), {post.id, area_of(post.unit)});
      for (const std::string& area : post.areas) areas.insert(areas.end(), {post.id, area});
    }
  }
  static constexpr std::string_view k_people[] = {"id", "name", "phone", "unit", "area_code", "version"};
  static constexpr std::string_view k_posts[] = {"id", "person", "unit", "duty", "starts", "ends"};
  static constexpr std::string_view k_areas[] = {"post", "area_code"};
  static constexpr std::string_view k_accounts[] = {"id",         "account",    "person",      "secret_hash", "one_time",
                                                    "secret_set", "secret_ends", "totp_secret", "totp_pending",
                                                    "totp_step",  "locked",     "language",    "version"};
  tx.bulk_insert("org_people", k_people, persons);
  tx.bulk_insert("org_posts", k_posts, posts);
  tx.bulk_insert("org_post_areas", k_areas, areas);
  tx.bulk_insert("org_accounts", k_accounts, accounts);
}

}  // namespace tiange::org::store
