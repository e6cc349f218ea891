#include "platform/sheets/xlsx_package.h"

#include <expat.h>
#include <zip.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

#include "base/text.h"

namespace tiange::sheets {

namespace {

constexpr zip_int64_t k_most_parts = 500;
constexpr zip_uint16_t k_dos_day = 0x0021;  // 1980-01-01, so that bytes do not tell when

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};

// What can run, reach out or move by itself has no place in a form; of moved tables nobody keeps the rest right.
constexpr std::string_view k_no_place[] = {"xl/vbaProject",   "xl/externalLinks/", "xl/embeddings/", "xl/activeX/",      "xl/ctrlProps/",
                                           "xl/connections",  "xl/queryTables/",   "xl/macrosheets", "xl/dialogsheets/", "customUI/",
                                           "xl/pivotTables/", "xl/pivotCache/",    "xl/tables/"};

Outcome check_name(std::string_view name) {
  const bool odd = name.empty() || name[0] == '/' || name.find("..") != name.npos || name.find('\\') != name.npos;
  const bool unwanted = std::any_of(std::begin(k_no_place), std::end(k_no_place), [&](std::string_view one) { return name.starts_with(one); });
  if (!odd && !unwanted) return done();
  return refused("含有宏、嵌入对象、外部链接、数据透视或“表格”对象（" + std::string(name) + "），请去掉后再上传",
                 "it holds macros, embedded objects, outside links, pivots or table objects (" + std::string(name) + "); remove them first");
}

Result<std::string> part_bytes(zip_t* archive, zip_uint64_t index, std::size_t most) {
  std::string out;
  zip_file_t* file = zip_fopen_index(archive, index, 0);
  if (!file) return refused("压缩内容损坏或已加密", "the packed content is damaged or encrypted");
  std::array<char, 1 << 15> piece;
  zip_int64_t n = 0;
  while ((n = zip_fread(file, piece.data(), piece.size())) > 0 && out.size() <= most) out.append(piece.data(), static_cast<std::size_t>(n));
  zip_fclose(file);
  if (n < 0) return refused("压缩内容损坏", "the packed content is damaged");
  if (out.size() > most) return refused("解压后过大", "it is too large when unpacked");
  return out;
}

void append_text(std::string& out, std::string_view text, bool attribute) {
  for (const char c : text) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '"' && attribute) out += "&quot;";
    else if (c == '\r' || (attribute && (c == '\n' || c == '\t'))) out += c == '\r' ? "&#13;" : c == '\n' ? "&#10;" : "&#9;";
    else if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') out += ' ';  // not allowed in XML at all
    else out += c;
  }
}

}  // namespace

Result<std::vector<PackagePart>> unpack(std::string_view bytes, std::size_t most_inflated) {
  if (bytes.starts_with("\xD0\xCF\x11\xE0")) return refused("是旧版 .xls 或加密的文件，请另存为不加密的 .xlsx", "it is an old .xls or encrypted; save it as a plain .xlsx");
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* opened = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
  if (!opened) {
    if (source) zip_source_free(source);
    zip_error_fini(&error);
    return refused("不是 XLSX 文件，或文件已损坏", "it is no XLSX, or damaged");
  }
  const std::unique_ptr<zip_t, Discard> archive(opened);
  const zip_int64_t count = zip_get_num_entries(opened, 0);
  if (count > k_most_parts) return refused("内部文件过多", "it has too many parts");
  std::vector<PackagePart> parts;
  std::size_t left = most_inflated;
  for (zip_int64_t i = 0; i < count; ++i) {
    const char* name = zip_get_name(opened, static_cast<zip_uint64_t>(i), 0);
    const std::string_view shown = name ? name : "";
    if (shown.ends_with('/')) continue;
    TIANGE_CHECK_OK(check_name(shown));
    TIANGE_TRY(std::string content, part_bytes(opened, static_cast<zip_uint64_t>(i), left));
    left -= content.size();
    parts.push_back({std::string(shown), std::move(content)});
  }
  if (!find_part(parts, "xl/workbook.xml")) return refused("不是 XLSX 工作簿", "it is no XLSX workbook");
  return parts;
}

