#include "engines/masking/free_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "base/text.h"

namespace tiange::masking {
namespace {

struct Labelled {
  std::string text;
  std::vector<Found> truth;
};

// "我叫{name|陈丽}。" becomes the text and what is to be found in it.
Labelled read_line(const std::string& line) {
  Labelled out;
  for (std::size_t i = 0; i < line.size();) {
    const std::size_t bar = line[i] == '{' ? line.find('|', i) : line.npos;
    if (bar == line.npos) {
      out.text += line[i++];
      continue;
    }
    const std::size_t close = line.find('}', bar);
    const auto kind = personal_from(line.substr(i + 1, bar - i - 1));
    EXPECT_TRUE(kind.has_value()) << line;
    const std::size_t begin = out.text.size();
    out.text += line.substr(bar + 1, close - bar - 1);
    out.truth.push_back({kind.value_or(Personal::name), begin, out.text.size()});
    i = close + 1;
  }
  return out;
}

std::vector<Labelled> labelled(const std::string& name = "labelled_sentences.txt") {
  std::ifstream file(std::string(TIANGE_SOURCE_DIR) + "/src/engines/masking/" + name);
  std::vector<Labelled> out;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) out.push_back(read_line(line));
  }
  return out;
}

struct Tally {
  int right = 0, wrong = 0, missed = 0;
  double precision() const { return right + wrong == 0 ? 1 : static_cast<double>(right) / (right + wrong); }
  double recall() const { return right + missed == 0 ? 1 : static_cast<double>(right) / (right + missed); }
};

using Tallies = std::map<Personal, Tally>;

// Found with the right kind at the very same place.
Tally measure(const std::vector<Labelled>& all, Tallies& tallies) {
  Tally total;
  for (const Labelled& one : all) {
    const auto found = find_personal(one.text);
    const auto say = [&](const char* what, const Found& f) {
      std::printf("%s %s \"%s\" in %s\n", what, std::string(personal_word(f.kind)).c_str(), one.text.substr(f.begin, f.end - f.begin).c_str(), one.text.c_str());
    };
    for (const Found& f : found) {
      const bool right = std::find(one.truth.begin(), one.truth.end(), f) != one.truth.end();
      ++(right ? tallies[f.kind].right : tallies[f.kind].wrong);
      ++(right ? total.right : total.wrong);
      if (!right) say("wrong ", f);
    }
    for (const Found& f : one.truth) {
      if (std::find(found.begin(), found.end(), f) != found.end()) continue;
      ++tallies[f.kind].missed;
      ++total.missed;
      say("missed", f);
    }
  }
  for (const auto& [kind, tally] : tallies) {
    std::printf("%-8s found right %3d wrong %2d missed %2d  precision %.3f recall %.3f\n", std::string(personal_word(kind)).c_str(), tally.right,
                tally.wrong, tally.missed, tally.precision(), tally.recall());
  }
  std::printf("all      %zu sentences, precision %.3f recall %.3f\n", all.size(), total.precision(), total.recall());
  return total;
}

TEST(FreeText, PrecisionAndRecallOnTheLabelledSentences) {
  const auto all = labelled();
  ASSERT_GE(all.size(), 250u);
  Tallies tallies;
  const Tally total = measure(all, tallies);
  EXPECT_GE(total.precision(), 0.97);
  EXPECT_GE(total.recall(), 0.97);
  for (const Personal kind : {Personal::id, Personal::phone, Personal::bank, Personal::email, Personal::plate}) {
    EXPECT_GE(tallies[kind].precision(), 0.98) << personal_word(kind);
    EXPECT_GE(tallies[kind].recall(), 0.98) << personal_word(kind);
  }
}

// Sentences that were written after the rules and that no rule was changed for.
TEST(FreeText, PrecisionAndRecallOnHeldOutSentences) {
  const auto all = labelled("held_out_sentences.txt");
  ASSERT_GE(all.size(), 40u);
  Tallies tallies;
  const Tally total = measure(all, tallies);
  EXPECT_GE(total.precision(), 0.95);
  EXPECT_GE(total.recall(), 0.8);
}

TEST(FreeText, MasksEachKindInItsWay) {
  EXPECT_EQ(mask_text("我叫陈丽，身份证11010519491231002X，电话１３８００１３８０００。"), "我叫陈*，身份证110***********002X，电话138****8000。");
  EXPECT_EQ(mask_text("投诉人：王小明，住石湾镇街道澜石社区惠景三街5号302房"), "投诉人：王**，住石湾镇街道澜石社区***");
  EXPECT_EQ(mask_text("没有什么要遮的。"), "没有什么要遮的。");
  EXPECT_EQ(mask_text(""), "");
  PersonalMasks only = {{Personal::phone, {MaskKind::hide}}};
  EXPECT_EQ(mask_text("投诉人：王小明，电话13800138000", only), "投诉人：王小明，电话***");
}

TEST(FreeText, PlacesAreBytesInOrderAndNeverOverlap) {
  for (const Labelled& one : labelled()) {
    std::size_t done = 0;
    for (const Found& f : find_personal(one.text)) {
      EXPECT_GE(f.begin, done);
      EXPECT_LT(f.begin, f.end);
      EXPECT_LE(f.end, one.text.size());
      EXPECT_TRUE(text::is_valid_utf8(one.text.substr(f.begin, f.end - f.begin)));
      done = f.end;
    }
  }
}

TEST(FreeText, OddTextsAreBorne) {
  for (const std::string& odd : {std::string("0"), std::string("号"), std::string("粤"), std::string("@"), std::string("a@b@c.d"), std::string("）0757）82340000"),
                                 std::string(5000, '1'), std::string("😀王😀小明😀1380013800😀0"), std::string("-–—13800138000-–—"), std::string("王")}) {
    EXPECT_TRUE(text::is_valid_utf8(mask_text(odd)));
  }
}

// The house number that counts is the check digit: one digit off is no citizen number unless the text says that it is.
TEST(FreeText, CheckDigitsDecide) {
  EXPECT_TRUE(find_personal("编号110105194912310021").empty());
  EXPECT_EQ(find_personal("编号11010519491231002X").size(), 1u);
  EXPECT_EQ(find_personal("身份证110105194912310021").size(), 1u);
  EXPECT_TRUE(find_personal("流水6222021001116245703").empty()) << "Luhn does not hold";
}

}  // namespace
}  // namespace tiange::masking
