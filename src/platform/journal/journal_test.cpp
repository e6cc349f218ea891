#include "platform/journal/journal.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <thread>
#include <vector>

namespace tiange::journal {
namespace {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "tiange-journal-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string file() const { return path_ + "/reports.log"; }

 private:
  std::string path_;
};

std::vector<std::string> read(const std::string& path, std::uint64_t* damaged = nullptr) {
  std::vector<std::string> records;
  const auto take = [&](std::string_view record) { records.emplace_back(record); };
  const Journal journal(path, take);
  if (damaged) *damaged = journal.damaged_bytes();
  return records;
}

std::string bytes_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void put(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

void fill(const std::string& path, const std::vector<std::string>& records) {
  const auto nothing = [](std::string_view) {};
  Journal journal(path, nothing);
  for (const std::string& record : records) journal.append(record);
}

TEST(Journal, ReadsWhatWasKeptWhereverTheFileWasCutOff) {
  const Folder folder;
  const std::vector<std::string> records = {"第一件", "TGJ1 inside the words", std::string(3'000, 'x'), "最后"};
  fill(folder.file(), records);
  const std::string whole = bytes_of_file(folder.file());
  EXPECT_EQ(read(folder.file()), records);
  for (std::size_t cut = 0; cut < whole.size(); cut += 37) {
    put(folder.file(), whole.substr(0, cut));
    const auto kept = read(folder.file());
    ASSERT_LE(kept.size(), records.size());
    for (std::size_t i = 0; i < kept.size(); ++i) EXPECT_EQ(kept[i], records[i]);
    fill(folder.file(), {"再来"});  // goes on behind the last whole record
    auto expected = kept;
    expected.push_back("再来");
    EXPECT_EQ(read(folder.file()), expected);
  }
}

TEST(Journal, PassesOverADamagedRecordAndReadsThoseBehindIt) {
  const Folder folder;
  fill(folder.file(), {"甲", "乙乙乙乙", "丙"});
  std::string bytes = bytes_of_file(folder.file());
  bytes[bytes.find("乙乙")] ^= 0x11;
  put(folder.file(), bytes);
  std::uint64_t damaged = 0;
  EXPECT_EQ(read(folder.file(), &damaged), (std::vector<std::string>{"甲", "丙"}));
  EXPECT_GT(damaged, 0U);
}

TEST(Journal, KeepsEveryRecordOfManyThreadsOnce) {
  const Folder folder;
  {
    const auto nothing = [](std::string_view) {};
    Journal journal(folder.file(), nothing);
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&journal, t] {
        for (int i = 0; i < 50; ++i) journal.append(std::to_string(t) + "-" + std::to_string(i));
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  const auto kept = read(folder.file());
  EXPECT_EQ(kept.size(), 400U);
  EXPECT_EQ(std::set<std::string>(kept.begin(), kept.end()).size(), 400U);
}

TEST(Journal, IsRewrittenWholeAndTakesMoreBehind) {
  const Folder folder;
  const auto nothing = [](std::string_view) {};
  {
    Journal journal(folder.file(), nothing);
    for (int i = 0; i < 20; ++i) journal.append("旧" + std::to_string(i));
    const std::vector<std::string> left = {"旧3", "旧7"};
    journal.rewrite(left);
    journal.append("新");
  }
  EXPECT_EQ(read(folder.file()), (std::vector<std::string>{"旧3", "旧7", "新"}));
}

}  // namespace
}  // namespace tiange::journal
