#include "base/text.h"
#include "city/flows/definitions/definition_room.h"

namespace tiange::flows {

namespace {

constexpr std::size_t k_longest_name = 100;
constexpr std::size_t k_most_tests = 200;  // of a key
constexpr std::size_t k_most_spec = 64u << 10;  // bytes

Outcome check_test(const TestIn& in) {
  if (text::trim(in.name).empty() || text::length(in.name) > k_longest_name)
    return refuse_fields(ErrorCode::bad_input, {{"name", "请给出名称，不超过 100 字", "give a name of at most 100 characters"}});
  if (in.key.empty()) return refuse_fields(ErrorCode::bad_input, {{"key", "请给出标识", "give the key"}});
  if (json::write(in.spec).size() > k_most_spec) return refuse(ErrorCode::too_large);
  return check_spec(in.kind, in.spec);
}

struct SeedTest {
  DefinitionKind kind = DefinitionKind::dmn;
  std::string key;
  std::string name;
  json::Value spec;
};
BOOST_DESCRIBE_STRUCT(SeedTest, (), (kind, key, name, spec))

}  // namespace

TestSurroundings DefinitionRoom::surroundings(db::Tx& tx, Instant now) const {
  Flows& flows = parts_.flows;
  return {parts_.home,
          [&flows, &tx, now](std::string_view key, std::int64_t version) -> Result<bpmn::ModelPtr> {
            if (version == 0) {
              TIANGE_TRY(const Definition found, flows.definition_in_effect(tx, DefinitionKind::bpmn, key, "", now));
              version = found.version;
            }
            return flows.process_model(tx, key, version);
          },
          [&flows, &tx, now](std::string_view decision, std::string_view area, const feel::Value& asked,
                             Instant moment) -> Result<feel::Value> {
            TIANGE_TRY(const Definition found, flows.definition_in_effect(tx, DefinitionKind::dmn, decision, area, now));
            TIANGE_TRY(const dmn::DecisionOutcome outcome, flows.try_decision(tx, decision, found.version, asked, moment));
            if (outcome.value.is(feel::Kind::context)) return outcome.value;
            return feel::Value::context({{std::string(decision), outcome.value}});
          },
          now};
}

TestList DefinitionRoom::tests(db::Tx& tx, DefinitionKind kind, std::string_view key) const {
  return {list_tests(tx, kind, key)};
}

Result<TestCase> DefinitionRoom::add_test(db::Tx& tx, const http::Request& request, const TestIn& in) {
  TIANGE_CHECK_OK(check_test(in));
  if (list_tests(tx, in.kind, in.key).size() >= k_most_tests)
    return refuse(ErrorCode::conflict, "每份定义最多 200 个测试用例", "a definition has at most 200 tests");
  TestCase test{parts_.ids.next_as<TestTag>(request.now), in.kind, in.key, in.name, in.spec, 1, request.now,
                request.scope.name};
  insert_test(tx, test);
  return test;
}

Result<TestCase> DefinitionRoom::change_test(db::Tx& tx, const http::Request& request, TestId id, const TestIn& in) {
  auto test = find_test(tx, id);
  if (!test) return refuse(ErrorCode::not_found);
  TestIn as_is = in;
  as_is.kind = test->kind;
  as_is.key = test->key;
  TIANGE_CHECK_OK(check_test(as_is));
  if (in.revision != test->revision) return refuse(ErrorCode::conflict);
  test->name = in.name;
  test->spec = in.spec;
  ++test->revision;
  test->changed = request.now;
  test->changed_by_name = request.scope.name;
  if (!update_test(tx, *test, in.revision)) return refuse(ErrorCode::conflict);
  return *std::move(test);
}

Result<TestCase> DefinitionRoom::remove_test(db::Tx& tx, const http::Request& request, TestId id) {
  auto test = find_test(tx, id);
  if (!test) return refuse(ErrorCode::not_found);
  delete_test(tx, id);
  parts_.record(tx, request, "flows.test_removed", std::string(json::enum_name(test->kind)) + " " + test->key,
                {"删除测试用例“" + test->name + "”", "Removed the test \"" + test->name + "\""});
  return *std::move(test);
}

Result<TestRun> DefinitionRoom::run(db::Tx& tx, const TestRunIn& in, Instant now) const {
  DefinitionKind kind = in.kind;
  std::string key = in.key, content = in.content.value_or("");
  if (in.draft) {
    TIANGE_TRY(const DraftFile file, load(tx, *in.draft));
    kind = file.row.kind;
    key = file.row.key;
    if (!in.content) content = file.content;
  } else if (!in.content) {
    TIANGE_TRY(const Definition found, in.version > 0 ? parts_.flows.definition(tx, kind, key, in.version)
                                                      : parts_.flows.definition_in_effect(tx, kind, key, "", now));
    content = found.content;
  }
  const auto subject = read_subject(kind, key, content);
  if (!subject.ok()) {
    const Checked checked = check(tx, kind, key, content, now);
    return checked.good ? subject.refusal() : refuse_problems(kind, checked.problems);
  }
  std::vector<TestCase> tests;
  if (in.test.is_object()) {
    TIANGE_CHECK_OK(check_spec(kind, in.test));
    TestCase one;
    one.kind = kind;
    one.key = key;
    one.spec = in.test;
    tests.push_back(std::move(one));
  } else {
    tests = list_tests(tx, kind, key);
  }
  return run_tests(*subject, tests, surroundings(tx, now));
}

Outcome DefinitionRoom::seed_tests(db::Tx& tx, std::string_view text, Instant now) {
  TIANGE_TRY(const std::vector<SeedTest> seeds, json::read<std::vector<SeedTest>>(text));
  for (const SeedTest& seed : seeds) {
    const auto known = list_tests(tx, seed.kind, seed.key);
    const bool there = std::any_of(known.begin(), known.end(), [&](const TestCase& one) { return one.name == seed.name; });
    if (there) continue;
    TIANGE_CHECK_OK(check_spec(seed.kind, seed.spec));
    insert_test(tx, {parts_.ids.next_as<TestTag>(now), seed.kind, seed.key, seed.name, seed.spec, 1, now, ""});
  }
  return done();
}

}  // namespace tiange::flows
