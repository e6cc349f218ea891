#include "platform/sheets/form_writer.h"

#include <unistd.h>
#include <xlsxwriter.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include "platform/sheets/xlsx_cells.h"

namespace tiange::sheets {

namespace {

constexpr double k_title_size = 16, k_note_size = 9;
constexpr int k_head_grey = 0xE7ECF2;

std::map<std::string, lxw_format*> formats_of(lxw_workbook* book) {
  std::map<std::string, lxw_format*> out;
  for (const char* name : {"title", "label", "value", "head", "body", "number", "note"}) {
    lxw_format* format = workbook_add_format(book);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    const std::string look = name;
    if (look == "title" || look == "head") format_set_bold(format);
    if (look == "title" || look == "head" || look == "number") format_set_align(format, LXW_ALIGN_CENTER);
    if (look == "title") format_set_font_size(format, k_title_size);
    if (look == "note") format_set_font_size(format, k_note_size);
    if (look == "head") format_set_bg_color(format, k_head_grey);
    if (look == "head" || look == "body" || look == "number") format_set_border(format, LXW_BORDER_THIN);
    if (look == "head" || look == "body" || look == "note") format_set_text_wrap(format);
    if (look == "value") format_set_bottom(format, LXW_BORDER_THIN);
    out[look] = format;
  }
  return out;
}

void put(lxw_worksheet* sheet, CellPlace first, CellPlace last, const std::string& text, lxw_format* format) {
  const auto row = [](const CellPlace& place) { return static_cast<lxw_row_t>(place.row - 1); };
  const auto column = [](const CellPlace& place) { return static_cast<lxw_col_t>(place.column - 1); };
  const bool wide = first.row != last.row || first.column != last.column;
  if (text.empty()) {
    for (CellPlace at = first; at.row <= last.row; ++at.row) {
      for (at.column = first.column; at.column <= last.column; ++at.column) worksheet_write_blank(sheet, row(at), column(at), format);
    }
  } else if (wide) {
    worksheet_merge_range(sheet, row(first), column(first), row(last), column(last), text.c_str(), format);
  } else if (text[0] == '=') {
    worksheet_write_formula(sheet, row(first), column(first), text.c_str(), format);
  } else {
    worksheet_write_string(sheet, row(first), column(first), text.c_str(), format);
  }
}

struct Placed {
  CellPlace first, last;
};

Result<std::vector<Placed>> places_of(const FormLook& look, const std::map<std::string, lxw_format*>& formats) {
  std::vector<Placed> out;
  for (std::size_t i = 0; i < look.cells.size(); ++i) {
    const std::string_view range = look.cells[i].range;
    const std::size_t colon = range.find(':');
    const auto first = cell_place(range.substr(0, colon)), last = colon == range.npos ? first : cell_place(range.substr(colon + 1));
    if (!first || !last || last->row < first->row || last->column < first->column || !formats.contains(look.cells[i].look))
      return refuse_fields(ErrorCode::bad_input, {{"cells[" + std::to_string(i) + "]", "区域或样式有误", "no such range or look"}});
    out.push_back({*first, *last});
  }
  return out;
}

}  // namespace

Result<std::string> write_form(const FormLook& look) {
  char path[] = "/tmp/tiange-form-XXXXXX";
  const int file = mkstemp(path);
  if (file < 0) throw std::runtime_error("no temporary file for the form");
  close(file);
  lxw_workbook* book = workbook_new(path);
  lxw_worksheet* sheet = workbook_add_worksheet(book, look.sheet.empty() ? nullptr : look.sheet.c_str());
  const auto formats = formats_of(book);
  auto placed = places_of(look, formats);
  for (std::size_t i = 0; i < look.widths.size(); ++i) worksheet_set_column(sheet, static_cast<lxw_col_t>(i), static_cast<lxw_col_t>(i), look.widths[i], nullptr);
  for (std::size_t i = 0; placed.ok() && i < look.cells.size(); ++i) put(sheet, (*placed)[i].first, (*placed)[i].last, look.cells[i].text, formats.at(look.cells[i].look));
  worksheet_set_paper(sheet, 9);  // A4
  if (look.landscape) worksheet_set_landscape(sheet);
  worksheet_fit_to_pages(sheet, 1, 0);
  workbook_close(book);
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  std::remove(path);
  if (!placed.ok()) return placed.refusal();
  return bytes.str();
}

}  // namespace tiange::sheets
