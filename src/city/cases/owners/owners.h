#pragma once
// 确权与兜底 Whose is it, and who makes it safe meanwhile.
//
// A case about a part is tied to the part. Where its owner is not known or disputed, the departments are asked within a
// limit: mine, not mine (with the legal basis), unsure. The first that says mine is the owner; where none does, the rules
// name one. The result is a decision: the next case of the same part, or of the same kind in the same place, has its owner
// at once. Meanwhile the fallback unit of the area makes the place safe; a dangerous part orders that by itself
// (data/decisions/danger.dmn). What it costs stands in a ledger that is only ever added to, is claimed from the owner,
// and is recovered or written off. Everything done about a case stands in the case's history.
//
// Amounts are fen. Limits run on the working calendar. Rules: data/owner_rules.json, versions in the database.
//
// Routes; V cases.view, H cases.handle, R cases.report, O cases.owners, C cases.costs, W cases.write_off.
//   V GET  /api/v1/cases/{ref}/owner                     OwnerPanel
//   R POST /api/v1/cases/{ref}/owner/part                {part} "" unties -> OwnerPanel
//   O POST /api/v1/cases/{ref}/owner/search              SearchIn -> OwnerPanel
//   O POST /api/v1/cases/{ref}/owner/order               OrderIn -> OwnerPanel
//   V GET  /api/v1/cases/owners/searches?state=&mine=&area=&after=&limit=
//   V GET  /api/v1/cases/owners/searches/{id}
//   H POST /api/v1/cases/owners/searches/{id}/answer     AnswerIn, by somebody of the unit asked
//   O POST /api/v1/cases/owners/searches/{id}/withdraw   {text}
//   V GET  /api/v1/cases/owners/orders?state=&mine=&area=&after=&limit=
//   V GET  /api/v1/cases/owners/orders/{id}
//   H POST /api/v1/cases/owners/orders/{id}/done         DoneIn, by somebody of the unit ordered
//   O POST /api/v1/cases/owners/orders/{id}/cancel       {text}
//   C POST /api/v1/cases/owners/orders/{id}/book         BookIn: cost, claim, recovery
//   W POST /api/v1/cases/owners/orders/{id}/write_off    BookIn
//   C POST /api/v1/cases/owners/orders/{id}/reverse      {seq, text}; of a write-off cases.write_off
//   V GET  /api/v1/cases/owners/balances?area=           by owner and town
//   V GET  /api/v1/cases/owners/ledger/export?format=    recorded in the audit; also /balances/export
//   V GET  /api/v1/cases/owners/decisions?part=&state=&area=&after=&limit=
//   O POST /api/v1/cases/owners/decisions                DecisionIn: what was decided elsewhere, in a consultation
//   O POST /api/v1/cases/owners/decisions/{id}/withdraw  {text}
//   V GET  /api/v1/cases/owners/parts/{ref}              PartCases: the cases of a part
//   V GET  /api/v1/cases/owners/rules ; PUT cases.owner_rules

#include <memory>
#include <span>

#include "city/cases/cases.h"
#include "city/cases/owners/owner_rules.h"
#include "city/flows/flows.h"
#include "city/registers/parts/parts.h"
#include "platform/db/outbox.h"
#include "platform/jobs/jobs.h"

