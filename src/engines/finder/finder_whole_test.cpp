// Fields that are found by whole values alone: nothing of them is learned piece by piece.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "engines/finder/finder.h"

namespace tiange::finder {
namespace {

constexpr std::uint32_t k_masked = bit(Sort::name) | bit(Sort::id_card) | bit(Sort::phone) | bit(Sort::plate);

struct Person {
  std::int64_t id = 0;
  std::string name, card, phone, plate, address;
};

std::vector<Person> people(unsigned seed, int count) {
  std::mt19937 random(seed);
  const char* names[] = {"陈晓明", "陈明", "李丽", "李晓安", "梁先伟", "张西", "张丽明", "吕安"};
  std::vector<Person> all;
  for (int i = 0; i < count; ++i) {
    Person one;
    one.id = i + 1;
    one.name = names[random() % std::size(names)];
    one.card = "4406041990";
    for (int d = 0; d < 8; ++d) one.card += static_cast<char>('0' + random() % 10);
    one.phone = "140";
    for (int d = 0; d < 8; ++d) one.phone += static_cast<char>('0' + random() % 10);
    one.plate = "粤E" + std::to_string(10'000 + random() % 90'000);
    one.address = "同华路" + std::to_string(1 + random() % 60) + "号" + std::to_string(1 + random() % 9) + "幢";
    all.push_back(one);
  }
  return all;
}

std::vector<Field> fields_of(const Person& one) {
  return {{Sort::name, one.name}, {Sort::id_card, one.card}, {Sort::phone, one.phone}, {Sort::plate, one.plate}, {Sort::address, one.address}};
}

// Half of them in the base, half put since.
Finder built(const std::vector<Person>& all) {
  Builder builder;
  std::vector<std::vector<Field>> kept;
  for (const Person& one : all) kept.push_back(fields_of(one));
  for (std::size_t i = 0; i < all.size(); i += 2) builder.add({0, all[i].id, "440604010001001", kept[i]});
  Finder finder = builder.finish();
  for (std::size_t i = 1; i < all.size(); i += 2) finder.put({0, all[i].id, "440604010001001", kept[i]});
  return finder;
}

Answer ask(const Finder& finder, const std::string& text, std::uint32_t whole = k_masked) {
  Question question;
  question.text = text;
  question.areas = {""};
  question.whole_sorts = whole;
  question.limit = 1000;
  return finder.find(question);
}

TEST(WholeValues, NoFragmentOfANumberFindsAnybody) {
  const std::vector<Person> all = people(3, 200);
  const Finder finder = built(all);
  for (const Person& one : all) {
    for (const std::string& number : {one.card, one.phone, one.plate}) {
      for (std::size_t size = 3; size < number.size(); ++size) {
        for (const std::size_t from : {std::size_t{0}, number.size() - size}) {
          for (const Hit& hit : ask(finder, number.substr(from, size)).hits) {
            for (const Reason& reason : hit.reasons) EXPECT_EQ(reason.sort, Sort::address) << number.substr(from, size);
          }
        }
      }
      const Answer whole = ask(finder, number);
      ASSERT_FALSE(whole.hits.empty()) << number;
      EXPECT_EQ(whole.hits[0].id, one.id);
      EXPECT_EQ(whole.hits[0].reasons[0].fit, Fit::whole);
    }
  }
  // The same questions find them where the field is open, so that the test means something.
  EXPECT_FALSE(ask(finder, all[0].card.substr(6, 8), 0).hits.empty());
}

TEST(WholeValues, NamesByTheSurnameOrInFull) {
  const Finder finder = built(people(4, 120));
  for (const std::string text : {"晓明", "陈晓", "明", "安", "lx", "cxm", "chenx", "xiaoming", "chen", "lian"})
    EXPECT_TRUE(ask(finder, text).hits.empty()) << text;
  const std::vector<Person> all = people(4, 120);
  const auto named = [&](auto fits) { return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), fits)); };
  EXPECT_EQ(ask(finder, "陈").hits.size(), named([](const Person& p) { return p.name.starts_with("陈"); }));
  EXPECT_EQ(ask(finder, "陈晓明").hits.size(), named([](const Person& p) { return p.name == "陈晓明"; }));
  EXPECT_EQ(ask(finder, "chenxiaoming").hits.size(), named([](const Person& p) { return p.name == "陈晓明"; }));
}

// What an open field adds must be the same whoever has which hidden digits: the answer to "same road, these digits" is
// that of the addresses alone, in the same order and number.
TEST(WholeValues, HiddenDigitsChangeNeitherOrderNorNumber) {
  std::vector<Person> all = people(5, 150);
  const auto ids = [](const Answer& answer) {
    std::vector<std::int64_t> out;
    for (const Hit& hit : answer.hits) out.push_back(hit.id);
    return out;
  };
  const Finder before = built(all);
  std::mt19937 random(6);
  for (Person& one : all) {
    for (std::size_t d = 3; d < one.phone.size(); ++d) one.phone[d] = static_cast<char>('0' + random() % 10);
    for (std::size_t d = 10; d < one.card.size(); ++d) one.card[d] = static_cast<char>('0' + random() % 10);
  }
  const Finder after = built(all);
  for (int n = 10; n < 60; ++n) {
    const std::string text = "同华路 " + std::to_string(n);
    EXPECT_EQ(ids(ask(before, text)), ids(ask(after, text))) << text;
  }
}

}  // namespace
}  // namespace tiange::finder
