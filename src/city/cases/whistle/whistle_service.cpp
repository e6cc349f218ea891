#include "city/cases/whistle/whistle_service.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "city/cases/summons/summons.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_most_units = 12;
constexpr int k_most_points = 5;

Instant next_due(const Whistle& w) {
  Instant due;
  if (w.state != "dispatched") return due;
  for (const WhistleCall& call : w.calls) {
    if (call.state == "called" && (!due || call.required < due)) due = call.required;
  }
  return due;
}

Whistle from_row(const PaperRow& row) {
  Whistle whistle = json::read<Whistle>(row.content).value();
  whistle.version = row.version;
  return whistle;
}

}  // namespace

Outcome WhistleService::lay(db::Tx& tx, std::string_view rules, Instant now) {
  return rules_.lay(tx, rules, now, read_whistle_rules);
}

Result<WhistleRules> WhistleService::rules(db::Tx& tx) const {
  return rules_.rules(tx, read_whistle_rules);
}

Result<Whistle> WhistleService::for_act(db::Tx& tx, const Scope& scope, CaseRef ref, const char* act) {
  TIANGE_TRY(const PaperRow row, store_.load(tx, scope, ref));
  Whistle whistle = from_row(row);
  const auto acts = whistle_acts(whistle, scope);
  if (std::find(acts.begin(), acts.end(), act) != acts.end()) return whistle;
  if (std::string_view(act) == "check_in" && !called_unit(whistle, scope)) return refuse(ErrorCode::not_called);
  return refuse(ErrorCode::paper_state);
}

Result<Whistle> WhistleService::keep(db::Tx& tx, const Scope& scope, Whistle w, const PaperStep& step, bool fresh, Instant now) {
  TIANGE_TRY(const CaseRef ref, CaseRef::parse(w.ref));
  w.may.clear();
  w.steps.clear();
  w.my_unit.clear();
  ++w.version;
  const PaperRow row{ref, w.area, w.state, w.case_ref, next_due(w), w.version, json::write(w)};
  if (fresh) {
    store_.insert(tx, row);
  } else if (!store_.update(tx, row)) {
    return refuse(ErrorCode::conflict);
  }
  std::vector<std::string> units;
  for (const WhistleCall& call : w.calls) units.push_back(call.unit);
  store_.set_units(tx, ref, units);
  store_.add_evidence(tx, ref, w.evidence);
  for (const WhistleCall& call : w.calls) {
    if (call.arrival) store_.add_evidence(tx, ref, std::span(&call.arrival->photo, 1));
  }
  store_.add_step(tx, ref, step);
  if (!w.case_ref.empty()) {
    TIANGE_TRY(const CaseRef one, CaseRef::parse(w.case_ref));
    TIANGE_CHECK_OK(cases_.remark(tx, scope, one, "whistle", {"吹哨 " + w.number + "：" + step.zh, "Whistle " + w.number + ": " + step.en}, step.text, now));
  }
  if (parts_.notify) {
    const std::string body = "{\"ref\":\"" + w.ref + "\"}";
    parts_.notify->publish(tx, "whistle", w.area, "", body);
    for (const std::string& unit : units) parts_.notify->publish(tx, "whistle", "", unit + ":handler", body);
  }
  return view(tx, scope, ref);
}

