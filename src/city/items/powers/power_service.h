#pragma once
// The power list: its changes, its spreadsheets, its routes.

#include <mutex>

#include "city/items/powers/power_rules.h"
#include "city/items/powers/power_store.h"

namespace tiange::items {

class PowerService final : public Powers {
 public:
  explicit PowerService(PowerParts parts) : parts_(std::move(parts)) {}

  std::optional<Power> find(db::Tx& tx, std::string_view code) const override { return store::power(tx, code); }
  std::vector<Power> all(db::Tx& tx) const override { return store::powers(tx); }
  Result<Power> save(db::Tx& tx, const Scope& scope, Power power, std::int64_t expected_version, Instant now) override;
  Result<ImportReport> import(db::Tx& tx, const Scope& scope, sheets::Reader& reader, bool dry_run, Instant now) override;
  void write_sheet(db::Tx& tx, sheets::Writer& writer, Language titles) const override;
  PowerGaps gaps(db::Tx& tx) const override { return gaps_of(parts_.items.all(), all(tx)); }
  void fill_columns(db::Tx& tx) override { store::fill_power_columns(tx); }
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

 private:
  void add_reads(http::Routes& routes);
  PowerList list(db::Tx& tx, const http::Request& request) const;
  Result<PowerView> one(db::Tx& tx, const http::Request& request) const;
  http::Response write_file(const http::Request& request) const;

  PowerParts parts_;
};

}  // namespace tiange::items
