#pragma once
// 指挥 command: what the halls of district, towns and communities look at. Figures come from counters that the cases room
// keeps in the transaction of each act; nothing is counted from raw rows, and a figure is at most k_freshness old.

#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "city/cases/cases.h"
#include "city/hotline/hotline.h"
#include "city/items/items.h"
#include "city/places/places.h"
#include "platform/http/http.h"

namespace tiange::command {

constexpr Span k_freshness = seconds(5);
constexpr int k_trend_days = 30;

struct Figure {
  std::string key;
  std::string zh;
  std::string en;
  std::string definition_zh;
  std::string definition_en;
  double value = 0;
  std::optional<double> last_week;  // of today's figures: up to the same time of the day a week before
  std::string link;                 // list in the console that the figure counts
};
BOOST_DESCRIBE_STRUCT(Figure, (), (key, zh, en, definition_zh, definition_en, value, last_week, link))

struct ChildRow {
  std::string code;
  std::string name_zh;
  std::string name_en;
  std::int64_t population = 0;
  std::int64_t open = 0;
  std::int64_t overdue = 0;
  std::int64_t new_today = 0;
  std::int64_t closed_today = 0;
  std::int64_t new_week = 0;             // the last seven days
  std::optional<double> on_time_rate;    // of what was closed in the last seven days; absent when nothing was
};
BOOST_DESCRIBE_STRUCT(ChildRow, (), (code, name_zh, name_en, population, open, overdue, new_today, closed_today, new_week, on_time_rate))

struct TrendDay {
  Date day;
  std::int64_t reported = 0;
  std::int64_t closed = 0;
  std::int64_t reported_week_before = 0;
};
BOOST_DESCRIBE_STRUCT(TrendDay, (), (day, reported, closed, reported_week_before))

struct ItemRow {
  std::string code;
  std::string name;
  std::string name_en;
  std::int64_t new_today = 0;
  std::int64_t new_week = 0;
  std::int64_t open = 0;
};
BOOST_DESCRIBE_STRUCT(ItemRow, (), (code, name, name_en, new_today, new_week, open))

struct LevelRow {
  std::string level;
  std::int64_t open = 0;
  std::int64_t overdue = 0;
};
BOOST_DESCRIBE_STRUCT(LevelRow, (), (level, open, overdue))

struct FeedRow {
  std::string ref;
  std::string number;
  std::string title;
  std::string area_name;
  std::string status;
  std::string severity;
  std::string lamp;
  Instant happened;
};
BOOST_DESCRIBE_STRUCT(FeedRow, (), (ref, number, title, area_name, status, severity, lamp, happened))

struct Board {
  std::string area;
  std::string area_name;
  std::string level;  // district: analysis and emergency; town: coordination; community: execution
  Instant as_of;
  std::vector<Figure> figures;
  std::vector<ChildRow> by_child;
  std::vector<TrendDay> trend;
  std::vector<ItemRow> by_item;   // most reported this week first, at most 20
  std::vector<LevelRow> by_level;
  std::vector<FeedRow> feed;
};
BOOST_DESCRIBE_STRUCT(Board, (), (area, area_name, level, as_of, figures, by_child, trend, by_item, by_level, feed))

class Command {
 public:
  virtual ~Command() = default;
  // The board of an area, the caller's widest when `area` is empty. Refused (out_of_scope) outside the caller's areas; a
  // caller without areas sees no board (forbidden).
  virtual Result<Board> board(const Scope& scope, std::string_view area, Instant now) = 0;
  virtual void add_routes(http::Routes& routes) = 0;
};

struct CommandParts {
  db::Db& db;
  cases::Cases& cases;
  const items::Items& items;
  const places::Places& places;
  hotline::Hotline* hotline = nullptr;  // null: nothing of calls
};
std::unique_ptr<Command> open_command(CommandParts parts);

}  // namespace tiange::command
