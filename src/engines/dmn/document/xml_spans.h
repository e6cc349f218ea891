#pragma once
// Where the elements of an XML text stand in it, byte by byte, so that parts can be exchanged and nothing else moves.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tiange::dmn {

struct SpanNode {
  std::string_view name;  // with its prefix
  std::size_t begin = 0;  // of "<"
  std::size_t open_end = 0;   // after ">" of the start tag
  std::size_t inner_end = 0;  // before "</"; the same as open_end for <a/>
  std::size_t end = 0;        // after the end tag
  bool empty_tag = false;     // <a/>
  std::vector<SpanNode> children;

  std::string_view local() const;
  std::vector<const SpanNode*> named(std::string_view local_name) const;
  const SpanNode* child(std::string_view local_name) const;
};

// Of a text known to be well formed; empty when it is not after all. Depth is bounded as in parse_xml.
std::optional<SpanNode> xml_spans(std::string_view xml);

// Value of an attribute in the start tag, entities left as they are, and the bytes it takes without its quotes.
struct AttributeSpan {
  std::size_t begin = 0, end = 0;
};
std::optional<AttributeSpan> attribute_span(std::string_view xml, const SpanNode& node, std::string_view name);

std::string escape_text(std::string_view text);

}  // namespace tiange::dmn
