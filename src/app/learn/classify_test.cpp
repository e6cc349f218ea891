#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "app/learn/classify_files.h"

namespace tiange::app {
namespace {

class ClassifyFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("tiange_classify_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string file(const std::string& name, const std::string& bytes) const {
    const std::string path = (folder_ / name).string();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  std::filesystem::path folder_;
};

TEST_F(ClassifyFiles, QuotedCellsAndSeveralTextColumns) {
  const std::string path = file("a.csv", "\xEF\xBB\xBF编号,主题,详情,标签\n1,路灯,\"不亮，\n很\"\"黑\"\"\",照明\n2,,只有详情,环境\n3,没有标签,x,\n4,,,环境\n");
  auto got = read_labelled(path, {"主题", "详情"}, "标签");
  ASSERT_TRUE(got.ok()) << got.refusal().zh;
  ASSERT_EQ(got->texts.size(), 2u);
  EXPECT_EQ(got->texts[0].text, "路灯。不亮，\n很\"黑\"");
  EXPECT_EQ(got->texts[0].label, "照明");
  EXPECT_EQ(got->texts[1].text, "只有详情");
  EXPECT_EQ(got->skipped, 2);
}

TEST_F(ClassifyFiles, Gb18030) {
  const std::string path = file("g.csv", "text,label\n\xC2\xB7\xB5\xC6\xB2\xBB\xC1\xC1,\xD5\xD5\xC3\xF7\n");
  auto got = read_labelled(path, {"text"}, "label");
  ASSERT_TRUE(got.ok());
  ASSERT_EQ(got->texts.size(), 1u);
  EXPECT_EQ(got->texts[0].text, "路灯不亮");
  EXPECT_EQ(got->texts[0].label, "照明");
}

TEST_F(ClassifyFiles, RefusalsNameWhatIsThere) {
  const std::string path = file("b.csv", "主题,标签\nx,y\n");
  auto wrong = read_labelled(path, {"题目"}, "标签");
  ASSERT_FALSE(wrong.ok());
  EXPECT_NE(wrong.refusal().zh.find("主题"), std::string::npos);
  EXPECT_NE(wrong.refusal().en.find("题目"), std::string::npos);
  EXPECT_FALSE(read_labelled(path, {"主题"}, "类别").ok());
  EXPECT_FALSE(read_labelled(file("empty.csv", ""), {"主题"}, "标签").ok());
  EXPECT_FALSE(read_labelled((folder_ / "absent.csv").string(), {"主题"}, "标签").ok());
}

}  // namespace
}  // namespace tiange::app
