#include "platform/blobs/blobs.h"

#include <gtest/gtest.h>
#include <png.h>
#include <webp/encode.h>

#include <filesystem>

#include "base/digest.h"
#include "platform/blobs/file_type.h"
#include "platform/blobs/images.h"
#include "platform/db/test_db.h"
#include "platform/http/test_server.h"

namespace tiange::blobs {
namespace {

// Left half red, right half blue, the top row white.
Pixels picture(int width, int height) {
  Pixels pixels{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const bool top = y < height / 4;
      pixels.rgb += static_cast<char>(top || x < width / 2 ? 250 : 5);
      pixels.rgb += static_cast<char>(top ? 250 : 5);
      pixels.rgb += static_cast<char>(top || x >= width / 2 ? 250 : 5);
    }
  }
  return pixels;
}

std::string png_of(const Pixels& pixels) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(pixels.width);
  image.height = static_cast<png_uint_32>(pixels.height);
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = 0;
  png_image_write_to_memory(&image, nullptr, &size, 0, pixels.rgb.data(), 0, nullptr);
  std::string out(size, '\0');
  png_image_write_to_memory(&image, out.data(), &size, 0, pixels.rgb.data(), 0, nullptr);
  return out;
}

std::string webp_of(const Pixels& pixels) {
  std::uint8_t* out = nullptr;
  const std::size_t size = WebPEncodeRGB(reinterpret_cast<const std::uint8_t*>(pixels.rgb.data()), pixels.width,
                                         pixels.height, pixels.width * 3, 80, &out);
  std::string text(reinterpret_cast<const char*>(out), size);
  WebPFree(out);
  return text;
}

// An EXIF segment (big endian) with orientation, maker, the moment, and a place.
std::string exif_segment(int orientation) {
  std::string tiff("MM\0*\0\0\0\x08", 8);
  std::string values;
  const auto u16 = [](std::uint32_t v) { return std::string{static_cast<char>(v >> 8), static_cast<char>(v)}; };
  const auto u32 = [&](std::uint32_t v) { return u16(v >> 16) + u16(v & 0xffff); };
  const auto entry = [&](int tag, int format, std::uint32_t count, const std::string& value) {
    return u16(static_cast<std::uint32_t>(tag)) + u16(static_cast<std::uint32_t>(format)) + u32(count) + value;
  };
  // IFD0 at 8: 4 entries (2 + 48 + 4), EXIF IFD at 62: 1 entry (18), GPS IFD at 80: 4 entries (54), values at 134.
  const auto stored = [&](const std::string& value) {
    const std::string at = u32(static_cast<std::uint32_t>(134 + values.size()));
    values += value;
    return at;
  };
  tiff += u16(4) + entry(0x010F, 2, 7, stored(std::string("Huawei\0", 7))) +
          entry(0x0112, 3, 1, u16(static_cast<std::uint32_t>(orientation)) + u16(0)) + entry(0x8769, 4, 1, u32(62)) +
          entry(0x8825, 4, 1, u32(80)) + u32(0);
  tiff += u16(1) + entry(0x9003, 2, 20, stored(std::string("2026:11:21 09:05:30\0", 20))) + u32(0);
  const std::string lat = stored(u32(23) + u32(1) + u32(1) + u32(1) + u32(1234) + u32(100));
  const std::string lng = stored(u32(113) + u32(1) + u32(7) + u32(1) + u32(0) + u32(1));
  tiff += u16(4) + entry(1, 2, 2, std::string("N\0\0\0", 4)) + entry(2, 5, 3, lat) +
          entry(3, 2, 2, std::string("E\0\0\0", 4)) + entry(4, 5, 3, lng) + u32(0);
  const std::string body = std::string("Exif\0\0", 6) + tiff + values;
  return std::string("\xFF\xE1") + u16(static_cast<std::uint32_t>(body.size() + 2)) + body;
}

std::string jpeg_of(const Pixels& pixels, int orientation = 0) {
  std::string jpeg = *encode_jpeg(pixels, 90);
  if (orientation > 0) jpeg.insert(2, exif_segment(orientation));
  return jpeg;
}

