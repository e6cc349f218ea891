#include "platform/sheets/xlsx_template.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "platform/sheets/xlsx_sheet_edit.h"

namespace tiange::sheets {

namespace {

constexpr std::size_t k_shown_rows = 200, k_shown_columns = 60;
constexpr std::size_t k_most_rows_put_in = 50'000;

// Functions that only reckon with what stands in the workbook.
constexpr std::string_view k_functions[] = {"SUM",     "AVERAGE",  "COUNT",  "COUNTA", "COUNTIF",   "COUNTIFS", "COUNTBLANK", "SUMIF",       "SUMIFS", "SUMPRODUCT",
                                            "SUBTOTAL", "MIN",     "MAX",    "ROUND",  "ROUNDUP",   "ROUNDDOWN", "INT",       "ABS",         "MOD",    "IF",
                                            "IFERROR", "AND",      "OR",     "NOT",    "TODAY",     "NOW",      "DATE",       "YEAR",        "MONTH",  "DAY",
                                            "TEXT",    "VALUE",    "LEFT",   "RIGHT",  "MID",       "LEN",      "TRIM",       "CONCATENATE", "ROW",    "COLUMN",
                                            "RANK",    "LARGE",    "SMALL",  "MEDIAN", "VLOOKUP",   "LOOKUP",   "INDEX",      "MATCH",       "DATEDIF"};

// Elements and their text, through one function.
class ElementWalker : public XmlWalker {
 public:
  using OnElement = std::function<void(std::string_view local, const XmlAttributes&)>;
  explicit ElementWalker(OnElement on) : on_(std::move(on)) {}
  void on_start(std::string_view name, XmlAttributes& attributes) override { on_(local_part(name), attributes); }
  void on_end(std::string_view) override {}
  void on_text(std::string_view) override {}

 private:
  OnElement on_;
};

struct NamedSheet {
  std::string name, part;
};

std::string target_of(std::string_view target) {
  return target.starts_with('/') ? std::string(target.substr(1)) : "xl/" + std::string(target);
}

Result<std::vector<NamedSheet>> sheets_of(const std::vector<PackagePart>& parts) {
  std::vector<std::pair<std::string, std::string>> listed;  // name, relation
  ElementWalker workbook([&](std::string_view local, const XmlAttributes& attributes) {
    if (local != "sheet") return;
    const std::string* name = attribute_of(attributes, "name");
    for (const auto& [key, value] : attributes) {
      if (name && local_part(key) == "id" && key != "id") listed.emplace_back(*name, value);
    }
  });
  TIANGE_CHECK_OK(walk_xml(find_part(parts, "xl/workbook.xml")->bytes, "xl/workbook.xml", workbook));
  std::map<std::string, std::string> targets;
  if (const PackagePart* part = find_part(parts, "xl/_rels/workbook.xml.rels")) {
    ElementWalker relations([&](std::string_view local, const XmlAttributes& attributes) {
      const std::string *id = attribute_of(attributes, "Id"), *target = attribute_of(attributes, "Target");
      if (local == "Relationship" && id && target) targets[*id] = target_of(*target);
    });
    TIANGE_CHECK_OK(walk_xml(part->bytes, part->name, relations));
  }
  std::vector<NamedSheet> out;
  for (auto& [name, id] : listed) {
    const auto found = targets.find(id);
    if (found != targets.end() && found->second.starts_with("xl/worksheets/") && find_part(parts, found->second)) out.push_back({name, found->second});
  }
  if (out.empty()) return refused("没有工作表", "it has no worksheet");
  return out;
}

Result<NamedSheet> chosen(const std::vector<NamedSheet>& sheets, std::string_view name) {
  if (name.empty()) return sheets.front();
  for (const NamedSheet& one : sheets) {
    if (one.name == name) return one;
  }
  return refused("没有名为“" + std::string(name) + "”的工作表", "there is no worksheet named \"" + std::string(name) + "\"");
}

// Links that lead out of the file.
Outcome check_links(const std::vector<PackagePart>& parts) {
  for (const PackagePart& part : parts) {
    if (!part.name.ends_with(".rels")) continue;
    bool outside = false;
    ElementWalker walker([&](std::string_view, const XmlAttributes& attributes) {
      const std::string* mode = attribute_of(attributes, "TargetMode");
      outside = outside || (mode && *mode == "External");
    });
    TIANGE_CHECK_OK(walk_xml(part.bytes, part.name, walker));
    if (outside) return refused("含有指向文件以外的链接（" + part.name + "），请去掉", "it holds links that lead outside (" + part.name + "); remove them");
  }
  return done();
}

Outcome check_formula(const std::string& sheet, const std::string& cell, const std::string& formula) {
  const std::string zh = "工作表“" + sheet + "”单元格 " + cell, en = "cell " + cell + " of sheet \"" + sheet + "\"";
  if (reaches_outside(formula)) return refused(zh + " 的公式引用外部文件或程序", en + " reaches out to another file or program");
  for (const std::string& name : called_functions(formula)) {
    if (std::find(std::begin(k_functions), std::end(k_functions), name) == std::end(k_functions))
      return refused(zh + " 使用了不允许的函数 " + name, en + " calls " + name + ", which is not allowed");
  }
  return done();
}

struct Opened {
  std::vector<PackagePart> parts;
  std::vector<NamedSheet> sheets;
};

Result<Opened> opened(std::string_view bytes) {
  if (bytes.size() > k_template_bytes) return refused("超过 2 MB", "it is over 2 MB");
  Opened out;
  TIANGE_TRY(out.parts, unpack(bytes, k_template_inflated));
  TIANGE_TRY(out.sheets, sheets_of(out.parts));
  TIANGE_CHECK_OK(check_links(out.parts));
  return out;
}

// Texts of cells that are kept apart; runs of other looks are joined.
class StringsReader : public XmlWalker {
 public:
  std::vector<std::string> strings;
  void on_start(std::string_view name, XmlAttributes&) override {
    const std::string_view local = local_part(name);
    if (local == "si") strings.emplace_back();
    if (local == "rPh") ++phonetic_;
    if (local == "t") in_text_ = true;
  }
  void on_end(std::string_view name) override {
    const std::string_view local = local_part(name);
    if (local == "rPh") --phonetic_;
    if (local == "t") in_text_ = false;
  }
  void on_text(std::string_view text) override {
    if (in_text_ && phonetic_ == 0 && !strings.empty()) strings.back() += text;
  }

