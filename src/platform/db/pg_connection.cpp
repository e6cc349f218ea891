#include "platform/db/pg_connection.h"

#include <poll.h>

#include <charconv>
#include <cmath>

#include "platform/db/sql_text.h"

namespace tiange::db {
namespace {

constexpr Oid k_bool = 16;
constexpr Oid k_bytea = 17;
constexpr Oid k_int8 = 20;
constexpr Oid k_int2 = 21;
constexpr Oid k_int4 = 23;
constexpr Oid k_text = 25;
constexpr Oid k_float8 = 701;
constexpr Oid k_varchar = 1043;

constexpr const char* k_failed_transaction = "25P02";  // said of every statement after a failed one

std::string big_endian(std::uint64_t n, int bytes) {
  std::string out;
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out += static_cast<char>(n >> shift & 0xff);
  return out;
}

std::string number_text(double d) {
  if (std::isnan(d)) return "NaN";
  if (std::isinf(d)) return d > 0 ? "Infinity" : "-Infinity";
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, d);
  return {buffer, end.ptr};
}

ErrorCode answer_for(std::string_view state) {
  if (state.empty() || state.starts_with("08") || state.starts_with("53") || state.starts_with("57") ||
      state.starts_with("58") || state.starts_with("40") || state == "55P03" || state == "25006")
    return ErrorCode::unavailable;
  return ErrorCode::broken;
}

int hex_value(char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; }

class PgRow final : public Row {
 public:
  explicit PgRow(const PGresult* result) : result_(result) {}
  bool is_null(int c) const override { return PQgetisnull(result_, 0, c) != 0; }
  std::int64_t i64(int c) const override {
    const auto raw = value(c);
    if (raw == "t") return 1;
    std::int64_t n = 0;
    const auto end = std::from_chars(raw.data(), raw.data() + raw.size(), n);
    if (end.ptr == raw.data() + raw.size()) return n;
    return static_cast<std::int64_t>(f64(c));  // a numeric with a fraction
  }
  double f64(int c) const override {
    const auto raw = value(c);
    double d = 0;
    std::from_chars(raw.data(), raw.data() + raw.size(), d);
    return d;
  }
  std::string_view text(int c) const override {
    const auto raw = value(c);
    if (PQftype(result_, c) != k_bytea || !raw.starts_with("\\x")) return raw;
    std::string& out = scratch_.emplace_back();
    out.reserve(raw.size() / 2);
    for (std::size_t i = 2; i + 1 < raw.size(); i += 2)
      out += static_cast<char>(hex_value(raw[i]) << 4 | hex_value(raw[i + 1]));
    return out;
  }

 private:
  std::string_view value(int c) const {
    return {PQgetvalue(result_, 0, c), static_cast<std::size_t>(PQgetlength(result_, 0, c))};
  }

  const PGresult* result_;
  mutable std::deque<std::string> scratch_;
};

void append_copy_text(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default: out += c;
    }
  }
}

struct CopyWriter {
  std::string& out;
  void operator()(std::monostate) const { out += "\\N"; }
  void operator()(std::int64_t n) const { out += std::to_string(n); }
  void operator()(double d) const { out += number_text(d); }
  void operator()(std::string_view s) const { append_copy_text(out, s); }
  void operator()(Bytes b) const {
    static constexpr char k_hex[] = "0123456789abcdef";
    out += "\\\\x";
    for (const char c : b.data) {
      const auto byte = static_cast<unsigned char>(c);
      out += k_hex[byte >> 4];
      out += k_hex[byte & 15];
    }
  }
};

bool is_schema_change(std::string_view sql) {
  const auto words = sql_words(sql.substr(0, 2000));
  return !words.empty() && (words[0] == "CREATE" || words[0] == "DROP" || words[0] == "ALTER");
}

}  // namespace

