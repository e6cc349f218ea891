// Messages: taken in, listed, tried again; and the state of a case with other platforms.
#include "base/text.h"
#include "city/cases/channels/channel_routes.h"
#include "city/cases/channels/channel_views.h"
#include "platform/http/upload.h"

namespace tiange::cases {

namespace {

using http::Method;

constexpr int k_page = 50;
constexpr std::size_t k_most_body = 20 << 20;  // bytes, files inside

std::int64_t cursor_of(const http::Request& request) { return text::to_int(request.query_value("after")).value_or(0); }

void record(ChannelService& service, db::Tx& tx, const http::Request& request, const std::string& kind, const std::string& subject, const Words& detail) {
  service.parts().org.record(tx, request, kind, subject, detail);
}

http::Response received(ChannelService& service, http::Request& request) {
  const auto answer = service.receive_signed(request.param("system"), request.header("x-tiange-timestamp"),
                                             request.header("x-tiange-signature"), request.body, request.now);
  if (!answer.ok()) return http::problem(answer.refusal(), request.scope);
  // 202: some of it is held for a person, or has to be sent again.
  int status = 200;
  for (const ReceivedView& one : answer->messages) {
    if (one.outcome == "held") status = std::max(status, 202);
    if (one.outcome == "failed") status = 503;
  }
  return http::json_response(json::write(*answer), status);
}

// Letters given by a clerk: an .eml or mbox file.
http::Response letters(ChannelService& service, http::Request& request) {
  auto upload = http::Upload::open(request);
  if (!upload.ok()) return http::problem(upload.refusal(), request.scope);
  const http::Part* file = upload->file();
  if (!file) return http::problem(refuse(ErrorCode::bad_file, "没有文件", "there is no file"), request.scope);
  const auto system = service.parts().db.read([&](db::Tx& tx) { return service.known(tx, "mailbox"); });
  if (!system.ok()) return http::problem(system.refusal(), request.scope);
  if (!system->row.enabled) return http::problem(refuse(ErrorCode::channel_off), request.scope);
  const auto answer = service.receive(*system, file->content, request.now);
  if (!answer.ok()) return http::problem(answer.refusal(), request.scope);
  const auto noted = service.parts().db.write(request.scope, [&](db::Tx& tx) -> Outcome {
    const std::string count = std::to_string(answer->messages.size());
    record(service, tx, request, "channels.letters_imported", text::cut(file->file_name, 100), {"导入信件 " + count + " 封", "Imported letters: " + count});
    return done();
  });
  if (!noted.ok()) return http::problem(noted.refusal(), request.scope);
  return http::json_response(json::write(*answer));
}

Result<InMessageList> in_messages(ChannelService& service, const http::Request& request) {
  return service.parts().db.read([&](db::Tx& tx) -> Result<InMessageList> {
    InMessageList out;
    for (const auto& row : store::list_received(tx, request.query_value("system"), request.query_value("outcome"), cursor_of(request), k_page))
      out.items.push_back(show_received(row));
    if (out.items.size() == k_page) out.next = out.items.back().id;
    return out;
  });
}

Result<OutMessageList> out_messages(ChannelService& service, const http::Request& request) {
  return service.parts().db.read([&](db::Tx& tx) -> Result<OutMessageList> {
    OutMessageList out;
    for (const auto& row : store::list_out(tx, request.query_value("system"), request.query_value("status"), cursor_of(request), k_page))
      out.items.push_back(show_out(row));
    if (out.items.size() == k_page) out.next = out.items.back().id;
    return out;
  });
}

Result<OutMessageView> change_out(ChannelService& service, const http::Request& request, db::Tx& tx, const char* status) {
  TIANGE_TRY(const std::int64_t id, parse_id(request.param("id")));
  auto row = store::find_out(tx, id);
  if (!row) return refuse(ErrorCode::not_found);
  if (row->status != "dead" && row->status != "waiting") return refuse(ErrorCode::conflict);
  const bool again = std::string_view(status) == "waiting";
  row->status = status;
  row->next = request.now;
  row->attempts = again ? 0 : row->attempts;
  row->ended = again ? Instant{} : request.now;
  store::save_out(tx, *row);
  record(service, tx, request, again ? "channels.message_retried" : "channels.message_dropped", row->case_number,
         again ? Words{"重新投递报文", "Sends a message again"} : Words{"放弃投递报文", "Gives a message up"});
  return show_out(*row);
}

}  // namespace

void add_message_routes(http::Routes& routes, ChannelService& service) {
  http::Route in{Method::post, "/api/v1/channels/{system}/messages", Permission::open_to_all, "接收对方平台报文（签名）",
                 "Take messages of another platform (signed)"};
  in.out = http::schema_of<ReceiveAnswer>();
  in.max_body = k_most_body;
  in.handle = [&service](http::Request& request) { return received(service, request); };
  routes.raw(std::move(in));
  http::Route mail{Method::post, "/api/v1/channels/letters", Permission::channels_manage, "导入信箱信件", "Import letters of a mailbox"};
  mail.out = http::schema_of<ReceiveAnswer>();
  mail.upload = true;
  mail.max_body = 100 << 20;
  mail.handle = [&service](http::Request& request) { return letters(service, request); };
  routes.raw(std::move(mail));
  routes.query<InMessageList>("/api/v1/channels/received", Permission::channels_view, "收到的报文", "Messages received, newest first",
                              [&service](const http::Request& r) { return in_messages(service, r); }, {"system", "outcome", "after"});
  routes.query<OutMessageList>("/api/v1/channels/queue", Permission::channels_view, "外发队列与死信", "Messages to others, newest first",
                               [&service](const http::Request& r) { return out_messages(service, r); }, {"system", "status", "after"});
  http::Route again{Method::post, "/api/v1/channels/received/{id}/retry", Permission::channels_manage, "重试挂起的报文", "Try a held message again"};
  again.out = http::schema_of<ReceivedView>();
  again.handle = [&service](http::Request& request) {
    const auto id = parse_id(request.param("id"));
    const auto view = id.ok() ? service.retry_held(*id, request.now) : Result<ReceivedView>(id.refusal());
    return view.ok() ? http::json_response(json::write(*view)) : http::problem(view.refusal(), request.scope);
  };
  routes.raw(std::move(again));
  routes.command<http::Nothing, Done>(Method::post, "/api/v1/channels/received/{id}/drop", Permission::channels_manage, "放弃挂起的报文", "Drop a held message",
                                      [&service](const http::Request& r, db::Tx& tx, const http::Nothing&) -> Result<Done> {
                                        TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                        TIANGE_CHECK_OK(service.drop_held(tx, id));
                                        record(service, tx, r, "channels.message_dropped", std::string(r.param("id")), {"放弃挂起的报文", "Drops a held message"});
                                        return Done{};
                                      });
  routes.command<http::Nothing, OutMessageView>(Method::post, "/api/v1/channels/queue/{id}/retry", Permission::channels_manage, "重新投递", "Send again",
                                                [&service](const http::Request& r, db::Tx& tx, const http::Nothing&) { return change_out(service, r, tx, "waiting"); });
  routes.command<http::Nothing, OutMessageView>(Method::post, "/api/v1/channels/queue/{id}/drop", Permission::channels_manage, "放弃投递", "Give a message up",
                                                [&service](const http::Request& r, db::Tx& tx, const http::Nothing&) { return change_out(service, r, tx, "dropped"); });
}

void add_link_routes(http::Routes& routes, ChannelService& service) {
  routes.query<LinkList>("/api/v1/channels/cases/{ref}", Permission::cases_view, "工单与对方平台的状态", "Where a case stands with other platforms",
                         [&service](const http::Request& r) -> Result<LinkList> {
                           return service.parts().db.read([&](db::Tx& tx) -> Result<LinkList> {
                             TIANGE_TRY(const CaseRef ref, CaseRef::parse(r.param("ref")));
                             TIANGE_CHECK_OK(service.parts().cases.view(tx, r.scope, ref, r.now));
                             LinkList list = show_links(tx, service, ref);
                             if (!r.scope.may(Permission::cases_dispatch)) list.peers.clear();
                             return list;
                           });
                         });
  routes.command<HandOverIn, LinkList>(Method::post, "/api/v1/channels/cases/{ref}/{system}", Permission::cases_dispatch, "交其他平台协同", "Give a case to another platform",
                                       [&service](const http::Request& r, db::Tx& tx, const HandOverIn& in) -> Result<LinkList> {
                                         TIANGE_TRY(const CaseRef ref, CaseRef::parse(r.param("ref")));
                                         TIANGE_CHECK_OK(service.hand_over(tx, r.scope, ref, r.param("system"), in, r.now));
                                         return show_links(tx, service, ref);
                                       });
  routes.command<SettleIn, LinkList>(Method::post, "/api/v1/channels/cases/{ref}/{system}/settle", Permission::cases_dispatch, "状态不一致已核对", "A disagreement of states was looked at",
                                     [&service](const http::Request& r, db::Tx& tx, const SettleIn& in) -> Result<LinkList> {
                                       TIANGE_TRY(const CaseRef ref, CaseRef::parse(r.param("ref")));
                                       TIANGE_CHECK_OK(service.settle_conflict(tx, r.scope, ref, r.param("system"), in.text, r.now));
                                       return show_links(tx, service, ref);
                                     });
}

}  // namespace tiange::cases
