#include "platform/mail/smtp.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "platform/mail/mail.h"

namespace tiange::mail {
namespace {

// A mail server that takes one letter and notes what was said to it.
class TestServer {
 public:
  struct Manners {
    bool auth = true;
    std::string to_recipient = "250 ok";
    bool silent = false;  // greets nobody
  };
  explicit TestServer(Manners manners) : manners_(manners), listening_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(listening_, reinterpret_cast<sockaddr*>(&where), sizeof where), 0);
    EXPECT_EQ(::listen(listening_, 4), 0);
    socklen_t size = sizeof where;
    ::getsockname(listening_, reinterpret_cast<sockaddr*>(&where), &size);
    port = ntohs(where.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~TestServer() { wait(); }
  void wait() {
    if (!thread_.joinable()) return;
    ::shutdown(listening_, SHUT_RDWR);
    thread_.join();
    ::close(listening_);
  }
  Server address() const {
    Server server;
    server.host = "127.0.0.1";
    server.port = port;
    server.security = Security::none;
    server.connect = seconds(5);
    server.whole = seconds(5);
    return server;
  }

  int port = 0;
  std::string commands;
  std::string letter;

 private:
  void serve() {
    const int peer = ::accept(listening_, nullptr, nullptr);
    if (peer < 0) return;
    const auto say = [&](const std::string& line) { (void)!::write(peer, (line + "\r\n").data(), line.size() + 2); };
    if (!manners_.silent) say("220 test ESMTP");
    std::string buffer;
    bool data = false;
    char piece[4096];
    for (ssize_t n; (n = ::read(peer, piece, sizeof piece)) > 0;) {
      buffer.append(piece, static_cast<std::size_t>(n));
      for (std::size_t end; (end = buffer.find("\r\n")) != buffer.npos;) {
        const std::string line = buffer.substr(0, end);
        buffer.erase(0, end + 2);
        if (data) {
          if (line == ".") {
            data = false;
            say("250 taken");
          } else {
            letter += line + "\r\n";
          }
          continue;
        }
        commands += line + "\n";
        answer(line, say, data);
      }
    }
    ::close(peer);
  }
  void answer(const std::string& line, const std::function<void(const std::string&)>& say, bool& data) const {
    if (line.starts_with("EHLO")) {
      say("250-test");
      if (manners_.auth) say("250-AUTH PLAIN LOGIN");
      say("250 8BITMIME");
    } else if (line == "AUTH PLAIN") {
      say("334 ");
    } else if (line == "AHRpYW5nZQBzM2NyZXQ=") {
      say("235 welcome");
    } else if (line.starts_with("AUTH")) {
      say("535 not so");
    } else if (line.starts_with("RCPT")) {
      say(manners_.to_recipient);
    } else if (line == "DATA") {
      data = true;
      say("354 go on");
    } else if (line == "QUIT") {
      say("221 bye");
    } else {
      say("250 ok");
    }
  }

  Manners manners_;
  int listening_;
  std::thread thread_;
};

Posting posting() {
  Posting one;
  one.id = "7012@440604.tiange";
  one.from_name = "禅城区天格平台";
  one.from = "tiange@example.cn";
  one.to = "wang@example.cn";
  one.subject = "【工单】禅20261121-000123 井盖破损已派到您处，请在今日 18:00 前签收并开始处置";
  one.text = "您好：\n有一件新工单。\n.\n以上。";
  one.sent = parse_local("2026-11-22 09:05:30").value();
  return one;
}

TEST(Smtp, LetterArrivesWhole) {
  TestServer there({});
  Server server = there.address();
  server.account = "tiange";
  server.secret = "s3cret";
  const auto sent = send(server, posting());
  there.wait();
  ASSERT_TRUE(sent.ok()) << sent.refusal().zh;
  EXPECT_NE(there.commands.find("AUTH PLAIN"), std::string::npos) << there.commands;
  EXPECT_NE(there.commands.find("MAIL FROM:<tiange@example.cn>"), std::string::npos) << there.commands;
  EXPECT_NE(there.commands.find("RCPT TO:<wang@example.cn>"), std::string::npos);
  const auto letter = read_letter(there.letter);
  ASSERT_TRUE(letter.ok());
  EXPECT_EQ(letter->subject, posting().subject);
  EXPECT_EQ(letter->from_name, "禅城区天格平台");
  EXPECT_EQ(letter->from_address, "tiange@example.cn");
  EXPECT_EQ(letter->message_id, "7012@440604.tiange");
  EXPECT_EQ(letter->text, posting().text);
  EXPECT_EQ(format_local(letter->sent), "2026-11-22 09:05");
  for (std::size_t from = 0, end; (end = there.letter.find("\r\n", from)) != std::string::npos; from = end + 2)
    EXPECT_LE(end - from, 78u);
}

TEST(Smtp, WithoutAccountNobodySignsIn) {
  TestServer there({.auth = false});
  const auto sent = send(there.address(), posting());
  there.wait();
  ASSERT_TRUE(sent.ok()) << sent.refusal().zh;
  EXPECT_EQ(there.commands.find("AUTH"), std::string::npos);
}

TEST(Smtp, StartTlsIsNotDoneWithout) {
  TestServer there({});
  Server server = there.address();
  server.security = Security::starttls;
  server.account = "tiange";
  server.secret = "s3cret";
  const auto sent = send(server, posting());
  there.wait();
  ASSERT_FALSE(sent.ok());
  EXPECT_EQ(sent.refusal().code, ErrorCode::call_failed);
  EXPECT_EQ(there.commands.find("AUTH"), std::string::npos);
  EXPECT_EQ(there.letter, "");
}

TEST(Smtp, RefusedRecipientIsSaid) {
  TestServer there({.to_recipient = "550 no such user"});
  const auto sent = send(there.address(), posting());
  there.wait();
  ASSERT_FALSE(sent.ok());
  EXPECT_NE(sent.refusal().en.find("550"), std::string::npos) << sent.refusal().en;
}

TEST(Smtp, SilentServerIsGivenUp) {
  TestServer there({.silent = true});
  Server server = there.address();
  server.connect = server.whole = Span{300'000};
  const auto sent = send(server, posting());
  there.wait();
  EXPECT_FALSE(sent.ok());
}

TEST(Smtp, Addresses) {
  for (const char* good : {"a@b.cn", "li.si+x@mail.example.gov.cn"}) EXPECT_TRUE(is_address(good)) << good;
  for (const char* bad : {"", "a", "@b.cn", "a@b", "a b@c.cn", "a@b.cn>", "a@b.cn\r\nBcc: x@y.cn", "王@b.cn", "a@.cn", "a@b..cn"})
    EXPECT_FALSE(is_address(bad)) << bad;
}

}  // namespace
}  // namespace tiange::mail
