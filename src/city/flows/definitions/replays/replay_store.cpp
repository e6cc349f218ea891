#include "city/flows/definitions/replays/replay_store.h"

#include "base/text.h"

namespace tiange::flows {

namespace {

template <class Enum>
std::string text_of(Enum value) {
  return std::string(json::enum_name(value));
}

ReplayFile replay_from(const db::Row& row) {
  ReplayFile replay;
  replay.id = {row.i64(0)};
  replay.asked_by = {row.i64(1)};
  replay.asked = row.moment(2);
  replay.state = json::enum_from<ReplayState>(row.text(3)).value_or(ReplayState::failed);
  if (auto plan = json::read<ReplayPlan>(row.text(4)); plan.ok()) replay.plan = std::move(*plan);
  if (auto progress = json::read<ReplayProgress>(row.text(5)); progress.ok()) replay.progress = std::move(*progress);
  return replay;
}

}  // namespace

void insert_replay(db::Tx& tx, const ReplayFile& replay) {
  tx.run("INSERT INTO flow_replays (id, kind, definition_key, draft_id, asked_by, asked_us, state, plan, content, progress)"
         " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {replay.id, text_of(replay.plan.kind), replay.plan.key, replay.plan.draft.value_or(DraftId{}), replay.asked_by, replay.asked,
          text_of(replay.state), json::write(replay.plan), replay.content, json::write(replay.progress)});
}

std::optional<ReplayFile> find_replay(db::Tx& tx, ReplayId id) {
  return tx.one("SELECT id, asked_by, asked_us, state, plan, progress, content FROM flow_replays WHERE id = ?", {id},
                [](const db::Row& row) {
                  ReplayFile replay = replay_from(row);
                  replay.content = row.str(6);
                  return replay;
                });
}

std::vector<ReplayFile> list_replays(db::Tx& tx, std::string_view key, DraftId draft, int most) {
  return tx.all("SELECT id, asked_by, asked_us, state, plan, progress FROM flow_replays"
                " WHERE (CAST(? AS TEXT) = '' OR definition_key = ?) AND (CAST(? AS BIGINT) = 0 OR draft_id = ?)"
                " ORDER BY asked_us DESC, id DESC LIMIT ?",
                {key, key, draft, draft, most}, replay_from);
}

bool update_replay(db::Tx& tx, const ReplayFile& replay, ReplayState from) {
  return tx.run("UPDATE flow_replays SET state = ?, progress = ? WHERE id = ? AND state = ?",
                {text_of(replay.state), json::write(replay.progress), replay.id, text_of(from)}) == 1;
}

void insert_cases(db::Tx& tx, ReplayId id, std::int64_t first_seq, const std::vector<KeptCase>& cases) {
  static constexpr std::string_view k_names[] = {"replay_id", "seq", "area", "confidential", "changed", "detail"};
  std::vector<std::string> texts;
  texts.reserve(cases.size() * 2);
  std::vector<db::Param> params;
  params.reserve(cases.size() * 6);
  std::int64_t seq = first_seq;
  for (const KeptCase& one : cases) {
    std::string changed = " ";
    for (const KeptChange& change : one.changes) changed += change.what + " ";
    texts.push_back(std::move(changed));
    texts.push_back(json::write(one));
    params.insert(params.end(), {db::Param(id), db::Param(seq++), db::Param(one.area), db::Param(one.confidential),
                                 db::Param(texts[texts.size() - 2]), db::Param(texts.back())});
  }
  if (!params.empty()) tx.bulk_insert("flow_replay_cases", k_names, params);
}

std::vector<SeenCase> list_cases(db::Tx& tx, ReplayId id, const Scope& scope, std::string_view change,
                                 std::int64_t after, int limit) {
  std::vector<SeenCase> found;
  const std::string wanted = " " + std::string(change) + " ";
  tx.each("SELECT seq, area, changed, detail FROM flow_replay_cases WHERE replay_id = ? AND seq > ? ORDER BY seq",
          {id, after}, [&](const db::Row& row) {
            if (!scope.covers(row.text(1))) return true;
            if (!change.empty() && row.text(2).find(wanted) == std::string_view::npos) return true;
            auto one = json::read<KeptCase>(row.text(3));
            if (one.ok()) found.push_back({row.i64(0), std::move(*one)});
            return static_cast<int>(found.size()) < limit;
          });
  return found;
}

void forget_replays(db::Tx& tx, Instant before) {
  tx.run("DELETE FROM flow_replay_cases WHERE replay_id IN (SELECT id FROM flow_replays WHERE asked_us < ?)", {before});
  tx.run("DELETE FROM flow_replays WHERE asked_us < ?", {before});
}

}  // namespace tiange::flows
