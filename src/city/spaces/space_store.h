#pragma once
// The tables of spaces. A subject is the part_key of everything of it.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "city/spaces/space_views.h"
#include "platform/db/db.h"

namespace tiange::spaces::store {

struct SpaceRecord {
  std::int64_t subject = 0;
  std::string area;
  std::string secret;  // digest of the opening code; empty: closed
  Instant code_until;
  std::int64_t tries = 0;
  Instant locked_until;
  Instant opened;
  std::string opened_by;
  std::int64_t used = 0;  // bytes
};
void put_space(db::Tx& tx, const SpaceRecord& row);
std::optional<SpaceRecord> find_space(db::Tx& tx, std::int64_t subject);
// Open ones in the scope, after an id.
std::vector<SpaceRecord> spaces(db::Tx& tx, const Scope& scope, std::int64_t after, std::size_t most);
std::int64_t count_spaces(db::Tx& tx);

void put_session(db::Tx& tx, std::string_view digest, std::int64_t subject, Instant until);
struct SessionRecord {
  std::int64_t subject = 0;
  Instant until;
};
std::optional<SessionRecord> find_session(db::Tx& tx, std::string_view digest);
void drop_session(db::Tx& tx, std::string_view digest);
void drop_sessions(db::Tx& tx, std::int64_t subject);
void drop_ended_sessions(db::Tx& tx, Instant now);

void count_visit(db::Tx& tx, std::int64_t subject, Date day);
// Of all visits since a day, those of the subject: 0–1.
double share_of(db::Tx& tx, std::int64_t subject, Date since);

struct ConsentRecord {
  std::int64_t subject = 0, id = 0;
  Instant until, withdrawn;
  ConsentView view;
};
void put_consent(db::Tx& tx, const ConsentRecord& row);
std::optional<ConsentRecord> find_consent(db::Tx& tx, std::int64_t id);
std::vector<ConsentRecord> consents_of(db::Tx& tx, std::int64_t subject);
void each_consent_in_force(db::Tx& tx, const std::string& unit, Instant now, FunctionRef<void(const ConsentRecord&)> visit);
bool consent_ended(db::Tx& tx, const std::string& unit, Instant since, Instant now);
std::vector<ConsentRecord> consents_for(db::Tx& tx, const std::string& unit);  // newest first, at most 200

struct CertificateRecord {
  std::int64_t subject = 0, id = 0;
  std::string secret;
  Instant until, revoked;
  CertificateBody body;
};
void put_certificate(db::Tx& tx, const CertificateRecord& row);
std::optional<CertificateRecord> find_certificate(db::Tx& tx, std::int64_t id);
std::vector<CertificateRecord> certificates_of(db::Tx& tx, std::int64_t subject);

struct FileRecord {
  std::int64_t subject = 0, id = 0;
  FileView view;
};
void put_file(db::Tx& tx, const FileRecord& row);
void drop_file(db::Tx& tx, const FileRecord& row);
std::optional<FileRecord> find_file(db::Tx& tx, std::int64_t subject, std::int64_t id);
std::vector<FileRecord> files_of(db::Tx& tx, std::int64_t subject);

// Bytes on a node, by subject and altogether.
void add_bytes(db::Tx& tx, std::int64_t subject, const std::string& node, std::int64_t bytes);
std::int64_t bytes_on(db::Tx& tx, std::int64_t subject, const std::string& node);
std::int64_t used_of(db::Tx& tx, const std::string& node);
std::int64_t residents_of(db::Tx& tx, const std::string& node);

}  // namespace tiange::spaces::store
