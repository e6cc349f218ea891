#pragma once
// Rules and templates as pure values: what they say, whether they hold, what comes out.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/scope.h"
#include "base/time.h"
#include "engines/feel/feel.h"

namespace tiange::notices {

enum class Means { app, email, sms };
BOOST_DESCRIBE_ENUM(Means, app, email, sms)
// holder: who holds the task, else who may take it · queue: everybody who may take it · parts: who was asked for a part ·
// unit_duty: a duty in the unit that handles · role_up: a duty at the nearest area upward that has it · on_duty: who is on
// duty at the unit that handles · people: those whom the event names · units: of the units
// that the event calls upon, who may answer, or a duty there · reporter · subject: the resident or firm whose matter it is
enum class Who { holder, queue, parts, unit_duty, role_up, on_duty, people, units, reporter, subject };
BOOST_DESCRIBE_ENUM(Who, holder, queue, parts, unit_duty, role_up, on_duty, people, units, reporter, subject)
enum class When { at_once, gathered };
BOOST_DESCRIBE_ENUM(When, at_once, gathered)

Words means_words(Means means);
Words who_words(Who who);

struct Audience {
  static constexpr bool k_json_defaults = true;
  Who who = Who::holder;
  std::string duty;  // of unit_duty, role_up; of units it may be empty
};
BOOST_DESCRIBE_STRUCT(Audience, (), (who, duty))

struct Rule {
  static constexpr bool k_json_defaults = true;
  std::string key;
  std::string zh, en;
  std::string event;
  std::string condition;  // FEEL over the fields of the event; empty: always
  Audience audience;
  std::vector<Means> means;
  std::vector<Means> must;  // of these, those nobody can turn off for themselves
  std::string template_key;
  When when = When::at_once;
  std::vector<std::string> hours;  // of gathered: "09:00"
  bool quiet = true;               // e-mail and SMS wait for the end of the quiet hours
  std::string urgent;              // FEEL: passes quiet hours, pace and gathering; empty: never
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(Rule, (), (key, zh, en, event, condition, audience, means, must, template_key, when, hours, quiet, urgent, active))

// {field} stands for a field of the event; names, numbers of telephones and places are masked by the kind of the field.
struct Template {
  static constexpr bool k_json_defaults = true;
  std::string key;
  std::string name_zh, name_en;
  std::string title_zh, title_en;
  std::string text_zh, text_en;
  std::string sms_zh, sms_en;
};
BOOST_DESCRIBE_STRUCT(Template, (), (key, name_zh, name_en, title_zh, title_en, text_zh, text_en, sms_zh, sms_en))

struct Limits {
  static constexpr bool k_json_defaults = true;
  std::int64_t per_hour = 30;        // of one person in the app; more are gathered
  std::int64_t gather_minutes = 15;  // over the pace
  std::string quiet_from = "22:00";
  std::string quiet_until = "07:30";
  std::int64_t sms_per_day = 5;      // to one resident or firm; who has had as many is told by phone
};
BOOST_DESCRIBE_STRUCT(Limits, (), (per_hour, gather_minutes, quiet_from, quiet_until, sms_per_day))

// How the gateway's call is made of a message: texts of `body` and `headers` may hold {id} {phone} {text}.
struct SmsMapping {
  static constexpr bool k_json_defaults = true;
  bool cloudevents = true;            // the body is the data of a CloudEvent
  json::Value body;                   // empty: {phone, text}
  std::map<std::string, std::string> headers;
  std::string taken;  // FEEL over the answer's JSON and `status`; empty: any 2xx
  // Delivery reports, FEEL over the JSON of each: the message, whether it is on the phone, whether it never will be. Empty:
  // message_id, state = "delivered", state = "failed".
  std::string report_id, report_delivered, report_failed;
};
BOOST_DESCRIBE_STRUCT(SmsMapping, (), (cloudevents, body, headers, taken, report_id, report_delivered, report_failed))

// What a fresh district starts with.
struct Book {
  static constexpr bool k_json_defaults = true;
  Limits limits;
  SmsMapping sms;
  std::vector<Rule> rules;
  std::vector<Template> templates;
};
BOOST_DESCRIBE_STRUCT(Book, (), (limits, sms, rules, templates))

struct Preferences {
  static constexpr bool k_json_defaults = true;
  std::string email;
  bool by_email = true;
  bool by_sms = true;
  std::string quiet_from, quiet_until;  // empty: the district's
  bool gather = false;                  // e-mail and SMS once an hour
  std::string language = "zh";          // of e-mail and SMS
};
BOOST_DESCRIBE_STRUCT(Preferences, (), (email, by_email, by_sms, quiet_from, quiet_until, gather, language))

// ---- fields ---------------------------------------------------------------------------------------------------------

enum class FieldKind { plain, person, phone, place, words };
BOOST_DESCRIBE_ENUM(FieldKind, plain, person, phone, place, words)
struct Field {
  std::string_view name;
  FieldKind kind;
  std::string_view zh, en;
  bool in_text;       // may stand in templates
  bool in_condition;  // may stand in conditions
};
const std::vector<Field>& fields();

// cases, summons, tidings: out of the outbox · house: said by a part that names the people
enum class EventSource { cases, summons, tidings, house };
struct EventKind {
  std::string_view key;
  std::string_view zh, en;
  EventSource from;
};
const std::vector<EventKind>& event_kinds();

// What is known of an event.
struct Facts {
  json::Value values;  // for conditions
  std::map<std::string, Words, std::less<>> words;  // for templates, unmasked
  bool confidential = false;                        // places and words are not told
};

Outcome check_rule(const Rule& rule, const std::set<std::string>& templates, const std::set<std::string>& duties);
Outcome check_template(const Template& one);
Outcome check_preferences(const Preferences& preferences);
Result<Book> read_book(std::string_view json);

// A condition made ready; holds for an empty text.
class Condition {
 public:
  static Result<Condition> make(const std::string& text);
  bool holds(const feel::Value& facts) const;
  std::string why(const feel::Value& facts) const;  // notes of an evaluation that gave null; empty otherwise

