#include "city/cases/penalty/penalty_service.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "city/cases/case_store.h"
#include "city/cases/penalty/penalty_store.h"

namespace tiange::cases {

namespace {

Finding from_row(const PaperRow& row) {
  Finding finding = json::read<Finding>(row.content).value();
  finding.version = row.version;
  return finding;
}

void add_once(std::vector<PersonId>& people, PersonId one) {
  if (one && std::find(people.begin(), people.end(), one) == people.end()) people.push_back(one);
}

std::string yuan(std::int64_t fen) {
  const std::int64_t rest = fen % 100;
  return std::to_string(fen / 100) + "." + (rest < 10 ? "0" : "") + std::to_string(rest);
}

Words decided_words(const PenaltyDecision& d) {
  if (d.kind == PenaltyKind::fine) return {"罚款 " + yuan(d.fen) + " 元", "fined " + yuan(d.fen) + " yuan"};
  if (d.kind == PenaltyKind::warning) return {"警告", "warned"};
  return {"不予立案", "no case"};
}

std::string mark_of(std::string_view party) { return hex(sha256(party_key(party))); }

// What a reader may know of it; the pack has a page of its own.
void show(Finding& finding, const Scope& scope) {
  finding.may = finding_acts(finding, scope);
  finding.pack_text.clear();
  const bool waits = finding.state == "handed" || finding.state == "taken";
  const Outcome barred = apart(finding, scope, true);
  if (waits && scope.may(Permission::penalty_punish) && scope.works_for(finding.unit) && !barred.ok()) {
    finding.why_not_zh = barred.refusal().zh;
    finding.why_not_en = barred.refusal().en;
  }
}

}  // namespace

Outcome PenaltyService::lay(db::Tx& tx, std::string_view rules, Instant now) {
  return rules_.lay(tx, rules, now, read_penalty_rules);
}

Result<PenaltyRules> PenaltyService::rules(db::Tx& tx) const {
  return rules_.rules(tx, read_penalty_rules);
}

Result<Finding> PenaltyService::for_act(db::Tx& tx, const Scope& scope, CaseRef ref, const char* act) {
  TIANGE_TRY(const PaperRow row, store_.load(tx, scope, ref));
  Finding finding = from_row(row);
  const auto acts = finding_acts(finding, scope);
  if (std::find(acts.begin(), acts.end(), act) != acts.end()) return finding;
  const std::string_view name = act;
  const bool punishes = name == "take" || name == "decide" || name == "send_back";
  TIANGE_CHECK_OK(apart(finding, scope, punishes));
  if (punishes && !scope.works_for(finding.unit)) return refuse(ErrorCode::not_called);
  return refuse(ErrorCode::paper_state);
}

Result<Finding> PenaltyService::keep(db::Tx& tx, const Scope& scope, Finding f, const PaperStep& step, bool fresh, Instant now) {
  TIANGE_TRY(const CaseRef ref, CaseRef::parse(f.ref));
  TIANGE_TRY(const CaseRef about, CaseRef::parse(f.case_ref));
  f.may.clear();
  f.steps.clear();
  f.why_not_zh.clear();
  f.why_not_en.clear();
  ++f.version;
  const Instant due = f.state == "reminded" ? f.until.value_or(Instant{}) : Instant{};
  const PaperRow row{ref, f.area, f.state, f.case_ref, due, f.version, json::write(f)};
  if (fresh) {
    store_.insert(tx, row);
  } else if (!store_.update(tx, row)) {
    return refuse(ErrorCode::conflict);
  }
  if (!f.unit.empty()) store_.set_units(tx, ref, std::span(&f.unit, 1));
  store_.add_evidence(tx, ref, f.evidence);
  for (const FindingCheck& check : f.checks) store_.add_evidence(tx, ref, check.evidence);
  store_.add_step(tx, ref, step);
  TIANGE_CHECK_OK(cases_.remark(tx, scope, about, "penalty", {"巡查事项 " + f.number + "：" + step.zh, "Finding " + f.number + ": " + step.en}, step.text, now));
  if (parts_.notify) {
    const std::string body = "{\"ref\":\"" + f.ref + "\"}";
    parts_.notify->publish(tx, "penalty", f.area, "", body);
    if (!f.unit.empty()) parts_.notify->publish(tx, "penalty", "", f.unit + ":enforcer", body);
  }
  return view(tx, scope, ref);
}

Outcome PenaltyService::read_case(db::Tx& tx, const Scope& scope, const FindingIn& in, Finding& f, Instant now) {
  TIANGE_TRY(const CaseRef about, CaseRef::parse(in.case_ref));
  TIANGE_TRY(const CaseView view, cases_.view(tx, scope, about, now));
  if (view.closed) return refuse(ErrorCode::case_closed);
  TIANGE_TRY(const CaseRecord record, CaseStore().load(tx, scope, about));
  f.case_ref = in.case_ref;
  f.case_number = view.number;
  if (!view.confidential) f.case_title = view.title;
  f.item = view.item_code;
  f.item_name = view.item_name;
  f.area = view.area_code;
  f.area_zh = parts_.places.full_name(f.area, Language::zh);
  f.area_en = parts_.places.full_name(f.area, Language::en);
  if (!view.confidential) f.place = view.place.text;
  f.lng = view.place.lng;
  f.lat = view.place.lat;
  add_once(f.finders, record.file.reported_by);
  // Who punished in another finding of the case stands on the other side of this one too.
  PaperFilter same;
  same.case_ref = in.case_ref;
  for (const PaperRow& row : store_.list(tx, system_scope(), same)) {
    for (const PersonId person : from_row(row).punishers) add_once(f.punishers, person);
  }
  return done();
}

Outcome PenaltyService::check_first(db::Tx& tx, const FindingIn& in, const Finding& f, Severity severity, Instant now) {
  TIANGE_TRY(const PenaltyRules rules, this->rules(tx));
  if (*in.until <= now || *in.until > now + days(rules.longest_days)) {
    const std::string n = std::to_string(rules.longest_days);
    return wrong_field("until", "整改期限应在今后 " + n + " 天以内", "within the next " + n + " days");
  }
  if (severity == Severity::urgent) return refuse(ErrorCode::not_first_offence, "紧急事项不适用提醒", "an urgent matter is not only reminded of");
  if (std::any_of(rules.no_reminder.begin(), rules.no_reminder.end(), [&](const std::string& code) { return f.item.starts_with(code); }))
    return refuse(ErrorCode::not_first_offence, "该事项不适用提醒", "not for this item");
  if (in.party_kind == PartyKind::unknown || party_key(in.party).empty())
    return wrong_field("party", "提醒须有明确的当事人", "a reminder is given to somebody");
  if (store::reminded_since(tx, mark_of(in.party), f.item, now - days(rules.first_days))) return refuse(ErrorCode::not_first_offence);
  return done();
}

Result<Finding> PenaltyService::find(db::Tx& tx, const Scope& scope, const FindingIn& in, Instant now) {
  TIANGE_CHECK_OK(check_text("what", in.what, true));
  TIANGE_CHECK_OK(check_text("party", in.party, in.party_kind != PartyKind::unknown, 100));
  if (in.evidence.empty()) return wrong_field("evidence", "请附现场照片", "attach a photo of the place");
  Finding f;
  TIANGE_CHECK_OK(read_case(tx, scope, in, f, now));
  TIANGE_CHECK_OK(apart(f, scope, false));
  if (!scope.may(Permission::penalty_find) || !scope.covers(f.area)) return refuse(ErrorCode::out_of_scope);
  const auto directory = parts_.org.directory(now);
  f.ref = CaseRef{part_key_of(f.area), CaseId{parts_.ids.next(now)}}.text();
  TIANGE_TRY(const CaseRef ref, CaseRef::parse(f.ref));
  f.number = store_.next_number(tx, now);
  f.party_kind = in.party_kind;
  f.party = in.party;
  f.what = in.what;
  f.evidence = in.evidence;
  f.found = now;
  f.found_by = scope.name;
  const Words unit = directory->unit_name(scope.units.empty() ? "" : scope.units.front());
  f.found_unit_zh = unit.zh;
  f.found_unit_en = unit.en;
  add_once(f.finders, scope.person);
  PaperStep step;
  if (in.until) {
    TIANGE_TRY(const CaseRef about, CaseRef::parse(in.case_ref));
    TIANGE_TRY(const CaseView view, cases_.view(tx, scope, about, now));
    TIANGE_CHECK_OK(check_first(tx, in, f, view.severity, now));
    store::add_party(tx, ref, mark_of(in.party), f.item, now);
    f.state = "reminded";
    f.until = in.until;
    const std::string date = format_date(local_date(*in.until));
    step = step_of(scope, now, "reminded", {"首次提醒，限 " + date + " 前改正", "reminded for the first time, to mend by " + date}, in.what);
  } else {
    TIANGE_CHECK_OK(give(tx, scope, f, in.unit, in.what, now));
    step = step_of(scope, now, "handed", {"移交" + f.unit_zh + "，证据包 " + f.pack_hash.substr(0, 12), "handed to " + f.unit_en + ", pack " + f.pack_hash.substr(0, 12)}, in.what);
  }
  return keep(tx, scope, std::move(f), step, true, now);
}

Outcome PenaltyService::give(db::Tx& tx, const Scope& scope, Finding& f, const std::string& unit, const std::string& statement, Instant now) {
  const auto directory = parts_.org.directory(now);
  const org::UnitInfo* to = directory->unit(unit);
  if (!to) return wrong_field("unit", "请选择执法单位", "choose the enforcement unit");
  if (directory->duty("enforcer") && directory->holders(unit + ":enforcer", now).empty())
    return wrong_field("unit", "该单位没有执法人员", "that unit has no enforcement officers");
  f.unit = unit;
  const Words name = directory->unit_name(unit);
  f.unit_zh = name.zh;
  f.unit_en = name.en;
  f.statement = statement;
  f.handed = now;
  f.handed_by = scope.name;
  f.state = "handed";
  PackContent pack{f.number, f.case_number, f.item, f.item_name, f.area, f.area_zh, f.place, f.lng, f.lat, f.party_kind, f.party, f.what,
                   f.found, f.found_by, f.found_unit_zh, f.until, f.checks, {}, now, scope.name, statement};
  std::vector<std::string> digests = f.evidence;
  for (const FindingCheck& check : f.checks) digests.insert(digests.end(), check.evidence.begin(), check.evidence.end());
  for (const std::string& digest : digests) {
    PackPhoto photo;
    photo.digest = digest;
    if (parts_.evidence) {
      const auto facts = parts_.evidence->find(tx, digest);
      if (!facts) return wrong_field("evidence", "附件不存在", "there is no such file");
      photo.type = facts->type;
      photo.size = facts->size;
      if (facts->taken) photo.taken = facts->taken;
      photo.lng = facts->lng;
      photo.lat = facts->lat;
      photo.device = facts->device;
    }
    pack.photos.push_back(std::move(photo));
  }
  f.pack_text = json::write(pack);
  f.pack_hash = hex(sha256(f.pack_text));
  return done();
}

Result<Finding> PenaltyService::recheck(db::Tx& tx, const Scope& scope, CaseRef ref, const FindingRecheck& in, Instant now) {
  TIANGE_TRY(Finding f, for_act(tx, scope, ref, "recheck"));
  TIANGE_CHECK_OK(check_text("text", in.text, true));
  if (in.evidence.empty()) return wrong_field("evidence", "请附复查照片", "attach a photo");
  if (!in.mended && f.until && now < *f.until) return refuse(ErrorCode::paper_state, "整改期限未到", "there is still time to mend");
  f.checks.push_back({now, scope.name, in.mended, in.text, in.evidence});
  f.state = in.mended ? "mended" : "unmended";
  add_once(f.finders, scope.person);
  const PaperStep step = step_of(scope, now, f.state, in.mended ? Words{"复查：已改正", "looked again: mended"} : Words{"复查：未改正", "looked again: not mended"}, in.text);
  return keep(tx, scope, std::move(f), step, false, now);
}

Result<Finding> PenaltyService::hand(db::Tx& tx, const Scope& scope, CaseRef ref, const FindingHand& in, Instant now) {
  TIANGE_TRY(Finding f, for_act(tx, scope, ref, "hand"));
  TIANGE_CHECK_OK(check_text("text", in.text, true));
  for (const std::string& digest : in.evidence) {
    if (std::find(f.evidence.begin(), f.evidence.end(), digest) == f.evidence.end()) f.evidence.push_back(digest);
  }
  TIANGE_CHECK_OK(give(tx, scope, f, in.unit.empty() ? f.unit : in.unit, in.text, now));
  add_once(f.finders, scope.person);
  const PaperStep step = step_of(scope, now, "handed", {"移交" + f.unit_zh + "，证据包 " + f.pack_hash.substr(0, 12), "handed to " + f.unit_en + ", pack " + f.pack_hash.substr(0, 12)}, in.text);
  return keep(tx, scope, std::move(f), step, false, now);
}

Result<Finding> PenaltyService::take(db::Tx& tx, const Scope& scope, CaseRef ref, const FindingText& in, Instant now) {
  TIANGE_TRY(Finding f, for_act(tx, scope, ref, "take"));
  f.state = "taken";
  f.taken = now;
  f.taken_by = scope.name;
  add_once(f.punishers, scope.person);
  return keep(tx, scope, std::move(f), step_of(scope, now, "taken", {"执法接收证据包", "enforcement took the pack"}, in.text), false, now);
}

Result<Finding> PenaltyService::send_back(db::Tx& tx, const Scope& scope, CaseRef ref, const FindingText& in, Instant now) {
  TIANGE_TRY(Finding f, for_act(tx, scope, ref, "send_back"));
  TIANGE_CHECK_OK(check_text("text", in.text, true));
  f.state = "sent_back";
  return keep(tx, scope, std::move(f), step_of(scope, now, "sent_back", {"退回补充证据", "more evidence is asked for"}, in.text), false, now);
}

Result<Finding> PenaltyService::decide(db::Tx& tx, const Scope& scope, CaseRef ref, const FindingDecide& in, Instant now) {
  TIANGE_TRY(Finding f, for_act(tx, scope, ref, "decide"));
  TIANGE_TRY(const PenaltyRules rules, this->rules(tx));
  TIANGE_CHECK_OK(check_text("text", in.text, true));
  TIANGE_CHECK_OK(check_text("basis", in.basis, in.kind != PenaltyKind::no_case, 300));
  TIANGE_CHECK_OK(check_text("document", in.document, in.kind == PenaltyKind::fine, 60));
  if (in.kind == PenaltyKind::fine ? in.fen < 1 || in.fen > rules.most_fen : in.fen != 0)
    return wrong_field("fen", "罚款金额以分计，不超过 " + yuan(rules.most_fen) + " 元；其他结果不填", "a fine in fen, at most " + yuan(rules.most_fen) + " yuan; else nothing");
  f.decision = PenaltyDecision{in.kind, in.fen, in.document, in.text, in.basis, scope.name, now};
  f.state = "decided";
  add_once(f.punishers, scope.person);
  const Words words = decided_words(*f.decision);
  return keep(tx, scope, std::move(f), step_of(scope, now, "decided", {"执法结果：" + words.zh, "enforcement: " + words.en}, in.text), false, now);
}

Result<Finding> PenaltyService::close(db::Tx& tx, const Scope& scope, CaseRef ref, const FindingText& in, Instant now) {
  TIANGE_TRY(Finding f, for_act(tx, scope, ref, "close"));
  TIANGE_CHECK_OK(check_text("text", in.text, true));
  f.state = "closed";
  f.closing = in.text;
  return keep(tx, scope, std::move(f), step_of(scope, now, "closed", {"网格收悉执法结果", "the grid took note of the result"}, in.text), false, now);
}

Result<Finding> PenaltyService::view(db::Tx& tx, const Scope& scope, CaseRef ref) {
  TIANGE_TRY(const PaperRow row, store_.load(tx, scope, ref));
  Finding f = from_row(row);
  show(f, scope);
  f.steps = store_.steps(tx, ref);
  return f;
}

Result<EvidencePack> PenaltyService::pack(db::Tx& tx, const Scope& scope, CaseRef ref) {
  TIANGE_TRY(const PaperRow row, store_.load(tx, scope, ref));
  const Finding f = from_row(row);
  if (f.pack_text.empty()) return refuse(ErrorCode::not_found);
  EvidencePack out;
  TIANGE_TRY(out.content, json::read<PackContent>(f.pack_text));
  out.text = f.pack_text;
  out.hash = f.pack_hash;
  out.intact = hex(sha256(f.pack_text)) == f.pack_hash;
  for (const PackPhoto& photo : out.content.photos) out.intact = out.intact && (!parts_.evidence || parts_.evidence->find(tx, photo.digest));
  return out;
}

FindingList PenaltyService::list(db::Tx& tx, const Scope& scope, const PaperFilter& filter) {
  const auto rows = store_.list(tx, scope, filter);
  FindingList out;
  out.next = next_of(rows, filter);
  for (const PaperRow& row : rows) {
    if (out.items.size() == static_cast<std::size_t>(filter.limit)) break;
    out.items.push_back(from_row(row));
    show(out.items.back(), scope);
  }
  return out;
}

std::vector<Finding> PenaltyService::all(db::Tx& tx, const Scope& scope, PaperFilter filter, std::size_t most) {
  std::vector<Finding> found;
  filter.limit = 500;
  for (;;) {
    FindingList page = list(tx, scope, filter);
    found.insert(found.end(), std::make_move_iterator(page.items.begin()), std::make_move_iterator(page.items.end()));
    if (page.next.empty() || found.size() >= most) return found;
    filter.before = text::to_int(page.next).value_or(1);
  }
}

int PenaltyService::watch(Instant now) {
  constexpr int k_batch = 50;
  int asked = 0;
  const Scope house = system_scope();
  parts_.db.run_write(house, [&](db::Tx& tx) {
    asked = 0;
    for (const PaperRow& row : store_.due(tx, "reminded", now, k_batch)) {
      Finding f = from_row(row);
      f.state = "recheck";
      const std::string queue = f.area + ":officer";
      const std::string body = "{\"ref\":\"" + f.ref + "\"}";
      if (!keep(tx, house, std::move(f), {now, "", "recheck", "整改期限已到，请网格员复查", "the date has come: the officer is to look again", ""}, false, now).ok()) continue;
      if (parts_.notify) parts_.notify->publish(tx, "inbox", "", queue, body);
      ++asked;
    }
    return asked > 0;
  });
  return asked;
}

std::unique_ptr<Penalties> open_penalties(const CasesParts& parts, Cases& cases) { return std::make_unique<PenaltyService>(parts, cases); }

}  // namespace tiange::cases
