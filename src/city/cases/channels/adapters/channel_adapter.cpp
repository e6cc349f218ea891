#include "city/cases/channels/adapters/channel_adapter.h"

#include <algorithm>

#include "base/text.h"
#include "engines/geo/coordinates.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_most_matters = 500;  // in one body

Refusal not_understood(const std::string& zh, const std::string& en) { return refuse(ErrorCode::not_understood, zh, en); }

struct Reader {
  const ChannelMapping& mapping;
  const json::Value& root;

  std::string text(std::string_view field) const {
    const auto found = mapping.fields.find(std::string(field));
    return found == mapping.fields.end() ? "" : text_at(root, found->second);
  }
  bool flag(std::string_view field) const {
    const std::string value = text(field);
    return value == "true" || value == "1" || value == "是" || value == "Y";
  }
  // Absent stays empty; wrong is refused.
  Result<Instant> moment(std::string_view field) const {
    const std::string value = text(field);
    if (value.empty()) return Instant{};
    const auto read = parse_local(value);
    if (!read.ok()) return not_understood("时间无法识别：" + value, "not a time: " + value);
    return *read;
  }
};

Result<ForeignKind> kind_of(const Reader& read) {
  const std::string word = read.text("type");
  if (word.empty()) return ForeignKind::fresh;
  const auto found = read.mapping.types.find(word);
  if (found == read.mapping.types.end()) return not_understood("未知的报文类型：" + word, "unknown type of message: " + word);
  if (found->second == "update") return ForeignKind::update;
  if (found->second == "state") return ForeignKind::state;
  if (found->second == "urge") return ForeignKind::urge;
  return ForeignKind::fresh;
}

void read_point(const Reader& read, Place& place) {
  const auto lng = text::to_double(read.text("lng"));
  const auto lat = text::to_double(read.text("lat"));
  if (!lng || !lat || (*lng == 0 && *lat == 0)) return;
  geo::Point point{*lng, *lat};
  if (read.mapping.coordinates == "gcj02") point = geo::wgs84_from_gcj02(point);
  place.lng = point.lng;
  place.lat = point.lat;
}

Outcome read_report(const Reader& read, ReportInput& report) {
  const ChannelMapping& mapping = read.mapping;
  report.channel = mapping.channel;
  report.title = text::cut(read.text("title"), 99);
  report.content = read.text("content");
  if (report.content.empty()) report.content = report.title;
  const std::string kind = read.text("kind");
  const auto ours = mapping.kinds.find(kind);
  const std::string& name = ours == mapping.kinds.end() ? mapping.default_kind : ours->second;
  report.kind = json::enum_from<Kind>(name).value_or(Kind::report);
  if (const auto item = mapping.items.find(read.text("item")); item != mapping.items.end()) report.item_code = item->second;
  report.place.text = text::cut(read.text("place"), 199);
  report.place.grid_code = read.text("grid");
  read_point(read, report.place);
  report.reporter.name = read.text("reporter_name");
  report.reporter.phone = read.text("reporter_phone");
  report.reporter.anonymous = read.flag("anonymous");
  report.reporter.confidential = read.text("confidential").empty() ? mapping.confidential : read.flag("confidential");
  report.reporter.wants_reply = read.flag("wants_reply");
  if (read.flag("urgent")) report.severity = Severity::urgent;
  TIANGE_TRY(const Instant occurred, read.moment("occurred"));
  if (occurred) report.occurred = occurred;
  return done();
}

std::optional<std::string> unbase64(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c == '\r' || c == '\n' || c == ' ' || c == '=') continue;
    plain += c;
  }
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : plain) {
    int value = -1;
    if (c >= 'A' && c <= 'Z') value = c - 'A';
    if (c >= 'a' && c <= 'z') value = c - 'a' + 26;
    if (c >= '0' && c <= '9') value = c - '0' + 52;
    if (c == '+' || c == '-') value = 62;
    if (c == '/' || c == '_') value = 63;
    if (value < 0) return std::nullopt;
    held = (held << 6) | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>((held >> bits) & 0xFF);
    }
  }
  return out;
}

// [{name, content: base64}]
Outcome read_files(const Reader& read, std::vector<ForeignFile>& files) {
  const auto path = read.mapping.fields.find("files");
  if (path == read.mapping.fields.end()) return done();
  const json::Value* list = value_at(read.root, path->second);
  if (!list || !list->is_array()) return done();
  for (const json::Value& one : list->as_array()) {
    if (!one.is_object()) continue;
    auto content = unbase64(one.text_or("content"));
    if (!content || content->empty()) return not_understood("附件不是有效的 Base64", "a file is not valid Base64");
    files.push_back({one.text_or("name", "附件"), std::move(*content)});
  }
  return done();
}

