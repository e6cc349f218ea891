#pragma once
// Evidence: photos, videos, recordings, documents. A blob's name is the SHA-256 of its bytes, so the same photo is kept
// once, cannot be changed, and its name in a case's history proves it. Files lie under <folder>/aa/bb/<digest>; what is
// known about them lies in the database.

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "platform/db/db.h"
#include "platform/http/http.h"

namespace tiange::blobs {

// When, where and with what it was taken. WGS-84.
struct Taken {
  std::optional<Instant> moment;
  std::optional<double> lng;
  std::optional<double> lat;
  std::optional<std::string> device;
};
BOOST_DESCRIBE_STRUCT(Taken, (), (moment, lng, lat, device))

struct BlobView {
  std::string digest;     // SHA-256, 64 hex digits
  std::string type;       // media type, found from the content
  std::int64_t size = 0;  // bytes
  std::optional<std::int64_t> width;   // pixels, as stored
  std::optional<std::int64_t> height;
  bool thumbnail = false;  // one can be made
  Taken embedded;          // what the file itself says (EXIF)
  Taken given;             // what the uploader said
  std::string file_name;   // as uploaded
  AccountId uploaded_by;   // zero: a resident without an account
  Instant uploaded;
};
BOOST_DESCRIBE_STRUCT(BlobView, (),
                      (digest, type, size, width, height, thumbnail, embedded, given, file_name, uploaded_by, uploaded))

std::span<const db::Migration> blob_migrations();

struct NewBlob {
  std::string_view content;
  std::string file_name;
  Taken given;
};

class BlobStore {
 public:
  // Makes the folder. Throws std::runtime_error when it cannot be written.
  BlobStore(db::Db& db, std::string folder);

  // Keeps the content durably, then records it. Refuses unsupported_type. Keeping the same again is no error; another
  // uploader of the same content is recorded beside the first.
  Result<BlobView> put(const Scope& scope, Instant now, const NewBlob& blob);

  std::string path_of(std::string_view digest) const;
  // JPEG, at most 320 pixels wide and high, upright; made when first asked for. Refuses not_found when none can be
  // made.
  Result<std::string> thumbnail_path(const BlobView& blob);

 private:
  db::Db& db_;
  const std::string folder_;
};

// As the first uploader gave it, or nothing.
std::optional<BlobView> find_blob(db::Tx& tx, std::string_view digest);
// Whether this account uploaded it: it may then see it and attach it to a case.
bool uploaded_by(db::Tx& tx, std::string_view digest, AccountId account);

// Whether the caller may see a blob for another reason than having uploaded it (a case that holds it is in scope).
using MayView = std::function<bool(const http::Request& request, db::Tx& tx, std::string_view digest)>;

// Told before a blob, or its small copy, is handed out; a refusal keeps it back.
using Looked = std::function<Outcome(const http::Request& request, std::string_view digest, bool small)>;

struct BlobLimits {
  std::size_t most_bytes = 200u << 20;
  std::size_t most_bytes_open = 15u << 20;  // images from residents without an account; 0 refuses them
};

// POST /api/v1/blobs (form field "file", or the raw file), POST /api/v1/blobs/open, GET /api/v1/blobs/{digest} with
// ranges, /about, /thumbnail. `taken`, `lng`, `lat`, `device` are form fields, or query parameters beside a raw file.
void add_blob_routes(http::Routes& routes, BlobStore& store, MayView may_view, Looked looked,
                     const BlobLimits& limits = {});

}  // namespace tiange::blobs
