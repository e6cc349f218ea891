#include "engines/linkage/values/address_parser.h"

#include <algorithm>

#include "base/text.h"
#include "engines/linkage/values/han.h"
#include "engines/linkage/values/strings.h"

namespace tiange::linkage {

namespace {

using Part = AddressPart;
using View = std::u32string_view;

constexpr std::array<View, 34> k_provinces{U"北京", U"天津", U"上海", U"重庆", U"河北", U"山西", U"辽宁", U"吉林", U"黑龙江", U"江苏", U"浙江", U"安徽",
                                           U"福建", U"江西", U"山东", U"河南", U"湖北", U"湖南", U"广东", U"海南", U"四川", U"贵州", U"云南", U"陕西",
                                           U"甘肃", U"青海", U"台湾", U"内蒙古", U"广西", U"西藏", U"宁夏", U"新疆", U"香港", U"澳门"};

struct Mark {
  View text;
  Part part;
};
// Longer marks before those they begin with.
constexpr std::array<Mark, 62> k_marks{{
    {U"社区居民委员会", Part::community}, {U"居民委员会", Part::community}, {U"村民委员会", Part::community}, {U"社区居委会", Part::community},
    {U"街道办事处", Part::town},          {U"街道办", Part::town},          {U"街道", Part::town},            {U"居委会", Part::community},
    {U"村委会", Part::community},         {U"社区", Part::community},       {U"居委", Part::community},       {U"村委", Part::community},
    {U"自治区", Part::province},          {U"自治州", Part::city},          {U"地区", Part::city},            {U"省", Part::province},
    {U"市", Part::city},                  {U"区", Part::district},          {U"县", Part::district},          {U"旗", Part::district},
    {U"镇", Part::town},                  {U"乡", Part::town},              {U"新村", Part::estate},          {U"村", Part::community},
    {U"大道", Part::road},                {U"公路", Part::road},            {U"大街", Part::road},            {U"横街", Part::road},
    {U"胡同", Part::road},                {U"路", Part::road},              {U"街", Part::road},              {U"巷", Part::road},
    {U"道", Part::road},                  {U"弄", Part::road},              {U"坊", Part::road},              {U"号楼", Part::building},
    {U"号房", Part::room},                {U"号", Part::number},            {U"栋", Part::building},          {U"幢", Part::building},
    {U"座", Part::building},              {U"单元", Part::unit},            {U"梯", Part::unit},              {U"层", Part::floor},
    {U"楼", Part::floor},                 {U"室", Part::room},              {U"房", Part::room},              {U"花园", Part::estate},
    {U"小区", Part::estate},              {U"家园", Part::estate},          {U"广场", Part::estate},          {U"大厦", Part::estate},
    {U"公寓", Part::estate},              {U"山庄", Part::estate},          {U"豪庭", Part::estate},          {U"名苑", Part::estate},
    {U"工业园", Part::estate},            {U"苑", Part::estate},            {U"大院", Part::estate},          {U"宿舍", Part::estate},
    {U"市场", Part::estate},              {U"商场", Part::estate},
}};

bool has(View set, char32_t c) { return set.find(c) != set.npos; }
bool digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool chinese_digit(char32_t c) { return has(U"零一二三四五六七八九十百两", c); }
bool letter(char32_t c) { return c >= U'a' && c <= U'z'; }
bool numeral(char32_t c) { return digit(c) || chinese_digit(c) || letter(c) || has(U"-#之甲乙丙丁", c); }

// 十二 -> 12, 二十 -> 20, 三〇一 -> 301; what is no number stays.
std::u32string arabic(View body) {
  std::u32string out;
  int value = 0, unit = 0;
  bool open = false, placed = false;
  const auto flush = [&] {
    if (!open) return;
    for (const char c : std::to_string(value + unit)) out.push_back(static_cast<char32_t>(c));
    value = unit = 0;
    open = placed = false;
  };
  for (const char32_t c : body) {
    const std::size_t at = View(U"零一二三四五六七八九").find(c);
    if (at != View::npos || c == U'两') {
      const int d = c == U'两' ? 2 : static_cast<int>(at);
      if (open && !placed) unit = std::min(unit, 99999) * 10 + d;  // read digit by digit
      else unit = d;
      open = true;
      placed = false;
    } else if (c == U'十' || c == U'百') {
      value += std::max(unit, 1) * (c == U'十' ? 10 : 100);
      unit = 0;
      open = placed = true;
    } else {
      flush();
      out.push_back(c);
    }
  }
  flush();
  return out;
}

std::u32string clean_number(View body) {
  std::u32string out;
  for (const char32_t c : arabic(body)) {
    if (!has(U"# ", c)) out += has(U"之-", c) ? View(U"-") : View(&c, 1);
  }
  while (out.size() > 1 && has(U"0", out[0])) out.erase(0, 1);
  while (out.starts_with(U"-")) out.erase(0, 1);
  while (out.ends_with(U"-")) out.pop_back();
  return out;
}

class Parser {
 public:
  Parser(std::u32string text, const AreaNames& names) : text_(std::move(text)), names_(names) {}

