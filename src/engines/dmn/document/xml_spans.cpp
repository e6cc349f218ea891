#include "engines/dmn/document/xml_spans.h"

#include <algorithm>

namespace tiange::dmn {
namespace {

constexpr int k_max_depth = 210;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

class Scanner {
 public:
  explicit Scanner(std::string_view xml) : xml_(xml) {}

  std::optional<SpanNode> document() {
    while (at_ < xml_.size()) {
      if (xml_[at_] != '<') {
        ++at_;
      } else if (!skip_aside()) {
        SpanNode root;
        return element(root, 0) ? std::optional(std::move(root)) : std::nullopt;
      }
    }
    return std::nullopt;
  }

 private:
  // Comments, CDATA, processing instructions and declarations.
  bool skip_aside() {
    for (const auto& [open, close] : {std::pair("<!--", "-->"), std::pair("<![CDATA[", "]]>"), std::pair("<?", "?>"),
                                      std::pair("<!", ">")}) {
      if (!xml_.substr(at_).starts_with(open)) continue;
      const std::size_t from = at_ + std::string_view(open).size();
      const auto end = xml_.find(close, from);
      at_ = end == std::string_view::npos ? xml_.size() : end + std::string_view(close).size();
      return true;
    }
    return false;
  }

  bool element(SpanNode& node, int depth) {
    if (depth > k_max_depth) return false;
    node.begin = at_++;
    const std::size_t name = at_;
    while (at_ < xml_.size() && !is_space(xml_[at_]) && xml_[at_] != '>' && xml_[at_] != '/') ++at_;
    node.name = xml_.substr(name, at_ - name);
    if (!tag_end()) return false;
    node.empty_tag = xml_[at_ - 2] == '/';
    node.open_end = node.inner_end = node.end = at_;
    return node.empty_tag || content(node, depth);
  }

  // To after the ">" of a start tag; quotes may hold one.
  bool tag_end() {
    char quote = '\0';
    for (; at_ < xml_.size(); ++at_) {
      const char c = xml_[at_];
      if (quote != '\0') {
        if (c == quote) quote = '\0';
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        return ++at_, true;
      }
    }
    return false;
  }

  bool content(SpanNode& node, int depth) {
    while (at_ < xml_.size()) {
      if (xml_[at_] != '<') {
        ++at_;
      } else if (xml_.substr(at_).starts_with("</")) {
        node.inner_end = at_;
        const auto close = xml_.find('>', at_);
        if (close == std::string_view::npos) return false;
        node.end = at_ = close + 1;
        return true;
      } else if (!skip_aside()) {
        node.children.emplace_back();
        if (!element(node.children.back(), depth + 1)) return false;
      }
    }
    return false;
  }

  std::string_view xml_;
  std::size_t at_ = 0;
};

}  // namespace

std::string_view SpanNode::local() const {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::vector<const SpanNode*> SpanNode::named(std::string_view local_name) const {
  std::vector<const SpanNode*> found;
  for (const SpanNode& child : children) {
    if (child.local() == local_name) found.push_back(&child);
  }
  return found;
}

const SpanNode* SpanNode::child(std::string_view local_name) const {
  const auto found = named(local_name);
  return found.empty() ? nullptr : found[0];
}

std::optional<SpanNode> xml_spans(std::string_view xml) { return Scanner(xml).document(); }

std::optional<AttributeSpan> attribute_span(std::string_view xml, const SpanNode& node, std::string_view name) {
  std::size_t at = node.begin + 1 + node.name.size();
  while (at < node.open_end) {
    while (at < node.open_end && (is_space(xml[at]) || xml[at] == '/' || xml[at] == '>')) ++at;
    const std::size_t from = at;
    while (at < node.open_end && xml[at] != '=' && !is_space(xml[at]) && xml[at] != '>') ++at;
    const std::string_view found = xml.substr(from, at - from);
    while (at < node.open_end && xml[at] != '"' && xml[at] != '\'') ++at;
    if (at >= node.open_end) return std::nullopt;
    const char quote = xml[at++];
    const std::size_t end = xml.find(quote, at);
    if (end == std::string_view::npos) return std::nullopt;
    if (found == name) return AttributeSpan{at, end};
    at = end + 1;
  }
  return std::nullopt;
}

std::string escape_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '\r': out += "&#13;"; break;
      default: out += c;
    }
  }
  return out;
}

}  // namespace tiange::dmn
