#include "city/notices/notice_plan.h"

#include <algorithm>

#include "base/codes.h"
#include "base/text.h"
#include "city/org/contacts/contacts.h"
#include "engines/feel/feel_json.h"
#include "platform/observe/system_clock.h"

namespace tiange::notices {

namespace {

constexpr Span k_look_again = seconds(2);
constexpr Span k_older_transactions = seconds(2);
constexpr std::size_t k_most_people = 200;  // of one rule and event
constexpr std::size_t k_area_digits[] = {15, 12, 9, 6};

std::string left_text(std::int64_t minutes, Language language) {
  const bool late = minutes < 0;
  const std::int64_t n = late ? -minutes : minutes;
  const bool zh = language == Language::zh;
  std::string span = n >= 2880  ? std::to_string(n / 1440) + (zh ? " 天" : " days")
                     : n >= 120 ? std::to_string(n / 60) + (zh ? " 小时" : " hours")
                                : std::to_string(n) + (zh ? " 分钟" : " minutes");
  if (zh) return late ? "已超 " + span : "剩余 " + span;
  return late ? span + " over" : span + " left";
}

const cases::Clock* pressing(const cases::Clocks& clocks) {
  const cases::Clock* first = nullptr;
  for (int i = 0; i < cases::k_clock_count; ++i) {
    const cases::Clock& clock = clocks.of(static_cast<cases::ClockName>(i));
    if (clock.running() && (!first || clock.due < first->due)) first = &clock;
  }
  return first;
}

// Numbers and texts of links need no escaping but these.
std::string query_value(std::string_view text) {
  std::string out;
  char two[4];
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    if (plain) {
      out += c;
    } else {
      std::snprintf(two, sizeof two, "%%%02X", static_cast<unsigned char>(c));
      out += two;
    }
  }
  return out;
}

}  // namespace

bool InForce::listens(std::string_view event) const {
  return std::any_of(rules.begin(), rules.end(), [&](const ReadyRule& one) {
    return one.rule.active && one.rule.event == event &&
           std::any_of(one.rule.means.begin(), one.rule.means.end(), [&](Means means) { return usable(means); });
  });
}

Result<ReadyRule> Planner::ready(const Rule& rule, std::int64_t version) {
  TIANGE_TRY(Condition condition, Condition::make(rule.condition));
  // Without one nothing is urgent.
  TIANGE_TRY(Condition urgent, Condition::make(rule.urgent.empty() ? "false" : rule.urgent));
  return ReadyRule{rule, version, std::move(condition), std::move(urgent)};
}

void Planner::forget() {
  std::lock_guard lock(lock_);
  looked_ = Instant{};
  unkept_until_us_ = observe::steady_us() + k_older_transactions.us;
}

std::shared_ptr<const InForce> Planner::in_force(db::Tx& tx, Instant now) {
  std::lock_guard lock(lock_);
  if (kept_ && looked_ && now >= looked_ && now - looked_ <= k_look_again) return kept_;
  auto made = std::make_shared<InForce>();
  for (const store::Definition& one : store::newest(tx)) {
    if (one.kind == "rule") {
      const auto rule = json::read<Rule>(one.body);
      auto prepared = rule.ok() ? ready(*rule, one.version) : Result<ReadyRule>(rule.refusal());
      if (prepared.ok()) made->rules.push_back(std::move(*prepared));
    } else if (one.kind == "template") {
      if (auto text = json::read<Template>(one.body); text.ok()) made->templates.emplace(one.key, std::move(*text));
    } else if (one.kind == "limits") {
      made->limits = json::read<Limits>(one.body).value_or(Limits{});
    }
  }
  const auto on = [&](const char* means) {
    const auto row = store::means(tx, means);
    return row && row->enabled;
  };
  made->email = on("email");
  made->sms = on("sms");
  if (observe::steady_us() < unkept_until_us_) return made;
  kept_ = std::move(made);
  looked_ = now;
  return kept_;
}

