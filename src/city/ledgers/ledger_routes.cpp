#include <algorithm>

#include "base/text.h"
#include "city/ledgers/ledger_service.h"

namespace tiange::ledgers {

namespace {

using http::Method;
using http::Request;

std::string at(const char* path) { return std::string("/api/v1/ledgers") + path; }

std::string query_text(const Request& r, const char* name) { return std::string(text::trim(r.query_value(name))); }

}  // namespace

void LedgerService::add_order_routes(http::Routes& routes, const http::Recorder& record) {
  const Permission view = Permission::ledgers_view;
  routes.query<KindList>(at("/kinds"), view, "可订用的数据种类", "Kinds of data that may be ordered",
                         [this](const Request& r) -> Result<KindList> {
                           return parts_.db.read([&](db::Tx& tx) { return kinds(tx, r.scope, query_text(r, "village"), r.now); });
                         },
                         {"village"});
  routes.command<DataKind, DataKind>(Method::put, at("/kinds/{code}"), Permission::ledgers_manage, "维护数据种类", "Change a kind of data",
                                     [this, record](const Request& r, db::Tx& tx, const DataKind& in) -> Result<DataKind> {
                                       TIANGE_TRY(DataKind kind, put_kind(tx, r.scope, r.param("code"), in, r.now));
                                       record(tx, r, "ledgers.kind_saved", kind.code, {"保存数据种类“" + kind.zh + "”", "saved the kind of data " + kind.en});
                                       return kind;
                                     });
  routes.query<OrderList>(at("/orders"), view, "村居的数据订用", "Orders of a village",
                          [this](const Request& r) -> Result<OrderList> {
                            return parts_.db.read([&](db::Tx& tx) { return orders(tx, r.scope, query_text(r, "village"), r.query_value("state"), r.now); });
                          },
                          {"village", "state"});
  routes.query<OrderList>(at("/orders/asked"), Permission::ledgers_approve, "待本单位审批的订用", "Orders that one's own unit is asked for",
                          [this](const Request& r) -> Result<OrderList> {
                            return parts_.db.read([&](db::Tx& tx) -> Result<OrderList> { return asked(tx, r.scope, r.query_value("state"), r.now); });
                          },
                          {"state"});
  routes.command<OrderIn, OrderView>(Method::post, at("/orders"), Permission::ledgers_order, "订用数据", "Order a kind of data",
                                     [this, record](const Request& r, db::Tx& tx, const OrderIn& in) -> Result<OrderView> {
                                       TIANGE_TRY(OrderView one, order(tx, r.scope, in, r.now));
                                       record(tx, r, "ledgers.ordered", one.village,
                                              {"订用“" + one.kind_zh + "”至 " + one.until + "，用途：" + one.purpose,
                                               "ordered " + one.kind + " until " + one.until + ": " + one.purpose});
                                       return one;
                                     });
  routes.command<RenewIn, OrderView>(Method::post, at("/orders/{id}/renew"), Permission::ledgers_order, "续期", "Renew an order",
                                     [this, record](const Request& r, db::Tx& tx, const RenewIn& in) -> Result<OrderView> {
                                       TIANGE_TRY(OrderView one, renew(tx, r.scope, r.param("id"), in, r.now));
                                       record(tx, r, "ledgers.renewed", one.village, {"“" + one.kind_zh + "”续期至 " + in.until, "renewed " + one.kind + " until " + in.until});
                                       return one;
                                     });
  routes.command<NoteIn, OrderView>(Method::post, at("/orders/{id}/return"), Permission::ledgers_order, "退回订用", "Give an order back",
                                    [this, record](const Request& r, db::Tx& tx, const NoteIn& in) -> Result<OrderView> {
                                      TIANGE_TRY(OrderView one, give_back(tx, r.scope, r.param("id"), in, r.now));
                                      record(tx, r, "ledgers.returned", one.village, {"退回“" + one.kind_zh + "”", "gave " + one.kind + " back"});
                                      return one;
                                    });
  routes.command<DecideIn, OrderView>(Method::post, at("/orders/{id}/decide"), Permission::ledgers_approve, "审批订用", "Decide about an order",
                                      [this, record](const Request& r, db::Tx& tx, const DecideIn& in) -> Result<OrderView> {
                                        TIANGE_TRY(OrderView one, decide(tx, r.scope, r.param("id"), in, r.now));
                                        record(tx, r, "ledgers.decided", one.village,
                                               {std::string(in.grant ? "同意" : "不同意") + one.village_name + "订用“" + one.kind_zh + "”" + (one.reason.empty() ? "" : "：" + one.reason),
                                                std::string(in.grant ? "granted " : "refused ") + one.kind + " for " + one.village});
                                        return one;
                                      });
}

void LedgerService::add_line_routes(http::Routes& routes, const http::Recorder& record) {
  const Permission view = Permission::ledgers_view;
  routes.query<VillageList>(at("/villages"), view, "本人辖区的村居", "Villages of one's areas", [this](const Request& r) -> Result<VillageList> {
    return parts_.db.read([&](db::Tx& tx) -> Result<VillageList> { return villages(tx, r.scope, r.now); });
  });
  routes.query<VillageView>(at("/villages/{village}"), view, "村居概况", "A village, counted", [this](const Request& r) -> Result<VillageView> {
    return parts_.db.read([&](db::Tx& tx) { return village(tx, r.scope, r.param("village"), r.now); });
  });
  routes.query<LineList>(
      at("/lines"), view, "台账", "Lines of the ledger, masked",
      [this](const Request& r) -> Result<LineList> {
        LineAsk ask{query_text(r, "village"), query_text(r, "kind"), query_text(r, "grid"), query_text(r, "q"), query_text(r, "after"), 50};
        ask.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(r.query_value("limit")).value_or(50), 1, 200));
        return parts_.db.write(r.scope, [&](db::Tx& tx) { return lines(tx, r.scope, ask, r.now); });
      },
      {"village", "kind", "grid", "q", "after", "limit"});
  routes.query<LineView>(
      at("/lines/{ref}"), view, "台账的一条", "One line of the ledger",
      [this](const Request& r) -> Result<LineView> {
        return parts_.db.write(r.scope, [&](db::Tx& tx) { return line(tx, r.scope, r.param("ref"), query_text(r, "village"), query_text(r, "kind"), r.now); });
      },
      {"village", "kind"});
  routes.command<EditIn, registers::ProposalView>(Method::post, at("/edits"), view, "在台账里提出更正", "Propose a correction from the ledger",
                                                  [this, record](const Request& r, db::Tx& tx, const EditIn& in) -> Result<registers::ProposalView> {
                                                    TIANGE_TRY(registers::ProposalView one, edit(tx, r.scope, in, r.now));
                                                    record(tx, r, "ledgers.edited", one.subject, {"提出更正“" + one.zh + "”", "proposed a correction of " + one.en});
                                                    return one;
                                                  });
  routes.query<registers::ProposalList>(at("/edits"), view, "村居提出的更正", "Corrections a village proposed",
                                        [this](const Request& r) -> Result<registers::ProposalList> {
                                          return parts_.db.read([&](db::Tx& tx) { return edits(tx, r.scope, query_text(r, "village")); });
                                        },
                                        {"village"});
  routes.query<LedgerUseList>(at("/uses"), view, "使用记录", "Who read what",
                              [this](const Request& r) -> Result<LedgerUseList> {
                                return parts_.db.read([&](db::Tx& tx) { return uses(tx, r.scope, query_text(r, "village"), r.query_value("after")); });
                              },
                              {"village", "after"});
  routes.query<PhonePack>(
      at("/phone"), view, "带上网格台账", "A grid to take along",
      [this, record](const Request& r) -> Result<PhonePack> {
        const std::int64_t hours = text::to_int(r.query_value("hours")).value_or(24);
        return parts_.db.write(r.scope, [&](db::Tx& tx) -> Result<PhonePack> {
          TIANGE_TRY(PhonePack pack, phone(tx, r.scope, query_text(r, "grid"), hours, r.query_value("purpose"), r.now));
          record(tx, r, "ledgers.phone", pack.grid, {"手机带上网格台账 " + std::to_string(hours) + " 小时，用途：" + pack.purpose,
                                                     "took a grid along for " + std::to_string(hours) + " hours: " + pack.purpose});
          return pack;
        });
      },
      {"grid", "hours", "purpose"});
}

