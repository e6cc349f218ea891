#pragma once
// 吹哨报到 A community whistles, the town dispatches, departments report in (村居吹哨、镇街调度、部门报到).
//
// A community whistles about a case or about a matter of its own; the town calls departments with a moment by which they
// are to be there, or refuses with a reason. Who was called checks in at the place with a photo taken there and then: too far
// away or an old photo is refused, after the moment it counts as late. The town concludes; then town and departments score
// each other. Kinds, arrival limits, metres and minutes are rules (data/whistle.json), edited with versions.
//
//   V whistle.view  B whistle.blow  D whistle.dispatch  A whistle.answer          below /api/v1/whistle
//   V GET  ?state=&unit=&case_ref=&after=   WhistleList     V GET /{ref} Whistle      V GET /figures WhistleFigures
//   V GET  /export?format=csv|xlsx          V GET /rules    cases.supervise_rules PUT /rules
//   B POST                WhistleIn         B POST /{ref}/withdraw  WhistleText
//   D POST /{ref}/dispatch WhistleDispatch  D POST /{ref}/refuse    WhistleText   D POST /{ref}/excuse WhistleExcuse
//   A POST /{ref}/check-in WhistleCheckIn   D POST /{ref}/conclude  WhistleConclude
//   D POST /{ref}/score    WhistleScoreIn (of a department)         A POST /{ref}/score-whistle WhistleScoreIn

#include "city/cases/together/together.h"

