#pragma once
// Rules, years and runs of the archive as they are stored.

#include "city/cases/archive/keeper/keeper.h"

namespace tiange::cases::archive_runs {

struct StoredRules : ArchiveRules {
  std::int64_t version = 0;  // 0: as delivered
  Instant changed;
  std::string changed_by;
};
StoredRules rules(db::Tx& tx);
void save_rules(db::Tx& tx, const StoredRules& rules);

void begin_run(db::Tx& tx, std::int64_t id, const std::string& kind, const std::string& asked_by, Instant now);
void set_running(db::Tx& tx, std::int64_t id);
void add_to_run(db::Tx& tx, std::int64_t id, std::int64_t cases, std::int64_t broken, const std::string& first_broken);
void end_run(db::Tx& tx, std::int64_t id, Instant now);
std::vector<ArchiveRun> latest(db::Tx& tx, int most);
// When a run of this kind by the hour last began.
std::optional<Instant> last_nightly(db::Tx& tx);

std::vector<ArchiveYear> year_rows(db::Tx& tx);
void note_check(db::Tx& tx, int year, std::int64_t checked, std::int64_t broken, std::int64_t bytes, Instant now);
std::int64_t count_rows(db::Tx& tx, int year);
std::int64_t noted_rows(db::Tx& tx, int year);
// Of the tables and indexes of a year; 0 where the database does not tell.
std::int64_t bytes_of_year(db::Tx& tx, int year);
// Cases of a year in the order they were reported, from behind another one.
struct NumberedRef {
  CaseRef ref;
  Instant created;
  std::string number;
};
std::vector<NumberedRef> cases_behind(db::Tx& tx, int year, Instant created, CaseId id, int most);
std::int64_t count_due(db::Tx& tx, Instant before, int most);

}  // namespace tiange::cases::archive_runs
