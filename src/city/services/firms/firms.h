#pragma once
// 企业专属空间 the door of a firm: who may act for it, and what they find there.
//
// A firm has no key of its own. Its legal person 法定代表人 enters the own data space; the firms whose register names that
// person now are theirs. They may appoint agents 经办人, residents with a space, for a term and take that back; agents see and
// act, but appoint nobody and change no account. An appointment ends by itself when its term is over or the register names
// another legal person. A tie that only an old record tells of opens nothing. Whoever else asks is refused (not_for_firm),
// in the same words whether the firm exists or not. Every opening is kept among the looks at the firm, under the masked name.
//
// Policies that match reach the firm as notices in the transaction that hears of the match (grants.h); the desk sees whether
// they were read. Objections and repairs are asked for by the firm itself, under the rules of credit.
//
// Routes; R: open to all with the header X-Tiange-Key of the data space.
//   R GET  /api/v1/public/firms                                          MyFirmList
//   R GET  /api/v1/public/firms/{firm}                                   FirmPage; the look is recorded, notices become read
//   R POST /api/v1/public/firms/{firm}/benefits/take                     FirmTakeIn -> MyGrant
//   R POST /api/v1/public/firms/{firm}/benefits/grants/{id}/{confirm|decline|rejoin}  {} -> MyGrant
//   R POST /api/v1/public/firms/{firm}/benefits/grants/{id}/appeals      AppealIn -> MyGrant
//   R POST /api/v1/public/firms/{firm}/benefits/account                  MyAccountIn -> MyAccount; the legal person alone
//   R GET  /api/v1/public/firms/{firm}/credit                            CreditProfile; the look is recorded
//   R POST /api/v1/public/firms/{firm}/credit/matters                    CreditMatterIn -> CreditMatter
//   R POST /api/v1/public/firms/{firm}/agents                            FirmAgentIn -> FirmAgentList; the legal person alone
//   R POST /api/v1/public/firms/{firm}/agents/{id}/end                   {} -> FirmAgentList; the legal person alone

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "city/benefits/grants/grants.h"
#include "city/credit/credit.h"
#include "city/registers/subjects/subjects.h"
#include "city/services/firms/firm_views.h"
#include "city/spaces/spaces.h"
#include "platform/db/db.h"
#include "platform/http/http.h"

namespace tiange::firms {

enum class FirmRole { legal, agent };
BOOST_DESCRIBE_ENUM(FirmRole, legal, agent)

// Somebody who may act for the firm now.
struct FirmActor {
  registers::SubjectId person, firm;
  FirmRole role = FirmRole::legal;
  std::string name;       // 陈**（法定代表人）
  std::string firm_name, uscc, area;
  std::optional<Instant> until;
};

// Everything outlives the door.
struct FirmParts {
  db::Db& db;
  IdSource& ids;
  registers::Subjects& subjects;
  spaces::Spaces& spaces;
  grants::Grants& grants;
  credit::Credit& credit;
  std::string district;
};

class Firms {
 public:
  virtual ~Firms() = default;
  // Refused: space_session_over for a key that is none, not_for_firm for everybody else's firm.
  virtual Result<FirmActor> acting(db::Tx& tx, std::string_view key, std::string_view firm, Instant now) const = 0;
  virtual Result<FirmActor> acting(db::Tx& tx, registers::SubjectId person, std::string_view firm, Instant now) const = 0;
  virtual void add_routes(http::Routes& routes) = 0;
};

std::span<const db::Migration> firm_migrations();
std::unique_ptr<Firms> open_firms(FirmParts parts);

}  // namespace tiange::firms
