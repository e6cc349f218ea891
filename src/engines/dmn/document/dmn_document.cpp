#include "engines/dmn/document/dmn_document.h"

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>

#include "engines/dmn/dmn_xml.h"
#include "engines/dmn/document/check_structure.h"
#include "engines/dmn/document/xml_spans.h"

namespace tiange::dmn {

struct Document::Content {
  std::string text;
  std::string version;
  std::string space;
};

namespace {

constexpr std::pair<std::string_view, std::string_view> k_versions[] = {
    {"http://www.omg.org/spec/DMN/20151101/dmn.xsd", "1.1"},    {"http://www.omg.org/spec/DMN/20180521/MODEL/", "1.2"},
    {"https://www.omg.org/spec/DMN/20191111/MODEL/", "1.3"},    {"https://www.omg.org/spec/DMN/20211108/MODEL/", "1.4"},
    {"https://www.omg.org/spec/DMN/20230324/MODEL/", "1.5"}};

Refusal bad(std::string zh, std::string en) { return refuse(ErrorCode::bad_decision, std::move(zh), std::move(en)); }

// Wide and Latin encodings become UTF-8; UTF-8 stays as it is.
Result<std::string> as_utf8(std::string_view xml) {
  const auto starts = [&](std::string_view mark) { return xml.substr(0, mark.size()) == mark; };
  const std::string_view head = xml.substr(0, std::min(xml.find("?>"), std::size_t{200}));
  const bool latin = head.starts_with("<?xml") && (head.find("8859-1") != head.npos || head.find("atin1") != head.npos);
  const bool wide = starts("\xFE\xFF") || starts("\xFF\xFE") || xml.substr(0, 8).find('\0') != xml.npos;
  if (!wide && !latin) return std::string(xml);
  pugi::xml_document document;
  const auto encoding = latin ? pugi::encoding_latin1 : pugi::encoding_auto;
  if (!document.load_buffer(xml.data(), xml.size(), pugi::parse_full | pugi::parse_ws_pcdata, encoding)) {
    return bad("不是有效的 XML", "not valid XML");
  }
  if (auto declared = document.first_child(); declared.type() == pugi::node_declaration) {
    if (auto encoding_name = declared.attribute("encoding")) encoding_name.set_value("UTF-8");
  }
  std::ostringstream out;
  document.save(out, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
  return std::move(out).str();
}

Result<Document> document_of(std::string text) {
  TIANGE_TRY(const XmlNode root, parse_xml(text));
  if (root.name != "definitions" || root.space.find("/DMN/") == std::string::npos) {
    return bad("不是 DMN 决策模型", "this is no DMN decision model");
  }
  const auto spans = xml_spans(text);
  if (!spans || text.find("<!DOCTYPE") < spans->begin) return bad("不接受 DOCTYPE 声明", "a DOCTYPE is not accepted");
  auto content = std::make_shared<Document::Content>();
  for (const auto& [space, version] : k_versions) {
    if (root.space == space) content->version = version;
  }
  content->space = root.attribute("namespace");
  content->text = std::move(text);
  return Document(std::move(content));
}

// ---- changes

class Editor {
 public:
  Editor(std::string text, const TableEdit& edit) : text_(std::move(text)), edit_(edit) {}

  Result<std::string> run() {
    const auto root = xml_spans(text_);
    if (!root) return bad("无法定位决策表", "the table cannot be found");
    table_ = find_table(*root);
    if (table_ == nullptr) {
      return bad("没有决策表“" + edit_.table + "”", "there is no decision table '" + edit_.table + "'");
    }
    rules_ = table_->named("rule");
    switch (edit_.kind) {
      case TableEdit::Kind::input_entry: return cell("inputEntry");
      case TableEdit::Kind::output_entry: return cell("outputEntry");
      case TableEdit::Kind::annotation: return cell("annotationEntry");
      case TableEdit::Kind::description: return description();
      case TableEdit::Kind::add_rule: return add_rule();
      case TableEdit::Kind::remove_rule: return remove_rule();
      case TableEdit::Kind::move_rule: return move_rule();
      case TableEdit::Kind::hit_policy: return hit_policy();
    }
    return std::move(text_);
  }

 private:
  std::string_view attribute(const SpanNode& node, std::string_view name) const {
    const auto span = attribute_span(text_, node, name);
    return span ? std::string_view(text_).substr(span->begin, span->end - span->begin) : std::string_view();
  }

  const SpanNode* find_table(const SpanNode& node) const {
    const std::string wanted = escape_text(edit_.table);
    for (const SpanNode& child : node.children) {
      const bool is_table = child.local() == "decisionTable";
      if (is_table && attribute(child, "id") == wanted) return &child;
      const bool named = attribute(child, "id") == wanted || attribute(child, "name") == wanted;
      if (child.local() == "decision" && named) {
        if (const SpanNode* table = child.child("decisionTable")) return table;
      }
      if (const SpanNode* inside = find_table(child)) return inside;
    }
    return nullptr;
  }

  Refusal no_rule() const {
    const std::string number = std::to_string(edit_.rule);
    return bad("没有第" + number + "条规则", "there is no rule " + number);
  }
  const SpanNode* rule() const {
    const auto at = static_cast<std::size_t>(edit_.rule) - 1;
    return edit_.rule > 0 && at < rules_.size() ? rules_[at] : nullptr;
  }
  std::string prefix() const {
    const auto colon = table_->name.find(':');
    return colon == std::string_view::npos ? "" : std::string(table_->name.substr(0, colon + 1));
  }
  std::string tagged(const std::string& name, const std::string& inner) const {
    return "<" + prefix() + name + ">" + inner + "</" + prefix() + name + ">";
  }

  std::string replaced(std::size_t begin, std::size_t end, std::string_view with) const {
    return text_.substr(0, begin) + std::string(with) + text_.substr(end);
  }

  // The element's content becomes the text; <a/> opens for it.
  std::string with_inner(const SpanNode& node, const std::string& inner) const {
    if (!node.empty_tag) return replaced(node.open_end, node.inner_end, inner);
    std::size_t slash = text_.rfind('/', node.end - 1);
    while (slash > node.begin && (text_[slash - 1] == ' ' || text_[slash - 1] == '\n')) --slash;
    return replaced(slash, node.end, ">" + inner + "</" + std::string(node.name) + ">");
  }

  Result<std::string> cell(std::string_view kind) {
    const SpanNode* row = rule();
    if (row == nullptr) return no_rule();
    const auto cells = row->named(kind);
    if (edit_.column < 1 || static_cast<std::size_t>(edit_.column) > cells.size()) {
      const std::string number = std::to_string(edit_.column);
      return bad("没有第" + number + "列", "there is no column " + number);
    }
    TIANGE_CHECK_OK(readable(kind));
    const SpanNode& entry = *cells[static_cast<std::size_t>(edit_.column) - 1];
    const SpanNode* text = entry.child("text");
    if (text == nullptr) return with_inner(entry, tagged("text", escape_text(edit_.text)));
    return with_inner(*text, escape_text(edit_.text));
  }

  // What stands alone as FEEL; names are looked at by check_document.
  Outcome readable(std::string_view kind) const {
    const bool blank = edit_.text.find_first_not_of(" \t\r\n") == std::string::npos;
    if (blank || kind == "annotationEntry") return done();
    if (kind == "inputEntry") {
      const auto parsed = feel::parse_unary_tests(edit_.text);
      return parsed.ok() ? done() : Outcome(parsed.refusal());
    }
    const auto parsed = feel::parse_expression(edit_.text);
    return parsed.ok() ? done() : Outcome(parsed.refusal());
  }

  Result<std::string> description() {
    const SpanNode* row = rule();
    if (row == nullptr) return no_rule();
    if (const SpanNode* known = row->child("description")) return with_inner(*known, escape_text(edit_.text));
    return replaced(row->open_end, row->open_end, tagged("description", escape_text(edit_.text)));
  }

  // The white space before an element, which a new neighbour takes over.
  std::string indent_of(const SpanNode& node) const {
    std::size_t from = node.begin;
    while (from > 0 && (text_[from - 1] == ' ' || text_[from - 1] == '\t')) --from;
    if (from > 0 && text_[from - 1] == '\n') --from;
    return text_.substr(from, node.begin - from);
  }

  std::string fresh_id() const {
    for (int number = 1;; ++number) {
      std::string id = "rule_" + std::to_string(rules_.size() + static_cast<std::size_t>(number));
      if (text_.find("\"" + id + "\"") == std::string::npos && text_.find("'" + id + "'") == std::string::npos) return id;
    }
  }

  Result<std::string> add_rule() {
    std::string cells;
    for (std::size_t i = 0; i < table_->named("input").size(); ++i) cells += tagged("inputEntry", tagged("text", "-"));
    for (std::size_t i = 0; i < table_->named("output").size(); ++i) cells += tagged("outputEntry", tagged("text", ""));
    for (std::size_t i = 0; i < table_->named("annotation").size(); ++i) {
      cells += tagged("annotationEntry", tagged("text", ""));
    }
    const std::string row = "<" + prefix() + "rule id=\"" + fresh_id() + "\">" + cells + "</" + prefix() + "rule>";
    if (const SpanNode* before = rule()) return replaced(before->begin, before->begin, row + indent_of(*before));
    const SpanNode& last = rules_.empty() ? table_->children.back() : *rules_.back();
    return replaced(last.end, last.end, indent_of(last) + row);
  }

  Result<std::string> remove_rule() {
    const SpanNode* row = rule();
    if (row == nullptr) return no_rule();
    return replaced(row->begin - indent_of(*row).size(), row->end, "");
  }

  Result<std::string> move_rule() {
    const SpanNode* row = rule();
    const auto to = static_cast<std::size_t>(edit_.to) - 1;
    if (row == nullptr || edit_.to < 1 || to >= rules_.size()) return no_rule();
    if (edit_.to == edit_.rule) return std::move(text_);
    const std::string body = text_.substr(row->begin, row->end - row->begin), indent = indent_of(*row);
    const SpanNode& place = *rules_[to];
    if (edit_.to < edit_.rule) {
      const std::string without = replaced(row->begin - indent.size(), row->end, "");
      return without.substr(0, place.begin) + body + indent_of(place) + without.substr(place.begin);
    }
    const std::string with = replaced(place.end, place.end, indent_of(place) + body);
    return with.substr(0, row->begin - indent.size()) + with.substr(row->end);
  }

  Result<std::string> hit_policy() {
    constexpr std::string_view k_policies[] = {"UNIQUE", "FIRST", "PRIORITY", "ANY", "RULE ORDER", "OUTPUT ORDER", "COLLECT"};
    constexpr std::string_view k_sums[] = {"SUM", "COUNT", "MIN", "MAX"};
    std::string policy = edit_.text, sum;
    if (policy.starts_with("COLLECT ")) sum = policy.substr(8), policy = "COLLECT";
    const bool known = std::find(std::begin(k_policies), std::end(k_policies), policy) != std::end(k_policies);
    if (!known || (!sum.empty() && std::find(std::begin(k_sums), std::end(k_sums), sum) == std::end(k_sums))) {
      return bad("不认识的命中策略：" + edit_.text, "unknown hit policy: " + edit_.text);
    }
    put_attribute("hitPolicy", policy);
    put_attribute("aggregation", sum);
    return std::move(text_);
  }

  // Sets the table's attribute; removes it when the value is empty.
  void put_attribute(const std::string& name, const std::string& value) {
    const auto root = xml_spans(text_);
    const SpanNode& node = *find_table(*root);
    const auto known = attribute_span(text_, node, name);
    if (known && !value.empty()) {
      text_ = replaced(known->begin, known->end, value);
    } else if (known) {
      text_ = replaced(text_.rfind(name, known->begin) - 1, known->end + 1, "");
    } else if (!value.empty()) {
      const auto policy = attribute_span(text_, node, "hitPolicy");
      const std::size_t at = policy ? policy->end + 1 : node.begin + 1 + node.name.size();
      text_ = replaced(at, at, " " + name + "=\"" + value + "\"");
    }
  }

  std::string text_;
  const TableEdit& edit_;
  const SpanNode* table_ = nullptr;
  std::vector<const SpanNode*> rules_;
};

}  // namespace

const std::string& Document::version() const { return content_->version; }
const std::string& Document::namespace_uri() const { return content_->space; }

Result<Document> read_document(std::string_view xml) {
  TIANGE_TRY(std::string text, as_utf8(xml));
  return document_of(std::move(text));
}

std::string write_document(const Document& document) { return document.content().text; }

Result<Model> parse_model(const Document& document, const std::vector<Model>& imports, Reading reading) {
  return parse_model(document.content().text, imports, reading);
}

std::vector<Finding> check_document(const Document& document, const std::vector<Model>& imports) {
  const auto model = parse_model(document, imports, Reading::lenient);
  if (!model.ok()) return {{{1, 1}, "", "", {model.refusal().zh, model.refusal().en}}};
  std::vector<Finding> findings = model->findings();
  const auto root = parse_xml(document.content().text);
  if (root.ok()) check_structure(*root, findings);
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return std::pair(a.where.line, a.where.column) < std::pair(b.where.line, b.where.column);
  });
  return findings;
}

Result<Document> edit_document(const Document& document, std::span<const TableEdit> edits) {
  std::string text = document.content().text;
  for (const TableEdit& edit : edits) {
    TIANGE_TRY(text, Editor(std::move(text), edit).run());
  }
  return document_of(std::move(text));
}

}  // namespace tiange::dmn
