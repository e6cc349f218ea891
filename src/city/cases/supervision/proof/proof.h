#pragma once
// 责任链 The chain of responsibility of one case as one signed file: every act, who, when, for which unit, with which
// limit and evidence; the hash chain of the history; a signature over all of it. Whoever holds the file can check it
// without this house: no byte of it can be changed unseen.
//
//   {"body":{…},"signature":{"suite","public_key","fingerprint","value"}}⏎
//
// The signature is over the bytes of the body as they stand. The public key comes with the file, so whoever checks it
// compares the fingerprint with the one the district made known.
//
//   V GET  /api/v1/cases/{ref}/chain        the file, application/json
//   V GET  /api/v1/cases/{ref}/chain/print  the same to be printed, with the fingerprint
//   V POST /api/v1/cases/supervision/verify  a file -> ChainReport
//   tiange verify FILE                      offline

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "city/cases/supervision/supervision.h"
#include "platform/crypto/signer.h"

namespace tiange::cases {

struct ChainAct {
  static constexpr bool k_json_defaults = true;
  std::int64_t seq = 0;
  Instant happened;
  std::string kind;
  std::string person;  // id; "0": the house itself, or a resident
  std::string name, unit, unit_name;
  std::string zh, en, text;
  std::string limit_zh, limit_en;  // of the step it leads to
  std::optional<Instant> due;
  std::vector<std::string> evidence;  // SHA-256 of what was attached
  std::string detail;                 // as it was hashed
  std::string previous, hash;         // SHA-256, hex
};
BOOST_DESCRIBE_STRUCT(ChainAct, (),
                      (seq, happened, kind, person, name, unit, unit_name, zh, en, text, limit_zh, limit_en, due,
                       evidence, detail, previous, hash))

struct ChainClock {
  static constexpr bool k_json_defaults = true;
  std::string zh, en, limit_zh, limit_en;
  Instant started;
  std::optional<Instant> due, stopped;
  bool overdue = false;
};
BOOST_DESCRIBE_STRUCT(ChainClock, (), (zh, en, limit_zh, limit_en, started, due, stopped, overdue))

struct ChainPiece {
  static constexpr bool k_json_defaults = true;
  std::string digest, type, by;
  std::int64_t size = 0;
  Instant added;
  std::optional<Instant> taken;
};
BOOST_DESCRIBE_STRUCT(ChainPiece, (), (digest, type, by, size, added, taken))

struct ChainBody {
  static constexpr bool k_json_defaults = true;
  std::string format;  // "tiange.chain/1"
  std::string district, ref, number, title, item, item_name, area, area_name, unit, unit_name, status_zh, status_en;
  Instant reported;
  std::optional<Instant> settled, closed;
  std::vector<ChainClock> clocks;
  std::vector<ChainAct> acts;
  std::vector<ChainPiece> evidence;
  std::string head;  // hash of the last act
  Instant exported;
  std::string exported_by, exported_unit;
};
BOOST_DESCRIBE_STRUCT(ChainBody, (),
                      (format, district, ref, number, title, item, item_name, area, area_name, unit, unit_name, status_zh,
                       status_en, reported, settled, closed, clocks, acts, evidence, head, exported, exported_by,
                       exported_unit))

struct ChainReport {
  std::string number, fingerprint, suite, exported_by;
  Instant exported;
  std::int64_t acts = 0;
};
BOOST_DESCRIBE_STRUCT(ChainReport, (), (number, fingerprint, suite, exported_by, exported, acts))

// The file of a body.
std::string sign_chain(const ChainBody& body, const crypto::Signer& signer);
// Refused (bad_file) with what does not hold. Needs nothing but the text.
Result<ChainReport> verify_chain(std::string_view file);

class Proof {
 public:
  virtual ~Proof() = default;
  virtual void add_routes(http::Routes& routes) = 0;
};

// Everything outlives it; `signer` too.
std::unique_ptr<Proof> open_proof(SupervisionParts parts, const crypto::Signer& signer);

}  // namespace tiange::cases
