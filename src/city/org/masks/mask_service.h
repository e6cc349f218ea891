#pragma once

#include <memory>
#include <mutex>

#include "city/org/masks/policy_rules.h"
#include "city/org/masks/mask_store.h"
#include "city/org/masks/masks_room.h"
#include "engines/masking/pseudonyms.h"
#include "platform/sheets/sheets.h"

namespace tiange::masks {

class MaskService : public Masks {
 public:
  explicit MaskService(MaskParts parts);

  Outcome lay(db::Tx& tx, std::string_view policy_json, Instant now) override;
  void refresh() override;
  std::string show(const Scope& scope, const MaskQuestion& question, std::string_view value) const override;
  bool may_compare(const Scope& scope, const MaskQuestion& question) const override;
  Outcome may_unmask(db::Tx& tx, const Scope& scope, std::string_view subject, std::string_view purpose, std::string_view ticket, int minutes,
                     Instant now) const override;
  std::string mask_text(std::string_view text) const override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

  // ---- policy ----
  Result<PolicyView> policy_view(db::Tx& tx, const Scope& scope) const;
  Result<PolicyView> save_draft(db::Tx& tx, const Scope& scope, const DraftIn& in, Instant now);
  Result<PolicyView> drop_draft(db::Tx& tx, const Scope& scope);
  Result<PolicyView> publish(db::Tx& tx, const Scope& scope, const PublishIn& in, Instant now);
  Result<TryView> try_policy(const TryIn& in) const;
  TextView text_view(const std::string& text) const;

  // ---- sight ----
  Result<UnmaskView> ask_sight(db::Tx& tx, const Scope& scope, const UnmaskAsk& in, Instant now) override;
  Result<UnmaskView> answer_sight(db::Tx& tx, const Scope& scope, std::int64_t id, const ApprovalIn& in, Instant now);
  UnmaskList sights(db::Tx& tx, const Scope& scope, const std::string& state, std::int64_t before, Instant now) const;

  // ---- exports ----
  Result<ExportFields> export_fields(const std::string& kind) const;
  Result<RiskView> measure(db::Tx& tx, const Scope& scope, const ExportAsk& ask) const;
  Result<ExportView> ask_export(db::Tx& tx, const Scope& scope, const ExportAsk& ask, Instant now) override;
  void left(db::Tx& tx, const Scope& scope, std::int64_t id, const ExportAsk& ask, std::int64_t rows, Instant now) override;
  std::unique_ptr<sheets::Writer> marked(std::int64_t id, std::unique_ptr<sheets::Writer> writer) const override;
  masking::MarkSeed mark_of(std::int64_t id) const override { return masking::mark_seed(parts_.key, std::to_string(id)); }
  Result<ExportView> answer_export(db::Tx& tx, const Scope& scope, std::int64_t id, const ApprovalIn& in, Instant now);
  ExportList export_list(db::Tx& tx, const Scope& scope, const std::string& state, std::int64_t before, Instant now) const;
  // The rows as they leave, head first; refuses what was not approved. Writes down that it was fetched.
  Result<ExportView> fetch(db::Tx& tx, const Scope& scope, std::int64_t id, masking::Rows& rows, Instant now);

  const MaskParts& parts() const { return parts_; }

 private:
  std::shared_ptr<const CompiledPolicy> live() const;
  void take(db::Tx& tx);
  Outcome may_publish(const Scope& scope, const store::PolicyRow& draft) const;
  UnmaskView shown(const store::PaperRow& row, const Scope& scope, Instant now) const;
  ExportView shown_export(const store::PaperRow& row, const Scope& scope, Instant now) const;
  Outcome may_answer(const store::PaperRow& row, const Scope& scope) const;
  struct Prepared {
    masking::Rows rows;
    std::vector<std::int64_t> ids;
    masking::RiskAsk ask;
    masking::RiskReport risk;
  };
  Outcome check_export(const Scope& scope, const ExportAsk& ask) const;
  Result<Prepared> prepare(db::Tx& tx, const Scope& scope, const ExportAsk& ask) const;

  MaskParts parts_;
  mutable std::mutex lock_;
  std::shared_ptr<const CompiledPolicy> live_;
  std::int64_t version_ = 0;
};

void add_policy_routes(http::Routes& routes, MaskService& room, const http::Recorder& record);
void add_sight_routes(http::Routes& routes, MaskService& room, const http::Recorder& record);
void add_export_routes(http::Routes& routes, MaskService& room, const http::Recorder& record);
void add_file_routes(http::Routes& routes, MaskService& room, const http::Recorder& record);

}  // namespace tiange::masks
