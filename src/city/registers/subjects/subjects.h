#pragma once
// 底账 registers: persons, households, firms, houses, facilities, each known once.
//
// What departments send are records; they are kept as they came, every version of them. A subject is what records of one
// and the same person, firm … add up to: its golden values are derived from its records by the catalogue of fields, never
// typed. A field has one authority (一数一源): while the authority says something, its newest word stands, and what other
// sources say only checks it; a difference becomes a conflict that the authority answers. Only where no authority is
// declared, or it is silent, do trust and age decide.
//
//   TIANGE_TRY(auto kept, subjects.absorb(tx, rows, now));           // rows of one batch, any kinds and sources
//   auto refs = subjects.find_by_key(tx, scope, KeySort::id_card, "44060419900101123X");
//   TIANGE_TRY(auto page, subjects.view(tx, scope, ref, {.purpose = "核实低保"}, now));
//
// absorb is idempotent: a row is (source, key), and the same values again change nothing. Up to k_settled_at_once rows
// are settled at once: their subjects, relations, conflicts and events are there when the transaction commits. Of larger
// batches absorb only keeps the rows, durably and in order; `settle` does the rest in large steps soon after. Sorted keys
// are kept faster than scattered ones.
//
// Events (outbox): "subject.changed" {ref, kind, fields:[…], grid} for every subject settled at once, a new one included;
// "subject.batch" {count} for larger steps.
//
// Routes below /api/v1/registers are listed in rules/subject_views.h.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/calendar.h"
#include "base/function_ref.h"
#include "base/scope.h"
#include "city/org/org.h"
#include "city/places/places.h"
#include "city/registers/addresses/addresses.h"
#include "city/registers/subjects/rules/records.h"
#include "platform/db/db.h"
#include "platform/db/outbox.h"
#include "platform/http/http.h"

namespace tiange::sheets {
class Writer;
}

namespace tiange::registers {

constexpr std::size_t k_settled_at_once = 500;  // rows

// ---- what comes in ----

// A subject named by what is known of it.
struct KeyName {
  KeySort sort = KeySort::id_card;
  std::string value;
};

// One row that ties two subjects: 夫妻, 父母, 就业 … Where an end is not known yet, the tie waits for it.
struct SourceRelation {
  std::string source;
  KeyName from;
  RelationKind kind = RelationKind::member_of;
  KeyName to;
  Instant observed;
  std::string lineage;
  bool gone = false;
};

struct Absorbed {
  std::int64_t added = 0;      // rows kept for the first time
  std::int64_t changed = 0;    // rows whose values or presence differ from what was kept
  std::int64_t same = 0;       // rows that say nothing new; only their age is refreshed
  std::int64_t gone = 0;       // of the changed ones: withdrawn
  std::int64_t conflicts = 0;  // opened; only for rows settled at once
  std::int64_t waiting = 0;    // rows that settle will take up
};
BOOST_DESCRIBE_STRUCT(Absorbed, (), (added, changed, same, gone, conflicts, waiting))

// ---- who a record belongs to ----

// 0 and -1: a subject of its own. `same_as` names an earlier record of the same call that gets a new subject too.
struct LinkAnswer {
  SubjectId subject;
  int same_as = -1;
};

// Decides whose a record is. Called inside the transaction that settles, for new and changed records, all of one kind,
// never concurrently. Two different valid identifiers (ID card, USCC) must not meet in one subject.
class Linker {
 public:
  virtual ~Linker() = default;
  // `answers` has the size of `records`, prefilled with whose they are now: leave what stays.
  virtual void decide(db::Tx& tx, std::span<const KeptRecord> records, std::span<LinkAnswer> answers, Instant now) = 0;
  // Afterwards, with subjects filled in; also for records that people moved. For indexes of the linker's own.
  virtual void settled(db::Tx& tx, std::span<const KeptRecord> records, Instant now) = 0;
};

struct Move {
  std::string source;
  std::string key;
  SubjectId to;  // 0: to a new subject, one for all such moves of a call
};

// ---- masks ----

struct MaskAsk {
  Kind kind = Kind::person;
  const FieldDefinition& field;
  std::string_view value;
  std::string_view grid;     // where the subject is
  std::string_view purpose;
  bool unmasked = false;     // the caller holds a grant for this subject that has not ended
};
// A masked list that leaves as a file.
struct LeavingFile {
  std::string title, kind, area, purpose;
  std::int64_t rows = 0;
};
// What of a value a caller is shown.
class Masker {
 public:
  virtual ~Masker() = default;
  virtual std::string show(const Scope& scope, const MaskAsk& ask) const = 0;
  // Asked before sight of a subject is granted: refuses when the purpose needs an approval that is not there, or the
  // minutes are more than the purpose allows.
  virtual Outcome may_unmask(db::Tx& tx, const Scope& scope, std::string_view ref, const UnmaskIn& in, Instant now) const {
    (void)tx, (void)scope, (void)ref, (void)in, (void)now;
    return done();
  }
  // Keeps that the file leaves; the id by which its mark is known. 0: it bears none.
  virtual std::int64_t leaves(db::Tx& tx, const Scope& scope, const LeavingFile& file, Instant now) const;
  // A writer whose rows behind the head bear the mark.
  virtual std::unique_ptr<sheets::Writer> marked(std::int64_t id, std::unique_ptr<sheets::Writer> writer) const;
};
// By the masks that the catalogue names, without grades of trust: everything masked until unmasked.
std::unique_ptr<Masker> plain_masker();

// ---- the room above ----

// A disagreement or a proposal that the owner of a field must answer within the statutory time.
struct Ticket {
  std::string subject;   // ref of the first one
  std::string unit;      // of the owner
  std::string grid;
  Words title;
  Words text;            // masked: it travels
  int working_days = 5;
};
// Tickets are cases; src/app ties them. `open` gives the case's number.
class Tickets {
 public:
  virtual ~Tickets() = default;
  virtual Result<std::string> open(db::Tx& tx, const Ticket& ticket, Instant now) = 0;
  virtual void answered(db::Tx& tx, std::string_view number, const Words& said, Instant now) = 0;
};

// ---- the register ----

struct ViewAsk {
  std::string purpose;            // kept with the look; empty is refused where the catalogue asks for one
  std::string ticket;             // case number, where there is one
  std::optional<Instant> as_of;   // the state as it was known then
};

// A golden row while it is being visited; texts live until the visit returns.
struct GoldenRow {
  SubjectId id;
  Kind kind = Kind::person;
  std::string_view grid;     // 15 digits; fewer when only a larger area is known
  std::int64_t address = 0;  // of the address tree
  std::string_view golden;   // compact JSON {field: text}
  std::int64_t version = 0;
};

// Up to where changes of subjects were read.
struct ChangeMark {
  Instant changed;
  SubjectId id;
  friend auto operator<=>(const ChangeMark&, const ChangeMark&) = default;
};
struct ChangedRow : GoldenRow {
  ChangeMark mark;
  bool over = false;  // its records went to another one
};

class Subjects {
 public:
  virtual ~Subjects() = default;

