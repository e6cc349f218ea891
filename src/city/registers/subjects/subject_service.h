#pragma once
// The registers: how records are kept and settled, how subjects are shown, how owners answer.

#include <atomic>
#include <map>
#include <mutex>

#include "city/registers/subjects/desk_store.h"
#include "platform/sheets/sheets.h"

namespace tiange::registers {

// One settling: what it works on, and what it finds. See settle_service.cpp.
struct Settling;
struct Touched;

// How rows are settled: with their events, later without, or with addresses that are read again although their texts are the same.
enum class Settled { at_once, later, anew };

class SubjectService final : public Subjects {
 public:
  explicit SubjectService(SubjectsParts parts);

  std::shared_ptr<const FieldCatalogue> catalogue() const override;
  Result<Absorbed> absorb(db::Tx& tx, std::span<const SourceRecord> records, Instant now) override;
  Result<Absorbed> absorb_relations(db::Tx& tx, std::span<const SourceRelation> relations, Instant now) override;
  std::size_t settle(std::size_t most, Instant now) override;

  std::vector<SubjectId> find_by_key(db::Tx& tx, const Scope& scope, KeySort sort, std::string_view value) const override;
  Result<SubjectView> view(db::Tx& tx, const Scope& scope, std::string_view ref, const ViewAsk& ask, Instant now) override;
  void each(db::Tx& tx, const Scope& scope, Kind kind, std::string_view area, FunctionRef<bool(const GoldenRow&)> visit) const override;
  void each_of(db::Tx& tx, const Scope& scope, std::span<const SubjectId> ids, FunctionRef<bool(const GoldenRow&)> visit) const override;
  void each_at(db::Tx& tx, const Scope& scope, std::int64_t address, FunctionRef<bool(const GoldenRow&)> visit) const override;
  std::string shown(const Scope& scope, const MaskAsk& ask) const override { return masker_->show(scope, ask); }
  Outcome say(db::Tx& tx, const Scope& scope, SubjectId id, const std::string& source, const std::string& field, const std::string& value,
              const std::string& lineage, const Words& said, Instant now) override;
  void each_at(db::Tx& tx, const Scope& scope, std::span<const std::int64_t> addresses,
               FunctionRef<bool(const GoldenRow&)> visit) const override;
  void each_changed(db::Tx& tx, const ChangeMark& after, std::size_t most, FunctionRef<bool(const ChangedRow&)> visit) const override;
  std::int64_t count(db::Tx& tx) const override;
  std::vector<SubjectRow> rows_of(db::Tx& tx, const Scope& scope, std::span<const SubjectId> ids, Instant now) const override;
  std::vector<RelationView> relations(db::Tx& tx, const Scope& scope, SubjectId id, std::optional<Instant> as_of) const override;
  Result<std::vector<Explained>> explain(db::Tx& tx, const Scope& scope, SubjectId id, std::string_view field,
                                         std::optional<Instant> as_of) const override;
  Result<ProposalView> propose(db::Tx& tx, const Scope& scope, const ProposalIn& in, Instant now) override;
  Result<ProposalView> answer(db::Tx& tx, const Scope& scope, std::string_view proposal, const AnswerIn& in, Instant now) override;
  std::vector<ProposalView> proposals(db::Tx& tx, const Scope& scope, SubjectId id, std::size_t most) const override;
  std::vector<LookView> looks_of(db::Tx& tx, SubjectId id, std::size_t most) const override;
  void looked(db::Tx& tx, const Scope& scope, SubjectId id, std::string_view act, const ViewAsk& ask, Instant now) override;
  Result<std::vector<SubjectId>> move(db::Tx& tx, std::span<const Move> moves, const Words& reason, std::string_view by,
                                      Instant now) override;
  std::optional<KeptRecord> record(db::Tx& tx, std::string_view source, std::string_view key) const override;
  std::vector<KeptRecord> records_of(db::Tx& tx, SubjectId id) const override;
  std::unordered_map<std::int64_t, std::vector<KeptRecord>> records_of_all(db::Tx& tx, std::span<const SubjectId> ids) const override;
  void each_record(db::Tx& tx, Kind kind, FunctionRef<bool(const KeptRecord&)> visit) const override;
  void use_linker(std::shared_ptr<Linker> linker) override { linker_ = std::move(linker); }
  std::shared_ptr<Linker> linker() const override { return linker_; }
  void use_masker(std::shared_ptr<const Masker> masker) override { masker_ = std::move(masker); }
  std::shared_ptr<const Masker> masker() const override { return masker_; }
  Outcome lay(db::Tx& tx, std::string_view sources_csv, std::string_view fields_csv, Instant now) override;
  void nightly(Instant now) override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

 private:
  using Catalogue = std::shared_ptr<const FieldCatalogue>;
  // A subject with the records it has, or had at a moment.
  struct Whole {
    kept::StoredSubject subject;
    std::vector<StoredRecord> records;
    std::vector<GoldenValue> golden;  // points into `records`
  };

