#include <algorithm>
#include <map>

#include "base/json.h"
#include "city/flows/migration/migration_order.h"
#include "city/flows/migration/migration_store.h"

namespace tiange::flows {

namespace {

constexpr int k_instances_read = 500;
constexpr std::size_t k_examples = 5;

std::string subject_text(const InstanceRef& instance, std::int64_t subject) {
  return std::to_string(instance.part_key) + "." + std::to_string(subject);
}

MoveElement element_of(const bpmn::Element& element) {
  return {element.id, element.name, std::string(bpmn::kind_name(element.kind))};
}

std::string_view name_of(bpmn::MatchedBy by) {
  switch (by) {
    case bpmn::MatchedBy::same_id:
      return "same_id";
    case bpmn::MatchedBy::same_name:
      return "same_name";
    case bpmn::MatchedBy::by_hand:
      return "by_hand";
    case bpmn::MatchedBy::nothing:
      break;
  }
  return "nothing";
}

// What a screen need not offer: nothing ever rests there unless it stands there now.
bool may_hold_tokens(const bpmn::Element& element) {
  using enum bpmn::ElementKind;
  switch (element.kind) {
    case process:
    case start_event:
    case end_event:
    case throw_event:
    case boundary_event:
    case exclusive_gateway:
      return false;
    default:
      return true;
  }
}

Refusal no_such_migration() { return refuse(ErrorCode::not_found, "没有这次迁移", "there is no such migration"); }

}  // namespace

Result<MovePlan> Migrations::plan(db::Tx& tx, const MoveOrder& asked) {
  TIANGE_TRY(const ReadOrder order, read_order(parts_.flows, tx, asked));
  std::map<std::string, std::int64_t, std::less<>> standing;
  MovePlan plan{asked.process, asked.from, asked.to, 0, {}, {}};
  std::int64_t after = 0;
  while (true) {
    const auto page = running_instances(tx, asked, after, k_instances_read);
    for (const RunningRef& running : page) {
      ++plan.running;
      TIANGE_TRY(const Instance instance, parts_.flows.instance(tx, running.instance));
      for (const std::string& element : instance.active) ++standing[element];
    }
    if (page.size() < k_instances_read) break;
    after = page.back().instance.id.value;
  }
  std::map<std::string, Words, std::less<>> wrong;
  for (const bpmn::MatchFault& fault : bpmn::check_matches(*order.from, *order.to, order.matches))
    wrong.emplace(fault.from, fault.words);
  for (const bpmn::Match& match : order.matches) {
    const bpmn::Element& element = order.from->element(order.from->find(match.from));
    const auto here = standing.find(match.from);
    const auto fault = wrong.find(match.from);
    if (here == standing.end() && fault == wrong.end() && !may_hold_tokens(element)) continue;
    MoveLine line{element_of(element), match.to, std::string(name_of(match.by)), 0, "", ""};
    if (here != standing.end()) line.standing = here->second;
    if (fault != wrong.end()) line.wrong_zh = fault->second.zh, line.wrong_en = fault->second.en;
    plan.lines.push_back(std::move(line));
  }
  for (const bpmn::Element& element : order.to->process().elements) {
    if (element.parent != bpmn::k_none) plan.targets.push_back(element_of(element));
  }
  return plan;
}

Result<MovePreview> Migrations::preview(db::Tx& tx, const MoveOrder& asked, Instant now) {
  TIANGE_TRY(const ReadOrder order, read_order(parts_.flows, tx, asked));
  const bpmn::Migration migration = order.forth();
  MovePreview preview;
  std::map<std::pair<std::string, std::string>, std::int64_t> moves;
  std::map<std::pair<std::string, std::string>, MoveObstacle> obstacles;
  std::int64_t after = 0;
  while (true) {
    const auto page = running_instances(tx, asked, after, k_instances_read);
    for (const RunningRef& running : page) {
      ++preview.running;
      TIANGE_TRY(const bpmn::MigrationPlan plan,
                 parts_.flows.plan_migration(tx, running.instance, migration, now));
      if (plan.possible()) {
        ++preview.movable;
        for (const bpmn::Relocation& move : plan.moves) {
          const bpmn::Element& at = order.from->element(order.from->find(move.from));
          if (!at.waits_aside()) ++moves[{move.from, move.to}];
        }
        continue;
      }
      ++preview.stuck;
      const bpmn::MigrationFault& fault = plan.faults.front();
      MoveObstacle& obstacle = obstacles[{fault.element, fault.words.zh}];
      if (++obstacle.count == 1) obstacle = {fault.element, fault.name, fault.words.zh, fault.words.en, 1, {}};
      if (obstacle.examples.size() < k_examples)
        obstacle.examples.push_back(subject_text(running.instance, running.subject_id));
    }
    if (page.size() < k_instances_read) break;
    after = page.back().instance.id.value;
  }
  for (auto& [pair, count] : moves) preview.moves.push_back({pair.first, pair.second, count});
  for (auto& [key, obstacle] : obstacles) preview.obstacles.push_back(std::move(obstacle));
  const auto most_first = [](const auto& a, const auto& b) { return a.count > b.count; };
  std::stable_sort(preview.moves.begin(), preview.moves.end(), most_first);
  std::stable_sort(preview.obstacles.begin(), preview.obstacles.end(), most_first);
  return preview;
}

Result<MigrationView> Migrations::begin(db::Tx& tx, const MoveOrder& asked, PersonId by, Instant now) {
  TIANGE_TRY(const ReadOrder order, read_order(parts_.flows, tx, asked));
  std::vector<FieldError> errors;
  for (const bpmn::MatchFault& fault : bpmn::check_matches(*order.from, *order.to, order.matches))
    errors.push_back({"choices." + fault.from, fault.words.zh, fault.words.en});
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_input, std::move(errors));
  if (migration_goes_on(tx, asked.process))
    return refuse(ErrorCode::conflict, "该流程正在迁移，请等它结束", "a migration of this process goes on; wait for its end");
  MigrationRow row;
  row.id = parts_.ids.next(now);
  row.order = asked;
  row.running = parts_.flows.running(tx, asked.process, asked.from, asked.area);
  row.begun = now;
  row.begun_by = by;
  if (row.running == 0)
    return refuse(ErrorCode::not_waiting, "没有在该版本上运行的流程", "nothing runs on that version");
  insert_migration(tx, row);
  parts_.jobs.add(tx, {.kind = "flows.migrate", .payload = "{\"id\":\"" + std::to_string(row.id) + "\"}"});
  return find(tx, row.id);
}