  // The catalogue in force.
  virtual std::shared_ptr<const FieldCatalogue> catalogue() const = 0;

  // Refuses with bad_input rows of unknown sources or without key, naming the first of them; then nothing is kept.
  virtual Result<Absorbed> absorb(db::Tx& tx, std::span<const SourceRecord> records, Instant now) = 0;
  virtual Result<Absorbed> absorb_relations(db::Tx& tx, std::span<const SourceRelation> relations, Instant now) = 0;
  // Takes up waiting rows in transactions of its own until none is left or `most` are done; returns how many were.
  // Outside transactions.
  virtual std::size_t settle(std::size_t most, Instant now) = 0;

  // Subjects that bear the key now and that the scope may see.
  virtual std::vector<SubjectId> find_by_key(db::Tx& tx, const Scope& scope, KeySort sort, std::string_view value) const = 0;
  // Masked, and the look is recorded; hence a write transaction.
  virtual Result<SubjectView> view(db::Tx& tx, const Scope& scope, std::string_view ref, const ViewAsk& ask, Instant now) = 0;
  // Golden rows of a kind below an area, by id; unmasked, for the house's own machines. False from `visit` ends it.
  virtual void each(db::Tx& tx, const Scope& scope, Kind kind, std::string_view area,
                    FunctionRef<bool(const GoldenRow&)> visit) const = 0;
  // Of whoever is at an address, any kind.
  virtual void each_at(db::Tx& tx, const Scope& scope, std::int64_t address, FunctionRef<bool(const GoldenRow&)> visit) const = 0;
  // Those of `ids` that are there and that the scope may see.
  virtual void each_of(db::Tx& tx, const Scope& scope, std::span<const SubjectId> ids,
                       FunctionRef<bool(const GoldenRow&)> visit) const = 0;
  // Whoever hangs on one of these addresses and lies in the scope.
  virtual void each_at(db::Tx& tx, const Scope& scope, std::span<const std::int64_t> addresses,
                       FunctionRef<bool(const GoldenRow&)> visit) const = 0;
  // Every subject of the house in the order of its last change, behind `after`, at most so many: for what follows the
  // registers in memory. A transaction may become visible some seconds after the moment it bears.
  virtual void each_changed(db::Tx& tx, const ChangeMark& after, std::size_t most, FunctionRef<bool(const ChangedRow&)> visit) const = 0;
  virtual std::int64_t count(db::Tx& tx) const = 0;
  // Rows of lists of those that are there and that the scope may see, in the order of `ids`; masked, no look is recorded.
  virtual std::vector<SubjectRow> rows_of(db::Tx& tx, const Scope& scope, std::span<const SubjectId> ids, Instant now) const = 0;
  virtual std::vector<RelationView> relations(db::Tx& tx, const Scope& scope, SubjectId id, std::optional<Instant> as_of) const = 0;
  // Which record each golden value of the subject comes from, and what lost; one field, or all for "".
  virtual Result<std::vector<Explained>> explain(db::Tx& tx, const Scope& scope, SubjectId id, std::string_view field,
                                                 std::optional<Instant> as_of) const = 0;

