#pragma once
// The typed model of a BPMN 2.0 process: what the engine runs. Element and flow indexes follow the order of the
// elements in the document, so they are stable for one text of a definition and may be stored in a state.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "engines/feel/feel.h"

namespace tiange::bpmn {

using Index = std::uint32_t;
inline constexpr Index k_none = 0xFFFFFFFFu;

inline constexpr std::string_view k_bpmn_namespace = "http://www.omg.org/spec/BPMN/20100524/MODEL";
// Extension elements of ours, usual prefix tg:
//   <tg:assignment queue="expr"/>           FEEL giving the key of the queue a user task waits in
//   <tg:form key="handle"/>                 form shown with a user task or start event
//   <tg:stage key="dispatch"/>              which of the five steps the element belongs to
//   <tg:decision ref="dispatch" result="x"/>  decision of a business-rule task; without result, every output becomes
//                                           a variable
//   <tg:service name="notify" result="x"/>  what a service or send task asks of the host
//   <tg:limit value="expr"/>                FEEL giving a working-calendar limit such as "4 work_hour"; on a user
//                                           task its clock, in a timer event the moment it fires; at the
//                                           border of a task null or "" sets no timer
//   <tg:message correlation="expr"/>        what a message must carry to be taken
//   <tg:input target="x" source="expr"/>    local variable made when the element is entered
//   <tg:output target="x" source="expr"/>   variable set outside when the element is left
//   <tg:loop collection="expr" item="x" results="y" result="expr"/>  multi-instance over a list
//   <tg:call binding="latest"/>             version of a called process: the newest in effect when it is called (also
//                                           without this), or always the one: binding="version" version="3"
//   <tg:inside start="expr"/>               ad-hoc sub-process: FEEL giving ids of what begins at once
inline constexpr std::string_view k_tiange_namespace = "https://tiange.dev/bpmn";

using feel::Position;  // one-based place in the XML text, columns in characters

enum class ElementKind : std::uint8_t {
  process,  // element 0, the scope of everything at the top
  start_event,
  end_event,
  catch_event,  // intermediate
  throw_event,  // intermediate
  boundary_event,
  user_task,
  manual_task,
  plain_task,  // <task>: passes at once
  service_task,
  script_task,
  rule_task,
  send_task,
  receive_task,
  sub_process,
  call_activity,
  exclusive_gateway,
  inclusive_gateway,
  parallel_gateway,
  event_gateway,
  complex_gateway,
};

enum class EventKind : std::uint8_t {
  none,
  message,
  timer,
  error,
  signal,
  conditional,
  link,
  terminate,
  escalation,
  compensation,
  cancel,
  several,  // Element::triggers says which
};

enum class TimerKind : std::uint8_t {
  none,
  date,      // an instant, ISO 8601
  duration,  // ISO 8601 from now
  cycle,     // R[n]/duration
  limit,     // a limit of the working calendar, understood by the host
};

// A FEEL expression of the definition. `compiled` is empty until compile().
struct Expression {
  std::string text;
  Position where;
  std::optional<feel::Expression> compiled;

