// 公开看板 What residents see: indicators that their definition opens, of the district and its towns. Rates over few
// cases are withheld, and nothing names a person, a unit or a case.

#include <mutex>

#include "base/text.h"
#include "city/scores/score_room.h"

namespace tiange::scores {

namespace {

struct OpenIndicator {
  std::string key, zh, en, about_zh, about_en, source;
  Measure measure = Measure::percent;
  Better better = Better::up;
};
BOOST_DESCRIBE_STRUCT(OpenIndicator, (), (key, zh, en, about_zh, about_en, source, measure, better))

struct OpenValue {
  std::optional<double> value;
  std::optional<double> before;
  std::optional<std::int64_t> rank;
  bool withheld = false;  // too few to be shown
};
BOOST_DESCRIBE_STRUCT(OpenValue, (), (value, before, rank, withheld))

struct OpenRow {
  std::string code, zh, en;
  std::map<std::string, OpenValue> values;
};
BOOST_DESCRIBE_STRUCT(OpenRow, (), (code, zh, en, values))

struct OpenBoard {
  std::string period;
  Date first, last;
  bool running = false;
  Instant as_of;
  std::int64_t least = 0;  // rates over fewer are withheld
  std::vector<OpenIndicator> indicators;
  std::vector<OpenRow> rows;  // the district first
};
BOOST_DESCRIBE_STRUCT(OpenBoard, (), (period, first, last, running, as_of, least, indicators, rows))

class Opener {
 public:
  explicit Opener(Room& room) : room_(room) {}

  Result<OpenBoard> board(std::string_view asked, Instant now) {
    const Date today = local_date(now);
    TIANGE_TRY(const Period period,
               asked.empty() ? Result<Period>(period_of(PeriodKind::month, today).before()) : parse_period(asked));
    if (period.kind == PeriodKind::day || period.kind == PeriodKind::week || period.kind == PeriodKind::span ||
        period.first > today || period.first < today + -1100)
      return refuse_fields(ErrorCode::bad_input, {{"period", "公开数据按月、季、年，最近三年",
                                                   "by month, quarter or year, of the last three years"}});
    {
      const std::lock_guard lock(lock_);
      const auto kept = kept_.find(period.text());
      if (kept != kept_.end() && now >= kept->second.as_of && now - kept->second.as_of < minutes(1))
        return kept->second;
    }
    TIANGE_TRY(OpenBoard made, make(period, now));
    bool whole = false;
    room_.parts().db.run_read([&](db::Tx& tx) { whole = !store::is_rebuilding(tx); });
    if (!whole) return made;  // not to be kept
    const std::lock_guard lock(lock_);
    if (kept_.size() > 100) kept_.clear();
    kept_[period.text()] = made;
    return made;
  }

 private:
  Result<OpenBoard> make(const Period& period, Instant now) {
    const Date today = local_date(now);
    TIANGE_TRY(const Book book, room_.book(std::min(period.last, today)));
    OpenBoard board{
        period.text(), period.first, period.last, period.last >= today, now, room_.parts().options.open_least, {}, {}};
    Scorecard card;
    card.key = "_open";
    card.zh = card.en = "_open";
    card.digits = 9;
    for (const Indicator& one : book.indicators->all()) {
      if (!one.open) continue;
      card.columns.push_back(one.key);
      board.indicators.push_back(
          {one.key, one.zh, one.en, one.about_zh, one.about_en, one.source, one.measure, one.better});
    }
    if (card.columns.empty()) return board;
    Book opened = book;
    opened.cards[card.key] = {card, 1};
    const std::string& district = room_.parts().options.district;
    const Scope house = system_scope(district);
    TIANGE_TRY(const ResultView result, room_.live(house, opened, card.key, period, district, now));
    board.rows.push_back(row_of(*book.indicators, result.total, district));
    for (const ScoreRow& row : result.rows) board.rows.push_back(row_of(*book.indicators, row, row.object));
    rank(board, *book.indicators);
    return board;
  }

  OpenRow row_of(const IndicatorSet& indicators, const ScoreRow& row, const std::string& code) const {
    OpenRow open;
    open.code = code;
    open.zh = room_.parts().places.name(code, Language::zh);
    open.en = room_.parts().places.name(code, Language::en);
    for (const auto& [key, value] : row.values) {
      const auto basis = row.counts.find(indicators.find(key)->basis);
      const std::int64_t over = basis == row.counts.end() ? 0 : basis->second;
      OpenValue& shown = open.values[key];
      shown.withheld = over < room_.parts().options.open_least;
      if (shown.withheld) continue;
      shown.value = value.value;
      shown.before = value.before;
    }
    return open;
  }

  static void rank(OpenBoard& board, const IndicatorSet& indicators) {
    for (const OpenIndicator& one : board.indicators) {
      if (one.better == Better::neither) continue;
      const bool up = indicators.find(one.key)->better == Better::up;
      for (std::size_t i = 1; i < board.rows.size(); ++i) {
        OpenValue& mine = board.rows[i].values[one.key];
        if (!mine.value) continue;
        std::int64_t better = 0;
        for (std::size_t j = 1; j < board.rows.size(); ++j) {
          const auto& other = board.rows[j].values[one.key].value;
          if (other && (up ? *other > *mine.value : *other < *mine.value)) ++better;
        }
        mine.rank = better + 1;
      }
    }
  }

  Room& room_;
  std::mutex lock_;
  std::map<std::string, OpenBoard> kept_;  // by period
};

std::string csv_of(const OpenBoard& board) {
  std::string out = "\xEF\xBB\xBF";
  std::vector<std::string> head = {"period", "code", "name_zh", "name_en"};
  for (const OpenIndicator& one : board.indicators) {
    head.push_back(one.key);
    head.push_back(one.key + "_withheld");
  }
  text::append_csv_row(out, head);
  for (const OpenRow& row : board.rows) {
    std::vector<std::string> cells = {board.period, row.code, row.zh, row.en};
    for (const OpenIndicator& one : board.indicators) {
      const auto value = row.values.find(one.key);
      std::string number;
      const bool known = value != row.values.end();
      if (known && value->second.value) json::append_number(number, *value->second.value);
      cells.push_back(number);
      cells.push_back(known && value->second.withheld ? "1" : "0");
    }
    text::append_csv_row(out, cells);
  }
  return out;
}

}  // namespace

void add_open_routes(http::Routes& routes, Room& room) {
  const auto opener = std::make_shared<Opener>(room);
  routes.query<OpenBoard>("/api/v1/public/scores", Permission::open_to_all, "公开数据", "Open figures of the district",
                          [opener](const http::Request& r) { return opener->board(r.query_value("period"), r.now); },
                          {"period"});
  http::Route csv{http::Method::get, "/api/v1/public/scores.csv", Permission::open_to_all, "公开数据（CSV）",
                  "Open figures as CSV"};
  csv.query_params = {"period"};
  csv.handle = [opener](http::Request& request) {
    const auto board = opener->board(request.query_value("period"), request.now);
    if (!board.ok()) return http::problem(board.refusal(), request.scope);
    http::Response response;
    response.content_type = "text/csv; charset=utf-8";
    response.with("Content-Disposition", "attachment; filename=\"open-" + board->period + ".csv\"");
    response.body = csv_of(*board);
    return response;
  };
  routes.raw(std::move(csv));
}

}  // namespace tiange::scores