  Address run() {
    bare_names();
    std::size_t at = from_;
    while (at < text_.size()) {
      const Mark* mark = mark_at(at);
      if (mark != nullptr && at > from_ && take(*mark, at)) {
        at = from_;
        bare_names();
        at = std::max(at, from_);
        continue;
      }
      ++at;
    }
    tail(View(text_).substr(from_));
    if (!address_.says(Part::floor)) floor_of_room();
    return std::move(address_);
  }

 private:
  const Mark* mark_at(std::size_t at) const {
    const View here = View(text_).substr(at);
    for (const Mark& mark : k_marks) {
      if (here.starts_with(mark.text)) return &mark;
    }
    return nullptr;
  }

  View body(std::size_t end) const { return View(text_).substr(from_, end - from_); }
  void set(Part part, View value) {
    std::string& slot = address_.at(part);
    if (slot.empty()) slot = to_utf8(value);
    else address_.rest += to_utf8(value);
    reached_ = std::max(reached_, part);
  }
  bool open(Part part) const { return !address_.says(part) && reached_ <= part; }

  // Names of areas whose mark was left out: 佛山禅城祖庙…
  void bare_names() {
    for (const View name : k_provinces) {
      if (open(Part::province) && rest().starts_with(name)) bare(Part::province, name, U"省市");
    }
    const auto among = [&](const std::vector<std::string>& list, Part part, View marks) {
      if (!open(part)) return;
      std::u32string best;
      for (const std::string& entry : list) {
        const std::u32string name = folded_points(entry);
        if (name.size() > best.size() && rest().starts_with(name)) best = name;
      }
      if (best.empty()) return;
      // 季华 may be a community and 季华五路 a road: what goes on as a road is one.
      const View behind = rest().substr(best.size());
      const bool goes_on = !behind.empty() && (has(U"路街巷道村", behind[0]) || (behind.size() > 1 && has(U"路街巷道", behind[1])) ||
                                               (behind.size() > 2 && has(U"一二三四五六东西南北中", behind[0]) && has(U"路街巷道", behind[1])));
      const bool marked = behind.starts_with(U"街道") || behind.starts_with(U"村委") || behind.starts_with(U"社区");
      if (goes_on && !marked) return;
      bare(part, best, marks);
    };
    among(names_.cities, Part::city, U"市");
    among(names_.districts, Part::district, U"区县市");
    among(names_.towns, Part::town, U"镇乡");
    among(names_.communities, Part::community, U"");
  }
  View rest() const { return View(text_).substr(from_); }
  void bare(Part part, View name, View marks) {
    const std::u32string kept(name);
    std::size_t end = from_ + kept.size();
    static constexpr std::array<View, 9> k_long{U"特别行政区", U"维吾尔自治区", U"壮族自治区", U"回族自治区", U"自治区",
                                                U"街道办事处", U"街道", U"社区居委会", U"社区"};
    if (end < text_.size() && has(marks, text_[end])) ++end;
    for (const View mark : k_long) {
      if (View(text_).substr(end).starts_with(mark)) end += mark.size();
    }
    for (const View mark : {View(U"村委会"), View(U"居委会"), View(U"村")}) {
      if (part == Part::community && View(text_).substr(end).starts_with(mark)) {
        end += mark.size();
        break;
      }
    }
    set(part, kept);
    from_ = end;
  }

  bool take(const Mark& mark, std::size_t at) {
    const View said = body(at);
    const std::size_t behind = at + mark.text.size();
    const View follows = View(text_).substr(behind);
    switch (mark.part) {
      case Part::province:
      case Part::city:
      case Part::district:
      case Part::town:
      case Part::community: return area(mark, said, follows, behind);
      case Part::road: return road(mark, said, follows, behind);
      case Part::estate:
        if (follows.starts_with(U"路") || follows.starts_with(U"街") || said.size() > 12) return false;
        named(Part::estate, View(text_).substr(from_, behind - from_), behind);
        return true;
      default: return numbered(mark.part, said, follows, behind);
    }
  }

