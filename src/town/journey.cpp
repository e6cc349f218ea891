#include "town/journey.h"

#include <algorithm>
#include <map>

namespace tiange::town {
namespace {

Instant& at(Matter& matter, Step step) { return matter.at[static_cast<std::size_t>(step)]; }

Span some_minutes(Random& random, double low, double high) {
  return seconds(static_cast<std::int64_t>(60 * random.between(low, high)));
}

Severity draw_severity(const MixRow& row, Random& random) {
  const double dice = random.unit();
  if (dice < row.urgent) return Severity::urgent;
  if (dice < row.urgent + row.minor) return Severity::minor;
  return dice < row.urgent + row.minor + row.works ? Severity::works : Severity::normal;
}

// Trifles stay in the grid: nine of ten findings are settled by the officer on the spot.
Settled settle_finding(const std::string& level, Severity severity, Random& random) {
  const double dice = random.unit();
  const bool beyond_a_grid = severity == Severity::works || severity == Severity::urgent;
  if (beyond_a_grid) return dice < 0.8 ? Settled::department : Settled::town;
  if (level == "grid") return dice < 0.972 ? Settled::grid : dice < 0.995 ? Settled::community : Settled::department;
  if (level == "community") return dice < 0.8 ? Settled::grid : dice < 0.95 ? Settled::community : Settled::department;
  if (level == "town") return dice < 0.2 ? Settled::community : Settled::town;
  return dice < 0.3 ? Settled::grid : dice < 0.45 ? Settled::community : Settled::department;
}

Settled settle_call(Ask ask, const std::string& level, Random& random) {
  const double dice = random.unit();
  switch (ask) {
    case Ask::consult: return dice < 0.965 ? Settled::answered : Settled::department;
    case Ask::praise: return Settled::answered;
    case Ask::other: return dice < 0.7 ? Settled::answered : Settled::community;
    case Ask::help: if (dice < 0.2) return Settled::answered; break;
    case Ask::complaint:
    case Ask::report: if (dice < 0.025) return Settled::not_accepted; break;
    default: break;
  }
  const double place = random.unit();
  if (level == "grid" || level == "community") {
    return place < 0.58 ? Settled::community : place < 0.96 ? Settled::department : Settled::town;
  }
  if (level == "town") return place < 0.8 ? Settled::town : Settled::department;
  return place < 0.94 ? Settled::department : Settled::town;
}

class Traveller {
 public:
  Traveller(const District& district, const Posts& posts, const Days& days, Random& random, Matter& matter)
      : district_(district), posts_(posts), days_(days), random_(random), m_(matter) {}

  void go() {
    const bool officer_settles = m_.settled == Settled::grid && m_.channel == Channel::grid;
    at(m_, Step::reported) = m_.reported_at;
    if (m_.settled == Settled::answered) return answer();
    if (m_.settled == Settled::not_accepted) {
      at(m_, Step::closed) = m_.reported_at + some_minutes(random_, 5, 120);
      return;
    }
    if (officer_settles) return settle_on_the_spot();
    register_it();
    handle();
    finish();
  }

 private:
  void answer() {
    at(m_, Step::registered) = m_.reported_at + some_minutes(random_, 1, 5);
    at(m_, Step::handled) = at(m_, Step::registered) + some_minutes(random_, 0.5, 8);
    at(m_, Step::closed) = at(m_, Step::handled) + some_minutes(random_, 0.2, 2);
    m_.handler = posts_.seat(random_);
  }

  void settle_on_the_spot() {
    at(m_, Step::registered) = m_.reported_at + seconds(random_.below(20));
    at(m_, Step::handled) = at(m_, Step::registered) + some_minutes(random_, 2, 40);
    at(m_, Step::closed) = at(m_, Step::handled) + some_minutes(random_, 0.5, 30);
    m_.handler = m_.reporter;
  }

  void register_it() {
    Instant t = m_.reported_at;
    if (m_.channel != Channel::grid && m_.ask != Ask::suggestion) {
      t = (urgent() ? t : days_.next_work(t)) + some_minutes(random_, 8, urgent() ? 30 : 110);
      at(m_, Step::verified) = t;
    }
    t = t + some_minutes(random_, 2, urgent() ? 8 : 40);
    at(m_, Step::registered) = t;
    t = t + some_minutes(random_, 2, urgent() ? 8 : 50);
    at(m_, Step::dispatched) = t;
    const double dice = random_.unit();
    m_.returns = dice < 0.004 ? 2 : dice < 0.04 ? 1 : 0;
    for (int i = 0; i < m_.returns; ++i) t = days_.add_work(t, 60 + random_.below(240));
    at(m_, Step::signed_for) = urgent() ? t + some_minutes(random_, 2, 25) : days_.add_work(t, 5 + random_.below(200));
  }

  // A third of the limit in the median; about three of a hundred run over it.
  void handle() {
    const District::Limit limit = district_.items[m_.item].limits[static_cast<std::size_t>(m_.severity)];
    const double share = std::min(3.0, exponential_of(0.72 * random_.normal() - 1.35));
    const auto minutes_taken = std::max<std::int64_t>(3, static_cast<std::int64_t>(share * limit.minutes));
    const Instant from = at(m_, Step::signed_for);
    at(m_, Step::handled) = limit.working ? days_.add_work(from, minutes_taken) : from + minutes(minutes_taken);
    deadline_ = limit.working ? days_.add_work(from, limit.minutes) : from + minutes(limit.minutes);
  }

