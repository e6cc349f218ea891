#pragma once
// What may happen to a grant. Pure: each function gives events or a refusal; grant_file.h applies them.

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "city/benefits/grants/grant_file.h"

namespace tiange::grants {

struct GrantActor {
  std::string name;           // empty: the rule
  std::int64_t account = 0;
};

// What a step rests on, gathered by whoever calls.
struct GrantFacts {
  Judgement judged;                 // now
  std::string digest;               // of its frozen form
  std::vector<HeldGrant> held;      // the subject's other grants
  bool objections_open = false;
  bool room = true;                 // budget and places cover it, and nobody waits before it
  Words no_room;                    // why not
  Instant now;
};

// ---- from the match to the decision ----
// What the subject is told, and what it must do. `until`: end of the public notice, where there is one.
GrantEvents offer(const Grant& grant, const GrantFacts& facts, std::optional<Instant> until);
// Whatever can happen by itself: barred or no longer so, waiting for a confirmation, the end of the notice or the answer to an
// objection, handed to a person, approved by rule, queued. Nothing when it has to wait on.
GrantEvents proceed(const Grant& grant, const GrantFacts& facts);
Result<GrantEvents> confirm(const Grant& grant, const GrantActor& by, Instant now);
// Before it is given: it is not; while it is given: it stops, and nothing is asked back.
Result<GrantEvents> decline(const Grant& grant, const GrantActor& by, Instant now);
// What was declined is wanted after all.
Result<GrantEvents> rejoin(const Grant& grant, const GrantActor& by, Instant now);
Result<GrantEvents> decide_by_person(const Grant& grant, bool yes, const GrantActor& by, const std::string& reason, const GrantFacts& facts);
// A queued one whose turn has come.
GrantEvents admit(const Grant& grant, const GrantFacts& facts);

// ---- giving it ----
// The period to be ordered now, judged again; a stop when the ground has gone.
GrantEvents order_period(const Grant& grant, const GrantFacts& facts);
bool is_due(const Grant& grant, Date today);
std::string payment_key(const Grant& grant, std::string_view period);
GrantEvents settled(const Grant& grant, std::string_view key, std::string_view payment, Instant now);
GrantEvents failed(const Grant& grant, std::string_view key, const Words& why, Instant now);
// A failed or cancelled instalment once more, under a new key.
Result<GrantEvents> order_again(const Grant& grant, std::string_view period, const GrantActor& by, Instant now);

// ---- its end ----
struct GroundEnd {
  Date day;             // on which the ground fell away
  std::string why;      // as Grant::ended_why
  Words words;
};
GrantEvents stop(const Grant& grant, const GroundEnd& end, const GrantActor& by, Instant now);
// A person looks at what was refused or stopped once more.
Result<GrantEvents> reopen(const Grant& grant, const GrantActor& by, const std::string& reason, Instant now);
Words end_words(const std::string& why, Date day);

// ---- exclusions and quotas ----
// Why it cannot be given beside what is held, or as often; nothing when it can.
std::optional<Words> barred_by(const Grant& grant, std::span<const HeldGrant> held);

// ---- periods ----
std::string next_period_after(PolicyRhythm rhythm, std::string_view period);
std::string period_at(PolicyRhythm rhythm, Date day);
// How many periods from `period` on lie in its year, itself included: what a year's budget must cover.
int periods_left_in_year(PolicyRhythm rhythm, std::string_view period);
int year_of(PolicyRhythm rhythm, std::string_view period, Date today);

// ---- claiming back ----
struct Overpaid {
  std::vector<std::string> periods;      // paid
  std::vector<std::string> cancel;       // ordered and not yet paid: to be cancelled
  std::int64_t amount_fen = 0;           // of those paid
};
// What was paid or ordered without ground: of later periods than the one in which the ground fell away, or all of it, as the
// policy says.
Overpaid overpaid(const Grant& grant, Date ended);
// Months of equal instalments that are proposed: as many as were overpaid, at most twelve.
int plan_months(const Overpaid& over);
struct PlanStep {
  std::string month;  // 2026-12
  std::int64_t amount_fen = 0;
};
// As payments will ask for it: equal sums, what does not divide in the last one.
std::vector<PlanStep> plan_of(std::int64_t amount_fen, int months, Date from);

// ---- facts and reasons ----
// The judgement with everything the decision rests on, in one form only: members by name, facts by subject and field, no white
// space. Whoever has the text can work out the digest.
std::string frozen_text(const Judgement& judgement);
// Why it is given, or not, in plain words.
Words reason_of(const GrantTerms& terms, const Judgement& judgement);
std::string yuan(std::int64_t fen);  // "1,234.50"

// Who still has to be told of it by somebody: not by whoever read it, was told, or has an SMS that goes or went out. An SMS that
// failed makes it a call.
enum class ToCall { nobody, phone, visit };
BOOST_DESCRIBE_ENUM(ToCall, nobody, phone, visit)
ToCall to_call(const Grant& grant);
// "phone" or "visit", by whom; refused when nobody is to be called.
Result<GrantEvents> told_by_hand(const Grant& grant, std::string_view means, std::string_view text, const GrantActor& by, Instant now);

}  // namespace tiange::grants
