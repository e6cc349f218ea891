#pragma once
// Bytes of one connection, plain or TLS. All calls and callbacks are on the connection's network thread; one read and
// one write may be under way at a time, and their buffers live until the callback.

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>
#include <string_view>

namespace tiange::net {

namespace asio = boost::asio;
using Socket = asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>;

// Kept alive by whatever is under way.
class TransportUser : public std::enable_shared_from_this<TransportUser> {
 public:
  virtual ~TransportUser() = default;
  virtual void on_ready(bool ok) = 0;                      // after start()
  virtual void on_read(bool ok, std::size_t bytes) = 0;    // not ok: closed by the peer or broken
  virtual void on_written(bool ok) = 0;
};

using Pieces = std::array<std::string_view, 3>;  // sent in order; empty ones are skipped

class Transport {
 public:
  virtual ~Transport() = default;
  virtual void start(TransportUser& user) = 0;
  virtual void read(TransportUser& user, char* into, std::size_t room) = 0;
  virtual void write(TransportUser& user, const Pieces& pieces) = 0;
  virtual void end_sending() = 0;  // half-close; reading goes on
  virtual void close() = 0;        // pending operations end with ok = false
};

std::unique_ptr<Transport> make_plain_transport(Socket socket);

// Holds the certificate and key. Throws std::runtime_error when they cannot be read or do not fit together.
class TlsIdentity {
 public:
  virtual ~TlsIdentity() = default;
  virtual std::unique_ptr<Transport> wrap(Socket socket) = 0;
};
std::unique_ptr<TlsIdentity> load_tls_identity(const std::string& certificate_path, const std::string& key_path);

}  // namespace tiange::net
