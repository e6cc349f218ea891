// Every element and every combination the standard allows, as a table of processes and of what happens in them.

#include "engines/bpmn/bpmn_script_kit.h"

namespace tiange::bpmn {
namespace {

using std::string;

string roots(const string& inside) {
  return definitions_xml("<message id='m1' name='paid'/><message id='m2' name='sent'/><signal id='g' name='storm'/>"
                         "<error id='e1' errorCode='E1'/><escalation id='x1' escalationCode='X1'/>"
                         "<timerEventDefinition id='shared'><timeDuration>PT1H</timeDuration></timerEventDefinition>"
                         "<process id='p' isExecutable='true'>" + inside + "</process>");
}
string tasks(const string& ids) {
  string xml;
  for (const string& id : words_of(ids)) xml += "<userTask id='" + id + "'/>";
  return xml;
}
string element(const string& kind, const string& id, const string& inside = "", const string& attributes = "") {
  return "<" + kind + " id='" + id + "' " + attributes + ">" + inside + "</" + kind + ">";
}
string start(const string& id = "s", const string& event = "", const string& attributes = "") {
  return element("startEvent", id, event, attributes);
}
string end(const string& id, const string& event = "") { return element("endEvent", id, event); }
string thrown(const string& id, const string& event) { return element("intermediateThrowEvent", id, event); }
string caught(const string& id, const string& event, const string& attributes = "") {
  return element("intermediateCatchEvent", id, event, attributes);
}
string border(const string& id, const string& host, const string& event, bool interrupting = true) {
  return element("boundaryEvent", id, event,
                 "attachedToRef='" + host + "' cancelActivity='" + (interrupting ? "true'" : "false'"));
}
string event_sub(const string& id, const string& inside) {
  return element("subProcess", id, inside, "triggeredByEvent='true'");
}
string flows(const string& ids) { return chain(words_of(ids)); }

const string k_message = "<messageEventDefinition messageRef='m1'/>";
const string k_sent = "<messageEventDefinition messageRef='m2'/>";
const string k_timer = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>";
const string k_signal = "<signalEventDefinition signalRef='g'/>";
const string k_condition = "<conditionalEventDefinition><condition>wet</condition></conditionalEventDefinition>";
const string k_error = "<errorEventDefinition errorRef='e1'/>";
const string k_escalation = "<escalationEventDefinition escalationRef='x1'/>";
const string k_undo = "<compensateEventDefinition/>";
const string k_cancel = "<cancelEventDefinition/>";

string undo_of(const string& activity) { return "<compensateEventDefinition activityRef='" + activity + "'/>"; }

// A user task and the user task "u<id>" that compensates it.
string undoable(const string& id, const string& loop = "") {
  return element("userTask", id, loop) + border("b" + id, id, k_undo) + element("userTask", "u" + id, "",
        "isForCompensation='true'") +
         "<association id='as" + id + "' sourceRef='b" + id + "' targetRef='u" + id + "'/>";
}

TEST(Patterns, Compensation) {
  const string twice = "<multiInstanceLoopCharacteristics isSequential='true'><loopCardinality>2</loopCardinality>"
                       "</multiInstanceLoopCharacteristics>";
  run_patterns({
      {"all that is done, the last first",
       roots(start() + undoable("a") + undoable("b") + undoable("c") + tasks("t") + end("e", k_undo) +
             flows("s a b t e") + flow("t", "c", "false")),
       "start => a; do a => b; do b => t; do t => e ub; do ub => e ua; do ua => END"},
      {"one activity only", roots(start() + undoable("a") + undoable("b") + thrown("x", undo_of("a")) + tasks("z") +
            flows("s a b x z")),
       "start; do a; do b => ua x; do ua => z; do z => END"},
      {"once only", roots(start() + undoable("a") + thrown("x", k_undo) + thrown("y", k_undo) + tasks("z") +
            flows("s a x y z")),
       "start; do a => ua x; do ua => z"},
      {"nothing is done, nothing is undone", roots(start() + undoable("a") + tasks("z") + thrown("x", k_undo) +
            "<parallelGateway id='f'/>" +
                                                   flows("s f a") + flows("f x z")),
       "start => a z"},
      {"without waiting", roots(start() + undoable("a") + thrown("x",
            "<compensateEventDefinition waitForCompletion='false'/>") + tasks("z") +
                                flows("s a x z")),
       "start; do a => ua x z; do z => ua x; do ua => END"},
      {"each round of a circle", roots(start() + undoable("a") +
            "<exclusiveGateway id='i'/><exclusiveGateway id='g' default='g_i'/>" +
                                       end("e", k_undo) + flows("s i a g i") + flow("g", "e", "k = 2")),
       "start k=1 => a; do a => a; do a k=2 => e ua; do ua => e ua; do ua => END"},
      {"each instance of a multi-instance", roots(start() + undoable("a", twice) + end("e", k_undo) + flows("s a e")),
       "start => a; do a => a; do a => e ua; do ua => e ua; do ua => END"},
      {"a sub-process by undoing what is done inside",
       roots(start() + undoable("o") + element("subProcess", "sub", start("is") + undoable("a") + undoable("b") +
             flows("is a b")) + end("e", k_undo) +
             flows("s o sub e")),
       "start; do o; do a; do b => e ub; do ub => e ua; do ua => e uo; do uo => END"},
      {"a sub-process by its border instead",
       roots(start() + element("subProcess", "sub", start("is") + undoable("a") + flows("is a")) + border("bs", "sub",
             k_undo) +
             element("userTask", "us", "", "isForCompensation='true'") +
                   "<association id='q' sourceRef='bs' targetRef='us'/>" + end("e", k_undo) +
             flows("s sub e")),
       "start; do a => e us; do us => END"},
      {"a sub-process by its own event sub-process, which may undo what is inside",
       roots(start() + element("subProcess", "sub", start("is") + undoable("a") + flows("is a") +
                               event_sub("ev", start("es", k_undo) + tasks("m") + thrown("ex", k_undo) + tasks("n") +
                                     flows("es m ex n"))) +
             end("e", k_undo) + flows("s sub e")),
       "start; do a => e m; do m => e ex ua; do ua => e n; do n => END"},
      {"what an error handler beside undoes",
       roots(start() + undoable("a") + tasks("t") + flows("s a t") +
             event_sub("ev", start("es", k_message) + thrown("ex", k_undo) + tasks("n") + flows("es ex n"))),
       "start; do a => t; message paid => ex ua; do ua => n; do n => END"},
      {"variables as they were in the sub-process",
       roots(start() + element("subProcess", "sub",
             "<extensionElements><tg:input target='k' source='7'/></extensionElements>" + start("is") +
                               tasks("a") + border("ba", "a", k_undo) +
                               element("scriptTask", "ua", "<extensionElements><tg:script result='seen'/>"
                                     "</extensionElements><script>k</script>",
                                       "isForCompensation='true'") +
                               "<association id='q' sourceRef='ba' targetRef='ua'/>" + flows("is a")) +
             thrown("x", k_undo) + "<exclusiveGateway id='g'/>" + tasks("y n") + flows("s sub x g") + flow("g", "y",
                   "seen = 7 and k = 1") +
             flow("g", "n", "not(seen = 7 and k = 1)")),
       "start k=1 => a; do a => y"},
      {"an activity to be done again afterwards",
       roots(start() + undoable("a") + thrown("x", k_undo) + tasks("z") + flows("s a x z")),
       "start; do a => ua x; do ua => z; jump a => a; do a => ua x; do ua => z"},
  });
}

TEST(Patterns, Transactions) {
  const string body = start("is") + undoable("a") + undoable("b") + "<exclusiveGateway id='g'/>" + end("no",
        k_cancel) + end("yes") +
                      flows("is a b g") + flow("g", "no", "bad") + flow("g", "yes", "not(bad)");
  const string around = border("off", "tr", k_cancel) + tasks("z after") + flows("s tr z") + flow("off", "after");
  run_patterns({
      {"cancelled: undone, then on from the cancel border", roots(start() + element("transaction", "tr", body) +
            around),
       "start bad=true => a; do a; do b => ub; do ub => ua; do ua => after; do after => END"},
      {"completed: on as usual", roots(start() + element("transaction", "tr", body) + around),
            "start bad=false => a; do a; do b => z"},
      {"what still runs is ended first, and what was done in it undone",
       roots(start() + element("transaction", "tr", start("is") + "<parallelGateway id='f'/>" + tasks("t w") +
             end("no", k_cancel) + undoable("a") +
                               element("subProcess", "in", start("iis") + undoable("c") + tasks("d") +
                                     flows("iis c d")) +
                               flows("is f t no") + flows("f w") + flows("f a") + flows("f in")) +
             around),
       "start => a c t w; do a; do c => d t w; do t => uc; do uc => ua; do ua => after"},
      {"cancelled from a sub-process inside",
       roots(start() + element("transaction", "tr", start("is") + undoable("a") +
                               element("subProcess", "in", start("iis") + tasks("d") + end("no", k_cancel) +
                                     flows("iis d no")) + flows("is a in")) +
             around),
       "start; do a; do d => ua; do ua => after"},
      {"nothing done yet", roots(start() + element("transaction", "tr", start("is") + tasks("t") + end("no",
            k_cancel) + flows("is t no")) + around),
       "start; do t => after"},
      {"an error leaves without undoing",
       roots(start() + element("transaction", "tr", start("is") + undoable("a") + tasks("t") + flows("is a t")) +
             around +
             border("be", "t2", k_error) + tasks("t2 y") + flow("z", "t2") + flow("be", "y")),
       "start; do a; do t => z; do z => t2; error t2 E1 => y"},
      {"a hazard: the error border of a transaction",
       roots(start() + element("transaction", "tr", start("is") + undoable("a") + end("ee", k_error) +
             flows("is a ee")) + around +
             border("be", "tr", k_error) + tasks("y") + flow("be", "y")),
       "start; do a => y; do y => END"},
      {"a completed transaction can be undone from outside",
       roots(start() + element("transaction", "tr", start("is") + undoable("a") + flows("is a")) + end("e", k_undo) +
             flows("s tr e")),
       "start; do a => e ua; do ua => END"},
      {"each of several",
       roots(start() + element("transaction", "tr",
             "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>"
                               "</multiInstanceLoopCharacteristics>" + start("is") + undoable("a") + tasks("t") +
                                     end("no", k_cancel) + flows("is a t no")) +
             around),
       "start => a a; do a => a t; do t => a ua; do ua => after"},
  });
}

TEST(Patterns, AdHocSubProcesses) {
  const auto ad_hoc = [](const string& attributes, const string& inside) {
    return roots(start() + element("adHocSubProcess", "ah", inside, attributes) + tasks("z") + flows("s ah z"));
  };
  const string two_done = "<completionCondition>numberOfCompletedInstances &gt;= 2</completionCondition>";
  run_patterns({
      {"anything in any order, until the condition holds; the rest is cancelled", ad_hoc("", tasks("a b c") + two_done),
       "start => ; inside ah b => b; inside ah a => a b; inside ah a => a a b; do b => a a; do a => z; do z => END"},
      {"the rest is finished first", ad_hoc("cancelRemainingInstances='false'", tasks("a b c") + two_done),
       "start; inside ah a; inside ah b; inside ah c => a b c; do a; do b => c; !inside ah a; do c => z"},
      {"one after the other", ad_hoc("ordering='Sequential'", tasks("a b") + two_done),
       "start; inside ah a => a; !inside ah b; do a => ; inside ah b => b; do b => z"},
      {"flows inside are followed, and only their first can be begun", ad_hoc("", tasks("a b") + flow("a", "b")),
       "start; !inside ah b; inside ah a; do a => b; do b => ; close ah => z"},
      {"closed by a person", ad_hoc("", tasks("a b")), "start; inside ah a => a; close ah => z"},
      {"closed, what runs is finished", ad_hoc("cancelRemainingInstances='false'", tasks("a b")),
            "start; inside ah a; close ah => a; do a => z"},
      {"begun by an expression", ad_hoc("", "<extensionElements><tg:inside start='want'/></extensionElements>" +
            tasks("a b c") + two_done),
       "start want=[\"a\",\"c\"] => a c; do a; do c => z"},
      {"an expression that names nothing", ad_hoc("",
            "<extensionElements><tg:inside start='want'/></extensionElements>" + tasks("a b")),
       "start want=[\"q\"] => ah!; set want=[\"b\"]; retry ah => b"},
      {"holds sub-processes and border events",
       ad_hoc("", element("subProcess", "sub", start("is") + tasks("a") + flows("is a")) + border("bt", "sub",
             k_timer) + tasks("late") + flow("bt", "late") +
              "<completionCondition>stop</completionCondition>"),
       "start stop=false; inside ah sub => a; fire bt => late; do late stop=true => z"},
      {"variables of the condition come from what is done", ad_hoc("", tasks("a") +
            "<completionCondition>ok</completionCondition>"),
       "start; inside ah a; do a => ; inside ah a; do a ok=true => z"},
      {"compensated inside", ad_hoc("", undoable("a") + thrown("x", k_undo) + two_done),
       "start; inside ah a; do a; inside ah x => ua x; do ua => ; close ah => z"},
      {"interrupted from its border",
       roots(start() + element("adHocSubProcess", "ah", tasks("a b")) + border("bt", "ah", k_message) + tasks("z y") +
             flows("s ah z") + flow("bt", "y")),
       "start; inside ah a => a; message paid => y"},
      {"one for each of several",
       roots(start() + element("adHocSubProcess", "ah",
             "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>"
                               "</multiInstanceLoopCharacteristics>" + tasks("a") +
                                     "<completionCondition>true</completionCondition>") + tasks("z") +
             flows("s ah z")),
       "start; inside ah a; inside ah#2 a => a a; do a => a; do a => z"},
  });
}

TEST(Patterns, ComplexGateways) {
  const auto gateway = [](const string& activation, const string& attributes, const string& after) {
    return roots(start() + "<parallelGateway id='f'/>" + tasks("a b c") +
                 element("complexGateway", "x", activation.empty() ? "" : "<activationCondition>" + activation +
                       "</activationCondition>", attributes) +
                 flows("s f a x") + flows("f b x") + flows("f c x") + after);
  };
  const string plain = tasks("z") + flow("x", "z");
  const string both = tasks("z late") + flow("x", "z", "waitingForStart") + flow("x", "late", "not(waitingForStart)");
  run_patterns({
      {"two of three, then the third is taken in", gateway("activationCount &gt;= 2", "", plain),
       "start => a b c; do a => b c x; do c => b z; do z => b; do b => END"},
      {"the first of three", gateway("activationCount &gt;= 1", "", plain),
            "start; do b => a c z; do z; do a => c x; do c => END"},
      {"the second phase speaks by its own condition", gateway("activationCount &gt;= 2", "", both),
            "start; do a; do b => c z; do c => late z; do z; do late => END"},
      {"the default flow serves both phases", gateway("activationCount &gt;= 2", "default='x_late'", tasks("z late") +
            flow("x", "z", "waitingForStart") + flow("x", "late")),
       "start; do a; do b => c z; do c => late z"},
      {"all at once starts and resets", gateway("activationCount &gt;= 3", "", both),
            "start; do a; do b; do c => late z"},
      {"by flow", gateway("activationCounts.c_x &gt;= 1", "", plain), "start; do a => b c x; do c => b z; do b => z"},
      {"by data that changes later", gateway("go", "", plain),
            "start go=false; do a => b c x; set go=true => b c z; do b => c x z; do c => z"},
      {"no way open is an incident", gateway("activationCount &gt;= 2", "", tasks("z y") + flow("x", "z", "k = 1") +
            flow("x", "y", "k = 2")),
       "start k=0; do a; do b => c x!; set k=2; retry x => c y"},
      {"splits like an inclusive one", roots(start() + "<complexGateway id='x'/>" + tasks("a b c") + flow("s", "x") +
            flow("x", "a", "k &gt; 1") + flow("x", "b", "k &gt; 2") +
                                             flow("x", "c", "k &gt; 3")),
       "start k=3 => a b"},
      {"does not wait for what cannot come",
       roots(start() + "<inclusiveGateway id='f'/>" + tasks("a b c") + element("complexGateway", "x",
             "<activationCondition>activationCount &gt;= 1</activationCondition>") +
             tasks("z") + flow("s", "f") + flow("f", "a", "true") + flow("f", "b", "k = 1") + flow("f", "c",
                   "k = 2") + flows("a x z") + flow("b", "x") + flow("c", "x")),
       "start k=0 => a; do a => z; do z => END"},
      {"starts again after its reset",
       roots(start() + "<exclusiveGateway id='i'/><parallelGateway id='f'/>" + tasks("a b") +
             element("complexGateway", "x", "<activationCondition>activationCount &gt;= 1</activationCondition>") +
                   "<exclusiveGateway id='o' default='o_z'/>" + tasks("w z") +
             flows("s i f a x w o z") + flows("f b x") + flow("o", "i", "again")),
       "start again=true => a b; do a => b w; do b => w; do w => a b; do b again=false => a w; do a => w; do w => z"},
  });
}

TEST(Patterns, SeveralTriggers) {
  const string any = k_message + k_timer + k_signal;
  run_patterns({
      {"any of them, caught in between", roots(start() + caught("c", any) + tasks("z") + flows("s c z")),
            "start => c; signal storm => z; !message paid; do z => END"},
      {"by its timer", roots(start() + caught("c", any) + tasks("z") + flows("s c z")), "start; fire c => z"},
      {"all of them", roots(start() + caught("c", any, "parallelMultiple='true'") + tasks("z") + flows("s c z")),
       "start; message paid => c; !message paid; fire c => c; signal storm => z"},
      {"a condition among them", roots(start() + caught("c", k_message + k_condition) + tasks("z") + flows("s c z")),
            "start; set wet=false => c; set wet=true => z"},
      {"at a border, interrupting", roots(start() + tasks("a z y") + border("b", "a", any) + flows("s a z") +
            flow("b", "y")), "start => a; fire b => y; do y => END"},
      {"at a border, not interrupting, again and again", roots(start() + tasks("a z y") + border("b", "a", any,
            false) + flows("s a z") + flow("b", "y")),
       "start; message paid => a y; signal storm => a y y; fire b => a y y y; !fire b; message paid => a y y y y; do "
             "a => y y y y z"},
      {"at a border, all of them, each time", roots(start() + tasks("a z y") + border("b", "a", any,
            false).insert(border("b", "a", any, false).find("id="), "parallelMultiple='true' ") +
                                                    flows("s a z") + flow("b", "y")),
       "start; message paid => a; fire b; signal storm => a y; signal storm => a y; message paid; fire b => a y y"},
      {"errors and escalations among them", roots(start() + tasks("a z y") + border("b", "a", k_error + k_timer) +
            flows("s a z") + flow("b", "y")), "start; error a E1 => y"},
      {"an event sub-process", roots(start() + tasks("t") + flows("s t") + event_sub("ev", start("es", any,
            "isInterrupting='false'") + tasks("a") + flows("es a"))),
       "start => t; signal storm => a t; message paid => a a t; fire es => a a a t; do t; do a; do a; do a => END"},
      {"an event sub-process that needs all", roots(start() + tasks("t") + flows("s t") + event_sub("ev", start("es",
            k_message + k_signal, "parallelMultiple='true'") + tasks("a") + flows("es a"))),
       "start; signal storm => t; message paid => a; do a => END"},
      {"a process begun by any", roots(start("s", any) + tasks("a") + flows("s a")), "start@s:1 => a"},
      {"a process begun by all: the first begins, the others are waited for", roots(start("s", k_message + k_signal,
            "parallelMultiple='true'") + tasks("a") + flows("s a")),
       "!start@s:2; start@s:1 => s; !signal storm; message paid => a; do a => END"},
      {"all are thrown in between", roots(start() + thrown("x", k_message + k_signal + k_escalation) + tasks("z") +
            flows("s x z")), "start => z"},
      {"all are thrown at the end, the error last",
       roots(start() + element("subProcess", "sub", start("is") + undoable("a") + end("ie", k_undo + k_error +
             k_signal) + flows("is a ie")) + border("b", "sub", k_error) + tasks("y") +
             flow("s", "sub") + flow("b", "y")),
       "start; do a => ie ua; do ua => y"},
      {"a definition that stands beside the process", roots(start() + caught("c",
            "<eventDefinitionRef>shared</eventDefinitionRef>") + tasks("z") + flows("s c z")),
            "start => c; fire c => z"},
      {"after an event gateway", roots(start() + "<eventBasedGateway id='g'/>" + caught("c", k_message + k_signal) +
            caught("d", k_timer) + tasks("y z") + flows("s g c z") + flows("g d y")),
       "start => c d g; signal storm => z; !fire d"},
  });
}

TEST(Patterns, EventsInEveryPlace) {
  struct Trigger {
    const char* name;
    string event;
    const char* happens;  // what makes it happen at `x`
  };
  const Trigger triggers[] = {{"message", k_message, "message paid"}, {"timer", k_timer, "fire x"}, {"signal",
        k_signal, "signal storm"},
                              {"condition", k_condition, "set wet=true"}};
  std::vector<Pattern> patterns;
  std::vector<string> texts;
  texts.reserve(100);
  const auto add = [&](const Trigger& trigger, const string& xml, const string& before, const string& after) {
    texts.push_back("start wet=false => " + before + "; " + trigger.happens + " => " + after);
    patterns.push_back({trigger.name, roots(xml), texts.back().c_str()});
  };
  for (const Trigger& trigger : triggers) {
    add(trigger, start() + caught("x", trigger.event) + tasks("z") + flows("s x z"), "x", "z");
    add(trigger, start() + tasks("a z") + border("x", "a", trigger.event) + flows("s a") + flow("x", "z"), "a", "z");
    add(trigger, start() + tasks("a z") + border("x", "a", trigger.event, false) + flows("s a") + flow("x", "z"), "a",
          "a z");
    add(trigger, start() + tasks("a") + flows("s a") + event_sub("ev", start("x", trigger.event) + tasks("z") +
          flows("x z")), "a", "z");
    add(trigger, start() + tasks("a") + flows("s a") + event_sub("ev", start("x", trigger.event,
          "isInterrupting='false'") + tasks("z") + flows("x z")), "a", "a z");
    add(trigger, start() + "<eventBasedGateway id='g'/>" + caught("x", trigger.event) + caught("y", k_sent) +
          tasks("z") + flows("s g x z") + flow("g", "y"), "g x y", "z");
    texts.push_back("start@x wet=true => z");
    patterns.push_back({trigger.name, roots(start("x", trigger.event) + tasks("z") + flows("x z")),
          texts.back().c_str()});
  }
  run_patterns(patterns);
}

TEST(Patterns, ErrorsEscalationsEndsAndLinks) {
  const auto thrower = [](const string& inner) {
    return element("subProcess", "sub", start("is") + tasks("a") + inner) + tasks("z") + flows("s sub z");
  };
  run_patterns({
      {"error end to a border", roots(start() + thrower(end("e", k_error) + flows("is a e")) + border("b", "sub",
            k_error) + tasks("y") + flow("b", "y")), "start; do a => y"},
      {"error end to an event sub-process", roots(start() + thrower(end("e", k_error) + flows("is a e") +
            event_sub("ev", start("es", k_error) + tasks("m") + flows("es m")))),
       "start; do a => m; do m => z"},
      {"error nobody catches", roots(start() + thrower(end("e", k_error) + flows("is a e"))), "start; do a => FAILED"},
      {"escalation thrown in between, not interrupting", roots(start() + thrower(thrown("e", k_escalation) +
            tasks("n") + flows("is a e n")) + border("b", "sub", k_escalation, false) + tasks("y") + flow("b", "y")),
       "start; do a => n y"},
      {"escalation thrown in between, interrupting", roots(start() + thrower(thrown("e", k_escalation) + tasks("n") +
            flows("is a e n")) + border("b", "sub", k_escalation) + tasks("y") + flow("b", "y")),
       "start; do a => y"},
      {"escalation end", roots(start() + thrower(end("e", k_escalation) + flows("is a e")) + border("b", "sub",
            k_escalation, false) + tasks("y") + flow("b", "y")), "start; do a => y z"},
      {"escalation to an event sub-process beside", roots(start() + thrower(thrown("e", k_escalation) + tasks("n") +
            flows("is a e n") +
                                                          event_sub("ev", start("es", k_escalation,
                                                                "isInterrupting='false'") + tasks("m") +
                                                                flows("es m")))),
       "start; do a => m n; do n => m; do m => z"},
      {"escalation to an event sub-process instead", roots(start() + thrower(thrown("e", k_escalation) + tasks("n") +
            flows("is a e n") +
                                                           event_sub("ev", start("es", k_escalation) + tasks("m") +
                                                                 flows("es m")))),
       "start; do a => m; do m => z"},
      {"escalation of a task from outside", roots(start() + tasks("a y z") + border("b", "a", k_escalation, false) +
            flows("s a z") + flow("b", "y")), "start; escalate a X1 => a y; escalate a X9 => a y"},
      {"terminate in the process", roots(start() + tasks("a b") + end("e", "<terminateEventDefinition/>") +
            "<parallelGateway id='f'/>" + flows("s f a e") + flows("f b")), "start; do a => END"},
      {"terminate in an event sub-process ends only that", roots(start() + tasks("t") + flows("s t") + event_sub("ev",
            start("es", k_signal, "isInterrupting='false'") + tasks("a") +
                                                                 end("e", "<terminateEventDefinition/>") +
                                                                       flows("es a e"))),
       "start; signal storm => a t; do a => t"},
      {"links", roots(start() + tasks("a z") + thrown("l", "<linkEventDefinition name='L'/>") + caught("c",
            "<linkEventDefinition name='L'/>") + flows("s a l") + flows("c z")), "start; do a => z"},
      {"event sub-process in an event sub-process", roots(start() + tasks("t") + flows("s t") + event_sub("ev",
            start("es", k_message) + tasks("a") + flows("es a") +
                                                          event_sub("in", start("is", k_signal) + tasks("b") +
                                                                flows("is b")))),
       "start; !signal storm; message paid => a; signal storm => b; do b => END"},
  });
}

TEST(Patterns, BeginningsOfAProcess) {
  const string gate = element("eventBasedGateway", "g", "", "instantiate='true'");
  const string gate_all = element("eventBasedGateway", "g", "", "instantiate='true' eventGatewayType='Parallel'");
  const string behind = caught("c", k_message) + caught("d", k_sent) + tasks("y z") + flows("g c y") + flows("g d z");
  run_patterns({
      {"a message begins", roots(start("s", k_message) + tasks("a") + flows("s a")), "!start@a; start@s n=1 => a"},
      {"one of several starts", roots(start("s") + start("m", k_message) + start("t", k_timer) + tasks("a b c") +
            flows("s a") + flows("m b") + flows("t c")), "start@t => c"},
      {"without a name, the start without trigger", roots(start("m", k_message) + start("s") + tasks("a b") +
            flows("s a") + flows("m b")), "start => a"},
      {"a receive task begins", roots(element("receiveTask", "r", "", "messageRef='m1' instantiate='true'") +
            tasks("a") + flows("r a")), "start@r x=1 => a"},
      {"an event gateway begins, one message", roots(gate + behind),
            "!start@g; start@d => z; !message paid; do z => END"},
      {"an event gateway begins, the other message is waited for", roots(gate_all + behind),
            "start@d => c z; message paid => y z"},
  });
  const auto document = read(roots(start("s", k_message + k_timer) + start("g", k_signal) + start("c", k_condition) +
                                   element("receiveTask", "r", "", "messageRef='m2' instantiate='true'") +
                                         tasks("a") + flows("s a") + flows("g a") +
                                   flows("c a") + flows("r a")));
  ASSERT_TRUE(document.ok());
  const auto model = compile(*document);
  ASSERT_TRUE(model.ok()) << model.refusal().en;
  const auto name = [&](const StartTrigger& trigger) {
    return (*model)->element(trigger.element).id + ":" + std::to_string(trigger.trigger) + ":" + trigger.event->name;
  };
  ASSERT_EQ(2u, (*model)->message_starts().size());
  EXPECT_EQ("s:0:paid", name((*model)->message_starts()[0]));
  EXPECT_EQ("r:0:sent", name((*model)->message_starts()[1]));
  ASSERT_EQ(1u, (*model)->timer_starts().size());
  EXPECT_EQ("s:1:", name((*model)->timer_starts()[0]));
  EXPECT_EQ("\"PT1H\"", (*model)->timer_starts()[0].event->due.text);
  ASSERT_EQ(1u, (*model)->signal_starts().size());
  EXPECT_EQ("g:0:storm", name((*model)->signal_starts()[0]));
  ASSERT_EQ(1u, (*model)->condition_starts().size());
  EXPECT_EQ("wet", (*model)->condition_starts()[0].event->condition.text);
}

TEST(Patterns, CallsNameTheirVersionAndPassErrorsAndEscalationsOn) {
  const auto call = [](const string& binding) {
    return roots(start() + element("callActivity", "c", binding, "calledElement='other'") + border("be", "c",
          k_error) + border("bx", "c", k_escalation, false) +
                 tasks("y x z") + flows("s c z") + flow("be", "y") + flow("bx", "x"));
  };
  run_patterns({
      {"done", call(""), "start => c; called c n=3 => z"},
      {"its error", call(""), "start; error c E1 => y"},
      {"its escalation", call(""), "start; escalate c X1 => c x; called c => x z"},
  });
  for (const auto& [binding, version] : {std::pair{"", 0},
        {"<extensionElements><tg:call binding='latest'/></extensionElements>", 0},
                                         {"<extensionElements><tg:call binding='version' version='3'/>"
                                               "</extensionElements>", 3}}) {
    Live live(call(binding));
    ASSERT_TRUE(live.start());
    ASSERT_EQ(1u, live.all<CallRequested>().size());
    EXPECT_EQ("other", live.all<CallRequested>()[0].process);
    EXPECT_EQ(version, live.all<CallRequested>()[0].version);
  }
  Live called(roots(start() + thrown("x", k_escalation) + end("e", k_error) + flows("s x e")));
  ASSERT_TRUE(called.start());
  ASSERT_EQ(1u, called.all<EscalationThrown>().size());
  EXPECT_EQ("X1", called.all<EscalationThrown>()[0].code);
  ASSERT_EQ(1u, called.all<InstanceFailed>().size());
  EXPECT_EQ("E1", called.all<InstanceFailed>()[0].code);
}

TEST(Patterns, Loops) {
  const auto many = [](const string& attributes, const string& completion) {
    return roots(start() + element("userTask", "a", "<multiInstanceLoopCharacteristics " + attributes +
          "><extensionElements>"
                                   "<tg:loop collection='who' item='one' results='all' result='said'/>"
                                         "</extensionElements>" +
                                   (completion.empty() ? "" : "<completionCondition>" + completion +
                                         "</completionCondition>") +
                                   "</multiInstanceLoopCharacteristics>") + tasks("z") + flows("s a z"));
  };
  run_patterns({
      {"parallel", many("", ""), "start who=[1,2,3] => a a a; do a#2 => a a; do a; do a => z"},
      {"one after the other", many("isSequential='true'", ""), "start who=[1,2] => a; do a => a; do a => z"},
      {"by share", many("", "numberOfCompletedInstances/numberOfInstances &gt;= 0.5"),
            "start who=[1,2,3,4]; do a => a a a; do a => z"},
      {"by count, one after the other", many("isSequential='true'", "numberOfCompletedInstances = 2"),
            "start who=[1,2,3]; do a; do a => z"},
  });
}

}  // namespace
}  // namespace tiange::bpmn
