// What gateways report, and how residents are addressed.
#include <algorithm>

#include "base/text.h"
#include "city/notices/notice_rules.h"
#include "city/notices/notices.h"
#include "engines/feel/feel_json.h"
#include "platform/crypto/crypto.h"

namespace tiange::notices {

namespace {

constexpr Span k_report_window = minutes(10);
constexpr std::size_t k_most_why = 60;

feel::Value found(const std::string& said, const char* otherwise, const feel::Value& facts) {
  const auto expression = feel::parse_expression(text::trim(said).empty() ? std::string(otherwise) : said);
  return expression.ok() ? feel::evaluate(*expression, facts).value : feel::Value();
}

std::string text_of(const json::Value& one, std::string_view name) {
  const json::Value* value = one.find(name);
  if (!value) return "";
  return value->is_string() ? std::string(value->as_string()) : json::write(*value);
}

}  // namespace

std::optional<SmsReport> read_report(const SmsMapping& mapping, const json::Value& one) {
  if (!one.is_object()) return std::nullopt;
  const feel::Value facts = feel::from_json(one);
  const json::Value id = feel::to_json(found(mapping.report_id, "message_id", facts));
  SmsReport report;
  report.message = id.is_string() ? std::string(id.as_string()) : id.is_null() ? "" : json::write(id);
  report.delivered = found(mapping.report_delivered, "state = \"delivered\"", facts).is_true();
  const bool failed = found(mapping.report_failed, "state = \"failed\"", facts).is_true();
  if (report.message.empty() || report.delivered == failed) return std::nullopt;
  if (!failed) return report;
  for (const char* name : {"reason", "why", "code"}) {
    if (report.why.empty()) report.why = text::cut(text_of(one, name), k_most_why);
  }
  // What a gateway writes may hold the number.
  std::size_t digits = 0;
  for (char& c : report.why) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (digits > 4) c = '*';
  }
  return report;
}

Outcome check_report_signature(std::string_view secret, std::string_view timestamp, std::string_view signature, std::string_view body, Instant now) {
  const auto said = text::to_int(timestamp);
  if (!said || *said < 0 || *said > 100'000'000'000)
    return refuse(ErrorCode::bad_signature, "缺少时间戳 X-Tiange-Timestamp 或格式有误", "the timestamp (X-Tiange-Timestamp) is missing or malformed");
  const std::int64_t away = now.us - *said * 1'000'000;
  if (away > k_report_window.us || away < -k_report_window.us)
    return refuse(ErrorCode::bad_signature, "时间戳相差超过十分钟", "the timestamp is more than ten minutes away");
  const std::string good = "sha256=" + hex(crypto::hmac_sha256(secret, std::string(timestamp) + "\n" + std::string(body)));
  if (secret.empty() || !crypto::equal_in_constant_time(signature, good))
    return refuse(ErrorCode::bad_signature, "签名 X-Tiange-Signature 与内容不符", "the signature (X-Tiange-Signature) does not belong to the content");
  return done();
}

bool is_mobile(std::string_view phone) {
  std::string digits;
  for (const char c : phone) {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (c != '-' && c != ' ' && c != '+') {
      return false;
    }
  }
  if (digits.size() == 13 && digits.starts_with("86")) digits.erase(0, 2);
  return digits.size() == 11 && digits[0] == '1' && digits[1] >= '3';
}

Words address_person(std::string_view name) {
  static constexpr std::string_view k_double[] = {"欧阳", "司徒", "司马", "上官", "诸葛", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "东方"};
  const auto chars = text::code_points(name);
  if (chars.empty()) return {};
  const bool two = chars.size() > 2 && std::any_of(std::begin(k_double), std::end(k_double), [&](std::string_view one) { return name.starts_with(one); });
  std::string family;
  for (std::size_t i = 0; i < (two ? 2u : 1u); ++i) text::append_code_point(family, chars[i]);
  return {family + "先生/女士", family};
}

}  // namespace tiange::notices
