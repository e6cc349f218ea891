// FEEL and DMN from arbitrary bytes: a text that begins with "<" is a decision model, with "|" the tests of a cell,
// with anything else an expression. Nothing may crash, leak or run on.

#include <cstdint>
#include <string_view>

#include "engines/dmn/dmn.h"
#include "engines/feel/feel.h"

namespace {

const tiange::feel::Value& sample() {
  using tiange::feel::Value;
  static const Value context = tiange::feel::ContextBuilder()
                                   .set("x", Value::number(5))
                                   .set("case level", Value::string("urgent"))
                                   .set("list", Value::list({Value::number(1), Value::string("a"), Value()}))
                                   .build();
  return context;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tiange;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const feel::Names names{{"x", "case level", "list"}, {"full name"}, {}};
  feel::Environment environment;
  environment.max_steps = 100'000;
  if (text.starts_with('<')) {
    const auto model = dmn::parse_model(text, {}, dmn::Reading::lenient);
    if (!model.ok()) return 0;
    dmn::EvaluateOptions options;
    options.environment = environment;
    for (const dmn::ElementInfo& decision : model->decisions()) {
      const auto outcome = dmn::evaluate_decision(*model, decision.name, sample(), options);
      if (outcome.ok()) outcome->words();
    }
  } else if (text.starts_with('|')) {
    const auto tests = feel::parse_unary_tests(text.substr(1), names);
    if (!tests.ok()) return 0;
    feel::describe(*tests);
    feel::evaluate(*tests, feel::Value::number(7), sample(), environment);
  } else {
    const auto expression = feel::parse_expression(text, names);
    if (expression.ok()) feel::to_literal(feel::evaluate(*expression, sample(), environment).value);
  }
  return 0;
}
