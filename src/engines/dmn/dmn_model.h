#pragma once
// A decision model as it is evaluated: expressions parsed, references resolved to places in the tables of a model.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engines/dmn/dmn.h"
#include "engines/feel/feel_program.h"

namespace tiange::dmn {

struct Boxed;
using BoxedPtr = std::unique_ptr<Boxed>;

enum class BoxedKind {
  literal,      // expression
  table,        // table
  context,      // named: entries; one without a name is the result
  invocation,   // parts[0]: the function; named: the arguments
  relation,     // columns; parts: the cells, row by row
  list,         // parts
  function,     // parameters; parts[0]: the body
  conditional,  // parts: if, then, else
  filter,       // parts: in, match
  loop,         // variable; parts: in, return
  some,         // variable; parts: in, satisfies
  every,        // as some
};

struct NamedBoxed {
  std::string name;
  feel::TypePtr type;
  BoxedPtr value;
};

struct TableInput {
  std::string label;  // as the page shows it
  std::optional<feel::Expression> expression;
  std::optional<feel::UnaryTests> allowed;
  feel::TypePtr type;
};

struct TableOutput {
  std::string name;   // "" for a single unnamed output
  std::string label;  // as the page shows it
  feel::TypePtr type;
  std::vector<feel::Value> ranked;  // the allowed values, best first
  BoxedPtr otherwise;               // default
};

struct TableRule {
  std::string id;
  std::string description;
  std::vector<std::optional<feel::UnaryTests>> tests;  // one for each input; empty: could not be read
  std::vector<std::string> texts;                      // as written
  std::vector<Words> meanings;                         // the same in words
  std::vector<std::uint16_t> order;                    // of trying the tests, cheap ones first; without "-"
  std::vector<BoxedPtr> outputs;
  std::vector<std::string> annotations;
};

enum class HitPolicy { unique, any, priority, first, rule_order, output_order, collect };
enum class Aggregation { none, sum, min, max, count };

struct Table {
  HitPolicy policy = HitPolicy::unique;
  Aggregation aggregation = Aggregation::none;
  std::vector<TableInput> inputs;
  std::vector<TableOutput> outputs;
  std::vector<TableRule> rules;
  std::vector<std::string> annotation_names;
};

struct Boxed {
  BoxedKind kind = BoxedKind::literal;
  std::string id;
  feel::TypePtr type;  // declared; null: none
  std::optional<feel::Expression> expression;
  std::unique_ptr<Table> table;
  std::vector<NamedBoxed> named;
  std::vector<BoxedPtr> parts;
  std::vector<std::string> columns;
  std::vector<feel::Parameter> parameters;
  std::string variable;
  bool external = false;  // a function of another language
};

enum class ElementKind { input, decision, knowledge, service };

// An element of this model, or of a model imported by it.
struct Reference {
  const ModelData* model = nullptr;
  ElementKind kind = ElementKind::input;
  std::size_t index = 0;
  std::string prefix;  // name of the import; "" for this model's own
};

struct Input {
  ElementInfo info;
  feel::TypePtr type;
};

struct Decision {
  ElementInfo info;
  feel::TypePtr type;
  BoxedPtr logic;  // null: none given, or it could not be read
  std::vector<Reference> requires_;
};

struct Knowledge {
  ElementInfo info;
  feel::TypePtr type;
  BoxedPtr function;  // of kind function; null as above
  std::vector<Reference> requires_;
};

struct Service {
  ElementInfo info;
  feel::TypePtr type;
  std::vector<Reference> outputs;
  std::vector<Reference> input_decisions;
  std::vector<Reference> input_data;
};

struct ModelData : std::enable_shared_from_this<ModelData> {
  std::string name;
  std::string space;
  std::vector<Input> inputs;
  std::vector<Decision> decisions;
  std::vector<Knowledge> knowledge;
  std::vector<Service> services;
  std::vector<std::pair<std::string, feel::TypePtr>> types;
  std::vector<std::string> member_names;
  std::vector<std::pair<std::string, std::shared_ptr<const ModelData>>> imports;  // name, model
  std::vector<Words> problems;
  std::vector<Finding> findings;

  const ElementInfo& info(const Reference& reference) const;
};

}  // namespace tiange::dmn
