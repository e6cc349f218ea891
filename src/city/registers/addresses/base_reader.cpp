#include "city/registers/addresses/base_reader.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "base/text.h"

namespace tiange::registers {

namespace {

constexpr std::string_view k_estate = "estate\x1f";  // why a road number is read anew

using Withins = std::unordered_map<std::string, std::vector<Within>>;

bool is_numbered(const AddressParts& parts) { return !parts.road.empty() && !parts.number.empty() && !parts.base.empty(); }

Meant meant_by(const Withins& known, const std::string& name, const Within& told, bool local) {
  const auto found = known.find(name);
  return settle_within(told, local, found == known.end() ? std::span<const Within>() : std::span<const Within>(found->second));
}

std::int64_t base_id(const Within& within, const std::string& name) {
  const AddressStep step{AddressLevel::base, name, base_key(within, name)};
  return address_id(std::span(&step, 1));
}

// Of the same length, and one character is another.
bool all_but_one(std::string_view one, std::string_view other) {
  const auto a = text::code_points(one);
  const auto b = text::code_points(other);
  if (a.size() != b.size() || a.size() < 2) return false;
  std::size_t differ = 0;
  for (std::size_t i = 0; i < a.size(); ++i) differ += a[i] != b[i] ? 1 : 0;
  return differ == 1;
}

template <class T>
void tidy(std::vector<T>& all) {
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
}

}  // namespace

struct BaseReader::Batch {
  std::vector<ReadText> all;
  std::vector<Within> told;  // of each text
  Withins withins;           // of each name of the batch
  std::unordered_map<std::string, std::string> estates;  // of road numbers, by their keys
  std::optional<std::vector<Village>> towns, villages;  // of the map, once asked for
};

bool BaseReader::is_ours(const AddressParts& parts) const {
  if (!parts.district.empty() && parts.district != house_.places.name(house_.district, Language::zh)) return false;
  return parts.city.empty() || parts.city == house_.city || !parts.district.empty();
}

const std::vector<BaseReader::Village>& BaseReader::towns(Batch& batch) const {
  if (batch.towns) return *batch.towns;
  batch.towns.emplace();
  for (const places::Area& town : house_.places.children(house_.district)) batch.towns->push_back({{area_core(town.name_zh), ""}, town.name_zh, ""});
  return *batch.towns;
}

const std::vector<BaseReader::Village>& BaseReader::villages(Batch& batch) const {
  if (batch.villages) return *batch.villages;
  batch.villages.emplace();
  for (const places::Area& town : house_.places.children(house_.district)) {
    const std::string core = area_core(town.name_zh);
    for (const places::Area& village : house_.places.children(town.code))
      batch.villages->push_back({{core, area_core(village.name_zh)}, town.name_zh, village.name_zh});
  }
  return *batch.villages;
}

// The town that the text means: with a slip of one character, or with something before it that is no part of the name. None
// when it is none of those on the map.
std::string BaseReader::town_called(Batch& batch, const std::string& core) const {
  const std::vector<Village>& all = towns(batch);
  const bool known = all.empty() || std::any_of(all.begin(), all.end(), [&](const Village& one) { return one.core.town == core; });
  if (known) return core;
  std::vector<std::string> like;
  for (const Village& one : all) {
    if (core.ends_with(one.core.town) || all_but_one(core, one.core.town)) like.push_back(one.core.town);
  }
  return like.size() == 1 ? like.front() : std::string();
}

// A village that the map does not know and that is like one of it: nothing is learned from it.
bool BaseReader::is_slip(Batch& batch, const Within& told) const {
  const std::vector<Village>& all = villages(batch);
  const auto in_town = [&](const Village& one) { return told.town.empty() || one.core.town == told.town; };
  const bool known = std::any_of(all.begin(), all.end(), [&](const Village& one) { return in_town(one) && one.core.village == told.village; });
  return !known && std::any_of(all.begin(), all.end(), [&](const Village& one) { return in_town(one) && all_but_one(told.village, one.core.village); });
}

// What a text and its source say of where it lies; the town of a village that only one has.
void BaseReader::add_told(Batch& batch, const AddressText& text, const AddressParts& parts) const {
  Within told = told_within(parts);
  if (!told.town.empty() && !parts.base.empty()) told.town = town_called(batch, told.town);
  if (!parts.base.empty() && told.village.empty() && (text.grid.size() == 15 || (text.lng && text.lat))) {
    const auto located = text.grid.size() == 15 ? house_.places.of_grid(text.grid) : house_.places.locate(*text.lng, *text.lat);
    const std::string town = located.ok() ? area_core(located->town_name) : std::string();
    if (!town.empty() && (told.town.empty() || told.town == town)) told = {town, area_core(located->community_name)};
  }
  if (!told.village.empty() && told.town.empty()) {
    std::vector<std::string> towns;
    for (const Village& one : villages(batch)) {
      if (one.core.village == told.village) towns.push_back(one.core.town);
    }
    tidy(towns);
    if (towns.size() == 1) told.town = towns.front();
  }
  batch.told.push_back(std::move(told));
}

std::string BaseReader::shown(Batch& batch, const Within& within, const std::string& base) const {
  if (within.empty()) return "";
  for (const Village& one : within.village.empty() ? towns(batch) : villages(batch)) {
    if (one.core != within) continue;
    // A base that is the village itself says so.
    return base.starts_with(one.name) && !one.name.empty() ? one.town : one.town + one.name;
  }
  return within.town + within.village;
}

// Where lanes lie that the batch names with their village for the first time.
void BaseReader::learn_withins(db::Tx& tx, Batch& batch) const {
  std::vector<std::pair<std::string, Within>> fresh;
  for (std::size_t i = 0; i < batch.all.size(); ++i) {
    const AddressParts& parts = batch.all[i].parts;
    const Within& told = batch.told[i];
    if (parts.base.empty() || told.empty()) continue;
    const auto add = [&](const std::string& name, std::string_view road) {
      if (!is_local(parts.community, road)) return;
      std::vector<Within>& known = batch.withins[name];
      if (std::find(known.begin(), known.end(), told) != known.end() || is_slip(batch, told)) return;
      known.push_back(told);
      fresh.emplace_back(name, told);
    };
    add(parts.base, parts.estate.empty() ? std::string_view(parts.road) : std::string_view());
    if (!parts.estate.empty() && is_numbered(parts)) add(parts.road + parts.number, parts.road);
  }
  for (const auto& [name, within] : fresh) {
    address_store::add_within(tx, name, within);
    address_store::wait_anew(tx, {name, base_key(within, "")});
  }
}

// A road number that was once named with its estate means that estate.
void BaseReader::learn_estates(db::Tx& tx, Batch& batch) const {
  for (std::size_t i = 0; i < batch.all.size(); ++i) {
    const AddressParts& parts = batch.all[i].parts;
    if (parts.estate.empty() || !is_numbered(parts)) continue;
    const std::string number = parts.road + parts.number;
    const Meant road = meant_by(batch.withins, number, batch.told[i], is_local(parts.community, parts.road));
    const Meant estate = meant_by(batch.withins, parts.estate, batch.told[i], is_local(parts.community, ""));
    if (!road.sure || !estate.sure) continue;
    const std::string key = base_key(road.within, number);
    const std::string base = base_key(estate.within, parts.estate);
    if (!batch.estates.emplace(key, base).second) continue;
    address_store::add_alias(tx, key, base);
    address_store::wait_anew(tx, {number, std::string(k_estate) + key});
  }
}

void BaseReader::settle(Batch& batch, ReadText& one, const Within& told) const {
  AddressParts& parts = one.parts;
  if (parts.base.empty()) return;
  const bool estate = !parts.estate.empty();
  const Meant meant = meant_by(batch.withins, parts.base, told, is_local(parts.community, estate ? "" : parts.road));
  parts.within = meant.within;
  one.sure = meant.sure;
  if (!estate && is_numbered(parts) && meant.sure) {
    const auto found = batch.estates.find(base_key(meant.within, parts.base));
    if (found != batch.estates.end()) std::tie(parts.within, parts.base) = base_of_key(found->second);
  }
}

std::vector<ReadText> BaseReader::read_all(db::Tx& tx, std::span<const AddressText> texts, bool add) const {
  Batch batch;
  batch.all.resize(texts.size());
  std::vector<std::string> names;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    AddressParts& parts = batch.all[i].parts;
    parts = read_address(texts[i].text);
    if (!is_ours(parts)) parts = {};
    add_told(batch, texts[i], parts);
    if (parts.base.empty()) continue;
    names.push_back(parts.base);
    if (is_numbered(parts)) names.push_back(parts.road + parts.number);
  }
  tidy(names);
  batch.withins = address_store::withins_of(tx, names);
  if (add) learn_withins(tx, batch);
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const AddressParts& parts = batch.all[i].parts;
    if (!is_numbered(parts)) continue;
    const std::string number = parts.road + parts.number;
    keys.push_back(base_key(meant_by(batch.withins, number, batch.told[i], is_local(parts.community, parts.road)).within, number));
  }
  tidy(keys);
  batch.estates = address_store::bases_of(tx, keys);
  if (add) learn_estates(tx, batch);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    ReadText& one = batch.all[i];
    settle(batch, one, batch.told[i]);
    if (add) one.parts.shown = shown(batch, one.parts.within, one.parts.base);
    one.steps = steps_of(one.parts);
  }
  return std::move(batch.all);
}

