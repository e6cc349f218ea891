// Definitions, frozen results, exemptions, points given by people.

#include <algorithm>

#include "base/text.h"
#include "city/scores/score_room.h"

namespace tiange::scores {

namespace {

using http::Method;
using http::Request;

struct Nothing {
  static constexpr bool k_json_defaults = true;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Nothing, (), (text))

struct Done {
  bool done = true;
};
BOOST_DESCRIBE_STRUCT(Done, (), (done))

struct ExemptionList {
  std::vector<ExemptionView> items;
};
BOOST_DESCRIBE_STRUCT(ExemptionList, (), (items))

struct WithdrawInput {
  std::string ref, work;
};
BOOST_DESCRIBE_STRUCT(WithdrawInput, (), (ref, work))

struct GivenView {
  std::string card, period, object, key, reason, by;
  double points = 0;
  Instant given;
};
BOOST_DESCRIBE_STRUCT(GivenView, (), (card, period, object, key, reason, by, points, given))
struct GivenList {
  std::vector<GivenView> items;
};
BOOST_DESCRIBE_STRUCT(GivenList, (), (items))

void record(Room& room, db::Tx& tx, const Request& request, const std::string& kind, const std::string& subject,
            const Words& detail) {
  room.parts().record(tx, request, kind, subject, detail);
}

int version_of(const Request& r) { return static_cast<int>(text::to_int(r.param("version")).value_or(0)); }
std::int64_t id_of(const Request& r) { return text::to_int(r.param("id")).value_or(0); }

std::string named(const DefinitionView& d) { return d.key + " #" + std::to_string(d.version); }

void add_exemption_routes(http::Routes& routes, Room& room) {
  routes.query<ExemptionList>("/api/v1/scores/exemptions", Permission::scores_view, "免责记录", "Exemptions",
                              [&room](const Request& r) -> Result<ExemptionList> {
                                return room.parts().db.read([&](db::Tx& tx) -> Result<ExemptionList> {
                                  ExemptionList list;
                                  const std::string_view ref = r.query_value("ref");
                                  if (!ref.empty()) {
                                    TIANGE_TRY(const cases::CaseRef one, room.case_named(tx, r.scope, ref));
                                    list.items = store::exemptions(tx, one);
                                  } else {
                                    for (auto& [one, view] : store::latest_exemptions(tx, 200)) {
                                      if (room.parts().cases.view(tx, r.scope, one, r.now).ok())
                                        list.items.push_back(std::move(view));
                                    }
                                  }
                                  return list;
                                });
                              },
                              {"ref"});
  routes.command<ExemptionInput, ExemptionView>(
      Method::post, "/api/v1/scores/exemptions", Permission::scores_exempt, "登记免责",
      "Exempt an overrun; the raw fact stays",
      [&room](const Request& r, db::Tx& tx, const ExemptionInput& in) -> Result<ExemptionView> {
        TIANGE_TRY(ExemptionView view, room.exempt(tx, r.scope, in, r.now));
        record(room, tx, r, "scores.exempted", view.number,
               {"登记免责：" + view.work + "，" + view.document, "exempted: " + view.work + ", " + view.document});
        return view;
      });
  routes.command<WithdrawInput, Done>(Method::post, "/api/v1/scores/exemptions/withdraw", Permission::scores_exempt,
                                      "撤销免责", "Withdraw an exemption",
                                      [&room](const Request& r, db::Tx& tx, const WithdrawInput& in) -> Result<Done> {
                                        TIANGE_CHECK_OK(room.withdraw_exemption(tx, r.scope, in.ref, in.work, r.now));
                                        record(room, tx, r, "scores.exemption_withdrawn", in.ref,
                                               {"撤销免责：" + in.work, "withdrew an exemption: " + in.work});
                                        return Done{};
                                      });
}

}  // namespace

void add_definition_routes(http::Routes& routes, Room& room) {
  routes.query<DefinitionList>("/api/v1/scores/definitions", Permission::scores_view, "指标与考核表的各版本",
                               "Versions of indicators and scorecards",
                               [&room](const Request& r) -> Result<DefinitionList> {
                                 return room.parts().db.read([&](db::Tx& tx) -> Result<DefinitionList> {
                                   return room.definitions(tx, r.scope, local_date(r.now));
                                 });
                               });
  routes.command<DefinitionInput, DefinitionView>(
      Method::post, "/api/v1/scores/definitions", Permission::scores_edit, "起草指标或考核表",
      "Draft an indicator or scorecard",
      [&room](const Request& r, db::Tx& tx, const DefinitionInput& in) -> Result<DefinitionView> {
        TIANGE_TRY(DefinitionView view, room.draft(tx, r.scope, in, r.now));
        record(room, tx, r, "scores.drafted", named(view),
               {"起草" + view.zh + "第 " + std::to_string(view.version) + " 版", "drafted " + named(view)});
        return view;
      });
  routes.command<Nothing, DefinitionView>(
      Method::post, "/api/v1/scores/definitions/{kind}/{key}/{version}/release", Permission::scores_release,
      "发布指标或考核表", "Release a draft; by somebody who did not write it",
      [&room](const Request& r, db::Tx& tx, const Nothing&) -> Result<DefinitionView> {
        TIANGE_TRY(DefinitionView view,
                   room.release(tx, r.scope, r.param("kind"), r.param("key"), version_of(r), r.now));
        record(room, tx, r, "scores.released", named(view),
               {"发布" + view.zh + "第 " + std::to_string(view.version) + " 版", "released " + named(view)});
        return view;
      });
  routes.command<Nothing, DefinitionView>(
      Method::post, "/api/v1/scores/definitions/{kind}/{key}/{version}/drop", Permission::scores_edit, "放弃草稿",
      "Drop a draft", [&room](const Request& r, db::Tx& tx, const Nothing&) -> Result<DefinitionView> {
        TIANGE_TRY(DefinitionView view, room.drop(tx, r.scope, r.param("kind"), r.param("key"), version_of(r)));
        record(room, tx, r, "scores.dropped", named(view), {"放弃草稿" + view.zh, "dropped the draft " + named(view)});
        return view;
      });
}

void add_paper_routes(http::Routes& routes, Room& room) {
  routes.query<FrozenList>("/api/v1/scores/frozen", Permission::scores_view, "冻结的结果", "Frozen results",
                           [&room](const Request& r) -> Result<FrozenList> {
                             const std::int64_t before = text::to_int(r.query_value("after")).value_or(INT64_MAX);
                             return room.parts().db.read([&](db::Tx& tx) -> Result<FrozenList> {
                               return room.frozen_list(tx, r.scope, before, 100);
                             });
                           },
                           {"after"});
  routes.query<FrozenView>(
      "/api/v1/scores/frozen/{id}", Permission::scores_view, "一份冻结的结果", "One frozen result",
      [&room](const Request& r) {
        return room.parts().db.read([&](db::Tx& tx) { return room.frozen(tx, r.scope, id_of(r)); });
      });
  routes.command<FreezeInput, FrozenView>(
      Method::post, "/api/v1/scores/frozen", Permission::scores_freeze, "冻结一期结果", "Freeze the result of a period",
      [&room](const Request& r, db::Tx& tx, const FreezeInput& in) -> Result<FrozenView> {
        TIANGE_TRY(FrozenView view, room.freeze(tx, r.scope, in, r.now));
        record(room, tx, r, "scores.frozen", view.id,
               {"冻结 " + view.card + " " + view.period, "froze " + view.card + " " + view.period});
        return view;
      });
  routes.command<Nothing, FrozenView>(
      Method::post, "/api/v1/scores/frozen/{id}/check", Permission::scores_view, "重新计算并比对",
      "Make it again from the histories and compare",
      [&room](const Request& r, db::Tx& tx, const Nothing&) { return room.ask_check(tx, r.scope, id_of(r), r.now); });
  routes.query<GivenList>(
      "/api/v1/scores/given", Permission::scores_view, "人工给分", "Points given by people",
      [&room](const Request& r) -> Result<GivenList> {
        return room.parts().db.read([&](db::Tx& tx) -> Result<GivenList> {
          GivenList list;
          for (const auto& one : store::given(tx, r.query_value("card"), r.query_value("period"), r.now))
            list.items.push_back(
                {one.card, one.period, one.object, one.key, one.reason, one.by, one.points, one.given});
          return list;
        });
      },
      {"card", "period"});
  routes.command<GivenInput, Done>(
      Method::post, "/api/v1/scores/given", Permission::scores_exempt, "人工给分", "Give points, with the reason",
      [&room](const Request& r, db::Tx& tx, const GivenInput& in) -> Result<Done> {
        TIANGE_CHECK_OK(room.give(tx, r.scope, in, r.now));
        record(room, tx, r, "scores.given", in.card + " " + in.period + " " + in.object,
               {"人工给分：" + in.key + "，" + in.reason, "gave points: " + in.key + ", " + in.reason});
        return Done{};
      });
  routes.command<Nothing, Done>(
      Method::post, "/api/v1/scores/rebuild", Permission::system_manage, "由工单历史重算",
      "Make all facts anew from the histories", [&room](const Request& r, db::Tx& tx, const Nothing&) -> Result<Done> {
        room.ask_rebuild(tx, r.now);
        record(room, tx, r, "scores.rebuild", "-", {"由工单历史重算考核数据", "asked for the facts to be made anew"});
        return Done{};
      });
  add_exemption_routes(routes, room);
}

}  // namespace tiange::scores
