#include "city/registers/parts/part_rules.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "base/codes.h"
#include "base/text.h"
#include "engines/geo/geo.h"

namespace tiange::registers {

namespace {

constexpr std::array<Column, 20> k_columns = {{{"code", "部件编码", "ObjID"},
                                               {"generation", "编码版本", ""},
                                               {"name", "部件名称", "ObjName"},
                                               {"supervisor.unit", "主管部门代码", "DeptCode1"},
                                               {"supervisor.name", "主管部门", "DeptName1"},
                                               {"owner.unit", "权属单位代码", "DeptCode2"},
                                               {"owner.name", "权属单位", "DeptName2"},
                                               {"keeper.unit", "养护单位代码", "DeptCode3"},
                                               {"keeper.name", "养护单位", "DeptName3"},
                                               {"owner_state", "权属状态", ""},
                                               {"grid", "所在网格", "BGID"},
                                               {"lng", "经度", ""},
                                               {"lat", "纬度", ""},
                                               {"place", "位置", ""},
                                               {"state", "状态", "ObjState"},
                                               {"recorded", "初始日期", "ORDate"},
                                               {"source", "数据来源", "DataSource"},
                                               {"note", "备注", "Note"},
                                               {"photos", "照片", ""},
                                               {"kind", "类别", ""}}};

constexpr std::size_t k_most_photos = 20;
constexpr std::size_t k_longest_name = 200;

template <class E>
struct Named {
  E value;
  const char* zh;
  const char* en;
};
constexpr std::array<Named<PartState>, 5> k_states = {{{PartState::intact, "完好", "Intact"},
                                                       {PartState::broken, "破损", "Broken"},
                                                       {PartState::lost, "丢失", "Lost"},
                                                       {PartState::abandoned, "废弃", "Abandoned"},
                                                       {PartState::removed, "移除", "Removed"}}};
constexpr std::array<Named<OwnerState>, 3> k_owners = {{{OwnerState::known, "已确定", "Known"},
                                                        {OwnerState::unknown, "未知", "Unknown"},
                                                        {OwnerState::disputed, "有争议", "Disputed"}}};

template <class E, std::size_t N>
Words words_in(const std::array<Named<E>, N>& rows, E value) {
  for (const auto& row : rows) {
    if (row.value == value) return {row.zh, row.en};
  }
  return {};
}

template <class E, std::size_t N>
std::optional<E> value_in(const std::array<Named<E>, N>& rows, const std::string& cell) {
  for (const auto& row : rows) {
    if (cell == row.zh || text::lower_ascii(cell) == text::lower_ascii(row.en)) return row.value;
  }
  return json::enum_from<E>(text::lower_ascii(cell));
}

bool digits(std::string_view text, std::size_t count) {
  return text.size() == count && text.find_first_not_of("0123456789") == text.npos;
}

void settle_party(Party& party, const char* path, const PartFacts& facts, std::vector<FieldError>& faults) {
  if (party.unit.empty() && !party.name.empty()) party.unit = facts.unit_named(party.name);
  if (party.unit.empty()) return;
  const org::UnitInfo* unit = facts.units.unit(party.unit);
  if (unit) {
    party.name = unit->name_zh;
  } else if (party.name.empty()) {
    faults.push_back({path, "没有这个单位：" + party.unit, "no such unit: " + party.unit});
  } else {
    party.unit.clear();  // a code of somebody else's list; the name stands
  }
}

void settle_place(Part& part, const PartFacts& facts, std::vector<FieldError>& faults) {
  if (!geo::is_valid({part.lng, part.lat}) || (part.lng == 0 && part.lat == 0)) {
    faults.push_back({"lng", "缺少坐标", "the point is missing"});
    return;
  }
  const auto found = facts.places.locate(part.lng, part.lat);
  if (!found.ok()) {
    faults.push_back({"lng", "坐标不在本区范围内", "the point lies outside the district"});
  } else if (part.grid.empty()) {
    part.grid = found->grid_code;
  } else if (part.grid != found->grid_code) {
    faults.push_back({"grid", "坐标在网格 " + found->grid_code + "，不在 " + part.grid,
                      "the point lies in grid " + found->grid_code + ", not in " + part.grid});
  }
}

template <class T>
void take(const std::optional<std::string>& cell, T& out) {
  if (cell) out = *cell;
}

void take_number(const std::optional<std::string>& cell, std::size_t column, double& out, std::vector<FieldError>& faults) {
  if (!cell) return;
  if (const auto number = text::to_double(*cell)) out = *number;
  else faults.push_back({std::string(k_columns[column].name), "应为数字，现为“" + *cell + "”", "must be a number"});
}

}  // namespace

Words part_state_words(PartState state) { return words_in(k_states, state); }
Words owner_state_words(OwnerState state) { return words_in(k_owners, state); }

std::optional<PartKey> key_of(std::string_view ref) {
  if (ref.size() != 19 || ref[2] != '-' || !digits(ref.substr(0, 2), 2) || !digits(ref.substr(3), 16)) return std::nullopt;
  return PartKey{text::to_int(ref.substr(3)).value_or(0), std::string(ref.substr(0, 2))};
}

PartKey key_of(const Part& part) { return {text::to_int(part.code).value_or(0), part.generation}; }

std::int64_t cell_of(double lng, double lat) {
  return static_cast<std::int64_t>(std::floor(lat * 1000)) * 1'000'000 + static_cast<std::int64_t>(std::floor(lng * 1000));
}

std::vector<FieldError> settle_part(Part& part, const PartFacts& facts) {
  std::vector<FieldError> faults;
  const bool generation_known =
      std::find(std::begin(k_generations), std::end(k_generations), part.generation) != std::end(k_generations);
  if (!generation_known) faults.push_back({"generation", "编码版本应为 07 或 13", "must be 07 or 13"});
  if (!digits(part.code, 16)) {
    faults.push_back({"code", "编码应为 16 位数字", "must be 16 digits"});
  } else if (part.code.substr(0, 6) != facts.district) {
    faults.push_back({"code", "编码前六位应为本区代码 " + facts.district, "must begin with the district's code " + facts.district});
  } else if (generation_known && !facts.kind(part.kind())) {
    faults.push_back({"code", "没有这个部件类别：" + part.kind(), "no such kind of part: " + part.kind()});
  }
  settle_place(part, facts, faults);
  settle_party(part.supervisor, "supervisor.unit", facts, faults);
  settle_party(part.owner, "owner.unit", facts, faults);
  settle_party(part.keeper, "keeper.unit", facts, faults);
  if (!part.owner.known() && part.owner_state == OwnerState::known) part.owner_state = OwnerState::unknown;
  if (part.owner.known() && part.owner_state == OwnerState::unknown) part.owner_state = OwnerState::known;
  if (!part.recorded.empty()) {
    const auto day = parse_date(part.recorded.substr(0, std::min<std::size_t>(part.recorded.size(), 10)));
    if (day.ok()) part.recorded = format_date(*day);
    else faults.push_back({"recorded", "日期应写作 2026-11-21", "must be a date such as 2026-11-21"});
  }
  if (part.photos.size() > k_most_photos) faults.push_back({"photos", "照片最多 20 张", "at most 20 photos"});
  for (const std::string& digest : part.photos) {
    if (digest.size() != 64) faults.push_back({"photos", "照片编号有误", "is no digest of a photo"});
  }
  for (const auto& [path, words] : {std::pair("name", &part.name), std::pair("place", &part.place), std::pair("source", &part.source),
                                    std::pair("owner.name", &part.owner.name), std::pair("supervisor.name", &part.supervisor.name),
                                    std::pair("keeper.name", &part.keeper.name)}) {
    if (text::length(*words) > k_longest_name) faults.push_back({path, "最多 200 字", "at most 200 characters"});
  }
  if (text::length(part.note) > 1000) faults.push_back({"note", "备注最多 1000 字", "at most 1000 characters"});
  return faults;
}

std::vector<FieldError> kind_faults(const PartKind& kind) {
  std::vector<FieldError> faults;
  const bool generation_known = kind.generation == "07" || kind.generation == "13";
  if (!generation_known) faults.push_back({"generation", "编码版本应为 07 或 13", "must be 07 or 13"});
  if (!digits(kind.major, 2)) faults.push_back({"major", "大类应为两位数字", "must be two digits"});
  if (!digits(kind.minor, 2)) faults.push_back({"minor", "小类应为两位数字", "must be two digits"});
  if (kind.name_zh.empty()) faults.push_back({"name_zh", "缺少名称", "is missing"});
  if (kind.name_en.empty()) faults.push_back({"name_en", "缺少英文名称", "is missing"});
  return faults;
}

int next_extension(std::span<const PartKind> kinds, std::string_view generation, std::string_view major) {
  std::array<bool, 100> used{};
  int highest_national = 0;
  for (const PartKind& kind : kinds) {
    if (kind.generation != generation || kind.major != major) continue;
    const auto minor = static_cast<int>(text::to_int(kind.minor).value_or(0));
    used[static_cast<std::size_t>(std::clamp(minor, 0, k_first_extension))] = true;
    if (!kind.extension) highest_national = std::max(highest_national, minor);
  }
  for (int minor = k_first_extension; minor > highest_national; --minor) {
    if (!used[static_cast<std::size_t>(minor)]) return minor;
  }
  return 0;
}

Words party_words(const Party& party, const org::Directory& units) {
  if (const org::UnitInfo* unit = party.unit.empty() ? nullptr : units.unit(party.unit)) return {unit->name_zh, unit->name_en};
  return {party.name, party.name};
}

Words what_changed(const Part& before, const Part& after, const org::Directory& units) {
  std::vector<std::string> zh;
  std::vector<std::string> en;
  const auto say = [&](const char* name_zh, const char* name_en, const Words& from, const Words& to) {
    const auto or_none = [](const std::string& text, const char* none) { return text.empty() ? std::string(none) : text; };
    zh.push_back(std::string(name_zh) + "：" + or_none(from.zh, "无") + " → " + or_none(to.zh, "无"));
    en.push_back(std::string(name_en) + ": " + or_none(from.en, "none") + " → " + or_none(to.en, "none"));
  };
  const auto party = [&](const char* name_zh, const char* name_en, const Party& from, const Party& to) {
    if (!(from == to)) say(name_zh, name_en, party_words(from, units), party_words(to, units));
  };
  const auto plain = [&](const char* name_zh, const char* name_en, const std::string& from, const std::string& to) {
    if (from != to) say(name_zh, name_en, {from, from}, {to, to});
  };
  if (before.state != after.state) say("状态", "State", part_state_words(before.state), part_state_words(after.state));
  party("主管", "Supervised by", before.supervisor, after.supervisor);
  party("权属", "Owner", before.owner, after.owner);
  party("养护", "Kept by", before.keeper, after.keeper);
  if (before.owner_state != after.owner_state)
    say("权属状态", "Ownership", owner_state_words(before.owner_state), owner_state_words(after.owner_state));
  plain("名称", "Name", before.name, after.name);
  plain("网格", "Grid", before.grid, after.grid);
  if (before.lng != after.lng || before.lat != after.lat) {
    zh.push_back("坐标已更正");
    en.push_back("the point was mended");
  }
  plain("位置", "Place", before.place, after.place);
  plain("初始日期", "Recorded", before.recorded, after.recorded);
  plain("来源", "Source", before.source, after.source);
  plain("备注", "Note", before.note, after.note);
  if (before.photos != after.photos)
    say("照片", "Photos", {std::to_string(before.photos.size()), std::to_string(before.photos.size())},
        {std::to_string(after.photos.size()), std::to_string(after.photos.size())});
  return {text::join(zh, "；"), text::join(en, "; ")};
}

std::span<const Column> part_columns() { return k_columns; }

std::vector<std::string> part_cells(const Part& p) {
  const auto number = [](double value) { return json::write(json::Value(value)); };
  return {p.code,        p.generation,  p.name,       p.supervisor.unit, p.supervisor.name, p.owner.unit, p.owner.name,
          p.keeper.unit, p.keeper.name, owner_state_words(p.owner_state).zh, p.grid, number(p.lng), number(p.lat), p.place,
          part_state_words(p.state).zh, p.recorded, p.source, p.note, text::join(p.photos, " "), p.kind()};
}

Part part_from(const std::vector<std::optional<std::string>>& cells, const Part* present, std::vector<FieldError>& faults) {
  Part part = present ? *present : Part{};
  take(cells[0], part.code);
  if (cells[1] && !cells[1]->empty()) part.generation = cells[1]->size() == 1 ? "0" + *cells[1] : *cells[1];
  take(cells[2], part.name);
  const auto party = [&](std::size_t at, Party& out) {
    if (!cells[at] && !cells[at + 1]) return;
    out.unit = cells[at].value_or("");
    out.name = cells[at + 1].value_or("");
  };
  party(3, part.supervisor);
  party(5, part.owner);
  party(7, part.keeper);
  if (cells[9] && !cells[9]->empty()) {
    if (const auto state = value_in(k_owners, *cells[9])) part.owner_state = *state;
    else faults.push_back({"owner_state", "应为已确定、未知或有争议，现为“" + *cells[9] + "”", "must be known, unknown or disputed"});
  }
  take(cells[10], part.grid);
  take_number(cells[11], 11, part.lng, faults);
  take_number(cells[12], 12, part.lat, faults);
  take(cells[13], part.place);
  if (cells[14] && !cells[14]->empty()) {
    if (const auto state = value_in(k_states, *cells[14])) part.state = *state;
    else faults.push_back({"state", "应为完好、破损、丢失、废弃或移除，现为“" + *cells[14] + "”", "must be intact, broken, lost, abandoned or removed"});
  }
  take(cells[15], part.recorded);
  take(cells[16], part.source);
  take(cells[17], part.note);
  if (cells[18]) {
    part.photos.clear();
    for (const std::string_view digest : text::split(*cells[18], ' ')) {
      if (!digest.empty()) part.photos.emplace_back(digest);
    }
  }
  return part;
}

}  // namespace tiange::registers
