#pragma once
// The complete register of what may stand inside a process, and of event definitions: what runs, what is only
// drawn or described, and what is refused at deployment.

#include <span>
#include <string_view>

#include "engines/bpmn/model/bpmn_model.h"

namespace tiange::bpmn {

enum class Treatment : std::uint8_t {
  runs,
  ignored,  // lanes, data, notes: kept in the file, without effect
  refused,
};

struct ElementRow {
  std::string_view xml_name;
  Treatment treatment;
  ElementKind kind;  // when it runs
  std::string_view zh;
};

struct EventRow {
  std::string_view xml_name;
  Treatment treatment;
  EventKind kind;
  std::string_view zh;
  std::string_view places;  // letters of the places it may stand: Start, End, Catch, Throw, Boundary, eVent sub-process
};

std::span<const ElementRow> element_rows();
std::span<const EventRow> event_rows();
const ElementRow* find_element_row(std::string_view xml_name);
const EventRow* find_event_row(std::string_view xml_name);
const EventRow& event_row(EventKind kind);

}  // namespace tiange::bpmn
