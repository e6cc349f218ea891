#include "city/credit/frequency/rules/frequency_form.h"

#include <algorithm>
#include <cmath>

#include "base/digest.h"

namespace tiange::credit {

namespace {

constexpr int k_whole = 10'000;

Date first_of_month(int year, int month) {
  const int at = year * 12 + month - 1;
  return make_date(at / 12, at % 12 + 1, 1);
}

// The same day so many months later, or the last of the month.
Date months_after(Date date, int months) {
  const YearMonthDay day = split_date(date);
  const int at = day.year * 12 + day.month - 1 + months;
  const Date last = first_of_month(at / 12, at % 12 + 2) + -1;
  return std::min(make_date(at / 12, at % 12 + 1, 1) + (day.day - 1), last);
}

struct Period {
  Date from, to;
  int year = 0;
};
Period period_at(Date day, int months) {
  const YearMonthDay at = split_date(day);
  if (months >= 12) return {make_date(at.year, 1, 1), make_date(at.year, 12, 31), at.year};
  const int first = (at.month - 1) / months * months + 1;
  return {first_of_month(at.year, first), first_of_month(at.year, first + months) + -1, at.year};
}

int hundredths_of(double percent) { return static_cast<int>(std::lround(percent * 100)); }

Date spread_over(Date from, Date to, std::uint64_t spread) {
  return from + static_cast<int>(spread % static_cast<std::uint64_t>(to - from + 1));
}

// A condition that is put together; "true" when there is none.
std::string both(const std::string& a, const std::string& b) {
  const auto blank = [](const std::string& text) { return text.find_first_not_of(" \t\r\n") == text.npos; };
  if (blank(a)) return blank(b) ? "true" : b;
  return blank(b) ? a : "(" + a + ") and (" + b + ")";
}

CreditIndicator asking(std::string key, std::string condition) {
  CreditIndicator one;
  one.key = std::move(key);
  one.condition = std::move(condition);
  one.points = "1";
  one.source = "frequency";
  return one;
}

// Conditions read by the machine of scorings: items are i0, i1 …, triggers t0, t1 …
CreditScoring as_scoring(const Frequency& frequency) {
  CreditScoring scoring;
  scoring.grades = {{"A", 0, "green"}};
  for (std::size_t i = 0; i < frequency.items.size(); ++i)
    scoring.indicators.push_back(asking("i" + std::to_string(i), both(frequency.firms, frequency.items[i].condition)));
  for (std::size_t i = 0; i < frequency.triggers.size(); ++i) {
    const FrequencyTrigger& one = frequency.triggers[i];
    std::string condition = both(frequency.firms, one.condition);
    if (one.about == TriggerAbout::field) condition = both(condition, one.since + " != null");
    scoring.indicators.push_back(asking("t" + std::to_string(i), std::move(condition)));
    if (one.about == TriggerAbout::field) scoring.indicators.back().since = one.since;
  }
  return scoring;
}

Frequency in_use(Frequency all) {
  std::erase_if(all.items, [](const FrequencyItem& one) { return !one.on; });
  std::erase_if(all.triggers, [](const FrequencyTrigger& one) { return !one.on; });
  return all;
}

std::string_view date_text(std::string_view golden, std::string_view field) {
  std::string quoted = "\"";
  quoted.append(field).append("\":\"");
  const std::size_t at = golden.find(quoted);
  if (at == golden.npos) return {};
  const std::size_t from = at + quoted.size();
  return golden.substr(from, golden.find('"', from) - from);
}

}  // namespace

FrequencyDraw draw_of(std::int64_t firm, std::string_view item, int year) {
  std::string text = "检查抽签|" + std::to_string(firm) + "|";
  text.append(item).append("|").append(std::to_string(year));
  const Digest digest = sha256(text);
  const auto eight = [&](std::size_t at) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) value = value << 8 | digest[at + i];
    return value;
  };
  return {static_cast<int>(eight(0) % k_whole), eight(8)};
}

std::string_view grade_for(const std::vector<CreditGrade>& grades, std::string_view grade, std::string_view colour) {
  std::string_view worst = grade;
  for (const CreditGrade& one : grades) {
    if (one.grade == grade && one.colour == colour) return grade;
    if (one.colour == colour) worst = one.grade;
  }
  return worst;
}

