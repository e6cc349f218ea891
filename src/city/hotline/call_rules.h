#pragma once
// A call as a value: how events change it and what it counts for. No I/O.

#include "city/hotline/hotline.h"

namespace tiange::hotline {

struct CallRecord {
  std::int64_t part_key = 0;
  CallId id;
  std::string foreign_id;
  std::string line;
  std::string caller_sealed;
  std::string caller_mark;    // empty: withheld
  std::string caller_masked;
  std::string name_sealed;
  PersonId seat;
  std::string seat_name;
  std::string extension;
  CallState state = CallState::ringing;
  CallOutcome outcome = CallOutcome::none;
  std::string topic;
  ArticleId article;
  std::string article_title;
  std::string text;
  std::string area;
  Instant began;
  Instant answered;
  Instant ended;
  std::int64_t version = 1;
};

enum class CallEventKind { ringing, answered, ended };
BOOST_DESCRIBE_ENUM(CallEventKind, ringing, answered, ended)

// Events may overtake each other and come twice: the first moment of each counts, and none undoes another. A call that
// ended before it was known to be answered is no longer abandoned once it is.
void apply(CallRecord& call, CallEventKind kind, Instant when);

// Everything the call itself adds to its line on the day it began; cases and visits are counted by themselves.
LineFigures figures_of(const CallRecord& call, Span level);
LineFigures operator-(const LineFigures& a, const LineFigures& b);
LineFigures& operator+=(LineFigures& a, const LineFigures& b);
bool is_zero(const LineFigures& figures);

// The figures with their rates.
LineReportRow rated(const LineFigures& figures);

// Digits of a number as exchanges write it: "+86 138-1234-5678" -> "13812345678". Empty when it is none.
std::string plain_number(std::string_view text);

}  // namespace tiange::hotline
