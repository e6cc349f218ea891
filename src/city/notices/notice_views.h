#pragma once
// 所见 What callers of the room give and see.

#include "city/notices/notice_plan.h"

namespace tiange::notices {

// One of several notices gathered into one.
struct Line {
  static constexpr bool k_json_defaults = true;
  std::string zh, en;
  std::string number, link;
};
BOOST_DESCRIBE_STRUCT(Line, (), (zh, en, number, link))

struct NoticeView {
  std::string id;
  std::string kind;
  std::string title_zh, title_en;
  std::string text_zh, text_en;
  std::string number;
  std::string link;  // path in the console; empty: nowhere to go
  std::string case_ref;
  bool urgent = false;
  std::int64_t merged = 1;
  std::vector<Line> lines;
  Instant created;
  std::optional<Instant> read;
};
BOOST_DESCRIBE_STRUCT(NoticeView, (),
                      (id, kind, title_zh, title_en, text_zh, text_en, number, link, case_ref, urgent, merged, lines, created, read))
struct NoticeList {
  std::vector<NoticeView> items;
  std::string next;
  std::int64_t unread = 0;  // 100: a hundred or more
};
BOOST_DESCRIBE_STRUCT(NoticeList, (), (items, next, unread))
struct UnreadView {
  std::int64_t unread = 0;
};
BOOST_DESCRIBE_STRUCT(UnreadView, (), (unread))
struct ReadIn {
  static constexpr bool k_json_defaults = true;
  std::string id;  // empty: all
};
BOOST_DESCRIBE_STRUCT(ReadIn, (), (id))

struct PreferencesView : Preferences {
  std::string phone;  // masked
  bool email_on = false;
  bool sms_on = false;
  std::string district_quiet_from, district_quiet_until;
};
BOOST_DESCRIBE_STRUCT(PreferencesView, (Preferences), (phone, email_on, sms_on, district_quiet_from, district_quiet_until))

// ---- rules ----------------------------------------------------------------------------------------------------------

struct RuleView : Rule {
  std::int64_t version = 1;
  Instant changed;
  std::string changed_by;
};
BOOST_DESCRIBE_STRUCT(RuleView, (Rule), (version, changed, changed_by))
struct TemplateView : Template {
  std::int64_t version = 1;
  Instant changed;
  std::string changed_by;
};
BOOST_DESCRIBE_STRUCT(TemplateView, (Template), (version, changed, changed_by))
struct LimitsView : Limits {
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(LimitsView, (Limits), (version))
struct NamedView {
  std::string key;
  std::string zh, en;
};
BOOST_DESCRIBE_STRUCT(NamedView, (), (key, zh, en))
struct FieldView : NamedView {
  bool in_text = false;
  bool in_condition = false;
  bool masked = false;
};
BOOST_DESCRIBE_STRUCT(FieldView, (NamedView), (in_text, in_condition, masked))
struct RuleBook {
  std::vector<RuleView> rules;
  std::vector<TemplateView> templates;
  LimitsView limits;
  std::vector<NamedView> events, audiences, means, duties;
  std::vector<FieldView> fields;
  std::vector<Means> usable;
};
BOOST_DESCRIBE_STRUCT(RuleBook, (), (rules, templates, limits, events, audiences, means, duties, fields, usable))

struct VersionView {
  std::int64_t version = 0;
  Instant changed;
  std::string changed_by;
  json::Value body;
};
BOOST_DESCRIBE_STRUCT(VersionView, (), (version, changed, changed_by, body))
struct VersionList {
  std::vector<VersionView> items;
};
BOOST_DESCRIBE_STRUCT(VersionList, (), (items))

struct PastEventView {
  std::string id;
  std::string kind;
  std::string number;
  Instant happened;
  std::int64_t told = 0;
};
BOOST_DESCRIBE_STRUCT(PastEventView, (), (id, kind, number, happened, told))
struct PastEventList {
  std::vector<PastEventView> items;
};
BOOST_DESCRIBE_STRUCT(PastEventList, (), (items))

struct TryIn {
  static constexpr bool k_json_defaults = true;
  Rule rule;
  std::optional<Template> text;  // absent: the one in force
  std::string event;             // id of a past one
  std::string number;            // or of a case, as if it happened now
};
BOOST_DESCRIBE_STRUCT(TryIn, (), (rule, text, event, number))
struct TryPerson {
  std::string name;
  std::string unit_zh, unit_en;
  Means means = Means::app;
  std::string to;  // masked
  bool gathered = false;
  Instant due;
};
BOOST_DESCRIBE_STRUCT(TryPerson, (), (name, unit_zh, unit_en, means, to, gathered, due))
struct TryView {
  std::string number;
  bool holds = false;
  std::string why;  // what the condition could not be computed with
  bool urgent = false;
  std::vector<TryPerson> people;
  std::string title_zh, title_en, text_zh, text_en, sms_zh, sms_en;
};
BOOST_DESCRIBE_STRUCT(TryView, (), (number, holds, why, urgent, people, title_zh, title_en, text_zh, text_en, sms_zh, sms_en))

// ---- log and means --------------------------------------------------------------------------------------------------

struct LogView {
  std::string id;
  std::string kind;
  std::string rule;
  Means means = Means::app;
  std::string name;  // of staff; of reporters masked
  std::string to;    // masked
  std::string number;
  std::string case_ref;
  std::string link;  // of a tiding: where staff see the matter
  std::string title_zh, title_en;
  std::int64_t merged = 1;
  std::string state;
  std::int64_t attempts = 0;
  std::string error;
  Instant created;
  std::optional<Instant> next, ended, read, reported;
};
BOOST_DESCRIBE_STRUCT(LogView, (),
                      (id, kind, rule, means, name, to, number, case_ref, link, title_zh, title_en, merged, state, attempts, error, created, next,
                       ended, read, reported))
struct LogList {
  std::vector<LogView> items;
  std::string next;
  std::int64_t dead = 0;
};
BOOST_DESCRIBE_STRUCT(LogList, (), (items, next, dead))

struct EmailIn : EmailSetup {
  bool enabled = false;
  std::string secret;  // empty: as it is
};
BOOST_DESCRIBE_STRUCT(EmailIn, (EmailSetup), (enabled, secret))
struct SmsIn : SmsSetup {
  bool enabled = false;
  std::string secret;  // empty: as it is
};
BOOST_DESCRIBE_STRUCT(SmsIn, (SmsSetup), (enabled, secret))
struct MeansHead {
  bool enabled = false;
  bool has_secret = false;
  std::int64_t version = 0;
  std::optional<Instant> changed;
  std::string changed_by;
};
BOOST_DESCRIBE_STRUCT(MeansHead, (), (enabled, has_secret, version, changed, changed_by))
struct EmailView : MeansHead {
  EmailSetup setup;
};
BOOST_DESCRIBE_STRUCT(EmailView, (MeansHead), (setup))
struct SmsView : MeansHead {
  SmsSetup setup;
};
BOOST_DESCRIBE_STRUCT(SmsView, (MeansHead), (setup))
struct MeansView {
  EmailView email;
  SmsView sms;
};
BOOST_DESCRIBE_STRUCT(MeansView, (), (email, sms))
struct TrialIn {
  Means means = Means::email;
  std::string to;
};
BOOST_DESCRIBE_STRUCT(TrialIn, (), (means, to))

// ---- residents and firms --------------------------------------------------------------------------------------------

// How one of them is told by SMS.
struct SubjectSms {
  std::string subject;
  bool gateway = false;  // the district has one switched on
  bool mobile = false;   // there is a mobile in the registers
  std::string phone;     // masked
  bool off = false;      // SMS are not wanted
  std::optional<Instant> changed;
  std::string changed_by;
};
BOOST_DESCRIBE_STRUCT(SubjectSms, (), (subject, gateway, mobile, phone, off, changed, changed_by))
struct SubjectSmsIn {
  static constexpr bool k_json_defaults = true;
  bool off = false;
};
BOOST_DESCRIBE_STRUCT(SubjectSmsIn, (), (off))
// What whoever got an SMS can make sure of.
struct SmsCheck {
  std::string code, text, kind, kind_zh, kind_en, state, to;
  Instant created;
};
BOOST_DESCRIBE_STRUCT(SmsCheck, (), (code, text, kind, kind_zh, kind_en, state, to, created))
struct ReportsTaken {
  std::int64_t taken = 0, unknown = 0;
};
BOOST_DESCRIBE_STRUCT(ReportsTaken, (), (taken, unknown))

NoticeView show_notice(const store::Told& told);
LogView show_log(const store::Told& told);

}  // namespace tiange::notices
