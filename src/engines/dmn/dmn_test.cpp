#include "engines/dmn/dmn.h"

#include <gtest/gtest.h>

#include "engines/dmn/tck_runner.h"

namespace tiange::dmn {
namespace {

using feel::ContextBuilder;
using feel::Value;

std::string model(const std::string& inside, const std::string& more = "") {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
         "<dmn:definitions xmlns:dmn=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" name=\"派单\" namespace=\"urn:d\" " +
         more + ">\n" + inside + "</dmn:definitions>";
}

std::string input(const std::string& name, const std::string& type = "") {
  return "<dmn:inputData id=\"i_" + name + "\" name=\"" + name + "\"><dmn:variable name=\"" + name + "\"" +
         (type.empty() ? "" : " typeRef=\"" + type + "\"") + "/></dmn:inputData>\n";
}

std::string needs(const std::string& name) {
  return "<dmn:informationRequirement><dmn:requiredInput href=\"#i_" + name + "\"/></dmn:informationRequirement>";
}

std::string cell(const char* name, const std::string& text) {
  return std::string("<dmn:") + name + "><dmn:text>" + text + "</dmn:text></dmn:" + name + ">";
}

// One input x, one output; rows of "test => output".
std::string table(const std::string& policy, const std::vector<std::pair<std::string, std::string>>& rows,
                  const std::string& output = "<dmn:output name=\"y\"/>") {
  std::string xml = input("x") + "<dmn:decision id=\"d\" name=\"decide\">" + needs("x") + "<dmn:decisionTable " +
                    policy + "><dmn:input label=\"数量\">" + cell("inputExpression", "x") + "</dmn:input>" + output;
  int number = 0;
  for (const auto& [test, value] : rows) {
    xml += "<dmn:rule id=\"r" + std::to_string(++number) + "\">" + cell("inputEntry", test) +
           cell("outputEntry", value) + "</dmn:rule>";
  }
  return model(xml + "</dmn:decisionTable></dmn:decision>");
}

Value x_is(const Value& value) { return ContextBuilder().set("x", value).build(); }

std::string decide(const std::string& xml, const Value& context, const char* decision = "decide") {
  const auto parsed = parse_model(xml);
  if (!parsed.ok()) return "refused: " + parsed.refusal().en;
  const auto outcome = evaluate_decision(*parsed, decision, context);
  return outcome.ok() ? feel::to_literal(outcome->value) : "refused: " + outcome.refusal().en;
}

struct PolicyRow {
  const char* policy;
  std::int64_t x;
  const char* result;
};

class Policies : public testing::TestWithParam<PolicyRow> {};

TEST_P(Policies, ChooseAsTheyShould) {
  const std::string xml = table(GetParam().policy, {{"&lt; 10", "1"}, {"[5..20]", "3"}, {"&gt; 15", "3"}, {"7", "2"}},
                                "<dmn:output name=\"y\"><dmn:outputValues><dmn:text>2,3,1</dmn:text></dmn:outputValues>"
                                "</dmn:output>");
  EXPECT_EQ(decide(xml, x_is(Value::number(GetParam().x))), GetParam().result) << GetParam().policy;
}

INSTANTIATE_TEST_SUITE_P(
    Hits, Policies,
    testing::Values(PolicyRow{"", 1, "1"}, PolicyRow{"", 6, "null"}, PolicyRow{"hitPolicy=\"ANY\"", 17, "3"},
                    PolicyRow{"hitPolicy=\"ANY\"", 6, "null"}, PolicyRow{"hitPolicy=\"FIRST\"", 6, "1"},
                    PolicyRow{"hitPolicy=\"PRIORITY\"", 7, "2"}, PolicyRow{"hitPolicy=\"PRIORITY\"", 6, "3"},
                    PolicyRow{"hitPolicy=\"RULE ORDER\"", 7, "[1, 3, 2]"},
                    PolicyRow{"hitPolicy=\"OUTPUT ORDER\"", 7, "[2, 3, 1]"},
                    PolicyRow{"hitPolicy=\"COLLECT\"", 6, "[1, 3]"},
                    PolicyRow{"hitPolicy=\"COLLECT\" aggregation=\"SUM\"", 7, "6"},
                    PolicyRow{"hitPolicy=\"COLLECT\" aggregation=\"MIN\"", 7, "1"},
                    PolicyRow{"hitPolicy=\"COLLECT\" aggregation=\"MAX\"", 7, "3"},
                    PolicyRow{"hitPolicy=\"COLLECT\" aggregation=\"COUNT\"", 7, "3"}));

TEST(Explain, TellsTheRuleThatHeldAndTheOnesThatNearlyDid) {
  const auto parsed = parse_model(table("", {{"&lt; 5", "\"街道\""}, {"&gt;= 5", "\"区\""}}));
  ASSERT_TRUE(parsed.ok()) << parsed.refusal().en;
  const auto outcome = evaluate_decision(*parsed, "d", x_is(Value::number(7)));
  ASSERT_TRUE(outcome.ok());
  ASSERT_EQ(outcome->traces.size(), 1u);
  const DecisionTrace& trace = outcome->traces[0];
  ASSERT_EQ(trace.matched.size(), 1u);
  EXPECT_EQ(trace.matched[0].rule_id, "r2");
  EXPECT_EQ(trace.matched[0].number, 2);
  ASSERT_EQ(trace.near_misses.size(), 1u);
  EXPECT_FALSE(trace.near_misses[0].cells[0].held);
  EXPECT_EQ(outcome->words().zh,
            "“decide”得出“区”\n  规则2：数量为 7，符合“不小于 5”\n  差一项未命中的规则1：数量为 7，不符合“小于 5”");
  EXPECT_EQ(outcome->words().en,
            "'decide' gave '区'\n  rule 2: 数量 is 7, as asked: at least 5\n"
            "  missed by one condition, rule 1: 数量 is 7, not as asked: less than 5");
}

TEST(Explain, NotesWhyThereIsNoValue) {
  const auto parsed = parse_model(table("", {{"&lt; 5", "1"}, {"&lt; 6", "2"}}));
  const auto outcome = evaluate_decision(*parsed, "decide", x_is(Value::number(1)));
  ASSERT_EQ(outcome->notes.size(), 1u);
  EXPECT_EQ(outcome->notes[0].element, "decide");
  EXPECT_EQ(outcome->notes[0].note.reason.code, feel::ReasonCode::many_rules);
}

TEST(Reading, RefusesAndNamesTheElementAndTheLine) {
  const auto refused = parse_model(table("", {{"&lt; (", "1"}}));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.refusal().code, ErrorCode::bad_decision);
  EXPECT_NE(refused.refusal().en.find("'decide', line 4"), std::string::npos) << refused.refusal().en;
  EXPECT_FALSE(parse_model("<a/>").ok());
  EXPECT_FALSE(parse_model("<a").ok());
  EXPECT_FALSE(parse_model(model("<dmn:decision id=\"d\" name=\"d\"><dmn:informationRequirement>"
                                 "<dmn:requiredInput href=\"#none\"/></dmn:informationRequirement></dmn:decision>"))
                   .ok());
}

TEST(Reading, RefusesNamesThatNothingGives) {
  const auto refused = parse_model(table("", {{"&lt; y", "1"}}));
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.refusal().zh.find("名称“y”不在可用范围内"), std::string::npos) << refused.refusal().zh;
  EXPECT_TRUE(parse_model(table("", {{"&lt; x", "[{a: 1}][a = 1].a"}})).ok());
}

