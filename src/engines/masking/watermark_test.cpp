#include "engines/masking/watermark.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/text.h"
#include "engines/masking/masks.h"

namespace tiange::masking {
namespace {

using Table = std::vector<std::vector<std::string>>;

constexpr const char* k_surnames[] = {"李", "王", "张", "陈", "何", "梁", "黄", "霍", "麦", "区", "关", "谭", "欧阳", "冯", "邓", "简", "招", "庞", "苏", "谢"};
constexpr const char* k_villages[] = {"澜石", "惠景", "玫瑰", "福华", "绿景", "金澜", "季华", "平远", "环湖", "丽银"};

// Masked persons: name, number, address, remark.
Table masked(int rows, unsigned seed = 1) {
  std::mt19937 random(seed);
  Table out;
  for (int i = 0; i < rows; ++i) {
    const auto pick = [&](auto& list) { return std::string(list[random() % std::size(list)]); };
    const std::string number = "4406041990" + std::to_string(10000000 + random() % 90000000);
    const std::string remark = i % 3 == 0 ? "低保户（" + std::to_string(random() % 5000) + "），独居" : "";
    out.push_back({apply_mask({MaskKind::name}, pick(k_surnames) + "小明"), apply_mask({MaskKind::id, 6}, number),
                   apply_mask({MaskKind::address}, "石湾镇街道" + pick(k_villages) + "社区惠景街" + std::to_string(i) + "号"), remark});
  }
  return out;
}

Table marked(const Table& table, MarkSeed seed) {
  Table out;
  Marker marker(seed, [&](const Marker::Row& row) { out.push_back(row); });
  for (const auto& row : table) marker.row(row);
  marker.finish();
  return out;
}

double certainty(const Table& table, MarkSeed seed) {
  MarkReader reader;
  for (const auto& row : table) reader.row(row);
  return reader.score(seed).certainty;
}

const MarkSeed k_mine = mark_seed("secret", "1001");

Table plain_shape(Table table) {
  for (auto& row : table) {
    for (std::string& cell : row) {
      for (const char* run : {"***", "**"}) cell = text::replace_all(cell, run, "*");
      for (const auto& [full, half] : {std::pair("（", "("), std::pair("）", ")"), std::pair("，", ",")}) cell = text::replace_all(cell, full, half);
    }
  }
  std::sort(table.begin(), table.end());
  return table;
}

TEST(Watermark, SaysNothingElseThanTheTable) {
  const Table table = masked(501);
  const Table out = marked(table, k_mine);
  ASSERT_EQ(out.size(), table.size());
  EXPECT_EQ(plain_shape(out), plain_shape(table)) << "only stars, widths and neighbours differ";
  for (const auto& row : out) {
    for (const std::string& cell : row) {
      for (const char32_t c : text::code_points(cell)) EXPECT_FALSE((c >= 0x200B && c <= 0x200F) || c == 0xFEFF || c == 0xA0);
    }
  }
}

TEST(Watermark, TellsTheExportFromThousandsOfOthers) {
  const Table out = marked(masked(2000), k_mine);
  MarkReader reader;
  for (const auto& row : out) reader.row(row);
  EXPECT_GE(reader.score(k_mine).certainty, 15);
  for (int other = 0; other < 5000; ++other) EXPECT_LT(reader.score(mark_seed("secret", std::to_string(other + 2000))).certainty, k_certain) << other;
  EXPECT_LT(reader.score(mark_seed("another house", "1001")).certainty, k_certain);
}

TEST(Watermark, UnmarkedTablesAreNobodys) {
  for (unsigned table = 1; table <= 20; ++table) EXPECT_LT(certainty(masked(1000, table), k_mine), k_certain);
}

TEST(Watermark, SurvivesSortingAndRemovalOfColumnsAndRows) {
  const Table out = marked(masked(2000), k_mine);
  Table sorted = out;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_GE(certainty(sorted, k_mine), k_certain);
  Table half;
  std::mt19937 random(3);
  for (const auto& row : out) {
    if (random() % 2) half.push_back(row);
  }
  EXPECT_GE(certainty(half, k_mine), k_certain);
  std::shuffle(half.begin(), half.end(), random);
  EXPECT_GE(certainty(half, k_mine), k_certain) << "half of the rows in any order";
  Table remarks;
  for (const auto& row : half) remarks.push_back({row[3]});
  EXPECT_GE(certainty(remarks, k_mine), k_certain) << "and only the remarks of them";
}

TEST(Watermark, OrderTellsWhereCellsHaveNoChoice) {
  Table numbers;
  for (int i = 0; i < 1000; ++i) numbers.push_back({std::to_string(i * 7919 % 100003), std::to_string(i % 13)});
  const Table out = marked(numbers, k_mine);
  EXPECT_GE(certainty(out, k_mine), k_certain);
  Table sorted = out;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_LT(certainty(sorted, k_mine), k_certain) << "sorted, nothing is left";
}

TEST(Watermark, SaysNotEnoughRatherThanTooMuch) {
  EXPECT_LT(certainty(marked(masked(5), k_mine), k_mine), k_certain) << "a handful of rows proves nothing";
  EXPECT_EQ(certainty({}, k_mine), 0);
}

}  // namespace
}  // namespace tiange::masking
