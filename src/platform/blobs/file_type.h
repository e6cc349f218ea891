#pragma once
// What a file is, from its first bytes, whatever its name claims.

#include <string_view>

namespace tiange::blobs {

// "image/jpeg", … or "" for what is not taken in. Programs, scripts, HTML and SVG are never taken in.
std::string_view detect_type(std::string_view content);
// Types a browser may show by itself; everything else is offered as a download.
bool shows_inline(std::string_view type);

}  // namespace tiange::blobs
