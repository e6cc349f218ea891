#include "platform/mail/mail.h"

#include <iconv.h>

#include <cerrno>
#include <map>
#include <optional>

#include "base/text.h"

namespace tiange::mail {

namespace {

using Head = std::vector<std::pair<std::string, std::string>>;  // lower-case names, unfolded

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::string unbase64(std::string_view text) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : text) {
    int value = -1;
    if (c >= 'A' && c <= 'Z') value = c - 'A';
    if (c >= 'a' && c <= 'z') value = c - 'a' + 26;
    if (c >= '0' && c <= '9') value = c - '0' + 52;
    if (c == '+') value = 62;
    if (c == '/') value = 63;
    if (value < 0) continue;
    held = (held << 6) | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>((held >> bits) & 0xFF);
  }
  return out;
}

// `word`: inside a header, where _ stands for a blank.
std::string unquoted_printable(std::string_view text, bool word) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (word && c == '_') {
      out += ' ';
    } else if (c != '=') {
      out += c;
    } else if (i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      const std::size_t end = text.find('\n', i);  // a soft line break
      if (end == text.npos) break;
      i = end;
    }
  }
  return out;
}

std::string_view value_of(const Head& head, std::string_view name) {
  for (const auto& [known, value] : head) {
    if (known == name) return value;
  }
  return "";
}

struct Cut {
  Head head;
  std::string_view body;
};

Cut cut_head(std::string_view bytes) {
  Cut cut;
  std::size_t from = 0;
  while (from < bytes.size()) {
    std::size_t end = bytes.find('\n', from);
    if (end == bytes.npos) end = bytes.size();
    std::string_view line = bytes.substr(from, end - from);
    if (line.ends_with('\r')) line.remove_suffix(1);
    from = std::min(end + 1, bytes.size());
    if (line.empty()) break;
    if ((line.front() == ' ' || line.front() == '\t') && !cut.head.empty()) {
      cut.head.back().second += " " + std::string(text::trim(line));
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == line.npos || colon == 0 || cut.head.size() >= 500) continue;
    cut.head.emplace_back(text::lower_ascii(line.substr(0, colon)), std::string(text::trim(line.substr(colon + 1))));
  }
  cut.body = bytes.substr(from);
  return cut;
}

// The value before the first ; and its parameters, the pieces of RFC 2231 joined and decoded.
struct Parameters {
  std::string value;
  std::map<std::string, std::string> all;
};

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::vector<std::string> split_outside_quotes(std::string_view text) {
  std::vector<std::string> out(1);
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      quoted = !quoted;
    } else if (c == '\\' && quoted && i + 1 < text.size()) {
      out.back() += text[++i];
    } else if (c == ';' && !quoted) {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  return out;
}

Parameters parameters_of(std::string_view header) {
  Parameters out;
  std::string charset;
  const auto pieces = split_outside_quotes(header);
  out.value = text::lower_ascii(text::trim(pieces.front()));
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    const std::size_t equals = pieces[i].find('=');
    if (equals == std::string::npos) continue;
    std::string name = text::lower_ascii(text::trim(std::string_view(pieces[i]).substr(0, equals)));
    std::string value(text::trim(std::string_view(pieces[i]).substr(equals + 1)));
    const std::size_t star = name.find('*');
    if (star != std::string::npos) {
      const bool encoded = name.ends_with('*');
      const bool first = name.find_first_of("123456789", star) == std::string::npos;
      if (encoded && first) {
        const std::size_t quote = value.find('\'');
        const std::size_t second = quote == std::string::npos ? quote : value.find('\'', quote + 1);
        if (second != std::string::npos) {
          charset = value.substr(0, quote);
          value.erase(0, second + 1);
        }
      }
      if (encoded) value = percent_decoded(value);
      out.all[name.substr(0, star) + "*"] += value;
      continue;
    }
    out.all[name] = value;
  }
  for (const char* name : {"filename", "name"}) {
    const auto split = out.all.find(std::string(name) + "*");
    if (split != out.all.end()) {
      out.all[name] = to_utf8(split->second, charset.empty() ? "utf-8" : charset);
    } else if (const auto plain = out.all.find(name); plain != out.all.end()) {
      plain->second = decode_words(plain->second);
    }
  }
  return out;
}

std::string parameter(const Parameters& from, const std::string& name) {
  const auto found = from.all.find(name);
  return found == from.all.end() ? "" : found->second;
}