bool is_conflict(const std::string& state) {
  // On a snapshot, a key that another transaction has just inserted shows as a broken unique key (23505), not as a failed
  // serialisation; with a fresh snapshot the function sees that row and decides anew.
  return state == "40001" || state == "40P01" || state == "23505";
}

PgStream::PgStream(PgConnection& connection, const PgStatement& statement, Params params) : connection_(connection) {
  connection.post(statement, params);
  PQsendFlushRequest(connection.connection_);
  if (const auto trouble = connection.read(1); trouble.any) connection.fail(trouble.result.get(), "");
  // Row by row from here; without that mode the rows would come as one result.
  if (!PQsetSingleRowMode(connection.connection_)) connection.fail(nullptr, statement.text);
  connection.streaming_ = this;
}

PgStream::~PgStream() {
  if (!on_wire_) return;
  while (PgResult rest{PQgetResult(connection_.connection_)}) {}
  leave_the_wire();
}

void PgStream::leave_the_wire() {
  on_wire_ = false;
  connection_.streaming_ = nullptr;
  --connection_.pending_;
}

PgResult PgStream::receive() {
  if (!waiting_.empty()) {
    PgResult first = std::move(waiting_.front());
    waiting_.pop_front();
    return first;
  }
  if (!on_wire_) return nullptr;
  PgResult result{PQgetResult(connection_.connection_)};
  if (!result) leave_the_wire();
  return result;
}

void PgStream::take_off_the_wire() {
  while (PgResult result{PQgetResult(connection_.connection_)}) waiting_.push_back(std::move(result));
  leave_the_wire();
}

PgResult PgStream::next(std::int64_t& changed) {
  while (PgResult result = receive()) {
    switch (PQresultStatus(result.get())) {
      case PGRES_SINGLE_TUPLE: return result;
      case PGRES_TUPLES_OK:
      case PGRES_COMMAND_OK: changed = std::strtoll(PQcmdTuples(result.get()), nullptr, 10); break;
      default: connection_.fail(result.get(), "");
    }
  }
  if (!connection_.alive()) connection_.fail(nullptr, "");
  return nullptr;
}

void PgConnection::ensure() {
  if (pending_ > 0 || syncs_ > 0) {
    if (leave_pipeline().any) close();
  }
  if (alive()) {
    // What a server says without being asked is mostly a farewell.
    pollfd socket{PQsocket(connection_), POLLIN, 0};
    while (poll(&socket, 1, 0) > 0 && PQconsumeInput(connection_)) {}
  }
  if (alive()) return;
  close();
  const char* keywords[] = {"dbname", "client_encoding", "fallback_application_name", "connect_timeout", nullptr};
  const char* values[] = {url_.c_str(), "UTF8", "tiange", "10", nullptr};
  connection_ = PQconnectdbParams(keywords, values, 1);
  if (!alive()) {
    const std::string why = connection_ ? PQerrorMessage(connection_) : "out of memory";
    close();
    throw Failure("连不上 PostgreSQL / cannot reach PostgreSQL: " + why, ErrorCode::unavailable);
  }
  PQsetNoticeProcessor(connection_, [](void*, const char*) {}, nullptr);
  command("SET TIME ZONE 'UTC'");
}

void PgConnection::close() {
  clear_statements();
  if (connection_) PQfinish(connection_);
  connection_ = nullptr;
  streaming_ = nullptr;
  hung_up_ = false;
  pending_ = 0;
  syncs_ = 0;
}

void PgConnection::clear_statements() {
  slots_.fill({});
  by_text_.clear();
}

PgFailure PgConnection::failure_of(const PGresult* result, std::string_view sql) {
  const char* severity = result ? PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED) : nullptr;
  if (severity && (std::string_view(severity) == "FATAL" || std::string_view(severity) == "PANIC")) hung_up_ = true;
  const char* state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  std::string known = state ? state : "";
  if (result && PQresultStatus(result) == PGRES_PIPELINE_ABORTED) known = k_failed_transaction;
  const std::string why = result ? PQresultErrorMessage(result) : PQerrorMessage(connection_);
  return PgFailure("PostgreSQL: " + why + (sql.empty() ? "" : " in: " + std::string(sql.substr(0, 400))),
                   answer_for(known), known);
}

