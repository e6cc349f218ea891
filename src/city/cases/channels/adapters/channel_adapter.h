#pragma once
// 渠道适配 One kind of foreign platform: how its messages are read and how ours are written for it. An adapter is one file
// beside this header, one row in all_adapters(), and a mapping in data/channels/. Pure: no I/O, no clock.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "city/cases/cases.h"
#include "city/cases/channels/adapters/channel_mapping.h"

namespace tiange::cases {

enum class ForeignKind {
  fresh,   // a matter for us
  update,  // more about a matter: text, files, another limit
  state,   // where it stands with them
  urge,
};
BOOST_DESCRIBE_ENUM(ForeignKind, fresh, update, state, urge)

struct ForeignFile {
  std::string name;
  std::string content;
};

struct ForeignClock {
  static constexpr bool k_json_defaults = true;
  std::string name;
  std::string zh;
  std::string en;
  Instant due;
  bool ended = false;
};
BOOST_DESCRIBE_STRUCT(ForeignClock, (), (name, zh, en, due, ended))

struct ForeignMessage {
  ForeignKind kind = ForeignKind::fresh;
  std::string message_id;
  std::string number;      // theirs
  std::string our_number;  // of a task we gave them
  std::string state;       // their word
  std::string text;        // of updates, states and urges
  bool extended = false;   // they gave more time
  Instant moment;          // registered there, or when it happened
  Instant due;             // the moment they name
  ReportInput report;      // of a fresh one, without evidence
  std::vector<ForeignFile> files;
};

// What we tell them of a matter.
struct OwnMessage {
  std::string id;  // the same at every attempt
  std::string type;  // state | task
  std::string number;
  std::string our_number;
  OwnState state;
  std::string text;
  std::string main_number;  // ours, of the case that a duplicate was merged into
  std::string title;    // of a task
  std::string content;
  std::string place;
  std::optional<double> lng;
  std::optional<double> lat;
  std::string item;
  Instant due;
  Instant moment;
};

class ChannelAdapter {
 public:
  virtual ~ChannelAdapter() = default;
  virtual std::string_view name() const = 0;
  // Every matter of the body. Refused (not_understood) with the reason when it cannot be one of theirs.
  virtual Result<std::vector<ForeignMessage>> read(const ChannelMapping& mapping, std::string_view body) const;
  virtual std::string write(const ChannelMapping& mapping, const OwnMessage& message) const;
  // The number in their answer to a task; "" when it holds none.
  virtual std::string number_in_answer(const ChannelMapping& mapping, std::string_view answer) const;

 protected:
  // The last word of an adapter on one message that was read by the mapping: what its platform does in its own way.
  virtual Outcome finish(const ChannelMapping& mapping, const json::Value& root, ForeignMessage& message) const;
};

// Read by the mapping alone; the door for adapters.
Result<ForeignMessage> read_by_mapping(const ChannelMapping& mapping, const json::Value& root);

// The clocks of the platform as a message leaves them, given those known before.
std::vector<ForeignClock> clocks_after(const ChannelMapping& mapping, const ForeignMessage& message,
                                       std::vector<ForeignClock> before);

const std::vector<const ChannelAdapter*>& all_adapters();
const ChannelAdapter* adapter_named(std::string_view name);  // nullptr when unknown

}  // namespace tiange::cases
