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
  flows::InboxQuery query;
  query.queues = queue.empty() ? scope.queues : std::vector<std::string>{queue};
  query.person = scope.person;
  query.limit = k_page;
  const auto names = directory(now);
  // What is shown is gathered from `after` on; what is counted, from the beginning.
  const auto walk = [&](const std::string& from, int pages, const std::function<bool(const CaseRecord&, InboxGroup)>& visit) {
    query.after = from;
    for (int page = 0; page < pages; ++page) {
      const flows::InboxPage got = parts_.flows.inbox(tx, query);
      for (const flows::Task& task : got.tasks) {
        const auto record = store_.load(tx, scope, {task.subject.part_key, CaseId{task.subject.id}});
        if (record.ok() && !visit(*record, group_of(record->file, task.due, now))) return got.next;
      }
      if (got.next.empty()) return got.next;
      query.after = got.next;
    }
    return query.after;
  };
  const auto show = [&](const CaseRecord& record) {
    TaskView view = task_view(parts_, *names, scope, record, now);
    if (const auto item = items_.item(record.file.item, record.file.item_version))
      view.item_name = scope.language == Language::zh ? item->name_zh : item->name_en;
    inbox.items.push_back(std::move(view));
  };
  if (!query.queues.empty()) {
    inbox.next = walk(after, k_most_pages_walked, [&](const CaseRecord& record, InboxGroup its) {
      if (group == InboxGroup::all || its == group) show(record);
      return true;
    });
    walk("", k_most_pages_walked, [&](const CaseRecord&, InboxGroup its) {
      count(inbox.counts, its);
      return true;
    });
    for (const flows::QueueCount& row : parts_.flows.counts(tx, query.queues)) inbox.counts.total += row.open;
  }
  const std::int64_t counted = inbox.counts.now + inbox.counts.today + inbox.counts.later + inbox.counts.returned;
  // Beyond the pages walked tasks come by later due moments.
  if (inbox.counts.total > counted) inbox.counts.later += inbox.counts.total - counted;
  inbox.counts.total = std::max(inbox.counts.total, counted);
  return inbox;
}

}  // namespace tiange::cases
