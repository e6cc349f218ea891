// The inbox of a person: the tasks of their queues and what was handed to them, by what presses first.

#include <algorithm>

#include "city/cases/case_service.h"

namespace tiange::cases {

namespace {

constexpr int k_page = 50;
constexpr int k_most_pages_walked = 8;
constexpr Span k_now = hours(2);  // due within this: now

InboxGroup group_of(const CaseFile& file, Instant due, Instant now) {
  if (file.just_returned || file.reworks > 0) return InboxGroup::returned;
  if (due && due <= now + k_now) return InboxGroup::now;
  if (due && local_date(due) <= local_date(now)) return InboxGroup::today;
  return InboxGroup::later;
}

void count(InboxCounts& counts, InboxGroup group) {
  switch (group) {
    case InboxGroup::now:
      ++counts.now;
      break;
    case InboxGroup::today:
      ++counts.today;
      break;
    case InboxGroup::returned:
      ++counts.returned;
      break;
    default:
      ++counts.later;
  }
}

}  // namespace

Result<Inbox> CaseService::inbox(db::Tx& tx, const Scope& scope, InboxGroup group, const std::string& queue,
                                 const std::string& after, Instant now) {
  if (!queue.empty() && !scope.has_queue(queue)) return refuse(ErrorCode::out_of_scope);
  Inbox inbox;
  const auto names = directory(now);
  const bool first = after.empty();
  bool showing = true;
  const auto take = [&](const flows::Task& task) {
    const auto record = store_.load(tx, scope, {task.subject.part_key, CaseId{task.subject.id}});
    if (!record.ok()) return;
    const InboxGroup its = group_of(record->file, task.due, now);
    if (first) count(inbox.counts, its);
    if (!showing || (group != InboxGroup::all && its != group)) return;
    TaskView view = task_view(parts_, *names, scope, *record, now);
    if (const auto item = items_.item(record->file.item, record->file.item_version))
      view.item_name = scope.language == Language::zh ? item->name_zh : item->name_en;
    inbox.items.push_back(std::move(view));
  };
  flows::InboxQuery query;
  query.person = scope.person;
  query.limit = k_page;
  if (first && queue.empty()) {
    // What a colleague of another queue handed to the caller.
    query.only_mine = true;
    for (const flows::Task& task : parts_.flows.inbox(tx, query).tasks) {
      if (!scope.has_queue(task.queue)) take(task);
    }
    query.only_mine = false;
  }
  query.queues = queue.empty() ? scope.queues : std::vector<std::string>{queue};
  query.after = after;
  for (int page = 0; page < k_most_pages_walked && !query.queues.empty(); ++page) {
    const flows::InboxPage got = parts_.flows.inbox(tx, query);
    for (const flows::Task& task : got.tasks) take(task);
    if (showing) inbox.next = got.next;
    // A full page is shown; the first page goes on counting.
    showing = showing && inbox.items.size() < static_cast<std::size_t>(k_page);
    if (got.next.empty() || (!showing && !first)) break;
    query.after = got.next;
  }
  for (const flows::QueueCount& row : parts_.flows.counts(tx, query.queues)) inbox.counts.total += row.open;
  // What lies beyond the pages walked is due later.
  InboxCounts& c = inbox.counts;
  const std::int64_t counted = c.now + c.today + c.later + c.returned;
  if (first && c.total > counted) c.later += c.total - counted;
  c.total = std::max(c.total, counted);
  return inbox;
}

}  // namespace tiange::cases
