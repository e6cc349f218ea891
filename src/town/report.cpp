#include "town/report.h"

#include <algorithm>

namespace tiange::town {
namespace {

constexpr double k_lng_per_m = 1 / 102520.0;
constexpr double k_lat_per_m = 1 / 110745.0;

// People, homes and shops: what an officer learns on a visit rather than sees in the street.
bool is_visit(const std::string& code) {
  return code.starts_with("S26-01") || code.starts_with("S26-03") || code == "S26-0612";
}

}  // namespace

Result<Reports> Reports::make(const District& district, const Sources& sources) {
  TIANGE_TRY(Names names, Names::read(sources.names));
  std::vector<std::string> codes;
  for (const District::Item& item : district.items) codes.push_back(item.code);
  TIANGE_TRY(Phrases phrases, Phrases::read(sources.phrases, codes));
  return Reports(district, std::move(names), std::move(phrases));
}

Reports::Reports(const District& district, Names names, Phrases phrases)
    : district_(&district), names_(std::move(names)), phrases_(std::move(phrases)) {
  first_address_.assign(district.grids.size() + 1, 0);
  for (const Address& address : district.addresses) ++first_address_[address.grid + 1];
  for (std::size_t g = 1; g < first_address_.size(); ++g) first_address_[g] += first_address_[g - 1];
  landmarks_.resize(district.grids.size());
  for (std::size_t p = 0; p < district.place_names.size(); ++p) {
    const PlaceName& place = district.place_names[p];
    if (place.kind != PlaceKind::road) landmarks_[place.grid].push_back(static_cast<int>(p));
  }
  for (const District::Item& item : district.items) visit_.push_back(is_visit(item.code));
}

int Reports::draw_address(int grid, Random& random) const {
  const int first = first_address_[grid], count = first_address_[grid + 1] - first;
  if (count == 0) return -1;
  const double u = random.unit();
  // 7919 is prime and larger than any count, so this is a fixed shuffle of the grid's addresses.
  const auto rank = static_cast<std::int64_t>(u * u * count);
  return first + static_cast<int>((rank * 7919 + grid) % count);
}

geo::Point Reports::point_near(const Matter& matter, Random& random) const {
  const Grid& grid = district_->grids[matter.grid];
  if (matter.address < 0) return grid.centre;
  const geo::Point at = district_->addresses[matter.address].point;
  const geo::Point p{at.lng + random.between(-20, 20) * k_lng_per_m, at.lat + random.between(-20, 20) * k_lat_per_m};
  const geo::Point six{static_cast<double>(static_cast<std::int64_t>(p.lng * 1e6)) / 1e6,
                       static_cast<double>(static_cast<std::int64_t>(p.lat * 1e6)) / 1e6};
  return geo::contains(grid.shape, six) ? six : at;
}

void Reports::write(Matter& matter, Random& random) {
  for (std::string* s : {&place_, &near_, &home_, &title_, &text_, &name_, &phone_, &reply_}) s->clear();
  say_surroundings(matter, random);
  say_place(matter, random);
  const auto hour = static_cast<int>(local_us_of_day(matter.reported_at) / 3'600'000'000);
  const Slots slots{place_, near_, home_, district_->items[matter.item].name_zh, hour};
  say_title(matter, random);
  if (matter.channel == Channel::grid) {
    say_finding(matter, slots, random);
  } else {
    say_call(matter, slots, random);
  }
  say_reporter(matter, random);
  say_reply(matter, slots, random);
  matter.place_text = place_;
  matter.title = title_;
  matter.text = text_;
  matter.reporter_name = name_;
  matter.reporter_phone = phone_;
  matter.reply = reply_;
}

void Reports::say_surroundings(const Matter& matter, Random& random) {
  const std::vector<int>& landmarks = landmarks_[matter.grid];
  near_ = home_ = district_->areas[district_->grids[matter.grid].community].name_zh;
  if (landmarks.empty()) return;
  near_ = district_->place_names[random.pick(landmarks)].name;
  const PlaceName& home = district_->place_names[random.pick(landmarks)];
  if (home.kind == PlaceKind::estate) home_ = home.name;
}

// 翠湖雅苑3幢502房, or 锦华路12号
void Reports::say_home(const Address& address, Random& random) {
  place_ = address.estate.empty() ? address.road + address.number : address.estate + address.building;
  if (address.estate.empty()) return;
  place_ += std::to_string(1 + random.below(static_cast<std::uint32_t>(address.floors))) + "0" +
            std::to_string(1 + random.below(4)) + "房";
}

// From the whole address down to a bare road: callers rarely give more than they need.
void Reports::say_place(const Matter& matter, Random& random) {
  static constexpr std::string_view k_beside[] = {"门口", "附近", "旁边", "对面", "路边", "楼下"};
  if (matter.address < 0) {
    place_ = near_;
    return;
  }
  const Address& address = district_->addresses[matter.address];
  const bool officer = matter.channel == Channel::grid;
  if (officer && visit_[matter.item]) return say_home(address, random);
  const double dice = random.unit();
  if (dice < (officer ? 0.2 : 0.25)) {
    place_ = address.text;
  } else if (!address.estate.empty() && dice < 0.6) {
    if (!officer && random.chance(0.4)) return say_home(address, random);
    place_ = address.estate + address.building;
    place_ += k_beside[random.below(6)];
  } else if (dice < 0.86) {
    place_ = address.road + address.number;
    place_ += k_beside[random.below(5)];
  } else if (dice < 0.94) {
    place_ = near_;
    place_ += k_beside[random.below(4)];
  } else if (dice < 0.985 || officer) {
    place_ = address.road + (random.chance(0.5) ? "中段" : "路口");
  } else {
    place_ = "我家楼下";  // no one can find this without asking back
  }
}

// Officers choose an item; a seat's title names the item about every other time.
void Reports::say_title(const Matter& matter, Random& random) {
  static constexpr std::string_view k_asks[] = {"", "咨询", "求助", "投诉", "举报", "建议", "表扬", "诉求"};
  const std::string& item = district_->items[matter.item].name_zh;
  const auto ask = k_asks[static_cast<std::size_t>(matter.ask)];
  if (matter.channel == Channel::grid) {
    title_ = place_ + item;
  } else if (random.chance(0.45)) {
    title_ += ask;
    title_ += "：";
    title_ += item;
  } else {
    title_ = "关于" + (matter.ask == Ask::consult ? near_ : place_) + "有关问题的";
    title_ += ask;
  }
}

void Reports::say_finding(const Matter& matter, const Slots& slots, Random& random) {
  const bool visit = visit_[matter.item];
  const bool settled = matter.settled == Settled::grid;
  phrases_.append(text_, matter.item, visit ? "visit" : "find", slots, random);
  phrases_.append(text_, matter.item, "see", slots, random);
  text_ += "，";
  if (settled && phrases_.has(matter.item, "done") && random.chance(0.6)) {
    phrases_.append(text_, matter.item, "done", slots, random);
    text_ += "。";
    return;
  }
  const char* ending = settled ? (visit ? "visited" : "settle") : (visit ? "followup" : "pass");
  phrases_.append(text_, matter.item, ending, slots, random);
}

void Reports::say_call(const Matter& matter, const Slots& slots, Random& random) {
  switch (matter.ask) {
    case Ask::consult: phrases_.append(text_, matter.item, "ask", slots, random); return;
    case Ask::praise: phrases_.append(text_, matter.item, "praise", slots, random); return;
    case Ask::suggestion: phrases_.append(text_, matter.item, "suggest", slots, random); return;
    case Ask::other:
      if (!phrases_.has(matter.item, "ask")) break;
      phrases_.append(text_, matter.item, "ask", slots, random);
      return;
    default: break;
  }
  phrases_.append(text_, matter.item, "open", slots, random);
  text_ += place_;
  phrases_.append(text_, matter.item, "see", slots, random);
  text_ += "。";
  phrases_.append(text_, matter.item, "since", slots, random);
  phrases_.append(text_, matter.item, "harm", slots, random);
  if (matter.repeats) text_ += "之前已经反映过，一直没有彻底解决。";
  phrases_.append(text_, matter.item, "want", slots, random);
}

void Reports::say_reporter(const Matter& matter, Random& random) {
  if (matter.channel == Channel::grid) {
    const Person& officer = district_->people[matter.reporter];
    name_ = officer.name;
    phone_ = officer.phone;
    return;
  }
  const double dice = random.unit();
  const bool woman = random.chance(0.52);
  if (dice < 0.08) {
    name_ = "匿名";
    return;
  }
  name_ = dice < 0.75 ? names_.pick("surname", random) + (woman ? "女士" : "先生") : names_.person(random, woman);
  phone_ = phone_number(random);
}

void Reports::say_reply(const Matter& matter, const Slots& slots, Random& random) {
  if (!matter.at[static_cast<std::size_t>(Step::handled)] || matter.settled == Settled::grid) return;
  phrases_.append(reply_, matter.item, matter.settled == Settled::answered ? "answer" : "reply", slots, random);
}

}  // namespace tiange::town
