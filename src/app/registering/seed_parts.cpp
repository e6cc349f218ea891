// The parts of a demo district, and what happened to some of them.

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <tuple>

#include "app/registering/register_home.h"
#include "town/ground/random.h"

namespace tiange::app {

namespace {

using registers::OwnerState;
using registers::Part;
using registers::PartState;

constexpr std::size_t k_most_tied = 24;
constexpr int k_most_of_a_kind = 4;
constexpr double k_metre = 1.0 / 111'000;  // in degrees of latitude

// One kind in the streets: how many of a thousand, and who has them.
struct Share {
  const char* kind;
  int of_thousand;
  const char* owner_unit;  // line of the town's unit, or
  const char* owner_name;  // somebody beside the district's own units
};
constexpr Share k_shares[] = {
    {"13-0101", 90, "", "禅城供水公司"},   {"13-0102", 110, "ZJ", ""},          {"13-0103", 110, "ZJ", ""},          {"13-0104", 80, "ZJ", ""},
    {"13-0106", 40, "ZJ", ""},             {"13-0111", 40, "", "禅城燃气公司"}, {"13-0123", 25, "", ""},             {"13-0126", 30, "ZJ", ""},
    {"13-0127", 30, "", "禅城通信公司"},   {"13-0128", 40, "", "禅城供电所"},   {"13-0130", 30, "", "禅城供电所"},   {"13-0131", 20, "", "禅城通信公司"},
    {"13-0137", 100, "ZJ", ""},            {"13-0146", 10, "CG", ""},           {"13-0150", 20, "GA", ""},           {"13-0154", 10, "", "禅城充电服务公司"},
    {"13-0204", 12, "JT", ""},             {"13-0212", 15, "MZ", ""},           {"13-0217", 25, "JT", ""},           {"13-0221", 15, "JT", ""},
    {"13-0301", 4, "CG", ""},              {"13-0305", 50, "CG", ""},           {"13-0308", 9, "CG", ""},            {"13-0402", 60, "CG", ""},
    {"13-0404", 10, "CG", ""},             {"13-0407", 10, "CG", ""},           {"07-0114", 5, "", ""}};
constexpr int k_all_shares = 1000;

const Share& share_at(std::uint64_t number) {
  for (const Share& share : k_shares) {
    if (number < static_cast<std::uint64_t>(share.of_thousand)) return share;
    number -= static_cast<std::uint64_t>(share.of_thousand);
  }
  return k_shares[0];
}

PartState state_at(std::uint64_t number) {
  if (number < 950) return PartState::intact;
  if (number < 985) return PartState::broken;
  if (number < 992) return PartState::lost;
  return number < 997 ? PartState::abandoned : PartState::removed;
}

void require(const Outcome& outcome) {
  if (!outcome.ok()) throw std::runtime_error(outcome.refusal().zh + " / " + outcome.refusal().en);
}

std::string code_of(const std::string& district, const std::string& kind, int number) {
  std::string digits = std::to_string(number);
  digits.insert(0, 6 - digits.size(), '0');
  return district + kind.substr(3) + digits;
}

// Small works of the streets that hold more than themselves: shelters, charging points, toilets, cabinets.
bool is_facility(const std::string& kind) {
  static constexpr const char* k_kinds[] = {"13-0137", "13-0150", "13-0154", "13-0217", "13-0301", "13-0308"};
  return std::find(std::begin(k_kinds), std::end(k_kinds), kind) != std::end(k_kinds);
}

}  // namespace

void RegisterHome::seed_parts(const town::District& town, int count) {
  const Instant now = parts_.clock.now();
  const auto units = parts_.org.directory(now);
  town::Random random(town.seed ^ 0x7061727473ull);
  const auto below = [&](std::uint64_t n) { return random.next() % n; };
  std::map<std::string, int> numbers;
  std::vector<Part> parts;
  for (int turn = 0; turn < count && !town.addresses.empty(); ++turn) {
    const town::Address& address = town.addresses[below(town.addresses.size())];
    const Share& share = share_at(below(k_all_shares));
    Part part;
    part.lng = address.point.lng + (static_cast<double>(below(25)) - 12) * k_metre;
    part.lat = address.point.lat + (static_cast<double>(below(25)) - 12) * k_metre;
    const auto place = parts_.places.locate(part.lng, part.lat);
    const std::uint64_t state = below(1000);
    const std::uint64_t days_old = below(3000);
    if (!place.ok()) continue;
    part.generation = std::string(share.kind).substr(0, 2);
    part.code = code_of(parts_.district, share.kind, ++numbers[share.kind]);
    part.grid = place->grid_code;
    part.place = address.road + address.number + "旁";
    part.state = state_at(state);
    part.recorded = format_date(local_date(now) + (-30 - static_cast<int>(days_old)));
    part.source = "实测";
    const std::string town_code = part.grid.substr(0, 9);
    if (const org::UnitInfo* unit = units->unit_for(town_code, "CG")) part.supervisor = {unit->code, unit->name_zh};
    const bool known = *share.owner_unit || *share.owner_name;
    if (const org::UnitInfo* unit = *share.owner_unit ? units->unit_for(town_code, share.owner_unit) : nullptr) {
      part.owner = {unit->code, unit->name_zh};
    } else if (known) {
      part.owner = {"", share.owner_name};
    }
    part.owner_state = known ? OwnerState::known : state % 5 == 0 ? OwnerState::disputed : OwnerState::unknown;
    part.keeper = part.owner;
    parts.push_back(std::move(part));
  }
  require(parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    registers_->load(tx, parts, "开局", now);
    return done();
  }));
  seed_facilities(parts);
}