TEST(Reading, LenientKeepsTheRest) {
  const auto parsed = parse_model(table("", {{"&lt; (", "1"}, {"&lt; 5", "2"}}), {}, Reading::lenient);
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->problems().size(), 1u);
  EXPECT_EQ(feel::to_literal(evaluate_decision(*parsed, "decide", x_is(Value::number(1)))->value), "2");
}

TEST(Types, HoldInputsAndResultsToWhatIsDeclared) {
  const std::string types =
      "<dmn:itemDefinition name=\"Level\"><dmn:typeRef>string</dmn:typeRef><dmn:allowedValues><dmn:text>\"一般\",\"紧急\""
      "</dmn:text></dmn:allowedValues></dmn:itemDefinition>";
  const std::string xml = model(types + input("x", "Level") + "<dmn:decision id=\"d\" name=\"decide\">" + needs("x") +
                                cell("literalExpression", "x") + "</dmn:decision>");
  EXPECT_EQ(decide(xml, x_is(Value::string("紧急"))), "\"紧急\"");
  EXPECT_EQ(decide(xml, x_is(Value::string("随便"))), "null");
  EXPECT_EQ(decide(xml, x_is(Value::number(1))), "null");
}

TEST(Boxes, ContextsFunctionsInvocationsRelationsAndLoops) {
  const std::string xml = model(
      input("x") + "<dmn:businessKnowledgeModel id=\"b\" name=\"add up\"><dmn:encapsulatedLogic>"
      "<dmn:formalParameter name=\"a\"/><dmn:formalParameter name=\"b\"/>" + cell("literalExpression", "a + b") +
      "</dmn:encapsulatedLogic></dmn:businessKnowledgeModel>"
      "<dmn:decision id=\"d\" name=\"decide\">" + needs("x") +
      "<dmn:knowledgeRequirement><dmn:requiredKnowledge href=\"#b\"/></dmn:knowledgeRequirement><dmn:context>"
      "<dmn:contextEntry><dmn:variable name=\"rows\"/><dmn:relation><dmn:column name=\"k\"/><dmn:row>" +
      cell("literalExpression", "x") + "</dmn:row><dmn:row>" + cell("literalExpression", "10") +
      "</dmn:row></dmn:relation></dmn:contextEntry><dmn:contextEntry><dmn:variable name=\"sum of all\"/><dmn:invocation>" +
      cell("literalExpression", "add up") + "<dmn:binding><dmn:parameter name=\"b\"/>" +
      cell("literalExpression", "rows[1].k") + "</dmn:binding><dmn:binding><dmn:parameter name=\"a\"/>" +
      cell("literalExpression", "rows[2].k") +
      "</dmn:binding></dmn:invocation></dmn:contextEntry><dmn:contextEntry>" +
      cell("literalExpression", "[sum of all, add up(1, 2)]") + "</dmn:contextEntry></dmn:context></dmn:decision>");
  EXPECT_EQ(decide(xml, x_is(Value::number(5))), "[15, 3]");
}

