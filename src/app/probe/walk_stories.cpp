// Strange texts on the ways where several requests belong together.

#include <algorithm>
#include <thread>

#include "app/probe/walk.h"
#include "app/story.h"
#include "base/text.h"

namespace tiange::app::probe {

namespace {

json::Value object(std::initializer_list<json::Member> members) { return json::Value(json::Object(members)); }

bool holds_text(const json::Value& value, const std::string& text) {
  std::vector<std::string> all;
  gather(value, "", true, all);
  return std::find(all.begin(), all.end(), text) != all.end();
}

class Ways {
 public:
  Ways(Visitor& visitor, const BadInputs& inputs, Known& known, Tally& tally) : visitor_(visitor), inputs_(inputs), known_(known), tally_(tally) {}

  void run() {
    make_item_with_form();
    for (const std::string& text : inputs_.texts) life(text);
    for (const std::string& text : inputs_.texts) answer_to_form(text);
    import();
    for (const std::string& text : inputs_.texts) file_name(text);
    for (const BadFile& file : inputs_.files) bytes(file);
  }

 private:
  json::Value ask(const std::string& who, const std::string& method, const std::string& target, const json::Value& body, std::string_view about, const std::string& type = "") {
    const std::string bytes = body.is_null() ? "" : type.empty() ? json::write(body) : body.as_string();
    const net::RawAnswer answer = visitor_.ask({filled(who, known_), method, filled(target, known_), bytes, type}, about);
    return answer.status > 0 && answer.status < 300 ? json::parse(answer.body).value_or(json::Value()) : json::Value();
  }
  void same(const std::string& what, const std::string& text, const json::Value* shown) {
    ++tally_.compared;
    if (text::trim(text).empty()) return;  // blank is nothing
    if (!shown || !shown->is_string() || shown->as_string() != text)
      tally_.fault("not the same " + what, text + " -> " + (shown ? json::write(*shown) : "nothing"));
  }

  void make_item_with_form() {
    const Operation add{"POST", "/api/v1/items", {}, {}, {}, false};
    const Sample sample = sample_of(add, known_);
    known_["n"] = "FORM";
    const std::string version = known_["item_version"];
    known_["item_version"] = "0";
    json::Value body = json::parse(filled(sample.body, known_)).value_or(json::Value());
    known_["item_version"] = version;
    body.set("form", "probe");
    known_["form_item"] = visitor_.must({sample.who, "POST", "/api/v1/items", json::write(body)}).text_or("code");
  }

  json::Value place(const std::string& text) const {
    return object({{"text", text}, {"lng", text::to_double(known_.at("lng")).value_or(0)}, {"lat", text::to_double(known_.at("lat")).value_or(0)}});
  }

  // One case from report to closing, the text wherever people write.
  void life(const std::string& text) {
    const std::string seat = "${district}-ZX:seat";
    const json::Value made = ask(seat, "POST", "/api/v1/cases",
                                 object({{"channel", "hotline"}, {"kind", "report"}, {"title", text}, {"content", text}, {"place", place(text)}, {"reporter", object({{"name", text}, {"phone", "14012345678"}})}}), "life");
    if (made.is_null()) return;
    known_["life"] = made.text_or("ref");
    const json::Value view = ask(seat, "GET", "/api/v1/cases/${life}", {}, "life");
    same("title of a case", text, at_path(view, "title"));
    same("content of a case", text, at_path(view, "content"));
    same("place of a case", text, at_path(view, "place.text"));
    const json::Value shown = ask("${district}-ZX:acceptor", "POST", "/api/v1/cases/${life}/reveal", object({{"fields", json::Array{"name"}}, {"purpose", text}}), "reveal");
    if (!shown.is_null()) same("name of a reporter", text, at_path(shown, "name"));
    std::int64_t written = 0;
    const auto act = [&](const std::string& who, const std::string& action, json::Value body) {
      body.set("text", text);
      if (!ask(who, "POST", "/api/v1/cases/${life}/actions/" + action, body, action).is_null()) ++written;
    };
    act("${grid}:officer", "verify_true", {});
    act("${district}-ZX:acceptor", "accept", object({{"item_code", "P13-0101"}, {"severity", "normal"}}));
    act("${town}-ZJ:handler", "settle", object({{"closing_condition", known_["closing"]}}));
    act("${grid}:officer", "check_pass", {});
    act(seat, "follow_up_satisfied", {});
    act("${district}-ZX:acceptor", "close", object({{"closing_condition", known_["closing"]}}));
    const json::Value history = ask("${district}-ZX:acceptor", "GET", "/api/v1/cases/${life}/history", {}, "history");
    const json::Value intact = ask("${district}-ZX:acceptor", "GET", "/api/v1/cases/${life}/history/check", {}, "history");
    if (const json::Value* good = at_path(intact, "intact"); !good || !good->is_bool() || !good->as_bool()) tally_.fault("history not intact", text);
    std::int64_t found = 0;
    if (const json::Value* items = at_path(history, "items"); items && items->is_array()) {
      for (const json::Value& entry : items->as_array()) found += holds_text(entry, text);
    }
    tally_.compared += written;
    if (found < written && !text::trim(text).empty()) tally_.fault("not the same in the history of a case", text + " " + std::to_string(found) + " of " + std::to_string(written));
  }

