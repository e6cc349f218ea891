#pragma once
// 共享 sharing of data between departments: asked for with purpose, term, fields and area; answered by the owner within the
// statutory time; used within what was granted and no further; every use written down for the owner, with what it saved.
//
// Clocks (政务数据共享条例): resources shared without condition are answered within 1 working day, those with conditions
// within 10; after approval the data are there within 20, which here is at once. A resource that is not shared cannot be
// asked for. A refusal gives reasons. A grant ends with its term, when the owner withdraws it, or when the user gives it back.
//
// The owner may grant less: fewer fields, a smaller area, only rows that a condition holds true of (FEEL over the fields of the
// source), some fields masked. Where the basis is the persons' own consent, a row goes out only if its person, at that moment,
// lets the unit read every field asked for, for the purpose of the grant; how many rows were left out is told to both sides,
// and a file made before somebody took consent back is not handed out any more.
//
// Every file that leaves is described by a signed manifest (what, whose, to whom, for what, under which grant, when, SHA-256 of
// the file), and the receiver's receipt is signed as well; both can be checked without this house:
//   {"body":{…},"signature":{"suite","public_key","fingerprint","value"}}⏎
//
// Routes below /api/v1/exchange; A exchange.apply, S exchange.share (of one's own unit) or exchange.manage, V exchange.view.
//   A POST /applications                    ApplyIn -> ApplicationView
//   V GET  /applications?side=mine|ours&state=&after=  ApplicationList: what my unit asked for | what it is asked for
//   V GET  /applications/{id}               ApplicationView
//   S POST /applications/{id}/decide        ShareDecideIn -> ApplicationView
//   A POST /applications/{id}/withdraw      TextIn: before it is answered
//   S POST /applications/{id}/revoke        TextIn: the grant ends now
//   A POST /applications/{id}/key           KeyShown: for programs
//   A POST /applications/{id}/deliveries    DeliverIn -> DeliveryView: makes a file
//   V GET  /deliveries/{id}/file            the file, to the receiver
//   V GET  /deliveries/{id}/manifest        the signed manifest, to both sides
//   A POST /deliveries/{id}/receipt         DeliveryView: signed by the house for the receiver
//   V GET  /deliveries/{id}/receipt
//   -  GET  /shared/{id}/rows?fields=&area=&after=&limit=  SharedRows, with the header X-Tiange-Key
//   V GET  /uses?application=&after=        UseList
//   V GET  /savings?unit=                   SavingList: by resource, who used it how often and what it saved

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "city/exchange/catalogue/data_catalogue.h"
#include "platform/crypto/signer.h"