 private:
  int phonetic_ = 0;
  bool in_text_ = false;
};

std::string shown_text(const SheetEditCell& cell, const std::vector<std::string>& strings) {
  if (cell.formula) return "=" + *cell.formula;
  const std::string* sort = attribute_of(cell.attributes, "t");
  if (!sort || *sort != "s") return cell.value;
  const auto index = text::to_int(text::trim(cell.value));
  return index && *index >= 0 && static_cast<std::size_t>(*index) < strings.size() ? strings[static_cast<std::size_t>(*index)] : "";
}

// The workbook reckons anew when it is opened; ranges that have names move.
class WorkbookEditor : public XmlWalker {
 public:
  WorkbookEditor(std::string_view sheet, RowsInserted inserted) : sheet_(sheet), inserted_(inserted) {}
  std::string take() { return writer_.take(); }
  void on_start(std::string_view name, XmlAttributes& attributes) override {
    const std::string_view local = local_part(name);
    if (local == "calcPr") std::erase_if(attributes, [](const auto& one) { return one.first == "fullCalcOnLoad"; });
    if (local == "calcPr") attributes.emplace_back("fullCalcOnLoad", "1"), reckons_ = true;
    // Where there is none it comes behind the sheets and the names.
    constexpr std::string_view k_behind[] = {"oleSize", "customWorkbookViews", "fileRecoveryPr", "webPublishing", "extLst", "smartTagPr", "webPublishObjects"};
    if (std::find(std::begin(k_behind), std::end(k_behind), local) != std::end(k_behind) && depth_ == 1) add_reckoning(name);
    ++depth_;
    writer_.start(name, attributes);
    in_name_ = local == "definedName";
    text_.clear();
  }
  void on_end(std::string_view name) override {
    --depth_;
    if (depth_ == 0) add_reckoning(name);
    if (in_name_) writer_.text(moved_formula(text_, sheet_, false, inserted_));
    in_name_ = false;
    writer_.end(name);
  }
  void on_text(std::string_view text) override {
    if (in_name_) text_ += text;
    else writer_.text(text);
  }

 private:
  void add_reckoning(std::string_view beside) {
    if (reckons_) return;
    reckons_ = true;
    const std::string name = std::string(beside.substr(0, beside.size() - local_part(beside).size())) + "calcPr";
    writer_.start(name, {{"fullCalcOnLoad", "1"}});
    writer_.end(name);
  }
  std::string sheet_, text_;
  RowsInserted inserted_;
  XmlWriter writer_;
  int depth_ = 0;
  bool reckons_ = false, in_name_ = false;
};

// The order of reckoning names cells that have moved; programs make it anew.
class WithoutChain : public XmlWalker {
 public:
  std::string take() { return writer_.take(); }
  void on_start(std::string_view name, XmlAttributes& attributes) override {
    for (const auto& [key, value] : attributes) skip_ = skip_ || text::contains(value, "calcChain");
    if (!skip_) writer_.start(name, attributes);
  }
  void on_end(std::string_view name) override {
    if (!skip_) writer_.end(name);
    skip_ = false;  // such elements are empty
  }
  void on_text(std::string_view text) override { writer_.text(text); }

