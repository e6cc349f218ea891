#include "platform/net/compress.h"

#include <zlib.h>

#include "base/text.h"

namespace tiange::net {

bool is_compressible(std::string_view type) {
  type = type.substr(0, type.find(';'));
  return type.starts_with("text/") || type == "application/json" || type == "application/problem+json" ||
         type == "application/geo+json" || type == "application/javascript" || type == "application/xml" ||
         type == "application/manifest+json" || type == "image/svg+xml" || type == "application/vnd.mapbox-vector-tile";
}

bool accepts_gzip(std::string_view accept_encoding) {
  for (std::string_view one : text::split(accept_encoding, ',')) {
    one = text::trim(one);
    const std::string_view name = text::trim(one.substr(0, one.find(';')));
    if (name != "gzip" && name != "*") continue;
    const auto q = one.find("q=");
    return q == std::string_view::npos || text::to_double(text::trim(one.substr(q + 2))).value_or(0) > 0;
  }
  return false;
}

std::string gzip(std::string_view text, int level) {
  z_stream stream{};
  std::string out;
  if (deflateInit2(&stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return out;
  out.resize(deflateBound(&stream, text.size()));
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(whole ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

std::string gunzip(std::string_view bytes, std::size_t most) {
  z_stream stream{};
  std::string out;
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return out;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  char piece[16384];
  int state = Z_OK;
  while (state == Z_OK && out.size() <= most) {
    stream.next_out = reinterpret_cast<Bytef*>(piece);
    stream.avail_out = sizeof piece;
    state = inflate(&stream, Z_NO_FLUSH);
    out.append(piece, sizeof piece - stream.avail_out);
  }
  inflateEnd(&stream);
  if (state != Z_STREAM_END || out.size() > most) out.clear();
  return out;
}

}  // namespace tiange::net
