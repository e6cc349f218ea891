#include "engines/bpmn/model/bpmn_xml.h"

#include <algorithm>
#include <sstream>

namespace tiange::bpmn {

namespace {

constexpr std::string_view k_byte_order_mark = "\xEF\xBB\xBF";
constexpr unsigned k_parse_flags = pugi::parse_full | pugi::parse_ws_pcdata;

Refusal bad_xml(std::string_view zh, std::string_view en) {
  return refuse(ErrorCode::bad_process, std::string(zh), std::string(en));
}

bool is_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const int more = byte < 0x80 ? 0 : byte >= 0xC2 && byte < 0xE0 ? 1 : byte >= 0xE0 && byte < 0xF0 ? 2
                     : byte >= 0xF0 && byte < 0xF5 ? 3 : -1;
    if (more < 0 || i + more >= text.size() + (more == 0)) return false;
    for (int k = 1; k <= more; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
    }
    i += static_cast<std::size_t>(more) + 1;
  }
  return true;
}

// Where the encoding named in the XML declaration begins; npos when none is named.
std::size_t encoding_place(std::string_view text) {
  const std::string_view head = text.substr(0, 200);
  const auto end = head.find("?>");
  const auto at = head.find("encoding");
  if (head.substr(0, 5) != "<?xml" || end == head.npos || at == head.npos || at > end) return head.npos;
  const auto open = head.find_first_of("\"'", at);
  return open == head.npos || head.find(head[open], open + 1) == head.npos ? head.npos : open + 1;
}

// Lower case; empty when there is none.
std::string declared_encoding(std::string_view text) {
  const std::size_t from = encoding_place(text);
  if (from == text.npos) return {};
  std::string name(text.substr(from, text.find(text[from - 1], from) - from));
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  return name;
}

std::string latin1_to_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xC0 | (byte >> 6));
      out += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return out;
}

std::string save(const pugi::xml_document& xml) {
  std::ostringstream out;
  unsigned flags = pugi::format_raw;
  if (xml.first_child().type() != pugi::node_declaration) flags |= pugi::format_no_declaration;
  xml.save(out, "", flags, pugi::encoding_utf8);
  return std::move(out).str();
}

// The file as UTF-8 text without byte order mark. `kept` says whether it is the bytes that came, but for
// the letters and the name of ISO-8859-1.
Result<std::string> as_utf8(std::string_view text, bool& kept) {
  const auto starts = [&](std::string_view mark) { return text.substr(0, mark.size()) == mark; };
  if (starts(k_byte_order_mark)) text.remove_prefix(k_byte_order_mark.size());
  kept = false;
  const bool wide = starts("\xFE\xFF") || starts("\xFF\xFE") || text.substr(0, 8).find('\0') != text.npos;
  if (wide) {
    pugi::xml_document xml;
    if (!xml.load_buffer(text.data(), text.size(), k_parse_flags)) return bad_xml("不是有效的 XML", "not valid XML");
    return save(xml);
  }
  const std::string encoding = declared_encoding(text);
  if (encoding == "iso-8859-1" || encoding == "latin1") {
    kept = true;
    const std::size_t named = encoding_place(text);
    return latin1_to_utf8(text.substr(0, named)) + "UTF-8" + latin1_to_utf8(text.substr(named + encoding.size()));
  }
  if (!is_utf8(text)) return bad_xml("请使用 UTF-8 编码保存文件", "save the file in UTF-8");
  kept = true;
  return std::string(text);
}

bool has_doctype(const pugi::xml_document& xml) {
  for (const pugi::xml_node node : xml.children()) {
    if (node.type() == pugi::node_doctype) return true;
  }
  return false;
}

}  // namespace

