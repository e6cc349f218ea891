#include "engines/feel/feel.h"

#include "engines/feel/evaluator.h"
#include "engines/feel/feel_parser.h"

namespace tiange::feel {

const std::string& Expression::text() const { return program_->text; }
const std::vector<std::string>& Expression::variables() const { return program_->outside; }
const std::string& UnaryTests::text() const { return program_->text; }
const std::vector<std::string>& UnaryTests::variables() const { return program_->outside; }
bool UnaryTests::is_any() const { return program_->any; }

Result<Expression> parse_expression(std::string_view text, const Names& names) {
  TIANGE_TRY(auto program, Parser(text, names).expression());
  return Expression(std::move(program));
}

Result<UnaryTests> parse_unary_tests(std::string_view text, const Names& names) {
  TIANGE_TRY(auto program, Parser(text, names).unary_tests());
  return UnaryTests(std::move(program));
}

Words Note::words() const {
  Words text = reason_words(reason);
  const std::string line = std::to_string(position.line), column = std::to_string(position.column);
  text.zh = "第" + line + "行第" + column + "列：" + text.zh + (near.empty() ? "" : "（" + near + "）");
  text.en = "line " + line + ", column " + column + ": " + text.en + (near.empty() ? "" : " (" + near + ")");
  return text;
}

Evaluation evaluate(const Expression& expression, const Value& context, const Environment& environment) {
  Evaluator evaluator(environment);
  Evaluation done;
  done.value = evaluator.run(expression.program(), context);
  done.notes = evaluator.take_notes();
  return done;
}

Evaluation evaluate(const UnaryTests& tests, const Value& input, const Value& context,
                    const Environment& environment) {
  Evaluator evaluator(environment);
  Evaluation done;
  done.value = evaluator.run_tests(tests.program(), input, context);
  done.notes = evaluator.take_notes();
  return done;
}

}  // namespace tiange::feel
