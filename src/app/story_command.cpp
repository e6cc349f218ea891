// story FILE|FOLDER…: runs stories on a district of their own, on SQLite in a fresh folder or on --db, each plain and, with
// --under all, again with restarts and repeated requests. Ends with a count.

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "app/commands.h"
#include "app/story_runner.h"
#include "platform/files/files.h"
#include "platform/observe/log.h"

namespace tiange::app {

namespace fs = std::filesystem;

namespace {

std::vector<Story> read_stories(const std::vector<std::string>& words) {
  std::vector<std::string> files;
  for (const std::string& word : words) {
    if (fs::is_directory(word)) {
      for (const auto& entry : fs::recursive_directory_iterator(word)) {
        if (entry.path().extension() == ".story") files.push_back(entry.path().string());
      }
    } else if (fs::exists(word)) {
      files.push_back(word);
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<Story> stories;
  for (const std::string& file : files) {
    auto story = parse_story(file, read_file(file));
    if (!story.ok()) throw std::runtime_error(story.refusal().en);
    stories.push_back(*std::move(story));
  }
  return stories;
}

struct Way {
  const char* key;
  const char* name;
  StoryWays ways;
};

constexpr Way k_ways[] = {{"plain", "plain", {}},
                          {"restart", "restart after each step", {true, false}},
                          {"twice", "every request twice", {false, true}}};

}  // namespace

int story_command(const Call& call) {
  const std::vector<Story> stories = read_stories(call.rest);
  const std::string under = call.flag("--under", "plain");
  const fs::path folder = fs::temp_directory_path() / ("tiange-story-" + std::to_string(getpid()));
  settings::Settings settings = call.settings;
  settings.data = folder.string();
  fs::create_directories(folder);
  observe::open_log({.path = (folder / "tiange.log").string()});
  int passed = 0;
  int failed = 0;
  std::size_t first_grid = 0;
  for (const Way& way : k_ways) {
    if (under != "all" && under != way.key) continue;
    settings.data = (folder / std::to_string(first_grid)).string();
    StoryRunner runner(settings, way.ways, first_grid);
    first_grid += stories.size();
    for (const Story& story : stories) {
      const std::string trouble = runner.run(story);
      ++(trouble.empty() ? passed : failed);
      std::printf("%s  %s (%s)\n", trouble.empty() ? "ok    " : "FAILED", story.name.c_str(), way.name);
      if (!trouble.empty()) std::printf("    %s\n", trouble.c_str());
      std::fflush(stdout);
    }
  }
  fs::remove_all(folder);
  std::printf("stories: %d passed, %d failed\n", passed, failed);
  return failed || passed == 0 ? 1 : 0;
}

}  // namespace tiange::app
