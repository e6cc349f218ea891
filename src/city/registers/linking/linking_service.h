#pragma once
// The desk of possible matches.

#include "city/registers/linking/live_linker.h"

namespace tiange::registers {

class LinkingService final : public Linking {
 public:
  explicit LinkingService(LinkingParts parts);
  std::shared_ptr<Linker> linker() override { return linker_; }
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

 private:
  Result<MatchList> list(db::Tx& tx, const Scope& scope, matching::MatchState state, std::optional<Kind> kind, std::int64_t after, std::size_t limit);
  Result<MatchList> list_of(db::Tx& tx, const Scope& scope, std::string_view record);
  Result<MatchView> view(db::Tx& tx, const Scope& scope, std::int64_t id);
  Result<MatchView> decide(db::Tx& tx, const Scope& scope, std::int64_t id, const MatchDecisionIn& in, Instant now);
  Result<MatchView> undo(db::Tx& tx, const Scope& scope, std::int64_t id, const MatchUndoIn& in, Instant now);
  Result<MatchRecords> records(db::Tx& tx, const Scope& scope, SubjectId subject);
  Result<MatchRecords> split(db::Tx& tx, const Scope& scope, const MatchSplitIn& in, Instant now);

  // Both records and the row; nothing when the scope may see neither, or a record is not there any more.
  struct Pair {
    matching::StoredMatch match;
    KeptRecord a, b;
    MatchRow row;
  };
  std::optional<Pair> pair(db::Tx& tx, const Scope& scope, matching::StoredMatch match);
  MatchSide side(db::Tx& tx, const Scope& scope, const KeptRecord& record) const;
  std::optional<KeptRecord> record_named(db::Tx& tx, std::string_view name) const;
  bool visible(db::Tx& tx, const Scope& scope, SubjectId subject, std::string* grid) const;

  LinkingParts parts_;
  std::shared_ptr<LiveLinker> linker_;
};

std::vector<MatchReason> match_reasons(const FieldCatalogue& catalogue, const KeptRecord& a, const KeptRecord& b);

}  // namespace tiange::registers
