#include "platform/sheets/xlsx_sheet_edit.h"

#include <algorithm>

#include "base/text.h"

namespace tiange::sheets {

namespace {

constexpr std::string_view k_head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

// Attributes that name ranges, by element.
const char* range_attribute(std::string_view element) {
  if (element == "mergeCell" || element == "dimension" || element == "autoFilter" || element == "hyperlink") return "ref";
  if (element == "conditionalFormatting" || element == "dataValidation" || element == "ignoredError" || element == "protectedRange") return "sqref";
  return nullptr;
}

class SheetReader : public XmlWalker {
 public:
  SheetReader(std::string_view name, bool own, RowsInserted inserted) : name_(name), own_(own), inserted_(inserted) {}
  SheetEdit sheet;
  std::string odd;  // a cell with a formula of a kind that is not kept

  void on_start(std::string_view name, XmlAttributes& attributes) override {
    const std::string_view local = local_part(name);
    if (in_cell_) return start_in_cell(name, local, attributes);
    if (local == "sheetData") {
      // Its start tag is written whole, so that an empty one has an end too.
      writer_.start(name, attributes);
      writer_.raw("\n");
      sheet.before = writer_.take();
      in_data_ = true;
    } else if (in_data_ && local == "row") {
      start_row(name, attributes);
    } else if (in_data_ && local == "c") {
      start_cell(name, attributes);
    } else if (!in_data_) {
      start_around(name, local, attributes);
    }
  }

  void on_end(std::string_view name) override {
    const std::string_view local = local_part(name);
    if (in_cell_) return end_in_cell(name, local);
    if (local == "sheetData") {
      in_data_ = false;
      writer_.raw("</" + std::string(name) + ">");
    } else if (!in_data_) {
      if (around_formula_) {
        writer_.text(moved_formula(text_, name_, own_, inserted_));
        around_formula_ = false;
      }
      writer_.end(name);
    }
  }

  void on_text(std::string_view text) override {
    if (in_formula_ || around_formula_) text_ += text;
    else if (in_cell_) inner_.text(text), cell().value += in_value_ ? text : std::string_view();
    else if (!in_data_) writer_.text(text);
  }

