// The tree of values of every kind of boxed expression, and how it reads in both languages.
#include <gtest/gtest.h>

#include "engines/dmn/dmn.h"

namespace tiange::dmn {
namespace {

using feel::Value;

std::string literal(const std::string& text) {
  return "<literalExpression><text>" + text + "</text></literalExpression>";
}

Words explained(const std::string& logic, const std::string& more = "", const std::string& needs = "") {
  const std::string xml =
      "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m' namespace='urn:m'>"
      "<inputData id='i' name='x'/>" + more + "<decision id='d' name='d'>"
      "<informationRequirement><requiredInput href='#i'/></informationRequirement>" + needs + logic +
      "</decision></definitions>";
  const auto model = parse_model(xml);
  EXPECT_TRUE(model.ok()) << model.refusal().en;
  const auto outcome = evaluate_decision(*model, "d", feel::ContextBuilder().set("x", Value::number(5)).build());
  return outcome->words();
}

TEST(Trees, OfContextsShowTheEntries) {
  const Words words = explained("<context><contextEntry><variable name='双倍'/>" + literal("x * 2") +
                                "</contextEntry><contextEntry>" + literal("双倍 + 1") + "</contextEntry></context>");
  EXPECT_EQ(words.zh, "“d”得出 11\n  双倍（x * 2）：10\n  结果（双倍 + 1）：11");
  EXPECT_EQ(words.en, "'d' gave 11\n  双倍 (x * 2): 10\n  result (双倍 + 1): 11");
}

TEST(Trees, OfConditionalsShowTheBranchTaken) {
  const Words words = explained("<conditional><if>" + literal("x > 3") + "</if><then>" + literal("\"大\"") +
                                "</then><else>" + literal("\"小\"") + "</else></conditional>");
  EXPECT_EQ(words.zh, "“d”得出“大”\n  条件（x > 3）：是\n  成立，取（\"大\"）：“大”");
  EXPECT_EQ(words.en, "'d' gave '大'\n  condition (x > 3): yes\n  true, so (\"大\"): '大'");
}

TEST(Trees, OfFiltersAndLoopsShowEachItem) {
  const Words filter = explained("<filter><in>" + literal("[1, x]") + "</in><match>" + literal("item > 3") + "</match></filter>");
  EXPECT_EQ(filter.zh, "“d”得出 5\n  列表（[1, x]）：1、5\n  第 1 项（item > 3）：否\n  第 2 项（item > 3）：是");
  const Words loop = explained("<for iteratorVariable='n'><in>" + literal("[1, x]") + "</in><return>" + literal("n + 1") + "</return></for>");
  EXPECT_EQ(loop.en, "'d' gave 2, 6\n  list ([1, x]): 1, 5\n  item 1 (n + 1): 2\n  item 2 (n + 1): 6");
  const Words some = explained("<some iteratorVariable='n'><in>" + literal("[1, x]") + "</in><satisfies>" + literal("n > 0") + "</satisfies></some>");
  EXPECT_EQ(some.zh, "“d”得出是\n  列表（[1, x]）：1、5\n  第 1 项（n > 0）：是");
  const Words every = explained("<every iteratorVariable='n'><in>" + literal("[1, x]") + "</in><satisfies>" + literal("n > 3") + "</satisfies></every>");
  EXPECT_EQ(every.zh, "“d”得出否\n  列表（[1, x]）：1、5\n  第 1 项（n > 3）：否");
}

TEST(Trees, OfListsAndRelationsShowTheCells) {
  EXPECT_EQ(explained("<list>" + literal("x") + literal("x + 1") + "</list>").zh, "“d”得出 5、6\n  第 1 项（x）：5\n  第 2 项（x + 1）：6");
  const Words relation = explained("<relation><column name='a'/><row>" + literal("x") + "</row><row>" + literal("7") + "</row></relation>");
  EXPECT_NE(relation.zh.find("\n  第 1 行a（x）：5\n  第 2 行a（7）：7"), std::string::npos) << relation.zh;
  EXPECT_NE(relation.en.find("\n  row 1 a (x): 5\n  row 2 a (7): 7"), std::string::npos) << relation.en;
}

TEST(Trees, OfInvocationsShowArgumentsAndWhatWasCalled) {
  const std::string knowledge =
      "<businessKnowledgeModel id='b' name='twice'><encapsulatedLogic><formalParameter name='n'/>" + literal("n * 2") +
      "</encapsulatedLogic></businessKnowledgeModel>";
  const std::string needs = "<knowledgeRequirement><requiredKnowledge href='#b'/></knowledgeRequirement>";
  const Words words = explained("<invocation>" + literal("twice") + "<binding><parameter name='n'/>" + literal("x + 1") +
                                    "</binding></invocation>", knowledge, needs);
  EXPECT_EQ(words.zh, "“d”得出 12\n  参数 n（x + 1）：6\n  “twice”（n * 2）：12");
  EXPECT_EQ(words.en, "'d' gave 12\n  argument n (x + 1): 6\n  'twice' (n * 2): 12");
  EXPECT_EQ(explained(literal("twice(1) + twice(2)"), knowledge, needs).zh, "“d”得出 6\n  “twice”（n * 2）：2\n  “twice”（n * 2）：4");
}

TEST(Trees, OfFunctionsInBoxesShowTheirCalls) {
  const Words words = explained("<context><contextEntry><variable name='f'/><functionDefinition><formalParameter name='n'/>" +
                                literal("n + x") + "</functionDefinition></contextEntry><contextEntry>" + literal("f(1)") +
                                "</contextEntry></context>");
  EXPECT_EQ(words.zh, "“d”得出 6\n  结果（f(1)）：6\n    函数 f（n + x）：6");
}

TEST(Trees, OfTablesShowTheRulesAndAreBoundedInSize) {
  const Words table = explained("<decisionTable hitPolicy='FIRST'><input label='数量'><inputExpression><text>x</text></inputExpression></input>"
                                "<output name='y'/><rule><inputEntry><text>&gt; 4</text></inputEntry><outputEntry><text>\"多\"</text></outputEntry></rule></decisionTable>");
  EXPECT_EQ(table.zh, "“d”得出“多”\n  规则1：数量为 5，符合“大于 4”");
  const Words many = explained("<for iteratorVariable='n'><in>" + literal("for i in 1..2000 return i") + "</in><return>" + literal("n") + "</return></for>");
  EXPECT_LE(std::count(many.zh.begin(), many.zh.end(), '\n'), 300);
}

}  // namespace
}  // namespace tiange::dmn