std::string pack(const std::vector<PackagePart>& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_t* archive = target ? zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, &error) : nullptr;
  if (!archive) throw std::runtime_error("no memory for the spreadsheet");
  zip_source_keep(target);
  for (const PackagePart& part : parts) {
    zip_source_t* content = zip_source_buffer(archive, part.bytes.data(), part.bytes.size(), 0);
    const zip_int64_t index = zip_file_add(archive, part.name.c_str(), content, ZIP_FL_ENC_UTF_8);
    if (index >= 0) zip_file_set_dostime(archive, static_cast<zip_uint64_t>(index), 0, k_dos_day, 0);
  }
  if (zip_close(archive) != 0) {
    zip_discard(archive);
    zip_source_free(target);
    throw std::runtime_error("the spreadsheet could not be packed");
  }
  std::string out;
  std::array<char, 1 << 15> piece;
  zip_source_open(target);
  for (zip_int64_t n = 0; (n = zip_source_read(target, piece.data(), piece.size())) > 0;) out.append(piece.data(), static_cast<std::size_t>(n));
  zip_source_close(target);
  zip_source_free(target);
  return out;
}

PackagePart* find_part(std::vector<PackagePart>& parts, std::string_view name) {
  const auto found = std::find_if(parts.begin(), parts.end(), [&](const PackagePart& part) { return part.name == name; });
  return found == parts.end() ? nullptr : &*found;
}
const PackagePart* find_part(const std::vector<PackagePart>& parts, std::string_view name) {
  return find_part(const_cast<std::vector<PackagePart>&>(parts), name);
}

std::string_view local_part(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

std::string* attribute_of(XmlAttributes& attributes, std::string_view name) {
  const auto found = std::find_if(attributes.begin(), attributes.end(), [&](const auto& one) { return one.first == name; });
  return found == attributes.end() ? nullptr : &found->second;
}
const std::string* attribute_of(const XmlAttributes& attributes, std::string_view name) {
  return attribute_of(const_cast<XmlAttributes&>(attributes), name);
}

Outcome walk_xml(std::string_view bytes, const std::string& part, XmlWalker& walker) {
  struct State {
    XmlWalker& walker;
    XML_Parser parser;
    bool declared = false;
  } state{walker, XML_ParserCreate(nullptr)};
  XML_SetUserData(state.parser, &state);
  XML_SetElementHandler(
      state.parser,
      [](void* self, const char* name, const char** given) {
        XmlAttributes attributes;
        for (int i = 0; given[i]; i += 2) attributes.emplace_back(given[i], given[i + 1]);
        static_cast<State*>(self)->walker.on_start(name, attributes);
      },
      [](void* self, const char* name) { static_cast<State*>(self)->walker.on_end(name); });
  XML_SetCharacterDataHandler(
      state.parser, [](void* self, const char* s, int n) { static_cast<State*>(self)->walker.on_text({s, static_cast<std::size_t>(n)}); });
  // Without a document type there are no entities that grow.
  XML_SetStartDoctypeDeclHandler(state.parser, [](void* self, const char*, const char*, const char*, int) {
    static_cast<State*>(self)->declared = true;
    XML_StopParser(static_cast<State*>(self)->parser, XML_FALSE);
  });
  const bool ok = XML_Parse(state.parser, bytes.data(), static_cast<int>(bytes.size()), 1) == XML_STATUS_OK;
  const std::string line = std::to_string(XML_GetCurrentLineNumber(state.parser));
  XML_ParserFree(state.parser);
  if (state.declared) return refused(part + " 含有文档类型声明", part + " holds a document type declaration");
  if (!ok) return refused(part + " 第 " + line + " 行 XML 有误", "bad XML in " + part + ", line " + line);
  return done();
}

void XmlWriter::close_open() {
  if (open_) out_ += '>';
  open_ = false;
}
void XmlWriter::start(std::string_view name, const XmlAttributes& attributes) {
  close_open();
  out_ += '<';
  out_ += name;
  for (const auto& [key, value] : attributes) {
    out_ += ' ';
    out_ += key;
    out_ += "=\"";
    append_text(out_, value, true);
    out_ += '"';
  }
  open_ = true;
}
void XmlWriter::end(std::string_view name) {
  if (open_) {
    out_ += "/>";
    open_ = false;
    return;
  }
  out_ += "</";
  out_ += name;
  out_ += '>';
}
void XmlWriter::text(std::string_view text) {
  if (text.empty()) return;
  close_open();
  append_text(out_, text, false);
}
void XmlWriter::raw(std::string_view xml) {
  if (xml.empty()) return;
  close_open();
  out_ += xml;
}
std::string XmlWriter::take() {
  close_open();
  return std::move(out_);
}

}  // namespace tiange::sheets
