#pragma once
// Files as tables for linking, the truth they are scored against, and work done on several threads.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "engines/linkage/link.h"

namespace tiange::app {

// Runs pieces on as many threads as the machine has cores.
void on_all_cores(std::size_t count, FunctionRef<void(std::size_t)> piece);
inline constexpr auto all_cores = [](std::size_t count, FunctionRef<void(std::size_t)> piece) { on_all_cores(count, piece); };

Result<linkage::Table> read_table(const std::string& path);

using IdPair = std::pair<std::string, std::string>;
// The first two columns of a file, the titles left out where they are no ids of the tables.
Result<std::vector<IdPair>> read_truth(const std::string& path);

// The column of a table that holds most of these ids.
std::optional<std::size_t> column_of_ids(const linkage::Table& table, const std::vector<IdPair>& truth);

struct LinkScore {
  std::size_t truth = 0, found = 0, right = 0;
  double precision = 0, recall = 0, f1 = 0;
  std::size_t unknown = 0;  // pairs of the truth that name no row
};
LinkScore score_link(const linkage::Linked& linked, const std::vector<linkage::Table>& tables,
                     const std::vector<std::optional<std::size_t>>& ids, const std::vector<IdPair>& truth);

}  // namespace tiange::app
