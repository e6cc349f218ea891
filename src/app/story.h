#pragma once
// Stories: readable narratives of what people do through the API, run against a whole district.
//
//   story 居民上报的井盖，五个人接力办结
//   step 居民在网页上报
//     public                                 nobody signed in
//     POST /api/v1/public/reports            the request; its JSON body follows, on as many lines as it likes, or
//       file text/csv                        a file's type, its text on the lines below; image/png hex: its bytes
//       {"content": "井盖坏了", "place": {"grid_code": "${grid}"}}
//     status 200
//     keep number = number                   a value of the answer, for ${number}, or as a JSON string ${json:number}
//     change content: OLD => NEW             in a value that was kept
//   step 网格员核实
//     as ${grid}:officer                     whoever holds the queue
//     as ${grid}:officer by ${command}       acting by a command that was lent
//     sign ${secret}                         another platform, whose messages carry a signature
//     key ${key}                             a program of a department, with its key in X-Tiange-Key
//     GET /api/v1/cases/inbox
//     expect items[0].number is ${number}    is | has | exists | absent | above
//     until state is done                    asks again until it is so, at most 20 seconds
//     wait 5 hours                           moves the clock; what falls due happens
//
// Known from the start: ${district} ${town} ${other_town} ${community} ${grid} ${address} ${lng} ${lat}; moments and dates as
// ${now + 2 days}, ${day - 40 days}. Every writing request carries an
// Idempotency-Key; run twice, it is sent again and must give the same answer.

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace tiange::app {

struct StoryLine {
  int line;  // of the file, from 1
  std::string verb;  // as, public, sign, key, request, status, keep, change, expect, until, wait
  std::string text;
  std::string body;  // of a request
};

struct StoryStep {
  std::string name;
  std::vector<StoryLine> lines;
};

struct Story {
  std::string file;
  std::string name;
  std::vector<StoryStep> steps;
};

Result<Story> parse_story(const std::string& file, const std::string& text);
// The value at a path such as items[0].number; nullptr when there is none.
const json::Value* at_path(const json::Value& root, std::string_view path);

}  // namespace tiange::app