// "w", "r", "b" at a point of the picture given in parts of its sides.
char colour_at(const Pixels& pixels, double x, double y) {
  const auto* pixel = reinterpret_cast<const unsigned char*>(pixels.rgb.data()) +
                      (static_cast<int>(y * pixels.height) * pixels.width + static_cast<int>(x * pixels.width)) * 3;
  if (pixel[0] > 128 && pixel[1] > 128) return 'w';
  return pixel[0] > 128 ? 'r' : pixel[2] > 128 ? 'b' : '?';
}

TEST(FileType, IsFoundFromTheContent) {
  const auto riff = [](std::string form) { return "RIFF1234" + form; };
  EXPECT_EQ(detect_type("\xFF\xD8\xFF\xE0"), "image/jpeg");
  EXPECT_EQ(detect_type(riff("WEBP")), "image/webp");
  EXPECT_EQ(detect_type(riff("WAVE")), "audio/wav");
  EXPECT_EQ(detect_type(riff("AVI ")), "");
  EXPECT_EQ(detect_type(std::string("\0\0\0\x18"
                                    "ftypheic", 12)), "image/heic");
  EXPECT_EQ(detect_type(std::string("\0\0\0\x18"
                                    "ftypisom", 12)), "video/mp4");
  EXPECT_EQ(detect_type(std::string("\0\0\0\x18"
                                    "ftypqt  ", 12)), "video/quicktime");
  EXPECT_EQ(detect_type("\x1A\x45\xDF\xA3 webm"), "video/webm");
  EXPECT_EQ(detect_type("\x1A\x45\xDF\xA3 matroska"), "");
  EXPECT_EQ(detect_type("%PDF-1.7"), "application/pdf");
  EXPECT_EQ(detect_type("\xFF\xFB\x90\x44"), "audio/mpeg");
  EXPECT_EQ(detect_type("PK\x03\x04 [Content_Types].xml xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  for (const char* other : {"", "<html>", "<svg", "MZ\x90", "\x7f" "ELF", "#!/bin/sh", "PK\x03\x04 plain.txt", "RIFF",
                            "PK\x03\x04 [Content_Types].xml xl/workbook.xml xl/vbaProject.bin"}) {
    EXPECT_EQ(detect_type(other), "") << other;
  }
}

TEST(Images, AreShrunkAndTurnedUpright) {
  // Where the white row lies, and what lies on its left when one looks along it, for each orientation of EXIF.
  struct Upright {
    int orientation;
    double white_x, white_y, red_x, red_y;
  };
  constexpr Upright k_all[] = {{1, .5, .1, .2, .7}, {2, .5, .1, .8, .7}, {3, .5, .9, .8, .3}, {4, .5, .9, .2, .3},
                               {5, .1, .5, .7, .2}, {6, .9, .5, .3, .2}, {7, .9, .5, .3, .8}, {8, .1, .5, .7, .8}};
  for (const Upright& upright : k_all) {
    SCOPED_TRACE(upright.orientation);
    const auto thumbnail = make_thumbnail(jpeg_of(picture(1000, 600), upright.orientation), "image/jpeg", 320);
    ASSERT_TRUE(thumbnail.has_value());
    const auto small = decode_jpeg(*thumbnail, 320);
    ASSERT_TRUE(small.has_value());
    const bool sideways = upright.orientation >= 5;
    EXPECT_EQ(small->width, sideways ? 192 : 320);
    EXPECT_EQ(small->height, sideways ? 320 : 192);
    EXPECT_EQ(colour_at(*small, upright.white_x, upright.white_y), 'w');
    EXPECT_EQ(colour_at(*small, upright.red_x, upright.red_y), 'r');
  }
}

