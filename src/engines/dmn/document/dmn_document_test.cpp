#include "engines/dmn/document/dmn_document.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace tiange::dmn {
namespace {

// Odd spacing, comments, other people's extensions and a diagram: all of it must come back.
constexpr std::string_view k_file = R"(<?xml version='1.0' encoding="UTF-8"?>
<!-- 派单规则 > 2026 -->
<dmn:definitions xmlns:dmn="https://www.omg.org/spec/DMN/20230324/MODEL/"  xmlns:x='urn:other'
   xmlns:dmndi="https://www.omg.org/spec/DMN/20230324/DMNDI/" name='routes' namespace="urn:r">
  <dmn:extensionElements><x:note a='1>2'><![CDATA[<keep/>]]></x:note></dmn:extensionElements>
  <dmn:inputData id="i" name="level"/>
  <dmn:decision id="d" name="route"  >
    <dmn:informationRequirement id="q"><dmn:requiredInput href="#i"/></dmn:informationRequirement>
    <dmn:decisionTable id="t" hitPolicy="FIRST">
      <dmn:input id="in"><dmn:inputExpression id="ie"><dmn:text>level</dmn:text></dmn:inputExpression></dmn:input>
      <dmn:output id="out" name="unit"/>
      <dmn:rule id="r1"><dmn:inputEntry id="c1"><dmn:text>&lt; 3</dmn:text></dmn:inputEntry><dmn:outputEntry id="o1"><dmn:text>"街道"</dmn:text></dmn:outputEntry></dmn:rule>
      <!-- the rest -->
      <dmn:rule id="r2"><dmn:inputEntry id="c2"><dmn:text/></dmn:inputEntry><dmn:outputEntry id="o2"><dmn:text>"区"</dmn:text></dmn:outputEntry></dmn:rule>
    </dmn:decisionTable>
  </dmn:decision>
  <dmndi:DMNDI><dmndi:DMNDiagram id="g"><dmndi:DMNShape id="s" dmnElementRef="d"/></dmndi:DMNDiagram></dmndi:DMNDI>
</dmn:definitions>
)";

Document changed(std::vector<TableEdit> edits) {
  const auto document = read_document(k_file);
  EXPECT_TRUE(document.ok());
  auto edited = edit_document(*document, edits);
  EXPECT_TRUE(edited.ok()) << edited.refusal().en;
  return std::move(edited).value();
}

std::string decide(const Document& document, std::int64_t level) {
  const auto model = parse_model(document);
  if (!model.ok()) return "refused: " + model.refusal().en;
  const auto outcome =
      evaluate_decision(*model, "route", feel::ContextBuilder().set("level", feel::Value::number(level)).build());
  return feel::to_literal(outcome->value);
}

// What is left of the text when the first `part` is taken out.
std::string without(std::string text, std::string_view part) {
  const auto at = text.find(part);
  return at == std::string::npos ? "not found" : text.erase(at, part.size());
}

using Kind = TableEdit::Kind;

TEST(Documents, ComeBackByteForByte) {
  const auto document = read_document(k_file);
  ASSERT_TRUE(document.ok()) << document.refusal().en;
  EXPECT_EQ(write_document(*document), k_file);
  EXPECT_EQ(document->version(), "1.5");
  EXPECT_EQ(document->namespace_uri(), "urn:r");
}

TEST(Documents, OfTheKitComeBackByteForByte) {
  const char* folder = std::getenv("TIANGE_DMN_DIR");
  if (folder == nullptr) return;
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".dmn") continue;
    std::stringstream text;
    text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    const auto document = read_document(text.str());
    ASSERT_TRUE(document.ok()) << entry.path() << document.refusal().en;
    EXPECT_EQ(write_document(*document), text.str()) << entry.path();
    EXPECT_NE(document->version(), "") << entry.path();
    ++files;
  }
  EXPECT_GT(files, 0);
}

TEST(Edits, ChangeTheCellAndNothingElse) {
  const std::string text = write_document(changed({{Kind::input_entry, "d", 1, 1, 0, "< 5"}}));
  EXPECT_EQ(without(text, "&lt; 5"), without(std::string(k_file), "&lt; 3"));
  const Document filled = changed({{Kind::input_entry, "t", 2, 1, 0, "[3..9]"}, {Kind::output_entry, "route", 2, 1, 0, "\"市\""}});
  EXPECT_EQ(decide(filled, 4), "\"市\"");
  EXPECT_EQ(decide(filled, 10), "null");
}

