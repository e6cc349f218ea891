#pragma once
// A DMN file as it came: every byte of it is kept, so that reading and writing lose nothing, and a change to a decision
// table leaves all the rest (diagrams, comments, unknown extensions, spacing) as it was. DMN 1.1 to 1.5 are known by
// their name spaces; 1.2 to 1.5 can be run.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engines/dmn/dmn.h"

namespace tiange::dmn {

class Document {
 public:
  struct Content;
  explicit Document(std::shared_ptr<const Content> content) : content_(std::move(content)) {}

  const std::string& version() const;        // "1.2" to "1.5", "" for a name space nobody published
  const std::string& namespace_uri() const;  // of the model
  const Content& content() const { return *content_; }

 private:
  std::shared_ptr<const Content> content_;
};

// Reads UTF-8, UTF-16, UTF-32 or ISO-8859-1 of at most 32 MB; other than UTF-8 becomes UTF-8. Refused with bad_decision:
// what is not well formed (with line and column), a DOCTYPE, or no DMN.
Result<Document> read_document(std::string_view xml);
// The text, byte for byte what was read and changed.
std::string write_document(const Document& document);

// Everything in the document that cannot be run or is certainly a mistake, in order of place. imports as of parse_model.
std::vector<Finding> check_document(const Document& document, const std::vector<Model>& imports = {});
Result<Model> parse_model(const Document& document, const std::vector<Model>& imports = {},
                          Reading reading = Reading::strict);

// One change of one decision table. Rules and columns count from 1.
struct TableEdit {
  enum class Kind {
    input_entry,   // text of a cell: rule, column
    output_entry,  // as input_entry
    annotation,    // as input_entry
    description,   // of a rule
    add_rule,      // before the rule of that number, or last; its cells are "-" and empty
    remove_rule,
    move_rule,     // to stand at place `to`
    hit_policy,    // text: "UNIQUE", "COLLECT SUM" …
  };
  Kind kind = Kind::input_entry;
  std::string table;  // id of the decision table, or id or name of the decision that holds it
  int rule = 0;
  int column = 0;
  int to = 0;
  std::string text;
};

// The edits one after the other. Refused with bad_decision: no such table, rule or column, or a text that is no FEEL.
Result<Document> edit_document(const Document& document, std::span<const TableEdit> edits);

}  // namespace tiange::dmn
