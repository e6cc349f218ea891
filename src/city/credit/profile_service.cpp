// Pages: the list of firms, and one firm with every point and its reason.

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "city/credit/credit_service.h"
#include "city/registers/subjects/rules/field_rules.h"

namespace tiange::credit {

namespace {

using registers::Explained;
using registers::FieldDefinition;
using registers::GoldenRow;
using registers::Kind;
using registers::SubjectId;
using store::StoredScore;

constexpr std::size_t k_history_page = 20;
constexpr std::size_t k_most_cases = 20;

}  // namespace

std::optional<HeldFirm> CreditService::firm_in(db::Tx& tx, const Scope& scope, std::string_view ref) const {
  const auto id = parse_typed_id<registers::SubjectTag>(ref);
  if (!id.ok()) return std::nullopt;
  std::optional<HeldFirm> found;
  const SubjectId ids[] = {*id};
  parts_.subjects.each_of(tx, scope, ids, [&](const GoldenRow& row) {
    if (row.kind == Kind::firm && row.golden.size() > 2) found = HeldFirm{row.id, std::string(row.grid), std::string(row.golden)};
    return true;
  });
  return found;
}

std::map<std::int64_t, std::string> CreditService::titles(db::Tx& tx, const Scope& scope, std::span<const SubjectId> ids, Instant now) const {
  std::map<std::int64_t, std::string> out;
  if (ids.empty()) return out;
  for (const registers::SubjectRow& row : parts_.subjects.rows_of(tx, scope, ids, now)) {
    const auto id = parse_id(row.ref);
    if (id.ok()) out[*id] = row.title;
  }
  return out;
}

Words CreditService::source_words(const std::string& code) const {
  if (code.empty()) return {"区工单", "Cases of the district"};
  const auto catalogue = parts_.subjects.catalogue();
  const auto* source = catalogue->source(code);
  return source ? Words{source->zh, source->en} : Words{code, code};
}

// Who answers for an indicator's facts.
std::string CreditService::unit_of(const CreditIndicator& indicator) const {
  const auto catalogue = parts_.subjects.catalogue();
  const auto* source = indicator.source.empty() ? nullptr : catalogue->source(indicator.source);
  return source && !source->unit.empty() ? source->unit : parts_.district + "-ZX";
}

CreditFirm CreditService::shown(const Scope& scope, const StoredScore& score, std::string title) const {
  CreditFirm out;
  out.ref = score.subject.text();
  out.title = title.empty() ? "—" : std::move(title);
  out.grid = score.grid;
  out.area_name = parts_.places.full_name(score.grid, scope.language);
  out.industry = score.industry;
  const auto catalogue = parts_.subjects.catalogue();
  const FieldDefinition* industry = catalogue->field(Kind::firm, "industry");
  const Words words = industry && !score.industry.empty() ? registers::shown_value(*industry, score.industry) : Words{"", ""};
  out.industry_zh = words.zh;
  out.industry_en = words.en;
  out.score = score.score;
  out.grade = score.grade;
  out.colour = score.colour;
  out.own_colour = score.own_colour;
  out.overridden = score.overridden;
  out.changed = score.changed;
  return out;
}

CreditFirmList CreditService::list(db::Tx& tx, const Scope& scope, store::FirmAsk ask, Instant now) const {
  CreditFirmList list;
  const std::size_t wanted = ask.only ? ask.only->size() : ask.limit;
  ask.limit = wanted + 1;
  std::vector<StoredScore> found;
  std::vector<SubjectId> ids;
  store::each_firm(tx, scope, ask, [&](const StoredScore& one) {
    if (found.size() == wanted) {
      list.next = std::to_string(found.back().score) + "." + found.back().subject.text();
      return false;
    }
    ids.push_back(one.subject);
    found.push_back(one);
    return true;
  });
  const auto names = titles(tx, scope, ids, now);
  for (const StoredScore& one : found) {
    const auto name = names.find(one.subject.value);
    list.items.push_back(shown(scope, one, name == names.end() ? "" : name->second));
  }
  return list;
}

CreditOverview CreditService::overview(db::Tx& tx, const Scope& scope, const std::string& area) const {
  CreditOverview out;
  std::map<std::string, std::int64_t> grades, colours;
  for (const store::Standing& one : store::standings(tx, scope, area)) {
    out.firms += one.count;
    grades[one.grade] += one.count;
    colours[one.colour] += one.count;
  }
  if (const auto live = store::scoring(tx, store::ScoringState::live)) {
    out.version = live->version;
    for (const CreditGrade& grade : live->scoring.grades) out.grades.push_back({grade.grade, grades[grade.grade]});
  }
  for (const char* colour : {"green", "yellow", "red"}) out.colours.push_back({colour, colours[colour]});
  const store::OpenCounts open = store::open_counts(tx, scope, area);
  out.overrides = open.overrides;
  out.objections = open.objections;
  out.repairs = open.repairs;
  const auto runs = store::runs(tx, 1);
  if (!runs.empty()) out.run = runs.front();
  out.may_ask = scope.may(Permission::credit_ask);
  out.may_answer = scope.may(Permission::credit_answer);
  out.may_approve = scope.may(Permission::credit_approve);
  out.may_edit = scope.may(Permission::credit_edit);
  out.may_release = scope.may(Permission::credit_release);
  out.may_export = scope.may(Permission::credit_export);
  return out;
}

CreditEvidence CreditService::evidence(const std::string& field, const std::string& value, const std::map<std::string, Explained>& facts) const {
  CreditEvidence out;
  out.field = out.zh = out.en = field;
  out.value = value;
  const auto catalogue = parts_.subjects.catalogue();
  for (const CreditField& one : credit_fields(*catalogue)) {
    if (one.field == field) out.zh = one.zh, out.en = one.en;
  }
  const FieldDefinition* definition = catalogue->field(Kind::firm, field);
  if (definition && definition->type == registers::FieldType::code && !value.empty()) {
    const Words words = registers::shown_value(*definition, value);
    out.shown_zh = words.zh;
    out.shown_en = words.en;
  }
  const auto fact = facts.find(field);
  if (fact == facts.end() || fact->second.claims.empty()) return out;
  const registers::Claim& claim = fact->second.claims.front();
  out.source = claim.source;
  out.source_zh = claim.source_zh;
  out.source_en = claim.source_en;
  out.key = claim.lineage;
  out.observed = claim.observed;
  return out;
}

CreditMarkView CreditService::mark_view(const CreditForm& form, const columns::Table& table, const CreditMark& mark,
                                        const std::map<std::string, Explained>& facts, Instant now) const {
  const CreditIndicator& one = form.indicators()[mark.indicator].indicator;
  CreditMarkView out;
  out.indicator = one.key;
  out.zh = one.zh;
  out.en = one.en;
  out.group = one.group;
  out.points = mark.points;
  out.left_out = mark.left_out;
  out.source = one.source;
  const Words source = source_words(one.source);
  out.source_zh = source.zh;
  out.source_en = source.en;
  out.unit = unit_of(one);
  const Words unit = parts_.org.directory(now)->unit_name(out.unit);
  out.unit_zh = unit.zh;
  out.unit_en = unit.en;
  out.basis = one.basis;
  out.cap = one.cap;
  out.repairable = one.repairable && mark.points < 0;
  out.raise_zh = one.raise_zh;
  out.raise_en = one.raise_en;
  const auto since = form.since(table, 0, mark.indicator);
  if (since) {
    out.since = format_date(*since);
    if (one.fades_days > 0) out.fades = format_date(*since + one.fades_days);
    if (out.repairable) out.repair_from = format_date(*since + one.stands_days);
  }
  for (const auto& [field, value] : form.values(table, 0, mark.indicator)) {
    if (field == one.document) out.document = value;
    out.evidence.push_back(evidence(field, value, facts));
  }
  return out;
}

void CreditService::add_raises(const CreditForm& form, const CreditResult& result, CreditProfile& page) const {
  int sum = form.scoring().base;
  for (const CreditMark& mark : result.marks) sum += mark.left_out ? 0 : mark.points;
  const auto gains = [&](const CreditIndicator& one, int points) {
    // The grade without this mark.
    const int score = std::clamp(sum + points, k_least_score, k_most_score);
    std::size_t grade = form.scoring().grades.size() - 1, worst = 0;
    for (std::size_t i = form.scoring().grades.size(); i-- > 0;) {
      if (score >= form.scoring().grades[i].from) grade = i;
      for (const CreditMark& mark : result.marks) {
        const CreditIndicator& other = form.indicators()[mark.indicator].indicator;
        if (!mark.left_out && other.key != one.key && other.cap == form.scoring().grades[i].grade) worst = std::max(worst, i);
      }
    }
    page.raises.push_back({one.key, one.zh, one.en, one.raise_zh, one.raise_en, points, form.scoring().grades[std::max(grade, worst)].grade});
  };
  for (const CreditMark& mark : result.marks) {
    const CreditIndicator& one = form.indicators()[mark.indicator].indicator;
    if (!mark.left_out && mark.points < 0) gains(one, -mark.points);
  }
  std::stable_sort(page.raises.begin(), page.raises.end(), [](const CreditRaise& a, const CreditRaise& b) { return a.points > b.points; });
}

void CreditService::add_marks(db::Tx& tx, const Scope& scope, const CreditForm& form, const HeldFirm& firm, CreditProfile& page, Instant now) const {
  std::map<std::string, Explained> facts;
  if (auto explained = parts_.subjects.explain(tx, scope, firm.id, "", std::nullopt); explained.ok()) {
    for (Explained& one : *explained) facts.emplace(one.field, std::move(one));
  }
  columns::Table table = form.table(1);
  form.put(table, 0, {firm.grid, firm.golden, store::facts(tx, firm.id, year_before(now))});
  const auto left = store::left_out(tx, firm.id);
  std::vector<LeftOut> out;
  for (const auto& one : left) out.push_back(one.what);
  const CreditResult result = form.score(table, 0, out);
  page.score = result.score;
  page.grade = form.scoring().grades[result.grade].grade;
  page.own_colour = form.scoring().grades[result.grade].colour;
  if (!page.overridden) page.colour = page.own_colour;
  const auto catalogue = parts_.subjects.catalogue();
  for (const CreditMark& mark : result.marks) {
    CreditMarkView view = mark_view(form, table, mark, facts, now);
    // A scoring may read fields that not everybody may see.
    for (CreditEvidence& one : view.evidence) {
      const FieldDefinition* field = catalogue->field(Kind::firm, one.field);
      if (!field || one.value.empty()) continue;
      const std::string masked = parts_.subjects.shown(scope, {Kind::firm, *field, one.value, firm.grid, "credit", false});
      if (masked != one.value) one.value = masked, one.shown_zh.clear(), one.shown_en.clear();
    }
    const std::string ground = form.ground(table, 0, mark.indicator);
    for (const auto& one : left) {
      if (one.what.indicator == view.indicator && one.what.ground == ground) view.left_why = one.why;
    }
    for (const CreditMatter& matter : page.matters) {
      if (matter.indicator == view.indicator && matter.state == "open") view.matter = matter.id;
    }
    page.marks.push_back(std::move(view));
  }
  std::stable_sort(page.marks.begin(), page.marks.end(), [](const CreditMarkView& a, const CreditMarkView& b) {
    return std::make_tuple(a.left_out, a.points > 0, -std::abs(a.points)) < std::make_tuple(b.left_out, b.points > 0, -std::abs(b.points));
  });
  add_raises(form, result, page);
  for (const char* field : {"last_check", "check_result"}) {
    if (const std::string value = golden_value(firm.golden, field); !value.empty()) page.checks.push_back(evidence(field, value, facts));
  }
}

Result<CreditProfile> CreditService::profile_of(db::Tx& tx, const Scope& scope, std::string_view ref, Instant now) {
  TIANGE_TRY(CreditProfile page, profile(tx, scope, ref, true, now));
  const auto id = parse_typed_id<registers::SubjectTag>(ref);
  if (id.ok() && followers_.frequency) page.frequency = followers_.frequency(tx, scope, *id, CheckEyes::firm, now);
  return page;
}

Result<CreditProfile> CreditService::profile(db::Tx& tx, const Scope& scope, std::string_view ref, bool look, Instant now) {
  const auto firm = firm_in(tx, scope, ref);
  if (!firm) return refuse(ErrorCode::out_of_scope);
  const Form form = form_in(tx, now);
  const auto score = store::score(tx, firm->id);
  if (!form || !score) return refuse(ErrorCode::credit_not_scored);
  if (look) parts_.subjects.looked(tx, scope, firm->id, "credit", {"企业信用画像", "", std::nullopt}, now);
  const SubjectId ids[] = {firm->id};
  const auto names = titles(tx, scope, ids, now);
  CreditProfile page;
  static_cast<CreditFirm&>(page) = shown(scope, *score, names.empty() ? "" : names.begin()->second);
  page.uscc = golden_value(firm->golden, "uscc");
  page.founded = golden_value(firm->golden, "founded");
  const auto catalogue = parts_.subjects.catalogue();
  const FieldDefinition* status = catalogue->field(Kind::firm, "status");
  if (const std::string code = golden_value(firm->golden, "status"); status && !code.empty()) {
    const Words words = registers::shown_value(*status, code);
    page.status_zh = words.zh;
    page.status_en = words.en;
  }
  page.base = form->scoring().base;
  page.scoring_version = form->version();
  page.grades = form->scoring().grades;
  page.override_days = form->scoring().override_days;
  for (const store::StoredMatter& one : store::matters_of(tx, firm->id)) page.matters.push_back(shown_matter(tx, scope, one, page.title, now));
  add_marks(tx, scope, *form, *firm, page, now);
  page.history = store::changes(tx, firm->id, Instant{INT64_MAX}, 0, k_history_page);
  page.cases = store::cases_of(tx, firm->id, k_most_cases);
  if (const auto other = store::open_override(tx, firm->id)) page.override_now = shown_override(scope, *other, page.title);
  if (followers_.frequency) page.frequency = followers_.frequency(tx, scope, firm->id, CheckEyes::desk, now);
  page.may_ask = scope.may(Permission::credit_ask);
  page.may_export = scope.may(Permission::credit_export);
  return page;
}

}  // namespace tiange::credit
