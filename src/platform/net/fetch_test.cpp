#include "platform/net/fetch.h"

#include <gtest/gtest.h>

#include "platform/net/wire.h"

namespace tiange::net {
namespace {

class Mirror final : public Service {
 public:
  Intake intake(Message&) override { return {}; }
  std::optional<Reply> admit(Message&) override { return std::nullopt; }
  Reply answer(Message& message) override {
    Reply reply;
    if (message.target == "/moved") {
      reply.status = 302;
      reply.with("Location", "/elsewhere");
      return reply;
    }
    if (message.target == "/large") {
      reply.body = std::string(4'000, 'x');
      return reply;
    }
    reply.status = message.target == "/no" ? 503 : 200;
    reply.content_type = "text/plain";
    reply.body = message.method + " " + message.target + " " + std::string(message.header("x-mark")) + " " + message.body;
    return reply;
  }
  Reply fault(const Message&, Fault, int) override {
    Reply reply;
    reply.status = 400;
    return reply;
  }
};

class Fetching : public ::testing::Test {
 protected:
  Fetching() {
    listener_.start({}, mirror_);
    limits_.private_addresses = true;
  }
  std::string at(const std::string& path) const { return "http://127.0.0.1:" + std::to_string(listener_.port()) + path; }

  Mirror mirror_;
  Listener listener_;
  FetchLimits limits_;
};

TEST_F(Fetching, SendsMethodHeadersAndBodyAndReadsTheAnswer) {
  const auto got = fetch({"POST", at("/in?a=1"), {{"X-Mark", "m1"}}, "井盖"}, limits_);
  ASSERT_TRUE(got.ok()) << got.refusal().en;
  EXPECT_EQ(got->status, 200);
  EXPECT_EQ(got->content_type, "text/plain");
  EXPECT_EQ(got->body, "POST /in?a=1 m1 井盖");
  EXPECT_EQ(fetch({"GET", at("/no"), {}, ""}, limits_)->status, 503);
}

TEST_F(Fetching, FollowsNothingAndReadsNoMoreThanAllowed) {
  EXPECT_EQ(fetch({"GET", at("/moved"), {}, ""}, limits_)->status, 302);
  limits_.most_answer = 1'000;
  const auto large = fetch({"GET", at("/large"), {}, ""}, limits_);
  ASSERT_FALSE(large.ok());
  EXPECT_EQ(large.refusal().code, ErrorCode::call_failed);
}

TEST_F(Fetching, RefusesThisMachineAndPrivateNetworksUnlessAllowed) {
  limits_.private_addresses = false;
  const auto got = fetch({"GET", at("/"), {}, ""}, limits_);
  ASSERT_FALSE(got.ok());
  EXPECT_EQ(got.refusal().code, ErrorCode::address_refused);
  const std::string port = std::to_string(listener_.port());
  EXPECT_EQ(fetch({"GET", "http://localhost:" + port + "/", {}, ""}, limits_).refusal().code, ErrorCode::address_refused);
  for (const char* url : {"http://10.1.2.3/", "http://192.168.0.1/", "http://172.31.0.1/", "http://169.254.169.254/latest",
                          "http://100.64.0.1/", "http://0.0.0.0/", "http://[::1]/", "http://[fd00::1]/", "http://[fe80::1]/",
                          "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "https://localhost/"}) {
    const auto checked = check_url(url, false);
    ASSERT_FALSE(checked.ok()) << url;
    EXPECT_EQ(checked.refusal().code, ErrorCode::address_refused) << url;
    EXPECT_TRUE(check_url(url, true).ok()) << url;
  }
  EXPECT_TRUE(check_url("https://8.8.8.8/x", false).ok());
  EXPECT_TRUE(check_url("https://[2400:3200::1]/x", false).ok());
}

TEST_F(Fetching, RefusesWhatIsNoAddress) {
  for (const char* url : {"", "ftp://a/", "http://", "http://a:0/", "http://a:99999/", "http://u@a/", "http://a b/",
                          "http://a/#x", "http://[::1/", "file:///etc/passwd", "http://a\r\nb/"}) {
    const auto checked = check_url(url, true);
    ASSERT_FALSE(checked.ok()) << url;
    EXPECT_EQ(checked.refusal().code, ErrorCode::bad_input) << url;
  }
}

TEST_F(Fetching, SaysWhenNobodyAnswers) {
  const std::string gone = at("/");
  listener_.stop();
  const auto got = fetch({"GET", gone, {}, ""}, limits_);
  ASSERT_FALSE(got.ok());
  EXPECT_EQ(got.refusal().code, ErrorCode::call_failed);
}

}  // namespace
}  // namespace tiange::net
