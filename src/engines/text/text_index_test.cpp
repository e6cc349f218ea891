#include "engines/text/text_index.h"

#include <gtest/gtest.h>

namespace tiange::textual {

namespace {

TextIndex library() {
  TextIndex index;
  index.put({1, "台风期间学校停课怎么办", "台风 停课 红色预警", "气象台发布台风黄色以上预警信号时，中小学和幼儿园停课。"});
  index.put({2, "居民医保怎么参保", "城乡居民医保 参保 缴费", "每年第四季度集中参保缴费，可在线办理。"});
  index.put({3, "社保卡丢失如何挂失", "社保卡 挂失 补卡", "可拨打 12333 电话挂失，也可到网点补卡。"});
  index.put({4, "树木被台风刮倒", "树木倒伏 台风", "请说明地点，由城管部门处理。"});
  return index;
}

std::vector<std::int64_t> ids(const std::vector<TextIndex::Hit>& hits) {
  std::vector<std::int64_t> out;
  for (const auto& hit : hits) out.push_back(hit.id);
  return out;
}

}  // namespace

TEST(TextIndex, finds_by_what_is_said_best_first) {
  const TextIndex index = library();
  EXPECT_EQ(ids(index.find("台风停课", 5)).front(), 1);
  EXPECT_EQ(ids(index.find("请问社保卡丢了怎么挂失", 5)).front(), 3);
  EXPECT_EQ(ids(index.find("医保参保", 5)), (std::vector<std::int64_t>{2}));
  EXPECT_EQ(ids(index.find("１２３３３", 5)), (std::vector<std::int64_t>{3}));  // full width
  EXPECT_TRUE(index.find("飞机票退改签", 5).empty());
  EXPECT_TRUE(index.find("", 5).empty());
}

TEST(TextIndex, titles_count_more_than_bodies) {
  TextIndex index;
  index.put({1, "停水通知", "", "其他"});
  index.put({2, "其他", "", "停水通知"});
  EXPECT_EQ(ids(index.find("停水", 5)), (std::vector<std::int64_t>{1, 2}));
}

TEST(TextIndex, a_document_is_replaced_and_removed) {
  TextIndex index = library();
  index.put({1, "高温津贴", "", "按月发放"});
  EXPECT_EQ(ids(index.find("台风停课", 5, 0)), (std::vector<std::int64_t>{4}));
  EXPECT_EQ(ids(index.find("高温津贴", 5)), (std::vector<std::int64_t>{1}));
  index.remove(1);
  EXPECT_TRUE(index.find("高温津贴", 5).empty());
  EXPECT_EQ(index.size(), 3u);
}

TEST(TextIndex, a_fragment_shows_the_place_with_marks) {
  const std::string body = "第一段与此无关，说的是别的事情，还有很多很多别的话要说。台风红色预警时全区停课停工，请留在室内。";
  const Fragment part = fragment(body, "停课", 24);
  EXPECT_TRUE(part.text.starts_with("…"));
  ASSERT_EQ(part.marks.size(), 1u);
  EXPECT_EQ(part.marks[0].length, 2u);
  const Fragment none = fragment("短文", "停课", 20);
  EXPECT_EQ(none.text, "短文");
  EXPECT_TRUE(none.marks.empty());
}

}  // namespace tiange::textual
