#pragma once
// For tests: an instance driven by a few words, so that a whole history stands in one table.
//
//   "start k=1 => a; do a => b c; fire w => END"
//
// Each step does something and says where the instance must then stand (ids sorted; an incident has a "!"; END when
// completed, FAILED or CANCELLED). A step that must be refused is written "!do a". "a#2" is the second that stands at
// a. Values are FEEL.

#include <cctype>
#include <sstream>
#include <string>
#include <vector>

#include "engines/bpmn/bpmn_test_kit.h"

namespace tiange::bpmn {

inline std::vector<std::string> split_text(const std::string& text, const std::string& by) {
  std::vector<std::string> parts;
  for (std::size_t from = 0;;) {
    const std::size_t to = text.find(by, from);
    parts.push_back(text.substr(from, to == text.npos ? to : to - from));
    if (to == text.npos) return parts;
    from = to + by.size();
  }
}

inline std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

inline feel::Value feel_value(const std::string& text) {
  const auto expression = feel::parse_expression(text);
  EXPECT_TRUE(expression.ok()) << text;
  return expression.ok() ? feel::evaluate(*expression, feel::Value::context({})).value : feel::Value();
}

class Script {
 public:
  explicit Script(Live& live) : live_(live) {}

  void run(const std::string& steps) {
    for (const std::string& step : split_text(steps, ";")) {
      const std::vector<std::string> sides = split_text(step, "=>");
      std::vector<std::string> words = words_of(sides[0]);
      if (words.empty()) continue;
      const bool refused = words[0].front() == '!';
      if (refused) words[0].erase(0, 1);
      EXPECT_EQ(!refused, live_.feed(input(words))) << "at step \"" << step << "\", standing at " << live_.at();
      if (testing::Test::HasFailure()) return;
      if (sides.size() < 2) continue;
      std::string expected;
      for (const std::string& word : words_of(sides[1])) expected += (expected.empty() ? "" : " ") + word;
      EXPECT_EQ(expected, stands()) << "after step \"" << step << "\"";
    }
  }

  std::string stands() const {
    switch (live_.state_.status) {
      case Status::completed:
        return "END";
      case Status::failed:
        return "FAILED";
      case Status::cancelled:
        return "CANCELLED";
      default:
        return live_.at();
    }
  }

  // "a" or "a#2": a node at the element in one of the phases, all when none is named.
  NodeId node(const std::string& address, std::vector<Phase> phases = {}) const {
    const std::vector<std::string> parts = split_text(address, "#");
    int wanted = parts.size() > 1 ? std::stoi(parts[1]) : 1;
    for (const Node& node : live_.state_.nodes) {
      const bool fits = phases.empty() ? node.phase != Phase::kept
                                       : std::find(phases.begin(), phases.end(), node.phase) != phases.end();
      if (live_.model_->element(node.element).id == parts[0] && fits && --wanted == 0) return node.id;
    }
    return 0;
  }

 private:
  static feel::Value variables(const std::vector<std::string>& words, std::size_t from) {
    std::vector<feel::Entry> entries;
    for (; from < words.size(); ++from) {
      const std::size_t sign = words[from].find('=');
      if (sign != std::string::npos) entries.push_back({words[from].substr(0, sign),
            feel_value(words[from].substr(sign + 1))});
    }
    return feel::Value::context(std::move(entries));
  }

  Input input(const std::vector<std::string>& words) const {
    const std::string& verb = words[0];
    const auto word = [&](std::size_t i) { return i < words.size() ? words[i] : std::string(); };
    if (verb.starts_with("start@")) {
      const std::vector<std::string> begin = split_text(verb.substr(6), ":");
      return Start{variables(words, 1), begin[0],
            begin.size() > 1 ? static_cast<std::uint32_t>(std::stoi(begin[1])) : 0};
    }
    if (verb == "start") return Start{variables(words, 1), ""};
    if (verb == "do") return CompleteTask{node(word(1), {Phase::task}), variables(words, 2)};
    if (verb == "fire") return TimerFired{node(word(1), {Phase::timer})};
    if (verb == "message") return MessageArrived{word(1), word(2).find('=') == std::string::npos ? word(2) : "",
          variables(words, 2), 0};
    if (verb == "signal") return SignalArrived{word(1), variables(words, 2)};
    if (verb == "serve") return ServiceDone{node(word(1), {Phase::service}), variables(words, 2)};
    if (verb == "decide") return DecisionDone{node(word(1), {Phase::decision}), variables(words, 2)};
    if (verb == "called") return CallDone{node(word(1), {Phase::call}), variables(words, 2)};
    if (verb == "error") return ErrorRaised{node(word(1)), word(2), {"出错", "failed"}};
    if (verb == "escalate") return EscalationRaised{node(word(1)), word(2)};
    if (verb == "set") return SetVariables{variables(words, 1)};
    if (verb == "retry") return Retry{node(word(1), {Phase::incident})};
    return office(words);
  }

  Input office(const std::vector<std::string>& words) const {
    const std::string& verb = words[0];
    const auto word = [&](std::size_t i) { return i < words.size() ? words[i] : std::string(); };
    if (verb == "jump") return Jump{word(1), variables(words, 2)};
    if (verb == "move") {
      std::vector<NodeId> nodes;
      for (const std::string& address : split_text(word(1), ",")) nodes.push_back(node(address));
      return MoveTokens{nodes, word(2), variables(words, 3)};
    }
    if (verb == "before") return StartBefore{word(1), variables(words, 2)};
    if (verb == "cancel") return CancelNode{node(word(1))};
    if (verb == "add") return AddInstance{node(word(1)), feel_value(word(2))};
    if (verb == "enough") return CompleteLoop{node(word(1))};
    if (verb == "inside") return StartInside{node(word(1), {Phase::scope}), word(2), variables(words, 3)};
    if (verb == "close") return CloseInside{node(word(1), {Phase::scope})};
    EXPECT_EQ("stop", verb) << "an unknown word";
    return Cancel{};
  }

  Live& live_;
};

// One process and what happens in it.
struct Pattern {
  const char* says;
  std::string xml;
  const char* steps;
};

inline void run_patterns(const std::vector<Pattern>& patterns) {
  for (const Pattern& pattern : patterns) {
    SCOPED_TRACE(pattern.says);
    Live live(pattern.xml);
    ASSERT_NE(nullptr, live.model_);
    Script(live).run(pattern.steps);
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace tiange::bpmn