// From the case, else from what was typed; always a point, to which arrivals are measured.
Outcome WhistleService::place_of(db::Tx& tx, const Scope& scope, const WhistleIn& in, Whistle& w, Instant now) {
  Place place = in.place;
  w.title = in.title;
  w.content = in.content;
  if (!in.case_ref.empty()) {
    TIANGE_TRY(const CaseRef ref, CaseRef::parse(in.case_ref));
    TIANGE_TRY(const CaseView view, cases_.view(tx, scope, ref, now));
    if (view.closed) return refuse(ErrorCode::case_closed);
    w.case_ref = in.case_ref;
    w.case_number = view.number;
    // Of a confidential case only what is typed for the departments goes along.
    if (view.confidential) TIANGE_CHECK_OK(check_text("title", w.title, true, 100));
    if (w.title.empty()) w.title = view.title;
    if (w.content.empty() && !view.confidential) w.content = view.content;
    if (place.text.empty() && !view.confidential) place.text = view.place.text;
    if (!place.lng) place.lng = view.place.lng, place.lat = view.place.lat;
    if (place.grid_code.empty()) place.grid_code = view.grid_code;
    w.area = view.area_code;
  }
  if (w.area.empty()) {
    if (place.grid_code.empty() && !(place.lng && place.lat)) return wrong_field("place", "请在地图上选择地点", "choose the place on the map");
    TIANGE_TRY(const places::Located found, place.grid_code.empty() ? parts_.places.locate(*place.lng, *place.lat) : parts_.places.of_grid(place.grid_code));
    w.area = found.grid_code;
  }
  if (!scope.covers(w.area)) return refuse(ErrorCode::out_of_scope);
  if (!place.lng || !place.lat) {
    TIANGE_TRY(const places::Located found, parts_.places.of_grid(w.area));
    place.lng = found.lng;
    place.lat = found.lat;
  }
  w.lng = *place.lng;
  w.lat = *place.lat;
  w.place = place.text;
  w.area_zh = parts_.places.full_name(w.area, Language::zh);
  w.area_en = parts_.places.full_name(w.area, Language::en);
  return done();
}

Result<Whistle> WhistleService::blow(db::Tx& tx, const Scope& scope, const WhistleIn& in, Instant now) {
  TIANGE_TRY(const WhistleRules rules, this->rules(tx));
  const auto kind = std::find_if(rules.kinds.begin(), rules.kinds.end(), [&](const auto& one) { return one.key == in.kind; });
  if (kind == rules.kinds.end()) return wrong_field("kind", "请选择吹哨类型", "choose a kind");
  TIANGE_CHECK_OK(check_text("title", in.title, in.case_ref.empty(), 100));
  TIANGE_CHECK_OK(check_text("content", in.content, in.case_ref.empty()));
  Whistle w;
  TIANGE_CHECK_OK(place_of(tx, scope, in, w, now));
  const auto directory = parts_.org.directory(now);
  for (const std::string& unit : in.units) {
    if (!directory->unit(unit)) return wrong_field("units", "没有这个单位：" + unit, "no such unit: " + unit);
  }
  w.wanted = in.units;
  w.evidence = in.evidence;
  w.ref = CaseRef{part_key_of(w.area), CaseId{parts_.ids.next(now)}}.text();
  w.number = store_.next_number(tx, now);
  w.state = "blown";
  w.kind = kind->key;
  w.kind_zh = kind->zh;
  w.kind_en = kind->en;
  const Words unit = directory->unit_name(scope.units.empty() ? "" : scope.units.front());
  w.unit_zh = unit.zh;
  w.unit_en = unit.en;
  w.blown_by = scope.person;
  w.blown_name = scope.name;
  w.blown = now;
  tell_town(tx, w, now);
  const PaperStep step = step_of(scope, now, "blown", {w.unit_zh + "吹哨：" + w.kind_zh, w.unit_en + " whistled: " + w.kind_en}, w.title);
  return keep(tx, scope, std::move(w), step, true, now);
}

namespace {

Summons word_of(const Whistle& w, const char* kind) {
  return {.kind = kind, .link = "/together?tab=whistles&whistle=" + w.ref, .area = w.area, .number = w.number};
}

}  // namespace

void WhistleService::tell_town(db::Tx& tx, const Whistle& w, Instant now) const {
  const auto directory = parts_.org.directory(now);
  const org::UnitInfo* centre = directory->unit_for(w.area, "ZX");
  if (!centre) return;
  Summons word = word_of(w, "whistle.blown");
  word.units = {centre->code};
  word.needs = Permission::whistle_dispatch;
  word.urgent = true;
  word.title = {w.unit_zh + "吹哨：" + w.title, w.unit_en + " whistles: " + w.title};
  word.text = {"吹哨 " + w.number + "（" + w.kind_zh + "）" + w.area_zh + " " + w.place + "，请调度部门。",
               "Whistle " + w.number + " (" + w.kind_en + "), " + w.area_en + " " + w.place + ". Please call departments."};
  summon(tx, parts_.outbox, word, now);
}

