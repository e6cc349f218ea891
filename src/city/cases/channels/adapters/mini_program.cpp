#include "city/cases/channels/adapters/adapter_table.h"

namespace tiange::cases {

namespace {

// 小程序 The house behind a mini-program sends what its users wrote, with photos; who left a telephone waits for an answer.
class MiniProgram final : public ChannelAdapter {
 public:
  std::string_view name() const override { return "mini_program"; }

 protected:
  Outcome finish(const ChannelMapping&, const json::Value&, ForeignMessage& message) const override {
    if (message.kind != ForeignKind::fresh) return done();
    if (!message.report.reporter.phone.empty()) message.report.reporter.wants_reply = true;
    // What a resident chose is a hint for the desk, not its decision.
    message.report.severity = Severity::normal;
    return done();
  }
};

}  // namespace

const ChannelAdapter& mini_program_adapter() {
  static const MiniProgram adapter;
  return adapter;
}

}  // namespace tiange::cases