void LedgerService::add_watch_routes(http::Routes& routes, const http::Recorder& record) {
  const Permission view = Permission::ledgers_view;
  routes.query<WatchList>(at("/watches"), view, "关注清单", "Watch lists of a village",
                          [this](const Request& r) -> Result<WatchList> {
                            return parts_.db.read([&](db::Tx& tx) { return watches(tx, r.scope, query_text(r, "village"), r.now); });
                          },
                          {"village"});
  routes.command<WatchIn, WatchView>(Method::post, at("/watches"), Permission::ledgers_order, "新建关注清单", "Keep a watch list",
                                     [this, record](const Request& r, db::Tx& tx, const WatchIn& in) -> Result<WatchView> {
                                       TIANGE_TRY(WatchView one, watch(tx, r.scope, in, r.now));
                                       record(tx, r, "ledgers.watch_made", one.village, {"新建关注清单“" + one.zh + "”", "made the watch list " + one.en});
                                       return one;
                                     });
  routes.command<WatchIn, WatchView>(Method::put, at("/watches/{id}"), Permission::ledgers_order, "修改关注清单", "Change a watch list",
                                     [this, record](const Request& r, db::Tx& tx, const WatchIn& in) -> Result<WatchView> {
                                       TIANGE_TRY(WatchView one, change_watch(tx, r.scope, r.param("id"), in, r.now));
                                       record(tx, r, "ledgers.watch_saved", one.village, {"修改关注清单“" + one.zh + "”", "changed the watch list " + one.en});
                                       return one;
                                     });
  routes.command<NoteIn, WatchView>(Method::post, at("/watches/{id}/end"), Permission::ledgers_order, "停用关注清单", "End a watch list",
                                    [this, record](const Request& r, db::Tx& tx, const NoteIn&) -> Result<WatchView> {
                                      TIANGE_TRY(WatchView one, end_watch(tx, r.scope, r.param("id"), r.now));
                                      record(tx, r, "ledgers.watch_ended", one.village, {"停用关注清单“" + one.zh + "”", "ended the watch list " + one.en});
                                      return one;
                                    });
  routes.command<NoteIn, WatchView>(Method::post, at("/watches/{id}/seen"), view, "标记已看", "Count changes from here on",
                                    [this](const Request& r, db::Tx& tx, const NoteIn&) { return see_watch(tx, r.scope, r.param("id"), r.now); });
  routes.query<MemberList>(
      at("/watches/{id}/members"), view, "关注清单里的人和变化", "Who is in a watch list, who came, who left",
      [this](const Request& r) -> Result<MemberList> {
        return parts_.db.write(r.scope, [&](db::Tx& tx) { return members(tx, r.scope, r.param("id"), r.query_value("side"), r.query_value("after"), r.now); });
      },
      {"side", "after"});
}

