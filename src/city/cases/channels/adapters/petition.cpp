#include "city/cases/channels/adapters/adapter_table.h"

namespace tiange::cases {

namespace {

// 信访 Runs clocks of its own from the day of registration: 15 days to say whether it is taken up, 60 days to finish, 30 more
// by one extension. Without that day no limit can be kept.
class Petition final : public ChannelAdapter {
 public:
  std::string_view name() const override { return "petition"; }

 protected:
  Outcome finish(const ChannelMapping& mapping, const json::Value& root, ForeignMessage& message) const override {
    if (message.kind != ForeignKind::fresh) return done();
    if (!message.moment) {
      return refuse(ErrorCode::not_understood, "信访件缺少登记日期，无法计算期限",
                    "a petition without its day of registration has no limits");
    }
    // What came from an organ of supervision stays with those who may see confidential matters.
    if (mapping.confidential) message.report.reporter.confidential = true;
    const std::string people = text_at(root, "people");
    if (!people.empty() && people != "1") message.report.content += "（联名 " + people + " 人）";
    return done();
  }
};

}  // namespace

const ChannelAdapter& petition_adapter() {
  static const Petition adapter;
  return adapter;
}

}  // namespace tiange::cases
