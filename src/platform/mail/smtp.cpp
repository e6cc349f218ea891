#include "platform/mail/smtp.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <mutex>

#include "base/text.h"

namespace tiange::mail {

namespace {

constexpr std::size_t k_line = 57;         // bytes of a base64 line of 76 characters
constexpr std::size_t k_word_bytes = 42;   // of an encoded word, which holds 75 characters at most
constexpr std::size_t k_longest_address = 254;

std::string base64(std::string_view bytes) {
  static constexpr char k_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t k = 0; k < 3; ++k)
      three = three << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k) out += i + k <= bytes.size() ? k_digits[three >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

// A header's words; a character is never cut in two.
std::string encoded(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7f; });
  if (plain && text.size() <= 60) return std::string(text);
  std::string out, word;
  const auto flush = [&] {
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + base64(word) + "?=";
    word.clear();
  };
  for (const char32_t c : text::code_points(text)) {
    std::string one;
    text::append_code_point(one, c < ' ' ? U' ' : c);
    if (word.size() + one.size() > k_word_bytes) flush();
    word += one;
  }
  flush();
  return out;
}

std::string date_header(Instant moment) {
  static constexpr const char* k_days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  static constexpr const char* k_months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Date date = local_date(moment);
  const YearMonthDay parts = split_date(date);
  return std::string(k_days[weekday(date) - 1]) + ", " + std::to_string(parts.day) + " " + k_months[parts.month - 1] + " " +
         std::to_string(parts.year) + format_local_seconds(moment).substr(10) + " +0800";
}

struct Body {
  std::string text;
  std::size_t sent = 0;
};

std::size_t give(char* buffer, std::size_t size, std::size_t count, void* from) {
  auto& body = *static_cast<Body*>(from);
  const std::size_t n = std::min(size * count, body.text.size() - body.sent);
  std::memcpy(buffer, body.text.data() + body.sent, n);
  body.sent += n;
  return n;
}

std::size_t drop(char*, std::size_t size, std::size_t count, void*) { return size * count; }

void set_up(CURL* curl, const Server& server) {
  const bool tls = server.security == Security::tls;
  const std::string url = (tls ? "smtps://" : "smtp://") + server.host + ":" + std::to_string(server.port) + "/tiange";
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl, CURLOPT_USE_SSL, server.security == Security::none ? CURLUSESSL_NONE : CURLUSESSL_ALL);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(server.connect.us / 1000));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(server.whole.us / 1000));
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
  if (!server.trusted_certificates.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, server.trusted_certificates.c_str());
  if (!server.account.empty()) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, server.account.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, server.secret.c_str());
  }
}

}  // namespace

bool is_address(std::string_view text) {
  const std::size_t mark = text.find('@');
  if (mark == text.npos || mark == 0 || mark > 64 || text.size() > k_longest_address) return false;
  const std::string_view host = text.substr(mark + 1);
  const auto good = [](char c, std::string_view signs) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || signs.find(c) != signs.npos;
  };
  return host.find('.') != host.npos && host.front() != '.' && host.back() != '.' && host.find("..") == host.npos &&
         std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(mark), [&](char c) { return good(c, ".!#$%&'*+/=?^_`{|}~-"); }) &&
         std::all_of(host.begin(), host.end(), [&](char c) { return good(c, ".-"); });
}

std::string compose(const Posting& posting) {
  std::string out;
  out += "Date: " + date_header(posting.sent) + "\r\n";
  out += "From: " + (posting.from_name.empty() ? posting.from : encoded(posting.from_name) + "\r\n <" + posting.from + ">") + "\r\n";
  out += "To: <" + posting.to + ">\r\n";
  out += "Subject: " + encoded(posting.subject) + "\r\n";
  out += "Message-ID: <" + posting.id + ">\r\n";
  out += "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n";
  out += "Content-Transfer-Encoding: base64\r\n\r\n";
  const std::string text = text::replace_all(posting.text, "\n", "\r\n");
  for (std::size_t i = 0; i < text.size(); i += k_line) out += base64(std::string_view(text).substr(i, k_line)) + "\r\n";
  return out;
}

Outcome send(const Server& server, const Posting& posting) {
  if (!is_address(posting.to)) return refuse_fields(ErrorCode::bad_input, {FieldError{"to", "不是电子邮件地址", "no e-mail address"}});
  if (!is_address(posting.from)) return refuse_fields(ErrorCode::bad_input, {FieldError{"from", "不是电子邮件地址", "no e-mail address"}});
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
  if (!curl) return refuse(ErrorCode::call_failed);
  set_up(curl.get(), server);
  Body body{compose(posting), 0};
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> to(curl_slist_append(nullptr, ("<" + posting.to + ">").c_str()), curl_slist_free_all);
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, ("<" + posting.from + ">").c_str());
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, to.get());
  curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, give);
  curl_easy_setopt(curl.get(), CURLOPT_READDATA, &body);
  curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
  const CURLcode code = curl_easy_perform(curl.get());
  if (code == CURLE_OK) return done();
  long answer = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer);
  const std::string why = std::string(curl_easy_strerror(code)) + (answer > 0 ? " (SMTP " + std::to_string(answer) + ")" : "");
  return refuse(ErrorCode::call_failed, "邮件服务器：" + why, "mail server: " + why);
}

}  // namespace tiange::mail
