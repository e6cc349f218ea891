#include "city/items/admission/admission_service.h"

namespace tiange::items {

namespace {

// What an act leaves in the audit trail.
void note(const http::Recorder& record, db::Tx& tx, const http::Request& request, std::string_view kind, const Application& view) {
  const std::string& english = view.name_en.empty() ? view.name_zh : view.name_en;
  const ApplicationStep& step = view.steps.back();
  record(tx, request, std::string(kind), view.code,
         {"事项“" + view.name_zh + "”：" + step.zh + (step.text.empty() ? "" : "；" + step.text),
          "item " + english + ": " + step.en + (step.text.empty() ? "" : "; " + step.text)});
}

Result<ApplicationId> id_of(const http::Request& request) {
  const auto id = parse_typed_id<ApplicationTag>(request.param("id"));
  return id.ok() ? Result<ApplicationId>(*id) : refuse(ErrorCode::not_found);
}

}  // namespace

void AdmissionService::add_routes(http::Routes& routes, const http::Recorder& record) {
  using http::Method;
  using http::Request;
  const std::string base = "/api/v1/items/applications";
  routes.query<ApplicationList>(
      base, Permission::items_view, "查询准入申请", "List applications for items",
      [this](const Request& r) -> Result<ApplicationList> {
        return parts_.db.read([&](db::Tx& tx) -> Result<ApplicationList> { return list(tx, r); });
      },
      {"state", "purpose", "after", "limit"});
  routes.query<Application>(base + "/{id}", Permission::items_view, "查看准入申请", "One application",
                            [this](const Request& r) -> Result<Application> {
                              TIANGE_TRY(const ApplicationId id, id_of(r));
                              return parts_.db.read([&](db::Tx& tx) { return view(tx, r.scope, id, r.now); });
                            });
  routes.command<ApplicationIn, Application>(
      Method::post, base, Permission::items_apply, "申请事项准入、变更或退出", "Apply for an item to be admitted, changed or retired",
      [this, record](const Request& r, db::Tx& tx, const ApplicationIn& in) -> Result<Application> {
        TIANGE_TRY(Application view, apply(tx, r.scope, in, r.now));
        note(record, tx, r, "items.applied", view);
        return view;
      });
  routes.command<ApplicationIn, Application>(
      Method::put, base + "/{id}", Permission::items_apply, "补正后重新申请", "Amend an application that was returned",
      [this, record](const Request& r, db::Tx& tx, const ApplicationIn& in) -> Result<Application> {
        TIANGE_TRY(const ApplicationId id, id_of(r));
        TIANGE_TRY(Application view, amend(tx, r.scope, id, in, r.now));
        note(record, tx, r, "items.applied", view);
        return view;
      });
  routes.command<DecisionIn, Application>(
      Method::post, base + "/{id}/withdraw", Permission::items_apply, "撤回准入申请", "Withdraw an application",
      [this, record](const Request& r, db::Tx& tx, const DecisionIn& given) -> Result<Application> {
        TIANGE_TRY(const ApplicationId id, id_of(r));
        DecisionIn in = given;
        in.act = ApplicationAct::withdraw;
        TIANGE_TRY(Application view, act(tx, r.scope, id, in, r.now));
        note(record, tx, r, "items.applied", view);
        return view;
      });
  routes.command<DecisionIn, Application>(
      Method::post, base + "/{id}/decide", Permission::items_review, "评审准入申请",
      "Decide on an application: trial, everywhere, extended, returned, refused, retired",
      [this, record](const Request& r, db::Tx& tx, const DecisionIn& in) -> Result<Application> {
        TIANGE_TRY(const ApplicationId id, id_of(r));
        if (in.act == ApplicationAct::withdraw) return refuse(ErrorCode::forbidden);
        TIANGE_TRY(Application view, act(tx, r.scope, id, in, r.now));
        note(record, tx, r, "items.reviewed", view);
        return view;
      });
}

}  // namespace tiange::items
