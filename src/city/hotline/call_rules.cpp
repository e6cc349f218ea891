#include "city/hotline/call_rules.h"

#include <algorithm>

namespace tiange::hotline {

namespace {

std::int64_t seconds_between(Instant from, Instant to) { return std::max<std::int64_t>(0, (to - from).us / 1'000'000); }

std::optional<double> share(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

// Every member, for sums and differences.
constexpr std::int64_t LineFigures::* k_members[] = {
    &LineFigures::calls,        &LineFigures::answered,   &LineFigures::abandoned, &LineFigures::in_time,
    &LineFigures::on_line,      &LineFigures::cases,      &LineFigures::wait_seconds, &LineFigures::talk_seconds,
    &LineFigures::visits,       &LineFigures::resolved,   &LineFigures::partly,    &LineFigures::unresolved,
    &LineFigures::satisfied,    &LineFigures::basically,  &LineFigures::dissatisfied, &LineFigures::unrated,
    &LineFigures::unscored,     &LineFigures::went_back};

}  // namespace

void apply(CallRecord& call, CallEventKind kind, Instant when) {
  if (!call.began || (kind == CallEventKind::ringing && when < call.began)) call.began = when;
  switch (kind) {
    case CallEventKind::ringing:
      break;
    case CallEventKind::answered:
      if (!call.answered) call.answered = std::max(when, call.began);
      if (call.outcome == CallOutcome::abandoned) call.outcome = CallOutcome::none;
      if (call.state == CallState::ringing) call.state = CallState::talking;
      break;
    case CallEventKind::ended:
      if (!call.ended) call.ended = std::max({when, call.began, call.answered});
      call.state = CallState::ended;
      if (!call.answered && call.outcome == CallOutcome::none) call.outcome = CallOutcome::abandoned;
      break;
  }
}

LineFigures figures_of(const CallRecord& call, Span level) {
  LineFigures f;
  if (call.answered) {
    f.calls = 1;
    f.answered = 1;
    f.wait_seconds = seconds_between(call.began, call.answered);
    f.in_time = call.answered - call.began <= level ? 1 : 0;
    if (call.ended) f.talk_seconds = seconds_between(call.answered, call.ended);
  } else if (call.ended) {
    f.calls = 1;
    f.abandoned = 1;
  }
  f.on_line = call.outcome == CallOutcome::answered ? 1 : 0;
  return f;
}

LineFigures operator-(const LineFigures& a, const LineFigures& b) {
  LineFigures out = a;
  for (const auto member : k_members) out.*member -= b.*member;
  return out;
}

LineFigures& operator+=(LineFigures& a, const LineFigures& b) {
  for (const auto member : k_members) a.*member += b.*member;
  return a;
}

bool is_zero(const LineFigures& figures) {
  return std::all_of(std::begin(k_members), std::end(k_members),
                     [&](auto member) { return figures.*member == 0; });
}

LineReportRow rated(const LineFigures& f) {
  LineReportRow row;
  static_cast<LineFigures&>(row) = f;
  row.answer_rate = share(f.answered, f.calls);
  row.level_rate = share(f.in_time, f.calls);
  row.on_line_rate = share(f.on_line, f.answered);
  row.resolved_rate = share(f.resolved, f.resolved + f.partly + f.unresolved);
  row.satisfied_rate = share(f.satisfied + f.basically, f.satisfied + f.basically + f.dissatisfied);
  row.mean_wait = share(f.wait_seconds, f.answered);
  row.mean_talk = share(f.talk_seconds, f.answered);
  return row;
}

std::string plain_number(std::string_view text) {
  constexpr std::size_t k_least = 3;   // 114
  constexpr std::size_t k_most = 15;   // ITU-T E.164
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (c != '+' && c != '-' && c != ' ' && c != '(' && c != ')') {
      return "";
    }
  }
  if (digits.starts_with("86") && digits.size() == 13) digits.erase(0, 2);
  if (digits.size() < k_least || digits.size() > k_most) return "";
  return digits;
}

Words outcome_words(CallOutcome outcome) {
  switch (outcome) {
    case CallOutcome::none: return {"未登记", "Not recorded"};
    case CallOutcome::answered: return {"直接答复", "Answered on the line"};
    case CallOutcome::case_made: return {"转为工单", "Became a case"};
    case CallOutcome::progress: return {"查询进度", "Asked for progress"};
    case CallOutcome::transferred: return {"转接", "Transferred"};
    case CallOutcome::not_accepted: return {"不予受理", "Not accepted"};
    case CallOutcome::abandoned: return {"放弃", "Abandoned"};
    case CallOutcome::other: return {"其他", "Other"};
  }
  return {};
}

}  // namespace tiange::hotline
