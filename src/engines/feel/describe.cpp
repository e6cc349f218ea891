#include "engines/feel/feel.h"
#include "engines/feel/feel_program.h"

namespace tiange::feel {
namespace {

std::string list_words(std::span<const Value> items, bool chinese) {
  std::string text;
  for (const Value& item : items) {
    const Words words = describe(item);
    if (!text.empty()) text += chinese ? "、" : ", ";
    text += chinese ? words.zh : words.en;
  }
  if (items.empty()) return chinese ? "空列表" : "nothing";
  return text;
}

Words context_words(const ContextData& context) {
  Words words;
  for (const Entry& entry : context.entries) {
    const Words inside = describe(entry.value);
    words.zh += (words.zh.empty() ? "" : "，") + entry.name + "为" + inside.zh;
    words.en += (words.en.empty() ? "" : ", ") + entry.name + " is " + inside.en;
  }
  return {"（" + words.zh + "）", "(" + words.en + ")"};
}

// Chinese keeps a space between its own text and digits or letters.
std::string spaced(const std::string& zh) {
  const bool own = zh.empty() || static_cast<unsigned char>(zh[0]) >= 0x80;
  return own ? zh : " " + zh;
}

Words one_sided_words(RangeForm form, const Value& end) {
  const Words value = describe(end);
  const std::string zh = spaced(value.zh);
  switch (form) {
    case RangeForm::less: return {"小于" + zh, "less than " + value.en};
    case RangeForm::less_equal: return {"不大于" + zh, "at most " + value.en};
    case RangeForm::greater: return {"大于" + zh, "more than " + value.en};
    case RangeForm::greater_equal: return {"不小于" + zh, "at least " + value.en};
    case RangeForm::not_equal: return {"不是" + zh, "is not " + value.en};
    default: return {"是" + zh, "is " + value.en};
  }
}

Words range_words(const RangeData& range) {
  if (range.form == RangeForm::not_equal) return one_sided_words(range.form, range.other);
  const bool high_only = range.form == RangeForm::less || range.form == RangeForm::less_equal;
  if (range.form != RangeForm::interval) return one_sided_words(range.form, high_only ? range.high : range.low);
  const Words low = describe(range.low), high = describe(range.high);
  Words words{"从" + spaced(low.zh) + " 到" + spaced(high.zh), "from " + low.en + " to " + high.en};
  std::string zh, en;
  if (!range.low_closed) zh = spaced(low.zh), en = low.en;
  if (!range.high_closed) zh += (zh.empty() ? "" : " 和") + spaced(high.zh), en += (en.empty() ? "" : " and ") + high.en;
  if (!zh.empty()) words.zh += "（不含" + zh + "）", words.en += " (without " + en + ")";
  return words;
}

// starts with(?, "x") and its like.
std::optional<Words> call_words(const Program& program, const Node& node) {
  if (node.op != Op::call) return std::nullopt;
  const auto arguments = program.list(node.b);
  if (arguments.size() != 2) return std::nullopt;
  const Node& callee = program.nodes[node.a];
  const Node& input = program.nodes[arguments[0]];
  const Node& what = program.nodes[arguments[1]];
  if (callee.op != Op::constant || input.op != Op::local || input.slot != 0 || what.op != Op::constant) {
    return std::nullopt;
  }
  const Value& function = program.constants[callee.a];
  if (!function.is(Kind::function)) return std::nullopt;
  const std::string_view name = function.as_function().name();
  const Words value = describe(program.constants[what.a]);
  if (name == "starts with") return Words{"以" + value.zh + "开头", "begins with " + value.en};
  if (name == "ends with") return Words{"以" + value.zh + "结尾", "ends with " + value.en};
  if (name == "contains" || name == "list contains") return Words{"含有" + value.zh, "contains " + value.en};
  return std::nullopt;
}

std::optional<Words> test_words(const Program& program, const Node& node) {
  switch (node.op) {
    case Op::constant: {
      const Value& value = program.constants[node.a];
      if (value.is(Kind::range)) return range_words(value.as_range());
      const Words words = describe(value);
      if (value.is(Kind::list)) return Words{"是" + words.zh + "之一", "is one of " + words.en};
      return Words{"是" + spaced(words.zh), "is " + words.en};
    }
    case Op::one_sided: {
      const Node& end = program.nodes[node.a];
      if (end.op != Op::constant) return std::nullopt;
      return one_sided_words(static_cast<RangeForm>(node.flags & ~k_uses_input), program.constants[end.a]);
    }
    default: return call_words(program, node);
  }
}

}  // namespace

Words describe(const Value& value) {
  switch (value.kind()) {
    case Kind::null: return {"空", "empty"};
    case Kind::boolean: return value.as_boolean() ? Words{"是", "yes"} : Words{"否", "no"};
    case Kind::string: {
      const std::string text(value.as_string());
      return {"“" + text + "”", "'" + text + "'"};
    }
    case Kind::list: return {list_words(value.items(), true), list_words(value.items(), false)};
    case Kind::context: return context_words(value.as_context());
    default: {
      const std::string text = to_text(value);
      return {text, text};
    }
  }
}

Words describe(const UnaryTests& tests) {
  const Program& program = tests.program();
  if (program.any) return {"任意", "anything"};
  const Node& root = program.nodes[program.root];
  Words words;
  for (const std::uint32_t at : program.list(root.b)) {
    const auto part = test_words(program, program.nodes[at]);
    if (!part) return {tests.text(), tests.text()};
    words.zh += (words.zh.empty() ? "" : "，或") + part->zh;
    words.en += (words.en.empty() ? "" : " or ") + part->en;
  }
  if ((root.flags & k_negated) != 0) return {"不可以：" + words.zh, "must not be: " + words.en};
  return words;
}

}  // namespace tiange::feel
