#include <libexif/exif-data.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>

#include "base/text.h"
#include "platform/blobs/images.h"

namespace tiange::blobs {

namespace {

constexpr std::size_t k_head_bytes = 256 << 10;  // where cameras put it
using Data = std::unique_ptr<ExifData, decltype(&exif_data_unref)>;

std::string text_of(ExifData& data, ExifIfd ifd, ExifTag tag) {
  const ExifEntry* entry = exif_content_get_entry(data.ifd[ifd], tag);
  if (!entry || entry->format != EXIF_FORMAT_ASCII || !entry->data) return {};
  std::string_view raw(reinterpret_cast<const char*>(entry->data), entry->size);
  raw = text::trim(raw.substr(0, raw.find('\0')));
  return text::is_valid_utf8(raw) ? text::cut(raw, 80) : std::string();
}

std::optional<double> degrees(ExifData& data, ExifTag tag, ExifTag reference_tag, char negative) {
  const ExifEntry* entry = exif_content_get_entry(data.ifd[EXIF_IFD_GPS], tag);
  if (!entry || entry->format != EXIF_FORMAT_RATIONAL || entry->components != 3 || entry->size < 24)
    return std::nullopt;
  const ExifByteOrder order = exif_data_get_byte_order(&data);
  double value = 0;
  double share = 1;
  for (int i = 0; i < 3; ++i, share /= 60) {
    const ExifRational part = exif_get_rational(entry->data + i * 8, order);
    if (part.denominator == 0) return std::nullopt;
    value += share * part.numerator / part.denominator;
  }
  const std::string reference = text_of(data, EXIF_IFD_GPS, reference_tag);
  return reference.starts_with(negative) ? -value : value;
}

// "2026:11:21 09:05:30", with "+08:00" beside it in newer cameras; without, the district's own time.
std::optional<Instant> moment_of(ExifData& data) {
  const std::string text = text_of(data, EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_ORIGINAL);
  int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0;
  if (std::sscanf(text.c_str(), "%4d:%2d:%2d %2d:%2d:%2d", &y, &mo, &d, &h, &mi, &s) != 6) return std::nullopt;
  if (!is_real_date(y, mo, d) || h > 23 || mi > 59 || s > 59 || h < 0 || mi < 0 || s < 0) return std::nullopt;
  char iso[40];
  std::string zone = text_of(data, EXIF_IFD_EXIF, EXIF_TAG_OFFSET_TIME_ORIGINAL);
  if (zone.size() != 6) zone = "+08:00";
  std::snprintf(iso, sizeof iso, "%04d-%02d-%02dT%02d:%02d:%02d%s", y, mo, d, h, mi, s, zone.c_str());
  const auto moment = parse_iso(iso);
  return moment.ok() ? std::optional(*moment) : std::nullopt;
}

}  // namespace

Exif read_exif(std::string_view jpeg) {
  Exif out;
  const std::string_view head = jpeg.substr(0, k_head_bytes);
  const Data data(exif_data_new_from_data(reinterpret_cast<const unsigned char*>(head.data()),
                                          static_cast<unsigned int>(head.size())),
                  exif_data_unref);
  if (!data) return out;
  const ExifEntry* orientation = exif_content_get_entry(data->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
  if (orientation && orientation->format == EXIF_FORMAT_SHORT && orientation->size >= 2) {
    out.orientation = exif_get_short(orientation->data, exif_data_get_byte_order(data.get()));
  }
  out.taken.moment = moment_of(*data);
  const auto lat = degrees(*data, static_cast<ExifTag>(EXIF_TAG_GPS_LATITUDE),
                           static_cast<ExifTag>(EXIF_TAG_GPS_LATITUDE_REF), 'S');
  const auto lng = degrees(*data, static_cast<ExifTag>(EXIF_TAG_GPS_LONGITUDE),
                           static_cast<ExifTag>(EXIF_TAG_GPS_LONGITUDE_REF), 'W');
  if (lat && lng && std::abs(*lat) <= 90 && std::abs(*lng) <= 180 && (*lat != 0 || *lng != 0)) {
    out.taken.lat = lat;
    out.taken.lng = lng;
  }
  const std::string device =
      text_of(*data, EXIF_IFD_0, EXIF_TAG_MAKE) + " " + text_of(*data, EXIF_IFD_0, EXIF_TAG_MODEL);
  if (!text::trim(device).empty()) out.taken.device = std::string(text::trim(device));
  return out;
}

}  // namespace tiange::blobs
