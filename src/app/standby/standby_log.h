#pragma once
// What the standby keeps: reports and photos in memory as the log tells them, and the log itself.

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

#include "base/function_ref.h"
#include "base/json.h"
#include "platform/crypto/crypto.h"
#include "platform/journal/journal.h"

namespace tiange::app {

enum class KeptState { waiting, handed, stuck };

// One line of the log. `kind`: report, file, tried, handed, stuck, again.
struct KeptRecord {
  static constexpr bool k_json_defaults = true;
  std::string kind;
  std::string receipt;
  std::string query_code;
  Instant moment;
  std::string path;   // report: route of the core; file: the same
  std::string key;    // Idempotency-Key
  std::string body;
  std::vector<std::string> headers;  // name, value, name, value …: who signed in
  std::vector<std::string> evidence;
  std::string digest;  // of a file
  std::string type;
  std::string name;
  std::string query;
  std::int64_t size = 0;
  std::int64_t status = 0;
  std::string said;
  std::string number;  // handed: what the core gave
  std::string code;
};
BOOST_DESCRIBE_STRUCT(KeptRecord, (),
                      (kind, receipt, query_code, moment, path, key, body, headers, evidence, digest, type, name, query, size,
                       status, said, number, code))

struct KeptReport {
  KeptRecord report;
  KeptState state = KeptState::waiting;
  bool tried = false;  // sent under the session once, outcome not known
  std::int64_t status = 0;
  std::string said;
  std::string number;
  std::string code;
};

// Safe for several threads.
class StandbyLog {
 public:
  explicit StandbyLog(std::string folder);

  // Durable when it returns. Throws std::system_error when the disk does not take it.
  void keep(const KeptRecord& report);
  // Keeps a file under its digest; false when it is there already.
  bool keep_file(const KeptRecord& file, std::string_view content);
  void note_tried(const std::string& receipt);
  void note_handed(const std::string& receipt, const std::string& number, const std::string& code, Instant now);
  void note_stuck(const std::string& receipt, int status, const std::string& said);
  bool again(const std::string& receipt);

  std::optional<KeptReport> next() const;  // of those that wait, the one that came first
  std::optional<KeptReport> find(std::string_view receipt) const;
  std::optional<KeptReport> by_key(const std::string& path, const std::string& key) const;
  std::optional<KeptRecord> file(const std::string& digest) const;
  std::string content_of(const std::string& digest) const;
  // The core has it: what nobody waits for any more goes.
  void drop_file(const std::string& digest);
  // Photos that no report came for since that moment.
  void drop_files_before(Instant before);

  std::size_t waiting() const;
  std::vector<KeptReport> stuck(std::size_t most) const;
  std::int64_t handed() const;
  std::pair<std::int64_t, std::int64_t> files() const;  // number, bytes
  std::uint64_t bytes() const { return journal_->bytes(); }
  std::uint64_t damaged_bytes() const { return journal_->damaged_bytes(); }
  // Leaves out what was handed over before that moment; when the log has grown beyond `bytes`.
  void shorten(Instant before, std::uint64_t bytes);

 private:
  void take(const KeptRecord& record);
  void append(const KeptRecord& record);
  std::string path_of(const std::string& digest) const;

  const std::string folder_;
  const crypto::Sealer sealer_;
  std::shared_mutex cutting_;  // held by all who write the log, alone by who shortens it
  mutable std::mutex lock_;
  std::map<std::string, KeptReport, std::less<>> reports_;
  std::map<std::string, std::string> by_key_;  // path and key -> receipt
  mutable std::deque<std::string> queue_;      // receipts as they came
  std::map<std::string, KeptRecord> files_;
  std::int64_t waiting_ = 0;
  std::unique_ptr<journal::Journal> journal_;
};

}  // namespace tiange::app
