#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>

#include "platform/net/transport.h"

namespace tiange::net {

namespace {

class TlsTransport final : public Transport {
 public:
  TlsTransport(Socket socket, asio::ssl::context& context) : stream_(std::move(socket), context) {
    boost::system::error_code ignored;
    stream_.next_layer().set_option(asio::ip::tcp::no_delay(true), ignored);
  }

  void start(TransportUser& user) override {
    stream_.async_handshake(asio::ssl::stream_base::server,
                            [self = user.shared_from_this()](boost::system::error_code error) {
                              self->on_ready(!error);
                            });
  }

  void read(TransportUser& user, char* into, std::size_t room) override {
    stream_.async_read_some(asio::buffer(into, room),
                            [self = user.shared_from_this()](boost::system::error_code error, std::size_t n) {
                              self->on_read(!error, n);
                            });
  }

  // One buffer, so that header and body share a record.
  void write(TransportUser& user, const Pieces& pieces) override {
    out_.clear();
    for (std::string_view piece : pieces) out_ += piece;
    asio::async_write(stream_, asio::buffer(out_),
                      [self = user.shared_from_this()](boost::system::error_code error, std::size_t) {
                        self->on_written(!error);
                      });
  }

  void end_sending() override {
    boost::system::error_code ignored;
    stream_.next_layer().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  }

  void close() override {
    boost::system::error_code ignored;
    stream_.next_layer().close(ignored);
  }

 private:
  asio::ssl::stream<Socket> stream_;
  std::string out_;
};

class FileIdentity final : public TlsIdentity {
 public:
  FileIdentity(const std::string& certificate_path, const std::string& key_path)
      : context_(asio::ssl::context::tls_server) {
    try {
      context_.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                           asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                           asio::ssl::context::no_tlsv1_1);
      SSL_CTX_set_options(context_.native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                                        SSL_OP_IGNORE_UNEXPECTED_EOF);
      context_.use_certificate_chain_file(certificate_path);
      context_.use_private_key_file(key_path, asio::ssl::context::pem);
    } catch (const boost::system::system_error& error) {
      throw std::runtime_error("cannot use the certificate " + certificate_path + " with the key " + key_path + ": " +
                               error.what());
    }
  }

  std::unique_ptr<Transport> wrap(Socket socket) override {
    return std::make_unique<TlsTransport>(std::move(socket), context_);
  }

 private:
  asio::ssl::context context_;
};

}  // namespace

std::unique_ptr<TlsIdentity> load_tls_identity(const std::string& certificate_path, const std::string& key_path) {
  return std::make_unique<FileIdentity>(certificate_path, key_path);
}

}  // namespace tiange::net
