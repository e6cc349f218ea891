#include "platform/http/request_keys.h"

#include <gtest/gtest.h>

#include <thread>

#include "platform/db/test_db.h"
#include "platform/http/test_server.h"

namespace tiange::http {

struct Amount {
  std::int64_t fen;
};
BOOST_DESCRIBE_STRUCT(Amount, (), (fen))

namespace {

constexpr db::Migration k_purse[] = {{"purse", 1, R"sql(
-- table purse: sharded
CREATE TABLE purse (part_key BIGINT NOT NULL, id BIGINT NOT NULL, fen BIGINT NOT NULL, PRIMARY KEY (part_key, id));
)sql"}};

void with_purse(const std::function<void(db::Db&, Routes&)>& body) {
  std::vector<db::Migration> all(http_migrations().begin(), http_migrations().end());
  all.insert(all.end(), std::begin(k_purse), std::end(k_purse));
  db::for_each_backend(all, [&](db::Db& db) {
    db.run_write(system_scope(), [](db::Tx& tx) {
      tx.run("INSERT INTO purse (part_key, id, fen) VALUES (1, 1, 0)", {});
      return true;
    });
    Routes routes(db);
    routes.command<Amount, Amount>(
        Method::post, "/api/v1/purse", Permission::open_to_all, "存入", "Pay in",
        [](const Request&, db::Tx& tx, const Amount& in) -> Result<Amount> {
          if (in.fen < 0) return refuse(ErrorCode::bad_input);
          tx.run("UPDATE purse SET fen = fen + ? WHERE part_key = 1 AND id = 1", {in.fen});
          return *tx.one("SELECT fen FROM purse WHERE part_key = 1 AND id = 1", {},
                         [](const db::Row& row) { return Amount{row.i64(0)}; });
        });
    body(db, routes);
  });
}

net::Headers keyed(std::string key, std::string account = "7") {
  return {{"Idempotency-Key", std::move(key)}, {"X-Account", std::move(account)}};
}

TEST(RequestKeys, ARepeatedRequestActsOnce) {
  with_purse([](db::Db&, Routes& routes) {
    TestServer server(routes);
    const auto first = server.ask("POST", "/api/v1/purse", R"({"fen":5})", keyed("a"));
    EXPECT_EQ(first.body, R"({"fen":5})");
    EXPECT_EQ(first.header("idempotency-replayed"), "");
    const auto again = server.ask("POST", "/api/v1/purse", R"({"fen":5})", keyed("a"));
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.body, R"({"fen":5})");
    EXPECT_EQ(again.header("idempotency-replayed"), "true");
    EXPECT_EQ(server.ask("POST", "/api/v1/purse", R"({"fen":6})", keyed("a")).status, 422);
    EXPECT_EQ(server.ask("POST", "/api/v1/purse", R"({"fen":5})", keyed("a", "8")).body, R"({"fen":10})");
    EXPECT_EQ(server.ask("POST", "/api/v1/purse", R"({"fen":5})", keyed("b")).body, R"({"fen":15})");
    EXPECT_EQ(server.ask("POST", "/api/v1/purse", R"({"fen":5})", keyed("with space")).status, 400);
  });
}

TEST(RequestKeys, KnowUploadsByTheirContent) {
  with_purse([](db::Db&, Routes& routes) {
    Route upload{Method::post, "/api/v1/upload", Permission::signed_in, "上传", "Upload"};
    upload.upload = true;
    upload.handle = [&routes](Request& request) {
      return routes.run_command(request, [&](db::Tx&) -> Result<std::string> {
        return std::to_string(request.upload_size);
      });
    };
    routes.raw(std::move(upload));
    TestServer server(routes);
    const auto send = [&](const std::string& body) {
      net::Headers headers = keyed("u");
      headers.emplace_back("Content-Type", "text/csv");
      return server.ask("POST", "/api/v1/upload", body, headers);
    };
    const std::string large(700'000, 'a');
    EXPECT_EQ(send(large).body, "700000");
    EXPECT_EQ(send(large).header("idempotency-replayed"), "true");
    EXPECT_EQ(send(std::string(699'999, 'a') + "b").status, 422);
  });
}

TEST(RequestKeys, ARefusalLeavesTheKeyFree) {
  with_purse([](db::Db&, Routes& routes) {
    TestServer server(routes);
    EXPECT_EQ(server.ask("POST", "/api/v1/purse", R"({"fen":-1})", keyed("a")).status, 422);
    EXPECT_EQ(server.ask("POST", "/api/v1/purse", R"({"fen":4})", keyed("a")).body, R"({"fen":4})");
  });
}

TEST(RequestKeys, ConcurrentDuplicatesActOnce) {
  with_purse([](db::Db&, Routes& routes) {
    TestServer server(routes);
    for (int round = 0; round < 5; ++round) {
      std::vector<std::thread> threads;
      std::array<net::RawAnswer, 8> answers;
      for (auto& answer : answers) {
        threads.emplace_back([&] {
          answer = server.ask("POST", "/api/v1/purse", R"({"fen":1})", keyed("round" + std::to_string(round)));
        });
      }
      for (auto& thread : threads) thread.join();
      int fresh = 0;
      for (const auto& answer : answers) {
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, "{\"fen\":" + std::to_string(round + 1) + "}");
        fresh += answer.header("idempotency-replayed").empty();
      }
      EXPECT_EQ(fresh, 1);
    }
  });
}

TEST(RequestKeys, AreForgottenAfterThreeDays) {
  with_purse([](db::Db& db, Routes& routes) {
    TestServer server(routes);
    const Instant now = observe::SystemClock().now();
    EXPECT_EQ(server.ask("POST", "/api/v1/purse", R"({"fen":5})", keyed("a")).body, R"({"fen":5})");
    EXPECT_EQ(clean_request_keys(db, now + days(2)), 0);
    EXPECT_EQ(server.ask("POST", "/api/v1/purse", R"({"fen":5})", keyed("a")).body, R"({"fen":5})");
    EXPECT_EQ(clean_request_keys(db, now + days(4)), 1);
    EXPECT_EQ(server.ask("POST", "/api/v1/purse", R"({"fen":5})", keyed("a")).body, R"({"fen":10})");
  });
}

}  // namespace
}  // namespace tiange::http
