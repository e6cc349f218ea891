#pragma once
// Sharing: who asks, who answers, who uses what; its routes.

#include "city/exchange/sharing/sharing_store.h"
#include "platform/sheets/sheets.h"

namespace tiange::exchange {

class SharingService final : public Sharing {
 public:
  explicit SharingService(SharingParts parts) : parts_(std::move(parts)) {}

  Result<ApplicationView> apply(db::Tx& tx, const Scope& scope, const ApplyIn& in, Instant now) override;
  Result<ApplicationView> decide(db::Tx& tx, const Scope& scope, std::string_view id, const ShareDecideIn& in, Instant now) override;
  void sweep(Instant now) override;
  std::vector<ConsentShare> on_consent(db::Tx& tx, Instant now) override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

 private:
  // What one use may see.
  struct Window {
    std::vector<std::string> fields;
    std::string area;
  };
  // nothing: the row lacks consent and is left out.
  using VisitRow = std::function<bool(std::optional<std::vector<std::string>>&& cells)>;
  struct Delivered {
    store::UseRow use;
    store::ShareRow share;
  };

  bool answers_for(const Scope& scope, const store::ShareRow& row) const;
  bool may_see(const Scope& scope, const store::ShareRow& row) const;
  Result<store::ShareRow> seen(db::Tx& tx, const Scope& scope, std::string_view id) const;
  ApplicationView view_of(db::Tx& tx, const Scope& scope, const store::ShareRow& row, Instant now);
  ApplicationList list(db::Tx& tx, const http::Request& request);
  Result<ApplicationView> end(db::Tx& tx, const Scope& scope, std::string_view id, const std::string& text, bool by_owner, Instant now);
  Result<KeyShown> new_key(db::Tx& tx, const Scope& scope, std::string_view id, Instant now);

  Result<Window> window(const store::ShareRow& row, const std::vector<std::string>& fields, const std::string& area, Instant now) const;
  std::optional<SourceFacts> source_of(db::Tx& tx, const std::string& resource, Instant now);
  Outcome each_shared(db::Tx& tx, const store::ShareRow& row, const Window& window, Instant now, const VisitRow& visit);
  // A file may lack the consent it was made with.
  Outcome still_consented(db::Tx& tx, const Delivered& delivered, Instant now);
  std::vector<std::string> titles(db::Tx& tx, const store::ShareRow& row, const Window& window, Language language, Instant now);
  Result<store::UseRow> make_file(db::Tx& tx, const Scope& scope, std::string_view id, const DeliverIn& in, Instant now);
  Outcome record_use(db::Tx& tx, const store::UseRow& use, Instant now);
  ManifestBody manifest_of(db::Tx& tx, const Scope& scope, const store::ShareRow& row, const store::UseRow& use, Instant now);
  Result<Delivered> delivered(db::Tx& tx, const Scope& scope, std::string_view id) const;
  Result<DeliveryView> receive(db::Tx& tx, const Scope& scope, std::string_view id, Instant now);
  DeliveryView shown(const store::UseRow& use) const;
  std::string path_of(const store::UseRow& use) const;
  Result<std::string> file_digest(const std::string& path, std::int64_t& bytes) const;
  Result<SharedRows> page(const http::Request& request);
  UseList uses(db::Tx& tx, const http::Request& request);
  SavingList savings(db::Tx& tx, const Scope& scope, std::string_view unit, Instant now);

  void add_desk_routes(http::Routes& routes, const http::Recorder& record);
  void add_use_routes(http::Routes& routes, const http::Recorder& record);
  void add_proof_routes(http::Routes& routes, const http::Recorder& record);

  SharingParts parts_;
};

}  // namespace tiange::exchange
