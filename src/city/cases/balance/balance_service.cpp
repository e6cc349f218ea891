#include "city/cases/balance/balance_service.h"

#include <algorithm>
#include <set>

#include "city/cases/balance/balance_store.h"
#include "city/cases/case_service.h"

namespace tiange::cases {

namespace {

constexpr int k_most_advice = 100;
constexpr int k_followed = 200;
constexpr Span k_afterwards = seconds(2);
constexpr std::size_t k_most_queues = 400;
// Duties whose posts share a queue.
constexpr std::string_view k_desks[] = {"handler", "village_command", "town_command", "acceptor", "dispatcher", "seat", "supervisor", "station_head"};

std::string place_of_queue(std::string_view queue) { return std::string(queue.substr(0, queue.rfind(':'))); }

std::string task_of_case(const CaseFile& file) { return std::to_string(file.instance) + "." + std::to_string(file.task); }

bool good_time(const std::string& text) {
  return text.size() == 5 && text[2] == ':' && text >= "00:00" && text <= "24:00" && std::isdigit(static_cast<unsigned char>(text[0])) &&
         std::isdigit(static_cast<unsigned char>(text[1])) && text[3] >= '0' && text[3] <= '5' && std::isdigit(static_cast<unsigned char>(text[4]));
}

}  // namespace

Outcome BalanceService::lay(db::Tx& tx, std::string_view rules, Instant now) {
  return rules_.lay(tx, rules, now, read_balance_rules);
}

Result<BalanceRules> BalanceService::rules(db::Tx& tx) const {
  return rules_.rules(tx, read_balance_rules);
}

bool BalanceService::covers(const Scope& scope, std::string_view queue, Instant now) const {
  const std::string place = place_of_queue(queue);
  const auto directory = parts_.org.directory(now);
  const org::UnitInfo* unit = directory->unit(place);
  return scope.covers(unit ? std::string_view(unit->area_code) : std::string_view(place));
}

int BalanceService::load_of(db::Tx& tx, PersonId person) {
  flows::InboxQuery mine;
  mine.person = person;
  mine.only_mine = true;
  mine.limit = 200;
  return static_cast<int>(parts_.flows.inbox(tx, mine).tasks.size()) + store::advised_to(tx, person);
}

std::vector<BalancePerson> BalanceService::holders(db::Tx& tx, const std::string& queue, Instant now) {
  std::vector<BalancePerson> out;
  std::set<std::int64_t> seen;
  const auto directory = parts_.org.directory(now);
  for (const org::Holder& holder : directory->holders(queue, now)) {
    if (!seen.insert(holder.person.value).second) continue;
    BalancePerson person = store::balance_person(tx, holder.person).value_or(BalancePerson{});
    person.person = holder.person;
    person.name = holder.name;
    person.load = load_of(tx, holder.person);
    person.on_shift = on_shift(person.shifts, now);
    if (const auto place = store::last_place(tx, holder.person, local_instant(local_date(now), 0))) {
      person.lng = place->first;
      person.lat = place->second;
    }
    out.push_back(std::move(person));
  }
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.load < b.load; });
  return out;
}

Result<BalanceQueue> BalanceService::set_queue(db::Tx& tx, const Scope& scope, const BalanceQueueIn& in, Instant now) {
  if (in.queue.find(':') == in.queue.npos || !covers(scope, in.queue, now)) return refuse(ErrorCode::out_of_scope);
  if (parts_.org.directory(now)->holders(in.queue, now).size() < 2)
    return wrong_field("queue", "至少两人的岗位才需要均衡", "a queue of one person needs no balance");
  BalanceQueue queue = store::balance_queue(tx, in.queue).value_or(BalanceQueue{});
  if (in.version != queue.version) return refuse(ErrorCode::stale_version);
  queue.queue = in.queue;
  queue.mode = in.mode;
  queue.changed = now;
  queue.changed_by = scope.name;
  ++queue.version;
  if (!store::put_balance_queue(tx, queue)) return refuse(ErrorCode::stale_version);
  if (in.mode != BalanceMode::off) on_ = std::max(on_.load(), 1);  // this instance looks from now on
  const Words words = queue_words(parts_, *parts_.org.directory(now), in.queue);
  queue.zh = words.zh;
  queue.en = words.en;
  return queue;
}