// Open cases about parts, a few of each kind, and when they were reported.
std::vector<std::pair<cases::CaseRef, Instant>> RegisterHome::open_cases(db::Tx& tx, Instant now) {
  std::vector<std::pair<cases::CaseRef, Instant>> open;
  for (const registers::PartKind& kind : registers_->kinds(tx)) {
    if (kind.item.empty() || kind.generation != "13") continue;
    cases::ListQuery query;
    query.item = kind.item;
    query.open = true;
    query.limit = k_most_of_a_kind;
    const auto list = parts_.cases.list(tx, system_scope(), query, now);
    if (!list.ok()) continue;
    for (const cases::CaseRow& row : list->items) {
      if (open.size() < k_most_tied) open.emplace_back(*cases::CaseRef::parse(row.ref), row.created);
    }
  }
  return open;
}

// A part where the case is, that nobody is known to own.
Result<std::string> RegisterHome::enter_part(db::Tx& tx, const owners::OwnerPanel& panel, cases::CaseRef ref, int number, Instant when) {
  TIANGE_TRY(const cases::CaseView view, parts_.cases.view(tx, system_scope(), ref, when));
  if (!view.place.lng || !view.place.lat) return std::string();
  TIANGE_TRY(const places::Located located, parts_.places.locate(*view.place.lng, *view.place.lat));
  Part part;
  part.code = code_of(parts_.district, panel.kind, number);
  part.lng = *view.place.lng;
  part.lat = *view.place.lat;
  part.grid = located.grid_code;
  part.place = view.place.text;
  part.recorded = format_date(local_date(when));
  part.source = "巡查补录";
  registers_->load(tx, std::span(&part, 1), "网格员", when);
  return part.ref();
}

