#include "platform/blobs/photo_hash.h"

#include <array>
#include <bit>
#include <fstream>
#include <mutex>
#include <sstream>

#include "platform/blobs/file_type.h"
#include "platform/blobs/images.h"

namespace tiange::blobs {

namespace {

constexpr int k_rows = 8;
constexpr int k_columns = 9;
constexpr int k_side = 128;         // what the picture is shrunk to first
constexpr double k_plain = 2.0;     // mean difference of neighbours, of 255, below which nothing is to be told
constexpr std::int64_t k_most_bytes = 64 << 20;

std::optional<Pixels> small_copy(std::string_view content) {
  const std::string_view type = detect_type(content);
  if (!can_make_thumbnail(type, image_size(content, type))) return std::nullopt;
  // A large picture takes much memory while it is read: one at a time.
  static std::mutex one_at_a_time;
  std::lock_guard lock(one_at_a_time);
  std::optional<Pixels> pixels;
  int orientation = 1;
  if (type == "image/jpeg") {
    pixels = decode_jpeg(content, k_side);
    orientation = read_exif(content).orientation;
  } else {
    pixels = type == "image/png" ? decode_png(content) : decode_webp(content, k_side);
  }
  if (!pixels || pixels->width < k_columns || pixels->height < k_rows) return std::nullopt;
  return turn(shrink(*pixels, k_side), orientation);
}

// Mean brightness of each cell of the grid.
std::array<double, k_rows * k_columns> grey_cells(const Pixels& picture) {
  std::array<double, k_rows * k_columns> cells{};
  const auto* rgb = reinterpret_cast<const unsigned char*>(picture.rgb.data());
  for (int row = 0; row < k_rows; ++row) {
    for (int column = 0; column < k_columns; ++column) {
      const int top = row * picture.height / k_rows;
      const int bottom = std::max(top + 1, (row + 1) * picture.height / k_rows);
      const int left = column * picture.width / k_columns;
      const int right = std::max(left + 1, (column + 1) * picture.width / k_columns);
      double sum = 0;
      for (int y = top; y < bottom; ++y) {
        for (int x = left; x < right; ++x) {
          const unsigned char* p = rgb + (static_cast<std::size_t>(y) * picture.width + x) * 3;
          sum += 0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2];  // ITU-R BT.601
        }
      }
      cells[static_cast<std::size_t>(row * k_columns + column)] = sum / ((bottom - top) * (right - left));
    }
  }
  return cells;
}

}  // namespace

std::optional<std::uint64_t> photo_hash(std::string_view content) {
  const auto picture = small_copy(content);
  if (!picture || picture->width < k_columns || picture->height < k_rows) return std::nullopt;
  const auto cells = grey_cells(*picture);
  std::uint64_t hash = 0;
  double differences = 0;
  for (int row = 0; row < k_rows; ++row) {
    for (int column = 0; column + 1 < k_columns; ++column) {
      const double here = cells[static_cast<std::size_t>(row * k_columns + column)];
      const double next = cells[static_cast<std::size_t>(row * k_columns + column + 1)];
      hash = hash << 1 | (here > next ? 1 : 0);
      differences += here > next ? here - next : next - here;
    }
  }
  if (differences / 64 < k_plain) return std::nullopt;
  return hash;
}

std::optional<std::uint64_t> photo_hash_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file || file.tellg() > k_most_bytes) return std::nullopt;
  file.seekg(0);
  std::ostringstream content;
  content << file.rdbuf();
  return photo_hash(content.view());
}

int hash_distance(std::uint64_t a, std::uint64_t b) { return std::popcount(a ^ b); }

}  // namespace tiange::blobs
