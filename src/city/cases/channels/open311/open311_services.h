#pragma once
// The catalogue as Open311 services, an item's form as their definition, and posted attributes as answers to it. Pure.

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "city/items/items.h"
#include "engines/forms/forms.h"

namespace tiange::cases::open311 {

json::Value service_of(const items::Item& item, Language language);
json::Value definition_of(std::string_view service, const forms::Form* form, Language language);
// Values of attribute[…] by code as answers to the form; what the form does not know is left out.
json::Value answers_of(const forms::Form& form, const std::map<std::string, std::vector<std::string>>& values);

}  // namespace tiange::cases::open311