FrequencyForm::FrequencyForm(Frequency frequency, std::int64_t version, std::vector<CreditGrade> grades, const registers::FieldCatalogue& catalogue,
                             Date since, Date today)
    : frequency_(in_use(std::move(frequency))), version_(version), grades_(std::move(grades)), since_(since), today_(today),
      conditions_(as_scoring(frequency_), version, catalogue, today) {
  for (const CreditLive& live : conditions_.indicators()) {
    const std::string& key = live.indicator.key;
    meaning_.emplace_back(key[0] == 'i', static_cast<std::size_t>(std::stoul(key.substr(1))));
  }
  for (std::size_t i = 0; i < frequency_.items.size(); ++i) {
    std::size_t first = i;
    for (std::size_t j = i; j-- > 0;) {
      if (frequency_.items[j].line == frequency_.items[i].line && frequency_.items[j].object == frequency_.items[i].object) first = j;
    }
    first_of_list_.push_back(first);
  }
}

FrequencyConcern FrequencyForm::read(const CreditResult& result, const columns::Table& table, std::size_t row) const {
  FrequencyConcern concern;
  for (const CreditMark& mark : result.marks) {
    const auto [item, at] = meaning_[mark.indicator];
    if (item) {
      concern.items.push_back(at);
    } else if (frequency_.triggers[at].about == TriggerAbout::field) {
      concern.triggers.push_back({at, conditions_.since(table, row, mark.indicator)});
    } else {
      concern.triggers.push_back({at, std::nullopt});
    }
  }
  return concern;
}

FrequencyConcern FrequencyForm::concern(const columns::Table& table, std::size_t row) const {
  return read(conditions_.score(table, row, {}), table, row);
}

void FrequencyForm::each_concern(const columns::Table& table, FunctionRef<void(std::size_t, const FrequencyConcern&)> visit) const {
  conditions_.score_all(
      table, [](std::size_t) { return std::span<const LeftOut>(); },
      [&](std::size_t row, const CreditResult& result) { visit(row, read(result, table, row)); });
}

std::vector<std::optional<Date>> FrequencyForm::last_checks(std::string_view golden, const std::map<std::string, Date>* noted) const {
  std::vector<std::optional<Date>> last(frequency_.items.size());
  for (std::size_t i = 0; i < last.size(); ++i) {
    const FrequencyItem& one = frequency_.items[i];
    const auto take = [&](Date day) {
      if (day <= today_ && (!last[i] || *last[i] < day)) last[i] = day;  // what lies ahead has not been done
    };
    if (!one.last.empty()) {
      if (const auto day = parse_date(date_text(golden, one.last)); day.ok()) take(*day);
    }
    if (!noted) continue;
    if (const auto found = noted->find(one.key); found != noted->end()) take(found->second);
  }
  return last;
}

const FrequencyCell* FrequencyForm::cell_of(std::size_t item, std::string_view grade) const {
  for (const FrequencyCell& cell : frequency_.items[item].cells) {
    if (cell.grade == grade) return &cell;
  }
  return nullptr;
}