// Each unit hears by when it is to be there.
void WhistleService::tell_called(db::Tx& tx, const Whistle& w, Instant now) const {
  constexpr Span k_soon = hours(4);
  for (const WhistleCall& call : w.calls) {
    Summons word = word_of(w, "whistle.called");
    word.units = {call.unit};
    word.needs = Permission::whistle_answer;
    word.urgent = call.required - now <= k_soon;
    const std::string by = format_local(call.required);
    word.title = {"请到场报到：" + w.title, "Please report in: " + w.title};
    word.text = {"吹哨 " + w.number + "，" + by + " 前到 " + w.area_zh + " " + w.place + "。",
                 "Whistle " + w.number + ": be at " + w.area_en + " " + w.place + " by " + by + "."};
    if (!call.task.empty()) {
      word.text.zh += "任务：" + call.task + "。";
      word.text.en += " Task: " + call.task + ".";
    }
    summon(tx, parts_.outbox, word, now);
  }
}

Result<Whistle> WhistleService::dispatch(db::Tx& tx, const Scope& scope, CaseRef ref, const WhistleDispatch& in, Instant now) {
  TIANGE_TRY(Whistle w, for_act(tx, scope, ref, "dispatch"));
  TIANGE_TRY(const WhistleRules rules, this->rules(tx));
  TIANGE_CHECK_OK(check_text("text", in.text, false));
  if (in.calls.empty() || in.calls.size() > k_most_units) return wrong_field("calls", "请选择一至十二个部门", "choose one to twelve units");
  const auto kind = std::find_if(rules.kinds.begin(), rules.kinds.end(), [&](const auto& one) { return one.key == w.kind; });
  TIANGE_TRY(const Limit limit, parse_limit(kind == rules.kinds.end() ? "2 work_hours" : kind->arrive));
  const Instant latest = parts_.calendar->add(limit, now);
  if (in.required && (*in.required <= now || *in.required > latest))
    return wrong_field("required", "应晚于现在且不晚于 " + format_local(latest), "after now and not after " + format_local(latest));
  const auto directory = parts_.org.directory(now);
  std::set<std::string> seen;
  std::vector<std::string> names;
  for (const WhistleCallIn& one : in.calls) {
    if (!directory->unit(one.unit)) return wrong_field("calls", "没有这个单位：" + one.unit, "no such unit: " + one.unit);
    if (!seen.insert(one.unit).second) return wrong_field("calls", "同一部门只需呼叫一次", "a unit is called once");
    TIANGE_CHECK_OK(check_text("calls.task", one.task, false, 200));
    const Words name = directory->unit_name(one.unit);
    WhistleCall call;
    call.unit = one.unit;
    call.unit_zh = name.zh;
    call.unit_en = name.en;
    call.lead = one.lead;
    call.task = one.task;
    call.required = in.required.value_or(latest);
    w.calls.push_back(std::move(call));
    names.push_back(name.zh);
  }
  w.state = "dispatched";
  w.dispatched = now;
  w.dispatched_name = scope.name;
  tell_called(tx, w, now);
  const std::string by = format_local(w.calls.front().required);
  const PaperStep step = step_of(scope, now, "dispatched", {"调度" + text::join(names, "、") + "，" + by + " 前到场",
                                                            "called " + std::to_string(names.size()) + " units, to be there by " + by}, in.text);
  return keep(tx, scope, std::move(w), step, false, now);
}

Result<Whistle> WhistleService::end(db::Tx& tx, const Scope& scope, CaseRef ref, const char* act, const std::string& text, Instant now) {
  TIANGE_TRY(Whistle w, for_act(tx, scope, ref, act));
  TIANGE_CHECK_OK(check_text("text", text, true));
  const bool refused = std::string_view(act) == "refuse";
  w.state = refused ? "refused" : "withdrawn";
  w.reason = text;
  const PaperStep step = step_of(scope, now, w.state, refused ? Words{"镇街不予调度", "the town refused"} : Words{"撤回吹哨", "withdrawn"}, text);
  return keep(tx, scope, std::move(w), step, false, now);
}

