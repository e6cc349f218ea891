// Owner searches from the question to the decision, and what decisions do afterwards.

#include <algorithm>

#include "base/text.h"
#include "city/cases/summons/summons.h"
#include "city/cases/owners/owner_service.h"

namespace tiange::owners {

namespace {

constexpr int k_swept_at_once = 200;
constexpr std::size_t k_most_asked = 60;

// Where a word for whoever ended it is wanted.
std::string names_of(const org::Directory& units, const std::vector<std::string>& codes, bool zh) {
  std::vector<std::string> names;
  for (const std::string& code : codes) names.push_back(zh ? units.unit_name(code).zh : units.unit_name(code).en);
  return text::join(names, zh ? "、" : ", ");
}

}  // namespace

Result<store::Kept<Search>> OwnerService::load_search(db::Tx& tx, const Scope& scope, std::string_view id) {
  const auto key = store::parse_key(id);
  auto kept = key ? store::search(tx, *key) : std::nullopt;
  if (!kept) return refuse(ErrorCode::out_of_scope);
  const auto& asks = kept->value.asks;
  const bool asked = std::any_of(asks.begin(), asks.end(), [&](const Ask& ask) { return scope.works_for(ask.unit); });
  if (!asked && !scope.covers(kept->value.area)) return refuse(ErrorCode::out_of_scope);
  return *std::move(kept);
}

void OwnerService::tell_asked(db::Tx& tx, const Search& search, Instant now) {
  cases::Summons word{.kind = "owners.asked", .link = "/registers/owners?search=" + search.id, .area = search.area, .number = search.number};
  for (const Ask& ask : search.asks) word.units.push_back(ask.unit);
  const Words kind = search.kind.empty() ? Words{"部件", "part"} : kind_words(tx, search.kind);
  const std::string by = format_local(search.due);
  word.title = {"请答复确权征询：" + kind.zh + "归谁", "Whose is it? Please answer: " + kind.en};
  word.text = {"确权 " + search.number + "，" + parts_.places.full_name(search.area, Language::zh) + " " + search.place + "。请于 " + by + " 前答复是否归本单位。",
               "Owner search " + search.number + ", " + parts_.places.full_name(search.area, Language::en) + " " + search.place +
                   ". Please say by " + by + " whether it is yours."};
  cases::summon(tx, outbox_, word, now);
}

Result<SearchView> OwnerService::search(db::Tx& tx, const Scope& scope, CaseRef ref, const SearchIn& in, Instant now) {
  TIANGE_TRY(const Matter matter, this->matter(tx, scope, ref, now));
  if (matter.view.closed) return refuse(ErrorCode::case_closed);
  const auto newest = store::newest_search(tx, ref);
  if (newest && newest->value.state == SearchState::asking) return refuse(ErrorCode::search_open);
  const OwnerRules rules = this->rules(tx);
  const auto units = parts_.org.directory(now);
  Search search;
  static_cast<Subject&>(search) = matter.subject;
  std::vector<FieldError> faults;
  for (const std::string& unit : in.units.empty() ? asked_units(*units, rules, matter) : in.units) {
    if (!units->unit(unit)) faults.push_back({"units", "没有这个单位：" + unit, "no such unit: " + unit});
    search.asks.push_back({unit, Answer::open, "", "", "", {}});
  }
  if (search.asks.empty() || search.asks.size() > k_most_asked) faults.push_back({"units", "请选择征询的部门", "choose the departments to ask"});
  search.limit = in.limit.empty() ? rule_of(rules, matter.subject.kind, "").limit : in.limit;
  const auto limit = parse_limit(search.limit);
  if (!limit.ok() || !*limit) faults.push_back({"limit", "时限应写作“2 work_days”或“2工作日”", "must be a limit such as \"2 work_days\""});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  const store::Key key{ref.part_key, parts_.ids.next(now)};
  search.id = key.text();
  search.number = number_of("确", key.id, now);
  search.limit = limit_text(*limit);
  search.text = in.text;
  search.asked_by = scope.name;
  search.asked = now;
  search.due = parts_.calendar->add(*limit, now);
  if (!store::put_search(tx, key, ref.id, search, 1)) return refuse(ErrorCode::conflict);
  if (!matter.tie) {  // two at once change one row
    Matter own = matter;
    TIANGE_CHECK_OK(keep_tie(tx, own, {}, now));
  }
  const std::string count = std::to_string(search.asks.size());
  TIANGE_CHECK_OK(parts_.cases.remark(tx, scope, ref, "owner_asked",
                                      {"发起确权 " + search.number + "，征询 " + count + " 个部门，时限 " + limit_words(*limit).zh,
                                       "Owner search " + search.number + ": " + count + " departments asked, within " + limit_words(*limit).en},
                                      in.text, now));
  tell_asked(tx, search, now);
  if (parts_.tell) {
    for (const Ask& ask : search.asks) parts_.tell(tx, "owners", ask.unit, "{}");
  }
  return search_view(tx, scope, {search, 1}, now);
}

Result<SearchView> OwnerService::answer(db::Tx& tx, const Scope& scope, std::string_view id, const AnswerIn& in, Instant now) {
  TIANGE_TRY(auto kept, load_search(tx, scope, id));
  Search& search = kept.value;
  Ask given{in.unit, in.answer, in.basis, in.text, scope.name, now};
  if (given.unit.empty()) {
    for (const Ask& ask : search.asks) {
      if (scope.works_for(ask.unit)) given.unit = ask.unit;
    }
  }
  if (!scope.works_for(given.unit)) return refuse(ErrorCode::not_asked);
  TIANGE_CHECK_OK(take_answer(search, given));
  TIANGE_TRY(const CaseRef ref, CaseRef::parse(search.case_ref));
  const Words unit = parts_.org.directory(now)->unit_name(given.unit);
  const Words said = answer_words(given.answer);
  const std::string basis = given.basis.empty() ? "" : "；依据：" + given.basis;
  TIANGE_CHECK_OK(parts_.cases.remark(tx, house_for(scope), ref, "owner_answered",
                                      {"确权答复：" + unit.zh + "：" + said.zh + basis,
                                       "Owner search: " + unit.en + ": " + said.en + (given.basis.empty() ? "" : "; basis: " + given.basis)},
                                      given.text, now));
  TIANGE_CHECK_OK(finish_search(tx, scope, search, kept.version, now));
  return search_view(tx, scope, {search, kept.version + 1}, now);
}

// Stores it, ended where the answers allow.
Outcome OwnerService::finish_search(db::Tx& tx, const Scope& scope, Search& search, std::int64_t version, Instant now) {
  if (const auto conclusion = conclude(search, now)) TIANGE_CHECK_OK(conclude_search(tx, scope, search, *conclusion, now));
  const auto key = store::parse_key(search.id);
  TIANGE_TRY(const CaseRef ref, CaseRef::parse(search.case_ref));
  if (!store::put_search(tx, *key, ref.id, search, version + 1)) return refuse(ErrorCode::conflict);
  return done();
}

Outcome OwnerService::conclude_search(db::Tx& tx, const Scope& scope, Search& search, const Conclusion& conclusion, Instant now) {
  TIANGE_TRY(const CaseRef ref, CaseRef::parse(search.case_ref));
  const OwnerRules rules = this->rules(tx);
  const auto units = parts_.org.directory(now);
  const auto kind = search.kind.empty() ? std::nullopt : parts_.parts.kind(tx, search.kind);
  const std::string unit = conclusion.how == HowDecided::claimed ? conclusion.unit : default_unit(*units, rules, search, kind);
  search.owner = {unit, units->unit_name(unit).zh};
  search.how = conclusion.how;
  search.state = SearchState::decided;
  search.ended = now;
  search.ended_by = scope.name;
  for (Ask& ask : search.asks) {
    if (ask.answer == Answer::open && conclusion.how == HowDecided::silence) ask.answer = Answer::silent;
  }
  OwnerDecision decision;
  static_cast<Subject&>(decision) = search;
  decision.owner = search.owner;
  decision.how = conclusion.how;
  decision.search = search.id;
  decision.until = now + days(rules.decision_days);
  const Words name = units->unit_name(unit);
  Words why{"该单位答复归其所有", "it said it is theirs"};
  if (conclusion.how == HowDecided::nobody) why = {"各部门均未认领，按规则默认", "nobody said it is theirs; named by the rules"};
  if (conclusion.how == HowDecided::silence)
    why = {"时限已过，" + names_of(*units, conclusion.silent, true) + " 未答复，按规则默认",
           "the limit passed without a word of " + names_of(*units, conclusion.silent, false) + "; named by the rules"};
  decision.basis = why.zh;
  TIANGE_TRY(decision, keep_decision(tx, scope, std::move(decision), now));
  search.decision = decision.id;
  TIANGE_CHECK_OK(tell_part(tx, scope, decision,
                            {"确权决定 " + decision.number + "：归 " + name.zh, "decision " + decision.number + ": owned by " + name.en}, now));
  TIANGE_CHECK_OK(parts_.cases.remark(tx, house_for(scope), ref, "owner_decided",
                                      {"确权结果：归 " + name.zh + "（" + why.zh + "），决定 " + decision.number,
                                       "Owner: " + name.en + " (" + why.en + "), decision " + decision.number},
                                      "", now));
  auto present = store::tie(tx, ref);
  store::Tie tie = present ? present->value : store::Tie{};
  tie.known = {search.owner, "search", decision.id, decision.number, "依据确权决定 " + decision.number, "by decision " + decision.number};
  tie.assigned = false;
  if (!store::put_tie(tx, ref, tie, present ? present->version + 1 : 1, now)) return refuse(ErrorCode::conflict);
  TIANGE_CHECK_OK(owner_of_orders(tx, ref, search.owner));
  ask_to_assign(tx, ref, now);
  return done();
}

Result<OwnerDecision> OwnerService::keep_decision(db::Tx& tx, const Scope& scope, OwnerDecision decision, Instant now) {
  const auto of = store::parse_key(decision.case_ref);
  const store::Key key{of ? of->part_key : cases::part_key_of(decision.area), parts_.ids.next(now)};
  decision.id = key.text();
  decision.number = number_of("权", key.id, now);
  decision.decided = now;
  decision.decided_by = scope.name;
  decision.version = 1;
  if (!store::put_decision(tx, key, decision)) return refuse(ErrorCode::conflict);
  return decision;
}

Outcome OwnerService::tell_part(db::Tx& tx, const Scope& scope, const OwnerDecision& decision, const Words& said, Instant now) {
  if (decision.part.empty()) return done();
  return parts_.parts.set_owner(tx, house_for(scope), decision.part, decision.owner, registers::OwnerState::known, said, decision.basis, now);
}

Result<SearchView> OwnerService::withdraw_search(db::Tx& tx, const Scope& scope, std::string_view id, const TextIn& in, Instant now) {
  TIANGE_TRY(auto kept, load_search(tx, scope, id));
  if (!scope.covers(kept.value.area)) return refuse(ErrorCode::out_of_scope);
  if (kept.value.state != SearchState::asking) return refuse(ErrorCode::search_over);
  TIANGE_CHECK_OK(need_text(in.text));
  kept.value.state = SearchState::withdrawn;
  kept.value.ended = now;
  kept.value.ended_by = scope.name;
  kept.value.ended_text = in.text;
  TIANGE_CHECK_OK(finish_search(tx, scope, kept.value, kept.version, now));
  TIANGE_TRY(const CaseRef ref, CaseRef::parse(kept.value.case_ref));
  TIANGE_CHECK_OK(parts_.cases.remark(tx, scope, ref, "owner_withdrawn",
                                      {"撤回确权 " + kept.value.number, "Owner search " + kept.value.number + " withdrawn"}, in.text, now));
  return search_view(tx, scope, {kept.value, kept.version + 1}, now);
}

int OwnerService::sweep(Instant now) {
  const auto due = *parts_.db.read([&](db::Tx& tx) -> Result<std::vector<store::Key>> { return store::due_searches(tx, now, k_swept_at_once); });
  int ended = 0;
  for (const store::Key& key : due) {
    const Outcome outcome = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      auto kept = store::search(tx, key);
      if (!kept || !conclude(kept->value, now)) return done();
      return finish_search(tx, system_scope(), kept->value, kept->version, now);
    });
    ended += outcome.ok() ? 1 : 0;
  }
  return ended;
}