TEST(Images, OfOtherKindsAreShrunkToo) {
  for (const auto& [content, type] : {std::pair(png_of(picture(700, 900)), "image/png"),
                                      std::pair(webp_of(picture(700, 900)), "image/webp"),
                                      std::pair(png_of(picture(30, 10)), "image/png")}) {
    const auto thumbnail = make_thumbnail(content, type, 320);
    ASSERT_TRUE(thumbnail.has_value()) << type;
    const auto small = decode_jpeg(*thumbnail, 320);
    EXPECT_LE(std::max(small->width, small->height), 320);
    EXPECT_EQ(colour_at(*small, .2, .7), 'r');
    EXPECT_EQ(colour_at(*small, .8, .7), 'b');
  }
}

TEST(Images, ThatAreDamagedGiveNothing) {
  for (const auto& [whole, type] : {std::pair(jpeg_of(picture(300, 200), 6), "image/jpeg"),
                                    std::pair(png_of(picture(300, 200)), "image/png"),
                                    std::pair(webp_of(picture(300, 200)), "image/webp")}) {
    for (std::size_t n = 0; n < whole.size(); n += 1 + whole.size() / 200) {
      make_thumbnail(whole.substr(0, n), type, 320);
      std::string changed = whole;
      for (std::size_t i = n; i < std::min(whole.size(), n + 8); ++i)
        changed[i] = static_cast<char>(changed[i] * 31 + 7);
      make_thumbnail(changed, type, 320);
      read_exif(changed);
    }
    EXPECT_FALSE(make_thumbnail(whole.substr(0, 20), type, 320).has_value());
  }
}

TEST(Images, TooLargeToReadAreLeftAlone) {
  std::string png = png_of(picture(10, 10));
  png.replace(16, 8, std::string("\0\0\xEA\x60\0\0\xEA\x60", 8));  // 60,000 × 60,000, with a wrong checksum as well
  EXPECT_FALSE(make_thumbnail(png, "image/png", 320).has_value());
  std::string jpeg = jpeg_of(picture(16, 16));
  const auto frame = jpeg.find("\xFF\xC0");
  ASSERT_NE(frame, std::string::npos);
  jpeg.replace(frame + 5, 4, "\xFD\xE8\xFD\xE8");  // 65,000 × 65,000
  EXPECT_FALSE(make_thumbnail(jpeg, "image/jpeg", 320).has_value());
}

TEST(Exif, IsReadFromThePhoto) {
  const Exif exif = read_exif(jpeg_of(picture(40, 20), 6));
  EXPECT_EQ(exif.orientation, 6);
  ASSERT_TRUE(exif.taken.moment.has_value());
  EXPECT_EQ(format_local_seconds(*exif.taken.moment), "2026-11-21 09:05:30");
  EXPECT_NEAR(exif.taken.lat.value_or(0), 23 + 1 / 60.0 + 12.34 / 3600, 1e-9);
  EXPECT_NEAR(exif.taken.lng.value_or(0), 113 + 7 / 60.0, 1e-9);
  EXPECT_EQ(exif.taken.device, "Huawei");
  EXPECT_FALSE(read_exif("nothing").taken.moment.has_value());
}

class BlobRoutes : public testing::Test {
 protected:
  // What the routes said had been looked at.
  static std::vector<std::string>& looks() {
    static std::vector<std::string> list;
    return list;
  }
  static void with_server(const std::function<void(http::TestServer&, BlobStore&, const db::TestFolder&)>& body) {
    std::vector<db::Migration> all(blob_migrations().begin(), blob_migrations().end());
    db::for_each_backend(all, [&](db::Db& db) {
      const db::TestFolder folder;
      BlobStore store(db, folder.file("blobs"));
      http::Routes routes(db);
      add_blob_routes(routes, store,
                      [](const http::Request& request, db::Tx&, std::string_view) {
                        return request.scope.may(Permission::cases_view);
                      },
                      [](const http::Request& request, std::string_view digest, bool small) -> Outcome {
                        if (request.header("x-keep-back") == "1") return refuse(ErrorCode::unavailable);
                        looks().push_back(std::string(digest) + (small ? " small" : ""));
                        return done();
                      },
                      {.most_bytes = 4 << 20, .most_bytes_open = 1 << 20});
      http::TestServer server(routes);
      body(server, store, folder);
    });
  }
};

