#pragma once
// 服务 What a service task of a case's process may ask for by name (tg:service). Each truly does something to the case;
// what it did is an entry of the history, written with the step that asked.
//
//   <bpmn:serviceTask id="tell" name="告知上报人 / Tell the reporter"><bpmn:extensionElements>
//     <tg:service name="tell_reporter"/><tg:input target="text" source='"已安排抢修"'/> ...
//
// What cannot be done answers with an error code that an error event at the task's border may catch:
//   bad_input    the text is missing or longer than 500 characters, or there is no such severity
//   no_reporter  nobody could read it: the report came without a name and without a query code
//   not_held     the case is closed: there is no task
//   urged        the last urge of the process has not been answered
//   asked        one of the units assists already

#include "city/cases/rules/case_file.h"

namespace tiange::cases {

struct ServiceInput {
  std::string_view name;  // target of tg:input
  Words words;
};
struct ServiceRow {
  std::string_view name;
  Words words;
  std::vector<ServiceInput> inputs;  // all of them needed
};
const std::vector<ServiceRow>& service_rows();

// What a service is asked with.
struct ServiceAsk {
  std::string text;
  std::string severity;
  std::vector<office::Target> units;  // that are to assist, without the one that leads
  std::string wrong_unit;             // named among them and unknown
  std::string limit;                  // of each part; empty: that of handling
  Words step;                         // that asks, as people call it
};

struct ServiceFacts {
  Instant now;
  const CaseRules& rules;
  const WorkCalendar& calendar;
  const ItemFacts* item = nullptr;  // of the case
  bool has_reporter = true;         // who can ask for the progress
  office::Marks marks = {};         // of the task the case will wait in after the step, as far as they are known
};

struct Served {
  std::optional<CaseEvent> event;
  Answers outputs;         // variables of the process
  std::string error_code;  // not empty: nothing was done
  Words reason;
};
// `file` as it stands before the event. An unknown name answers bad_input.
Served serve(const CaseFile& file, std::string_view name, const ServiceAsk& ask, const ServiceFacts& facts);

}  // namespace tiange::cases
