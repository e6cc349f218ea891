#include "engines/dmn/dmn_xml.h"

#include <algorithm>
#include <pugixml.hpp>

namespace tiange::dmn {
namespace {

constexpr int k_max_depth = 200;
constexpr std::size_t k_max_bytes = 32u << 20;

using Spaces = std::vector<std::pair<std::string, std::string>>;  // prefix, URI; the innermost last

struct Converter {
  std::string_view xml;
  std::vector<std::size_t> line_starts;
  bool too_deep = false;

  explicit Converter(std::string_view text) : xml(text) {
    line_starts.push_back(0);
    for (std::size_t i = 0; i < xml.size(); ++i) {
      if (xml[i] == '\n') line_starts.push_back(i + 1);
    }
  }

  // Columns count characters; an element stands where its "<" is.
  void place(std::ptrdiff_t offset, XmlNode& node) const {
    const auto at = std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0)), xml.size());
    const auto next = std::upper_bound(line_starts.begin(), line_starts.end(), at);
    node.line = static_cast<std::uint32_t>(next - line_starts.begin());
    node.column = 1;
    for (std::size_t i = *(next - 1); i < at; ++i) node.column += (static_cast<unsigned char>(xml[i]) & 0xC0) != 0x80;
  }

  static std::pair<std::string, std::string> split(std::string_view name) {
    const auto colon = name.find(':');
    if (colon == std::string_view::npos) return {"", std::string(name)};
    return {std::string(name.substr(0, colon)), std::string(name.substr(colon + 1))};
  }

  static std::string resolve(const Spaces& spaces, const std::string& prefix) {
    for (auto space = spaces.rbegin(); space != spaces.rend(); ++space) {
      if (space->first == prefix) return space->second;
    }
    return "";
  }

  void convert(const pugi::xml_node& from, XmlNode& to, Spaces& spaces, int depth) {
    if (depth > k_max_depth) {
      too_deep = true;
      return;
    }
    const std::size_t known = spaces.size();
    for (const pugi::xml_attribute& attribute : from.attributes()) {
      auto [prefix, local] = split(attribute.name());
      if (prefix == "xmlns") spaces.emplace_back(local, attribute.value());
      if (prefix.empty() && local == "xmlns") spaces.emplace_back("", attribute.value());
      to.attributes.emplace_back(std::move(local), attribute.value());
    }
    const auto [prefix, local] = split(from.name());
    to.name = local;
    to.space = resolve(spaces, prefix);
    place(from.offset_debug() - 1, to);
    for (const pugi::xml_node& child : from.children()) {
      if (child.type() == pugi::node_element) {
        to.children.emplace_back();
        convert(child, to.children.back(), spaces, depth + 1);
      } else if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
        to.text += child.value();
      }
    }
    spaces.resize(known);
  }
};

}  // namespace

std::string_view XmlNode::attribute(std::string_view key) const {
  for (const auto& [name, value] : attributes) {
    if (name == key) return value;
  }
  return {};
}

bool XmlNode::has(std::string_view key) const {
  return std::any_of(attributes.begin(), attributes.end(), [&](const auto& pair) { return pair.first == key; });
}

const XmlNode* XmlNode::child(std::string_view key) const {
  for (const XmlNode& node : children) {
    if (node.name == key && node.space == space) return &node;
  }
  return nullptr;
}

std::vector<const XmlNode*> XmlNode::children_named(std::string_view key) const {
  std::vector<const XmlNode*> found;
  for (const XmlNode& node : children) {
    if (node.name == key && node.space == space) found.push_back(&node);
  }
  return found;
}

std::string XmlNode::child_text(std::string_view key) const {
  const XmlNode* node = child(key);
  return node == nullptr ? std::string() : node->text;
}

Result<XmlNode> parse_xml(std::string_view xml) {
  if (xml.size() > k_max_bytes) return refuse(ErrorCode::too_large);
  pugi::xml_document document;
  const auto parsed = document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata_single);
  Converter converter(xml);
  XmlNode root;
  if (!parsed || !document.document_element()) {
    converter.place(parsed.offset, root);
    const std::string line = std::to_string(root.line), column = std::to_string(root.column);
    return refuse(ErrorCode::bad_decision, "XML 第" + line + "行第" + column + "列无法解析",
                  "the XML cannot be read at line " + line + ", column " + column + ": " + parsed.description());
  }
  Spaces spaces;
  converter.convert(document.document_element(), root, spaces, 0);
  if (converter.too_deep) return refuse(ErrorCode::bad_decision, "XML 嵌套过深", "the XML is nested too deeply");
  return root;
}

}  // namespace tiange::dmn
