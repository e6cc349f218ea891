#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "platform/db/test_db.h"
#include "platform/net/compress.h"
#include "platform/http/health_routes.h"
#include "platform/http/test_server.h"

namespace tiange::http {

struct Note {
  std::string text;
  std::int64_t version = 3;
  static constexpr bool k_json_defaults = true;
};
BOOST_DESCRIBE_STRUCT(Note, (), (text, version))

struct NewNote {
  std::string text;
  std::optional<std::int64_t> stars;
};
BOOST_DESCRIBE_STRUCT(NewNote, (), (text, stars))

namespace {

const net::Headers k_anna = {{"X-Account", "7"}, {"X-May", "cases.view"}};

void add_routes(Routes& routes) {
  routes.query<Note>("/api/v1/notes/{id}", Permission::cases_view, "看便条", "Read a note",
                     [](const Request& request) -> Result<Note> {
                       if (request.param("id") == "none") return refuse(ErrorCode::not_found);
                       if (request.param("id") == "broken") throw std::runtime_error("secret inside");
                       if (request.param("id") == "storage") throw db::Failure("disk secret");
                       return Note{std::string(request.param("id")) + "|" + std::string(request.query_value("q"))};
                     },
                     {"q"});
  routes.command<NewNote, Note>(Method::post, "/api/v1/notes", Permission::open_to_all, "写便条", "Write a note",
                                [](const Request&, db::Tx&, const NewNote& in) -> Result<Note> {
                                  return Note{in.text};
                                });
  routes.command<json::Value, json::Value>(
      Method::post, "/api/v1/echo", Permission::open_to_all, "回显", "Echo",
      [](const Request&, db::Tx&, const json::Value& in) -> Result<json::Value> { return in; });
  routes.command<Nothing, Note>(Method::put, "/api/v1/notes/{id}", Permission::signed_in, "改便条", "Change a note",
                                [](const Request& request, db::Tx&, const Nothing&) -> Result<Note> {
                                  TIANGE_CHECK_OK(require_version(request, 3));
                                  return Note{"changed", 4};
                                });
  Route big{Method::get, "/api/v1/big", Permission::open_to_all, "长文", "Long text"};
  big.etag = true;
  big.handle = [](Request&) { return json_response("\"" + std::string(100'000, 'x') + "\""); };
  routes.raw(std::move(big));
  Route stream{Method::get, "/api/v1/stream", Permission::open_to_all, "导出", "Export"};
  stream.handle = [](Request&) {
    Response response;
    response.content_type = "text/csv";
    response.stream = [](const Sink& sink) {
      for (int i = 0; i < 3000; ++i) {
        if (!sink(std::string(1000, static_cast<char>('a' + i % 26)))) return;
      }
    };
    return response;
  };
  routes.raw(std::move(stream));
}

class ServerTest : public testing::Test {
 protected:
  ServerTest() : db_(db::open({.url = "sqlite:" + folder_.file("test.db")})), routes_(*db_) {
    db_->migrate(http_migrations());
    add_routes(routes_);
    add_health_routes(routes_, "1.2.3", [] { return done(); });
  }

  db::TestFolder folder_;
  std::unique_ptr<db::Db> db_;
  Routes routes_;
};

TEST_F(ServerTest, AnswersOverOneKeptConnection) {
  TestServer server(routes_);
  net::RawClient client(server.port());
  for (int i = 0; i < 3; ++i) {
    const auto answer = client.request("GET", "/api/v1/notes/%E7%A6%85?q=a+%26b", "", k_anna);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "{\"text\":\"禅|a &b\",\"version\":3}");
    EXPECT_EQ(answer.header("content-type"), "application/json");
    EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
    EXPECT_NE(answer.header("content-security-policy").find("frame-ancestors 'none'"), std::string::npos);
    EXPECT_FALSE(answer.header("x-request-id").empty());
  }
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
  TestServer server(routes_);
  net::RawClient client(server.port());
  std::string all;
  for (int i = 0; i < 20; ++i) {
    const std::string body = "{\"text\":\"" + std::to_string(i) + "\"}";
    all +=
        "POST /api/v1/notes HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  client.send(all);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(client.receive().body, "{\"text\":\"" + std::to_string(i) + "\",\"version\":3}");
  }
}

TEST_F(ServerTest, ReadsBodiesInChunksAndByteByByte) {
  TestServer server(routes_);
  net::RawClient client(server.port());
  const std::string request =
      "POST /api/v1/notes HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\n{\"tex\r\n9;name=v\r\nt\":\"abc\"}\r\n0\r\nX-Account: 3\r\n\r\n";
  for (char c : request) client.send(std::string_view(&c, 1));
  EXPECT_EQ(client.receive().body, "{\"text\":\"abc\",\"version\":3}");
  client.send(request);
  EXPECT_EQ(client.receive().body, "{\"text\":\"abc\",\"version\":3}");
}

TEST_F(ServerTest, RefusesWithProblemsInBothLanguages) {
  TestServer server(routes_);
  const auto answer = server.ask("GET", "/api/v1/notes/none", "", k_anna);
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.header("content-type"), "application/problem+json");
  const auto problem = json::parse(answer.body);
  ASSERT_TRUE(problem.ok());
  EXPECT_EQ(problem->text_or("code"), "not_found");
  EXPECT_EQ(problem->text_or("title"), "找不到所请求的内容");
  EXPECT_EQ(problem->text_or("detail_en"), "Not found");
  EXPECT_EQ(problem->find("number")->as_int(), 1002);
  EXPECT_EQ(problem->text_or("request_id"), answer.header("x-request-id"));
  const auto fields = json::parse(server.ask("POST", "/api/v1/notes", R"({"stars":"x"})").body);
  ASSERT_EQ(fields->find("fields")->as_array().size(), 2u);
  EXPECT_EQ(fields->find("fields")->as_array()[0].text_or("path"), "text");
}

TEST_F(ServerTest, KeepsWhatBrokeToItself) {
  TestServer server(routes_);
  const auto broken = server.ask("GET", "/api/v1/notes/broken", "", k_anna);
  EXPECT_EQ(broken.status, 500);
  EXPECT_EQ(broken.body.find("secret"), std::string::npos);
  const auto storage = server.ask("GET", "/api/v1/notes/storage", "", k_anna);
  EXPECT_EQ(storage.status, 503);
  EXPECT_FALSE(storage.header("retry-after").empty());
  EXPECT_EQ(storage.body.find("secret"), std::string::npos);
}

TEST_F(ServerTest, KnowsPathsAndMethods) {
  TestServer server(routes_);
  EXPECT_EQ(server.ask("GET", "/api/v1/nowhere").status, 404);
  const auto wrong = server.ask("DELETE", "/api/v1/notes/7");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.header("allow"), "GET, HEAD, PUT");
  EXPECT_EQ(server.ask("BREW", "/api/v1/notes/7").status, 405);
  net::RawClient client(server.port());
  const auto head = client.request("HEAD", "/api/v1/notes/7", "", k_anna);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("content-length"), "25");
  EXPECT_EQ(client.request("GET", "/api/v1/notes/7", "", k_anna).body.size(), 25u);
}

TEST_F(ServerTest, ChecksSignInAndPermissionBeforeTheHandler) {
  TestServer server(routes_);
  EXPECT_EQ(server.ask("GET", "/api/v1/notes/7").status, 401);
  EXPECT_EQ(server.ask("GET", "/api/v1/notes/7", "", {{"X-Account", "7"}}).status, 403);
  EXPECT_EQ(server.ask("GET", "/api/v1/notes/7", "", {{"X-Account", "seven"}}).status, 404);
  EXPECT_EQ(server.ask("POST", "/api/v1/notes", R"({"text":"x"})", {{"X-Account", "seven"}}).status, 200);
}

TEST_F(ServerTest, RefusesWritesFromOtherSites) {
  TestServer server(routes_);
  const auto status = [&](const net::Headers& headers) {
    return server.ask("POST", "/api/v1/notes", R"({"text":"x"})", headers).status;
  };
  EXPECT_EQ(status({{"Sec-Fetch-Site", "cross-site"}}), 403);
  EXPECT_EQ(status({{"Sec-Fetch-Site", "same-site"}, {"X-Tiange-CSRF", "1"}}), 403);
  EXPECT_EQ(status({{"Sec-Fetch-Site", "same-origin"}}), 200);
  EXPECT_EQ(status({{"Origin", "http://evil.example"}}), 403);
  EXPECT_EQ(status({{"Origin", "http://localhost"}}), 200);
  EXPECT_EQ(status({{"Cookie", "tiange_session=1"}}), 403);
  EXPECT_EQ(status({{"Cookie", "tiange_session=1"}, {"X-Tiange-CSRF", "1"}}), 200);
  EXPECT_EQ(status({{"Cookie", "a=1"}, {"Authorization", "Bearer t"}, {"Sec-Fetch-Site", "cross-site"}}), 200);
  EXPECT_EQ(status({}), 200);
  EXPECT_EQ(status({{"Content-Type", "text/plain"}}), 415);
}

TEST_F(ServerTest, RefusesWhatIsNotText) {
  TestServer server(routes_);
  EXPECT_EQ(server.ask("GET", "/api/v1/notes/%FF", "", k_anna).status, 400);
  EXPECT_EQ(server.ask("GET", "/api/v1/notes/%00", "", k_anna).status, 400);
  EXPECT_EQ(server.ask("GET", "/api/v1/notes/%4", "", k_anna).status, 400);
  EXPECT_EQ(server.ask("GET", "/api/v1/notes/7?q=%C0%80", "", k_anna).status, 400);
  EXPECT_EQ(server.ask("POST", "/api/v1/notes", "{\"text\":\"\xff\"}").status, 400);
  EXPECT_EQ(server.ask("POST", "/api/v1/notes", std::string_view("{\"text\":\"a\0b\"}", 14)).status, 400);
  EXPECT_EQ(server.ask("POST", "/api/v1/notes", R"({"text":"a\u0000b"})").status, 422);
  EXPECT_EQ(server.ask("POST", "/api/v1/notes", "{\"text\":").status, 400);
}

TEST_F(ServerTest, RefusesMessagesThatCouldBeReadInTwoWays) {
  TestServer server(routes_);
  const auto status = [&](const std::string& bytes) {
    net::RawClient client(server.port());
    client.send(bytes);
    const int answered = client.receive().status;
    EXPECT_TRUE(client.closed_by_peer()) << bytes;
    return answered;
  };
  const std::string post = "POST /api/v1/notes HTTP/1.1\r\n";
  EXPECT_EQ(status("NONSENSE\r\n\r\n"), 400);
  EXPECT_EQ(status("GET / HTTP/2.0\r\nHost: x\r\n\r\n"), 400);
  EXPECT_EQ(status("GET /healthz HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(status("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
  EXPECT_EQ(status(post + "Host: x\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}"), 400);
  EXPECT_EQ(status(post + "Host: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400);
  EXPECT_EQ(status(post + "Host: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), 400);
  EXPECT_EQ(status(post + "Host: x\r\nContent-Length: -1\r\n\r\n"), 400);
  EXPECT_EQ(status("GET /healthz HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n"), 400);
  EXPECT_EQ(status(post + "Host: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 3\r\n\r\n"), 400);
}

TEST_F(ServerTest, LimitsHeadersAndBodies) {
  TestServer server(routes_);
  {
    net::RawClient client(server.port());
    client.send("GET /healthz HTTP/1.1\r\nHost: x\r\nA: " + std::string(40'000, 'a') + "\r\n\r\n");
    EXPECT_EQ(client.receive().status, 431);
  }
  {
    net::RawClient client(server.port());
    std::string many = "GET /healthz HTTP/1.1\r\nHost: x\r\n";
    for (int i = 0; i < 200; ++i) many += "A: b\r\n";
    client.send(many + "\r\n");
    EXPECT_EQ(client.receive().status, 431);
  }
  {
    net::RawClient client(server.port());
    client.send("POST /api/v1/notes HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n");
    EXPECT_EQ(client.receive().status, 413);
  }
  {
    net::RawClient client(server.port());
    client.send("POST /api/v1/notes HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1E8480\r\n");
    client.send(std::string(1'100'000, ' '));
    EXPECT_EQ(client.receive().status, 413);
  }
}

TEST_F(ServerTest, InvitesABodyThatWaits) {
  TestServer server(routes_);
  net::RawClient client(server.port());
  client.send("POST /api/v1/notes HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 12\r\n\r\n");
  EXPECT_EQ(client.receive_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send(R"({"text":"a"})");
  EXPECT_EQ(client.receive().status, 200);
}

TEST_F(ServerTest, SpeaksHttp10) {
  TestServer server(routes_);
  net::RawClient client(server.port());
  client.send("GET /healthz HTTP/1.0\r\n\r\n");
  const auto answer = client.receive();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("connection"), "close");
  EXPECT_TRUE(client.closed_by_peer());
}

TEST_F(ServerTest, CompressesAndRevalidates) {
  TestServer server(routes_);
  const auto packed = server.ask("GET", "/api/v1/big", "", {{"Accept-Encoding", "br, gzip"}});
  EXPECT_EQ(packed.header("content-encoding"), "gzip");
  EXPECT_LT(packed.body.size(), 2000u);
  EXPECT_EQ(net::gunzip(packed.body, 200'000).size(), 100'002u);
  const auto plain = server.ask("GET", "/api/v1/big", "", {{"Accept-Encoding", "gzip;q=0"}});
  EXPECT_EQ(plain.body.size(), 100'002u);
  const std::string etag = plain.header("etag");
  const auto same = server.ask("GET", "/api/v1/big", "", {{"If-None-Match", "\"x\", W/" + etag}});
  EXPECT_EQ(same.status, 304);
  EXPECT_TRUE(same.body.empty());
  EXPECT_EQ(same.header("etag"), etag);
}

TEST_F(ServerTest, HoldsVersionsAgainstIfMatch) {
  TestServer server(routes_);
  const std::string etag = server.ask("GET", "/api/v1/notes/7", "", k_anna).header("etag");
  const auto put = [&](const std::string& if_match) {
    return server.ask("PUT", "/api/v1/notes/7", "{}", {{"X-Account", "7"}, {"If-Match", if_match}}).status;
  };
  EXPECT_EQ(put(etag), 200);
  EXPECT_EQ(put("\"3\""), 200);
  EXPECT_EQ(put("*"), 200);
  EXPECT_EQ(put("\"2\""), 412);
  EXPECT_EQ(put("nonsense"), 412);
}

TEST_F(ServerTest, StreamsLongAnswers) {
  TestServer server(routes_);
  net::RawClient client(server.port());
  EXPECT_EQ(client.request("GET", "/api/v1/stream").body.size(), 3'000'000u);
  EXPECT_EQ(client.request("GET", "/healthz").status, 200);
  client.send("GET /api/v1/stream HTTP/1.1\r\nHost: x\r\n\r\n");  // and leaves without reading
}

TEST_F(ServerTest, TakesASaneRequestIdAndReplacesAnother) {
  TestServer server(routes_);
  EXPECT_EQ(server.ask("GET", "/healthz", "", {{"X-Request-Id", "a-1.b_2"}}).header("x-request-id"), "a-1.b_2");
  EXPECT_NE(server.ask("GET", "/healthz", "", {{"X-Request-Id", "a b"}}).header("x-request-id"), "a b");
}

TEST_F(ServerTest, HoldsAccountsToTheirPace) {
  ServerOptions options;
  options.per_account = {0.001, 3};
  TestServer server(routes_, options);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(server.ask("GET", "/api/v1/notes/7", "", k_anna).status, 200);
  const auto refused = server.ask("GET", "/api/v1/notes/7", "", k_anna);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.header("retry-after"), "1000");
  EXPECT_EQ(server.ask("GET", "/api/v1/notes/7", "", {{"X-Account", "8"}, {"X-May", "cases.view"}}).status, 200);
}

TEST_F(ServerTest, TellsProxiedClientsFromThisMachine) {
  ServerOptions options;
  options.trust_proxy = true;
  options.per_address = {0.001, 1};
  TestServer server(routes_, options);
  EXPECT_EQ(server.ask("GET", "/metrics").status, 200);
  EXPECT_EQ(server.ask("GET", "/metrics", "", {{"X-Forwarded-For", "127.0.0.1, 10.0.0.1"}}).status, 403);
  EXPECT_EQ(server.ask("GET", "/healthz", "", {{"X-Forwarded-For", "1.1.1.1, 10.0.0.1"}}).status, 429);
  EXPECT_EQ(server.ask("GET", "/healthz", "", {{"X-Forwarded-For", "10.0.0.2"}}).status, 200);
}

TEST_F(ServerTest, SaysHonestlyWhenItIsBusy) {
  std::atomic<bool> go{false};
  std::atomic<int> inside{0};
  Route slow{Method::get, "/api/v1/slow", Permission::open_to_all, "慢", "Slow"};
  slow.handle = [&](Request&) {
    ++inside;
    while (!go) std::this_thread::yield();
    return json_response("{}");
  };
  routes_.raw(std::move(slow));
  ServerOptions options;
  options.listen.workers = 1;
  options.listen.queue = 1;
  TestServer server(routes_, options);
  net::RawClient first(server.port());
  first.send("GET /api/v1/slow HTTP/1.1\r\nHost: x\r\n\r\n");
  while (inside == 0) std::this_thread::yield();
  net::RawClient second(server.port());
  second.send("GET /api/v1/slow HTTP/1.1\r\nHost: x\r\n\r\n");
  net::RawAnswer refused;
  net::RawClient third(server.port());
  // The second may reach its queue after the third: ask until the queue is full.
  std::vector<std::unique_ptr<net::RawClient>> more;
  while (refused.status != 429 && more.size() < 3) {
    more.push_back(std::make_unique<net::RawClient>(server.port()));
    more.back()->send("GET /api/v1/slow HTTP/1.1\r\nHost: x\r\n\r\n");
    if (more.size() == 3) refused = more.back()->receive();
  }
  EXPECT_EQ(refused.status, 429);
  EXPECT_GE(std::stoi(refused.header("retry-after")), 1);
  go = true;
  EXPECT_EQ(first.receive().status, 200);
  EXPECT_EQ(second.receive().status, 200);
}

TEST_F(ServerTest, FinishesWhatIsUnderWayWhenStopped) {
  std::atomic<bool> go{false};
  std::atomic<int> inside{0};
  Route slow{Method::get, "/api/v1/slow", Permission::open_to_all, "慢", "Slow"};
  slow.handle = [&](Request&) {
    ++inside;
    while (!go) std::this_thread::yield();
    return json_response("{}");
  };
  routes_.raw(std::move(slow));
  TestServer server(routes_);
  net::RawClient idle(server.port());
  EXPECT_EQ(idle.request("GET", "/healthz").status, 200);
  net::RawClient busy(server.port());
  busy.send("GET /api/v1/slow HTTP/1.1\r\nHost: x\r\n\r\n");
  while (inside == 0) std::this_thread::yield();
  std::thread stopper([&] { server.stop(); });
  EXPECT_TRUE(idle.closed_by_peer());
  go = true;
  EXPECT_EQ(busy.receive().status, 200);
  EXPECT_TRUE(busy.closed_by_peer());
  stopper.join();
  EXPECT_THROW(net::RawClient(server.port()), std::runtime_error);
}

TEST_F(ServerTest, RefusesATakenPort) {
  TestServer first(routes_);
  ServerOptions options;
  options.listen.port = first.port();
  EXPECT_THROW(TestServer(routes_, options), std::runtime_error);
}

TEST_F(ServerTest, DescribesItself) {
  TestServer server(routes_);
  const auto answer = server.ask("GET", "/api/openapi.json");
  const auto document = json::parse(answer.body);
  ASSERT_TRUE(document.ok()) << answer.body;
  EXPECT_EQ(document->text_or("openapi"), "3.1.0");
  const json::Value* post = document->find("paths")->find("/api/v1/notes")->find("post");
  ASSERT_NE(post, nullptr);
  EXPECT_EQ(post->text_or("summary"), "写便条");
  EXPECT_EQ(post->text_or("x-permission"), "open");
  const json::Value* schema = document->find("components")->find("schemas")->find("http.NewNote");
  ASSERT_NE(schema, nullptr);
  EXPECT_EQ(json::write(*schema->find("required")), "[\"text\"]");
  const json::Value* get = document->find("paths")->find("/api/v1/notes/{id}")->find("get");
  EXPECT_EQ(get->find("parameters")->as_array().size(), 2u);
  EXPECT_EQ(server.ask("GET", "/readyz").status, 200);
  EXPECT_NE(server.ask("GET", "/metrics").body.find("tiange_http_requests_total{"), std::string::npos);
}

}  // namespace
}  // namespace tiange::http