Result<std::shared_ptr<const XmlFile>> XmlFile::parse(std::string_view text) {
  if (text.size() > k_max_xml_bytes) return bad_xml("文件超过 16 MB", "the file is larger than 16 MB");
  auto file = std::make_shared<XmlFile>();
  TIANGE_TRY(std::string utf8, as_utf8(text, file->kept_));
  file->marked_ = file->kept_ && text.substr(0, k_byte_order_mark.size()) == k_byte_order_mark;
  file->source_ = std::move(utf8);
  file->line_starts_.push_back(0);
  for (std::size_t i = 0; i < file->source_.size(); ++i) {
    if (file->source_[i] == '\n') file->line_starts_.push_back(i + 1);
  }
  const pugi::xml_parse_result parsed =
      file->xml_.load_buffer(file->source_.data(), file->source_.size(), k_parse_flags, pugi::encoding_utf8);
  if (!parsed) {
    const Position at = file->position_at(static_cast<std::size_t>(parsed.offset));
    const std::string place = std::to_string(at.line) + ":" + std::to_string(at.column);
    return bad_xml("第 " + std::to_string(at.line) + " 行第 " + std::to_string(at.column) + " 列不是有效的 XML",
                   place + " is not valid XML: " + parsed.description());
  }
  if (has_doctype(file->xml_)) return bad_xml("不接受 DOCTYPE 声明", "a DOCTYPE is not accepted");
  if (pugi::xml_node head = file->xml_.first_child(); head.type() == pugi::node_declaration) {
    if (pugi::xml_attribute encoding = head.attribute("encoding")) encoding.set_value("UTF-8");
  }
  return std::shared_ptr<const XmlFile>(std::move(file));
}

Position XmlFile::position(pugi::xml_node node) const {
  const std::ptrdiff_t name = node.offset_debug();
  return position_at(name > 0 ? static_cast<std::size_t>(name) - 1 : 0);
}

Position XmlFile::position_at(std::size_t offset) const {
  offset = std::min(offset, source_.size());
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const std::size_t line_start = *(after - 1);
  Position position{static_cast<std::uint32_t>(after - line_starts_.begin()), 1};
  for (std::size_t i = line_start; i < offset; ++i) {
    if ((static_cast<unsigned char>(source_[i]) & 0xC0) != 0x80) ++position.column;
  }
  return position;
}

std::string XmlFile::text() const {
  if (!kept_) return save(xml_);
  return std::string(marked_ ? k_byte_order_mark : "") + source_;
}

std::string_view local_name(pugi::xml_node node) { return local_reference(node.name()); }

std::string_view local_reference(std::string_view qualified) {
  const auto colon = qualified.find(':');
  return colon == qualified.npos ? qualified : qualified.substr(colon + 1);
}

std::string_view namespace_of(pugi::xml_node node) {
  const std::string_view name = node.name();
  const auto colon = name.find(':');
  const std::string declaration =
      colon == name.npos ? "xmlns" : "xmlns:" + std::string(name.substr(0, colon));
  for (pugi::xml_node at = node; at; at = at.parent()) {
    if (const pugi::xml_attribute found = at.attribute(declaration.c_str())) return found.value();
  }
  return {};
}

bool is_bpmn(pugi::xml_node node) {
  return node.type() == pugi::node_element && namespace_of(node) == k_bpmn_namespace;
}

bool is_ours(pugi::xml_node node) {
  return node.type() == pugi::node_element && namespace_of(node) == k_tiange_namespace;
}

std::string_view attribute(pugi::xml_node node, const char* name) { return node.attribute(name).value(); }

pugi::xml_node bpmn_child(pugi::xml_node node, std::string_view name) {
  for (const pugi::xml_node child : node.children()) {
    if (local_name(child) == name && is_bpmn(child)) return child;
  }
  return {};
}

std::string inner_text(pugi::xml_node node) {
  std::string text;
  for (const pugi::xml_node child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
  }
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

pugi::xml_node extension(pugi::xml_node node, std::string_view name) {
  for (const pugi::xml_node child : bpmn_child(node, "extensionElements").children()) {
    if (local_name(child) == name && is_ours(child)) return child;
  }
  return {};
}

std::vector<pugi::xml_node> extensions(pugi::xml_node node, std::string_view name) {
  std::vector<pugi::xml_node> found;
  for (const pugi::xml_node child : bpmn_child(node, "extensionElements").children()) {
    if (local_name(child) == name && is_ours(child)) found.push_back(child);
  }
  return found;
}

}  // namespace tiange::bpmn
