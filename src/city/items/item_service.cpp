#include "city/items/item_service.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"

namespace tiange::items {

struct ItemService::Catalogue {
  std::int64_t edition = 0;
  std::map<std::string, std::vector<std::pair<std::int64_t, std::shared_ptr<const Item>>>, std::less<>> versions;

  std::shared_ptr<const Item> newest(std::string_view code) const {
    const auto found = versions.find(code);
    return found == versions.end() ? nullptr : found->second.back().second;
  }
};

namespace {

bool same_content(Item a, const Item& b) {
  a.version = b.version;
  return json::write(a) == json::write(b);
}

std::vector<std::string> fields_that_differ(const Item& a, const Item& b) {
  const std::vector<std::string> left = to_row(a);
  const std::vector<std::string> right = to_row(b);
  std::vector<std::string> fields;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (left[i] != right[i]) fields.emplace_back(columns()[i].name);
  }
  return fields;
}

// Which cell holds which column; titles in Chinese or by member name.
std::vector<int> column_index(const std::vector<std::string>& titles) {
  std::vector<int> index;
  for (const Column& column : columns()) {
    const auto at = std::find_if(titles.begin(), titles.end(),
                                 [&](const std::string& t) { return t == column.name || t == column.zh; });
    index.push_back(at == titles.end() ? -1 : static_cast<int>(at - titles.begin()));
  }
  return index;
}

std::string value_of(const Item& item, std::string_view column) {
  const std::vector<std::string> row = to_row(item);
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (columns()[i].name == column) return row[i];
  }
  return "";
}

// The column where a fault of a member shows.
std::string title_of(std::string_view member) {
  static constexpr std::pair<std::string_view, std::string_view> k_renamed[] = {
      {"limits", "limit_normal"},     {"item_class", "class"},           {"filing_condition", "filing_zh"},
      {"filing_condition_en", "filing_en"}, {"closing_conditions_en", "closing_en"},
      {"closing_conditions", "closing_zh"}, {"supervising_line", "supervise_line"}};
  for (const auto& [from, to] : k_renamed) {
    if (member == from) member = to;
  }
  for (const Column& column : columns()) {
    if (column.name == member) return std::string(column.zh);
  }
  return std::string(member);
}

bool told(const std::vector<FieldError>& faults, std::string_view path) {
  return std::any_of(faults.begin(), faults.end(), [&](const FieldError& fault) { return fault.path == path; });
}

}  // namespace

std::shared_ptr<const Item> ItemService::find(std::string_view code) const {
  return catalogue()->newest(code);
}

std::shared_ptr<const Item> ItemService::find(std::string_view code, int version) const {
  const auto catalogue = this->catalogue();
  const auto found = catalogue->versions.find(code);
  if (found == catalogue->versions.end()) return nullptr;
  for (const auto& [edition, item] : found->second) {
    if (item->version == version) return item;
  }
  return nullptr;
}

std::vector<std::shared_ptr<const Item>> ItemService::all() const {
  const auto catalogue = this->catalogue();
  std::vector<std::shared_ptr<const Item>> out;
  for (const auto& [code, versions] : catalogue->versions) {
    if (versions.back().second->active) out.push_back(versions.back().second);
  }
  return out;
}

std::vector<std::shared_ptr<const Item>> ItemService::latest() const {
  const auto catalogue = this->catalogue();
  std::vector<std::shared_ptr<const Item>> out;
  for (const auto& [code, versions] : catalogue->versions) out.push_back(versions.back().second);
  return out;
}

std::vector<Edition> ItemService::editions() const {
  return *db_.read([](db::Tx& tx) -> Result<std::vector<Edition>> { return store::editions(tx); });
}

