#pragma once
// One client: reads a message, has it answered on a worker, writes the reply, and so on. Everything runs on the
// connection's network thread except answering; while a worker has the message, the connection does not touch it.

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <unordered_set>

#include "platform/net/parser.h"
#include "platform/net/transport.h"
#include "platform/net/wire.h"
#include "platform/net/workers.h"

namespace tiange::net {

class Connection;

// One network thread.
struct Loop {
  asio::io_context context{1};
  asio::steady_timer second{context};
  std::unordered_set<Connection*> connections;  // touched by this thread only
  std::int64_t now_s = 0;                       // coarse clock of every deadline
  bool ended = false;                           // nothing is waited for any more; touched by this thread only
  std::thread thread;
};

struct Shared {
  Shared(Service& s, const ListenOptions& o) : service(s), options(o), workers(o.workers, o.queue) {}

  Service& service;
  const ListenOptions options;
  Workers workers;
  std::atomic<std::size_t> connections{0};
  std::atomic<bool> draining{false};
};

// The sending side of a reply without known length. The holder pushes from any thread, the connection takes.
class HeldChannel final : public Channel, public std::enable_shared_from_this<HeldChannel> {
 public:
  HeldChannel(Connection& connection, Loop& loop, std::size_t most_waiting);

  bool push(std::string piece) override;
  bool push_waiting(std::string_view piece);  // blocks while the client is slow
  void close() override;
  bool open() const override;

  // Connection's side, on its network thread.
  bool take(std::string& out);  // true: nothing more will come
  void gone();

 private:
  void wake();  // with the lock held

  mutable std::mutex mutex_;
  std::condition_variable taken_;
  std::weak_ptr<TransportUser> connection_;
  Loop& loop_;  // alive while open_
  const std::size_t most_waiting_;
  std::string waiting_;
  bool scheduled_ = false;
  bool open_ = true;     // the connection still sends
  bool ending_ = false;  // the holder has finished
};

// A reply ready to be sent.
struct Outgoing {
  std::string head;
  std::string body;
  int file = -1;
  std::uint64_t file_at = 0;
  std::uint64_t file_left = 0;
  std::shared_ptr<HeldChannel> channel;
  bool chunked = false;
  bool closes = false;  // the head says Connection: close

  Outgoing() = default;
  Outgoing(Outgoing&& other) noexcept { *this = std::move(other); }
  Outgoing& operator=(Outgoing&& other) noexcept;
  ~Outgoing();
};

class Connection final : public TransportUser {
 public:
  Connection(Loop& loop, Shared& shared, std::unique_ptr<Transport> transport, std::string remote, bool loopback,
             bool secure);
  ~Connection() override;

  void begin();
  void tick();   // once a second
  void drain();  // finish what is under way, then close
  void close();
  void send_held();  // something waits in the channel

  void on_ready(bool ok) override;
  void on_read(bool ok, std::size_t bytes) override;
  void on_written(bool ok) override;

 private:
  enum class Phase { opening, header, admitting, inviting, body, answering, sending, holding, lingering, closed };

  std::shared_ptr<Connection> self() { return std::static_pointer_cast<Connection>(shared_from_this()); }
  std::string_view unread() const { return std::string_view(in_).substr(in_from_); }
  void next_message();
  void advance();
  bool take_head();  // false: waiting for something
  void admitted(std::optional<Reply> refusal);
  void begin_body();
  void read_more();
  void dispatch();
  void work();  // worker thread
  void fail(Fault fault);
  void reply_now(Reply reply);
  Outgoing serialise(Reply& reply);  // any thread that owns the message
  void send(Outgoing outgoing);
  void send_more_of_file();
  void finished();
  void linger();
  void set_deadline(int seconds) { deadline_s_ = loop_.now_s + seconds; }

  Loop& loop_;
  Shared& shared_;
  std::unique_ptr<Transport> transport_;
  const std::string remote_;
  const bool loopback_;
  const bool secure_;

  Phase phase_ = Phase::opening;
  std::int64_t deadline_s_ = 0;
  std::int64_t body_began_s_ = 0;
  bool reading_ = false;
  bool writing_ = false;
  std::atomic<bool> keep_alive_{true};  // cleared by drain() while a worker answers
  bool invited_ = true;  // the client does not wait for 100 Continue
  std::string in_;  // received, unread from in_from_
  std::size_t in_from_ = 0;
  std::vector<char> room_;
  Parser parser_;
  Message message_;
  Intake intake_;
  Outgoing out_;
  std::string chunk_;       // being sent
  std::string chunk_head_;
};

}  // namespace tiange::net