json::Value out_value(const OwnMessage& m, std::string_view name) {
  if (name == "id") return m.id;
  if (name == "type") return m.type;
  if (name == "number") return m.number;
  if (name == "our_number") return m.our_number;
  if (name == "state") return m.state.code;
  if (name == "state_zh") return m.state.zh;
  if (name == "state_en") return m.state.en;
  if (name == "text") return m.text;
  if (name == "main_number") return m.main_number;
  if (name == "title") return m.title;
  if (name == "content") return m.content;
  if (name == "place") return m.place;
  if (name == "item") return m.item;
  if (name == "lng") return m.lng ? json::Value(*m.lng) : json::Value();
  if (name == "lat") return m.lat ? json::Value(*m.lat) : json::Value();
  if (name == "due") return m.due ? json::Value(format_local_seconds(m.due)) : json::Value();
  return format_local_seconds(m.moment);
}

}  // namespace

Result<ForeignMessage> read_by_mapping(const ChannelMapping& mapping, const json::Value& root) {
  const Reader read{mapping, root};
  ForeignMessage message;
  message.message_id = read.text("message_id");
  message.number = read.text("number");
  message.our_number = read.text("our_number");
  message.state = read.text("state");
  message.text = read.text("text");
  message.extended = read.flag("extended");
  if (message.message_id.empty() || message.message_id.size() > 200)
    return not_understood("缺少报文编号", "the message has no id");
  if ((message.number.empty() && message.our_number.empty()) || message.number.size() > 200)
    return not_understood("缺少工单编号", "the message names no matter");
  TIANGE_TRY(message.kind, kind_of(read));
  TIANGE_TRY(message.moment, read.moment("moment"));
  TIANGE_TRY(message.due, read.moment("due"));
  TIANGE_CHECK_OK(read_files(read, message.files));
  if (message.kind == ForeignKind::fresh) {
    TIANGE_CHECK_OK(read_report(read, message.report));
    if (message.report.content.empty()) return not_understood("没有诉求内容", "it says nothing of the matter");
  }
  return message;
}

Outcome ChannelAdapter::finish(const ChannelMapping&, const json::Value&, ForeignMessage&) const { return done(); }

Result<std::vector<ForeignMessage>> ChannelAdapter::read(const ChannelMapping& mapping, std::string_view body) const {
  const auto root = json::parse(body);
  if (!root.ok()) return not_understood("不是有效的 JSON", "not valid JSON");
  const json::Array one{*root};
  const json::Array& all = root->is_array() ? root->as_array() : one;
  if (all.empty() || all.size() > k_most_matters) return not_understood("一次 1 至 500 件", "1 to 500 matters at once");
  std::vector<ForeignMessage> messages;
  for (const json::Value& each : all) {
    if (!each.is_object()) return not_understood("应为对象", "must be an object");
    TIANGE_TRY(ForeignMessage message, read_by_mapping(mapping, each));
    TIANGE_CHECK_OK(finish(mapping, each, message));
    messages.push_back(std::move(message));
  }
  return messages;
}

std::string ChannelAdapter::write(const ChannelMapping& mapping, const OwnMessage& message) const {
  json::Value root{json::Object{}};
  for (const auto& [path, name] : mapping.out) {
    if (name == "main_number" && message.main_number.empty()) continue;  // they see it on duplicates only
    set_at(root, path, out_value(message, name));
  }
  return json::write(root);
}

std::string ChannelAdapter::number_in_answer(const ChannelMapping& mapping, std::string_view answer) const {
  if (mapping.answer_number.empty()) return "";
  const auto root = json::parse(answer);
  return root.ok() ? text_at(*root, mapping.answer_number) : "";
}

std::vector<ForeignClock> clocks_after(const ChannelMapping& mapping, const ForeignMessage& message,
                                       std::vector<ForeignClock> before) {
  std::vector<ForeignClock> clocks;
  const auto state = mapping.states_in.find(message.state);
  for (const ForeignLimit& limit : mapping.limits) {
    const auto known = std::find_if(before.begin(), before.end(), [&](const ForeignClock& c) { return c.name == limit.name; });
    ForeignClock clock = known == before.end() ? ForeignClock{limit.name, limit.zh, limit.en, {}, false} : *known;
    if (message.kind == ForeignKind::fresh && limit.days > 0 && message.moment) clock.due = message.moment + days(limit.days);
    // What they name is the end of the whole matter: the last of their limits.
    if (message.due && &limit == &mapping.limits.back()) clock.due = message.due;
    if (message.extended && limit.extension > 0 && !message.due && clock.due) clock.due = clock.due + days(limit.extension);
    const std::string_view ends_at = limit.ends_at.empty() ? std::string_view("closed") : std::string_view(limit.ends_at);
    if (state != mapping.states_in.end()) {
      const ForeignMeaning means = state->second.means;
      const bool over = means == ForeignMeaning::closed || means == ForeignMeaning::cancelled;
      if (over || json::enum_name(means) == ends_at) clock.ended = true;
    }
    if (clock.due) clocks.push_back(std::move(clock));
  }
  return clocks;
}

}  // namespace tiange::cases
