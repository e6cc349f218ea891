#include "city/cases/channels/client_key_service.h"

#include <algorithm>
#include <cmath>

#include "base/digest.h"
#include "base/text.h"

namespace tiange::cases {

namespace {

constexpr Span k_both_hold = days(1);
constexpr std::size_t k_shown = 6;

KeyView view_of(const store::KeyRow& row, Instant now) {
  KeyView view{std::to_string(row.id), row.name, row.begins_with, row.area, row.per_minute, row.photos_public, row.active, row.made, row.made_by, {}};
  if (row.old_until > now) view.old_until = row.old_until;
  return view;
}

Outcome check_input(const KeyIn& in, const std::string& district) {
  std::vector<FieldError> errors;
  if (text::trim(in.name).empty() || text::length(in.name) > 50) errors.push_back({"name", "请填写名称，不超过 50 字", "give a name of at most 50 characters"});
  if (in.per_minute < 1 || in.per_minute > 60'000) errors.push_back({"per_minute", "应为 1 至 60000", "must be 1 to 60000"});
  if (!in.area.empty() && (!codes::area_level(in.area) || !in.area.starts_with(district)))
    errors.push_back({"area", "应为本区的区划编码", "must be an area of this district"});
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_input, std::move(errors));
  return done();
}

std::string digest_of(std::string_view secret) { return std::string(bytes_of(sha256(secret))); }

}  // namespace

int ClientKeyService::wait_s(const store::KeyRow& row, Instant now) {
  std::lock_guard lock(lock_);
  Bucket& bucket = buckets_[row.id];
  const double per_second = static_cast<double>(row.per_minute) / 60;
  const double most = static_cast<double>(row.per_minute);
  if (!bucket.filled) {
    bucket = {most, now};
  } else if (now > bucket.filled) {
    bucket.tokens = std::min(most, bucket.tokens + static_cast<double>((now - bucket.filled).us) / 1e6 * per_second);
    bucket.filled = now;
  }
  bucket.tokens = std::min(bucket.tokens, most);
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return 0;
  }
  return std::max(1, static_cast<int>(std::ceil((1 - bucket.tokens) / per_second)));
}

Result<ClientKey> ClientKeyService::check(db::Tx& tx, std::string_view key, Instant now, int& retry_after_s) {
  retry_after_s = 0;
  const auto row = key.empty() || key.size() > 200 ? std::nullopt : store::key_of_digest(tx, digest_of(key), now);
  if (!row || !row->active) return refuse(ErrorCode::bad_credentials);
  retry_after_s = wait_s(*row, now);
  if (retry_after_s > 0) return refuse(ErrorCode::too_many);
  return ClientKey{std::to_string(row->id), row->name, row->area, row->per_minute, row->photos_public};
}

KeyList ClientKeyService::list(db::Tx& tx, Instant now) {
  KeyList out;
  for (const store::KeyRow& row : store::keys(tx)) out.items.push_back(view_of(row, now));
  return out;
}

Result<KeyMade> ClientKeyService::make(db::Tx& tx, const Scope& scope, const KeyIn& in, Instant now) {
  TIANGE_CHECK_OK(check_input(in, parts_.district));
  const std::string secret = crypto::random_token(24);
  store::KeyRow row;
  row.id = parts_.ids.next(now);
  row.name = text::trim(in.name);
  row.digest = digest_of(secret);
  row.begins_with = secret.substr(0, k_shown);
  row.area = in.area.empty() ? parts_.district : in.area;
  row.per_minute = in.per_minute;
  row.photos_public = in.photos_public;
  row.made = now;
  row.made_by = scope.name;
  row.changed = now;
  store::insert_key(tx, row);
  return KeyMade{view_of(row, now), secret};
}

Result<KeyView> ClientKeyService::change(db::Tx& tx, std::int64_t id, const KeyIn& in, Instant now) {
  TIANGE_CHECK_OK(check_input(in, parts_.district));
  auto row = store::find_key(tx, id);
  if (!row) return refuse(ErrorCode::not_found);
  row->name = text::trim(in.name);
  row->area = in.area.empty() ? parts_.district : in.area;
  row->per_minute = in.per_minute;
  row->photos_public = in.photos_public;
  row->active = in.active;
  row->changed = now;
  store::save_key(tx, *row);
  return view_of(*row, now);
}

Result<KeyMade> ClientKeyService::rotate(db::Tx& tx, std::int64_t id, Instant now) {
  auto row = store::find_key(tx, id);
  if (!row) return refuse(ErrorCode::not_found);
  const std::string secret = crypto::random_token(24);
  row->old_digest = row->digest;
  row->old_until = now + k_both_hold;
  row->digest = digest_of(secret);
  row->begins_with = secret.substr(0, k_shown);
  row->changed = now;
  store::save_key(tx, *row);
  return KeyMade{view_of(*row, now), secret};
}

}  // namespace tiange::cases
