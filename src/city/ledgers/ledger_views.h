#pragma once
// What the ledgers show and take.
//
// Routes below /api/v1/ledgers; V ledgers.view, O ledgers.order, T ledgers.tasks, A ledgers.approve, M ledgers.manage.
// A village is an area code of 12 digits; whoever works in one of its grids sees that grid only.
//   V GET  /villages                                   VillageList: those of the caller's areas
//   V GET  /villages/{village}                         VillageView: what is there, counted
//   V GET  /kinds?village=                             KindList: what may be ordered, and what is
//   M PUT  /kinds/{code}                               DataKind -> DataKind
//   V GET  /orders?village=&state=                     OrderList
//   A GET  /orders/asked?state=                        OrderList: what the caller's unit is asked for
//   O POST /orders                                     OrderIn -> OrderView
//   O POST /orders/{id}/renew                          RenewIn -> OrderView
//   O POST /orders/{id}/return                         NoteIn -> OrderView: given back, or no longer asked for
//   A POST /orders/{id}/decide                         DecideIn -> OrderView
//   V GET  /lines?village=&kind=&grid=&q=&after=&limit=  LineList, masked; the use is recorded
//   V GET  /lines/{ref}?village=&kind=                 LineView; the look is recorded with the purpose of the order
//   V POST /edits                                      EditIn -> registers::ProposalView: goes to the owner of the field
//   V GET  /edits?village=                             registers::ProposalList: what the caller's units proposed
//   V GET  /watches?village=                           WatchList
//   O POST /watches                                    WatchIn -> WatchView
//   O PUT  /watches/{id}                               WatchIn -> WatchView
//   O POST /watches/{id}/end                           NoteIn -> WatchView
//   V GET  /watches/{id}/members?side=in|entered|left&after=  MemberList
//   V POST /watches/{id}/seen                          NoteIn -> WatchView: changes count from here on, for the caller
//   V GET  /tasks?village=&state=&mine=&after=         TaskList
//   T POST /tasks                                      TaskIn -> TaskList: one for each line
//   V POST /tasks/{id}/finish                          FinishIn -> TaskView, by whoever works the grid
//   T POST /tasks/{id}/withdraw                        NoteIn -> TaskView
//   V GET  /uses?village=&after=                       UseList: who read what, for what
//   V GET  /phone?grid=&hours=&purpose=                PhonePack: a grid to take along; a look at everyone in it is recorded

#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "city/registers/subjects/subjects.h"

