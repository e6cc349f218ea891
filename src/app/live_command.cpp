// live: a day of matters for a running demo district on this machine, at a chosen speed. It acts as the district's people do:
// signs in through the role switcher, reports what the generator makes up, and works off inboxes.

#include <cstdio>
#include <map>
#include <thread>

#include "app/commands.h"
#include "app/paths.h"
#include "app/seed.h"
#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/net/raw_client.h"
#include "platform/observe/system_clock.h"
#include "town/town.h"

namespace tiange::app {

namespace {

// One of the district's people at the API.
class Visitor {
 public:
  Visitor(int port, const std::string& login) : client_(port) {
    const net::RawAnswer answer = client_.request("POST", "/api/v1/org/demo-session", "{\"account\":\"" + login + "\"}");
    for (const auto& [name, value] : answer.headers) {
      if (name != "set-cookie") continue;
      const std::string cookie = value.substr(0, value.find(';'));
      cookies_ += (cookies_.empty() ? "" : "; ") + cookie;
      if (cookie.starts_with("tiange_csrf=")) csrf_ = cookie.substr(12);
    }
  }
  bool signed_in() const { return !cookies_.empty(); }

  json::Value get(const std::string& target) { return value_of(client_.request("GET", target, "", {{"Cookie", cookies_}})); }
  json::Value post(const std::string& target, const json::Value& body) {
    return value_of(client_.request("POST", target, json::write(body),
                                    {{"Cookie", cookies_}, {"X-Tiange-CSRF", csrf_}, {"Idempotency-Key", crypto::random_uuid(observe::SystemClock().now())}}));
  }

 private:
  static json::Value value_of(const net::RawAnswer& answer) {
    return answer.status < 300 ? json::parse(answer.body).value_or(json::Value()) : json::Value();
  }
  net::RawClient client_;
  std::string cookies_;
  std::string csrf_;
};

class Day {
 public:
  Day(int port, const town::District& town) : port_(port), town_(town) {}

  void report(const town::Matter& m) {
    json::Value body;
    static constexpr const char* k_kinds[] = {"report", "consult", "help", "complaint", "report", "suggestion", "praise", "other"};
    body.set("channel", m.channel == town::Channel::grid ? "grid" : m.channel == town::Channel::hotline ? "hotline" : "web");
    body.set("kind", k_kinds[static_cast<std::size_t>(m.ask)]);
    body.set("content", m.text);
    json::Value place;
    place.set("text", m.place_text);
    if (m.has_point) {
      place.set("lng", m.point.lng);
      place.set("lat", m.point.lat);
    }
    body.set("place", place);
    if (m.channel == town::Channel::grid) {
      body.set("item_code", town_.items[static_cast<std::size_t>(m.item)].code);
      if (m.settled == town::Settled::grid) {
        json::Value settled;
        settled.set("text", m.reply.empty() ? "现场已处理" : m.reply);
        settled.set("closing_condition", closing_of(town_.items[static_cast<std::size_t>(m.item)].code));
        body.set("settled", settled);
      }
    } else {
      json::Value reporter;
      reporter.set("name", m.reporter_name);
      reporter.set("phone", m.reporter_phone);
      body.set("reporter", reporter);
    }
    Visitor* who = visitor(m.reporter >= 0 ? town_.people[static_cast<std::size_t>(m.reporter)].login : seat());
    if (who && !who->post("/api/v1/cases", body).is_null()) ++reported;
  }

  // Somebody opens the inbox and does what comes first there.
  void work(std::uint64_t pick) {
    const town::Person& person = town_.people[pick % town_.people.size()];
    Visitor* who = visitor(person.login);
    if (!who) return;
    const json::Value inbox = who->get("/api/v1/cases/inbox?limit=3");
    const json::Value* items = inbox.find("items");
    if (!items || !items->is_array()) return;
    for (const json::Value& task : items->as_array()) act(*who, task.text_or("case_ref"));
  }

  std::int64_t reported = 0;
  std::int64_t acted = 0;

 private:
  void act(Visitor& who, const std::string& ref) {
    const json::Value view = who.get("/api/v1/cases/" + ref);
    const json::Value* actions = view.find("actions");
    if (!actions) return;
    for (const json::Value& action : actions->as_array()) {
      const json::Value* primary = action.find("primary");
      const json::Value* allowed = action.find("allowed");
      if (!primary || !allowed || !primary->as_bool() || !allowed->as_bool()) continue;
      if (!who.post("/api/v1/cases/" + ref + "/actions/" + action.text_or("action"), filled(action, view)).is_null()) ++acted;
      return;
    }
  }

