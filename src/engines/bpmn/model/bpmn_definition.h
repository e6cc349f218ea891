#pragma once
// Reading, writing, checking and compiling of BPMN 2.0 files. Part of the door bpmn.h.

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "engines/bpmn/model/bpmn_model.h"

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

// The document as UTF-8 XML, nothing lost: extensions, diagrams, comments, namespaces and attribute order. A file that
// came in UTF-8 comes back byte for byte.
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

}  // namespace tiange::bpmn