  // ---- keeping and settling ----
  Catalogue catalogue_in(db::Tx& tx) const;
  std::int64_t settle_rows(db::Tx& tx, std::vector<StoredRecord> rows, Instant now, Settled how);
  void settle_linked(db::Tx& tx, Settling& work);
  void link(db::Tx& tx, Settling& work);
  void load(db::Tx& tx, Settling& work) const;
  void place(db::Tx& tx, Settling& work);
  void finish(db::Tx& tx, Settling& work);
  void tie(db::Tx& tx, Settling& work);
  using Ended = std::vector<std::pair<const Touched*, const FieldDefinition*>>;
  void end_ties(db::Tx& tx, Settling& work, const Ended& ended, std::span<const SubjectId> ids);
  void tie_loose(db::Tx& tx, Settling& work);
  // Whoever hangs on addresses whose texts mean something else by now waits to be settled again.
  void read_anew(Instant now);
  void wait_anew(db::Tx& tx, std::span<const std::int64_t> addresses, Instant now);
  void tie_anew(db::Tx& tx, Settling& work);
  void contest(db::Tx& tx, Settling& work);
  void open_tickets(db::Tx& tx, const FieldCatalogue& catalogue, std::vector<kept::StoredConflict>& conflicts, Instant now);
  void tell(db::Tx& tx, const Settling& work);
  void repoint(db::Tx& tx, SubjectId from, SubjectId to, Instant now);

  // ---- showing ----
  Result<Whole> whole(db::Tx& tx, const Scope& scope, SubjectId id, const FieldCatalogue& catalogue, std::optional<Instant> as_of) const;
  bool unmasked(db::Tx& tx, const Scope& scope, SubjectId id, Instant now) const;
  std::string shown(const Scope& scope, const kept::StoredSubject& subject, const FieldDefinition& field, std::string_view value,
                    std::string_view purpose, bool unmasked) const;
  std::string title_of(const Scope& scope, const FieldCatalogue& catalogue, const kept::StoredSubject& subject, bool unmasked) const;
  SubjectRow row_of(db::Tx& tx, const Scope& scope, const FieldCatalogue& catalogue, const kept::StoredSubject& subject, bool unmasked,
                    Instant now) const;
  void fill_facts(db::Tx& tx, const Scope& scope, const FieldCatalogue& catalogue, const Whole& whole, std::string_view purpose,
                  bool unmasked, Instant now, SubjectView& view) const;
  Explained explained(const FieldCatalogue& catalogue, const Whole& whole, const GoldenValue& golden) const;
  // As the caller may see them: the room itself asks for whole values.
  void mask_claims(db::Tx& tx, const Scope& scope, SubjectId id, std::vector<Explained>& all, Instant now) const;
  Result<SubjectList> list(db::Tx& tx, const Scope& scope, const http::Request& request, Kind kind);
  void find_for_list(db::Tx& tx, const Scope& scope, Kind kind, std::string_view q, Instant now, SubjectList& list);
  // As in lists, where no look is recorded: the age as a span of years.
  SubjectRow listed(db::Tx& tx, const Scope& scope, const FieldCatalogue& catalogue, const kept::StoredSubject& subject, Instant now) const;
  Result<RelationGraph> graph(db::Tx& tx, const Scope& scope, SubjectId id, int depth, std::optional<Instant> as_of) const;
  Result<TimelineList> timeline(db::Tx& tx, const Scope& scope, SubjectId id) const;
  Result<SubjectView> unmask(db::Tx& tx, const Scope& scope, std::string_view ref, const UnmaskIn& in, Instant now);
  Result<AddressPage> address_page(db::Tx& tx, const Scope& scope, std::string_view id, Instant now) const;

  // ---- the desk ----
  ConflictView conflict_view(db::Tx& tx, const Scope& scope, const FieldCatalogue& catalogue, const kept::StoredConflict& conflict,
                             Instant now) const;
  ProposalView proposal_view(db::Tx& tx, const Scope& scope, const FieldCatalogue& catalogue, const kept::StoredProposal& proposal,
                             Instant now) const;
  Result<ConflictView> answer_conflict(db::Tx& tx, const Scope& scope, std::string_view id, const AnswerIn& in, Instant now);
  Result<Absorbed> send_records(db::Tx& tx, const Scope& scope, const RecordsIn& in, const std::string& request, Instant now);
  // The owner's own word on a field of a subject, as a record of its own.
  Outcome owner_says(db::Tx& tx, const kept::StoredSubject& subject, const std::string& source, const std::string& field,
                     const std::string& value, const std::string& lineage, Instant now);
  Result<FieldDefinition> put_field(db::Tx& tx, const Scope& scope, const FieldDefinition& field, Instant now);
  Result<SourceDefinition> put_source(db::Tx& tx, const Scope& scope, const SourceDefinition& source, Instant now);
  void nudge_owners(Instant now);
  void write_sheet(db::Tx& tx, const Scope& scope, const kept::SubjectQuery& query, sheets::Writer& writer) const;

  void add_kind_routes(http::Routes& routes, const http::Recorder& record, Kind kind);
  void add_desk_routes(http::Routes& routes, const http::Recorder& record);
  void add_catalogue_routes(http::Routes& routes, const http::Recorder& record);
  void add_unmask(http::Routes& routes, const http::Recorder& record, Kind kind);
  void add_address_routes(http::Routes& routes);
  void add_export(http::Routes& routes, const http::Recorder& record, Kind kind);

  SubjectsParts parts_;
  std::shared_ptr<Linker> linker_;
  std::shared_ptr<const Masker> masker_;
  mutable std::shared_ptr<const FieldCatalogue> catalogue_;  // replaced whole
};

// Meets records on equal valid identifiers alone.
std::shared_ptr<Linker> plain_linker(const SubjectService& registers, Addresses& addresses);

// From the query of a request.
Result<kept::SubjectQuery> subject_query(const http::Request& request, Kind kind);
Result<SubjectId> subject_ref(std::string_view ref);

}  // namespace tiange::registers
