#include <algorithm>

#include "base/text.h"
#include "city/flows/form_sources.h"
#include "city/flows/forms/flow_forms.h"

namespace tiange::flows {

namespace {

std::string_view level_of(std::string_view source) {
  if (source == "towns") return "town";
  if (source == "communities") return "community";
  return source == "grids" ? "grid" : std::string_view();
}

std::string english(const std::string& zh, const std::string& en) { return en.empty() ? zh : en; }

bool below(const org::Directory& directory, const org::UnitInfo& unit, std::string_view within) {
  if (within.empty() || unit.code == within || unit.area_code.starts_with(within)) return true;
  const org::UnitInfo* above = unit.parent.empty() ? nullptr : directory.unit(unit.parent);
  for (int steps = 0; above && steps < 8; ++steps) {
    if (above->code == within) return true;
    above = above->parent.empty() ? nullptr : directory.unit(above->parent);
  }
  return false;
}

}  // namespace

std::optional<Words> DistrictChoices::find(std::string_view source, std::string_view code, std::string_view within) {
  if (const std::string_view level = level_of(source); !level.empty()) {
    const auto area = places_.area(code);
    if (!area || area->level != level || !code.starts_with(within)) return std::nullopt;
    return Words{area->name_zh, english(area->name_zh, area->name_en)};
  }
  if (source == "units") {
    const org::UnitInfo* unit = directory_->unit(code);
    if (!unit || !below(*directory_, *unit, within)) return std::nullopt;
    return Words{unit->name_zh, english(unit->name_zh, unit->name_en)};
  }
  if (source == "items") {
    const auto item = items_.find(code);
    if (!item || !code.starts_with(within)) return std::nullopt;
    return Words{item->name_zh, english(item->name_zh, item->name_en)};
  }
  if (source == "people") {
    const auto id = text::to_int(code);
    const std::string name = id ? directory_->person_name(PersonId{*id}) : "";
    if (name.empty() || (!within.empty() && directory_->unit_of(PersonId{*id}) != within)) return std::nullopt;
    return Words{name, name};
  }
  return std::nullopt;
}

std::vector<ChoiceEntry> DistrictChoices::areas(std::string_view level, std::string_view within) const {
  std::vector<ChoiceEntry> found;
  std::vector<places::Area> open = places_.children("");
  while (!open.empty()) {
    std::vector<places::Area> next;
    for (const places::Area& area : open) {
      const bool related = area.code.starts_with(within) || within.starts_with(area.code);
      if (!related) continue;
      if (area.level == level) {
        if (area.code.starts_with(within)) found.push_back({area.code, area.name_zh, english(area.name_zh, area.name_en)});
        continue;
      }
      for (places::Area& child : places_.children(area.code)) next.push_back(std::move(child));
    }
    open = std::move(next);
  }
  return found;
}

std::vector<ChoiceEntry> DistrictChoices::units(std::string_view within) const {
  std::vector<ChoiceEntry> found;
  for (const org::UnitInfo& unit : directory_->units()) {
    if (below(*directory_, unit, within)) found.push_back({unit.code, unit.name_zh, english(unit.name_zh, unit.name_en)});
  }
  return found;
}

// Posts of a unit stand in queues of the unit, or of its area.
std::vector<ChoiceEntry> DistrictChoices::people(std::string_view unit) const {
  std::vector<ChoiceEntry> found;
  const org::UnitInfo* info = directory_->unit(unit);
  if (!info) return found;
  for (const org::DutyInfo& duty : directory_->duties()) {
    const std::string queue = (duty.by_area ? info->area_code : info->code) + ":" + duty.key;
    for (const org::Holder& holder : directory_->holders(queue, now_)) {
      const std::string id = std::to_string(holder.person.value);
      const auto same = [&](const ChoiceEntry& one) { return one.value == id; };
      if (holder.unit == unit && std::none_of(found.begin(), found.end(), same)) found.push_back({id, holder.name, holder.name});
    }
  }
  return found;
}

Result<std::vector<ChoiceEntry>> DistrictChoices::search(const Scope& scope, std::string_view source, std::string_view text,
                                                         std::string_view within, std::size_t most) const {
  std::vector<ChoiceEntry> all;
  if (const std::string_view level = level_of(source); !level.empty()) {
    all = areas(level, within);
  } else if (source == "units") {
    all = units(within);
  } else if (source == "items") {
    for (const auto& item : items_.all()) {
      if (item->code.starts_with(within)) all.push_back({item->code, item->name_zh, english(item->name_zh, item->name_en)});
    }
  } else if (source == "people") {
    if (scope.units.empty()) return refuse(ErrorCode::forbidden);
    for (const std::string& unit : within.empty() ? scope.units : std::vector<std::string>{std::string(within)}) {
      for (ChoiceEntry& one : people(unit)) all.push_back(std::move(one));
    }
  } else {
    return refuse(ErrorCode::no_definition, std::string(source), std::string(source));
  }
  const std::string wanted = text::lower_ascii(text::trim(text));
  std::erase_if(all, [&](const ChoiceEntry& one) {
    return !wanted.empty() && !text::contains(text::lower_ascii(one.value), wanted) && !text::contains(one.zh, wanted) &&
           !text::contains(text::lower_ascii(one.en), wanted);
  });
  if (all.size() > most) all.resize(most);
  return all;
}

}  // namespace tiange::flows
