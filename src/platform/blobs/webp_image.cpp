#include <webp/decode.h>

#include <algorithm>

#include "platform/blobs/images.h"

namespace tiange::blobs {

namespace {
const std::uint8_t* bytes(std::string_view content) { return reinterpret_cast<const std::uint8_t*>(content.data()); }
}  // namespace

std::optional<ImageSize> webp_size(std::string_view content) {
  WebPBitstreamFeatures features{};
  if (WebPGetFeatures(bytes(content), content.size(), &features) != VP8_STATUS_OK) return std::nullopt;
  return ImageSize{features.width, features.height};
}

std::optional<Pixels> decode_webp(std::string_view content, int side) {
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) return std::nullopt;
  if (WebPGetFeatures(bytes(content), content.size(), &config.input) != VP8_STATUS_OK) return std::nullopt;
  if (config.input.has_animation) return std::nullopt;
  Pixels pixels{config.input.width, config.input.height, {}};
  const int longest = std::max(pixels.width, pixels.height);
  if (longest > side) {
    pixels.width = std::max(1, static_cast<int>(static_cast<std::int64_t>(pixels.width) * side / longest));
    pixels.height = std::max(1, static_cast<int>(static_cast<std::int64_t>(pixels.height) * side / longest));
    config.options.use_scaling = 1;
    config.options.scaled_width = pixels.width;
    config.options.scaled_height = pixels.height;
  }
  pixels.rgb.resize(static_cast<std::size_t>(pixels.width) * pixels.height * 3);
  config.output.colorspace = MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = reinterpret_cast<std::uint8_t*>(pixels.rgb.data());
  config.output.u.RGBA.stride = pixels.width * 3;
  config.output.u.RGBA.size = pixels.rgb.size();
  const bool whole = WebPDecode(bytes(content), content.size(), &config) == VP8_STATUS_OK;
  WebPFreeDecBuffer(&config.output);
  if (!whole) return std::nullopt;
  return pixels;
}

}  // namespace tiange::blobs
