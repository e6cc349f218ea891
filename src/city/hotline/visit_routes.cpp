#include "base/text.h"
#include "city/hotline/hotline_room.h"

namespace tiange::hotline {

namespace {

struct LinkView {
  std::string path;
};
BOOST_DESCRIBE_STRUCT(LinkView, (), (path))
struct ProgressIn {
  static constexpr bool k_json_defaults = true;
  std::string number;
  std::string phone_end;
};
BOOST_DESCRIBE_STRUCT(ProgressIn, (), (number, phone_end))

constexpr std::int64_t k_tries_of_number = 5;   // wrong ones in an hour
constexpr std::int64_t k_tries_of_address = 30;

// Four digits are found by trying, so few wrong tries are allowed, for a number and for an address.
struct Guard {
  HotlineRoom& room;
  const http::Request& request;
  std::string number;

  std::vector<std::pair<std::string, std::int64_t>> keys() const {
    return {{"number:" + hex(sha256(number)).substr(0, 32), k_tries_of_number},
            {"address:" + hex(sha256(request.remote)).substr(0, 32), k_tries_of_address}};
  }
  std::int64_t hour() const { return request.now.us / hours(1).us; }
  Outcome open() const {
    return room.parts().db.read([&](db::Tx& tx) -> Outcome {
      for (const auto& [key, most] : keys()) {
        if (store::tries(tx, key, hour()) >= most)
          return refuse(ErrorCode::too_many, "核对错误次数过多，请一小时后再试，或使用查询码",
                        "too many wrong tries; try again in an hour, or use the query code");
      }
      return done();
    });
  }
  void wrong() const {
    room.parts().db.run_write(system_scope(), [&](db::Tx& tx) {
      for (const auto& [key, most] : keys()) store::add_try(tx, key, hour());
      return true;
    });
  }
};

http::Response progress_by_phone(HotlineRoom& room, http::Request& request) {
  const auto in = json::read<ProgressIn>(request.body.empty() ? "{}" : request.body);
  if (!in.ok()) return http::problem(in.refusal(), request.scope);
  const Guard guard{room, request, std::string(text::trim(in->number))};
  if (const Outcome open = guard.open(); !open.ok()) return http::problem(open.refusal(), request.scope);
  const auto progress = room.parts().db.read([&](db::Tx& tx) -> Result<cases::Progress> {
    TIANGE_TRY(const cases::CaseRef ref, room.case_by_phone(tx, in->number, in->phone_end, request.now));
    return room.parts().cases.progress_of(tx, ref, request.now);
  });
  if (!progress.ok()) {
    if (progress.refusal().code == ErrorCode::phone_does_not_match) guard.wrong();
    return http::problem(progress.refusal(), request.scope);
  }
  return http::json_response(json::write(*progress));
}

// A rating is a command; the guard stands around it, because what is refused leaves nothing behind.
http::Response rate(HotlineRoom& room, http::Routes& routes, http::Request& request) {
  const auto in = json::read<RatingIn>(request.body.empty() ? "{}" : request.body);
  if (!in.ok()) return http::problem(in.refusal(), request.scope);
  const bool by_secret = in->phone_end.empty() || !in->token.empty() || !in->code.empty();
  const Guard guard{room, request, std::string(text::trim(in->number))};
  if (!by_secret) {
    if (const Outcome open = guard.open(); !open.ok()) return http::problem(open.refusal(), request.scope);
  }
  bool mismatch = false;
  http::Response response = routes.run_command(request, [&](db::Tx& tx) -> Result<std::string> {
    const auto view = room.rate(tx, *in, request.now);
    mismatch = !view.ok() && view.refusal().code == ErrorCode::phone_does_not_match;
    if (!view.ok()) return view.refusal();
    return json::write(*view);
  });
  if (mismatch) guard.wrong();
  return response;
}

}  // namespace

void add_visit_routes(HotlineRoom& room, http::Routes& routes, const http::Recorder& record) {
  using http::Method;
  routes.query<VisitList>("/api/v1/hotline/visits", Permission::hotline_answer, "回访", "Return visits, due or done",
                          [&room](const http::Request& request) {
                            return room.parts().db.read([&](db::Tx& tx) {
                              return room.visits(tx, request.scope, request.query_value("done") == "1",
                                                 std::string(request.query_value("after")), request.now);
                            });
                          },
                          {"done", "after"});
  routes.command<VisitIn, VisitRow>(Method::post, "/api/v1/hotline/visits", Permission::hotline_answer, "登记回访结果",
                                    "Record a return visit",
                                    [&room](const http::Request& request, db::Tx& tx, const VisitIn& in) {
                                      return room.visit(tx, request.scope, in, request.now);
                                    });
  routes.command<VisitIn, LinkView>(
      Method::post, "/api/v1/hotline/visits/link", Permission::hotline_answer, "生成评价链接",
      "A link by which the reporter rates",
      [&room, record](const http::Request& request, db::Tx& tx, const VisitIn& in) -> Result<LinkView> {
        TIANGE_TRY(std::string path, room.visit_link(tx, request.scope, in.case_ref, request.now));
        record(tx, request, "hotline.rating_link", in.case_ref, {"生成评价链接", "Made a link for rating"});
        return LinkView{std::move(path)};
      });
  http::Route progress{Method::post, "/api/v1/public/hotline/progress", Permission::open_to_all,
                       "凭编号和手机后四位查询进度", "Progress by number and last four digits; nothing is kept"};
  progress.in = http::schema_of<ProgressIn>();
  progress.out = http::schema_of<cases::Progress>();
  progress.max_body = 4 << 10;
  progress.handle = [&room](http::Request& request) { return progress_by_phone(room, request); };
  routes.raw(std::move(progress));
  routes.query<RatingView>("/api/v1/public/hotline/ratings", Permission::open_to_all, "待评价的工单",
                           "The case that a link asks about",
                           [&room](const http::Request& request) {
                             return room.parts().db.read([&](db::Tx& tx) {
                               return room.rated_by_token(tx, std::string(request.query_value("token")));
                             });
                           },
                           {"token"});
  http::Route rating{Method::post, "/api/v1/public/hotline/ratings", Permission::open_to_all, "评价办理结果",
                     "Rate the handling of a case"};
  rating.in = http::schema_of<RatingIn>();
  rating.out = http::schema_of<RatingView>();
  rating.max_body = 8 << 10;
  rating.writes = true;
  rating.handle = [&room, &routes](http::Request& request) { return rate(room, routes, request); };
  routes.raw(std::move(rating));
}

}  // namespace tiange::hotline
