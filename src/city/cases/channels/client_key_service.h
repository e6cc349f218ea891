#pragma once
// Keys of clients: made, rotated, ended, and asked at every request.

#include <map>
#include <mutex>

#include "city/cases/channels/channels.h"
#include "city/cases/channels/client_key_store.h"

namespace tiange::cases {

struct KeyIn {
  static constexpr bool k_json_defaults = true;
  std::string name;
  std::string area;
  std::int64_t per_minute = 60;
  bool photos_public = false;
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(KeyIn, (), (name, area, per_minute, photos_public, active))

struct KeyView {
  std::string id;
  std::string name;
  std::string begins_with;
  std::string area;
  std::int64_t per_minute = 60;
  bool photos_public = false;
  bool active = true;
  Instant made;
  std::string made_by;
  std::optional<Instant> old_until;  // the key before still holds
};
BOOST_DESCRIBE_STRUCT(KeyView, (), (id, name, begins_with, area, per_minute, photos_public, active, made, made_by, old_until))
struct KeyList {
  std::vector<KeyView> items;
};
BOOST_DESCRIBE_STRUCT(KeyList, (), (items))
// The key itself, shown once.
struct KeyMade {
  KeyView key;
  std::string secret;
};
BOOST_DESCRIBE_STRUCT(KeyMade, (), (key, secret))

class ClientKeyService final : public ClientKeys {
 public:
  explicit ClientKeyService(const ChannelParts& parts) : parts_(parts) {}

  Result<ClientKey> check(db::Tx& tx, std::string_view key, Instant now, int& retry_after_s) override;

  KeyList list(db::Tx& tx, Instant now);
  Result<KeyMade> make(db::Tx& tx, const Scope& scope, const KeyIn& in, Instant now);
  Result<KeyView> change(db::Tx& tx, std::int64_t id, const KeyIn& in, Instant now);
  // Another secret; the one before holds for a day.
  Result<KeyMade> rotate(db::Tx& tx, std::int64_t id, Instant now);

 private:
  struct Bucket {
    double tokens = 0;
    Instant filled;
  };
  int wait_s(const store::KeyRow& row, Instant now);

  const ChannelParts& parts_;
  std::mutex lock_;
  std::map<std::int64_t, Bucket> buckets_;  // one for each key of the table
};

}  // namespace tiange::cases
