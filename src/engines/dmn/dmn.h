#pragma once
// Decision models, DMN 1.2 to 1.5. A model is read once and evaluated many times, from any thread, without input or
// output. Reading refuses with bad_decision (names the element, its id and the line); evaluation never fails: what
// cannot be computed is null, with a note.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engines/feel/feel.h"

namespace tiange::dmn {

struct ModelData;

struct ElementInfo {
  std::string id;
  std::string name;
  std::string description;
  std::string question;           // of a decision
  std::string type;               // declared FEEL type, "" when undeclared
  std::vector<std::string> uses;  // names of the inputs, decisions and knowledge it requires
};

// Something in a file that cannot be understood or run, and where it stands.
struct Finding {
  feel::Position where;
  std::string element_id;
  std::string element_name;
  Words words;
};

// Immutable and cheap to copy.
class Model {
 public:
  const std::string& name() const;
  const std::string& namespace_uri() const;
  std::vector<ElementInfo> inputs() const;
  std::vector<ElementInfo> decisions() const;
  std::vector<ElementInfo> services() const;
  std::vector<ElementInfo> knowledge() const;
  // What could not be understood, by element; empty for a model read strictly.
  const std::vector<Words>& problems() const;
  // The same with their places, in the order they were met.
  const std::vector<Finding>& findings() const;
  const ModelData& data() const { return *data_; }
  explicit Model(std::shared_ptr<const ModelData> data) : data_(std::move(data)) {}

 private:
  std::shared_ptr<const ModelData> data_;
};

// strict refuses the first expression, reference or type that cannot be understood; lenient keeps the model, makes that
// part null when it is evaluated, and lists it in problems().
enum class Reading { strict, lenient };

// imports: the models that the xml imports by namespace, already parsed.
Result<Model> parse_model(std::string_view xml, const std::vector<Model>& imports = {},
                          Reading reading = Reading::strict);

// One condition of a rule against what was given.
struct CellTrace {
  std::string label;   // the column's label or expression
  std::string test;    // as written in the table
  std::string actual;  // the value met, as text
  bool held = false;
  Words asked;  // the test in words
  Words met;    // the value in words
};

// One rule of a table, as a page shows it.
struct RuleTrace {
  int number = 0;  // 1-based row
  std::string rule_id;
  std::string description;
  std::vector<feel::Entry> annotations;  // name and text
  std::vector<CellTrace> cells;
  feel::Value output;  // of the row; null for a near miss
};

// One value on the way to a decision, and those it was made of: entries of a context, arguments of a call, the branch
// that was taken, items of a list.
struct ValueTrace {
  Words label;       // which part of the whole: "条件", "condition"; empty for the whole
  std::string text;  // the FEEL expression, if it is one
  feel::Value value;
  std::vector<ValueTrace> parts;
};

// What happened in one decision.
struct DecisionTrace {
  std::string decision_id;
  std::string decision_name;
  feel::Value value;
  bool is_table = false;
  std::string hit_policy;           // "UNIQUE", "COLLECT SUM", ...
  std::vector<RuleTrace> matched;      // by row
  std::vector<RuleTrace> near_misses;  // exactly one condition failed; at most 5
  ValueTrace tree;                     // with Explain::yes; at most 300 values a decision
  // What came out and by which rules, in words.
  Words words() const;
};

struct DecisionNote {
  std::string element;  // name of the decision or other element
  feel::Note note;
  Words words() const;
};

struct DecisionOutcome {
  feel::Value value;
  std::vector<DecisionTrace> traces;  // decisions in the order they were finished; the asked one last
  std::vector<DecisionNote> notes;
  // The words of all traces, one line each.
  Words words() const;
};

// no: value and notes only. hits: the rules that held, without their cells. yes: with them, and those that nearly did.
enum class Explain { no, hits, yes };

struct EvaluateOptions {
  Explain explain = Explain::yes;
  feel::Environment environment;
};

// context holds the input data by name; a member named as a decision replaces that decision's result.
// Refuses with bad_decision when there is no decision of that name or id.
Result<DecisionOutcome> evaluate_decision(const Model& model, std::string_view name_or_id, const feel::Value& context,
                                          const EvaluateOptions& options = {});
// A decision service: its single output's value, or a context of its outputs.
Result<DecisionOutcome> evaluate_service(const Model& model, std::string_view name_or_id, const feel::Value& context,
                                         const EvaluateOptions& options = {});
// Knowledge (a business knowledge model) called with named arguments.
Result<DecisionOutcome> evaluate_knowledge(const Model& model, std::string_view name_or_id,
                                           const feel::Value& arguments, const EvaluateOptions& options = {});

}  // namespace tiange::dmn
