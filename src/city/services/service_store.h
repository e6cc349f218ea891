#pragma once
// All SQL of services. An applicant, a person or a firm, is the part_key of what is theirs; lists of desks are given inside a scope.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/scope.h"
#include "city/services/service_views.h"
#include "platform/db/db.h"

namespace tiange::services::store {

// ---- matters ----
struct StoredMatter {
  Matter matter;
  MatterEdition edition;
};
// False when the edition is there already.
bool add(db::Tx& tx, const StoredMatter& one);
std::vector<StoredMatter> matters(db::Tx& tx);  // the newest edition of each
std::optional<StoredMatter> matter(db::Tx& tx, std::string_view key, std::int64_t edition);  // 0: the newest
std::vector<MatterEdition> editions(db::Tx& tx, std::string_view key);

// ---- applications ----
void add(db::Tx& tx, const Application& one);
// Over version - 1; false when somebody was faster.
bool change(db::Tx& tx, const Application& one);
std::optional<Application> find(db::Tx& tx, const Scope& scope, std::int64_t id);
std::vector<Application> of_subject(db::Tx& tx, std::int64_t subject, std::int64_t after, std::size_t most);
// False when another one of the matter is under way for the subject.
bool begin(db::Tx& tx, const Application& one);
void end(db::Tx& tx, const Application& one);
std::int64_t under_way(db::Tx& tx, std::int64_t subject, std::string_view matter);  // 0: none

struct ApplicationAsk {
  std::optional<ApplicationState> state;
  std::string matter, area;
  std::vector<std::string> units;  // only of these; empty: of all
  std::int64_t after = 0;
  std::size_t limit = 50;
};
std::vector<Application> list(db::Tx& tx, const Scope& scope, const ApplicationAsk& ask);
std::map<std::string, std::int64_t> counts(db::Tx& tx, const Scope& scope, const ApplicationAsk& ask);
BurdenView burden(db::Tx& tx, const Scope& scope, const std::string& area);

void add_event(db::Tx& tx, const Application& one, const ApplicationEvent& event);
std::vector<ApplicationEvent> events(db::Tx& tx, const Application& one);
struct Frozen {
  std::string digest, content;
  Instant kept;
};
void freeze(db::Tx& tx, const Application& one, const Frozen& frozen);  // the same again changes nothing
std::optional<Frozen> frozen(db::Tx& tx, const Application& one);

// ---- files ----
struct FileRecord {
  std::int64_t subject = 0, id = 0, person = 0;
  std::string key;  // under which it saves the same material later; empty: not sent with anything yet
  ServiceFile view;
};
void put(db::Tx& tx, const FileRecord& row);
std::optional<FileRecord> file(db::Tx& tx, std::int64_t subject, std::int64_t id);
// The newest of every key.
std::map<std::string, FileRecord> files_of(db::Tx& tx, std::int64_t subject);
std::int64_t count_unsent(db::Tx& tx, std::int64_t subject);

}  // namespace tiange::services::store
