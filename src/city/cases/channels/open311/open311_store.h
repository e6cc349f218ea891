#pragma once
// All SQL of Open311: what everybody may see of requests, kept apart from the cases.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "city/cases/cases.h"
#include "platform/db/db.h"

namespace tiange::cases::open311 {

struct RequestRow {
  CaseRef ref;           // the request's id is the case's
  std::string client;    // id of its key
  std::string service;
  bool open = true;
  std::string notes;
  std::string agency;
  std::string description;
  std::string address;
  std::optional<double> lng;
  std::optional<double> lat;
  Instant requested;
  Instant updated;
  Instant expected;
  std::string photo;      // digest
  bool photo_public = false;
  std::string media_url;  // as the client gave it
};

struct Wanted {
  std::vector<std::int64_t> ids;
  std::vector<std::string> services;
  std::optional<bool> open;
  std::optional<Instant> from, to;                  // requested
  std::optional<Instant> updated_from, updated_to;
  std::optional<double> west, south, east, north;
};

void insert_request(db::Tx& tx, const RequestRow& row);
void save_request(db::Tx& tx, const RequestRow& row);
std::optional<RequestRow> find_request(db::Tx& tx, std::int64_t id);
std::optional<RequestRow> request_of(db::Tx& tx, CaseRef ref);
bool any_request(db::Tx& tx);
bool is_public_photo(db::Tx& tx, std::string_view digest);
// Latest requested first; the visitor ends it by false.
void each_request(db::Tx& tx, const Wanted& wanted, const std::function<bool(const RequestRow&)>& visit);

struct UpdateRow {
  std::int64_t part_key = 0;
  std::int64_t id = 0;
  std::int64_t request = 0;
  bool open = true;
  std::string description;
  Instant updated;
  std::string client;     // empty: the house
  std::string client_id;  // the client's own id of it; empty: none
  std::string photo;      // digest
  bool photo_public = false;
  std::string media_url;  // as the client gave it
};
// False when the client sent it before.
bool insert_update(db::Tx& tx, const UpdateRow& row);
std::optional<UpdateRow> update_of_client(db::Tx& tx, const std::string& client, const std::string& client_id);
// In the order they happened; request 0: of all.
std::vector<UpdateRow> updates(db::Tx& tx, std::int64_t request, Instant from, Instant to, int limit);

}  // namespace tiange::cases::open311
