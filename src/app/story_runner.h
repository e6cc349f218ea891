#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/district.h"
#include "app/story.h"

namespace tiange::app {

// A clock that stories move, and that stands still while a request is repeated: times left to a limit are counted from
// now, so only an answer of the same moment can be compared with another.
class StoryClock : public Clock {
 public:
  Instant now() const override;
  void forward(Span by) { ahead_.fetch_add(by.us); }
  void hold() { held_ = now().us; }
  void release() { held_ = 0; }

 private:
  std::atomic<std::int64_t> ahead_{0};
  std::atomic<std::int64_t> held_{0};  // 0: it runs
};

struct StoryWays {
  bool restart = false;  // close and reopen the district after every step
  bool twice = false;    // send every writing request twice
};

// Holds a district over one database and runs stories in it, one after another.
class StoryRunner {
 public:
  // Each story plays in a grid of its own, counted from `first_grid`, so that stories in one database do not meet.
  StoryRunner(settings::Settings settings, StoryWays ways, std::size_t first_grid);
  ~StoryRunner();
  // "" when all went as told, else file:line and what differed.
  std::string run(const Story& story);

 private:
  class Run;
  void open();

  settings::Settings settings_;
  StoryWays ways_;
  std::size_t next_grid_;
  StoryClock clock_;
  std::unique_ptr<District> district_;
  std::map<std::string, std::string> tokens_;  // by queue
};

}  // namespace tiange::app
