#pragma once
// The use cases of the hotline, in one transaction each: calls (call_service), figures (line_service), return visits
// (visit_service), seats and shifts (seat_service).

#include "city/hotline/call_store.h"

namespace tiange::hotline {

class HotlineRoom final : public Hotline {
 public:
  explicit HotlineRoom(HotlineParts parts);

  Result<CallView> hear(db::Tx& tx, const Scope& scope, const CallEvent& event, Instant now) override;
  Result<CallView> begin_by_hand(db::Tx& tx, const Scope& scope, const CallIn& in, Instant now) override;
  Result<CallView> finish(db::Tx& tx, const Scope& scope, CallId call, const FinishIn& in, Instant now) override;
  Result<cases::CaseRef> report(db::Tx& tx, const Scope& scope, CallId call, const cases::ReportInput& input,
                                Instant now) override;
  void write_past_call(db::Tx& tx, const CallIn& in, const cases::CaseRef& ref, const std::string& number, PersonId seat,
                       const std::string& seat_name, Instant began) override;
  void write_past_days(db::Tx& tx, std::span<const PastCalls> days) override;
  Outcome case_closed(db::Tx& tx, const std::string& case_ref, Instant now) override;
  Result<VisitRow> visit(db::Tx& tx, const Scope& scope, const VisitIn& in, Instant now) override;
  Result<LineReport> report_lines(db::Tx& tx, const Scope& scope, Date from, Date to, ReportBy by,
                                  const std::string& line) override;
  LineFigures figures_of(db::Tx& tx, Date day) override;
  Result<Wall> wall(db::Tx& tx, const Scope& scope, Instant now) override;
  Outcome seed_lines(db::Tx& tx, std::string_view csv) override;
  Outcome put_shift(db::Tx& tx, const Scope& scope, const ShiftIn& in, Instant now) override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

  // ---- for the routes ----
  Result<CallView> call(db::Tx& tx, const Scope& scope, CallId call);
  Result<CallList> calls(db::Tx& tx, const Scope& scope, const CallQuery& query);
  // What is known of the caller; record_caller_look goes with it.
  Result<CallerView> caller(db::Tx& tx, const Scope& scope, CallId call, const std::string& purpose, Instant now);
  Outcome record_caller_look(db::Tx& tx, const Scope& scope, CallId call, const std::string& purpose, Instant now);
  LineList lines(db::Tx& tx);
  Result<Line> put_line(db::Tx& tx, const Scope& scope, const Line& line);
  Result<TopicReport> report_topics(db::Tx& tx, const Scope& scope, const std::string& area, Date from, Date to,
                                    Instant now);
  Result<VisitList> visits(db::Tx& tx, const Scope& scope, bool done, const std::string& after, Instant now);
  // The words and the token of a link by which the reporter rates; the link works until the visit is done.
  Result<std::string> visit_link(db::Tx& tx, const Scope& scope, const std::string& case_ref, Instant now);
  Result<RatingView> rated_by_token(db::Tx& tx, const std::string& token);
  Result<RatingView> rate(db::Tx& tx, const RatingIn& in, Instant now);
  // The case of a number whose reporter's phone ends so; refused (phone_does_not_match) otherwise.
  Result<cases::CaseRef> case_by_phone(db::Tx& tx, const std::string& number, const std::string& phone_end, Instant now);

  Result<SeatView> seat(db::Tx& tx, const Scope& scope, Instant now);
  Result<SeatView> put_seat(db::Tx& tx, const Scope& scope, const SeatIn& in, Instant now);
  Result<SeatHistory> seat_history(db::Tx& tx, const Scope& scope, PersonId person);
  ShiftList shifts(db::Tx& tx, Instant from, Instant until, Instant now);
  Outcome drop_shift(db::Tx& tx, std::int64_t id);
  Outcome hand_over(db::Tx& tx, const Scope& scope, std::int64_t shift, const std::string& text, Instant now);
  Outcome take_over(db::Tx& tx, const Scope& scope, std::int64_t shift, Instant now);

  HotlineParts& parts() { return parts_; }

 private:
  struct LineNames;
  std::int64_t part() const { return part_; }
  LineNames line_names(db::Tx& tx) const;
  CallView view_of(db::Tx& tx, const CallRecord& call, const Scope& scope, const LineNames& names) const;
  // Stores what changed of a call and what that changes in the figures.
  void save(db::Tx& tx, const CallRecord& before, CallRecord& after);
  Result<CallRecord> own_call(db::Tx& tx, const Scope& scope, CallId call) const;
  void seal_caller(CallRecord& call, const std::string& number) const;
  void give_to_seat(db::Tx& tx, CallRecord& call) const;
  void ring(db::Tx& tx, const CallRecord& call, std::string_view what) const;
  void seat_follows(db::Tx& tx, const CallRecord& before, const CallRecord& after, Instant now);
  Outcome set_outcome(db::Tx& tx, const Scope& scope, CallRecord& call, const FinishIn& in, Instant now);
  void learn_of_cases(db::Tx& tx, const Scope& scope, CallerView& view, Instant now) const;
  struct Judged;
  Result<VisitRow> judge(db::Tx& tx, const Scope& scope, const cases::CaseView& view, const Judged& judged, Instant now);
  Result<bool> tell_case(db::Tx& tx, const Scope& scope, const cases::CaseView& view, const Judged& judged, Instant now);
  Result<VisitRow> not_reached(db::Tx& tx, const Scope& scope, const cases::CaseView& view, Instant now);

  HotlineParts parts_;
  const std::int64_t part_;  // of calls: the district's
};

void add_call_routes(HotlineRoom& room, http::Routes& routes, const http::Recorder& record);
void add_line_routes(HotlineRoom& room, http::Routes& routes, const http::Recorder& record);
void add_visit_routes(HotlineRoom& room, http::Routes& routes, const http::Recorder& record);
void add_seat_routes(HotlineRoom& room, http::Routes& routes, const http::Recorder& record);

}  // namespace tiange::hotline
