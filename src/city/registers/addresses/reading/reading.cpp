#include "city/registers/addresses/reading/reading.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace tiange::registers {

namespace {

using Points = std::u32string;

// The traditional forms of what marks areas, buildings and rooms.
char32_t plain_form(char32_t c) {
  static constexpr std::u32string_view k_traditional = U"區縣鎮鄉號樓棟單層灣莊";
  static constexpr std::u32string_view k_simplified = U"区县镇乡号楼栋单层湾庄";
  const std::size_t at = k_traditional.find(c);
  return at == k_traditional.npos ? c : k_simplified[at];
}

Points points_of(std::string_view text) {
  const auto all = text::code_points(text::to_half_width(text::trim(text)));
  Points out;
  for (const char32_t c : all) {
    if (c == U' ' || c == U'\t' || c == 0x3000 || c == U',' || c == U';') continue;
    out.push_back(c >= U'a' && c <= U'z' ? c - 32 : plain_form(c));
  }
  return out;
}

std::string text_of(std::u32string_view points) {
  std::string out;
  for (const char32_t c : points) text::append_code_point(out, c);
  return out;
}

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_letter(char32_t c) { return c >= U'A' && c <= U'Z'; }

constexpr std::u32string_view k_numerals = U"零一二三四五六七八九";

int numeral_of(char32_t c) {
  const auto at = k_numerals.find(c);
  if (at != k_numerals.npos) return static_cast<int>(at);
  return c == U'〇' ? 0 : c == U'两' ? 2 : -1;
}
bool is_numeral(char32_t c) { return numeral_of(c) >= 0 || c == U'十'; }

// 十二 -> 12, 二十 -> 20, 三 -> 3; digits and letters as they are, leading zeros dropped.
std::string number_of(std::u32string_view points) {
  if (points.empty() || !is_numeral(points.front())) {
    std::string out = text_of(points);
    const std::size_t first = out.find_first_not_of('0');
    return first == out.npos ? out : out.substr(first);
  }
  int value = 0;
  int last = 0;
  for (const char32_t c : points) {
    if (c == U'十') {
      value += (last == 0 ? 1 : last) * 10;
      last = 0;
    } else {
      last = last * 10 + std::max(0, numeral_of(c));
    }
  }
  return std::to_string(value + last);
}

// Where `mark` begins within the next `most` points, digits before it not allowed; npos when it does not.
std::size_t mark_at(std::u32string_view rest, std::u32string_view mark, std::size_t most) {
  std::size_t found = rest.find(mark);
  if (found == 0) found = rest.find(mark, 1);  // 村头村, 镇安村
  if (found == rest.npos || found > most) return rest.npos;
  for (std::size_t i = 0; i < found; ++i) {
    if (is_digit(rest[i])) return rest.npos;
  }
  return found;
}

std::string take(std::u32string_view& rest, std::size_t length) {
  std::string out = text_of(rest.substr(0, length));
  rest.remove_prefix(length);
  return out;
}

void take_area(std::u32string_view& rest, std::string& into, std::initializer_list<std::u32string_view> marks, std::size_t most,
               std::u32string_view not_after, std::u32string_view not_before,
               std::initializer_list<std::u32string_view> not_before_words = {}) {
  for (const std::u32string_view mark : marks) {
    const std::size_t found = mark_at(rest, mark, most);
    if (found == rest.npos) continue;
    if (not_after.find(rest[found - 1]) != not_after.npos) continue;
    const std::size_t end = found + mark.size();
    if (end < rest.size() && not_before.find(rest[end]) != not_before.npos) continue;
    if (std::any_of(not_before_words.begin(), not_before_words.end(), [&](auto word) { return rest.substr(end).starts_with(word); })) continue;
    into = take(rest, end);
    return;
  }
}

void take_areas(std::u32string_view& rest, AddressParts& parts) {
  take_area(rest, parts.province, {U"特别行政区", U"自治区", U"省"}, 8, U"", U"");
  take_area(rest, parts.city, {U"自治州", U"市"}, 11, U"", U"场辖民政");
  take_area(rest, parts.district, {U"区", U"县", U"市"}, 5, U"社小园厂业发住校宿新", U"域间场民");
  take_area(rest, parts.town, {U"街道办事处", U"街道", U"镇", U"乡"}, 6, U"", U"路街");
  take_area(rest, parts.community, {U"社区居民委员会", U"村民委员会", U"社区居委会", U"居委会", U"村委会", U"社区"}, 8, U"", U"");
  if (parts.community.empty()) take_area(rest, parts.community, {U"村"}, 5, U"新", U"路街道", {U"大道", U"大路", U"小区", U"小学"});
}

// What is left of a text beside road, number and building is an estate only if it can be called so: not 首层, 旁, 对面铺位.
bool is_estate(std::u32string_view text) {
  static constexpr std::u32string_view k_no_ends = U"铺档层楼内旁侧面口边号位";
  if (text.size() < 2 || k_no_ends.find(text.back()) != k_no_ends.npos) return false;
  return std::none_of(text.begin(), text.end(), is_digit);
}

// A run of digits, letters or numerals that ends at `end` (exclusive); its beginning.
std::size_t run_before(std::u32string_view text, std::size_t end) {
  std::size_t begin = end;
  while (begin > 0 && (is_digit(text[begin - 1]) || is_letter(text[begin - 1]))) --begin;
  if (begin == end) {
    while (begin > 0 && is_numeral(text[begin - 1])) --begin;
  }
  return begin;
}

struct Marked {
  std::size_t begin = Points::npos;  // of the number
  std::size_t end = 0;               // behind the mark
  std::string number;
};
// The first "<number><mark>" of these marks.
Marked find_marked(std::u32string_view text, std::initializer_list<std::u32string_view> marks) {
  Marked best;
  for (const std::u32string_view mark : marks) {
    for (std::size_t at = text.find(mark); at != text.npos; at = text.find(mark, at + 1)) {
      const std::size_t begin = run_before(text, at);
      if (begin == at) continue;
      if (best.begin == Points::npos || begin < best.begin)
        best = {begin, at + mark.size(), number_of(text.substr(begin, at - begin))};
      break;
    }
  }
  return best;
}

// 10号, 10-3号, 10号之一; not 3号楼, 5号房.
std::size_t number_end(std::u32string_view rest, std::size_t& begin) {
  for (std::size_t at = rest.find(U'号'); at != rest.npos; at = rest.find(U'号', at + 1)) {
    std::size_t first = at;
    while (first > 0 && (is_digit(rest[first - 1]) || (rest[first - 1] == U'-' && first > 1) || is_letter(rest[first - 1]))) --first;
    if (first == at) continue;
    const char32_t next = at + 1 < rest.size() ? rest[at + 1] : U' ';
    if (next == U'楼' || next == U'房' || next == U'院') continue;
    begin = first;
    std::size_t end = at + 1;
    if (next == U'之') {
      ++end;
      while (end < rest.size() && (is_digit(rest[end]) || is_numeral(rest[end]))) ++end;
    }
    return end;
  }
  return rest.npos;
}

bool is_road(std::u32string_view text) {
  static constexpr std::array<std::u32string_view, 10> k_ends = {U"路", U"街", U"巷", U"大道", U"道", U"里", U"坊", U"横", U"段", U"涌边"};
  return std::any_of(k_ends.begin(), k_ends.end(), [&](std::u32string_view end) { return text.ends_with(end) && text.size() > 1; });
}

// 3-2-1203 and 3-1203 behind the base.
void take_dashes(std::u32string_view& rest, AddressParts& parts) {
  std::vector<std::u32string_view> runs;
  std::size_t end = rest.size();
  while (end > 0 && (rest[end - 1] == U'室' || rest[end - 1] == U'房')) --end;
  std::size_t begin = end;
  while (begin > 0 && (is_digit(rest[begin - 1]) || is_letter(rest[begin - 1]) || rest[begin - 1] == U'-')) --begin;
  std::u32string_view run = rest.substr(begin, end - begin);
  if (run.find(U'-') == run.npos) return;
  while (!run.empty()) {
    const std::size_t dash = run.find(U'-');
    if (dash != 0) runs.push_back(run.substr(0, dash));
    if (dash == run.npos) break;
    run.remove_prefix(dash + 1);
  }
  if (runs.size() < 2 || runs.size() > 3) return;
  parts.building = number_of(runs.front());
  if (runs.size() == 3) parts.unit = number_of(runs[1]);
  parts.room = number_of(runs.back());
  rest = rest.substr(0, begin);
}

void take_below(std::u32string_view rest, AddressParts& parts) {
  const Marked building = find_marked(rest, {U"号楼", U"幢", U"栋", U"座"});
  std::size_t head = rest.size();
  std::size_t from = 0;
  if (building.begin != Points::npos) {
    parts.building = building.number;
    head = building.begin;
    from = building.end;
  }
  std::u32string_view tail = rest.substr(from);
  const auto also = [&](const Marked& marked, std::string& into) {
    if (marked.begin == Points::npos) return;
    into = marked.number;
    if (from == 0) head = std::min(head, marked.begin);
    tail.remove_prefix(marked.end);
    if (from == 0) from = marked.end;
  };
  also(find_marked(tail, {U"单元", U"梯"}), parts.unit);
  also(find_marked(tail, {U"层", U"楼"}), parts.floor);
  const Marked room = find_marked(tail, {U"号房", U"室", U"房"});
  if (room.begin != Points::npos) {
    parts.room = room.number;
    if (from == 0) head = std::min(head, room.begin);
  } else {
    // A bare number at the end is the room.
    const std::size_t begin = run_before(tail, tail.size());
    if (begin < tail.size() && is_digit(tail[begin]) && (from > 0 || begin > 0 || !parts.number.empty())) {
      parts.room = number_of(tail.substr(begin));
      if (from == 0) head = std::min(head, begin);
    }
  }
  if (parts.estate.empty()) parts.estate = text_of(rest.substr(0, head));
}

void settle_floor(AddressParts& parts) {
  const std::string& room = parts.room;
  if (!parts.floor.empty() || room.size() < 3 || room.size() > 4) return;
  if (room.find_first_not_of("0123456789") != room.npos) return;
  parts.floor = room.substr(0, room.size() - 2);
}

}  // namespace