Result<BalancePerson> BalanceService::set_person(db::Tx& tx, const Scope& scope, const BalancePersonIn& in, Instant now) {
  const auto directory = parts_.org.directory(now);
  const org::UnitInfo* unit = directory->unit(directory->unit_of(in.person));
  if (!unit || !scope.covers(unit->area_code)) return refuse(ErrorCode::out_of_scope);
  if (in.most < 0 || in.most > 500) return wrong_field("most", "0 至 500", "0 to 500");
  if (in.skills.size() > 50 || in.shifts.size() > 14) return wrong_field("skills", "条目过多", "too many");
  for (const std::string& skill : in.skills) TIANGE_CHECK_OK(check_text("skills", skill, true, 20));
  for (const BalanceShift& shift : in.shifts) {
    if (!good_time(shift.from) || !good_time(shift.to) || shift.from == shift.to) return wrong_field("shifts", "时间写作 08:00", "write times as 08:00");
    if (shift.days.empty() || std::any_of(shift.days.begin(), shift.days.end(), [](int day) { return day < 1 || day > 7; }))
      return wrong_field("shifts", "请选择星期一至星期日", "choose Monday to Sunday");
  }
  BalancePerson person = store::balance_person(tx, in.person).value_or(BalancePerson{});
  if (in.version != person.version) return refuse(ErrorCode::stale_version);
  person.person = in.person;
  person.name = directory->person_name(in.person);
  person.skills = in.skills;
  person.shifts = in.shifts;
  person.most = in.most;
  person.lng = person.lat = std::nullopt;
  ++person.version;
  if (!store::put_balance_person(tx, person)) return refuse(ErrorCode::stale_version);
  person.load = load_of(tx, in.person);
  person.on_shift = on_shift(person.shifts, now);
  return person;
}

Result<BalancePeople> BalanceService::people(db::Tx& tx, const Scope& scope, const std::string& queue, Instant now) {
  if (!covers(scope, queue, now)) return refuse(ErrorCode::out_of_scope);
  return BalancePeople{holders(tx, queue, now)};
}

BalanceQueues BalanceService::queues(db::Tx& tx, const Scope& scope, Instant now) {
  const auto directory = parts_.org.directory(now);
  std::vector<BalanceQueue> known = store::balance_queues(tx);
  BalanceQueues out;
  for (const org::UnitInfo& unit : directory->units()) {
    if (!scope.covers(unit.area_code)) continue;
    for (const std::string_view duty : k_desks) {
      const std::string name = unit.code + ":" + std::string(duty);
      std::set<std::int64_t> people;
      for (const org::Holder& holder : directory->holders(name, now)) people.insert(holder.person.value);
      if (people.size() < 2) continue;
      const auto kept = std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.queue == name; });
      BalanceQueue queue = kept == known.end() ? BalanceQueue{} : *kept;
      queue.queue = name;
      queue.people = static_cast<int>(people.size());
      const Words words = queue_words(parts_, *directory, name);
      queue.zh = words.zh;
      queue.en = words.en;
      if (queue.mode != BalanceMode::off) {
        const auto staff = holders(tx, name, now);
        queue.least = staff.front().load;
        queue.most = staff.back().load;
      }
      out.items.push_back(std::move(queue));
      if (out.items.size() == k_most_queues) return out;
    }
  }
  std::stable_sort(out.items.begin(), out.items.end(), [](const auto& a, const auto& b) { return (a.mode != BalanceMode::off) > (b.mode != BalanceMode::off); });
  return out;
}

Result<AdviceList> BalanceService::advice(db::Tx& tx, const Scope& scope, const std::string& queue, Instant now) {
  if (!covers(scope, queue, now) && !scope.has_queue(queue)) return refuse(ErrorCode::out_of_scope);
  AdviceList out;
  for (store::AdviceRow& row : store::queue_advice(tx, queue, k_most_advice)) {
    if (store_.load(tx, scope, row.ref).ok()) out.items.push_back(std::move(row.advice));
  }
  return out;
}

Result<BalanceRanking> BalanceService::ranking(db::Tx& tx, const Scope& scope, CaseRef ref, Instant now) {
  TIANGE_TRY(const CaseRecord record, store_.load(tx, scope, ref));
  BalanceRanking out;
  out.queue = record.file.queue;
  if (out.queue.empty()) return out;
  const Words words = queue_words(parts_, *parts_.org.directory(now), out.queue);
  out.queue_zh = words.zh;
  out.queue_en = words.en;
  if (const auto known = store::balance_queue(tx, out.queue)) out.mode = known->mode;
  if (out.mode == BalanceMode::off) return out;
  if (auto row = store::advice_of(tx, ref, task_of_case(record.file))) {
    const bool held = record.file.claimed_by.value != 0;
    if (held) row->advice.state = record.file.claimed_by == row->advice.person ? "taken" : "elsewhere";
    out.advice = std::move(row->advice);
  }
  TIANGE_TRY(const BalanceRules rules, this->rules(tx));
  out.people = rank_people({record.file.item, record.file.lng, record.file.lat}, holders(tx, out.queue, now), rules);
  return out;
}