Preferences Planner::preferences(db::Tx& tx, PersonId person) const {
  const auto body = store::preferences(tx, person);
  return body ? json::read<Preferences>(*body).value_or(Preferences{}) : Preferences{};
}

namespace {

bool is_arrival(std::string_view kind) {
  static constexpr std::string_view k_arrivals[] = {"case.dispatched", "case.handed_over", "case.returned", "case.sent_back", "case.reopened"};
  return std::find(std::begin(k_arrivals), std::end(k_arrivals), kind) != std::end(k_arrivals);
}

bool is_tiding(std::string_view kind) {
  const auto all = tidings::kinds();
  return std::any_of(all.begin(), all.end(), [&](const tidings::Kind& one) { return one.key == kind; });
}

// Eight letters and digits that nobody can work out, the same for the same event.
std::string code_of(const crypto::Sealer& sealer, std::int64_t event) {
  static constexpr std::string_view k_letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  const std::string mark = sealer.mark(std::to_string(event), "tiding");
  std::string code;
  for (std::size_t i = 0; i < 8; ++i) code += k_letters[static_cast<unsigned char>(mark[i]) % k_letters.size()];
  return code;
}

// The event holds how the case stood when it happened.
bool moved_on(const store::EventRow& row, const cases::CaseFile& file) {
  const auto body = json::parse(row.body);
  const std::string was = body.ok() ? body->text_or("status") : "";
  if (!was.empty() && (was != json::enum_name(file.status()) || body->text_or("unit") != file.unit)) return true;
  // A case that comes back to be dispatched is passed on in the same breath.
  return row.kind == "case.dispatched" && file.status() == cases::Status::returned;
}

}  // namespace

// ---- what is known of an event --------------------------------------------------------------------------------------

std::optional<Event> Planner::read(db::Tx& tx, const store::EventRow& row, Instant now) const {
  Event event;
  event.id = row.id;
  event.kind = row.kind;
  event.subject = row.subject;
  event.happened = row.happened;
  json::Value& values = event.facts.values;
  values = json::Object{};
  const std::int64_t hour = local_us_of_day(now) / hours(1).us;
  values.set("hour", hour);
  values.set("worked_day", parts_.calendar->is_worked(local_date(now)));
  auto& words = event.facts.words;
  words["count"] = {"1", "1"};
  if (row.kind.starts_with("case.")) {
    const auto ref = cases::CaseRef::parse(row.subject);
    if (ref.ok()) event.brief = cases::read_brief(tx, system_scope(), *ref);
    if (!event.brief) return std::nullopt;
    fill_case(event, now);
    event.arrival = is_arrival(row.kind);
    event.passed = event.arrival && moved_on(row, event.brief->file);
  } else if (is_tiding(row.kind)) {
    auto what = json::read<tidings::Tiding>(row.body);
    if (!what.ok() || !parts_.reach) return std::nullopt;
    event.tiding = std::move(*what);
    fill_tiding(tx, event);
  } else {
    const auto what = json::read<Announcement>(row.body);
    if (!what.ok()) return std::nullopt;
    event.area = what->area.empty() ? parts_.district : what->area;
    event.unit = what->unit;
    event.people = what->people;
    event.units = what->units;
    event.needs = permission_from_key(what->needs);
    event.number = what->number;
    words["number"] = {what->number, what->number};
    values.set("number", what->number);
    words["title"] = {what->title_zh, what->title_en};
    words["text"] = {what->text_zh, what->text_en};
    words["link"] = {parts_.base_url + row.subject, parts_.base_url + row.subject};
    values.set("urgent", what->urgent);
    values.set("area", event.area);
    values.set("unit", event.unit);
  }
  words["area_name"] = {parts_.places.full_name(event.area, Language::zh), parts_.places.full_name(event.area, Language::en)};
  words["unit_name"] = parts_.org.directory(now)->unit_name(event.unit);
  event.values = feel::from_json(values);
  return event;
}

