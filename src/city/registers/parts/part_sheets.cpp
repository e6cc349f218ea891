// Parts as rows of a spreadsheet, in and out.

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "city/registers/parts/part_service.h"

namespace tiange::registers {

namespace {

constexpr std::size_t k_most_faults = 500;
constexpr std::size_t k_most_rows = 1'000'000;

struct Titles {
  std::vector<std::size_t> places;  // of each column in the sheet
  std::size_t none = 0;
};

Result<Titles> read_titles(sheets::Reader& reader) {
  sheets::Row row;
  TIANGE_TRY(const bool any, reader.next(row));
  Titles titles;
  titles.none = row.cells.size();
  for (const Column& column : part_columns()) {
    const auto found = std::find_if(row.cells.begin(), row.cells.end(), [&](const std::string& title) {
      return title == column.zh || title == column.name || (!column.field.empty() && title == column.field);
    });
    titles.places.push_back(static_cast<std::size_t>(found - row.cells.begin()));
  }
  if (!any || titles.places.front() == titles.none)
    return refuse(ErrorCode::bad_file, "第一行应为标题，至少含“部件编码”", "the first row must hold titles, at least ObjID");
  return titles;
}

bool blank(const sheets::Row& row) {
  return std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return cell.empty(); });
}

// What stands in the register already, by ref.
struct Present {
  std::int64_t version = 0;
  std::string content;
};
using Register = std::unordered_map<std::string, Present>;

std::string title_of(std::string_view member) {
  for (const Column& column : part_columns()) {
    if (column.name == member) return std::string(column.zh);
  }
  return std::string(member);
}

std::string value_of(std::string_view member, const std::vector<std::optional<std::string>>& cells) {
  const auto columns = part_columns();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == member) return cells[i].value_or("");
  }
  return "";
}

std::string ref_in(const std::vector<std::optional<std::string>>& cells) {
  Part part;
  if (cells[1] && !cells[1]->empty()) part.generation = cells[1]->size() == 1 ? "0" + *cells[1] : *cells[1];
  part.code = cells[0].value_or("");
  return part.ref();
}

}  // namespace

Result<PartImport> PartService::import(db::Tx& tx, const Scope& scope, sheets::Reader& reader, bool dry_run, Instant now) {
  TIANGE_TRY(const Titles titles, read_titles(reader));
  Register present;
  store::each_content(tx, [&](std::string ref, std::int64_t version, std::string_view content) {
    present.emplace(std::move(ref), Present{version, std::string(content)});
  });
  const Kinds kinds = store::kinds(tx);
  const auto units = parts_.org.directory(now);
  const PartFacts around = facts(kinds, *units);
  PartImport report;
  std::vector<store::StoredPart> fresh;
  std::vector<store::StoredPart> again;
  std::unordered_set<std::string> seen;
  sheets::Row row;
  std::vector<std::optional<std::string>> cells(part_columns().size());
  for (;;) {
    TIANGE_TRY(const bool more, reader.next(row));
    if (!more) break;
    if (blank(row)) continue;
    if (++report.rows > static_cast<std::int64_t>(k_most_rows)) return refuse(ErrorCode::too_large);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::size_t place = titles.places[i];
      cells[i] = place == titles.none ? std::nullopt : std::optional(place < row.cells.size() ? row.cells[place] : std::string());
    }
    const std::string ref = ref_in(cells);
    const auto known = present.find(ref);
    std::optional<Part> before;
    if (known != present.end()) before = json::read<Part>(known->second.content).value();
    std::vector<FieldError> faults;
    Part part = part_from(cells, before ? &*before : nullptr, faults);
    for (FieldError& fault : settle_part(part, around)) faults.push_back(std::move(fault));
    if (!seen.insert(ref).second) faults.push_back({"code", "与前面的行重复", "repeats an earlier row"});
    if (faults.empty() && !scope.covers(part.grid)) faults.push_back({"grid", "不在您的管辖范围", "lies outside your area"});
    report.wrong += faults.empty() ? 0 : 1;
    for (const FieldError& fault : faults) {
      if (report.faults.size() == k_most_faults) break;
      report.faults.push_back({static_cast<std::int64_t>(row.number), title_of(fault.path), value_of(fault.path, cells), fault.zh, fault.en});
    }
    if (!faults.empty()) continue;
    if (!before) {
      ++report.added;
      fresh.push_back({std::move(part), 1, now});
    } else if (store::content_of(part) == known->second.content) {
      ++report.unchanged;
    } else {
      ++report.changed;
      again.push_back({std::move(part), known->second.version + 1, now});
    }
  }
  if (dry_run || report.wrong > 0 || (fresh.empty() && again.empty())) return report;
  store::put_many(tx, fresh, again, {"imported", {"批量导入", "imported"}, ""},
                  {"imported", {"批量导入时更新", "changed by an import"}, ""}, scope.name, now);
  report.written = true;
  return report;
}

void PartService::load(db::Tx& tx, std::span<const Part> parts, const std::string& by, Instant now) {
  std::vector<store::StoredPart> fresh;
  fresh.reserve(parts.size());
  for (const Part& part : parts) fresh.push_back({part, 1, now});
  store::put_many(tx, fresh, {}, {"added", {"登记入册", "entered in the register"}, ""}, {}, by, now);
}

void PartService::write_sheet(db::Tx& tx, const Scope& scope, store::PartQuery query, sheets::Writer& writer, Language titles) const {
  std::vector<std::string> head;
  for (const Column& column : part_columns()) head.emplace_back(titles == Language::zh ? column.zh : column.name);
  writer.row(head);
  query.limit = 0;
  store::each_part(tx, scope, query, [&](const store::StoredPart& stored) {
    writer.row(part_cells(stored.part));
    return true;
  });
  writer.finish();
}

}  // namespace tiange::registers