// What is to be read of an HTML letter.
std::string text_of_html(std::string_view html) {
  static const std::pair<std::string_view, std::string_view> k_entities[] = {
      {"&nbsp;", " "}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
  std::string out;
  for (std::size_t i = 0; i < html.size();) {
    if (html[i] != '<') {
      out += html[i++];
      continue;
    }
    const std::string name = text::lower_ascii(html.substr(i + 1, 8));
    for (const std::string_view hidden : {"style", "script", "head"}) {
      if (!name.starts_with(hidden)) continue;
      const std::size_t close = text::lower_ascii(html.substr(i)).find("</" + std::string(hidden));
      i = close == std::string::npos ? html.size() : i + close;
      break;
    }
    if (name.starts_with("br") || name.starts_with("p") || name.starts_with("/p") || name.starts_with("/div") || name.starts_with("/tr"))
      out += '\n';
    const std::size_t end = html.find('>', i);
    i = end == html.npos ? html.size() : end + 1;
  }
  for (const auto& [entity, plain] : k_entities) out = text::replace_all(out, entity, plain);
  std::string tidy;
  for (const std::string_view line : text::split(out, '\n')) {
    const std::string_view trimmed = text::trim(line);
    if (!trimmed.empty()) tidy += (tidy.empty() ? "" : "\n") + std::string(trimmed);
  }
  return tidy;
}

std::string last_component(std::string name) {
  const std::size_t slash = name.find_last_of("/\\");
  return slash == std::string::npos ? name : name.substr(slash + 1);
}

class Builder {
 public:
  explicit Builder(Letter& letter) : letter_(letter) {}

  void add(const Head& head, std::string_view body, int depth) {
    if (++parts_ > k_most_parts || depth > k_most_depth) return;
    const Parameters type = parameters_of(value_of(head, "content-type"));
    if (type.value.starts_with("multipart/")) return add_many(body, parameter(type, "boundary"), depth);
    const Parameters placing = parameters_of(value_of(head, "content-disposition"));
    std::string name = parameter(placing, "filename");
    if (name.empty()) name = parameter(type, "name");
    const std::string coding = text::lower_ascii(text::trim(value_of(head, "content-transfer-encoding")));
    std::string content = coding == "base64"             ? unbase64(body)
                          : coding == "quoted-printable" ? unquoted_printable(body, false)
                                                         : std::string(body);
    const bool readable = type.value.empty() || type.value == "text/plain" || type.value == "text/html";
    if (readable && placing.value != "attachment") {
      content = text::replace_all(to_utf8(content, parameter(type, "charset")), "\r\n", "\n");
      if (type.value == "text/html") {
        if (html_.empty()) html_ = text_of_html(content);
      } else {
        if (!letter_.text.empty()) letter_.text += "\n";
        letter_.text += text::trim(content);
      }
      return;
    }
    if (content.empty()) return;
    if (name.empty()) name = type.value.starts_with("message/") ? "letter.eml" : "attachment";
    letter_.files.push_back({last_component(std::move(name)), type.value, std::move(content)});
  }

  void finish() {
    if (letter_.text.empty()) letter_.text = html_;
  }

 private:
  void add_many(std::string_view body, const std::string& boundary, int depth) {
    if (boundary.empty() || boundary.size() > 200) return;
    const std::string mark = "--" + boundary;
    std::size_t from = body.find(mark);
    while (from != body.npos) {
      from += mark.size();
      if (body.substr(from, 2) == "--") return;
      const std::size_t line = body.find('\n', from);
      if (line == body.npos) return;
      const std::size_t next = body.find("\n" + mark, line);
      std::string_view piece = body.substr(line + 1, next == body.npos ? body.npos : next - line - (next > line ? 1 : 0));
      if (next != body.npos && piece.ends_with('\n')) piece.remove_suffix(1);
      if (piece.ends_with('\r')) piece.remove_suffix(1);
      const Cut part = cut_head(piece);
      add(part.head, part.body, depth + 1);
      from = next == body.npos ? next : next + 1;
    }
  }

  Letter& letter_;
  std::string html_;
  std::size_t parts_ = 0;
};

// "Fri, 20 Nov 2026 09:05:00 +0800"
Instant date_of(std::string_view text) {
  static constexpr std::string_view k_months[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
  if (const std::size_t comma = text.find(','); comma != text.npos) text.remove_prefix(comma + 1);
  std::vector<std::string> words;
  for (const std::string_view word : text::split(text::trim(text), ' ')) {
    if (!text::trim(word).empty()) words.emplace_back(text::trim(word));
  }
  if (words.size() < 5) return {};
  const std::string month_word = text::lower_ascii(words[1]).substr(0, 3);
  const auto month = std::find(std::begin(k_months), std::end(k_months), month_word);
  if (month == std::end(k_months) || words[4].size() != 5) return {};
  const std::string number = std::to_string(month - std::begin(k_months) + 1);
  const std::string day = words[0].size() == 1 ? "0" + words[0] : words[0];
  std::string clock = words[3].size() == 5 ? words[3] + ":00" : words[3];
  const std::string zone = words[4].substr(0, 3) + ":" + words[4].substr(3);
  const auto read = parse_iso(words[2] + "-" + (number.size() == 1 ? "0" + number : number) + "-" + day + "T" + clock + zone);
  return read.ok() ? *read : Instant{};
}

}  // namespace

std::string to_utf8(std::string_view bytes, std::string_view charset) {
  std::string name = text::lower_ascii(text::trim(charset));
  if (name.empty()) name = text::is_valid_utf8(bytes) ? "utf-8" : "gb18030";
  if (name == "gb2312" || name == "gbk" || name == "x-gbk" || name == "gb_2312-80" || name == "hz-gb-2312") name = "gb18030";
  if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") != name.npos) name = "utf-8";
  const iconv_t converter = iconv_open("UTF-8", name.c_str());
  if (converter == reinterpret_cast<iconv_t>(-1)) return name == "gb18030" ? std::string() : to_utf8(bytes, "gb18030");
  std::string out;
  char* in = const_cast<char*>(bytes.data());
  std::size_t left = bytes.size();
  char piece[1 << 14];
  while (left > 0) {
    char* to = piece;
    std::size_t room = sizeof piece;
    const std::size_t outcome = iconv(converter, &in, &left, &to, &room);
    out.append(piece, sizeof piece - room);
    if (outcome != static_cast<std::size_t>(-1) || errno == E2BIG) continue;
    out += "\xEF\xBF\xBD";
    ++in;
    --left;
  }
  iconv_close(converter);
  return text::replace_all(out, std::string_view("\0", 1), "");
}

std::string decode_words(std::string_view header) {
  std::string out;
  std::string held;  // bytes of neighbours in one encoding: a character may be cut between two words
  std::string held_charset;
  const auto settle = [&] {
    if (!held.empty()) out += to_utf8(held, held_charset);
    held.clear();
  };
  for (std::size_t i = 0; i < header.size();) {
    const std::size_t open = header.find("=?", i);
    const std::size_t first = open == header.npos ? open : header.find('?', open + 2);
    const std::size_t second = first == header.npos ? first : header.find('?', first + 1);
    const std::size_t end = second == header.npos ? second : header.find("?=", second + 1);
    if (end == header.npos) {
      settle();
      out += to_utf8(header.substr(i), "");
      break;
    }
    const std::string_view between = header.substr(i, open - i);
    if (held.empty() || !text::trim(between).empty()) {
      settle();
      out += to_utf8(between, "");
    }
    std::string charset(header.substr(open + 2, first - open - 2));
    charset = charset.substr(0, charset.find('*'));
    if (charset != held_charset) settle();
    held_charset = charset;
    const std::string_view word = header.substr(second + 1, end - second - 1);
    const char coding = header[first + 1];
    held += coding == 'B' || coding == 'b' ? unbase64(word) : unquoted_printable(word, true);
    i = end + 2;
    if (i >= header.size()) settle();
  }
  settle();
  return out;
}

Result<Letter> read_letter(std::string_view bytes) {
  const Cut cut = cut_head(bytes);
  const bool known = !value_of(cut.head, "from").empty() || !value_of(cut.head, "subject").empty() ||
                     !value_of(cut.head, "message-id").empty();
  if (!known) return refuse(ErrorCode::not_understood, "不是电子邮件", "not a letter");
  Letter letter;
  const std::string_view id = value_of(cut.head, "message-id");
  letter.message_id = std::string(text::trim(id.substr(id.starts_with('<') ? 1 : 0, id.find('>') - (id.starts_with('<') ? 1 : 0))));
  letter.subject = decode_words(value_of(cut.head, "subject"));
  const std::string from = decode_words(value_of(cut.head, "from"));
  const std::size_t angle = from.find('<');
  if (angle == std::string::npos) {
    letter.from_address = text::trim(from);
  } else {
    letter.from_address = from.substr(angle + 1, from.find('>', angle) - angle - 1);
    letter.from_name = std::string(text::trim(text::replace_all(from.substr(0, angle), "\"", "")));
  }
  letter.sent = date_of(value_of(cut.head, "date"));
  Builder builder(letter);
  builder.add(cut.head, cut.body, 0);
  builder.finish();
  return letter;
}

std::vector<std::string_view> split_mbox(std::string_view bytes) {
  std::vector<std::string_view> out;
  if (text::trim(bytes).empty()) return out;
  if (!bytes.starts_with("From ")) {
    out.push_back(bytes);
    return out;
  }
  std::size_t from = 0;
  while (from < bytes.size()) {
    const std::size_t line = bytes.find('\n', from);
    if (line == bytes.npos) break;
    const std::size_t next = bytes.find("\n\nFrom ", line);
    const std::size_t crlf = bytes.find("\n\r\nFrom ", line);
    const std::size_t end = std::min(next, crlf);
    out.push_back(bytes.substr(line + 1, end == bytes.npos ? bytes.npos : end - line));
    if (end == bytes.npos) break;
    from = bytes.find("From ", end);
  }
  return out;
}

}  // namespace tiange::mail