  bool given() const { return !text.empty(); }
};

struct Mapping {
  std::string target;
  Expression source;
};

struct EventSpec {
  EventKind kind = EventKind::none;
  std::string name;  // message, signal or link name; error or escalation code, empty = any
  TimerKind timer = TimerKind::none;
  Expression due;  // timer text; a literal such as PT2H is kept as a FEEL string
  Expression condition;
  Expression correlation;
  Index activity = k_none;  // compensation: the one to compensate; k_none = all that is done
  bool waits = true;        // compensation: the token goes on when it is over
};

struct TaskSpec {
  Expression queue;
  Expression limit;
  Expression script;
  std::string form;
  std::string decision;
  std::string service;
  std::string called;  // key of the called process
  std::int64_t called_version = 0;  // 0: the newest in effect
  std::string result;  // variable that takes a script's, decision's or service's answer
};

enum class LoopKind : std::uint8_t { none, standard, sequential, parallel };

struct LoopSpec {
  LoopKind kind = LoopKind::none;
  Expression cardinality;
  Expression collection;
  Expression completion;  // multi-instance: stop when true after an instance
  Expression condition;   // standard loop: go on while true
  Expression result;      // value of one instance, gathered into `results`
  std::string item;
  std::string results;
  bool test_before = false;
  std::uint32_t maximum = 0;  // standard loop; 0 = no maximum of its own
};

enum class AdHoc : std::uint8_t { no, parallel, sequential };

struct Element {
  ElementKind kind = ElementKind::plain_task;
  std::string id;
  std::string name;
  std::string stage;
  Position where;
  Index parent = k_none;  // enclosing scope; k_none for the process
  std::vector<Index> incoming;  // flows
  std::vector<Index> outgoing;
  Index default_flow = k_none;
  EventSpec event;
  std::vector<EventSpec> triggers;  // of an event with several; else empty
  bool needs_all = false;        // several triggers: all must happen, not one
  bool interrupting = true;      // boundary events, and starts of event sub-processes
  bool by_event = false;         // event sub-process
  bool watches_scope = false;    // start event of an event sub-process
  bool transaction = false;      // sub-process that can be cancelled as a whole
  bool for_compensation = false; // activity outside the flow, begun by compensation only
  bool compensable = false;      // activity that is kept when it has completed
  bool instantiates = false;     // receive task or event gateway that begins the process
  AdHoc ad_hoc = AdHoc::no;
  bool cancels_rest = true;      // ad-hoc: what still runs is cancelled when the completion condition holds
  Expression completion;         // ad-hoc
  Expression starts_inside;      // ad-hoc: ids of what begins at once
  Expression activation;         // complex gateway
  Index compensation = k_none;   // activity: the one that compensates it
  Index undo_start = k_none;     // sub-process: the start event of its compensation event sub-process
  Index attached_to = k_none;    // boundary events
  std::vector<Index> boundary;   // events attached to this activity
  std::vector<Index> starts;     // scopes: start events, or else every element without incoming flows
  std::vector<Index> watches;    // scopes: starts of the event sub-processes inside, but for compensation
  Index link_target = k_none;    // link throw: the catch it jumps to
  TaskSpec task;
  LoopSpec loop;
  std::vector<Mapping> inputs;
  std::vector<Mapping> outputs;

  // Waits beside the tokens of its scope or activity, without being one.
  bool waits_aside() const { return kind == ElementKind::boundary_event || watches_scope; }
  bool is_activity() const { return kind >= ElementKind::user_task && kind <= ElementKind::call_activity; }
  // A gateway that waits for several ways to come together.
  bool joins() const {
    const bool gathers = kind == ElementKind::parallel_gateway || kind == ElementKind::inclusive_gateway ||
                         kind == ElementKind::complex_gateway;
    return gathers && incoming.size() > 1;
  }
  bool is_scope() const { return kind == ElementKind::process || kind == ElementKind::sub_process; }
};

struct Flow {
  std::string id;
  std::string name;
  Position where;
  Index source = k_none;
  Index target = k_none;
  Expression condition;
};

struct Process {
  std::string id;
  std::string name;
  bool executable = false;
  std::vector<Element> elements;  // document order; 0 is the process itself
  std::vector<Flow> flows;        // document order

  Index find(std::string_view element_id) const;
};

// What begins a process from outside: the host waits for it and answers with Start{variables, element, trigger}.
struct StartTrigger {
  Index element = k_none;     // start event, receive task, or catch event behind an event gateway that begins it
  std::uint32_t trigger = 0;  // which of the element's triggers
  const EventSpec* event = nullptr;  // name of the message or signal, timer text, condition; lives as long as the model
};

// A process ready to run. Immutable; share it freely between threads.
class Model {
 public:
  const Process& process() const { return process_; }
  const Element& element(Index index) const { return process_.elements[index]; }
  const Flow& flow(Index index) const { return process_.flows[index]; }
  Index find(std::string_view element_id) const;

  // In document order. Of an event that needs all its triggers, the first begins the instance, which waits for the
  // rest.
  std::vector<StartTrigger> message_starts() const { return triggers(EventKind::message); }
  std::vector<StartTrigger> signal_starts() const { return triggers(EventKind::signal); }
  std::vector<StartTrigger> timer_starts() const { return triggers(EventKind::timer); }
  std::vector<StartTrigger> condition_starts() const { return triggers(EventKind::conditional); }
  std::vector<StartTrigger> triggers(EventKind kind) const;

  // Whether a token at element `from` can arrive at flow `to` without passing the gateway that `to` leads into.
  // Answered for flows into inclusive and complex gateways only.
  bool can_reach(Index from, Index to) const;
  bool has_complex() const { return has_complex_; }  // gateways

  explicit Model(Process process);  // use compile()

 private:
  Process process_;
  std::unordered_map<std::string, Index> by_id_;
  std::unordered_map<Index, std::vector<bool>> reaching_;  // flow -> elements that can reach it
  bool has_complex_ = false;
};

using ModelPtr = std::shared_ptr<const Model>;

std::string_view kind_name(ElementKind kind);  // the XML name: "userTask"

}  // namespace tiange::bpmn
