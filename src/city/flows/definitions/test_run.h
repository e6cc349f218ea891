#pragma once
// Test cases of definitions: what is given, what should come out, and what came out.

#include "city/flows/definitions/definitions.h"
#include "city/flows/definitions/trial.h"

namespace tiange::flows {

// The definition tests run on, read once.
struct TestSubject {
  DefinitionKind kind = DefinitionKind::dmn;
  std::string key;
  std::optional<DecisionInUse> decision;
  bpmn::ModelPtr process;
  std::shared_ptr<const forms::Form> form;
};
// Refused as deploy refuses.
Result<TestSubject> read_subject(DefinitionKind kind, std::string_view key, const std::string& content);

// What a test of a process asks beyond its own definition.
struct TestSurroundings {
  const ProcessHome& home;
  std::function<Result<bpmn::ModelPtr>(std::string_view key, std::int64_t version)> process;  // 0: in effect
  // The decision in effect in the area today, asked at a moment of the test's own clock.
  std::function<Result<feel::Value>(std::string_view decision, std::string_view area, const feel::Value& asked,
                                    Instant now)>
      decide;
  Instant now;
};

// Refused with bad_input naming every member that cannot be understood.
Outcome check_spec(DefinitionKind kind, const json::Value& spec);
TestOutcome run_test(const TestSubject& subject, const TestCase& test, const TestSurroundings& surroundings);
TestRun run_tests(const TestSubject& subject, const std::vector<TestCase>& tests, const TestSurroundings& surroundings);

// The refusal that names every test that failed, with what came out.
Refusal failed_tests(const TestRun& run);

}  // namespace tiange::flows