void LedgerService::add_task_routes(http::Routes& routes, const http::Recorder& record) {
  const Permission view = Permission::ledgers_view;
  routes.query<TaskList>(at("/tasks"), view, "台账任务", "Tasks from the ledger",
                         [this](const Request& r) -> Result<TaskList> {
                           const TaskAsk ask{query_text(r, "village"), query_text(r, "state"), query_text(r, "after"), r.query_value("mine") == "yes"};
                           return parts_.db.read([&](db::Tx& tx) { return tasks(tx, r.scope, ask, r.now); });
                         },
                         {"village", "state", "mine", "after"});
  routes.command<TaskIn, TaskList>(Method::post, at("/tasks"), Permission::ledgers_tasks, "安排台账任务", "Give tasks from the ledger",
                                   [this, record](const Request& r, db::Tx& tx, const TaskIn& in) -> Result<TaskList> {
                                     TIANGE_TRY(TaskList list, give_tasks(tx, r.scope, in, r.now));
                                     const std::string count = std::to_string(list.items.size());
                                     record(tx, r, "ledgers.tasks_given", in.village, {"安排 " + count + " 个任务：" + in.title, "gave " + count + " tasks: " + in.title});
                                     return list;
                                   });
  routes.command<FinishIn, TaskView>(Method::post, at("/tasks/{id}/finish"), view, "完成台账任务", "Finish a task",
                                     [this, record](const Request& r, db::Tx& tx, const FinishIn& in) -> Result<TaskView> {
                                       TIANGE_TRY(TaskView one, finish(tx, r.scope, r.param("id"), in, r.now));
                                       record(tx, r, "ledgers.task_done", one.id, {"完成任务：" + one.title, "finished the task: " + one.title});
                                       return one;
                                     });
  routes.command<NoteIn, TaskView>(Method::post, at("/tasks/{id}/withdraw"), Permission::ledgers_tasks, "撤销台账任务", "Withdraw a task",
                                   [this, record](const Request& r, db::Tx& tx, const NoteIn& in) -> Result<TaskView> {
                                     TIANGE_TRY(TaskView one, withdraw(tx, r.scope, r.param("id"), in, r.now));
                                     record(tx, r, "ledgers.task_withdrawn", one.id, {"撤销任务：" + one.title, "withdrew the task: " + one.title});
                                     return one;
                                   });
}

void LedgerService::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_line_routes(routes, record);
  add_order_routes(routes, record);
  add_watch_routes(routes, record);
  add_task_routes(routes, record);
}

}  // namespace tiange::ledgers
