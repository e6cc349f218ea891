#include "city/cases/channels/hook_service.h"

#include <algorithm>

#include "base/text.h"
#include "city/cases/channels/channel_rules.h"

namespace tiange::cases {

namespace {

constexpr std::int64_t k_failures_to_pause = 5;  // deliveries given up one after another
constexpr Span k_lease = seconds(60);
constexpr Span k_look_again = seconds(2);
constexpr std::size_t k_most_hooks = 100;
constexpr int k_page = 50;

constexpr std::string_view k_events[] = {"case.reported", "case.dispatched", "case.returned", "case.overdue",
                                         "case.settled",  "case.closed",     "case.merged",   "case.rejected", "case.reopened"};

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> out;
  for (const std::string_view word : text::split(text, ' ')) {
    if (!word.empty()) out.emplace_back(word);
  }
  return out;
}

HookView view_of(const store::HookRow& row) {
  return {std::to_string(row.id), row.name,      row.url,      words_of(row.events), row.area,   row.active,
          row.paused_zh,          row.paused_en, row.failures, row.made,             row.made_by, row.version};
}

DeliveryView view_of(const store::DeliveryRow& row) {
  DeliveryView view{std::to_string(row.id), row.event_id, row.type,    row.subject, row.status, row.attempts,
                    row.answer,             row.error,    row.created, {},          {},         row.body};
  if (row.status == "waiting") view.next = row.next;
  if (row.ended) view.ended = row.ended;
  return view;
}

}  // namespace

std::span<const std::string_view> told_events() { return k_events; }

HookList HookService::list(db::Tx& tx) {
  HookList out;
  for (const store::HookRow& row : store::hooks(tx)) out.items.push_back(view_of(row));
  for (const std::string_view event : k_events) out.events.emplace_back(event);
  return out;
}

namespace {

Outcome check_input(const HookIn& in, const ChannelParts& parts) {
  std::vector<FieldError> errors;
  if (text::trim(in.name).empty() || text::length(in.name) > 50) errors.push_back({"name", "请填写名称，不超过 50 字", "give a name of at most 50 characters"});
  if (in.events.empty()) errors.push_back({"events", "请至少选择一种事件", "choose at least one event"});
  for (const std::string& event : in.events) {
    if (std::find(std::begin(k_events), std::end(k_events), event) == std::end(k_events))
      errors.push_back({"events", "没有这种事件：" + event, "there is no such event: " + event});
  }
  if (!in.area.empty() && (!codes::area_level(in.area) || !in.area.starts_with(parts.district)))
    errors.push_back({"area", "应为本区的区划编码", "must be an area of this district"});
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_input, std::move(errors));
  return parts.courier.check(in.url);
}

void fill(store::HookRow& row, const HookIn& in) {
  row.name = text::trim(in.name);
  row.url = in.url;
  row.events = text::join(in.events, " ");
  row.area = in.area;
  row.active = in.active;
  if (in.active) {
    row.failures = 0;
    row.paused_zh.clear();
    row.paused_en.clear();
  }
}

std::string about(std::int64_t id) { return "webhook:" + std::to_string(id); }

}  // namespace

Result<HookMade> HookService::make(db::Tx& tx, const Scope& scope, const HookIn& in, Instant now) {
  TIANGE_CHECK_OK(check_input(in, parts_));
  if (store::hooks(tx).size() >= k_most_hooks) return refuse(ErrorCode::too_large, "最多 100 个订阅", "at most 100 subscriptions");
  store::HookRow row;
  row.id = parts_.ids.next(now);
  fill(row, in);
  const std::string secret = crypto::random_token(32);
  row.secret = parts_.sealer->seal(secret, about(row.id));
  row.made = now;
  row.made_by = scope.name;
  store::insert_hook(tx, row);
  tx.on_commit([this] { changed(); });
  return HookMade{view_of(row), secret};
}

