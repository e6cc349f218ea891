// Any bytes as a picture: it gives a small copy or nothing.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "platform/blobs/file_type.h"
#include "platform/blobs/images.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tiange::blobs;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)detect_type(bytes);
  (void)read_exif(bytes);
  for (const char* type : {"image/jpeg", "image/png", "image/webp"}) {
    const auto pixels = image_size(bytes, type);
    if (pixels && static_cast<std::int64_t>(pixels->width) * pixels->height > 1'000'000) continue;  // slow, not wrong
    const auto small = make_thumbnail(bytes, type, 64);
    if (!small) continue;
    const auto size_of_small = jpeg_size(*small);
    if (!size_of_small || size_of_small->width > 64 || size_of_small->height > 64) std::abort();
  }
  return 0;
}
