// Reads the first worksheet of an XLSX package as a stream: libzip unpacks, expat parses, rows wait in a short queue.

#include "platform/sheets/xlsx_reader.h"

#include <expat.h>
#include <zip.h>

#include <cmath>
#include <cstring>
#include <deque>
#include <set>

#include "base/text.h"
#include "base/time.h"

namespace tiange::sheets {

namespace {

Refusal broken(std::string zh, std::string en) { return refuse(ErrorCode::bad_file, std::move(zh), std::move(en)); }

std::string_view local_name(const char* name) {
  const std::string_view text(name);
  const std::size_t colon = text.rfind(':');
  return colon == text.npos ? text : text.substr(colon + 1);
}

const char* attribute(const char** attributes, std::string_view name) {
  for (int i = 0; attributes[i]; i += 2) {
    if (local_name(attributes[i]) == name) return attributes[i + 1];
  }
  return nullptr;
}

// A part of the package, parsed piece by piece with the handlers of a derived class.
class PartParser {
 public:
  PartParser(zip_t* package, std::uint64_t most) : package_(package), most_(most) {}
  virtual ~PartParser() {
    if (parser_) XML_ParserFree(parser_);
    if (file_) zip_fclose(file_);
  }
  PartParser(const PartParser&) = delete;
  PartParser& operator=(const PartParser&) = delete;

  bool open(const std::string& name) {
    file_ = zip_fopen(package_, name.c_str(), 0);
    if (!file_) return false;
    parser_ = XML_ParserCreate(nullptr);
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(
        parser_, [](void* self, const char* n, const char** a) { static_cast<PartParser*>(self)->on_start(local_name(n), a); },
        [](void* self, const char* n) { static_cast<PartParser*>(self)->on_end(local_name(n)); });
    XML_SetCharacterDataHandler(
        parser_, [](void* self, const char* s, int n) { static_cast<PartParser*>(self)->on_text({s, static_cast<std::size_t>(n)}); });
    XML_SetDoctypeDeclHandler(
        parser_, [](void* self, const char*, const char*, const char*, int) { XML_StopParser(static_cast<PartParser*>(self)->parser_, XML_FALSE); },
        nullptr);
    return true;
  }

  // Parses one more piece; false when the part is at its end.
  Result<bool> step() {
    char piece[1 << 15];
    const zip_int64_t n = zip_fread(file_, piece, sizeof piece);
    if (n < 0) return broken("XLSX 压缩内容损坏", "the packed content is damaged");
    read_ += static_cast<std::uint64_t>(n);
    if (read_ > most_) return broken("XLSX 解压后过大", "the file is too large when unpacked");
    if (XML_Parse(parser_, piece, static_cast<int>(n), n == 0) != XML_STATUS_OK) {
      const std::string why = XML_ErrorString(XML_GetErrorCode(parser_));
      const std::string line = std::to_string(XML_GetCurrentLineNumber(parser_));
      return broken("XLSX 内部 XML 第 " + line + " 行有误（" + why + "）", "bad XML inside, line " + line + ": " + why);
    }
    return n != 0;
  }

  Outcome all() {
    for (;;) {
      TIANGE_TRY(bool more, step());
      if (!more) return done();
    }
  }

 protected:
  virtual void on_start(std::string_view name, const char** attributes) = 0;
  virtual void on_end(std::string_view) {}
  virtual void on_text(std::string_view) {}

 private:
  zip_t* package_;
  zip_file_t* file_ = nullptr;
  XML_Parser parser_ = nullptr;
  std::uint64_t most_;
  std::uint64_t read_ = 0;
};

// xl/sharedStrings.xml: phonetic runs are left out.
class SharedStrings : public PartParser {
 public:
  using PartParser::PartParser;
  std::vector<std::string> strings;

 private:
  void on_start(std::string_view name, const char**) override {
    if (name == "si") strings.emplace_back();
    if (name == "rPh") ++phonetic_;
    if (name == "t") in_text_ = true;
  }
  void on_end(std::string_view name) override {
    if (name == "rPh") --phonetic_;
    if (name == "t") in_text_ = false;
  }
  void on_text(std::string_view text) override {
    if (in_text_ && phonetic_ == 0 && !strings.empty()) strings.back() += text;
  }
  int phonetic_ = 0;
  bool in_text_ = false;
};

// xl/styles.xml: which cell formats show a date.
class Styles : public PartParser {
 public:
  using PartParser::PartParser;
  std::vector<bool> is_date;

