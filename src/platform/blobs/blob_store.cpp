#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include "base/digest.h"
#include "platform/blobs/blobs.h"
#include "platform/blobs/file_type.h"
#include "platform/blobs/images.h"

namespace tiange::blobs {

namespace {

constexpr int k_thumbnail_side = 320;

constexpr db::Migration k_migrations[] = {
    {"blobs", 1, R"sql(
-- table blobs: sharded
CREATE TABLE blobs (
  part_key BIGINT NOT NULL,
  digest TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size_bytes BIGINT NOT NULL,
  width BIGINT,
  height BIGINT,
  taken BIGINT,
  lng DOUBLE PRECISION,
  lat DOUBLE PRECISION,
  device TEXT,
  PRIMARY KEY (part_key, digest)
);
-- table blob_uploads: sharded
CREATE TABLE blob_uploads (
  part_key BIGINT NOT NULL,
  digest TEXT NOT NULL,
  account BIGINT NOT NULL,
  uploaded BIGINT NOT NULL,
  file_name TEXT NOT NULL,
  taken BIGINT,
  lng DOUBLE PRECISION,
  lat DOUBLE PRECISION,
  device TEXT,
  PRIMARY KEY (part_key, digest, account)
);
)sql"},
};

// A digest is spread evenly: its first fifteen hex digits do as the key of a shard.
std::int64_t part_key_of(std::string_view digest) {
  std::int64_t key = 0;
  for (const char c : digest.substr(0, 15)) key = key * 16 + (c <= '9' ? c - '0' : c - 'a' + 10);
  return key;
}

bool is_digest(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

[[noreturn]] void fail(const std::string& what) { throw std::system_error(errno, std::generic_category(), what); }

void sync_folder(const std::filesystem::path& folder) {
  const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) return;
  ::fsync(handle);
  ::close(handle);
}

// Whole or not at all, and on the disk when this returns.
void write_whole(const std::string& path, std::string_view content) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::filesystem::create_directories(folder);
  std::string temporary = path + ".XXXXXX";
  const int file = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (file < 0) fail("cannot write into " + folder.string());
  bool good = true;
  while (good && !content.empty()) {
    const ssize_t n = ::write(file, content.data(), content.size());
    good = n > 0 || errno == EINTR;
    if (n > 0) content.remove_prefix(static_cast<std::size_t>(n));
  }
  good = good && ::fchmod(file, 0640) == 0 && ::fsync(file) == 0;
  ::close(file);
  if (!good || ::rename(temporary.c_str(), path.c_str()) != 0) {
    const int error = errno;
    ::unlink(temporary.c_str());
    errno = error;
    fail("cannot write " + path);
  }
  sync_folder(folder);
  sync_folder(folder.parent_path());
  sync_folder(folder.parent_path().parent_path());
}

class Mapped {
 public:
  explicit Mapped(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat info {};
    if (file >= 0 && ::fstat(file, &info) == 0 && info.st_size > 0) {
      size_ = static_cast<std::size_t>(info.st_size);
      at_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0);
    }
    if (file >= 0) ::close(file);
  }
  ~Mapped() {
    if (at_ != MAP_FAILED) ::munmap(at_, size_);
  }
  Mapped(const Mapped&) = delete;
  Mapped& operator=(const Mapped&) = delete;
  std::string_view content() const {
    return at_ == MAP_FAILED ? std::string_view() : std::string_view(static_cast<const char*>(at_), size_);
  }

 private:
  void* at_ = MAP_FAILED;
  std::size_t size_ = 0;
};

Taken taken_of(const db::Row& row, int first) {
  Taken taken;
  if (!row.is_null(first)) taken.moment = row.moment(first);
  taken.lng = row.opt_f64(first + 1);
  taken.lat = row.opt_f64(first + 2);
  taken.device = row.opt_text(first + 3);
  return taken;
}

}  // namespace

std::span<const db::Migration> blob_migrations() { return k_migrations; }

BlobStore::BlobStore(db::Db& db, std::string folder) : db_(db), folder_(std::move(folder)) {
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  if (error || ::access(folder_.c_str(), W_OK) != 0) throw std::runtime_error("cannot write into " + folder_);
}

