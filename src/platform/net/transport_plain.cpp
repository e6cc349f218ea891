#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include "platform/net/transport.h"

namespace tiange::net {

namespace {

class PlainTransport final : public Transport {
 public:
  explicit PlainTransport(Socket socket) : socket_(std::move(socket)) {
    boost::system::error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  }

  void start(TransportUser& user) override { user.on_ready(true); }

  void read(TransportUser& user, char* into, std::size_t room) override {
    socket_.async_read_some(asio::buffer(into, room),
                            [self = user.shared_from_this()](boost::system::error_code error, std::size_t n) {
                              self->on_read(!error, n);
                            });
  }

  void write(TransportUser& user, const Pieces& pieces) override {
    std::array<asio::const_buffer, 3> buffers;
    for (std::size_t i = 0; i < pieces.size(); ++i) buffers[i] = asio::buffer(pieces[i].data(), pieces[i].size());
    asio::async_write(socket_, buffers, [self = user.shared_from_this()](boost::system::error_code error, std::size_t) {
      self->on_written(!error);
    });
  }

  void end_sending() override {
    boost::system::error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  }

  void close() override {
    boost::system::error_code ignored;
    socket_.close(ignored);
  }

 private:
  Socket socket_;
};

}  // namespace

std::unique_ptr<Transport> make_plain_transport(Socket socket) {
  return std::make_unique<PlainTransport>(std::move(socket));
}

}  // namespace tiange::net