TEST(Edits, AddRemoveAndMoveRules) {
  const Document added = changed({{Kind::add_rule, "t", 1, 0, 0, ""}, {Kind::input_entry, "t", 1, 1, 0, "1"},
                                  {Kind::output_entry, "t", 1, 1, 0, "\"村\""}, {Kind::description, "t", 1, 0, 0, "只此一级 & <"}});
  EXPECT_EQ(decide(added, 1), "\"村\"");
  EXPECT_EQ(decide(added, 2), "\"街道\"");
  const auto removed = edit_document(added, std::vector<TableEdit>{{Kind::remove_rule, "t", 1, 0, 0, ""}});
  ASSERT_TRUE(removed.ok());
  EXPECT_EQ(decide(*removed, 1), "\"街道\"");
  EXPECT_EQ(decide(changed({{Kind::move_rule, "t", 2, 0, 1, ""}}), 1), "\"区\"");
  const Document there_and_back = changed({{Kind::move_rule, "t", 1, 0, 2, ""}, {Kind::move_rule, "t", 2, 0, 1, ""}});
  EXPECT_EQ(decide(there_and_back, 1), "\"街道\"");
  EXPECT_NE(write_document(there_and_back).find("<!-- the rest -->"), std::string::npos);
}

TEST(Edits, SetTheHitPolicy) {
  const Document collected = changed({{Kind::hit_policy, "t", 0, 0, 0, "COLLECT COUNT"}});
  EXPECT_EQ(decide(collected, 1), "2");
  const auto back = edit_document(collected, std::vector<TableEdit>{{Kind::hit_policy, "t", 0, 0, 0, "FIRST"}});
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(write_document(*back), k_file);
}

TEST(Edits, RefuseWhatIsNotThereOrNoFeel) {
  const auto document = read_document(k_file);
  const auto refused = [&](TableEdit edit) {
    const auto result = edit_document(*document, std::vector<TableEdit>{std::move(edit)});
    return result.ok() ? "" : result.refusal().en;
  };
  EXPECT_NE(refused({Kind::remove_rule, "t", 3, 0, 0, ""}).find("no rule 3"), std::string::npos);
  EXPECT_NE(refused({Kind::input_entry, "t", 1, 2, 0, "1"}).find("no column 2"), std::string::npos);
  EXPECT_NE(refused({Kind::input_entry, "none", 1, 1, 0, "1"}).find("'none'"), std::string::npos);
  EXPECT_NE(refused({Kind::input_entry, "t", 1, 1, 0, "< ("}), "");
  EXPECT_NE(refused({Kind::hit_policy, "t", 0, 0, 0, "SOMETIMES"}).find("SOMETIMES"), std::string::npos);
}

TEST(Checks, NameThePlaceAndTheElement) {
  std::string text(k_file);
  text.replace(text.find("dmnElementRef=\"d\""), 17, "dmnElementRef=\"z\"");
  text.replace(text.find("id=\"r2\""), 7, "id=\"r1\"");
  text.replace(text.find("&lt; 3"), 6, "levl > ");
  const auto findings = check_document(*read_document(text));
  ASSERT_EQ(findings.size(), 3u);
  EXPECT_EQ(findings[0].where.line, 12u);
  EXPECT_EQ(findings[0].element_name, "route");
  EXPECT_EQ(findings[1].element_id, "r1");
  EXPECT_EQ(findings[1].where.line, 14u);
  EXPECT_EQ(findings[1].where.column, 7u);
  EXPECT_NE(findings[2].words.zh.find("“z”不存在"), std::string::npos);
  EXPECT_TRUE(check_document(*read_document(k_file)).empty());
}

TEST(Documents, RefuseWhatIsNoDecisionModel) {
  EXPECT_FALSE(read_document("<a/>").ok());
  EXPECT_FALSE(read_document("<!DOCTYPE d [<!ENTITY e 'x'>]><definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'/>").ok());
  const auto refused = read_document("<definitions\n  xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'>\n<a></b></definitions>");
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.refusal().en.find("line 3"), std::string::npos) << refused.refusal().en;
}

}  // namespace
}  // namespace tiange::dmn