AddressParts read_address(std::string_view text) {
  AddressParts parts;
  const Points all = points_of(text);
  std::u32string_view rest = all;
  take_areas(rest, parts);
  std::size_t begin = 0;
  const std::size_t end = number_end(rest, begin);
  if (end != rest.npos && begin > 0) {
    parts.road = text_of(rest.substr(0, begin));
    parts.number = text_of(rest.substr(begin, end - begin));
    rest.remove_prefix(end);
  }
  Points plain;
  for (const std::u32string_view ground : {U"首层", U"底层", U"地下层"}) {
    const std::size_t at = rest.find(ground);
    if (at == rest.npos) continue;
    plain = Points(rest.substr(0, at)) + U"1层" + Points(rest.substr(at + ground.size()));
    rest = plain;
    break;
  }
  take_dashes(rest, parts);
  if (parts.room.empty()) {
    take_below(rest, parts);
  } else {
    parts.estate = text_of(rest);
  }
  if (parts.road.empty() && is_road(std::u32string_view(points_of(parts.estate)))) parts.road.swap(parts.estate);
  settle_floor(parts);
  if (!parts.number.empty() && !is_estate(points_of(parts.estate))) parts.estate.clear();
  if (!parts.estate.empty()) {
    parts.base = parts.estate;
  } else if (!parts.road.empty()) {
    parts.base = parts.road + parts.number;
  } else if (!parts.community.empty() && (!parts.building.empty() || !parts.number.empty())) {
    parts.base = parts.community + parts.number;
  }
  return parts;
}

