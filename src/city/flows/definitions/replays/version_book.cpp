#include "city/flows/definitions/replays/version_book.h"

namespace tiange::flows {

VersionBook::VersionBook(db::Db& db, Flows& flows) : db_(db), flows_(flows) {
  db_.run_read([&](db::Tx& tx) { releases_ = flows_.releases(tx); });
}

std::int64_t VersionBook::in_effect(DefinitionKind kind, std::string_view key, std::string_view area,
                                    Instant moment) const {
  for (const Release& release : releases_) {
    if (release.kind == kind && release.key == key && release.in_effect(moment) && release.covers(area))
      return release.version;
  }
  return 0;
}

Result<std::shared_ptr<const DecisionInUse>> VersionBook::decision(std::string_view key, std::int64_t version) {
  const Name name(key, version);
  if (const auto known = decisions_.find(name); known != decisions_.end()) return known->second;
  TIANGE_TRY(const Definition definition,
             db_.read([&](db::Tx& tx) { return flows_.definition(tx, DefinitionKind::dmn, key, version); }));
  TIANGE_TRY(DecisionInUse read, read_decision(key, definition.content));
  return decisions_.emplace(name, std::make_shared<const DecisionInUse>(std::move(read))).first->second;
}

Result<bpmn::ModelPtr> VersionBook::process(std::string_view key, std::int64_t version) {
  const Name name(key, version);
  if (const auto known = processes_.find(name); known != processes_.end()) return known->second;
  TIANGE_TRY(bpmn::ModelPtr model, db_.read([&](db::Tx& tx) { return flows_.process_model(tx, key, version); }));
  return processes_.emplace(name, std::move(model)).first->second;
}

}  // namespace tiange::flows
