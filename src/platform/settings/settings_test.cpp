#include "platform/settings/settings.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace tiange::settings {
namespace {

struct TempFile {
  TempFile(const std::string& text) {
    char name[] = "/tmp/tiange-settings-XXXXXX";
    const int file = ::mkstemp(name);
    if (file >= 0) ::close(file);
    path = name;
    std::ofstream(path) << text;
  }
  ~TempFile() { std::filesystem::remove(path); }
  std::string path;
};

TEST(Settings, HaveDefaults) {
  const auto loaded = load({});
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded->settings.port, 8080);
  EXPECT_EQ(loaded->settings.address, "127.0.0.1");
  EXPECT_FALSE(loaded->settings.demo);
}

TEST(Settings, FlagsGoBeforeEnvironmentBeforeFile) {
  const TempFile file("# 注释\nport = 1\n workers=2\nqueue = 3\nbase_url = http://x/?a=b\n");
  const auto loaded = load({.flags = {"bench", "--port", "11", "--demo", "--trust-proxy=no", "--stored", "5"},
                            .environment = {{"TIANGE_PORT", "12"}, {"TIANGE_WORKERS", "13"}, {"PORT", "14"},
                                            {"TIANGE_CONFIG", file.path}, {"TIANGE_TEST_PG", "x"}},
                            .other_flags = {"--stored"}});
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded->settings.port, 11);
  EXPECT_EQ(loaded->settings.workers, 13);
  EXPECT_EQ(loaded->settings.queue, 3);
  EXPECT_EQ(loaded->settings.base_url, "http://x/?a=b");
  EXPECT_TRUE(loaded->settings.demo);
  EXPECT_EQ(loaded->rest, (std::vector<std::string>{"bench", "--stored", "5"}));
  EXPECT_EQ(loaded->file, file.path);
}

TEST(Settings, EveryWrongOneIsNamed) {
  const TempFile file("prot = 1\nnonsense\nqueue = many\n");
  const auto loaded = load({.flags = {"--wrokers", "3", "--port", "x", "--config", file.path, "--address"},
                            .environment = {{"TIANGE_DEMO", "perhaps"}}});
  ASSERT_FALSE(loaded.ok());
  std::string all;
  for (const FieldError& field : loaded.refusal().fields) all += field.path + "|" + field.en + "\n";
  EXPECT_NE(all.find("--wrokers|is no setting; did you mean workers"), std::string::npos) << all;
  EXPECT_NE(all.find("--port port|must be a whole number"), std::string::npos) << all;
  EXPECT_NE(all.find("--address|needs a value"), std::string::npos) << all;
  EXPECT_NE(all.find(":1 prot|is no setting; did you mean port"), std::string::npos) << all;
  EXPECT_NE(all.find(":2|must be \"name = value\""), std::string::npos) << all;
  EXPECT_NE(all.find(" queue|must be a whole number"), std::string::npos) << all;
  EXPECT_NE(all.find("TIANGE_* demo|must be yes or no"), std::string::npos) << all;
}

TEST(Settings, AMissingNamedFileIsRefused) {
  EXPECT_FALSE(load({.flags = {"--config", "/nowhere/tiange.conf"}}).ok());
}

TEST(Settings, SecretsAreNotDescribed) {
  Settings settings;
  settings.db = "postgresql://u:password@h/d";
  EXPECT_EQ(describe(settings).find("password"), std::string::npos);
  EXPECT_NE(describe(settings).find("port = 8080\n"), std::string::npos);
}

// TIANGE_TEST_UPDATE=1 writes the page anew.
TEST(Settings, ThePageSaysWhatTheTableSays) {
  const std::string path = std::string(TIANGE_SOURCE_DIR) + "/docs/settings.md";
  if (getenv("TIANGE_TEST_UPDATE")) std::ofstream(path) << markdown();
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), markdown());
}

}  // namespace
}  // namespace tiange::settings