TEST(Services, AreCalledWithTheirInputsAndIgnoreTheirInputDecisions) {
  const std::string xml = model(
      "<dmn:decisionService id=\"s\" name=\"serve\"><dmn:outputDecision href=\"#o\"/><dmn:inputDecision href=\"#p\"/>"
      "</dmn:decisionService><dmn:decision id=\"p\" name=\"part\">" + cell("literalExpression", "1") +
      "</dmn:decision><dmn:decision id=\"o\" name=\"out\"><dmn:informationRequirement><dmn:requiredDecision href=\"#p\"/>"
      "</dmn:informationRequirement>" + cell("literalExpression", "part * 2") +
      "</dmn:decision><dmn:decision id=\"d\" name=\"decide\"><dmn:knowledgeRequirement><dmn:requiredKnowledge href=\"#s\"/>"
      "</dmn:knowledgeRequirement>" + cell("literalExpression", "serve(part: 21)") + "</dmn:decision>");
  EXPECT_EQ(decide(xml, Value::context({})), "42");
  EXPECT_EQ(decide(xml, Value::context({}), "out"), "2");
  const auto parsed = parse_model(xml);
  const Value context = ContextBuilder().set("part", Value::number(4)).build();
  EXPECT_EQ(feel::to_literal(evaluate_service(*parsed, "serve", context)->value), "8");
}

TEST(Models, ThatGoInCirclesEndWithAReason) {
  const std::string xml = model(
      "<dmn:decision id=\"a\" name=\"a\"><dmn:informationRequirement><dmn:requiredDecision href=\"#b\"/>"
      "</dmn:informationRequirement>" + cell("literalExpression", "b + 1") + "</dmn:decision>"
      "<dmn:decision id=\"b\" name=\"b\"><dmn:informationRequirement><dmn:requiredDecision href=\"#a\"/>"
      "</dmn:informationRequirement>" + cell("literalExpression", "a + 1") + "</dmn:decision>"
      "<dmn:businessKnowledgeModel id=\"k\" name=\"k\"><dmn:encapsulatedLogic><dmn:formalParameter name=\"n\"/>" +
      cell("literalExpression", "k(n + 1)") + "</dmn:encapsulatedLogic><dmn:knowledgeRequirement>"
      "<dmn:requiredKnowledge href=\"#k\"/></dmn:knowledgeRequirement></dmn:businessKnowledgeModel>");
  EXPECT_EQ(decide(xml, Value::context({}), "a"), "null");
  const auto parsed = parse_model(xml);
  const auto outcome = evaluate_knowledge(*parsed, "k", ContextBuilder().set("n", Value::number(1)).build());
  EXPECT_TRUE(outcome->value.is_null());
}

