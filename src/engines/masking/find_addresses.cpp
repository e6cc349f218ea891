// Addresses by their shape: a name that ends as roads and estates do, then figures with 号, 栋, 单元, 室 …
#include <algorithm>
#include <iterator>
#include <optional>

#include "engines/masking/text_scan.h"

namespace tiange::masking {

namespace {

using View = std::u32string_view;

constexpr View k_units[] = {U"号地铺", U"号楼", U"号院", U"号铺", U"号房", U"单元", U"横巷", U"号", U"栋", U"幢", U"座", U"室", U"房",
                                          U"户",   U"梯",   U"弄",   U"铺",   U"巷",   U"楼",   U"层", U"组", U"队", U"期", U"门", U"区"};
constexpr View k_rooms[] = {U"号房", U"单元", U"室", U"房", U"户", U"栋", U"幢", U"座", U"梯", U"号楼"};
// After 号 these mean something else: a bus line, an exit, a window, a document, a date.
constexpr View k_not_after[] = {U"线", U"出口", U"口", U"窗", U"令", U"文", U"车", U"工单", U"台", U"柜", U"机", U"桌", U"床", U"牌", U"公告", U"通知"};
// Where a name cannot reach across, unless the sign before or after says that it is part of a name.
constexpr View k_stops = U"在住于址到去往至是为从对的了由把将向即和与及经让被我你他她您有,;:!?。、；：，！？（）()“”\"'《》【】[]<>/|\n\t ";
constexpr View k_cuts[] = {U"反映", U"投诉", U"举报", U"家住", U"住址", U"地址", U"户籍", U"位于", U"咨询", U"经过", U"路过",
                                         U"要求", U"发现", U"建议", U"来到", U"前往", U"籍贯", U"送达", U"租用", U"承租", U"租住", U"现居", U"楼下", U"楼上", U"隔壁", U"对面", U"附近"};
constexpr View k_endings[] = {U"大道", U"小区", U"花园", U"广场", U"大厦", U"公寓", U"宿舍", U"新村", U"市场", U"中心", U"大院", U"路", U"街", U"道",
                                            U"巷",   U"里",   U"村",   U"苑",   U"园",   U"城",   U"庭",   U"湾",   U"居",   U"轩",   U"阁",   U"府", U"庄", U"坊",
                                            U"厦",   U"寓",   U"墟",   U"圩",   U"岗",   U"塘",   U"基",   U"涌",   U"横",   U"直",   U"围",   U"社", U"社区", U"弄"};

struct Group {
  std::size_t from, until, digits;
  bool room, house;
};

bool is_number(char32_t c) { return is_digit(c) || View(U"一二三四五六七八九十百零〇甲乙丙丁").find(c) != View::npos; }

// 12号, A座, 3-502, 十二栋 at `i`.
std::optional<Group> group_at(const Scan& scan, std::size_t i) {
  std::size_t k = i, digits = 0;
  if (is_latin(scan.at(k)) && !is_latin(scan.at(k + 1))) ++k;
  while (k < scan.size() && k - i < 9 && (is_number(scan.at(k)) || ((scan.at(k) == U'-' || scan.at(k) == U'之') && is_number(scan.at(k + 1)) && k > i))) {
    digits += is_digit(scan.at(k));
    ++k;
  }
  if (k > i && is_digit(scan.at(k - 1)) && is_latin(scan.at(k)) && !is_latin(scan.at(k + 1))) ++k;
  if (k == i) return std::nullopt;
  for (const View unit : k_units) {
    if (!scan.has(k, unit)) continue;
    const std::size_t until = k + unit.size();
    const bool other = std::any_of(std::begin(k_not_after), std::end(k_not_after), [&](View word) { return scan.has(until, word); });
    if (other && unit == U"号") return std::nullopt;
    const bool room = std::find(std::begin(k_rooms), std::end(k_rooms), unit) != std::end(k_rooms);
    const bool house = room || unit.starts_with(U'号') || unit == U"弄" || unit == U"巷" || unit == U"横巷" || unit == U"铺";
    return Group{i, until, digits, room, house};
  }
  return std::nullopt;
}

bool stops(const Scan& scan, std::size_t i) {
  const char32_t c = scan.at(i), next = scan.at(i + 1);
  if (k_stops.find(c) == View::npos) return false;
  if (c == U'和' && View(U"平谐顺兴安园").find(next) != View::npos) return false;
  if (c == U'向' && View(U"阳荣东西").find(next) != View::npos) return false;
  if (c == U'从' && next == U'化') return false;
  if (c == U'经' && View(U"贸纬济开").find(next) != View::npos) return false;
  return true;
}

// Where the name before the first group begins.
std::size_t name_start(const Scan& scan, std::size_t group) {
  std::size_t from = group;
  while (from > 0 && group - from < 40 && !scan.taken[from - 1] && !stops(scan, from - 1) && scan.at(from - 1) > 0x7F) --from;
  for (const View cut : k_cuts) {
    const std::size_t found = View(scan.chars).substr(from, group - from).rfind(cut);
    if (found != View::npos) from += found + cut.size();
  }
  // A region begins the address, whatever stands before it.
  for (const View region : {View(U"广东省"), View(U"佛山市"), View(U"禅城区")}) {
    const std::size_t found = View(scan.chars).substr(from, group - from).find(region);
    if (found != View::npos) return from + found;
  }
  return from;
}

bool ends_as_name(const Scan& scan, std::size_t from, std::size_t until) {
  std::size_t end = until;
  // 岭南大道北, 汾江中路西段
  if (end > from + 2 && View(U"东西南北中段").find(scan.at(end - 1)) != View::npos) {
    const View last = View(scan.chars).substr(end - std::min<std::size_t>(end - from, 4), std::min<std::size_t>(end - from, 4));
    if (last.find(U'道') != View::npos || last.find(U'路') != View::npos || last.find(U'街') != View::npos) return true;
  }
  return std::any_of(std::begin(k_endings), std::end(k_endings), [&](View word) { return end >= from + word.size() + 1 && scan.ends(end, word); });
}

struct Span3 {
  std::size_t until = 0;
  int groups = 0, houses = 0, rooms = 0;
  std::size_t most_digits = 0;
};

// The groups that follow one another from `i`, names of estates between them included.
Span3 groups_from(const Scan& scan, std::size_t i) {
  Span3 all;
  bool last_room = false;
  std::size_t k = i;
  while (all.groups < 8) {
    std::optional<Group> group = group_at(scan, k);
    if (!group && all.groups > 0) {
      // 12号 惠景城 3栋: an estate between two groups.
      for (std::size_t gap = 1; gap <= 10 && !group && k + gap < scan.size(); ++gap) {
        const char32_t c = scan.at(k + gap - 1);
        if (c != U' ' && (c < 0x80 || stops(scan, k + gap - 1))) break;
        const std::optional<Group> next = group_at(scan, k + gap);
        if (next && (ends_as_name(scan, k, k + gap) || (next->house && gap == 1 && c == U' '))) {
          group = next;
        }
      }
    }
    if (!group) break;
    all.until = group->until;
    ++all.groups;
    all.houses += group->house;
    all.rooms += group->room;
    all.most_digits = std::max(all.most_digits, group->digits);
    last_room = group->room;
    k = group->until;
  }
  // 3栋502: a room without its word.
  if (all.groups > 0) {
    std::size_t digits = 0;
    while (is_digit(scan.at(k + digits)) || (digits > 0 && scan.at(k + digits) == U'-' && is_digit(scan.at(k + digits + 1)))) ++digits;
    const bool alone = !is_han(scan.at(k + digits)) && !is_latin(scan.at(k + digits));
    if (digits >= 2 && digits <= 8 && (alone || (last_room && digits >= 3 && digits <= 4))) {
      all.until = k + digits;
      ++all.rooms;
      all.most_digits = std::max(all.most_digits, digits);
    }
  }
  return all;
}

}  // namespace

void find_addresses(Scan& scan) {
  std::size_t i = 0;
  while (i < scan.size()) {
    if (scan.taken[i] || !(is_number(scan.at(i)) || is_latin(scan.at(i))) || (i > 0 && (is_digit(scan.at(i - 1)) || is_latin(scan.at(i - 1))))) {
      ++i;
      continue;
    }
    const Span3 groups = groups_from(scan, i);
    if (groups.groups == 0 || groups.houses == 0) {
      ++i;
      continue;
    }
    const std::size_t start = name_start(scan, i);
    const bool named = start < i && ends_as_name(scan, start, i);
    const bool dwelling = groups.groups + groups.rooms >= 3 && groups.rooms >= 1 && groups.most_digits >= 2;
    const bool home = groups.rooms >= 1 && scan.near_before(i, 12, {U"住在", U"家住", U"住址", U"地址", U"租住", U"户籍"});
    if (!(named || dwelling || home) || !scan.free(start, groups.until)) {
      ++i;
      continue;
    }
    const std::size_t from = named || i - start >= 2 ? start : i;
    scan.take(Personal::address, from, groups.until);
    i = groups.until;
  }
}

}  // namespace tiange::masking
