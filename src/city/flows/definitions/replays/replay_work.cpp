// The job of a replay and its routes.

#include "base/text.h"
#include "city/flows/definitions/replays/replay_room.h"

namespace tiange::flows {

namespace {

struct JobPayload {
  ReplayId id;
};
BOOST_DESCRIBE_STRUCT(JobPayload, (), (id))

Scope asker_of(const ReplayFile& file) {
  Scope scope;
  scope.person = file.asked_by;
  scope.name = file.plan.asked_by_name;
  scope.areas = file.plan.areas;
  scope.units = file.plan.units;
  scope.queues = file.plan.queues;
  scope.permissions.set(static_cast<std::size_t>(Permission::cases_view));
  if (file.plan.confidential) scope.permissions.set(static_cast<std::size_t>(Permission::cases_confidential));
  return scope;
}

Result<ReplayId> replay_id(const http::Request& request) {
  const auto id = parse_id(request.param("id"));
  if (!id.ok()) return refuse(ErrorCode::not_found);
  return ReplayId{*id};
}

Result<ReplayCases> cases_page(const ReplayRoom& room, db::Tx& tx, const http::Request& request) {
  TIANGE_TRY(const ReplayId id, replay_id(request));
  const auto after = text::to_int(request.query_value("after"));
  const std::string_view wanted = request.query_value("limit");
  const auto limit = wanted.empty() ? std::optional<std::int64_t>(50) : text::to_int(wanted);
  if (!limit || *limit < 1 || *limit > 200)
    return refuse_fields(ErrorCode::bad_input, {{"limit", "应为 1 到 200", "must be 1 to 200"}});
  return room.cases(tx, id, request.scope, request.query_value("change"), after.value_or(0), static_cast<int>(*limit));
}

}  // namespace

void ReplayRoom::fail(ReplayFile& file, const Refusal& refusal) {
  const ReplayState was = file.state;
  file.state = ReplayState::failed;
  file.progress.ended = parts_.clock.now();
  file.progress.error_zh = refusal.zh;
  file.progress.error_en = refusal.en;
  parts_.db.run_write(system_scope(), [&](db::Tx& tx) {
    update_replay(tx, file, was);
    return true;
  });
}

// A page and what it found are kept together, so that nothing is counted twice after a restart.
Outcome ReplayRoom::go_on(ReplayFile& file, ReplayRun& run) {
  for (;;) {
    if (parts_.jobs.stopping()) return refuse(ErrorCode::unavailable, "服务停止，稍后继续", "stopping; goes on later");
    const std::int64_t found_before = file.progress.differing;
    auto found = run.page(file.progress);
    if (!found.ok()) {
      fail(file, found.refusal());
      return done();
    }
    if (found->over) {
      file.state = ReplayState::done;
      file.progress.ended = parts_.clock.now();
    }
    bool ours = true;
    parts_.db.run_write(system_scope(), [&](db::Tx& tx) {
      ours = update_replay(tx, file, ReplayState::running);
      if (ours) insert_cases(tx, file.id, found_before + 1, found->cases);
      return ours;
    });
    if (!ours || found->over) return done();  // cancelled, or at its end
  }
}

Outcome ReplayRoom::work(ReplayId id) {
  auto file = parts_.db.read([&](db::Tx& tx) { return load(tx, id); });
  if (!file.ok()) return done();  // forgotten meanwhile
  if (file->state != ReplayState::waiting && file->state != ReplayState::running) return done();
  VersionBook versions(parts_.db, parts_.flows);
  const Instant from = local_instant(file->plan.from, 0), to = local_instant(file->plan.to + 1, 0);
  const ReplayGround ground{*file, parts_.home, parts_.past, versions, asker_of(*file),
                            {file->plan.key, from, to, file->plan.area}, parts_.clock.now()};
  auto run = file->plan.kind == DefinitionKind::dmn ? open_decision_replay(ground) : open_course_replay(ground);
  if (!run.ok()) {
    fail(*file, run.refusal());
    return done();
  }
  if (file->state == ReplayState::waiting) {
    file->progress.total = parts_.past.count(ground.scope, ground.query);
    if (file->plan.most > 0) file->progress.total = std::min(file->progress.total, file->plan.most);
    file->state = ReplayState::running;
    bool ours = false;
    parts_.db.run_write(system_scope(), [&](db::Tx& tx) { return ours = update_replay(tx, *file, ReplayState::waiting); });
    if (!ours) return done();
  }
  return go_on(*file, **run);
}

void ReplayRoom::add_jobs() {
  parts_.jobs.handle("flows.replay", [this](const jobs::Job& job) -> Outcome {
    TIANGE_TRY(const JobPayload payload, json::read<JobPayload>(job.payload));
    return work(payload.id);
  });
}

void ReplayRoom::add_routes(http::Routes& routes) {
  db::Db& db = routes.database();
  routes.query<ReplayList>(
      "/api/v1/flows/replays", Permission::flows_view, "历史回放", "Replays",
      [this, &db](const http::Request& request) -> Result<ReplayList> {
        const auto draft = parse_id(request.query_value("draft"));
        return db.read([&](db::Tx& tx) -> Result<ReplayList> {
          return list(tx, request.query_value("key"), DraftId{draft.value_or(0)});
        });
      },
      {"draft", "key"});
  routes.command<ReplayIn, Replay>(http::Method::post, "/api/v1/flows/replays", Permission::flows_view, "用历史工单试草稿",
                                   "Try a draft or a version on past cases",
                                   [this](const http::Request& request, db::Tx& tx, const ReplayIn& in) {
                                     return order(tx, request, in);
                                   });
  routes.query<Replay>("/api/v1/flows/replays/{id}", Permission::flows_view, "回放结果", "What a replay found",
                       [this, &db](const http::Request& request) -> Result<Replay> {
                         TIANGE_TRY(const ReplayId id, replay_id(request));
                         return db.read([&](db::Tx& tx) { return show(tx, id); });
                       });
  routes.query<ReplayCases>(
      "/api/v1/flows/replays/{id}/cases", Permission::flows_view, "回放中有变化的工单", "Cases that would differ",
      [this, &db](const http::Request& request) {
        return db.read([&](db::Tx& tx) { return cases_page(*this, tx, request); });
      },
      {"change", "after", "limit"});
  routes.command<ReviewIn, Replay>(http::Method::post, "/api/v1/flows/replays/{id}/cancel", Permission::flows_view,
                                  "取消回放", "Cancel a replay",
                                  [this](const http::Request& request, db::Tx& tx, const ReviewIn&) -> Result<Replay> {
                                    const Scope& scope = request.scope;
                                    if (!scope.may(Permission::flows_edit) && !scope.may(Permission::flows_publish))
                                      return refuse(ErrorCode::forbidden);
                                    TIANGE_TRY(const ReplayId id, replay_id(request));
                                    return cancel(tx, id, request.now);
                                  });
  http::Route sheet_route{http::Method::get, "/api/v1/flows/replays/{id}/export", Permission::flows_view, "导出回放结果",
                          "The differing cases as CSV"};
  sheet_route.handle = [this, &db](http::Request& request) -> http::Response {
    const auto id = replay_id(request);
    if (!id.ok()) return http::problem(id.refusal(), request.scope);
    auto csv = db.read([&](db::Tx& tx) { return sheet(tx, *id, request.scope); });
    if (!csv.ok()) return http::problem(csv.refusal(), request.scope);
    http::Response response;
    response.body = std::move(*csv);
    response.content_type = "text/csv; charset=utf-8";
    response.with("Content-Disposition", "attachment; filename=\"replay.csv\"");
    return response;
  };
  routes.raw(std::move(sheet_route));
}

std::unique_ptr<Replays> open_replays(ReplayParts parts) { return std::make_unique<ReplayRoom>(std::move(parts)); }

}  // namespace tiange::flows
