#include "city/org/masks/mask_store.h"

#include "base/codes.h"

namespace tiange::masks::store {

namespace {

#define POLICY_COLUMNS "version, state, body, note, made_us, made_by, maker, published_us, published_by"
#define UNMASK_COLUMNS "part_key, id, subject, area, account, person, purpose, state, until_us, body"
#define EXPORT_COLUMNS "part_key, id, area, account, person, state, until_us, fetched, body"

PolicyRow policy_from(const db::Row& r) {
  PolicyRow row;
  row.head = {r.i64(0), r.str(1), r.str(3), r.str(5), r.str(8), r.moment(4), std::nullopt};
  if (r.i64(7) != 0) row.head.published = r.moment(7);
  row.body = r.str(2);
  row.maker = PersonId{r.i64(6)};
  return row;
}

PaperRow unmask_from(const db::Row& r) {
  return {r.i64(0), r.i64(1), r.str(2), r.str(3), AccountId{r.i64(4)}, PersonId{r.i64(5)}, r.str(6), r.str(7), r.moment(8), 0, r.str(9)};
}

PaperRow export_from(const db::Row& r) {
  return {r.i64(0), r.i64(1), "", r.str(2), AccountId{r.i64(3)}, PersonId{r.i64(4)}, "", r.str(5), r.moment(6), r.i64(7), r.str(8)};
}

// One's own, or below one of the areas.
template <class From>
std::vector<PaperRow> listed(db::Tx& tx, const std::string& select, const PaperAsk& ask, From from) {
  std::string sql = select + " WHERE id < ?";
  std::vector<db::Param> params = {ask.before == 0 ? INT64_MAX : ask.before};
  if (!ask.state.empty()) {
    sql += " AND state = ?";
    params.emplace_back(ask.state);
  }
  sql += " AND (account = ?";
  params.emplace_back(ask.account);
  for (const std::string& area : ask.areas) {
    const auto [low, high] = codes::part_range(area);
    sql += " OR (part_key >= ? AND part_key < ?)";
    params.emplace_back(low);
    params.emplace_back(high);
  }
  sql += ") ORDER BY id DESC LIMIT ?";
  params.emplace_back(static_cast<std::int64_t>(ask.most));
  return tx.all(sql, db::Params(params), from);
}

}  // namespace

std::vector<PolicyRow> policies(db::Tx& tx) {
  return tx.all("SELECT " POLICY_COLUMNS " FROM org_mask_policies ORDER BY version DESC LIMIT 100", {}, policy_from);
}

std::optional<PolicyRow> live(db::Tx& tx) {
  return tx.one("SELECT " POLICY_COLUMNS " FROM org_mask_policies WHERE state = 'live' ORDER BY version DESC LIMIT 1", {}, policy_from);
}

std::int64_t live_version(db::Tx& tx) {
  return tx.one("SELECT MAX(version) FROM org_mask_policies WHERE state = 'live'", {}, [](const db::Row& r) { return r.i64(0); }).value_or(0);
}

void put(db::Tx& tx, const PolicyRow& row) {
  const Instant published = row.head.published.value_or(Instant{});
  tx.run("INSERT INTO org_mask_policies (" POLICY_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {row.head.version, row.head.state, row.body, row.head.note, row.head.made, row.head.made_by, row.maker, published, row.head.published_by});
}

void drop_draft(db::Tx& tx) { tx.run("DELETE FROM org_mask_policies WHERE state = 'draft'", {}); }

bool publish(db::Tx& tx, std::int64_t version, const std::string& by, Instant now) {
  tx.run("UPDATE org_mask_policies SET state = 'past' WHERE state = 'live'", {});
  return tx.run("UPDATE org_mask_policies SET state = 'live', published_us = ?, published_by = ? WHERE version = ? AND state = 'draft'",
                {now, by, version}) > 0;
}

void insert_unmask(db::Tx& tx, const PaperRow& r) {
  tx.run("INSERT INTO org_mask_unmasks (" UNMASK_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {r.part_key, r.id, r.subject, r.area, r.account, r.person, r.purpose, r.state, r.until, r.body});
}

bool answer_unmask(db::Tx& tx, const PaperRow& r) {
  return tx.run("UPDATE org_mask_unmasks SET state = ?, until_us = ?, body = ? WHERE part_key = ? AND id = ? AND state = 'asked'",
                {r.state, r.until, r.body, r.part_key, r.id}) > 0;
}

std::optional<PaperRow> find_unmask(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " UNMASK_COLUMNS " FROM org_mask_unmasks WHERE id = ?", {id}, unmask_from);
}

std::vector<PaperRow> unmasks(db::Tx& tx, const PaperAsk& ask) {
  return listed(tx, "SELECT " UNMASK_COLUMNS " FROM org_mask_unmasks", ask, unmask_from);
}

std::optional<PaperRow> granted(db::Tx& tx, AccountId account, std::string_view subject, std::string_view purpose, Instant now) {
  return tx.one("SELECT " UNMASK_COLUMNS " FROM org_mask_unmasks WHERE account = ? AND subject = ? AND purpose = ? AND state = 'granted'"
                " AND until_us > ? ORDER BY id DESC LIMIT 1",
                {account, subject, purpose, now}, unmask_from);
}

void insert_export(db::Tx& tx, const PaperRow& r) {
  tx.run("INSERT INTO org_mask_exports (" EXPORT_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {r.part_key, r.id, r.area, r.account, r.person, r.state, r.until, r.fetched, r.body});
}

bool answer_export(db::Tx& tx, const PaperRow& r) {
  return tx.run("UPDATE org_mask_exports SET state = ?, until_us = ?, body = ? WHERE part_key = ? AND id = ? AND state = 'asked'",
                {r.state, r.until, r.body, r.part_key, r.id}) > 0;
}

void fetched_export(db::Tx& tx, const PaperRow& r) {
  tx.run("UPDATE org_mask_exports SET fetched = fetched + 1, body = ? WHERE part_key = ? AND id = ?", {r.body, r.part_key, r.id});
}

std::optional<PaperRow> find_export(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " EXPORT_COLUMNS " FROM org_mask_exports WHERE id = ?", {id}, export_from);
}

std::vector<PaperRow> exports(db::Tx& tx, const PaperAsk& ask) {
  return listed(tx, "SELECT " EXPORT_COLUMNS " FROM org_mask_exports", ask, export_from);
}

std::vector<PaperRow> fetched_exports(db::Tx& tx) {
  return tx.all("SELECT " EXPORT_COLUMNS " FROM org_mask_exports WHERE fetched > 0 ORDER BY id", {}, export_from);
}

}  // namespace tiange::masks::store
