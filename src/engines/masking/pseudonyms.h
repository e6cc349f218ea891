#pragma once
// Stand-ins for joining tables without showing whom they are about: HMAC-SM3 (RFC 2104 over GB/T 32905) under a key of the
// house, separate for each project. The same value of the same sort gives the same stand-in within a project and another
// one in every other project; without the key nobody can find the value by trying all of them.
//
//   Pseudonyms joined(key, "2026-低保核查");
//   joined.of("id_card", "44060419900101123X")   // "p7Q…", 27 signs that say nothing about what they stand for

#include <string>
#include <string_view>

#include "base/digest.h"

namespace tiange::masking {

class Pseudonyms {
 public:
  // `key`: at least 32 bytes that only the house knows; `project`: not empty.
  Pseudonyms(std::string_view key, std::string_view project);

  // `sort` keeps equal texts of different fields apart. Width of signs, spaces, hyphens and the case of letters do not
  // matter, so that what two departments write differently meets. Empty stays empty.
  std::string of(std::string_view sort, std::string_view value) const;

 private:
  std::string key_;  // of the project
};

Digest hmac_sm3(std::string_view key, std::string_view text);

}  // namespace tiange::masking
