// Results, exports, what the words mean, trying a definition.

#include <algorithm>

#include "base/text.h"
#include "city/scores/score_room.h"
#include "platform/sheets/routes/sheet_routes.h"

namespace tiange::scores {

namespace {

struct DictionaryRow {
  std::string key, zh, en, about_zh, about_en;
};
BOOST_DESCRIBE_STRUCT(DictionaryRow, (), (key, zh, en, about_zh, about_en))

struct CardHead {
  std::string key, zh, en, about_zh, about_en, source;
  Objects objects = Objects::areas;
  int digits = 9;
  int version = 0;
  bool scored = false;  // without parts it is a table of figures
  std::vector<Given> given;
};
BOOST_DESCRIBE_STRUCT(CardHead, (), (key, zh, en, about_zh, about_en, source, objects, digits, version, scored, given))

struct Catalogue {
  std::vector<DictionaryRow> counts;
  std::vector<DictionaryRow> ground;
  std::vector<CardHead> cards;  // in force today
  std::string period;           // the running month
  std::int64_t waiting = 0;     // cases marked and not counted yet
  bool rebuilding = false;
};
BOOST_DESCRIBE_STRUCT(Catalogue, (), (counts, ground, cards, period, waiting, rebuilding))

Result<Catalogue> catalogue(Room& room, const http::Request& request) {
  Catalogue out;
  for (const CountInfo& row : dictionary())
    out.counts.push_back({std::string(row.key), row.name.zh, row.name.en, row.about.zh, row.about.en});
  out.ground = {{"population", "常住人口", "Population", "区域的常住人口", "of the area"},
                {"area_km2", "面积", "Area", "平方千米", "square kilometres"},
                {"days", "天数", "Days", "考核期已过的天数", "of the period, so far"}};
  const Date today = local_date(request.now);
  TIANGE_TRY(const Book book, room.book(today));
  for (const auto& [key, card] : book.cards) {
    const Scorecard& c = card.first;
    out.cards.push_back({c.key, c.zh, c.en, c.about_zh, c.about_en, c.source, c.objects, c.digits, card.second,
                         !c.parts.empty(), c.given});
  }
  out.period = period_of(PeriodKind::month, today).text();
  room.parts().db.run_read([&](db::Tx& tx) {
    out.waiting = static_cast<std::int64_t>(store::marked(tx, 1000).size());
    out.rebuilding = store::is_rebuilding(tx);
  });
  return out;
}

ResultQuery query_of(const http::Request& request) {
  return {std::string(request.query_value("card")), std::string(request.query_value("period")),
          std::string(request.query_value("area"))};
}

// A sheet is made in one go and its making written down before a byte is sent.
http::Response sheet_of(Room& room, const http::Request& request, const ResultView& result, const std::string& name) {
  const Outcome recorded = room.parts().db.write(request.scope, [&](db::Tx& tx) -> Outcome {
    const std::string what = result.card + " " + result.period_text + " " + result.area;
    room.parts().record(tx, request, "scores.export", what, {"导出考核结果 " + what, "exported results " + what});
    return done();
  });
  if (!recorded.ok()) return http::problem(recorded.refusal(), request.scope);
  return sheets::answer(request, {name}, [result, language = request.scope.language](std::unique_ptr<sheets::Writer> writer) {
    write_result(*writer, result, language);
    writer->finish();
  });
}

http::Response export_live(Room& room, const http::Request& request) {
  const auto result = room.results(request.scope, query_of(request), request.now);
  if (!result.ok()) return http::problem(result.refusal(), request.scope);
  return sheet_of(room, request, *result, "scores-" + result->card + "-" + result->period_text);
}

http::Response export_frozen(Room& room, const http::Request& request) {
  const auto frozen = room.parts().db.read(
      [&](db::Tx& tx) { return room.frozen(tx, request.scope, text::to_int(request.param("id")).value_or(0)); });
  if (!frozen.ok()) return http::problem(frozen.refusal(), request.scope);
  if (!frozen->result) return http::problem(refuse(ErrorCode::not_this_state), request.scope);
  return sheet_of(room, request, *frozen->result, "scores-frozen-" + frozen->card + "-" + frozen->period);
}

std::string number_text(const std::optional<double>& value, int digits) {
  if (!value) return "";
  const auto decimal = feel::Decimal::from_double(*value);
  return decimal ? decimal->rounded(digits, feel::Rounding::half_up).trimmed().to_string() : "";
}

}  // namespace

void write_result(sheets::Writer& writer, const ResultView& result, Language language) {
  const bool zh = language == Language::zh;
  const auto word = [&](const char* chinese, const char* english) { return std::string(zh ? chinese : english); };
  std::vector<std::string> head = {word("名次", "Rank"), word("对象", "Object"), word("编码", "Code")};
  if (!result.parts.empty()) {
    head.push_back(word("得分", "Points"));
    head.push_back(word("等次", "Band"));
    head.push_back(word("上期得分", "Points before"));
    for (const PartView& part : result.parts)
      head.push_back((zh ? part.zh : part.en) + " /" + number_text(part.full, 1));
  }
  for (const IndicatorHead& one : result.indicators) {
    const std::string name = (zh ? one.zh : one.en) + (one.measure == Measure::percent ? " %" : "");
    head.push_back(name);
    head.push_back(name + word(" 上期", " before"));
    head.push_back(name + word(" 上年同期", " a year ago"));
  }
  std::vector<Count> counts;
  for (const CountInfo& info : dictionary()) {
    if (!result.total.counts.contains(std::string(info.key))) continue;
    counts.push_back(info.count);
    head.push_back(zh ? info.name.zh : info.name.en);
  }
  writer.row(head);
  const auto add = [&](const ScoreRow& row) {
    std::vector<std::string> cells = {row.rank ? std::to_string(*row.rank) : "", zh ? row.zh : row.en, row.object};
    if (!result.parts.empty()) {
      cells.push_back(number_text(row.points, 2));
      cells.push_back(zh ? row.band_zh : row.band_en);
      cells.push_back(number_text(row.points_before, 2));
      for (const auto& part : row.parts) cells.push_back(number_text(part, 2));
    }
    for (const IndicatorHead& one : result.indicators) {
      const auto value = row.values.find(one.key);
      const ValueView known = value == row.values.end() ? ValueView{} : value->second;
      for (std::optional<double> v : {known.value, known.before, known.year_ago}) {
        if (v && one.measure == Measure::percent) *v *= 100;
        cells.push_back(number_text(v, 2));
      }
    }
    for (const Count count : counts) {
      const auto n = row.counts.find(std::string(count_info(count).key));
      cells.push_back(n == row.counts.end() ? "0" : std::to_string(n->second));
    }
    writer.row(cells);
  };
  for (const ScoreRow& row : result.rows) add(row);
  add(result.total);
}

void add_result_routes(http::Routes& routes, Room& room) {
  routes.query<Catalogue>("/api/v1/scores", Permission::scores_view, "指标字典与考核表",
                          "The dictionary of figures and the scorecards",
                          [&room](const http::Request& r) { return catalogue(room, r); });
  routes.query<ResultView>("/api/v1/scores/results", Permission::scores_view, "考核结果",
                           "Results of a scorecard in a period",
                           [&room](const http::Request& r) { return room.results(r.scope, query_of(r), r.now); },
                           {"card", "period", "area"});
  http::Route sheet{http::Method::get, "/api/v1/scores/results/export", Permission::scores_view, "导出考核结果",
                    "Export results"};
  sheet.query_params = {"card", "period", "area", "format"};
  sheet.handle = [&room](http::Request& request) { return export_live(room, request); };
  routes.raw(std::move(sheet));
  http::Route frozen{http::Method::get, "/api/v1/scores/frozen/{id}/export", Permission::scores_view, "导出冻结结果",
                     "Export a frozen result"};
  frozen.query_params = {"format"};
  frozen.handle = [&room](http::Request& request) { return export_frozen(room, request); };
  routes.raw(std::move(frozen));
  http::Route tried{http::Method::post, "/api/v1/scores/try", Permission::scores_view, "试算指标或考核表",
                    "Evaluate a definition that is not released; changes nothing"};
  tried.in = http::schema_of<TryInput>();
  tried.out = http::schema_of<ResultView>();
  tried.handle = [&room](http::Request& request) {
    const auto input = json::read<TryInput>(request.body.empty() ? "{}" : request.body);
    if (!input.ok()) return http::problem(input.refusal(), request.scope);
    const auto result = room.try_out(request.scope, *input, request.now);
    return result.ok() ? http::json_response(json::write(*result)) : http::problem(result.refusal(), request.scope);
  };
  routes.raw(std::move(tried));
}

}  // namespace tiange::scores
