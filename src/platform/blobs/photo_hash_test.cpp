#include "platform/blobs/photo_hash.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "platform/blobs/images.h"

namespace tiange::blobs {
namespace {

// A scene of soft blobs, different for each seed.
Pixels scene(int seed, int width, int height, double brighter = 0) {
  std::mt19937 random(static_cast<unsigned>(seed));
  std::uniform_real_distribution<double> unit(0, 1);
  struct Blob {
    double x, y, radius, light;
  };
  std::vector<Blob> blobs;
  for (int i = 0; i < 12; ++i) blobs.push_back({unit(random), unit(random), 0.05 + 0.25 * unit(random), 255 * unit(random)});
  Pixels out{width, height, std::string(static_cast<std::size_t>(width) * height * 3, '\0')};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      double light = 60;
      for (const Blob& b : blobs) {
        const double dx = static_cast<double>(x) / width - b.x, dy = static_cast<double>(y) / height - b.y;
        light += (b.light - 100) * std::exp(-(dx * dx + dy * dy) / (b.radius * b.radius));
      }
      const auto value = static_cast<char>(static_cast<unsigned char>(std::clamp(light + brighter, 0.0, 255.0)));
      for (int c = 0; c < 3; ++c) out.rgb[(static_cast<std::size_t>(y) * width + x) * 3 + static_cast<std::size_t>(c)] = value;
    }
  }
  return out;
}

std::uint64_t hash_of(const Pixels& pixels, int quality = 90) {
  const auto hash = photo_hash(*encode_jpeg(pixels, quality));
  EXPECT_TRUE(hash.has_value());
  return hash.value_or(0);
}

TEST(PhotoHash, CopiesLookTheSame) {
  for (int seed = 1; seed <= 20; ++seed) {
    const std::uint64_t first = hash_of(scene(seed, 640, 480));
    EXPECT_LE(hash_distance(first, hash_of(scene(seed, 640, 480), 40)), 6) << "stored again, seed " << seed;
    EXPECT_LE(hash_distance(first, hash_of(scene(seed, 320, 240))), 6) << "smaller, seed " << seed;
  }
}

TEST(PhotoHash, OtherScenesDoNot) {
  for (int seed = 1; seed <= 30; ++seed) {
    for (int other = seed + 1; other <= 30; ++other)
      EXPECT_GT(hash_distance(hash_of(scene(seed, 160, 120)), hash_of(scene(other, 160, 120))), 7) << seed << " " << other;
  }
}

TEST(PhotoHash, NothingForWallsAndForWhatIsNoPicture) {
  Pixels wall{200, 200, std::string(200 * 200 * 3, '\x70')};
  EXPECT_FALSE(photo_hash(*encode_jpeg(wall, 90)));
  EXPECT_FALSE(photo_hash("%PDF-1.4"));
  EXPECT_FALSE(photo_hash(""));
  EXPECT_FALSE(photo_hash_of_file("/nowhere"));
}

TEST(PhotoHash, DamagedPicturesDoNoHarm) {
  const std::string whole = *encode_jpeg(scene(3, 200, 150), 80);
  for (std::size_t cut = 0; cut < whole.size(); cut += 97) (void)photo_hash(whole.substr(0, cut));
}

}  // namespace
}  // namespace tiange::blobs
