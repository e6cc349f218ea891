#include "city/registers/parts/part_service.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/text.h"

namespace tiange::registers {

namespace {

constexpr std::size_t k_most_near = 50;
constexpr int k_most_changes = 100;
constexpr double k_most_metres = 2000;

const PartKind* kind_in(const std::vector<PartKind>& kinds, std::string_view kind) {
  const auto found = std::lower_bound(kinds.begin(), kinds.end(), kind, [](const PartKind& one, std::string_view wanted) { return one.kind < wanted; });
  return found == kinds.end() || found->kind != kind ? nullptr : &*found;
}

std::string padded(std::int64_t number, std::size_t width) {
  std::string text = std::to_string(number);
  if (text.size() < width) text.insert(0, width - text.size(), '0');
  return text;
}

}  // namespace

PartFacts PartService::facts(const Kinds& kinds, const org::Directory& units) const {
  auto names = std::make_shared<std::unordered_map<std::string, std::string>>();
  for (const org::UnitInfo& unit : units.units()) names->emplace(unit.name_zh, unit.code);
  return {parts_.places, units, [&kinds](std::string_view kind) { return kind_in(kinds, kind); },
          [names](const std::string& name) {
            const auto found = names->find(name);
            return found == names->end() ? std::string() : found->second;
          },
          parts_.district};
}

std::optional<Part> PartService::find(db::Tx& tx, std::string_view ref) const {
  const auto key = key_of(ref);
  if (!key) return std::nullopt;
  auto stored = store::part(tx, *key);
  return stored ? std::optional(std::move(stored->part)) : std::nullopt;
}

Result<store::StoredPart> PartService::load_part(db::Tx& tx, const Scope& scope, std::string_view ref) const {
  const auto key = key_of(ref);
  auto stored = key ? store::part(tx, *key) : std::nullopt;
  if (!stored || !scope.covers(stored->part.grid)) return refuse(ErrorCode::out_of_scope);
  return *std::move(stored);
}

PartRow PartService::row_of(const store::StoredPart& stored, const Kinds& kinds, const org::Directory& units, Language language) const {
  const Part& p = stored.part;
  PartRow row;
  row.ref = p.ref();
  row.code = p.code;
  row.generation = p.generation;
  row.kind = p.kind();
  if (const PartKind* kind = kind_in(kinds, row.kind)) {
    row.kind_zh = kind->name_zh;
    row.kind_en = kind->name_en;
  }
  row.name = p.name;
  row.state = p.state;
  const Words state = part_state_words(p.state);
  row.state_zh = state.zh;
  row.state_en = state.en;
  row.owner_state = p.owner_state;
  row.owner = p.owner.unit;
  const Words owner = party_words(p.owner, units);
  row.owner_zh = owner.zh;
  row.owner_en = owner.en;
  const Words keeper = party_words(p.keeper, units);
  row.keeper_zh = keeper.zh;
  row.keeper_en = keeper.en;
  row.grid = p.grid;
  row.area_name = parts_.places.full_name(p.grid, language);
  row.place = p.place;
  row.lng = p.lng;
  row.lat = p.lat;
  row.changed = stored.changed;
  return row;
}

Result<PartView> PartService::view(db::Tx& tx, const Scope& scope, std::string_view ref, Instant now) const {
  TIANGE_TRY(const store::StoredPart stored, load_part(tx, scope, ref));
  const Kinds kinds = store::kinds(tx);
  const auto units = parts_.org.directory(now);
  PartView view;
  static_cast<PartRow&>(view) = row_of(stored, kinds, *units, scope.language);
  view.part = stored.part;
  const Words supervisor = party_words(stored.part.supervisor, *units);
  view.supervisor_zh = supervisor.zh;
  view.supervisor_en = supervisor.en;
  if (const PartKind* kind = kind_in(kinds, stored.part.kind())) view.item = kind->item;
  view.changes = store::changes(tx, key_of(stored.part), k_most_changes);
  view.may_manage = scope.may(Permission::registers_manage);
  view.may_inspect = scope.may(Permission::registers_inspect) || view.may_manage;
  view.version = stored.version;
  return view;
}

NearList PartService::near(db::Tx& tx, const Scope& scope, double lng, double lat, double metres, std::string_view kind, Instant now) const {
  NearList list;
  if (!geo::is_valid({lng, lat})) return list;
  metres = std::isfinite(metres) ? std::clamp(metres, 1.0, k_most_metres) : 1.0;
  const auto per_degree = geo::metres_per_degree(lat);
  const geo::Box box{lng - metres / per_degree.lng, lat - metres / per_degree.lat, lng + metres / per_degree.lng, lat + metres / per_degree.lat};
  std::vector<std::pair<double, store::StoredPart>> found;
  store::each_in_box(tx, scope, box, [&](const store::StoredPart& stored) {
    if (!kind.empty() && stored.part.kind() != kind) return;
    const double distance = geo::distance_m({lng, lat}, {stored.part.lng, stored.part.lat});
    if (distance <= metres) found.emplace_back(distance, stored);
  });
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : a.second.part.ref() < b.second.part.ref();
  });
  if (found.size() > k_most_near) found.resize(k_most_near);
  const Kinds kinds = store::kinds(tx);
  const auto units = parts_.org.directory(now);
  for (const auto& [distance, stored] : found) {
    NearRow& row = list.items.emplace_back();
    static_cast<PartRow&>(row) = row_of(stored, kinds, *units, scope.language);
    row.metres = std::lround(distance);
  }
  return list;
}