void PgConnection::fail(const PGresult* result, std::string_view sql) { throw failure_of(result, sql); }

void PgConnection::free_wire() {
  if (streaming_) streaming_->take_off_the_wire();
}

PgConnection::Trouble PgConnection::read(int leave) {
  Trouble trouble;
  while (pending_ > leave || (leave == 0 && syncs_ > 0)) {
    PgResult result{PQgetResult(connection_)};
    if (!result) {  // the end of one command; a lost connection ends all of them
      if (pending_ > 0) --pending_;
      else syncs_ = 0;
      continue;
    }
    switch (PQresultStatus(result.get())) {
      case PGRES_PIPELINE_SYNC: --syncs_; break;
      case PGRES_COMMAND_OK:
      case PGRES_TUPLES_OK: break;
      default:
        if (!trouble.any) trouble = {true, std::move(result), pending_ - 1};
    }
  }
  if (!alive()) trouble.any = true;
  return trouble;
}

void PgConnection::sync() {
  if (!PQpipelineSync(connection_)) fail(nullptr, "");
  ++syncs_;
}

PgConnection::Trouble PgConnection::leave_pipeline() {
  free_wire();
  if (PQpipelineStatus(connection_) == PQ_PIPELINE_OFF) return {};
  if ((pending_ > 0 || PQpipelineStatus(connection_) == PQ_PIPELINE_ABORTED) && PQpipelineSync(connection_)) ++syncs_;
  Trouble trouble = read(0);
  if (alive() && !PQexitPipelineMode(connection_)) trouble.any = true;
  return trouble;
}

void PgConnection::leave_and_check() {
  if (const auto trouble = leave_pipeline(); trouble.any) fail(trouble.result.get(), "");
}

void PgConnection::settle() {
  free_wire();
  if (pending_ == 0) return;
  PQsendFlushRequest(connection_);
  if (const auto trouble = read(0); trouble.any) fail(trouble.result.get(), "");
}

void PgConnection::finish(const PgStatement& end) {
  post(end, {});
  sync();
  const auto trouble = read(0);
  if (!trouble.any) return;
  PgFailure failure = failure_of(trouble.result.get(), "");
  const std::string_view state = failure.state;
  const bool at_the_end = trouble.skipped == 0;
  failure.unknown_outcome = state.empty() || (at_the_end && (state.starts_with("08") || state.starts_with("57")));
  throw failure;
}

void PgConnection::finish_unread(const PgStatement& end) {
  post(end, {});
  sync();
}

void PgConnection::roll_back() {
  if (!alive()) return;
  leave_pipeline();
  const PgResult result{PQexec(connection_, "ROLLBACK")};
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) close();
}

void PgConnection::command(const std::string& sql) {
  leave_and_check();
  const PgResult result{PQexec(connection_, sql.c_str())};
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(result.get(), sql);
}

PgStatement& PgConnection::statement(std::string_view sql) {
  const auto address = reinterpret_cast<std::uintptr_t>(sql.data());
  Slot& slot = slots_[((address ^ (sql.size() << 4)) * 0x9E3779B97F4A7C15ull >> 32) % k_slots];
  if (slot.data == sql.data() && slot.statement && slot.statement->text == sql) return *slot.statement;
  return statement_by_text(sql, slot);
}

PgStatement& PgConnection::statement_by_text(std::string_view sql, Slot& slot) {
  auto found = by_text_.find(sql);
  if (found == by_text_.end()) {
    if (by_text_.size() >= k_most_statements) forget_statements();
    auto made = prepare(sql);
    const std::string_view key = made->text;
    found = by_text_.emplace(key, std::move(made)).first;
  }
  slot = {sql.data(), found->second.get()};
  return *found->second;
}

