// The standby with a core of its own beside it: a table of reports behind the real Idempotency-Key. Both are processes that
// are killed.

#include "app/standby/standby.h"

#include "app/standby/standby_log.h"
#include "app/standby/vouch.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <thread>

#include "city/cases/cases.h"
#include "platform/db/test_db.h"
#include "platform/http/health_routes.h"
#include "platform/http/test_server.h"

namespace tiange::app {
namespace {

struct Taken {
  std::string number;
  std::string query_code;
};
BOOST_DESCRIBE_STRUCT(Taken, (), (number, query_code))

constexpr db::Migration k_reports[] = {{"reports", 1, R"sql(
-- table reports: sharded
CREATE TABLE reports (part_key BIGINT NOT NULL, id BIGINT NOT NULL, content TEXT NOT NULL, account BIGINT NOT NULL, evidence TEXT NOT NULL, received_us BIGINT NOT NULL, PRIMARY KEY (part_key, id));
)sql"}};

std::vector<db::Migration> core_migrations() {
  std::vector<db::Migration> all(http::http_migrations().begin(), http::http_migrations().end());
  all.insert(all.end(), std::begin(k_reports), std::end(k_reports));
  return all;
}

IdSource& ids() {
  static IdSource source(getpid() & 0xff);
  return source;
}

// What the core does with a report, as far as the standby can tell.
class Core {
 public:
  explicit Core(const std::string& url, const std::string& folder, int port)
      : db_(db::open({.url = url, .readers = 2, .writers = 4})), routes_(*db_), gate_(open_gate(people_, hand_over_key(folder))) {
    db_->migrate(core_migrations());
    const auto take = [](const http::Request& request, db::Tx& tx, const cases::ReportInput& in) -> Result<Taken> {
      if (in.item_code == "GONE") return refuse_fields(ErrorCode::bad_input, {FieldError{"item_code", "没有这个事项", "no such item"}});
      const std::int64_t id = ids().next(request.now);
      const auto kept = cases::kept_report(request);
      tx.run("INSERT INTO reports (part_key, id, content, account, evidence, received_us) VALUES (1, ?, ?, ?, ?, ?)",
             {id, in.content, request.scope.account, text::join(in.evidence, ","), kept ? kept->received.us : 0});
      return Taken{"禅" + std::to_string(id), "123456"};
    };
    routes_.command<cases::ReportInput, Taken>(http::Method::post, "/api/v1/public/reports", Permission::open_to_all, "上报", "Report", take);
    routes_.command<cases::ReportInput, Taken>(http::Method::post, "/api/v1/cases", Permission::signed_in, "上报", "Report", take);
    for (const char* path : {"/api/v1/blobs/open", "/api/v1/blobs"}) {
      http::Route upload{http::Method::post, path, Permission::open_to_all, "上传", "Upload"};
      upload.upload = true;
      upload.handle = [folder](http::Request& request) {
        std::ifstream in(request.upload_path, std::ios::binary);
        const std::string content{std::istreambuf_iterator<char>(in), {}};
        const std::string digest = hex(sha256(content));
        std::ofstream(folder + "/core-" + digest, std::ios::binary) << content;
        return http::json_response("{\"digest\":\"" + digest + "\"}");
      };
      routes_.raw(std::move(upload));
    }
    http::add_health_routes(routes_, "core", [] { return done(); });
    http::ServerOptions options;
    options.listen.port = port;
    options.listen.workers = 16;
    server_.start(options, routes_, *gate_, clock_);
  }

 private:
  std::unique_ptr<db::Db> db_;
  http::Routes routes_;
  http::HeaderAuthenticator people_;
  std::unique_ptr<http::Authenticator> gate_;
  observe::SystemClock clock_;
  http::Server server_;
};

class Gate {
 public:
  Gate(const std::string& folder, int core_port, int port) : db_(db::open({.url = "sqlite:" + folder + "/gate.db", .readers = 1})), routes_(*db_) {
    StandbyOptions options;
    options.core_url = "http://127.0.0.1:" + std::to_string(core_port);
    options.folder = folder;
    options.most_waiting = 5'000;
    standby_ = open_standby(options, clock_);
    standby_->add_routes(routes_);
    http::add_health_routes(routes_, "gate", [] { return done(); });
    http::ServerOptions server_options;
    server_options.listen.port = port;
    server_options.listen.spool_folder = folder + "/spool";
    server_ = std::make_unique<http::TestServer>(routes_, server_options);
  }
  Standby& standby() { return *standby_; }
  http::TestServer& server() { return *server_; }

 private:
  observe::SystemClock clock_;
  std::unique_ptr<db::Db> db_;
  http::Routes routes_;
  std::unique_ptr<Standby> standby_;
  std::unique_ptr<http::TestServer> server_;
};

int free_port() {
  db::TestFolder folder;
  const auto db = db::open({.url = "sqlite:" + folder.file("p.db"), .readers = 1});
  http::Routes routes(*db);
  http::TestServer server(routes);
  return server.port();
}

std::string report_of(const std::string& content, const std::string& more = "") {
  return R"({"channel":"web","kind":"report","content":")" + content + "\"" + more + "}";
}

std::vector<std::string> stored(const std::string& url) {
  const auto db = db::open({.url = url, .readers = 1, .writers = 1});
  std::vector<std::string> contents;
  db->run_read([&](db::Tx& tx) {
    contents = tx.all("SELECT content FROM reports ORDER BY id", {}, [](const db::Row& row) { return row.str(0); });
  });
  return contents;
}

std::string text_of(const net::RawAnswer& answer, const char* name) {
  const auto value = json::parse(answer.body);
  return value.ok() ? value->text_or(name) : "";
}

TEST(Standby, PassesOnWhileTheCoreAnswersAndKeepsAndHandsOverWhatCameWhileItDidNot) {
  db::for_each_url([](const std::string& url) {
    const db::TestFolder folder;
    const int core_port = free_port();
    Gate gate(folder.path(), core_port, 0);
    const auto post = [&](const std::string& path, const std::string& body, const net::Headers& headers) {
      return gate.server().ask("POST", path, body, headers);
    };
    std::string receipt;
    std::string code;
    {
      const auto kept = post("/api/v1/public/reports", report_of("第一件"), {{"Idempotency-Key", "k1"}});
      EXPECT_EQ(kept.status, 202);
      EXPECT_EQ(text_of(kept, "number"), "");
      receipt = text_of(kept, "receipt");
      code = text_of(kept, "query_code");
      EXPECT_FALSE(receipt.empty());
      // The same key gives the same receipt and is kept once.
      EXPECT_EQ(text_of(post("/api/v1/public/reports", report_of("第一件"), {{"Idempotency-Key", "k1"}}), "receipt"), receipt);
      EXPECT_EQ(post("/api/v1/public/reports", report_of("另一件"), {{"Idempotency-Key", "k1"}}).status, 422);
    }
    // By the core's own rules.
    EXPECT_EQ(post("/api/v1/public/reports", report_of(" "), {}).status, 422);
    EXPECT_EQ(post("/api/v1/public/reports", "{\"content\":", {}).status, 400);
    EXPECT_EQ(post("/api/v1/public/reports", report_of(std::string(6'000, 'x')), {}).status, 422);
    EXPECT_EQ(post("/api/v1/public/reports", report_of(std::string(2 << 20, 'x')), {}).status, 413);
    EXPECT_EQ(post("/api/v1/public/reports", report_of("电话", R"(,"reporter":{"phone":"abc"})"), {}).status, 422);
    EXPECT_EQ(post("/api/v1/cases", report_of("无人登录"), {}).status, 401);
    // A photo and a report of staff that names it.
    const std::string photo = "\xff\xd8\xff\xe0" + std::string(2'000, 'p');
    const auto file = post("/api/v1/blobs", photo, {{"Content-Type", "image/jpeg"}, {"Authorization", "Bearer t"}, {"X-File-Name", "a.jpg"}});
    EXPECT_EQ(file.status, 200);
    EXPECT_EQ(text_of(file, "digest"), hex(sha256(photo)));
    EXPECT_EQ(post("/api/v1/blobs/open", "#!/bin/sh", {{"Content-Type", "image/jpeg"}}).status, 415);
    EXPECT_EQ(post("/api/v1/cases", report_of("网格员上报", ",\"evidence\":[\"" + hex(sha256(photo)) + "\"]"),
                   {{"Authorization", "Bearer t"}, {"Idempotency-Key", "k2"}}).status, 202);
    EXPECT_EQ(post("/api/v1/public/reports", report_of("事项已停用", R"(,"item_code":"GONE")"), {{"Idempotency-Key", "k3"}}).status, 202);
    EXPECT_EQ(gate.standby().state().waiting, 3);
    EXPECT_EQ(gate.standby().hand_over(), 0);
    const std::string look = "/api/v1/public/reports/" + receipt + "?code=";
    EXPECT_EQ(text_of(gate.server().ask("GET", look + code), "handed_number"), "");
    EXPECT_EQ(gate.server().ask("GET", look + "WRONG").status, 404);

    Core core(url, folder.path(), core_port);
    EXPECT_EQ(gate.standby().hand_over(), 3);
    EXPECT_EQ(gate.standby().hand_over(), 0);
    // Nobody is signed in at this core by that token: the report goes in without an account rather than not at all.
    EXPECT_EQ(stored(url), (std::vector<std::string>{"第一件", "网格员上报", "事项已停用"}));
    EXPECT_TRUE(std::filesystem::exists(folder.file("core-" + hex(sha256(photo)))));
    EXPECT_EQ(gate.standby().state().files, 0);
    EXPECT_NE(text_of(gate.server().ask("GET", look + code), "handed_number"), "");
    EXPECT_EQ(text_of(gate.server().ask("GET", look + code), "handed_code"), "123456");
    const auto passed = post("/api/v1/public/reports", report_of("核心在时"), {{"Idempotency-Key", "k4"}});
    EXPECT_EQ(passed.status, 200);
    EXPECT_EQ(stored(url).size(), 4U);
    EXPECT_GT(gate.standby().state().passed, 0);
  });
}

TEST(Standby, WhatTheCoreTookBeforeItFellSilentIsNotTakenTwice) {
  db::for_each_url([](const std::string& url) {
    const db::TestFolder folder;
    const int core_port = free_port();
    {
      Core core(url, folder.path(), core_port);
      // The client asked the core itself and never heard the answer.
      EXPECT_EQ(net::RawClient(core_port).request("POST", "/api/v1/public/reports", report_of("积水"), {{"Idempotency-Key", "same"}}).status, 200);
    }
    Gate gate(folder.path(), core_port, 0);
    EXPECT_EQ(gate.server().ask("POST", "/api/v1/public/reports", report_of("积水"), {{"Idempotency-Key", "same"}}).status, 202);
    Core core(url, folder.path(), core_port);
    EXPECT_EQ(gate.standby().hand_over(), 1);
    EXPECT_EQ(stored(url).size(), 1U);
  });
}

TEST(Standby, VouchesForWhenItReceivedAReportAndNobodyElseCan) {
  db::for_each_url([](const std::string& url) {
    const db::TestFolder folder;
    const int core_port = free_port();
    Gate gate(folder.path(), core_port, 0);
    const Instant before = observe::SystemClock().now();
    EXPECT_EQ(gate.server().ask("POST", "/api/v1/public/reports", report_of("停机时收到")).status, 202);
    const Instant after = observe::SystemClock().now();
    const auto received = [&](const std::string& content) {
      std::int64_t us = -1;
      const auto db = db::open({.url = url, .readers = 1, .writers = 1});
      db->run_read([&](db::Tx& tx) {
        us = tx.one("SELECT received_us FROM reports WHERE content = ?", {content}, [](const db::Row& row) { return row.i64(0); }).value_or(-1);
      });
      return us;
    };
    Core core(url, folder.path(), core_port);
    const std::string path = "/api/v1/public/reports";
    const auto post = [&](const std::string& content, const std::string& vouched) {
      const net::Headers headers{{"Idempotency-Key", "same-as-signed"}, {k_received_header, vouched}};
      EXPECT_EQ(net::RawClient(core_port).request("POST", path, report_of(content), headers).status, 200) << content;
      const auto db = db::open({.url = url, .readers = 1, .writers = 1});
      db->run_write(system_scope(), [](db::Tx& tx) { return tx.run("DELETE FROM request_keys", {}) > 0; });
    };
    const std::string made = folder.path() + "/standby";
    const auto signed_for = [&](const crypto::Sealer& key, const std::string& content) {
      return vouch(key, {before, "R20260101-AAAA"}, path, "same-as-signed", report_of(content));
    };
    const crypto::Sealer key = crypto::Sealer::from_file(hand_over_key(made));
    // The core has no copy of the key yet: what is said of the moment is not believed.
    post("无密钥", signed_for(key, "无密钥"));
    EXPECT_EQ(received("无密钥"), 0);
    std::filesystem::create_directories(folder.path() + "/secrets");
    std::filesystem::copy_file(hand_over_key(made), hand_over_key(folder.path()));
    EXPECT_EQ(gate.standby().hand_over(), 1);
    EXPECT_GE(received("停机时收到"), before.us);
    EXPECT_LE(received("停机时收到"), after.us);
    post("真的", signed_for(key, "真的"));
    EXPECT_EQ(received("真的"), before.us);
    post("伪造", std::to_string(before.us) + " R1 " + std::string(64, '0'));
    post("改过正文", signed_for(key, "原文"));
    post("别的密钥", signed_for(crypto::Sealer(std::string(32, 'x')), "别的密钥"));
    for (const char* content : {"伪造", "改过正文", "别的密钥"}) EXPECT_EQ(received(content), 0) << content;
  });
}

// Runs in a process of its own until it is killed.
template <class Fn>
pid_t child(Fn fn) {
  const pid_t pid = fork();
  if (pid != 0) return pid;
  try {
    fn();
  } catch (const std::exception& e) {
    std::fprintf(stderr, "child: %s\n", e.what());
  }
  _exit(1);
}

void end(pid_t pid) {
  kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
}

bool answers(int port) {
  for (int i = 0; i < 200; ++i) {
    try {
      if (net::RawClient(port).request("GET", "/healthz").status == 200) return true;
    } catch (const std::exception&) {
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
  }
  return false;
}

TEST(Standby, NothingAcknowledgedIsLostOrTakenTwiceWhoeverIsKilled) {
  db::for_each_url([](const std::string& url) {
    const db::TestFolder folder;
    const int core_port = free_port();
    const int gate_port = free_port();
    const auto run_core = [&] {
      return child([&] {
        Core core(url, folder.path(), core_port);
        while (true) std::this_thread::sleep_for(std::chrono::seconds(1));
      });
    };
    const auto run_gate = [&] {
      return child([&] {
        Gate gate(folder.path(), core_port, gate_port);
        gate.standby().start();
        while (true) std::this_thread::sleep_for(std::chrono::seconds(1));
      });
    };
    std::mt19937 random(5);
    std::set<std::string> acknowledged;
    std::set<std::string> asked;
    int n = 0;
    pid_t core = 0;
    for (int round = 0; round < 8; ++round) {
      const bool with_core = round % 2 == 1;
      if (with_core && core == 0) core = run_core();
      const pid_t gate = run_gate();
      ASSERT_TRUE(answers(gate_port));
      const int kill_at = 10 + static_cast<int>(random() % 25);
      std::thread killer;
      for (int i = 0; i < 40; ++i) {
        if (i == kill_at)
          killer = std::thread([&, wait = random() % 30, victim = with_core && round % 4 == 1 ? core : gate] {
            std::this_thread::sleep_for(std::chrono::milliseconds(wait));
            kill(victim, SIGKILL);
          });
        const std::string content = "第" + std::to_string(++n) + "件";
        asked.insert(content);
        try {
          const auto got = net::RawClient(gate_port).request("POST", "/api/v1/public/reports", report_of(content),
                                                             {{"Idempotency-Key", "n" + std::to_string(n)}});
          if (got.status == 200 || got.status == 202) acknowledged.insert(content);
        } catch (const std::exception&) {
        }
      }
      if (killer.joinable()) killer.join();
      end(gate);
      if (with_core && round % 4 == 1) {
        waitpid(core, nullptr, 0);
        core = 0;
      }
    }
    if (core == 0) core = run_core();
    ASSERT_TRUE(answers(core_port));
    {
      Gate gate(folder.path(), core_port, 0);
      for (int i = 0; i < 50 && gate.standby().state().waiting > 0; ++i) gate.standby().hand_over();
      EXPECT_EQ(gate.standby().state().waiting, 0);
      EXPECT_TRUE(gate.standby().state().stuck.empty());
    }
    end(core);
    const auto kept = stored(url);
    const std::set<std::string> once(kept.begin(), kept.end());
    EXPECT_EQ(kept.size(), once.size()) << "taken twice";
    for (const std::string& content : acknowledged) EXPECT_TRUE(once.contains(content)) << content;
    for (const std::string& content : once) EXPECT_TRUE(asked.contains(content)) << content;
    EXPECT_GT(acknowledged.size(), 100U);
  });
}

TEST(StandbyLog, IsShortenedWithoutLosingWhatWaits) {
  const db::TestFolder folder;
  const Instant now = observe::SystemClock().now();
  const auto report = [&](const std::string& receipt, Instant moment) {
    KeptRecord record;
    record.kind = "report";
    record.receipt = receipt;
    record.path = "/api/v1/public/reports";
    record.key = receipt;
    record.body = report_of(receipt);
    record.moment = moment;
    return record;
  };
  {
    StandbyLog log(folder.path());
    log.keep(report("old", now - days(60)));
    log.keep(report("waits", now - days(59)));
    log.keep(report("stuck", now - days(58)));
    log.keep(report("new", now));
    log.note_handed("old", "禅1", "1", now);
    log.note_handed("new", "禅2", "2", now);
    log.note_stuck("stuck", 409, "不行");
    KeptRecord file;
    file.kind = "file";
    file.digest = std::string(64, 'a');
    file.moment = now - days(5);
    EXPECT_TRUE(log.keep_file(file, "photo"));
    EXPECT_FALSE(log.keep_file(file, "photo"));
    log.shorten(now - days(30), 0);
    log.keep(report("after", now));
  }
  StandbyLog log(folder.path());
  EXPECT_FALSE(log.find("old").has_value());
  EXPECT_EQ(log.find("new")->number, "禅2");
  EXPECT_EQ(log.find("stuck")->status, 409);
  EXPECT_EQ(log.waiting(), 2U);
  EXPECT_EQ(log.next()->report.receipt, "waits");
  EXPECT_EQ(log.content_of(std::string(64, 'a')), "photo");
  EXPECT_TRUE(log.again("stuck"));
  EXPECT_EQ(log.waiting(), 3U);
  log.drop_files_before(now);
  EXPECT_EQ(log.files().first, 0);
}

TEST(Standby, RefusesWithATimeToComeBackWhenItIsFull) {
  const db::TestFolder folder;
  observe::SystemClock clock;
  const auto db = db::open({.url = "sqlite:" + folder.file("gate.db"), .readers = 1});
  http::Routes routes(*db);
  StandbyOptions options;
  options.core_url = "http://127.0.0.1:9";
  options.folder = folder.path();
  options.most_waiting = 2;
  const auto standby = open_standby(options, clock);
  standby->add_routes(routes);
  http::TestServer server(routes);
  EXPECT_EQ(server.ask("POST", "/api/v1/public/reports", report_of("一")).status, 202);
  EXPECT_EQ(server.ask("POST", "/api/v1/public/reports", report_of("二")).status, 202);
  const auto full = server.ask("POST", "/api/v1/public/reports", report_of("三"));
  EXPECT_EQ(full.status, 429);
  EXPECT_EQ(full.header("retry-after"), "60");
  EXPECT_NE(server.ask("GET", "/").body.find("待移交"), std::string::npos);
  server.stop();
}

}  // namespace
}  // namespace tiange::app
