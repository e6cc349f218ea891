// What clerks see of subjects: matches of a policy, and all policies of one subject; masked.

#include <algorithm>

#include "base/text.h"
#include "city/benefits/policies/policy_service.h"

namespace tiange::benefits {

namespace {

using registers::GoldenRow;

constexpr std::size_t k_longest_purpose = 200;

std::string_view title_field(Kind kind) {
  switch (kind) {
    case Kind::household: return "number";
    case Kind::house: return "address";
    default: return "name";
  }
}

int rank(Verdict verdict) { return verdict == Verdict::entitled ? 0 : verdict == Verdict::missing ? 1 : 2; }

// Entitled policies that are not given beside another one.
void tell_exclusions(SubjectPolicies& out, const PolicySet& set, const std::set<std::string>& entitled) {
  for (SubjectPolicy& one : out.items) {
    const auto live = set.in_force(one.judgement.policy, set.today);
    if (!live || one.judgement.verdict != Verdict::entitled) continue;
    for (const std::string& other : live->edition.exclusions) {
      if (entitled.contains(other)) one.instead_of.push_back(other);
    }
  }
}

// Who may not see a birthday is not told the day on which an age is reached.
void hide_birthday(SubjectPolicies& out) {
  for (SubjectPolicy& one : out.items) {
    for (PolicyReason& reason : one.judgement.reasons) {
      if (std::find(reason.fields.begin(), reason.fields.end(), "head.born") != reason.fields.end() && reason.short_of) {
        reason.short_of.reset();
        reason.change_zh = "户主的年龄不符合";
        reason.change_en = "The head is not of that age";
      }
      if (reason.turns.empty() || std::find(reason.fields.begin(), reason.fields.end(), "born") == reason.fields.end()) continue;
      reason.turns.resize(4);  // the year
      reason.short_of.reset();
      reason.change_zh = "到 " + reason.turns + " 年满足年龄要求";
      reason.change_en = "Old enough in " + reason.turns;
    }
  }
}

}  // namespace

std::string PolicyService::shown_value(const Scope& scope, Kind kind, std::string_view field, std::string_view value, std::string_view grid) const {
  if (value.empty()) return "";
  const Catalogue catalogue = parts_.subjects.catalogue();
  const registers::FieldDefinition* definition = catalogue->field(kind, field);
  if (!definition) return "*";
  return parts_.subjects.shown(scope, {kind, *definition, value, grid, scope.purpose, false});
}

// Facts also of members and their homes, each masked as its own subject is; what lies outside the caller's areas is hidden. Whose
// facts are shown has been looked at too.
void PolicyService::mask_facts(db::Tx& tx, const Scope& scope, const std::string& purpose, SubjectPolicies& out, Instant now) {
  std::map<std::string, std::pair<Kind, std::string>> seen;  // by ref: kind and grid
  std::set<SubjectId> ids;
  for (const SubjectPolicy& one : out.items) {
    for (const FactUsed& fact : one.judgement.facts) {
      if (const auto id = parse_typed_id<registers::SubjectTag>(fact.subject); id.ok()) ids.insert(*id);
    }
  }
  const std::vector<SubjectId> all(ids.begin(), ids.end());
  if (!all.empty()) {
    parts_.subjects.each_of(tx, scope, all, [&](const GoldenRow& row) {
      seen[row.id.text()] = {row.kind, std::string(row.grid)};
      return true;
    });
  }
  for (SubjectPolicy& one : out.items) {
    for (FactUsed& fact : one.judgement.facts) {
      const auto found = seen.find(fact.subject);
      if (found != seen.end()) fact.value = shown_value(scope, found->second.first, fact.field, fact.value, found->second.second);
      else if (!fact.value.empty()) fact.value = "*";
    }
  }
  for (const SubjectId id : all) {
    const auto found = seen.find(id.text());
    if (found == seen.end() || found->second.first != Kind::person || id.text() == out.ref) continue;
    parts_.subjects.looked(tx, scope, id, "policies", {purpose, "", std::nullopt}, now);
  }
}

std::map<SubjectId, std::string> PolicyService::titles(db::Tx& tx, const Scope& scope, std::span<const SubjectId> ids) const {
  std::map<SubjectId, std::string> out;
  if (ids.empty()) return out;
  parts_.subjects.each_of(tx, scope, ids, [&](const GoldenRow& row) {
    std::string name;
    registers::each_value(row.golden, [&](std::string_view field, std::string_view value) {
      if (field == title_field(row.kind)) name = value;
    });
    out[row.id] = name.empty() ? "—" : shown_value(scope, row.kind, title_field(row.kind), name, row.grid);
    return true;
  });
  return out;
}

Result<PolicyMatchList> PolicyService::list_matches(db::Tx& tx, const Scope& scope, kept::MatchAsk ask) const {
  PolicyMatchList list;
  const std::size_t wanted = ask.limit++;
  std::vector<kept::StoredMatch> found = kept::matches(tx, scope, ask);
  if (found.size() > wanted) {
    found.resize(wanted);
    list.next = std::to_string(found.back().id);
  }
  std::vector<SubjectId> ids;
  for (const kept::StoredMatch& one : found) ids.push_back(one.subject);
  const auto names = titles(tx, scope, ids);
  for (const kept::StoredMatch& one : found) {
    const auto name = names.find(one.subject);
    PolicyMatch match{std::to_string(one.id), one.policy, one.edition, one.kind, one.subject.text(), name == names.end() ? "—" : name->second,
                      one.grid, parts_.places.full_name(one.grid, scope.language), one.began, {}, one.why, one.amount_fen, one.period};
    if (!one.running()) match.ended = one.ended;
    list.items.push_back(std::move(match));
  }
  return list;
}

std::vector<PolicyHome> PolicyService::homes_of(db::Tx& tx, const Scope& scope, SubjectId person) const {
  std::vector<SubjectId> ids;
  for (const registers::RelationView& tie : parts_.subjects.relations(tx, scope, person, std::nullopt)) {
    const auto id = parse_typed_id<registers::SubjectTag>(tie.other);
    if (tie.kind == registers::RelationKind::member_of && !tie.inverse && !tie.ended && id.ok()) ids.push_back(*id);
  }
  std::vector<PolicyHome> out;
  for (const auto& [id, title] : titles(tx, scope, ids)) out.push_back({id.text(), title});
  return out;
}

Result<SubjectPolicies> PolicyService::of_subject(db::Tx& tx, const Scope& scope, std::string_view ref, const std::string& purpose, std::string_view policy,
                                                  Instant now) {
  if (text::trim(purpose).empty()) return refuse(ErrorCode::purpose_needed);
  if (text::length(purpose) > k_longest_purpose) return refuse_fields(ErrorCode::bad_input, {{"purpose", "目的最多 200 字", "too long"}});
  TIANGE_TRY(const SubjectId id, parse_typed_id<registers::SubjectTag>(ref));
  const Set set = set_in(tx, now);
  const Catalogue catalogue = parts_.subjects.catalogue();
  const registers::AskedFacts related(parts_.subjects, tx, inside_names());
  SubjectPolicies out;
  std::string grid, golden;
  GoldenRow row;
  const SubjectId ids[] = {id};
  parts_.subjects.each_of(tx, scope, ids, [&](const GoldenRow& visited) {
    row = visited;
    golden = visited.golden;
    grid = visited.grid;
    return false;
  });
  row.golden = golden;
  row.grid = grid;
  const auto form = set->forms.find(row.kind);
  if (golden.size() > 2) out.ref = id.text(), out.kind = row.kind;
  for (std::size_t i = 0; !out.ref.empty() && form != set->forms.end() && i < form->second.policies().size(); ++i) {
    const PolicyEdition& edition = form->second.policies()[i]->edition;
    if (!policy.empty() && edition.key != policy) continue;
    SubjectPolicy& one = out.items.emplace_back();
    one.line = line_of(edition, {}, now);
    one.words_zh = edition.words_zh, one.words_en = edition.words_en;
    one.doubt_zh = edition.doubt_zh, one.doubt_en = edition.doubt_en;
    one.judgement = form->second.judge(i, row, related, *catalogue);
  }
  if (out.ref.empty()) return refuse(ErrorCode::not_found);
  std::map<std::string, kept::StoredMatch> running;
  for (kept::StoredMatch& match : kept::last_of(tx, ids)) {
    if (match.running()) running.emplace(match.policy, match);
  }
  std::set<std::string> entitled;
  ExplainedSubjects known;
  for (SubjectPolicy& one : out.items) {
    Judgement& judgement = one.judgement;
    add_sources(tx, parts_.subjects, known, judgement);
    const auto live = set->in_force(judgement.policy, set->today);
    if (live) apply_freshness(judgement, live->edition, now);
    if (judgement.verdict == Verdict::entitled) entitled.insert(judgement.policy);
    if (const auto found = running.find(judgement.policy); found != running.end()) one.matched = found->second.began;
    (judgement.verdict == Verdict::entitled ? out.entitled : judgement.verdict == Verdict::missing ? out.missing : out.not_entitled) += 1;
  }
  mask_facts(tx, scope, purpose, out, now);
  tell_exclusions(out, *set, entitled);
  std::stable_sort(out.items.begin(), out.items.end(),
                   [](const SubjectPolicy& a, const SubjectPolicy& b) { return rank(a.judgement.verdict) < rank(b.judgement.verdict); });
  const registers::FieldDefinition* born = catalogue->field(out.kind == Kind::household ? Kind::person : out.kind, "born");
  constexpr std::string_view k_sample = "2000-01-02";
  if (born && parts_.subjects.shown(scope, {born->kind, *born, k_sample, grid, scope.purpose, false}) != k_sample) hide_birthday(out);
  const auto names = titles(tx, scope, ids);
  out.title = names.empty() ? "—" : names.begin()->second;
  out.area_name = parts_.places.full_name(grid, scope.language);
  out.day = format_date(set->today);
  if (out.kind == Kind::person) out.homes = homes_of(tx, scope, id);
  parts_.subjects.looked(tx, scope, id, "policies", {purpose, "", std::nullopt}, now);
  return out;
}

}  // namespace tiange::benefits
