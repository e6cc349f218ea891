#include "city/cases/channels/adapters/adapter_table.h"

namespace tiange::cases {

namespace {

// 市 12345 One envelope {head, body}; a batch has many orders in its body, each known by the id of the envelope and its own
// number.
class City12345 final : public ChannelAdapter {
 public:
  std::string_view name() const override { return "city_12345"; }

  Result<std::vector<ForeignMessage>> read(const ChannelMapping& mapping, std::string_view body) const override {
    const auto root = json::parse(body);
    const json::Value* orders = root.ok() ? root->find("body") : nullptr;
    if (!orders || !orders->is_array()) return ChannelAdapter::read(mapping, body);
    const json::Value* head = root->find("head");
    json::Array all;
    for (const json::Value& order : orders->as_array()) {
      json::Value one{json::Object{}};
      one.set("head", head ? *head : json::Value(json::Object{}));
      one.set("body", order);
      all.push_back(std::move(one));
    }
    TIANGE_TRY(auto messages, ChannelAdapter::read(mapping, json::write(json::Value(std::move(all)))));
    for (ForeignMessage& message : messages) message.message_id += ":" + message.number;
    return messages;
  }

 protected:
  // A matter the caller was not content with comes again under its old number: it is more work, not another matter.
  Outcome finish(const ChannelMapping&, const json::Value& root, ForeignMessage& message) const override {
    const std::string again = text_at(root, "body.redo_reason");
    if (message.kind == ForeignKind::fresh && !again.empty()) {
      message.kind = ForeignKind::update;
      message.text = "重办：" + again;
    }
    return done();
  }
};

}  // namespace

const ChannelAdapter& city_12345_adapter() {
  static const City12345 adapter;
  return adapter;
}

}  // namespace tiange::cases
