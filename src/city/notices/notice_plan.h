#pragma once
// What is in force, what is known of an event, and who would hear of it by which means: the same for telling and for
// trying a rule.

#include <map>
#include <memory>
#include <mutex>

#include "city/notices/notice_store.h"

namespace tiange::notices {

struct ReadyRule {
  Rule rule;
  std::int64_t version = 0;
  Condition condition;
  Condition urgent;
};

// How e-mail leaves; the secret is kept apart, sealed.
struct EmailSetup {
  static constexpr bool k_json_defaults = true;
  std::string host;
  int port = 465;
  mail::Security security = mail::Security::tls;
  std::string account;
  std::string from;
  std::string from_name = "天格";
};
BOOST_DESCRIBE_STRUCT(EmailSetup, (), (host, port, security, account, from, from_name))
struct SmsSetup {
  static constexpr bool k_json_defaults = true;
  std::string url;
  SmsMapping mapping;
};
BOOST_DESCRIBE_STRUCT(SmsSetup, (), (url, mapping))

// Everything in force, read once and kept until it changes.
struct InForce {
  std::vector<ReadyRule> rules;
  std::map<std::string, Template, std::less<>> templates;
  Limits limits;
  bool email = false;
  bool sms = false;

  bool usable(Means means) const { return means == Means::app || (means == Means::email ? email : sms); }
  // Whether an active rule listens that has a means to tell by.
  bool listens(std::string_view event) const;
};

struct Recipient {
  PersonId person;  // zero: the reporter, or a resident or firm
  AccountId account;
  std::string name;
  std::string unit;
  std::string phone;
};

struct Event {
  std::int64_t id = 0;
  std::string kind;
  std::string subject;
  std::string number;
  std::string area;
  std::string unit;
  Instant happened;
  Facts facts;
  feel::Value values;  // of facts
  std::optional<cases::Brief> brief;
  std::vector<PersonId> people;
  std::vector<std::string> units;  // called upon
  std::optional<Permission> needs;
  std::optional<tidings::Tiding> tiding;
  bool arrival = false;  // says that a case came to whoever holds it
  bool passed = false;   // and it has moved on since: a later event says where it is
};

struct Planned {
  Recipient who;
  std::string rule;
  Means means = Means::app;
  std::string address;  // in plain; empty in the app
  bool urgent = false;
  bool gathered = false;
  Instant due;  // now, the end of quiet hours, or when gathered ones are told
  Words title;
  Words text;
  std::string sms;
};

class Planner {
 public:
  explicit Planner(const NoticeParts& parts) : parts_(parts) {}

  // From memory; looked at again when it changed here or is older than two seconds.
  std::shared_ptr<const InForce> in_force(db::Tx& tx, Instant now);
  void forget();

  // Nothing when what it is about is gone.
  std::optional<Event> read(db::Tx& tx, const store::EventRow& row, Instant now) const;
  // Of one rule, without asking whether it holds.
  std::vector<Planned> plan(db::Tx& tx, const ReadyRule& rule, const Event& event, const InForce& all, Instant now) const;
  Preferences preferences(db::Tx& tx, PersonId person) const;
  static Result<ReadyRule> ready(const Rule& rule, std::int64_t version);

 private:
  // Whom the event concerns, with a mobile and without having turned SMS off.
  std::optional<Recipient> subject_of(db::Tx& tx, const Event& event) const;
  std::vector<Recipient> audience(db::Tx& tx, const Audience& audience, const Event& event, Instant now) const;
  void fill_case(Event& event, Instant now) const;
  void fill_tiding(db::Tx& tx, Event& event) const;

  const NoticeParts& parts_;
  std::mutex lock_;
  std::shared_ptr<const InForce> kept_;
  Instant looked_;
  std::int64_t unkept_until_us_ = 0;  // a transaction begun before the change may still read what was
};

}  // namespace tiange::notices
