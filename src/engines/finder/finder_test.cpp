// The finder against a plain scan of the same documents by rules written anew here.

#include "engines/finder/finder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "base/text.h"

namespace tiange::finder {
namespace {

constexpr std::uint8_t k_person = 0, k_firm = 1, k_house = 2;

struct Kept {
  std::string grid;
  std::vector<std::pair<Sort, std::string>> fields;
};
using Book = std::map<std::pair<int, std::int64_t>, Kept>;

Document document_of(const std::pair<int, std::int64_t>& key, const Kept& kept, std::vector<Field>& fields) {
  fields.clear();
  for (const auto& [sort, text] : kept.fields) fields.push_back({sort, text});
  return {static_cast<std::uint8_t>(key.first), key.second, kept.grid, fields};
}

Finder build(const Book& book) {
  Builder builder;
  std::vector<Field> fields;
  for (const auto& [key, kept] : book) builder.add(document_of(key, kept, fields));
  return builder.finish();
}

// Readings of the few characters the random names are made of.
const std::map<std::string, std::string>& readings() {
  static const std::map<std::string, std::string> all{{"陈", "chen"}, {"李", "li"},   {"梁", "liang"}, {"张", "zhang"}, {"晓", "xiao"},
                                                      {"明", "ming"}, {"丽", "li"},   {"安", "an"},    {"先", "xian"},  {"西", "xi"},
                                                      {"吕", "lu"},   {"伟", "wei"}};
  return all;
}

class Draw {
 public:
  explicit Draw(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t n) { return random_() % n; }
  std::string of(const std::vector<std::string>& all) { return all[below(all.size())]; }
  std::string digits(std::size_t n) {
    std::string out;
    while (out.size() < n) out += static_cast<char>('0' + below(10));
    return out;
  }
  std::string name() {
    std::string out = of({"陈", "李", "梁", "张", "吕"});
    for (std::size_t n = 1 + below(2); n > 0; --n) out += of({"晓", "明", "丽", "安", "先", "西", "伟"});
    return out;
  }
  std::string address() {
    return "佛山市禅城区" + of({"石湾镇街道", "祖庙街道", "张槎街道"}) + of({"同华", "锦华", "季华", "安西"}) + "路" +
           std::to_string(1 + below(140)) + "号" + (below(2) == 0 ? std::to_string(1 + below(30)) + "0" + digits(1) : "");
  }
  std::string grid() { return "44060400" + std::to_string(1 + below(3)) + "00" + std::to_string(1 + below(3)) + "00" + digits(1); }