namespace tiange::owners {

// Whom a case's part belongs to, and how that is known.
struct KnownOwner {
  registers::Party owner;
  std::string how;       // register | decision | search; empty: not known
  std::string decision;  // of a decision: its id
  std::string number;    // and its number
  std::string zh, en;    // by which, as a sentence
};
BOOST_DESCRIBE_STRUCT(KnownOwner, (), (owner, how, decision, number, zh, en))

struct AskView : Ask {
  std::string unit_zh, unit_en, answer_zh, answer_en;
  bool mine = false;  // the reader's to answer
};
BOOST_DESCRIBE_STRUCT(AskView, (Ask), (unit_zh, unit_en, answer_zh, answer_en, mine))
struct SearchView : Search {
  std::string kind_zh, kind_en, area_name, state_zh, state_en, limit_zh, limit_en, owner_zh, owner_en;
  std::vector<AskView> rows;  // instead of asks
  std::int64_t answered = 0;
  bool overdue = false;
  bool may_answer = false;
  bool may_withdraw = false;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(SearchView, (Search),
                      (kind_zh, kind_en, area_name, state_zh, state_en, limit_zh, limit_en, owner_zh, owner_en, rows, answered,
                       overdue, may_answer, may_withdraw, version))
struct SearchList {
  std::vector<SearchView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(SearchList, (), (items, next))

struct EntryView : Entry {
  std::string kind_zh, kind_en, owner_zh, owner_en;
  bool reversed = false;
};
BOOST_DESCRIBE_STRUCT(EntryView, (Entry), (kind_zh, kind_en, owner_zh, owner_en, reversed))
struct OrderView : Order {
  std::string kind_zh, kind_en, area_name, unit_zh, unit_en, state_zh, state_en, limit_zh, limit_en, owner_zh, owner_en;
  Balance balance;
  std::vector<EntryView> entries;  // of one order; empty in lists
  bool overdue = false;
  bool may_do = false;
  bool may_cancel = false;
  bool may_book = false;
  bool may_write_off = false;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(OrderView, (Order),
                      (kind_zh, kind_en, area_name, unit_zh, unit_en, state_zh, state_en, limit_zh, limit_en, owner_zh, owner_en, balance,
                       entries, overdue, may_do, may_cancel, may_book, may_write_off, version))
struct OrderList {
  std::vector<OrderView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(OrderList, (), (items, next))

struct DecisionView : OwnerDecision {
  std::string kind_zh, kind_en, area_name, owner_zh, owner_en, state_zh, state_en;
  bool in_force = false;
  bool may_withdraw = false;
};
BOOST_DESCRIBE_STRUCT(DecisionView, (OwnerDecision),
                      (kind_zh, kind_en, area_name, owner_zh, owner_en, state_zh, state_en, in_force, may_withdraw))
struct DecisionList {
  std::vector<DecisionView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(DecisionList, (), (items, next))

struct OwnerPanel {
  std::string kind, kind_zh, kind_en;            // of the part, else the one the item speaks of; empty: about no part
  std::optional<registers::PartRow> part;        // tied
  std::vector<registers::NearRow> near;          // within 50 m, while none is tied
  KnownOwner known;
  std::string known_zh, known_en;                // name of the owner
  std::optional<SearchView> search;              // the newest
  std::vector<OrderView> orders;                 // newest first
  std::string danger, danger_zh, danger_en;      // none | low | high
  bool may_tie = false;
  bool may_search = false;
  bool may_order = false;
  std::string fallback, fallback_zh, fallback_en;  // unit that would make safe
  std::vector<std::string> asks;                   // units that would be asked
  std::string limit_zh, limit_en;                  // within
};
BOOST_DESCRIBE_STRUCT(OwnerPanel, (),
                      (kind, kind_zh, kind_en, part, near, known, known_zh, known_en, search, orders, danger, danger_zh, danger_en,
                       may_tie, may_search, may_order, fallback, fallback_zh, fallback_en, asks, limit_zh, limit_en))

struct PartCase {
  std::string ref, number, title;
  cases::Status status = cases::Status::handling;
  Instant created;
  std::optional<Instant> closed;
  std::string unit_zh, unit_en;
};
BOOST_DESCRIBE_STRUCT(PartCase, (), (ref, number, title, status, created, closed, unit_zh, unit_en))
struct PartCases {
  std::vector<PartCase> items;  // newest first; those in the reader's scope
  std::vector<DecisionView> decisions;
};
BOOST_DESCRIBE_STRUCT(PartCases, (), (items, decisions))

struct BalanceRow : Balance {
  std::string owner, owner_zh, owner_en, town, town_zh, town_en;
};
BOOST_DESCRIBE_STRUCT(BalanceRow, (Balance), (owner, owner_zh, owner_en, town, town_zh, town_en))
struct BalanceList {
  std::vector<BalanceRow> items;
  Balance total;
};
BOOST_DESCRIBE_STRUCT(BalanceList, (), (items, total))

// ---- what comes in ------------------------------------------------------------------------------------------

struct TieIn {
  std::string part;
};
BOOST_DESCRIBE_STRUCT(TieIn, (), (part))
struct SearchIn {
  static constexpr bool k_json_defaults = true;
  std::vector<std::string> units;  // empty: those of the rules
  std::string limit;               // empty: that of the rules
  std::string text;
};
BOOST_DESCRIBE_STRUCT(SearchIn, (), (units, limit, text))
struct OrderIn {
  static constexpr bool k_json_defaults = true;
  std::string limit;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(OrderIn, (), (limit, text))
struct AnswerIn {
  static constexpr bool k_json_defaults = true;
  std::string unit;  // empty: the caller's that was asked
  Answer answer = Answer::open;
  std::string basis;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(AnswerIn, (), (unit, answer, basis, text))
struct TextIn {
  static constexpr bool k_json_defaults = true;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(TextIn, (), (text))
struct DoneIn {
  static constexpr bool k_json_defaults = true;
  std::string text;
  std::vector<std::string> photos;
};
BOOST_DESCRIBE_STRUCT(DoneIn, (), (text, photos))
struct BookIn {
  static constexpr bool k_json_defaults = true;
  EntryKind kind = EntryKind::cost;
  std::int64_t amount_fen = 0;
  std::string text;
  registers::Party owner;  // claims: empty, the owner known
};
BOOST_DESCRIBE_STRUCT(BookIn, (), (kind, amount_fen, text, owner))
struct ReverseIn {
  static constexpr bool k_json_defaults = true;
  std::int64_t seq = 0;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(ReverseIn, (), (seq, text))
struct DecisionIn {
  static constexpr bool k_json_defaults = true;
  std::string part;
  registers::Party owner;
  std::string basis;
  std::string until;  // 2027-11-21; empty: as the rules say
};
BOOST_DESCRIBE_STRUCT(DecisionIn, (), (part, owner, basis, until))

struct OwnersParts {
  db::Db& db;
  IdSource& ids;
  cases::Cases& cases;
  registers::Parts& parts;
  flows::Flows& flows;
  org::Org& org;
  const places::Places& places;
  jobs::Jobs& jobs;
  std::shared_ptr<const WorkCalendar> calendar;
  // Wakes the screens of a unit; may be empty.
  std::function<void(db::Tx&, const std::string& topic, const std::string& unit, const std::string& json)> tell;
  std::string district;
  std::function<Instant()> now;  // for jobs
};

class Owners {
 public:
  virtual ~Owners() = default;
  // Before outbox and jobs start: follows cases that are dispatched.
  virtual void listen(db::Outbox& outbox) = 0;
  // Looks at cases about parts that were reported since, without holding up anybody who writes; those that stand out are
  // taken up in writes of their own. Returns how many were. For a recurring duty of one instance, every second or so.
  virtual int watch(Instant now) = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
  // Ends the searches whose limit has passed, each in a write of its own. Returns how many.
  virtual int sweep(Instant now) = 0;
  // From data/owner_rules.json when there are none.
  virtual Outcome lay_rules(db::Tx& tx, std::string_view json, Instant now) = 0;