TEST_F(BlobRoutes, KeepEvidenceOnceUnderItsDigest) {
  with_server([](http::TestServer& server, BlobStore& store, const db::TestFolder&) {
    const std::string photo = jpeg_of(picture(800, 600), 1);
    const net::Headers anna = {{"X-Account", "7"}, {"Content-Type", "image/png"}, {"X-File-Name", "%E4%BA%95.jpg"}};
    const auto answer =
        server.ask("POST", "/api/v1/blobs?taken=2026-11-21%2010:00&lng=113.1&lat=23.02&device=P60", photo, anna);
    ASSERT_EQ(answer.status, 200) << answer.body;
    const auto view = json::read<BlobView>(answer.body);
    ASSERT_TRUE(view.ok()) << answer.body;
    EXPECT_EQ(view->digest, hex(sha256(photo)));
    EXPECT_EQ(view->type, "image/jpeg");
    EXPECT_EQ(view->size, static_cast<std::int64_t>(photo.size()));
    EXPECT_EQ(view->width, 800);
    EXPECT_EQ(view->file_name, "井.jpg");
    EXPECT_EQ(view->uploaded_by.value, 7);
    EXPECT_EQ(format_local_seconds(*view->embedded.moment), "2026-11-21 09:05:30");
    EXPECT_EQ(format_local(*view->given.moment), "2026-11-21 10:00");
    EXPECT_EQ(view->given.lat, 23.02);
    EXPECT_TRUE(view->thumbnail);
    EXPECT_TRUE(std::filesystem::exists(store.path_of(view->digest)));

    // The same again, from someone else: the first uploader stays, the second may see it.
    const std::string target = "/api/v1/blobs/" + view->digest;
    EXPECT_EQ(server.ask("GET", target, "", {{"X-Account", "8"}}).status, 404);
    const auto again = server.ask("POST", "/api/v1/blobs", photo, {{"X-Account", "8"}, {"Content-Type", "a/b"}});
    EXPECT_EQ(json::read<BlobView>(again.body)->uploaded_by.value, 7);
    EXPECT_EQ(server.ask("GET", target, "", {{"X-Account", "8"}}).status, 200);
    EXPECT_EQ(server.ask("GET", target, "", {{"X-Account", "9"}, {"X-May", "cases.view"}}).status, 200);
    EXPECT_EQ(server.ask("GET", target).status, 401);
    EXPECT_EQ(server.ask("GET", "/api/v1/blobs/..%2f..%2fetc%2fpasswd", "", anna).status, 404);
    EXPECT_EQ(server.ask("GET", target + "/about", "", anna).body, answer.body);

    const auto small = server.ask("GET", target + "/thumbnail", "", anna);
    EXPECT_EQ(small.header("content-type"), "image/jpeg");
    EXPECT_EQ(jpeg_size(small.body)->width, 320);
    EXPECT_EQ(server.ask("GET", target + "/thumbnail", "", anna).body, small.body);

    looks().clear();
    server.ask("GET", target, "", {{"X-Account", "11"}});
    server.ask("GET", target + "/about", "", anna);
    EXPECT_TRUE(looks().empty()) << "nothing was handed out";
    server.ask("GET", target, "", anna);
    server.ask("GET", target + "/thumbnail", "", anna);
    EXPECT_EQ(looks(), (std::vector<std::string>{view->digest, view->digest + " small"}));
    const net::Headers kept_back = {{"X-Account", "7"}, {"X-Keep-Back", "1"}};
    EXPECT_EQ(server.ask("GET", target, "", kept_back).status, 503) << "what cannot be recorded is not handed out";
  });
}

