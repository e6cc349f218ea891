#pragma once
// The use cases of replays, and their job.

#include "city/flows/definitions/replays/replay_run.h"

namespace tiange::flows {

class ReplayRoom final : public Replays {
 public:
  explicit ReplayRoom(ReplayParts parts) : parts_(std::move(parts)) {}

  void add_routes(http::Routes& routes) override;
  void add_jobs() override;

  Result<Replay> order(db::Tx& tx, const http::Request& request, const ReplayIn& in);
  ReplayList list(db::Tx& tx, std::string_view key, DraftId draft) const;
  Result<Replay> show(db::Tx& tx, ReplayId id) const;
  Result<Replay> cancel(db::Tx& tx, ReplayId id, Instant now);
  Result<ReplayCases> cases(db::Tx& tx, ReplayId id, const Scope& scope, std::string_view change, std::int64_t after,
                            int limit) const;
  // One sheet of all differing cases the scope may see.
  Result<std::string> sheet(db::Tx& tx, ReplayId id, const Scope& scope) const;

  // Does what is left of it; refused when it should be tried again.
  Outcome work(ReplayId id);

 private:
  Result<ReplayFile> load(db::Tx& tx, ReplayId id) const;
  Replay shown(const ReplayFile& file) const;
  ReplayCase shown(const SeenCase& seen, const ReplayFile& file, const Scope& scope) const;
  Words words_of_what(const std::string& what) const;
  Words words_of_value(const ReplayFile& file, const std::string& what, const std::string& value) const;
  Result<std::unique_ptr<ReplayRun>> begin(ReplayGround& ground);
  Outcome go_on(ReplayFile& file, ReplayRun& run);
  void fail(ReplayFile& file, const Refusal& refusal);

  ReplayParts parts_;
};

}  // namespace tiange::flows
