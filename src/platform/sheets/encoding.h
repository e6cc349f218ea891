#pragma once
// From the encodings that Chinese offices save in to UTF-8.

#include <string>
#include <string_view>

#include "base/result.h"

namespace tiange::sheets {

struct Decoded {
  std::string text;      // valid UTF-8 without mark
  std::string encoding;  // what it was
};

// A mark decides; else valid UTF-8 is UTF-8; else GB18030. Refuses what is none of them, naming the byte.
Result<Decoded> decode(std::string bytes);

}  // namespace tiange::sheets