std::string write_address(const AddressParts& parts) {
  std::string out = parts.base;
  if (!parts.building.empty()) out += parts.building + "幢";
  if (!parts.unit.empty()) out += parts.unit + "单元";
  if (!parts.room.empty()) {
    out += parts.room + "室";
  } else if (!parts.floor.empty()) {
    out += parts.floor + "层";
  }
  return out;
}

namespace {

// The number of "3幢", "二座", "1单元", "A03室"; nothing where something else is said beside it.
std::string plain_number(std::string_view written) {
  const Points all = points_of(written);
  std::size_t end = 0;
  while (end < all.size() && (is_digit(all[end]) || is_letter(all[end]))) ++end;
  if (end == 0) {
    while (end < all.size() && is_numeral(all[end])) ++end;
  }
  static constexpr std::array<std::u32string_view, 13> k_marks = {U"", U"号楼", U"幢", U"栋", U"座", U"单元", U"梯",
                                                                  U"层", U"楼", U"号房", U"号", U"室", U"房"};
  const std::u32string_view rest = std::u32string_view(all).substr(end);
  const bool known = std::find(k_marks.begin(), k_marks.end(), rest) != k_marks.end();
  return known ? number_of(std::u32string_view(all).substr(0, end)) : "";
}

}  // namespace