TEST_F(BlobRoutes, SendPartsOnRequest) {
  with_server([](http::TestServer& server, BlobStore&, const db::TestFolder&) {
    const std::string film = std::string("\0\0\0\x18", 4) + "ftypisom" + std::string(100'000, 'v');
    const auto stored = server.ask("POST", "/api/v1/blobs", film, {{"X-Account", "7"}, {"Content-Type", "video/mp4"}});
    const std::string target = "/api/v1/blobs/" + json::parse(stored.body)->text_or("digest");
    const auto part = [&](const std::string& range, const std::string& extra = "X-None",
                          const std::string& value = "1") {
      return server.ask("GET", target, "", {{"X-Account", "7"}, {"Range", range}, {extra, value}});
    };
    const auto middle = part("bytes=4-11");
    EXPECT_EQ(middle.status, 206);
    EXPECT_EQ(middle.body, "ftypisom");
    EXPECT_EQ(middle.header("content-range"), "bytes 4-11/100012");
    EXPECT_EQ(part("bytes=-3").body, "vvv");
    EXPECT_EQ(part("bytes=100010-").body, "vv");
    EXPECT_EQ(part("bytes=100000-900000").body.size(), 12u);
    EXPECT_EQ(part("bytes=100012-").status, 416);
    EXPECT_EQ(part("bytes=100012-").header("content-range"), "bytes */100012");
    EXPECT_EQ(part("bytes=0-1,3-4").status, 200);
    EXPECT_EQ(part("bytes=5-4").status, 200);
    EXPECT_EQ(part("bytes=99999999999999999999-").status, 200);
    EXPECT_EQ(part("lines=1-2").status, 200);
    EXPECT_EQ(part("bytes=0-3", "If-Range", "\"other\"").status, 200);
    EXPECT_EQ(part("bytes=0-3", "If-Range", middle.header("etag")).status, 206);
    EXPECT_EQ(part("bytes=0-3", "If-None-Match", middle.header("etag")).status, 206);
    const auto whole = server.ask("GET", target, "", {{"X-Account", "7"}});
    EXPECT_EQ(whole.body, film);
    EXPECT_EQ(whole.header("x-content-type-options"), "nosniff");
    EXPECT_EQ(whole.header("content-disposition"), "inline; filename=\"file\"; filename*=UTF-8''file");
    EXPECT_EQ(
        server.ask("GET", target + "?download=1", "", {{"X-Account", "7"}}).header("content-disposition").find("att"),
        0u);
    EXPECT_EQ(server.ask("GET", target + "/thumbnail", "", {{"X-Account", "7"}}).status, 404);
  });
}

TEST_F(BlobRoutes, RefuseWhatIsNoEvidence) {
  with_server([](http::TestServer& server, BlobStore&, const db::TestFolder& folder) {
    const net::Headers anna = {{"X-Account", "7"}, {"Content-Type", "image/jpeg"}};
    EXPECT_EQ(server.ask("POST", "/api/v1/blobs", "<html><script>", anna).status, 415);
    EXPECT_EQ(server.ask("POST", "/api/v1/blobs", "", {{"X-Account", "7"}, {"Content-Length", "0"}}).status, 400);
    EXPECT_EQ(server.ask("POST", "/api/v1/blobs", std::string(6 << 20, 'x'), anna).status, 413);
    EXPECT_EQ(server.ask("POST", "/api/v1/blobs?lat=91&lng=x&taken=soon", "\xFF\xD8\xFF", anna).status, 422);
    EXPECT_EQ(server.ask("POST", "/api/v1/blobs", "%PDF-1.7", {{"Content-Type", "application/pdf"}}).status, 401);
    EXPECT_EQ(server.ask("POST", "/api/v1/blobs/open", "%PDF-1.7", {{"Content-Type", "application/pdf"}}).status, 415);
    const auto open = server.ask("POST", "/api/v1/blobs/open", "\xFF\xD8\xFF", {{"Content-Type", "image/jpeg"}});
    EXPECT_EQ(open.status, 200) << open.body;
    int files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.file("blobs"))) {
      files += entry.is_regular_file();
    }
    EXPECT_EQ(files, 1);
  });
}

}  // namespace
}  // namespace tiange::blobs