Result<MigrationView> Migrations::undo(db::Tx& tx, std::int64_t id) {
  auto row = find_migration(tx, id);
  if (!row) return no_such_migration();
  if (row->goes_on() || migration_goes_on(tx, row->order.process))
    return refuse(ErrorCode::conflict, "该流程正在迁移，请等它结束", "a migration of this process goes on; wait for its end");
  if (row->moved == row->undone + row->stayed)
    return refuse(ErrorCode::not_waiting, "没有可以撤回的流程", "nothing is left to take back");
  const auto cursor = row->cursor;
  const auto state = row->state;
  row->cursor = 0;
  row->state = MigrationState::undoing;
  row->ended = {};
  if (!save_progress(tx, *row, cursor, state)) return refuse(ErrorCode::conflict);
  parts_.jobs.add(tx, {.kind = "flows.migrate", .payload = "{\"id\":\"" + std::to_string(id) + "\"}"});
  return find(tx, id);
}

Result<MigrationView> Migrations::stop(db::Tx& tx, std::int64_t id, Instant now) {
  auto row = find_migration(tx, id);
  if (!row) return no_such_migration();
  if (!row->goes_on()) return refuse(ErrorCode::not_waiting, "迁移已经结束", "the migration is over");
  const auto state = row->state;
  row->state = MigrationState::stopped;
  row->ended = now;
  if (!save_progress(tx, *row, row->cursor, state)) return refuse(ErrorCode::conflict);
  return find(tx, id);
}

namespace {

MigrationView view_of(const MigrationRow& row, std::string by_name) {
  MigrationView view{std::to_string(row.id), row.order.process, row.order.from, row.order.to,
                     row.order.area,         row.state,         row.running,    row.moved,
                     row.stuck,              row.undone,        row.stayed,     row.begun,
                     row.begun_by,           std::move(by_name), {},            row.order.choices};
  if (row.ended) view.ended = row.ended;
  return view;
}

}  // namespace

Result<MigrationView> Migrations::find(db::Tx& tx, std::int64_t id) {
  const auto row = find_migration(tx, id);
  if (!row) return no_such_migration();
  return view_of(*row, parts_.subjects.person_name(row->begun_by, row->begun));
}

std::vector<MigrationView> Migrations::list(db::Tx& tx) {
  std::vector<MigrationView> views;
  for (const MigrationRow& row : list_migrations(tx))
    views.push_back(view_of(row, parts_.subjects.person_name(row.begun_by, row.begun)));
  return views;
}

MovedPage Migrations::instances(db::Tx& tx, std::int64_t id, std::optional<MovedState> state, std::string_view after,
                                int limit) {
  const auto from = parse_id(after);
  const auto rows = moved_instances(tx, id, state, from.ok() ? *from : 0, limit + 1);
  MovedPage page;
  for (const MovedRow& row : rows) {
    if (static_cast<int>(page.items.size()) == limit) {
      page.next = rows[page.items.size() - 1].instance.id.text();
      break;
    }
    page.items.push_back({subject_text(row.instance, row.subject_id),
                          parts_.subjects.number_of(tx, {row.instance.part_key, row.subject_id}), row.state, row.why.zh,
                          row.why.en, row.happened});
  }
  return page;
}

}  // namespace tiange::flows
