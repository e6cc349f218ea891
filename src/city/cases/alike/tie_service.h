#pragma once
// What is done with cases that hang together: merge, part again, split, raise what comes back.

#include "city/cases/alike/alike_store.h"
#include "city/cases/alike/alike_views.h"
#include "city/cases/case_store.h"

namespace tiange::cases {

class TieService {
 public:
  TieService(const CasesParts& parts, Cases& cases) : parts_(parts), cases_(cases) {}

  Outcome merge(db::Tx& tx, const Scope& scope, CaseRef one, CaseRef leading, const std::string& text, Instant now);
  Outcome unmerge(db::Tx& tx, const Scope& scope, CaseRef one, const std::string& text, Instant now);
  Result<std::vector<CaseRef>> split(db::Tx& tx, const Scope& scope, CaseRef one, const SplitIn& in, Instant now);
  // Whether a dispatched case has something to be raised for.
  bool comes_back(db::Tx& tx, CaseRef one, Instant now) const;
  // Raises it when the matter came back too often. Doing it again changes nothing.
  Outcome watch_repeat(db::Tx& tx, CaseRef one, Instant now);

  // Reports of the matter at its place in the window, this one included; 0 while place or item is not known.
  std::int64_t times(db::Tx& tx, const CaseRecord& record, Instant now) const { return times(tx, spot_of(record), now); }
  std::int64_t times(db::Tx& tx, const store::MatterSpot& spot, Instant now) const;
  std::vector<TieView> ties(db::Tx& tx, const Scope& scope, const CaseRecord& record, Instant now) const;

 private:
  static store::MatterSpot spot_of(const CaseRecord& record);
  std::vector<CaseRef> earlier(db::Tx& tx, const store::MatterSpot& spot, Instant now) const;
  Result<ReportInput> input_of(db::Tx& tx, const CaseRecord& record, const SplitPart& part) const;
  void tie(db::Tx& tx, const Scope& scope, CaseRef one, const char* how, CaseRef other, const std::string& note, Instant now) const;

  const CasesParts& parts_;
  Cases& cases_;
  CaseStore store_;
};

}  // namespace tiange::cases
