// What a browser gets: fields with their rules as trees.
#include <algorithm>
#include <array>

#include "engines/feel/feel_json.h"
#include "engines/feel/feel_program.h"
#include "engines/forms/forms.h"

namespace tiange::forms {

namespace {

// Built-in functions that web/shared/src/forms computes exactly as the engine does.
constexpr std::array<std::string_view, 43> k_shared_functions{
    "abs", "all", "any", "append", "ceiling", "concatenate", "contains", "count", "date", "decimal", "distinct values",
    "ends with", "even", "flatten", "floor", "index of", "is", "list contains", "max", "mean", "min", "modulo", "not",
    "now", "number", "odd", "product", "reverse", "round down", "round half down", "round half up", "round up",
    "starts with", "string", "string join", "string length", "sublist", "substring", "substring after",
    "substring before", "sum", "today", "years and months duration"};

constexpr std::size_t k_most_nodes = 2'000;

// ["n", "15"] and so on; false when the browser cannot have it.
class Exporter {
 public:
  explicit Exporter(const feel::Program& program) : program_(program) {}

  json::Value run() {
    json::Value tree = node(program_.root);
    return failed_ ? json::Value(false) : tree;
  }

 private:
  json::Value fail() {
    failed_ = true;
    return nullptr;
  }

  static json::Array tagged(const char* tag) {
    json::Array array;
    array.emplace_back(tag);
    return array;
  }

  json::Value constant(const feel::Value& value) {
    switch (value.kind()) {
      case feel::Kind::null: return tagged("z");
      case feel::Kind::boolean: return with("b", value.as_boolean());
      case feel::Kind::number:
      {
        const std::string text = value.as_number().to_string();
        return text.size() <= 40 ? with("n", text) : fail();
      }
      case feel::Kind::string: return with("s", std::string(value.as_string()));
      case feel::Kind::date: return with("d", feel::to_string(value.as_date()));
      case feel::Kind::months_duration: return with("ym", value.as_months_duration().months);
      case feel::Kind::days_duration:
        return value.as_days_duration().nanos == 0 ? with("dd", value.as_days_duration().seconds) : fail();
      case feel::Kind::time:
        return value.as_time().zone.given() || value.as_time().nanos % feel::k_nanos_per_second != 0
                   ? fail()
                   : with("t", value.as_time().nanos / feel::k_nanos_per_second);
      case feel::Kind::list: {
        json::Array array = tagged("l");
        for (const feel::Value& item : value.items()) array.push_back(constant(item));
        return array;
      }
      case feel::Kind::context: {
        json::Array array = tagged("o");
        for (const feel::Entry& entry : value.as_context().entries) {
          array.emplace_back(entry.name);
          array.push_back(constant(entry.value));
        }
        return array;
      }
      case feel::Kind::range: {
        const feel::RangeData& range = value.as_range();
        if (range.form != feel::RangeForm::interval) return fail();
        json::Array array = tagged("r");
        array.push_back(constant(range.low));
        array.push_back(constant(range.high));
        array.emplace_back(range.low_closed);
        array.emplace_back(range.high_closed);
        return array;
      }
      default: return fail();
    }
  }
  static json::Value with(const char* tag, json::Value value) {
    json::Array array = tagged(tag);
    array.push_back(std::move(value));
    return array;
  }

