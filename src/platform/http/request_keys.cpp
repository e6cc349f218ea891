#include "platform/http/request_keys.h"

#include <fstream>

#include "base/digest.h"
#include "platform/http/http.h"
#include "platform/http/router.h"

namespace tiange::http {

namespace {

constexpr db::Migration k_migrations[] = {
    {"http", 1, R"sql(
-- table request_keys: sharded
CREATE TABLE request_keys (
  part_key BIGINT NOT NULL,
  request_key TEXT NOT NULL,
  made BIGINT NOT NULL,
  digest BYTES NOT NULL,
  answer TEXT,
  PRIMARY KEY (part_key, request_key)
);
CREATE INDEX request_keys_made ON request_keys (made);
)sql"},
};

constexpr Span k_kept = days(3);
constexpr std::size_t k_longest_key = 200;

bool is_sane_key(std::string_view key) {
  if (key.empty() || key.size() > k_longest_key) return false;
  for (char c : key) {
    if (c < 0x21 || c > 0x7e) return false;
  }
  return true;
}

Digest digest_of(const Request& request) {
  Sha256 digest;
  digest.add(method_name(request.method));
  digest.add(" ");
  digest.add(request.path);
  digest.add("\n");
  digest.add(request.body);
  if (request.upload_size == 0) return digest.finish();
  std::ifstream upload(request.upload_path, std::ios::binary);
  std::string piece(256 << 10, '\0');
  while (upload.read(piece.data(), static_cast<std::streamsize>(piece.size())) || upload.gcount() > 0) {
    digest.add(std::string_view(piece.data(), static_cast<std::size_t>(upload.gcount())));
  }
  return digest.finish();
}

struct Earlier {
  std::string digest;
  std::string answer;
};

}  // namespace

std::span<const db::Migration> http_migrations() { return k_migrations; }

std::int64_t clean_request_keys(db::Db& db, Instant now) {
  std::int64_t forgotten = 0;
  while (true) {
    const auto removed = db.write(system_scope(), [&](db::Tx& tx) -> Result<std::int64_t> {
      struct Key {
        std::int64_t part_key;
        std::string request_key;
      };
      const auto old = tx.all("SELECT part_key, request_key FROM request_keys WHERE made < ? ORDER BY made LIMIT 1000",
                              {now - k_kept}, [](const db::Row& row) { return Key{row.i64(0), row.str(1)}; });
      for (const Key& key : old) {
        tx.run("DELETE FROM request_keys WHERE part_key = ? AND request_key = ?", {key.part_key, key.request_key});
      }
      return static_cast<std::int64_t>(old.size());
    });
    if (!removed.ok() || *removed == 0) return forgotten;
    forgotten += *removed;
  }
}

Response Routes::run_command(Request& request, const std::function<Result<std::string>(db::Tx&)>& act) {
  const std::string_view key = request.header("idempotency-key");
  if (key.empty()) {
    Result<std::string> answer = db_.write(request.scope, act);
    return answer.ok() ? json_response(std::move(*answer)) : problem(answer.refusal(), request.scope);
  }
  if (!is_sane_key(key)) {
    return problem(refuse(ErrorCode::bad_request, "Idempotency-Key 应为 1–200 个可见 ASCII 字符",
                          "Idempotency-Key must be 1-200 visible ASCII characters"),
                   request.scope);
  }
  const Digest digest = digest_of(request);
  const std::int64_t part_key = request.scope.account.value;
  bool replayed = false;
  Result<std::string> answer = db_.write(request.scope, [&](db::Tx& tx) -> Result<std::string> {
    replayed = false;
    const auto earlier = tx.one("SELECT digest, answer FROM request_keys WHERE part_key = ? AND request_key = ?",
                                {part_key, key}, [](const db::Row& row) { return Earlier{row.str(0), row.str(1)}; });
    if (earlier) {
      if (earlier->digest != bytes_of(digest)) return refuse(ErrorCode::key_reused);
      replayed = true;
      return earlier->answer;
    }
    TIANGE_TRY(std::string fresh, act(tx));
    // Of two that arrive together the second fails here, runs again and finds the answer of the first.
    tx.post("INSERT INTO request_keys (part_key, request_key, made, digest, answer) VALUES (?, ?, ?, ?, ?)",
            {part_key, key, request.now, db::Bytes{bytes_of(digest)}, fresh});
    return fresh;
  });
  if (!answer.ok()) return problem(answer.refusal(), request.scope);
  Response response = json_response(std::move(*answer));
  if (replayed) response.with("Idempotency-Replayed", "true");
  return response;
}

}  // namespace tiange::http