Result<Whistle> WhistleService::excuse(db::Tx& tx, const Scope& scope, CaseRef ref, const WhistleExcuse& in, Instant now) {
  TIANGE_TRY(Whistle w, for_act(tx, scope, ref, "excuse"));
  TIANGE_CHECK_OK(check_text("text", in.text, true, 200));
  const auto call = std::find_if(w.calls.begin(), w.calls.end(), [&](const auto& one) { return one.unit == in.unit && waits(one); });
  if (call == w.calls.end()) return wrong_field("unit", "该部门不在待到场之列", "that unit is not waited for");
  call->state = "excused";
  call->excuse = in.text;
  const PaperStep step = step_of(scope, now, "excused", {"免予" + call->unit_zh + "到场", "excused " + call->unit_en}, in.text);
  return keep(tx, scope, std::move(w), step, false, now);
}

Result<Whistle> WhistleService::check_in(db::Tx& tx, const Scope& scope, CaseRef ref, const WhistleCheckIn& in, Instant now) {
  TIANGE_TRY(Whistle w, for_act(tx, scope, ref, "check_in"));
  TIANGE_TRY(const WhistleRules rules, this->rules(tx));
  TIANGE_CHECK_OK(check_text("text", in.text, false, 200));
  const std::string digest = in.photo.empty() && !in.evidence.empty() ? in.evidence.front() : in.photo;
  WhistlePhoto photo;
  if (!digest.empty() && parts_.evidence) {
    if (const auto facts = parts_.evidence->find(tx, digest)) {
      photo.known = facts->type.starts_with("image/");
      if (facts->taken) photo.taken = facts->taken;
      photo.lng = facts->lng;
      photo.lat = facts->lat;
    }
  }
  const WhistleCall* mine = called_unit(w, scope);
  WhistleCall& call = w.calls[static_cast<std::size_t>(mine - w.calls.data())];
  TIANGE_TRY(WhistleArrival arrival, judge_arrival(w, call, in, photo, rules, now));
  arrival.person = scope.person;
  arrival.name = scope.name;
  arrival.photo = digest;
  const std::string metres = std::to_string(arrival.metres), late = std::to_string(arrival.minutes_late);
  Words said{call.unit_zh + "到场报到，距现场 " + metres + " 米", call.unit_en + " reported in, " + metres + " m from the place"};
  if (arrival.minutes_late > 0) said = {said.zh + "，迟到 " + late + " 分钟", said.en + ", " + late + " minutes late"};
  call.state = "arrived";
  call.arrival = std::move(arrival);
  const PaperStep step = step_of(scope, now, "arrived", said, in.text);
  return keep(tx, scope, std::move(w), step, false, now);
}

Result<Whistle> WhistleService::conclude(db::Tx& tx, const Scope& scope, CaseRef ref, const WhistleConclude& in, Instant now) {
  TIANGE_TRY(Whistle w, for_act(tx, scope, ref, "conclude"));
  TIANGE_CHECK_OK(check_text("text", in.text, true));
  for (WhistleCall& call : w.calls) {
    if (waits(call)) call.state = "absent";
  }
  w.state = "concluded";
  w.conclusion = in.text;
  w.resolved = in.resolved;
  w.concluded = now;
  w.concluded_name = scope.name;
  const PaperStep step = step_of(scope, now, "concluded", in.resolved ? Words{"形成结论：已解决", "concluded: resolved"}
                                                                      : Words{"形成结论：未解决", "concluded: not resolved"}, in.text);
  return keep(tx, scope, std::move(w), step, false, now);
}

