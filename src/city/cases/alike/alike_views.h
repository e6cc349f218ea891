#pragma once
// Shapes of the part's API.

#include "city/cases/case_views.h"

namespace tiange::cases {

// An open case that may be the same matter.
struct AlikeRow : CaseRow {
  double score = 0;             // 0–1
  std::int64_t words_percent = 0;  // of the words in common
  std::optional<std::int64_t> metres;  // apart, where both places are known
  std::int64_t minutes = 0;     // apart
  bool same_person = false;
  std::string why_zh;           // "同一网格、12 分钟前、文字相近 82 %"
  std::string why_en;
};
BOOST_DESCRIBE_STRUCT(AlikeRow, (CaseRow), (score, words_percent, metres, minutes, same_person, why_zh, why_en))

struct AlikeList {
  std::vector<AlikeRow> items;  // best first
  bool complete = true;         // false right after a start, while open cases are still being read
};
BOOST_DESCRIBE_STRUCT(AlikeList, (), (items, complete))

// A case this one is tied to.
struct TieView {
  std::string how;  // merged_in | merged_into | split_to | split_from | repeat
  std::string zh;
  std::string en;
  std::string ref;  // empty when the reader may not see it
  std::string number;
  std::string title;
  std::optional<Status> status;
  std::optional<Channel> channel;
  Instant made;
  std::string by;
  std::string note;
  bool may_unmerge = false;
  std::string why_not_zh;
  std::string why_not_en;
};
BOOST_DESCRIBE_STRUCT(TieView, (), (how, zh, en, ref, number, title, status, channel, made, by, note, may_unmerge, why_not_zh, why_not_en))

struct AlikeView : AlikeList {
  std::vector<TieView> ties;
  std::int64_t reporters = 1;  // told of the matter: this case and those merged into it
  std::int64_t times = 1;      // reported at this place in the window, this time included; 0 while place or item is open
  bool may_merge = false;      // merge, split
};
BOOST_DESCRIBE_STRUCT(AlikeView, (AlikeList), (ties, reporters, times, may_merge))

struct AlikeIn {
  static constexpr bool k_json_defaults = true;
  std::string content;
  Place place;
  std::string item_code;
  std::string phone;
};
BOOST_DESCRIBE_STRUCT(AlikeIn, (), (content, place, item_code, phone))

struct MergeIn {
  static constexpr bool k_json_defaults = true;
  std::string into;  // ref of the leading case
  std::string text;
};
BOOST_DESCRIBE_STRUCT(MergeIn, (), (into, text))

struct UnmergeIn {
  static constexpr bool k_json_defaults = true;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(UnmergeIn, (), (text))

struct SplitPart {
  static constexpr bool k_json_defaults = true;
  std::string title;
  std::string content;
  std::string item_code;
  Severity severity = Severity::normal;
  std::optional<Place> place;         // absent: that of the case
  std::vector<std::string> evidence;  // digests of the case's own
};
BOOST_DESCRIBE_STRUCT(SplitPart, (), (title, content, item_code, severity, place, evidence))
struct SplitIn {
  static constexpr bool k_json_defaults = true;
  std::vector<SplitPart> parts;  // one to nine; what stays is the case itself
  std::string text;
};
BOOST_DESCRIBE_STRUCT(SplitIn, (), (parts, text))
struct SplitView {
  std::vector<CaseRow> items;
};
BOOST_DESCRIBE_STRUCT(SplitView, (), (items))

}  // namespace tiange::cases
