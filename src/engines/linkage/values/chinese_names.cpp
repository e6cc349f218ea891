#include "engines/linkage/values/chinese_names.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "engines/linkage/values/han.h"
#include "engines/linkage/values/strings.h"

namespace tiange::linkage {

namespace {

constexpr std::u32string_view k_compound =
    U"欧阳 司徒 上官 诸葛 司马 皇甫 尉迟 公孙 慕容 令狐 夏侯 东方 长孙 宇文 轩辕 独孤 南宫 西门 端木 申屠 澹台 公冶 宗政 濮阳 "
    U"淳于 单于 太叔 仲孙 钟离 闾丘 司空 鲜于 赫连 呼延 万俟 闻人 百里 东郭 南门 第五 左丘 公羊 谷梁 拓跋 完颜 纳兰 爱新";

constexpr std::u32string_view k_single =
    U"王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖"
    U"姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟蓝聂"
    U"齐向申葛岳柴焦柳欧区霍麦关冼简岑招伍甘布何阮植骆冯布容翁伦劳凌霍覃宁柯耿裴游邝禤佘卓沙戚祝霍左詹邬管车盛包瞿闫肖苗单舒路涂"
    U"辛荆古季项娄仇应牟解宗池屈巫蒙闵鲍费纪褚连成符桂窦晏祁房党蔺占艾全边卜闻滕尚裘隋庾甄曲封舟佟项浦景尤米贝皮华查谷谌粟鞠仲危盘卞"
    U"储冀麻强郎荣茅闪桑宫仝国由巴芦明初水姬敖冷司付代覃阳楼喻都丛来靳娄利原";

bool compound(std::u32string_view two) {
  for (std::size_t at = k_compound.find(two); at != k_compound.npos; at = k_compound.find(two, at + 1)) {
    if (at % 3 == 0) return true;
  }
  return false;
}

bool same_sound(std::u32string_view a, std::u32string_view b, bool broad) {
  const auto x = name_syllables(a), y = name_syllables(b);
  if (x.size() != y.size()) return false;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x[i] == y[i] && (x[i] != 0 || a[i] == b[i])) continue;
    if (!broad || x[i] == 0 || y[i] == 0 || broad_syllable(a[i]) != broad_syllable(b[i])) return false;
  }
  return true;
}

// Longest first, so that 分公司 goes before 公司.
constexpr std::array<std::string_view, 26> k_legal_forms{
    "有限责任公司", "股份有限公司", "集团有限公司", "个体工商户", "有限合伙", "普通合伙", "股份公司", "有限公司", "集团公司",
    "总公司",       "分公司",       "子公司",       "合作社",     "事务所",   "工作室",   "经营部", "营业部",   "门市部",
    "办事处",       "总店",         "分店",         "公司",       "集团",     "分厂",     "支行",   "商行"};

constexpr std::array<std::string_view, 18> k_latin_forms{"incorporated", "corporation", "limited", "company", "gmbh", "corp", "inc", "llc", "ltd",
                                                         "plc",          "co",          "sa",      "ag",      "the",  "bv",   "srl", "spa", "and"};

// Places before the name: up to three parts that end in 省, 市, 区, 县, 镇, and names of places that leave the mark out.
std::u32string_view without_places(std::u32string_view name) {
  static constexpr std::array<std::u32string_view, 12> k_bare{U"广东", U"佛山", U"禅城", U"南海", U"顺德", U"高明",
                                                              U"三水", U"广州", U"深圳", U"中国", U"石湾", U"张槎"};
  for (int round = 0; round < 4; ++round) {
    bool cut = false;
    for (std::size_t i = 2; i < std::min<std::size_t>(name.size(), 6) && !cut; ++i) {
      if (std::u32string_view(U"省市区县镇").find(name[i]) == name.npos || name.size() - i - 1 < 2) continue;
      name.remove_prefix(i + 1);
      cut = true;
    }
    for (const std::u32string_view bare : k_bare) {
      if (cut || !name.starts_with(bare) || name.size() < bare.size() + 2) continue;
      name.remove_prefix(bare.size());
      cut = true;
    }
    if (!cut) break;
  }
  return name;
}

std::string latin_core(std::string_view text) {
  std::string out, word;
  const auto flush = [&] {
    const bool form = std::find(k_latin_forms.begin(), k_latin_forms.end(), word) != k_latin_forms.end();
    if (!word.empty() && !form) out += (out.empty() ? "" : " ") + word;
    word.clear();
  };
  for (const char c : text) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0) {
      word.push_back(c);
    } else if (c != '.' && c != '\'') {
      flush();
    }
  }
  flush();
  return out.empty() ? std::string(text) : out;
}

