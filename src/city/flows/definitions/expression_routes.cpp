// Trying an expression while it is written, and the names it may use.

#include <charconv>

#include "base/text.h"
#include "city/flows/definitions/definition_room.h"
#include "engines/feel/feel_json.h"

namespace tiange::flows {

namespace {

constexpr std::uint64_t k_most_evaluated = 1'000'000;  // of one trial

std::int64_t number_behind(std::string_view text, std::string_view word) {
  std::int64_t number = 1;
  const std::size_t at = text.find(word);
  if (at != text.npos) std::from_chars(text.data() + at + word.size(), text.data() + text.size(), number);
  return number;
}

// What is said behind "line 1, column 5: " and the words before it.
std::string said(std::string_view text, std::string_view place, std::string_view colon) {
  const std::size_t at = text.find(place);
  const std::size_t end = at == text.npos ? at : text.find(colon, at);
  return std::string(end == text.npos ? text : text.substr(end + colon.size()));
}

ExpressionNote note_of(const Refusal& refusal) {
  return {said(refusal.zh, "列", "："), said(refusal.en, "column ", ": "), number_behind(refusal.en, "line "),
          number_behind(refusal.en, "column ")};
}

ExpressionNote note_of(const feel::Note& note) {
  Words words = feel::reason_words(note.reason);
  if (!note.near.empty()) {
    words.zh += "（" + note.near + "）";
    words.en += " (" + note.near + ")";
  }
  return {words.zh, words.en, note.position.line, note.position.column};
}

std::string type_of(const feel::Value& value) {
  switch (value.kind()) {
    case feel::Kind::null:
      return "null";
    case feel::Kind::boolean:
      return "boolean";
    case feel::Kind::number:
      return "number";
    case feel::Kind::date:
      return "date";
    case feel::Kind::time:
      return "time";
    case feel::Kind::date_time:
      return "date and time";
    case feel::Kind::days_duration:
      return "days and time duration";
    case feel::Kind::months_duration:
      return "years and months duration";
    case feel::Kind::string:
      return "string";
    case feel::Kind::list:
      return "list";
    case feel::Kind::context:
      return "context";
    case feel::Kind::range:
      return "range";
    default:
      return "function";
  }
}

Result<ExpressionOut> try_expression(const ProcessHome& home, const ExpressionIn& in, Instant now) {
  if (!in.inputs.is_null() && !in.inputs.is_object())
    return refuse_fields(ErrorCode::bad_input, {{"inputs", "应为对象", "must be an object"}});
  feel::Names names;
  for (const Fact& fact : home.facts()) names.variables.push_back(fact.name);
  const feel::Value context = in.inputs.is_object() ? feel::from_json(in.inputs) : feel::Value::context({});
  if (in.inputs.is_object()) {
    for (const auto& [name, value] : in.inputs.as_object()) names.variables.push_back(name);
  }
  std::string_view text = text::trim(in.expression);
  if (text.starts_with('=')) text.remove_prefix(1);
  feel::Environment environment = environment_at(now);
  environment.max_steps = k_most_evaluated;
  ExpressionOut out;
  const auto show = [&out](const feel::Evaluation& done) {
    out.value = feel::to_json(done.value);
    out.type = type_of(done.value);
    for (const feel::Note& note : done.notes) out.notes.push_back(note_of(note));
  };
  if (in.kind == ExpressionKind::unary) {
    const auto tests = feel::parse_unary_tests(text, names);
    if (tests.ok()) {
      show(feel::evaluate(*tests, feel::from_json(in.input), context, environment));
    } else {
      out.error = note_of(tests.refusal());
    }
    return out;
  }
  const auto expression = feel::parse_expression(text, names);
  if (expression.ok()) {
    show(feel::evaluate(*expression, context, environment));
  } else {
    out.error = note_of(expression.refusal());
  }
  return out;
}

}  // namespace

void add_expression_routes(http::Routes& routes, const ProcessHome& home) {
  add_question<ExpressionIn, ExpressionOut>(
      routes, "/api/v1/flows/expressions/try", Permission::flows_view, "试算表达式",
      "Evaluate an expression on sample values",
      [&home](const http::Request& request, db::Tx&, const ExpressionIn& in) {
        return try_expression(home, in, request.now);
      });
  routes.query<FactList>("/api/v1/flows/facts", Permission::flows_view, "可用的工单事实",
                         "Names that processes and decisions may use",
                         [&home](const http::Request&) -> Result<FactList> { return FactList{home.facts()}; });
  routes.query<ServiceList>("/api/v1/flows/services", Permission::flows_view, "可用的服务",
                            "Services that a process may ask for",
                            [&home](const http::Request&) -> Result<ServiceList> { return ServiceList{home.services()}; });
}

}  // namespace tiange::flows
