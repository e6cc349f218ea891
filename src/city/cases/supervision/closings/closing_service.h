#pragma once

#include <map>

#include "city/cases/supervision/closings/closing_store.h"
#include "city/cases/supervision/closings/closing_views.h"
#include "city/cases/supervision/closings/closings.h"
#include "city/cases/supervision/desk/supervision_desk.h"

namespace tiange::cases {

class ClosingService final : public Closings {
 public:
  ClosingService(SupervisionParts parts, Sampling& sampling, PhotoHash photo_hash)
      : desk_(std::move(parts)), sampling_(sampling), photo_hash_(std::move(photo_hash)) {}

  void listen(db::Outbox& outbox) override;
  int examine_due(Instant now) override;
  Outcome examine(CaseRef ref, Instant now) override;
  void seed_verdicts(const Scope& scope, int judged, int sent, Instant now) override;
  void add_routes(http::Routes& routes) override;

 private:
  using Hashes = std::map<std::string, std::optional<std::uint64_t>>;  // by digest

  bool is_settled_anew(db::Tx& tx, const db::Event& event) const;
  std::optional<CaseRef> earlier_closing(db::Tx& tx, const db::Event& event) const;
  Outcome checked(db::Tx& tx, const db::Event& event);
  std::vector<EvidenceView> photos_of(db::Tx& tx, CaseRef about) const;
  Outcome judge(db::Tx& tx, CaseRef about, const Hashes& hashes, Instant now) const;
  ClosingFacts facts_of(db::Tx& tx, const CaseRecord& record, const Hashes& hashes, const ClosingRules& rules) const;
  void look_up(db::Tx& tx, const CaseRecord& record, const EvidenceView& piece, std::optional<std::uint64_t> hash,
               int bits, ClosingFacts::Photo& photo) const;
  std::optional<ClosingFacts::Return> came_back(db::Tx& tx, const CaseRecord& record, const ClosingRules& rules) const;
  ClosingOther other(db::Tx& tx, CaseRef ref) const;

  bool may_see(const Scope& scope, const ClosingFinding& finding) const;
  Result<ClosingFinding> find(db::Tx& tx, const Scope& scope, CaseRef about) const;
  Result<ClosingFindingView> recheck(db::Tx& tx, const Scope& scope, CaseRef about, const RecheckInput& input, Instant now);
  Result<ClosingFindingView> decide(db::Tx& tx, const Scope& scope, CaseRef about, const VerdictInput& input, Instant now);
  Result<ClosingFindings> list(db::Tx& tx, const http::Request& request) const;
  Result<PrecisionView> precision(db::Tx& tx, const http::Request& request) const;
  ClosingFindingView view(db::Tx& tx, const Scope& scope, const ClosingFinding& finding, Instant now) const;

  const SupervisionDesk desk_;
  Sampling& sampling_;
  const PhotoHash photo_hash_;
};

}  // namespace tiange::cases
