#pragma once
// What the registers show and take: the catalogue of fields, pages of subjects, explanations, conflicts, proposals.
//
// Routes below /api/v1/registers; P registers.people, U registers.unmask, O registers.propose, A registers.answer,
// F registers.fields. {kind} is persons | households | firms | houses | facilities.
//   P GET  /{kind}?area=&status=&age_from=&age_to=&q=&after=&limit=      SubjectList, masked; without registers.unmask ages are
//                                                                        spans of five years, asked for and shown
//   P GET  /{kind}/export?format=csv|xlsx&purpose=&…                     as the list; recorded in the audit
//   P GET  /{kind}/{ref}?purpose=&ticket=&as_of=                         SubjectView; the look is recorded
//   P GET  /{kind}/{ref}/relations?depth=&as_of=                         RelationGraph
//   P GET  /{kind}/{ref}/explain?field=&as_of=                           ExplainedList
//   P GET  /{kind}/{ref}/timeline?after=&limit=                          TimelineList
//   P GET  /{kind}/{ref}/looks                                           LookList
//   U POST /{kind}/{ref}/unmask                                          UnmaskIn -> SubjectView
//   P GET  /addresses?parent=&area=&q=&lng=&lat=                         AddressList
//   P GET  /addresses/{id}                                               AddressPage: a building floor by floor
//   P GET  /conflicts?state=&unit=&after=&limit=                         ConflictList
//   A POST /conflicts/{id}/answer                                        AnswerIn -> ConflictView
//   O POST /proposals                                                    ProposalIn -> ProposalView
//   P GET  /proposals?state=&after=&limit=                               ProposalList
//   A POST /proposals/{id}/answer                                        AnswerIn -> ProposalView
//   A POST /records                                                      RecordsIn -> Absorbed: an owner's rows, up to 500
//   P GET  /fields                                                       FieldsView
//   F PUT  /fields/{kind}/{field}                                        FieldDefinition -> FieldDefinition
//   F PUT  /sources/{code}                                               SourceDefinition -> SourceDefinition

#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace tiange::registers {

using SubjectId = Id<struct SubjectTag>;

// 人 户 企业 房屋 设施
enum class Kind { person, household, firm, house, facility };
BOOST_DESCRIBE_ENUM(Kind, person, household, firm, house, facility)
Words kind_words(Kind kind);
// "persons" … as in addresses of routes; nothing for another word.
std::optional<Kind> kind_of_plural(std::string_view plural);
std::string_view plural_of(Kind kind);

// What a subject can be found by, in the form the catalogue's type gives it: ID cards of 18 digits, USCC in capitals,
// phones without separators, addresses as the id of the address tree, codes and names as they are.
enum class KeySort { id_card, uscc, phone, plate, address, code, name };
BOOST_DESCRIBE_ENUM(KeySort, id_card, uscc, phone, plate, address, code, name)

// Read from A to B: A lives in B. 居住 户籍 户主 成员 所有 承租 就业 法人 经营场所 配偶 父母 监护
enum class RelationKind {
  lives_in, registered_at, head_of, member_of, owns, rents, works_at, represents, operates_at, spouse_of, parent_of, guardian_of
};
BOOST_DESCRIBE_ENUM(RelationKind, lives_in, registered_at, head_of, member_of, owns, rents, works_at, represents, operates_at,
                    spouse_of, parent_of, guardian_of)
// `inverse`: read from B to A: "has as tenant".
Words relation_words(RelationKind kind, bool inverse);

enum class FieldType { text, name, date, number, code, id_card, uscc, phone, plate, email, address };
BOOST_DESCRIBE_ENUM(FieldType, text, name, date, number, code, id_card, uscc, phone, plate, email, address)

