#pragma once
// gzip, for text that is large enough to gain from it.

#include <string>
#include <string_view>

namespace tiange::net {

constexpr std::size_t k_least_compressed = 1024;  // bytes

bool is_compressible(std::string_view content_type);
bool accepts_gzip(std::string_view accept_encoding);
std::string gzip(std::string_view text, int level);       // 1 fast … 9 small
std::string gunzip(std::string_view bytes, std::size_t most);  // "" when broken or larger than `most`

}  // namespace tiange::net
