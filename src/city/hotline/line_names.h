#pragma once
// Names of lines for one request.

#include "city/hotline/hotline_room.h"

namespace tiange::hotline {

struct HotlineRoom::LineNames {
  std::vector<Line> lines;
  std::vector<Topic> topics;

  Words line(const std::string& code) const {
    for (const Line& one : lines) {
      if (one.code == code) return {one.zh, one.en};
    }
    return {code, code};
  }
  Words topic(const std::string& key) const {
    for (const Topic& one : topics) {
      if (one.key == key) return {one.zh, one.en};
    }
    return {key, key};
  }
};

}  // namespace tiange::hotline