struct FieldDefinition {
  static constexpr bool k_json_defaults = true;
  Kind kind = Kind::person;
  std::string field;
  std::string zh, en;
  FieldType type = FieldType::text;
  std::string authority;             // source code, or empty: nobody's
  std::map<std::string, int> trust;  // 0–100 of other sources; one that is not named has 50
  int ages_days = 0;                 // after which the owner is nudged; 0: never
  std::string mask = "none";         // none | name | id | phone | address | bank | email | plate | hide
  int grade = 1;                     // 1 open … 4 sensitive personal information (PIPL art. 28)
  std::string codes;                 // "1=男/male;2=女/female" for a code list
  std::string relation;              // the tie that the value makes, such as lives_in; or empty
  int order = 0;                     // on the page
  std::int64_t version = 0;          // 0 for a new one
};
BOOST_DESCRIBE_STRUCT(FieldDefinition, (), (kind, field, zh, en, type, authority, trust, ages_days, mask, grade, codes, relation,
                                            order, version))
struct SourceDefinition {
  static constexpr bool k_json_defaults = true;
  std::string code;
  std::string zh, en;
  std::string unit;       // of the organisation, which answers conflicts and proposals
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(SourceDefinition, (), (code, zh, en, unit, version))
struct FieldsView {
  std::vector<FieldDefinition> fields;
  std::vector<SourceDefinition> sources;
  bool may_edit = false;
};
BOOST_DESCRIBE_STRUCT(FieldsView, (), (fields, sources, may_edit))

// The catalogue as the rules use it. Immutable; shared between threads.
class FieldCatalogue {
 public:
  FieldCatalogue(std::vector<FieldDefinition> fields, std::vector<SourceDefinition> sources, std::int64_t revision);
  const FieldDefinition* field(Kind kind, std::string_view name) const;
  const SourceDefinition* source(std::string_view code) const;
  // Of a kind, in the order of the page.
  const std::vector<const FieldDefinition*>& fields(Kind kind) const { return by_kind_[static_cast<std::size_t>(kind)]; }
  const std::vector<SourceDefinition>& sources() const { return sources_; }
  std::int64_t revision() const { return revision_; }
  FieldCatalogue(const FieldCatalogue&) = delete;
  FieldCatalogue& operator=(const FieldCatalogue&) = delete;