void PgConnection::forget_statements() {
  command("DEALLOCATE ALL");
  clear_statements();
}

std::unique_ptr<PgStatement> PgConnection::prepare(std::string_view sql) {
  auto statement = std::make_unique<PgStatement>();
  int count = 0;
  const std::string marked = to_dollar_marks(sql, count);
  statement->text = sql;
  statement->name = "s" + std::to_string(++next_name_);
  enter_pipeline();
  if (!PQsendPrepare(connection_, statement->name.c_str(), marked.c_str(), 0, nullptr)) fail(nullptr, sql);
  ++pending_;
  if (!PQsendDescribePrepared(connection_, statement->name.c_str())) fail(nullptr, sql);
  ++pending_;
  PQsendFlushRequest(connection_);
  if (const auto trouble = read(1); trouble.any) fail(trouble.result.get(), sql);
  const PgResult described{PQgetResult(connection_)};
  if (const auto rest = read(0); rest.any) fail(rest.result.get(), sql);
  if (PQresultStatus(described.get()) != PGRES_COMMAND_OK) fail(described.get(), sql);
  for (int i = 0; i < PQnparams(described.get()); ++i) statement->types.push_back(PQparamtype(described.get(), i));
  return statement;
}

// Binary where the server's type is plain, text elsewhere: the server then reads it as if it had been written in the
// SQL.
void PgConnection::encode(const Param& param, Oid type) {
  const auto add = [&](std::string_view bytes, int format) {
    values_.push_back(bytes.data() ? bytes.data() : "");
    lengths_.push_back(static_cast<int>(bytes.size()));
    formats_.push_back(format);
  };
  const auto keep = [&](std::string bytes) -> std::string_view { return scratch_.emplace_back(std::move(bytes)); };
  if (const auto* n = std::get_if<std::int64_t>(&param.value)) {
    if (type == k_int8) add(keep(big_endian(static_cast<std::uint64_t>(*n), 8)), 1);
    else if (type == k_bool) add(*n ? "1" : "0", 0);
    else add(keep(std::to_string(*n)), 0);
  } else if (const auto* d = std::get_if<double>(&param.value)) {
    add(keep(number_text(*d)), 0);
  } else if (const auto* s = std::get_if<std::string_view>(&param.value)) {
    if (type == k_text || type == k_varchar) add(*s, 1);
    else add(keep(std::string(*s)), 0);
  } else if (const auto* b = std::get_if<Bytes>(&param.value)) {
    add(b->data, 1);
  } else {
    values_.push_back(nullptr);
    lengths_.push_back(0);
    formats_.push_back(0);
  }
}

void PgConnection::enter_pipeline() {
  free_wire();
  if (PQpipelineStatus(connection_) == PQ_PIPELINE_OFF && !PQenterPipelineMode(connection_)) fail(nullptr, "");
}

void PgConnection::post(const PgStatement& statement, Params params) {
  if (params.size() != statement.types.size())
    throw Failure("statement takes " + std::to_string(statement.types.size()) + " parameters, given " +
                  std::to_string(params.size()) + ": " + statement.text);
  enter_pipeline();
  values_.clear();
  lengths_.clear();
  formats_.clear();
  scratch_.clear();
  for (std::size_t i = 0; i < params.size(); ++i) encode(params[i], statement.types[i]);
  if (!PQsendQueryPrepared(connection_, statement.name.c_str(), static_cast<int>(params.size()), values_.data(),
                           lengths_.data(), formats_.data(), 0))
    fail(nullptr, statement.text);
  ++pending_;
}