std::vector<DatedVersion> ItemService::versions(std::string_view code) const {
  const auto catalogue = this->catalogue();
  std::vector<DatedVersion> out;
  const auto found = catalogue->versions.find(code);
  if (found == catalogue->versions.end()) return out;
  std::map<std::int64_t, Edition> dates;
  for (Edition& edition : editions()) dates.emplace(edition.edition, std::move(edition));
  for (auto it = found->second.rbegin(); it != found->second.rend(); ++it)
    out.push_back({it->second, dates[it->first]});
  return out;
}

Outcome ItemService::refresh() {
  const std::lock_guard lock(refreshing_);
  auto fresh = std::make_shared<Catalogue>();
  const bool stale = *db_.read([&](db::Tx& tx) -> Result<bool> {
    fresh->edition = store::newest_edition(tx);
    if (catalogue_ && catalogue_->edition == fresh->edition) return false;
    for (ItemVersion& version : store::all_versions(tx)) {
      auto item = std::make_shared<const Item>(std::move(version.item));
      fresh->versions[item->code].emplace_back(version.edition, std::move(item));
    }
    return true;
  });
  if (stale) std::atomic_store(&catalogue_, std::shared_ptr<const Catalogue>(std::move(fresh)));
  return done();
}

Result<Edition> ItemService::publish(db::Tx& tx, const Scope& scope, std::vector<Item> changed, std::string_view note) {
  Edition edition{store::newest_edition(tx) + 1, clock_.now(), scope.name, std::string(note),
                  static_cast<std::int64_t>(changed.size())};
  store::add_edition(tx, edition);
  for (const Item& item : changed) store::add_version(tx, item, edition.edition);
  tx.on_commit([this] { (void)refresh().ok(); });
  return edition;
}

// Valid as long as the transaction; every form is asked for once.
Known ItemService::known(db::Tx& tx) const {
  auto forms = std::make_shared<std::map<std::string, bool, std::less<>>>();
  return {line_exists_, [this, &tx, forms](std::string_view key) {
            const auto found = forms->find(key);
            if (found != forms->end()) return found->second;
            return forms->emplace(std::string(key), form_exists_(tx, key)).first->second;
          },
          [this, &tx](std::string_view code) { return !power_exists_ || power_exists_(tx, code); }};
}

std::vector<FieldError> ItemService::faults(db::Tx& tx, const Item& item) const {
  std::vector<FieldError> faults = faults_of(item, known(tx));
  const auto present = [kept = catalogue()](std::string_view code) { return kept->newest(code).get(); };
  if (auto fault = parent_fault(item, present); fault && !told(faults, fault->path)) faults.push_back(std::move(*fault));
  return faults;
}

Result<Item> ItemService::save(db::Tx& tx, const Scope& scope, Item item, int expected_version) {
  if (item.parent && item.parent->empty()) item.parent.reset();
  if (item.areas && item.areas->empty()) item.areas.reset();
  if (item.powers && item.powers->empty()) item.powers.reset();
  std::vector<FieldError> wrong = faults(tx, item);
  if (!wrong.empty()) return refuse_fields(ErrorCode::bad_input, std::move(wrong));
  const auto current = find(item.code);
  if ((current ? current->version : 0) != expected_version) return refuse(ErrorCode::stale_version);
  if (current && same_content(item, *current)) return *current;
  item.version = expected_version + 1;
  TIANGE_CHECK_OK(publish(tx, scope, {item}, item.name_zh));
  return item;
}

