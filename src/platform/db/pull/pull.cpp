#include "platform/db/pull/pull.h"

#include <libpq-fe.h>

#include <memory>
#include <vector>

#include "base/text.h"

namespace tiange::db {

namespace {

struct EndConnection {
  void operator()(PGconn* c) const { PQfinish(c); }
};
struct EndResult {
  void operator()(PGresult* r) const { PQclear(r); }
};
using Connection = std::unique_ptr<PGconn, EndConnection>;
using Answer = std::unique_ptr<PGresult, EndResult>;

Refusal failed(const Connection& connection) {
  const std::string why(text::trim(PQerrorMessage(connection.get())));
  return refuse(ErrorCode::pull_failed, why, why);
}

}  // namespace

Outcome pull_rows(const PullQuery& query, const std::function<void(std::span<const std::string_view>, std::span<const std::string_view>)>& visit) {
  // What stands behind the address overrides what somebody wrote into it.
  const char* const words[] = {"dbname", "connect_timeout", "application_name", "client_encoding", query.password.empty() ? nullptr : "password", nullptr};
  const char* const meanings[] = {query.url.c_str(), "10", "tiange", "UTF8", query.password.c_str(), nullptr};
  const Connection connection(PQconnectdbParams(words, meanings, 1));
  if (PQstatus(connection.get()) != CONNECTION_OK) return failed(connection);
  const Answer begun(PQexec(connection.get(), "SET statement_timeout = '30min'; BEGIN TRANSACTION READ ONLY"));
  if (PQresultStatus(begun.get()) != PGRES_COMMAND_OK) return failed(connection);
  const char* const first[] = {query.first ? query.first->c_str() : nullptr};
  if (PQsendQueryParams(connection.get(), query.sql.c_str(), query.first ? 1 : 0, nullptr, first, nullptr, nullptr, 0) != 1) return failed(connection);
  PQsetSingleRowMode(connection.get());
  std::vector<std::string_view> names;
  std::vector<std::string_view> values;
  for (;;) {
    const Answer answer(PQgetResult(connection.get()));
    if (!answer) return done();
    const ExecStatusType status = PQresultStatus(answer.get());
    if (status == PGRES_TUPLES_OK) continue;
    if (status != PGRES_SINGLE_TUPLE) return failed(connection);
    names.clear();
    values.clear();
    for (int c = 0; c < PQnfields(answer.get()); ++c) {
      names.emplace_back(PQfname(answer.get(), c));
      if (PQgetisnull(answer.get(), 0, c)) values.emplace_back();
      else values.emplace_back(PQgetvalue(answer.get(), 0, c), static_cast<std::size_t>(PQgetlength(answer.get(), 0, c)));
    }
    visit(names, values);
  }
}

}  // namespace tiange::db
