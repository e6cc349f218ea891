#include "platform/sheets/xlsx_template.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "platform/sheets/form_writer.h"
#include "platform/sheets/sheets.h"
#include "platform/sheets/xlsx_cells.h"
#include "platform/sheets/xlsx_package.h"

namespace tiange::sheets {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows read_all(std::string bytes) {
  Rows rows;
  auto reader = open_bytes(std::move(bytes));
  EXPECT_TRUE(reader.ok()) << (reader.ok() ? "" : reader.refusal().en);
  if (!reader.ok()) return rows;
  for (Row row;;) {
    const auto more = (*reader)->next(row);
    EXPECT_TRUE(more.ok()) << (more.ok() ? "" : more.refusal().en);
    if (!more.ok() || !*more) return rows;
    rows.resize(std::max(rows.size(), row.number));
    rows[row.number - 1] = row.cells;
  }
}

// A form as another program writes it: shared strings, shared formulas, merged cells, a chain, names, another sheet.
std::vector<PackagePart> parts() {
  const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
  const std::string main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
  const std::string rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  return {
      {"[Content_Types].xml", head + "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                                     "<Override PartName=\"/xl/calcChain.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml\"/></Types>"},
      {"xl/workbook.xml", head + "<workbook " + main + " xmlns:r=\"" + rel + "\"><sheets><sheet name=\"名册\" sheetId=\"1\" r:id=\"rId1\"/>"
                                 "<sheet name=\"汇总\" sheetId=\"2\" r:id=\"rId2\"/></sheets><definedNames><definedName name=\"_xlnm.Print_Area\" localSheetId=\"0\">名册!$A$1:$D$7</definedName>"
                                 "</definedNames><calcPr calcId=\"1\"/></workbook>"},
      {"xl/_rels/workbook.xml.rels", head + "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                                            "<Relationship Id=\"rId1\" Type=\"" + rel + "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                                            "<Relationship Id=\"rId2\" Type=\"" + rel + "/worksheet\" Target=\"/xl/worksheets/sheet2.xml\"/>"
                                            "<Relationship Id=\"rId3\" Type=\"" + rel + "/calcChain\" Target=\"calcChain.xml\"/></Relationships>"},
      {"xl/calcChain.xml", head + "<calcChain " + main + "><c r=\"C7\"/></calcChain>"},
      {"xl/styles.xml", head + "<styleSheet " + main + "><cellXfs count=\"3\"><xf numFmtId=\"0\"/><xf numFmtId=\"0\" fontId=\"1\"/><xf numFmtId=\"0\"/></cellXfs></styleSheet>"},
      {"xl/sharedStrings.xml", head + "<sst " + main + "><si><t>高龄津贴 &amp; 名册</t></si><si><r><t>姓</t></r><r><t>名</t></r></si><si><t>合计</t></si><si><t>村居：</t></si></sst>"},
      {"xl/worksheets/sheet1.xml",
       head + "<worksheet " + main + " xmlns:mc=\"urn:mc\" mc:Ignorable=\"x14ac\" xmlns:x14ac=\"urn:x14\"><dimension ref=\"A1:D8\"/><cols><col min=\"1\" max=\"2\" width=\"12.5\" customWidth=\"1\"/></cols>"
              "<sheetData>\n<row r=\"1\" ht=\"30\" customHeight=\"1\"><c r=\"A1\" s=\"1\" t=\"s\"><v>0</v></c></row>"
              "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>3</v></c><c r=\"B2\" s=\"2\"/></row>"
              "<row r=\"3\"><c r=\"A3\" s=\"2\"/><c r=\"B3\" s=\"2\" t=\"s\"><v>1</v></c></row>"
              "<row r=\"4\" spans=\"1:4\"><c r=\"A4\" s=\"2\"/><c r=\"B4\" s=\"2\"/><c r=\"C4\" s=\"2\"><v>1</v></c><c r=\"D4\" s=\"2\"><f>C4*2</f><v>2</v></c></row>"
              "<row r=\"5\" ht=\"20\"><c r=\"A5\" s=\"2\"/><c r=\"B5\" s=\"2\"/><c r=\"C5\" s=\"2\"/><c r=\"D5\" s=\"2\"><f>C5*2</f></c></row>"
              "<row r=\"7\"><c r=\"A7\" t=\"s\"><v>2</v></c><c r=\"C7\"><f t=\"shared\" ref=\"C7:D7\" si=\"0\">SUM(C4:C5)</f><v>1</v></c><c r=\"D7\"><f t=\"shared\" si=\"0\"/><v>2</v></c></row>"
              "<row r=\"8\"><c r=\"A8\" t=\"inlineStr\"><is><t>填表人 C5 不动</t></is></c></row></sheetData>"
              "<mergeCells count=\"3\"><mergeCell ref=\"A1:D1\"/><mergeCell ref=\"A5:B5\"/><mergeCell ref=\"A8:D8\"/></mergeCells>"
              "<conditionalFormatting sqref=\"C4:C5\"><cfRule type=\"expression\" priority=\"1\"><formula>C4&gt;$C$7</formula></cfRule></conditionalFormatting>"
              "<pageMargins left=\"0.7\" right=\"0.7\"/></worksheet>"},
      {"xl/worksheets/sheet2.xml", head + "<worksheet " + main + "><sheetData><row r=\"1\"><c r=\"A1\"><f>名册!C7+A9</f><v>3</v></c></row></sheetData></worksheet>"},
      {"docProps/app.xml", "<Properties>原样</Properties>"}};
}

Filling filling(std::size_t rows) {
  Filling out;
  out.cells = {{"B2", {"澜石社区", false}}, {"A8", {"", false}}};
  out.rows = {4, 5, {1, 2, 3}, {}};
  for (std::size_t i = 1; i <= rows; ++i) out.rows.rows.push_back({{std::to_string(i), true}, {"=1+" + std::to_string(i), false}, {"10", true}});
  return out;
}

const std::string& sheet_of(const std::vector<PackagePart>& all, const char* name = "xl/worksheets/sheet1.xml") { return find_part(all, name)->bytes; }

TEST(XlsxTemplate, TellsWhatStandsInTheForm) {
  const auto shape = read_template(pack(parts()));
  ASSERT_TRUE(shape.ok()) << shape.refusal().en;
  EXPECT_EQ(shape->sheets, (std::vector<std::string>{"名册", "汇总"}));
  EXPECT_EQ(shape->cells.front().text, "高龄津贴 & 名册");
  EXPECT_EQ(shape->cells[2].text, "姓名") << "runs are joined";
  EXPECT_EQ(shape->merged.size(), 3u);
  EXPECT_EQ(shape->widths[1], 12.5);
  EXPECT_TRUE(read_template(pack(parts()), "汇总").ok());
  EXPECT_FALSE(read_template(pack(parts()), "没有").ok());
}

TEST(XlsxTemplate, FewerRowsThanTheFormHasRoomForLeaveEverythingInItsPlace) {
  const auto filled = fill_template(pack(parts()), filling(1));
  ASSERT_TRUE(filled.ok()) << filled.refusal().en;
  const Rows rows = read_all(*filled);
  EXPECT_EQ(rows[0][0], "高龄津贴 & 名册");
  EXPECT_EQ(rows[1][1], "澜石社区");
  EXPECT_EQ(rows[3][1], "=1+1") << "a text, not a formula";
  EXPECT_EQ(rows[6][0], "合计");
  const auto after = *unpack(*filled, k_template_inflated);
  EXPECT_TRUE(text::contains(sheet_of(after), "<c r=\"B4\" s=\"2\" t=\"inlineStr\">")) << "keeps its style";
  EXPECT_TRUE(text::contains(sheet_of(after), "ht=\"30\""));
  EXPECT_TRUE(text::contains(sheet_of(after), "<f>SUM(D4:D5)</f>")) << "a shared formula stands for itself";
  EXPECT_EQ(sheet_of(after, "docProps/app.xml"), "<Properties>原样</Properties>");
  EXPECT_EQ(sheet_of(after, "xl/styles.xml"), sheet_of(parts(), "xl/styles.xml"));
}

TEST(XlsxTemplate, MoreRowsComeInAndEverythingBelowMovesAlong) {
  const auto filled = fill_template(pack(parts()), filling(5));
  ASSERT_TRUE(filled.ok()) << filled.refusal().en;
  const Rows rows = read_all(*filled);
  ASSERT_EQ(rows.size(), 11u);
  EXPECT_EQ(rows[7][1], "=1+5");
  EXPECT_EQ(rows[9][0], "合计");
  const auto after = *unpack(*filled, k_template_inflated);
  const std::string& xml = sheet_of(after);
  for (const char* part : {"<f>SUM(C4:C8)</f>", "<f>SUM(D4:D8)</f>", "<f>C8*2</f>", "<mergeCell ref=\"A11:D11\"/>", "<mergeCell ref=\"A6:B6\"/>", "<mergeCell ref=\"A8:B8\"/>",
                           "<mergeCell ref=\"A1:D1\"/>", "sqref=\"C4:C8\"", "C4&gt;$C$10", "<dimension ref=\"A1:D11\"/>", "<row r=\"6\" ht=\"20\">", "<c r=\"C6\" s=\"2\">", "mc:Ignorable=\"x14ac\""})
    EXPECT_TRUE(text::contains(xml, part)) << part;
  EXPECT_TRUE(text::contains(sheet_of(after, "xl/worksheets/sheet2.xml"), "名册!C10+A9")) << "only what names the sheet moves";
  EXPECT_TRUE(text::contains(sheet_of(after, "xl/workbook.xml"), "名册!$A$1:$D$10"));
  EXPECT_TRUE(text::contains(sheet_of(after, "xl/workbook.xml"), "fullCalcOnLoad=\"1\""));
  EXPECT_EQ(find_part(after, "xl/calcChain.xml"), nullptr);
  EXPECT_FALSE(text::contains(sheet_of(after, "[Content_Types].xml"), "calcChain"));
  EXPECT_FALSE(text::contains(xml, "</f><v>")) << "what a formula gave before is gone";
  EXPECT_EQ(*filled, *fill_template(pack(parts()), filling(5))) << "same bytes";
  const auto again = read_template(*filled);
  ASSERT_TRUE(again.ok()) << again.refusal().en;
  EXPECT_EQ(again->rows, 11u);
}

TEST(XlsxTemplate, AFormOfTheHouseIsFilled) {
  FormLook look;
  look.sheet = "表";
  look.widths = {6, 20};
  look.cells = {{"A1:B1", "统计表", "title"}, {"A2", "序号", "head"}, {"B2", "姓名", "head"}, {"A3:B4", "", "body"}, {"A5", "合计", "head"}, {"B5", "=COUNTA(B3:B4)", "number"}};
  const auto form = write_form(look);
  ASSERT_TRUE(form.ok());
  Filling order;
  order.rows = {3, 4, {1, 2}, {{{"1", true}, {"王某", false}}, {{"2", true}, {"李某", false}}, {{"3", true}, {"<&>", false}}}};
  const auto filled = fill_template(*form, order);
  ASSERT_TRUE(filled.ok()) << filled.refusal().en;
  const Rows rows = read_all(*filled);
  EXPECT_EQ(rows[4][1], "<&>");
  EXPECT_TRUE(text::contains(sheet_of(*unpack(*filled, k_template_inflated)), "COUNTA(B3:B5)"));
  look.cells[0].look = "gold";
  EXPECT_FALSE(write_form(look).ok());
}

TEST(XlsxTemplate, RefusesWhatAFormMustNotHold) {
  const auto with = [](const std::function<void(std::vector<PackagePart>&)>& change) {
    auto all = parts();
    change(all);
    return read_template(pack(all));
  };
  const auto formula = [&](const std::string& text) {
    return with([&](auto& all) {
      auto& xml = find_part(all, "xl/worksheets/sheet2.xml")->bytes;
      xml = text::replace_all(xml, "名册!C7+A9", text);
    });
  };
  EXPECT_TRUE(formula("ROUND(SUM(A2:A3),1)").ok());
  for (const char* text : {"cmd|' /c calc'!A1", "[1]外!A1", "WEBSERVICE(\"http://x\")", "HYPERLINK(\"http://x\",\"点\")", "INDIRECT(\"A1\")", "call(1)"}) {
    const auto refused = formula(text);
    ASSERT_FALSE(refused.ok()) << text;
    EXPECT_EQ(refused.refusal().code, ErrorCode::template_refused);
    EXPECT_TRUE(text::contains(refused.refusal().zh, "A1")) << refused.refusal().zh;
  }
  EXPECT_FALSE(with([](auto& all) { all.push_back({"xl/vbaProject.bin", "x"}); }).ok());
  EXPECT_FALSE(with([](auto& all) { all.push_back({"../out", "x"}); }).ok());
  EXPECT_FALSE(with([](auto& all) { all.push_back({"xl/worksheets/_rels/sheet1.xml.rels", "<R><Relationship TargetMode=\"External\" Target=\"http://x\"/></R>"}); }).ok());
  EXPECT_FALSE(with([](auto& all) { all.push_back({"xl/zeros.xml", std::string(k_template_inflated + 1, '0')}); }).ok()) << "packs to little, unpacks to much";
  EXPECT_FALSE(with([](auto& all) { find_part(all, "xl/workbook.xml")->bytes = "<!DOCTYPE x [<!ENTITY a \"b\">]><workbook>&a;</workbook>"; }).ok());
  EXPECT_FALSE(with([](auto& all) { find_part(all, "xl/worksheets/sheet1.xml")->bytes += "<"; }).ok());
  EXPECT_FALSE(read_template("PK\x03\x04 broken").ok());
  EXPECT_FALSE(read_template("").ok());
  EXPECT_FALSE(read_template(std::string(k_template_bytes + 1, 'x')).ok());
  auto across = filling(1);
  across.rows.first = 1, across.rows.last = 2;
  EXPECT_FALSE(fill_template(pack(parts()), across).ok()) << "a cell inside of the rows";
  across.cells.clear();
  EXPECT_TRUE(fill_template(pack(parts()), across).ok());
}

TEST(XlsxCells, FormulasMove) {
  const RowsInserted rows{5, 3, 4};
  EXPECT_EQ(moved_formula("SUM(A4:A5)+A5+A6&\"A6\"", "表", true, rows), "SUM(A4:A8)+A5+A9&\"A6\"");
  EXPECT_EQ(moved_formula("SUM(A4:A5)", "表", true, rows, false), "SUM(A4:A5)");
  EXPECT_EQ(moved_formula("表!$A$6+'表'!B6+另!A6+A6", "表", false, rows), "表!$A$9+'表'!B9+另!A6+A6");
  EXPECT_EQ(moved_formula("LOG10(A6)+x6y+TAXX2026+A6B", "表", true, rows), "LOG10(A9)+x6y+TAXX2026+A6B");
  EXPECT_EQ(copied_formula("A1+$A$1+B$2", 2, 1), "B3+$A$1+C$2");
  EXPECT_EQ(moved_range("A1:B5 C6", rows), "A1:B8 C9");
  EXPECT_EQ(column_name(703), "AAA");
  EXPECT_FALSE(cell_place("7B"));
}

}  // namespace
}  // namespace tiange::sheets
