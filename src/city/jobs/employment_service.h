#pragma once

#include <mutex>
#include <shared_mutex>

#include "city/jobs/employment_store.h"
#include "city/jobs/rules/match_index.h"

namespace tiange::sheets {
class Reader;
}

namespace tiange::employ {

using Book = std::shared_ptr<const SkillBook>;
using registers::SubjectId;
using store::StoredDemand;
using store::StoredMatch;
using store::StoredTalent;
using store::StoredVacancy;

// A firm of the registers, outliving the visit.
struct EmployerFirm {
  SubjectId id;
  std::string grid, name, industry;
};

class EmploymentService final : public Employment {
 public:
  explicit EmploymentService(EmploymentParts parts) : parts_(std::move(parts)) {}

  void add_jobs() override;
  void tend(Instant now) override;
  Result<VacancyView> enter_vacancy(db::Tx& tx, const Scope& scope, const VacancyIn& in, Instant now) override;
  Result<TalentView> enter_talent(db::Tx& tx, const Scope& scope, const TalentIn& in, Instant now) override;
  bool begun(db::Tx& tx) const override { return store::any_vacancy(tx); }
  Result<DemandRun> find_demand(Instant now) override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

 private:
  // ---- words ----
  Book book_in(db::Tx& tx);
  // Known words by their key; others are proposed.
  void resolve(db::Tx& tx, const SkillBook& book, std::vector<SkillIn>& skills, const std::string& by, Instant now, std::vector<FieldError>& faults) const;
  std::vector<SkillView> skill_views(const SkillBook& book, const std::vector<SkillIn>& skills, bool vacancy) const;
  WordBook word_book(db::Tx& tx, const Scope& scope, std::string_view asked, std::string_view occupation);
  Result<WordBook> decide_word(db::Tx& tx, const Scope& scope, const WordDecideIn& in, Instant now);

  // ---- vacancies ----
  std::optional<EmployerFirm> firm_in(db::Tx& tx, const Scope& scope, std::string_view uscc) const;
  std::vector<FieldError> vacancy_faults(const SkillBook& book, const VacancyIn& in, Instant now) const;
  Result<StoredVacancy> keep_vacancy(db::Tx& tx, const Scope& scope, const VacancyIn& in, const std::string& import_key, Instant now);
  Result<VacancyView> change_vacancy(db::Tx& tx, const Scope& scope, std::int64_t id, const VacancyIn& in, Instant now);
  Result<VacancyView> set_vacancy_state(db::Tx& tx, const Scope& scope, std::int64_t id, const VacancyStateIn& in, Instant now);
  Result<StoredVacancy> seen_vacancy(db::Tx& tx, const Scope& scope, std::int64_t id) const;
  VacancyView shown(const SkillBook& book, const Scope& scope, const StoredVacancy& one, Instant now) const;
  VacancyList vacancies(db::Tx& tx, const Scope& scope, store::VacancyAsk ask, Instant now);
  Result<JobImportReport> import_vacancies(db::Tx& tx, const Scope& scope, sheets::Reader& reader, bool dry_run, Instant now);

  // ---- talents ----
  std::vector<FieldError> talent_faults(const SkillBook& book, const TalentIn& in, bool self) const;
  Result<StoredTalent> keep_talent(db::Tx& tx, const Scope& scope, SubjectId subject, const std::string& grid, TalentIn in, bool self, Instant now);
  Result<StoredTalent> seen_talent(db::Tx& tx, const Scope& scope, std::string_view ref, Instant now) const;
  // The wish and what was drawn from it.
  Result<TalentGone> erase_talent(db::Tx& tx, SubjectId subject, Instant now) const;
  TalentView shown(const SkillBook& book, const Scope& scope, const StoredTalent& one, std::string name, Instant now) const;
  // Masked whoever asks.
  std::map<std::int64_t, std::string> names(db::Tx& tx, const Scope& scope, std::span<const SubjectId> ids, Instant now) const;
  TalentList talents(db::Tx& tx, const Scope& scope, store::TalentAsk ask, const std::string& occupation, Instant now);

