#include "app/story_runner.h"

#include <algorithm>
#include <thread>

#include "app/seed.h"
#include "base/text.h"
#include "city/cases/channels/channel_rules.h"
#include "platform/crypto/crypto.h"
#include "platform/net/raw_client.h"
#include "platform/observe/system_clock.h"

namespace tiange::app {

namespace {

struct Mismatch {
  std::string what;
};

std::string shown(const json::Value& value) { return value.is_string() ? value.as_string() : json::write(value); }

std::string bytes_of_hex(std::string_view text) {
  std::string out;
  int half = -1;
  for (const char c : text) {
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0) continue;
    if (half >= 0) out += static_cast<char>(half * 16 + digit);
    half = half >= 0 ? -1 : digit;
  }
  return out;
}

Span span_of(const std::string& text) {
  const std::string_view words = text;
  const auto amount = text::to_int(words.substr(0, words.find(' ')));
  const std::string_view unit = text::trim(words.substr(words.find(' ') == words.npos ? words.size() : words.find(' ')));
  if (!amount) throw Mismatch{"wait needs a number"};
  if (unit.starts_with("minute")) return minutes(*amount);
  if (unit.starts_with("hour")) return hours(*amount);
  if (unit.starts_with("day")) return days(*amount);
  throw Mismatch{"wait counts minutes, hours or days"};
}

}  // namespace

Instant StoryClock::now() const {
  const std::int64_t held = held_.load();
  return held ? Instant{held} : observe::SystemClock().now() + Span{ahead_.load()};
}

// One story being told.
class StoryRunner::Run {
 public:
  Run(StoryRunner& runner, const Story& story) : runner_(runner), story_(story) {
    // The first address of the grid whose turn it is that can mean no other place.
    std::map<std::string, std::vector<const places::PlaceName*>> by_grid;
    const auto& places = runner.district_->places();
    const auto map = places.map();
    for (const places::PlaceName& name : map->finder().names()) {
      if (name.kind == "address") by_grid[name.grid_code].push_back(&name);
    }
    const places::PlaceName* chosen = nullptr;
    while (!chosen) {
      const auto grid = std::next(by_grid.begin(), static_cast<std::ptrdiff_t>(runner.next_grid_++ % by_grid.size()));
      const auto clear = std::find_if(grid->second.begin(), grid->second.end(), [&](const places::PlaceName* name) {
        const auto found = places.find(name->name, 1);
        return !found.empty() && found.front().score >= places::k_sure_score && found.front().grid_code == name->grid_code;
      });
      if (clear != grid->second.end()) chosen = *clear;
    }
    known_["grid"] = chosen->grid_code;
    known_["address"] = chosen->name;
    known_["lng"] = number(chosen->lng);
    known_["lat"] = number(chosen->lat);
    known_["community"] = known_["grid"].substr(0, 12);
    known_["town"] = known_["grid"].substr(0, 9);
    known_["district"] = known_["grid"].substr(0, 6);
    const auto other = std::find_if(by_grid.begin(), by_grid.end(), [&](const auto& grid) { return !grid.first.starts_with(known_["town"]); });
    known_["other_town"] = other == by_grid.end() ? "" : other->first.substr(0, 9);
  }

  std::string tell() {
    for (const StoryStep& step : story_.steps) {
      for (const StoryLine& line : step.lines) {
        try {
          follow(line);
        } catch (const Mismatch& m) {
          return story_.file + ":" + std::to_string(line.line) + " [" + step.name + "] " + m.what +
                 "\n    answer " + std::to_string(answer_.status) + " " + text::cut(answer_.body, 600);
        }
      }
      if (runner_.ways_.restart) runner_.open();
    }
    return "";
  }

 private:
  static std::string number(double value) {
    std::string out;
    json::append_number(out, value);
    return out;
  }