  bool area(const Mark& mark, View said, View follows, std::size_t behind) {
    if (said.empty() || said.size() > 8 || std::any_of(said.begin(), said.end(), digit)) return false;
    Part part = mark.part;
    if (!follows.empty() && has(U"路街巷道", follows[0]) && !follows.starts_with(U"街道")) return false;
    if (mark.text == U"镇" && follows.starts_with(U"街道")) {
      // 石湾镇街道 is a street office whose name holds 镇.
      behind += 2;
    }
    if (mark.text == U"区" && has(U"小社园业厂校街片宅活", said.back())) return false;
    if (mark.text == U"市" && (follows.starts_with(U"场") || said.size() > 6)) return false;
    if (mark.text == U"市" && address_.says(Part::city)) part = Part::district;
    if (said.size() < 2 && part != Part::district) return false;
    if (!open(part)) return false;
    set(part, said);
    from_ = behind;
    return true;
  }

  bool road(const Mark& mark, View said, View follows, std::size_t behind) {
    if (said.size() > 14) return false;
    if (!follows.empty() && has(U"口边旁", follows[0])) return false;
    // 三巷 after a road belongs to it; 一路 two after another is one name: 汾江中路, 同济东路.
    const bool goes_on = mark.text == U"街" && follows.starts_with(U"坊");
    if (goes_on) return false;
    std::u32string name(View(text_).substr(from_, behind - from_));
    if (address_.says(Part::number) || address_.says(Part::building)) return false;
    if (address_.says(Part::road)) {
      address_.at(Part::road) += to_utf8(arabic(name));
      from_ = behind;
      return true;
    }
    named(Part::road, name, behind);
    return true;
  }

  void named(Part part, View name, std::size_t behind) {
    set(part, name);
    from_ = behind;
  }

  bool numbered(Part part, View said, View follows, std::size_t behind) {
    std::size_t n = said.size();
    while (n > 0 && numeral(said[n - 1])) --n;
    View number = said.substr(n);
    if (number.empty() && part == Part::building && n > 0 && has(U"东西南北中前后", said[n - 1])) number = said.substr(--n);
    if (number.empty()) {
      if (part != Part::floor && part != Part::building) return false;  // 文华楼, 天星座: a name
      if (said.size() < 2) return false;
      named(Part::estate, View(text_).substr(from_, behind - from_), behind);
      return true;
    }
    if (n > 0) before_number(said.substr(0, n));
    if (part == Part::number) {
      const bool inside = address_.says(Part::building) || address_.says(Part::unit) || address_.says(Part::floor);
      if (inside || address_.says(Part::number)) part = follows.empty() || inside ? Part::room : Part::building;
    }
    if (part == Part::floor && address_.says(Part::floor)) return false;
    const std::u32string value = clean_number(number);
    if (part == Part::building && !address_.says(Part::number) && value.find(U'-') != value.npos && address_.says(Part::road)) {
      const std::size_t dash = value.find(U'-');
      set(Part::number, View(value).substr(0, dash));
      set(Part::building, View(value).substr(dash + 1));
    } else {
      set(part, value);
    }
    from_ = behind;
    return true;
  }

  // Words before a number that no mark closed: the name of an estate, or a road that lost its mark.
  void before_number(View words) {
    std::u32string name;
    for (const char32_t c : words) {
      if (c != U' ' && c != U',' && c != U'，' && c != U'(' && c != U')') name.push_back(c);
    }
    if (name.empty()) return;
    if (!address_.says(Part::estate) && name.size() >= 2) set(Part::estate, name);
    else address_.rest += to_utf8(name);
  }

  void tail(View said) {
    std::size_t n = said.size();
    while (n > 0 && (numeral(said[n - 1]) || said[n - 1] == U' ')) --n;
    const View number = said.substr(n);
    if (n > 0) before_number(said.substr(0, n));
    const std::u32string value = clean_number(number);
    if (value.empty()) return;
    std::vector<std::u32string> pieces(1);
    for (const char32_t c : value) {
      if (c == U'-') pieces.emplace_back();
      else pieces.back().push_back(c);
    }
    const bool placed = address_.says(Part::number) || address_.says(Part::estate) || address_.says(Part::building);
    if (!placed && pieces.size() == 1) return set(Part::number, value);
    static constexpr std::array<Part, 3> k_inner{Part::building, Part::unit, Part::room};
    if (pieces.size() == 3) {
      for (std::size_t i = 0; i < 3; ++i) set(k_inner[i], pieces[i]);
    } else if (pieces.size() == 2) {
      set(address_.says(Part::building) ? Part::unit : Part::building, pieces[0]);
      set(Part::room, pieces[1]);
    } else {
      set(Part::room, value);
    }
  }