Result<HookView> HookService::change(db::Tx& tx, std::int64_t id, const HookIn& in, std::optional<std::int64_t> version) {
  auto row = store::find_hook(tx, id);
  if (!row) return refuse(ErrorCode::not_found);
  if (version && *version != row->version) return refuse(ErrorCode::stale_version);
  TIANGE_CHECK_OK(check_input(in, parts_));
  fill(*row, in);
  const std::int64_t before = row->version++;
  if (!store::save_hook(tx, *row, before)) return refuse(ErrorCode::conflict);
  tx.on_commit([this] { changed(); });
  return view_of(*row);
}

Result<HookMade> HookService::rotate(db::Tx& tx, std::int64_t id) {
  auto row = store::find_hook(tx, id);
  if (!row) return refuse(ErrorCode::not_found);
  const std::string secret = crypto::random_token(32);
  row->secret = parts_.sealer->seal(secret, about(id));
  const std::int64_t before = row->version++;
  if (!store::save_hook(tx, *row, before)) return refuse(ErrorCode::conflict);
  return HookMade{view_of(*row), secret};
}

Outcome HookService::remove(db::Tx& tx, std::int64_t id) {
  if (!store::find_hook(tx, id)) return refuse(ErrorCode::not_found);
  store::delete_hook(tx, id);
  tx.on_commit([this] { changed(); });
  return done();
}

std::string HookService::body_of(const std::string& id, std::string_view type, const std::string& subject, Instant moment,
                                 const json::Value& data) const {
  json::Value event{json::Object{}};
  event.set("specversion", "1.0");
  event.set("id", id);
  event.set("source", parts_.source);
  event.set("type", "tiange." + std::string(type));
  event.set("subject", subject);
  event.set("time", format_iso(moment));
  event.set("datacontenttype", "application/json");
  event.set("data", data);
  return json::write(event);
}

Result<DeliveryView> HookService::test(db::Tx& tx, std::int64_t id, Instant now) {
  const auto hook = store::find_hook(tx, id);
  if (!hook) return refuse(ErrorCode::not_found);
  store::DeliveryRow row;
  row.id = parts_.ids.next(now);
  row.hook = id;
  row.event_id = "trial-" + std::to_string(row.id);
  row.type = "trial";
  row.subject = "trial";
  json::Value data{json::Object{}};
  data.set("text", "这是一次试发 / This is a trial");
  row.body = body_of(row.event_id, row.type, row.subject, now, data);
  row.next = now;
  row.created = now;
  store::insert_delivery(tx, row);
  return view_of(row);
}

Result<DeliveryList> HookService::deliveries(db::Tx& tx, std::int64_t id, std::string_view status, std::int64_t before) {
  if (!store::find_hook(tx, id)) return refuse(ErrorCode::not_found);
  DeliveryList out;
  for (const store::DeliveryRow& row : store::list_deliveries(tx, id, status, before, k_page)) out.items.push_back(view_of(row));
  if (out.items.size() == k_page) out.next = out.items.back().id;
  return out;
}

Result<DeliveryView> HookService::replay(db::Tx& tx, std::int64_t delivery, Instant now) {
  auto row = store::find_delivery(tx, delivery);
  if (!row) return refuse(ErrorCode::not_found);
  row->status = "waiting";
  row->attempts = 0;
  row->next = now;
  row->ended = Instant{};
  row->error.clear();
  store::save_delivery(tx, *row);
  return view_of(*row);
}

bool HookService::any_active(db::Tx& tx, Instant now) {
  std::lock_guard lock(lock_);
  if (!looked_ || now - looked_ > k_look_again || now < looked_) {
    any_ = false;
    for (const store::HookRow& row : store::hooks(tx)) any_ = any_ || row.active;
    looked_ = now;
  }
  return any_;
}