 private:
  void on_start(std::string_view name, const char** attributes) override {
    if (name == "cellXfs") in_formats_ = true;
    if (name == "numFmt") note_custom(attributes);
    if (name == "xf" && in_formats_) {
      const char* id = attribute(attributes, "numFmtId");
      is_date.push_back(shows_date(id ? static_cast<int>(text::to_int(id).value_or(0)) : 0));
    }
  }
  void on_end(std::string_view name) override {
    if (name == "cellXfs") in_formats_ = false;
  }
  void note_custom(const char** attributes) {
    const char* id = attribute(attributes, "numFmtId");
    const char* code = attribute(attributes, "formatCode");
    if (!id || !code) return;
    bool quoted = false;
    for (const char* c = code; *c; ++c) {
      if (*c == '"') quoted = !quoted;
      if (!quoted && std::strchr("yYdDhH", *c)) custom_dates_.insert(static_cast<int>(text::to_int(id).value_or(-1)));
    }
  }
  bool shows_date(int id) const {
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58) ||
           custom_dates_.count(id) > 0;
  }
  std::set<int> custom_dates_;
  bool in_formats_ = false;
};

// Finds the worksheet that is listed first in the workbook, or the one of a name.
class Relations : public PartParser {
 public:
  using PartParser::PartParser;
  std::string sheet_name;                    // in any case; empty: the first
  std::string first_sheet_relation;          // from workbook.xml
  std::string wanted;                        // id to look for in workbook.xml.rels
  std::string target;

 private:
  void on_start(std::string_view name, const char** attributes) override {
    const char* id = attribute(attributes, name == "sheet" ? "id" : "Id");
    const char* title = attribute(attributes, "name");
    const bool meant = sheet_name.empty() || (title && text::lower_ascii(text::trim(title)) == sheet_name);
    if (name == "sheet" && first_sheet_relation.empty() && id && meant) first_sheet_relation = id;
    if (name == "Relationship" && id && wanted == id) {
      if (const char* t = attribute(attributes, "Target")) target = t;
    }
  }
};

std::string date_text(double serial) {
  const double whole = std::floor(serial);
  const Date date = make_date(1899, 12, 30) + static_cast<int>(whole);
  return format_local_seconds(local_instant(date, std::llround((serial - whole) * 86400.0) * 1'000'000));
}

class Worksheet : public PartParser {
 public:
  Worksheet(zip_t* package, const Limits& limits, std::vector<std::string> strings, std::vector<bool> is_date)
      : PartParser(package, limits.inflated_bytes), limits_(limits), strings_(std::move(strings)), is_date_(std::move(is_date)) {}
  std::deque<Row> rows;
  bool too_wide = false;

 private:
  void on_start(std::string_view name, const char** attributes) override {
    if (name == "row") {
      const char* number = attribute(attributes, "r");
      row_ = Row{number ? static_cast<std::size_t>(text::to_int(number).value_or(0)) : row_.number + 1, {}};
      column_ = 0;
    } else if (name == "c") {
      start_cell(attributes);
    } else if (name == "v" || name == "t") {
      in_value_ = true;
    }
  }
  void on_end(std::string_view name) override {
    if (name == "v" || name == "t") in_value_ = false;
    if (name == "c") end_cell();
    if (name == "row") rows.push_back(std::move(row_));
  }
  void on_text(std::string_view text) override {
    if (in_value_ && value_.size() < limits_.cell_bytes) value_ += text;
  }
  void start_cell(const char** attributes) {
    value_.clear();
    const char* type = attribute(attributes, "t");
    const char* style = attribute(attributes, "s");
    type_ = type ? type : "n";
    style_ = style ? static_cast<std::size_t>(text::to_int(style).value_or(0)) : 0;
    if (const char* reference = attribute(attributes, "r")) {
      std::size_t column = 0;
      for (const char* c = reference; *c >= 'A' && *c <= 'Z' && column < 100000; ++c) {
        column = column * 26 + static_cast<std::size_t>(*c - 'A' + 1);
      }
      if (column > 0) column_ = column - 1;
    }
  }
  void end_cell() {
    if (column_ >= limits_.columns) {
      too_wide = true;
      return;
    }
    if (row_.cells.size() <= column_) row_.cells.resize(column_ + 1);
    row_.cells[column_++] = std::string(text::trim(cell_text()));
  }
  std::string cell_text() const {
    if (type_ == "s") {
      const std::size_t index = static_cast<std::size_t>(text::to_int(value_).value_or(-1));
      return index < strings_.size() ? strings_[index] : "";
    }
    if (type_ == "b") return value_ == "1" ? "TRUE" : "FALSE";
    if (type_ == "n" && style_ < is_date_.size() && is_date_[style_]) {
      const auto serial = text::to_double(value_);
      if (serial && *serial >= 1 && *serial < 2958466) return date_text(*serial);
    }
    if (type_ == "n") {  // 1.2345E+10 of long numbers back to digits
      const auto number = text::to_double(value_);
      if (number && value_.find_first_of("eE") != value_.npos && std::floor(*number) == *number && std::fabs(*number) < 1e15)
        return std::to_string(static_cast<std::int64_t>(*number));
    }
    return value_;
  }