double shared_pairs(std::u32string_view a, std::u32string_view b) {
  if (a.size() < 2 || b.size() < 2) return 0;
  std::size_t common = 0;
  for (std::size_t i = 0; i + 1 < a.size(); ++i) common += b.find(a.substr(i, 2)) != b.npos ? 1 : 0;
  std::size_t back = 0;
  for (std::size_t i = 0; i + 1 < b.size(); ++i) back += a.find(b.substr(i, 2)) != a.npos ? 1 : 0;
  return static_cast<double>(common + back) / static_cast<double>(a.size() + b.size() - 2);
}

}  // namespace

std::size_t surname_length(std::u32string_view name) {
  return name.size() >= 3 && compound(name.substr(0, 2)) ? 2 : std::min<std::size_t>(name.size(), 1);
}

bool is_known_surname(std::u32string_view name) {
  return (name.size() >= 2 && compound(name.substr(0, 2))) || (!name.empty() && k_single.find(name[0]) != k_single.npos);
}

bool looks_like_chinese_name(std::u32string_view name) {
  const bool dotted = name.find(U'·') != name.npos || name.find(U'・') != name.npos;
  if (name.size() < 2 || name.size() > (dotted ? 15U : 4U)) return false;
  for (const char32_t c : name) {
    if (!is_han(c) && c != U'·' && c != U'・') return false;
  }
  return dotted || is_known_surname(name);
}

std::vector<std::uint16_t> name_syllables(std::u32string_view name) {
  std::vector<std::uint16_t> out;
  out.reserve(name.size());
  for (std::size_t i = 0; i < name.size(); ++i) out.push_back(i == 0 ? surname_syllable(name[i]) : syllable(name[i]));
  if (surname_length(name) == 2) out[0] = syllable(name[0]);
  return out;
}

std::string name_pinyin(std::u32string_view name) {
  std::string out;
  for (const std::uint16_t s : name_syllables(name)) out += (out.empty() ? "" : " ") + std::string(syllable_text(s));
  return out;
}

int compare_chinese_names(std::u32string_view a, std::u32string_view b) {
  if (a == b) return 6;
  if (a.empty() || b.empty()) return 1;
  const std::size_t sa = surname_length(a), sb = surname_length(b);
  const bool same_surname = sa == sb && a.substr(0, sa) == b.substr(0, sb);
  if (a.size() == b.size()) {
    if (same_sound(a, b, false)) return 5;
    std::size_t differ = 0, where = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (a[i] == b[i]) continue;
      ++differ;
      where = i;
    }
    if (differ == 1 && looks_like(a[where], b[where])) return 5;
    if (same_sound(a, b, true)) return 4;
    if (differ == 2 && slips(a, b, 1) == 1) return 4;
    if (differ == 1 && a.size() >= 3) return 3;
  } else if (same_surname && std::min(a.size(), b.size()) >= 2 && slips(a, b, 1) == 1) {
    return 3;
  }
  return same_surname ? 2 : 1;
}

std::string organisation_core(std::string_view folded) {
  std::string text;
  // What stands in brackets is a place or a legal form as a rule.
  int depth = 0;
  for (const char32_t c : text::code_points(folded)) {
    if (c == U'(' || c == U'（' || c == U'[') ++depth;
    if (depth == 0) text::append_code_point(text, c);
    if ((c == U')' || c == U'）' || c == U']') && depth > 0) --depth;
  }
  if (text.empty()) text = folded;
  const std::u32string whole = folded_points(text);
  if (std::none_of(whole.begin(), whole.end(), is_han)) return latin_core(text);
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view form : k_legal_forms) {
      if (!text.ends_with(form) || text.size() < form.size() + 6) continue;
      text.resize(text.size() - form.size());
      again = true;
      break;
    }
    // 宏达五金有限公司祖庙 … 分公司: what stands behind the legal form names a branch.
    for (const std::string_view form : {"股份有限公司", "有限责任公司", "有限公司"}) {
      const std::size_t at = text.find(form);
      if (again || at == text.npos || at < 6) continue;
      text.resize(at);
      again = true;
    }
  }
  const std::u32string points = folded_points(text);
  return to_utf8(without_places(points));
}

int compare_organisations(std::string_view a, std::string_view core_a, std::string_view b, std::string_view core_b) {
  if (a == b) return 6;
  if (core_a == core_b) return 5;
  const std::u32string x = folded_points(core_a), y = folded_points(core_b);
  const std::size_t shorter = std::min(x.size(), y.size());
  const bool han = std::any_of(x.begin(), x.end(), is_han);
  const bool holds = shorter >= (han ? 2U : 5U) && (x.find(y) != x.npos || y.find(x) != y.npos);
  const int wrong = slips(std::u32string_view(x), std::u32string_view(y), 2);
  if (holds || (wrong == 1 && shorter >= (han ? 3U : 5U))) return 4;
  const double alike = shared_pairs(x, y);
  if ((wrong == 2 && shorter >= (han ? 5U : 8U)) || alike >= 0.75) return 3;
  return alike >= 0.5 ? 2 : 1;
}

}  // namespace tiange::linkage