  SheetEdit take() {
    sheet.after = writer_.take();
    std::stable_sort(sheet.rows.begin(), sheet.rows.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
    return std::move(sheet);
  }

 private:
  struct Master {
    std::string text;
    CellPlace place;
  };
  SheetEditCell& cell() { return sheet.rows.back().cells.back(); }

  void start_around(std::string_view name, std::string_view local, XmlAttributes& attributes) {
    if (local == "mergeCell") {
      if (const auto* ref = attribute_of(attributes, "ref")) sheet.merged.push_back(*ref);
      repeat_merge(name, attributes);
    }
    if (local == "col") note_width(attributes);
    const char* key = range_attribute(local);
    if (std::string* range = key && own_ && inserted_.count ? attribute_of(attributes, key) : nullptr) *range = moved_range(*range, inserted_);
    if (local == "mergeCells") std::erase_if(attributes, [](const auto& one) { return one.first == "count"; });
    writer_.start(name, attributes);
    around_formula_ = local == "formula" || local == "formula1" || local == "formula2";
    if (around_formula_) text_.clear();
  }

  // Cells merged in the row that is repeated are merged in its copies too.
  void repeat_merge(std::string_view name, const XmlAttributes& attributes) {
    const std::string* ref = attribute_of(attributes, "ref");
    const std::size_t colon = ref ? ref->find(':') : std::string::npos;
    if (!own_ || colon == std::string::npos) return;
    const auto first = cell_place(std::string_view(*ref).substr(0, colon)), second = cell_place(std::string_view(*ref).substr(colon + 1));
    if (!first || !second || first->row != inserted_.after || second->row != inserted_.after) return;
    for (std::size_t i = 1; i <= inserted_.count; ++i) {
      const std::string copy = cell_name({first->row + i, first->column}) + ":" + cell_name({second->row + i, second->column});
      writer_.start(name, {{"ref", copy}});
      writer_.end(name);
    }
  }

  void note_width(const XmlAttributes& attributes) {
    const std::string *from = attribute_of(attributes, "min"), *to = attribute_of(attributes, "max"), *width = attribute_of(attributes, "width");
    if (!from || !to || !width) return;
    const auto low = text::to_int(*from), high = text::to_int(*to);
    if (!low || !high || *low < 1) return;
    for (std::int64_t i = *low; i <= std::min<std::int64_t>(*high, 60); ++i) {
      if (sheet.widths.size() < static_cast<std::size_t>(i)) sheet.widths.resize(static_cast<std::size_t>(i));
      sheet.widths[static_cast<std::size_t>(i) - 1] = text::to_double(*width).value_or(0);
    }
  }

  void start_row(std::string_view name, XmlAttributes& attributes) {
    const std::string* number = attribute_of(attributes, "r");
    const std::size_t before = sheet.rows.empty() ? 0 : sheet.rows.back().number;
    SheetEditRow row{std::string(name), attributes, before + 1, {}};
    if (number) row.number = static_cast<std::size_t>(std::max<std::int64_t>(1, text::to_int(*number).value_or(0)));
    sheet.rows.push_back(std::move(row));
  }

  void start_cell(std::string_view name, XmlAttributes& attributes) {
    if (sheet.rows.empty()) return;
    auto& cells = sheet.rows.back().cells;
    SheetEditCell one{std::string(name), attributes, cells.empty() ? 1 : cells.back().column + 1, std::nullopt, "", ""};
    if (const std::string* at = attribute_of(attributes, "r")) {
      if (const auto place = cell_place(*at)) one.column = place->column;
    }
    cells.push_back(std::move(one));
    in_cell_ = true;
  }

  void start_in_cell(std::string_view name, std::string_view local, XmlAttributes& attributes) {
    if (local == "f") {
      in_formula_ = true;
      formula_ = attributes;
      text_.clear();
      return;
    }
    if (local == "v" || local == "t") in_value_ = true;
    inner_.start(name, attributes);
  }

  void end_in_cell(std::string_view name, std::string_view local) {
    if (local == "f") return end_formula();
    if (local == "c") {
      cell().inner = inner_.take();
      inner_ = {};
      in_cell_ = false;
      return;
    }
    if (local == "v" || local == "t") in_value_ = false;
    inner_.end(name);
  }

  void end_formula() {
    in_formula_ = false;
    const CellPlace here{sheet.rows.back().number, cell().column};
    const std::string* sort = attribute_of(formula_, "t");
    if (sort && *sort == "shared") {
      const std::string* group = attribute_of(formula_, "si");
      Master& master = shared_[group ? *group : ""];
      if (!text_.empty()) {
        master = {text_, here};
      } else {
        const auto by = [](std::size_t to, std::size_t from) { return static_cast<std::ptrdiff_t>(to) - static_cast<std::ptrdiff_t>(from); };
        text_ = copied_formula(master.text, by(here.row, master.place.row), by(here.column, master.place.column));
      }
    } else if (sort && *sort != "normal" && odd.empty()) {
      odd = cell_name(here);
    }
    cell().formula = std::move(text_);
    text_.clear();
  }

  std::string name_;
  bool own_;
  RowsInserted inserted_;
  XmlWriter writer_, inner_;
  bool in_data_ = false, in_cell_ = false, in_formula_ = false, in_value_ = false, around_formula_ = false;
  std::string text_;
  XmlAttributes formula_;
  std::map<std::string, Master> shared_;
};

void set_attribute(XmlAttributes& attributes, std::string_view name, std::string value) {
  if (std::string* found = attribute_of(attributes, name)) *found = std::move(value);
  else attributes.emplace_back(name, std::move(value));
}
void drop_attribute(XmlAttributes& attributes, std::string_view name) {
  std::erase_if(attributes, [&](const auto& one) { return one.first == name; });
}

void place_row(SheetEditRow& row, std::size_t number) {
  row.number = number;
  set_attribute(row.attributes, "r", std::to_string(number));
  for (SheetEditCell& cell : row.cells) set_attribute(cell.attributes, "r", cell_name({number, cell.column}));
}

SheetEditRow& row_at(SheetEdit& sheet, std::size_t number) {
  const auto found = std::lower_bound(sheet.rows.begin(), sheet.rows.end(), number, [](const SheetEditRow& row, std::size_t n) { return row.number < n; });
  if (found != sheet.rows.end() && found->number == number) return *found;
  const std::string name = sheet.rows.empty() ? "row" : sheet.rows.front().name;
  return *sheet.rows.insert(found, {name, {{"r", std::to_string(number)}}, number, {}});
}

void set_cell(SheetEdit& sheet, CellPlace place, const FilledCell& filled) {
  SheetEditRow& row = row_at(sheet, place.row);
  const std::string prefix = row.name.substr(0, row.name.size() - local_part(row.name).size());
  auto found = std::lower_bound(row.cells.begin(), row.cells.end(), place.column, [](const SheetEditCell& cell, std::size_t n) { return cell.column < n; });
  if (found == row.cells.end() || found->column != place.column)
    found = row.cells.insert(found, {prefix + "c", {{"r", cell_name(place)}}, place.column, std::nullopt, "", ""});
  found->formula.reset();
  found->value = filled.text;
  drop_attribute(found->attributes, "t");
  XmlWriter inner;
  if (filled.text.empty()) {
    // stays empty with its style
  } else if (filled.number) {
    inner.start(prefix + "v", {});
    inner.text(filled.text);
    inner.end(prefix + "v");
  } else {
    found->attributes.emplace_back("t", "inlineStr");
    inner.start(prefix + "is", {});
    inner.start(prefix + "t", {{"xml:space", "preserve"}});
    inner.text(filled.text);
    inner.end(prefix + "t");
    inner.end(prefix + "is");
  }
  found->inner = inner.take();
}

}  // namespace

Result<SheetEdit> read_sheet(const PackagePart& part, std::string_view name, bool own, RowsInserted inserted) {
  SheetReader reader(name, own, inserted);
  TIANGE_CHECK_OK(walk_xml(part.bytes, part.name, reader));
  if (!reader.odd.empty())
    return refuse(ErrorCode::template_refused, "单元格 " + reader.odd + " 是数组公式或模拟运算，请改为普通公式", "cell " + reader.odd + " holds an array formula; make it a plain one");
  SheetEdit sheet = reader.take();
  for (SheetEditRow& row : sheet.rows) {
    const bool in_block = own && row.number >= inserted.first && row.number <= inserted.after;
    for (SheetEditCell& cell : row.cells) {
      if (cell.formula) cell.formula = moved_formula(*cell.formula, name, own, inserted, !in_block);
    }
  }
  return sheet;
}

void fill_sheet(SheetEdit& sheet, const Filling& filling, RowsInserted inserted) {
  if (inserted.count > 0) {
    SheetEditRow last = row_at(sheet, inserted.after);
    for (SheetEditRow& row : sheet.rows) {
      if (row.number > inserted.after) place_row(row, row.number + inserted.count);
    }
    for (SheetEditCell& cell : last.cells) {
      if (cell.formula) continue;  // a formula of the row goes along below
      cell.inner.clear();
      drop_attribute(cell.attributes, "t");
    }
    std::vector<SheetEditRow> copies;
    for (std::size_t i = 1; i <= inserted.count; ++i) {
      SheetEditRow copy = last;
      for (SheetEditCell& cell : copy.cells) {
        if (cell.formula) cell.formula = copied_formula(*cell.formula, static_cast<std::ptrdiff_t>(i), 0);
      }
      place_row(copy, inserted.after + i);
      copies.push_back(std::move(copy));
    }
    const auto below = std::find_if(sheet.rows.begin(), sheet.rows.end(), [&](const SheetEditRow& row) { return row.number > inserted.after; });
    sheet.rows.insert(below, std::make_move_iterator(copies.begin()), std::make_move_iterator(copies.end()));
  }
  for (const CellFilling& one : filling.cells) {
    CellPlace place = *cell_place(one.cell);
    if (place.row > inserted.after) place.row += inserted.count;
    set_cell(sheet, place, one.value);
  }
  for (std::size_t r = 0; r < filling.rows.rows.size(); ++r) {
    const auto& cells = filling.rows.rows[r];
    for (std::size_t c = 0; c < cells.size() && c < filling.rows.columns.size(); ++c) set_cell(sheet, {filling.rows.first + r, filling.rows.columns[c]}, cells[c]);
  }
}

std::string write_sheet(SheetEdit sheet) {
  XmlWriter out;
  out.raw(k_head);
  out.raw(sheet.before);
  for (SheetEditRow& row : sheet.rows) {
    drop_attribute(row.attributes, "spans");
    out.start(row.name, row.attributes);
    for (SheetEditCell& cell : row.cells) {
      // What a formula gave before is not true any more.
      if (cell.formula) drop_attribute(cell.attributes, "t");
      out.start(cell.name, cell.attributes);
      if (cell.formula) {
        const std::string f = cell.name.substr(0, cell.name.size() - 1) + "f";
        out.start(f, {});
        out.text(*cell.formula);
        out.end(f);
      } else {
        out.raw(cell.inner);
      }
      out.end(cell.name);
    }
    out.end(row.name);
  }
  out.raw(sheet.after);
  return out.take();
}

}  // namespace tiange::sheets
