// What goes out of the house: e-mail and SMS, with retry and back-off.
#include "base/digest.h"
#include "base/text.h"
#include "city/notices/notice_room.h"
#include "platform/observe/metrics.h"

namespace tiange::notices {

namespace {

constexpr int k_most_due = 200;
constexpr Span k_lease = seconds(90);
constexpr Span k_while_off = minutes(10);
constexpr std::size_t k_most_error = 300;

}  // namespace

void NoticeRoom::add_jobs() {
  parts_.jobs.handle("notices.send", [this](const jobs::Job& job) -> Outcome {
    const std::size_t point = job.payload.find('.');
    if (point == std::string::npos) return done();
    TIANGE_TRY(const std::int64_t part, parse_id(job.payload.substr(0, point)));
    TIANGE_TRY(const std::int64_t id, parse_id(job.payload.substr(point + 1)));
    return send(part, id);
  });
}

void NoticeRoom::deliver_due(Instant now) {
  std::vector<store::Told> due;
  parts_.db.run_read([&](db::Tx& tx) { due = store::due(tx, now, k_most_due); });
  std::vector<const store::Told*> waiting;
  bool held = false;
  for (const store::Told& one : due) {
    if (one.state == "waiting") waiting.push_back(&one);
    else held = true;
  }
  if (held) {
    parts_.db.run_write(system_scope(), [&](db::Tx& tx) {
      for (const store::Told& one : due) {
        auto again = one.state == "held" ? store::find(tx, one.part_key, one.id) : std::nullopt;
        if (again && again->state == "held") release(tx, *again, now);
      }
      return true;
    });
  }
  if (waiting.empty()) return;
  parts_.db.run_queue([&](db::Tx& tx) {
    for (const store::Told* one : waiting) {
      if (store::lease(tx, *one, now + k_lease))
        parts_.jobs.add(tx, {.kind = "notices.send", .payload = std::to_string(one->part_key) + "." + std::to_string(one->id)});
    }
    return true;
  });
}

Outcome NoticeRoom::send(std::int64_t part_key, std::int64_t id) {
  std::optional<store::Told> told;
  std::optional<store::MeansRow> row;
  Preferences mine;
  parts_.db.run_read([&](db::Tx& tx) {
    told = store::find(tx, part_key, id);
    if (!told) return;
    row = store::means(tx, json::enum_name(told->means));
    if (told->person) mine = planner_.preferences(tx, told->person);
  });
  if (!told || told->state != "waiting") return done();
  const Instant now = parts_.clock.now();
  if (!row || !row->enabled) {
    return parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      auto again = store::find(tx, part_key, id);
      if (!again || again->state != "waiting") return done();
      again->next = now + k_while_off;
      again->error = "该通知方式未启用";
      // Residents and firms are told in another way meanwhile.
      if (!again->ref.empty()) {
        again->state = "dead";
        again->ended = now;
        again->next = Instant{};
      }
      store::save(tx, *again);
      if (!again->ref.empty()) say_moved(tx, *again, now);
      return done();
    });
  }
  const auto to = parts_.sealer->open(told->address, "notice:" + std::to_string(told->id));
  const Outcome carried = !to                         ? Outcome(refuse(ErrorCode::call_failed, "收件地址无法解开", "the address cannot be unsealed"))
                          : told->means == Means::sms ? carry_sms(*row, *told, *to, now)
                                                      : carry_mail(*row, *told, *to, mine, now);
  finish(*told, carried, parts_.clock.now());
  return done();
}

Outcome NoticeRoom::carry_mail(const store::MeansRow& row, const store::Told& told, const std::string& to, const Preferences& mine, Instant now) {
  TIANGE_TRY(const EmailSetup setup, json::read<EmailSetup>(row.body));
  mail::Server server;
  server.host = setup.host;
  server.port = setup.port;
  server.security = setup.security;
  server.account = setup.account;
  server.secret = row.secret.empty() ? "" : parts_.sealer->open(row.secret, "notices:email").value_or("");
  const bool zh = mine.language == "zh";
  mail::Posting posting;
  posting.id = std::to_string(told.id) + "@" + parts_.district + ".tiange";
  posting.from_name = setup.from_name;
  posting.from = setup.from;
  posting.to = to;
  posting.subject = zh ? told.title.zh : told.title.en;
  posting.text = zh ? told.text.zh : told.text.en;
  const std::string link = show_notice(told).link;
  if (!link.empty() && !parts_.base_url.empty()) posting.text += "\n\n" + parts_.base_url + link;
  posting.sent = now;
  return parts_.carrier.mail(server, posting);
}

Outcome NoticeRoom::carry_sms(const store::MeansRow& row, const store::Told& told, const std::string& to, Instant now) {
  TIANGE_TRY(const SmsSetup setup, json::read<SmsSetup>(row.body));
  const std::string id = std::to_string(told.id);
  GatewayCall call;
  call.url = setup.url;
  const std::string source = parts_.base_url.empty() ? "urn:tiange:" + parts_.district : parts_.base_url;
  call.body = sms_body(setup.mapping, id, to, told.text.zh, source, told.created);
  const std::string secret = row.secret.empty() ? "" : parts_.sealer->open(row.secret, "notices:sms").value_or("");
  const std::string timestamp = std::to_string(now.us / 1'000'000);
  call.headers = {{"Content-Type", setup.mapping.cloudevents ? "application/cloudevents+json; charset=utf-8" : "application/json; charset=utf-8"},
                  {"X-Tiange-Message-Id", id},
                  {"X-Tiange-Timestamp", timestamp},
                  {"X-Tiange-Signature", "sha256=" + hex(crypto::hmac_sha256(secret, timestamp + "\n" + call.body))}};
  for (const auto& [name, value] : setup.mapping.headers) call.headers.emplace_back(name, text::replace_all(value, "{id}", id));
  TIANGE_TRY(const GatewayAnswer answer, parts_.carrier.call(call));
  // 409 says that they have it: an earlier attempt arrived and its answer did not.
  if (answer.status == 409 || sms_taken(setup.mapping, answer.status, answer.body)) return done();
  return refuse(ErrorCode::call_failed, "短信网关答复 " + std::to_string(answer.status), "the gateway answered " + std::to_string(answer.status));
}

void NoticeRoom::finish(const store::Told& told, const Outcome& outcome, Instant now) {
  observe::metrics()
      .counter("tiange_notices_sent_total", "Attempts to send notices by e-mail and SMS",
               {{"means", std::string(json::enum_name(told.means))}, {"outcome", outcome.ok() ? "sent" : "failed"}})
      .add();
  parts_.db.run_write(system_scope(), [&](db::Tx& tx) {
    auto again = store::find(tx, told.part_key, told.id);
    if (!again || again->state != "waiting") return false;  // also when the report of its delivery was here before the answer
    ++again->attempts;
    if (outcome.ok()) {
      again->state = "sent";
      again->error.clear();
    } else {
      again->error = text::cut(outcome.refusal().zh, k_most_error);
      again->next = now + wait_before(again->attempts);
      if (again->attempts >= k_most_attempts) again->state = "dead";
    }
    if (again->state != "waiting") {
      again->ended = now;
      again->next = Instant{};
    }
    store::save(tx, *again);
    if (again->state != "waiting") say_moved(tx, *again, now);
    return true;
  });
}

}  // namespace tiange::notices
