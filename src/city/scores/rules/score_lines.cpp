// From the facts of a case to what it adds to each object on each day, and the facts as text.

#include <algorithm>

#include "base/codes.h"
#include "base/text.h"
#include "city/scores/rules/score_facts.h"

namespace tiange::scores {

namespace {

constexpr char k_field = '\x1f';
constexpr char k_record = '\x1e';

// What an obligation adds: due, done, done in time.
void add_task(Counts& counts, const Entry& entry, Count need, Count done, Count in_time) {
  counts[need] = 1;
  counts[done] = entry.ended ? 1 : 0;
  counts[in_time] = entry.ended && !entry.late ? 1 : 0;
}

void add_limit(Counts& counts, const Entry& entry, Count late, Count late_open, Count exempt, bool by_decision) {
  const bool over = entry.late && (entry.ended || entry.dropped);
  counts[late] = over ? 1 : 0;
  counts[late_open] = entry.late && !over ? 1 : 0;
  counts[exempt] = entry.late && by_decision ? 1 : 0;
}

Count simple_count(Work work) {
  switch (work) {
    case Work::back: return Count::back;
    case Work::rework: return Count::rework;
    case Work::delay: return Count::delay;
    case Work::suspend: return Count::suspend;
    case Work::urge: return Count::urge;
    case Work::reopen: return Count::reopen;
    case Work::satisfied: return Count::satisfaction;
    case Work::dissatisfied: return Count::noSatisfaction;
    default: return Count::count_;
  }
}

Counts report_counts(const CaseFacts& facts) {
  Counts counts;
  counts[Count::report] = 1;
  counts[Count::validReport] = facts.registered ? 1 : 0;
  counts[Count::publicReport] = facts.by_public ? 1 : 0;
  counts[Count::patrolDeal] = facts.on_spot ? 1 : 0;
  counts[Count::visit] = facts.on_spot ? 1 : 0;
  counts[Count::cancel] = facts.rejected ? 1 : 0;
  return counts;
}

Counts archive_counts(const Entry& entry, const CaseFacts& facts) {
  Counts counts;
  add_task(counts, entry, Count::needArchive, Count::archive, Count::inTimeArchive);
  add_limit(counts, entry, Count::overtimeArchive, Count::overtimeToArchive, Count::exemptArchive,
            facts.exempt_archive);
  counts[Count::defer] = facts.deferred ? 1 : 0;
  if (entry.ended) counts[Count::archiveMinutes] = (entry.ended - entry.began).us / minutes(1).us;
  return counts;
}

std::int32_t day_of(const Entry& entry) {
  const bool by_due = entry.late && entry.due && (!entry.ended || entry.due < entry.ended);
  return local_date(by_due ? entry.due : entry.ended).day;
}

std::string_view area_of_owner(std::string_view owner) { return owner.substr(0, owner.find_first_of("-:")); }

void add_line(Lines& lines, ObjectKind kind, std::string object, std::int64_t part, std::int32_t day,
              const Counts& counts, std::int64_t sign) {
  lines[{kind, std::move(object), part, day}].add(counts, sign);
}

void add_all(Lines& lines, const CaseFacts& facts, const Entry& entry, std::int32_t day, const Counts& counts,
             std::int64_t sign) {
  if (counts.is_zero()) return;
  add_line(lines, ObjectKind::area, facts.area, codes::part_key_of(facts.area), day, counts, sign);
  if (!facts.item.empty()) {
    const std::string town = facts.area.substr(0, 9);
    add_line(lines, ObjectKind::item, facts.item, codes::part_key_of(town), day, counts, sign);
  }
  if (!entry.unit.empty())
    add_line(lines, ObjectKind::unit, entry.unit, codes::part_key_of(area_of_owner(entry.unit)), day, counts, sign);
  if (!entry.queue.empty())
    add_line(lines, ObjectKind::post, entry.queue, codes::part_key_of(area_of_owner(entry.queue)), day, counts, sign);
  if (entry.person != 0)
    add_line(lines, ObjectKind::person, std::to_string(entry.person), entry.person, day, counts, sign);
}

}  // namespace

Counts counts_of(const Entry& entry, const CaseFacts& facts) {
  Counts counts;
  if (entry.work == Work::report) return report_counts(facts);
  // Neither due nor done yet, or gone before it was due.
  if (!entry.ended && !entry.late) return counts;
  switch (entry.work) {
    case Work::verify:
      add_task(counts, entry, Count::needVerify, Count::verify, Count::inTimeVerify);
      counts[Count::visit] = entry.ended ? 1 : 0;
      break;
    case Work::intake:
      counts[Count::needRegister] = 1;
      counts[Count::inTimeRegister] = entry.ended && !entry.late ? 1 : 0;
      break;
    case Work::dispatch:
      add_task(counts, entry, Count::needDispatch, Count::dispatch, Count::inTimeDispatch);
      counts[Count::accurDispatch] = entry.ended && !entry.wrong ? 1 : 0;
      break;
    case Work::response: add_task(counts, entry, Count::needResponse, Count::response, Count::inTimeResponse); break;
    case Work::handle:
      add_task(counts, entry, Count::needDispose, Count::dispose, Count::inTimeDispose);
      add_limit(counts, entry, Count::overtimeDispose, Count::overtimeToDispose, Count::exemptDispose,
                facts.exempt_handle);
      break;
    case Work::check:
      add_task(counts, entry, Count::needCheck, Count::check, Count::inTimeCheck);
      counts[Count::visit] = entry.ended ? 1 : 0;
      break;
    case Work::follow_up: counts[Count::returnVisit] = entry.ended ? 1 : 0; break;
    case Work::archive: return archive_counts(entry, facts);
    case Work::form:
      counts[Count::form] = entry.person ? 1 : 0;
      counts[Count::fieldTyped] = entry.typed;
      counts[Count::fieldFilled] = entry.filled;
      break;
    default:
      if (simple_count(entry.work) != Count::count_) counts[simple_count(entry.work)] = 1;
      break;
  }
  return counts;
}

void add_lines(Lines& lines, const CaseFacts& facts, std::int64_t sign) {
  if (facts.area.empty()) return;
  for (const Entry& entry : facts.entries) {
    const Counts counts = counts_of(entry, facts);
    if (!counts.is_zero()) add_all(lines, facts, entry, day_of(entry), counts, sign);
  }
  if (!facts.registered) return;
  Entry registering;
  Counts counts;
  counts[Count::register_] = 1;
  add_all(lines, facts, registering, local_date(facts.registered).day, counts, sign);
}

std::int64_t mask_of(const CaseFacts& facts) {
  std::int64_t mask = facts.registered ? bit_of(Count::register_) : 0;
  for (const Entry& entry : facts.entries) mask |= counts_of(entry, facts).mask();
  return mask;
}

std::string encode(const CaseFacts& facts) {
  std::string out;
  const auto put = [&](std::string_view text) { (out += text) += k_field; };
  const auto number = [&](std::int64_t n) { put(n == 0 ? std::string() : std::to_string(n)); };
  number(facts.created.us);
  put(facts.area);
  put(facts.item);
  put(facts.unit);
  number(facts.reporter);
  number(facts.by_public | facts.on_spot << 1 | facts.deferred << 2 | facts.exempt_handle << 3 |
         facts.exempt_archive << 4);
  number(facts.registered.us);
  number(facts.rejected.us);
  number(facts.latest.us);
  for (const Entry& entry : facts.entries) {
    out += k_record;
    number(static_cast<int>(entry.work));
    put(entry.queue);
    put(entry.unit);
    number(entry.person);
    number(entry.began.us);
    number(entry.due.us);
    number(entry.ended.us);
    number(entry.late | entry.dropped << 1 | entry.wrong << 2);
    number(entry.typed);
    number(entry.filled);
  }
  return out;
}

CaseFacts decode(std::string_view text) {
  CaseFacts facts;
  const auto records = text::split(text, k_record);
  const auto number = [](std::string_view t) { return text::to_int(t).value_or(0); };
  const auto head = text::split(records.front(), k_field);
  if (head.size() < 9) return facts;
  facts.created = {number(head[0])};
  facts.area = head[1];
  facts.item = head[2];
  facts.unit = head[3];
  facts.reporter = number(head[4]);
  const std::int64_t flags = number(head[5]);
  facts.by_public = flags & 1;
  facts.on_spot = flags & 2;
  facts.deferred = flags & 4;
  facts.exempt_handle = flags & 8;
  facts.exempt_archive = flags & 16;
  facts.registered = {number(head[6])};
  facts.rejected = {number(head[7])};
  facts.latest = {number(head[8])};
  for (std::size_t i = 1; i < records.size(); ++i) {
    const auto f = text::split(records[i], k_field);
    if (f.size() < 10) continue;
    const std::int64_t marks = number(f[7]);
    facts.entries.push_back({static_cast<Work>(number(f[0])),
                             std::string(f[1]),
                             std::string(f[2]),
                             number(f[3]),
                             {number(f[4])},
                             {number(f[5])},
                             {number(f[6])},
                             (marks & 1) != 0,
                             (marks & 2) != 0,
                             (marks & 4) != 0,
                             number(f[8]),
                             number(f[9])});
  }
  return facts;
}

}  // namespace tiange::scores
