#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdlib.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include "platform/net/raw_client.h"
#include "platform/net/wire.h"

namespace tiange::net {
namespace {

class Folder {
 public:
  Folder() {
    char name[] = "/tmp/tiange-net-XXXXXX";
    path_ = ::mkdtemp(name);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// Answers with what `make` says; echoes by default.
class TestService final : public Service {
 public:
  std::function<Reply(Message&)> make = [](Message& message) {
    Reply reply;
    reply.body = message.method + " " + message.target + " " + message.body;
    return reply;
  };

  Intake intake(Message&) override { return {}; }
  std::optional<Reply> admit(Message&) override { return std::nullopt; }
  Reply answer(Message& message) override { return make(message); }
  Reply fault(const Message&, Fault fault, int) override {
    Reply reply;
    reply.status = fault == Fault::slow ? 408 : fault == Fault::disk ? 503 : 400;
    return reply;
  }
};

ListenOptions few_threads() {
  ListenOptions options;
  options.workers = 4;
  return options;
}

TEST(Net, SendsPartsOfFiles) {
  const Folder folder;
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += static_cast<char>('a' + i % 26);
  std::ofstream(folder.file("f")) << text << text << text;
  TestService service;
  service.make = [&](Message& message) {
    Reply reply;
    if (message.target == "/gone") {
      reply.file = FilePart{folder.file("gone"), 0, 5};
    } else {
      reply.file = FilePart{folder.file("f"), 3, message.target == "/short" ? 900'000u : 500'000u};
    }
    return reply;
  };
  Listener listener;
  listener.start(few_threads(), service);
  RawClient client(listener.port());
  EXPECT_EQ(client.request("GET", "/").body, (text + text + text).substr(3, 500'000));
  EXPECT_EQ(client.request("HEAD", "/").header("content-length"), "500000");
  EXPECT_EQ(client.request("GET", "/gone").status, 503);
  EXPECT_EQ(client.request("GET", "/short").status, 0);  // a file that shrank breaks the answer off
}

TEST(Net, HoldsChannelsWithoutWorkers) {
  TestService service;
  std::mutex mutex;
  std::vector<std::shared_ptr<Channel>> channels;
  service.make = [&](Message& message) {
    Reply reply;
    reply.content_type = "text/event-stream";
    if (message.target == "/live") {
      reply.hold = [&](std::shared_ptr<Channel> channel) {
        std::lock_guard lock(mutex);
        channels.push_back(std::move(channel));
      };
    }
    return reply;
  };
  ListenOptions options = few_threads();
  options.limits.channel_bytes = 100'000;
  Listener listener;
  listener.start(options, service);
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 20; ++i) {  // many more than workers
    clients.push_back(std::make_unique<RawClient>(listener.port()));
    clients.back()->send("GET /live HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_NE(clients.back()->receive_until("\r\n\r\n").find("text/event-stream"), std::string::npos);
  }
  EXPECT_EQ(RawClient(listener.port()).request("GET", "/").status, 200);
  const auto held = [&] {
    std::lock_guard lock(mutex);
    return channels;
  };
  while (held().size() < 20) std::this_thread::yield();
  for (int i = 0; i < 3; ++i) {
    for (const auto& channel : held()) EXPECT_TRUE(channel->push("data: " + std::to_string(i) + "\n\n"));
    for (auto& client : clients)
      EXPECT_NE(client->receive_until("\n\n").find("data: " + std::to_string(i)), std::string::npos);
  }
  // One that reads no more is let go; one that has left is noticed.
  const auto slow = held()[0];
  while (slow->push(std::string(50'000, 'x'))) {
  }
  EXPECT_FALSE(slow->open());
  clients.clear();
  for (const auto& channel : held()) {
    while (channel->open()) std::this_thread::yield();
  }
  listener.stop();
}

TEST(Net, ClosesHeldChannelsWhenStopped) {
  TestService service;
  std::atomic<bool> holding{false};
  std::shared_ptr<Channel> kept;
  service.make = [&](Message&) {
    Reply reply;
    reply.hold = [&](std::shared_ptr<Channel> channel) {
      kept = std::move(channel);
      holding = true;
    };
    return reply;
  };
  auto listener = std::make_unique<Listener>();
  listener->start(few_threads(), service);
  RawClient client(listener->port());
  client.send("GET /live HTTP/1.1\r\nHost: x\r\n\r\n");
  while (!holding) std::this_thread::yield();
  std::thread stopper([&] { listener->stop(); });
  EXPECT_TRUE(client.closed_by_peer());
  client.end_sending();
  stopper.join();
  listener.reset();
  EXPECT_FALSE(kept->open());
  EXPECT_FALSE(kept->push("late"));
}

TEST(Net, LetsSlowClientsGo) {
  TestService service;
  ListenOptions options = few_threads();
  options.limits.header_s = 1;
  options.limits.body_s = 1;
  options.limits.idle_s = 1;
  Listener listener;
  listener.start(options, service);
  RawClient idle(listener.port());
  RawClient half_header(listener.port());
  half_header.send("GET / HTTP/1.1\r\nHost");
  RawClient half_body(listener.port());
  half_body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_EQ(half_header.receive().status, 408);
  EXPECT_EQ(half_body.receive().status, 408);
  EXPECT_TRUE(idle.closed_by_peer());
}

TEST(Net, LimitsConnections) {
  TestService service;
  ListenOptions options = few_threads();
  options.limits.connections = 2;
  Listener listener;
  listener.start(options, service);
  RawClient first(listener.port());
  RawClient second(listener.port());
  EXPECT_EQ(first.request("GET", "/").status, 200);
  EXPECT_EQ(second.request("GET", "/").status, 200);
  RawClient third(listener.port());
  EXPECT_EQ(third.request("GET", "/").status, 0);
  EXPECT_EQ(first.request("GET", "/").status, 200);
}

// A key and a certificate for "localhost", signed by itself.
void write_identity(const std::string& certificate_path, const std::string& key_path) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_sign(certificate, key, EVP_sha256());
  FILE* file = std::fopen(certificate_path.c_str(), "w");
  PEM_write_X509(file, certificate);
  std::fclose(file);
  file = std::fopen(key_path.c_str(), "w");
  PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(file);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

std::string ask_over_tls(int port, int version, int times, const std::string& request) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_max_proto_version(context, version);
  BIO* bio = BIO_new_ssl_connect(context);
  BIO_set_conn_hostname(bio, ("127.0.0.1:" + std::to_string(port)).c_str());
  std::string all;
  if (BIO_do_connect(bio) == 1) {
    for (int i = 0; i < times; ++i) BIO_write(bio, request.data(), static_cast<int>(request.size()));
    char piece[4096];
    int n = 0;
    while ((n = BIO_read(bio, piece, sizeof piece)) > 0) all.append(piece, static_cast<std::size_t>(n));
  }
  BIO_free_all(bio);
  SSL_CTX_free(context);
  ERR_clear_error();
  return all;
}

TEST(Net, SpeaksTls) {
  const Folder folder;
  write_identity(folder.file("cert.pem"), folder.file("key.pem"));
  TestService service;
  service.make = [](Message& message) {
    Reply reply;
    reply.body = std::string(message.secure ? "secure " : "plain ") + std::string(50'000, 'x');
    return reply;
  };
  ListenOptions options = few_threads();
  options.certificate_path = folder.file("cert.pem");
  options.key_path = folder.file("key.pem");
  Listener listener;
  listener.start(options, service);
  const std::string request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  for (int version : {TLS1_3_VERSION, TLS1_2_VERSION}) {
    const std::string answer = ask_over_tls(listener.port(), version, 1, request);
    EXPECT_EQ(answer.rfind("HTTP/1.1 200 OK\r\n", 0), 0u);
    EXPECT_NE(answer.find("\r\n\r\nsecure xxx"), std::string::npos);
    EXPECT_GT(answer.size(), 50'000u);
  }
  EXPECT_EQ(ask_over_tls(listener.port(), TLS1_1_VERSION, 1, request), "");
  EXPECT_EQ(RawClient(listener.port()).request("GET", "/").status, 0);  // plain text on the TLS port

  Listener broken;
  options.key_path = folder.file("none.pem");
  EXPECT_THROW(broken.start(options, service), std::runtime_error);
}

TEST(Net, ServesManyConnectionsAtOnce) {
  TestService service;
  ListenOptions options = few_threads();
  options.network_threads = 2;
  Listener listener;
  listener.start(options, service);
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      RawClient client(listener.port());
      for (int i = 0; i < 200; ++i) {
        const std::string body =
            std::to_string(t) + ":" + std::to_string(i) + std::string(static_cast<std::size_t>(i) * 97, 'z');
        if (client.request("POST", "/x", body).body == "POST /x " + body) ++right;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 1600);
}

}  // namespace
}  // namespace tiange::net