TEST(Imports, BringTypesKnowledgeAndDecisions) {
  const std::string library = "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" namespace=\"urn:lib\">"
      "<businessKnowledgeModel id=\"b\" name=\"twice\"><encapsulatedLogic><formalParameter name=\"n\"/>"
      "<literalExpression><text>n * 2</text></literalExpression></encapsulatedLogic></businessKnowledgeModel></definitions>";
  const auto imported = parse_model(library);
  ASSERT_TRUE(imported.ok()) << imported.refusal().en;
  const std::string xml = model(
      "<dmn:import name=\"lib\" namespace=\"urn:lib\" importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>"
      "<dmn:decision id=\"d\" name=\"decide\"><dmn:knowledgeRequirement><dmn:requiredKnowledge href=\"urn:lib#b\"/>"
      "</dmn:knowledgeRequirement>" + cell("literalExpression", "lib.twice(21)") + "</dmn:decision>");
  EXPECT_FALSE(parse_model(xml).ok());
  const auto parsed = parse_model(xml, {*imported});
  ASSERT_TRUE(parsed.ok()) << parsed.refusal().en;
  EXPECT_EQ(feel::to_literal(evaluate_decision(*parsed, "decide", Value::context({}))->value), "42");
}

TEST(Imports, WithoutANameBringTheirNamesAsTheyAre) {
  const std::string library = "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" namespace=\"urn:lib\">"
      "<itemDefinition name=\"Short\"><typeRef>string</typeRef><allowedValues><text>string length(?) &lt; 3</text>"
      "</allowedValues></itemDefinition><inputData id=\"i\" name=\"given\"><variable name=\"given\" typeRef=\"Short\"/>"
      "</inputData><decision id=\"q\" name=\"asked\"><informationRequirement><requiredInput href=\"#i\"/>"
      "</informationRequirement><literalExpression><text>given + \"!\"</text></literalExpression></decision></definitions>";
  const auto imported = parse_model(library);
  ASSERT_TRUE(imported.ok()) << imported.refusal().en;
  const auto parsed = parse_model(
      model("<dmn:import name=\"\" namespace=\"urn:lib\" importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>"
            "<dmn:decision id=\"d\" name=\"decide\"><dmn:variable name=\"decide\" typeRef=\"Short\"/>"
            "<dmn:informationRequirement><dmn:requiredDecision href=\"urn:lib#q\"/></dmn:informationRequirement>" +
            cell("literalExpression", "asked") + "</dmn:decision>"),
      {*imported});
  ASSERT_TRUE(parsed.ok()) << parsed.refusal().en;
  const auto decided = [&](const char* given) {
    const Value context = ContextBuilder().set("given", Value::string(given)).build();
    return feel::to_literal(evaluate_decision(*parsed, "decide", context)->value);
  };
  EXPECT_EQ(decided("a"), "\"a!\"");
  EXPECT_EQ(decided("ab"), "null");
  EXPECT_EQ(decided("abc"), "null");
}

TEST(Types, ConvertBetweenSingleItemsAndListsAndDates) {
  const auto typed = [](const std::string& type, const std::string& text) {
    return decide(model("<dmn:decision id=\"d\" name=\"decide\"><dmn:variable name=\"decide\" typeRef=\"" + type +
                        "\"/>" + cell("literalExpression", text) + "</dmn:decision>"),
                  Value::context({}));
  };
  EXPECT_EQ(typed("dateTime", "@\"2026-01-02\""), "@\"2026-01-02T00:00:00Z\"");
  EXPECT_EQ(typed("string", "[\"a\"]"), "\"a\"");
  EXPECT_EQ(typed("string", "[\"a\", \"b\"]"), "null");
  EXPECT_EQ(typed("number", "\"1\""), "null");
}

TEST(Kit, CountsWhatPassesAndSaysWhyNot) {
  TckFolder folder;
  folder.name = "own";
  folder.files["m.dmn"] = table("", {{"&lt; 5", "0.1 + 0.2"}});
  folder.files["m-test-01.xml"] =
      "<testCases xmlns=\"http://www.omg.org/spec/DMN/20160719/testcase\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><modelName>m.dmn</modelName>"
      "<testCase id=\"1\"><inputNode name=\"x\"><value xsi:type=\"xsd:decimal\">1</value></inputNode>"
      "<resultNode name=\"decide\"><expected><value xsi:type=\"xsd:decimal\">0.3</value></expected></resultNode></testCase>"
      "<testCase id=\"2\"><inputNode name=\"x\"><value xsi:type=\"xsd:decimal\">1</value></inputNode>"
      "<resultNode name=\"decide\"><expected><value xsi:type=\"xsd:string\">0.3</value></expected></resultNode></testCase>"
      "</testCases>";
  const TckReport report = run_tck({folder});
  EXPECT_EQ(report.passed, 1);
  EXPECT_EQ(report.total, 2);
  ASSERT_EQ(report.failures.size(), 1u);
  EXPECT_EQ(report.failures[0].case_id, "2");
}

}  // namespace
}  // namespace tiange::dmn
