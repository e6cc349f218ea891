#include "platform/net/fetch.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <chrono>
#include <optional>

#include "base/text.h"

namespace tiange::net {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using asio::ip::tcp;
using SteadyTime = std::chrono::steady_clock::time_point;

struct Address {
  bool tls = false;
  std::string host;
  std::string port;
  std::string target;
  std::string host_header;
};

Refusal wrong_url(const char* zh, const char* en) {
  return refuse_fields(ErrorCode::bad_input, {FieldError{"url", zh, en}});
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

Result<Address> take_apart(std::string_view url) {
  Address out;
  if (url.size() > 2'000) return wrong_url("网址过长", "is too long");
  if (url.starts_with("https://")) {
    out.tls = true;
    url.remove_prefix(8);
  } else if (url.starts_with("http://")) {
    url.remove_prefix(7);
  } else {
    return wrong_url("网址须以 http:// 或 https:// 开头", "must begin with http:// or https://");
  }
  for (const char c : url) {
    if (c <= ' ' || c == 0x7f || c == '#') return wrong_url("网址含有不能使用的字符", "holds a character that cannot be");
  }
  const std::size_t slash = url.find_first_of("/?");
  const std::string_view authority = url.substr(0, slash);
  out.target = slash == url.npos ? "/" : std::string(url.substr(slash));
  if (out.target.front() == '?') out.target.insert(0, "/");
  if (authority.find('@') != authority.npos) return wrong_url("网址中不能带账号", "must not hold a user");
  out.host_header = authority;
  std::string_view host = authority;
  out.port = out.tls ? "443" : "80";
  if (host.starts_with('[')) {
    const std::size_t end = host.find(']');
    if (end == host.npos) return wrong_url("网址有误", "is malformed");
    const std::string_view after = host.substr(end + 1);
    if (after.starts_with(':')) out.port = after.substr(1);
    out.host = host.substr(1, end - 1);
  } else {
    if (const std::size_t colon = host.find(':'); colon != host.npos) {
      out.port = host.substr(colon + 1);
      host = host.substr(0, colon);
    }
    for (const char c : host) {
      if (!is_host_character(c)) return wrong_url("主机名有误", "the name of the host is malformed");
    }
    out.host = host;
  }
  const auto port = text::to_int(out.port);
  if (out.host.empty() || !port || *port < 1 || *port > 65'535) return wrong_url("网址有误", "is malformed");
  return out;
}

bool is_private_v4(asio::ip::address_v4 address) {
  struct Net {
    std::uint32_t base;
    int bits;
  };
  // RFC 6890: this network, private, shared, loopback, link-local, protocol and test networks, multicast and reserved.
  static constexpr Net k_nets[] = {{0x00000000, 8},  {0x0A000000, 8},  {0x64400000, 10}, {0x7F000000, 8},
                                   {0xA9FE0000, 16}, {0xAC100000, 12}, {0xC0000000, 24}, {0xC0000200, 24},
                                   {0xC0A80000, 16}, {0xC6120000, 15}, {0xC6336400, 24}, {0xCB007100, 24},
                                   {0xE0000000, 4},  {0xF0000000, 4}};
  const std::uint32_t number = address.to_uint();
  for (const Net& net : k_nets) {
    if ((number >> (32 - net.bits)) == (net.base >> (32 - net.bits))) return true;
  }
  return false;
}

bool is_private(const asio::ip::address& address) {
  if (address.is_v4()) return is_private_v4(address.to_v4());
  const asio::ip::address_v6 v6 = address.to_v6();
  const auto bytes = v6.to_bytes();
  if (v6.is_v4_mapped() || (bytes[0] == 0x00 && bytes[1] == 0x64)) {
    return is_private_v4(asio::ip::address_v4({bytes[12], bytes[13], bytes[14], bytes[15]}));
  }
  // Only global unicast (2000::/3) is public, and of it neither 6to4 nor documentation.
  const bool global = (bytes[0] & 0xE0) == 0x20;
  const bool six_to_four = bytes[0] == 0x20 && bytes[1] == 0x02;
  const bool documentation = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0D && bytes[3] == 0xB8;
  return !global || six_to_four || documentation;
}

Refusal private_address(const std::string& host) {
  return refuse(ErrorCode::address_refused, host + " 指向本机或内部网络", host + " leads to this machine or a private network");
}

Refusal failed(const std::string& zh, const std::string& en) { return refuse(ErrorCode::call_failed, zh, en); }

Refusal failed_by(const char* zh, const char* en, const error_code& error) {
  if (error == beast::error::timeout) return failed("对方响应超时", "the other side took too long");
  return failed(std::string(zh) + "：" + error.message(), std::string(en) + ": " + error.message());
}

class Call {
 public:
  Call(const FetchRequest& request, const FetchLimits& limits, Address address)
      : request_(request),
        limits_(limits),
        address_(std::move(address)),
        tls_(asio::ssl::context::tls_client),
        resolver_(context_),
        begun_(std::chrono::steady_clock::now()) {}

  Result<Fetched> run() {
    TIANGE_TRY(const auto ends, look_up());
    if (!address_.tls) {
      beast::tcp_stream stream(context_);
      TIANGE_CHECK_OK(connect(stream, ends));
      return exchange(stream, stream);
    }
    TIANGE_CHECK_OK(trust());
    beast::ssl_stream<beast::tcp_stream> stream(context_, tls_);
    stream.set_verify_callback(asio::ssl::host_name_verification(address_.host));
    SSL_set_tlsext_host_name(stream.native_handle(), address_.host.c_str());
    beast::tcp_stream& lower = beast::get_lowest_layer(stream);
    TIANGE_CHECK_OK(connect(lower, ends));
    error_code error;
    stream.async_handshake(asio::ssl::stream_base::client, [&](error_code e) { error = e; });
    go();
    if (error) return failed_by("TLS 握手或证书校验失败", "TLS or the certificate failed", error);
    return exchange(lower, stream);
  }

 private:
  void go() {
    context_.restart();
    context_.run();
  }

  Outcome trust() {
    error_code error;
    tls_.set_verify_mode(asio::ssl::verify_peer);
    tls_.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    tls_.set_default_verify_paths(error);
    if (!limits_.trusted_certificates.empty()) tls_.load_verify_file(limits_.trusted_certificates, error);
    if (error) return failed_by("无法读取受信任的证书", "the trusted certificates cannot be read", error);
    return done();
  }

  Result<std::vector<tcp::endpoint>> look_up() {
    std::vector<tcp::endpoint> ends;
    error_code error;
    const auto literal = asio::ip::make_address(address_.host, error);
    if (!error) {
      ends.emplace_back(literal, static_cast<unsigned short>(*text::to_int(address_.port)));
    } else {
      error_code found = asio::error::timed_out;
      resolver_.async_resolve(address_.host, address_.port, [&](error_code e, const tcp::resolver::results_type& all) {
        found = e;
        for (const auto& one : all) ends.push_back(one.endpoint());
      });
      context_.restart();
      context_.run_for(std::chrono::microseconds(limits_.connect.us));
      if (found || ends.empty()) {
        resolver_.cancel();
        go();
        return failed("找不到主机 " + address_.host, "there is no host " + address_.host);
      }
    }
    if (!limits_.private_addresses) {
      for (const tcp::endpoint& end : ends) {
        if (is_private(end.address())) return private_address(address_.host);
      }
    }
    return ends;
  }

  Outcome connect(beast::tcp_stream& stream, const std::vector<tcp::endpoint>& ends) {
    stream.expires_at(begun_ + std::chrono::microseconds(limits_.connect.us));
    error_code error;
    stream.async_connect(ends, [&](error_code e, const tcp::endpoint&) { error = e; });
    go();
    if (error) return failed_by("无法连接", "cannot be reached", error);
    return done();
  }

  template <class Stream>
  Result<Fetched> exchange(beast::tcp_stream& lower, Stream& stream) {
    lower.expires_at(begun_ + std::chrono::microseconds(limits_.whole.us));
    http::request<http::string_body> message;
    message.version(11);
    message.method_string(request_.method);
    message.target(address_.target);
    message.set(http::field::host, address_.host_header);
    message.set(http::field::user_agent, "Tiange");
    message.set(http::field::connection, "close");
    for (const auto& [name, value] : request_.headers) message.set(name, value);
    message.body() = request_.body;
    message.prepare_payload();
    error_code error;
    http::async_write(stream, message, [&](error_code e, std::size_t) { error = e; });
    go();
    if (error) return failed_by("发送失败", "sending failed", error);
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(limits_.most_answer);
    parser.header_limit(32 << 10);
    http::async_read(stream, buffer, parser, [&](error_code e, std::size_t) { error = e; });
    go();
    if (error == http::error::body_limit) return failed("对方应答过大", "the answer is too large");
    if (error) return failed_by("读取应答失败", "reading the answer failed", error);
    const auto& answer = parser.get();
    Fetched out;
    out.status = static_cast<int>(answer.result_int());
    out.content_type = std::string(answer[http::field::content_type]);
    out.body = answer.body();
    return out;
  }

  const FetchRequest& request_;
  const FetchLimits& limits_;
  const Address address_;
  asio::io_context context_;
  asio::ssl::context tls_;
  tcp::resolver resolver_;
  const SteadyTime begun_;
};

}  // namespace

Outcome check_url(std::string_view url, bool private_addresses) {
  TIANGE_TRY(const Address address, take_apart(url));
  if (private_addresses) return done();
  error_code error;
  const auto literal = asio::ip::make_address(address.host, error);
  const std::string host = text::lower_ascii(address.host);
  if ((!error && is_private(literal)) || host == "localhost" || host.ends_with(".localhost")) return private_address(address.host);
  return done();
}

Result<Fetched> fetch(const FetchRequest& request, const FetchLimits& limits) {
  TIANGE_TRY(Address address, take_apart(request.url));
  Call call(request, limits, std::move(address));
  return call.run();
}

}  // namespace tiange::net
