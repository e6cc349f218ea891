#pragma once
// BPMN 2.0: read, check, run. Pure and deterministic: no I/O, clock, randomness or threads. The host stores the
// state, keeps the clocks, and answers decisions and services.
//
//   auto document = bpmn::read(xml);                     lossless; refused only when it is not BPMN
//   auto model = bpmn::compile(*document);               refused (bad_process) naming every element that cannot run
//   auto events = bpmn::advance(**model, state, input);  refused when the input does not fit; nothing has changed
//   for (event : *events) bpmn::apply(state, event);     cannot fail
//
// Expressions are FEEL; a leading "=" is allowed. Timer texts may be ISO 8601 literals (PT2H, R3/PT10M,
// 2026-01-01T00:00:00Z). Outputs of a task without tg:output become variables of the process.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engines/bpmn/bpmn_model.h"
#include "engines/bpmn/bpmn_state.h"
#include "engines/feel/feel.h"

namespace tiange::bpmn {

// A BPMN file: the whole XML as it came and the processes in it. Copies share the immutable content.
class Document {
 public:
  struct Content;
  explicit Document(std::shared_ptr<const Content> content) : content_(std::move(content)) {}

  const std::vector<Process>& processes() const;
  const Content& content() const { return *content_; }

 private:
  std::shared_ptr<const Content> content_;
};

// Reads UTF-8, UTF-16, UTF-32 or ISO-8859-1 XML of at most 16 MB. Anything BPMN may hold is kept, known or not.
Result<Document> read(std::string_view xml);

// The document as UTF-8 XML, nothing lost: extensions, diagrams, comments, namespaces and attribute order.
std::string write(const Document& document);

// Something the engine cannot run, or that is certainly a mistake.
struct Finding {
  Position where;
  std::string element_id;
  std::string element_name;
  Words words;
};

// All findings of one process, in document order. An empty id means the process marked isExecutable, else the only
// one.
std::vector<Finding> check(const Document& document, std::string_view process_id = {});

// Refused with bad_process; every finding is a field of the refusal, its path "line:column id name".
Result<ModelPtr> compile(const Document& document, std::string_view process_id = {});

// Everything that follows from the input until the instance waits again. Refused (not_waiting) when the instance
// does not wait for such an input; then nothing happened. A failing expression raises an incident, not a refusal.
// `environment` gives expressions their now() and today().
Result<std::vector<Event>> advance(const Model& model, const State& state, const Input& input,
                                   const feel::Environment& environment = {});

// The same without copying the state: `state` has moved on when it returns done, and is untouched when refused.
Outcome step(const Model& model, State& state, const Input& input, std::vector<Event>& events,
             const feel::Environment& environment = {});

void apply(State& state, const Event& event);

// The context a node sees: its own variables over those of its scopes.
feel::Value variables_at(const State& state, NodeId node);

// Text forms for storing. Places and variables are apart because variables change less often and are larger.
std::string encode_places(const State& state);
std::string encode_variables(const State& state);
Result<State> decode(std::string_view places, std::string_view variables);

}  // namespace tiange::bpmn
