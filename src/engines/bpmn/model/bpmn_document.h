#pragma once
// Inside of a Document, and the reader that fills it.

#include <memory>
#include <vector>

#include "engines/bpmn/model/bpmn_definition.h"
#include "engines/bpmn/model/bpmn_xml.h"

namespace tiange::bpmn {

struct Document::Content {
  std::shared_ptr<const XmlFile> xml;
  std::vector<Process> processes;
  std::vector<std::vector<Finding>> findings;  // by process, what the reader met that cannot run
};

// Index of the process in the document; refused when there is none or the choice is not clear.
Result<std::size_t> choose_process(const Document& document, std::string_view process_id);

// Rules that concern a whole process once all its elements are read.
void check_process(const Process& process, std::vector<Finding>& findings);

}  // namespace tiange::bpmn