CheckStanding FrequencyForm::standing(std::size_t item, const FrequencyFacts& facts) const {
  CheckStanding out;
  out.item = item;
  out.state = CheckState::not_drawn;
  if (item < facts.last.size()) out.last = facts.last[item];
  const FrequencyCell* cell = cell_of(item, facts.grade);
  Period period = period_at(today_, cell ? cell->interval_months : 12);
  out.from = period.from, out.to = period.to;
  if (!cell) return out;
  out.cell = static_cast<std::size_t>(cell - frequency_.items[item].cells.data());
  out.way = cell->way;
  const int share = hundredths_of(cell->share);
  const FrequencyDraw draw = draw_of(facts.firm, frequency_.items[item].key, period.year);
  const auto begin = [&] { return since_ > period.from && since_ <= period.to ? since_ : period.from; };
  const auto reach = [&] { return share >= k_whole ? k_whole : static_cast<int>(std::int64_t{share} * (period.to - begin() + 1) / (period.to - period.from + 1)); };
  out.number = draw.number, out.reach = reach();
  const auto ask = [&](std::uint64_t spread) {
    const Date earliest = out.last ? months_after(*out.last, cell->interval_months) : Date{0};
    const Date due = std::max(spread_over(begin(), period.to, spread), earliest);
    if (due > period.to && cell->interval_months >= 12) {
      out.state = CheckState::spaced;
      return;
    }
    out.state = CheckState::due;
    out.due = std::min(due, period.to);
  };
  const bool done = out.last && *out.last >= period.from;
  if (!done) {
    if (draw.number < out.reach) ask(draw.spread);
    return out;
  }
  const bool drawn = draw.number < out.reach;
  const Period next = period_at(period.to + 1, cell->interval_months);
  // Next year's draw is made next year; where everybody is checked there is nothing to be drawn.
  if (next.year != period.year && (share < k_whole || cell->interval_months >= 12)) {
    out.state = drawn ? CheckState::done : CheckState::not_drawn;
    return out;
  }
  period = next;
  const FrequencyDraw then = next.year == split_date(today_).year ? draw : draw_of(facts.firm, frequency_.items[item].key, next.year);
  if (then.number >= reach()) return out;
  out.from = period.from, out.to = period.to, out.number = then.number, out.reach = reach();
  ask(then.spread);
  return out;
}

std::vector<CheckStanding> FrequencyForm::standings(const FrequencyConcern& concern, const FrequencyFacts& facts) const {
  std::vector<CheckStanding> out;
  for (const std::size_t item : concern.items) out.push_back(standing(item, facts));
  for (const FrequencyConcern::Fact& fact : concern.triggers) {
    const FrequencyTrigger& trigger = frequency_.triggers[fact.trigger];
    const std::optional<Date> day = trigger.about == TriggerAbout::field ? fact.day : trigger.about == TriggerAbout::cases ? facts.last_case : facts.last_urgent;
    if (!day || *day > today_ || today_ - *day > trigger.fresh_days) continue;
    const auto listed = [&](std::size_t item) { return std::find(trigger.items.begin(), trigger.items.end(), frequency_.items[item].key) != trigger.items.end(); };
    if (std::none_of(out.begin(), out.end(), [&](const CheckStanding& one) { return listed(one.item); })) {
      for (std::size_t i = 0; i < frequency_.items.size(); ++i) {
        if (trigger.items.empty() || frequency_.items[i].key != trigger.items.front()) continue;
        CheckStanding extra = standing(i, facts);
        extra.concerned = false;
        extra.state = CheckState::not_drawn;
        extra.due.reset();
        extra.number = extra.reach = 0;
        out.push_back(extra);
      }
    }
    for (CheckStanding& one : out) {
      if (!listed(one.item)) continue;
      // A fact that is itself the day of a check is answered by a later one only.
      const bool same = trigger.since == frequency_.items[one.item].last && trigger.about == TriggerAbout::field;
      if (one.last && (*one.last > *day || (*one.last == *day && !same))) continue;
      const Date due = std::max(*day, since_) + trigger.within_days;  // nobody was asked before frequencies were kept
      if (one.due && *one.due <= due) continue;
      one.state = CheckState::due;
      one.way = FrequencyWay::visit;
      one.due = due;
      one.trigger = fact.trigger;
      one.triggered = *day;
    }
  }
  std::erase_if(out, [](const CheckStanding& one) { return !one.concerned && !one.due; });
  std::sort(out.begin(), out.end(), [](const CheckStanding& a, const CheckStanding& b) { return a.item < b.item; });
  return out;
}

void FrequencyForm::plan(const FrequencyConcern& concern, std::int64_t firm, std::string_view grade, int year,
                         FunctionRef<void(std::size_t, int, FrequencyWay)> visit) const {
  for (const std::size_t item : concern.items) {
    const FrequencyCell* cell = cell_of(item, grade);
    if (!cell || cell->share <= 0) continue;
    const FrequencyDraw draw = draw_of(firm, frequency_.items[item].key, year);
    if (draw.number >= hundredths_of(cell->share)) continue;
    const int months = std::min(cell->interval_months, 12);
    for (int first = 1; first <= 12; first += months) {
      const Date day = spread_over(first_of_month(year, first), first_of_month(year, first + months) + -1, draw.spread);
      visit(item, split_date(day).month, cell->way);
    }
  }
}

}  // namespace tiange::credit
