// Residents and firms: what the gateway reports of their messages, whether they want any, whether a message is genuine.
#include "base/codes.h"
#include "base/text.h"
#include "city/notices/notice_room.h"

namespace tiange::notices {

namespace {

using http::Method;
using http::Request;

constexpr std::size_t k_most_reports = 500;
const std::string k_public = "/api/v1/public/notices/sms";

// "delivered" stays; what is said to have failed may still arrive.
bool takes(const store::Told& told, const SmsReport& report) {
  if (told.means != Means::sms || told.state == "delivered" || told.state == "held") return false;
  return report.delivered || told.state != "undelivered";
}

}  // namespace

Result<ReportsTaken> NoticeRoom::take_reports(db::Tx& tx, const Request& request) {
  const auto row = store::means(tx, "sms");
  if (!row || row->secret.empty()) return refuse(ErrorCode::channel_off, "短信网关未设置", "no gateway for SMS is set up");
  const std::string secret = parts_.sealer->open(row->secret, "notices:sms").value_or("");
  TIANGE_CHECK_OK(check_report_signature(secret, request.header("x-tiange-timestamp"), request.header("x-tiange-signature"), request.body, request.now));
  TIANGE_TRY(const SmsSetup setup, json::read<SmsSetup>(row->body));
  const auto body = json::parse(request.body);
  if (!body.ok() || !(body->is_array() || body->is_object()))
    return refuse_fields(ErrorCode::bad_input, {FieldError{"", "应为一条回执或回执数组", "one report or an array of reports"}});
  const json::Array all = body->is_array() ? body->as_array() : json::Array{*body};
  if (all.size() > k_most_reports) return refuse(ErrorCode::too_large, "一次最多 500 条回执", "at most 500 reports at once");
  ReportsTaken out;
  for (const json::Value& one : all) {
    const auto report = read_report(setup.mapping, one);
    const auto id = report ? text::to_int(report->message) : std::nullopt;
    auto told = id ? store::find_by_id(tx, *id) : std::nullopt;
    if (!told) {
      ++out.unknown;
      continue;
    }
    ++out.taken;
    if (!takes(*told, *report)) continue;
    told->state = report->delivered ? "delivered" : "undelivered";
    told->error = report->delivered ? "" : report->why.empty() ? "网关回执：未送达" : "网关回执：" + report->why;
    told->reported = request.now;
    if (!told->ended) told->ended = request.now;
    told->next = Instant{};
    store::save(tx, *told);
    say_moved(tx, *told, request.now);
  }
  return out;
}

Result<SmsCheck> NoticeRoom::check_sms(db::Tx& tx, std::string_view code, std::string_view tail) const {
  const auto told = store::find_by_code(tx, code);
  // Both must fit; which of them does not is not said.
  if (!told || tail.size() != 4 || !told->shown_to.ends_with(tail))
    return refuse(ErrorCode::not_found, "没有查到。请核对短信中的查询码和收到短信的手机后四位；查不到的短信不是本平台所发",
                  "Not found. Compare the code in the SMS and the last four digits of the mobile; an SMS that is not found was not sent from here");
  SmsCheck view;
  view.code = told->number;
  view.text = told->text.zh;
  view.kind = told->kind;
  for (const EventKind& kind : event_kinds()) {
    if (kind.key != told->kind) continue;
    view.kind_zh = kind.zh;
    view.kind_en = kind.en;
  }
  view.state = told->state;
  view.to = told->shown_to;
  view.created = told->created;
  return view;
}

Result<SubjectSms> NoticeRoom::subject_sms(db::Tx& tx, std::int64_t subject, Instant now) {
  const auto reach = parts_.reach ? parts_.reach(tx, subject) : std::nullopt;
  if (!reach) return refuse(ErrorCode::not_found);
  SubjectSms view;
  view.subject = std::to_string(subject);
  view.gateway = planner_.in_force(tx, now)->sms;
  view.mobile = is_mobile(reach->phone);
  view.phone = codes::mask_phone(reach->phone);
  if (const auto wish = store::sms_wish(tx, subject)) {
    view.off = wish->off;
    view.changed = wish->changed;
    view.changed_by = wish->by;
  }
  return view;
}

Result<SubjectSms> NoticeRoom::turn_sms(db::Tx& tx, std::int64_t subject, bool off, const std::string& by, Instant now) {
  const auto wish = store::sms_wish(tx, subject);
  if ((wish && wish->off) != off) store::put_sms_wish(tx, subject, {off, now, by});
  return subject_sms(tx, subject, now);
}

void add_subject_routes(http::Routes& routes, NoticeRoom& room) {
  db::Db& db = room.parts().db;
  const NoticeParts& parts = room.parts();
  http::Route reports{Method::post, k_public + "/reports", Permission::open_to_all, "短信网关的送达回执（签名）", "Delivery reports of the gateway for SMS, signed"};
  reports.out = http::schema_of<ReportsTaken>();
  reports.handle = [&room, &db](Request& r) -> http::Response {
    const auto taken = db.write(system_scope(), [&](db::Tx& tx) { return room.take_reports(tx, r); });
    return taken.ok() ? http::json_response(json::write(*taken)) : http::problem(taken.refusal(), r.scope);
  };
  routes.raw(std::move(reports));
  routes.query<SmsCheck>(k_public, Permission::open_to_all, "核验收到的短信", "Check an SMS that came", [&room, &db](const Request& r) -> Result<SmsCheck> {
    return db.read([&](db::Tx& tx) { return room.check_sms(tx, r.query_value("code"), r.query_value("tail")); });
  }, {"code", "tail"});
  routes.query<SubjectSms>(k_public + "/own", Permission::open_to_all, "我是否接收短信（数据空间）", "Whether I get SMS, with the key of the data space",
                           [&room, &db, &parts](const Request& r) -> Result<SubjectSms> {
                             return db.read([&](db::Tx& tx) -> Result<SubjectSms> {
                               if (!parts.resident) return refuse(ErrorCode::not_found);
                               TIANGE_TRY(const std::int64_t me, parts.resident(tx, r.header("x-tiange-key"), r.now));
                               return room.subject_sms(tx, me, r.now);
                             });
                           });
  routes.command<SubjectSmsIn, SubjectSms>(Method::post, k_public + "/own", Permission::open_to_all, "我要（不要）短信（数据空间）",
                                           "Turn SMS to me on or off, with the key of the data space",
                                           [&room, &parts](const Request& r, db::Tx& tx, const SubjectSmsIn& in) -> Result<SubjectSms> {
                                             if (!parts.resident) return refuse(ErrorCode::not_found);
                                             TIANGE_TRY(const std::int64_t me, parts.resident(tx, r.header("x-tiange-key"), r.now));
                                             return room.turn_sms(tx, me, in.off, "本人", r.now);
                                           });
  const auto subject_of = [&parts](const Request& r, db::Tx& tx) -> Result<std::int64_t> {
    TIANGE_TRY(const std::int64_t subject, parse_id(r.param("subject")));
    const auto reach = parts.reach ? parts.reach(tx, subject) : std::nullopt;
    if (!reach || !r.scope.covers(reach->area)) return refuse(ErrorCode::out_of_scope);
    return subject;
  };
  routes.query<SubjectSms>("/api/v1/notices/subjects/{subject}/sms", Permission::benefits_grants, "当事人是否接收短信", "Whether a resident or firm gets SMS",
                           [&room, &db, subject_of](const Request& r) -> Result<SubjectSms> {
                             return db.read([&](db::Tx& tx) -> Result<SubjectSms> {
                               TIANGE_TRY(const std::int64_t subject, subject_of(r, tx));
                               return room.subject_sms(tx, subject, r.now);
                             });
                           });
  routes.command<SubjectSmsIn, SubjectSms>(Method::post, "/api/v1/notices/subjects/{subject}/sms", Permission::benefits_tell, "按当事人要求停发或恢复短信",
                                           "Turn SMS off or on again as a resident or firm asks",
                                           [&room, &parts, subject_of](const Request& r, db::Tx& tx, const SubjectSmsIn& in) -> Result<SubjectSms> {
                                             TIANGE_TRY(const std::int64_t subject, subject_of(r, tx));
                                             TIANGE_TRY(SubjectSms view, room.turn_sms(tx, subject, in.off, r.scope.name, r.now));
                                             parts.org.record(tx, r, "notices.sms_wish", view.subject,
                                                              {in.off ? "按当事人要求停发短信" : "按当事人要求恢复短信",
                                                               in.off ? "SMS to a resident or firm turned off as asked" : "SMS to a resident or firm on again as asked"});
                                             return view;
                                           });
}

}  // namespace tiange::notices
