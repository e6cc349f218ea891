// From events to what each person is told: rules, people, their pace.
#include <algorithm>
#include <set>
#include <tuple>

#include "base/codes.h"
#include "city/notices/notice_room.h"

namespace tiange::notices {

namespace {

constexpr int k_batch = 100;
constexpr int k_most_in_run = 300;  // of a duty that others wait for
constexpr Span k_stale = hours(48);  // nobody is told of what happened longer ago: the house stood still
constexpr std::size_t k_most_lines = 20;

std::vector<Line> lines_of(const store::Told& told) { return told.lines.empty() ? std::vector<Line>{} : json::read_value<std::vector<Line>>(*json::parse(told.lines)).value_or({}); }

bool of_holder(const Rule& rule) { return rule.audience.who == Who::holder || rule.audience.who == Who::queue; }

std::string link_of(const std::string& subject) {
  if (subject.empty()) return "";
  return subject.front() == '/' ? subject : "/cases/" + subject;
}

}  // namespace

// Of a case that came to the same person twice in a moment they hear the last.
void NoticeRoom::keep_last_arrivals(std::vector<Routed>& batch) {
  std::set<std::tuple<std::string, std::int64_t, Means>> told;
  for (auto one = batch.rbegin(); one != batch.rend(); ++one) {
    if (!one->event || !one->event->arrival) continue;
    std::erase_if(one->plans, [&](const Planned& plan) {
      return plan.who.person && !told.emplace(one->row.subject, plan.who.person.value, plan.means).second;
    });
  }
}

std::vector<NoticeRoom::Routed> NoticeRoom::plan_batch(Instant now) {
  std::vector<Routed> batch;
  parts_.db.run_read([&](db::Tx& tx) {
    batch.clear();
    const auto all = planner_.in_force(tx, now);
    for (store::EventRow& row : store::unrouted(tx, k_batch)) {
      Routed one{std::move(row), {}, {}, all->limits};
      if (now - one.row.happened < k_stale) one.event = planner_.read(tx, one.row, now);
      std::set<std::pair<std::int64_t, Means>> heard;  // a person hears of an event once by each means
      for (const ReadyRule& rule : all->rules) {
        if (!one.event || !rule.rule.active || rule.rule.event != one.row.kind || !rule.condition.holds(one.event->values)) continue;
        if (one.event->passed && of_holder(rule.rule)) continue;
        for (Planned& planned : planner_.plan(tx, rule, *one.event, *all, now)) {
          if (heard.emplace(planned.who.person.value, planned.means).second) one.plans.push_back(std::move(planned));
        }
      }
      batch.push_back(std::move(one));
    }
    keep_last_arrivals(batch);
  });
  return batch;
}

int NoticeRoom::route_due(Instant now) {
  int routed = 0;
  while (routed < k_most_in_run) {
    const std::vector<Routed> batch = plan_batch(now);
    if (batch.empty()) break;
    parts_.db.run_write(system_scope(), [&](db::Tx& tx) {
      Pace pace;
      for (const Routed& one : batch) {
        if (!store::mark_routed(tx, one.row.id, static_cast<std::int64_t>(one.plans.size()), now)) continue;
        for (const Planned& planned : one.plans) tell(tx, *one.event, planned, one.limits, pace, now);
      }
      for (const auto& [key, told] : pace.gathering) store::save(tx, told);
      return true;
    });
    routed += static_cast<int>(batch.size());
    if (batch.size() < static_cast<std::size_t>(k_batch)) break;
  }
  return routed;
}

std::int64_t NoticeRoom::told_lately(db::Tx& tx, Pace& pace, std::int64_t part, std::int64_t most, Instant now) {
  const auto known = pace.told.find(part);
  if (known != pace.told.end()) return known->second;
  return pace.told[part] = store::count_since(tx, part, store::first_id(now - hours(1)), most);
}

// Adds to what gathers for the person already; false when nothing does.
bool NoticeRoom::gather(db::Tx& tx, Pace& pace, std::int64_t part, Means means, const Line& line) {
  auto at = pace.gathering.find({part, means});
  if (at == pace.gathering.end()) {
    auto open = store::gathering(tx, part, means);
    if (!open) return false;
    at = pace.gathering.emplace(std::pair(part, means), std::move(*open)).first;
  }
  store::Told& open = at->second;
  if (open.merged < static_cast<std::int64_t>(k_most_lines)) {
    auto lines = lines_of(open);
    lines.push_back(line);
    open.lines = json::write(lines);
  }
  ++open.merged;
  open.number.clear();
  return true;
}

void NoticeRoom::tell(db::Tx& tx, const Event& event, const Planned& planned, const Limits& limits, Pace& pace, Instant now) {
  const bool staff = static_cast<bool>(planned.who.person);
  const std::int64_t part = staff ? planned.who.person.value : event.tiding ? event.tiding->subject : event.brief->ref.part_key;
  bool gathered = planned.gathered && staff;
  Instant due = planned.due;
  if (staff && !gathered && !planned.urgent && told_lately(tx, pace, part, limits.per_hour, now) >= limits.per_hour) {
    gathered = true;
    due = std::max(due, next_beat(now, limits.gather_minutes));
  }
  const Line line{planned.title.zh, planned.title.en, event.number, link_of(event.subject)};
  if (gathered && gather(tx, pace, part, planned.means, line)) return;
  store::Told told;
  told.part_key = part;
  told.id = parts_.ids.next(now);
  told.event = event.id;
  told.kind = event.kind;
  told.rule = planned.rule;
  told.means = planned.means;
  told.person = planned.who.person;
  told.name = planned.who.name;
  if (event.tiding) told.ref = event.tiding->ref;
  told.area = event.area;
  told.subject = event.subject;
  told.number = event.number;
  if (!planned.address.empty()) {
    told.address = parts_.sealer->seal(planned.address, "notice:" + std::to_string(told.id));
    told.shown_to = planned.means == Means::email ? mask_email(planned.address) : codes::mask_phone(planned.address);
  }
  told.urgent = planned.urgent;
  told.title = planned.title;
  told.text = planned.means == Means::sms ? Words{planned.sms, planned.sms} : planned.text;
  told.created = now;
  told.state = gathered ? "held" : planned.means == Means::app ? "told" : "waiting";
  if (told.state != "told") told.next = due;
  if (gathered) told.lines = json::write(std::vector<Line>{line});
  // Too many in a day to one person are no help: the rest is told by phone.
  if (event.tiding && store::sms_since(tx, part, store::first_id(now - hours(24)), limits.sms_per_day) >= limits.sms_per_day) {
    told.state = "dead";
    told.error = "当天已发 " + std::to_string(limits.sms_per_day) + " 条";
    told.next = Instant{};
    told.ended = now;
  }
  store::insert(tx, told);
  say_moved(tx, told, now);
  if (gathered) pace.gathering.emplace(std::pair(part, planned.means), told);
  if (const auto known = pace.told.find(part); known != pace.told.end() && told.state == "told") ++known->second;
  if (told.state == "told" && parts_.wake) parts_.wake(tx, planned.who.account);
}

// To whoever said what was told; of other notices nobody asks.
void NoticeRoom::say_moved(db::Tx& tx, const store::Told& told, Instant now) {
  if (told.ref.empty() || !parts_.moved) return;
  const tidings::State state = told.state == "waiting"     ? tidings::State::waiting
                               : told.state == "sent"      ? tidings::State::sent
                               : told.state == "delivered" ? tidings::State::delivered
                                                           : tidings::State::failed;
  parts_.moved(tx, told.part_key, {told.kind, told.ref, state, told.shown_to, told.error, now}, now);
}

void NoticeRoom::wake(db::Tx& tx, PersonId person, Instant now) {
  if (parts_.wake && person) parts_.wake(tx, parts_.org.directory(now)->scope_of(person, now).account);
}

// What was gathered is told as one.
void NoticeRoom::release(db::Tx& tx, store::Told& told, Instant now) {
  if (told.merged > 1) {
    const std::string n = std::to_string(told.merged);
    told.title = {"您有 " + n + " 条通知", n + " notices"};
    told.text = {};
    const auto lines = lines_of(told);
    for (const Line& line : lines) {
      told.text.zh += line.zh + "\n";
      told.text.en += line.en + "\n";
    }
    if (static_cast<std::int64_t>(lines.size()) < told.merged) {
      const std::string rest = std::to_string(told.merged - static_cast<std::int64_t>(lines.size()));
      told.text.zh += "另有 " + rest + " 条，请到系统中查看。";
      told.text.en += "and " + rest + " more; see the system.";
    }
    told.subject = "/desk";
  }
  const bool app = told.means == Means::app;
  told.state = app ? "told" : "waiting";
  told.next = app ? Instant{} : now;
  store::save(tx, told);
  if (app) wake(tx, told.person, now);
}

// ---- as it is shown -------------------------------------------------------------------------------------------------

NoticeView show_notice(const store::Told& t) {
  NoticeView view;
  view.id = std::to_string(t.id);
  view.kind = t.kind;
  view.title_zh = t.title.zh;
  view.title_en = t.title.en;
  view.text_zh = t.text.zh;
  view.text_en = t.text.en;
  view.number = t.number;
  view.link = link_of(t.subject);
  if (!t.subject.empty() && t.subject.front() != '/') view.case_ref = t.subject;
  view.urgent = t.urgent;
  view.merged = t.merged;
  if (t.merged > 1) view.lines = lines_of(t);
  view.created = t.created;
  if (t.read) view.read = t.read;
  return view;
}

LogView show_log(const store::Told& t) {
  LogView view;
  view.id = std::to_string(t.id);
  view.kind = t.kind;
  view.rule = t.rule;
  view.means = t.means;
  view.name = t.name;
  view.to = t.shown_to;
  view.number = t.number;
  if (!t.subject.empty() && t.subject.front() != '/') view.case_ref = t.subject;
  view.title_zh = t.title.zh;
  view.title_en = t.title.en;
  view.merged = t.merged;
  view.state = t.state;
  if (!t.ref.empty()) view.link = t.subject;
  view.attempts = t.attempts;
  view.error = t.error;
  view.created = t.created;
  if (t.next) view.next = t.next;
  if (t.ended) view.ended = t.ended;
  if (t.read) view.read = t.read;
  if (t.reported) view.reported = t.reported;
  return view;
}

}  // namespace tiange::notices
