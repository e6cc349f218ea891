// What was decided and why, in words for the people at the desk.
#include "engines/dmn/dmn.h"

namespace tiange::dmn {
namespace {

// Chinese keeps a space between its own text and digits or letters.
std::string spaced(const std::string& zh) {
  const bool own = zh.empty() || static_cast<unsigned char>(zh[0]) >= 0x80;
  return own ? zh : " " + zh;
}

std::string cells_text(const RuleTrace& rule, bool chinese) {
  std::string text;
  for (const CellTrace& cell : rule.cells) {
    if (!text.empty()) text += chinese ? "；" : "; ";
    if (chinese) {
      text += cell.label + "为" + spaced(cell.met.zh) + (cell.held ? "，符合“" : "，不符合“") + cell.asked.zh + "”";
    } else {
      text += cell.label + " is " + cell.met.en + (cell.held ? ", as asked: " : ", not as asked: ") + cell.asked.en;
    }
  }
  if (text.empty()) text = chinese ? "无条件" : "no condition";
  return text;
}

std::string name_text(const RuleTrace& rule, bool chinese) {
  const std::string number = std::to_string(rule.number);
  std::string text = chinese ? "规则" + number : "rule " + number;
  if (!rule.description.empty()) text += chinese ? "（" + rule.description + "）" : " (" + rule.description + ")";
  return text;
}

void append(Words& words, const std::string& zh, const std::string& en) { words.zh += zh, words.en += en; }

// One line a value, each level of parts two spaces further in.
void append_parts(Words& words, const std::vector<ValueTrace>& parts, std::size_t level) {
  const std::string indent = "\n" + std::string(2 * level, ' ');
  for (const ValueTrace& part : parts) {
    const Words value = feel::describe(part.value);
    const std::string zh = part.text.empty() ? "" : "（" + part.text + "）", en = part.text.empty() ? "" : " (" + part.text + ")";
    append(words, indent + part.label.zh + zh + "：" + value.zh, indent + part.label.en + en + ": " + value.en);
    append_parts(words, part.parts, level + 1);
  }
}

}  // namespace

Words DecisionTrace::words() const {
  const Words result = feel::describe(value);
  Words words{"“" + decision_name + "”得出" + spaced(result.zh), "'" + decision_name + "' gave " + result.en};
  if (!is_table) {
    append_parts(words, tree.parts, 1);
    return words;
  }
  if (matched.empty()) append(words, "，没有规则匹配", ", no rule matched");
  for (const RuleTrace& rule : matched) {
    append(words, "\n  " + name_text(rule, true) + "：" + cells_text(rule, true),
           "\n  " + name_text(rule, false) + ": " + cells_text(rule, false));
  }
  for (const RuleTrace& rule : near_misses) {
    append(words, "\n  差一项未命中的" + name_text(rule, true) + "：" + cells_text(rule, true),
           "\n  missed by one condition, " + name_text(rule, false) + ": " + cells_text(rule, false));
  }
  append_parts(words, tree.parts, 1);
  return words;
}

Words DecisionNote::words() const {
  const Words inside = feel::reason_words(note.reason);
  const std::string near = note.near.empty() ? "" : "（" + note.near + "）";
  const std::string near_en = note.near.empty() ? "" : " (" + note.near + ")";
  if (element.empty()) return {inside.zh + near, inside.en + near_en};
  return {"“" + element + "”：" + inside.zh + near, "'" + element + "': " + inside.en + near_en};
}

Words DecisionOutcome::words() const {
  Words words;
  for (const DecisionTrace& trace : traces) {
    const Words line = trace.words();
    if (!words.zh.empty()) append(words, "\n", "\n");
    append(words, line.zh, line.en);
  }
  return words;
}

}  // namespace tiange::dmn
