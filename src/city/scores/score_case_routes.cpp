// From a number to its cases.

#include <algorithm>

#include "base/codes.h"
#include "base/text.h"
#include "city/scores/score_room.h"
#include "platform/db/keyset.h"

namespace tiange::scores {

namespace {

struct DrillRow {
  std::string ref, number, title, item, status, area_name;
  Instant created;
  std::int64_t count = 0;  // what the case adds
  bool exempt = false;
  bool overdue = false;
  bool visible = true;  // the reader may open it
};
BOOST_DESCRIBE_STRUCT(DrillRow, (),
                      (ref, number, title, item, status, area_name, created, count, exempt, overdue, visible))

struct DrillList {
  std::string count, zh, en, about_zh, about_en;
  std::vector<DrillRow> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(DrillList, (), (count, zh, en, about_zh, about_en, items, next))

constexpr int k_page = 50;
constexpr int k_most_looked_at = 20'000;  // then `next` goes on from there

struct Drill {
  Count count;
  Period period;
  Objects objects;
  int digits = 9;
  std::string object;  // empty: the whole area
  std::string area;
};

Result<Drill> drill_of(Room& room, const http::Request& request) {
  const auto count = count_from(request.query_value("count"));
  if (!count) return refuse_fields(ErrorCode::bad_input, {{"count", "字典里没有这个数", "not in the dictionary"}});
  TIANGE_TRY(const Period period, parse_period(request.query_value("period")));
  TIANGE_TRY(const std::string area, room.area_for(request.scope, request.query_value("area")));
  const auto objects = json::enum_from<Objects>(request.query_value("objects"));
  Drill drill{*count, period, objects.value_or(Objects::areas), 9, std::string(request.query_value("object")), area};
  const auto digits = text::to_int(request.query_value("digits"));
  if (!drill.object.empty() && drill.objects == Objects::areas) drill.digits = static_cast<int>(drill.object.size());
  if (drill.object.empty() && digits) drill.digits = static_cast<int>(*digits);
  return drill;
}

std::int64_t added(const CaseFacts& facts, const Drill& drill, const Grouping& grouping) {
  Lines lines;
  add_lines(lines, facts);
  std::int64_t sum = 0;
  for (const auto& [key, counts] : lines) {
    if (key.kind != grouping.kind() || key.day < drill.period.first.day || key.day > drill.period.last.day) continue;
    const std::string object = grouping.object_of(key.object);
    if (object.empty() || (!drill.object.empty() && object != drill.object)) continue;
    sum += counts[drill.count];
  }
  return sum;
}

DrillRow row_of(Room& room, db::Tx& tx, const http::Request& request, const store::FactRow& fact, std::int64_t count) {
  DrillRow row;
  row.ref = fact.stored.ref.text();
  row.number = fact.stored.number;
  row.created = fact.created;
  row.count = count;
  row.exempt = fact.stored.facts.exempt_handle || fact.stored.facts.exempt_archive;
  const auto seen = room.parts().cases.view(tx, request.scope, fact.stored.ref, request.now);
  row.visible = seen.ok();
  if (!seen.ok()) return row;
  row.title = seen->title;
  row.item = seen->item_name;
  row.status = json::enum_name(seen->status);
  row.area_name = seen->area_name;
  row.overdue = seen->overdue;
  return row;
}

Result<DrillList> drill(Room& room, const http::Request& request) {
  TIANGE_TRY(const Drill what, drill_of(room, request));
  TIANGE_TRY(const auto cursor, db::read_cursor(request.query_value("after"), 2));
  const CountInfo& info = count_info(what.count);
  DrillList list{std::string(info.key), info.name.zh, info.name.en, info.about.zh, info.about.en, {}, ""};
  store::FactQuery query;
  query.first = what.period.first;
  query.last = what.period.last;
  query.mask = bit_of(what.count);
  if (what.objects == Objects::areas) query.area = what.object.empty() ? what.area : what.object;
  if (cursor) {
    const auto* day = std::get_if<std::int64_t>(&(*cursor)[0]);
    const auto* id = std::get_if<std::int64_t>(&(*cursor)[1]);
    if (!day || !id) return refuse(ErrorCode::bad_input);
    query.before_day = *day;
    query.before_id = *id;
  }
  const auto directory = room.parts().org.directory(request.now);
  const Grouping grouping(request.scope, room.parts().places, *directory, room.parts().items, what.objects, what.digits,
                          what.area);
  room.parts().db.run_read([&](db::Tx& tx) {
    int looked_at = 0;
    for (bool more = true; more;) {
      const auto rows = store::fact_rows(tx, query);
      more = rows.size() == static_cast<std::size_t>(query.limit);
      for (const store::FactRow& fact : rows) {
        query.before_day = fact.first_day;
        query.before_id = fact.stored.ref.id.value;
        const std::int64_t count = added(fact.stored.facts, what, grouping);
        if (count != 0) list.items.push_back(row_of(room, tx, request, fact, count));
        if (list.items.size() == k_page || ++looked_at >= k_most_looked_at) {
          list.next = db::encode_cursor({query.before_day, query.before_id});
          return;
        }
      }
    }
  });
  return list;
}

}  // namespace

void add_case_routes(http::Routes& routes, Room& room) {
  routes.query<DrillList>("/api/v1/scores/cases", Permission::scores_view, "数字背后的工单",
                          "The cases behind a number", [&room](const http::Request& r) { return drill(room, r); },
                          {"count", "period", "area", "objects", "object", "digits", "after"});
}

}  // namespace tiange::scores
