// Vacancies of firms.

#include <algorithm>

#include "base/text.h"
#include "city/jobs/employment_service.h"

namespace tiange::employ {

namespace {

constexpr int k_days_open = 60, k_longest_days = 366, k_most_headcount = 999, k_most_years = 40;
constexpr std::int64_t k_most_pay_fen = 100'000'000;

void check_fair(std::vector<FieldError>& faults, const std::string& path, std::string_view text) {
  if (const std::string unfair = unfair_words(text); !unfair.empty())
    faults.push_back({path, "不得写“" + unfair + "”：招用不得以性别、年龄、户籍、民族、婚育等设限（就业促进法第三条、第二十六条至第三十一条），请改写为工作要求",
                      "may not choose people by sex, age, origin, ethnicity or marriage (Employment Promotion Law): say what the work asks for instead"});
}

Instant end_of(const VacancyIn& in, Instant now) {
  const auto day = parse_date(in.until);
  return local_instant((day.ok() ? *day : local_date(now) + k_days_open) + 1, 0);
}

}  // namespace

std::optional<EmployerFirm> EmploymentService::firm_in(db::Tx& tx, const Scope& scope, std::string_view uscc) const {
  const auto ids = parts_.subjects.find_by_key(tx, scope, registers::KeySort::uscc, uscc);
  std::optional<EmployerFirm> found;
  parts_.subjects.each_of(tx, scope, ids, [&](const registers::GoldenRow& row) {
    if (row.kind != registers::Kind::firm || row.golden.size() <= 2) return true;
    const auto golden = json::parse(row.golden);
    if (!golden.ok()) return true;
    found = EmployerFirm{row.id, area_or_district(row.grid), std::string(golden->text_or("name")), std::string(golden->text_or("industry"))};
    return false;
  });
  return found;
}

std::vector<FieldError> EmploymentService::vacancy_faults(const SkillBook& book, const VacancyIn& in, Instant now) const {
  std::vector<FieldError> faults;
  if (text::trim(in.title).empty() || text::length(in.title) > 60) faults.push_back({"title", "岗位名称应为 1–60 字", "a title has 1-60 characters"});
  if (text::length(in.note) > 500) faults.push_back({"note", "说明最多 500 字", "at most 500 characters"});
  check_fair(faults, "title", in.title);
  check_fair(faults, "note", in.note);
  if (!book.occupation(in.occupation)) faults.push_back({"occupation", "没有职业编码“" + in.occupation + "”，请从列表选择", "there is no such occupation: choose one of the list"});
  if (in.headcount < 1 || in.headcount > k_most_headcount) faults.push_back({"headcount", "人数应为 1–999", "must be 1-999"});
  if (in.pay_from_fen < 0 || in.pay_to_fen > k_most_pay_fen || in.pay_from_fen > in.pay_to_fen)
    faults.push_back({"pay_to_fen", "月薪应由低到高，单位为分；面议时两项都填 0", "pay goes from low to high, in fen; both 0 when to be agreed"});
  if (!in.area.empty() && !parts_.places.area(in.area)) faults.push_back({"area", "没有区划“" + in.area + "”", "there is no such area"});
  if (!in.schooling.empty() && schooling_rank(in.schooling) == 0) faults.push_back({"schooling", "应为 GB/T 4658 的代码", "must be a code of GB/T 4658"});
  if (in.years < 0 || in.years > k_most_years) faults.push_back({"years", "应为 0–40", "must be 0-40"});
  if (term_bit(in.term) == 0) faults.push_back({"term", "应为 full、part、temporary 或 practice", "must be full, part, temporary or practice"});
  if (!in.until.empty()) {
    const auto day = parse_date(in.until);
    if (!day.ok() || *day < local_date(now) || *day > local_date(now) + k_longest_days)
      faults.push_back({"until", "截止日期应在今天以后、一年以内，写作 2026-12-31", "must lie within a year from today, written 2026-12-31"});
  }
  return faults;
}

Result<StoredVacancy> EmploymentService::keep_vacancy(db::Tx& tx, const Scope& scope, const VacancyIn& in, const std::string& import_key, Instant now) {
  const Book book = book_in(tx);
  std::vector<FieldError> faults = vacancy_faults(*book, in, now);
  const auto firm = firm_in(tx, scope, text::trim(in.uscc));
  if (!firm) faults.push_back({"uscc", "底账中没有这家企业，或不在您的辖区", "no such firm in the registers, or outside your area"});
  StoredVacancy one;
  one.body.in = in;
  resolve(tx, *book, one.body.in.skills, scope.name, now, faults);
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  one.id = parts_.ids.next(now);
  one.firm = firm->id;
  one.grid = firm->grid;
  one.industry = firm->industry;
  one.until = end_of(in, now);
  one.import_key = import_key;
  one.changed = now;
  one.body.firm_name = firm->name;
  one.body.by = scope.name;
  one.body.entered = now;
  if (in.area.empty()) one.body.in.area = firm->grid;
  store::put_vacancy(tx, one);
  return one;
}

Result<VacancyView> EmploymentService::enter_vacancy(db::Tx& tx, const Scope& scope, const VacancyIn& in, Instant now) {
  TIANGE_TRY(const StoredVacancy one, keep_vacancy(tx, scope, in, "", now));
  tell(tx);
  return shown(*book_in(tx), scope, one, now);
}

Result<StoredVacancy> EmploymentService::seen_vacancy(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  auto one = store::vacancy(tx, id);
  if (!one || !scope.covers(one->grid)) return refuse(ErrorCode::out_of_scope);
  return *std::move(one);
}

Result<VacancyView> EmploymentService::change_vacancy(db::Tx& tx, const Scope& scope, std::int64_t id, const VacancyIn& in, Instant now) {
  TIANGE_TRY(StoredVacancy one, seen_vacancy(tx, scope, id));
  if (one.state == store::VacancyState::closed) return refuse(ErrorCode::job_state);
  const Book book = book_in(tx);
  std::vector<FieldError> faults = vacancy_faults(*book, in, now);
  VacancyIn fresh = in;
  fresh.uscc = one.body.in.uscc;
  if (fresh.area.empty()) fresh.area = one.grid;
  resolve(tx, *book, fresh.skills, scope.name, now, faults);
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  one.body.in = std::move(fresh);
  one.until = end_of(in, now);
  one.changed = now;
  store::put_vacancy(tx, one);
  tell(tx);
  return shown(*book, scope, one, now);
}

Result<VacancyView> EmploymentService::set_vacancy_state(db::Tx& tx, const Scope& scope, std::int64_t id, const VacancyStateIn& in, Instant now) {
  TIANGE_TRY(StoredVacancy one, seen_vacancy(tx, scope, id));
  store::VacancyState to = store::VacancyState::open;
  if (in.state == "filled") to = store::VacancyState::filled;
  else if (in.state == "closed") to = store::VacancyState::closed;
  else if (in.state != "open") return refuse_fields(ErrorCode::bad_input, {{"state", "应为 open、filled 或 closed", "must be open, filled or closed"}});
  if (to == one.state) return shown(*book_in(tx), scope, one, now);
  one.state = to;
  one.body.reason = text::cut(text::trim(in.reason), 200);
  one.changed = now;
  if (to == store::VacancyState::open && one.until <= now) one.until = local_instant(local_date(now) + (k_days_open + 1), 0);
  store::put_vacancy(tx, one);
  tell(tx);
  return shown(*book_in(tx), scope, one, now);
}

VacancyView EmploymentService::shown(const SkillBook& book, const Scope& scope, const StoredVacancy& one, Instant now) const {
  const VacancyIn& in = one.body.in;
  VacancyView view;
  view.id = std::to_string(one.id);
  view.firm = one.firm.text();
  view.firm_name = one.body.firm_name;
  view.title = in.title;
  view.occupation = view.occupation_zh = view.occupation_en = in.occupation;
  if (const Occupation* known = book.occupation(in.occupation)) view.occupation_zh = known->zh, view.occupation_en = known->en;
  view.skills = skill_views(book, in.skills, true);
  view.headcount = in.headcount;
  view.hired = one.body.hired;
  view.pay_from_fen = in.pay_from_fen;
  view.pay_to_fen = in.pay_to_fen;
  Words pay = pay_words(in.pay_from_fen, in.pay_to_fen), schooling = schooling_words(in.schooling), term = term_words(in.term);
  view.pay_zh = std::move(pay.zh), view.pay_en = std::move(pay.en);
  view.area = in.area;
  view.area_name = parts_.places.full_name(in.area, scope.language);
  view.schooling = in.schooling;
  view.schooling_zh = std::move(schooling.zh), view.schooling_en = std::move(schooling.en);
  view.years = in.years;
  view.term = in.term;
  view.term_zh = std::move(term.zh), view.term_en = std::move(term.en);
  view.until = format_date(local_date(one.until) + -1);
  view.note = in.note;
  constexpr std::string_view k_states[] = {"open", "filled", "closed"};
  view.state = k_states[static_cast<std::size_t>(one.state)];
  if (one.state == store::VacancyState::open && one.until <= now) view.state = "over";
  view.by = one.body.by;
  view.entered = one.body.entered;
  view.changed = one.changed;
  return view;
}

VacancyList EmploymentService::vacancies(db::Tx& tx, const Scope& scope, store::VacancyAsk ask, Instant now) {
  const Book book = book_in(tx);
  VacancyList list;
  const std::size_t wanted = ask.limit;
  ask.limit = wanted + 1;
  store::each_vacancy(tx, scope, ask, now, [&](const StoredVacancy& one) {
    if (list.items.size() == wanted) {
      list.next = list.items.back().id;
      return false;
    }
    list.items.push_back(shown(*book, scope, one, now));
    return true;
  });
  return list;
}

}  // namespace tiange::employ
