#include "city/cases/channels/adapters/adapter_table.h"

namespace tiange::cases {

namespace {

bool is_two_digits(const std::string& text) {
  return text.size() == 2 && text.find_first_not_of("0123456789") == text.npos;
}

// 12319 城管热线 Classifies by the two-digit major and minor classes of GB/T 30428.2, apart for parts and events; our codes of
// that catalogue are made of them.
class Line12319 final : public ChannelAdapter {
 public:
  std::string_view name() const override { return "line_12319"; }

 protected:
  Outcome finish(const ChannelMapping&, const json::Value& root, ForeignMessage& message) const override {
    if (message.kind != ForeignKind::fresh || !message.report.item_code.empty()) return done();
    const std::string major = text_at(root, "major");
    const std::string minor = text_at(root, "minor");
    const std::string kind = text_at(root, "class");
    if (major.empty() && minor.empty()) return done();
    if (!is_two_digits(major) || !is_two_digits(minor) || (kind != "部件" && kind != "事件")) {
      return refuse(ErrorCode::not_understood, "大类、小类应为两位数字，类别应为部件或事件",
                    "the classes are two digits each, of a part or an event");
    }
    message.report.item_code = (kind == "部件" ? "P13-" : "E13-") + major + minor;
    return done();
  }
};

}  // namespace

const ChannelAdapter& line_12319_adapter() {
  static const Line12319 adapter;
  return adapter;
}

}  // namespace tiange::cases
