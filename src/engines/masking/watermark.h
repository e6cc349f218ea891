#pragma once
// Whose export a table was, read from the table itself. No sign is added that a person or a program would see as foreign
// (no zero-width characters, no spaces): the mark lies in choices that are free anyway.
//
//   stars    a masked part of free length is written as ** or ***: 张** or 张***
//   brackets brackets and commas beside Chinese text are all full width or all half width within a cell
//   order    two neighbouring rows stand in this order or in the other
//
// Each choice is decided by a secret of the export and by the content it stands beside, so nothing counts positions:
//
//                          stars, brackets                     order
//   saved again as CSV or XLSX, in GB18030   stays             stays
//   sorted, columns moved                    stays             lost
//   columns removed                          stays in what is left that carries it    lost when a column is gone
//   half of the rows removed                 stays             weaker: about a quarter of the pairs are left
//   rows of others mixed in                  stays             weaker
//   masks unified by replacing * runs        lost (brackets stay)   stays
//   values typed anew, or all columns without stars and brackets and with fewer than some 100 rows: nothing can be read
//
// Reading compares what is found with what each known export would have written: of n choices an unrelated export agrees
// in about half. `certainty` is the distance from that in standard deviations; from k_certain on it is taken for proof
// (chance below 1 in 10⁹ for one export, 1 in 10³ among a million).

#include <boost/describe.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tiange::masking {

constexpr double k_certain = 6.0;  // standard deviations; needs at least 36 choices

struct MarkSeed {
  std::uint64_t value = 0;
};
// From a secret of the house and the export's own id.
MarkSeed mark_seed(std::string_view key, std::string_view export_id);

// Writes the mark. Rows come out in the order they came, but for neighbours that change places.
class Marker {
 public:
  using Row = std::vector<std::string>;
  Marker(MarkSeed seed, std::function<void(const Row&)> out) : seed_(seed), out_(std::move(out)) {}
  void row(Row row);
  void finish();  // once

 private:
  MarkSeed seed_;
  std::function<void(const Row&)> out_;
  Row held_;
  bool holding_ = false;
};

struct MarkScore {
  std::int64_t choices = 0;  // found in the file
  std::int64_t agree = 0;
  std::int64_t pairs = 0;
  std::int64_t pairs_agree = 0;
  double certainty = 0;      // the better of both alone and both together
};
BOOST_DESCRIBE_STRUCT(MarkScore, (), (choices, agree, pairs, pairs_agree, certainty))

// Reads a table once, then compares it with any number of exports.
class MarkReader {
 public:
  void row(const std::vector<std::string>& cells);
  MarkScore score(MarkSeed seed) const;

 private:
  std::map<std::uint64_t, std::int64_t> choices_;  // content -> how often one way more than the other
  std::vector<std::pair<std::uint64_t, bool>> pairs_;
  std::uint64_t before_ = 0;
  bool first_ = true;
};

}  // namespace tiange::masking