  virtual Result<OwnerPanel> panel(db::Tx& tx, const Scope& scope, cases::CaseRef ref, Instant now) = 0;
  virtual Outcome tie(db::Tx& tx, const Scope& scope, cases::CaseRef ref, const std::string& part, Instant now) = 0;
  virtual Result<SearchView> search(db::Tx& tx, const Scope& scope, cases::CaseRef ref, const SearchIn& in, Instant now) = 0;
  virtual Result<SearchView> answer(db::Tx& tx, const Scope& scope, std::string_view id, const AnswerIn& in, Instant now) = 0;
  virtual Result<SearchView> withdraw_search(db::Tx& tx, const Scope& scope, std::string_view id, const TextIn& in, Instant now) = 0;
  virtual Result<OrderView> order(db::Tx& tx, const Scope& scope, cases::CaseRef ref, const OrderIn& in, Instant now) = 0;
  virtual Result<OrderView> make_safe(db::Tx& tx, const Scope& scope, std::string_view id, const DoneIn& in, Instant now) = 0;
  virtual Result<OrderView> cancel(db::Tx& tx, const Scope& scope, std::string_view id, const TextIn& in, Instant now) = 0;
  virtual Result<OrderView> book(db::Tx& tx, const Scope& scope, std::string_view id, const BookIn& in, Instant now) = 0;
  virtual Result<OrderView> reverse(db::Tx& tx, const Scope& scope, std::string_view id, const ReverseIn& in, Instant now) = 0;
  virtual Result<DecisionView> decide(db::Tx& tx, const Scope& scope, const DecisionIn& in, Instant now) = 0;
  virtual Result<DecisionView> withdraw_decision(db::Tx& tx, const Scope& scope, std::string_view id, const TextIn& in, Instant now) = 0;
  // Whether an order that the scope may see shows the photo.
  virtual bool may_see_photo(db::Tx& tx, const Scope& scope, std::string_view digest) const = 0;
  // What a case brings that was just reported or dispatched: a known owner, danger.
  virtual Outcome look_at(db::Tx& tx, cases::CaseRef ref, Instant now) = 0;
  // Gives the case to its owner, where its step allows. Called by the job.
  virtual Outcome assign(db::Tx& tx, cases::CaseRef ref, Instant now) = 0;
};

std::span<const db::Migration> owner_migrations();
std::unique_ptr<Owners> open_owners(OwnersParts parts);

}  // namespace tiange::owners
