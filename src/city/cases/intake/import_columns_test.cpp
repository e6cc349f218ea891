#include "city/cases/intake/import_columns.h"

#include <gtest/gtest.h>

namespace tiange::cases {
namespace {

const std::vector<std::string> k_form21 = {"工单编号", "工单类型", "问题分类", "标签", "标题", "主要内容", "工单状态", "来电人", "来电电话/账号", "被反映区", "被反映街乡镇",
                                           "办理结果", "回复内容", "处理受理方式", "办结时间", "企业名称", "是否解决", "是否满意", "工单性质", "村/社区", "小区点位"};

TEST(ImportColumns, TheFormOf21ColumnsIsKnown) {
  const ImportMapping mapping = suggest_mapping(k_form21);
  EXPECT_EQ(mapping.size(), 21u);
  for (const auto& [field, column] : mapping) {
    const auto& fields = import_fields();
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const ImportField& f) { return f.name == field; });
    EXPECT_EQ(found->titles[0], k_form21[static_cast<std::size_t>(column)]);
  }
}

TEST(ImportColumns, TheBareFormIsKnown) {
  const ImportMapping mapping = suggest_mapping({"序号", "工单编号", "标题", "内容"});
  EXPECT_EQ(mapping, (ImportMapping{{"number", 1}, {"title", 2}, {"content", 3}}));
}

TEST(ImportColumns, TitlesMayStandBelowAHeading) {
  const std::vector<std::vector<std::string>> rows = {{"禅城区12345工单明细表"}, {"导出时间：2026-11-21"}, {"序号", "工单编号", "标题", "内容"}, {"1", "x", "y", "z"}};
  EXPECT_EQ(title_row(rows), 2u);
  EXPECT_EQ(signature_of({"标题 ", "内容"}), signature_of({"标题", "（内容）"}));
  EXPECT_NE(signature_of({"标题", "内容"}), signature_of({"内容", "标题"}));
}

ImportedRow read(const std::vector<std::string>& cells, std::vector<FieldError>& wrong) {
  return read_import_row(cells, {suggest_mapping(k_form21), {}, {}}, k_form21, wrong);
}

TEST(ImportColumns, ARowAsExported) {
  std::vector<FieldError> wrong;
  const ImportedRow row = read({"2026A1", "投诉", "城市管理->市容", "", "", "丽豪社区门口垃圾成堆", "已办结", "陈女士", "13800000000", "禅城区", "石湾镇街道", "已清理", "您好，已清理",
                                "电话", "2026/3/5 9:05", "", "已解决", "基本满意", "主办", "丽豪社区", "富湾花园3座"}, wrong);
  EXPECT_TRUE(wrong.empty());
  EXPECT_EQ(row.kind, "complaint");
  EXPECT_TRUE(row.closed);
  EXPECT_EQ(row.satisfied, "satisfied");
  EXPECT_EQ(row.place_text(), "石湾镇街道丽豪社区富湾花园3座");
  EXPECT_EQ(row.title, "丽豪社区门口垃圾成堆");
  EXPECT_EQ(format_local(*row.closed_at), "2026-03-05 09:05");
}

TEST(ImportColumns, EveryBadCellIsTold) {
  std::vector<FieldError> wrong;
  read({"1", "", "", "", "", "", "", "", "", "", "", "", "", "", "昨天"}, wrong);
  ASSERT_EQ(wrong.size(), 2u);
  EXPECT_EQ(wrong[0].path, "主要内容");
  EXPECT_EQ(wrong[1].path, "办结时间");
}

TEST(ImportColumns, OpenStatesStayOpen) {
  for (const char* status : {"未办结", "待办结审核", "处理中", ""}) {
    std::vector<FieldError> wrong;
    EXPECT_FALSE(read({"1", "", "", "", "a", "b", status}, wrong).closed) << status;
  }
}

}  // namespace
}  // namespace tiange::cases
