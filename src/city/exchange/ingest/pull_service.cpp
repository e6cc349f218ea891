// Pulls from PostgreSQL: the query with the last watermark, its rows as JSON lines into a file, which then comes in as any
// other. The watermark moves on only when the batch is done, so a pull that was broken off is made again.

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "city/exchange/ingest/ingest_service.h"
#include "platform/db/pull/pull.h"

namespace tiange::exchange {

namespace {

struct Pulled {
  std::int64_t rows = 0;
  std::string watermark;
};

Result<Pulled> write_rows(const PullPlan& plan, const std::string& password, const std::string& from, std::ostream& out) {
  Pulled pulled{0, from};
  std::string line;
  const bool marked = plan.query.find("$1") != std::string::npos;
  TIANGE_CHECK_OK(db::pull_rows({plan.url, password, plan.query, marked ? std::optional(from) : std::nullopt}, [&](auto names, auto values) {
    line = "{";
    for (std::size_t c = 0; c < names.size(); ++c) {
      if (c > 0) line += ',';
      json::append_escaped(line, names[c]);
      line += ':';
      json::append_escaped(line, values[c]);
      if (plan.watermark == names[c] && !values[c].empty()) pulled.watermark = std::string(values[c]);
    }
    out << line << "}\n";
    ++pulled.rows;
  }));
  return pulled;
}

}  // namespace

Result<BatchView> ExchangeService::pull_now(const Scope& scope, const std::string& code, Instant now) {
  std::optional<store::SourceRow> source;
  parts_.db.run_read([&](db::Tx& tx) { source = store::source(tx, code); });
  if (!source || !sees_source(scope, source->body)) return refuse(ErrorCode::not_found);
  if (source->body.how != How::pull || !source->body.enabled) return refuse(ErrorCode::source_off);
  std::string password;
  if (!source->secret.empty()) {
    password = parts_.sealer ? parts_.sealer->open(source->secret, "exchange:" + code).value_or("") : source->secret;
  }
  std::filesystem::create_directories(parts_.folder);
  const std::string path = parts_.folder + "/" + std::to_string(parts_.ids.next(now)) + ".tmp";
  const std::string from = source->watermark.empty() ? source->body.pull.from : source->watermark;
  std::ofstream file(path, std::ios::binary);
  auto pulled = write_rows(source->body.pull, password, from, file);
  file.close();
  if (!pulled.ok() || pulled->rows == 0) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    if (!pulled.ok()) return pulled.refusal();
    return refuse(ErrorCode::nothing_new);
  }
  return receive({code, How::pull, path, code + ".jsonl", from, pulled->watermark, scope.name}, now);
}

// Nothing has changed over there: as fresh as can be. Anything else is told beside the source.
Outcome ExchangeService::note_pull(const std::string& code, const Refusal* why) {
  return parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    auto source = store::source(tx, code);
    if (!source) return done();
    if (why && why->code == ErrorCode::nothing_new) source->last_good = parts_.clock.now();
    source->trouble = why && why->code != ErrorCode::nothing_new ? why->zh : "";
    return store::put_source(tx, *source, true) ? done() : Outcome(refuse(ErrorCode::conflict));
  });
}

Outcome ExchangeService::pull(const std::string& code) {
  const auto pulled = pull_now(system_scope(), code, parts_.clock.now());
  if (pulled.ok()) return note_pull(code, nullptr);
  const Refusal& why = pulled.refusal();
  if (why.code == ErrorCode::source_off || why.code == ErrorCode::not_found) return done();
  TIANGE_CHECK_OK(note_pull(code, &why));
  return why.code == ErrorCode::nothing_new ? done() : Outcome(why);
}

void ExchangeService::pull_due(Instant now) {
  std::vector<store::SourceRow> due;
  std::vector<std::string> waiting;
  parts_.db.run_read([&](db::Tx& tx) {
    for (store::SourceRow& row : store::sources(tx)) {
      const bool works = !store::batches(tx, row.code, "waiting", 0, 1).empty() || !store::batches(tx, row.code, "running", 0, 1).empty();
      if (works) waiting.push_back(row.code);
      if (row.body.enabled && row.body.how == How::pull && row.next_pull && row.next_pull <= now) due.push_back(std::move(row));
    }
  });
  if (due.empty() && waiting.empty()) return;
  (void)parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    // A batch that came while the job of its source was about to end.
    for (const std::string& source : waiting) add_ingest_job(tx, source);
    for (const store::SourceRow& one : due) {
      store::SourceRow row = one;
      row.next_pull = next_pull_after(row.body, now, *parts_.calendar);
      if (!store::put_source(tx, row, true)) continue;
      parts_.jobs.add(tx, {.kind = std::string(k_pull_job),
                           .payload = json::write(json::Value(json::Object{{"source", row.code}})),
                           .deadline = row.next_pull,
                           .unique_key = row.code});
    }
    return done();
  }).ok();
}

}  // namespace tiange::exchange
