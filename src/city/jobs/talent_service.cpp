// People who look for work, by their consent.

#include <algorithm>

#include "base/codes.h"
#include "base/text.h"
#include "city/jobs/employment_service.h"

namespace tiange::employ {

namespace {

constexpr int k_longest_consent_days = 366, k_most_years = 60;
constexpr std::size_t k_most_wishes = 10;
constexpr std::int64_t k_most_pay_fen = 100'000'000;

}  // namespace

std::string masked_person(const std::string& title) {
  if (title.empty()) return "—";
  return title.find('*') != title.npos ? title : codes::mask_name(title);
}

Scope resident_scope(const std::string& district) {
  Scope scope = system_scope(district);
  scope.permissions.reset();
  scope.name = "本人";
  return scope;
}

std::vector<FieldError> EmploymentService::talent_faults(const SkillBook& book, const TalentIn& in, bool self) const {
  std::vector<FieldError> faults;
  if (in.skills.empty() && in.occupations.empty()) faults.push_back({"skills", "请至少填写一项技能或希望的职业", "say a skill or an occupation wished for"});
  if (in.occupations.size() > k_most_wishes) faults.push_back({"occupations", "最多 10 个", "at most 10"});
  if (in.places.size() > k_most_wishes) faults.push_back({"places", "最多 10 个", "at most 10"});
  for (const std::string& code : in.occupations) {
    if (!book.occupation(code)) faults.push_back({"occupations", "没有职业编码“" + code + "”", "there is no such occupation"});
  }
  for (const std::string& code : in.places) {
    if (code.size() < 6 || !parts_.places.area(code)) faults.push_back({"places", "没有区划“" + code + "”", "there is no such area"});
  }
  if (in.pay_from_fen < 0 || in.pay_from_fen > k_most_pay_fen) faults.push_back({"pay_from_fen", "应为 0 或以上，单位为分", "must be 0 or more, in fen"});
  if (!in.schooling.empty() && schooling_rank(in.schooling) == 0) faults.push_back({"schooling", "应为 GB/T 4658 的代码", "must be a code of GB/T 4658"});
  if (in.years < 0 || in.years > k_most_years) faults.push_back({"years", "应为 0–60", "must be 0-60"});
  for (const std::string& term : in.terms) {
    if (term_bit(term) == 0) faults.push_back({"terms", "应为 full、part、temporary 或 practice", "must be full, part, temporary or practice"});
  }
  if (text::length(in.note) > 500) faults.push_back({"note", "说明最多 500 字", "at most 500 characters"});
  if (text::trim(in.consent.purpose).empty() || text::length(in.consent.purpose) > 200) faults.push_back({"consent.purpose", "请写明用途（200 字以内）", "say what for, in at most 200 characters"});
  if (in.consent.days < 1 || in.consent.days > k_longest_consent_days) faults.push_back({"consent.days", "应为 1–366 天", "must be 1-366 days"});
  if (!self && text::trim(in.consent.how).empty()) faults.push_back({"consent.how", "请写明本人以什么方式同意（如书面、窗口当面）", "say how the person agreed: on paper, at the window"});
  return faults;
}

Result<StoredTalent> EmploymentService::keep_talent(db::Tx& tx, const Scope& scope, SubjectId subject, const std::string& grid, TalentIn in, bool self,
                                                    Instant now) {
  if (!in.consent.agreed) return refuse(ErrorCode::job_consent);
  const Book book = book_in(tx);
  std::vector<FieldError> faults = talent_faults(*book, in, self);
  resolve(tx, *book, in.skills, scope.name, now, faults);
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  StoredTalent one;
  one.subject = subject;
  one.grid = area_or_district(grid);
  one.state = in.paused ? store::TalentState::paused : store::TalentState::open;
  one.until = now + days(in.consent.days);
  one.changed = now;
  one.body.by = scope.name;
  one.body.given = now;
  if (self) in.consent.how = "本人在居民门户同意";
  in.person = subject.text();
  if (in.terms.empty()) in.terms = {"full"};
  one.body.in = std::move(in);
  store::put_talent(tx, one);
  tell(tx);
  return one;
}

Result<TalentView> EmploymentService::enter_talent(db::Tx& tx, const Scope& scope, const TalentIn& in, Instant now) {
  const auto id = parse_typed_id<registers::SubjectTag>(in.person);
  std::optional<std::string> grid;
  if (id.ok()) {
    const SubjectId ids[] = {*id};
    parts_.subjects.each_of(tx, scope, ids, [&](const registers::GoldenRow& row) {
      if (row.kind == registers::Kind::person) grid = std::string(row.grid);
      return true;
    });
  }
  if (!grid) return refuse_fields(ErrorCode::bad_input, {{"person", "底账中没有这个人，或不在您的辖区", "no such person in the registers, or outside your area"}});
  TIANGE_TRY(const StoredTalent one, keep_talent(tx, scope, *id, *grid, in, false, now));
  const SubjectId ids[] = {*id};
  return shown(*book_in(tx), scope, one, names(tx, scope, ids, now)[id->value], now);
}

Result<StoredTalent> EmploymentService::seen_talent(db::Tx& tx, const Scope& scope, std::string_view ref, Instant now) const {
  const auto id = parse_typed_id<registers::SubjectTag>(ref);
  if (!id.ok()) return refuse(ErrorCode::not_found);
  auto one = store::talent(tx, *id);
  if (!one || one->state == store::TalentState::withdrawn || !scope.covers(one->grid)) return refuse(ErrorCode::out_of_scope);
  if (one->until <= now) return refuse(ErrorCode::job_consent);
  return *std::move(one);
}

Result<TalentGone> EmploymentService::erase_talent(db::Tx& tx, SubjectId subject, Instant now) const {
  auto one = store::talent(tx, subject);
  if (!one) return refuse(ErrorCode::not_found);
  if (one->state != store::TalentState::withdrawn) {
    one->state = store::TalentState::withdrawn;
    one->changed = now;
    one->body = {};
    store::put_talent(tx, *one);
    store::blank_matches(tx, subject);
    tell(tx);
  }
  return TalentGone{subject.text(), one->changed};
}

std::map<std::int64_t, std::string> EmploymentService::names(db::Tx& tx, const Scope& scope, std::span<const SubjectId> ids, Instant now) const {
  std::map<std::int64_t, std::string> out;
  if (ids.empty()) return out;
  for (const registers::SubjectRow& row : parts_.subjects.rows_of(tx, scope, ids, now)) {
    const auto id = parse_id(row.ref);
    if (id.ok()) out[*id] = row.title;
  }
  for (const SubjectId id : ids) out[id.value] = masked_person(out[id.value]);
  return out;
}

NamedCode EmploymentService::place_name(const std::string& code) const {
  return {code, parts_.places.full_name(code, Language::zh), parts_.places.full_name(code, Language::en)};
}

TalentView EmploymentService::shown(const SkillBook& book, const Scope& scope, const StoredTalent& one, std::string name, Instant now) const {
  const TalentIn& in = one.body.in;
  TalentView view;
  view.id = one.subject.text();
  view.name = std::move(name);
  view.skills = skill_views(book, in.skills, false);
  for (const std::string& code : in.occupations) {
    const Occupation* known = book.occupation(code);
    view.occupations.push_back({code, known ? known->zh : code, known ? known->en : code});
  }
  for (const std::string& code : in.places) view.places.push_back(place_name(code));
  view.only_places = in.only_places;
  view.pay_from_fen = in.pay_from_fen;
  view.schooling = in.schooling;
  if (!in.schooling.empty()) {
    Words words = schooling_words(in.schooling);
    view.schooling_zh = std::move(words.zh), view.schooling_en = std::move(words.en);
  }
  view.years = in.years;
  view.terms = in.terms;
  view.note = in.note;
  view.area_name = parts_.places.full_name(one.grid.substr(0, 12), scope.language);
  constexpr std::string_view k_states[] = {"open", "paused", "placed", "withdrawn"};
  view.state = one.until <= now ? "over" : k_states[static_cast<std::size_t>(one.state)];
  view.purpose = in.consent.purpose;
  view.how = in.consent.how;
  view.by = one.body.by;
  view.given = one.body.given;
  view.until = one.until;
  view.changed = one.changed;
  return view;
}

TalentList EmploymentService::talents(db::Tx& tx, const Scope& scope, store::TalentAsk ask, const std::string& occupation, Instant now) {
  const Book book = book_in(tx);
  TalentList list;
  const std::size_t wanted = ask.limit;
  // Wishes lie inside the rows: with one asked for, more rows are read.
  ask.limit = occupation.empty() ? wanted + 1 : 2'000;
  std::vector<StoredTalent> found;
  std::vector<SubjectId> ids;
  store::each_talent(tx, scope, ask, now, [&](const StoredTalent& one) {
    const auto& wishes = one.body.in.occupations;
    if (!occupation.empty() && std::find(wishes.begin(), wishes.end(), occupation) == wishes.end()) return true;
    if (found.size() == wanted) {
      list.next = found.back().subject.text();
      return false;
    }
    ids.push_back(one.subject);
    found.push_back(one);
    return true;
  });
  auto known = names(tx, scope, ids, now);
  for (const StoredTalent& one : found) list.items.push_back(shown(*book, scope, one, known[one.subject.value], now));
  return list;
}

}  // namespace tiange::employ
