// What other systems are told.
#include "base/text.h"
#include "city/cases/brief/brief.h"
#include "city/cases/channels/channel_rules.h"
#include "city/cases/channels/channel_service.h"
#include "platform/observe/metrics.h"

namespace tiange::cases {

namespace {

constexpr Span k_lease = seconds(60);  // longer than a call may take
constexpr Span k_look_again = seconds(2);
constexpr int k_most_due = 200;
constexpr std::size_t k_most_error = 300;

constexpr int k_most_hops = 8;

// A duplicate is closed for them, with the case where the matter goes on.
std::string text_of(const CaseView& view, const std::optional<MainCase>& main) {
  if (main) return "与工单 " + main->number + " 反映同一事项，已合并办理，后续进展见该工单";
  return view.status == Status::closed || view.status == Status::pending_close ? view.result : "";
}

}  // namespace

std::optional<MainCase> main_case_of(db::Tx& tx, CaseRef ref) {
  std::optional<MainCase> main;
  std::optional<Brief> brief = read_brief(tx, system_scope(), ref);
  for (int hops = 0; brief && !brief->file.merged_into.empty() && hops < k_most_hops; ++hops) {
    const auto next = CaseRef::parse(brief->file.merged_into);
    brief = next.ok() ? read_brief(tx, system_scope(), *next) : std::nullopt;
    if (brief) main = MainCase{brief->ref.text(), brief->number};
  }
  return main;
}

void ChannelService::seed(db::Tx& tx, Instant now) {
  for (const auto& [key, mapping] : parts_.first_mappings) {
    store::SystemRow row;
    row.key = key;
    row.mapping = mapping;
    row.area = parts_.district;
    row.changed = now;
    store::insert_system(tx, row);
  }
}

Result<KnownSystem> ChannelService::known(const store::SystemRow& row) {
  KnownSystem system;
  system.row = row;
  TIANGE_TRY(system.mapping, read_mapping(row.mapping));
  system.adapter = adapter_named(system.mapping.adapter);
  return system;
}

Result<KnownSystem> ChannelService::known(db::Tx& tx, std::string_view key) {
  const auto row = store::find_system(tx, key);
  if (!row) return refuse(ErrorCode::not_found);
  return known(*row);
}

std::string ChannelService::seal(std::string_view secret, const std::string& about) const {
  return secret.empty() ? "" : parts_.sealer->seal(secret, about);
}

std::string ChannelService::open_secret(const store::SystemRow& row) const {
  return row.secret.empty() ? "" : parts_.sealer->open(row.secret, "channel:" + row.key).value_or("");
}

bool ChannelService::any_on(db::Tx& tx, Instant now) {
  std::lock_guard lock(lock_);
  if (!looked_ || now - looked_ > k_look_again || now < looked_) {
    any_on_ = false;
    for (const store::SystemRow& row : store::systems(tx)) any_on_ = any_on_ || row.enabled;
    looked_ = now;
  }
  return any_on_;
}

Outcome ChannelService::on_case_event(db::Tx& tx, const db::Event& event) {
  const Instant now = parts_.clock.now();
  if (!any_on(tx, now)) return done();
  TIANGE_TRY(const CaseRef ref, CaseRef::parse(event.subject));
  auto links = store::links_of(tx, ref);
  if (links.empty()) return done();
  const auto view = parts_.cases.view(tx, system_scope(), ref, now);
  if (!view.ok()) return done();
  const auto main = view->status == Status::closed ? main_case_of(tx, ref) : std::nullopt;
  for (store::LinkRow& link : links) {
    const auto system = known(tx, link.system);
    if (!system.ok()) continue;
    const std::string status(json::enum_name(view->status));
    const auto theirs = system->mapping.states_in.find(link.state);
    if (theirs != system->mapping.states_in.end()) {
      link.conflict = conflict_of(theirs->second.means, view->status, link.outward);
      if (link.conflict == link.accepted_conflict) link.conflict.clear();
    }
    link.our_status = status;
    const OwnState* state = own_state(system->mapping, status);
    if (state && state->code != link.our_state && !link.outward) {
      tell(tx, *system, link, status, *view, "state", text_of(*view, main), now);
    }
    store::save_link(tx, link);
  }
  return done();
}

void ChannelService::tell(db::Tx& tx, const KnownSystem& system, store::LinkRow& link, std::string_view status, const CaseView& view,
                          std::string_view type, const std::string& text, Instant now) {
  const OwnState* state = own_state(system.mapping, status);
  OwnMessage message;
  const std::int64_t id = parts_.ids.next(now);
  message.id = std::to_string(id);
  message.type = type;
  message.number = link.number;
  message.our_number = view.number;
  if (state) message.state = *state;
  message.text = text;
  message.moment = now;
  if (view.due) message.due = *view.due;
  if (type == "task") {
    message.title = view.title;
    message.content = view.content;
    message.place = view.place.text;
    message.lng = view.place.lng;
    message.lat = view.place.lat;
    message.item = view.item_code;
  }
  if (view.status == Status::closed) {
    if (const auto main = main_case_of(tx, link.ref)) message.main_number = main->number;
  }
  if (type == "state" && state) link.our_state = state->code;
  link.our_moment = now;
  if (!system.row.enabled || system.row.url.empty()) return;  // who does not listen is asked to look
  store::OutRow row;
  row.id = id;
  row.system = system.row.key;
  row.ref = link.ref;
  row.kind = type;
  row.state_zh = message.state.zh;
  row.state_en = message.state.en;
  row.case_number = view.number;
  row.body = system.adapter->write(system.mapping, message);
  row.next = now;
  row.created = now;
  store::insert_out(tx, row);
}

Outcome ChannelService::hand_over(db::Tx& tx, const Scope& scope, CaseRef ref, std::string_view key, const HandOverIn& in, Instant now) {
  TIANGE_TRY(const CaseView view, parts_.cases.view(tx, scope, ref, now));
  if (view.confidential) return refuse(ErrorCode::forbidden, "保密工单不交外部平台", "confidential cases are not given away");
  if (text::length(in.text) > 1'000)
    return refuse_fields(ErrorCode::bad_input, {FieldError{"text", "不超过 1000 字", "at most 1000 characters"}});
  TIANGE_TRY(const KnownSystem system, known(tx, key));
  if (!system.row.enabled || system.row.url.empty()) return refuse(ErrorCode::channel_off);
  if (system.mapping.out.empty()) return refuse(ErrorCode::channel_off, "该渠道不能外发", "nothing can be sent to it");
  store::LinkRow link;
  link.ref = ref;
  link.system = system.row.key;
  link.outward = true;
  link.clocks = "[]";
  link.our_status = json::enum_name(view.status);
  link.linked = now;
  if (!store::insert_link(tx, link)) return refuse(ErrorCode::already_taken, "该工单已与此平台关联", "the case is linked with it already");
  tell(tx, system, link, link.our_status, view, "task", in.text, now);
  store::save_link(tx, link);
  ActInput input;
  input.text = "交" + system.mapping.name_zh + "协同办理" + (in.text.empty() ? "" : "：" + in.text);
  return parts_.cases.act_only(tx, scope, ref, Action::note, input, std::nullopt, now);
}

Outcome ChannelService::settle_conflict(db::Tx& tx, const Scope& scope, CaseRef ref, std::string_view key, const std::string& text, Instant now) {
  TIANGE_TRY(const CaseView view, parts_.cases.view(tx, scope, ref, now));
  auto link = store::find_link(tx, ref, key);
  if (!link) return refuse(ErrorCode::not_found);
  if (link->conflict.empty()) return refuse(ErrorCode::conflict);
  if (text::trim(text).empty()) return refuse_fields(ErrorCode::bad_input, {FieldError{"text", "请说明核对结果", "say what was found"}});
  TIANGE_TRY(const KnownSystem system, known(tx, key));
  link->accepted_conflict = link->conflict;
  link->conflict.clear();
  tell(tx, system, *link, json::enum_name(view.status), view, "state", text, now);
  store::save_link(tx, *link);
  ActInput input;
  input.text = "与" + system.mapping.name_zh + "状态不一致已核对：" + text;
  return parts_.cases.act_only(tx, scope, ref, Action::note, input, std::nullopt, now);
}

void ChannelService::deliver_due(Instant now) {
  const auto due = parts_.db.read([&](db::Tx& tx) -> Result<std::vector<std::int64_t>> { return store::due_out(tx, now, k_most_due); });
  if (due->empty()) return;
  parts_.db.run_queue([&](db::Tx& tx) {
    for (const std::int64_t id : *due) {
      if (store::lease_out(tx, id, now, now + k_lease)) parts_.jobs.add(tx, {.kind = "channels.deliver", .payload = std::to_string(id)});
    }
    return true;
  });
}

Outcome ChannelService::deliver(std::int64_t id) {
  std::optional<store::OutRow> row;
  const auto system = parts_.db.read([&](db::Tx& tx) -> Result<KnownSystem> {
    row = store::find_out(tx, id);
    if (!row || row->status != "waiting") return refuse(ErrorCode::not_found);
    return known(tx, row->system);
  });
  if (!system.ok()) return done();
  const Instant now = parts_.clock.now();
  const std::string timestamp = std::to_string(now.us / 1'000'000);
  const std::string& suite = system->row.suite;
  const auto answer = parts_.courier.call(
      {system->row.url,
       {{"Content-Type", "application/json; charset=utf-8"},
        {"X-Tiange-Message-Id", std::to_string(id)},
        {"X-Tiange-Timestamp", timestamp},
        {"X-Tiange-Signature", signature_of(suite, open_secret(system->row), timestamp, row->body)}},
       row->body});
  return finish_delivery(id, *system, answer, now);
}

Outcome ChannelService::finish_delivery(std::int64_t id, const KnownSystem& system, const Result<OutwardAnswer>& answer, Instant now) {
  // 409 says that they have it: an earlier attempt arrived and its answer did not.
  const bool arrived = answer.ok() && ((answer->status >= 200 && answer->status < 300) || answer->status == 409);
  static observe::Counter& sent = observe::metrics().counter("tiange_channel_messages_total", "Messages to other systems", {{"outcome", "sent"}});
  static observe::Counter& failed = observe::metrics().counter("tiange_channel_messages_total", "Messages to other systems", {{"outcome", "failed"}});
  (arrived ? sent : failed).add();
  return parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    auto row = store::find_out(tx, id);
    if (!row || row->status != "waiting") return done();
    ++row->attempts;
    if (arrived) {
      row->status = "sent";
      row->ended = now;
      row->error.clear();
      auto link = store::find_link(tx, row->ref, row->system);
      const std::string number = row->kind == "task" ? system.adapter->number_in_answer(system.mapping, answer->body) : "";
      if (link && link->number.empty() && !number.empty() && number.size() <= 200 && store::insert_number(tx, row->system, number, row->ref)) {
        link->number = number;
        store::save_link(tx, *link);
      }
    } else {
      const std::string why = answer.ok() ? "HTTP " + std::to_string(answer->status) + " " + answer->body : answer.refusal().zh;
      row->error = text::is_valid_utf8(why) ? text::cut(why, k_most_error) : "HTTP " + std::to_string(answer->status);
      row->next = now + wait_before(row->attempts);
      if (row->attempts >= k_most_attempts) {
        row->status = "dead";
        row->ended = now;
      }
    }
    store::save_out(tx, *row);
    return done();
  });
}

}  // namespace tiange::cases
