// The move itself. A batch is one transaction together with the progress it makes; when one instance of it cannot
// move, each of the batch is tried by itself.

#include "base/json.h"
#include "city/flows/migration/migration_order.h"
#include "city/flows/migration/migration_store.h"

namespace tiange::flows {

namespace {

constexpr int k_batch = 50;

struct Payload {
  std::string id;
};
BOOST_DESCRIBE_STRUCT(Payload, (), (id))

// One instance to move, forth or back.
struct Candidate {
  InstanceRef instance;
  std::int64_t subject_id = 0;
  std::vector<MoveChoice> was;
};

}  // namespace

// Moves what is due of one migration. Lives as long as the job.
class Mover {
 public:
  Mover(const MigrationParts& parts, MigrationRow row, ReadOrder order)
      : parts_(parts), row_(std::move(row)), order_(std::move(order)), way_(back() ? order_.back({}) : order_.forth()) {}

  Outcome work() {
    while (row_.goes_on()) {
      if (parts_.jobs.stopping()) return refuse(ErrorCode::unavailable, "服务停止，稍后继续", "stopping; goes on later");
      const auto found = parts_.db.read([&](db::Tx& tx) -> Result<std::vector<Candidate>> { return next(tx); });
      if (!found.ok()) return found.refusal();
      if (found->empty()) return finish();
      Outcome moved = take(*found);
      if (!moved.ok() && moved.refusal().code != ErrorCode::conflict) moved = one_by_one(*found);
      TIANGE_CHECK_OK(moved);
    }
    return done();
  }

 private:
  bool back() const { return row_.state == MigrationState::undoing; }

  std::vector<Candidate> next(db::Tx& tx) const {
    std::vector<Candidate> out;
    if (back()) {
      for (MovedRow& moved : moved_instances(tx, row_.id, MovedState::moved, row_.cursor, k_batch))
        out.push_back({moved.instance, moved.subject_id, std::move(moved.was)});
    } else {
      for (const RunningRef& running : running_instances(tx, row_.order, row_.cursor, k_batch))
        out.push_back({running.instance, running.subject_id, {}});
    }
    return out;
  }

  Outcome take(const std::vector<Candidate>& batch) {
    MigrationRow after = row_;
    const Instant now = parts_.clock.now();
    const Outcome moved = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      after = row_;
      for (const Candidate& candidate : batch) {
        TIANGE_TRY(const MovedRow made, move(tx, candidate, now));
        put_moved(tx, row_.id, made);
        count(after, made.state);
      }
      return progress(tx, after, batch.back());
    });
    if (moved.ok()) row_ = after;
    return moved.ok() ? moved : settle_conflict(moved);
  }

  Outcome one_by_one(const std::vector<Candidate>& batch) {
    for (const Candidate& candidate : batch) {
      const Outcome moved = take({candidate});
      if (moved.ok()) continue;
      if (moved.refusal().code == ErrorCode::conflict) return moved;
      const Refusal why = moved.refusal();
      MigrationRow after = row_;
      const Outcome noted = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
        after = row_;
        MovedRow stuck{candidate.instance, candidate.subject_id, back() ? MovedState::stayed : MovedState::stuck, {},
                       words_of(why), parts_.clock.now()};
        put_moved(tx, row_.id, stuck);
        count(after, stuck.state);
        return progress(tx, after, candidate);
      });
      if (!noted.ok()) return noted;
      row_ = after;
    }
    return done();
  }

  // Somebody stopped it, or another worker has taken it over: what the row says now counts.
  Outcome settle_conflict(const Outcome& refused) {
    if (refused.refusal().code != ErrorCode::conflict) return refused;
    const auto now = parts_.db.read([&](db::Tx& tx) -> Result<MigrationRow> {
      auto row = find_migration(tx, row_.id);
      if (!row) return refuse(ErrorCode::not_found);
      return *row;
    });
    if (!now.ok()) return now.refusal();
    row_ = *now;
    return row_.goes_on() ? refused : done();
  }

  Outcome progress(db::Tx& tx, MigrationRow& after, const Candidate& last) const {
    after.cursor = last.instance.id.value;
    if (!save_progress(tx, after, row_.cursor, row_.state)) return refuse(ErrorCode::conflict);
    return done();
  }

  Outcome finish() {
    MigrationRow after = row_;
    after.state = back() ? MigrationState::undone : MigrationState::moved;
    after.ended = parts_.clock.now();
    return parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      (void)save_progress(tx, after, row_.cursor, row_.state);  // else it was stopped this moment
      return done();
    });
  }

  static void count(MigrationRow& row, MovedState state) {
    switch (state) {
      case MovedState::moved:
        ++row.moved;
        break;
      case MovedState::stuck:
        ++row.stuck;
        break;
      case MovedState::undone:
        ++row.undone;
        break;
      case MovedState::stayed:
        ++row.stayed;
        break;
    }
  }

  static Words words_of(const Refusal& refusal) {
    if (refusal.fields.empty()) return {refusal.zh, refusal.en};
    return {refusal.fields.front().zh, refusal.fields.front().en};
  }

  Result<MovedRow> move(db::Tx& tx, const Candidate& candidate, Instant now) const {
    MovedRow made{candidate.instance, candidate.subject_id, back() ? MovedState::undone : MovedState::moved,
                  candidate.was, {}, now};
    const std::int64_t to = back() ? row_.order.from : row_.order.to;
    const std::string version = std::to_string(to);
    const Words note = back() ? Words{"流程迁移已撤回，回到第 " + version + " 版", "Moved back to version " + version + " of the process"}
                              : Words{"流程迁移到第 " + version + " 版", "Moved to version " + version + " of the process"};
    TIANGE_CHECK_OK(parts_.subjects.with_host(
        tx, {candidate.instance.part_key, candidate.subject_id}, row_.begun_by, note, now, [&](Host& host) -> Outcome {
          // Only those that stood elsewhere have a way back of their own.
          const bool own_way = back() && !candidate.was.empty();
          TIANGE_TRY(const auto moves,
                     parts_.flows.migrate(tx, host, candidate.instance, to, own_way ? order_.back(candidate.was) : way_,
                                          row_.begun_by, now));
          if (back()) return done();
          made.was.clear();
          for (const bpmn::Relocation& move : moves) {
            if (move.from != move.to) made.was.push_back({move.from, move.to});
          }
          return done();
        }));
    return made;
  }

  const MigrationParts& parts_;
  MigrationRow row_;
  const ReadOrder order_;
  const bpmn::Migration way_;  // into `order_`
};

Outcome Migrations::work(std::int64_t id) {
  const auto mover = parts_.db.read([&](db::Tx& tx) -> Result<std::shared_ptr<Mover>> {
    auto row = find_migration(tx, id);
    if (!row) return refuse(ErrorCode::not_found);
    TIANGE_TRY(ReadOrder order, read_order(parts_.flows, tx, row->order));
    return std::make_shared<Mover>(parts_, std::move(*row), std::move(order));
  });
  return mover.ok() ? (*mover)->work() : Outcome(mover.refusal());
}

void Migrations::add_jobs() {
  parts_.jobs.handle("flows.migrate", [this](const jobs::Job& job) -> Outcome {
    TIANGE_TRY(const Payload payload, json::read<Payload>(job.payload));
    TIANGE_TRY(const std::int64_t id, parse_id(payload.id));
    return work(id);
  });
}

}  // namespace tiange::flows