  void follow(const StoryLine& line) {
    if (line.verb == "public") {
      token_.clear();
      secret_.clear();
      key_.clear();
    } else if (line.verb == "key") {
      key_ = filled(line.text);
    } else if (line.verb == "sign") {
      secret_ = filled(line.text);
    } else if (line.verb == "as") {
      const std::string who = filled(line.text);
      const std::size_t by = who.find(" by ");
      token_ = token_of(who.substr(0, by));
      command_ = by == who.npos ? "" : who.substr(by + 4);
      secret_.clear();
      key_.clear();
    } else if (line.verb == "request") {
      send(filled(line.text), filled(line.body));
    } else if (line.verb == "status") {
      if (std::to_string(answer_.status) != line.text) throw Mismatch{"status is not " + line.text};
    } else if (line.verb == "keep") {
      keep(line.text);
    } else if (line.verb == "change") {
      change(line.text);
    } else if (line.verb == "expect") {
      expect(filled(line.text));
    } else if (line.verb == "until") {
      until(filled(line.text));
    } else if (line.verb == "wait") {
      runner_.clock_.forward(span_of(line.text));
      runner_.district_->cases().sweep(runner_.clock_.now());
    }
  }

  std::string filled(const std::string& text) const {
    std::string out = text;
    for (const auto& [name, value] : known_) {
      if (text::contains(out, "${json:" + name + "}")) {
        std::string quoted;
        json::append_escaped(quoted, value);
        out = text::replace_all(out, "${json:" + name + "}", quoted);
      }
      out = text::replace_all(out, "${" + name + "}", value);
    }
    const int year = split_date(local_date(runner_.clock_.now())).year;
    out = text::replace_all(out, "${year}", std::to_string(year));
    out = text::replace_all(out, "${next_year}", std::to_string(year + 1));
    out = with_moments(std::move(out));
    if (text::contains(out, "${")) throw Mismatch{"nothing is known as " + out.substr(out.find("${"), 30)};
    return out;
  }

  // ${now + 2 days} is a moment, ${day - 40 days} a date, counted from the story's clock.
  std::string with_moments(std::string text) const {
    for (const bool whole_day : {false, true}) {
      const std::string_view name = whole_day ? "${day " : "${now ";
      for (std::size_t at = text.find(name); at != text.npos; at = text.find(name, at)) {
        const std::size_t end = text.find('}', at);
        if (end == text.npos || at + name.size() + 2 > end) throw Mismatch{"write ${now + 2 days}"};
        const bool back = text[at + name.size()] == '-';
        const Span span = span_of(text.substr(at + name.size() + 2, end - at - name.size() - 2));
        const Instant moment = runner_.clock_.now() + (back ? span * -1 : span);
        text.replace(at, end + 1 - at, whole_day ? format_date(local_date(moment)) : format_iso(moment));
      }
    }
    return text;
  }

  std::string token_of(const std::string& queue) {
    District& district = *runner_.district_;
    const Instant now = runner_.clock_.now();
    const auto holders = district.org().directory(now)->holders(queue, now);
    if (holders.empty()) throw Mismatch{"nobody holds the queue " + queue};
    const auto known = runner_.tokens_.find(queue);
    if (known != runner_.tokens_.end()) return known->second;
    auto token = district.org().issue_token(holders.front().account, "story", now + days(4000), now);
    if (!token.ok()) throw Mismatch{token.refusal().en};
    return runner_.tokens_[queue] = *token;
  }

  void send(const std::string& head, const std::string& body) {
    const std::size_t space = head.find(' ');
    const std::string method = head.substr(0, space);
    const std::string target = std::string(text::trim(head.substr(space)));
    net::Headers headers;
    if (!token_.empty()) headers.emplace_back("Authorization", "Bearer " + token_);
    if (!token_.empty() && !command_.empty()) headers.emplace_back("X-Tiange-Command", command_);
    if (!key_.empty()) headers.emplace_back("X-Tiange-Key", key_);
    const bool writes = method != "GET";
    last_ = head;
    std::string content = body;
    if (body.starts_with("file ")) {
      std::string type(text::trim(std::string_view(body).substr(5, body.find('\n') - 5)));
      content = body.substr(body.find('\n') + 1);
      if (type.ends_with(" hex")) {
        type.resize(type.size() - 4);
        content = bytes_of_hex(content);
      }
      headers.emplace_back("Content-Type", type);
    }
    if (writes) headers.emplace_back("Idempotency-Key", "story-" + crypto::random_token(12));
    if (!secret_.empty()) {
      const std::string timestamp = std::to_string(runner_.clock_.now().us / 1'000'000);
      headers.emplace_back("X-Tiange-Timestamp", timestamp);
      headers.emplace_back("X-Tiange-Signature", cases::signature_of("sha256", secret_, timestamp, content));
    }
    const bool twice = writes && runner_.ways_.twice;
    if (twice) runner_.clock_.hold();
    answer_ = net::RawClient(runner_.district_->port()).request(method, target, content, headers);
    const bool repeated = twice && answer_.status < 300;
    const net::RawAnswer again = repeated ? net::RawClient(runner_.district_->port()).request(method, target, content, headers) : answer_;
    runner_.clock_.release();
    if (again.status != answer_.status || again.body != answer_.body) throw Mismatch{"sent twice it answers differently: " + text::cut(again.body, 300)};
    if (answer_.status >= 500 || answer_.status == 0) throw Mismatch{"the server broke"};
    auto parsed = json::parse(answer_.body);
    value_ = parsed.ok() ? *parsed : json::Value();
  }

