// Whatever arrives, the answer is a refusal or a faithful copy, never a failure.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "platform/db/test_db.h"
#include "platform/http/test_server.h"

namespace tiange::http {

struct Text {
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Text, (), (text))

namespace {

class BadInputTest : public testing::Test {
 protected:
  BadInputTest() : db_(db::open({.url = "sqlite:" + folder_.file("test.db")})), routes_(*db_) {
    db_->migrate(http_migrations());
    routes_.command<json::Value, json::Value>(
        Method::post, "/api/v1/echo", Permission::open_to_all, "回显", "Echo",
        [](const Request&, db::Tx&, const json::Value& in) -> Result<json::Value> { return in; });
    routes_.command<Text, Text>(Method::post, "/api/v1/text", Permission::open_to_all, "回显", "Echo",
                                [](const Request&, db::Tx&, const Text& in) -> Result<Text> { return in; });
    routes_.query<Text>(
        "/api/v1/text/{text}", Permission::open_to_all, "回显", "Echo",
        [](const Request& request) -> Result<Text> { return Text{std::string(request.param("text"))}; });
    server_ = std::make_unique<TestServer>(routes_);
    client_ = std::make_unique<net::RawClient>(server_->port());
  }

  net::RawAnswer echo(const std::string& body) {
    if (body.empty()) return server_->ask("POST", "/api/v1/echo", "", {{"Content-Length", "0"}});
    return client_->request("POST", "/api/v1/echo", body);
  }
  void expect_copy(const std::string& body) {
    const auto answer = echo(body);
    EXPECT_EQ(answer.status, 200) << body;
    const auto sent = json::parse(body);
    const auto came = json::parse(answer.body);
    ASSERT_TRUE(sent.ok() && came.ok()) << body;
    EXPECT_TRUE(same(*sent, *came)) << body << " came back as " << answer.body;
  }
  // 1e2 and 100 are one number.
  static bool same(const json::Value& a, const json::Value& b) {
    if (a.is_number() && b.is_number()) return a.as_double() == b.as_double();
    if (a.is_array() && b.is_array()) {
      return std::equal(a.as_array().begin(), a.as_array().end(), b.as_array().begin(), b.as_array().end(), same);
    }
    if (a.is_object() && b.is_object()) {
      const auto member = [](const json::Member& x, const json::Member& y) {
        return x.first == y.first && same(x.second, y.second);
      };
      return std::equal(a.as_object().begin(), a.as_object().end(), b.as_object().begin(), b.as_object().end(), member);
    }
    return a == b;
  }
  void expect_refused(const std::string& body) {
    const int status = echo(body).status;
    EXPECT_TRUE(status >= 400 && status < 500) << status << " for " << body.substr(0, 200);
  }
  void expect_text(const std::string& text) {
    std::string body = "{\"text\":";
    json::append_escaped(body, text);
    const auto answer = client_->request("POST", "/api/v1/text", body + "}");
    ASSERT_EQ(answer.status, 200) << text;
    EXPECT_EQ(json::parse(answer.body)->text_or("text"), text);
  }

  db::TestFolder folder_;
  std::unique_ptr<db::Db> db_;
  Routes routes_;
  std::unique_ptr<TestServer> server_;
  std::unique_ptr<net::RawClient> client_;
};

TEST_F(BadInputTest, WrongJsonIsRefused) {
  for (const char* body :
       {"[1,]",        "[,1]",         "[1 2]",    "{\"a\":1,}", "{a:1}", "{'a':1}",    "[01]",      "[+1]",
        "[.5]",        "[1.]",         "[1e]",     "[0x1]",      "[NaN]", "[Infinity]", "[-]",       "[\"\\x\"]",
        "[\"\\u12\"]", "[\"a",         "[\"\t\"]", "[\"\n\"]",   "[tru]", "[True]",     "]",         "[",
        "{",           "{\"a\"",       "{\"a\":",  "nul",        "[1]]",  "[1]x",       "// c\n[1]", "[\"\\uD800\\u\"]",
        "\"\\",        "[\"\\uD834\"]"}) {
    expect_refused(body);
  }
  expect_refused("[\"\xE9\"]");
  expect_refused("[\"\xED\xA0\x80\"]");
  expect_refused("[\"\xC0\xAF\"]");
  expect_refused("[\"\xF4\x90\x80\x80\"]");
  expect_refused(std::string("[\0]", 3));
  expect_refused(std::string(100'000, '['));
  std::string deep;
  for (int i = 0; i < 50'000; ++i) deep += "{\"a\":";
  expect_refused(deep);
}

TEST_F(BadInputTest, RightJsonComesBackAsItWas) {
  for (const char* body :
       {"null", "true", "-0", "[]", "{}", " [1] ", "[1E22,1e-22,123123e100000,0.1]", "[-9223372036854775808]",
        "[9223372036854775807]", "[\"\\u0000\\u001f\\u007f\"]", "[\"\\uD834\\uDD1E\"]",
        "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "{\"\":0}", "{\"a\":{\"b\":[1,{\"c\":null}]}}", "[\"禅城区石湾镇街道\"]",
        "[\"\xE2\x80\xA8\xEF\xBF\xBF\"]", "[1.7976931348623157e308,5e-324,2.2250738585072014e-308]"}) {
    if (std::string_view(body).find("100000") != std::string_view::npos) {
      const int status = echo(body).status;  // beyond a double: refused or read, as long as nothing breaks
      EXPECT_LT(status, 500);
      continue;
    }
    expect_copy(body);
  }
}

TEST_F(BadInputTest, StrangeTextComesBackAsItWas) {
  for (const char* text : {"",
                           "undefined",
                           "'; DROP TABLE cases; --",
                           "\" OR 1=1",
                           "<script>alert(1)</script>",
                           "${7*7}",
                           "{{7*7}}",
                           "%s%n%x",
                           "../../etc/passwd",
                           "﷽",
                           "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤",
                           "👩‍👩‍👧‍👦🏳️‍🌈",
                           "\u202Etest\u202C",
                           "\u200B",
                           "𠮷野家",
                           "㍿Å",
                           "\x7f\x01",
                           "a\r\nb",
                           "=1+1",
                           "@SUM(1)",
                           "NULL",
                           "1e1000",
                           "\\u0000",
                           "'\\''"}) {
    expect_text(text);
  }
}

// A folder of other people's cases: n_*.json must be refused, y_*.json read, i_*.json may go either way, and every line
// of a *.txt must come back.
TEST_F(BadInputTest, TheGivenFolder) {
  const char* folder = getenv("TIANGE_BAD_INPUT_DIR");
  int seen = 0;
  if (folder) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      std::ifstream in(entry.path(), std::ios::binary);
      std::stringstream text;
      text << in.rdbuf();
      const std::string name = entry.path().filename();
      SCOPED_TRACE(name);
      if (name.ends_with(".json")) {
        ++seen;
        if (text.str().empty()) continue;  // a request without a body is no JSON at all
        if (name.starts_with("n_")) expect_refused(text.str());
        if (name.starts_with("y_")) expect_copy(text.str());
        if (name.starts_with("i_")) {
          EXPECT_LT(echo(text.str()).status, 500);
        }
      } else if (name.ends_with(".txt")) {
        for (std::string line; std::getline(text, line);) {
          ++seen;
          if (text::is_valid_utf8(line) && line.find('\0') == std::string::npos) expect_text(line);
        }
      }
    }
    EXPECT_GT(seen, 0);
  }
}

}  // namespace
}  // namespace tiange::http
