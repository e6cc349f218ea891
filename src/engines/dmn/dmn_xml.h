#pragma once
// XML as a plain tree: names without prefixes, name spaces resolved, places kept. Comments, processing instructions
// and document types are left out; entities of document types are not expanded.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace tiange::dmn {

struct XmlNode {
  std::string name;
  std::string space;  // name space URI
  std::vector<std::pair<std::string, std::string>> attributes;  // by local name
  std::string text;  // of its own, not of its children
  std::vector<XmlNode> children;
  std::uint32_t line = 1;
  std::uint32_t column = 1;

  std::string_view attribute(std::string_view key) const;
  bool has(std::string_view key) const;
  // First child of that name in the same name space, or null pointer.
  const XmlNode* child(std::string_view key) const;
  std::vector<const XmlNode*> children_named(std::string_view key) const;
  std::string child_text(std::string_view key) const;
};

Result<XmlNode> parse_xml(std::string_view xml);

}  // namespace tiange::dmn
