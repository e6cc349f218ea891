#pragma once
// The catalogue in memory, its changes in editions, and its spreadsheets.

#include <functional>
#include <mutex>

#include "city/items/item_rules.h"
#include "city/items/item_store.h"
#include "platform/sheets/sheets.h"

namespace tiange::items {

struct CellError {
  std::int64_t row = 0;   // of the file, counted from 1
  std::string column;     // its Chinese title
  std::string column_name;  // "limit_normal"; "" when the fault is of the row
  std::string value;
  std::string zh;
  std::string en;
};
BOOST_DESCRIBE_STRUCT(CellError, (), (row, column, column_name, value, zh, en))

struct ImportReport {
  std::int64_t rows = 0;       // below the title row
  std::int64_t accepted = 0;
  std::int64_t added = 0;
  std::int64_t changed = 0;
  std::int64_t unchanged = 0;
  bool published = false;      // false for a dry run and whenever a cell is wrong: all or nothing
  std::int64_t edition = 0;
  std::vector<CellError> errors;
};
BOOST_DESCRIBE_STRUCT(ImportReport, (), (rows, accepted, added, changed, unchanged, published, edition, errors))

struct Difference {
  std::string code;
  std::string name_zh;
  std::string kind;  // added | removed | changed
  std::vector<std::string> fields;
  std::optional<Item> before;
  std::optional<Item> after;
};
BOOST_DESCRIBE_STRUCT(Difference, (), (code, name_zh, kind, fields, before, after))

// One version of an item and the edition that brought it.
struct DatedVersion {
  std::shared_ptr<const Item> item;
  Edition edition;
};

class ItemService : public Items {
 public:
  using LineExists = std::function<bool(std::string_view)>;
  using FormExists = std::function<bool(db::Tx&, std::string_view)>;
  ItemService(db::Db& db, const Clock& clock, LineExists line_exists, FormExists form_exists)
      : db_(db), clock_(clock), line_exists_(std::move(line_exists)), form_exists_(std::move(form_exists)) {}

  // What the power list holds, once that is there; before, any code is taken.
  using PowerExists = std::function<bool(db::Tx&, std::string_view)>;
  void use_powers(PowerExists power_exists) { power_exists_ = std::move(power_exists); }

  std::shared_ptr<const Item> find(std::string_view code) const override;
  std::shared_ptr<const Item> find(std::string_view code, int version) const override;
  std::vector<std::shared_ptr<const Item>> all() const override;
  std::vector<std::shared_ptr<const Item>> latest() const;  // those no longer in force too
  std::vector<Edition> editions() const;                    // newest first

  Outcome refresh();  // reads the catalogue when another edition is in the database
  std::vector<DatedVersion> versions(std::string_view code) const;  // newest first

  // Everything wrong with an item before it is saved, by member.
  std::vector<FieldError> faults(db::Tx& tx, const Item& item) const;
  // Adds or changes one item; `expected_version` 0 adds. Refuses a stale version.
  Result<Item> save(db::Tx& tx, const Scope& scope, Item item, int expected_version);
  // Reads a whole spreadsheet; publishes one edition when no cell is wrong.
  Result<ImportReport> import(db::Tx& tx, const Scope& scope, sheets::Reader& reader, bool dry_run, std::string_view note);
  // Titles in Chinese, or the names of the columns; an import reads both.
  void write_sheet(sheets::Writer& writer, Language titles) const;
  // What changed from one edition to another.
  std::vector<Difference> compare(std::int64_t from, std::int64_t to) const;

 private:
  struct Catalogue;
  struct ReadRow {
    std::int64_t number = 0;  // in the file
    Item item;
    std::vector<FieldError> faults;
    std::shared_ptr<const Item> present;  // as it stands in the catalogue
  };
  Result<std::vector<ReadRow>> read_rows(db::Tx& tx, sheets::Reader& reader) const;
  Known known(db::Tx& tx) const;
  std::shared_ptr<const Catalogue> catalogue() const { return std::atomic_load(&catalogue_); }
  Result<Edition> publish(db::Tx& tx, const Scope& scope, std::vector<Item> changed, std::string_view note);

  db::Db& db_;
  const Clock& clock_;
  const LineExists line_exists_;
  const FormExists form_exists_;
  PowerExists power_exists_;
  std::shared_ptr<const Catalogue> catalogue_;
  std::mutex refreshing_;
};

}  // namespace tiange::items
