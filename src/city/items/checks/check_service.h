#pragma once
// The check lists: their changes, their spreadsheets, the decisions to merge, their routes.

#include "city/items/checks/check_rules.h"
#include "city/items/checks/check_store.h"
#include "city/items/checks/overlap_rules.h"

namespace tiange::items {

class CheckService final : public Checks {
 public:
  explicit CheckService(CheckParts parts) : parts_(std::move(parts)) {}

  std::vector<Check> all(db::Tx& tx) const override { return store::checks(tx); }
  std::vector<Merge> merges(db::Tx& tx) const override { return store::standing_merges(tx); }
  Result<Check> save(db::Tx& tx, const Scope& scope, Check check, Instant now) override;
  Result<ImportReport> import(db::Tx& tx, const Scope& scope, sheets::Reader& reader, bool dry_run, Instant now) override;
  void write_sheet(db::Tx& tx, sheets::Writer& writer, Language titles) const override;
  Result<Merge> merge(db::Tx& tx, const Scope& scope, const MergeIn& in, Instant now) override;
  Result<Merge> undo(db::Tx& tx, const Scope& scope, MergeId id, std::string_view why, Instant now) override;
  void fill_columns(db::Tx& tx) override { store::fill_check_columns(tx); }
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

 private:
  CheckTargets targets(db::Tx& tx) const;
  CheckList list(db::Tx& tx, const http::Request& request) const;
  OverlapReport report(const http::Request& request) const;
  void add_reads(http::Routes& routes);
  void add_files(http::Routes& routes, const http::Recorder& record);
  void add_merges(http::Routes& routes, const http::Recorder& record);

  CheckParts parts_;
};

}  // namespace tiange::items