  void answer_to_form(const std::string& text) {
    const json::Value made = ask("${grid}:officer", "POST", "/api/v1/cases",
                                 object({{"channel", "grid"}, {"kind", "report"}, {"content", "试"}, {"item_code", known_["form_item"]}, {"place", place("试")}, {"extra", object({{"a", text}})}}), "form");
    if (made.is_null()) return;
    known_["life"] = made.text_or("ref");
    const json::Value view = ask("${grid}:officer", "GET", "/api/v1/cases/${life}", {}, "form");
    const json::Value* shown = at_path(view, "extra.answers.a");
    // Answers to forms are kept without blanks at both ends, as cells of sheets are.
    same("answer to a form", std::string(text::trim(text)), shown);
  }

  static std::string quoted(const std::string& cell) { return "\"" + text::replace_all(cell, "\"", "\"\"") + "\""; }

  void import() {
    std::string sheet = "工单编号,标题,内容\r\n";
    std::int64_t rows = 0;
    for (const std::string& text : inputs_.texts) sheet += "PROBE-" + std::to_string(++rows) + "," + quoted(text) + "," + quoted(text) + "\r\n";
    const std::string who = "${district}-ZX:acceptor";
    const json::Value upload = ask(who, "POST", "/api/v1/cases/imports", json::Value(sheet), "import", "text/csv");
    known_["sheet"] = upload.text_or("import_id");
    ask(who, "PUT", "/api/v1/cases/imports/${sheet}/mapping", object({{"columns", object({{"number", 0}, {"title", 1}, {"content", 2}})}}), "import");
    ask(who, "POST", "/api/v1/cases/imports/${sheet}/run", json::Value(json::Object{}), "import");
    json::Value state;
    for (int i = 0; i < 600 && state.text_or("state") != "done" && state.text_or("state") != "failed"; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      state = ask(who, "GET", "/api/v1/cases/imports/${sheet}", {}, "import");
    }
    const auto count = [&](const char* name) {
      const json::Value* value = state.find(name);
      return value && value->is_int() ? value->as_int() : 0;
    };
    if (count("cases") + count("errors") + count("repeated") != rows) tally_.fault("an import lost rows", json::write(state));
    compare_imported(count("cases"));
  }

  void compare_imported(std::int64_t cases) {
    std::vector<std::string> contents;
    std::string after;
    do {
      const json::Value list = ask("${district}-ZX:acceptor", "GET", "/api/v1/cases?channel=import&limit=200&after=" + percent_encoded(after), {}, "import");
      after = list.text_or("next");
      const json::Value* items = list.find("items");
      if (!items) break;
      for (const json::Value& row : items->as_array()) contents.push_back(ask("${district}-ZX:acceptor", "GET", "/api/v1/cases/" + row.text_or("ref"), {}, "import").text_or("content"));
    } while (!after.empty());
    std::int64_t same_texts = 0;
    for (const std::string& text : inputs_.texts) same_texts += std::find(contents.begin(), contents.end(), text::trim(text)) != contents.end();
    tally_.compared += cases;
    if (same_texts < cases) tally_.fault("not the same after an import", std::to_string(same_texts) + " of " + std::to_string(cases));
  }

  void file_name(const std::string& text) {
    if (text.size() > 1'000 || text.find_first_of("\"\\/\r\n") != text.npos) return;  // cannot stand in a header, or is a path
    const std::string content = "%PDF-1.7\n" + text;
    const std::string form = "--zz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + text + "\"\r\n\r\n" + content + "\r\n--zz\r\nContent-Disposition: form-data; name=\"device\"\r\n\r\n" + text + "\r\n--zz--\r\n";
    const json::Value stored = ask("${grid}:officer", "POST", "/api/v1/blobs", json::Value(form), "file name", "multipart/form-data; boundary=zz");
    if (stored.is_null()) return;
    known_["stored"] = stored.text_or("digest");
    const json::Value about = ask("${grid}:officer", "GET", "/api/v1/blobs/${stored}/about", {}, "file name");
    if (text::length(text) <= 80) same("name of a file", text, at_path(about, "file_name"));
    const net::RawAnswer bytes = visitor_.ask({filled("${grid}:officer", known_), "GET", filled("/api/v1/blobs/${stored}?download=1", known_)}, "file name");
    ++tally_.compared;
    if (bytes.body != content) tally_.fault("not the same bytes of a file", text);
  }

  void bytes(const BadFile& file) {
    if (file.type.starts_with("multipart/")) return;
    const json::Value stored = ask("${grid}:officer", "POST", "/api/v1/blobs", json::Value(file.bytes), file.name, "application/octet-stream");
    if (stored.is_null()) return;
    known_["stored"] = stored.text_or("digest");
    ask("${grid}:officer", "GET", "/api/v1/blobs/${stored}/thumbnail", {}, file.name);
    const net::RawAnswer again = visitor_.ask({filled("${grid}:officer", known_), "GET", filled("/api/v1/blobs/${stored}", known_)}, file.name);
    ++tally_.compared;
    if (again.body != file.bytes) tally_.fault("not the same bytes of a file", file.name);
  }

  Visitor& visitor_;
  const BadInputs& inputs_;
  Known& known_;
  Tally& tally_;
};

}  // namespace

void walk_stories(Visitor& visitor, const BadInputs& inputs, Known& known, Tally& tally) { Ways(visitor, inputs, known, tally).run(); }

}  // namespace tiange::app::probe