void Planner::fill_tiding(db::Tx& tx, Event& event) const {
  const tidings::Tiding& what = *event.tiding;
  event.area = what.area.empty() ? parts_.district : what.area;
  event.unit = what.unit;
  event.number = code_of(*parts_.sealer, event.id);
  json::Value& values = event.facts.values;
  values.set("area", event.area);
  values.set("unit", event.unit);
  values.set("urgent", false);
  auto& words = event.facts.words;
  words["title"] = {what.matter_zh, what.matter_en};
  words["code"] = {event.number, event.number};
  const std::string portal = parts_.base_url.empty() ? "" : parts_.base_url + "/portal/sms?code=" + event.number;
  words["portal"] = {portal, portal};
  words["link"] = {parts_.base_url + event.subject, parts_.base_url + event.subject};
  const auto reach = parts_.reach(tx, what.subject);
  if (reach) words["surname"] = reach->firm ? Words{reach->name, reach->name} : address_person(reach->name);
}

std::optional<Recipient> Planner::subject_of(db::Tx& tx, const Event& event) const {
  if (!event.tiding) return std::nullopt;
  const auto reach = parts_.reach(tx, event.tiding->subject);
  if (!reach || !is_mobile(reach->phone)) return std::nullopt;
  if (store::sms_off(tx, event.tiding->subject) || (reach->owner != event.tiding->subject && store::sms_off(tx, reach->owner))) return std::nullopt;
  return Recipient{PersonId{}, AccountId{}, reach->firm ? reach->name : codes::mask_name(reach->name), "", reach->phone};
}

void Planner::fill_case(Event& event, Instant now) const {
  const cases::Brief& brief = *event.brief;
  const cases::CaseFile& f = brief.file;
  event.number = brief.number;
  event.area = f.area;
  event.unit = f.unit;
  event.facts.confidential = f.confidential;
  json::Value& v = event.facts.values;
  auto& words = event.facts.words;
  const auto both = [&](const char* name, std::string_view value, const Words& said) {
    v.set(name, value);
    words[name] = said;
  };
  const auto item = parts_.items.find(f.item);
  const cases::Clock* clock = pressing(f.clocks);
  v.set("number", brief.number);
  words["number"] = {brief.number, brief.number};
  words["title"] = {brief.title, brief.title};
  words["text"] = {brief.title, brief.title};
  v.set("item", f.item);
  words["item_name"] = item ? Words{item->name_zh, item->name_en} : Words{"未定事项", "no item yet"};
  v.set("area", f.area);
  v.set("unit", f.unit);
  words["place"] = {f.place_text, f.place_text};
  both("step", f.step_id(), f.step_name());
  both("severity", json::enum_name(f.severity), cases::severity_words(f.severity));
  both("channel", json::enum_name(f.channel), cases::channel_words(f.channel));
  both("kind", json::enum_name(f.kind), cases::kind_words(f.kind));
  both("level", json::enum_name(f.level), cases::level_words(f.level));
  both("status", json::enum_name(f.status()), cases::status_words(f.status()));
  const std::int64_t minutes_left = clock ? (clock->due - now).us / minutes(1).us : 0;
  v.set("minutes_left", minutes_left);
  words["due"] = clock ? Words{format_local(clock->due), format_local(clock->due)} : Words{"—", "—"};
  words["left"] = clock ? Words{left_text(minutes_left, Language::zh), left_text(minutes_left, Language::en)} : Words{"—", "—"};
  words["result"] = {f.result, f.result};
  words["reporter"] = {brief.reporter_name, brief.reporter_name};
  words["phone"] = {brief.reporter_phone, brief.reporter_phone};
  v.set("returns", f.returns);
  words["returns"] = {std::to_string(f.returns), std::to_string(f.returns)};
  v.set("urges", f.urges);
  words["urges"] = {std::to_string(f.urges), std::to_string(f.urges)};
  v.set("overdue", f.overdue());
  v.set("confidential", f.confidential);
  v.set("wants_reply", f.wants_reply);
  v.set("urgent", f.severity == Severity::urgent);
  const std::string link = parts_.base_url + "/cases/" + brief.ref.text();
  words["link"] = {link, link};
  const std::string progress = parts_.base_url.empty() ? "" : parts_.base_url + "/portal/progress?number=" + query_value(brief.number);
  words["progress"] = {progress, progress};
}