  void until(const std::string& text) {
    const std::int64_t from = observe::steady_us();
    for (;;) {
      try {
        return expect(text);
      } catch (const Mismatch&) {
        if (observe::steady_us() - from > 20'000'000) throw;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      send(last_, "");
    }
  }

  void keep(const std::string& text) {
    const std::size_t equals = text.find(" = ");
    if (equals == text.npos) throw Mismatch{"keep NAME = PATH"};
    const json::Value* value = at_path(value_, text::trim(std::string_view(text).substr(equals + 3)));
    if (!value) throw Mismatch{"nothing at " + text.substr(equals + 3)};
    known_[std::string(text::trim(text.substr(0, equals)))] = shown(*value);
  }

  // NAME: OLD => NEW
  void change(const std::string& text) {
    const std::size_t colon = text.find(": "), arrow = text.find(" => ");
    if (colon == text.npos || arrow == text.npos) throw Mismatch{"change NAME: OLD => NEW"};
    std::string& value = known_[text.substr(0, colon)];
    const std::string old = text.substr(colon + 2, arrow - colon - 2);
    if (!text::contains(value, old)) throw Mismatch{"nothing to change: " + old};
    value = text::replace_all(value, old, text.substr(arrow + 4));
  }

  // PATH is TEXT | PATH has TEXT | PATH lacks TEXT | PATH exists | PATH absent | PATH above NUMBER
  void expect(const std::string& text) {
    const std::size_t space = std::min(text.find(' '), text.size());
    const std::string path = text.substr(0, space);
    const std::string rest(text::trim(std::string_view(text).substr(space)));
    const std::string how = rest.substr(0, rest.find(' '));
    const std::string wanted(text::trim(std::string_view(rest).substr(how.size())));
    const json::Value* value = at_path(value_, path);
    if (how == "absent") {
      if (value && !value->is_null()) throw Mismatch{path + " is " + shown(*value)};
      return;
    }
    if (!value) throw Mismatch{"nothing at " + path};
    const std::string is = shown(*value);
    const bool good = how == "exists"  ? true
                      : how == "is"    ? is == wanted
                      : how == "has"   ? text::contains(is, wanted)
                      : how == "lacks" ? !text::contains(is, wanted)
                      : how == "above" ? text::to_double(is).value_or(-1e300) > text::to_double(wanted).value_or(1e300)
                                       : false;
    if (!good) throw Mismatch{path + " is " + text::cut(is, 200) + ", expected " + rest};
  }

  StoryRunner& runner_;
  const Story& story_;
  std::map<std::string, std::string> known_;
  std::string token_;
  std::string command_;
  std::string secret_;  // of another platform, whose messages it signs
  std::string key_;     // of a program of a department
  std::string last_;  // request, for until
  net::RawAnswer answer_;
  json::Value value_;
};

StoryRunner::StoryRunner(settings::Settings settings, StoryWays ways, std::size_t first_grid)
    : settings_(std::move(settings)), ways_(ways), next_grid_(first_grid) {
  settings_.port = 0;
  settings_.demo = true;
  {
    District fresh(settings_, clock_, false);
    SeedPlan plan;
    plan.scale = 0;
    plan.days = 30;
    if (!is_seeded(fresh)) seed_district(fresh, plan, [](auto, auto, double) {});
  }
  open();
}

StoryRunner::~StoryRunner() = default;

void StoryRunner::open() {
  district_.reset();
  district_ = std::make_unique<District>(settings_, clock_);
  district_->start();
}

std::string StoryRunner::run(const Story& story) { return Run(*this, story).tell(); }

}  // namespace tiange::app
