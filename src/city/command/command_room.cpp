#include <mutex>

#include "city/command/board_rules.h"

namespace tiange::command {

namespace {

std::size_t digits_below(std::size_t digits) { return digits >= 15 ? 0 : digits + 3; }

class Room : public Command {
 public:
  explicit Room(CommandParts parts) : parts_(parts) {}

  Result<Board> board(const Scope& scope, std::string_view area, Instant now) override {
    if (scope.areas.empty()) return refuse(ErrorCode::forbidden);
    const std::string code(area.empty() ? widest(scope) : area);
    if (!scope.covers(code)) return refuse(ErrorCode::out_of_scope);
    const auto known = parts_.places.area(code);
    if (!known) return refuse(ErrorCode::unknown_area, code, code);
    TIANGE_TRY(Board board, figures(scope, *known, now));
    TIANGE_CHECK_OK(parts_.db.read([&](db::Tx& tx) -> Outcome {
      cases::ListQuery query;
      query.area = code;
      query.limit = 15;
      TIANGE_TRY(cases::CaseList newest, parts_.cases.list(tx, scope, query, now));
      for (const cases::CaseRow& row : newest.items) {
        // Halls have many eyes: what is confidential is named by its number only.
        const std::string hidden = scope.language == Language::zh ? "保密工单" : "Confidential case";
        board.feed.push_back({row.ref, row.number, row.confidential ? hidden : row.title, row.area_name, std::string(json::enum_name(row.status)),
                              std::string(json::enum_name(row.severity)), std::string(json::enum_name(row.lamp)), row.created});
      }
      return done();
    }));
    return board;
  }

  void add_routes(http::Routes& routes) override {
    routes.query<Board>("/api/v1/command/board", Permission::command_view, "指挥看板", "The board of an area",
                        [this](const http::Request& r) { return board(r.scope, r.query_value("area"), r.now); }, {"area"});
  }

 private:
  // The shortest of the caller's areas; the district for the house.
  std::string widest(const Scope& scope) const {
    std::string best = scope.areas.front();
    for (const std::string& area : scope.areas) {
      if (area.size() < best.size()) best = area;
    }
    if (!best.empty()) return best;
    const auto districts = parts_.places.children("");
    return districts.empty() ? "" : districts.front().code;
  }

  // Figures hold no personal data and are the same for everybody who may see the area, so one answer serves all.
  Result<Board> figures(const Scope& scope, const places::Area& area, Instant now) {
    {
      const std::lock_guard lock(lock_);
      const auto kept = kept_.find(area.code);
      if (kept != kept_.end() && now - kept->second.as_of < k_freshness && now >= kept->second.as_of) return kept->second;
    }
    Board board;
    board.area = area.code;
    board.area_name = area.name_zh;
    board.level = area.level;
    board.as_of = now;
    const Date today = local_date(now);
    BoardSums sums(today, digits_below(area.code.size()));
    cases::Tally week_ago;
    TIANGE_CHECK_OK(parts_.db.read([&](db::Tx& tx) -> Outcome {
      const auto add = [&](const cases::CountRow& row) { sums.add(row); };
      TIANGE_TRY(week_ago, week_ago_of(tx, scope, area.code, now));
      TIANGE_CHECK_OK(parts_.cases.each_count(tx, scope, area.code, 0, 0, add));
      return parts_.cases.each_count(tx, scope, area.code, today.day - k_trend_days - 7, today.day, add);
    }));
    board.figures = sums.figures(area.code, week_ago);
    if (parts_.hotline && board.level == "district") add_calls(board, now);
    board.by_child = sums.children(parts_.places.children(area.code));
    board.trend = sums.trend();
    board.by_item = sums.items([&](const std::string& code) {
      const auto item = parts_.items.find(code);
      return item ? Words{item->name_zh, item->name_en} : Words{code, code};
    });
    board.by_level = sums.levels();
    const std::lock_guard lock(lock_);
    kept_[area.code] = board;
    return board;
  }

  // What was answered on the line leaves no case behind and counts all the same.
  void add_calls(Board& board, Instant now) {
    hotline::LineFigures today;
    parts_.db.run_read([&](db::Tx& tx) { today = parts_.hotline->figures_of(tx, local_date(now)); });
    board.figures.push_back({"calls_today", "今日来电", "Calls today", "今天打进热线的来电，放弃的计入", "calls to the hotline today, abandoned ones included",
                             static_cast<double>(today.calls), {}, "/hotline/lines"});
    board.figures.push_back({"on_line_today", "在线直接答复", "Answered on the line", "今天由坐席直接答复、没有立工单的来电",
                             "calls answered by a seat today without a case", static_cast<double>(today.on_line), {}, "/hotline/lines"});
  }

  // What changes only as the clock goes on is counted once a minute.
  Result<cases::Tally> week_ago_of(db::Tx& tx, const Scope& scope, const std::string& area, Instant now) {
    {
      const std::lock_guard lock(lock_);
      const auto kept = weeks_.find(area);
      if (kept != weeks_.end() && now - kept->second.first < minutes(1) && now >= kept->second.first)
        return kept->second.second;
    }
    const Instant midnight = local_instant(local_date(now) + -7, 0);
    TIANGE_TRY(const cases::Tally tally, parts_.cases.tally(tx, scope, area, midnight, now - days(7)));
    const std::lock_guard lock(lock_);
    weeks_[area] = {now, tally};
    return tally;
  }

  CommandParts parts_;
  std::mutex lock_;
  std::map<std::string, Board> kept_;  // at most one for each area of the district
  std::map<std::string, std::pair<Instant, cases::Tally>> weeks_;
};

}  // namespace

std::unique_ptr<Command> open_command(CommandParts parts) { return std::make_unique<Room>(parts); }

}  // namespace tiange::command