 private:
  XmlWriter writer_;
  bool skip_ = false;
};

constexpr std::string_view k_xml_head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

Outcome drop_chain(std::vector<PackagePart>& parts) {
  if (std::erase_if(parts, [](const PackagePart& part) { return part.name == "xl/calcChain.xml"; }) == 0) return done();
  for (const std::string_view name : {"[Content_Types].xml", "xl/_rels/workbook.xml.rels"}) {
    PackagePart* part = find_part(parts, name);
    if (!part) continue;
    WithoutChain walker;
    TIANGE_CHECK_OK(walk_xml(part->bytes, part->name, walker));
    part->bytes = std::string(k_xml_head) + walker.take();
  }
  return done();
}

Outcome check_filling(const Filling& filling) {
  const RowsFilling& block = filling.rows;
  for (const CellFilling& one : filling.cells) {
    const auto place = cell_place(one.cell);
    if (!place) return refused("单元格写法有误：" + one.cell, "no such cell: " + one.cell);
    if (block.first > 0 && place->row >= block.first && place->row <= block.last)
      return refused("单元格 " + one.cell + " 在明细行之内", "cell " + one.cell + " lies inside the rows");
  }
  if (block.first > 0 && block.last < block.first) return refused("明细末行在首行之前", "the last row comes before the first");
  if (block.rows.size() > k_most_rows_put_in) return refused("行数过多", "too many rows");
  return done();
}

// Merged cells across rows of the block would swallow what is put there.
Outcome check_merges(const SheetEdit& sheet, const RowsFilling& block) {
  if (block.first == 0) return done();
  for (const std::string& range : sheet.merged) {
    const std::size_t colon = range.find(':');
    if (colon == range.npos) continue;
    const auto first = cell_place(std::string_view(range).substr(0, colon)), second = cell_place(std::string_view(range).substr(colon + 1));
    if (!first || !second || first->row == second->row || second->row < block.first || first->row > block.last) continue;
    return refused("合并单元格 " + range + " 跨越明细行", "the merged cells " + range + " run across the rows");
  }
  return done();
}

}  // namespace

Result<TemplateShape> read_template(std::string_view bytes, std::string_view sheet) {
  TIANGE_TRY(const Opened open, opened(bytes));
  TIANGE_TRY(const NamedSheet shown, chosen(open.sheets, sheet));
  StringsReader strings;
  if (const PackagePart* part = find_part(open.parts, "xl/sharedStrings.xml")) TIANGE_CHECK_OK(walk_xml(part->bytes, part->name, strings));
  TemplateShape shape;
  shape.sheet = shown.name;
  for (const NamedSheet& one : open.sheets) {
    shape.sheets.push_back(one.name);
    TIANGE_TRY(const SheetEdit edit, read_sheet(*find_part(open.parts, one.part), one.name, true, {}));
    for (const SheetEditRow& row : edit.rows) {
      for (const SheetEditCell& cell : row.cells) {
        const std::string name = cell_name({row.number, cell.column});
        if (cell.formula) TIANGE_CHECK_OK(check_formula(one.name, name, *cell.formula));
        if (one.name != shown.name || row.number > k_shown_rows || cell.column > k_shown_columns) continue;
        shape.rows = std::max(shape.rows, row.number);
        shape.columns = std::max(shape.columns, cell.column);
        std::string text = shown_text(cell, strings.strings);
        if (!text.empty()) shape.cells.push_back({row.number, cell.column, name, std::move(text)});
      }
    }
    if (one.name != shown.name) continue;
    shape.merged = edit.merged;
    shape.widths = edit.widths;
  }
  if (shape.rows == 0) return refused("工作表“" + shape.sheet + "”是空的", "the sheet \"" + shape.sheet + "\" is empty");
  shape.widths.resize(shape.columns);
  return shape;
}

Result<std::string> fill_template(std::string_view bytes, const Filling& filling) {
  TIANGE_CHECK_OK(check_filling(filling));
  TIANGE_TRY(Opened open, opened(bytes));
  TIANGE_TRY(const NamedSheet target, chosen(open.sheets, filling.sheet));
  const RowsFilling& block = filling.rows;
  RowsInserted inserted;
  if (block.first > 0) {
    const std::size_t room = block.last - block.first + 1;
    inserted = {block.last, block.rows.size() > room ? block.rows.size() - room : 0, block.first};
  }
  for (const NamedSheet& one : open.sheets) {
    PackagePart& part = *find_part(open.parts, one.part);
    const bool own = one.name == target.name;
    if (!own && inserted.count == 0) continue;
    TIANGE_TRY(SheetEdit sheet, read_sheet(part, target.name, own, inserted));
    if (own) {
      TIANGE_CHECK_OK(check_merges(sheet, block));
      fill_sheet(sheet, filling, inserted);
    }
    part.bytes = write_sheet(std::move(sheet));
  }
  TIANGE_CHECK_OK(drop_chain(open.parts));
  PackagePart& workbook = *find_part(open.parts, "xl/workbook.xml");
  WorkbookEditor editor(target.name, inserted);
  TIANGE_CHECK_OK(walk_xml(workbook.bytes, workbook.name, editor));
  workbook.bytes = std::string(k_xml_head) + editor.take();
  return pack(open.parts);
}

}  // namespace tiange::sheets
