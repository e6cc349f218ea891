#pragma once
// 事项准入 admission: how an item comes into the catalogue of the grid, is changed, and leaves it.
//
// A unit applies, with the item as a whole, the reason, the legal basis, and what money and people go with the matter
// (费随事转). Somebody else reviews. What is to come in or to change is tried first, in chosen towns and communities until a
// day; then it is in force everywhere, or as before, or the trial goes on. What is to leave gets its successor.
//
//   applied -> returned -> applied …             the applicant amends
//   applied -> on_trial -> on_trial …            extended
//              on_trial -> admitted | refused    refused: as it was before the trial
//   applied -> retired | refused | withdrawn
//
// Every act publishes an edition of the catalogue where it changes it, and stays in the history with who and when.
// Events: "items.trial_due" (body: TrialDue) a week before a trial ends and once more when it has ended undecided.
//
// Routes below /api/v1/items/applications; V items.view, A items.apply, R items.review.
//   V GET  ?state=&purpose=&after=&limit=   ApplicationList, latest change first; state=open: those not decided
//   V GET  /{id}                            Application
//   A POST                                  ApplicationIn -> Application
//   A PUT  /{id}                            ApplicationIn -> Application; one that was returned, handed in again
//   A POST /{id}/withdraw                   DecisionIn -> Application
//   R POST /{id}/decide                     DecisionIn -> Application; refused (applicant_reviews) to who applied

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/scope.h"
#include "city/items/items.h"
#include "platform/db/db.h"
#include "platform/http/http.h"