// ---- who hears ------------------------------------------------------------------------------------------------------

namespace {

void add(std::vector<Recipient>& all, const org::Holder& holder) {
  const bool there = std::any_of(all.begin(), all.end(), [&](const Recipient& one) { return one.person == holder.person; });
  if (!there && holder.person && all.size() < k_most_people) all.push_back({holder.person, holder.account, holder.name, holder.unit, ""});
}

void add_queue(std::vector<Recipient>& all, const org::Directory& directory, std::string_view queue, Instant now) {
  for (const org::Holder& holder : directory.holders(queue, now)) add(all, holder);
}

void add_person(std::vector<Recipient>& all, const org::Directory& directory, PersonId person, Instant now) {
  if (!person) return;
  const Scope scope = directory.scope_of(person, now);
  add(all, {person, scope.account, PostId{}, scope.name, "", directory.unit_of(person)});
}

// The units of one area stand together.
void add_duty_at(std::vector<Recipient>& all, const org::Directory& directory, std::string_view area, const std::string& duty, Instant now) {
  add_queue(all, directory, std::string(area) + ":" + duty, now);
  const auto units = directory.units();
  const std::string first = std::string(area) + "-";
  auto at = std::lower_bound(units.begin(), units.end(), first, [](const org::UnitInfo& unit, const std::string& code) { return unit.code < code; });
  for (; at != units.end() && at->code.starts_with(first); ++at) add_queue(all, directory, at->code + ":" + duty, now);
}

}  // namespace

namespace {

// Whoever of a unit may do what is needed.
void add_able(std::vector<Recipient>& all, const org::Directory& directory, const org::UnitInfo& unit, std::optional<Permission> needs, Instant now) {
  for (const org::DutyInfo& duty : directory.duties()) {
    const std::string& place = duty.by_area ? unit.area_code : unit.code;
    for (const org::Holder& holder : directory.holders(place + ":" + duty.key, now)) {
      if (holder.unit == unit.code && (!needs || directory.scope_of(holder.person, now).may(*needs))) add(all, holder);
    }
  }
}

}  // namespace

std::vector<Recipient> Planner::audience(db::Tx& tx, const Audience& audience, const Event& event, Instant now) const {
  const auto directory = parts_.org.directory(now);
  std::vector<Recipient> all;
  const cases::CaseFile* file = event.brief ? &event.brief->file : nullptr;
  switch (audience.who) {
    case Who::holder:
      if (!file) break;
      if (file->claimed_by) {
        add_person(all, *directory, file->claimed_by, now);
      } else {
        add_queue(all, *directory, file->queue, now);
      }
      break;
    case Who::queue:
      if (file) add_queue(all, *directory, file->queue, now);
      break;
    case Who::parts:
      if (!file) break;
      for (const office::Part& part : file->office.parts) {
        if (!part.is_open() || part.asked < event.happened - seconds(1)) continue;
        add_person(all, *directory, part.person, now);
        if (!part.person) add_queue(all, *directory, part.queue, now);
      }
      break;
    case Who::unit_duty:
      if (!event.unit.empty()) add_queue(all, *directory, event.unit + ":" + audience.duty, now);
      break;
    case Who::role_up:
      for (const std::size_t digits : k_area_digits) {
        if (event.area.size() < digits || !all.empty()) continue;
        add_duty_at(all, *directory, std::string_view(event.area).substr(0, digits), audience.duty, now);
      }
      break;
    case Who::on_duty:
      if (!parts_.on_duty || event.unit.empty()) break;
      for (const PersonId person : parts_.on_duty(tx, event.unit, now)) add_person(all, *directory, person, now);
      break;
    case Who::people:
      for (const PersonId person : event.people) add_person(all, *directory, person, now);
      break;
    case Who::units:
      for (const std::string& code : event.units) {
        const org::UnitInfo* unit = directory->unit(code);
        if (!audience.duty.empty()) add_queue(all, *directory, code + ":" + audience.duty, now);
        else if (unit) add_able(all, *directory, *unit, event.needs, now);
      }
      break;
    case Who::reporter:
      if (file && file->wants_reply && !file->anonymous && codes::is_phone(event.brief->reporter_phone))
        all.push_back({PersonId{}, AccountId{}, codes::mask_name(event.brief->reporter_name), "", event.brief->reporter_phone});
      break;
    case Who::subject:
      if (auto one = subject_of(tx, event)) all.push_back(*std::move(one));
      break;
  }
  return all;
}