// As if they had claimed it; the remark beside it says that the house did it, and why.
void BalanceService::assign(db::Tx& tx, CaseRef ref, BalanceAdvice& advice, Instant now) {
  const Scope scope = parts_.org.directory(now)->scope_of(advice.person, now);
  const Words said{"系统按均衡规则分派给" + advice.name + "（" + advice.why_zh + "）", "Given to " + advice.name + " by the rules of balance (" + advice.why_en + ")"};
  if (!cases_.act_only(tx, scope, ref, Action::claim, {}, std::nullopt, now).ok()) return;
  (void)cases_.remark(tx, system_scope(), ref, "balance", said, "", now).ok();
  advice.state = "assigned";
}

Outcome BalanceService::arrived(db::Tx& tx, CaseRef ref, Instant now) {
  const auto record = store_.load(tx, system_scope(), ref);
  if (!record.ok() || record->file.queue.empty() || record->file.claimed_by || record->file.is_suspended()) return done();
  const CaseFile& file = record->file;
  const auto queue = store::balance_queue(tx, file.queue);
  if (!queue || queue->mode == BalanceMode::off) return done();
  const std::string task = task_of_case(file);
  if (store::advice_of(tx, ref, task)) return done();
  TIANGE_TRY(const BalanceRules rules, this->rules(tx));
  const auto ranked = rank_people({file.item, file.lng, file.lat}, holders(tx, file.queue, now), rules);
  if (ranked.empty()) return done();
  const BalanceMark& best = ranked.front();
  store::AdviceRow row{ref, file.lng, file.lat, {ref.text(), record->number, record->title, task, file.queue, best.person, best.name, "advised", best.why_zh, best.why_en, now}};
  if (queue->mode == BalanceMode::assign) assign(tx, ref, row.advice, now);
  if (store::add_advice(tx, row) && row.advice.state == "advised")
    return cases_.remark(tx, system_scope(), ref, "balance", {"建议由" + best.name + "办理（" + best.why_zh + "）", "It is " + best.name + "'s turn (" + best.why_en + ")"}, "", now);
  return done();
}

// A little later, when whoever moved the case has read the answer.
void BalanceService::listen(db::Outbox& outbox, jobs::Jobs& jobs, const tiange::Clock& clock) {
  for (const char* type : {"case.reported", "case.dispatched", "case.returned", "case.settled", "case.reopened"}) {
    outbox.subscribe(type, "balance", [this, &jobs, &clock](db::Tx& tx, const db::Event& event) -> Outcome {
      if (on_.load() == 0) return done();
      jobs.add(tx, {.kind = "cases.balance", .payload = json::write(json::Value(json::Object{{"ref", event.subject}})), .run_after = clock.now() + k_afterwards});
      return done();
    });
  }
  jobs.handle("cases.balance", [this, &clock](const jobs::Job& job) -> Outcome {
    TIANGE_TRY(const json::Value payload, json::parse(job.payload));
    TIANGE_TRY(const CaseRef ref, CaseRef::parse(payload.text_or("ref")));
    return parts_.db.write(system_scope(), [&](db::Tx& tx) { return arrived(tx, ref, clock.now()); });
  });
}

void BalanceService::follow(db::Tx& tx, Instant) {
  for (const store::AdviceRow& row : store::open_advice(tx, k_followed)) {
    const auto record = store_.load(tx, system_scope(), row.ref);
    const char* state = nullptr;
    if (!record.ok() || task_of_case(record->file) != row.advice.task) {
      state = "gone";
    } else if (record->file.claimed_by) {
      if (record->file.claimed_by != row.advice.person) state = "elsewhere";
      if (record->file.claimed_by == row.advice.person && row.advice.state == "advised") state = "taken";
    } else if (row.advice.state == "assigned") {
      state = "released";
    }
    if (state) store::set_advice_state(tx, row, state);
  }
}

void BalanceService::refresh(Instant now) {
  int on = 0;
  bool open = false;
  parts_.db.run_read([&](db::Tx& tx) {
    on = 0;
    for (const BalanceQueue& queue : store::balance_queues(tx)) on += queue.mode != BalanceMode::off;
    open = !store::open_advice(tx, 1).empty();
  });
  on_ = on;
  if (!open) return;
  parts_.db.run_write(system_scope(), [&](db::Tx& tx) {
    follow(tx, now);
    return true;
  });
}

std::unique_ptr<Balance> open_balance(const CasesParts& parts, Cases& cases) { return std::make_unique<BalanceService>(parts, cases); }

}  // namespace tiange::cases