std::string BlobStore::path_of(std::string_view digest) const {
  return folder_ + "/" + std::string(digest.substr(0, 2)) + "/" + std::string(digest.substr(2, 2)) + "/" +
         std::string(digest);
}

Result<BlobView> BlobStore::put(const Scope& scope, Instant now, const NewBlob& blob) {
  const std::string_view type = detect_type(blob.content);
  if (type.empty()) {
    return refuse(ErrorCode::unsupported_type, "可用照片、视频、录音、PDF 与 Office 文档",
                  "photos, videos, recordings, PDF and Office documents are taken");
  }
  const std::string digest = hex(sha256(blob.content));
  const std::string path = path_of(digest);
  if (::access(path.c_str(), F_OK) != 0) write_whole(path, blob.content);
  const auto size = image_size(blob.content, type);
  const Taken embedded = type == "image/jpeg" ? read_exif(blob.content).taken : Taken{};
  const auto width = size ? std::optional<std::int64_t>(size->width) : std::nullopt;
  const auto height = size ? std::optional<std::int64_t>(size->height) : std::nullopt;
  return db_.write(scope, [&](db::Tx& tx) -> Result<BlobView> {
    const std::int64_t key = part_key_of(digest);
    tx.run("INSERT INTO blobs (part_key, digest, media_type, size_bytes, width, height, taken, lng, lat, device) "
           "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (part_key, digest) DO NOTHING",
           {key, digest, type, static_cast<std::int64_t>(blob.content.size()), width, height, embedded.moment,
            embedded.lng, embedded.lat, embedded.device});
    tx.run("INSERT INTO blob_uploads (part_key, digest, account, uploaded, file_name, taken, lng, lat, device) "
           "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (part_key, digest, account) DO NOTHING",
           {key, digest, scope.account, now, blob.file_name, blob.given.moment, blob.given.lng, blob.given.lat,
            blob.given.device});
    return *find_blob(tx, digest);
  });
}

std::optional<BlobView> find_blob(db::Tx& tx, std::string_view digest) {
  if (!is_digest(digest)) return std::nullopt;
  return tx.one(
      "SELECT b.media_type, b.size_bytes, b.width, b.height, b.taken, b.lng, b.lat, b.device, "
      "u.taken, u.lng, u.lat, u.device, u.file_name, u.account, u.uploaded "
      "FROM blobs b JOIN blob_uploads u ON u.part_key = b.part_key AND u.digest = b.digest "
      "WHERE b.part_key = ? AND b.digest = ? ORDER BY u.uploaded, u.account LIMIT 1",
      {part_key_of(digest), digest}, [&](const db::Row& row) {
        BlobView view;
        view.digest = std::string(digest);
        view.type = row.str(0);
        view.size = row.i64(1);
        view.width = row.opt_i64(2);
        view.height = row.opt_i64(3);
        view.embedded = taken_of(row, 4);
        view.given = taken_of(row, 8);
        view.file_name = row.str(12);
        view.uploaded_by = {row.i64(13)};
        view.uploaded = row.moment(14);
        const auto size = view.width && view.height ? std::optional(ImageSize{static_cast<int>(*view.width),
                                                                              static_cast<int>(*view.height)})
                                                    : std::nullopt;
        view.thumbnail = can_make_thumbnail(view.type, size);
        return view;
      });
}

bool uploaded_by(db::Tx& tx, std::string_view digest, AccountId account) {
  if (!is_digest(digest) || !account) return false;
  return tx.one("SELECT 1 FROM blob_uploads WHERE part_key = ? AND digest = ? AND account = ?",
                {part_key_of(digest), digest, account}, [](const db::Row&) { return true; })
      .has_value();
}

Result<std::string> BlobStore::thumbnail_path(const BlobView& blob) {
  if (!blob.thumbnail) return refuse(ErrorCode::not_found);
  const std::string path = path_of(blob.digest) + ".small";
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    const Mapped original(path_of(blob.digest));
    // An empty file remembers that the picture cannot be read.
    const auto small = make_thumbnail(original.content(), blob.type, k_thumbnail_side);
    write_whole(path, small.value_or(""));
    if (!small) return refuse(ErrorCode::not_found);
  } else if (info.st_size == 0) {
    return refuse(ErrorCode::not_found);
  }
  return path;
}

}  // namespace tiange::blobs
