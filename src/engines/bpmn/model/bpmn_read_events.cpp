#include "engines/bpmn/model/bpmn_reader.h"

namespace tiange::bpmn {

namespace {

bool is_iso_timer(std::string_view text) {
  if (text.substr(0, 1) == "R") return true;
  return feel::parse_days_duration(text) || feel::parse_months_duration(text) || feel::parse_date_time(text) ||
         feel::parse_date(text);
}

// The letter of the place, as in the register of events; 0: not an event.
char place_of(ElementKind kind, bool in_event_sub_process) {
  switch (kind) {
    case ElementKind::start_event:
      return in_event_sub_process ? 'V' : 'S';
    case ElementKind::end_event:
      return 'E';
    case ElementKind::catch_event:
      return 'C';
    case ElementKind::throw_event:
      return 'T';
    case ElementKind::boundary_event:
      return 'B';
    default:
      return '\0';
  }
}

}  // namespace

void Reader::read_event(pugi::xml_node node, Element& element) {
  const char place = place_of(element.kind, process_.elements[element.parent].by_event);
  if (place == '\0') return;
  bool refused = false;
  for (const pugi::xml_node child : node.children()) {
    if (!is_bpmn(child)) continue;
    const std::string_view name = local_name(child);
    if (name == "eventDefinitionRef") {
      const std::string reference(local_reference(inner_text(child)));
      const auto found = roots_.event_definitions.find(reference);
      if (found != roots_.event_definitions.end()) {
        refused |= !read_trigger(found->second, node, element);
      } else {
        report(node, "找不到事件定义 " + reference, "there is no event definition " + reference);
        refused = true;
      }
    } else if (name.ends_with("EventDefinition")) {
      refused |= !read_trigger(child, node, element);
    }
  }
  if (element.triggers.size() == 1) {
    element.event = std::move(element.triggers.front());
    element.triggers.clear();
  } else if (!element.triggers.empty()) {
    element.event.kind = EventKind::several;
    element.needs_all = attribute(node, "parallelMultiple") == "true";
  }
  if (refused) return;
  std::vector<EventKind> kinds{element.event.kind};
  for (const EventSpec& trigger : element.triggers) kinds.push_back(trigger.kind);
  for (const EventKind kind : kinds) {
    const EventRow& row = event_row(kind);
    if (row.places.find(place) != row.places.npos) continue;
    report(node, "此处不能使用" + std::string(row.zh) + "事件",
           "a " + std::string(row.xml_name.empty() ? "none event" : row.xml_name) + " cannot stand here");
  }
}

// False: it cannot run, which has been reported.
bool Reader::read_trigger(pugi::xml_node definition, pugi::xml_node event, Element& element) {
  const std::string_view name = local_name(definition);
  const EventRow* row = find_event_row(name);
  if (row == nullptr || row->treatment != Treatment::runs) {
    report(event, "暂不支持" + std::string(row ? row->zh : name), "cannot run " + std::string(name));
    return false;
  }
  EventSpec spec;
  spec.kind = row->kind;
  if (spec.kind == EventKind::compensation) {
    read_compensation(definition, event, element, spec);
  } else {
    read_event_definition(definition, event, spec);
  }
  element.triggers.push_back(std::move(spec));
  return true;
}

void Reader::read_event_definition(pugi::xml_node definition, pugi::xml_node event, EventSpec& spec) {
  switch (spec.kind) {
    case EventKind::message: {
      const pugi::xml_node ours = extension(definition, "message") ? extension(definition, "message")
                                                                   : extension(event, "message");
      spec.name = roots_.resolve(attribute(definition, "messageRef"));
      spec.correlation = expression(event, attribute(ours, "correlation"));
      if (spec.name.empty()) spec.name = attribute(event, "id");
      break;
    }
    case EventKind::signal:
      spec.name = roots_.resolve(attribute(definition, "signalRef"));
      if (spec.name.empty()) report(event, "信号事件缺少信号", "names no signal");
      break;
    case EventKind::error:
      spec.name = roots_.resolve(attribute(definition, "errorRef"));
      break;
    case EventKind::escalation:
      spec.name = roots_.resolve(attribute(definition, "escalationRef"));
      break;
    case EventKind::link:
      spec.name = attribute(definition, "name");
      break;
    case EventKind::conditional:
      spec.condition = body_expression(bpmn_child(definition, "condition"));
      if (!spec.condition.given()) report(event, "条件事件缺少条件", "has no condition");
      break;
    case EventKind::timer:
      read_timer(definition, event, spec);
      break;
    default:
      break;
  }
}

void Reader::read_compensation(pugi::xml_node definition, pugi::xml_node event, const Element& element,
                               EventSpec& spec) {
  spec.waits = attribute(definition, "waitForCompletion") != "false";
  const bool throws = element.kind == ElementKind::throw_event || element.kind == ElementKind::end_event;
  const std::string_view reference = attribute(definition, "activityRef");
  if (!throws || reference.empty()) return;
  const Index index = static_cast<Index>(process_.elements.size());
  undos_.push_back({index, element.triggers.size(), std::string(reference), event});
}

void Reader::read_timer(pugi::xml_node definition, pugi::xml_node event, EventSpec& spec) {
  if (const pugi::xml_node limit = extension(definition, "limit") ? extension(definition, "limit")
                                                                  : extension(event, "limit")) {
    spec.timer = TimerKind::limit;
    spec.due = expression(limit, attribute(limit, "value"));
  } else {
    for (const auto& [name, kind] : {std::pair{"timeDate", TimerKind::date}, {"timeDuration", TimerKind::duration},
                                     {"timeCycle", TimerKind::cycle}}) {
      const pugi::xml_node node = bpmn_child(definition, name);
      if (!node) continue;
      spec.timer = kind;
      const std::string text = inner_text(node);
      if (is_iso_timer(text)) {
        spec.due = {'"' + text + '"', xml_.position(node), {}};
      } else {
        spec.due = body_expression(node);
      }
    }
  }
  if (!spec.due.given()) report(event, "定时事件缺少时间", "the timer has no time");
}

}  // namespace tiange::bpmn
