// Decision models at the corners of the standard: versions, types, policies, functions and services.
#include <gtest/gtest.h>

#include "engines/dmn/dmn.h"

namespace tiange::dmn {
namespace {

using feel::Value;

constexpr std::string_view k_spaces[] = {"http://www.omg.org/spec/DMN/20180521/MODEL/", "https://www.omg.org/spec/DMN/20191111/MODEL/",
                                         "https://www.omg.org/spec/DMN/20211108/MODEL/", "https://www.omg.org/spec/DMN/20230324/MODEL/"};

std::string model(const std::string& inside, std::string_view space = k_spaces[3]) {
  return "<definitions xmlns='" + std::string(space) + "' xmlns:feel='https://www.omg.org/spec/DMN/20230324/FEEL/' name='m' "
         "namespace='urn:m'>" + inside + "</definitions>";
}

std::string literal(const std::string& text) { return "<literalExpression><text>" + text + "</text></literalExpression>"; }

std::string input(const std::string& name, const std::string& type = "") {
  return "<inputData id='i_" + name + "' name='" + name + "'><variable name='" + name + "'" +
         (type.empty() ? "" : " typeRef='" + type + "'") + "/></inputData>";
}

std::string decision(const std::string& logic, const std::string& type = "", const std::string& needs = "x") {
  const std::string variable = "<variable name='d'" + (type.empty() ? "" : " typeRef='" + type + "'") + "/>";
  const std::string need = needs.empty() ? "" : "<informationRequirement><requiredInput href='#i_" + needs + "'/></informationRequirement>";
  return "<decision id='d' name='d'>" + variable + need + logic + "</decision>";
}

std::string decide(const std::string& xml, const Value& x = Value(), const std::vector<Model>& imports = {}) {
  const auto parsed = parse_model(xml, imports);
  if (!parsed.ok()) return "refused: " + parsed.refusal().en;
  return feel::to_literal(evaluate_decision(*parsed, "d", feel::ContextBuilder().set("x", x).build())->value);
}

Value feel_value(const char* text) { return feel::evaluate(*feel::parse_expression(text), Value()).value; }

TEST(Versions, FromOneTwoToOneFiveReadTypesWithAndWithoutPrefix) {
  for (const std::string_view space : k_spaces) {
    for (const char* type : {"number", "feel:number", "feel.number"}) {
      EXPECT_EQ(decide(model(input("x", type) + decision(literal("x + 1"), type), space), Value::number(1)), "2") << space << type;
    }
    EXPECT_EQ(decide(model(input("x", "number") + decision(literal("x")), space), Value::string("a")), "null") << space;
  }
}

TEST(ItemDefinitions, HoldItemsToAllowedValuesAndWholesToConstraints) {
  const std::string types =
      "<itemDefinition name='tLevel'><typeRef>number</typeRef><allowedValues><text>[1..5]</text></allowedValues></itemDefinition>"
      "<itemDefinition name='tLevels' isCollection='true'><typeRef>tLevel</typeRef></itemDefinition>"
      "<itemDefinition name='tFew' isCollection='true'><typeRef>tLevel</typeRef><allowedValues><text>&lt; 4</text></allowedValues>"
      "<typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>"
      "<itemDefinition name='tCase'><itemComponent name='level'><typeRef>tLevel</typeRef></itemComponent>"
      "<itemComponent name='word'><typeRef>string</typeRef><allowedValues><text>\"a\",\"b\"</text></allowedValues></itemComponent></itemDefinition>";
  const auto typed = [&](const char* type, const char* value) {
    return decide(model(types + input("x", type) + decision(literal("x"))), feel_value(value));
  };
  EXPECT_EQ(typed("tLevel", "5"), "5");
  EXPECT_EQ(typed("tLevel", "6"), "null");
  EXPECT_EQ(typed("tLevel", "[3]"), "3");
  EXPECT_EQ(typed("tLevels", "[1, 5]"), "[1, 5]");
  EXPECT_EQ(typed("tLevels", "2"), "[2]");
  EXPECT_EQ(typed("tLevels", "[1, 6]"), "null");
  EXPECT_EQ(typed("tFew", "[1, 3]"), "[1, 3]");
  EXPECT_EQ(typed("tFew", "[1, 4]"), "null");
  EXPECT_EQ(typed("tFew", "[1, 2, 3]"), "null");
  EXPECT_EQ(typed("tCase", "{level: 2, word: \"a\"}"), "{level: 2, word: \"a\"}");
  EXPECT_EQ(typed("tCase", "{level: 2, word: \"c\"}"), "null");
  EXPECT_EQ(typed("tCase", "{level: 7, word: \"a\"}"), "null");
  EXPECT_EQ(typed("tCase", "{level: 2}"), "null");
}

std::string table(const std::string& policy, const std::string& outputs, const std::vector<std::vector<std::string>>& rules) {
  std::string xml = "<decisionTable " + policy + "><input><inputExpression><text>x</text></inputExpression></input>" + outputs;
  for (const auto& rule : rules) {
    xml += "<rule><inputEntry><text>" + rule[0] + "</text></inputEntry>";
    for (std::size_t i = 1; i < rule.size(); ++i) xml += "<outputEntry><text>" + rule[i] + "</text></outputEntry>";
    xml += "</rule>";
  }
  return model(input("x") + decision(xml + "</decisionTable>"));
}

constexpr const char* k_two = "<output name='a'><outputValues><text>\"hi\",\"lo\"</text></outputValues></output>"
                              "<output name='b'><outputValues><text>1,2,3</text></outputValues></output>";
const std::vector<std::vector<std::string>> k_rules = {
    {"&lt; 9", "\"lo\"", "1"}, {"&lt; 8", "\"hi\"", "3"}, {"&lt; 7", "\"hi\"", "2"}};

TEST(Tables, OfSeveralOutputsRankColumnByColumn) {
  EXPECT_EQ(decide(table("hitPolicy='PRIORITY'", k_two, k_rules), Value::number(1)), "{a: \"hi\", b: 2}");
  EXPECT_EQ(decide(table("hitPolicy='OUTPUT ORDER'", k_two, k_rules), Value::number(1)),
            "[{a: \"hi\", b: 2}, {a: \"hi\", b: 3}, {a: \"lo\", b: 1}]");
  EXPECT_EQ(decide(table("hitPolicy='COLLECT'", k_two, k_rules), Value::number(7)), "[{a: \"lo\", b: 1}, {a: \"hi\", b: 3}]");
  EXPECT_EQ(decide(table("hitPolicy='FIRST'", k_two, k_rules), Value::number(1)), "{a: \"lo\", b: 1}");
  EXPECT_EQ(decide(table("hitPolicy='ANY'", k_two, {{"&lt; 9", "\"hi\"", "1.0"}, {"&lt; 8", "\"hi\"", "1"}}), Value::number(1)), "{a: \"hi\", b: 1.0}");
  EXPECT_EQ(decide(table("hitPolicy='ANY'", k_two, k_rules), Value::number(1)), "null");
}

TEST(Tables, WithoutAMatchGiveTheDefaultOrNothing) {
  const std::string defaults = "<output name='a'><defaultOutputEntry><text>\"none\"</text></defaultOutputEntry></output>"
                               "<output name='b'><defaultOutputEntry><text>0</text></defaultOutputEntry></output>";
  EXPECT_EQ(decide(table("", defaults, k_rules), Value::number(10)), "{a: \"none\", b: 0}");
  for (const char* policy : {"", "hitPolicy='ANY'", "hitPolicy='FIRST'", "hitPolicy='PRIORITY'", "hitPolicy='RULE ORDER'",
                             "hitPolicy='OUTPUT ORDER'", "hitPolicy='COLLECT' aggregation='SUM'",
                             "hitPolicy='COLLECT' aggregation='MIN'"}) {
    EXPECT_EQ(decide(table(policy, "<output name='y'/>", {{"1", "1"}}), Value::number(10)), "null") << policy;
  }
  EXPECT_EQ(decide(table("hitPolicy='COLLECT'", "<output name='y'/>", {{"1", "1"}}), Value::number(10)), "[]");
  EXPECT_EQ(decide(table("hitPolicy='COLLECT' aggregation='COUNT'", "<output name='y'/>", {{"1", "1"}}), Value::number(10)), "0");
}

TEST(Tables, CollectDurationsAndRefuseToAddWhatCannotBe) {
  const std::string sum = "hitPolicy='COLLECT' aggregation='SUM'";
  EXPECT_EQ(decide(table(sum, "<output/>", {{"1", "@\"P1D\""}, {"-", "@\"PT12H\""}}), Value::number(1)), "@\"P1DT12H\"");
  EXPECT_EQ(decide(table(sum, "<output/>", {{"1", "\"a\""}, {"-", "\"b\""}}), Value::number(1)), "null");
  EXPECT_EQ(decide(table("hitPolicy='COLLECT' aggregation='MAX'", "<output/>", {{"1", "\"a\""}, {"-", "\"b\""}}), Value::number(1)), "\"b\"");
}

TEST(Cells, TestTheInputInEveryForm) {
  struct Row {
    const char* test;
    const char* x;
    bool held;
  };
  const Row rows[] = {{"-", "null", true},          {"", "1", true},
                      {"1, 2, 3", "2", true},       {"not(1, 2)", "3", true},
                      {"not(1, 2)", "2", false},    {"null", "null", true},
                      {"not(null)", "1", true},     {"[1..3]", "3", true},
                      {"]1..3[", "3", false},       {"&lt; 3, &gt; 7", "8", true},
                      {"? &gt; 2 and ? &lt; 5", "4", true}, {"odd(?)", "4", false},
                      {"[1, 2]", "[1, 2]", true},   {"[1, 2]", "2", true},
                      {"1", "[1, 2]", false},       {"list contains(?, 1)", "[1, 2]", true},
                      {"\"a\"", "\"a\"", true},     {"starts with(?, \"a\")", "\"abc\"", true},
                      {"date(\"2020-01-01\")", "@\"2020-01-01\"", true}, {"&gt; date(\"2020-01-01\")", "@\"2020-01-02\"", true},
                      {"true", "true", true},       {"false", "false", true},
                      {"x &gt; 1", "2", true},      {"every i in ? satisfies i &gt; 0", "[1, 2]", true}};
  for (const Row& row : rows) {
    const std::string got = decide(table("", "<output/>", {{row.test, "\"yes\""}}), feel_value(row.x));
    EXPECT_EQ(got, row.held ? "\"yes\"" : "null") << row.test << " with " << row.x;
  }
}

TEST(Knowledge, CallsItselfTakesFunctionsAndHoldsToItsTypes) {
  const auto knowledge = [](const std::string& name, const std::string& parameters, const std::string& logic, const std::string& needs) {
    return "<businessKnowledgeModel id='" + name + "' name='" + name + "'><variable name='" + name + "'/><encapsulatedLogic>" +
           parameters + logic + "</encapsulatedLogic>" + needs + "</businessKnowledgeModel>";
  };
  const auto need = [](const std::string& name) {
    return "<knowledgeRequirement><requiredKnowledge href='#" + name + "'/></knowledgeRequirement>";
  };
  const std::string n = "<formalParameter name='n' typeRef='number'/>";
  const std::string all =
      knowledge("fact", n, literal("if n &lt; 2 then 1 else n * fact(n - 1)"), need("fact")) +
      knowledge("twice", "<formalParameter name='f'/><formalParameter name='v'/>", literal("f(f(v))"), "");
  const auto run = [&](const std::string& text) {
    return decide(model(all + "<decision id='d' name='d'>" + need("fact") + need("twice") + literal(text) + "</decision>"));
  };
  EXPECT_EQ(run("fact(5)"), "120");
  EXPECT_EQ(run("fact(n: 4)"), "24");
  EXPECT_EQ(run("fact([3])"), "6");
  EXPECT_EQ(run("fact(\"3\")"), "null");
  EXPECT_EQ(run("fact(1, 2)"), "null");
  EXPECT_EQ(run("twice(fact, 3)"), "720");
  EXPECT_EQ(run("twice(function(a) a + 1, 3)"), "5");
  EXPECT_EQ(run("for i in 1..4 return fact(i)"), "[1, 2, 6, 24]");
}

TEST(Services, OfSeveralOutputsGiveAContextAndAreFunctions) {
  const std::string service =
      input("x", "number") +
      "<decision id='a' name='a'><informationRequirement><requiredInput href='#i_x'/></informationRequirement>" + literal("x + 1") + "</decision>"
      "<decision id='b' name='b'><informationRequirement><requiredDecision href='#a'/></informationRequirement>" + literal("a * 2") + "</decision>"
      "<decisionService id='s' name='s'><outputDecision href='#a'/><outputDecision href='#b'/><inputData href='#i_x'/></decisionService>"
      "<decisionService id='t' name='t'><outputDecision href='#b'/><inputDecision href='#a'/></decisionService>";
  const auto run = [&](const std::string& text) {
    return decide(model(service + "<decision id='d' name='d'><knowledgeRequirement><requiredKnowledge href='#s'/></knowledgeRequirement>"
                                  "<knowledgeRequirement><requiredKnowledge href='#t'/></knowledgeRequirement>" + literal(text) + "</decision>"));
  };
  EXPECT_EQ(run("s(4)"), "{a: 5, b: 10}");
  EXPECT_EQ(run("s(x: 4).b"), "10");
  EXPECT_EQ(run("t(7)"), "14");
  EXPECT_EQ(run("t(a: 7)"), "14");
  EXPECT_EQ(run("s(\"a\")"), "null");
  EXPECT_EQ(run("s()"), "null");
}

TEST(Imports, OfImportsKeepTheirOwnTypesAndNames) {
  const auto library = [](const std::string& space, const std::string& inside) {
    return "<definitions xmlns='" + std::string(k_spaces[3]) + "' name='l' namespace='" + space + "'>" + inside + "</definitions>";
  };
  const auto import = [](const std::string& name, const std::string& space) {
    return "<import name='" + name + "' namespace='" + space + "' importType='" + std::string(k_spaces[3]) + "'/>";
  };
  const auto base = parse_model(library("urn:a", "<itemDefinition name='tAge'><typeRef>number</typeRef><allowedValues><text>&gt;= 0</text>"
      "</allowedValues></itemDefinition><businessKnowledgeModel id='k' name='older'><encapsulatedLogic><formalParameter name='n' typeRef='tAge'/>" +
      literal("n + 1") + "</encapsulatedLogic></businessKnowledgeModel>"));
  ASSERT_TRUE(base.ok()) << base.refusal().en;
  const auto middle = parse_model(library("urn:b", import("a", "urn:a") + "<decision id='q' name='grown'><variable name='grown' typeRef='a.tAge'/>"
      "<knowledgeRequirement><requiredKnowledge href='urn:a#k'/></knowledgeRequirement>" + literal("a.older(20)") + "</decision>"), {*base});
  ASSERT_TRUE(middle.ok()) << middle.refusal().en;
  EXPECT_EQ(decide(model(import("b", "urn:b") + "<decision id='d' name='d'><informationRequirement><requiredDecision href='urn:b#q'/>"
                   "</informationRequirement>" + literal("b.grown + 1") + "</decision>"), Value(), {*middle}), "22");
}

}  // namespace
}  // namespace tiange::dmn
