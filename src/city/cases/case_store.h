#pragma once
// All SQL of the cases room.

#include <optional>
#include <string>
#include <vector>

#include "base/remembered.h"
#include "city/cases/archive/archive.h"
#include "city/cases/cases.h"
#include "city/cases/rules/dispatch_rules.h"

namespace tiange::cases {

// What the indexes of the table are made of. An UPDATE that names such a column rewrites its index entries even when the
// value stays, so each is named only when it changed.
struct IndexedColumns {
  std::string item;
  std::string area;
  std::string unit;
  Severity severity = Severity::normal;
  bool overdue = false;
  bool confidential = false;
  Instant closed;
  Instant watch;
};
IndexedColumns indexed_columns(const CaseFile& file);

// A case with what is stored beside its file.
struct CaseRecord {
  CaseRef ref;
  std::string number;
  Instant created;
  std::string title;
  std::string content;
  std::string extra;  // JSON text, may be empty
  std::int64_t repeat = 0;
  std::int64_t version = 1;
  std::int64_t seq = 0;  // of the last history entry
  std::string hash;      // of that entry, 32 bytes; empty before the first
  CaseFile file;
  IndexedColumns stored;  // as the row had them when it was read
  int archived = 0;       // the year in whose tables it lies; 0: among the living
};

// The columns lists show.
struct ListedCase {
  CaseRef ref;
  std::string number;
  Instant created;
  std::string title;
  Channel channel = Channel::web;
  Kind kind = Kind::report;
  std::string item;
  Severity severity = Severity::normal;
  Status status = Status::pending_accept;
  Step step = Step::report;
  Level level = Level::grid;
  std::string area;
  std::string unit;
  std::string queue;
  PersonId reported_by;
  PersonId handler;
  Instant due;
  Instant warn;
  Instant closed;
  bool overdue = false;
  std::int64_t repeat = 0;
  bool confidential = false;
  bool archived = false;
  std::optional<double> lng;
  std::optional<double> lat;
};
ListedCase listed(const CaseRecord& record);

// A history entry as stored.
struct HistoryRow {
  std::int64_t seq = 0;
  CaseEvent event;
  std::string detail;  // as it was hashed
  std::string hash;    // 32 bytes
};

// Hash of an entry: SHA-256 over the hash before it and every stored member.
std::string entry_hash(std::string_view previous, CaseRef ref, std::int64_t seq, const CaseEvent& event,
                       std::string_view detail);

// An entry of a chain made elsewhere; borrows.
struct StoredEntry {
  CaseRef ref;
  std::int64_t seq = 0;
  const CaseEvent* event = nullptr;
  const std::string* detail = nullptr;
  const std::string* hash = nullptr;
};

struct StoredReporter {
  std::string name;
  std::string phone;
  std::string code_digest;  // 32 bytes
};

struct Look {
  PersonId person;
  std::string person_name;
  std::string fields;
  std::string purpose;
  Instant happened;
  std::string request_id;
};

// A look that was recorded.
struct StoredLook : Look {
  CaseRef ref;
  std::string number;
  std::int64_t id = 0;
};
struct LookFilter {
  std::optional<CaseRef> ref;
  std::string who;     // part of the name
  std::string number;  // of the case, in full
  std::int64_t before = 0;  // id; 0: from the newest
  int limit = 0;            // 0: all
};

struct StoredView {
  std::int64_t id = 0;
  std::string name;
  std::string query;
};

// Whether the scope may see a case; the only place where that is said.
bool may_see(const Scope& scope, std::string_view area, std::string_view unit, std::string_view queue,
             PersonId reported_by, bool confidential);
// The same of a whole file: whoever holds its task or was asked for a part of it may see it, wherever it is.
bool may_see(const Scope& scope, const CaseFile& file);

// Reads find a case wherever it lies; whatever changes a case of the archive brings it back among the living first.
class CaseStore {
 public:
  // Refused (out_of_scope) when it is not there or not to be seen.
  Result<CaseRecord> load(db::Tx& tx, const Scope& scope, CaseRef ref) const;
  void insert(db::Tx& tx, const CaseRecord& record) const;
  // The record as it was loaded in this transaction, one version on: then nobody else has changed it.
  void update(db::Tx& tx, CaseRecord& record) const;
  // Puts off the look to when it is next wanted.
  void set_watch(db::Tx& tx, const CaseRecord& record) const;
  // Answers seldom change, so update() leaves them alone.
  void set_extra(db::Tx& tx, const CaseRecord& record) const;

  // Fresh cases and their entries, the fastest way. `numbers` and `states` go with the records by place.
  void insert_many(db::Tx& tx, std::span<const CaseRecord> records, std::span<const std::string> numbers,
                   std::span<const std::string> states) const;
  void append_many(db::Tx& tx, std::span<const StoredEntry> entries) const;

