#include "app/probe/walk.h"

#include <algorithm>

#include "app/story.h"
#include "base/text.h"

namespace tiange::app::probe {

namespace {

// Another word each time: B, C … BA, BB.
std::string word_of(int n) {
  std::string word;
  for (; n > 0; n /= 26) word += static_cast<char>('A' + n % 26);
  return word.empty() ? "A" : word;
}

bool holds(const std::vector<std::string>& list, const std::string& one) { return std::find(list.begin(), list.end(), one) != list.end(); }

class OperationWalk {
 public:
  OperationWalk(Visitor& visitor, const Operation& operation, const BadInputs& inputs, Known& known, Tally& tally, int& counter)
      : visitor_(visitor), operation_(operation), inputs_(inputs), known_(known), tally_(tally), counter_(counter), sample_(sample_of(operation, known)) {}

  void run() {
    whole_bodies();
    fields();
    address();
    if (operation_.upload) files();
  }

 private:
  // The address, with one parameter of the path changed.
  std::string target(const std::string& changed = "", const std::string& value = "") const {
    std::string out = operation_.path;
    for (const auto& [name, usual] : sample_.params) out = text::replace_all(out, "{" + name + "}", percent_encoded(name == changed ? value : usual));
    return out;
  }
  net::RawAnswer ask(const std::string& target, const std::string& body, std::string_view about, const std::string& type = "") {
    return visitor_.ask({sample_.who, operation_.method, target, body, type}, about);
  }
  std::string sound_body() {
    known_["n"] = word_of(++counter_);
    return filled(sample_.body, known_);
  }

  void whole_bodies() {
    for (const std::string& body : inputs_.bodies) ask(target(), body, "body");
    if (operation_.upload) {
      for (const std::string& body : inputs_.bodies) ask(target(), body, "raw upload", "application/octet-stream");
    }
  }

  void files() {
    for (const BadFile& file : inputs_.files) ask(target(), file.bytes, file.name, file.type);
  }

  // Whether text `i` goes into this one of so many places.
  bool is_turn(std::size_t i, std::size_t place, std::size_t places) const { return (i < inputs_.own_texts && !sample_.costly) || i % places == place; }

