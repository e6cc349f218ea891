#pragma once
// HTTP/1.1 as it goes over the wire: messages, replies, and who answers them. Nothing here knows of routes, accounts or
// JSON; that is platform/http. Network threads never block; answers are made on worker threads.

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tiange::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

// A file that holds a body too large for memory. It has no name on the disk, so nothing is left when the program dies.
class Spool {
 public:
  explicit Spool(const std::string& folder);  // throws std::system_error
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;
  void add(std::string_view piece);  // throws std::system_error (disk full)
  const std::string& path() const { return path_; }  // to be opened by this process, as long as the object lives
  std::size_t size() const { return size_; }

 private:
  std::string path_;
  int file_ = -1;
  std::size_t size_ = 0;
};

// What the service notes about a message between intake and answer.
struct Context {
  virtual ~Context() = default;
};

struct Message {
  std::string method;
  std::string target;  // as received
  Headers headers;     // names in lower case
  std::string body;
  std::unique_ptr<Spool> spool;  // instead of body, when Intake asked for it
  std::string remote;            // address of the peer
  bool loopback = false;
  bool secure = false;
  bool http10 = false;
  std::unique_ptr<Context> context;

  std::string_view header(std::string_view lower_name) const;  // "" when absent
};

// Writes a long body piece by piece; blocks when the client is slow; false when the client has gone.
using Sink = std::function<bool(std::string_view piece)>;

// A response that stays open and is written by whoever holds it (live events). Every call returns at once, from any
// thread; the network threads send. An idle channel costs a connection, not a worker.
class Channel {
 public:
  virtual ~Channel() = default;
  virtual bool push(std::string piece) = 0;  // false: the client has gone, or was too slow and is let go
  virtual void close() = 0;
  virtual bool open() const = 0;
};

// Part of a file, sent by the network threads. The file must not change while it is sent.
struct FilePart {
  std::string path;
  std::uint64_t from = 0;
  std::uint64_t size = 0;  // bytes
};

// One of body, stream, file, hold.
struct Reply {
  int status = 200;
  std::string content_type = "application/json";
  Headers headers;
  std::string body;
  std::function<void(const Sink&)> stream;  // the body is what it writes, on a worker thread (exports)
  std::optional<FilePart> file;             // the body is this part of a file
  std::function<void(std::shared_ptr<Channel>)> hold;  // called on a worker thread once the header is on its way
  std::array<std::string_view, 4> fixed_headers{};  // whole lines with their CRLF, alive for ever

  Reply& with(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

// What to do with the body of a message whose header is known.
struct Intake {
  std::size_t max_body = 1 << 20;  // bytes
  bool spool = false;              // into a file; Service::admit is asked before the body is read
  std::optional<Reply> refusal;    // answered once the body is read, without a worker
};

enum class Fault {
  bad_message,        // 400: not HTTP/1.1
  headers_too_large,  // 431
  body_too_large,     // 413
  slow,               // 408
  busy,               // 429: every worker has work and the queue is full
  disk,               // 503: the body could not be spooled
};

class Service {
 public:
  virtual ~Service() = default;
  // Network thread, must not block. May take the headers out of the message.
  virtual Intake intake(Message& message) = 0;
  // Worker thread, spooled messages only: a reply refuses the body.
  virtual std::optional<Reply> admit(Message& message) = 0;
  // Worker thread. Must not throw.
  virtual Reply answer(Message& message) = 0;
  // Network thread, must not block. The connection closes afterwards, except after `busy`.
  virtual Reply fault(const Message& message, Fault fault, int retry_after_s) = 0;
};

struct Limits {
  std::size_t header_bytes = 32 << 10;
  std::size_t header_fields = 100;
  std::size_t connections = 20'000;
  int idle_s = 75;     // between requests
  int header_s = 15;   // from the first byte to the end of the header
  int body_s = 30;     // of grace for a body, on top of one second for every slowest_bytes_per_s
  std::size_t slowest_bytes_per_s = 16 << 10;
  int write_s = 60;    // without progress while sending
  int drain_s = 15;    // for answers under way when stopping
  std::size_t channel_bytes = 1 << 20;  // waiting for a slow client of a held response; beyond it is let go
};

struct ListenOptions {
  std::string address = "127.0.0.1";
  int port = 0;            // 0 takes a free one
  int network_threads = 0; // 0: half the cores, at least 1
  int workers = 96;        // many, because a writing worker mostly waits for the disk together with others
  std::size_t queue = 4096;  // messages waiting for a worker
  std::string spool_folder = "/tmp";
  std::string certificate_path;  // PEM chain; with key_path the port speaks TLS only
  std::string key_path;
  Limits limits;
};

// The text between HTTP/1.1 and the body, without Content-Length and Transfer-Encoding.
std::string_view reason_phrase(int status);

// A listening port. Contexts, threads and connections belong to it.
class Listener {
 public:
  Listener();
  ~Listener();  // stops
  // Throws std::runtime_error when the address is taken or a certificate cannot be read.
  void start(const ListenOptions& options, Service& service);
  int port() const;
  // No new connections; idle ones close, answers under way are finished (at most drain_s), then everything closes.
  void stop();
  std::size_t connections() const;
  std::size_t waiting() const;  // messages without a worker

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace tiange::net