  void finish() {
    m_.reworks = random_.chance(0.028) ? 1 : 0;
    Instant t = at(m_, Step::handled);
    if (m_.reworks) t = days_.add_work(t, 120 + random_.below(700));
    t = (urgent() ? t : days_.next_work(t)) + some_minutes(random_, 15, 200);
    at(m_, Step::checked) = t;
    if (m_.channel != Channel::grid) {
      t = days_.add_work(t, 30 + random_.below(600));
      at(m_, Step::followed_up) = t;
    }
    at(m_, Step::closed) = days_.next_work(t) + some_minutes(random_, 2, 60);
    m_.overdue = at(m_, Step::handled) > deadline_;
  }

  bool urgent() const { return m_.severity == Severity::urgent; }

  const District& district_;
  const Posts& posts_;
  const Days& days_;
  Random& random_;
  Matter& m_;
  Instant deadline_;
};

// The reporter's opinion of a closed matter; lower when it ran late or came back.
void rate(Random& random, Matter& m) {
  if (m.channel == Channel::grid || m.open()) return;
  const double trouble = (m.overdue ? 0.25 : 0) + (m.reworks ? 0.1 : 0) + (m.repeats ? 0.1 : 0) +
                         (m.settled == Settled::answered ? -0.1 : 0.03);
  m.resolved = !random.chance(0.12 + trouble);
  const double dice = random.unit();
  if (dice < 0.2) return;  // did not answer the call
  m.opinion = dice < 0.24 + (m.resolved ? 0.02 : 0.5) + trouble / 2 ? Opinion::unsatisfied
              : dice < 0.62                                          ? Opinion::satisfied
                                                                     : Opinion::very_satisfied;
}

// The future has not happened: the first step after `now` and all that follow are blank.
void forget_future(Instant now, Matter& m) {
  bool blank = false;
  for (Instant& moment : m.at) {
    blank = blank || moment > now;
    if (blank) moment = {};
  }
  if (!at(m, Step::dispatched)) m.returns = 0;
  if (!at(m, Step::handled)) m.reworks = 0;
  if (!at(m, Step::handled) && m.settled == Settled::answered) m.handler = -1;
}

}  // namespace

Posts::Posts(const District& district) : district_(district) {
  std::map<std::string, int> grids;
  for (std::size_t g = 0; g < district.grids.size(); ++g) grids[district.grids[g].code] = static_cast<int>(g);
  for (std::size_t u = 0; u < district.units.size(); ++u) units_[district.units[u].code] = static_cast<int>(u);
  officers_.resize(district.grids.size());
  handlers_.resize(district.units.size());
  for (std::size_t p = 0; p < district.people.size(); ++p) {
    const Person& person = district.people[p];
    if (person.duty == "officer") officers_[grids[person.areas[0]]].push_back(static_cast<int>(p));
    if (person.duty == "seat") seats_.push_back(static_cast<int>(p));
    if (person.duty == "handler" || person.duty == "village_command" || person.duty == "town_command") {
      handlers_[units_[person.unit]].push_back(static_cast<int>(p));
    }
  }
}

int Posts::officer(int grid, Random& random) const { return random.pick(officers_[grid]); }

int Posts::unit(const District::Item& item, Settled settled, int grid) const {
  const std::string& code = district_.grids[grid].code;
  if (settled == Settled::community || settled == Settled::grid) return units_.at(code.substr(0, 12) + "-ZZ");
  const std::string line = settled == Settled::town ? "ZX" : item.lead_line;
  const auto found = units_.find(code.substr(0, 9) + "-" + line);
  return found == units_.end() ? -1 : found->second;
}

int Posts::handler(int unit, Random& random) const {
  return unit < 0 || handlers_[unit].empty() ? -1 : random.pick(handlers_[unit]);
}

void travel(const District& district, const Posts& posts, const Days& days, const MixRow& row, Instant now,
            Random& random, Matter& matter) {
  const District::Item& item = district.items[matter.item];
  matter.severity = draw_severity(row, random);
  matter.settled = matter.channel == Channel::grid ? settle_finding(item.settle_level, matter.severity, random)
                                                   : settle_call(matter.ask, item.settle_level, random);
  matter.officer = matter.channel == Channel::grid ? matter.reporter : posts.officer(matter.grid, random);
  const bool by_a_unit = matter.settled == Settled::community || matter.settled == Settled::department ||
                         matter.settled == Settled::town;
  if (by_a_unit) {
    matter.unit = posts.unit(item, matter.settled, matter.grid);
    matter.handler = posts.handler(matter.unit, random);
  }
  Traveller(district, posts, days, random, matter).go();
  forget_future(now, matter);
  if (matter.unit >= 0 && !at(matter, Step::dispatched)) matter.unit = matter.handler = -1;
  rate(random, matter);
}

}  // namespace tiange::town