  void fields() {
    const std::string long_text(1'200'000, 'x');
    const std::vector<Field> all = fields_of(operation_.body);
    const auto text_fields = static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](const Field& f) { return f.text; }));
    std::size_t text_field = 0;
    for (const Field& field : all) {
      const std::string shown = field.shown();
      const auto send = [&](const json::Value& value) {
        const json::Value body = with_field(json::parse(sound_body()).value_or(json::Value(json::Object{})), field.path, value);
        return ask(target(), json::write(body), shown);
      };
      for (const json::Value& value : {json::Value(), json::Value(true), json::Value(-1), json::Value(1.5), json::Value(1e308), json::Value(std::int64_t{INT64_MAX}), json::Value(std::int64_t{INT64_MIN}),
                                       json::Value(""), json::Value(json::Array{}), json::Value(json::Object{}), json::Value(long_text)}) {
        send(value);
      }
      if (!field.text) continue;
      for (std::size_t i = 0; i < inputs_.texts.size(); ++i) {
        if (!is_turn(i, text_field, text_fields)) continue;
        const net::RawAnswer answer = send(json::Value(inputs_.texts[i]));
        if (answer.status < 300 && answer.status > 0) compare(field, inputs_.texts[i], answer);
      }
      ++text_field;
    }
    for (const BadFile& file : inputs_.files) {
      for (const Field& field : all) {
        if (field.shown() != "content" && field.shown() != "geojson") continue;
        const auto parsed = json::parse(file.bytes);
        if (!parsed.ok() && !text::is_valid_utf8(file.bytes)) continue;
        const json::Value value = field.shown() == "geojson" && parsed.ok() ? *parsed : json::Value(file.bytes);
        json::Value body = with_field(json::parse(sound_body()).value_or(json::Value()), field.path, value);
        for (const char* kind : {"bpmn", "dmn", "form"}) {
          body.set("kind", kind);
          ask(target(), json::write(body), file.name);
        }
      }
    }
  }

  void compare(const Field& field, const std::string& text, const net::RawAnswer& answer) {
    if (text::trim(text).empty()) return;  // blank is nothing
    if (!field.free || sample_.read_back.empty() || holds(sample_.not_shown, field.shown())) return;
    std::string where = filled(sample_.read_back, known_);
    const auto given = json::parse(answer.body);
    for (std::size_t at = where.find("${answer."); at != where.npos; at = where.find("${answer.")) {
      const std::size_t end = where.find('}', at);
      const json::Value* value = given.ok() ? at_path(*given, where.substr(at + 9, end - at - 9)) : nullptr;
      where.replace(at, end + 1 - at, !value ? "" : percent_encoded(value->is_string() ? value->as_string() : json::write(*value)));
    }
    const net::RawAnswer again = visitor_.ask({sample_.who, "GET", where}, "read back");
    const auto shown = json::parse(again.body);
    std::vector<std::string> found;
    std::string leaf = field.path.back();
    for (std::size_t i = field.path.size(); leaf == "[]" && i-- > 0;) leaf = field.path[i];
    if (shown.ok()) gather(*shown, leaf, false, found);
    ++tally_.compared;
    const bool trimmed = holds(sample_.trimmed, field.shown());
    if (!holds(found, text) && !(trimmed && holds(found, std::string(text::trim(text)))))
      tally_.fault("not the same " + operation_.name() + " " + field.shown(), text + " -> " + (found.empty() ? again.body : text::join(found, " | ")));
  }

  void address() {
    const std::string body = sound_body();
    const std::size_t places = operation_.path_params.size() + operation_.query_params.size();
    for (std::size_t i = 0; i < inputs_.texts.size(); ++i) {
      const std::string& text = inputs_.texts[i];
      if (text.size() > 8'000) continue;  // of headers there are limits elsewhere
      std::size_t place = 0;
      for (const std::string& name : operation_.path_params) {
        if (is_turn(i, place++, places)) ask(target(name, text), body, name);
      }
      for (const std::string& name : operation_.query_params) {
        if (is_turn(i, place++, places)) ask(target() + "?" + name + "=" + percent_encoded(text), body, name);
      }
    }
    for (const std::string raw : {"%", "%ff", "%00", "%C0%AF", "a\\b", "..", "%2e%2e", "a;b", "%F4%90%80%80"}) {
      for (const std::string& name : operation_.path_params) ask(text::replace_all(operation_.path, "{" + name + "}", raw), body, raw);
      if (!operation_.query_params.empty()) ask(target() + "?" + operation_.query_params.front() + "=" + raw, body, raw);
    }
    for (const char* number : {"-1", "0", "9223372036854775807", "9223372036854775808", "1e9", "0x10", "1.5"}) {
      for (const std::string& name : operation_.query_params) ask(target() + "?" + name + "=" + number, body, name);
      for (const std::string& name : operation_.path_params) ask(target(name, number), body, name);
    }
  }

  Visitor& visitor_;
  const Operation& operation_;
  const BadInputs& inputs_;
  Known& known_;
  Tally& tally_;
  int& counter_;
  const Sample sample_;
};

}  // namespace

void gather(const json::Value& value, const std::string& name, bool inside, std::vector<std::string>& out) {
  if (value.is_string() && inside) out.push_back(value.as_string());
  if (value.is_array()) {
    for (const json::Value& one : value.as_array()) gather(one, name, inside, out);
  }
  if (value.is_object()) {
    for (const auto& [key, one] : value.as_object()) gather(one, name, name.empty() || key == name, out);
  }
}

void walk(Visitor& visitor, const std::vector<Operation>& operations, const BadInputs& inputs, Known& known, Tally& tally) {
  int counter = 1;
  for (const Operation& operation : operations) OperationWalk(visitor, operation, inputs, known, tally, counter).run();
}

}  // namespace tiange::app::probe
