#include <png.h>

#include "platform/blobs/images.h"

namespace tiange::blobs {

namespace {

// Frees what libpng holds on every way out.
struct Reader {
  png_image image{};
  explicit Reader(std::string_view content) {
    image.version = PNG_IMAGE_VERSION;
    open = png_image_begin_read_from_memory(&image, content.data(), content.size()) != 0;
  }
  ~Reader() { png_image_free(&image); }
  bool open = false;
};

}  // namespace

std::optional<ImageSize> png_size(std::string_view content) {
  const Reader reader(content);
  if (!reader.open) return std::nullopt;
  return ImageSize{static_cast<int>(reader.image.width), static_cast<int>(reader.image.height)};
}

std::optional<Pixels> decode_png(std::string_view content) {
  Reader reader(content);
  if (!reader.open) return std::nullopt;
  reader.image.format = PNG_FORMAT_RGB;
  Pixels pixels{static_cast<int>(reader.image.width), static_cast<int>(reader.image.height), {}};
  pixels.rgb.resize(PNG_IMAGE_SIZE(reader.image));
  const png_color white{255, 255, 255};
  if (png_image_finish_read(&reader.image, &white, pixels.rgb.data(), 0, nullptr) == 0) return std::nullopt;
  return pixels;
}

}  // namespace tiange::blobs
