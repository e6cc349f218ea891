#include "platform/files/files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace tiange {
namespace {

TEST(Files, AreReadWholeOrSaidToBeMissing) {
  const std::string path = (std::filesystem::temp_directory_path() / ("tiange-files-" + std::to_string(getpid()))).string();
  const std::string content("a\r\n\0天格", 10);
  std::ofstream(path, std::ios::binary) << content;
  EXPECT_EQ(read_file(path), content);
  std::ofstream(path, std::ios::binary | std::ios::trunc).flush();
  EXPECT_EQ(read_file_if_any(path), "") << "an empty file is a file";
  std::filesystem::remove(path);
  EXPECT_FALSE(read_file_if_any(path).has_value());
  EXPECT_THROW(read_file(path), std::runtime_error);
}

}  // namespace
}  // namespace tiange
