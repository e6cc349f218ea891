// libjpeg reports errors by a jump: the functions that set its target make no C++ object and change no local variable.
#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>

#include "platform/blobs/images.h"

namespace tiange::blobs {

namespace {

constexpr int k_most_scans = 100;                          // of a progressive picture: each costs a pass
constexpr std::int64_t k_most_progressive = 25'000'000;    // pixels: all coefficients stay in memory

struct Errors {
  jpeg_error_mgr base;
  std::jmp_buf back;
};

void leave(j_common_ptr info) { std::longjmp(reinterpret_cast<Errors*>(info->err)->back, 1); }
void say_nothing(j_common_ptr) {}
void count_scans(j_common_ptr info) {
  if (info->is_decompressor && reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > k_most_scans) leave(info);
}

void prepare(jpeg_decompress_struct& info, std::string_view content) {
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(content.data()), content.size());
}

void catch_errors(Errors& errors) {
  jpeg_std_error(&errors.base);
  errors.base.error_exit = leave;
  errors.base.output_message = say_nothing;
}

// Reads the header and begins; the rows follow.
bool begin(jpeg_decompress_struct& info, int side) {
  if (jpeg_read_header(&info, TRUE) != JPEG_HEADER_OK) return false;
  const std::int64_t pixels = static_cast<std::int64_t>(info.image_width) * info.image_height;
  if (info.progressive_mode && pixels > k_most_progressive) return false;
  if (info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK) return false;
  info.out_color_space = JCS_RGB;
  info.dct_method = JDCT_IFAST;
  info.scale_num = 1;
  info.scale_denom = 1;
  const unsigned longest = std::max(info.image_width, info.image_height);
  while (info.scale_denom < 8 && longest / (info.scale_denom * 2) >= static_cast<unsigned>(side)) info.scale_denom *= 2;
  return jpeg_start_decompress(&info) == TRUE && info.output_components == 3;
}

bool read_size(jpeg_decompress_struct& info, Errors& errors, std::string_view content) {
  if (setjmp(errors.back) != 0) return false;
  prepare(info, content);
  return jpeg_read_header(&info, TRUE) == JPEG_HEADER_OK;
}

bool begin_rows(jpeg_decompress_struct& info, Errors& errors, jpeg_progress_mgr& progress, std::string_view content,
                int side) {
  if (setjmp(errors.back) != 0) return false;
  prepare(info, content);
  info.progress = &progress;
  return begin(info, side);
}

bool read_rows(jpeg_decompress_struct& info, Errors& errors, unsigned char* rgb) {
  if (setjmp(errors.back) != 0) return false;
  while (info.output_scanline < info.output_height) {
    JSAMPROW row = rgb + static_cast<std::size_t>(info.output_scanline) * info.output_width * 3;
    if (jpeg_read_scanlines(&info, &row, 1) != 1) return false;
  }
  return true;
}

bool write_rows(jpeg_compress_struct& info, Errors& errors, const Pixels& pixels, int quality, unsigned char** out,
                unsigned long* out_size) {
  if (setjmp(errors.back) != 0) return false;
  jpeg_create_compress(&info);
  jpeg_mem_dest(&info, out, out_size);
  info.image_width = static_cast<JDIMENSION>(pixels.width);
  info.image_height = static_cast<JDIMENSION>(pixels.height);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = reinterpret_cast<JSAMPROW>(const_cast<char*>(pixels.rgb.data())) +
                   static_cast<std::size_t>(info.next_scanline) * pixels.width * 3;
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  return true;
}

}  // namespace

std::optional<ImageSize> jpeg_size(std::string_view content) {
  Errors errors;
  jpeg_decompress_struct info{};
  catch_errors(errors);
  info.err = &errors.base;
  const bool read = read_size(info, errors, content);
  const ImageSize size{static_cast<int>(info.image_width), static_cast<int>(info.image_height)};
  jpeg_destroy_decompress(&info);
  if (!read) return std::nullopt;
  return size;
}

std::optional<Pixels> decode_jpeg(std::string_view content, int side) {
  Errors errors;
  jpeg_decompress_struct info{};
  jpeg_progress_mgr progress{};
  Pixels pixels;
  catch_errors(errors);
  info.err = &errors.base;
  progress.progress_monitor = count_scans;
  bool whole = begin_rows(info, errors, progress, content, side);
  if (whole) {
    pixels.width = static_cast<int>(info.output_width);
    pixels.height = static_cast<int>(info.output_height);
    pixels.rgb.resize(static_cast<std::size_t>(pixels.width) * pixels.height * 3);
    whole = read_rows(info, errors, reinterpret_cast<unsigned char*>(pixels.rgb.data()));
  }
  jpeg_destroy_decompress(&info);
  if (!whole) return std::nullopt;
  return pixels;
}

std::optional<std::string> encode_jpeg(const Pixels& pixels, int quality) {
  Errors errors;
  jpeg_compress_struct info{};
  unsigned char* out = nullptr;
  unsigned long out_size = 0;
  catch_errors(errors);
  info.err = &errors.base;
  const bool whole = write_rows(info, errors, pixels, quality, &out, &out_size);
  jpeg_destroy_compress(&info);
  std::optional<std::string> made;
  if (whole) made.emplace(reinterpret_cast<const char*>(out), out_size);
  std::free(out);
  return made;
}

}  // namespace tiange::blobs
