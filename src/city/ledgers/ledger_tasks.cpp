// Tasks from the ledger: given for a line or for everyone in a watch list, worked off by whoever has the grid, the result kept.

#include <algorithm>
#include <set>

#include "base/text.h"
#include "city/ledgers/ledger_service.h"

namespace tiange::ledgers {

namespace {

constexpr std::size_t k_page = 100;
constexpr std::size_t k_most_at_once = 200;
constexpr std::size_t k_longest_text = 500;
constexpr std::string_view k_outcomes[] = {"done", "absent", "moved", "wrong"};
constexpr std::string_view k_officer = ":officer";

bool works_grid(const Scope& scope, std::string_view grid) { return scope.has_queue(std::string(grid) + std::string(k_officer)); }

}  // namespace

TaskView LedgerService::view_of(db::Tx& tx, const Scope& scope, const store::TaskRecord& row, Instant now) const {
  TaskView view;
  view.id = std::to_string(row.id);
  view.village = row.village;
  view.kind = row.kind;
  if (row.watch != 0) {
    view.watch = std::to_string(row.watch);
    if (const auto watch = store::watch(tx, row.watch)) view.watch_zh = watch->in.zh, view.watch_en = watch->in.en;
  }
  view.subject = std::to_string(row.subject);
  view.grid = row.grid;
  view.area_name = parts_.places.full_name(row.grid, scope.language);
  view.title = row.title;
  view.text = row.text;
  view.due = row.due;
  view.state = row.state;
  view.late = (row.finished ? format_date(local_date(row.finished)) : format_date(local_date(now))) > row.due && row.state != TaskState::withdrawn;
  view.given = row.given;
  view.given_by = row.given_by;
  if (row.finished) view.finished = row.finished;
  view.finished_by = row.finished_by;
  view.outcome = row.outcome;
  view.result = row.result;
  view.mine = works_grid(scope, row.grid);
  view.version = row.version;
  const SubjectId id{row.subject};
  const Catalogue catalogue = parts_.subjects.catalogue();
  parts_.subjects.each_of(tx, scope, std::span(&id, 1), [&](const GoldenRow& golden) {
    const auto values = json::parse(golden.golden);
    if (!values.ok() || !golden.grid.starts_with(row.village)) return false;
    DataKind plain;
    plain.kind = golden.kind;
    plain.fields = {"live_address", "address"};
    const LineRow line = row_of(scope, plain, *catalogue, id, golden.grid, *values, row.title, now);
    view.subject_title = line.title;
    if (!line.values.empty()) view.address = line.values.begin()->second;
    return false;
  });
  return view;
}

Result<TaskList> LedgerService::tasks(db::Tx& tx, const Scope& scope, const TaskAsk& ask, Instant now) const {
  std::optional<TaskState> state = json::enum_from<TaskState>(ask.state);
  const std::int64_t before = text::to_int(ask.after).value_or(0);
  std::set<std::string> villages;
  if (!ask.village.empty()) {
    TIANGE_CHECK_OK(sees(scope, ask.village));
    villages.insert(ask.village);
  } else {
    // One's own: of the grids one works.
    for (const std::string& queue : scope.queues) {
      if (queue.ends_with(k_officer) && queue.size() > 15) villages.insert(queue.substr(0, 12));
    }
  }
  const bool mine = ask.mine || ask.village.empty();
  std::vector<store::TaskRecord> rows;
  for (const std::string& village : villages) {
    std::size_t taken = 0;
    store::each_task(tx, village, state, before, [&](const store::TaskRecord& row) {
      if (!scope.covers(row.grid) || (mine && !works_grid(scope, row.grid))) return true;
      rows.push_back(row);
      return ++taken <= k_page;
    });
  }
  std::sort(rows.begin(), rows.end(), [](const store::TaskRecord& a, const store::TaskRecord& b) { return a.id > b.id; });
  TaskList list;
  if (rows.size() > k_page) {
    rows.resize(k_page);
    list.next = std::to_string(rows.back().id);
  }
  for (const store::TaskRecord& row : rows) list.items.push_back(view_of(tx, scope, row, now));
  return list;
}

Result<TaskList> LedgerService::give_tasks(db::Tx& tx, const Scope& scope, const TaskIn& in, Instant now) {
  TIANGE_CHECK_OK(leads(scope, in.village));
  std::vector<FieldError> faults;
  const std::string title(text::trim(in.title));
  if (title.empty() || text::length(title) > 100) faults.push_back({"title", "请写明任务，最多 100 字", "say what is to be done, in at most 100 characters"});
  if (text::length(in.text) > k_longest_text) faults.push_back({"text", "最多 500 字", "at most 500 characters"});
  const auto due = parse_date(in.due);
  if (!due.ok() || *due < local_date(now)) faults.push_back({"due", "请填写今天以后的日期", "a day from today on"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  store::TaskRecord task;
  task.village = in.village;
  task.title = title;
  task.text = text::trim(in.text);
  task.due = format_date(*due);
  task.given = now;
  task.given_by = scope.name;
  std::vector<std::pair<std::int64_t, std::string>> about;
  if (!in.watch.empty()) {
    TIANGE_TRY(const store::WatchRecord watch, seen_watch(tx, scope, in.watch));
    if (watch.in.village != in.village) return refuse(ErrorCode::out_of_scope);
    TIANGE_CHECK_OK(may_read(tx, scope, in.village, watch.in.kind, now));
    task.watch = watch.id;
    task.kind = watch.in.kind;
    const Instant since = store::seen(tx, in.village, watch.id, scope.account);
    for (const store::Member& member : store::members(tx, watch.id)) {
      if (!member.left && (!in.entered || member.entered > since)) about.emplace_back(member.subject, member.grid);
    }
  } else {
    TIANGE_TRY(const Readable read, readable(tx, scope, in.village, in.kind, now));
    TIANGE_TRY(const Found one, found(tx, scope, read.kind, in.village, in.subject, now));
    task.kind = read.kind.code;
    about.emplace_back(one.id.value, one.grid);
  }
  if (about.empty()) return refuse_fields(ErrorCode::bad_input, {{"watch", "清单里现在没有人", "nobody is in the list now"}});
  if (about.size() > k_most_at_once)
    return refuse_fields(ErrorCode::bad_input, {{"watch", "一次最多 200 条，请缩小清单", "at most 200 at once; make the list smaller"}});
  TaskList list;
  for (const auto& [subject, grid] : about) {
    store::TaskRecord one = task;
    one.id = parts_.ids.next(now);
    one.subject = subject;
    one.grid = grid;
    if (!store::put_task(tx, one)) return refuse(ErrorCode::conflict);
    if (parts_.tell) parts_.tell(tx, grid);
    list.items.push_back(view_of(tx, scope, one, now));
  }
  return list;
}

Result<store::TaskRecord> LedgerService::worked_task(db::Tx& tx, const Scope& scope, std::string_view id) const {
  const auto number = parse_id(id);
  if (!number.ok()) return refuse(ErrorCode::not_found);
  auto row = store::task(tx, *number);
  if (!row || !scope.covers(row->grid)) return refuse(ErrorCode::out_of_scope);
  if (row->state != TaskState::open) return refuse(ErrorCode::ledger_task_over);
  return *std::move(row);
}

Result<TaskView> LedgerService::finish(db::Tx& tx, const Scope& scope, std::string_view id, const FinishIn& in, Instant now) {
  TIANGE_TRY(store::TaskRecord row, worked_task(tx, scope, id));
  if (!works_grid(scope, row.grid) && !scope.may(Permission::ledgers_tasks)) return refuse(ErrorCode::forbidden);
  std::vector<FieldError> faults;
  if (std::find(std::begin(k_outcomes), std::end(k_outcomes), in.outcome) == std::end(k_outcomes))
    faults.push_back({"outcome", "应为 done、absent、moved 或 wrong", "is done, absent, moved or wrong"});
  const std::string said(text::trim(in.text));
  if ((in.outcome != "done" && said.empty()) || text::length(said) > k_longest_text)
    faults.push_back({"text", "请写明情况，最多 500 字", "say what was found, in at most 500 characters"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  row.state = TaskState::done;
  row.outcome = in.outcome;
  row.result = said;
  row.finished = now;
  row.finished_by = scope.name;
  if (!store::put_task(tx, row)) return refuse(ErrorCode::conflict);
  if (parts_.tell) parts_.tell(tx, row.grid);
  return view_of(tx, scope, row, now);
}

Result<TaskView> LedgerService::withdraw(db::Tx& tx, const Scope& scope, std::string_view id, const NoteIn& in, Instant now) {
  TIANGE_TRY(store::TaskRecord row, worked_task(tx, scope, id));
  TIANGE_CHECK_OK(leads(scope, row.village));
  row.state = TaskState::withdrawn;
  row.result = text::cut(text::trim(in.text), k_longest_text);
  row.finished = now;
  row.finished_by = scope.name;
  if (!store::put_task(tx, row)) return refuse(ErrorCode::conflict);
  if (parts_.tell) parts_.tell(tx, row.grid);
  return view_of(tx, scope, row, now);
}

}  // namespace tiange::ledgers