namespace tiange::ledgers {

// ---- kinds of data ----

// standing: part of every village's pack, needs no order; at_once: granted when ordered; owner: the owner's unit decides.
enum class Release { standing, at_once, owner };
BOOST_DESCRIBE_ENUM(Release, standing, at_once, owner)

struct DataKind {
  static constexpr bool k_json_defaults = true;
  std::string code;                        // "aged_80"
  registers::Kind kind = registers::Kind::person;
  std::string topic_zh, topic_en;          // heading it stands under
  std::string zh, en;
  std::vector<std::string> fields;         // of the register, shown in this order
  std::string filter;                      // FEEL over fields of the register, age, residents; empty: all
  std::string owner;                       // source whose unit decides
  Release release = Release::at_once;
  int longest_days = 365;                  // of a term
  bool watch = false;                      // offered as a watch list
  bool offered = true;
  int order = 0;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(DataKind, (), (code, kind, topic_zh, topic_en, zh, en, fields, filter, owner, release, longest_days, watch, offered,
                                     order, version))

// asked -> active | refused; active -> returned | expired. A renewal of an active order may be asked for meanwhile.
enum class OrderState { asked, active, refused, returned, expired };
BOOST_DESCRIBE_ENUM(OrderState, asked, active, refused, returned, expired)

struct OrderIn {
  static constexpr bool k_json_defaults = true;
  std::string village, kind, purpose;
  std::string until;  // last day
};
BOOST_DESCRIBE_STRUCT(OrderIn, (), (village, kind, purpose, until))
struct RenewIn {
  static constexpr bool k_json_defaults = true;
  std::string until;
  std::string purpose;  // empty: as before
};
BOOST_DESCRIBE_STRUCT(RenewIn, (), (until, purpose))
struct DecideIn {
  static constexpr bool k_json_defaults = true;
  bool grant = true;
  std::string reason;  // a refusal needs one
  std::string until;   // a shorter term than asked for; empty: as asked
};
BOOST_DESCRIBE_STRUCT(DecideIn, (), (grant, reason, until))
struct NoteIn {
  static constexpr bool k_json_defaults = true;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(NoteIn, (), (text))

struct OrderView {
  static constexpr bool k_json_defaults = true;
  std::string id, village, village_name, kind, kind_zh, kind_en;
  OrderState state = OrderState::asked;
  std::string purpose, until;
  std::string renew_until;                   // asked for, not decided yet
  std::string owner_unit, owner_zh, owner_en;
  Instant asked;
  std::string asked_by;
  std::optional<Instant> due;                // of the owner's answer
  std::optional<Instant> decided;
  std::string decided_by, reason;
  int days_left = 0;
  bool may_decide = false;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(OrderView, (), (id, village, village_name, kind, kind_zh, kind_en, state, purpose, until, renew_until, owner_unit,
                                      owner_zh, owner_en, asked, asked_by, due, decided, decided_by, reason, days_left, may_decide, version))
struct OrderList {
  std::vector<OrderView> items;
};
BOOST_DESCRIBE_STRUCT(OrderList, (), (items))

struct KindRow : DataKind {
  std::string owner_zh, owner_en;
  bool readable = false;             // standing, or on order now
  std::optional<OrderView> current;  // asked or active
};
BOOST_DESCRIBE_STRUCT(KindRow, (DataKind), (owner_zh, owner_en, readable, current))
struct KindList {
  std::vector<KindRow> items;
  bool may_order = false, may_manage = false;
};
BOOST_DESCRIBE_STRUCT(KindList, (), (items, may_order, may_manage))

// ---- villages ----

struct VillageRow {
  std::string code, name, town;
  int orders = 0, asked = 0, watches = 0, tasks = 0;  // active, waiting, kept, open
};
BOOST_DESCRIBE_STRUCT(VillageRow, (), (code, name, town, orders, asked, watches, tasks))
struct VillageList {
  std::vector<VillageRow> items;
};
BOOST_DESCRIBE_STRUCT(VillageList, (), (items))
struct GridName {
  std::string code, name;
};
BOOST_DESCRIBE_STRUCT(GridName, (), (code, name))
struct VillageView : VillageRow {
  std::int64_t persons = 0, households = 0, houses = 0, firms = 0, facilities = 0;  // in the caller's areas
  std::vector<GridName> grids;
  bool may_order = false, may_give_tasks = false, may_propose = false, may_export = false;
};
BOOST_DESCRIBE_STRUCT(VillageView, (VillageRow), (persons, households, houses, firms, facilities, grids, may_order, may_give_tasks,
                                                  may_propose, may_export))

// ---- lines ----

struct ColumnView {
  std::string field, zh, en;
};
BOOST_DESCRIBE_STRUCT(ColumnView, (), (field, zh, en))
struct LineRow {
  std::string ref;
  std::string title;                          // masked
  std::string grid, area_name;
  std::optional<int> age;
  std::map<std::string, std::string> values;  // masked, in the reader's language; fields of the kind only
};
BOOST_DESCRIBE_STRUCT(LineRow, (), (ref, title, grid, area_name, age, values))
struct LineList {
  std::string kind;
  std::string purpose;  // under which it was read
  std::vector<ColumnView> columns;
  std::vector<LineRow> items;
  std::string next;
  std::int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(LineList, (), (kind, purpose, columns, items, next, total))

enum class TaskState { open, done, withdrawn };
BOOST_DESCRIBE_ENUM(TaskState, open, done, withdrawn)

struct TaskIn {
  static constexpr bool k_json_defaults = true;
  std::string village;
  std::string kind;      // of one line, with subject
  std::string subject;
  std::string watch;     // or of all who are in a watch list, with entered only those who came since the last look
  bool entered = false;
  std::string title, text;
  std::string due;       // last day
};
BOOST_DESCRIBE_STRUCT(TaskIn, (), (village, kind, subject, watch, entered, title, text, due))
struct FinishIn {
  static constexpr bool k_json_defaults = true;
  std::string outcome;  // done | absent | moved | wrong: seen to, nobody there, lives elsewhere, the record is wrong
  std::string text;
};
BOOST_DESCRIBE_STRUCT(FinishIn, (), (outcome, text))
struct TaskView {
  static constexpr bool k_json_defaults = true;
  std::string id, village, kind, watch, watch_zh, watch_en, subject;
  std::string subject_title;  // masked; empty where the caller may not see the subject
  std::string grid, area_name, address;
  std::string title, text, due;
  TaskState state = TaskState::open;
  bool late = false;
  Instant given;
  std::string given_by;
  std::optional<Instant> finished;
  std::string finished_by, outcome, result;
  bool mine = false;          // the caller works the grid
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(TaskView, (), (id, village, kind, watch, watch_zh, watch_en, subject, subject_title, grid, area_name, address, title,
                                     text, due, state, late, given, given_by, finished, finished_by, outcome, result, mine, version))
struct TaskList {
  std::vector<TaskView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(TaskList, (), (items, next))

struct LineView : LineRow {
  std::string kind, kind_zh, kind_en, plural;   // plural: of the register, as in its routes
  std::string purpose;
  std::vector<registers::FactView> facts;       // fields of the kind only
  std::vector<registers::ProposalView> edits;   // about these fields, newest first
  std::vector<TaskView> tasks;
  std::optional<Instant> unmasked_until;
  bool may_unmask = false, may_propose = false, may_give_tasks = false;
};
BOOST_DESCRIBE_STRUCT(LineView, (LineRow), (kind, kind_zh, kind_en, plural, purpose, facts, edits, tasks, unmasked_until, may_unmask,
                                            may_propose, may_give_tasks))

struct EditIn {
  static constexpr bool k_json_defaults = true;
  std::string village, kind, subject, field, value, text;
};
BOOST_DESCRIBE_STRUCT(EditIn, (), (village, kind, subject, field, value, text))

// ---- watch lists ----

struct WatchIn {
  static constexpr bool k_json_defaults = true;
  std::string village, kind;  // a kind that is readable
  std::string zh, en;         // empty: as the kind
  std::string filter;         // FEEL over the open fields of the kind, further to the kind's own; empty: none
  std::string remind;         // title of the task that everyone who enters gives to the officer; empty: none
  int remind_days = 7;        // until it is due
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(WatchIn, (), (village, kind, zh, en, filter, remind, remind_days, version))
struct WatchView : WatchIn {
  std::string id;
  std::int64_t count = 0;                 // who is in now, in the caller's areas
  std::int64_t entered = 0, left = 0;     // since the caller's last look
  std::optional<Instant> looked;          // when that was
  std::optional<Instant> checked;         // none: being filled for the first time
  std::string made_by;
  bool paused = false;                    // the kind is not on order any more
};
BOOST_DESCRIBE_STRUCT(WatchView, (WatchIn), (id, count, entered, left, looked, checked, made_by, paused))
struct WatchList {
  std::vector<WatchView> items;
};
BOOST_DESCRIBE_STRUCT(WatchList, (), (items))
struct MemberRow : LineRow {
  std::optional<Instant> entered;  // none: was there when the list began
  std::optional<Instant> left;
  bool fresh = false;              // since the caller's last look
};
BOOST_DESCRIBE_STRUCT(MemberRow, (LineRow), (entered, left, fresh))
struct MemberList {
  std::vector<ColumnView> columns;
  std::vector<MemberRow> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(MemberList, (), (columns, items, next))

// ---- uses, the phone ----

struct LedgerUse {
  std::string id;
  Instant used;
  std::string name, unit, act;  // list | members | phone
  std::string kind, kind_zh, kind_en, purpose;
  std::int64_t rows = 0;
};
BOOST_DESCRIBE_STRUCT(LedgerUse, (), (id, used, name, unit, act, kind, kind_zh, kind_en, purpose, rows))
struct LedgerUseList {
  std::vector<LedgerUse> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(LedgerUseList, (), (items, next))

struct PhoneSection {
  std::string kind, zh, en;
  std::vector<ColumnView> columns;
  std::vector<LineRow> items;
  std::vector<registers::FieldDefinition> fields;  // of the columns: how a correction is written
};
BOOST_DESCRIBE_STRUCT(PhoneSection, (), (kind, zh, en, columns, items, fields))
struct PhonePack {
  std::string grid, village, area_name, purpose;
  Instant made, until;  // until: the phone forgets it then; 1–168 hours
  std::vector<PhoneSection> sections;
};
BOOST_DESCRIBE_STRUCT(PhonePack, (), (grid, village, area_name, purpose, made, until, sections))

}  // namespace tiange::ledgers
