#pragma once
// Makes the model of one process out of its XML. What cannot run becomes a finding; reading goes on.

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engines/bpmn/model/bpmn_document.h"
#include "engines/bpmn/model/bpmn_elements.h"

namespace tiange::bpmn {

// What stands beside the processes of a file and is referred to.
struct Roots {
  std::unordered_map<std::string, std::string> names;  // messages, signals, errors, escalations: id -> matched by
  std::unordered_map<std::string, pugi::xml_node> event_definitions;
  std::vector<std::pair<std::string, std::string>> associations;  // of collaborations, source and target

  std::string resolve(std::string_view reference) const;
};

Roots read_roots(pugi::xml_node definitions);

class Reader {
 public:
  Reader(const XmlFile& xml, const Roots& roots) : xml_(xml), roots_(roots), associations_(roots.associations) {}

  void read_process(pugi::xml_node node);

  Process process_;
  std::vector<Finding> findings_;

 private:
  struct Pending {
    Index element;
    std::string reference;
    pugi::xml_node node;
  };
  struct PendingFlow {
    Index flow;
    std::string source;
    std::string target;
    pugi::xml_node node;
  };
  struct PendingUndo {
    Index element;
    std::size_t trigger;  // of several; else 0
    std::string reference;
    pugi::xml_node node;
  };

  void report(pugi::xml_node node, std::string zh, std::string en);
  void report(const Element& element, std::string zh, std::string en);
  void read_scope(pugi::xml_node node, Index scope, int depth);
  void add_refused(pugi::xml_node node, Index scope);
  Index read_element(pugi::xml_node node, const ElementRow& row, Index scope);
  Expression expression(pugi::xml_node holder, std::string_view text) const;
  Expression body_expression(pugi::xml_node node);
  Mapping read_mapping(pugi::xml_node node);
  void read_task(pugi::xml_node node, Element& element);
  void read_call(pugi::xml_node node, TaskSpec& task);
  void read_sub_process(pugi::xml_node node, Element& element);
  void read_loop(pugi::xml_node node, Element& element);
  void read_flow(pugi::xml_node node);

  // events (bpmn_read_events.cpp)
  void read_event(pugi::xml_node node, Element& element);
  bool read_trigger(pugi::xml_node definition, pugi::xml_node event, Element& element);
  void read_event_definition(pugi::xml_node definition, pugi::xml_node event, EventSpec& spec);
  void read_compensation(pugi::xml_node definition, pugi::xml_node event, const Element& element, EventSpec& spec);
  void read_timer(pugi::xml_node definition, pugi::xml_node event, EventSpec& spec);

  // references between elements, once all ids are known (bpmn_connect.cpp)
  void connect();
  void connect_flow(const PendingFlow& pending);
  void connect_borders();
  void connect_defaults();
  void connect_links();
  void connect_starts();
  void connect_compensation();
  void connect_handler(Index border);
  void connect_undo(const PendingUndo& pending);
  Index find(const std::string& id) const;

  const XmlFile& xml_;
  const Roots& roots_;
  std::unordered_map<std::string, Index> ids_;
  std::vector<std::pair<std::string, std::string>> associations_;
  std::vector<Pending> attached_;
  std::vector<Pending> defaults_;
  std::vector<PendingFlow> flows_;
  std::vector<PendingUndo> undos_;
};

}  // namespace tiange::bpmn
