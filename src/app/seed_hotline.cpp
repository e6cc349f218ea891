#include "app/seed_hotline.h"

#include <algorithm>

namespace tiange::app {

namespace {

constexpr std::size_t k_seats_a_shift = 8;
constexpr int k_shift_days = 7;

}  // namespace

std::string hotline_line(const std::string& lead_line, std::size_t turn) {
  static const std::map<std::string, std::vector<const char*>> k_lines = {
      {"CG", {"12319", "12345", "12319"}},
      {"SJ", {"12315", "12315", "12358", "12331"}},
      {"RS", {"12333", "12333", "12393"}},
      {"ST", {"12369", "12345"}},
      {"JT", {"12328", "12345"}},
      {"ZJ", {"12345", "12319", "12329", "12314"}},
      {"YJ", {"12350", "12345"}},
      {"WJ", {"12320", "12345", "12356"}},
      {"MZ", {"12349", "12345", "12338", "12385"}},
      {"GA", {"12345", "12389", "12367"}},
      {"ZS", {"12345", "12366", "12348"}}};
  const auto at = k_lines.find(lead_line);
  if (at == k_lines.end()) return "12345";
  return at->second[turn % at->second.size()];
}

void PastCallCounts::add(const town::Matter& m, const std::string& line) {
  if (m.channel != town::Channel::hotline) return;
  hotline::LineFigures& f = counts_[{local_date(m.reported_at), line}];
  // Spread by the number of the matter, so that the same seed gives the same figures.
  const auto n = static_cast<std::int64_t>(m.number % 97);
  constexpr std::int64_t k_level = 15;
  const std::int64_t wait = 3 + n % 15;
  f.calls += 1;
  f.answered += 1;
  f.in_time += wait <= k_level ? 1 : 0;
  f.wait_seconds += wait;
  f.talk_seconds += 90 + n * 3;
  if (n % 24 == 0) {
    f.calls += 1;
    f.abandoned += 1;
  }
  if (m.settled == town::Settled::answered) {
    f.on_line += 1;
    return;
  }
  if (m.settled == town::Settled::not_accepted) return;
  f.cases += 1;
  if (m.open() || m.opinion == town::Opinion::none) return;
  f.visits += 1;
  const bool bad = m.opinion == town::Opinion::unsatisfied;
  (bad ? f.unresolved : n % 7 == 0 ? f.partly : f.resolved) += 1;
  (bad ? f.dissatisfied : n % 5 == 0 ? f.basically : f.satisfied) += 1;
  f.went_back += bad ? 1 : 0;
}

std::vector<hotline::PastCalls> PastCallCounts::days() const {
  std::vector<hotline::PastCalls> all;
  for (const auto& [key, figures] : counts_) all.push_back({key.first, key.second, figures});
  return all;
}

Outcome put_shifts(hotline::Hotline& room, db::Tx& tx, const std::vector<PersonId>& seats, Instant now) {
  if (seats.size() < 3) return done();
  const std::size_t size = std::min(k_seats_a_shift, seats.size() / 3);
  const std::pair<const char*, int> k_shifts[] = {{"夜班", 0}, {"早班", 8}, {"中班", 16}};
  std::size_t next = 0;
  for (int day = -1; day < k_shift_days; ++day) {
    for (const auto& [name, hour] : k_shifts) {
      hotline::ShiftIn shift;
      shift.name = name;
      shift.starts = local_instant(local_date(now) + day, 0) + hours(hour);
      shift.ends = shift.starts + hours(8);
      for (std::size_t i = 0; i < size; ++i) shift.people.push_back(seats[next++ % seats.size()]);
      shift.head = shift.people.front();
      TIANGE_CHECK_OK(room.put_shift(tx, system_scope(), shift, now));
    }
  }
  return done();
}

}  // namespace tiange::app