  Limits limits_;
  std::vector<std::string> strings_;
  std::vector<bool> is_date_;
  Row row_;
  std::size_t column_ = 0;
  std::size_t style_ = 0;
  std::string type_;
  std::string value_;
  bool in_value_ = false;
};

class XlsxSheet : public Reader {
 public:
  ~XlsxSheet() override {
    sheet_.reset();
    if (package_) zip_discard(package_);
  }

  Outcome open(zip_source_t* source, const Limits& limits, std::string_view name = "") {
    zip_error_t error;
    zip_error_init(&error);
    package_ = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (!package_) {
      zip_source_free(source);
      return broken("XLSX 文件损坏，无法打开", "the XLSX package cannot be opened");
    }
    Relations workbook(package_, 16 << 20);
    workbook.sheet_name = text::lower_ascii(name);
    if (!workbook.open("xl/workbook.xml")) return broken("不是 XLSX 工作簿", "not an XLSX workbook");
    TIANGE_CHECK_OK(workbook.all());
    if (!name.empty() && workbook.first_sheet_relation.empty())
      return broken("没有名为“" + std::string(name) + "”的工作表", "there is no worksheet named \"" + std::string(name) + "\"");
    Relations relations(package_, 16 << 20);
    relations.wanted = workbook.first_sheet_relation;
    std::string part = "xl/worksheets/sheet1.xml";
    if (relations.open("xl/_rels/workbook.xml.rels")) {
      TIANGE_CHECK_OK(relations.all());
      const std::string& target = relations.target;
      if (!target.empty()) part = target[0] == '/' ? target.substr(1) : "xl/" + target;
    }
    SharedStrings strings(package_, 512 << 20);
    if (strings.open("xl/sharedStrings.xml")) TIANGE_CHECK_OK(strings.all());
    Styles styles(package_, 64 << 20);
    if (styles.open("xl/styles.xml")) TIANGE_CHECK_OK(styles.all());
    sheet_ = std::make_unique<Worksheet>(package_, limits, std::move(strings.strings), std::move(styles.is_date));
    if (!sheet_->open(part)) return broken("XLSX 中没有工作表", "the workbook has no worksheet");
    return done();
  }

  Result<bool> next(Row& row) override {
    while (sheet_->rows.empty() && more_) {
      TIANGE_TRY(bool more, sheet_->step());
      more_ = more;
      if (sheet_->too_wide) return broken("工作表超过 1000 列", "the sheet has over 1000 columns");
    }
    if (sheet_->rows.empty()) return false;
    row = std::move(sheet_->rows.front());
    sheet_->rows.pop_front();
    return true;
  }
  Format format() const override { return Format::xlsx; }
  std::string encoding() const override { return "UTF-8"; }

  std::string bytes;  // kept alive when opened from memory

 private:
  zip_t* package_ = nullptr;
  std::unique_ptr<Worksheet> sheet_;
  bool more_ = true;
};

}  // namespace

Result<std::unique_ptr<Reader>> open_xlsx_bytes(std::string bytes, const Limits& limits) {
  auto sheet = std::make_unique<XlsxSheet>();
  sheet->bytes = std::move(bytes);
  zip_source_t* source = zip_source_buffer_create(sheet->bytes.data(), sheet->bytes.size(), 0, nullptr);
  TIANGE_CHECK_OK(sheet->open(source, limits));
  return std::unique_ptr<Reader>(std::move(sheet));
}

Result<std::unique_ptr<Reader>> open_xlsx_file(const std::string& path, const Limits& limits, std::string_view name) {
  auto sheet = std::make_unique<XlsxSheet>();
  zip_source_t* source = zip_source_file_create(path.c_str(), 0, -1, nullptr);
  if (!source) return broken("文件无法读取", "the file cannot be read");
  TIANGE_CHECK_OK(sheet->open(source, limits, name));
  return std::unique_ptr<Reader>(std::move(sheet));
}

}  // namespace tiange::sheets
