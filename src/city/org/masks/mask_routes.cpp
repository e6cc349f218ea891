// Policy, trying and sight over HTTP.
#include "city/org/masks/mask_service.h"

namespace tiange::masks {

namespace {

using http::Method;
using http::Request;

const std::string k_base = "/api/v1/org/masks";

constexpr std::size_t k_longest_text = 100'000;  // bytes

}  // namespace

void add_policy_routes(http::Routes& routes, MaskService& room, const http::Recorder& record) {
  db::Db& db = room.parts().db;
  routes.query<PolicyView>(k_base, Permission::masks_view, "脱敏策略", "The policy of masks with its draft and versions",
                           [&room, &db](const Request& r) { return db.read([&](db::Tx& tx) { return room.policy_view(tx, r.scope); }); });
  routes.command<DraftIn, PolicyView>(Method::put, k_base + "/draft", Permission::masks_edit, "保存草稿", "Save a draft",
                                      [&room, record](const Request& r, db::Tx& tx, const DraftIn& in) -> Result<PolicyView> {
                                        TIANGE_TRY(PolicyView view, room.save_draft(tx, r.scope, in, r.now));
                                        record(tx, r, "masks.drafted", std::to_string(view.draft_version), {"起草脱敏策略：" + in.note, "drafted the policy of masks: " + in.note});
                                        return view;
                                      });
  routes.command<http::Nothing, PolicyView>(Method::del, k_base + "/draft", Permission::masks_edit, "放弃草稿", "Drop the draft",
                                            [&room](const Request& r, db::Tx& tx, const http::Nothing&) { return room.drop_draft(tx, r.scope); });
  routes.command<PublishIn, PolicyView>(Method::post, k_base + "/publish", Permission::masks_publish, "发布脱敏策略", "Publish the draft",
                                        [&room, record](const Request& r, db::Tx& tx, const PublishIn& in) -> Result<PolicyView> {
                                          TIANGE_TRY(PolicyView view, room.publish(tx, r.scope, in, r.now));
                                          const std::string version = std::to_string(in.version);
                                          record(tx, r, "masks.published", version, {"发布脱敏策略第 " + version + " 版", "published version " + version + " of the policy of masks"});
                                          return view;
                                        });
  routes.command<TryIn, TryView>(Method::post, k_base + "/try", Permission::masks_view, "试用脱敏策略", "Try a policy on values",
                                 [&room](const Request&, db::Tx&, const TryIn& in) { return room.try_policy(in); });
  routes.command<TextIn, TextView>(Method::post, k_base + "/text", Permission::masks_view, "文本脱敏", "Mask a free text",
                                   [&room](const Request&, db::Tx&, const TextIn& in) -> Result<TextView> {
                                     if (in.text.size() > k_longest_text) return refuse(ErrorCode::too_large);
                                     return room.text_view(in.text);
                                   });
}

void add_sight_routes(http::Routes& routes, MaskService& room, const http::Recorder& record) {
  db::Db& db = room.parts().db;
  const std::string base = k_base + "/unmasks";
  routes.command<UnmaskAsk, UnmaskView>(Method::post, base, Permission::masks_ask, "申请查看原文", "Ask to see a subject without masks",
                                        [&room, record](const Request& r, db::Tx& tx, const UnmaskAsk& in) -> Result<UnmaskView> {
                                          TIANGE_TRY(UnmaskView view, room.ask_sight(tx, r.scope, in, r.now));
                                          record(tx, r, "masks.sight_asked", view.subject, {"申请查看原文：" + in.reason, "asked to see without masks: " + in.reason});
                                          return view;
                                        });
  routes.query<UnmaskList>(base, Permission::masks_ask, "查看申请", "Requests to see without masks",
                           [&room, &db](const Request& r) -> Result<UnmaskList> {
                             const std::int64_t before = parse_id(r.query_value("after")).value_or(0);
                             return db.read([&](db::Tx& tx) -> Result<UnmaskList> { return room.sights(tx, r.scope, std::string(r.query_value("state")), before, r.now); });
                           },
                           {"state", "after"});
  routes.command<ApprovalIn, UnmaskView>(Method::post, base + "/{id}/answer", Permission::masks_approve, "审批查看申请", "Grant or refuse sight",
                                         [&room, record](const Request& r, db::Tx& tx, const ApprovalIn& in) -> Result<UnmaskView> {
                                           TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                           TIANGE_TRY(UnmaskView view, room.answer_sight(tx, r.scope, id, in, r.now));
                                           record(tx, r, in.granted ? "masks.sight_granted" : "masks.sight_refused", view.subject,
                                                  in.granted ? Words{"同意" + view.name + "查看原文", "let " + view.name + " see without masks"}
                                                             : Words{"不同意" + view.name + "查看原文：" + in.text, "refused " + view.name + ": " + in.text});
                                           return view;
                                         });
}

void add_export_routes(http::Routes& routes, MaskService& room, const http::Recorder& record) {
  db::Db& db = room.parts().db;
  const std::string base = k_base + "/exports";
  routes.query<ExportFields>(base + "/fields", Permission::masks_ask, "可导出的字段", "Fields that can be exported",
                             [&room](const Request& r) { return room.export_fields(std::string(r.query_value("kind"))); }, {"kind"});
  http::Route risk{Method::post, base + "/risk", Permission::masks_ask, "重标识风险", "Measure the risk of an export before asking for it"};
  risk.in = http::schema_of<ExportAsk>();
  risk.out = http::schema_of<RiskView>();
  risk.handle = [&room, &db](Request& r) -> http::Response {
    const auto ask = json::read<ExportAsk>(r.body);
    if (!ask.ok()) return http::problem(ask.refusal(), r.scope);
    const auto view = db.read([&](db::Tx& tx) { return room.measure(tx, r.scope, *ask); });
    return view.ok() ? http::json_response(json::write(*view)) : http::problem(view.refusal(), r.scope);
  };
  routes.raw(std::move(risk));
  routes.command<ExportAsk, ExportView>(Method::post, base, Permission::masks_ask, "申请导出", "Ask for an export",
                                        [&room, record](const Request& r, db::Tx& tx, const ExportAsk& in) -> Result<ExportView> {
                                          TIANGE_TRY(ExportView view, room.ask_export(tx, r.scope, in, r.now));
                                          record(tx, r, "masks.export_asked", view.id, {"申请导出：" + in.title + "，给" + in.receiver, "asked for an export: " + in.title + " for " + in.receiver});
                                          return view;
                                        });
  routes.query<ExportList>(base, Permission::masks_ask, "导出申请", "Exports asked for",
                           [&room, &db](const Request& r) -> Result<ExportList> {
                             const std::int64_t before = parse_id(r.query_value("after")).value_or(0);
                             return db.read([&](db::Tx& tx) -> Result<ExportList> { return room.export_list(tx, r.scope, std::string(r.query_value("state")), before, r.now); });
                           },
                           {"state", "after"});
  routes.command<ApprovalIn, ExportView>(Method::post, base + "/{id}/answer", Permission::masks_approve, "审批导出", "Approve or refuse an export",
                                         [&room, record](const Request& r, db::Tx& tx, const ApprovalIn& in) -> Result<ExportView> {
                                           TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                           TIANGE_TRY(ExportView view, room.answer_export(tx, r.scope, id, in, r.now));
                                           const std::string rows = std::to_string(view.rows);
                                           record(tx, r, in.granted ? "masks.export_approved" : "masks.export_refused", view.id,
                                                  in.granted ? Words{"同意导出：" + view.ask.title + "，" + rows + " 行", "approved the export " + view.ask.title + ", " + rows + " rows"}
                                                             : Words{"不同意导出：" + view.ask.title, "refused the export " + view.ask.title});
                                           return view;
                                         });
  add_file_routes(routes, room, record);
}

}  // namespace tiange::masks
