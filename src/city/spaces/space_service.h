#pragma once

#include <map>
#include <memory>

#include "city/spaces/space_rules.h"
#include "city/spaces/space_store.h"
#include "city/spaces/spaces.h"
#include "platform/blobs/blobs.h"

namespace tiange::spaces {

using registers::SubjectId;

class SpaceService : public Spaces {
 public:
  explicit SpaceService(SpaceParts parts);

  std::set<std::int64_t> consenting(db::Tx& tx, const std::string& unit, const std::vector<std::string>& fields, std::string_view purpose,
                                    Instant now) const override;
  bool consent_ended_since(db::Tx& tx, const std::string& unit, Instant since, Instant now) const override {
    return store::consent_ended(tx, unit, since, now);
  }
  void ask_from(std::function<std::vector<ConsentAsked>(db::Tx& tx, Instant now)> asked) override { asked_ = std::move(asked); }
  Result<SubjectId> resident(db::Tx& tx, std::string_view key, Instant now) const override;
  bool is_open(db::Tx& tx, SubjectId subject) const override;
  std::vector<CertificateView> certificates(db::Tx& tx, SubjectId subject, Instant now) const override;
  Result<CertificateView> grant_certificate(db::Tx& tx, SubjectId subject, std::string_view kind, Instant now) override;
  Result<CertificateView> revoke_certificate(db::Tx& tx, SubjectId subject, std::string_view id, Instant now) override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

  // ---- the window ----
  Result<OpenView> open(db::Tx& tx, const Scope& scope, const OpenIn& in, Instant now) override;
  Outcome close(db::Tx& tx, const Scope& scope, std::string_view subject);
  SpaceList list(db::Tx& tx, const Scope& scope, std::int64_t after) const;
  ConsentList consents_for(db::Tx& tx, const Scope& scope, Instant now) const;
  Result<ReadView> read(db::Tx& tx, const Scope& scope, std::int64_t consent, const ReadIn& in, Instant now);
  StorageView storage(db::Tx& tx) const;

  // ---- the resident ----
  // What came of a try is to be kept even when it is refused: wrong codes are counted.
  Result<SubjectId> try_code(db::Tx& tx, const EnterIn& in, Instant now);
  Result<EnterView> begin(db::Tx& tx, SubjectId subject, Instant now);
  Result<store::SessionRecord> session(db::Tx& tx, std::string_view token, Instant now) const;
  void leave(db::Tx& tx, std::string_view token);
  Result<SpaceView> view(db::Tx& tx, const store::SessionRecord& session, Instant now) const;
  Result<ConsentView> consent(db::Tx& tx, SubjectId subject, const ConsentIn& in, Instant now) override;
  Result<ConsentView> withdraw(db::Tx& tx, SubjectId subject, std::int64_t id, Instant now);
  Result<HeldCorrection> correct(db::Tx& tx, SubjectId subject, const CorrectionIn& in, Instant now);
  Result<CertificateView> certify(db::Tx& tx, SubjectId subject, const CertificateIn& in, Instant now) override;
  Result<CertificateView> revoke(db::Tx& tx, SubjectId subject, std::int64_t id, Instant now);
  Result<std::string> certificate_file(db::Tx& tx, SubjectId subject, std::int64_t id) const;
  Result<CertificateCheck> check(db::Tx& tx, std::string_view code, Instant now) const;

  // ---- files ----
  // In three steps, because a file is kept outside transactions: where it may go, putting it there, writing it down.
  Result<std::vector<std::size_t>> places_for(db::Tx& tx, SubjectId subject, std::int64_t bytes, Instant now) const;
  Result<blobs::BlobView> keep(std::size_t node, const std::string& content, const std::string& name, Instant now);
  Result<FileView> note_file(db::Tx& tx, SubjectId subject, const blobs::BlobView& blob, const std::string& name,
                             const std::vector<std::size_t>& nodes, Instant now);
  Outcome drop_file(db::Tx& tx, SubjectId subject, std::int64_t id);
  // The path of a copy, and what it is.
  Result<std::pair<std::string, FileView>> file(db::Tx& tx, SubjectId subject, std::int64_t id) const;

  const SpaceParts& parts() const { return parts_; }

 private:
  struct Person {
    Values values;      // golden
    std::string grid;
  };
  std::optional<Person> person(db::Tx& tx, SubjectId subject) const;
  Result<CertificateView> issue(db::Tx& tx, SubjectId subject, const CertificateKind& kind, std::string_view why, Instant now);
  std::string masked_name(const Person& person) const;
  ConsentView shown(const store::ConsentRecord& row, Instant now) const;
  std::vector<ConsentAsked> asked_of(db::Tx& tx, SubjectId subject, Instant now) const;
  CertificateView shown(const store::CertificateRecord& row, Instant now) const;
  UserState user_state(db::Tx& tx, const store::SpaceRecord& space, Instant now) const;
  std::vector<NodeState> node_states(db::Tx& tx) const;
  std::vector<HeldFact> facts(db::Tx& tx, SubjectId subject) const;
  std::vector<HeldLook> looks(db::Tx& tx, SubjectId subject, Instant now) const;
  std::vector<HeldCorrection> corrections(db::Tx& tx, SubjectId subject) const;

  SpaceParts parts_;
  std::function<std::vector<ConsentAsked>(db::Tx& tx, Instant now)> asked_;
  std::vector<std::unique_ptr<blobs::BlobStore>> nodes_;
};

void add_window_routes(http::Routes& routes, SpaceService& room, const http::Recorder& record);
void add_resident_routes(http::Routes& routes, SpaceService& room);
void add_file_routes(http::Routes& routes, SpaceService& room);

// The house acting for a resident: in histories it is the resident himself who acts.
Scope resident_scope();

}  // namespace tiange::spaces
