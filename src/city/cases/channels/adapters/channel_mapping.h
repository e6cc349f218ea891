#pragma once
// 对接映射 What a district says of a foreign platform, as data: where its messages keep what, what its words mean in ours, which
// clocks it runs. data/channels/<key>.json is what a fresh district starts with; the console edits it in versions.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "city/cases/cases.h"

namespace tiange::cases {

// What a foreign state means for us.
enum class ForeignMeaning {
  received,   // they have it
  accepted,
  handling,
  settled,
  closed,
  returned,   // they give our result, or the matter, back
  cancelled,  // they take the matter back
};
BOOST_DESCRIBE_ENUM(ForeignMeaning, received, accepted, handling, settled, closed, returned, cancelled)

struct ForeignState {
  static constexpr bool k_json_defaults = true;
  std::string zh;
  std::string en;
  ForeignMeaning means = ForeignMeaning::received;
};
BOOST_DESCRIBE_STRUCT(ForeignState, (), (zh, en, means))

struct OwnState {
  static constexpr bool k_json_defaults = true;
  std::string code;  // as they call it
  std::string zh;
  std::string en;
};
BOOST_DESCRIBE_STRUCT(OwnState, (), (code, zh, en))

// A time limit of theirs that begins when the matter is registered there.
struct ForeignLimit {
  static constexpr bool k_json_defaults = true;
  std::string name;  // "accept"
  std::string zh;
  std::string en;
  int days = 0;         // natural days; 0: only what the message says
  int extension = 0;    // natural days that one extension adds
  std::string ends_at;  // the meaning that stops it: "accepted", "closed"; empty: closed
};
BOOST_DESCRIBE_STRUCT(ForeignLimit, (), (name, zh, en, days, extension, ends_at))

struct ChannelMapping {
  static constexpr bool k_json_defaults = true;
  std::string adapter;  // as in all_adapters()
  std::string name_zh;
  std::string name_en;
  Channel channel = Channel::other;
  std::string coordinates;  // "gcj02"; empty: WGS84
  bool confidential = false;  // matters of this platform are confidential unless a message says otherwise
  std::string default_kind;
  std::map<std::string, std::string> fields;  // ours -> path in their message: "number" -> "body.gdbh"
  std::map<std::string, std::string> types;   // their word -> new | update | state | urge
  std::map<std::string, std::string> kinds;   // their word -> consult | help | complaint | ...
  std::map<std::string, std::string> items;   // their code -> ours
  std::map<std::string, ForeignState> states_in;
  std::map<std::string, OwnState> states_out;  // our status -> theirs; a status that is not named is not told
  std::vector<ForeignLimit> limits;
  std::map<std::string, std::string> out;  // path in our message -> name of a value: id number our_number state text due moment type main_number …
  std::string answer_number;               // path in their answer to a task of ours: the number they gave it
};
BOOST_DESCRIBE_STRUCT(ChannelMapping, (),
                      (adapter, name_zh, name_en, channel, coordinates, confidential, default_kind, fields, types, kinds, items,
                       states_in, states_out, limits, out, answer_number))

// Refused (bad_input) with every fault and its path.
Result<ChannelMapping> read_mapping(std::string_view json);

// The text at a path such as "body.gdbh"; numbers and booleans as text; "" when absent. An array's member by its number.
std::string text_at(const json::Value& root, std::string_view path);
const json::Value* value_at(const json::Value& root, std::string_view path);
void set_at(json::Value& root, std::string_view path, json::Value value);

}  // namespace tiange::cases
