#pragma once
// Pure rules of signing in: what a password must be, when an account locks, when a session ends.
// The parameters follow what assessors of GB/T 22239-2019 §8.1.4 (等保 level 3) commonly ask; the security administrator
// may make them stricter within the bounds of `policy_faults`.

#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "base/result.h"
#include "base/time.h"

namespace tiange::org {

struct AccessPolicy {
  static constexpr bool k_json_defaults = true;
  int password_length = 10;    // code points at least
  int password_classes = 3;    // of lower case, upper case, digits, others
  int password_history = 5;    // last passwords that may not come back
  int password_days = 90;      // age after which it must be changed; 0: never
  int lock_failures = 5;       // failures in a row that lock
  int lock_minutes = 15;
  int idle_minutes = 30;       // without a request
  int session_hours = 12;      // whatever happens
  bool one_session = false;    // a new sign-in ends the account's other sessions
  int secret_hours = 72;       // life of a one-time secret issued by an administrator
  friend bool operator==(const AccessPolicy&, const AccessPolicy&) = default;
};
BOOST_DESCRIBE_STRUCT(AccessPolicy, (), (password_length, password_classes, password_history, password_days, lock_failures,
                                         lock_minutes, idle_minutes, session_hours, one_session, secret_hours))

// Values that would weaken the house below what level 3 asks, or that cannot work.
std::vector<FieldError> policy_faults(const AccessPolicy& policy);

// Every reason why `password` will not do, path "new"; empty when it will. History is not asked here (it needs hashing).
std::vector<FieldError> password_faults(std::string_view password, std::string_view account, const AccessPolicy& policy);

// 3-40 characters: lower-case letters, digits, dot, hyphen, underscore; begins with a letter or digit.
bool is_account_name(std::string_view account);

// Failures in a row of one sign-in name, known or not.
struct Failures {
  int count = 0;
  Instant last;
  Instant locked_until;
};
bool is_locked(const Failures& failures, Instant now);
// Forgets what is older than a day, and starts anew after a lock has run out.
Failures after_failure(const Failures& before, const AccessPolicy& policy, Instant now);

enum class SessionState { alive, idle_too_long, ended };
SessionState session_state(Instant last_seen, Instant ends, bool limits_idle, const AccessPolicy& policy, Instant now);

// A secret that came from an administrator, or one that has grown too old, must be changed before anything else.
bool must_change_secret(bool one_time, Instant secret_set, const AccessPolicy& policy, Instant now);

}  // namespace tiange::org
