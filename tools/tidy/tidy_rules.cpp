#include <algorithm>
#include <filesystem>
#include <regex>
#include <sstream>

#include "tidy.h"

namespace tidy {

namespace {

constexpr int k_most_lines = 600;
constexpr int k_most_function_lines = 70;
constexpr int k_most_files = 25;

bool starts(const std::string& text, std::string_view head) { return text.compare(0, head.size(), head) == 0; }
bool ends(const std::string& text, std::string_view tail) {
  return text.size() >= tail.size() && text.compare(text.size() - tail.size(), tail.size(), tail) == 0;
}
bool is_cpp(const std::string& path) { return starts(path, "src/") && (ends(path, ".cpp") || ends(path, ".h")); }
bool is_test(const std::string& path) { return ends(path, "_test.cpp"); }

int line_of(const std::string& text, std::size_t at) {
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

// The declared part a file or an include path lies in: the longest that matches.
std::string part_of(const std::string& path, const Parts& parts) {
  std::string folder = std::filesystem::path(path).parent_path().string();
  for (; !folder.empty(); folder = std::filesystem::path(folder).parent_path().string()) {
    if (parts.count(folder)) return folder;
  }
  return "";
}

struct Ban {
  const char* pattern;
  const char* what;
  std::vector<std::string> homes;  // path prefixes where it may stand
  bool tests_too;
};

const std::vector<Ban>& bans() {
  static const std::vector<Ban> table = {
      {R"(\bstd::(jthread|thread|async)\b)", "threads belong to platform; take a job or a ticker", {"src/platform/", "src/app/", "src/town/"}, false},
      {R"(\b(system_clock|steady_clock|high_resolution_clock)::now\b|\btime\(nullptr\)|\bgettimeofday\b)", "take the time as an argument (base/time.h Clock)", {"src/platform/", "src/app/"}, false},
      {R"(\bstd::random_device\b|\brand\(\))", "take randomness as an argument or from platform/crypto", {"src/platform/", "src/app/"}, false},
      {R"(\bco_(await|return|yield)\b)", "no coroutines above platform", {"src/platform/"}, true},
      {R"(\bstd::regex\b)", "std::regex can be made to hang; use RE2 or plain code", {}, true},
      // A range or a reference into what a shared_ptr held that nobody keeps: gone as soon as another thread replaces it.
      {R"((\bfor \([^;{}]*[^:]:[^:;{}]*|[&*] ?\w+ =\s[^;{}]*)\b(directory|catalogue|catalogue_in|set_in|form_in|rules_in|book_in|map|library|live|snapshot)\([^()]*(\([^()]*\)[^()]*)*\)->)",
       "keep what the call returns in a variable: a part of it does not outlive it", {}, true},
      {R"(\bprintf\(|\bstd::cout\b)", "write through platform/observe/log.h", {"src/app/", "src/base/", "src/platform/"}, false},
  };
  return table;
}

struct Home {
  const char* header;  // start of a third-party header's name
  std::vector<std::string> homes;
};

const std::vector<Home>& third_party() {
  static const std::vector<Home> table = {
      {"simdjson.h", {"src/base/json.cpp"}},
      {"pugixml.hpp", {"src/engines/bpmn/", "src/engines/dmn/"}},
      {"sqlite3.h", {"src/platform/db/"}},
      {"libpq-fe.h", {"src/platform/db/"}},
      {"boost/asio", {"src/platform/net/"}},
      {"boost/beast", {"src/platform/net/"}},
      {"sodium.h", {"src/platform/crypto/"}},
      {"openssl/", {"src/platform/crypto/", "src/platform/net/", "src/base/digest.cpp"}},
      {"xlsxwriter.h", {"src/platform/sheets/"}},
      {"zip.h", {"src/platform/sheets/"}},
      {"expat.h", {"src/platform/sheets/"}},
      {"geos_c.h", {"src/engines/geo/topology.cpp", "src/engines/geo/"}},
      {"protozero/", {"src/engines/geo/"}},
      {"linear.h", {"src/engines/text/"}},
      {"bid_", {"src/engines/feel/"}},
      {"re2/", {"src/engines/forms/"}},
      {"curl/", {"src/platform/mail/"}},
  };
  return table;
}

class Checker {
 public:
  Checker(const std::vector<Source>& sources, const Parts& parts) : sources_(sources), parts_(parts) {}

  std::vector<Finding> run() {
    check_folders();
    for (const Source& source : sources_) {
      check_length(source);
      if (!is_cpp(source.path)) continue;
      check_functions(source);
      check_includes(source);
      check_bans(source);
      check_shelves(source);
    }
    return std::move(findings_);
  }

 private:
  void add(const Source& source, int line, std::string what) { findings_.push_back({source.path, line, std::move(what)}); }

  void check_folders() {
    std::map<std::string, int> files;
    std::map<std::string, std::string> names;
    for (const Source& source : sources_) {
      if (!is_cpp(source.path)) continue;
      const std::filesystem::path path(source.path);
      if (++files[path.parent_path().string()] == k_most_files + 1)
        findings_.push_back({path.parent_path().string(), 0, "over 25 files: split the folder by a word of its own"});
      const auto [it, fresh] = names.emplace(path.filename().string(), source.path);
      if (!fresh) add(source, 0, "file name is taken by " + it->second);
    }
  }

  void check_length(const Source& source) {
    const auto lines = std::count(source.text.begin(), source.text.end(), '\n');
    if (lines > k_most_lines) add(source, 0, std::to_string(lines) + " lines, at most 600: split it");
  }

  void check_functions(const Source& source) {
    if (source.path.find("_schema.cpp") != std::string::npos) return;  // one long text of SQL
    for (const Function& function : functions_of(source.text)) {
      if (function.lines > k_most_function_lines)
        add(source, function.first_line, "function of " + std::to_string(function.lines) + " lines, at most 70");
    }
  }

  void check_includes(const Source& source) {
    static const std::regex include(R"((?:^|\n)#include ([<"])([^>"]+)[>"])");
    const std::string part = part_of(source.path.substr(4), parts_);
    for (std::sregex_iterator it(source.text.begin(), source.text.end(), include), end; it != end; ++it) {
      const std::string header = (*it)[2];
      const int line = line_of(source.text, static_cast<std::size_t>(it->position(2)));
      if ((*it)[1] == "<") {
        check_third_party(source, line, header);
        continue;
      }
      const std::string other = part_of(header, parts_);
      if (other.empty() || other == part || part.empty()) continue;
      if (!parts_.at(part).count(other)) add(source, line, part + " does not declare that it uses " + other);
      check_door(source, line, part, other, header);
    }
  }

  // A room is entered by its door: room.h, or <thing>_schema.h for migrations; app may go further in.
  void check_door(const Source& source, int line, const std::string& part, const std::string& other, const std::string& header) {
    if (!starts(other, "city/") || !starts(part, "city/") || is_test(source.path)) return;
    const std::string room = other.substr(5);
    if (starts(part, other + "/") || starts(other, part + "/")) return;
    // A room within a room is entered by a header that bears its name: flows/office by office.h, flows/marks by
    // office_marks.h.
    const std::string name = other.substr(other.rfind('/') + 1) + ".h";
    const bool inner = room.find('/') != std::string::npos && header.size() > name.size() &&
                       (header == other + "/" + name || header.substr(header.size() - name.size() - 1) == "_" + name);
    if (!inner && header != other + "/" + name) add(source, line, "enter the room " + room + " by its door " + other + "/" + name);
  }

  void check_third_party(const Source& source, int line, const std::string& header) {
    for (const Home& home : third_party()) {
      if (!starts(header, home.header) || is_test(source.path)) continue;
      const bool at_home = std::any_of(home.homes.begin(), home.homes.end(), [&](const std::string& h) { return starts(source.path, h); });
      if (!at_home) add(source, line, "<" + header + "> has its home in " + home.homes.front());
    }
  }

  void check_bans(const Source& source) {
    const std::string code = without_comments_and_strings(source.text);
    for (const Ban& ban : bans()) {
      if (is_test(source.path) && !ban.tests_too) continue;
      if (std::any_of(ban.homes.begin(), ban.homes.end(), [&](const std::string& h) { return starts(source.path, h); })) continue;
      const std::regex pattern(ban.pattern);
      for (std::sregex_iterator it(code.begin(), code.end(), pattern), end; it != end; ++it)
        add(source, line_of(code, static_cast<std::size_t>(it->position())), ban.what);
    }
    static const std::regex unfinished(R"(\b(TODO|FIXME|XXX)\b)");
    std::smatch found;
    if (std::regex_search(source.text, found, unfinished))
      add(source, line_of(source.text, static_cast<std::size_t>(found.position())), "unfinished mark: finish it or leave it out");
  }

  // The suffix tells the shelf: SQL in stores, decisions without throw.
  void check_shelves(const Source& source) {
    const std::string name = std::filesystem::path(source.path).filename().string();
    const bool in_city = starts(source.path, "src/city/");
    const bool holds_sql = name.find("_store") != name.npos || name.find("_schema") != name.npos || is_test(source.path);
    static const std::regex sql("\"\\s*(SELECT |INSERT INTO |UPDATE [a-z_]+ SET|DELETE FROM |CREATE TABLE )");
    std::smatch found;
    if (in_city && !holds_sql && std::regex_search(source.text, found, sql))
      add(source, line_of(source.text, static_cast<std::size_t>(found.position())), "SQL belongs in a *_store file");
    const bool pure = starts(source.path, "src/engines/") || name.find("_rules") != name.npos || ends(name, "_file.cpp") || ends(name, "_file.h");
    static const std::regex thrown(R"(\bthrow\b)");
    const std::string code = without_comments_and_strings(source.text);
    if (pure && !is_test(source.path) && std::regex_search(code, found, thrown))
      add(source, line_of(code, static_cast<std::size_t>(found.position())), "pure code returns a Result instead of throwing");
  }

  const std::vector<Source>& sources_;
  const Parts& parts_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> check(const std::vector<Source>& sources, const Parts& parts) { return Checker(sources, parts).run(); }

}  // namespace tidy
