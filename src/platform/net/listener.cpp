#include <arpa/inet.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <filesystem>
#include <stdexcept>

#include "platform/net/connection.h"
#include "platform/net/wire.h"
#include "platform/observe/log.h"
#include "platform/observe/system_clock.h"

namespace tiange::net {

using Tcp = asio::ip::tcp;

struct Listener::Inside {
  using Acceptor = asio::basic_socket_acceptor<Tcp, asio::io_context::executor_type>;
  using Guard = asio::executor_work_guard<asio::io_context::executor_type>;

  Inside(const ListenOptions& options, Service& service) : shared(service, options) {
    if (!options.certificate_path.empty()) identity = load_tls_identity(options.certificate_path, options.key_path);
    const int cores = static_cast<int>(std::thread::hardware_concurrency());
    const int threads = options.network_threads > 0 ? options.network_threads : std::max(1, cores / 2);
    for (int i = 0; i < threads; ++i) loops.push_back(std::make_unique<Loop>());
    std::filesystem::create_directories(options.spool_folder);
    open(options);
    for (auto& loop : loops) {
      loop->now_s = observe::steady_us() / 1'000'000;
      guards.emplace_back(loop->context.get_executor());
      every_second(*loop);
    }
    accept();
    for (auto& loop : loops) loop->thread = std::thread([this, &loop] { run(*loop); });
  }

  void open(const ListenOptions& options) {
    try {
      const Tcp::endpoint where(asio::ip::make_address(options.address), static_cast<std::uint16_t>(options.port));
      acceptor = std::make_unique<Acceptor>(loops[0]->context);
      acceptor->open(where.protocol());
      acceptor->set_option(Tcp::acceptor::reuse_address(true));
      acceptor->bind(where);
      acceptor->listen(1024);
      port = acceptor->local_endpoint().port();
    } catch (const boost::system::system_error& error) {
      throw std::runtime_error("cannot listen on " + options.address + ":" + std::to_string(options.port) + ": " +
                               error.code().message());
    }
  }

  void run(Loop& loop) {
    while (true) {
      try {
        loop.context.run();
        return;
      } catch (const std::exception& error) {
        observe::log_error("network_thread_failure", {{"what", error.what()}});
      }
    }
  }

  void every_second(Loop& loop) {
    loop.second.expires_after(std::chrono::seconds(1));
    loop.second.async_wait([this, &loop](boost::system::error_code error) {
      if (error || loop.ended) return;
      loop.now_s = observe::steady_us() / 1'000'000;
      for (const auto& one : living(loop)) one->tick();
      every_second(loop);
    });
  }

  // A copy, because what is called closes connections.
  static std::vector<std::shared_ptr<Connection>> living(Loop& loop) {
    std::vector<std::shared_ptr<Connection>> all;
    all.reserve(loop.connections.size());
    for (Connection* one : loop.connections)
      all.push_back(std::static_pointer_cast<Connection>(one->shared_from_this()));
    return all;
  }

  void accept() {
    Loop& loop = *loops[next++ % loops.size()];
    acceptor->async_accept(loop.context, [this, &loop](boost::system::error_code error, Socket socket) {
      if (error == asio::error::operation_aborted || shared.draining) return;
      if (error) {
        // Most likely out of file descriptors: give the others time to close.
        loops[0]->second.expires_after(std::chrono::milliseconds(100));
        loops[0]->second.async_wait([this](boost::system::error_code) {
          if (!loops[0]->ended) every_second(*loops[0]);
          if (!shared.draining) accept();
        });
        return;
      }
      if (shared.connections < shared.options.limits.connections) take(loop, std::move(socket));
      accept();
    });
  }

  void take(Loop& loop, Socket socket) {
    boost::system::error_code error;
    const auto peer = socket.remote_endpoint(error);
    if (error) return;
    const bool secure = identity != nullptr;
    auto transport = secure ? identity->wrap(std::move(socket)) : make_plain_transport(std::move(socket));
    auto address = peer.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
      address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    }
    auto connection = std::make_shared<Connection>(loop, shared, std::move(transport), address.to_string(),
                                                   address.is_loopback(), secure);
    asio::post(loop.context, [connection] { connection->begin(); });
  }

  void each_loop(void (Connection::*act)()) {
    for (auto& loop : loops) {
      asio::post(loop->context, [&loop = *loop, act] {
        for (const auto& one : living(loop)) (one.get()->*act)();
      });
    }
  }

  void stop() {
    if (stopped) return;
    stopped = true;
    shared.draining = true;
    asio::post(loops[0]->context, [this] {
      boost::system::error_code ignored;
      acceptor->close(ignored);
    });
    each_loop(&Connection::drain);
    const std::int64_t until = observe::steady_us() + shared.options.limits.drain_s * 1'000'000LL;
    while (shared.connections > 0 && observe::steady_us() < until) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    each_loop(&Connection::close);
    shared.workers.stop();
    guards.clear();
    for (auto& loop : loops) {
      asio::post(loop->context, [&loop = *loop] {
        loop.ended = true;  // a second that has just passed is past cancelling
        loop.second.cancel();
      });
    }
    for (auto& loop : loops) {
      if (loop->thread.joinable()) loop->thread.join();
    }
  }

  // Loops outlive the connections, whose sockets belong to them.
  std::vector<std::unique_ptr<Loop>> loops;
  Shared shared;
  std::unique_ptr<TlsIdentity> identity;
  std::unique_ptr<Acceptor> acceptor;
  std::vector<Guard> guards;
  std::size_t next = 0;
  int port = 0;
  bool stopped = false;
};

Listener::Listener() = default;
Listener::~Listener() { stop(); }

void Listener::start(const ListenOptions& options, Service& service) {
  inside_ = std::make_unique<Inside>(options, service);
}

int Listener::port() const { return inside_ ? inside_->port : 0; }

void Listener::stop() {
  if (inside_) inside_->stop();
}

std::size_t Listener::connections() const { return inside_ ? inside_->shared.connections.load() : 0; }
std::size_t Listener::waiting() const { return inside_ ? inside_->shared.workers.waiting() : 0; }

}  // namespace tiange::net
