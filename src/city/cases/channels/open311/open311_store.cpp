#include "city/cases/channels/open311/open311_store.h"

#include "city/cases/channels/open311/open311.h"

namespace tiange::cases {

namespace {

constexpr std::string_view k_first = R"sql(
-- table channel_requests: sharded, own id
CREATE TABLE channel_requests (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  client TEXT NOT NULL,
  service TEXT NOT NULL,
  is_open BIGINT NOT NULL,
  notes TEXT NOT NULL,
  agency TEXT NOT NULL,
  description TEXT NOT NULL,
  address TEXT NOT NULL,
  lng DOUBLE PRECISION,
  lat DOUBLE PRECISION,
  requested_us BIGINT NOT NULL,
  updated_us BIGINT NOT NULL,
  expected_us BIGINT NOT NULL,
  photo TEXT NOT NULL,
  photo_public BIGINT NOT NULL,
  media_url TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX channel_requests_by_id ON channel_requests (id);
CREATE INDEX channel_requests_by_time ON channel_requests (requested_us, id);
CREATE INDEX channel_requests_by_update ON channel_requests (updated_us, id);
CREATE INDEX channel_requests_by_photo ON channel_requests (photo);
-- table channel_request_updates: sharded, own id
CREATE TABLE channel_request_updates (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  request BIGINT NOT NULL,
  is_open BIGINT NOT NULL,
  description TEXT NOT NULL,
  updated_us BIGINT NOT NULL,
  client TEXT NOT NULL,
  client_id TEXT NOT NULL,
  photo TEXT NOT NULL,
  photo_public BIGINT NOT NULL,
  media_url TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX channel_request_updates_by_request ON channel_request_updates (request, id);
CREATE INDEX channel_request_updates_by_time ON channel_request_updates (updated_us, id);
CREATE INDEX channel_request_updates_by_client ON channel_request_updates (client, client_id);
CREATE INDEX channel_request_updates_by_photo ON channel_request_updates (photo);
)sql";

}  // namespace

std::span<const db::Migration> open311_migrations() {
  static constexpr db::Migration k_steps[] = {{"channel_requests", 1, k_first}};
  return k_steps;
}

namespace open311 {

namespace {

#define REQUEST_COLUMNS                                                                                          \
  "part_key, id, client, service, is_open, notes, agency, description, address, lng, lat, requested_us, updated_us, " \
  "expected_us, photo, photo_public, media_url"
#define UPDATE_COLUMNS "part_key, id, request, is_open, description, updated_us, client, client_id, photo, photo_public, media_url"

RequestRow request_from(const db::Row& r) {
  return {{r.i64(0), CaseId{r.i64(1)}}, r.str(2),     r.str(3),     r.flag(4),     r.str(5),     r.str(6),  r.str(7), r.str(8),
          r.opt_f64(9),                 r.opt_f64(10), r.moment(11), r.moment(12), r.moment(13), r.str(14), r.flag(15), r.str(16)};
}

UpdateRow update_from(const db::Row& r) {
  return {r.i64(0), r.i64(1), r.i64(2), r.flag(3), r.str(4), r.moment(5), r.str(6), r.str(7), r.str(8), r.flag(9), r.str(10)};
}

std::string marks(std::size_t count) {
  std::string out = "?";
  for (std::size_t i = 1; i < count; ++i) out += ", ?";
  return out;
}

}  // namespace

void insert_request(db::Tx& tx, const RequestRow& r) {
  tx.run("INSERT INTO channel_requests (" REQUEST_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {r.ref.part_key, r.ref.id, r.client, r.service, r.open, r.notes, r.agency, r.description, r.address, r.lng, r.lat, r.requested,
          r.updated, r.expected, r.photo, r.photo_public, r.media_url});
}

void save_request(db::Tx& tx, const RequestRow& r) {
  tx.run("UPDATE channel_requests SET service = ?, is_open = ?, notes = ?, agency = ?, updated_us = ?, expected_us = ?"
         " WHERE part_key = ? AND id = ?",
         {r.service, r.open, r.notes, r.agency, r.updated, r.expected, r.ref.part_key, r.ref.id});
}

std::optional<RequestRow> find_request(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " REQUEST_COLUMNS " FROM channel_requests WHERE id = ?", {id}, request_from);
}

std::optional<RequestRow> request_of(db::Tx& tx, CaseRef ref) {
  return tx.one("SELECT " REQUEST_COLUMNS " FROM channel_requests WHERE part_key = ? AND id = ?", {ref.part_key, ref.id}, request_from);
}

bool any_request(db::Tx& tx) {
  return tx.one("SELECT 1 FROM channel_requests LIMIT 1", {}, [](const db::Row&) { return true; }).has_value();
}

bool is_public_photo(db::Tx& tx, std::string_view digest) {
  return tx.one("SELECT 1 FROM channel_requests WHERE photo = ? AND photo_public = 1 UNION ALL "
                "SELECT 1 FROM channel_request_updates WHERE photo = ? AND photo_public = 1 LIMIT 1",
                {digest, digest}, [](const db::Row&) { return true; })
      .has_value();
}

void each_request(db::Tx& tx, const Wanted& w, const std::function<bool(const RequestRow&)>& visit) {
  std::string sql = "SELECT " REQUEST_COLUMNS " FROM channel_requests WHERE 1 = 1";
  std::vector<db::Param> params;
  const auto also = [&](const char* condition, db::Param value) {
    sql += condition;
    params.push_back(value);
  };
  if (!w.ids.empty()) {
    sql += " AND id IN (" + marks(w.ids.size()) + ")";
    for (const std::int64_t id : w.ids) params.emplace_back(id);
  }
  if (!w.services.empty()) {
    sql += " AND service IN (" + marks(w.services.size()) + ")";
    for (const std::string& service : w.services) params.emplace_back(service);
  }
  if (w.open) also(" AND is_open = ?", *w.open);
  if (w.from) also(" AND requested_us >= ?", *w.from);
  if (w.to) also(" AND requested_us <= ?", *w.to);
  if (w.updated_from) also(" AND updated_us >= ?", *w.updated_from);
  if (w.updated_to) also(" AND updated_us <= ?", *w.updated_to);
  if (w.west) also(" AND lng >= ?", *w.west);
  if (w.east) also(" AND lng <= ?", *w.east);
  if (w.south) also(" AND lat >= ?", *w.south);
  if (w.north) also(" AND lat <= ?", *w.north);
  sql += " ORDER BY requested_us DESC, id DESC";
  tx.each(sql, db::Params(params), [&](const db::Row& row) { return visit(request_from(row)); });
}

bool insert_update(db::Tx& tx, const UpdateRow& u) {
  if (!u.client_id.empty() && update_of_client(tx, u.client, u.client_id)) return false;
  tx.run("INSERT INTO channel_request_updates (" UPDATE_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {u.part_key, u.id, u.request, u.open, u.description, u.updated, u.client, u.client_id, u.photo, u.photo_public, u.media_url});
  return true;
}

std::optional<UpdateRow> update_of_client(db::Tx& tx, const std::string& client, const std::string& client_id) {
  return tx.one("SELECT " UPDATE_COLUMNS " FROM channel_request_updates WHERE client = ? AND client_id = ?", {client, client_id}, update_from);
}

std::vector<UpdateRow> updates(db::Tx& tx, std::int64_t request, Instant from, Instant to, int limit) {
  if (request != 0) {
    return tx.all("SELECT " UPDATE_COLUMNS " FROM channel_request_updates WHERE request = ? AND updated_us BETWEEN ? AND ?"
                  " ORDER BY updated_us, id LIMIT ?",
                  {request, from, to, limit}, update_from);
  }
  return tx.all("SELECT " UPDATE_COLUMNS " FROM channel_request_updates WHERE updated_us BETWEEN ? AND ? ORDER BY updated_us, id LIMIT ?",
                {from, to, limit}, update_from);
}

}  // namespace open311
}  // namespace tiange::cases