namespace tiange::exchange {

// late: not answered in time is a fact beside the state.
enum class ShareState { asked, granted, refused, withdrawn, revoked, expired };
BOOST_DESCRIBE_ENUM(ShareState, asked, granted, refused, withdrawn, revoked, expired)

struct ApplyIn {
  static constexpr bool k_json_defaults = true;
  std::string resource;         // code
  std::string unit;             // for which unit of the caller's; "" the first
  std::string purpose;
  std::string basis;            // law or matter it is needed for
  std::vector<std::string> fields;
  std::string area;             // prefix; "" the whole district
  std::string until;            // last day
  std::string replaces;         // what nobody has to bring or fill in any more
  std::int64_t saves_minutes = 0;  // for each row used
  bool consent = false;            // the basis is the consent of each person
};
BOOST_DESCRIBE_STRUCT(ApplyIn, (), (resource, unit, purpose, basis, fields, area, until, replaces, saves_minutes, consent))

struct ShareDecideIn {
  static constexpr bool k_json_defaults = true;
  bool grant = true;
  std::string reason;               // a refusal needs one
  std::vector<std::string> fields;  // granted; "" what was asked for
  std::string area;
  std::string until;
  std::string condition;            // on the fields of the source; "": every row
  std::vector<std::string> masked;  // of the granted fields
  bool consent = false;             // the owner wants the persons' consent even if it was not named as the basis
};
BOOST_DESCRIBE_STRUCT(ShareDecideIn, (), (grant, reason, fields, area, until, condition, masked, consent))
struct TextIn {
  static constexpr bool k_json_defaults = true;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(TextIn, (), (text))

struct ApplicationView {
  static constexpr bool k_json_defaults = true;
  std::string id, number;
  std::string resource, resource_zh, resource_en;
  std::string owner, owner_zh, owner_en;     // unit
  std::string unit, unit_zh, unit_en;        // who asks
  ApplyIn asked;
  ShareState state = ShareState::asked;
  Instant applied;
  std::string applied_by;
  Instant due;               // of the answer
  bool late = false;         // not answered in time, or answered too late
  std::optional<Instant> decided;
  std::string decided_by, reason;
  std::vector<std::string> fields;  // granted
  std::string area, until;
  std::string condition;
  std::vector<std::string> masked;
  bool consent = false;
  bool has_key = false;
  std::int64_t uses = 0, rows = 0;
  bool mine = false, ours = false;  // the caller's unit asked; is asked
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(ApplicationView, (),
                      (id, number, resource, resource_zh, resource_en, owner, owner_zh, owner_en, unit, unit_zh, unit_en, asked, state, applied,
                       applied_by, due, late, decided, decided_by, reason, fields, area, until, condition, masked, consent, has_key, uses, rows, mine, ours, version))
struct ApplicationList {
  std::vector<ApplicationView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(ApplicationList, (), (items, next))

struct DeliverIn {
  static constexpr bool k_json_defaults = true;
  std::vector<std::string> fields;  // some of the granted; none: all
  std::string area;
  std::string format = "csv";
};
BOOST_DESCRIBE_STRUCT(DeliverIn, (), (fields, area, format))

// What is signed about a file.
struct ManifestBody {
  static constexpr bool k_json_defaults = true;
  std::string format;  // "tiange.delivery/1"
  std::string district, number, delivery, resource, name, provider, provider_name, receiver, receiver_name, person, purpose, basis, area, until;
  std::vector<std::string> fields;
  std::int64_t rows = 0, bytes = 0;
  std::string digest;  // SHA-256 of the file, hex
  Instant sent;
  std::string condition;
  std::vector<std::string> masked;
  std::int64_t left_out = 0;  // rows without consent
};
BOOST_DESCRIBE_STRUCT(ManifestBody, (),
                      (format, district, number, delivery, resource, name, provider, provider_name, receiver, receiver_name, person, purpose, basis,
                       area, until, fields, rows, bytes, digest, sent, condition, masked, left_out))
struct ReceiptBody {
  static constexpr bool k_json_defaults = true;
  std::string format;  // "tiange.receipt/1"
  std::string district, delivery, manifest;  // SHA-256 of the manifest's text, hex
  std::string digest, receiver, receiver_name, person;
  Instant received;
};
BOOST_DESCRIBE_STRUCT(ReceiptBody, (), (format, district, delivery, manifest, digest, receiver, receiver_name, person, received))

struct DeliveryView {
  std::string id, application, digest, fingerprint, format;
  std::int64_t rows = 0, bytes = 0;
  Instant sent;
  std::optional<Instant> received;
  std::int64_t left_out = 0;
};
BOOST_DESCRIBE_STRUCT(DeliveryView, (), (id, application, digest, fingerprint, format, rows, bytes, sent, received, left_out))

struct SharedRows {
  std::vector<std::string> fields;
  std::vector<std::vector<std::string>> rows;
  std::string next;
  std::int64_t left_out = 0;  // among them, for want of consent
};
BOOST_DESCRIBE_STRUCT(SharedRows, (), (fields, rows, next, left_out))

struct UseView {
  std::string id, application, resource_zh, resource_en, unit_zh, unit_en, by, way, area, digest, delivery;
  std::vector<std::string> fields;
  Instant happened;
  std::int64_t rows = 0;
  std::optional<Instant> received;
  std::int64_t left_out = 0;
};
BOOST_DESCRIBE_STRUCT(UseView, (), (id, application, resource_zh, resource_en, unit_zh, unit_en, by, way, area, digest, delivery, fields, happened, rows,
                                    received, left_out))
struct UseList {
  std::vector<UseView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(UseList, (), (items, next))

struct Saving {
  std::string resource, resource_zh, resource_en, unit, unit_zh, unit_en, purpose, replaces;
  std::int64_t uses = 0, rows = 0, minutes = 0;
  std::optional<Instant> last;
};
BOOST_DESCRIBE_STRUCT(Saving, (), (resource, resource_zh, resource_en, unit, unit_zh, unit_en, purpose, replaces, uses, rows, minutes, last))
struct SavingList {
  std::vector<Saving> items;
  std::int64_t uses = 0, rows = 0, minutes = 0;
};
BOOST_DESCRIBE_STRUCT(SavingList, (), (items, uses, rows, minutes))

// Checks a manifest or a receipt without anything else. `file`: what it is said to describe; nothing: its digest is not checked.
struct ProofReport {
  std::string format, number, resource, receiver, digest, suite, fingerprint;
  Instant moment;
  bool file_checked = false;
};
std::string sign_text(const std::string& body, const crypto::Signer& signer);
Result<ProofReport> verify_delivery(std::string_view text, const std::optional<std::string>& file_digest);

// What the persons themselves allow; null where nobody asks them: then nothing is shared on consent.
class Consents {
 public:
  virtual ~Consents() = default;
  // Those who let the unit read every one of the fields now, for the purpose.
  virtual std::set<std::int64_t> given(db::Tx& tx, const std::string& unit, const std::vector<std::string>& fields, const std::string& purpose,
                                       Instant now) = 0;
  // Whether a consent for the unit ended or was withdrawn since.
  virtual bool ended_since(db::Tx& tx, const std::string& unit, Instant since, Instant now) = 0;
  // Whose a row of a source is; 0 where nobody knows.
  virtual std::int64_t subject_of(db::Tx& tx, const SourceFacts& source, const std::string& key) = 0;
};

// What a unit may ask persons for: a grant in force whose rows go out on consent only.
struct ConsentShare {
  std::string unit, purpose, until;
  Words unit_name;
  std::vector<std::string> fields;
};

struct SharingParts {
  db::Db& db;
  IdSource& ids;
  Exchange& exchange;
  DataCatalogue& catalogue;
  const crypto::Signer& signer;
  std::shared_ptr<const WorkCalendar> calendar;
  std::function<std::optional<Words>(std::string_view unit)> unit_name;
  // The grid where the subject of a department's row is; "" where nobody knows.
  std::function<std::string(db::Tx& tx, const SourceFacts& source, const std::string& key)> grid_of;
  std::string district;
  std::string folder;  // where files wait to be fetched
  Consents* consents = nullptr;
};

class Sharing {
 public:
  virtual ~Sharing() = default;
  virtual Result<ApplicationView> apply(db::Tx& tx, const Scope& scope, const ApplyIn& in, Instant now) = 0;
  virtual Result<ApplicationView> decide(db::Tx& tx, const Scope& scope, std::string_view id, const ShareDecideIn& in, Instant now) = 0;
  // Ends grants whose term is over and forgets files a week old.
  virtual void sweep(Instant now) = 0;
  virtual std::vector<ConsentShare> on_consent(db::Tx& tx, Instant now) = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> sharing_migrations();
std::unique_ptr<Sharing> open_sharing(SharingParts parts);

}  // namespace tiange::exchange