void PgConnection::copy_in(std::string_view table, std::span<const std::string_view> columns, Params params) {
  std::string sql = "COPY " + std::string(table) + " (";
  for (std::size_t i = 0; i < columns.size(); ++i) sql += (i ? ", " : "") + std::string(columns[i]);
  sql += ") FROM STDIN";
  leave_and_check();
  const PgResult begun{PQexec(connection_, sql.c_str())};
  if (PQresultStatus(begun.get()) != PGRES_COPY_IN) fail(begun.get(), sql);
  std::string buffer;
  bool sent = true;
  const auto flush = [&] {
    sent = sent && PQputCopyData(connection_, buffer.data(), static_cast<int>(buffer.size())) == 1;
    buffer.clear();
  };
  for (std::size_t i = 0; i < params.size() && sent; ++i) {
    std::visit(CopyWriter{buffer}, params[i].value);
    buffer += (i + 1) % columns.size() ? '\t' : '\n';
    if (buffer.size() > 60'000) flush();
  }
  if (!buffer.empty()) flush();
  if (PQputCopyEnd(connection_, nullptr) != 1) fail(nullptr, sql);
  PgResult verdict{PQgetResult(connection_)};
  while (PgResult rest{PQgetResult(connection_)}) {}
  if (!verdict || PQresultStatus(verdict.get()) != PGRES_COMMAND_OK) fail(verdict.get(), sql);
}

// Remembers how the transaction failed, whatever its function makes of the exception.
template <class F>
auto PgTx::guarded(F&& f) {
  if (failed_) throw Failure("the transaction has failed and can only end");
  try {
    begin();
    return f();
  } catch (const PgFailure& failure) {
    failed_ = true;
    stale_ = failure.state == "0A000" && std::string_view(failure.what()).find("cached plan") != std::string_view::npos;
    again_ = !failure.unknown_outcome && (is_conflict(failure.state) || stale_ || !connection_.alive());
    throw;
  } catch (const Failure&) {
    failed_ = true;
    throw;
  }
}

void PgTx::begin() {
  if (begun_) return;
  connection_.post(connection_.statement(begin_), {});
  begun_ = true;
}

std::int64_t PgTx::run(std::string_view sql, Params params) {
  return guarded([&]() -> std::int64_t {
    if (params.empty() && is_schema_change(sql)) {
      connection_.command(std::string(sql));
      return 0;
    }
    std::int64_t changed = 0;
    PgStream stream(connection_, connection_.statement(sql), params);
    while (stream.next(changed)) {}
    return changed;
  });
}

void PgTx::post(std::string_view sql, Params params) {
  guarded([&] {
    connection_.post(connection_.statement(sql), params);
    return 0;
  });
}

void PgTx::settle() {
  guarded([&] {
    connection_.settle();
    return 0;
  });
}

void PgTx::each(std::string_view sql, Params params, Visit visit) {
  std::int64_t changed = 0;
  std::optional<PgStream> stream;
  guarded([&] {
    stream.emplace(connection_, connection_.statement(sql), params);
    return 0;
  });
  for (;;) {
    const PgResult result = guarded([&] { return stream->next(changed); });
    if (!result || !visit(PgRow(result.get()))) return;
  }
}

void PgTx::commit() {
  if (!begun_) return;
  guarded([&] {
    connection_.finish(connection_.statement("COMMIT"));
    return 0;
  });
}

// Nothing was written, so that a failure here takes nothing from anybody; the next use of the connection finds it.
void PgTx::end_unread() {
  if (!begun_) return;
  if (failed_) return connection_.roll_back();
  try {
    connection_.finish_unread(connection_.statement("COMMIT"));
  } catch (const Failure&) {
    connection_.close();
  }
}

void PgTx::bulk_insert(std::string_view table, std::span<const std::string_view> columns, Params params) {
  if (columns.empty() || params.size() % columns.size() != 0) throw Failure("bulk_insert: values do not fill rows");
  guarded([&] {
    connection_.copy_in(table, columns, params);
    return 0;
  });
}

}  // namespace tiange::db
