#pragma once
// 个人数据空间 personal data spaces: a resident sees all that is held about himself and who looked at it and why, says who
// may read what and takes it back, asks for corrections, shows certificates, keeps files of his own.
//
// A space is opened at a window, where the clerk sees the person and the card: it gives an opening code that is shown once.
// With the number of the card and the code the resident enters by himself, for half an hour at a time; five wrong codes lock
// for a quarter of an hour. A new code ends the old one and every session.
//
// Routes; S spaces.serve, V spaces.view, M spaces.manage, P open to all. R: P with the header X-Tiange-Key: <token>.
//   S POST /api/v1/spaces/open                       OpenIn -> OpenView
//   V GET  /api/v1/spaces?after=                     SpaceList of the caller's areas, masked
//   S POST /api/v1/spaces/{subject}/close            ends code and sessions
//   V GET  /api/v1/spaces/consents                   ConsentList: given to the caller's units
//   V POST /api/v1/spaces/consents/{id}/read         ReadIn -> ReadView; the look is recorded
//   M GET  /api/v1/spaces/storage                    StorageView
//   P POST /api/v1/public/space/enter                EnterIn -> EnterView
//   R POST /api/v1/public/space/leave
//   R GET  /api/v1/public/space                      SpaceView
//   R POST /api/v1/public/space/consents             ConsentIn -> ConsentView
//   R POST /api/v1/public/space/consents/{id}/withdraw  -> ConsentView
//   R POST /api/v1/public/space/corrections          CorrectionIn -> HeldCorrection
//   R POST /api/v1/public/space/certificates         CertificateIn -> CertificateView
//   R POST /api/v1/public/space/certificates/{id}/revoke  -> CertificateView
//   R GET  /api/v1/public/space/certificates/{id}/file    the signed file
//   R POST /api/v1/public/space/files?name=          a file -> FileView
//   R GET  /api/v1/public/space/files/{id}           the file
//   R DEL  /api/v1/public/space/files/{id}
//   P GET  /api/v1/public/certificates/{code}        CertificateCheck
//   P POST /api/v1/public/certificates/verify        a signed file -> CertificateReport

#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "city/org/org.h"
#include "city/registers/subjects/subjects.h"
#include "city/spaces/space_views.h"
#include "platform/crypto/signer.h"
#include "platform/db/db.h"
#include "platform/http/http.h"

namespace tiange::spaces {

// Everything outlives the room.
struct SpaceParts {
  db::Db& db;
  IdSource& ids;
  org::Org& org;
  registers::Subjects& subjects;
  const crypto::Signer& signer;
  SpaceRules rules;
  std::string district;     // "440604"
  Words district_name;
  std::string data_folder;
};

class Spaces {
 public:
  virtual ~Spaces() = default;
  // At the window; the scope is the clerk's.
  virtual Result<OpenView> open(db::Tx& tx, const Scope& scope, const OpenIn& in, Instant now) = 0;
  // What the resident does in the own space.
  virtual Result<ConsentView> consent(db::Tx& tx, registers::SubjectId subject, const ConsentIn& in, Instant now) = 0;
  virtual Result<CertificateView> certify(db::Tx& tx, registers::SubjectId subject, const CertificateIn& in, Instant now) = 0;
  // Whose session the key of a request is; refused (space_session_over).
  virtual Result<registers::SubjectId> resident(db::Tx& tx, std::string_view key, Instant now) const = 0;
  virtual bool is_open(db::Tx& tx, registers::SubjectId subject) const = 0;
  // Everything that was issued to the subject, newest first, also what is over.
  virtual std::vector<CertificateView> certificates(db::Tx& tx, registers::SubjectId subject, Instant now) const = 0;
  // What another room gives by a decision of its own, also of the kinds that nobody asks for by himself; and takes back.
  virtual Result<CertificateView> grant_certificate(db::Tx& tx, registers::SubjectId subject, std::string_view kind, Instant now) = 0;
  virtual Result<CertificateView> revoke_certificate(db::Tx& tx, registers::SubjectId subject, std::string_view id, Instant now) = 0;
  // For whoever shares data: the subjects that let the unit read every one of the fields now, for just that purpose.
  virtual std::set<std::int64_t> consenting(db::Tx& tx, const std::string& unit, const std::vector<std::string>& fields, std::string_view purpose,
                                            Instant now) const = 0;
  // Whether a consent for the unit ended or was withdrawn since.
  virtual bool consent_ended_since(db::Tx& tx, const std::string& unit, Instant since, Instant now) const = 0;
  // Who tells what residents are asked for their consent to; before the first request.
  virtual void ask_from(std::function<std::vector<ConsentAsked>(db::Tx& tx, Instant now)> asked) = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> migrations();
std::unique_ptr<Spaces> open_spaces(SpaceParts parts);

// Refused (bad_file) with what does not hold. Needs nothing but the text.
Result<CertificateReport> verify_certificate(std::string_view file);

}  // namespace tiange::spaces