namespace tiange::items {

class ItemService;

using ApplicationId = Id<struct ApplicationTag>;

enum class Purpose { admit, change, retire };
BOOST_DESCRIBE_ENUM(Purpose, admit, change, retire)
enum class ApplicationState { applied, returned, withdrawn, refused, on_trial, admitted, retired };
BOOST_DESCRIBE_ENUM(ApplicationState, applied, returned, withdrawn, refused, on_trial, admitted, retired)
enum class ApplicationAct { apply, amend, withdraw, give_back, refuse, begin_trial, extend, admit, retire, remind };
BOOST_DESCRIBE_ENUM(ApplicationAct, apply, amend, withdraw, give_back, refuse, begin_trial, extend, admit, retire, remind)

// For `retire` the item may be left out: then `code` and `successor` say what leaves and what takes its place.
struct ApplicationIn {
  static constexpr bool k_json_defaults = true;
  Purpose purpose = Purpose::admit;
  std::optional<Item> item;
  std::string code;
  std::string successor;
  std::string unit;         // code of one the applicant works for; empty: the first
  std::string reason;
  std::string legal_basis;
  std::string resources;    // what money, people and equipment go with it
  std::int64_t visits_year = 0;  // to one place, that the item will cost the grid
  std::int64_t version = 0;      // of the application, when amending
};
BOOST_DESCRIBE_STRUCT(ApplicationIn, (),
                      (purpose, item, code, successor, unit, reason, legal_basis, resources, visits_year, version))

struct DecisionIn {
  static constexpr bool k_json_defaults = true;
  ApplicationAct act = ApplicationAct::begin_trial;
  std::string text;                // must be given to return, refuse and extend
  std::vector<std::string> areas;  // of a trial: towns and communities
  std::optional<Date> until;       // its last day; begin_trial and extend
  std::int64_t version = 0;        // of the application; 0: whatever it is
};
BOOST_DESCRIBE_STRUCT(DecisionIn, (), (act, text, areas, until, version))

// Of the cases of the item in the areas of the trial, since it began.
struct TrialFigures {
  Date from, to;
  std::int64_t reported = 0;
  std::int64_t closed = 0;
  std::int64_t on_time = 0;
  std::int64_t late = 0;
  std::int64_t open_now = 0;
  std::int64_t overdue_now = 0;
};
BOOST_DESCRIBE_STRUCT(TrialFigures, (), (from, to, reported, closed, on_time, late, open_now, overdue_now))

struct ApplicationStep {
  std::int64_t number = 0;
  ApplicationAct act = ApplicationAct::apply;
  Instant when;
  std::string by;  // "" the house itself
  std::string text;
  std::string zh;  // what it did
  std::string en;
};
BOOST_DESCRIBE_STRUCT(ApplicationStep, (), (number, act, when, by, text, zh, en))

struct ApplicationRow {
  ApplicationId id;
  Purpose purpose = Purpose::admit;
  ApplicationState state = ApplicationState::applied;
  std::string code;
  std::string name_zh, name_en;
  std::string unit, unit_zh, unit_en;
  std::string reason;
  Instant opened;
  std::string opened_by;
  Instant changed;
  std::vector<std::string> areas;
  std::optional<Date> until;
  bool overdue = false;            // on trial, and its last day is over
  std::int64_t days_left = 0;      // of the trial; negative: days over
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(ApplicationRow, (),
                      (id, purpose, state, code, name_zh, name_en, unit, unit_zh, unit_en, reason, opened, opened_by,
                       changed, areas, until, overdue, days_left, version))

struct ApplicationList {
  std::vector<ApplicationRow> items;
  std::string next;
  std::int64_t waiting = 0;  // applied, for a reviewer
  std::int64_t overdue = 0;  // trials whose last day is over
};
BOOST_DESCRIBE_STRUCT(ApplicationList, (), (items, next, waiting, overdue))

struct AllowedAct {
  ApplicationAct act = ApplicationAct::apply;
  bool allowed = false;
  std::string zh;  // why not
  std::string en;
};
BOOST_DESCRIBE_STRUCT(AllowedAct, (), (act, allowed, zh, en))

struct Application : ApplicationRow {
  Item item;                         // as applied for
  std::optional<Item> present;       // as it stands in the catalogue
  std::vector<std::string> changes;  // columns in which `item` differs from what stood when it was applied for
  std::string legal_basis;
  std::string resources;
  std::int64_t visits_year = 0;
  std::optional<TrialFigures> figures;
  std::vector<ApplicationStep> steps;  // oldest first
  std::vector<AllowedAct> acts;        // of the asker that make sense in this state
};
BOOST_DESCRIBE_STRUCT(Application, (ApplicationRow),
                      (item, present, changes, legal_basis, resources, visits_year, figures, steps, acts))

struct TrialDue {
  std::string application, code, name_zh, name_en, unit;
  std::int64_t days_left = 0;
};
BOOST_DESCRIBE_STRUCT(TrialDue, (), (application, code, name_zh, name_en, unit, days_left))

struct AdmissionParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  ItemService& items;
  std::function<Words(std::string_view)> area_name;  // both "" for an area there is not
  std::function<Words(std::string_view)> unit_name;
  std::function<TrialFigures(db::Tx&, const std::string& code, const std::vector<std::string>& areas, Date from, Date to)> figures;
  std::function<void(db::Tx&, const TrialDue&)> announce;
  bool four_eyes = true;
};

class Admission {
 public:
  virtual ~Admission() = default;
  virtual Result<Application> apply(db::Tx& tx, const Scope& scope, const ApplicationIn& in, Instant now) = 0;
  virtual Result<Application> amend(db::Tx& tx, const Scope& scope, ApplicationId id, const ApplicationIn& in, Instant now) = 0;
  virtual Result<Application> act(db::Tx& tx, const Scope& scope, ApplicationId id, const DecisionIn& in, Instant now) = 0;
  virtual Result<Application> view(db::Tx& tx, const Scope& scope, ApplicationId id, Instant now) = 0;
  // Marks and announces the trials that end soon or have ended; for a recurring duty. Returns how many.
  virtual int remind(Instant now) = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::unique_ptr<Admission> open_admission(AdmissionParts parts);
std::span<const db::Migration> admission_migrations();

}  // namespace tiange::items
