#pragma once
// Letters as they lie in mailboxes: RFC 5322 with MIME (RFC 2045–2047, 2231), texts in any encoding the machine knows,
// GB2312, GBK and GB18030 above all. Hostile input gives a refusal or less, never a crash.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace tiange::mail {

struct File {
  std::string name;  // last component only, UTF-8
  std::string type;  // as claimed, lower case
  std::string content;
};

struct Letter {
  std::string message_id;  // without < >
  std::string from_name;
  std::string from_address;
  std::string subject;
  Instant sent;      // zero when it does not say
  std::string text;  // UTF-8; of an HTML letter what is to be read
  std::vector<File> files;
};

constexpr std::size_t k_most_parts = 100;
constexpr int k_most_depth = 8;

// Refused (not_understood) without any header.
Result<Letter> read_letter(std::string_view bytes);
// One view for each letter: an mbox is cut at its "From " lines; anything else is one letter. Blank input has none.
std::vector<std::string_view> split_mbox(std::string_view bytes);

// "=?GBK?B?…?=" and plain text mixed, to UTF-8.
std::string decode_words(std::string_view header);
// From the named encoding to UTF-8; what is not valid in it becomes U+FFFD.
std::string to_utf8(std::string_view bytes, std::string_view charset);

}  // namespace tiange::mail
