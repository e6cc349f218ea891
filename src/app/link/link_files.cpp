#include "app/link/link_files.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "platform/files/files.h"
#include "platform/sheets/sheets.h"

namespace tiange::app {

namespace {

// Western files of old systems are Windows-1252: single high bytes between Latin letters, where Chinese ones come in pairs.
std::string from_western(std::string bytes) {
  std::size_t alone = 0, high = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto at = [&](std::size_t k) { return k < bytes.size() && (bytes[k] & 0x80) != 0; };
    if (!at(i)) continue;
    ++high;
    alone += (i == 0 || !at(i - 1)) && !at(i + 1) ? 1 : 0;
  }
  if (high == 0 || alone * 2 < high || bytes.starts_with("PK") || text::is_valid_utf8(bytes)) return bytes;
  static constexpr char32_t k_extra[32] = {0x20AC, '?', 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, '?', 0x17D, '?',
                                           '?', 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, '?', 0x17E, 0x178};
  std::string out;
  for (const char c : bytes) {
    const auto code = static_cast<unsigned char>(c);
    text::append_code_point(out, code >= 0x80 && code < 0xA0 ? k_extra[code - 0x80] : char32_t{code});
  }
  return out;
}

Result<std::unique_ptr<sheets::Reader>> open_any(const std::string& path) {
  auto all = read_file_if_any(path);
  if (!all) return refuse(ErrorCode::bad_file, "打不开 " + path, "cannot open " + path);
  return sheets::open_bytes(from_western(*std::move(all)));
}

std::uint64_t key_of(std::uint32_t a, std::uint32_t b) { return static_cast<std::uint64_t>(std::min(a, b)) << 32 | std::max(a, b); }

// Rows by their id, through all tables; an id may stand in several tables.
using Rows = std::vector<std::unordered_map<std::string, std::vector<std::uint32_t>>>;

Rows rows_by_id(const std::vector<linkage::Table>& tables, const std::vector<std::optional<std::size_t>>& ids) {
  Rows out(tables.size());
  std::uint32_t first = 0;
  for (std::size_t t = 0; t < tables.size(); ++t) {
    for (std::size_t r = 0; r < tables[t].rows(); ++r) {
      const std::string id = ids[t] ? std::string(tables[t].cell(r, *ids[t])) : std::to_string(r);
      out[t][id].push_back(first + static_cast<std::uint32_t>(r));
    }
    first += static_cast<std::uint32_t>(tables[t].rows());
  }
  return out;
}

std::vector<std::uint32_t> rows_in(const Rows& rows, std::size_t table, const std::string& id) {
  const auto found = rows[table].find(id);
  return found == rows[table].end() ? std::vector<std::uint32_t>() : found->second;
}

// Rows named by the pairs; of two tables the first id belongs to whichever table knows most of them.
std::vector<std::pair<std::uint32_t, std::uint32_t>> resolve(const Rows& rows, const std::vector<IdPair>& truth, bool two, std::size_t& unknown) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> out;
  std::size_t straight = 0, turned = 0;
  if (two) {
    for (const auto& [x, y] : truth) {
      straight += rows[0].contains(x) && rows[1].contains(y) ? 1 : 0;
      turned += rows[0].contains(y) && rows[1].contains(x) ? 1 : 0;
    }
  }
  for (const auto& [x, y] : truth) {
    std::vector<std::uint32_t> a, b;
    if (two) {
      a = rows_in(rows, 0, turned > straight ? y : x);
      b = rows_in(rows, 1, turned > straight ? x : y);
    } else {
      for (std::size_t t = 0; t < rows.size() && a.empty(); ++t) a = rows_in(rows, t, x);
      for (std::size_t t = 0; t < rows.size() && b.empty(); ++t) b = rows_in(rows, t, y);
    }
    unknown += a.empty() || b.empty() ? 1 : 0;
    for (const std::uint32_t i : a) {
      for (const std::uint32_t k : b) {
        if (i != k) out.emplace_back(i, k);
      }
    }
  }
  return out;
}

std::unordered_set<std::uint64_t> pairs_of_groups(const std::vector<std::uint32_t>& group_of) {
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> groups;
  for (std::uint32_t r = 0; r < group_of.size(); ++r) groups[group_of[r]].push_back(r);
  std::unordered_set<std::uint64_t> out;
  for (const auto& [group, members] : groups) {
    for (std::size_t i = 0; i < members.size(); ++i) {
      for (std::size_t k = i + 1; k < members.size(); ++k) out.insert(key_of(members[i], members[k]));
    }
  }
  return out;
}

