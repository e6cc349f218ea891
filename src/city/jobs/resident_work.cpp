// 我的求职: what a resident says and sees of the own wish for work, in the session of the own data space.

#include <algorithm>

#include "base/text.h"
#include "city/jobs/employment_service.h"

namespace tiange::employ {

namespace {

using http::Method;
using http::Request;

const std::string k_base = "/api/v1/public/jobs";

Result<SubjectId> resident_of(const spaces::Spaces& spaces, db::Tx& tx, const Request& r) { return spaces.resident(tx, r.header("x-tiange-key"), r.now); }

}  // namespace

MyWork EmploymentService::my_work(db::Tx& tx, SubjectId me, Instant now) {
  const Scope scope = resident_scope(parts_.district);
  const Book book = book_in(tx);
  MyWork out;
  const SubjectId ids[] = {me};
  out.name = names(tx, scope, ids, now)[me.value];
  const Words never = never_considered();
  out.never_zh = never.zh, out.never_en = never.en;
  for (const Occupation& one : book->list().occupations) out.occupations.push_back({one.code, one.zh, one.en});
  for (const places::Area& area : parts_.places.children(parts_.district)) out.towns.push_back({area.code, area.name_zh, area.name_en});
  const auto talent = store::talent(tx, me);
  if (!talent || talent->state == store::TalentState::withdrawn || talent->until <= now) return out;
  out.wish = shown(*book, scope, *talent, out.name, now);
  for (const StoredMatch& one : store::matches_of_talent(tx, me)) out.recommendations.push_back(one.body);
  if (talent->state != store::TalentState::open) return out;
  std::vector<BarCount> barred;
  std::int64_t looked_at = 0;
  out.jobs = vacancies_for(tx, book, scope, *talent, barred, looked_at, now);
  out.firms = likely_firms(tx, *book, scope, *talent, true);
  return out;
}

Result<MyWork> EmploymentService::my_wish(db::Tx& tx, SubjectId me, const TalentIn& in, Instant now) {
  const Scope scope = resident_scope(parts_.district);
  std::string grid;
  const SubjectId ids[] = {me};
  parts_.subjects.each_of(tx, scope, ids, [&](const registers::GoldenRow& row) {
    grid = std::string(row.grid);
    return true;
  });
  TIANGE_CHECK_OK(keep_talent(tx, scope, me, grid, in, true, now));
  return my_work(tx, me, now);
}

Result<MyWork> EmploymentService::my_answer(db::Tx& tx, SubjectId me, const MyJobIn& in, Instant now) {
  TIANGE_TRY(const std::int64_t id, parse_id(in.vacancy));
  const auto vacancy = store::vacancy(tx, id);
  const auto talent = store::talent(tx, me);
  if (!vacancy) return refuse(ErrorCode::not_found);
  if (!talent || talent->state == store::TalentState::withdrawn || talent->until <= now) return refuse(ErrorCode::job_consent);
  const auto there = store::match_of(tx, id, me);
  StoredMatch one;
  if (there && !there->gone) {
    one = *there;
  } else {
    TIANGE_TRY(one, make_match(tx, resident_scope(parts_.district), *vacancy, *talent, "", now));
  }
  TIANGE_CHECK_OK(answer(tx, one, {"talent", in.yes, in.reason}, now));
  return my_work(tx, me, now);
}

void EmploymentService::add_resident_routes(http::Routes& routes) {
  if (!parts_.spaces) return;
  const spaces::Spaces& spaces = *parts_.spaces;
  routes.query<MyWork>(k_base + "/mine", Permission::open_to_all, "我的求职", "The resident's own wish for work, jobs that fit, recommendations",
                       [this, &spaces](const Request& r) -> Result<MyWork> {
                         return parts_.db.read([&](db::Tx& tx) -> Result<MyWork> {
                           TIANGE_TRY(const SubjectId me, resident_of(spaces, tx, r));
                           return my_work(tx, me, r.now);
                         });
                       });
  routes.query<WordBook>(k_base + "/words", Permission::open_to_all, "查技能词", "Words of skills",
                         [this, &spaces](const Request& r) -> Result<WordBook> {
                           return parts_.db.read([&](db::Tx& tx) -> Result<WordBook> {
                             TIANGE_CHECK_OK(resident_of(spaces, tx, r));
                             return word_book(tx, resident_scope(parts_.district), r.query_value("q"), r.query_value("occupation"));
                           });
                         },
                         {"q", "occupation"});
  routes.command<TalentIn, MyWork>(Method::post, k_base + "/wish", Permission::open_to_all, "登记求职意愿", "Say skills and wishes, with consent",
                                   [this, &spaces](const Request& r, db::Tx& tx, const TalentIn& in) -> Result<MyWork> {
                                     TIANGE_TRY(const SubjectId me, resident_of(spaces, tx, r));
                                     return my_wish(tx, me, in, r.now);
                                   });
  routes.command<http::Nothing, MyWork>(Method::post, k_base + "/withdraw", Permission::open_to_all, "撤回求职意愿", "Withdraw the consent and everything with it",
                                        [this, &spaces](const Request& r, db::Tx& tx, const http::Nothing&) -> Result<MyWork> {
                                          TIANGE_TRY(const SubjectId me, resident_of(spaces, tx, r));
                                          TIANGE_CHECK_OK(erase_talent(tx, me, r.now));
                                          return my_work(tx, me, r.now);
                                        });
  routes.command<MyJobIn, MyWork>(Method::post, k_base + "/answer", Permission::open_to_all, "答复岗位推荐", "Say yes or no to a job",
                                  [this, &spaces](const Request& r, db::Tx& tx, const MyJobIn& in) -> Result<MyWork> {
                                    TIANGE_TRY(const SubjectId me, resident_of(spaces, tx, r));
                                    return my_answer(tx, me, in, r.now);
                                  });
}

}  // namespace tiange::employ