 private:
  std::vector<FieldDefinition> fields_;
  std::vector<SourceDefinition> sources_;
  std::vector<std::vector<const FieldDefinition*>> by_kind_;
  std::int64_t revision_;
};

// ---- a subject ----

struct SubjectRow {
  std::string ref;
  Kind kind = Kind::person;
  std::string title;      // masked name
  std::string status;     // alive | died, in business | closed …: a word of the kind
  std::string grid, area_name, address;
  std::optional<int> age;  // years
  std::optional<int> age_to;  // where the age is shown as a span only: its last year
  std::map<std::string, std::string> values;  // masked; those of a list
  int conflicts = 0;       // open ones
  Instant changed;
};
BOOST_DESCRIBE_STRUCT(SubjectRow, (), (ref, kind, title, status, grid, area_name, address, age, age_to, values, conflicts, changed))
struct SubjectList {
  std::vector<SubjectRow> items;
  std::string next;
  std::optional<std::int64_t> total;  // on the first page
};
BOOST_DESCRIBE_STRUCT(SubjectList, (), (items, next, total))

struct FactView {
  std::string field, zh, en;
  FieldType type = FieldType::text;
  std::string value;         // masked
  std::string shown_zh, shown_en;  // of a code list
  bool masked = false;
  int grade = 1;
  std::string source, source_zh, source_en;
  bool authority = false;    // the source is the authority
  Instant observed;
  Instant known;
  bool aged = false;         // older than the catalogue allows
  int agree = 0;             // other sources that say the same
  int differ = 0;
  std::string conflict;      // id of the open one
  std::string lineage;
};
BOOST_DESCRIBE_STRUCT(FactView, (), (field, zh, en, type, value, shown_zh, shown_en, masked, grade, source, source_zh, source_en,
                                     authority, observed, known, aged, agree, differ, conflict, lineage))

struct RelationView {
  RelationKind kind = RelationKind::member_of;
  bool inverse = false;
  std::string zh, en;
  std::string other;       // ref
  Kind other_kind = Kind::person;
  std::string title;       // masked
  std::string source;
  Instant observed, known;
  std::optional<Instant> ended;
};
BOOST_DESCRIBE_STRUCT(RelationView, (), (kind, inverse, zh, en, other, other_kind, title, source, observed, known, ended))
struct GraphNode {
  std::string ref;
  Kind kind = Kind::person;
  std::string title;
  int depth = 0;
};
BOOST_DESCRIBE_STRUCT(GraphNode, (), (ref, kind, title, depth))
struct GraphEdge {
  std::string from, to;
  RelationKind kind = RelationKind::member_of;
  std::string zh, en, source;
};
BOOST_DESCRIBE_STRUCT(GraphEdge, (), (from, to, kind, zh, en, source))
struct RelationGraph {
  std::vector<GraphNode> nodes;  // the subject itself first; at most 200
  std::vector<GraphEdge> edges;
  bool more = false;
};
BOOST_DESCRIBE_STRUCT(RelationGraph, (), (nodes, edges, more))

struct SubjectCase {
  std::string ref, number, title;
  std::string status;  // as cases call it
  Instant reported;
  std::string by;      // how it is known: phone | address | building
};
BOOST_DESCRIBE_STRUCT(SubjectCase, (), (ref, number, title, status, reported, by))

struct SubjectView : SubjectRow {
  std::vector<FactView> facts;
  std::vector<RelationView> relations;
  std::vector<SubjectCase> cases;
  std::vector<std::string> address_path;  // ids of the address tree, building first
  std::optional<Instant> as_of;
  std::optional<Instant> unmasked_until;
  std::string merged_into;  // ref, where its records went
  bool may_unmask = false;
  bool may_propose = false;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(SubjectView, (SubjectRow), (facts, relations, cases, address_path, as_of, unmasked_until, merged_into,
                                                  may_unmask, may_propose, version))

struct UnmaskIn {
  static constexpr bool k_json_defaults = true;
  std::string purpose;
  std::string ticket;  // case number
  int minutes = 30;    // 1–240
};
BOOST_DESCRIBE_STRUCT(UnmaskIn, (), (purpose, ticket, minutes))

// ---- why a value stands ----

struct Claim {
  std::string source, source_zh, source_en, key;
  std::string value;  // masked in answers to people
  Instant observed, known;
  std::string lineage;
  int trust = 0;
  bool won = false;
  std::string why_zh, why_en;
};
BOOST_DESCRIBE_STRUCT(Claim, (), (source, source_zh, source_en, key, value, observed, known, lineage, trust, won, why_zh, why_en))
struct Explained {
  std::string field, zh, en;
  std::string value;
  std::string rule;  // authority | answered | authority_silent | agreed | vote | alone
  std::string rule_zh, rule_en;
  std::vector<Claim> claims;  // the winner first
};
BOOST_DESCRIBE_STRUCT(Explained, (), (field, zh, en, value, rule, rule_zh, rule_en, claims))
struct ExplainedList {
  std::vector<Explained> items;
};
BOOST_DESCRIBE_STRUCT(ExplainedList, (), (items))

struct TimelineEntry {
  Instant known, observed;
  std::string source, source_zh, source_en, act;  // record_added | record_changed | record_gone | moved | conflict | proposal | …
  std::string zh, en;
  std::string lineage;
};
BOOST_DESCRIBE_STRUCT(TimelineEntry, (), (known, observed, source, source_zh, source_en, act, zh, en, lineage))
struct TimelineList {
  std::vector<TimelineEntry> items;
};
BOOST_DESCRIBE_STRUCT(TimelineList, (), (items))

struct LookView {
  Instant looked;
  std::string account, name, unit;
  std::string act;  // view | unmask | explain | relations | export …
  std::string purpose, ticket;
};
BOOST_DESCRIBE_STRUCT(LookView, (), (looked, account, name, unit, act, purpose, ticket))
struct LookList {
  std::vector<LookView> items;
};
BOOST_DESCRIBE_STRUCT(LookList, (), (items))

// ---- rows of an owner ----

struct RecordIn {
  static constexpr bool k_json_defaults = true;
  std::string source, key;
  Kind kind = Kind::person;
  std::map<std::string, std::string> values;  // by field name
  std::optional<Instant> observed;
  bool gone = false;
};
BOOST_DESCRIBE_STRUCT(RecordIn, (), (source, key, kind, values, observed, gone))
struct RecordsIn {
  std::vector<RecordIn> records;
};
BOOST_DESCRIBE_STRUCT(RecordsIn, (), (records))

// ---- conflicts and proposals ----

struct AnswerIn {
  static constexpr bool k_json_defaults = true;
  std::string outcome;  // of a conflict: keep | take | other; of a proposal: accept | refuse
  std::string value;    // with take and other: what is right
  std::string text;     // why; must not be empty
};
BOOST_DESCRIBE_STRUCT(AnswerIn, (), (outcome, value, text))

struct ConflictView {
  std::string id, subject, title, grid, area_name;
  Kind kind = Kind::person;
  std::string field, zh, en;
  std::string state;  // open | answered | over (the sources agree again)
  std::vector<Claim> claims;
  std::string owner, owner_zh, owner_en;  // source
  std::string unit, unit_zh, unit_en;
  std::string ticket;  // case number
  Instant opened, due;
  std::optional<Instant> answered;
  std::string answered_by, outcome, value, text;
  bool may_answer = false;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(ConflictView, (), (id, subject, title, grid, area_name, kind, field, zh, en, state, claims, owner, owner_zh,
                                         owner_en, unit, unit_zh, unit_en, ticket, opened, due, answered, answered_by, outcome,
                                         value, text, may_answer, version))
struct ConflictList {
  std::vector<ConflictView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(ConflictList, (), (items, next))

struct ProposalIn {
  static constexpr bool k_json_defaults = true;
  std::string subject;  // ref
  std::string field;
  std::string value;    // what is right; empty: nothing is
  std::string text;     // how the proposer knows
  std::string source;   // through which room: "village", "space"; empty: "grid"
};
BOOST_DESCRIBE_STRUCT(ProposalIn, (), (subject, field, value, text, source))
struct ProposalView {
  std::string id, subject, title, grid, area_name;
  Kind kind = Kind::person;
  std::string field, zh, en;
  std::string before, value;  // masked
  std::string text, source;
  std::string state;  // open | accepted | refused
  std::string owner, owner_zh, owner_en, unit, unit_zh, unit_en;
  std::string ticket;
  std::string proposed_by, proposed_unit;
  Instant proposed, due;
  std::optional<Instant> answered;
  std::string answered_by, answer;
  bool may_answer = false;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(ProposalView, (), (id, subject, title, grid, area_name, kind, field, zh, en, before, value, text, source,
                                         state, owner, owner_zh, owner_en, unit, unit_zh, unit_en, ticket, proposed_by,
                                         proposed_unit, proposed, due, answered, answered_by, answer, may_answer, version))
struct ProposalList {
  std::vector<ProposalView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(ProposalList, (), (items, next))

// ---- an address and who is there ----

struct Occupant {
  std::string ref;
  Kind kind = Kind::person;
  std::string title;   // masked
  std::string status;
  std::optional<int> age, age_to;  // as in lists
};
BOOST_DESCRIBE_STRUCT(Occupant, (), (ref, kind, title, status, age, age_to))
struct AddressSpot {
  std::string id, parent;
  std::string level;   // base | building | unit | floor | room
  std::string name, full;
  std::string house;   // ref of the house that stands for it
  std::vector<Occupant> occupants;  // who lives or does business there; the house itself left out
  std::int64_t children = 0;
};
BOOST_DESCRIBE_STRUCT(AddressSpot, (), (id, parent, level, name, full, house, occupants, children))
struct AddressPage {
  std::vector<AddressSpot> path;   // from the base to the address asked for
  std::vector<AddressSpot> spots;  // everything below it, itself first; floors in order
  std::string grid, area_name;
  std::optional<double> lng, lat;
  std::int64_t persons = 0, firms = 0, houses = 0;
  bool more = false;
};
BOOST_DESCRIBE_STRUCT(AddressPage, (), (path, spots, grid, area_name, lng, lat, persons, firms, houses, more))

}  // namespace tiange::registers