// In turn: asked and waiting; claimed, with its cost recovered in part; long silent, so that the rules will decide; a place
// still to be made safe.
Outcome RegisterHome::play_case(db::Tx& tx, cases::CaseRef ref, std::size_t turn, Instant reported, Instant now) {
  Scope house = system_scope();
  house.name = "镇街调度";
  const Instant asked = std::max(now - (turn % 4 == 2 ? days(6) : hours(3)), reported);
  const auto after = [&](int count) { return std::min(asked + hours(count), now); };
  TIANGE_TRY(const owners::OwnerPanel panel, owners_->panel(tx, house, ref, asked));
  if (turn % 2 == 0) {
    TIANGE_TRY(const std::string part, enter_part(tx, panel, ref, 900'001 + static_cast<int>(turn), asked));
    if (!part.empty()) TIANGE_CHECK_OK(owners_->tie(tx, house, ref, part, asked));
  }
  if (turn % 4 == 3) {
    TIANGE_CHECK_OK(owners_->order(tx, house, ref, {turn % 8 == 3 ? "1 urgent_hours" : "", "夜间行人多，先行围挡"}, asked));
    return done();
  }
  TIANGE_TRY(const owners::SearchView search, owners_->search(tx, house, ref, {{}, "", "现场查看，没有权属标识"}, asked));
  const auto answer = [&](std::size_t row, owners::Answer said, const char* basis, const char* text, int hours_later) {
    house.units = {search.rows[row].unit};
    return owners_->answer(tx, house, search.id, {search.rows[row].unit, said, basis, text}, after(hours_later));
  };
  TIANGE_CHECK_OK(answer(0, owners::Answer::not_mine, "《城市道路管理条例》", "不在我单位管养清单内", 1));
  TIANGE_CHECK_OK(answer(1, owners::Answer::unsure, "", "需调阅管线图", 2));
  if (turn % 4 != 1) return done();
  TIANGE_TRY(const owners::OrderView order, owners_->order(tx, house, ref, {"", "夜间行人多，先行围挡"}, after(2)));
  house.units = {order.unit};
  TIANGE_CHECK_OK(owners_->make_safe(tx, house, order.id, {"已围挡并临时加固", {}}, after(3)));
  TIANGE_CHECK_OK(answer(2, owners::Answer::mine, "", "属我单位管养", 3));
  const std::int64_t cost = 86'000 + static_cast<std::int64_t>(turn) * 3'150;
  for (const auto& [kind, fen, text] : {std::tuple(owners::EntryKind::cost, cost, "材料与人工"), std::tuple(owners::EntryKind::claim, cost, "向权属单位追偿"),
                                        std::tuple(owners::EntryKind::recovery, cost / 2, "首期到账")})
    TIANGE_CHECK_OK(owners_->book(tx, house, order.id, {kind, fen, text, {}}, after(3)));
  return done();
}

void RegisterHome::seed_cases() {
  const Instant now = parts_.clock.now();
  const auto open = parts_.db.read([&](db::Tx& tx) -> Result<std::vector<std::pair<cases::CaseRef, Instant>>> { return open_cases(tx, now); });
  for (std::size_t turn = 0; turn < open->size(); ++turn) {
    const auto& [ref, reported] = (*open)[turn];
    // One that has moved on meanwhile is left as it is.
    (void)parts_.db.write(system_scope(), [&](db::Tx& tx) { return play_case(tx, ref, turn, reported, now); });
  }
}

// The first of them as facilities, as officers would have entered them.
void RegisterHome::seed_facilities(const std::vector<Part>& parts) {
  constexpr std::size_t k_most = 240;
  const Instant now = parts_.clock.now();
  std::vector<registers::SourceRecord> records;
  require(parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    records.clear();
    std::map<std::string, std::string> names;
    for (const registers::PartKind& kind : registers_->kinds(tx)) names[kind.kind] = kind.name_zh;
    std::vector<registers::AddressText> texts;
    for (const Part& part : parts) {
      if (records.size() == k_most || !is_facility(part.kind())) continue;
      std::string place = part.place;
      if (place.ends_with("旁")) place.resize(place.size() - std::string_view("旁").size());
      texts.push_back({place, part.grid, part.lng, part.lat});
      records.push_back({"grid",
                         part.code,
                         registers::Kind::facility,
                         {{"name", place + names[part.kind()]}, {"code", part.code}, {"kind", names[part.kind()]}, {"address", place}, {"part", part.ref()}},
                         now - days(20),
                         "seed/" + part.code,
                         false});
    }
    (void)addresses_->place(tx, texts, now);  // they know their grid and point
    return subjects_->absorb(tx, records, now).ok() ? done() : Outcome(refuse(ErrorCode::broken));
  }));
}

}  // namespace tiange::app