std::optional<PartKind> PartService::kind_of_item(db::Tx& tx, std::string_view item) const {
  if (item.empty()) return std::nullopt;
  for (PartKind& kind : store::kinds(tx)) {
    if (kind.item == item) return std::move(kind);
  }
  return std::nullopt;
}

Result<Part> PartService::add(db::Tx& tx, const Scope& scope, const PartIn& in, Instant now) {
  const Kinds kinds = store::kinds(tx);
  const auto units = parts_.org.directory(now);
  Part part = in;
  if (part.code.empty() && !in.kind_code.empty()) {
    const PartKind* kind = kind_in(kinds, in.kind_code);
    if (!kind) return refuse_fields(ErrorCode::bad_input, {{"kind_code", "没有这个部件类别：" + in.kind_code, "no such kind of part"}});
    part.generation = kind->generation;
    const std::int64_t first = text::to_int(parts_.district + kind->major + kind->minor + "000000").value_or(0);
    const std::int64_t last = store::last_number(tx, kind->generation, first, first + 999'999);
    if (last == first + 999'999) return refuse_fields(ErrorCode::bad_input, {{"kind_code", "该类别的顺序号已用完", "the numbers of this kind are used up"}});
    part.code = padded(last + 1, 16);
  }
  if (part.recorded.empty()) part.recorded = format_date(local_date(now));
  auto faults = settle_part(part, facts(kinds, *units));
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  if (!scope.covers(part.grid)) return refuse(ErrorCode::out_of_scope);
  if (store::part(tx, key_of(part))) return refuse_fields(ErrorCode::bad_input, {{"code", "编码已存在", "is taken"}});
  const store::Entry entry{"added", {"登记入册", "entered in the register"}, in.text};
  if (!store::put(tx, {part, 1, now}, entry, scope.name, now)) return refuse(ErrorCode::conflict);
  return part;
}

Result<Part> PartService::change(db::Tx& tx, const Scope& scope, std::string_view ref, const PartIn& in, Instant now) {
  TIANGE_TRY(const store::StoredPart stored, load_part(tx, scope, ref));
  if (in.version != stored.version) return refuse(ErrorCode::stale_version);
  const Kinds kinds = store::kinds(tx);
  const auto units = parts_.org.directory(now);
  Part part = in;
  part.code = stored.part.code;
  part.generation = stored.part.generation;
  if (part.grid == stored.part.grid && (part.lng != stored.part.lng || part.lat != stored.part.lat)) part.grid.clear();  // follows the point
  auto faults = settle_part(part, facts(kinds, *units));
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  if (!scope.covers(part.grid)) return refuse(ErrorCode::out_of_scope);
  if (part == stored.part) return part;
  const store::Entry entry{"changed", what_changed(stored.part, part, *units), in.text};
  if (!store::put(tx, {part, stored.version + 1, now}, entry, scope.name, now)) return refuse(ErrorCode::stale_version);
  return part;
}

Outcome PartService::set_owner(db::Tx& tx, const Scope& scope, std::string_view ref, const Party& owner, OwnerState state,
                               const Words& said, const std::string& text, Instant now) {
  TIANGE_TRY(store::StoredPart stored, load_part(tx, scope, ref));
  if (stored.part.owner == owner && stored.part.owner_state == state) return done();
  stored.part.owner = owner;
  stored.part.owner_state = state;
  ++stored.version;
  if (!store::put(tx, stored, {"owner", said, text}, scope.name, now)) return refuse(ErrorCode::conflict);
  return done();
}

Outcome PartService::set_state(db::Tx& tx, const Scope& scope, std::string_view ref, const StateIn& in, Instant now) {
  TIANGE_TRY(store::StoredPart stored, load_part(tx, scope, ref));
  if (text::length(in.text) > 1000) return refuse_fields(ErrorCode::bad_input, {{"text", "最多 1000 字", "at most 1000 characters"}});
  const Part before = stored.part;
  stored.part.state = in.state;
  for (const std::string& digest : in.photos) {
    if (digest.size() != 64) return refuse_fields(ErrorCode::bad_input, {{"photos", "照片编号有误", "is no digest of a photo"}});
    auto& photos = stored.part.photos;
    if (std::find(photos.begin(), photos.end(), digest) == photos.end()) photos.push_back(digest);
  }
  if (stored.part == before && in.text.empty())
    return refuse_fields(ErrorCode::bad_input, {{"state", "状态没有变化，请写明情况或附照片", "nothing changed; say what was seen or add a photo"}});
  ++stored.version;
  const auto units = parts_.org.directory(now);
  Words said = what_changed(before, stored.part, *units);
  if (said.zh.empty()) said = {"现场查看：" + part_state_words(in.state).zh, "seen on site: " + part_state_words(in.state).en};
  if (!store::put(tx, stored, {"state", said, in.text}, scope.name, now)) return refuse(ErrorCode::conflict);
  return done();
}

PartList PartService::list(db::Tx& tx, const Scope& scope, store::PartQuery query, Instant now) const {
  const Kinds kinds = store::kinds(tx);
  for (const PartKind& kind : kinds) {
    const bool named = text::contains(kind.name_zh, query.q) || text::contains(text::lower_ascii(kind.name_en), text::lower_ascii(query.q));
    if (!query.q.empty() && named) query.q_kinds.push_back(kind.kind);
  }
  const auto units = parts_.org.directory(now);
  const std::size_t wanted = query.limit;
  query.limit = wanted + 1;
  PartList list;
  store::each_part(tx, scope, query, [&](const store::StoredPart& stored) {
    if (list.items.size() == wanted) {
      list.next = list.items.back().grid + "." + list.items.back().ref;
      return false;
    }
    list.items.push_back(row_of(stored, kinds, *units, scope.language));
    return true;
  });
  if (query.after.empty()) list.total = list.next.empty() ? static_cast<std::int64_t>(list.items.size()) : store::count(tx, scope, query);
  return list;
}

PartSummary PartService::summary(db::Tx& tx, const Scope& scope, std::string_view area) const {
  PartSummary out;
  const auto add = [](std::vector<PartCount>& rows, std::string_view key, const Words& words, std::int64_t count) {
    auto found = std::find_if(rows.begin(), rows.end(), [&](const PartCount& row) { return row.key == key; });
    if (found == rows.end()) found = rows.insert(rows.end(), PartCount{std::string(key), words.zh, words.en, 0});
    found->count += count;
  };
  const Kinds kinds = store::kinds(tx);
  store::each_count(tx, scope, area, [&](PartState state, OwnerState owner, std::string_view kind, std::int64_t count) {
    out.total += count;
    add(out.states, json::enum_name(state), part_state_words(state), count);
    add(out.owners, json::enum_name(owner), owner_state_words(owner), count);
    const PartKind* known = kind_in(kinds, kind);
    add(out.majors, kind.substr(0, 5), known ? Words{known->major_zh, known->major_en} : Words{}, count);
  });
  for (auto* rows : {&out.states, &out.owners, &out.majors})
    std::stable_sort(rows->begin(), rows->end(), [](const PartCount& a, const PartCount& b) { return a.count > b.count; });
  return out;
}

Result<PartKind> PartService::add_kind(db::Tx& tx, const Scope& scope, PartKind kind, Instant now) {
  const Kinds kinds = store::kinds(tx);
  kind.extension = true;
  const int minor = next_extension(kinds, kind.generation, kind.major);
  if (minor == 0) return refuse_fields(ErrorCode::bad_input, {{"major", "该大类的扩展小类已用完", "no extension minor is left"}});
  kind.minor = padded(minor, 2);
  kind.kind = kind.generation + "-" + kind.major + kind.minor;
  for (const PartKind& known : kinds) {
    if (known.generation != kind.generation || known.major != kind.major) continue;
    kind.major_zh = known.major_zh;
    kind.major_en = known.major_en;
  }
  auto faults = kind_faults(kind);
  if (kind.major_zh.empty()) faults.push_back({"major", "没有这个大类", "no such major kind"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  kind.version = 1;
  if (!store::put_kind(tx, kind, scope.name, now)) return refuse(ErrorCode::conflict);
  return kind;
}

Result<PartKind> PartService::change_kind(db::Tx& tx, const Scope& scope, std::string_view code, PartKind kind, Instant now) {
  const auto present = store::kind(tx, code);
  if (!present) return refuse(ErrorCode::not_found);
  if (kind.version != present->version) return refuse(ErrorCode::stale_version);
  PartKind next = *present;  // what the number means stays
  next.name_zh = kind.name_zh;
  next.name_en = kind.name_en;
  next.item = kind.item;
  next.owner_line = kind.owner_line;
  auto faults = kind_faults(next);
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  ++next.version;
  if (!store::put_kind(tx, next, scope.name, now)) return refuse(ErrorCode::stale_version);
  return next;
}

Outcome PartService::lay_kinds(db::Tx& tx, std::string_view csv, Instant now) {
  const Kinds known = store::kinds(tx);
  text::CsvReader reader(csv);
  std::vector<std::string> cells;
  std::size_t line = 0;
  reader.next(cells, line);  // titles
  while (reader.next(cells, line)) {
    if (cells.size() < 11) return refuse(ErrorCode::bad_file, "part_kinds.csv 第 " + std::to_string(line) + " 行", "line " + std::to_string(line));
    const PartKind kind{cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[7], cells[8], cells[9] == "是", cells[10], 1};
    auto faults = kind_faults(kind);
    if (!faults.empty()) return refuse_fields(ErrorCode::bad_file, std::move(faults));
    if (!kind_in(known, kind.kind) && !store::put_kind(tx, kind, "开局", now)) return refuse(ErrorCode::conflict);
  }
  return done();
}

std::unique_ptr<Parts> open_parts(PartsParts parts) { return std::make_unique<PartService>(std::move(parts)); }

}  // namespace tiange::registers
