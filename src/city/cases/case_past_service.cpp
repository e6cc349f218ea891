// Cases that have run their course, written in bulk: the same events, history, state and counters as if people had
// worked on them, without a process instance.

#include <map>
#include <tuple>

#include "base/digest.h"
#include "base/text.h"
#include "city/cases/case_service.h"
#include "city/cases/rules/deadline_rules.h"

namespace tiange::cases {

namespace {

constexpr Limit k_dispatch_limit{4, LimitKind::work_hours};
constexpr Limit k_check_limit{4, LimitKind::work_hours};
constexpr Limit k_close_limit{2, LimitKind::work_days};

struct PastBatch final : PastRows {
  struct Entry {
    std::size_t record;
    std::int64_t seq;
    CaseEvent event;
    std::string detail;
    std::string hash;
  };
  std::vector<CaseRecord> records;
  std::vector<Entry> entries;
  std::vector<std::string> states;
  std::map<std::tuple<std::int64_t, std::int64_t, std::string, int>, CountRow> counts;
  std::size_t size() const override { return records.size(); }
  bool overdue(std::size_t at) const override { return records[at].file.overdue(); }
};

class PastMaker {
 public:
  PastMaker(const CasesParts& parts, const PastCase& past, const ItemFacts* item)
      : parts_(parts), past_(past), item_(item) {}

  std::vector<CaseEvent> events() {
    report();
    if (past_.dispatched) {
      for (int i = 0; i < past_.returns; ++i) give_back(i);
      dispatch(past_.dispatched);
      settle();
      if (past_.checked) check();
      if (past_.closed) close();
    }
    return std::move(events_);
  }

 private:
  const CaseRules& rules() const { return parts_.options.rules; }
  Clock clock(const Limit& limit, Instant from) const {
    Limit given = limit;
    if (past_.due) given = *past_.due ? limit_until(from, *past_.due) : Limit{};
    return started_clock(given, from, *parts_.calendar, rules());
  }
  CaseEvent& add(EventKind kind, Instant when, PersonId person, const std::string& name, const std::string& unit) {
    CaseEvent event;
    event.kind = kind;
    event.happened = when;
    event.actor = {person, name, unit};
    events_.push_back(std::move(event));
    return events_.back();
  }
  static Stop stop(Element element, std::string queue, Clock clock) {
    Stop out;
    out.element = element;
    out.queue = std::move(queue);
    out.clock = std::move(clock);
    return out;
  }

  void report() {
    const ReportInput& in = past_.report;
    CaseEvent& event = add(EventKind::reported, past_.created, past_.reported_by, past_.reported_by_name, "");
    event.channel = in.channel;
    event.case_kind = in.kind;
    event.severity = in.severity;
    event.area = past_.area;
    event.place = in.place.text;
    event.lng = in.place.lng;
    event.lat = in.place.lat;
    event.confidential = in.reporter.confidential || (item_ && item_->confidential);
    event.anonymous = in.reporter.anonymous;
    event.wants_reply = in.reporter.wants_reply;
    if (in.occurred) event.occurred = *in.occurred;
    event.digest = hex(sha256(in.title + "\n" + in.content + "\n"));
    if (item_) {
      event.item = item_->code;
      event.item_version = item_->version;
      event.line = item_->lead_line;
    }
    const Limit handling = handling_limit(item_, in.severity, event.area, rules());
    event.running = clock(total_limit(in.kind, handling, *parts_.calendar, rules()), past_.created);
    if (!past_.dispatched) {
      event.settled = true;
      event.condition = past_.closing_condition;
      event.text = past_.result;
      event.unit = past_.unit;
    }
  }
  // A unit that was wrong for it had the case for a while before the last one.
  void give_back(int i) {
    const Span part{(past_.dispatched - past_.created).us / (past_.returns + 1)};
    const Instant from = past_.created + part * i + Span{part.us / 4};
    dispatch(from);
    CaseEvent& event = add(EventKind::returned, from + Span{part.us / 2}, PersonId{}, "", past_.unit);
    event.text = "不属于本单位职责";
    event.to =
        stop(Element::dispatch, parts_.options.district + "-ZX:dispatcher", clock(k_dispatch_limit, event.happened));
  }
  void dispatch(Instant when) {
    CaseEvent& event = add(EventKind::dispatched, when, PersonId{}, "", "");
    event.unit = past_.unit;
    event.level = past_.level;
    event.routing.decision = "dispatch";
    handle_stop(event, when);
  }
  void handle_stop(CaseEvent& event, Instant when) {
    const Element element = past_.level == Level::town ? Element::coordinate : Element::handle;
    event.to =
        stop(element, past_.unit + ":handler", clock(handling_limit(item_, past_.report.severity, past_.area, rules()), when));
  }
  void settle() {
    CaseEvent& event = add(EventKind::settled, past_.settled, past_.handler, past_.handler_name, past_.unit);
    event.condition = past_.closing_condition;
    event.text = past_.result;
    event.to = past_.checked ? check_stop(past_.settled) : close_stop(past_.settled);
  }
  Stop check_stop(Instant when) const {
    return stop(Element::check, past_.area + ":officer", clock(k_check_limit, when));
  }
  Stop close_stop(Instant when) const {
    return stop(Element::close, past_.area.substr(0, 12) + "-ZZ:station_head", clock(k_close_limit, when));
  }
  void check() {
    CaseEvent& event = add(EventKind::checked, past_.checked, past_.checker, past_.checker_name, "");
    event.outcome = "pass";
    event.to = close_stop(past_.checked);
  }
  void close() {
    if (!past_.satisfaction.empty()) {
      CaseEvent& call = add(EventKind::followed_up, past_.closed, PersonId{}, "", "");
      call.outcome = past_.satisfaction;
    }
    CaseEvent& event = add(EventKind::closed, past_.closed, past_.checker, past_.checker_name, "");
    event.condition = past_.closing_condition;
  }

