// A decision's trace as rows a page can show.

#include "base/text.h"
#include "city/flows/flows.h"

namespace tiange::flows {

namespace {

// "紧急程度 / Severity" names a column in both languages.
Words label_words(const std::string& label) {
  const std::size_t cut = label.find(" / ");
  if (cut == label.npos) return {label, label};
  return {label.substr(0, cut), label.substr(cut + 3)};
}

// Puts people's words for the values between quotes: 是“village” becomes 是“村居”. What is empty is said as such.
std::string with_plain(const std::string& text, std::string_view open, std::string_view close, bool chinese,
                       const PlainWords& plain) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t from = text.find(open, at);
    const std::size_t end = from == text.npos ? text.npos : text.find(close, from + open.size());
    if (end == text.npos) break;
    const std::string value = text.substr(from + open.size(), end - from - open.size());
    out += text.substr(at, from - at);
    at = end + close.size();
    if (value.empty()) {
      out += chinese ? "空" : "empty";
      continue;
    }
    const std::optional<Words> words = plain ? plain(value) : std::nullopt;
    out += std::string(open) + (!words ? value : chinese ? words->zh : words->en) + std::string(close);
  }
  return out + text.substr(at);
}

// Said shortly: 不可以：是“甲” becomes 不是“甲”.
Words plain_words(const Words& words, const PlainWords& plain) {
  Words out{with_plain(words.zh, "“", "”", true, plain), with_plain(words.en, "'", "'", false, plain)};
  for (const auto& [from, to] : {std::pair("不可以：是", "不是"), std::pair("不是空", "不能为空"), std::pair("空、空", "空"),
                                std::pair("是空，或是空", "是空"), std::pair("是空或是空", "是空")})
    out.zh = text::replace_all(out.zh, from, to);
  for (const auto& [from, to] : {std::pair("must not be: is ", "is not "), std::pair("empty, empty", "empty"),
                                std::pair("is empty, or is empty", "is empty"), std::pair("is empty or is empty", "is empty")})
    out.en = text::replace_all(out.en, from, to);
  return out;
}

bool asks_nothing(const dmn::CellTrace& cell) { return cell.test.empty() || cell.test == "-"; }

std::string annotation(const dmn::RuleTrace& rule, std::size_t index) {
  if (rule.annotations.size() > index && !rule.annotations[index].value.is_null())
    return feel::to_text(rule.annotations[index].value);
  return rule.description;
}

WhyOutput output_of(const std::string& name, const feel::Value& value, const PlainWords& plain) {
  const std::optional<Words> label = plain ? plain(name) : std::nullopt;
  const Words words = plain_words(feel::describe(value), plain);
  return {label ? label->zh : name, label ? label->en : name, words.zh, words.en};
}

void add_missed(WhyRule& row, const WhyCell& cell) {
  row.text_zh += (row.text_zh.empty() ? "" : "：") + cell.label_zh + "为" + cell.met_zh + "，而规则要求" + cell.asked_zh;
  row.text_en += (row.text_en.empty() ? "" : ": ") + cell.label_en + " is " + cell.met_en + ", the rule wants: " +
                 cell.asked_en;
}

WhyRule rule_of(const dmn::DecisionTrace& trace, const dmn::RuleTrace& rule, bool hit, const PlainWords& plain) {
  WhyRule row;
  row.decision = trace.decision_name;
  row.rule = std::to_string(rule.number);
  row.text_zh = annotation(rule, 0);
  row.text_en = rule.annotations.size() > 1 ? annotation(rule, 1) : row.text_zh;
  for (const dmn::CellTrace& cell : rule.cells) {
    if (asks_nothing(cell)) continue;
    const Words label = label_words(cell.label);
    const Words met = plain_words(cell.met, plain);
    const Words asked = plain_words(cell.asked, plain);
    row.cells.push_back({label.zh, label.en, met.zh, met.en, asked.zh, asked.en, cell.held});
    if (!hit && !cell.held) add_missed(row, row.cells.back());
  }
  if (!hit) return row;
  if (rule.output.is(feel::Kind::context)) {
    for (const feel::Entry& entry : rule.output.as_context().entries)
      row.outputs.push_back(output_of(entry.name, entry.value, plain));
  } else {
    row.outputs.push_back(output_of(trace.decision_name, rule.output, plain));
  }
  return row;
}

}  // namespace

Why why_of(const dmn::DecisionOutcome& outcome, const PlainWords& plain) {
  Why why;
  for (const dmn::DecisionTrace& trace : outcome.traces) {
    for (const dmn::RuleTrace& rule : trace.matched) why.matched.push_back(rule_of(trace, rule, true, plain));
    for (const dmn::RuleTrace& rule : trace.near_misses) why.near.push_back(rule_of(trace, rule, false, plain));
  }
  return why;
}

}  // namespace tiange::flows
