// feel: nanoseconds of one expression and of one unary test. dmn: nanoseconds of a routing table of 60 rows and 5 inputs,
// plain and with its explanation. Nothing but a core limits them.

#include <cstdio>
#include <cstdlib>

#include "app/bench/bench.h"
#include "engines/dmn/dmn.h"
#include "platform/observe/system_clock.h"

namespace tiange::app::bench {

namespace {

using feel::Value;

feel::Value sample_case() {
  feel::ContextBuilder builder;
  builder.set("area", Value::string("440604012")).set("kind", Value::string("占道经营")).set("level", Value::number(3));
  builder.set("amount", Value::number(feel::Decimal::scaled(12345, -2))).set("urgent", Value::boolean(false));
  return builder.build();
}

const feel::Names& sample_names() {
  static const feel::Names names{{"area", "kind", "level", "amount", "urgent"}, {}, {}};
  return names;
}

// The best of several rounds, each long enough for the clock.
template <class Work>
double best_ns(const Work& work) {
  constexpr int k_rounds = 7;
  constexpr std::int64_t k_round_us = 40'000;
  double best = 0;
  for (int round = 0; round < k_rounds; ++round) {
    std::int64_t times = 0, took = 0;
    const std::int64_t from = observe::steady_us();
    for (; took < k_round_us; took = observe::steady_us() - from) {
      for (int i = 0; i < 100; ++i) work();
      times += 100;
    }
    const double ns = static_cast<double>(took) * 1000.0 / static_cast<double>(times);
    if (round == 0 || ns < best) best = ns;
  }
  return best;
}

// One row in twelve looks at every input, the row that holds stands near the end.
std::string routing_table(int rows) {
  constexpr const char* k_inputs[] = {"area", "kind", "level", "amount", "urgent"};
  std::string xml = "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='bench' namespace='urn:bench'>";
  std::string needs, columns;
  for (const std::string name : k_inputs) {
    xml += "<inputData id='" + name + "' name='" + name + "'/>";
    needs += "<informationRequirement><requiredInput href='#" + name + "'/></informationRequirement>";
    columns += "<input><inputExpression><text>" + name + "</text></inputExpression></input>";
  }
  xml += "<decision id='route' name='route'>" + needs + "<decisionTable hitPolicy='FIRST'>" + columns + "<output name='unit'/>";
  for (int row = 0; row < rows; ++row) {
    const std::string number = std::to_string(row), kind = row == rows - 5 ? "占道经营" : "类别" + number;
    const std::string area = row % 12 == 0 ? "starts with(?, \"440604\")" : "-";
    xml += "<rule>";
    for (const std::string& test : {area, "\"" + kind + "\",\"其他" + number + "\"", std::string("[1..4]"),
                                    std::string("&lt; 1000"), std::string(row % 12 == 0 ? "false" : "-")}) {
      xml += "<inputEntry><text>" + test + "</text></inputEntry>";
    }
    xml += "<outputEntry><text>\"unit" + number + "\"</text></outputEntry></rule>";
  }
  return xml + "</decisionTable></decision></definitions>";
}

}  // namespace

int feel_speed(const Call& call) {
  const Value context = sample_case();
  Figures figures;
  // Of each its text too, so that other engines can be measured with the very same (bench/compare).
  struct Sum {
    double ns = 0, with_parsing_ns = 0;
    int count = 0;
  } expressions, tests;
  const auto told = [&](const std::string& name, const char* text, double ns, double with_parsing_ns, Sum& sum) {
    figures.add(name + "_ns", ns);
    figures.add(name + "_with_parsing_ns", with_parsing_ns);
    figures.add(name + "_text", std::string(text));
    sum.ns += ns, sum.with_parsing_ns += with_parsing_ns, ++sum.count;
  };
  const auto expression = [&](const char* name, const char* text) {
    const auto parsed = feel::parse_expression(text, sample_names());
    const double ns = best_ns([&] { feel::evaluate(*parsed, context); });
    told(name, text, ns, best_ns([&] { feel::evaluate(*feel::parse_expression(text, sample_names()), context); }), expressions);
  };
  const auto test = [&](const char* name, const char* text, const char* input) {
    const auto parsed = feel::parse_unary_tests(text, sample_names());
    const Value value = *context.find(input);
    const double ns = best_ns([&] { feel::evaluate(*parsed, value, context); });
    told(name, text, ns, best_ns([&] { feel::evaluate(*feel::parse_unary_tests(text, sample_names()), value, context); }), tests);
    figures.add(std::string(name) + "_input", std::string(input));
  };
  test("test_less", "< 100", "amount");
  test("test_interval", "[1..200]", "amount");
  test("test_one_of_three", "\"噪音\", \"积水\", \"占道经营\"", "kind");
  test("test_of_input", "? > 100 and ? < 200", "amount");
  expression("compare", "level > 2");
  expression("arithmetic", "amount * 2 + 1");
  expression("and", "amount > 100 and kind = \"占道经营\"");
  expression("function", "starts with(area, \"440604\")");
  expression("filter", "[1, 2, 3, 4, 5][item > 2]");
  figures.add("unary_test_ns", tests.ns / tests.count);
  figures.add("unary_test_with_parsing_ns", tests.with_parsing_ns / tests.count);
  figures.add("expression_ns", expressions.ns / expressions.count);
  figures.add("expression_with_parsing_ns", expressions.with_parsing_ns / expressions.count);
  figures.add("limited_by", std::string("one core"));
  figures.print(call.has("--json"));
  return 0;
}

int dmn_speed(const Call& call) {
  constexpr int k_rows = 60;
  const auto model = dmn::parse_model(routing_table(k_rows));
  if (!model.ok()) {
    std::fprintf(stderr, "%s\n", model.refusal().en.c_str());
    return 1;
  }
  const Value context = sample_case();
  dmn::EvaluateOptions plain;
  plain.explain = dmn::Explain::no;
  const auto run = [&](const dmn::EvaluateOptions& options) {
    return best_ns([&] {
      if (!dmn::evaluate_decision(*model, "route", context, options).ok()) std::abort();
    });
  };
  Figures figures;
  const double plain_ns = run(plain);
  figures.add("rows", k_rows);
  figures.add("inputs", 5);
  figures.add("decision_ns", plain_ns);
  figures.add("row_ns", plain_ns / k_rows);
  figures.add("explained_decision_ns", run({}));
  figures.add("answer", feel::to_literal(dmn::evaluate_decision(*model, "route", context, plain)->value));
  figures.add("limited_by", std::string("one core"));
  figures.print(call.has("--json"));
  return 0;
}

}  // namespace tiange::app::bench
