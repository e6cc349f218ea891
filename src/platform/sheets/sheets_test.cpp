#include "platform/sheets/sheets.h"

#include <gtest/gtest.h>

#include "platform/sheets/encoding.h"

namespace tiange::sheets {
namespace {

std::vector<std::vector<std::string>> read_all(std::string bytes) {
  std::vector<std::vector<std::string>> rows;
  auto reader = open_bytes(std::move(bytes));
  EXPECT_TRUE(reader.ok()) << (reader.ok() ? "" : reader.refusal().en);
  if (!reader.ok()) return rows;
  Row row;
  for (;;) {
    auto more = (*reader)->next(row);
    EXPECT_TRUE(more.ok()) << (more.ok() ? "" : more.refusal().en);
    if (!more.ok() || !*more) return rows;
    rows.push_back(row.cells);
  }
}

TEST(Sheets, CsvInGb18030) {
  const std::string gb = "\xD0\xF2\xBA\xC5,\xB1\xEA\xCC\xE2\r\n1,\xBE\xAE\xB8\xC7\r\n";  // 序号,标题 / 1,井盖
  auto reader = open_bytes(gb);
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ((*reader)->encoding(), "GB18030");
  EXPECT_EQ(read_all(gb), (std::vector<std::vector<std::string>>{{"序号", "标题"}, {"1", "井盖"}}));
}

TEST(Sheets, TabsAndUtf16) {
  EXPECT_EQ(read_all("a\tb,c\n1\t2"), (std::vector<std::vector<std::string>>{{"a", "b,c"}, {"1", "2"}}));
  EXPECT_EQ(read_all(std::string("\xFF\xFE\x60\x4F,\0a\0", 8)), (std::vector<std::vector<std::string>>{{"你", "a"}}));
}

TEST(Sheets, RefusesWhatIsNoTable) {
  EXPECT_FALSE(open_bytes("").ok());
  EXPECT_FALSE(open_bytes(std::string("\xD0\xCF\x11\xE0 old", 8)).ok());
  EXPECT_FALSE(open_bytes(std::string("PK\x03\x04 broken")).ok());
  EXPECT_FALSE(open_bytes(std::string("a\0b", 3)).ok());
  EXPECT_FALSE(open_bytes("\xFF\xFF\xFF").ok());
}

TEST(Sheets, XlsxRoundTrip) {
  std::string bytes;
  auto writer = write_xlsx([&](std::string_view piece) {
    bytes += piece;
    return true;
  });
  const std::vector<std::vector<std::string>> rows = {
      {"工单编号", "标题", "数量"}, {"0012", "井盖 <破损> & \"丢失\"", "3.5"}, {"", "=1+1", "-7"}, {"12345678901234567890", "a\nb", "0"}};
  for (const auto& row : rows) writer->row(row);
  writer->finish();
  EXPECT_EQ(read_all(bytes), rows);
  bytes.resize(bytes.size() / 2);
  EXPECT_FALSE(open_bytes(bytes).ok()) << "half a package";
}

TEST(Sheets, CsvWriterMarksUtf8) {
  std::string bytes;
  auto writer = write_csv([&](std::string_view piece) {
    bytes += piece;
    return true;
  });
  writer->row({"标题", "a,b"});
  writer->finish();
  EXPECT_EQ(bytes, "\xEF\xBB\xBF标题,\"a,b\"\r\n");
  EXPECT_EQ(read_all(bytes), (std::vector<std::vector<std::string>>{{"标题", "a,b"}}));
}

TEST(Csv, WhatStrangersWroteIsNeverRunAsAFormula) {
  for (const char* cell : {"=HYPERLINK(\"x\")", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"})
    EXPECT_EQ(never_a_formula(cell), std::string("'") + cell);
  for (const char* cell : {"", "井盖=坏了", "1-2", "a@b"}) EXPECT_EQ(never_a_formula(cell), cell);
}

}  // namespace
}  // namespace tiange::sheets
