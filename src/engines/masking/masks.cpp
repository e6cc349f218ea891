#include "engines/masking/masks.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/time.h"
#include "engines/masking/name_table.h"

namespace tiange::masking {

namespace {

constexpr std::string_view k_hidden = "***";

struct KindRow {
  MaskKind kind;
  std::string_view word;
  int least, most, other;  // of the figure; most 0: takes none; other: when it is left out
  std::string_view zh, en;
};

constexpr std::array k_kinds = {
    KindRow{MaskKind::none, "none", 0, 0, 0, "不脱敏", "shown"},
    KindRow{MaskKind::name, "name", 0, 0, 0, "姓名留姓", "surname only"},
    KindRow{MaskKind::id, "id", 3, 6, 3, "证件号留前 {} 后 4", "number: first {}, last 4"},
    KindRow{MaskKind::phone, "phone", 0, 0, 0, "电话留前 3 后 4", "telephone: 3 + 4"},
    KindRow{MaskKind::bank, "bank", 0, 0, 0, "卡号留后 4", "card: last 4"},
    KindRow{MaskKind::address, "address", 0, 0, 0, "地址", "address"},
    KindRow{MaskKind::email, "email", 0, 0, 0, "邮箱留首字母和域名", "e-mail: first letter and domain"},
    KindRow{MaskKind::plate, "plate", 0, 0, 0, "车牌留归属地和末位", "plate: place and last sign"},
    KindRow{MaskKind::hide, "hide", 0, 0, 0, "全部隐藏", "hidden"},
    KindRow{MaskKind::keep_first, "keep-first", 1, 50, 1, "留前 {} 字", "first {} characters"},
    KindRow{MaskKind::keep_last, "keep-last", 1, 50, 4, "留后 {} 字", "last {} characters"},
    KindRow{MaskKind::year, "year", 1, 100, 1, "只留年份（{} 年一段）", "year, in bands of {}"},
    KindRow{MaskKind::month, "month", 0, 0, 0, "只留年月", "year and month"},
    KindRow{MaskKind::round, "round", 2, 1'000'000, 10, "按 {} 一段", "in bands of {}"},
    KindRow{MaskKind::area, "area", 2, 15, 9, "代码留前 {} 位", "first {} digits of the code"},
};

const KindRow& row_of(MaskKind kind) {
  return *std::find_if(k_kinds.begin(), k_kinds.end(), [&](const KindRow& row) { return row.kind == kind; });
}

struct LevelRow {
  AddressLevel level;
  std::string_view word, zh, en;
};
constexpr std::array k_levels = {
    LevelRow{AddressLevel::community, "community", "留到社区（村）", "to the community"},
    LevelRow{AddressLevel::town, "town", "留到镇街", "to the town"},
    LevelRow{AddressLevel::district, "district", "留到区县", "to the district"},
};

Refusal unknown(std::string_view word) {
  std::string names;
  for (const KindRow& row : k_kinds) names += (names.empty() ? "" : "、") + std::string(row.word);
  return refuse(ErrorCode::bad_input, "没有“" + std::string(word) + "”这种脱敏方式，可用：" + names,
                "there is no mask \"" + std::string(word) + "\"; there are: " + names);
}

std::string stars(std::size_t count) { return std::string(count, '*'); }

std::string utf8(const std::vector<char32_t>& chars, std::size_t from, std::size_t until) {
  std::string out;
  for (std::size_t i = from; i < until; ++i) text::append_code_point(out, chars[i]);
  return out;
}

// Keeps `head` and `tail` characters; when that would hide fewer than `least`, hides everything.
std::string keep_ends(std::string_view value, std::size_t head, std::size_t tail, std::size_t least) {
  const auto chars = text::code_points(value);
  if (chars.size() < head + tail + least) return stars(chars.size());
  return utf8(chars, 0, head) + stars(chars.size() - head - tail) + utf8(chars, chars.size() - tail, chars.size());
}

// Keeps 3 + 4 of the digits and what stands between them; of fewer than 10 digits the last two.
std::string mask_phone(std::string_view value) {
  const std::string half = text::to_half_width(value);
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const std::size_t count = static_cast<std::size_t>(std::count_if(half.begin(), half.end(), digit));
  if (count < 5) return count == 0 ? std::string(k_hidden) : stars(count);
  std::size_t head = count >= 10 ? 3 : 0;
  if (count >= 10 && half.starts_with("0") && !half.starts_with("01") && !half.starts_with("02") && !half.starts_with("00")) head = 4;
  const std::size_t tail = count >= 10 ? 4 : 2;
  std::string out;
  std::size_t seen = 0;
  for (const char c : half) {
    if (!digit(c)) {
      out += c == '-' || c == ' ' || c == '+' || c == '(' || c == ')' ? c : '*';
      continue;
    }
    out += seen < head || seen >= count - tail ? c : '*';
    ++seen;
  }
  return out;
}

std::string mask_email(std::string_view value) {
  const std::size_t sign = value.rfind('@');
  if (sign == value.npos || sign == 0 || sign + 1 == value.size()) return std::string(k_hidden);
  return utf8(text::code_points(value.substr(0, sign)), 0, 1) + std::string(k_hidden) + std::string(value.substr(sign));
}

std::string mask_name(std::string_view value) {
  const auto chars = text::code_points(value);
  const std::size_t keep = surname_length(value);
  if (chars.size() <= 1) return stars(chars.size());
  // A name in letters keeps its first sign only; a whole word of it could be enough to know who it is.
  return utf8(chars, 0, keep) + stars(std::min<std::size_t>(chars.size() - keep, 6));
}

std::string mask_year(std::string_view value, int band) {
  const auto date = parse_date(value);
  int year = date.ok() ? split_date(*date).year : 0;
  if (year == 0 && value.size() == 4) year = static_cast<int>(text::to_int(value).value_or(0));
  if (year <= 0) return std::string(k_hidden);
  if (band <= 1) return std::to_string(year);
  const int low = year / band * band;
  return std::to_string(low) + "–" + std::to_string(low + band - 1);
}

std::string mask_round(std::string_view value, int band) {
  const auto number = text::to_double(value);
  if (!number || !(*number > -1e15 && *number < 1e15)) return std::string(k_hidden);
  std::int64_t low = static_cast<std::int64_t>(*number) / band * band;
  if (*number < 0 && static_cast<double>(low) > *number) low -= band;
  return std::to_string(low) + "–" + std::to_string(low + band - 1);
}

std::string mask_area(std::string_view value, int digits) {
  if (value.find_first_not_of("0123456789") != value.npos) return std::string(k_hidden);
  return std::string(value.substr(0, static_cast<std::size_t>(digits)));
}

// 区 of 社区, 小区, 园区 and 市 of 市场 name no region.
bool names_region(std::string_view address, std::size_t found, std::string_view word) {
  if (word == "区") {
    const std::string_view before = address.substr(0, found);
    for (const std::string_view other : {"社", "小", "园", "片", "库"}) {
      if (before.ends_with(other)) return false;
    }
  }
  return word != "市" || !address.substr(found + word.size()).starts_with("场");
}

std::string mask_month(std::string_view value) {
  const auto date = parse_date(value);
  return date.ok() ? format_date(*date).substr(0, 7) : std::string(k_hidden);
}

}  // namespace

Result<Mask> parse_mask(std::string_view word) {
  const std::size_t colon = word.find(':');
  const std::string_view name = word.substr(0, colon);
  const std::string_view rest = colon == word.npos ? std::string_view() : word.substr(colon + 1);
  for (const KindRow& row : k_kinds) {
    if (row.word != name) continue;
    Mask mask{row.kind, row.other};
    if (colon == word.npos) return mask;
    if (row.kind == MaskKind::address) {
      for (const LevelRow& level : k_levels) {
        if (level.word != rest) continue;
        mask.level = level.level;
        return mask;
      }
      return unknown(word);
    }
    const auto figure = text::to_int(rest);
    if (row.most == 0 || !figure || *figure < row.least || *figure > row.most) return unknown(word);
    mask.figure = static_cast<int>(*figure);
    return mask;
  }
  return unknown(word);
}

std::string mask_word(const Mask& mask) {
  const KindRow& row = row_of(mask.kind);
  std::string word(row.word);
  if (mask.kind == MaskKind::address) {
    if (mask.level != AddressLevel::community) word += ":" + std::string(k_levels[static_cast<std::size_t>(mask.level)].word);
  } else if (row.most != 0 && mask.figure != row.other) {
    word += ":" + std::to_string(mask.figure);
  }
  return word;
}

Words mask_words(const Mask& mask) {
  const KindRow& row = row_of(mask.kind);
  if (mask.kind == MaskKind::address) {
    const LevelRow& level = k_levels[static_cast<std::size_t>(mask.level)];
    return {std::string(row.zh) + std::string(level.zh), std::string(row.en) + " " + std::string(level.en)};
  }
  const std::string figure = std::to_string(mask.figure);
  return {text::replace_all(row.zh, "{}", figure), text::replace_all(row.en, "{}", figure)};
}

std::string apply_mask(const Mask& mask, std::string_view value) {
  if (value.empty() || mask.kind == MaskKind::none) return std::string(value);
  switch (mask.kind) {
    case MaskKind::name: return mask_name(value);
    case MaskKind::id: return keep_ends(value, static_cast<std::size_t>(mask.figure), 4, 5);
    case MaskKind::phone: return mask_phone(value);
    case MaskKind::bank: return keep_ends(value, 0, 4, 6);
    case MaskKind::address: return std::string(address_head(value, mask.level)) + std::string(k_hidden);
    case MaskKind::email: return mask_email(value);
    case MaskKind::plate: return keep_ends(value, 2, 1, 3);
    case MaskKind::keep_first: return keep_ends(value, static_cast<std::size_t>(mask.figure), 0, 1);
    case MaskKind::keep_last: return keep_ends(value, 0, static_cast<std::size_t>(mask.figure), 1);
    case MaskKind::year: return mask_year(value, mask.figure);
    case MaskKind::month: return mask_month(value);
    case MaskKind::round: return mask_round(value, mask.figure);
    case MaskKind::area: return mask_area(value, mask.figure);
    case MaskKind::none:
    case MaskKind::hide: break;
  }
  return std::string(k_hidden);
}

bool may_compare(const Mask& mask) { return mask.kind == MaskKind::none; }

std::string_view address_head(std::string_view address, AddressLevel level) {
  static constexpr std::array<std::string_view, 5> k_district = {"特别行政区", "自治区", "区", "县", "市"};
  static constexpr std::array<std::string_view, 4> k_town = {"街道办事处", "街道", "镇", "乡"};
  static constexpr std::array<std::string_view, 6> k_community = {"居民委员会", "村民委员会", "居委会", "村委会", "社区", "村"};
  // Of the names of one level the earliest counts: 石湾镇街道 ends its town, 张槎街道大富村 its village.
  std::size_t end = 0;
  const auto take = [&](auto& words, std::size_t farthest) {
    std::size_t best = 0;
    for (const std::string_view word : words) {
      const std::size_t found = address.find(word, end);
      if (found == address.npos || found == end || found - end > farthest || !names_region(address, found, word)) continue;
      const std::size_t until = found + word.size();
      if (best == 0 || until < best) best = until;
    }
    if (best != 0) end = best;
    return best != 0;
  };
  constexpr std::size_t k_far = 30;  // bytes: ten characters
  if (const std::size_t province = address.find("省"); province != address.npos && province <= k_far) end = province + 3;
  const std::size_t before_city = end;
  const std::size_t city = address.find("市", end);
  if (city != address.npos && city - end <= k_far && city != end && names_region(address, city, "市")) end = city + 3;
  const bool district = take(k_district, k_far);
  if (level == AddressLevel::district) return address.substr(0, district ? end : std::max(end, before_city));
  bool town = take(k_town, k_far);
  // 石湾镇街道: the longer name of the town goes on.
  if (town && address.substr(end).starts_with("街道")) end += std::string_view("街道").size();
  if (level == AddressLevel::town) return address.substr(0, end);
  // A digit before the word means that it belongs to something smaller.
  const std::size_t digit = address.find_first_of("0123456789", end);
  const std::size_t start = end;
  if (take(k_community, k_far) && digit != address.npos && end > digit) end = start;
  return address.substr(0, end);
}

std::size_t surname_length(std::string_view name) {
  const auto chars = text::code_points(name);
  return chars.size() > 2 && is_double_surname(chars[0], chars[1]) ? 2 : 1;
}

}  // namespace tiange::masking
