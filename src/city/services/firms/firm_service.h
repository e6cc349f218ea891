#pragma once

#include <memory>

#include "city/services/firms/firm_store.h"
#include "city/services/firms/firms.h"

namespace tiange::firms {

using registers::SubjectId;

class FirmService : public Firms {
 public:
  explicit FirmService(FirmParts parts) : parts_(std::move(parts)) {}

  Result<FirmActor> acting(db::Tx& tx, std::string_view key, std::string_view firm, Instant now) const override;
  Result<FirmActor> acting(db::Tx& tx, SubjectId person, std::string_view firm, Instant now) const override;
  void add_routes(http::Routes& routes) override;

  MyFirmList mine(db::Tx& tx, SubjectId person, Instant now) const;
  Result<FirmPage> page(db::Tx& tx, const FirmActor& who, Instant now);
  Result<credit::CreditProfile> credit(db::Tx& tx, const FirmActor& who, Instant now);
  Result<credit::CreditMatter> ask(db::Tx& tx, const FirmActor& who, const credit::CreditMatterIn& in, Instant now);
  Result<FirmAgentList> appoint(db::Tx& tx, const FirmActor& who, const FirmAgentIn& in, Instant now);
  Result<FirmAgentList> take_back(db::Tx& tx, const FirmActor& who, std::int64_t id, Instant now);

  const FirmParts& parts() const { return parts_; }

 private:
  struct Held {
    registers::Kind kind = registers::Kind::person;
    std::string name, number, legal_person_id, grid;  // number: credit code of a firm, ID number of a person
  };
  std::optional<Held> held(db::Tx& tx, SubjectId id) const;
  std::optional<FirmActor> actor(db::Tx& tx, SubjectId person, SubjectId firm, Instant now) const;
  std::vector<FirmFact> facts(db::Tx& tx, SubjectId firm) const;
  FirmAgentList agents(db::Tx& tx, SubjectId firm, Instant now) const;

  FirmParts parts_;
};

// Whoever acts, as rooms see it: the firm's own area, and what the firm may ask for itself.
Scope firm_scope(const FirmActor& who);
grants::ForFirm for_firm(const FirmActor& who);
// Refused (not_for_firm) for agents.
Outcome legal_alone(const FirmActor& who);

}  // namespace tiange::firms
