#pragma once
// Pictures from strangers: sizes, small copies, and what cameras wrote into them. Hostile input gives nothing, never a
// crash; sizes are checked before memory is taken.

#include <optional>
#include <string>
#include <string_view>

#include "platform/blobs/blobs.h"

namespace tiange::blobs {

struct ImageSize {
  int width;
  int height;
};
std::optional<ImageSize> image_size(std::string_view content, std::string_view type);
// JPEG, PNG and WebP of at most 50 million pixels.
bool can_make_thumbnail(std::string_view type, const std::optional<ImageSize>& size);
// A JPEG within `side` pixels, turned upright; nothing when the picture cannot be read.
std::optional<std::string> make_thumbnail(std::string_view content, std::string_view type, int side);

struct Exif {
  Taken taken;
  int orientation = 1;  // 1-8 of the EXIF standard
};
Exif read_exif(std::string_view jpeg);

// Rows of 24-bit RGB, top to bottom.
struct Pixels {
  int width = 0;
  int height = 0;
  std::string rgb;
};
// Each target pixel is the mean of the source pixels it covers.
Pixels shrink(const Pixels& source, int side);
Pixels turn(const Pixels& source, int orientation);

// The decoders, one file each.
std::optional<ImageSize> jpeg_size(std::string_view content);
std::optional<Pixels> decode_jpeg(std::string_view content, int side);  // may come back larger than `side`
std::optional<std::string> encode_jpeg(const Pixels& pixels, int quality);
std::optional<ImageSize> png_size(std::string_view content);
std::optional<Pixels> decode_png(std::string_view content);
std::optional<ImageSize> webp_size(std::string_view content);
std::optional<Pixels> decode_webp(std::string_view content, int side);

}  // namespace tiange::blobs