  // What the caller is shown of a value, masked.
  virtual std::string shown(const Scope& scope, const MaskAsk& ask) const = 0;

  // What a source itself says of one field, as the answer to a proposal is: a record of that source, newer than what it said
  // before. Whoever calls has made sure that the source's own unit says so, or a rule it released. `said` goes into the history.
  virtual Outcome say(db::Tx& tx, const Scope& scope, SubjectId id, const std::string& source, const std::string& field,
                      const std::string& value, const std::string& lineage, const Words& said, Instant now) = 0;
  // A correction proposed to the owner of the field; kept until answered. When accepted it becomes a record of the
  // owner, so everyone sees it.
  virtual Result<ProposalView> propose(db::Tx& tx, const Scope& scope, const ProposalIn& in, Instant now) = 0;
  virtual Result<ProposalView> answer(db::Tx& tx, const Scope& scope, std::string_view proposal, const AnswerIn& in, Instant now) = 0;
  // Of one subject, newest first; what the scope's own units proposed for an empty subject.
  virtual std::vector<ProposalView> proposals(db::Tx& tx, const Scope& scope, SubjectId id, std::size_t most) const = 0;

  // Who looked at a subject, newest first, whatever the scope: for the person whom it concerns and for the audit.
  virtual std::vector<LookView> looks_of(db::Tx& tx, SubjectId id, std::size_t most) const = 0;
  // A look that happened elsewhere: an export, a certificate, a hit of a search.
  virtual void looked(db::Tx& tx, const Scope& scope, SubjectId id, std::string_view act, const ViewAsk& ask, Instant now) = 0;

  // ---- for linkers ----
  // Without calling the linker's decide. Both sides are derived anew; a subject without records ends and points to
  // where they went. `reason` goes into the history.
  virtual Result<std::vector<SubjectId>> move(db::Tx& tx, std::span<const Move> moves, const Words& reason, std::string_view by,
                                              Instant now) = 0;
  virtual std::optional<KeptRecord> record(db::Tx& tx, std::string_view source, std::string_view key) const = 0;
  virtual std::vector<KeptRecord> records_of(db::Tx& tx, SubjectId id) const = 0;
  // The same of many at once: few statements.
  virtual std::unordered_map<std::int64_t, std::vector<KeptRecord>> records_of_all(db::Tx& tx, std::span<const SubjectId> ids) const = 0;
  virtual void each_record(db::Tx& tx, Kind kind, FunctionRef<bool(const KeptRecord&)> visit) const = 0;
  // Only before the first absorb. Without one, records meet on equal valid identifiers alone.
  virtual void use_linker(std::shared_ptr<Linker> linker) = 0;
  // The one in use: a better one hands on to it what it does not judge itself.
  virtual std::shared_ptr<Linker> linker() const { return nullptr; }
  virtual void use_masker(std::shared_ptr<const Masker> masker) = 0;
  virtual std::shared_ptr<const Masker> masker() const = 0;

  // ---- the house ----
  // Sources and fields of a fresh district, from the texts of data/registers/; what was edited since stays.
  virtual Outcome lay(db::Tx& tx, std::string_view sources_csv, std::string_view fields_csv, Instant now) = 0;
  // Nudges owners whose fields have aged; by the day.
  virtual void nightly(Instant now) = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

// Where cases about somebody are looked for: the own address first, then what is above it.
struct CasesAsk {
  std::vector<std::string> phones;
  std::vector<std::int64_t> addresses;
};

// Everything outlives the register.
struct SubjectsParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  db::Outbox& outbox;
  org::Org& org;
  const places::Places& places;
  Addresses& addresses;
  Tickets* tickets = nullptr;  // null: conflicts and proposals are kept without cases
  // Cases that somebody with one of the phones reported, as far as the scope may search by phone, or that were reported at
  // one of the addresses; of those the scope may see, newest first.
  std::function<std::vector<SubjectCase>(db::Tx&, const Scope&, const CasesAsk&)> cases;
  std::shared_ptr<const WorkCalendar> calendar;
  std::string district;  // "440604"
};

std::span<const db::Migration> subject_migrations();
std::unique_ptr<Subjects> open_subjects(SubjectsParts parts);

}  // namespace tiange::registers
