#include "app/story.h"

#include "base/text.h"

namespace tiange::app {

namespace {

bool is_request(std::string_view word) {
  return word == "GET" || word == "POST" || word == "PUT" || word == "PATCH" || word == "DELETE";
}

}  // namespace

Result<Story> parse_story(const std::string& file, const std::string& text) {
  Story story{file, "", {}};
  int number = 0;
  for (const std::string_view raw : text::split(text, '\n')) {
    ++number;
    const std::string_view line = text::trim(raw);
    if (line.empty() || line.starts_with("#")) continue;
    const std::string word(line.substr(0, line.find(' ')));
    const std::string rest(text::trim(line.substr(word.size())));
    const auto refuse_line = [&](const char* zh, const char* en) {
      const std::string where = file + ":" + std::to_string(number);
      return refuse(ErrorCode::bad_file, where + " " + zh, where + " " + en);
    };
    if (word == "story") {
      story.name = rest;
    } else if (word == "step") {
      story.steps.push_back({rest, {}});
    } else if (story.steps.empty()) {
      return refuse_line("应先有 step", "a step must come first");
    } else if (is_request(word)) {
      story.steps.back().lines.push_back({number, "request", std::string(line), ""});
    } else if (word == "as" || word == "public" || word == "sign" || word == "key" || word == "status" || word == "keep" || word == "change" || word == "expect" || word == "until" || word == "wait") {
      story.steps.back().lines.push_back({number, word, rest, ""});
    } else {
      std::vector<StoryLine>& lines = story.steps.back().lines;
      const bool body = line[0] == '{' || line[0] == '[' || word == "file" || (!lines.empty() && !lines.back().body.empty());
      if (!body || lines.empty() || lines.back().verb != "request") return refuse_line("看不懂这一行", "this line says nothing known");
      lines.back().body += std::string(line) + "\n";
    }
  }
  if (story.steps.empty()) return refuse(ErrorCode::bad_file, file + " 没有步骤", file + " has no step");
  return story;
}

const json::Value* at_path(const json::Value& root, std::string_view path) {
  const json::Value* value = &root;
  while (!path.empty() && value) {
    if (path[0] == '.') path.remove_prefix(1);
    if (path[0] == '[') {
      const std::size_t end = path.find(']');
      const auto index = text::to_int(path.substr(1, end - 1));
      const bool inside = value->is_array() && index && *index >= 0 && *index < static_cast<std::int64_t>(value->as_array().size());
      value = inside ? &value->as_array()[static_cast<std::size_t>(*index)] : nullptr;
      path.remove_prefix(end == path.npos ? path.size() : end + 1);
    } else {
      const std::size_t end = std::min(path.find_first_of(".["), path.size());
      value = value->find(path.substr(0, end));
      path.remove_prefix(end);
    }
  }
  return value;
}

}  // namespace tiange::app