// The rows of a spreadsheet as items, each with its faults under the titles of their columns.
Result<std::vector<ItemService::ReadRow>> ItemService::read_rows(db::Tx& tx, sheets::Reader& reader) const {
  sheets::Row row;
  TIANGE_TRY(bool has_titles, reader.next(row));
  const std::vector<int> index = column_index(row.cells);
  if (!has_titles || index[0] < 0 || index[7] < 0) {
    return refuse(ErrorCode::bad_file, "第一行应为标题，至少含“事项编码”和“事项名称”",
                  "the first row must hold titles, at least code and name_zh");
  }
  std::vector<ReadRow> rows;
  std::set<std::string> codes;
  const Known targets = known(tx);
  for (;;) {
    TIANGE_TRY(bool more, reader.next(row));
    if (!more) break;
    if (std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& c) { return c.empty(); })) continue;
    const auto code = static_cast<std::size_t>(index[0]);
    ReadRow read{static_cast<std::int64_t>(row.number), {}, {}, code < row.cells.size() ? find(row.cells[code]) : nullptr};
    read.item = from_row(row.cells, index, read.faults, read.present.get());
    for (FieldError& fault : faults_of(read.item, targets)) {
      fault.path = title_of(fault.path);
      if (!told(read.faults, fault.path)) read.faults.push_back(std::move(fault));
    }
    if (!codes.insert(read.item.code).second) read.faults.push_back({"事项编码", "与前面的行重复", "repeats an earlier row"});
    rows.push_back(std::move(read));
  }
  // A parent may stand further down in the same sheet.
  std::map<std::string_view, const Item*> fresh;
  for (const ReadRow& one : rows) fresh.emplace(one.item.code, &one.item);
  const auto present = [&, kept = catalogue()](std::string_view code) -> const Item* {
    if (const auto found = fresh.find(code); found != fresh.end()) return found->second;
    return kept->newest(code).get();
  };
  for (ReadRow& one : rows) {
    auto fault = parent_fault(one.item, present);
    if (!fault) continue;
    fault->path = title_of(fault->path);
    if (!told(one.faults, fault->path)) one.faults.push_back(std::move(*fault));
  }
  return rows;
}

Result<ImportReport> ItemService::import(db::Tx& tx, const Scope& scope, sheets::Reader& reader, bool dry_run,
                                         std::string_view note) {
  TIANGE_TRY(std::vector<ReadRow> rows, read_rows(tx, reader));
  ImportReport report;
  std::vector<Item> changed;
  for (ReadRow& row : rows) {
    ++report.rows;
    for (const FieldError& fault : row.faults) {
      CellError error{row.number, fault.path, "", "", fault.zh, fault.en};
      for (const Column& column : columns()) {
        if (column.zh != fault.path) continue;
        error.column_name = std::string(column.name);
        error.value = value_of(row.item, column.name);
      }
      report.errors.push_back(std::move(error));
    }
    if (!row.faults.empty()) continue;
    ++report.accepted;
    const Item* present = row.present.get();
    if (present && same_content(row.item, *present)) {
      ++report.unchanged;
      continue;
    }
    row.item.version = present ? present->version + 1 : 1;
    ++(present ? report.changed : report.added);
    changed.push_back(std::move(row.item));
  }
  if (dry_run || !report.errors.empty() || changed.empty()) return report;
  TIANGE_TRY(Edition edition, publish(tx, scope, std::move(changed), note));
  report.published = true;
  report.edition = edition.edition;
  return report;
}

void ItemService::write_sheet(sheets::Writer& writer, Language language) const {
  std::vector<std::string> titles;
  for (const Column& column : columns()) titles.emplace_back(language == Language::zh ? column.zh : column.name);
  writer.row(titles);
  for (const auto& item : latest()) writer.row(to_row(*item));
  writer.finish();
}

std::vector<Difference> ItemService::compare(std::int64_t from, std::int64_t to) const {
  std::vector<Difference> out;
  const auto catalogue = this->catalogue();
  for (const auto& [code, versions] : catalogue->versions) {
    std::shared_ptr<const Item> before;
    std::shared_ptr<const Item> after;
    for (const auto& [edition, item] : versions) {
      if (edition <= from) before = item;
      if (edition <= to) after = item;
    }
    if (before == after) continue;
    Difference difference{code, (after ? after : before)->name_zh, !before ? "added" : !after ? "removed" : "changed",
                          {}, {}, {}};
    if (before && after) difference.fields = fields_that_differ(*before, *after);
    if (before) difference.before = *before;
    if (after) difference.after = *after;
    out.push_back(std::move(difference));
  }
  return out;
}

}  // namespace tiange::items
