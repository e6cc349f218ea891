// Systems, keys and webhooks, as the console manages them.
#include "base/text.h"
#include "city/cases/channels/channel_routes.h"
#include "city/cases/channels/channel_views.h"

namespace tiange::cases {

namespace {

using http::Method;

std::optional<std::int64_t> wanted_version(const http::Request& request) {
  std::string_view tag = request.header("if-match");
  while (!tag.empty() && (tag.front() == '"' || tag.front() == 'v')) tag.remove_prefix(1);
  return text::to_int(tag.substr(0, tag.find_first_not_of("0123456789")));
}

Result<SystemView> save_system(ChannelService& service, const http::Request& r, db::Tx& tx, const SystemIn& in) {
  const ChannelParts& parts = service.parts();
  TIANGE_TRY(KnownSystem system, service.known(tx, r.param("system")));
  store::SystemRow& row = system.row;
  if (const auto version = wanted_version(r); version && *version != row.version) return refuse(ErrorCode::stale_version);
  if (in.suite != "sha256" && in.suite != "sm3")
    return refuse_fields(ErrorCode::bad_input, {FieldError{"suite", "应为 sha256 或 sm3", "must be sha256 or sm3"}});
  if (!in.area.empty() && (!codes::area_level(in.area) || !in.area.starts_with(parts.district)))
    return refuse_fields(ErrorCode::bad_input, {FieldError{"area", "应为本区的区划编码", "must be an area of this district"}});
  if (!in.url.empty()) TIANGE_CHECK_OK(parts.courier.check(in.url));
  if (!in.mapping.is_null()) {
    row.mapping = json::write(in.mapping);
    TIANGE_TRY(system.mapping, read_mapping(row.mapping));
  }
  const bool needs_secret = system.mapping.adapter != "mailbox";
  if (in.enabled && needs_secret && row.secret.empty())
    return refuse_fields(ErrorCode::bad_input, {FieldError{"enabled", "请先生成签名密钥", "make the signing secret first"}});
  row.enabled = in.enabled;
  row.area = in.area.empty() ? parts.district : in.area;
  row.url = in.url;
  row.suite = in.suite;
  row.changed = r.now;
  row.changed_by = r.scope.name;
  const std::int64_t before = row.version++;
  if (!store::save_system(tx, row, before)) return refuse(ErrorCode::conflict);
  parts.org.record(tx, r, "channels.system_saved", row.key,
                   {(in.enabled ? "启用渠道：" : "停用渠道：") + system.mapping.name_zh, (in.enabled ? "Channel on: " : "Channel off: ") + system.mapping.name_en});
  tx.on_commit([&service] { service.forget_state(); });
  return show_system(system, store::counts(tx));
}

Result<SystemSecret> new_secret(ChannelService& service, const http::Request& r, db::Tx& tx) {
  TIANGE_TRY(KnownSystem system, service.known(tx, r.param("system")));
  const std::string secret = crypto::random_token(32);
  system.row.secret = service.seal(secret, "channel:" + system.row.key);
  system.row.changed = r.now;
  system.row.changed_by = r.scope.name;
  const std::int64_t before = system.row.version++;
  if (!store::save_system(tx, system.row, before)) return refuse(ErrorCode::conflict);
  service.parts().org.record(tx, r, "channels.secret_made", system.row.key, {"更换签名密钥：" + system.mapping.name_zh, "New signing secret: " + system.mapping.name_en});
  return SystemSecret{system.row.key, secret};
}

}  // namespace

void add_system_routes(http::Routes& routes, ChannelService& service) {
  db::Db& db = service.parts().db;
  routes.query<SystemList>("/api/v1/channels/systems", Permission::channels_view, "对接的平台", "Connected platforms", [&service, &db](const http::Request&) -> Result<SystemList> {
    return db.read([&](db::Tx& tx) -> Result<SystemList> {
      SystemList out;
      const auto counts = store::counts(tx);
      for (const store::SystemRow& row : store::systems(tx)) {
        const auto system = service.known(row);
        if (system.ok()) out.items.push_back(show_system(*system, counts));
      }
      for (const ChannelAdapter* adapter : all_adapters()) out.adapters.emplace_back(adapter->name());
      return out;
    });
  });
  routes.query<MappingHistory>("/api/v1/channels/systems/{system}/mappings", Permission::channels_view, "映射的各个版本", "Versions of a mapping, newest first",
                               [&db](const http::Request& r) -> Result<MappingHistory> {
                                 return db.read([&](db::Tx& tx) -> Result<MappingHistory> {
                                   MappingHistory out;
                                   for (const auto& m : store::mappings(tx, r.param("system")))
                                     out.items.push_back({m.version, m.changed, m.changed_by, json::parse(m.mapping).value_or(json::Value())});
                                   return out;
                                 });
                               });
  routes.command<SystemIn, SystemView>(Method::put, "/api/v1/channels/systems/{system}", Permission::channels_manage, "设置对接平台", "Set up a platform",
                                       [&service](const http::Request& r, db::Tx& tx, const SystemIn& in) { return save_system(service, r, tx, in); });
  routes.command<http::Nothing, SystemSecret>(Method::post, "/api/v1/channels/systems/{system}/secret", Permission::channels_manage, "生成签名密钥（只显示一次）", "Make the signing secret (shown once)",
                                              [&service](const http::Request& r, db::Tx& tx, const http::Nothing&) { return new_secret(service, r, tx); });
  routes.query<TrialList>("/api/v1/channels/trials/{box}", Permission::channels_view, "试收箱", "What arrived in a trial box", [&db](const http::Request& r) -> Result<TrialList> {
    return db.read([&](db::Tx& tx) -> Result<TrialList> {
      TrialList out;
      for (const auto& t : store::trials(tx, r.param("box"))) out.items.push_back({t.message_id, t.attempts, t.taken, t.headers, t.body, t.received});
      return out;
    });
  });
}

void add_key_routes(http::Routes& routes, ClientKeyService& keys, const ChannelParts& parts) {
  const auto note = [&parts](db::Tx& tx, const http::Request& r, const char* kind, const KeyView& key, const char* zh, const char* en) {
    parts.org.record(tx, r, kind, key.begins_with, {std::string(zh) + key.name, std::string(en) + key.name});
  };
  routes.query<KeyList>("/api/v1/channels/keys", Permission::channels_view, "客户端密钥", "Keys of clients", [&keys, &parts](const http::Request& r) -> Result<KeyList> {
    return parts.db.read([&](db::Tx& tx) -> Result<KeyList> { return keys.list(tx, r.now); });
  });
  routes.command<KeyIn, KeyMade>(Method::post, "/api/v1/channels/keys", Permission::channels_manage, "发放客户端密钥（只显示一次）", "Make a client's key (shown once)",
                                 [&keys, note](const http::Request& r, db::Tx& tx, const KeyIn& in) -> Result<KeyMade> {
                                   TIANGE_TRY(KeyMade made, keys.make(tx, r.scope, in, r.now));
                                   note(tx, r, "channels.key_made", made.key, "发放密钥：", "Makes a key: ");
                                   return made;
                                 });
  routes.command<KeyIn, KeyView>(Method::put, "/api/v1/channels/keys/{id}", Permission::channels_manage, "修改或停用密钥", "Change or end a key",
                                 [&keys, note](const http::Request& r, db::Tx& tx, const KeyIn& in) -> Result<KeyView> {
                                   TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                   TIANGE_TRY(KeyView view, keys.change(tx, id, in, r.now));
                                   note(tx, r, "channels.key_changed", view, view.active ? "修改密钥：" : "停用密钥：", view.active ? "Changes a key: " : "Ends a key: ");
                                   return view;
                                 });
  routes.command<http::Nothing, KeyMade>(Method::post, "/api/v1/channels/keys/{id}/rotate", Permission::channels_manage, "更换密钥（旧密钥再用一天）", "Rotate a key; the old one holds for a day",
                                         [&keys, note](const http::Request& r, db::Tx& tx, const http::Nothing&) -> Result<KeyMade> {
                                           TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                           TIANGE_TRY(KeyMade made, keys.rotate(tx, id, r.now));
                                           note(tx, r, "channels.key_rotated", made.key, "更换密钥：", "Rotates a key: ");
                                           return made;
                                         });
}

namespace {

void add_hook_changes(http::Routes& routes, HookService& hooks, const ChannelParts& parts) {
  const auto note = [&parts](db::Tx& tx, const http::Request& r, const char* kind, const HookView& hook, const char* zh, const char* en) {
    parts.org.record(tx, r, kind, hook.id, {std::string(zh) + hook.name, std::string(en) + hook.name});
  };
  routes.command<HookIn, HookMade>(Method::post, "/api/v1/channels/hooks", Permission::channels_manage, "新增事件订阅（密钥只显示一次）", "Subscribe to events (the secret is shown once)",
                                   [&hooks, note](const http::Request& r, db::Tx& tx, const HookIn& in) -> Result<HookMade> {
                                     TIANGE_TRY(HookMade made, hooks.make(tx, r.scope, in, r.now));
                                     note(tx, r, "channels.hook_made", made.hook, "新增订阅：", "Subscribes: ");
                                     return made;
                                   });
  routes.command<HookIn, HookView>(Method::put, "/api/v1/channels/hooks/{id}", Permission::channels_manage, "修改、暂停或恢复订阅", "Change, pause or resume a subscription",
                                   [&hooks, note](const http::Request& r, db::Tx& tx, const HookIn& in) -> Result<HookView> {
                                     TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                     TIANGE_TRY(HookView view, hooks.change(tx, id, in, wanted_version(r)));
                                     note(tx, r, "channels.hook_changed", view, view.active ? "修改订阅：" : "暂停订阅：", view.active ? "Changes a subscription: " : "Pauses a subscription: ");
                                     return view;
                                   });
  routes.command<http::Nothing, HookMade>(Method::post, "/api/v1/channels/hooks/{id}/secret", Permission::channels_manage, "更换订阅密钥", "New secret of a subscription",
                                          [&hooks, note](const http::Request& r, db::Tx& tx, const http::Nothing&) -> Result<HookMade> {
                                            TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                            TIANGE_TRY(HookMade made, hooks.rotate(tx, id));
                                            note(tx, r, "channels.hook_rotated", made.hook, "更换订阅密钥：", "New secret of a subscription: ");
                                            return made;
                                          });
  routes.command<http::Nothing, Done>(Method::del, "/api/v1/channels/hooks/{id}", Permission::channels_manage, "删除订阅", "Delete a subscription",
                                      [&hooks, &parts](const http::Request& r, db::Tx& tx, const http::Nothing&) -> Result<Done> {
                                        TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                        TIANGE_CHECK_OK(hooks.remove(tx, id));
                                        parts.org.record(tx, r, "channels.hook_deleted", std::string(r.param("id")), {"删除订阅", "Deletes a subscription"});
                                        return Done{};
                                      });
}

}  // namespace

void add_hook_routes(http::Routes& routes, HookService& hooks, const ChannelParts& parts) {
  routes.query<HookList>("/api/v1/channels/hooks", Permission::channels_view, "事件订阅（Webhook）", "Webhooks", [&hooks, &parts](const http::Request&) -> Result<HookList> {
    return parts.db.read([&](db::Tx& tx) -> Result<HookList> { return hooks.list(tx); });
  });
  routes.query<DeliveryList>("/api/v1/channels/hooks/{id}/deliveries", Permission::channels_view, "投递记录", "Deliveries of a webhook, newest first",
                             [&hooks, &parts](const http::Request& r) -> Result<DeliveryList> {
                               TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                               return parts.db.read([&](db::Tx& tx) {
                                 return hooks.deliveries(tx, id, r.query_value("status"), text::to_int(r.query_value("after")).value_or(0));
                               });
                             },
                             {"status", "after"});
  routes.command<http::Nothing, DeliveryView>(Method::post, "/api/v1/channels/hooks/{id}/test", Permission::channels_manage, "试发一次", "Send a trial",
                                              [&hooks](const http::Request& r, db::Tx& tx, const http::Nothing&) -> Result<DeliveryView> {
                                                TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                                return hooks.test(tx, id, r.now);
                                              });
  routes.command<http::Nothing, DeliveryView>(Method::post, "/api/v1/channels/deliveries/{id}/replay", Permission::channels_manage, "重新投递", "Deliver again",
                                              [&hooks, &parts](const http::Request& r, db::Tx& tx, const http::Nothing&) -> Result<DeliveryView> {
                                                TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                                TIANGE_TRY(DeliveryView view, hooks.replay(tx, id, r.now));
                                                parts.org.record(tx, r, "channels.delivery_replayed", view.event_id, {"重新投递事件", "Delivers an event again"});
                                                return view;
                                              });
  add_hook_changes(routes, hooks, parts);
}

}  // namespace tiange::cases
