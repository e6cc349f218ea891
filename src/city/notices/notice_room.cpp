#include "city/notices/notice_room.h"

#include <algorithm>

namespace tiange::notices {

namespace {

constexpr Span k_events_kept = days(7);
constexpr Span k_told_kept = days(183);

}  // namespace

std::span<const std::string_view> heard_events() {
  static const std::vector<std::string_view> k_events = [] {
    std::vector<std::string_view> all;
    for (const EventKind& kind : event_kinds()) {
      if (kind.from != EventSource::house) all.push_back(kind.key);
    }
    return all;
  }();
  return k_events;
}

Outcome NoticeRoom::on_event(db::Tx& tx, const db::Event& event) {
  if (!planner_.in_force(tx, parts_.clock.now())->listens(event.type)) return done();
  store::note_event(tx, {event.id, event.type, event.subject, event.body, event.happened, {}, 0});
  return done();
}

void NoticeRoom::announce(db::Tx& tx, const std::string& kind, const std::string& subject, const Announcement& what, Instant now) {
  if (!planner_.in_force(tx, now)->listens(kind)) return;
  store::note_event(tx, {parts_.ids.next(now), kind, subject, json::write(what), now, {}, 0});
}

Outcome NoticeRoom::seed(db::Tx& tx, std::string_view text, Instant now) {
  TIANGE_TRY(const Book book, read_book(text));
  const auto put = [&](const char* kind, const std::string& key, const std::string& body) {
    store::put(tx, {kind, key, 1, body, now, "—"});
  };
  for (const Template& one : book.templates) put("template", one.key, json::write(one));
  for (const Rule& one : book.rules) put("rule", one.key, json::write(one));
  put("limits", "limits", json::write(book.limits));
  if (!store::means(tx, "sms")) {
    SmsSetup sms;
    sms.mapping = book.sms;
    store::put_means(tx, {"sms", false, json::write(sms), "", 1, now, "—"}, 0);
  }
  if (!store::means(tx, "email")) store::put_means(tx, {"email", false, json::write(EmailSetup{}), "", 1, now, "—"}, 0);
  tx.on_commit([this] { planner_.forget(); });
  return done();
}

void NoticeRoom::clean(Instant now) {
  parts_.db.run_write(system_scope(), [&](db::Tx& tx) {
    store::forget(tx, now - k_events_kept, now - k_told_kept);
    return true;
  });
}

void NoticeRoom::add_routes(http::Routes& routes) {
  add_own_routes(routes, *this);
  add_desk_routes(routes, *this);
  add_subject_routes(routes, *this);
  add_log_file_route(routes, *this);
}

std::unique_ptr<Notices> open_notices(NoticeParts parts) { return std::make_unique<NoticeRoom>(std::move(parts)); }

}  // namespace tiange::notices
