#pragma once
// The registers that choices of a form may come from; flow_forms.h says what each holds.

#include <array>
#include <string_view>

#include "engines/forms/forms.h"

namespace tiange::flows {

struct FormSource {
  std::string_view name;
  std::string_view zh;
  std::string_view en;
};
inline constexpr std::array k_form_sources{
    FormSource{"towns", "镇街", "Towns"},      FormSource{"communities", "社区（村）", "Communities"},
    FormSource{"grids", "网格", "Grids"},      FormSource{"units", "单位", "Units"},
    FormSource{"items", "事项", "Items"},      FormSource{"people", "单位人员", "People of a unit"},
};

inline forms::ReadOptions form_options() {
  forms::ReadOptions options;
  options.sources.emplace();
  for (const FormSource& one : k_form_sources) options.sources->emplace_back(one.name);
  return options;
}

}  // namespace tiange::flows
