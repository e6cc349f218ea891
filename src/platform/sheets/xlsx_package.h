#pragma once
// The parts of an XLSX held in memory, and their XML walked and written again.

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace tiange::sheets {

struct PackagePart {
  std::string name;   // "xl/workbook.xml"
  std::string bytes;
};

// Why a template is not taken: template_refused.
inline Refusal refused(std::string zh, std::string en) { return refuse(ErrorCode::template_refused, std::move(zh), std::move(en)); }

// Refuses (template_refused) what is no package, encrypted, too large when unpacked, or has parts that do not belong.
Result<std::vector<PackagePart>> unpack(std::string_view bytes, std::size_t most_inflated);
// Same parts, same bytes.
std::string pack(const std::vector<PackagePart>& parts);
PackagePart* find_part(std::vector<PackagePart>& parts, std::string_view name);
const PackagePart* find_part(const std::vector<PackagePart>& parts, std::string_view name);

using XmlAttributes = std::vector<std::pair<std::string, std::string>>;
std::string_view local_part(std::string_view name);  // without prefix
std::string* attribute_of(XmlAttributes& attributes, std::string_view name);
const std::string* attribute_of(const XmlAttributes& attributes, std::string_view name);

// Elements as they come, names with their prefixes.
class XmlWalker {
 public:
  virtual ~XmlWalker() = default;
  virtual void on_start(std::string_view name, XmlAttributes& attributes) = 0;
  virtual void on_end(std::string_view name) = 0;
  virtual void on_text(std::string_view text) = 0;
};
// Refuses broken XML and any document type declaration.
Outcome walk_xml(std::string_view bytes, const std::string& part, XmlWalker& walker);

// Writes elements; one without content is closed at once.
class XmlWriter {
 public:
  void start(std::string_view name, const XmlAttributes& attributes);
  void end(std::string_view name);
  void text(std::string_view text);
  void raw(std::string_view xml);
  std::string take();

 private:
  void close_open();
  std::string out_;
  bool open_ = false;
};

}  // namespace tiange::sheets