  json::Value node(std::uint32_t at) {
    if (++count_ > k_most_nodes || at == feel::k_no_node) return fail();
    const feel::Node& n = program_.nodes[at];
    switch (n.op) {
      case feel::Op::constant: return constant(program_.constants[n.a]);
      case feel::Op::variable: return with("v", program_.variables[n.a]);
      case feel::Op::local: return with("k", std::int64_t{n.slot});
      case feel::Op::path: return parts("p", {node(n.a), json::Value(program_.names[n.b])});
      case feel::Op::negate: return parts("neg", {node(n.a)});
      case feel::Op::between: return parts("btw", {node(n.a), node(n.b), node(n.c)});
      case feel::Op::if_else: return parts("if", {node(n.a), node(n.b), node(n.c)});
      case feel::Op::in: return tests(n);
      case feel::Op::range:
        if (n.flags & feel::k_uses_input) return fail();
        return parts("r", {node(n.a), node(n.b), json::Value((n.flags & feel::k_low_closed) != 0),
                           json::Value((n.flags & feel::k_high_closed) != 0)});
      case feel::Op::list: return listed("l", n);
      case feel::Op::context: return context(n);
      case feel::Op::iteration:
        if (n.flags & feel::k_uses_partial) return fail();
        return loop("for", n);
      case feel::Op::some: return loop("some", n);
      case feel::Op::every: return loop("every", n);
      case feel::Op::filter: return parts("f", {node(n.a), node(n.b), json::Value(std::int64_t{n.slot})});
      case feel::Op::member_or: return member(n);
      case feel::Op::call: return call(n);
      default: return binary(n);
    }
  }

  static json::Value parts(const char* tag, json::Array values) {
    json::Array array = tagged(tag);
    for (json::Value& value : values) array.push_back(std::move(value));
    return array;
  }

  json::Value binary(const feel::Node& n) {
    const char* tag = nullptr;
    switch (n.op) {
      case feel::Op::add: tag = "+"; break;
      case feel::Op::subtract: tag = "-"; break;
      case feel::Op::multiply: tag = "*"; break;
      case feel::Op::divide: tag = "/"; break;
      case feel::Op::equal: tag = "="; break;
      case feel::Op::not_equal: tag = "!="; break;
      case feel::Op::less: tag = "<"; break;
      case feel::Op::less_equal: tag = "<="; break;
      case feel::Op::greater: tag = ">"; break;
      case feel::Op::greater_equal: tag = ">="; break;
      case feel::Op::conjunction: tag = "and"; break;
      case feel::Op::disjunction: tag = "or"; break;
      default: return fail();
    }
    return parts(tag, {node(n.a), node(n.b)});
  }

  json::Value listed(const char* tag, const feel::Node& n) {
    json::Array array = tagged(tag);
    for (const std::uint32_t at : program_.list(n.b)) array.push_back(node(at));
    return array;
  }

  // Tests of the operator in: ["in", value, tests]; one-sided ones as ["1", sign, end].
  json::Value tests(const feel::Node& n) {
    static constexpr const char* k_signs[] = {"", "<", "<=", ">", ">=", "=", "!="};
    json::Array array = tagged("in");
    array.push_back(node(n.a));
    for (const std::uint32_t at : program_.list(n.b)) {
      const feel::Node& test = program_.nodes[at];
      if (test.flags & feel::k_uses_input) return fail();
      if (test.op == feel::Op::one_sided) array.push_back(parts("1", {json::Value(k_signs[test.flags]), node(test.a)}));
      else array.push_back(node(at));
    }
    return array;
  }

  json::Value context(const feel::Node& n) {
    json::Array array = tagged("x");
    const auto list = program_.list(n.b);
    for (std::size_t i = 0; i + 2 < list.size(); i += 3) {
      array.emplace_back(program_.names[list[i]]);
      array.emplace_back(std::int64_t{list[i + 1]});
      array.push_back(node(list[i + 2]));
    }
    return array;
  }

  // [tag, body, slot, low, high or false, …]
  json::Value loop(const char* tag, const feel::Node& n) {
    json::Array array = tagged(tag);
    array.push_back(node(n.a));
    const auto list = program_.list(n.b);
    for (std::size_t i = 0; i + 2 < list.size(); i += 3) {
      array.emplace_back(std::int64_t{list[i]});
      array.push_back(node(list[i + 1]));
      array.push_back(list[i + 2] == feel::k_no_node ? json::Value(false) : node(list[i + 2]));
    }
    return array;
  }