  Kept subject(int kind) {
    Kept out;
    out.grid = below(30) == 0 ? "" : grid();
    if (kind == k_person) {
      out.fields.emplace_back(Sort::name, name());
      out.fields.emplace_back(Sort::id_card, "4406" + of({"02", "04"}) + "19" + digits(9) + of({"1", "X", "7"}));
      if (below(4) != 0) out.fields.emplace_back(Sort::phone, "140" + digits(8));
      if (below(3) == 0) out.fields.emplace_back(Sort::phone, "0757-8" + digits(7));
      if (below(4) == 0) out.fields.emplace_back(Sort::plate, "粤E" + digits(2) + of({"A", "B"}) + digits(2));
      if (below(2) == 0) out.fields.emplace_back(Sort::address, address());
    } else if (kind == k_firm) {
      out.fields.emplace_back(Sort::firm, of({"佛山市禅城区", "佛山市", ""}) + of({"宏达", "安西", "明丽", "伟明"}) + of({"五金", "陶瓷"}) + "有限公司");
      out.fields.emplace_back(Sort::credit_code, "91440604MA" + digits(8));
    }
    out.fields.emplace_back(Sort::address, address());
    return out;
  }
  Book book(std::size_t size) {
    Book out;
    for (std::size_t i = 0; i < size; ++i) {
      const int kind = static_cast<int>(below(3));
      out[{kind, static_cast<std::int64_t>(below(1'000'000'000))}] = subject(kind);
    }
    return out;
  }
  std::string part(const std::string& text, std::size_t least) {
    const auto points = text::code_points(text);
    const std::size_t size = std::min(points.size(), least + below(5));
    const std::size_t from = below(points.size() - size + 1);
    std::string out;
    for (std::size_t i = from; i < from + size; ++i) text::append_code_point(out, points[i]);
    return out;
  }
  // A fragment of what somebody has.
  std::string word(const Book& book) {
    if (below(5) == 0) return of({"chen", "lxm", "lxming", "xiaom", "xian", "li", "zh", "zhangw", "lu", "lian", "anxi", "mingli", "hongda", "hdwj"});
    if (below(8) == 0) return of({"佛山", "140", "4406", "石湾", "祖庙", "同华路", "13", "陈", "李", "明", "佛山市", "0757", "有限公司", "佛山宏达", "禅城安西陶瓷"});
    auto at = book.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(below(book.size())));
    const auto& [sort, text] = at->second.fields[below(at->second.fields.size())];
    return part(text, sort == Sort::name ? 1 : sort == Sort::address || sort == Sort::firm ? 2 : 3);
  }

 private:
  std::mt19937 random_;
};

// ---- the plain scan

bool digits_only(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}
std::string plain_number(const std::string& text) { return text::lower_ascii(text::replace_all(text, "-", "")); }

std::string own_name(std::string firm) {
  for (const std::string place : {"佛山市", "禅城区", "佛山", "禅城"}) {
    if (firm.starts_with(place) && firm.size() > place.size() + 3) firm.erase(0, place.size());
  }
  if (firm.ends_with("有限公司") && firm.size() > 12 + 3) firm.resize(firm.size() - 12);
  return firm;
}

// Every way of cutting the letters into beginnings of syllables.
bool spells(const std::string& letters, const std::vector<std::string>& syllables, std::size_t from, bool neat, bool& whole) {
  if (letters.empty()) {
    whole = whole || (neat && from == syllables.size());
    return true;
  }
  if (from == syllables.size()) return false;
  bool any = false;
  for (std::size_t n = 1; n <= std::min(letters.size(), syllables[from].size()); ++n) {
    if (letters.substr(0, n) != syllables[from].substr(0, n)) break;
    const bool fine = n == syllables[from].size() || n == 1 || (n == 2 && syllables[from][1] == 'h');
    any = spells(letters.substr(n), syllables, from + 1, neat && fine, whole) || any;
  }
  return any;
}

Fit pinyin_fit(const std::string& letters, const std::string& name) {
  std::vector<std::string> syllables;
  for (const char32_t c : text::code_points(name)) {
    std::string one;
    text::append_code_point(one, c);
    static const std::map<std::string, std::string> firm_readings{{"宏", "hong"}, {"达", "da"}, {"五", "wu"}, {"金", "jin"}, {"陶", "tao"}, {"瓷", "ci"}};
    const auto found = readings().find(one);
    syllables.push_back(found != readings().end() ? found->second : firm_readings.at(one));
  }
  for (std::size_t from = 0; from < syllables.size(); ++from) {
    bool whole = false;
    if (spells(letters, syllables, from, true, whole)) return from > 0 ? Fit::inside : whole ? Fit::whole : Fit::beginning;
  }
  return Fit::none;
}

Fit text_fit(const std::string& text, const std::string& word) {
  if (text == word) return Fit::whole;
  if (text.starts_with(word)) return Fit::beginning;
  return text::contains(text, word) ? Fit::inside : Fit::none;
}

Fit firm_fit(const std::string& firm, const std::string& word) {
  Fit best = Fit::none;
  for (const std::string& form : {word, own_name(word)}) {
    if (text::length(form) < 2) continue;
    best = std::min(best, text_fit(firm, form));
    if (text_fit(firm, form) == Fit::none) continue;
    const std::string own = own_name(firm);
    if (own == form) best = Fit::whole;
    if (firm.substr(firm.find(own)).starts_with(form)) best = std::min(best, Fit::beginning);
  }
  return best;
}

Fit address_fit(const std::string& address, const std::string& word) {
  const Fit fit = text_fit(address, word);
  if (fit != Fit::inside || !digits_only(word)) return fit;
  std::string run;
  for (const char c : address + "|") {
    if (c >= '0' && c <= '9') {
      run += c;
    } else {
      if (run == word) return Fit::beginning;
      run.clear();
    }
  }
  return Fit::inside;
}

Fit plain_fit(const Kept& kept, const std::string& word) {
  Fit best = Fit::none;
  const bool ascii = std::all_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  const bool letters = ascii && std::none_of(word.begin(), word.end(), [](char c) { return c < 'a' || c > 'z'; });
  const std::string number = plain_number(word);
  for (const auto& [sort, raw] : kept.fields) {
    const std::string text = text::lower_ascii(raw);
    if (sort == Sort::name && !ascii) best = std::min(best, text_fit(text, word));
    if (sort == Sort::name && letters) best = std::min(best, pinyin_fit(word, text));
    if (sort == Sort::firm) {
      best = std::min(best, firm_fit(text, word));
      if (letters) best = std::min(best, pinyin_fit(word, own_name(text)));
    }
    if (sort == Sort::address && text::length(word) >= 2) best = std::min(best, address_fit(text, word));
    if (sort == Sort::id_card || sort == Sort::phone || sort == Sort::credit_code || sort == Sort::plate) {
      if (text::length(number) >= 3) best = std::min(best, text_fit(plain_number(text), number));
    }
  }
  return best;
}

int weight(const std::string& word) {
  int out = 0;
  for (const char32_t c : text::code_points(word)) out += c >= 0x3400 ? 8 : c >= '0' && c <= '9' ? 3 : c >= 'a' && c <= 'z' ? 2 : 0;
  return out;
}

std::vector<std::pair<int, std::int64_t>> plain_scan(const Book& book, std::vector<std::string> words, const Question& q) {
  for (std::string& word : words) word = text::lower_ascii(word);
  std::stable_sort(words.begin(), words.end(), [](const auto& a, const auto& b) { return weight(a) > weight(b); });
  std::vector<std::tuple<std::vector<Fit>, bool, int, std::string, std::int64_t>> found;
  for (const auto& [key, kept] : book) {
    if ((q.kinds >> key.first & 1) == 0) continue;
    if (std::none_of(q.areas.begin(), q.areas.end(), [&](const auto& a) { return kept.grid.starts_with(a); })) continue;
    std::vector<Fit> fits;
    for (const std::string& word : words) fits.push_back(plain_fit(kept, word));
    if (std::find(fits.begin(), fits.end(), Fit::none) != fits.end()) continue;
    found.emplace_back(fits, q.near.empty() || !kept.grid.starts_with(q.near), key.first, kept.grid, key.second);
  }
  std::sort(found.begin(), found.end());
  std::vector<std::pair<int, std::int64_t>> out;
  for (const auto& [fits, far, kind, grid, id] : found) out.emplace_back(kind, id);
  return out;
}

std::vector<std::pair<int, std::int64_t>> all_pages(const Finder& finder, Question q) {
  std::vector<std::pair<int, std::int64_t>> out;
  for (int page = 0; page < 100'000; ++page) {
    const Answer answer = finder.find(q);
    for (const Hit& hit : answer.hits) out.emplace_back(hit.kind, hit.id);
    if (answer.more.empty()) return out;
    EXPECT_EQ(answer.hits.size(), q.limit);
    q.after = answer.more;
  }
  ADD_FAILURE() << "no end";
  return out;
}

Question random_question(Draw& draw) {
  Question q;
  q.areas = {""};
  if (draw.below(3) == 0) q.areas = {"440604001", draw.grid(), "44060400" + std::to_string(1 + draw.below(3)) + "002"};
  if (draw.below(3) == 0) q.near = "44060400" + std::to_string(1 + draw.below(3));
  if (draw.below(4) == 0) q.kinds = 1U << draw.below(3);
  return q;
}

void compare(Draw& draw, const Finder& finder, const Book& book, int questions) {
  for (int n = 0; n < questions; ++n) {
    std::vector<std::string> words;
    Question q = random_question(draw);
    for (std::size_t k = draw.below(3) + 1; k > 0; --k) {
      const std::string word = draw.word(book);
      if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
    }
    q.text = text::join(words, " ");
    const auto expected = plain_scan(book, words, q);
    q.limit = std::max<std::size_t>(5, expected.size() / 3);
    q.limit = std::min<std::size_t>(q.limit, 1000);
    EXPECT_EQ(all_pages(finder, q), expected) << q.text << " near " << q.near << " areas " << text::join(q.areas, ",");
  }
}

TEST(Finder, AnswersAsAPlainScan) {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    Draw draw(seed);
    const Book book = draw.book(700);
    compare(draw, build(book), book, 150);
  }
}

// More than are ever looked at all: best fits first, page by page.
TEST(Finder, AnswersAsAPlainScanWhenMostOfManyFit) {
  Draw draw(77);
  const Book book = draw.book(40'000);
  const Finder finder = build(book);
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"佛山"}, {"4406", "佛山"}, {"李"}, {"石湾", "祖庙"}, {"街道", "13"}, {"佛山市", "li"}, {"440"}, {"li"}}) {
    for (const std::string near : {"", "440604002"}) {
      Question q;
      q.areas = {""};
      q.near = near;
      q.text = text::join(words, " ");
      const auto expected = plain_scan(book, words, q);
      q.limit = 1000;
      EXPECT_EQ(all_pages(finder, q), expected) << q.text;
      q.limit = 7;
      const Answer first = finder.find(q);
      ASSERT_LE(first.hits.size(), 7U);
      for (std::size_t i = 0; i < first.hits.size(); ++i) EXPECT_EQ(first.hits[i].id, expected[i].second) << q.text;
    }
  }
}

TEST(Finder, NothingOutsideTheScopeIsSeenOrFelt) {
  Draw draw(5);
  const Book all = draw.book(3000);
  Book mine;
  for (const auto& [key, kept] : all) {
    if (kept.grid.starts_with("440604001")) mine[key] = kept;
  }
  ASSERT_GT(mine.size(), 100U);
  const Finder whole = build(all), part = build(mine);
  for (int n = 0; n < 400; ++n) {
    Question q;
    q.text = draw.word(all) + (draw.below(2) == 0 ? " " + draw.word(all) : "");
    q.areas = {"440604001"};
    q.near = draw.grid().substr(0, 12);
    q.limit = 1 + draw.below(9);
    for (int page = 0; page < 5; ++page) {
      const Answer a = whole.find(q), b = part.find(q);
      EXPECT_EQ(a.more, b.more) << q.text;
      ASSERT_EQ(a.hits.size(), b.hits.size()) << q.text;
      for (std::size_t i = 0; i < a.hits.size(); ++i) EXPECT_EQ(a.hits[i].id, b.hits[i].id);
      q.after = a.more;
      if (a.more.empty()) break;
    }
    q.after.clear();
    q.areas.clear();
    EXPECT_TRUE(whole.find(q).hits.empty());
  }
}

TEST(Finder, ChangesAreAsBuiltAnew) {
  Draw draw(9);
  Book book = draw.book(900);
  Finder finder = build(book);
  std::vector<Field> fields;
  for (int n = 0; n < 500; ++n) {
    const std::size_t what = draw.below(3);
    auto at = book.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(draw.below(book.size())));
    if (what == 0) {
      EXPECT_TRUE(finder.remove(static_cast<std::uint8_t>(at->first.first), at->first.second));
      EXPECT_FALSE(finder.remove(static_cast<std::uint8_t>(at->first.first), at->first.second));
      book.erase(at);
    } else {
      const int kind = static_cast<int>(draw.below(3));
      const std::pair<int, std::int64_t> key = what == 1 ? at->first : std::pair<int, std::int64_t>{kind, 2'000'000'000 + n};
      book[key] = draw.subject(key.first);
      finder.put(document_of(key, book[key], fields));
    }
  }
  EXPECT_EQ(finder.size(), book.size());
  compare(draw, finder, book, 150);
  const Finder folded = finder.folded();
  EXPECT_EQ(folded.changed(), 0U);
  EXPECT_EQ(folded.size(), book.size());
  compare(draw, folded, book, 100);
}

TEST(Finder, ASnapshotIsTheSameAgain) {
  Draw draw(11);
  Book book = draw.book(600);
  Finder finder = build(book);
  std::vector<Field> fields;
  for (int n = 0; n < 40; ++n) {
    const std::pair<int, std::int64_t> key{k_person, 3'000'000'000 + n};
    book[key] = draw.subject(k_person);
    finder.put(document_of(key, book[key], fields));
  }
  const auto first = book.begin()->first;
  finder.remove(static_cast<std::uint8_t>(first.first), first.second);
  book.erase(book.begin());
  std::string bytes;
  finder.save([&](std::string_view piece) { bytes += piece; });
  auto back = Finder::restore(bytes);
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->size(), book.size());
  compare(draw, *back, book, 150);
  for (const std::size_t cut : {std::size_t{0}, std::size_t{10}, bytes.size() / 2, bytes.size() - 1}) {
    EXPECT_FALSE(Finder::restore(bytes.substr(0, cut)).has_value()) << cut;
  }
  for (int n = 0; n < 50; ++n) {
    std::string bad = bytes;
    bad[draw.below(bad.size())] ^= 0x10;
    EXPECT_FALSE(Finder::restore(bad).has_value());
  }
}

class OnePerson : public ::testing::Test {
 protected:
  OnePerson() {
    const std::vector<Field> li{{Sort::name, "李晓明"},
                                {Sort::id_card, "440602650312001"},
                                {Sort::phone, "+86 140-1380-1234"},
                                {Sort::plate, "粤E·12A34"},
                                {Sort::address, "广东省佛山市禅城区石湾镇街道丽豪社区同华路13号翠湖雅苑3幢2单元1203"}};
    const std::vector<Field> zeng{{Sort::name, "曾乐"}};
    const std::vector<Field> firm{{Sort::firm, "佛山市禅城区宏达（石湾）五金有限公司"}, {Sort::credit_code, "91440604MA5X2K3L4N"}};
    Builder builder;
    builder.add({k_person, 1, "440604010001001", li});
    builder.add({k_person, 2, "440604010001001", zeng});
    builder.add({k_firm, 3, "440604010001001", firm});
    finder_ = builder.finish();
  }
  std::vector<std::int64_t> ask(const std::string& text, std::uint32_t sorts = k_all_sorts) {
    Question q;
    q.text = text;
    q.areas = {"440604"};
    q.sorts = sorts;
    std::vector<std::int64_t> out;
    for (const Hit& hit : finder_.find(q).hits) out.push_back(hit.id);
    return out;
  }
  Finder finder_;
};

using Ids = std::vector<std::int64_t>;

TEST_F(OnePerson, IsFoundByEveryKindOfFragment) {
  for (const std::string text :
       {"李晓明", "李曉明", "晓明", "明", "lixiaoming", "LiXiaoMing", "lxm", "lixm", "xiaom", "xm", "440602196503120", "440602650312001",
        "19650312", "0312", "1380", "14013801234", "8614013801234", "140-1380", "粤E12A34", "粤E·12", "12a3", "e12", "同华路13号", "同华路 13",
        "1203 翠湖", "雅苑 李 1380", "广东省佛山市禅城区石湾镇街道丽豪社区同华路13号翠湖雅苑3幢2单元1203"}) {
    EXPECT_EQ(ask(text), Ids{1}) << text;
  }
  EXPECT_EQ(ask("李 五金"), Ids{});
  EXPECT_EQ(ask("ixiao"), Ids{});
}

TEST_F(OnePerson, SurnamesHaveBothReadings) {
  EXPECT_EQ(ask("zengle"), Ids{2});
  EXPECT_EQ(ask("ceng"), Ids{2});
}

TEST_F(OnePerson, FirmsAreFoundWithPartsLeftOut) {
  for (const std::string text : {"宏达", "佛山宏达", "禅城区宏达（石湾）五金", "宏达石湾五金有限公司", "hongda", "hdsw", "五金 2K3L", "91440604ma5x2k3l4n"}) {
    EXPECT_EQ(ask(text), Ids{3}) << text;
  }
}

TEST_F(OnePerson, IsNotFoundByAFieldTheCallerMayNotSearch) {
  const std::uint32_t open = k_all_sorts & ~bit(Sort::id_card) & ~bit(Sort::phone);
  EXPECT_EQ(ask("19650312", open), Ids{});
  EXPECT_EQ(ask("440602650312001", open), Ids{});
  EXPECT_EQ(ask("1380", open), Ids{});
  EXPECT_EQ(ask("lxm", open & ~bit(Sort::name)), Ids{});
  EXPECT_EQ(ask("lxm 同华", open), Ids{1});
}

TEST_F(OnePerson, WhatCannotBeLookedForIsTold) {
  Question q;
  q.areas = {""};
  q.text = "李晓明 x 3 同华路";
  const Answer answer = finder_.find(q);
  EXPECT_EQ(answer.ignored, (std::vector<std::string>{"x", "3"}));
  ASSERT_EQ(answer.hits.size(), 1U);
  ASSERT_EQ(answer.hits[0].reasons.size(), 2U);
  EXPECT_EQ(answer.hits[0].reasons[0].word, "李晓明");
  EXPECT_EQ(answer.hits[0].reasons[0].fit, Fit::whole);
  EXPECT_EQ(answer.hits[0].reasons[1].sort, Sort::address);
  EXPECT_EQ(answer.hits[0].reasons[1].fit, Fit::inside);
}

TEST(Finder, AnEmptyOneTakesChanges) {
  Finder finder;
  Question q;
  q.areas = {""};
  q.text = "陈伟";
  EXPECT_TRUE(finder.find(q).hits.empty());
  EXPECT_FALSE(finder.remove(0, 1));
  const std::vector<Field> fields{{Sort::name, "陈伟"}};
  finder.put({0, 1, "440604", fields});
  EXPECT_EQ(finder.find(q).hits.size(), 1U);
  q.after = "a text that is no cursor";
  EXPECT_EQ(finder.find(q).hits.size(), 1U);
}

}  // namespace
}  // namespace tiange::finder
