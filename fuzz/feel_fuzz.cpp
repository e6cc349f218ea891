// FEEL and DMN from arbitrary bytes. The first byte chooses the door; nothing may crash, leak or run on.
//
//   clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -Isrc fuzz/feel_fuzz.cpp src/engines/feel/*.cpp ...

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
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  static const feel::Names names{{"x", "case level", "list"}, {"full name"}, {}};
  feel::Environment environment;
  environment.max_steps = 100'000;
  switch (data[0] % 3) {
    case 0: {
      const auto expression = feel::parse_expression(text, names);
      if (expression.ok()) feel::to_literal(feel::evaluate(*expression, sample(), environment).value);
      break;
    }
    case 1: {
      const auto tests = feel::parse_unary_tests(text, names);
      if (tests.ok()) feel::evaluate(*tests, feel::Value::number(7), sample(), environment);
      break;
    }
    default: {
      const auto model = dmn::parse_model(text, {}, dmn::Reading::lenient);
      if (!model.ok()) break;
      dmn::EvaluateOptions options;
      options.environment = environment;
      for (const dmn::ElementInfo& decision : model->decisions()) {
        const auto outcome = dmn::evaluate_decision(*model, decision.name, sample(), options);
        if (outcome.ok()) outcome->words();
      }
    }
  }
  return 0;
}
