#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "city/exchange/rows/row_rules.h"
#include "platform/sheets/sheets.h"

namespace tiange::exchange {
namespace {

class File {
 public:
  explicit File(std::string_view content) {
    char name[] = "/tmp/tiange-rows-XXXXXX";
    const int file = mkstemp(name);
    path_ = name;
    if (write(file, content.data(), content.size()) < 0) ADD_FAILURE();
    close(file);
  }
  ~File() { unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::vector<std::vector<std::string>> all_cells(RowReader& reader) {
  std::vector<std::vector<std::string>> rows;
  RawRow row;
  for (;;) {
    const auto any = reader.next(row);
    EXPECT_TRUE(any.ok());
    if (!any.ok() || !*any) return rows;
    rows.emplace_back(row.cells.begin(), row.cells.end());
  }
}

const std::vector<FieldInfo>& fields() {
  static const std::vector<FieldInfo> k_fields = {
      {"name", "姓名", "Name", FieldType::name, "name", {}},
      {"id_card", "公民身份号码", "ID number", FieldType::id_card, "id", {}},
      {"sex", "性别", "Sex", FieldType::code, "none", {{"1", "男", "male"}, {"2", "女", "female"}}},
      {"born", "出生日期", "Born", FieldType::date, "none", {}},
      {"died", "死亡日期", "Died", FieldType::date, "none", {}},
      {"phone", "手机号码", "Phone", FieldType::phone, "phone", {}},
  };
  return k_fields;
}

TEST(RowReader, QuotesSeparatorsAndLineEnds) {
  const File file("编号;姓名;备注\r\n1;\"陈;\"\"大\"\"文\"; 甲 \r\n\r\n2;李四;\"两\n行\"\n3;王五;");
  auto reader = open_rows(file.path());
  ASSERT_TRUE(reader.ok()) << reader.refusal().en;
  EXPECT_EQ((*reader)->columns(), (std::vector<std::string>{"编号", "姓名", "备注"}));
  const auto rows = all_cells(**reader);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0], (std::vector<std::string>{"1", "陈;\"大\"文", "甲"}));
  EXPECT_EQ(rows[1][2], "两\n行");
  EXPECT_EQ(rows[2][2], "");
}

TEST(RowReader, Gb18030IsReadPieceByPiece) {
  std::string content = "\xD0\xD5\xC3\xFB,\xB5\xD8\xD6\xB7\n";  // 姓名,地址
  const std::string line = "\xB3\xC2\xB4\xF3\xCE\xC4,\xB7\xF0\xC9\xBD\xCA\xD0\n";
  const std::size_t many = 700'000;  // about 9 MB: more than one piece
  for (std::size_t i = 0; i < many; ++i) content += line;
  const File file(content);
  auto reader = open_rows(file.path());
  ASSERT_TRUE(reader.ok()) << reader.refusal().en;
  EXPECT_EQ((*reader)->encoding(), "GB18030");
  EXPECT_EQ((*reader)->columns()[0], "姓名");
  RawRow row;
  std::size_t count = 0;
  while (*(*reader)->next(row)) {
    ASSERT_EQ(row.cells[0], "陈大文");
    ASSERT_EQ(row.cells[1], "佛山市");
    ++count;
  }
  EXPECT_EQ(count, many);
}

TEST(RowReader, WrongNumberOfCellsAndOpenQuotesAreTold) {
  const File file("a,b\n1,2,3\n1\n1,2,,\n4,\"5\n");
  auto reader = open_rows(file.path());
  ASSERT_TRUE(reader.ok());
  RawRow row;
  ASSERT_TRUE(*(*reader)->next(row));
  EXPECT_EQ(row.trouble, RowTrouble::cells);
  ASSERT_TRUE(*(*reader)->next(row));
  EXPECT_EQ(row.trouble, RowTrouble::cells);
  ASSERT_TRUE(*(*reader)->next(row));
  EXPECT_EQ(row.trouble, RowTrouble::none);
  const auto last = (*reader)->next(row);
  ASSERT_FALSE(last.ok());
  EXPECT_EQ(last.refusal().code, ErrorCode::bad_file);
}

TEST(RowReader, JsonLinesLearnTheirColumns) {
  const File file("{\"a\":\"x\",\"n\":1}\n{\"b\":true}\n[1]\n");
  auto reader = open_rows(file.path());
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ((*reader)->columns(), (std::vector<std::string>{"a", "n", "b"}));
  RawRow row;
  ASSERT_TRUE(*(*reader)->next(row));
  EXPECT_EQ(row.cells[1], "1");
  ASSERT_TRUE(*(*reader)->next(row));
  EXPECT_EQ(row.cells[2], "true");
  ASSERT_TRUE(*(*reader)->next(row));
  EXPECT_EQ(row.trouble, RowTrouble::unreadable);
  EXPECT_EQ(split_raw(FileFormat::json_lines, "{\"n\":7}", (*reader)->columns(), ','), (std::vector<std::string>{"", "7", ""}));
}

TEST(RowReader, SpreadsheetsAndUtf16ReadTheSame) {
  std::string book;
  const auto writer = sheets::write_xlsx([&](std::string_view piece) {
    book += piece;
    return true;
  });
  writer->row({"姓名", "证件", "备注"});
  writer->row({"陈文", "0123", "他说\"好\",走了"});
  writer->row({"", "", ""});
  writer->row({"李四", "77", ""});
  writer->finish();
  const File file(book);
  auto reader = open_rows(file.path());
  ASSERT_TRUE(reader.ok()) << reader.refusal().en;
  EXPECT_EQ((*reader)->format(), FileFormat::xlsx);
  RawRow row;
  ASSERT_TRUE(*(*reader)->next(row));
  EXPECT_EQ(split_raw(FileFormat::xlsx, row.raw, (*reader)->columns(), ','), (std::vector<std::string>{"陈文", "0123", "他说\"好\",走了"}));
  ASSERT_TRUE(*(*reader)->next(row));
  EXPECT_EQ(row.number, 2);
  EXPECT_EQ(row.trouble, RowTrouble::none);
  EXPECT_EQ(row.cells[0], "李四");
  EXPECT_FALSE(*(*reader)->next(row));
  std::string wide = "\xFF\xFE";
  for (const char c : std::string("a,b\n1,2\n")) wide += std::string(1, c) + std::string(1, '\0');
  const File utf16(wide);
  auto other = open_rows(utf16.path());
  ASSERT_TRUE(other.ok()) << other.refusal().en;
  EXPECT_EQ(all_cells(**other), (std::vector<std::vector<std::string>>{{"1", "2"}}));
}

TEST(RowReader, HeadsThatCannotServe) {
  EXPECT_EQ(open_rows(File("a,a\n1,2\n").path()).refusal().code, ErrorCode::bad_file);
  EXPECT_EQ(open_rows(File("").path()).refusal().code, ErrorCode::bad_file);
  EXPECT_EQ(open_rows(File(std::string("a,b\n\0,1\n", 8)).path()).refusal().code, ErrorCode::bad_file);
}

TEST(RowTypes, LooksAndWhetherTheyFit) {
  EXPECT_EQ(look_of("44060419900101123X"), Look::code);
  EXPECT_EQ(look_of("12"), Look::integer);
  EXPECT_EQ(look_of("012"), Look::code);
  EXPECT_EQ(look_of("1.5"), Look::number);
  EXPECT_EQ(look_of("2026年3月1日"), Look::date);
  EXPECT_EQ(look_of("2026/3/1 10:00"), Look::date);
  EXPECT_EQ(look_of("祖庙"), Look::text);
  EXPECT_TRUE(fits(Look::number, Look::integer));
  EXPECT_TRUE(fits(Look::text, Look::date));
  EXPECT_FALSE(fits(Look::integer, Look::text));
  EXPECT_FALSE(fits(Look::date, Look::integer));
}

TEST(RowTypes, OneSpellingForEachValue) {
  EXPECT_EQ(spell(FieldType::id_card, "440524188001010014").text, "440524188001010014");
  EXPECT_EQ(spell(FieldType::id_card, "４４０６０４１９９００１０１１２３Ｘ").text, "44060419900101123X");
  EXPECT_FALSE(spell(FieldType::id_card, "440604199001011234").ok);
  const Spelled old = spell(FieldType::id_card, "440604900101123");
  EXPECT_TRUE(old.ok);
  EXPECT_EQ(old.text, "44060419900101123X");
  EXPECT_TRUE(spell(FieldType::uscc, "91440604567890120A").ok);
  EXPECT_FALSE(spell(FieldType::uscc, "91440604567890120B").ok);
  EXPECT_EQ(spell(FieldType::date, "1990.1.2").text, "1990-01-02");
  EXPECT_EQ(spell(FieldType::date, "02/01/1990", DateForm::day_month_year).text, "1990-01-02");
  EXPECT_EQ(spell(FieldType::date, "32874", DateForm::sheet_number).text, "1990-01-01");
  EXPECT_FALSE(spell(FieldType::date, "1990-02-30").ok);
  EXPECT_EQ(spell(FieldType::number, "1,234.5").text, "1234.5");
  EXPECT_EQ(spell(FieldType::phone, "+86 138 0000 1111").text, "13800001111");
  EXPECT_FALSE(spell(FieldType::phone, "13800").ok);
}

TEST(RowTypes, Masks) {
  EXPECT_EQ(mask_value("phone", "13800001111"), "138****1111");
  EXPECT_EQ(mask_value("id", "44060419900101123X"), "440***********123X");
  EXPECT_EQ(mask_value("hide", "x"), "***");
  EXPECT_EQ(mask_value("none", "x"), "x");
}

TEST(RowMapping, ValuesAreMappedAndFaultsSayWhere) {
  Mapping mapping;
  mapping.columns = {{"姓名", "name", {}, DateForm::any, true, OnBad::hold},
                     {"身份证号", "id_card", {}, DateForm::any, true, OnBad::hold},
                     {"性别", "sex", {{"M", "1"}}, DateForm::any, false, OnBad::leave_out},
                     {"出生", "born", {}, DateForm::day_month_year, false, OnBad::leave_out},
                     {"电话", "phone", {}, DateForm::any, false, OnBad::keep}};
  mapping.key = {"身份证号"};
  mapping.gone_column = "状态";
  mapping.gone_values = {"注销"};
  const std::vector<std::string> columns = {"姓名", "身份证号", "性别", "出生", "电话", "状态"};
  const auto mapper = Mapper::make(mapping, fields(), columns);
  ASSERT_TRUE(mapper.ok());
  const auto map = [&](std::vector<std::string_view> cells) { return mapper->map({1, "", std::move(cells), RowTrouble::none, {}}, Instant{1}); };
  const MappedRow good = map({"陈文", "44060419900101123X", "男", "01/01/1990", "13800001111", "注销"});
  EXPECT_TRUE(good.faults.empty());
  EXPECT_EQ(*good.find("sex"), "1");
  EXPECT_EQ(*good.find("born"), "1990-01-01");
  EXPECT_EQ(good.key, "44060419900101123X");
  EXPECT_TRUE(good.gone);
  EXPECT_EQ(*map({"陈文", "44060419900101123X", "M", "", "", ""}).find("sex"), "1");
  const MappedRow bad = map({"", "440604199001011234", "第三", "31/02/1990", "110-8", ""});
  EXPECT_TRUE(bad.held());
  ASSERT_EQ(bad.faults.size(), 5u);
  EXPECT_EQ(bad.faults[0].rule, "required");
  EXPECT_EQ(bad.faults[1].field, "id_card");
  EXPECT_EQ(bad.faults[1].column, "身份证号");
  EXPECT_EQ(bad.faults[2].rule, "codes");
  EXPECT_FALSE(bad.faults[2].holds);
  EXPECT_EQ(bad.find("sex"), nullptr);
  EXPECT_EQ(*bad.find("phone"), "110-8");
}

TEST(RowMapping, WrongMappingsAreRefused) {
  Mapping mapping;
  mapping.columns = {{"甲", "nose", {}, DateForm::any, false, OnBad::hold}, {"乙", "name", {}, DateForm::any, false, OnBad::hold},
                     {"丙", "name", {}, DateForm::any, false, OnBad::hold}};
  mapping.key = {"丁"};
  const auto made = Mapper::make(mapping, fields(), {"甲", "乙", "丙"});
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.refusal().fields.size(), 3u);
}

TEST(RowMapping, SuggestsByUsualNames) {
  const Mapping guess = suggest_mapping({"XM", "身份证号码", "出生日期", "其他"}, {Look::text, Look::code, Look::date, Look::text}, fields());
  EXPECT_EQ(guess.columns[0].field, "name");
  EXPECT_EQ(guess.columns[1].field, "id_card");
  EXPECT_EQ(guess.columns[2].field, "born");
  EXPECT_EQ(guess.columns[3].field, "");
  EXPECT_EQ(guess.key, std::vector<std::string>{"身份证号码"});
}

MappedRow row_of(std::vector<std::pair<std::string, std::string>> values) {
  MappedRow row;
  row.values = std::move(values);
  return row;
}

TEST(RowRules, CrossFieldRulesInFeel) {
  const QualityRule born{"R1", "person", "", "born", "born = id_card_birth(id_card)", "出生日期应与身份证一致", "", true, "", "", true, 1};
  const QualityRule sex{"R2", "person", "", "sex", "sex = id_card_sex(id_card)", "性别应与身份证一致", "", false, "", "", true, 1};
  const QualityRule died{"R3", "person", "", "died", "died <= today()", "死亡日期不能在将来", "", false, "", "", true, 1};
  const auto book = RuleBook::make({born, sex, died}, fields());
  ASSERT_TRUE(book.ok()) << book.refusal().en;
  const Instant now = local_instant(make_date(2026, 11, 22), 0);
  MappedRow fine = row_of({{"id_card", "44060419900101123X"}, {"born", "1990-01-01"}, {"sex", "1"}});
  book->check(fine, now);
  EXPECT_TRUE(fine.faults.empty());
  MappedRow wrong = row_of({{"id_card", "44060419900101123X"}, {"born", "1991-01-01"}, {"sex", "2"}, {"died", "2027-01-01"}});
  book->check(wrong, now);
  ASSERT_EQ(wrong.faults.size(), 3u);
  EXPECT_TRUE(wrong.faults[0].holds);
  EXPECT_EQ(wrong.faults[0].value, "1991-01-01");
  EXPECT_FALSE(wrong.faults[1].holds);
  MappedRow unknown = row_of({{"born", "1991-01-01"}});
  book->check(unknown, now);
  EXPECT_TRUE(unknown.faults.empty());
}

TEST(RowRules, TwoSourcesAreCompared) {
  const QualityRule dead{"R9", "person", "", "died", "other.died = null or died != null", "另一来源已登记死亡", "", false, "civil", "id_card", true, 1};
  const auto book = RuleBook::make({dead}, fields());
  ASSERT_TRUE(book.ok());
  std::vector<Fault> faults;
  book->compare("R9", row_of({{"id_card", "x"}}), row_of({{"died", "2026-01-01"}}), Instant{1}, faults);
  ASSERT_EQ(faults.size(), 1u);
  faults.clear();
  book->compare("R9", row_of({{"died", "2026-01-02"}}), row_of({{"died", "2026-01-01"}}), Instant{1}, faults);
  book->compare("R9", row_of({}), row_of({}), Instant{1}, faults);
  EXPECT_TRUE(faults.empty());
}

TEST(RowRules, WhatCannotBeReadIsRefused) {
  EXPECT_FALSE(check_rule({"X", "person", "", "born", "born >", "应为真", "", false, "", "", true, 0}, fields()).ok());
  EXPECT_FALSE(check_rule({"X", "person", "", "nose", "true", "应为真", "", false, "", "", true, 0}, fields()).ok());
  EXPECT_FALSE(check_rule({"X", "person", "", "born", "nose = 1", "应为真", "", false, "", "", true, 0}, fields()).ok());
  EXPECT_TRUE(check_rule({"X", "person", "", "phone", "valid_phone(phone)", "应为电话", "", false, "", "", true, 0}, fields()).ok());
}

}  // namespace
}  // namespace tiange::exchange