  void floor_of_room() {
    const std::string& room = address_.at(Part::room);
    if (room.size() < 3 || room.size() > 4 || !std::all_of(room.begin(), room.end(), [](char c) { return c >= '0' && c <= '9'; })) return;
    std::string floor = room.substr(0, room.size() - 2);
    if (floor.size() > 1 && floor[0] == '0') floor.erase(0, 1);
    address_.at(Part::floor) = floor;
  }

  std::u32string text_;
  const AreaNames& names_;
  Address address_;
  std::size_t from_ = 0;
  Part reached_ = Part::province;
};

}  // namespace

std::string_view address_part_name(AddressPart part) {
  static constexpr std::array<std::string_view, k_address_parts> k_names{"province", "city",   "district", "town", "community", "road",
                                                                         "number",   "estate", "building", "unit", "floor",     "room"};
  return k_names[static_cast<std::size_t>(part)];
}

const AreaNames& guangdong_names() {
  static const AreaNames names{
      {"广州", "深圳", "珠海", "汕头", "佛山", "韶关", "湛江", "肇庆", "江门", "茂名", "惠州", "梅州", "汕尾", "河源", "阳江", "清远", "东莞",
       "中山", "潮州", "揭阳", "云浮"},
      {"禅城", "南海", "顺德", "高明", "三水"},
      {"石湾镇", "石湾", "张槎", "祖庙", "南庄", "桂城", "狮山", "大沥", "里水", "容桂", "大良", "北滘", "乐从"},
      {}};
  return names;
}

Address parse_address(std::string_view text, const AreaNames& names) {
  std::u32string points;
  int depth = 0;
  for (const char32_t c : folded_points(text.substr(0, 600))) {
    if (c == U'(' || c == U'（') ++depth;
    if (depth == 0 && c != U' ' && c != U',' && c != U'，' && c != U'、') points.push_back(c);
    if ((c == U')' || c == U'）') && depth > 0) --depth;
  }
  return Parser(std::move(points), names).run();
}

std::string write_address(const Address& a) {
  static constexpr std::array<std::string_view, k_address_parts> k_after{"省", "市", "区", "街道", "社区", "", "号", "", "座", "单元", "楼", ""};
  std::string out;
  for (std::size_t i = 0; i < k_address_parts; ++i) {
    if (a.parts[i].empty() || (i == static_cast<std::size_t>(Part::floor) && a.says(Part::room))) continue;
    out += a.parts[i] + std::string(k_after[i]);
  }
  return out + a.rest;
}

AddressKey address_key(const Address& address) {
  AddressKey key{};
  for (std::size_t i = 0; i < k_address_parts; ++i) {
    if (address.parts[i].empty()) continue;
    std::string_view said = address.parts[i];
    if (i == static_cast<std::size_t>(Part::town) && said.ends_with("镇")) said.remove_suffix(3);
    key[i] = static_cast<std::uint32_t>(hash_text(said, i + 1)) | 1U;
  }
  return key;
}

int compare_addresses(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
  const auto side = [&](Part part) {
    const auto i = static_cast<std::size_t>(part);
    if (a[i] == 0 || b[i] == 0) return 0;
    return a[i] == b[i] ? 1 : -1;
  };
  const int road = side(Part::road), number = side(Part::number), estate = side(Part::estate), building = side(Part::building);
  const int unit = side(Part::unit), room = side(Part::room), floor = side(Part::floor);
  const int community = side(Part::community), town = side(Part::town), district = side(Part::district);
  const bool same_place = (road == 1 && number == 1) || (estate == 1 && number != -1 && road != -1) ||
                          (estate == 1 && building == 1 && room == 1) || (number == 1 && building == 1 && road != -1);
  if (same_place && district != -1) {
    if (building == -1 || unit == -1) return 5;
    if (room == -1 || floor == -1) return 6;
    if (room == 0) return building == 1 || number == 1 ? 7 : 5;
    return std::equal(a.begin(), a.end(), b.begin(), b.end()) ? 9 : 8;
  }
  if (std::equal(a.begin(), a.end(), b.begin(), b.end()) && std::any_of(a.begin() + 5, a.end(), [](auto v) { return v != 0; })) return 8;
  if (district == -1) return 1;
  if (road == 1 || estate == 1) return 4;
  if (community == 1) return 3;
  return town == 1 ? 2 : 1;
}

}  // namespace tiange::linkage
