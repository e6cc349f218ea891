#include <fstream>
#include <sstream>

#include "base/text.h"
#include "platform/sheets/encoding.h"
#include "platform/sheets/sheets.h"
#include "platform/sheets/xlsx_reader.h"

namespace tiange::sheets {

namespace {

// The separator that the first line uses most; of equals the tab, which texts hold least.
char separator_of(std::string_view text) {
  const std::string_view head = text.substr(0, text.find('\n'));
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char c : {'\t', ',', ';', '|'}) {
    const std::ptrdiff_t n = std::count(head.begin(), head.end(), c);
    if (n > most) {
      most = n;
      best = c;
    }
  }
  return best;
}

class CsvSheet : public Reader {
 public:
  CsvSheet(Decoded decoded, const Limits& limits)
      : text_(std::move(decoded.text)),
        encoding_(std::move(decoded.encoding)),
        limits_(limits),
        reader_(text_, separator_of(text_)) {}

  Result<bool> next(Row& row) override {
    if (!reader_.next(row.cells, row.number)) return false;
    const std::string where = std::to_string(row.number);
    if (row.cells.size() > limits_.columns) {
      return refuse(ErrorCode::bad_file, "第 " + where + " 行超过 1000 列，请检查引号是否成对",
                    "line " + where + " has over 1000 columns; check its quotes");
    }
    for (std::string& cell : row.cells) {
      if (cell.size() > limits_.cell_bytes) {
        return refuse(ErrorCode::bad_file, "第 " + where + " 行有超过 1 MB 的单元格，请检查引号是否成对",
                      "line " + where + " holds a cell over 1 MB; check its quotes");
      }
      cell = std::string(text::trim(cell));
    }
    return true;
  }
  Format format() const override { return Format::csv; }
  std::string encoding() const override { return encoding_; }

 private:
  std::string text_;
  std::string encoding_;
  Limits limits_;
  text::CsvReader reader_;
};

class CsvWriter : public Writer {
 public:
  CsvWriter(std::function<bool(std::string_view)> sink, CsvFor use)
      : sink_(std::move(sink)), use_(use), held_("\xEF\xBB\xBF") {}
  void row(const std::vector<std::string>& cells) override {
    if (use_ == CsvFor::people) {
      std::vector<std::string> safe;
      for (const std::string& cell : cells) safe.push_back(never_a_formula(cell));
      text::append_csv_row(held_, safe);
    } else {
      text::append_csv_row(held_, cells);
    }
    if (held_.size() >= 1 << 16) flush();
  }
  void finish() override { flush(); }

 private:
  void flush() {
    sink_(held_);
    held_.clear();
  }
  std::function<bool(std::string_view)> sink_;
  CsvFor use_;
  std::string held_;
};

}  // namespace

Result<std::unique_ptr<Reader>> open_bytes(std::string bytes, const Limits& limits) {
  if (bytes.empty()) return refuse(ErrorCode::bad_file, "文件是空的", "the file is empty");
  if (bytes.starts_with("PK\x03\x04")) return open_xlsx_bytes(std::move(bytes), limits);
  if (bytes.starts_with("\xD0\xCF\x11\xE0")) {
    return refuse(ErrorCode::bad_file, "不支持旧式 XLS，请另存为 XLSX", "old XLS is not supported; save as XLSX");
  }
  TIANGE_TRY(Decoded decoded, decode(std::move(bytes)));
  return std::unique_ptr<Reader>(new CsvSheet(std::move(decoded), limits));
}

Result<std::unique_ptr<Reader>> open_file(const std::string& path, const Limits& limits) {
  std::ifstream file(path, std::ios::binary);
  std::string head(4, '\0');
  file.read(head.data(), 4);
  if (head == "PK\x03\x04") return open_xlsx_file(path, limits);
  file.clear();
  file.seekg(0);
  std::ostringstream all;
  all << file.rdbuf();
  return open_bytes(std::move(all).str(), limits);
}

Result<std::unique_ptr<Reader>> open_worksheet(const std::string& path, std::string_view name, const Limits& limits) {
  std::ifstream file(path, std::ios::binary);
  std::string head(4, '\0');
  file.read(head.data(), 4);
  if (head != "PK\x03\x04") return refuse(ErrorCode::bad_file, "应为 XLSX 文件", "must be an XLSX file");
  return open_xlsx_file(path, limits, name);
}

std::string never_a_formula(std::string cell) {
  if (!cell.empty() && std::string_view("=+-@\t\r\n").find(cell.front()) != std::string_view::npos) cell.insert(0, "'");
  return cell;
}

std::unique_ptr<Writer> write_csv(std::function<bool(std::string_view)> sink, CsvFor use) {
  return std::make_unique<CsvWriter>(std::move(sink), use);
}

}  // namespace tiange::sheets
