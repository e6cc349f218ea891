#include "platform/blobs/file_type.h"

#include <algorithm>
#include <array>

namespace tiange::blobs {

namespace {

using namespace std::string_view_literals;

struct Brand {
  std::string_view brand;
  std::string_view type;
};
// ISO base media files (ISO/IEC 14496-12): the major brand of the ftyp box.
constexpr Brand k_brands[] = {
    {"heic", "image/heic"}, {"heix", "image/heic"}, {"hevc", "image/heic"}, {"heim", "image/heic"},
    {"heis", "image/heic"}, {"mif1", "image/heic"}, {"msf1", "image/heic"}, {"qt  ", "video/quicktime"},
    {"M4A ", "audio/mp4"},  {"M4B ", "audio/mp4"},  {"isom", "video/mp4"},  {"iso2", "video/mp4"},
    {"iso4", "video/mp4"},  {"iso5", "video/mp4"},  {"iso6", "video/mp4"},  {"mp41", "video/mp4"},
    {"mp42", "video/mp4"},  {"avc1", "video/mp4"},  {"M4V ", "video/mp4"},  {"dash", "video/mp4"},
    {"MSNV", "video/mp4"},  {"3gp4", "video/3gpp"}, {"3gp5", "video/3gpp"}, {"3gp6", "video/3gpp"},
};

constexpr Brand k_beginnings[] = {
    {"\xFF\xD8\xFF"sv, "image/jpeg"},
    {"\x89PNG\r\n\x1A\n"sv, "image/png"},
    {"GIF87a"sv, "image/gif"},
    {"GIF89a"sv, "image/gif"},
    {"%PDF-"sv, "application/pdf"},
    {"OggS\0"sv, "audio/ogg"},
    {"#!AMR"sv, "audio/amr"},
    {"ID3"sv, "audio/mpeg"},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "application/x-ole-storage"},  // .doc, .xls, .wps
};

// Office Open XML (ISO/IEC 29500) is a zip; its main part's name stands in the directory at the end, and in the header
// of the part itself.
std::string_view office_type(std::string_view content) {
  constexpr std::size_t k_tail = 64 << 10;
  const std::string_view tail = content.substr(content.size() - std::min(content.size(), k_tail));
  const auto holds = [&](std::string_view name) { return tail.find(name) != std::string_view::npos; };
  if (!holds("[Content_Types].xml")) return {};
  if (holds("vbaProject.bin")) return {};  // macros
  if (holds("word/document.xml")) return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  if (holds("xl/workbook.xml")) return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  if (holds("ppt/presentation.xml")) return "application/vnd.openxmlformats-officedocument.presentationml.presentation";
  return {};
}

// MPEG-1/2 layer III: eleven set bits, layer bits 01, no reserved bit rate or sampling rate.
bool is_mp3_frame(std::string_view content) {
  if (content.size() < 4) return false;
  const auto b1 = static_cast<unsigned char>(content[1]);
  const auto b2 = static_cast<unsigned char>(content[2]);
  return content[0] == '\xFF' && (b1 & 0xE6) == 0xE2 && (b1 & 0x18) != 0x08 && (b2 >> 4) != 0 && (b2 >> 4) != 15 &&
         ((b2 >> 2) & 3) != 3;
}

}  // namespace

std::string_view detect_type(std::string_view content) {
  for (const auto& [beginning, type] : k_beginnings) {
    if (content.starts_with(beginning)) return type;
  }
  if (content.starts_with("RIFF") && content.size() >= 12) {
    const std::string_view form = content.substr(8, 4);
    return form == "WEBP" ? "image/webp"sv : form == "WAVE" ? "audio/wav"sv : ""sv;
  }
  if (content.size() >= 12 && content.substr(4, 4) == "ftyp") {
    for (const auto& [brand, type] : k_brands) {
      if (content.substr(8, 4) == brand) return type;
    }
    return {};
  }
  if (content.starts_with("\x1A\x45\xDF\xA3")) {
    return content.substr(0, 64).find("webm") != std::string_view::npos ? "video/webm"sv : ""sv;
  }
  if (content.starts_with("PK\x03\x04")) return office_type(content);
  if (is_mp3_frame(content)) return "audio/mpeg";
  return {};
}

bool shows_inline(std::string_view type) {
  return (type.starts_with("image/") || type.starts_with("video/") || type.starts_with("audio/") ||
          type == "application/pdf");
}

}  // namespace tiange::blobs