  const CasesParts& parts_;
  const PastCase& past_;
  const ItemFacts* item_;
  std::vector<CaseEvent> events_;
};

void add_counts(PastBatch& batch, const CaseRecord& record) {
  for (const CountRow& row : counts_of(counted(record))) {
    CountRow& sum = batch.counts[{row.part_key, row.day, row.item, row.level}];
    sum.part_key = row.part_key;
    sum.day = row.day;
    sum.item = row.item;
    sum.level = row.level;
    sum.opened += row.opened;
    sum.closed += row.closed;
    sum.on_time += row.on_time;
    sum.late += row.late;
    sum.open_now += row.open_now;
    sum.overdue_now += row.overdue_now;
  }
}

}  // namespace

std::unique_ptr<PastRows> CaseService::prepare(std::span<const PastCase> cases) {
  auto batch = std::make_unique<PastBatch>();
  batch->records.reserve(cases.size());
  batch->entries.reserve(cases.size() * 4);
  for (const PastCase& past : cases) {
    const auto item = items_.find(past.report.item_code);
    CaseRecord record;
    record.ref = {part_key_of(past.area), past_ids_.next_as<CaseTag>(past.created)};
    record.created = past.created;
    record.title = past.report.title.empty() ? text::cut(past.report.content, 30) : past.report.title;
    record.content = past.report.content;
    for (CaseEvent& event : PastMaker(parts_, past, item.get()).events()) {
      apply(record.file, event);
      std::string detail = encode_detail(event);
      record.hash = entry_hash(record.hash, record.ref, ++record.seq, event, detail);
      batch->entries.push_back({batch->records.size(), record.seq, std::move(event), std::move(detail), record.hash});
    }
    batch->states.push_back(encode(record.file));
    add_counts(*batch, record);
    batch->records.push_back(std::move(record));
  }
  return batch;
}

void CaseService::write(db::Tx& tx, const PastRows& rows) {
  const auto& batch = static_cast<const PastBatch&>(rows);
  std::map<std::int64_t, std::int64_t> per_day;
  for (const CaseRecord& record : batch.records) ++per_day[local_date(record.created).day];
  for (auto& [day, next] : per_day) next = store_.reserve_numbers(tx, day, next);
  std::vector<std::string> numbers;
  numbers.reserve(batch.records.size());
  for (const CaseRecord& record : batch.records) {
    const std::int64_t day = local_date(record.created).day;
    numbers.push_back(numbers_.format(day, per_day[day]++));
  }
  store_.insert_many(tx, batch.records, numbers, batch.states);
  std::vector<StoredEntry> entries;
  entries.reserve(batch.entries.size());
  for (const PastBatch::Entry& entry : batch.entries)
    entries.push_back({batch.records[entry.record].ref, entry.seq, &entry.event, &entry.detail, &entry.hash});
  store_.append_many(tx, entries);
  std::vector<CountRow> counts;
  counts.reserve(batch.counts.size());
  for (const auto& [key, row] : batch.counts) counts.push_back(row);
  store_.add_counts(tx, std::move(counts));
}

}  // namespace tiange::cases