  // ---- matches ----
  VacancyFacts facts(const SkillBook& book, const StoredVacancy& one) const;
  TalentFacts facts(const SkillBook& book, const StoredTalent& one) const;
  // The index says what the tables say as this snapshot sees them.
  void catch_up(db::Tx& tx, const Book& book, Instant now);
  MatchFound ask_index(const VacancyFacts& vacancy, const Scope& scope, std::size_t most) const;
  MatchFound ask_index(const TalentFacts& talent, const Scope& scope, std::size_t most) const;
  Result<TalentMatches> talents_for(db::Tx& tx, const Scope& scope, std::int64_t vacancy, Instant now);
  std::vector<VacancyMatch> vacancies_for(db::Tx& tx, const Book& book, const Scope& scope, const StoredTalent& talent, std::vector<BarCount>& barred,
                                          std::int64_t& looked_at, Instant now);
  Result<VacancyMatches> matches_for(db::Tx& tx, const Scope& scope, std::string_view talent, Instant now);
  std::vector<LikelyFirm> likely_firms(db::Tx& tx, const SkillBook& book, const Scope& scope, const StoredTalent& talent, bool confirmed_only) const;

  // ---- recommendations ----
  Result<StoredMatch> make_match(db::Tx& tx, const Scope& scope, const StoredVacancy& vacancy, const StoredTalent& talent, const std::string& note, Instant now);
  Result<Recommendation> recommend(db::Tx& tx, const Scope& scope, const RecommendIn& in, Instant now);
  Result<StoredMatch> answer(db::Tx& tx, StoredMatch one, const JobAnswerIn& in, Instant now) const;
  Result<Recommendation> outcome(db::Tx& tx, const Scope& scope, std::int64_t id, const JobOutcomeIn& in, Instant now);
  Result<StoredMatch> seen_match(db::Tx& tx, const Scope& scope, std::int64_t id) const;
  RecommendationList recommendations(db::Tx& tx, const Scope& scope, std::string_view state, std::int64_t after) const;
  void recommend_at_night(Instant now);

  // ---- likely demand ----
  DemandRun ask_run(db::Tx& tx, Instant now);
  DemandView shown(const SkillBook& book, const Scope& scope, const StoredDemand& one) const;
  DemandList demands(db::Tx& tx, const Scope& scope, store::DemandAsk ask);
  Result<DemandView> answer_demand(db::Tx& tx, const Scope& scope, std::int64_t id, const DemandAnswerIn& in, Instant now);

  // ---- the resident ----
  MyWork my_work(db::Tx& tx, SubjectId me, Instant now);
  Result<MyWork> my_wish(db::Tx& tx, SubjectId me, const TalentIn& in, Instant now);
  Result<MyWork> my_answer(db::Tx& tx, SubjectId me, const MyJobIn& in, Instant now);

  JobOverview overview(db::Tx& tx, const Scope& scope, const std::string& area, Instant now) const;
  std::string area_or_district(std::string_view grid) const { return grid.size() < 6 ? parts_.district : std::string(grid); }
  NamedCode place_name(const std::string& code) const;
  void say(db::Tx& tx, const StoredMatch& one, Instant now);
  void tell(db::Tx& tx) const {
    if (parts_.tell) parts_.tell(tx);
  }

  void add_vacancy_routes(http::Routes& routes, const http::Recorder& record);
  void add_talent_routes(http::Routes& routes, const http::Recorder& record);
  void add_match_routes(http::Routes& routes, const http::Recorder& record);
  void add_demand_routes(http::Routes& routes, const http::Recorder& record);
  void add_resident_routes(http::Routes& routes);
  void add_files(http::Routes& routes, const http::Recorder& record);

  EmploymentParts parts_;
  std::mutex book_lock_;
  Book book_;                      // with the words taken since; replaced whole
  mutable std::shared_mutex lock_;
  MatchIndex index_;
  std::int64_t index_book_ = -1;   // revision of the words it was built with
  Instant index_mark_;             // it knows what changed until then
};

// Names show their first character.
std::string masked_person(const std::string& title);
Words never_considered();
Scope resident_scope(const std::string& district);

}  // namespace tiange::employ
