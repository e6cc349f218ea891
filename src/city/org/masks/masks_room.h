#pragma once
// 脱敏 What of personal data whom is shown: the policy as a definition with versions, tried before it is published; sight
// without masks for a purpose, agreed by somebody else where the policy says so and for a limited time; exports that are
// measured for re-identification, agreed, marked and told apart afterwards.
//
// Routes below /api/v1/org/masks; V masks.view, E masks.edit, P masks.publish, A masks.ask, O masks.approve.
//   V GET    /                      PolicyView
//   E PUT    /draft                 DraftIn -> PolicyView
//   E DELETE /draft                 -> PolicyView
//   V POST   /try                   TryIn -> TryView
//   P POST   /publish               PublishIn -> PolicyView; by another than the author (setting four_eyes)
//   V POST   /text                  TextIn -> TextView
//   A POST   /unmasks               UnmaskAsk -> UnmaskView
//   A GET    /unmasks?state=&after= UnmaskList: one's own; with masks.approve those of one's areas
//   O POST   /unmasks/{id}/answer   ApprovalIn -> UnmaskView
//   A GET    /exports/fields?kind=  ExportFields
//   A POST   /exports/risk          ExportAsk -> RiskView: nothing is kept
//   A POST   /exports               ExportAsk -> ExportView
//   A GET    /exports?state=&after= ExportList
//   O POST   /exports/{id}/answer   ApprovalIn -> ExportView
//   A GET    /exports/{id}/file?format=csv|xlsx   for the asker, once approved, marked; recorded
//   O POST   /exports/trace         a file -> TraceView: whose export it was
// `tiange watermark FILE` does the same at the machine.

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/function_ref.h"
#include "base/scope.h"
#include "city/org/masks/mask_views.h"
#include "city/org/org.h"
#include "engines/masking/masks.h"
#include "engines/masking/watermark.h"
#include "platform/db/db.h"
#include "platform/http/http.h"

namespace tiange::sheets {
class Writer;
}

namespace tiange::masks {

struct MaskQuestion {
  std::string_view kind;     // "person"
  std::string_view field;    // "phone"
  std::string_view word;     // mask that the catalogue names
  std::string_view grid;     // of the subject
  std::string_view purpose;  // key, or words
  bool unmasked = false;     // the reader holds a grant for the subject
};

// Where rows for exports come from; the registers, tied in src/app.
class ExportSource {
 public:
  virtual ~ExportSource() = default;
  virtual std::vector<ExportField> fields(std::string_view kind) const = 0;  // empty: no such kind
  // Rows below an area, of these those inside a shape that was drawn if one is named, that the scope may see; values in the
  // order of `fields`.
  virtual void rows(db::Tx& tx, const Scope& scope, std::string_view kind, std::string_view area, std::string_view shape,
                    std::span<const std::string> fields,
                    FunctionRef<bool(std::int64_t id, std::string_view grid, std::vector<std::string>& values)> visit) const = 0;
  // Records that these subjects were exported.
  virtual void exported(db::Tx& tx, const Scope& scope, std::span<const std::int64_t> ids, const ExportAsk& ask, Instant now) const = 0;
  // The grid of a subject that the scope may see.
  virtual std::optional<std::string> grid_of(db::Tx& tx, const Scope& scope, std::string_view subject) const = 0;
};

struct MaskParts {
  db::Db& db;
  IdSource& ids;
  org::Org& org;
  const ExportSource* source = nullptr;  // null: no exports, no requests for sight
  std::string key;                       // secret of the house for pseudonyms and marks, 32 bytes
  std::string district;
  bool four_eyes = true;
};

class Masks {
 public:
  virtual ~Masks() = default;

  // The policy of a fresh district, from the text of data/masks.json; what was edited since stays.
  virtual Outcome lay(db::Tx& tx, std::string_view policy_json, Instant now) = 0;
  // Follows what other instances published; every few seconds.
  virtual void refresh() = 0;

  virtual std::string show(const Scope& scope, const MaskQuestion& question, std::string_view value) const = 0;
  // Whether rows may be sorted, filtered or searched by the field for this reader.
  virtual bool may_compare(const Scope& scope, const MaskQuestion& question) const = 0;
  // Whether sight of a subject may be granted: refused (approval_needed) when the purpose needs an approval that is not there.
  // `purpose` is a key or its words; a purpose the policy does not know needs a ticket.
  virtual Outcome may_unmask(db::Tx& tx, const Scope& scope, std::string_view subject, std::string_view purpose, std::string_view ticket,
                             int minutes, Instant now) const = 0;
  virtual std::string mask_text(std::string_view text) const = 0;
  // Requests that wait for an approval.
  virtual Result<UnmaskView> ask_sight(db::Tx& tx, const Scope& scope, const UnmaskAsk& in, Instant now) = 0;
  virtual Result<ExportView> ask_export(db::Tx& tx, const Scope& scope, const ExportAsk& ask, Instant now) = 0;
  // A file that was agreed to elsewhere leaves now: kept among the exports under the id, so that its mark can be told.
  virtual void left(db::Tx& tx, const Scope& scope, std::int64_t id, const ExportAsk& ask, std::int64_t rows, Instant now) = 0;
  // The mark that a file of that id bears.
  virtual masking::MarkSeed mark_of(std::int64_t id) const = 0;
  // A writer whose rows behind the head bear it.
  virtual std::unique_ptr<sheets::Writer> marked(std::int64_t id, std::unique_ptr<sheets::Writer> writer) const = 0;

  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> migrations();
std::unique_ptr<Masks> open_masks(MaskParts parts);

// Compares a CSV or XLSX with every export that was fetched.
Result<TraceView> trace_file(db::Db& db, std::string_view key, const std::string& path);

}  // namespace tiange::masks
