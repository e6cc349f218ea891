#pragma once
// 会商 Who leads when nobody wants to: a consultation around the arbitration of a case, and what it leaves behind.
//
// Members are units, and guests by name (编办, 司法). They say whether the matter is theirs and on what basis; minutes are
// kept; the decision performs the arbitration of the case (Action arbitrate, by whoever holds that task) and is followed up
// until it is done. A decision becomes a precedent: item, area, words of the place and unit, with a number and a last day.
// The next dispatch of such a matter is asked from the precedent's unit on (see PrecedentBook), and the case says so.
//
//   V consult.view  C consult.call  J consult.join  P consult.precedents          below /api/v1/consult
//   V GET  ?state=&unit=&case_ref=&after=   ConsultList    V GET /{ref} Consultation
//   C POST ConsultIn        J POST /{ref}/opinion ConsultOpinionIn    C POST /{ref}/minutes ConsultMinutes
//   C POST /{ref}/decide ConsultDecide     J POST /{ref}/follow ConsultFollow    C POST /{ref}/cancel ConsultText
//   V GET  /precedents?item=&all=1         V GET /precedents/for?case_ref=       PrecedentList
//   P POST /precedents/{number}/withdraw ConsultText    P POST /precedents/{number}/prolong PrecedentProlong
//   V GET  /export?format=     V GET /rules    P PUT /rules

#include <map>
#include <mutex>

#include "city/cases/together/together.h"

namespace tiange::cases {

struct ConsultRules {
  static constexpr bool k_json_defaults = true;
  int months = 12;                      // a precedent holds
  std::string follow = "10 work_days";  // a decision is to be done
  std::string area = "town";            // a precedent holds in: community | town | district
};
BOOST_DESCRIBE_STRUCT(ConsultRules, (), (months, follow, area))
Result<ConsultRules> read_consult_rules(const json::Value& value);

enum class ConsultStand { ours, not_ours, joint };
BOOST_DESCRIBE_ENUM(ConsultStand, ours, not_ours, joint)

struct ConsultOpinion {
  static constexpr bool k_json_defaults = true;
  ConsultStand stand = ConsultStand::joint;
  std::string text, basis, by;
  Instant when;
};
BOOST_DESCRIBE_STRUCT(ConsultOpinion, (), (stand, text, basis, by, when))
struct ConsultMember {
  static constexpr bool k_json_defaults = true;
  std::string unit, unit_zh, unit_en;  // a guest: unit is empty and both names are what was typed
  bool present = false;                // as the minutes say
  std::optional<ConsultOpinion> opinion;
};
BOOST_DESCRIBE_STRUCT(ConsultMember, (), (unit, unit_zh, unit_en, present, opinion))
struct ConsultDecision {
  static constexpr bool k_json_defaults = true;
  std::string unit, unit_zh, unit_en;
  std::string text, basis, by;
  Instant when;
  std::string precedent;  // number; empty: none was made
};
BOOST_DESCRIBE_STRUCT(ConsultDecision, (), (unit, unit_zh, unit_en, text, basis, by, when, precedent))

struct Consultation {
  static constexpr bool k_json_defaults = true;
  std::string ref;
  std::string number;
  std::string state;  // called | decided | done | cancelled
  std::string case_ref, case_number, case_title;
  std::string item, item_name;
  std::string area, area_zh, area_en, place;
  std::string topic;
  std::vector<std::string> agenda;
  std::optional<Instant> meets;
  std::string where;
  std::vector<ConsultMember> members;
  std::string called_name;
  Instant called;
  std::string minutes, minutes_by;
  std::vector<std::string> evidence;
  std::optional<ConsultDecision> decision;
  std::optional<Instant> due;  // the decision is to be done
  bool overdue = false;
  std::string outcome;         // of the follow-up
  std::int64_t version = 0;
  // For the reader:
  std::vector<std::string> may;
  std::vector<PaperStep> steps;
};
BOOST_DESCRIBE_STRUCT(Consultation, (),
                      (ref, number, state, case_ref, case_number, case_title, item, item_name, area, area_zh, area_en, place, topic,
                       agenda, meets, where, members, called_name, called, minutes, minutes_by, evidence, decision, due, overdue,
                       outcome, version, may, steps))
struct ConsultList {
  std::vector<Consultation> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(ConsultList, (), (items, next))

struct ConsultIn {
  static constexpr bool k_json_defaults = true;
  std::string case_ref;
  std::string topic;
  std::vector<std::string> agenda;
  std::optional<Instant> meets;
  std::string where;
  std::vector<std::string> units;
  std::vector<std::string> guests;
};
BOOST_DESCRIBE_STRUCT(ConsultIn, (), (case_ref, topic, agenda, meets, where, units, guests))
struct ConsultOpinionIn {
  static constexpr bool k_json_defaults = true;
  std::string unit;  // empty: the caller's
  ConsultStand stand = ConsultStand::joint;
  std::string text, basis;
};
BOOST_DESCRIBE_STRUCT(ConsultOpinionIn, (), (unit, stand, text, basis))
struct ConsultMinutes {
  static constexpr bool k_json_defaults = true;
  std::string text;
  std::vector<std::string> present;  // units and guests
  std::vector<std::string> evidence;
};
BOOST_DESCRIBE_STRUCT(ConsultMinutes, (), (text, present, evidence))
struct ConsultDecide {
  static constexpr bool k_json_defaults = true;
  std::string unit;
  std::string text;
  std::string basis;
  bool precedent = true;
  std::string area;                // community | town | district; empty: as the rules say
  std::vector<std::string> words;  // of the place: 桥下, 内街
  int months = 0;                  // 0: as the rules say
};
BOOST_DESCRIBE_STRUCT(ConsultDecide, (), (unit, text, basis, precedent, area, words, months))
struct ConsultFollow {
  static constexpr bool k_json_defaults = true;
  std::string text;
  bool done = false;
};
BOOST_DESCRIBE_STRUCT(ConsultFollow, (), (text, done))
struct ConsultText {
  static constexpr bool k_json_defaults = true;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(ConsultText, (), (text))

struct PrecedentView {
  static constexpr bool k_json_defaults = true;
  std::string number;  // 2026-0001
  std::string item, item_name;
  std::string area, area_zh, area_en;
  std::vector<std::string> words;  // any of them stands in the place; empty: everywhere in the area
  std::string unit, unit_zh, unit_en;
  std::string text, basis;
  std::string consult_ref, consult_number, case_number;
  std::string made_by;
  Instant made, expires;
  std::optional<Instant> withdrawn;
  std::string withdrawn_by, why;
  std::int64_t version = 0;
  std::int64_t uses = 0;
  std::optional<Instant> last_use;
  std::string state;  // for the reader: holds | expired | withdrawn
};
BOOST_DESCRIBE_STRUCT(PrecedentView, (),
                      (number, item, item_name, area, area_zh, area_en, words, unit, unit_zh, unit_en, text, basis, consult_ref,
                       consult_number, case_number, made_by, made, expires, withdrawn, withdrawn_by, why, version, uses, last_use, state))
struct PrecedentList {
  std::vector<PrecedentView> items;
};
BOOST_DESCRIBE_STRUCT(PrecedentList, (), (items))
struct PrecedentProlong {
  static constexpr bool k_json_defaults = true;
  int months = 12;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(PrecedentProlong, (), (months, text))

// ---- pure: which precedent speaks --------------------------------------------------------------------------------------
// Of those that hold for item, area and place: words before none, then the smaller area, then the newer.
const PrecedentView* precedent_for(std::span<const PrecedentView> all, std::string_view item, std::string_view area,
                                   std::string_view place, Instant now);

// Answers dispatches from memory. Opened before the cases; follows this instance at once and others by refresh().
class PrecedentBook final : public Precedents {
 public:
  explicit PrecedentBook(db::Db& db) : db_(db) {}
  std::optional<Precedent> find(std::string_view item, std::string_view area, std::string_view place, Instant now) const override;
  bool knows(std::string_view item) const;
  void refresh();
  // In the caller's transaction, in memory once it has committed. False when somebody was first.
  bool put(db::Tx& tx, const PrecedentView& precedent);
  std::vector<PrecedentView> all(db::Tx& tx, std::string_view item) const;
  std::optional<PrecedentView> named(db::Tx& tx, std::string_view number) const;
  void used(db::Tx& tx, CaseRef ref, std::string_view number, Instant now);