  // The form of an action with the plainest answers.
  static json::Value filled(const json::Value& action, const json::Value& view) {
    json::Value body{json::Object{}};
    const json::Value* form = action.find("form");
    if (!form) return body;
    for (const json::Value& field : form->as_array()) {
      const std::string name = field.text_or("name");
      const json::Value* choices = field.find("choices");
      if (choices && choices->is_array() && !choices->as_array().empty()) {
        body.set(name, choices->as_array().front().text_or("value"));
      } else if (name == "item_code") {
        body.set(name, view.text_or("item_code"));
      } else if (field.text_or("kind") == "text") {
        body.set(name, "已到现场处理，情况正常。");
      }
    }
    return body;
  }

  // The first closing condition of an item, as its page says.
  std::string closing_of(const std::string& item) {
    auto& known = closings_[item];
    Visitor* who = known.empty() ? visitor(seat()) : nullptr;
    if (who) {
      const json::Value page = who->get("/api/v1/items/" + item);
      const json::Value* about = page.find("item");
      const json::Value* conditions = about ? about->find("closing_conditions") : nullptr;
      if (conditions && !conditions->as_array().empty()) known = conditions->as_array().front().as_string();
    }
    return known;
  }

  std::string seat() const {
    for (const town::Person& p : town_.people) {
      if (p.duty == "seat") return p.login;
    }
    return "";
  }

  Visitor* visitor(const std::string& login) {
    auto& known = visitors_[login];
    if (!known) known = std::make_unique<Visitor>(port_, login);
    return known->signed_in() ? known.get() : nullptr;
  }

  int port_;
  const town::District& town_;
  std::map<std::string, std::unique_ptr<Visitor>> visitors_;
  std::map<std::string, std::string> closings_;
};

}  // namespace

int live_command(const Call& call) {
  const Paths paths = paths_of(call.settings);
  const double speed = text::to_double(call.flag("--speed", "60")).value_or(60);
  const double minutes_to_run = text::to_double(call.flag("--minutes", "30")).value_or(30);
  const std::uint64_t seed = static_cast<std::uint64_t>(text::to_int(call.flag("--seed", "440604")).value_or(440604));
  const town::Sources sources = read_sources(paths.definitions);
  auto town = town::make_district(sources, seed);
  if (!town.ok()) throw std::runtime_error(town.refusal().en);
  observe::SystemClock clock;
  // Tomorrow's stream, so that nothing is told twice that the district was made with.
  const Date day = local_date(clock.now()) + 1;
  Day life(static_cast<int>(call.settings.port), *town);
  const std::int64_t started_us = observe::steady_us();
  const Instant from = local_instant(day, 8 * 3'600'000'000LL);
  const auto due_us = [&](Instant when) { return static_cast<std::int64_t>(static_cast<double>((when - from).us) / speed); };
  std::uint64_t pick = seed;
  std::printf("以 %.0f 倍速运行 %g 分钟，按 Ctrl-C 停止 / at %.0f times real speed for %g minutes, Ctrl-C stops\n", speed, minutes_to_run, speed,
              minutes_to_run);
  const town::MatterPlan plan{day, day, local_instant(day + 1, 0), 1.0, true};
  std::int64_t last_told = 0;
  bool over = false;
  const Outcome streamed = town::make_matters(*town, sources, plan, [&](const town::Matter& m) {
    if (over || m.reported_at < from || m.settled == town::Settled::answered) return;
    while (observe::steady_us() - started_us < due_us(m.reported_at)) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    life.report(m);
    life.work(pick = pick * 6364136223846793005ULL + 1442695040888963407ULL);
    const std::int64_t passed_us = observe::steady_us() - started_us;
    over = static_cast<double>(passed_us) > minutes_to_run * 60e6;
    if (passed_us - last_told > 5'000'000) {
      last_told = passed_us;
      std::printf("  %s  上报 / reported %lld  处理 / acted %lld\n", format_local(m.reported_at).c_str(), static_cast<long long>(life.reported), static_cast<long long>(life.acted));
      std::fflush(stdout);
    }
  });
  if (!streamed.ok()) throw std::runtime_error(streamed.refusal().en);
  std::printf("上报 / reported %lld，处理 / acted %lld\n", static_cast<long long>(life.reported), static_cast<long long>(life.acted));
  return life.reported > 0 ? 0 : 1;
}

}  // namespace tiange::app
