#include <unistd.h>
#include <xlsxwriter.h>

#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "base/text.h"
#include "platform/sheets/sheets.h"

namespace tiange::sheets {

namespace {

constexpr std::uint32_t k_most_rows = 1048576;  // of one sheet, by ECMA-376

bool is_plain_number(std::string_view cell) {
  if (cell.empty() || cell.size() > 15 || !text::to_double(cell)) return false;
  if (cell.find_first_not_of("-.0123456789") != cell.npos) return false;
  const std::string_view digits = cell[0] == '-' ? cell.substr(1) : cell;
  return !(digits.size() > 1 && digits[0] == '0' && digits[1] != '.');
}

class XlsxWriter : public Writer {
 public:
  explicit XlsxWriter(std::function<bool(std::string_view)> sink) : sink_(std::move(sink)) {
    char path[] = "/tmp/tiange-sheet-XXXXXX";
    const int file = mkstemp(path);
    if (file < 0) throw std::runtime_error("no temporary file for the spreadsheet");
    close(file);
    path_ = path;
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    book_ = workbook_new_opt(path_.c_str(), &options);
    head_ = workbook_add_format(book_);
    format_set_bold(head_);
    add_sheet();
  }
  ~XlsxWriter() override {
    if (book_) workbook_close(book_);
    std::remove(path_.c_str());
  }

  void row(const std::vector<std::string>& cells) override {
    if (line_ == k_most_rows) {
      add_sheet();
      put(titles_, head_);
    }
    if (sheets_ == 1 && line_ == 0) titles_ = cells;
    put(cells, line_ == 0 ? head_ : nullptr);
  }

  void finish() override {
    workbook_close(book_);
    book_ = nullptr;
    std::ifstream file(path_, std::ios::binary);
    std::string piece(1 << 16, '\0');
    while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())), file.gcount() > 0) {
      if (!sink_(std::string_view(piece.data(), static_cast<std::size_t>(file.gcount())))) return;
    }
  }

 private:
  void add_sheet() {
    sheet_ = workbook_add_worksheet(book_, nullptr);
    worksheet_freeze_panes(sheet_, 1, 0);
    line_ = 0;
    ++sheets_;
  }
  void put(const std::vector<std::string>& cells, lxw_format* format) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const lxw_col_t column = static_cast<lxw_col_t>(i);
      if (is_plain_number(cells[i])) {
        worksheet_write_number(sheet_, line_, column, *text::to_double(cells[i]), format);
      } else if (!cells[i].empty()) {
        // A cell holds 32,767 characters at most.
        worksheet_write_string(sheet_, line_, column, text::cut(cells[i], 32000).c_str(), format);
      }
    }
    ++line_;
  }

  std::function<bool(std::string_view)> sink_;
  std::string path_;
  lxw_workbook* book_ = nullptr;
  lxw_worksheet* sheet_ = nullptr;
  lxw_format* head_ = nullptr;
  std::vector<std::string> titles_;
  std::uint32_t line_ = 0;
  int sheets_ = 0;
};

}  // namespace

std::unique_ptr<Writer> write_xlsx(std::function<bool(std::string_view)> sink) {
  return std::make_unique<XlsxWriter>(std::move(sink));
}

}  // namespace tiange::sheets