Outcome HookService::on_case_event(db::Tx& tx, const db::Event& event) {
  const Instant now = parts_.clock.now();
  if (!any_active(tx, now)) return done();
  const auto body = json::parse(event.body);
  if (!body.ok()) return done();
  const std::string area = body->text_or("area");
  json::Value data = *body;
  if (event.type == "case.merged") {
    TIANGE_TRY(const CaseRef ref, CaseRef::parse(event.subject));
    json::Value into{json::Object{}};
    if (const auto main = main_case_of(tx, ref)) {
      into.set("ref", main->ref);
      into.set("number", main->number);
      data.set("into", into);
    }
  }
  std::optional<bool> confidential;
  for (const store::HookRow& hook : store::hooks(tx)) {
    const auto wanted = words_of(hook.events);
    if (!hook.active || !area.starts_with(hook.area) || std::find(wanted.begin(), wanted.end(), event.type) == wanted.end()) continue;
    if (!confidential) {
      TIANGE_TRY(const CaseRef ref, CaseRef::parse(event.subject));
      const auto view = parts_.cases.view(tx, system_scope(), ref, now);
      confidential = !view.ok() || view->confidential;
    }
    if (*confidential) return done();
    store::DeliveryRow row;
    row.id = parts_.ids.next(now);
    row.hook = hook.id;
    row.event_id = std::to_string(event.id);
    row.type = event.type;
    row.subject = body->text_or("number");
    row.body = body_of(row.event_id, row.type, row.subject, event.happened, data);
    row.next = now;
    row.created = now;
    store::insert_delivery(tx, row);
  }
  return done();
}

void HookService::deliver_due(Instant now) {
  const auto due = parts_.db.read([&](db::Tx& tx) -> Result<std::vector<std::int64_t>> { return store::due_deliveries(tx, now, 200); });
  if (due->empty()) return;
  parts_.db.run_queue([&](db::Tx& tx) {
    for (const std::int64_t id : *due) {
      if (store::lease_delivery(tx, id, now, now + k_lease)) parts_.jobs.add(tx, {.kind = "channels.webhook", .payload = std::to_string(id)});
    }
    return true;
  });
}

Outcome HookService::deliver(std::int64_t id) {
  std::optional<store::DeliveryRow> row;
  std::optional<store::HookRow> hook;
  parts_.db.run_read([&](db::Tx& tx) {
    row = store::find_delivery(tx, id);
    if (row) hook = store::find_hook(tx, row->hook);
  });
  if (!row || !hook || row->status != "waiting") return done();
  const Instant now = parts_.clock.now();
  const std::string timestamp = std::to_string(now.us / 1'000'000);
  const std::string secret = parts_.sealer->open(hook->secret, about(hook->id)).value_or("");
  const auto answer = parts_.courier.call({hook->url,
                                           {{"Content-Type", "application/cloudevents+json; charset=utf-8"},
                                            {"X-Tiange-Message-Id", row->event_id},
                                            {"X-Tiange-Timestamp", timestamp},
                                            {"X-Tiange-Signature", signature_of("sha256", secret, timestamp, row->body)}},
                                           row->body});
  finish(id, answer, now);
  return done();
}

void HookService::finish(std::int64_t id, const Result<OutwardAnswer>& answer, Instant now) {
  const bool arrived = answer.ok() && answer->status >= 200 && answer->status < 300;
  const auto written = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    auto row = store::find_delivery(tx, id);
    const auto hook = row ? store::find_hook(tx, row->hook) : std::nullopt;
    if (!row || !hook || row->status != "waiting") return done();
    ++row->attempts;
    row->answer = answer.ok() ? answer->status : 0;
    row->error = arrived ? "" : answer.ok() ? "HTTP " + std::to_string(answer->status) : answer.refusal().zh;
    if (arrived) {
      row->status = "sent";
      row->ended = now;
      if (hook->failures > 0) store::count_failure(tx, hook->id, 0, hook->active, "", "");
    } else {
      row->next = now + wait_before(row->attempts);
      // 410 says that nobody wants it any more.
      const bool gone = row->answer == 410;
      if (row->attempts >= k_most_attempts || gone) {
        row->status = "dead";
        row->ended = now;
        const std::int64_t failures = hook->failures + 1;
        const bool pause = failures >= k_failures_to_pause || gone;
        store::count_failure(tx, hook->id, failures, hook->active && !pause,
                             pause ? (gone ? "对方表示不再接收（410）" : "连续 5 次投递失败，已暂停") : "",
                             pause ? (gone ? "the receiver said it is gone (410)" : "paused after 5 deliveries failed one after another") : "");
      }
    }
    store::save_delivery(tx, *row);
    return done();
  });
  (void)written.ok();
  changed();
}

}  // namespace tiange::cases
