#pragma once
// XML with resolved namespaces and source positions, over pugixml. A document with a DOCTYPE is refused, because
// entities of its own could not be kept.

#include <cstdint>
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engines/bpmn/model/bpmn_model.h"

namespace tiange::bpmn {

constexpr std::size_t k_max_xml_bytes = 16u << 20;

class XmlFile {
 public:
  // Refused with bad_process: not well-formed (with line and column), too large, a DOCTYPE.
  static Result<std::shared_ptr<const XmlFile>> parse(std::string_view text);

  pugi::xml_node root() const { return xml_.document_element(); }
  Position position(pugi::xml_node node) const;
  // The bytes as they came; of a file in another encoding than UTF-8, the same document in UTF-8.
  std::string text() const;

 private:
  Position position_at(std::size_t offset) const;
  pugi::xml_parse_result load(std::string_view text);

  pugi::xml_document xml_;
  std::string source_;  // UTF-8, what positions count in
  std::vector<std::size_t> line_starts_;
  bool kept_ = false;    // source_ is as it came, not written anew
  bool marked_ = false;  // and began with a byte order mark
};

// Name without its prefix.
std::string_view local_name(pugi::xml_node node);
// Namespace the node's prefix stands for; empty when none is declared.
std::string_view namespace_of(pugi::xml_node node);
bool is_bpmn(pugi::xml_node node);
bool is_ours(pugi::xml_node node);
// A reference such as "tns:Message_1" without its prefix.
std::string_view local_reference(std::string_view qualified);

std::string_view attribute(pugi::xml_node node, const char* name);
// First child in the BPMN namespace with this local name; an empty node when there is none.
pugi::xml_node bpmn_child(pugi::xml_node node, std::string_view name);
// All text inside the element, CDATA included, outer blanks removed.
std::string inner_text(pugi::xml_node node);
// First extension element of ours with this local name.
pugi::xml_node extension(pugi::xml_node node, std::string_view name);
std::vector<pugi::xml_node> extensions(pugi::xml_node node, std::string_view name);

}  // namespace tiange::bpmn
