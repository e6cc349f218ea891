#pragma once
// What happens with messages of other systems, in and out.

#include <map>
#include <mutex>
#include <set>

#include "city/cases/channels/channel_store.h"

namespace tiange::cases {

struct ReceivedView {
  std::string message_id;
  std::string number;       // theirs
  std::string case_number;  // ours; empty while held
  std::string outcome;      // taken | again | held
  std::string reason_zh;
  std::string reason_en;
};
BOOST_DESCRIBE_STRUCT(ReceivedView, (), (message_id, number, case_number, outcome, reason_zh, reason_en))
// What the other side is answered. `number` is ours, of the first matter.
struct ReceiveAnswer {
  std::string number;
  std::vector<ReceivedView> messages;
};
BOOST_DESCRIBE_STRUCT(ReceiveAnswer, (), (number, messages))

struct HandOverIn {
  static constexpr bool k_json_defaults = true;
  std::string text;  // what is asked of them
};
BOOST_DESCRIBE_STRUCT(HandOverIn, (), (text))

// A system with its mapping read.
struct KnownSystem {
  store::SystemRow row;
  ChannelMapping mapping;
  const ChannelAdapter* adapter = nullptr;
};

class ChannelService {
 public:
  explicit ChannelService(const ChannelParts& parts) : parts_(parts) {}

  const ChannelParts& parts() const { return parts_; }
  void seed(db::Tx& tx, Instant now);

  // Refused with not_found, channel_off or bad_signature; whatever is in the body is answered message by message.
  Result<ReceiveAnswer> receive_signed(std::string_view system, std::string_view timestamp, std::string_view signature,
                                       std::string_view body, Instant now);
  // The same for those who are known already: the mailbox, a clerk's upload.
  Result<ReceiveAnswer> receive(const KnownSystem& system, std::string_view body, Instant now);
  // Tries a held message again, after its mapping was mended.
  Result<ReceivedView> retry_held(std::int64_t id, Instant now);
  Outcome drop_held(db::Tx& tx, std::int64_t id);

  Outcome on_case_event(db::Tx& tx, const db::Event& event);
  // 多跨联动 Gives a case of the caller's to another platform.
  Outcome hand_over(db::Tx& tx, const Scope& scope, CaseRef ref, std::string_view system, const HandOverIn& in, Instant now);
  // A person has looked at the disagreement: it is not shown again; our state is told once more.
  Outcome settle_conflict(db::Tx& tx, const Scope& scope, CaseRef ref, std::string_view system, const std::string& text, Instant now);

  void deliver_due(Instant now);
  Outcome deliver(std::int64_t id);

  Result<KnownSystem> known(db::Tx& tx, std::string_view key);
  Result<KnownSystem> known(const store::SystemRow& row);
  std::string seal(std::string_view secret, const std::string& about) const;
  std::string open_secret(const store::SystemRow& row) const;
  // Whether any system is switched on: looked at again after a change, and every few seconds.
  bool any_on(db::Tx& tx, Instant now);
  void forget_state() {
    std::lock_guard lock(lock_);
    looked_ = Instant{};
  }

 private:
  Result<ReceivedView> take(db::Tx& tx, const KnownSystem& system, const ForeignMessage& message,
                            const std::vector<std::string>& evidence, bool held_before, Instant now);
  Result<CaseRef> take_fresh(db::Tx& tx, const KnownSystem& system, const ForeignMessage& message,
                             const std::vector<std::string>& evidence, bool& again, Instant now);
  Result<CaseRef> take_more(db::Tx& tx, const KnownSystem& system, const ForeignMessage& message,
                            const std::vector<std::string>& evidence, Instant now);
  Outcome take_state(db::Tx& tx, const KnownSystem& system, const ForeignMessage& message, store::LinkRow& link, Instant now);
  ReceivedView take_one(const KnownSystem& system, const ForeignMessage& message, std::string_view body, bool held_before, Instant now);
  ReceivedView hold(const KnownSystem& system, const ForeignMessage& message, std::string_view body, const Refusal& why, Instant now);
  std::vector<std::string> keep_files(const ForeignMessage& message, std::string& left_out, Instant now);
  void note(db::Tx& tx, const KnownSystem& system, CaseRef ref, const std::string& text, const std::vector<std::string>& evidence, Instant now);
  void tell(db::Tx& tx, const KnownSystem& system, store::LinkRow& link, std::string_view status, const CaseView& view,
            std::string_view type, const std::string& text, Instant now);
  Outcome finish_delivery(std::int64_t id, const KnownSystem& system, const Result<OutwardAnswer>& answer, Instant now);

  const ChannelParts& parts_;
  std::mutex lock_;
  Instant looked_;
  bool any_on_ = false;
};

}  // namespace tiange::cases
