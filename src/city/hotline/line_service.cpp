#include <algorithm>
#include <map>

#include "base/codes.h"
#include "base/text.h"
#include "city/hotline/line_names.h"
#include "city/hotline/seat_store.h"

namespace tiange::hotline {

namespace {

constexpr int k_most_days = 400;
constexpr int k_most_waiting = 50;
constexpr Span k_lost = minutes(15);  // a call that rings longer was lost by the exchange

std::string period_of(Date day, ReportBy by) {
  if (by == ReportBy::span) return "";
  const std::string text = format_date(day);
  return by == ReportBy::day ? text : text.substr(0, 7);
}

}  // namespace

LineList HotlineRoom::lines(db::Tx& tx) { return {store::lines(tx)}; }

Result<Line> HotlineRoom::put_line(db::Tx& tx, const Scope& scope, const Line& in) {
  if (!scope.may(Permission::hotline_manage)) return refuse(ErrorCode::forbidden);
  std::vector<FieldError> faults;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (in.code.empty() || in.code.size() > 12 || !std::all_of(in.code.begin(), in.code.end(), digit))
    faults.push_back({"code", "应为 1 至 12 位数字", "1 to 12 digits"});
  if (text::trim(in.zh).empty() || text::length(in.zh) > 40) faults.push_back({"zh", "请填写，不超过 40 字", "give it, at most 40 characters"});
  if (text::trim(in.en).empty() || text::length(in.en) > 80) faults.push_back({"en", "请填写，不超过 80 字", "give it, at most 80 characters"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  const auto known = store::line(tx, in.code);
  if (known && in.version != 0 && in.version != known->version) return refuse(ErrorCode::stale_version);
  Line line = in;
  line.version = known ? known->version + 1 : 1;
  store::put_line(tx, line, false);
  return line;
}

Outcome HotlineRoom::seed_lines(db::Tx& tx, std::string_view csv) {
  text::CsvReader reader(csv);
  std::vector<std::string> row;
  std::size_t line = 0;
  std::int64_t position = 0;
  (void)reader.next(row, line);  // head
  while (reader.next(row, line)) {
    const auto mode = row.size() < 5 ? std::nullopt : json::enum_from<MergeMode>(row[3]);
    if (!mode)
      return refuse(ErrorCode::bad_file, "lines.csv:" + std::to_string(line), "lines.csv:" + std::to_string(line));
    store::put_line(tx, {row[0], row[1], row[2], *mode, row[4], true, ++position, 1}, true);
  }
  return done();
}

Result<LineReport> HotlineRoom::report_lines(db::Tx& tx, const Scope& scope, Date from, Date to, ReportBy by,
                                             const std::string& only) {
  if (!scope.may(Permission::hotline_view)) return refuse(ErrorCode::forbidden);
  if (!scope.covers(parts_.district)) return refuse(ErrorCode::out_of_scope);
  if (to < from || to - from > k_most_days)
    return refuse_fields(ErrorCode::bad_input, {{"to", "时间段为 1 至 400 天", "a span of 1 to 400 days"}});
  const LineNames names = line_names(tx);
  std::map<std::pair<std::string, std::string>, LineFigures> sums;
  LineFigures total;
  store::each_count(tx, part_, from, to, [&](Date day, const std::string& line, const LineFigures& figures) {
    if (!only.empty() && line != only) return;
    sums[{period_of(day, by), line}] += figures;
    total += figures;
  });
  LineReport report{from, to, {}, rated(total)};
  const auto add = [&](const std::string& period, const std::string& line, const LineFigures& figures) {
    LineReportRow row = rated(figures);
    row.period = period;
    row.line = line;
    const Words words = line.empty() ? Words{"非来电", "not by call"} : names.line(line);
    row.line_zh = words.zh;
    row.line_en = words.en;
    report.items.push_back(std::move(row));
  };
  for (const auto& [key, figures] : sums) add(key.first, key.second, figures);
  if (by == ReportBy::span) {
    for (const Line& line : names.lines) {
      if (line.active && only.empty() && !sums.count({"", line.code})) add("", line.code, {});
    }
    std::stable_sort(report.items.begin(), report.items.end(),
                     [](const LineReportRow& a, const LineReportRow& b) { return a.calls > b.calls; });
  }
  return report;
}

LineFigures HotlineRoom::figures_of(db::Tx& tx, Date day) {
  LineFigures total;
  store::each_count(tx, part_, day, day, [&](Date, const std::string&, const LineFigures& f) { total += f; });
  return total;
}

Result<TopicReport> HotlineRoom::report_topics(db::Tx& tx, const Scope& scope, const std::string& area, Date from,
                                               Date to, Instant now) {
  const std::string where = area.empty() ? parts_.district : area;
  if (!scope.covers(where)) return refuse(ErrorCode::out_of_scope);
  if (to < from || to - from > k_most_days)
    return refuse_fields(ErrorCode::bad_input, {{"to", "时间段为 1 至 400 天", "a span of 1 to 400 days"}});
  const LineNames names = line_names(tx);
  TopicReport report;
  for (const store::TopicSum& sum : store::topic_sums(tx, codes::part_range(where), from, to)) {
    const Words topic = names.topic(sum.topic);
    TopicFigure figure{sum.topic, topic.zh, topic.en, "", "", sum.answers};
    if (sum.article) {
      figure.article = sum.article.text();
      const auto article = parts_.knowledge.view(tx, scope, sum.article, now);
      if (article.ok()) figure.title = article->title;
    }
    report.items.push_back(std::move(figure));
  }
  return report;
}

Result<Wall> HotlineRoom::wall(db::Tx& tx, const Scope& scope, Instant now) {
  if (!scope.covers(parts_.district)) return refuse(ErrorCode::out_of_scope);
  const Date today = local_date(now);
  Wall wall;
  wall.as_of = now;
  wall.level_seconds = parts_.rules.level_seconds;
  const LineNames names = line_names(tx);
  for (const CallRecord& call : store::waiting_calls(tx, part_, now - k_lost, k_most_waiting))
    wall.queue.push_back(view_of(tx, call, scope, names));
  wall.waiting = static_cast<std::int64_t>(wall.queue.size());
  if (!wall.queue.empty()) wall.longest_wait_seconds = (now - wall.queue.front().began).us / 1'000'000;
  TIANGE_TRY(LineReport report, report_lines(tx, scope, today, today, ReportBy::span, ""));
  wall.today = report.total;
  for (LineReportRow& row : report.items) {
    if (row.calls > 0) wall.lines.push_back(std::move(row));
  }
  for (const store::SeatRecord& seat : store::seats(tx)) {
    if (seat.state == SeatState::offline) continue;
    wall.seats.push_back({seat.person.text(), seat.name, seat.state, seat.reason, seat.extension, seat.since,
                          seat.answered_day == today.day ? seat.answered : 0});
  }
  return wall;
}

}  // namespace tiange::hotline
