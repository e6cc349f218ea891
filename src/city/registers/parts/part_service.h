#pragma once
// The register of parts: how parts are changed, looked up, brought in by the file and shown.

#include "city/registers/parts/part_store.h"

namespace tiange::registers {

class PartService final : public Parts {
 public:
  explicit PartService(PartsParts parts) : parts_(std::move(parts)) {}

  std::optional<Part> find(db::Tx& tx, std::string_view ref) const override;
  Result<PartView> view(db::Tx& tx, const Scope& scope, std::string_view ref, Instant now) const override;
  NearList near(db::Tx& tx, const Scope& scope, double lng, double lat, double metres, std::string_view kind, Instant now) const override;
  std::optional<PartKind> kind(db::Tx& tx, std::string_view kind) const override { return store::kind(tx, kind); }
  std::vector<PartKind> kinds(db::Tx& tx) const override { return store::kinds(tx); }
  std::optional<PartKind> kind_of_item(db::Tx& tx, std::string_view item) const override;
  Outcome set_owner(db::Tx& tx, const Scope& scope, std::string_view ref, const Party& owner, OwnerState state, const Words& said,
                    const std::string& text, Instant now) override;
  Outcome set_state(db::Tx& tx, const Scope& scope, std::string_view ref, const StateIn& in, Instant now) override;
  bool may_see_photo(db::Tx& tx, const Scope& scope, std::string_view digest) const override {
    return store::shows_photo(tx, scope, digest);
  }
  Result<PartImport> import(db::Tx& tx, const Scope& scope, sheets::Reader& reader, bool dry_run, Instant now) override;
  void load(db::Tx& tx, std::span<const Part> parts, const std::string& by, Instant now) override;
  Outcome lay_kinds(db::Tx& tx, std::string_view csv, Instant now) override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

  Result<Part> add(db::Tx& tx, const Scope& scope, const PartIn& in, Instant now);
  Result<Part> change(db::Tx& tx, const Scope& scope, std::string_view ref, const PartIn& in, Instant now);
  Result<PartKind> add_kind(db::Tx& tx, const Scope& scope, PartKind kind, Instant now);
  Result<PartKind> change_kind(db::Tx& tx, const Scope& scope, std::string_view code, PartKind kind, Instant now);
  PartList list(db::Tx& tx, const Scope& scope, store::PartQuery query, Instant now) const;
  PartSummary summary(db::Tx& tx, const Scope& scope, std::string_view area) const;
  void write_sheet(db::Tx& tx, const Scope& scope, store::PartQuery query, sheets::Writer& writer, Language titles) const;

 private:
  using Kinds = std::vector<PartKind>;
  void add_reads(http::Routes& routes);
  void add_writes(http::Routes& routes, const http::Recorder& record);
  void add_files(http::Routes& routes, const http::Recorder& record);
  void add_tiles(http::Routes& routes);
  PartFacts facts(const Kinds& kinds, const org::Directory& units) const;
  Result<store::StoredPart> load_part(db::Tx& tx, const Scope& scope, std::string_view ref) const;
  PartRow row_of(const store::StoredPart& stored, const Kinds& kinds, const org::Directory& units, Language language) const;
  std::string draw_tile(const Scope& scope, std::string_view z, std::string_view x, std::string_view y) const;

  PartsParts parts_;
};

// From the query of a request.
Result<store::PartQuery> query_of(const http::Request& request);

}  // namespace tiange::registers