std::string house_text(std::string_view text, const HouseParts& beside) {
  AddressParts parts = read_address(text);
  if (parts.base.empty()) return std::string(text);
  bool more = false;
  const auto fill = [&](std::string& part, std::string_view written) {
    if (!part.empty() || written.empty()) return;
    part = plain_number(written);
    more = more || !part.empty();
  };
  fill(parts.building, beside.building);
  fill(parts.unit, beside.unit);
  fill(parts.room, beside.room);
  if (!parts.room.empty()) fill(parts.floor, beside.floor);  // alone it may be the number of floors
  if (!more) return std::string(text);
  std::string out = parts.province + parts.city + parts.district + parts.town + parts.community + parts.road + parts.number + parts.estate;
  if (!parts.building.empty()) out += parts.building + "幢";
  if (!parts.unit.empty()) out += parts.unit + "单元";
  if (!parts.floor.empty()) out += parts.floor + "层";
  if (!parts.room.empty()) out += parts.room + "室";
  return out;
}

std::vector<AddressStep> steps_of(const AddressParts& parts) {
  std::vector<AddressStep> steps;
  if (parts.base.empty()) return steps;
  steps.push_back({AddressLevel::base, parts.shown + parts.base, base_key(parts.within, parts.base)});
  if (!parts.building.empty()) steps.push_back({AddressLevel::building, parts.building + "幢", {}});
  if (!parts.unit.empty()) steps.push_back({AddressLevel::unit, parts.unit + "单元", {}});
  if (!parts.floor.empty()) steps.push_back({AddressLevel::floor, parts.floor + "层", {}});
  if (!parts.room.empty()) steps.push_back({AddressLevel::room, parts.room + "室", {}});
  return steps;
}

std::int64_t address_id(std::span<const AddressStep> steps) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  const auto add = [&](unsigned char c) { hash = (hash ^ c) * 0x100000001b3ULL; };
  for (const AddressStep& step : steps) {
    // The floor only groups rooms: a text that leaves it out means the same room.
    if (step.level == AddressLevel::floor && steps.back().level == AddressLevel::room) continue;
    for (const char c : step.key.empty() ? step.name : step.key) add(static_cast<unsigned char>(c));
    add(0x1f);
  }
  hash ^= hash >> 31;
  hash *= 0x9e3779b97f4a7c15ULL;
  hash ^= hash >> 29;
  const auto id = static_cast<std::int64_t>(hash >> 1);
  return id == 0 ? 1 : id;
}

}  // namespace tiange::registers
