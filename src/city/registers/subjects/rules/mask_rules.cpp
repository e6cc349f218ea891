#include "city/registers/subjects/rules/mask_rules.h"

#include "base/codes.h"
#include "base/text.h"
#include "city/registers/addresses/reading/reading.h"

namespace tiange::registers {

namespace {

std::string mask_address(std::string_view value) {
  const AddressParts parts = read_address(value);
  return parts.province + parts.city + parts.district + parts.town + parts.community + "***";
}

std::string mask_email(std::string_view value) {
  const std::size_t mark = value.find('@');
  if (mark == value.npos || mark == 0) return "***";
  return std::string(value.substr(0, 1)) + "***" + std::string(value.substr(mark));
}

std::string mask_plate(std::string_view value) {
  const auto points = text::code_points(value);
  if (points.size() < 5) return "***";
  std::string out;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i < 2 || i + 2 >= points.size()) text::append_code_point(out, points[i]);
    else out += '*';
  }
  return out;
}

}  // namespace

std::string mask_value(std::string_view mask, std::string_view value) {
  if (value.empty() || mask == "none") return std::string(value);
  if (mask == "name") return codes::mask_name(value);
  if (mask == "id") return codes::mask_citizen_number(value);
  if (mask == "phone") return codes::mask_phone(value);
  if (mask == "address") return mask_address(value);
  if (mask == "bank") return value.size() > 4 ? "****" + std::string(value.substr(value.size() - 4)) : "****";
  if (mask == "email") return mask_email(value);
  if (mask == "plate") return mask_plate(value);
  return "***";
}


}  // namespace tiange::registers