std::vector<std::int64_t> BaseReader::bases_meant(db::Tx& tx, const ReadAnew& one) const {
  if (one.why.starts_with(k_estate)) {
    const auto [within, number] = base_of_key(std::string_view(one.why).substr(k_estate.size()));
    return {base_id(within, number)};
  }
  const auto known = address_store::withins_of(tx, std::span(&one.name, 1));
  std::vector<Within> withins{Within{}};
  if (const auto found = known.find(one.name); found != known.end()) withins.insert(withins.end(), found->second.begin(), found->second.end());
  // The only village that is known: whoever is there was placed when it was known.
  if (withins.size() == 2 && base_key(withins.back(), "") == one.why) withins.pop_back();
  std::vector<std::int64_t> ids;
  std::vector<std::string> keys;
  for (const Within& within : withins) {
    ids.push_back(base_id(within, one.name));
    keys.push_back(base_key(within, one.name));
  }
  // With a second village, texts that leave it out mean the estate of the first no more.
  if (withins.size() > 2) {
    for (const auto& [key, base] : address_store::bases_of(tx, keys)) {
      const auto [within, estate] = base_of_key(base);
      if (std::find(keys.begin(), keys.end(), key) != keys.end()) ids.push_back(base_id(within, estate));
    }
  }
  tidy(ids);
  return ids;
}

}  // namespace tiange::registers
