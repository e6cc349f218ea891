// Watch lists: who is in them since when, who came and who left, and the tasks they give.

#include <algorithm>

#include "base/text.h"
#include "city/ledgers/ledger_service.h"

namespace tiange::ledgers {

namespace {

constexpr std::size_t k_most_watches = 60;
constexpr std::size_t k_page = 100;
constexpr std::size_t k_changes_at_once = 500;
constexpr std::int64_t k_bucket_us = 2'000'000;

}  // namespace

// Changes close together are looked at once, a moment later: a job belongs to the slice of time it was asked for in, so
// that a change during a refresh gets one of its own.
void LedgerService::wake(db::Tx& tx, std::string_view village, Instant now) {
  const std::int64_t slice = now.us / k_bucket_us;
  parts_.jobs.add(tx, {.kind = "ledgers.refresh",
                       .payload = std::string(village),
                       .run_after = Instant{(slice + 1) * k_bucket_us},
                       .unique_key = std::string(village) + "/" + std::to_string(slice)});
}

Result<store::WatchRecord> LedgerService::seen_watch(db::Tx& tx, const Scope& scope, std::string_view id) const {
  const auto number = parse_id(id);
  if (!number.ok()) return refuse(ErrorCode::not_found);
  auto row = store::watch(tx, *number);
  if (!row || row->ended || !works_in(scope, row->in.village)) return refuse(ErrorCode::out_of_scope);
  return *std::move(row);
}

WatchView LedgerService::view_of(db::Tx& tx, const Scope& scope, const store::WatchRecord& row, Instant now) const {
  WatchView view;
  static_cast<WatchIn&>(view) = row.in;
  view.version = row.version;
  view.id = std::to_string(row.id);
  view.made_by = row.made_by;
  if (row.checked) view.checked = row.checked;
  const auto kind = store::kind(tx, row.in.kind);
  view.paused = !kind || !is_offered(*kind, *parts_.subjects.catalogue()) || !on_order(tx, row.in.village, *kind, now);
  const Instant since = store::seen(tx, row.in.village, row.id, scope.account);
  if (since) view.looked = since;
  if (view.paused) return view;
  for (const store::Member& member : store::members(tx, row.id)) {
    if (!scope.covers(member.grid)) continue;
    if (!member.left) ++view.count;
    if (!member.left && member.entered > since) ++view.entered;
    if (member.left > since) ++view.left;
  }
  return view;
}

Result<WatchList> LedgerService::watches(db::Tx& tx, const Scope& scope, std::string_view village, Instant now) const {
  TIANGE_CHECK_OK(sees(scope, village));
  WatchList list;
  for (const store::WatchRecord& row : store::watches_of(tx, village)) list.items.push_back(view_of(tx, scope, row, now));
  return list;
}

std::vector<FieldError> LedgerService::watch_faults(const DataKind& kind, const WatchIn& in) const {
  std::vector<FieldError> faults = check_watch_filter(kind, *parts_.subjects.catalogue(), in.filter);
  if (text::length(in.zh) > 60 || text::length(in.en) > 100) faults.push_back({"zh", "名称最多 60 字", "the name has at most 60 characters"});
  if (text::length(in.remind) > 100) faults.push_back({"remind", "最多 100 字", "at most 100 characters"});
  if (in.remind_days < 1 || in.remind_days > 365) faults.push_back({"remind_days", "1 到 365 天", "1 to 365 days"});
  return faults;
}

Result<WatchView> LedgerService::watch(db::Tx& tx, const Scope& scope, const WatchIn& in, Instant now) {
  TIANGE_CHECK_OK(leads(scope, in.village));
  TIANGE_TRY(const Readable read, readable(tx, scope, in.village, in.kind, now));
  if (auto faults = watch_faults(read.kind, in); !faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  if (store::watches_of(tx, in.village).size() >= k_most_watches)
    return refuse(ErrorCode::bad_input, "每个村居最多 60 个关注清单", "a village keeps at most 60 watch lists");
  store::WatchRecord row;
  row.id = parts_.ids.next(now);
  row.in = in;
  if (text::trim(row.in.zh).empty()) row.in.zh = read.kind.zh;
  if (text::trim(row.in.en).empty()) row.in.en = in.zh.empty() ? read.kind.en : in.zh;
  row.made_by = scope.name;
  if (!store::put_watch(tx, row)) return refuse(ErrorCode::conflict);
  wake(tx, in.village, now);
  return view_of(tx, scope, row, now);
}

Result<WatchView> LedgerService::change_watch(db::Tx& tx, const Scope& scope, std::string_view id, const WatchIn& in, Instant now) {
  TIANGE_TRY(store::WatchRecord row, seen_watch(tx, scope, id));
  TIANGE_CHECK_OK(leads(scope, row.in.village));
  TIANGE_TRY(const Readable read, readable(tx, scope, row.in.village, row.in.kind, now));
  if (auto faults = watch_faults(read.kind, in); !faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  if (in.version != row.version) return refuse(ErrorCode::stale_version);
  // Another question has another beginning.
  if (in.filter != row.in.filter) {
    store::drop_members(tx, row.id);
    row.checked = {};
  }
  row.in.filter = in.filter;
  row.in.remind = in.remind;
  row.in.remind_days = in.remind_days;
  if (!text::trim(in.zh).empty()) row.in.zh = in.zh;
  if (!text::trim(in.en).empty()) row.in.en = in.en;
  if (!store::put_watch(tx, row)) return refuse(ErrorCode::stale_version);
  wake(tx, row.in.village, now);
  return view_of(tx, scope, row, now);
}

Result<WatchView> LedgerService::end_watch(db::Tx& tx, const Scope& scope, std::string_view id, Instant now) {
  TIANGE_TRY(store::WatchRecord row, seen_watch(tx, scope, id));
  TIANGE_CHECK_OK(leads(scope, row.in.village));
  const WatchView view = view_of(tx, scope, row, now);
  row.ended = true;
  if (!store::put_watch(tx, row)) return refuse(ErrorCode::conflict);
  store::drop_members(tx, row.id);
  return view;
}

Result<WatchView> LedgerService::see_watch(db::Tx& tx, const Scope& scope, std::string_view id, Instant now) {
  TIANGE_TRY(const store::WatchRecord row, seen_watch(tx, scope, id));
  store::set_seen(tx, row.in.village, row.id, scope.account, now);
  return view_of(tx, scope, row, now);
}

Result<MemberList> LedgerService::members(db::Tx& tx, const Scope& scope, std::string_view id, std::string_view side, std::string_view after,
                                          Instant now) {
  TIANGE_TRY(const store::WatchRecord row, seen_watch(tx, scope, id));
  TIANGE_TRY(const Readable read, readable(tx, scope, row.in.village, row.in.kind, now));
  const Instant since = store::seen(tx, row.in.village, row.id, scope.account);
  const std::int64_t from = text::to_int(after).value_or(0);
  MemberList list;
  std::vector<store::Member> page;
  for (const store::Member& member : store::members(tx, row.id)) {
    if (member.subject <= from || !scope.covers(member.grid)) continue;
    const bool wanted = side == "left" ? bool(member.left) : side == "entered" ? !member.left && bool(member.entered) : !member.left;
    if (!wanted) continue;
    if (page.size() == k_page) {
      list.next = std::to_string(page.back().subject);
      break;
    }
    page.push_back(member);
  }
  const Catalogue catalogue = parts_.subjects.catalogue();
  std::vector<SubjectId> ids;
  for (const store::Member& member : page) ids.push_back({member.subject});
  std::map<std::int64_t, LineRow> shown;
  if (!ids.empty()) {
    // Who has left the village is not its own any more: the date stays, the person is not shown.
    parts_.subjects.each_of(tx, scope, ids, [&](const GoldenRow& golden) {
      if (!golden.grid.starts_with(row.in.village)) return true;
      const auto values = json::parse(golden.golden);
      if (values.ok()) shown[golden.id.value] = row_of(scope, read.kind, *catalogue, golden.id, golden.grid, *values, read.purpose, now);
      return true;
    });
  }
  list.columns = columns_of(read.kind, *catalogue);
  for (const store::Member& member : page) {
    MemberRow one;
    if (const auto found = shown.find(member.subject); found != shown.end()) static_cast<LineRow&>(one) = found->second;
    if (member.entered) one.entered = member.entered;
    if (member.left) one.left = member.left;
    one.fresh = (member.left ? member.left : member.entered) > since;
    list.items.push_back(std::move(one));
  }
  used(tx, scope, row.in.village, "members", row.in.kind, read.purpose, list.items.size(), now);
  return list;
}

// ---- bringing them up to date ----

std::map<std::int64_t, std::string> LedgerService::matching(db::Tx& tx, const DataKind& kind, const store::WatchRecord& watch, Instant now) const {
  std::map<std::int64_t, std::string> in;
  const auto asked = each_match(tx, system_scope(watch.in.village), kind, watch.in.filter, watch.in.village, watch.in.village, now,
                                [&](const GoldenRow& row, const json::Value&) {
                                  in.emplace(row.id.value, row.grid);
                                  return true;
                                });
  if (!asked.ok()) in.clear();
  return in;
}

void LedgerService::refresh(std::string_view village, Instant now) {
  constexpr int k_most_turns = 6;
  for (int turn = 0; turn < k_most_turns; ++turn) {
    if (refresh_once(village, now)) return;
  }
}

bool LedgerService::refresh_once(std::string_view village, Instant now) {
  struct Due {
    store::WatchRecord watch;
    std::vector<MemberChange> changes;
  };
  std::vector<Due> due;
  std::vector<std::int64_t> paused;
  // Who matches and who is in the list are read together: what another refresh writes meanwhile is not taken for a change.
  parts_.db.run_read([&](db::Tx& tx) {
    for (store::WatchRecord& watch : store::watches_of(tx, village)) {
      const auto kind = store::kind(tx, watch.in.kind);
      // A paused list stands still until its kind is on order again.
      if (!kind || !is_offered(*kind, *parts_.subjects.catalogue()) || !on_order(tx, village, *kind, now)) {
        if (watch.checked) paused.push_back(watch.id);
        continue;
      }
      due.push_back({watch, changes_of(watch, matching(tx, *kind, watch, now), store::members(tx, watch.id), now)});
    }
  });
  bool settled = true;
  for (const Due& one : due) settled = settle(one.watch, one.changes, now) && settled;
  if (paused.empty()) return settled;
  parts_.db.run_write(system_scope(), [&](db::Tx& tx) {
    for (const std::int64_t id : paused) store::set_checked(tx, id, now);
    return true;
  });
  return settled;
}

std::vector<LedgerService::MemberChange> LedgerService::changes_of(const store::WatchRecord& watch, const std::map<std::int64_t, std::string>& in,
                                                                   std::vector<store::Member> members, Instant now) {
  std::vector<MemberChange> changes;
  std::map<std::int64_t, store::Member> known;
  for (store::Member& member : members) known.emplace(member.subject, std::move(member));
  for (const auto& [subject, grid] : in) {
    const auto found = known.find(subject);
    if (found == known.end()) {
      changes.push_back({{subject, grid, watch.checked ? now : Instant{}, {}}, false, true});
    } else if (found->second.left) {
      changes.push_back({{subject, grid, now, {}}, true, true});
    } else if (found->second.grid != grid) {
      changes.push_back({{subject, grid, found->second.entered, {}}, true, false});
    }
  }
  for (auto& [subject, member] : known) {
    if (member.left || in.contains(subject)) continue;
    member.left = now;
    changes.push_back({member, true, false});
  }
  return changes;
}

// False when another refresh of the list was first: then it is read anew.
bool LedgerService::settle(const store::WatchRecord& watch, const std::vector<MemberChange>& changes, Instant now) {
  bool first = true;
  for (std::size_t at = 0; at <= changes.size() && first; at += k_changes_at_once) {
    const std::size_t end = std::min(changes.size(), at + k_changes_at_once);
    parts_.db.run_write(system_scope(), [&](db::Tx& tx) {
      first = true;
      const auto current = store::watch(tx, watch.id);
      // Ended meanwhile: there is nothing to keep.
      if (!current || current->ended) return true;
      first = current->version == watch.version && current->checked == watch.checked;
      if (!first) return true;
      for (std::size_t i = at; i < end; ++i) {
        const MemberChange& change = changes[i];
        store::put_member(tx, watch.in.village, watch.id, change.member, change.known);
        if (watch.checked && change.came && !watch.in.remind.empty()) remind(tx, watch, change.member.subject, change.member.grid, now);
      }
      if (end == changes.size()) {
        store::set_checked(tx, watch.id, std::max(now, Instant{watch.checked.us + 1}));
        if ((!changes.empty() || !watch.checked) && parts_.tell) parts_.tell(tx, watch.in.village);
      }
      return true;
    });
    if (end == changes.size()) break;
  }
  return first;
}

void LedgerService::remind(db::Tx& tx, const store::WatchRecord& watch, std::int64_t subject, std::string_view grid, Instant now) {
  for (const store::TaskRecord& known : store::tasks_about(tx, subject, 100)) {
    if (known.watch == watch.id && known.state == TaskState::open) return;
  }
  store::TaskRecord task;
  task.id = parts_.ids.next(now);
  task.village = watch.in.village;
  task.grid = grid;
  task.watch = watch.id;
  task.subject = subject;
  task.kind = watch.in.kind;
  task.title = watch.in.remind;
  task.text = watch.in.zh;
  task.due = format_date(local_date(now) + watch.in.remind_days);
  task.given = now;
  task.given_by = watch.made_by;
  store::put_task(tx, task);
}

void LedgerService::sweep(Instant now) {
  const Date today = local_date(now);
  parts_.db.run_write(system_scope(), [&](db::Tx& tx) {
    for (store::OrderRecord& order : store::orders_over(tx, format_date(today), 500)) {
      order.state = OrderState::expired;
      order.renew_until.clear();
      store::put_order(tx, order);
    }
    for (const std::string& village : store::unchecked_villages(tx, local_instant(today, 0))) wake(tx, village, now);
    return true;
  });
}

}  // namespace tiange::ledgers
