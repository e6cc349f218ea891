#include "base/text.h"
#include "city/notices/notice_room.h"

namespace tiange::notices {

namespace {

using http::Method;

constexpr int k_page = 50;
constexpr std::int64_t k_most_counted = 100;
constexpr int k_past_shown = 50;

std::int64_t cursor_of(const http::Request& r) { return text::to_int(r.query_value("after")).value_or(0); }

template <class List, class Row, class Show>
List page_of(const std::vector<Row>& rows, Show show) {
  List list;
  for (const Row& row : rows) list.items.push_back(show(row));
  if (rows.size() == static_cast<std::size_t>(k_page)) list.next = list.items.back().id;
  return list;
}

}  // namespace

void add_own_routes(http::Routes& routes, NoticeRoom& room) {
  db::Db& db = room.parts().db;
  routes.query<NoticeList>("/api/v1/notices", Permission::signed_in, "我的通知", "My notices", [&db](const http::Request& r) -> Result<NoticeList> {
    return db.read([&](db::Tx& tx) -> Result<NoticeList> {
      auto list = page_of<NoticeList>(store::inbox(tx, r.scope.person, {r.query_value("unread") == "true", cursor_of(r), k_page}), show_notice);
      list.unread = store::unread(tx, r.scope.person, k_most_counted);
      return list;
    });
  }, {"unread", "after"});
  routes.query<UnreadView>("/api/v1/notices/unread", Permission::signed_in, "未读通知数", "How many notices are unread", [&db](const http::Request& r) -> Result<UnreadView> {
    return db.read([&](db::Tx& tx) -> Result<UnreadView> { return UnreadView{store::unread(tx, r.scope.person, k_most_counted)}; });
  });
  routes.command<ReadIn, UnreadView>(Method::post, "/api/v1/notices/read", Permission::signed_in, "标为已读", "Mark one or all as read",
                                     [&room](const http::Request& r, db::Tx& tx, const ReadIn& in) -> Result<UnreadView> {
                                       std::int64_t id = 0;
                                       if (!in.id.empty()) {
                                         TIANGE_TRY(id, parse_id(in.id));
                                       }
                                       store::read(tx, r.scope.person, id, r.now);
                                       if (room.parts().wake) room.parts().wake(tx, r.scope.account);
                                       return UnreadView{store::unread(tx, r.scope.person, k_most_counted)};
                                     });
  routes.query<PreferencesView>("/api/v1/notices/preferences", Permission::signed_in, "我的通知偏好", "How I want to be told", [&room, &db](const http::Request& r) -> Result<PreferencesView> {
    return db.read([&](db::Tx& tx) { return room.show_preferences(tx, r.scope, r.now); });
  });
  routes.command<Preferences, PreferencesView>(Method::put, "/api/v1/notices/preferences", Permission::signed_in, "修改我的通知偏好", "Change how I want to be told",
                                               [&room](const http::Request& r, db::Tx& tx, const Preferences& in) -> Result<PreferencesView> {
                                                 TIANGE_CHECK_OK(room.save_preferences(tx, r.scope, in, r.now));
                                                 return room.show_preferences(tx, r.scope, r.now);
                                               });
}

namespace {

void add_rule_routes(http::Routes& routes, NoticeRoom& room) {
  db::Db& db = room.parts().db;
  routes.query<RuleBook>("/api/v1/notices/rules", Permission::notices_view, "通知规则与模板", "Rules and templates of notices", [&room, &db](const http::Request& r) -> Result<RuleBook> {
    return db.read([&](db::Tx& tx) -> Result<RuleBook> { return room.book(tx, r.now); });
  });
  routes.command<Rule, RuleView>(Method::put, "/api/v1/notices/rules", Permission::notices_manage, "保存通知规则", "Save a rule of notices",
                                 [&room](const http::Request& r, db::Tx& tx, const Rule& in) { return room.save_rule(tx, r, in); });
  routes.command<Template, TemplateView>(Method::put, "/api/v1/notices/templates", Permission::notices_manage, "保存通知模板", "Save a template of notices",
                                         [&room](const http::Request& r, db::Tx& tx, const Template& in) { return room.save_template(tx, r, in); });
  routes.command<Limits, LimitsView>(Method::put, "/api/v1/notices/limits", Permission::notices_manage, "修改频次与免打扰", "Change pace and quiet hours",
                                     [&room](const http::Request& r, db::Tx& tx, const Limits& in) { return room.save_limits(tx, r, in); });
  routes.query<VersionList>("/api/v1/notices/versions/{kind}/{key}", Permission::notices_view, "规则或模板的各个版本", "Versions of a rule or a template, newest first",
                            [&db](const http::Request& r) -> Result<VersionList> {
                              return db.read([&](db::Tx& tx) -> Result<VersionList> {
                                VersionList list;
                                for (const auto& one : store::versions(tx, r.param("kind"), r.param("key")))
                                  list.items.push_back({one.version, one.changed, one.changed_by, json::parse(one.body).value_or(json::Value())});
                                if (list.items.empty()) return refuse(ErrorCode::not_found);
                                return list;
                              });
                            });
  routes.query<PastEventList>("/api/v1/notices/events", Permission::notices_view, "近期事件（供试规则）", "Recent events, to try rules on", [&db](const http::Request& r) -> Result<PastEventList> {
    return db.read([&](db::Tx& tx) -> Result<PastEventList> {
      PastEventList list;
      for (const auto& one : store::past(tx, r.query_value("kind"), k_past_shown)) {
        const auto body = json::parse(one.body);
        if (body.ok() && !r.scope.covers(body->text_or("area"))) continue;
        list.items.push_back({std::to_string(one.id), one.kind, body.ok() ? body->text_or("number", body->text_or("title_zh")) : "", one.happened, one.told});
      }
      return list;
    });
  }, {"kind"});
  routes.command<TryIn, TryView>(Method::post, "/api/v1/notices/try", Permission::notices_view, "用一件事件试规则，不发送", "Try a rule on an event; nothing is sent",
                                 [&room](const http::Request& r, db::Tx& tx, const TryIn& in) { return room.try_rule(tx, r.scope, in, r.now); });
}

}  // namespace

void add_desk_routes(http::Routes& routes, NoticeRoom& room) {
  add_rule_routes(routes, room);
  db::Db& db = room.parts().db;
  routes.query<LogList>("/api/v1/notices/log", Permission::notices_view, "通知记录", "What was told to whom", [&db](const http::Request& r) -> Result<LogList> {
    return db.read([&](db::Tx& tx) -> Result<LogList> {
      const store::LogFilter filter{std::string(r.query_value("state")), std::string(r.query_value("means")), std::string(r.query_value("number")),
                                    std::string(r.query_value("rule")), cursor_of(r), k_page};
      auto list = page_of<LogList>(store::log(tx, r.scope, filter), show_log);
      list.dead = store::dead(tx, r.scope);
      return list;
    });
  }, {"state", "means", "number", "rule", "after"});
  routes.command<http::Nothing, LogView>(Method::post, "/api/v1/notices/log/{id}/again", Permission::notices_manage, "重发", "Send again",
                                         [&room](const http::Request& r, db::Tx& tx, const http::Nothing&) -> Result<LogView> {
                                           TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                           return room.send_again(tx, r, id);
                                         });
  routes.query<MeansView>("/api/v1/notices/means", Permission::notices_view, "通知方式", "Means of telling", [&room, &db](const http::Request&) -> Result<MeansView> {
    return db.read([&](db::Tx& tx) -> Result<MeansView> { return room.show_means(tx); });
  });
  routes.command<EmailIn, MeansView>(Method::put, "/api/v1/notices/means/email", Permission::notices_manage, "设置邮件服务器", "Set up e-mail",
                                     [&room](const http::Request& r, db::Tx& tx, const EmailIn& in) -> Result<MeansView> {
                                       TIANGE_CHECK_OK(room.save_email(tx, r, in));
                                       return room.show_means(tx);
                                     });
  routes.command<SmsIn, MeansView>(Method::put, "/api/v1/notices/means/sms", Permission::notices_manage, "设置短信网关", "Set up the gateway for SMS",
                                   [&room](const http::Request& r, db::Tx& tx, const SmsIn& in) -> Result<MeansView> {
                                     TIANGE_CHECK_OK(room.save_sms(tx, r, in));
                                     return room.show_means(tx);
                                   });
  routes.command<TrialIn, MeansView>(Method::post, "/api/v1/notices/means/trial", Permission::notices_manage, "试发一条", "Send a trial",
                                     [&room](const http::Request& r, db::Tx& tx, const TrialIn& in) -> Result<MeansView> {
                                       TIANGE_CHECK_OK(room.trial(tx, r, in));
                                       return room.show_means(tx);
                                     });
}

}  // namespace tiange::notices