Result<DecisionView> OwnerService::decide(db::Tx& tx, const Scope& scope, const DecisionIn& in, Instant now) {
  const auto part = parts_.parts.find(tx, in.part);
  if (!part || !scope.covers(part->grid)) return refuse_fields(ErrorCode::bad_input, {{"part", "部件册中没有这个部件", "no such part"}});
  const auto units = parts_.org.directory(now);
  std::vector<FieldError> faults;
  if (!in.owner.known()) faults.push_back({"owner", "请填写权属单位", "give the owner"});
  if (!in.owner.unit.empty() && !units->unit(in.owner.unit)) faults.push_back({"owner", "没有这个单位", "no such unit"});
  if (text::trim(in.basis).empty()) faults.push_back({"basis", "请写明依据", "give the basis"});
  Instant until = now + days(rules(tx).decision_days);
  if (!in.until.empty()) {
    const auto day = parse_date(in.until);
    if (day.ok() && *day > local_date(now)) until = local_instant(*day + 1, 0);
    else faults.push_back({"until", "请填写今天之后的日期", "must be a day to come"});
  }
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  OwnerDecision decision;
  decision.part = part->ref();
  decision.kind = part->kind();
  decision.area = part->grid;
  decision.place = part->place;
  decision.lng = part->lng;
  decision.lat = part->lat;
  decision.owner = in.owner;
  if (!in.owner.unit.empty()) decision.owner.name = units->unit_name(in.owner.unit).zh;
  decision.basis = in.basis;
  decision.until = until;
  TIANGE_TRY(decision, keep_decision(tx, scope, std::move(decision), now));
  TIANGE_CHECK_OK(tell_part(tx, scope, decision,
                            {"确权决定 " + decision.number + "：归 " + decision.owner.name,
                             "decision " + decision.number + ": owned by " + decision.owner.name},
                            now));
  return decision_view(tx, scope, decision, now);
}