Result<Whistle> WhistleService::score(db::Tx& tx, const Scope& scope, CaseRef ref, const WhistleScoreIn& in, bool by_town, Instant now) {
  TIANGE_TRY(Whistle w, for_act(tx, scope, ref, by_town ? "score" : "score_whistle"));
  if (in.points < 1 || in.points > k_most_points) return wrong_field("points", "请给 1 至 5 分", "give 1 to 5 points");
  TIANGE_CHECK_OK(check_text("text", in.text, in.points <= 2, 300));
  const WhistleScore score{in.points, in.text, scope.name, now};
  const auto call = std::find_if(w.calls.begin(), w.calls.end(), [&](const WhistleCall& one) {
    if (by_town) return one.unit == in.unit && one.state != "excused" && !one.town_score;
    return (in.unit.empty() || one.unit == in.unit) && scope.works_for(one.unit) && one.arrival && !one.unit_score;
  });
  if (call == w.calls.end()) return wrong_field("unit", "没有待评价的部门", "no unit to score");
  (by_town ? call->town_score : call->unit_score) = score;
  const bool all = std::all_of(w.calls.begin(), w.calls.end(), [](const WhistleCall& one) {
    return one.state == "excused" || (one.town_score && (one.unit_score || !one.arrival));
  });
  if (all) w.state = "scored";
  const std::string points = std::to_string(in.points);
  const Words said = by_town ? Words{"镇街评价" + call->unit_zh + " " + points + " 分", "the town gave " + call->unit_en + " " + points + " points"}
                             : Words{call->unit_zh + "评价本次吹哨 " + points + " 分", call->unit_en + " gave the whistle " + points + " points"};
  const PaperStep step = step_of(scope, now, "scored", said, in.text);
  return keep(tx, scope, std::move(w), step, false, now);
}

Result<Whistle> WhistleService::view(db::Tx& tx, const Scope& scope, CaseRef ref) {
  TIANGE_TRY(const PaperRow row, store_.load(tx, scope, ref));
  Whistle w = from_row(row);
  w.may = whistle_acts(w, scope);
  if (const WhistleCall* mine = called_unit(w, scope)) w.my_unit = mine->unit;
  w.steps = store_.steps(tx, ref);
  return w;
}

WhistleList WhistleService::list(db::Tx& tx, const Scope& scope, const PaperFilter& filter) {
  const auto rows = store_.list(tx, scope, filter);
  WhistleList out;
  out.next = next_of(rows, filter);
  for (const PaperRow& row : rows) {
    if (out.items.size() == static_cast<std::size_t>(filter.limit)) break;
    Whistle w = from_row(row);
    w.may = whistle_acts(w, scope);
    if (const WhistleCall* mine = called_unit(w, scope)) w.my_unit = mine->unit;
    out.items.push_back(std::move(w));
  }
  return out;
}

std::vector<Whistle> WhistleService::all(db::Tx& tx, const Scope& scope, PaperFilter filter, std::size_t most) {
  std::vector<Whistle> found;
  filter.limit = 500;
  for (;;) {
    WhistleList page = list(tx, scope, filter);
    found.insert(found.end(), std::make_move_iterator(page.items.begin()), std::make_move_iterator(page.items.end()));
    if (page.next.empty() || found.size() >= most) return found;
    filter.before = text::to_int(page.next).value_or(1);
  }
}

int WhistleService::watch(Instant now) {
  constexpr int k_batch = 50;
  int marked = 0;
  const Scope house = system_scope();
  parts_.db.run_write(house, [&](db::Tx& tx) {
    marked = 0;
    for (const PaperRow& row : store_.due(tx, "dispatched", now, k_batch)) {
      Whistle w = from_row(row);
      std::vector<std::string> zh, en;
      for (WhistleCall& call : w.calls) {
        if (call.state != "called" || call.required > now) continue;
        call.state = "late";
        zh.push_back(call.unit_zh);
        en.push_back(call.unit_en);
      }
      const PaperStep step{now, "", "late", text::join(zh, "、") + "未按时到场", text::join(en, ", ") + " not there in time", ""};
      if (keep(tx, house, std::move(w), step, false, now).ok()) marked += static_cast<int>(zh.size());
    }
    return marked > 0;
  });
  return marked;
}

std::unique_ptr<Whistles> open_whistles(const CasesParts& parts, Cases& cases) { return std::make_unique<WhistleService>(parts, cases); }

}  // namespace tiange::cases