  // Continues the chain of `record` and stores the entries.
  void append_history(db::Tx& tx, CaseRecord& record, std::span<const CaseEvent> events) const;
  // An entry that changes nothing of the case: its version stays, so that whoever has it open goes on.
  void append_note(db::Tx& tx, CaseRecord& record, const CaseEvent& event) const;
  std::vector<HistoryRow> history(db::Tx& tx, const Scope& scope, const CaseRecord& record) const;

  void add_evidence(db::Tx& tx, const Scope& scope, CaseRef ref, std::int64_t seq, const EvidenceView& piece) const;
  std::vector<EvidenceView> evidence(db::Tx& tx, const Scope& scope, CaseRef ref) const;

  // Without scope: the caller asks for each case whether it may be seen.
  std::vector<CaseRef> cases_with_evidence(db::Tx& tx, std::string_view digest) const;

  void set_reporter(db::Tx& tx, const Scope& scope, CaseRef ref, const StoredReporter& reporter) const;
  std::optional<StoredReporter> reporter(db::Tx& tx, const Scope& scope, CaseRef ref) const;
  void record_look(db::Tx& tx, CaseRef ref, std::int64_t id, const Look& look) const;
  // Whether this person looked at `fields` of a case (at anything when empty) since then.
  bool looked_since(db::Tx& tx, CaseRef ref, PersonId person, const std::string& fields, Instant since) const;
  // Newest first, of cases in the areas of the scope; `visit` says whether to go on.
  void each_look(db::Tx& tx, const Scope& scope, const LookFilter& filter,
                 const std::function<bool(const StoredLook&)>& visit) const;

  Result<CaseRef> find_number(db::Tx& tx, const Scope& scope, std::string_view number) const;
  // What a list asks for beside its query.
  struct ListKeys {
    std::vector<std::string> numbers;  // replace the search in titles
    std::string phone_digest;
    std::optional<std::pair<Instant, CaseId>> after;
  };
  // At most limit + 1 rows, newest first. A page without a narrow index looks through a bounded span of time only: then
  // `looked_back_to` says how far, and the next page goes on from there.
  struct ListPage {
    std::vector<ListedCase> rows;
    std::optional<Instant> looked_back_to;
  };
  ListPage list(db::Tx& tx, const Scope& scope, const ListQuery& query, const ListKeys& keys, Instant now) const;
  std::vector<ListedCase> rows_of(db::Tx& tx, const Scope& scope, std::span<const CaseRef> refs) const;
  // Cases of the same item in the same area that are open or new since `since`.
  // Units that closed the newest cases of an item below an area, most first, and how many cases that is.
  std::pair<std::vector<UsualUnit>, int> usual_units(db::Tx& tx, const std::string& item, const std::string& area) const;
  std::vector<ListedCase> similar(db::Tx& tx, const Scope& scope, const CaseRecord& record, Instant since,
                                  int limit) const;
  void each_open_point(db::Tx& tx, const Scope& scope, std::string_view area,
                       const std::function<void(const ListedCase&)>& visit) const;

  std::vector<CaseRef> due_for_look(db::Tx& tx, Instant now, int limit) const;

  void add_counts(db::Tx& tx, std::vector<CountRow> deltas) const;
  // On this day and the seven before.
  std::int64_t opened_lately(db::Tx& tx, std::int64_t part_key, const std::string& item, std::int64_t day) const;
  void each_count(db::Tx& tx, std::int64_t low_part, std::int64_t high_part, std::int64_t from_day, std::int64_t to_day,
                  const std::function<void(const CountRow&)>& visit) const;

  Tally tally(db::Tx& tx, const std::string& area, Instant from, Instant to) const;

  // The first of `size` numbers of the day, reserved.
  std::int64_t reserve_numbers(db::Tx& tx, std::int64_t day, std::int64_t size) const;

  std::vector<StoredView> views(db::Tx& tx, const Scope& scope) const;
  void put_views(db::Tx& tx, const Scope& scope, const std::vector<StoredView>& views) const;

 private:
  ListPage living(db::Tx& tx, const Scope& scope, const ListQuery& query, const ListKeys& keys, Instant now) const;
  mutable Remembered<CaseFile> files_{8192};
};

// What a case adds to the counters while it stands as it does; the difference between two of these is what a step
// changes.
// What the counters know of a case; most acts change nothing of it.
struct Counted {
  std::int64_t part_key = 0;
  std::int64_t created_day = 0;
  std::string item;
  int level = 0;
  bool open = false;
  bool overdue = false;
  std::int64_t closed_day = 0;  // 0: not closed, or never accepted
  bool operator==(const Counted&) const = default;
};
Counted counted(const CaseRecord& record);
std::vector<CountRow> counts_of(const Counted& one);
// Without `before`: a case that is new.
std::vector<CountRow> counts_change(const std::optional<Counted>& before, const Counted& after);

}  // namespace tiange::cases