 private:
  std::optional<feel::Expression> expression_;
};

// Masked as the kinds of the fields say; an unknown field is left out.
std::string fill(std::string_view text, const Facts& facts, Language language);

// "22:00" -> microseconds of the day; nothing for anything else.
std::optional<std::int64_t> parse_hour(std::string_view text);
// The moment from which something may be told that came now: now itself outside of from..until (over midnight too).
Instant after_quiet(Instant now, std::string_view from, std::string_view until);
// The next of these hours of the day, today or tomorrow; now when there are none.
Instant next_hour(Instant now, const std::vector<std::string>& hours);
// The next full quarter, half hour … of that many minutes since midnight.
Instant next_beat(Instant now, std::int64_t minutes);
// Before the next attempt: 30 s, 1 min, 2 min … at most an hour.
Span wait_before(std::int64_t attempts);
constexpr std::int64_t k_most_attempts = 8;

// "a***@example.cn", "138****5678"
std::string mask_email(std::string_view address);

// The body of a gateway's call.
std::string sms_body(const SmsMapping& mapping, std::string_view id, std::string_view phone, std::string_view text, std::string_view source,
                     Instant now);
bool sms_taken(const SmsMapping& mapping, int status, std::string_view body);

// What a gateway reports of one message; nothing when it says neither that nor why.
struct SmsReport {
  std::string message;
  bool delivered = false;
  std::string why;
};
std::optional<SmsReport> read_report(const SmsMapping& mapping, const json::Value& one);
// Refused (bad_signature) unless the body was signed with the secret within ten minutes of now: "sha256=" and the HMAC of the
// moment in seconds, a line feed, the body, as in the calls that go out.
Outcome check_report_signature(std::string_view secret, std::string_view timestamp, std::string_view signature, std::string_view body, Instant now);

// How a person is addressed: the family name only. 陈小明 -> 陈先生/女士
Words address_person(std::string_view name);

}  // namespace tiange::notices
