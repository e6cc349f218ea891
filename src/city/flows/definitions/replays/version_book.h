#pragma once
// What was in effect where and when, and the compiled versions, for long work outside of transactions.

#include <map>
#include <vector>

#include "city/flows/flows.h"

namespace tiange::flows {

class VersionBook {
 public:
  // Reads the releases as they stand now.
  VersionBook(db::Db& db, Flows& flows);

  // 0: none.
  std::int64_t in_effect(DefinitionKind kind, std::string_view key, std::string_view area, Instant moment) const;
  // As the database has them; kept from the first time on. Refused with no_definition.
  Result<std::shared_ptr<const DecisionInUse>> decision(std::string_view key, std::int64_t version);
  Result<bpmn::ModelPtr> process(std::string_view key, std::int64_t version);

 private:
  using Name = std::pair<std::string, std::int64_t>;

  db::Db& db_;
  Flows& flows_;
  std::vector<Release> releases_;  // newest first within kind and key
  std::map<Name, std::shared_ptr<const DecisionInUse>> decisions_;
  std::map<Name, bpmn::ModelPtr> processes_;
};

}  // namespace tiange::flows
