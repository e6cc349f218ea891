#include "city/org/rules/access_rules.h"

#include <algorithm>

#include "base/text.h"

namespace tiange::org {

namespace {

constexpr std::size_t k_longest_password_bytes = 256;

void check_range(std::vector<FieldError>& faults, const char* path, int value, int least, int most) {
  if (value >= least && value <= most) return;
  const std::string range = std::to_string(least) + "–" + std::to_string(most);
  faults.push_back({path, "应在 " + range + " 之间", "must be within " + range});
}

int count_classes(std::string_view password) {
  bool lower = false, upper = false, digit = false, other = false;
  for (const char c : password) {
    if (c >= 'a' && c <= 'z') {
      lower = true;
    } else if (c >= 'A' && c <= 'Z') {
      upper = true;
    } else if (c >= '0' && c <= '9') {
      digit = true;
    } else {
      other = true;
    }
  }
  return lower + upper + digit + other;
}

}  // namespace

std::vector<FieldError> policy_faults(const AccessPolicy& policy) {
  std::vector<FieldError> faults;
  check_range(faults, "password_length", policy.password_length, 8, 64);
  check_range(faults, "password_classes", policy.password_classes, 3, 4);
  check_range(faults, "password_history", policy.password_history, 1, 24);
  check_range(faults, "password_days", policy.password_days, 0, 365);
  check_range(faults, "lock_failures", policy.lock_failures, 3, 10);
  check_range(faults, "lock_minutes", policy.lock_minutes, 10, 1440);
  check_range(faults, "idle_minutes", policy.idle_minutes, 5, 120);
  check_range(faults, "session_hours", policy.session_hours, 1, 24);
  check_range(faults, "secret_hours", policy.secret_hours, 1, 720);
  return faults;
}

std::vector<FieldError> password_faults(std::string_view password, std::string_view account, const AccessPolicy& policy) {
  std::vector<FieldError> faults;
  if (!text::is_valid_utf8(password) || password.size() > k_longest_password_bytes) {
    faults.push_back({"new", "口令过长或含有无效字符", "the password is too long or holds invalid characters"});
    return faults;
  }
  const std::string least = std::to_string(policy.password_length);
  if (text::length(password) < static_cast<std::size_t>(policy.password_length))
    faults.push_back({"new", "至少 " + least + " 个字符", "at least " + least + " characters"});
  if (count_classes(password) < policy.password_classes) {
    const std::string classes = std::to_string(policy.password_classes);
    faults.push_back({"new", "大写字母、小写字母、数字、其他字符中至少含 " + classes + " 类",
                      "use at least " + classes + " of: capitals, small letters, digits, other characters"});
  }
  if (!account.empty() && text::contains(text::lower_ascii(password), text::lower_ascii(account)))
    faults.push_back({"new", "不能包含账号", "must not contain the account name"});
  return faults;
}

bool is_account_name(std::string_view account) {
  if (account.size() < 3 || account.size() > 40) return false;
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const auto allowed = [&](char c) { return plain(c) || c == '.' || c == '-' || c == '_'; };
  return plain(account.front()) && std::all_of(account.begin(), account.end(), allowed);
}

bool is_locked(const Failures& failures, Instant now) { return failures.locked_until > now; }

Failures after_failure(const Failures& before, const AccessPolicy& policy, Instant now) {
  const bool lock_ran_out = before.locked_until && before.locked_until <= now;
  const bool forgotten = before.last + days(1) <= now;
  Failures after;
  after.count = (lock_ran_out || forgotten ? 0 : before.count) + 1;
  after.last = now;
  if (after.count >= policy.lock_failures) after.locked_until = now + minutes(policy.lock_minutes);
  return after;
}

SessionState session_state(Instant last_seen, Instant ends, bool limits_idle, const AccessPolicy& policy, Instant now) {
  if (now >= ends) return SessionState::ended;
  if (limits_idle && now - last_seen >= minutes(policy.idle_minutes)) return SessionState::idle_too_long;
  return SessionState::alive;
}

bool must_change_secret(bool one_time, Instant secret_set, const AccessPolicy& policy, Instant now) {
  if (one_time) return true;
  return policy.password_days > 0 && secret_set && now - secret_set >= days(policy.password_days);
}

}  // namespace tiange::org
