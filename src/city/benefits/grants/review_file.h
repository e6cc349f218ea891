#pragma once
// 复核 reviews: an objection by anybody, an appeal or a wrong fact by the one concerned, a re-check that found doubts; and
// 追回 claims: what was paid without ground and is proposed to come back.

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace tiange::grants {

enum class ReviewKind { objection, appeal, fact, recheck };
BOOST_DESCRIBE_ENUM(ReviewKind, objection, appeal, fact, recheck)
// upheld: the one who asked is right; mended: the register was corrected, and the decision follows it.
enum class ReviewState { open, upheld, rejected, mended };
BOOST_DESCRIBE_ENUM(ReviewState, open, upheld, rejected, mended)

// What another source says of a fact the decision rests on.
struct Doubt {
  static constexpr bool k_json_defaults = true;
  std::string field, zh, en, held, source_zh, source_en, says;
};
BOOST_DESCRIBE_STRUCT(Doubt, (), (field, zh, en, held, source_zh, source_en, says))

struct Review {
  static constexpr bool k_json_defaults = true;
  std::int64_t id = 0, grant = 0, subject = 0;
  ReviewKind kind = ReviewKind::objection;
  ReviewState state = ReviewState::open;
  std::string area, unit, policy_zh, policy_en;
  std::string text;            // what is said
  std::string by, phone;       // who says so; of the subject itself empty
  std::string claim;           // an appeal against a claim: its id
  std::string field, value;    // a wrong fact: what is right
  std::string proposal;        // at the register
  std::vector<Doubt> doubts;   // of a re-check
  Instant opened, due;
  std::optional<Instant> answered;
  std::string answered_by, answer;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Review, (), (id, grant, subject, kind, state, area, unit, policy_zh, policy_en, text, by, phone, claim, field, value, proposal,
                                   doubts, opened, due, answered, answered_by, answer, version))

enum class ClaimState { proposed, approved, waived, recovered };
BOOST_DESCRIBE_ENUM(ClaimState, proposed, approved, waived, recovered)

struct Claim {
  static constexpr bool k_json_defaults = true;
  std::int64_t id = 0, grant = 0, subject = 0, payee = 0;
  ClaimState state = ClaimState::proposed;
  std::string area, unit, policy, policy_zh, policy_en;
  std::vector<std::string> periods;
  std::int64_t amount_fen = 0, open_fen = 0;
  int months = 1;
  std::string why_zh, why_en;
  Instant proposed;
  std::string proposed_by;       // empty: the rule
  std::int64_t proposer = 0;
  std::optional<Instant> decided;
  std::string decided_by, reason, recovery;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Claim, (), (id, grant, subject, payee, state, area, unit, policy, policy_zh, policy_en, periods, amount_fen, open_fen, months,
                                  why_zh, why_en, proposed, proposed_by, proposer, decided, decided_by, reason, recovery, version))

}  // namespace tiange::grants