namespace {

bool is_must(const Rule& rule, Means means) { return std::find(rule.must.begin(), rule.must.end(), means) != rule.must.end(); }

bool wanted(const Rule& rule, Means means, const Preferences& mine) {
  if (means == Means::app || is_must(rule, means)) return true;
  return means == Means::email ? mine.by_email : mine.by_sms;
}

// When it is told: at once, at the hours of the rule or of the person, and not in the quiet hours.
void set_moment(Planned& planned, const Rule& rule, const Preferences& mine, const Limits& limits, Instant now) {
  planned.due = now;
  if (planned.urgent) return;
  if (rule.when == When::gathered) {
    planned.gathered = true;
    planned.due = next_hour(now, rule.hours);
  } else if (planned.means != Means::app && mine.gather && !is_must(rule, planned.means)) {
    planned.gathered = true;
    planned.due = next_beat(now, 60);
  }
  if (planned.means == Means::app || !rule.quiet) return;
  const bool own = !mine.quiet_from.empty();
  planned.due = after_quiet(planned.due, own ? mine.quiet_from : limits.quiet_from, own ? mine.quiet_until : limits.quiet_until);
}

}  // namespace

std::vector<Planned> Planner::plan(db::Tx& tx, const ReadyRule& ready, const Event& event, const InForce& all, Instant now) const {
  std::vector<Planned> out;
  const auto text = all.templates.find(ready.rule.template_key);
  if (text == all.templates.end()) return out;
  const Template& t = text->second;
  const bool urgent = ready.urgent.holds(event.values);
  for (const Recipient& who : audience(tx, ready.rule.audience, event, now)) {
    const Preferences mine = who.person ? preferences(tx, who.person) : Preferences{};
    for (const Means means : ready.rule.means) {
      if (!all.usable(means) || !wanted(ready.rule, means, mine)) continue;
      Planned one;
      one.who = who;
      one.rule = ready.rule.key;
      one.means = means;
      one.urgent = urgent;
      if (means == Means::email) one.address = mine.email;
      if (means == Means::sms) one.address = who.person ? org::phone_of(tx, who.person) : who.phone;
      if (means != Means::app && one.address.empty()) continue;
      set_moment(one, ready.rule, mine, all.limits, now);
      one.title = {fill(t.title_zh, event.facts, Language::zh), fill(t.title_en, event.facts, Language::en)};
      one.text = {fill(t.text_zh, event.facts, Language::zh), fill(t.text_en, event.facts, Language::en)};
      const bool zh = mine.language == "zh";
      const std::string& sms = zh ? t.sms_zh : t.sms_en;
      one.sms = sms.empty() ? (zh ? one.text.zh : one.text.en) : fill(sms, event.facts, zh ? Language::zh : Language::en);
      out.push_back(std::move(one));
    }
  }
  return out;
}

}  // namespace tiange::notices