namespace tiange::cases {

struct WhistleKind {
  std::string key;  // enforcement | priority | emergency
  std::string zh, en;
  std::string arrive;  // limit: "2 work_hours"
};
BOOST_DESCRIBE_STRUCT(WhistleKind, (), (key, zh, en, arrive))
struct WhistleRules {
  static constexpr bool k_json_defaults = true;
  std::vector<WhistleKind> kinds;
  double metres = 300;      // from the place of the whistle
  int photo_minutes = 15;   // between photo and check-in
};
BOOST_DESCRIBE_STRUCT(WhistleRules, (), (kinds, metres, photo_minutes))
Result<WhistleRules> read_whistle_rules(const json::Value& value);

struct WhistleScore {
  static constexpr bool k_json_defaults = true;
  int points = 0;  // 1–5
  std::string text;
  std::string by;
  Instant when;
};
BOOST_DESCRIBE_STRUCT(WhistleScore, (), (points, text, by, when))
struct WhistleArrival {
  static constexpr bool k_json_defaults = true;
  PersonId person;
  std::string name;
  Instant when;
  double lng = 0, lat = 0;
  int metres = 0;        // from the place
  int minutes_late = 0;  // 0: in time
  std::string photo;     // digest
  std::optional<Instant> taken;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(WhistleArrival, (), (person, name, when, lng, lat, metres, minutes_late, photo, taken, text))
struct WhistleCall {
  static constexpr bool k_json_defaults = true;
  std::string unit, unit_zh, unit_en;
  bool lead = false;
  std::string task;
  Instant required;
  std::string state = "called";  // called | late (not there in time) | arrived | excused | absent
  std::optional<WhistleArrival> arrival;
  std::string excuse;
  std::optional<WhistleScore> town_score;  // of the department
  std::optional<WhistleScore> unit_score;  // of the whistle, by the department
};
BOOST_DESCRIBE_STRUCT(WhistleCall, (), (unit, unit_zh, unit_en, lead, task, required, state, arrival, excuse, town_score, unit_score))

struct Whistle {
  static constexpr bool k_json_defaults = true;
  std::string ref;
  std::string number;  // 2026-0001
  std::string state;   // blown | dispatched | refused | withdrawn | concluded | scored
  std::string kind, kind_zh, kind_en;
  std::string title, content;
  std::string case_ref, case_number;
  std::string area, area_zh, area_en;
  std::string place;
  double lng = 0, lat = 0;
  std::vector<std::string> wanted;    // units the community asks for
  std::vector<std::string> evidence;
  std::string unit_zh, unit_en;       // of who whistled
  PersonId blown_by;
  std::string blown_name;
  Instant blown;
  std::string dispatched_name;
  std::optional<Instant> dispatched;
  std::string reason;                 // of refusing or withdrawing
  std::vector<WhistleCall> calls;
  std::string conclusion;
  bool resolved = false;
  std::string concluded_name;
  std::optional<Instant> concluded;
  std::int64_t version = 0;
  // For the reader:
  std::vector<std::string> may;       // acts open to them now
  std::string my_unit;                // the called unit they work for
  std::vector<PaperStep> steps;       // of one whistle, not in lists
};
BOOST_DESCRIBE_STRUCT(Whistle, (),
                      (ref, number, state, kind, kind_zh, kind_en, title, content, case_ref, case_number, area, area_zh, area_en, place,
                       lng, lat, wanted, evidence, unit_zh, unit_en, blown_by, blown_name, blown, dispatched_name, dispatched, reason,
                       calls, conclusion, resolved, concluded_name, concluded, version, may, my_unit, steps))
struct WhistleList {
  std::vector<Whistle> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(WhistleList, (), (items, next))
struct WhistleUnitFigures {
  std::string unit, unit_zh, unit_en;
  std::int64_t called = 0, in_time = 0, late = 0, absent = 0, scored = 0;
  std::optional<double> points;  // mean of the town's
};
BOOST_DESCRIBE_STRUCT(WhistleUnitFigures, (), (unit, unit_zh, unit_en, called, in_time, late, absent, scored, points))
struct WhistleFigures {
  std::int64_t whistles = 0, open = 0, refused = 0;
  std::optional<double> points;  // mean of what departments say of whistles
  std::vector<WhistleUnitFigures> units;  // most called first
};
BOOST_DESCRIBE_STRUCT(WhistleFigures, (), (whistles, open, refused, points, units))

struct WhistleIn {
  static constexpr bool k_json_defaults = true;
  std::string kind;
  std::string case_ref;  // else title, content and a place
  std::string title, content;
  Place place;
  std::vector<std::string> units;
  std::vector<std::string> evidence;
};
BOOST_DESCRIBE_STRUCT(WhistleIn, (), (kind, case_ref, title, content, place, units, evidence))
struct WhistleText {
  static constexpr bool k_json_defaults = true;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(WhistleText, (), (text))
struct WhistleCallIn {
  static constexpr bool k_json_defaults = true;
  std::string unit;
  std::string task;
  bool lead = false;
};
BOOST_DESCRIBE_STRUCT(WhistleCallIn, (), (unit, task, lead))
struct WhistleDispatch {
  static constexpr bool k_json_defaults = true;
  std::vector<WhistleCallIn> calls;
  std::optional<Instant> required;  // earlier than the kind's limit; absent: the limit
  std::string text;
};
BOOST_DESCRIBE_STRUCT(WhistleDispatch, (), (calls, required, text))
struct WhistleExcuse {
  static constexpr bool k_json_defaults = true;
  std::string unit;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(WhistleExcuse, (), (unit, text))
struct WhistleCheckIn {
  static constexpr bool k_json_defaults = true;
  std::optional<double> lng, lat;
  std::string photo;
  std::vector<std::string> evidence;  // as phones send photos; the first is the photo when `photo` is empty
  std::string text;
};
BOOST_DESCRIBE_STRUCT(WhistleCheckIn, (), (lng, lat, photo, evidence, text))
struct WhistleConclude {
  static constexpr bool k_json_defaults = true;
  std::string text;
  bool resolved = true;
};
BOOST_DESCRIBE_STRUCT(WhistleConclude, (), (text, resolved))
struct WhistleScoreIn {
  static constexpr bool k_json_defaults = true;
  std::string unit;  // of the department that is scored; score-whistle: the scoring one, may be empty
  int points = 0;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(WhistleScoreIn, (), (unit, points, text))

// ---- pure -----------------------------------------------------------------------------------------------------------

// What is known of a photo that is shown at check-in.
struct WhistlePhoto {
  bool known = false;
  std::optional<Instant> taken;
  std::optional<double> lng, lat;
};
// The arrival with metres and minutes late; refused: too_far, stale_photo.
Result<WhistleArrival> judge_arrival(const Whistle& whistle, const WhistleCall& call, const WhistleCheckIn& in, const WhistlePhoto& photo,
                                     const WhistleRules& rules, Instant now);
// Acts the scope's owner may do now.
std::vector<std::string> whistle_acts(const Whistle& whistle, const Scope& scope);
bool waits(const WhistleCall& call);  // called, and not there yet
const WhistleCall* called_unit(const Whistle& whistle, const Scope& scope);
// Whistles for figures, in any order.
WhistleFigures whistle_figures(std::span<const Whistle> whistles);

class Whistles {
 public:
  virtual ~Whistles() = default;
  virtual Outcome lay(db::Tx& tx, std::string_view rules, Instant now) = 0;
  virtual Result<Whistle> blow(db::Tx& tx, const Scope& scope, const WhistleIn& in, Instant now) = 0;
  virtual Result<Whistle> dispatch(db::Tx& tx, const Scope& scope, CaseRef ref, const WhistleDispatch& in, Instant now) = 0;
  virtual Result<Whistle> check_in(db::Tx& tx, const Scope& scope, CaseRef ref, const WhistleCheckIn& in, Instant now) = 0;
  virtual Result<Whistle> conclude(db::Tx& tx, const Scope& scope, CaseRef ref, const WhistleConclude& in, Instant now) = 0;
  virtual Result<Whistle> score(db::Tx& tx, const Scope& scope, CaseRef ref, const WhistleScoreIn& in, bool by_town, Instant now) = 0;
  // Marks who is not there in time. Returns how many.
  virtual int watch(Instant now) = 0;
  // Of a whistle the scope's owner sees.
  virtual bool may_see_evidence(db::Tx& tx, const Scope& scope, std::string_view digest) = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> whistle_migrations();
// Everything outlives it.
std::unique_ptr<Whistles> open_whistles(const CasesParts& parts, Cases& cases);

}  // namespace tiange::cases
