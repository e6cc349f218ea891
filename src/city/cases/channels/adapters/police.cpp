#include "city/cases/channels/adapters/adapter_table.h"

namespace tiange::cases {

namespace {

// 非警务警情 What the police hand on because it needs no police. An emergency that got into the queue by mistake is held
// for a person at once, never silently taken.
class Police final : public ChannelAdapter {
 public:
  std::string_view name() const override { return "police"; }

 protected:
  Outcome finish(const ChannelMapping&, const json::Value&, ForeignMessage& message) const override {
    if (message.kind != ForeignKind::fresh || message.report.severity != Severity::urgent) return done();
    return refuse(ErrorCode::not_understood, "标记为紧急警情，应由 110 处置，请立即电话核对",
                  "marked as an emergency, which is for 110; call them at once");
  }
};

}  // namespace

const ChannelAdapter& police_adapter() {
  static const Police adapter;
  return adapter;
}

}  // namespace tiange::cases
