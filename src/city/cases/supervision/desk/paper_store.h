#pragma once
// What appeals, letters and instructions share: numbers, a log, attached documents; and the district's rules.

#include <optional>
#include <string>
#include <vector>

#include "city/cases/cases.h"
#include "city/cases/supervision/desk/supervision_views.h"

namespace tiange::cases::store {

// Shortest way from a paper to its part: "part.id" to clients, as of cases.
using PaperRef = CaseRef;

// 禅督函〔2026〕12号, counted by prefix and year.
std::string next_paper_number(db::Tx& tx, const std::string& prefix, Instant now);

void add_paper_entry(db::Tx& tx, PaperRef paper, const PaperEntry& entry);
std::vector<PaperEntry> paper_entries(db::Tx& tx, PaperRef paper);

struct StoredFile {
  DocumentView document;
  std::string area, unit;  // of the paper: who may see it
};
void add_paper_file(db::Tx& tx, PaperRef paper, const StoredFile& file, Instant now);
std::vector<DocumentView> paper_files(db::Tx& tx, PaperRef paper);
std::vector<StoredFile> papers_with_file(db::Tx& tx, std::string_view digest);

struct StoredSupervisionRules {
  std::int64_t version = 0;
  std::string content;
};
std::optional<StoredSupervisionRules> supervision_rules(db::Tx& tx);
// False when somebody else made that version.
bool add_supervision_rules(db::Tx& tx, const StoredSupervisionRules& rules, const RulesChange& change);
std::vector<RulesChange> supervision_rule_changes(db::Tx& tx, int most);

}  // namespace tiange::cases::store
