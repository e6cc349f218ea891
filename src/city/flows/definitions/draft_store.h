#pragma once
// All SQL of drafts and their test cases.

#include <optional>
#include <vector>

#include "city/flows/definitions/draft_rules.h"

namespace tiange::flows {

std::optional<DraftFile> find_draft(db::Tx& tx, DraftId id);
// Latest change first, without content.
std::vector<DraftFile> list_drafts(db::Tx& tx);
void insert_draft(db::Tx& tx, const DraftFile& draft);
// False when the stored revision is no longer `revision`.
bool update_draft(db::Tx& tx, const DraftFile& draft, std::int64_t revision);

std::optional<TestCase> find_test(db::Tx& tx, TestId id);
std::vector<TestCase> list_tests(db::Tx& tx, DefinitionKind kind, std::string_view key);
void insert_test(db::Tx& tx, const TestCase& test);
bool update_test(db::Tx& tx, const TestCase& test, std::int64_t revision);
void delete_test(db::Tx& tx, TestId id);

}  // namespace tiange::flows
