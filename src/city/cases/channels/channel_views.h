#pragma once
// What the console sees of systems, messages and links.

#include <optional>
#include <string>
#include <vector>

#include "city/cases/channels/channel_service.h"

namespace tiange::cases {

struct SystemView {
  std::string key;
  std::string adapter;
  std::string name_zh;
  std::string name_en;
  Channel channel = Channel::other;
  bool enabled = false;
  std::string area;
  std::string url;    // where ours is sent; empty: they only send
  std::string suite;  // sha256 | sm3
  bool has_secret = false;
  std::string inbound;  // path they post to
  json::Value mapping;
  std::int64_t waiting = 0;
  std::int64_t dead = 0;
  std::int64_t held = 0;
  Instant changed;
  std::string changed_by;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(SystemView, (),
                      (key, adapter, name_zh, name_en, channel, enabled, area, url, suite, has_secret, inbound, mapping, waiting, dead,
                       held, changed, changed_by, version))
struct SystemList {
  std::vector<SystemView> items;
  std::vector<std::string> adapters;
};
BOOST_DESCRIBE_STRUCT(SystemList, (), (items, adapters))

struct SystemIn {
  static constexpr bool k_json_defaults = true;
  bool enabled = false;
  std::string area;
  std::string url;
  std::string suite = "sha256";
  json::Value mapping;  // null: as it is
};
BOOST_DESCRIBE_STRUCT(SystemIn, (), (enabled, area, url, suite, mapping))

struct SystemSecret {
  std::string key;
  std::string secret;  // shown once
};
BOOST_DESCRIBE_STRUCT(SystemSecret, (), (key, secret))

struct MappingVersion {
  std::int64_t version = 0;
  Instant changed;
  std::string changed_by;
  json::Value mapping;
};
BOOST_DESCRIBE_STRUCT(MappingVersion, (), (version, changed, changed_by, mapping))
struct MappingHistory {
  std::vector<MappingVersion> items;
};
BOOST_DESCRIBE_STRUCT(MappingHistory, (), (items))

struct InMessageView {
  std::string id;
  std::string system;
  std::string message_id;
  std::string kind;
  std::string number;
  std::string case_ref;
  std::string case_number;
  std::string outcome;
  std::string reason_zh;
  std::string reason_en;
  Instant received;
};
BOOST_DESCRIBE_STRUCT(InMessageView, (), (id, system, message_id, kind, number, case_ref, case_number, outcome, reason_zh, reason_en, received))
struct InMessageList {
  std::vector<InMessageView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(InMessageList, (), (items, next))

struct OutMessageView {
  std::string id;
  std::string system;
  std::string kind;
  std::string case_ref;
  std::string case_number;
  std::string state_zh;
  std::string state_en;
  std::string status;
  std::int64_t attempts = 0;
  std::string error;
  Instant created;
  std::optional<Instant> next;
  std::optional<Instant> ended;
};
BOOST_DESCRIBE_STRUCT(OutMessageView, (), (id, system, kind, case_ref, case_number, state_zh, state_en, status, attempts, error, created, next, ended))
struct OutMessageList {
  std::vector<OutMessageView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(OutMessageList, (), (items, next))

struct LinkView {
  std::string system;
  std::string name_zh;
  std::string name_en;
  bool outward = false;
  std::string number;
  std::string their_zh;
  std::string their_en;
  std::optional<Instant> their_moment;
  std::vector<ForeignClock> clocks;
  std::string our_zh;
  std::string our_en;
  std::optional<Instant> our_moment;
  std::string delivery;  // waiting | sent | dead | dropped; empty: nothing was sent
  std::string error;
  std::string conflict_zh;
  std::string conflict_en;
};
BOOST_DESCRIBE_STRUCT(LinkView, (),
                      (system, name_zh, name_en, outward, number, their_zh, their_en, their_moment, clocks, our_zh, our_en, our_moment,
                       delivery, error, conflict_zh, conflict_en))
struct PeerView {
  std::string key;
  std::string name_zh;
  std::string name_en;
};
BOOST_DESCRIBE_STRUCT(PeerView, (), (key, name_zh, name_en))
struct LinkList {
  std::vector<LinkView> items;
  std::vector<PeerView> peers;  // platforms the case may be given to
};
BOOST_DESCRIBE_STRUCT(LinkList, (), (items, peers))

struct TrialView {
  std::string message_id;
  std::int64_t attempts = 0;
  std::int64_t taken = 0;
  std::string headers;
  std::string body;
  Instant received;
};
BOOST_DESCRIBE_STRUCT(TrialView, (), (message_id, attempts, taken, headers, body, received))
struct TrialList {
  std::vector<TrialView> items;
};
BOOST_DESCRIBE_STRUCT(TrialList, (), (items))

struct SettleIn {
  static constexpr bool k_json_defaults = true;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(SettleIn, (), (text))

struct Done {
  bool done = true;
};
BOOST_DESCRIBE_STRUCT(Done, (), (done))

SystemView show_system(const KnownSystem& system, const std::vector<store::Count>& counts);
InMessageView show_received(const store::ReceivedRow& row);
OutMessageView show_out(const store::OutRow& row);
LinkList show_links(db::Tx& tx, ChannelService& service, CaseRef ref);

}  // namespace tiange::cases