// What the register learned from it is forgotten, unless somebody else was entered since.
Result<DecisionView> OwnerService::withdraw_decision(db::Tx& tx, const Scope& scope, std::string_view id, const TextIn& in, Instant now) {
  const auto key = store::parse_key(id);
  auto decision = key ? store::decision(tx, *key) : std::nullopt;
  if (!decision || !scope.covers(decision->area)) return refuse(ErrorCode::out_of_scope);
  if (!in_force(*decision, now)) return refuse(ErrorCode::decision_over);
  TIANGE_CHECK_OK(need_text(in.text));
  decision->withdrawn = true;
  decision->withdrawn_by = scope.name;
  decision->withdrawn_text = in.text;
  decision->withdrawn_when = now;
  ++decision->version;
  if (!store::put_decision(tx, *key, *decision)) return refuse(ErrorCode::conflict);
  const auto part = decision->part.empty() ? std::nullopt : parts_.parts.find(tx, decision->part);
  if (part && part->owner == decision->owner)
    TIANGE_CHECK_OK(parts_.parts.set_owner(tx, house_for(scope), decision->part, {}, registers::OwnerState::unknown,
                                           {"撤销确权决定 " + decision->number, "decision " + decision->number + " withdrawn"}, in.text, now));
  if (const auto ref = CaseRef::parse(decision->case_ref); ref.ok())
    TIANGE_CHECK_OK(parts_.cases.remark(tx, house_for(scope), *ref, "owner_decision_withdrawn",
                                        {"撤销确权决定 " + decision->number, "Decision " + decision->number + " withdrawn"}, in.text, now));
  return decision_view(tx, scope, *decision, now);
}

}  // namespace tiange::owners