// Being the same is transitive: what follows from the pairs given is true as well.
std::unordered_set<std::uint64_t> closed(const std::vector<std::pair<std::uint32_t, std::uint32_t>>& pairs, std::size_t records) {
  std::vector<std::uint32_t> parent(records);
  for (std::uint32_t i = 0; i < records; ++i) parent[i] = i;
  const auto find = [&](std::uint32_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (const auto& [a, b] : pairs) parent[find(a)] = find(b);
  for (std::uint32_t i = 0; i < records; ++i) parent[i] = find(i);
  return pairs_of_groups(parent);
}

}  // namespace

void on_all_cores(std::size_t count, FunctionRef<void(std::size_t)> piece) {
  const std::size_t cores = std::min<std::size_t>(std::max(1U, std::thread::hardware_concurrency()), count);
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) piece(i);
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < cores; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
}

Result<linkage::Table> read_table(const std::string& path) {
  TIANGE_TRY(auto reader, open_any(path));
  sheets::Row row;
  TIANGE_TRY(bool any, reader->next(row));
  if (!any) return refuse(ErrorCode::bad_file, path + " 是空的", path + " is empty");
  linkage::Table table(row.cells);
  for (;;) {
    TIANGE_TRY(bool more, reader->next(row));
    if (!more) break;
    const bool blank = std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return cell.empty(); });
    if (!blank) table.add(std::span<const std::string>(row.cells));
  }
  if (table.rows() == 0) return refuse(ErrorCode::bad_file, path + " 没有数据行", path + " has no rows");
  return table;
}

Result<std::vector<IdPair>> read_truth(const std::string& path) {
  TIANGE_TRY(auto reader, open_any(path));
  sheets::Row row;
  std::vector<IdPair> out;
  for (;;) {
    TIANGE_TRY(bool more, reader->next(row));
    if (!more) break;
    if (row.cells.size() >= 2 && !row.cells[0].empty() && !row.cells[1].empty()) out.emplace_back(row.cells[0], row.cells[1]);
  }
  if (out.empty()) return refuse(ErrorCode::bad_file, path + " 没有成对的编号", path + " holds no pairs of ids");
  return out;
}

std::optional<std::size_t> column_of_ids(const linkage::Table& table, const std::vector<IdPair>& truth) {
  std::optional<std::size_t> best;
  std::size_t most = 0;
  const std::size_t step = std::max<std::size_t>(1, truth.size() / 2000);
  for (std::size_t c = 0; c < table.columns().size(); ++c) {
    const linkage::Column& column = table.columns()[c];
    std::size_t known = 0;
    for (std::size_t i = 0; i < truth.size(); i += step) {
      known += column.values.find(truth[i].first) != 0 || column.values.find(truth[i].second) != 0 ? 1 : 0;
    }
    // An id names one row as a rule.
    const bool repeats = column.values.size() * 10 < table.rows() * 9;
    if (known <= most || (repeats && known * 20 < truth.size() / step * 19)) continue;
    most = known;
    best = c;
  }
  return most * 2 >= truth.size() / step ? best : std::nullopt;
}

LinkScore score_link(const linkage::Linked& linked, const std::vector<linkage::Table>& tables,
                     const std::vector<std::optional<std::size_t>>& ids, const std::vector<IdPair>& truth) {
  LinkScore score;
  const bool two = tables.size() == 2;
  const auto named = resolve(rows_by_id(tables, ids), truth, two, score.unknown);
  std::unordered_set<std::uint64_t> wanted, found;
  if (two) {
    for (const auto& [a, b] : named) wanted.insert(key_of(a, b));
  } else {
    wanted = closed(named, linked.cluster_of.size());
  }
  if (linked.across) {
    for (const linkage::LinkedPair& pair : linked.pairs) found.insert(key_of(pair.a, pair.b));
  } else {
    for (const std::uint64_t pair : pairs_of_groups(linked.cluster_of)) {
      const bool inside = two && (pair >> 32 < tables[0].rows()) == ((pair & 0xFFFFFFFF) < tables[0].rows());
      if (!inside) found.insert(pair);
    }
  }
  for (const std::uint64_t pair : found) score.right += wanted.contains(pair) ? 1 : 0;
  score.truth = wanted.size(), score.found = found.size();
  score.precision = score.found > 0 ? static_cast<double>(score.right) / static_cast<double>(score.found) : 0;
  score.recall = score.truth > 0 ? static_cast<double>(score.right) / static_cast<double>(score.truth) : 0;
  score.f1 = score.precision + score.recall > 0 ? 2 * score.precision * score.recall / (score.precision + score.recall) : 0;
  return score;
}

}  // namespace tiange::app
