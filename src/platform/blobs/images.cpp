#include "platform/blobs/images.h"

#include <algorithm>
#include <mutex>

namespace tiange::blobs {

namespace {

constexpr std::int64_t k_most_pixels = 50'000'000;
constexpr int k_longest_side = 30'000;
constexpr int k_quality = 80;

bool is_reasonable(const ImageSize& size) {
  return size.width > 0 && size.height > 0 && size.width <= k_longest_side && size.height <= k_longest_side &&
         static_cast<std::int64_t>(size.width) * size.height <= k_most_pixels;
}

ImageSize fit(int width, int height, int side) {
  const int longest = std::max(width, height);
  if (longest <= side) return {width, height};
  return {std::max(1, static_cast<int>(static_cast<std::int64_t>(width) * side / longest)),
          std::max(1, static_cast<int>(static_cast<std::int64_t>(height) * side / longest))};
}

}  // namespace

std::optional<ImageSize> image_size(std::string_view content, std::string_view type) {
  if (type == "image/jpeg") return jpeg_size(content);
  if (type == "image/png") return png_size(content);
  if (type == "image/webp") return webp_size(content);
  return std::nullopt;
}

bool can_make_thumbnail(std::string_view type, const std::optional<ImageSize>& size) {
  return size && is_reasonable(*size) && (type == "image/jpeg" || type == "image/png" || type == "image/webp");
}

std::optional<std::string> make_thumbnail(std::string_view content, std::string_view type, int side) {
  if (!can_make_thumbnail(type, image_size(content, type))) return std::nullopt;
  // A large picture takes up to 200 MB while it is read: one at a time.
  static std::mutex one_at_a_time;
  std::lock_guard lock(one_at_a_time);
  std::optional<Pixels> pixels;
  int orientation = 1;
  if (type == "image/jpeg") {
    pixels = decode_jpeg(content, side);
    orientation = read_exif(content).orientation;
  } else if (type == "image/png") {
    pixels = decode_png(content);
  } else {
    pixels = decode_webp(content, side);
  }
  if (!pixels) return std::nullopt;
  return encode_jpeg(turn(shrink(*pixels, side), orientation), k_quality);
}

Pixels shrink(const Pixels& source, int side) {
  const ImageSize size = fit(source.width, source.height, side);
  if (size.width == source.width && size.height == source.height) return source;
  Pixels out{size.width, size.height, std::string(static_cast<std::size_t>(size.width) * size.height * 3, '\0')};
  const auto* from = reinterpret_cast<const unsigned char*>(source.rgb.data());
  for (int y = 0; y < size.height; ++y) {
    const std::int64_t top = static_cast<std::int64_t>(y) * source.height / size.height;
    const std::int64_t bottom = std::max(top + 1, static_cast<std::int64_t>(y + 1) * source.height / size.height);
    for (int x = 0; x < size.width; ++x) {
      const std::int64_t left = static_cast<std::int64_t>(x) * source.width / size.width;
      const std::int64_t right = std::max(left + 1, static_cast<std::int64_t>(x + 1) * source.width / size.width);
      std::uint64_t sum[3] = {0, 0, 0};
      for (std::int64_t sy = top; sy < bottom; ++sy) {
        const unsigned char* pixel = from + (sy * source.width + left) * 3;
        for (std::int64_t sx = left; sx < right; ++sx, pixel += 3) {
          sum[0] += pixel[0];
          sum[1] += pixel[1];
          sum[2] += pixel[2];
        }
      }
      const auto count = static_cast<std::uint64_t>((bottom - top) * (right - left));
      char* to = out.rgb.data() + (static_cast<std::size_t>(y) * size.width + x) * 3;
      for (int c = 0; c < 3; ++c) to[c] = static_cast<char>(sum[c] / count);
    }
  }
  return out;
}

// Orientation tells where the first row and column of the stored picture lie when it is seen upright (EXIF 2.32,
// 0x0112).
Pixels turn(const Pixels& source, int orientation) {
  if (orientation < 2 || orientation > 8) return source;
  const bool sideways = orientation >= 5;
  const int width = sideways ? source.height : source.width;
  const int height = sideways ? source.width : source.height;
  Pixels out{width, height, std::string(source.rgb.size(), '\0')};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      int sx = sideways ? y : x;
      int sy = sideways ? x : y;
      if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8) sx = source.width - 1 - sx;
      if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7) sy = source.height - 1 - sy;
      const std::size_t from = (static_cast<std::size_t>(sy) * source.width + sx) * 3;
      const std::size_t to = (static_cast<std::size_t>(y) * width + x) * 3;
      std::copy_n(source.rgb.data() + from, 3, out.rgb.data() + to);
    }
  }
  return out;
}

}  // namespace tiange::blobs