 private:
  using ByItem = std::map<std::string, std::vector<PrecedentView>, std::less<>>;
  std::shared_ptr<const ByItem> held() const;

  db::Db& db_;
  mutable std::mutex lock_;
  std::shared_ptr<const ByItem> by_item_ = std::make_shared<const ByItem>();
};

class Consultations {
 public:
  virtual ~Consultations() = default;
  virtual Outcome lay(db::Tx& tx, std::string_view rules, Instant now) = 0;
  virtual Result<Consultation> call(db::Tx& tx, const Scope& scope, const ConsultIn& in, Instant now) = 0;
  virtual Result<Consultation> opine(db::Tx& tx, const Scope& scope, CaseRef ref, const ConsultOpinionIn& in, Instant now) = 0;
  virtual Result<Consultation> record_minutes(db::Tx& tx, const Scope& scope, CaseRef ref, const ConsultMinutes& in, Instant now) = 0;
  virtual Result<Consultation> decide(db::Tx& tx, const Scope& scope, CaseRef ref, const ConsultDecide& in, Instant now) = 0;
  // Counts uses of precedents, ends the follow-up of closed cases; before the outbox starts.
  virtual void listen(db::Outbox& outbox, const tiange::Clock& clock) = 0;
  // Marks decisions that are not done in time. Returns how many.
  virtual int watch(Instant now) = 0;
  virtual bool may_see_evidence(db::Tx& tx, const Scope& scope, std::string_view digest) = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> consult_migrations();
// Everything outlives it.
std::unique_ptr<Consultations> open_consultations(const CasesParts& parts, Cases& cases, PrecedentBook& book);

}  // namespace tiange::cases
