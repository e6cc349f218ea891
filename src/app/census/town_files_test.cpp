// The files of `tiange town`: all there, the same each time, readable as the departments' exports are.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "app/census/csv_output.h"
#include "app/census/town_files.h"
#include "app/peopling/people_files.h"
#include "app/seed.h"
#include "base/text.h"
#include "platform/sheets/encoding.h"

namespace tiange::app::census {
namespace {

constexpr const char* k_data = TIANGE_SOURCE_DIR "/data";

class Folder {
 public:
  explicit Folder(const std::string& name)
      : path_(std::filesystem::temp_directory_path() / ("tiange_" + name + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string path() const { return path_.string(); }
  std::string text(const std::string& name) const {
    std::ifstream in(path_ / name, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  }

 private:
  std::filesystem::path path_;
};

std::map<std::string, Written> write_all(const std::string& folder) {
  auto district = town::make_district(read_sources(k_data), 11);
  EXPECT_TRUE(district.ok());
  auto people = town::Population::make(*district, read_people_sources(k_data), {.scale = 0.002});
  EXPECT_TRUE(people.ok());
  std::map<std::string, Written> files;
  write_files(*people, folder, *parse_wanted("csv"), [&](const Written& file) { files[file.name] = file; });
  return files;
}

TEST(TownFiles, AreWholeAndTheSameEachTime) {
  const Folder folder("town_files");
  const auto first = write_all(folder.path());
  ASSERT_EQ(first.size(), 11u);
  std::uint64_t of_departments = 0;
  for (const town::Department department : town::k_departments) {
    of_departments += first.at(std::string(town::department_code(department)) + ".csv").rows;
  }
  EXPECT_EQ(first.at("truth.csv").rows, of_departments);
  for (const auto& [name, file] : first) {
    EXPECT_EQ(std::filesystem::file_size(folder.path() + "/" + name), file.bytes);
    EXPECT_GT(file.rows, 0u) << name;
  }
  for (const auto& [name, file] : write_all(folder.path())) EXPECT_EQ(file.digest, first.at(name).digest) << name;
}

TEST(TownFiles, OneComesInGb18030AndEveryRowHasItsTruth) {
  const Folder folder("town_truth");
  write_all(folder.path());
  std::set<std::pair<std::string, std::string>> truth;
  std::vector<std::string> row;
  std::size_t line = 0;
  const std::string truth_text = folder.text("truth.csv");
  text::CsvReader truths(truth_text);
  while (truths.next(row, line)) truth.emplace(row.at(0), row.at(1));
  for (const town::Department department : town::k_departments) {
    const std::string code(town::department_code(department));
    auto decoded = sheets::decode(folder.text(code + ".csv"));
    ASSERT_TRUE(decoded.ok());
    EXPECT_EQ(decoded->encoding, town::department_encoding(department));
    text::CsvReader rows(decoded->text);
    ASSERT_TRUE(rows.next(row, line));
    ASSERT_EQ(row.size(), town::extract_columns(department).size());
    EXPECT_EQ(row[0], town::extract_columns(department)[0].title);
    while (rows.next(row, line)) {
      ASSERT_EQ(row.size(), town::extract_columns(department).size());
      EXPECT_TRUE(truth.contains({code, row[0]})) << row[0];
    }
  }
}

TEST(TownFiles, CellsAreQuotedWhereNeeded) {
  const Folder folder("town_csv");
  CsvFile file(folder.path() + "/a.csv", "UTF-8");
  file.cell("a,b");
  file.cell("说\"好\"");
  file.cell(std::uint64_t{7});
  file.end();
  file.finish();
  EXPECT_EQ(folder.text("a.csv"), "\"a,b\",\"说\"\"好\"\"\",7\r\n");
}

TEST(TownFiles, UnknownFilesAreRefused) {
  EXPECT_FALSE(parse_wanted("persons,nobody").ok());
  EXPECT_EQ(parse_wanted("police,truth")->size(), 2u);
}

}  // namespace
}  // namespace tiange::app::census
