#include "city/flows/flow_routes.h"

#include "base/text.h"
#include "engines/feel/feel_json.h"

namespace tiange::flows {

namespace {

struct DefinitionRow : Definition {
  std::int64_t running = 0;  // instances of a process that have not ended
  bool current = false;      // the version new instances and decisions take now in the whole district
};
BOOST_DESCRIBE_STRUCT(DefinitionRow, (), (kind, key, version, name, digest, deployed, deployed_by, running, current))
struct DefinitionList {
  std::vector<DefinitionRow> items;
};
BOOST_DESCRIBE_STRUCT(DefinitionList, (), (items))

struct TryIn {
  json::Value inputs;
  std::optional<std::int64_t> version;
};
BOOST_DESCRIBE_STRUCT(TryIn, (), (inputs, version))

struct TryOut {
  json::Value outputs;
  std::vector<WhyRule> matched;
  std::vector<WhyRule> near;  // exactly one condition failed
  std::string note_zh;         // what could not be computed
  std::string note_en;
};
BOOST_DESCRIBE_STRUCT(TryOut, (), (outputs, matched, near, note_zh, note_en))

DefinitionList list(Flows& flows, db::Tx& tx, Instant now) {
  DefinitionList list;
  for (Definition& definition : flows.definitions(tx)) {
    DefinitionRow row;
    static_cast<Definition&>(row) = std::move(definition);
    if (row.kind == DefinitionKind::bpmn) row.running = flows.running(tx, row.key, row.version);
    const auto current = flows.definition_in_effect(tx, row.kind, row.key, "", now);
    row.current = current.ok() && current->version == row.version;
    list.items.push_back(std::move(row));
  }
  return list;
}

Result<Definition> one_definition(Flows& flows, db::Tx& tx, const http::Request& request) {
  const auto version = text::to_int(request.param("version"));
  const auto wanted = json::enum_from<DefinitionKind>(request.query_value("kind"));
  for (const DefinitionKind kind : {DefinitionKind::bpmn, DefinitionKind::dmn, DefinitionKind::form}) {
    if (!version || (wanted && *wanted != kind)) continue;
    auto found = flows.definition(tx, kind, request.param("key"), *version);
    if (found.ok()) return found;
  }
  return refuse(ErrorCode::no_definition);
}

Result<TryOut> try_out(Flows& flows, db::Tx& tx, const http::Request& request, const TryIn& in) {
  const feel::Value inputs = in.inputs.is_object() ? feel::from_json(in.inputs) : feel::Value::context({});
  TIANGE_TRY(const dmn::DecisionOutcome outcome,
             flows.try_decision(tx, request.param("key"), in.version.value_or(0), inputs, request.now));
  TryOut out;
  out.outputs = feel::to_json(outcome.value);
  if (!out.outputs.is_object()) {
    json::Value named;
    named.set(request.param("key"), std::move(out.outputs));
    out.outputs = std::move(named);
  }
  Why why = why_of(outcome);
  out.matched = std::move(why.matched);
  out.near = std::move(why.near);
  if (!outcome.notes.empty()) {
    const Words words = outcome.notes.front().words();
    out.note_zh = words.zh;
    out.note_en = words.en;
  }
  return out;
}

}  // namespace

void add_routes(http::Routes& routes, Flows& flows) {
  db::Db& db = routes.database();
  routes.query<DefinitionList>("/api/v1/flows/definitions", Permission::flows_view, "流程、决策和表单定义",
                               "Definitions of processes, decisions and forms", [&](const http::Request& request) {
                                 return db.read([&](db::Tx& tx) -> Result<DefinitionList> {
                                   return list(flows, tx, request.now);
                                 });
                               });
  routes.query<Definition>(
      "/api/v1/flows/definitions/{key}/{version}", Permission::flows_view, "查看定义", "One version of a definition",
      [&](const http::Request& request) {
        return db.read([&](db::Tx& tx) { return one_definition(flows, tx, request); });
      },
      {"kind"});
  routes.command<TryIn, TryOut>(http::Method::post, "/api/v1/flows/decisions/{key}/try", Permission::flows_view, "试算决策",
                                "Try a decision without acting",
                                [&](const http::Request& request, db::Tx& tx, const TryIn& in) {
                                  return try_out(flows, tx, request, in);
                                });
}

}  // namespace tiange::flows
