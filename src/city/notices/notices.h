#pragma once
// 通知 notices: who hears what, by which means, when. Rules are data (data/notices.json, then edited in the console, each
// version kept with who and when):
//
//   event + condition (FEEL over the event's fields) -> audience -> means -> quiet hours, at once or gathered
//
// An event is noted in the transaction that delivers it from the outbox and nothing more is done there; every second what
// was noted is routed: rules, people, their preferences, their pace. What goes by e-mail or SMS waits in a queue and is
// sent with retry and back-off by workers of its own; what failed too often can be seen and sent again. A person hears of
// one event once by each means; the same letter or message keeps its id at every attempt.
//
// Residents and firms (tidings) hear by SMS where they have a mobile in the registers and did not turn SMS off; what became of
// each message, as the gateway reports it, is said back in an event.
//
// Over the pace of a person, and where the rule or the person says so, notices are gathered into one.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/calendar.h"
#include "city/cases/brief/brief.h"
#include "city/items/items.h"
#include "city/org/org.h"
#include "city/places/places.h"
#include "city/tidings/tidings.h"
#include "platform/crypto/crypto.h"
#include "platform/db/outbox.h"
#include "platform/http/http.h"
#include "platform/jobs/jobs.h"
#include "platform/mail/smtp.h"

namespace tiange::notices {

// A call to the gateway for short messages, and what it said.
struct GatewayCall {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};
struct GatewayAnswer {
  int status = 0;
  std::string body;
};

// The ways out of the house; each blocks, outside of transactions.
class Carrier {
 public:
  virtual ~Carrier() = default;
  virtual Result<GatewayAnswer> call(const GatewayCall& call) = 0;
  virtual Outcome check_url(std::string_view url) = 0;  // whether such an address may be saved
  virtual Outcome mail(const mail::Server& server, const mail::Posting& posting) = 0;
};

// How a resident or a firm of the registers is reached.
struct Reach {
  std::string name;    // unmasked
  bool firm = false;
  std::string phone;   // as registered; of a firm without a mobile its legal person's
  std::int64_t owner = 0;  // whose number it is
  std::string area;
};

// Chinese mobile numbers, with +86, blanks and hyphens or without.
bool is_mobile(std::string_view phone);

struct NoticeParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  org::Org& org;
  const items::Items& items;
  const places::Places& places;
  jobs::Jobs& jobs;  // for letters and messages: slow ones must not keep others waiting
  Carrier& carrier;
  std::shared_ptr<const crypto::Sealer> sealer;
  std::shared_ptr<const WorkCalendar> calendar;
  // Who is on duty at a unit now; may be empty.
  std::function<std::vector<PersonId>(db::Tx& tx, std::string_view unit, Instant now)> on_duty;
  // Wakes the screens of one account once the transaction is durable.
  std::function<void(db::Tx& tx, AccountId account)> wake;
  std::string district;
  std::string base_url;  // public address without a slash at its end; may be empty
  // Residents and firms; all three may be empty: then nobody is told of tidings.
  std::function<std::optional<Reach>(db::Tx& tx, std::int64_t subject)> reach;
  std::function<Result<std::int64_t>(db::Tx& tx, std::string_view key, Instant now)> resident;  // whose key of a data space it is
  std::function<void(db::Tx& tx, std::int64_t subject, const tidings::Moved& what, Instant now)> moved;
};

// What another part has to say to people it names.
struct Announcement {
  static constexpr bool k_json_defaults = true;
  std::string title_zh, title_en;  // the fields {title} and {text} of the template
  std::string text_zh, text_en;
  std::string area;
  std::string unit;
  std::vector<PersonId> people;
  bool urgent = false;
  // Of a summons (city/cases/summons): the units, what somebody of them must be allowed to do, the number of the paper.
  std::vector<std::string> units = {};
  std::string needs = {};
  std::string number = {};
};
BOOST_DESCRIBE_STRUCT(Announcement, (), (title_zh, title_en, text_zh, text_en, area, unit, people, urgent, units, needs, number))

class Notices {
 public:
  virtual ~Notices() = default;
  // Of an event out of the outbox. Costs nothing while no rule listens to it.
  virtual Outcome on_event(db::Tx& tx, const db::Event& event) = 0;
  // `kind`: duty.announced or house.announced; `subject`: where it leads, a path in the console.
  virtual void announce(db::Tx& tx, const std::string& kind, const std::string& subject, const Announcement& what, Instant now) = 0;
  // Rules and templates that are missing; what was edited stays. data/notices.json. Refused with everything that is wrong.
  virtual Outcome seed(db::Tx& tx, std::string_view json, Instant now) = 0;
  // Routes what was noted, in writes of its own. Returns how many events. For a duty of every second.
  virtual int route_due(Instant now) = 0;
  // Tells what was gathered or held over the night, and starts the deliveries that are due. For a duty of every second.
  virtual void deliver_due(Instant now) = 0;
  // Forgets events after a week and notices after half a year.
  virtual void clean(Instant now) = 0;
  virtual void add_jobs() = 0;
  virtual void add_routes(http::Routes& routes) = 0;
};

// Events of the outbox that rules may listen to; to be subscribed.
std::span<const std::string_view> heard_events();

std::span<const db::Migration> migrations();
std::unique_ptr<Notices> open_notices(NoticeParts parts);

}  // namespace tiange::notices
