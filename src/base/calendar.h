#pragma once
// The working calendar of the district: which days are worked (weekends, holidays, moved days 调休) and the four clocks
// of the field (GB/T 30428 practice): urgent hours and natural days never stop; work hours and work days run only
// inside the working windows of worked days, 1 work day = the length of all windows of a day (8 hours by default). Pure
// values; copying costs the tables (about 320 KB), so share one by shared_ptr. Years 1990-2099; outside, the nearest
// day of the table stands.

#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace tiange {

// How grave a matter is; `works` needs building or planting work and so runs longest.
enum class Severity { urgent, normal, minor, works };
BOOST_DESCRIBE_ENUM(Severity, urgent, normal, minor, works)

enum class LimitKind : std::uint8_t { urgent_hours, natural_days, work_hours, work_days };
BOOST_DESCRIBE_ENUM(LimitKind, urgent_hours, natural_days, work_hours, work_days)

std::string_view limit_kind_name(LimitKind kind);  // "work_hours"
bool runs_always(LimitKind kind);

// A time limit such as "4 work_hours". Amount in the unit of its kind; 0 means no limit.
struct Limit {
  double amount = 0;
  LimitKind kind = LimitKind::work_days;

  explicit operator bool() const { return amount > 0; }
  friend bool operator==(const Limit&, const Limit&) = default;
};
BOOST_DESCRIBE_STRUCT(Limit, (), (amount, kind))

// "4 work_hours", "4 work_hour", "0.5 urgent_hours", and as people write them: "4工作时", "4 个工作时", "4 working hours".
// "PT2H" style texts are not limits. Refused: bad_input.
Result<Limit> parse_limit(std::string_view text);
std::string limit_text(const Limit& limit);  // "4 work_hours"
Words limit_words(const Limit& limit);       // 4 个工作时 / 4 working hours

// A day that differs from the rule "Monday to Friday are worked".
struct CalendarDay {
  Date date;
  bool worked = false;
  std::string name;
};

struct WorkWindow {
  std::int64_t from_us;  // of the local day
  std::int64_t to_us;
};

class WorkCalendar {
 public:
  // 08:00-12:00 and 14:00-18:00, Monday to Friday.
  WorkCalendar();
  // Windows must be ascending and apart; they are the caller's checked configuration.
  WorkCalendar(const std::vector<CalendarDay>& days, std::vector<WorkWindow> windows);

  bool is_worked(Date date) const;
  // Name of the holiday or moved day; empty for ordinary days.
  std::string_view name_of(Date date) const;
  std::int64_t day_length_us() const { return day_length_us_; }

  // What the limit amounts to on its own clock: continuous or working microseconds.
  Span budget(const Limit& limit) const;
  // Running time between two moments on the clock of `kind`; negative when `to` is before `from`.
  Span elapsed(LimitKind kind, Instant from, Instant to) const;
  // The first moment at which `budget` has run since `from`. A budget that ends with the working day ends at its close,
  // not at the next day's opening. A budget of zero or less gives `from`.
  Instant add(LimitKind kind, Instant from, Span budget) const;
  Instant add(const Limit& limit, Instant from) const { return add(limit.kind, from, budget(limit)); }

 private:
  std::int64_t work_before(Instant moment) const;  // working microseconds since the start of the table
  Instant moment_of_work(std::int64_t work_us) const;

  std::vector<WorkWindow> windows_;
  std::int64_t day_length_us_ = 0;
  std::vector<std::int32_t> worked_before_;  // worked days before each day of the table
  std::vector<std::int32_t> worked_days_;    // the day numbers of worked days
  std::vector<std::pair<Date, std::string>> names_;
};

// Rows of data/calendar.csv by their header: date, kind (holiday | workday), name. Every wrong cell is a field of the
// refusal.
Result<std::vector<CalendarDay>> parse_calendar_days(std::string_view csv);
// The calendar of a CSV text with the default windows.
Result<WorkCalendar> read_calendar(std::string_view csv);

}  // namespace tiange
