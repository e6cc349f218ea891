#include "base/digest.h"
#include "base/text.h"
#include "city/cases/channels/adapters/adapter_table.h"
#include "platform/mail/mail.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_most_content = 4'900;  // characters

// [禅20261122-000123] in the subject of an answer.
std::string number_in(std::string_view subject) {
  const std::size_t open = subject.rfind('[');
  const std::size_t close = subject.find(']', open == subject.npos ? 0 : open);
  if (open == subject.npos || close == subject.npos) return "";
  const std::string_view inside = subject.substr(open + 1, close - open - 1);
  return inside.find('-') == inside.npos ? "" : std::string(inside);
}

// 信箱 Letters of a mailbox that was exported or is watched: one message (.eml) or many (mbox). A letter is known by its
// Message-ID, one without by its bytes. An answer to a letter of ours is more about that matter.
class Mailbox final : public ChannelAdapter {
 public:
  std::string_view name() const override { return "mailbox"; }

  Result<std::vector<ForeignMessage>> read(const ChannelMapping& mapping, std::string_view body) const override {
    std::vector<ForeignMessage> messages;
    for (const std::string_view bytes : mail::split_mbox(body)) {
      TIANGE_TRY(const mail::Letter letter, mail::read_letter(bytes));
      messages.push_back(message_of(mapping, letter, bytes));
    }
    if (messages.empty()) return refuse(ErrorCode::not_understood, "文件中没有邮件", "there is no letter in the file");
    return messages;
  }

 private:
  static ForeignMessage message_of(const ChannelMapping& mapping, const mail::Letter& letter, std::string_view bytes) {
    ForeignMessage message;
    message.message_id = letter.message_id.empty() ? hex(sha256(bytes)) : letter.message_id.substr(0, 200);
    message.number = message.message_id;
    message.moment = letter.sent;
    std::string text = letter.text.empty() ? letter.subject : letter.text;
    text = text::cut(text::trim(text), k_most_content);
    for (const mail::File& file : letter.files) message.files.push_back({file.name, file.content});
    message.our_number = number_in(letter.subject);
    if (!message.our_number.empty()) {
      message.kind = ForeignKind::update;
      message.text = text;
      return message;
    }
    ReportInput& report = message.report;
    report.channel = mapping.channel;
    report.kind = json::enum_from<Kind>(mapping.default_kind).value_or(Kind::report);
    report.title = text::cut(letter.subject, 99);
    report.content = text.empty() ? "（信件没有正文）" : text;
    report.reporter.name = text::cut(letter.from_name.empty() ? letter.from_address : letter.from_name, 49);
    report.reporter.confidential = mapping.confidential;
    report.reporter.wants_reply = true;
    return message;
  }
};

}  // namespace

const ChannelAdapter& mailbox_adapter() {
  static const Mailbox adapter;
  return adapter;
}

}  // namespace tiange::cases
