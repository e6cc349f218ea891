#pragma once
// Deployed definitions, compiled once and kept: definitions never change, so nothing kept can be stale.

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/remembered.h"
#include "city/flows/flows.h"

namespace tiange::flows {

class Library {
 public:
  // A version; whether it is new.
  struct Kept {
    Definition definition;
    bool fresh = false;
  };
  Result<Kept> keep(db::Tx& tx, const Deployment& deployment, PersonId by, Instant now);
  Result<bpmn::ModelPtr> process(db::Tx& tx, std::string_view key, std::int64_t version);
  Result<DecisionAnswer> decide(db::Tx& tx, std::string_view key, std::string_view area, const feel::Value& variables,
                                Instant now);
  Result<dmn::DecisionOutcome> evaluate(db::Tx& tx, std::string_view key, std::int64_t version,
                                        const feel::Value& variables, Instant now,
                                        dmn::Explain explain = dmn::Explain::yes);
  Result<std::shared_ptr<const forms::Form>> form(db::Tx& tx, std::string_view key, std::int64_t version);

  // The state of an instance in the words of its row, once: whoever goes on from it remembers what it became.
  Result<bpmn::State> state(std::int64_t instance, const std::string& places, const std::string& variables);
  void remember(std::int64_t instance, const std::string& places, const std::string& variables,
                const bpmn::State& state);

 private:
  using Name = std::pair<std::string, std::int64_t>;
  using Decision = DecisionInUse;
  Result<std::shared_ptr<const Decision>> decision(db::Tx& tx, std::string_view key, std::int64_t version);

  std::mutex mutex_;
  std::map<Name, bpmn::ModelPtr, std::less<>> processes_;
  std::map<Name, std::shared_ptr<const Decision>, std::less<>> decisions_;
  std::map<Name, std::shared_ptr<const forms::Form>, std::less<>> forms_;
  Remembered<bpmn::State> states_{4096};
};

// What a Flows object holds.
struct Flows::Inside {
  explicit Inside(IdSource& source) : ids(source) {}

  IdSource& ids;
  Library library;
};

}  // namespace tiange::flows
