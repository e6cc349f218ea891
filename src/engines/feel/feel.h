#pragma once
// FEEL, the expression language of DMN 1.5: the one language of rules. An expression is parsed once and evaluated many
// times, from any thread, without input or output. Parsing refuses with bad_expression and says line and column;
// evaluation never fails: what cannot be computed is null, with a note that says why.
//
//   auto rule = parse_expression("amount > 100 and area in (\"祖庙\", \"石湾\")", {{"amount", "area"}});
//   Evaluation done = evaluate(*rule, context);

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "engines/feel/values/value.h"

namespace tiange::feel {

struct Program;
struct Type;

// 1-based; columns count characters (code points).
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

// What the text may speak of. FEEL names may hold spaces and signs ("case level", "a-b"): a name listed here is read
// as one name. A name not listed is read as the words up to the next sign or keyword.
struct Names {
  std::vector<std::string> variables;
  std::vector<std::string> members;  // names met after a dot or inside a filter
  std::vector<std::pair<std::string, std::shared_ptr<const Type>>> types;  // for instance of
};

// Immutable and cheap to copy.
class Expression {
 public:
  const std::string& text() const;
  // The outside names it reads, each once, in order of first use. A name that stands only inside a filter and was not
  // listed as a variable is taken for a member of the items and is not among them.
  const std::vector<std::string>& variables() const;
  const Program& program() const { return *program_; }
  explicit Expression(std::shared_ptr<const Program> program) : program_(std::move(program)) {}

 private:
  std::shared_ptr<const Program> program_;
};

// The tests of one cell: "-", "< 10", "\"a\",\"b\"", "[1..5]", "not(...)", or anything that speaks of ?.
class UnaryTests {
 public:
  const std::string& text() const;
  const std::vector<std::string>& variables() const;
  bool is_any() const;  // "-" : always true
  const Program& program() const { return *program_; }
  explicit UnaryTests(std::shared_ptr<const Program> program) : program_(std::move(program)) {}

 private:
  std::shared_ptr<const Program> program_;
};

Result<Expression> parse_expression(std::string_view text, const Names& names = {});
Result<UnaryTests> parse_unary_tests(std::string_view text, const Names& names = {});

// A value and a test as people at a desk say them: "是“占道经营”或“流动摊贩”", "不小于 5". A test of another form than
// comparing with constants is given as it is written.
Words describe(const Value& value);
Words describe(const UnaryTests& tests);

// What an evaluation may know of the outside, and how far it may go.
struct Environment {
  std::optional<DateTime> now;           // now() and today() are null without it
  std::uint64_t max_steps = 20'000'000;  // then null with too_long
};

// Why a part of the expression gave null.
struct Note {
  Reason reason;
  Position position;
  std::string near;  // the name or function it happened at, if any
  Words words() const;
};

struct Evaluation {
  Value value;
  std::vector<Note> notes;  // at most 20, in order

  bool is_true() const { return value.is_true(); }
};

// context is a context value with the variables; others of its members are ignored.
Evaluation evaluate(const Expression& expression, const Value& context, const Environment& environment = {});
// true, false or null.
Evaluation evaluate(const UnaryTests& tests, const Value& input, const Value& context,
                    const Environment& environment = {});

}  // namespace tiange::feel
