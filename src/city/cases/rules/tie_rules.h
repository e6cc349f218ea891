#pragma once
// 合并、撤销合并、拆分、重复 How a case hangs together with another: when it may, and what stands in the history. Pure.

#include "city/cases/rules/case_file.h"

namespace tiange::cases {

// Outcomes of the events closed and reopened.
constexpr const char* k_merged = "merged";
constexpr const char* k_unmerged = "unmerged";

// The other case as far as these rules look.
struct OtherCase {
  std::string ref;
  std::string number;
  const CaseFile& file;
};

// Both are open, neither is suspended, nobody was asked for a part, and both are as confidential.
Outcome may_merge(const CaseFile& one, const OtherCase& leading);
Result<Decision> merge(const CaseFile& one, const OtherCase& leading, const std::string& text, const Facts& facts);
// While the leading case is open, inside the window from the merge.
Outcome may_unmerge(const CaseFile& one, const CaseFile& leading, const Facts& facts);
Result<Decision> unmerge(const CaseFile& one, const OtherCase& leading, const std::string& text, const Facts& facts);

// `how`: merged_in | unmerged | split_to | split_from | repeat
CaseEvent link_event(const std::string& how, const std::string& ref, const std::string& number, const std::string& text, const Facts& facts);
// `kind`: what another part did about the case; `said` stands in the history.
CaseEvent remark_event(const std::string& kind, const Words& said, const std::string& text, const Facts& facts);
CaseEvent raise_event(const CaseFile& file, Severity severity, const std::string& text, const Facts& facts);

// Of the kinds linked, closed by a merge, and reopened after one.
Words tie_sentence(const CaseEvent& event);

}  // namespace tiange::cases