  json::Value member(const feel::Node& n) {
    json::Array slots;
    for (const std::uint32_t slot : program_.list(n.b)) slots.emplace_back(std::int64_t{slot});
    return parts("m", {json::Value(program_.names[n.a]), json::Value(std::move(slots)), node(n.c)});
  }

  json::Value call(const feel::Node& n) {
    const feel::Node& callee = program_.nodes[n.a];
    if (callee.op != feel::Op::constant || !program_.constants[callee.a].is(feel::Kind::function)) return fail();
    const std::string_view name = program_.constants[callee.a].as_function().name();
    if (!std::binary_search(k_shared_functions.begin(), k_shared_functions.end(), name)) return fail();
    json::Array array = tagged("call");
    array.emplace_back(name);
    for (const std::uint32_t at : program_.list(n.b)) array.push_back(node(at));
    return array;
  }

  const feel::Program& program_;
  std::size_t count_ = 0;
  bool failed_ = false;
};

json::Value tree_of(const feel::Expression& rule) { return Exporter(rule.program()).run(); }

json::Value rules_of(const Field& field) {
  json::Value rules{json::Object{}};
  const auto put = [&](const char* name, const Rule& rule) {
    if (rule) rules.set(name, tree_of(*rule));
  };
  const auto put_bound = [&](const char* name, const Bound& bound) {
    if (bound.rule) {
      rules.set(name, tree_of(*bound.rule));
    } else if (!bound.constant.is_null()) {
      json::Array number;
      number.emplace_back("n");
      number.emplace_back(bound.constant.as_number().to_string());
      rules.set(name, std::move(number));
    }
  };
  put("hide", field.hidden_when);
  put("fixed", field.fixed_when);
  put("required", field.required_when);
  put("valid", field.valid_when);
  put("value", field.value);
  put("default", field.default_rule);
  put("choices", field.choices_rule);
  put("within", field.source_within);
  put_bound("min", field.min);
  put_bound("max", field.max);
  put_bound("shortest", field.shortest);
  put_bound("longest", field.longest);
  return rules;
}

View view_of(const Field& field) {
  View view;
  view.kind = field.kind;
  view.id = field.id;
  view.name = field.name;
  view.zh = field.label.zh;
  view.en = field.label.en;
  view.hint_zh = field.hint.zh;
  view.hint_en = field.hint.en;
  view.prefix_zh = field.prefix.zh;
  view.prefix_en = field.prefix.en;
  view.suffix_zh = field.suffix.zh;
  view.suffix_en = field.suffix.en;
  view.roomy = field.roomy;
  view.dropdown = field.dropdown;
  view.required = field.required;
  view.fixed = field.fixed;
  view.not_past = field.not_past;
  view.source = field.source;
  view.choices = field.choices;
  view.default_value = field.default_value;
  if (field.digits) view.digits = *field.digits;
  view.step = field.step;
  if (field.pattern) view.pattern = field.pattern->for_browsers();
  view.wrong_zh = field.wrong.zh;
  view.wrong_en = field.wrong.en;
  if (field.kind == FieldKind::rows) {
    view.least_rows = field.least_rows;
    view.most_rows = field.most_rows;
    view.first_rows = field.first_rows;
    view.fixed_rows = field.fixed_rows;
  }
  view.rules = rules_of(field);
  for (const Field& inner : field.fields) view.fields.push_back(view_of(inner));
  return view;
}

}  // namespace

std::vector<View> views(const Form& form) {
  std::vector<View> all;
  for (const Field& field : form.fields) all.push_back(view_of(field));
  return all;
}

bool asks_server(const std::vector<View>& views) {
  return std::any_of(views.begin(), views.end(), [](const View& view) {
    const json::Object& rules = view.rules.as_object();
    return std::any_of(rules.begin(), rules.end(), [](const auto& rule) { return rule.second.is_bool(); }) ||
           view.pattern == "" || asks_server(view.fields);
  });
}

}  // namespace tiange::forms
