#pragma once
// The room put together: telling (notice_tell_service), sending (notice_send_service), rules and means as the console
// keeps them (notice_desk_service).

#include "city/notices/notice_views.h"

namespace tiange::notices {

class NoticeRoom final : public Notices {
 public:
  explicit NoticeRoom(NoticeParts parts) : parts_(std::move(parts)), planner_(parts_) {}

  Outcome on_event(db::Tx& tx, const db::Event& event) override;
  void announce(db::Tx& tx, const std::string& kind, const std::string& subject, const Announcement& what, Instant now) override;
  Outcome seed(db::Tx& tx, std::string_view json, Instant now) override;
  int route_due(Instant now) override;
  void deliver_due(Instant now) override;
  void clean(Instant now) override;
  void add_jobs() override;
  void add_routes(http::Routes& routes) override;

  // For the routes.
  const NoticeParts& parts() const { return parts_; }
  RuleBook book(db::Tx& tx, Instant now);
  Result<RuleView> save_rule(db::Tx& tx, const http::Request& request, const Rule& rule);
  Result<TemplateView> save_template(db::Tx& tx, const http::Request& request, const Template& text);
  Result<LimitsView> save_limits(db::Tx& tx, const http::Request& request, const Limits& limits);
  Result<TryView> try_rule(db::Tx& tx, const Scope& scope, const TryIn& in, Instant now);
  MeansView show_means(db::Tx& tx);
  Outcome save_email(db::Tx& tx, const http::Request& request, const EmailIn& in);
  Outcome save_sms(db::Tx& tx, const http::Request& request, const SmsIn& in);
  Outcome trial(db::Tx& tx, const http::Request& request, const TrialIn& in);
  Result<LogView> send_again(db::Tx& tx, const http::Request& request, std::int64_t id);
  Result<PreferencesView> show_preferences(db::Tx& tx, const Scope& scope, Instant now);
  Outcome save_preferences(db::Tx& tx, const Scope& scope, const Preferences& in, Instant now);
  // ---- residents and firms (notice_subject_service) ----
  Result<ReportsTaken> take_reports(db::Tx& tx, const http::Request& request);
  Result<SmsCheck> check_sms(db::Tx& tx, std::string_view code, std::string_view tail) const;
  Result<SubjectSms> subject_sms(db::Tx& tx, std::int64_t subject, Instant now);
  Result<SubjectSms> turn_sms(db::Tx& tx, std::int64_t subject, bool off, const std::string& by, Instant now);

 private:
  struct Routed {
    store::EventRow row;
    std::optional<Event> event;
    std::vector<Planned> plans;
    Limits limits;
  };
  // What a batch knows of the people it tells, so that each is looked up and written once.
  struct Pace {
    std::map<std::int64_t, std::int64_t> told;  // in the last hour
    std::map<std::pair<std::int64_t, Means>, store::Told> gathering;
  };
  std::vector<Routed> plan_batch(Instant now);
  static void keep_last_arrivals(std::vector<Routed>& batch);
  void tell(db::Tx& tx, const Event& event, const Planned& planned, const Limits& limits, Pace& pace, Instant now);
  std::int64_t told_lately(db::Tx& tx, Pace& pace, std::int64_t part, std::int64_t most, Instant now);
  bool gather(db::Tx& tx, Pace& pace, std::int64_t part, Means means, const Line& line);
  void release(db::Tx& tx, store::Told& told, Instant now);
  void wake(db::Tx& tx, PersonId person, Instant now);
  void say_moved(db::Tx& tx, const store::Told& told, Instant now);

  Outcome send(std::int64_t part_key, std::int64_t id);
  Outcome carry_mail(const store::MeansRow& row, const store::Told& told, const std::string& to, const Preferences& mine, Instant now);
  Outcome carry_sms(const store::MeansRow& row, const store::Told& told, const std::string& to, Instant now);
  void finish(const store::Told& told, const Outcome& outcome, Instant now);

  Outcome keep(db::Tx& tx, const http::Request& request, const std::string& kind, const std::string& key, const std::string& body,
               const Words& name, std::int64_t& version);
  Outcome keep_means(db::Tx& tx, const http::Request& request, const char* means, bool enabled, const std::string& body, const std::string& secret);

  const NoticeParts parts_;
  Planner planner_;
};

void add_own_routes(http::Routes& routes, NoticeRoom& room);
void add_desk_routes(http::Routes& routes, NoticeRoom& room);
void add_subject_routes(http::Routes& routes, NoticeRoom& room);
void add_log_file_route(http::Routes& routes, NoticeRoom& room);

}  // namespace tiange::notices
