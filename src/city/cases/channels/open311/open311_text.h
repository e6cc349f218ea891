#pragma once
// Texts of Open311: answers as JSON or XML from one value, errors, what may be shown, forms as they are posted. Pure.

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace tiange::cases::open311 {

// An array becomes <services><service>…; an object <service_definition>…. `root` names the outermost element.
std::string to_xml(const json::Value& value, std::string_view root);
// [{code, description}], code as text.
json::Value errors(int code, const std::vector<std::string>& descriptions);

// Runs of seven digits or more keep three and two, addresses of mail and the given names are struck out.
std::string for_everybody(std::string text, const std::vector<std::string>& names);

using Fields = std::vector<std::pair<std::string, std::string>>;
// application/x-www-form-urlencoded; fields that cannot be decoded are left out.
Fields read_form(std::string_view body);
std::string field(const Fields& fields, std::string_view name);
// attribute[code]=…, attribute[code][]=… : values by code.
std::map<std::string, std::vector<std::string>> attributes(const Fields& fields);

// 2026-11-22T09:05:00+08:00
std::string moment_text(Instant moment);

// Great-circle distance in metres.
double distance_m(double lng_a, double lat_a, double lng_b, double lat_b);

}  // namespace tiange::cases::open311
