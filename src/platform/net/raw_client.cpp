#include "platform/net/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "base/text.h"

namespace tiange::net {

std::string RawAnswer::header(std::string_view lower_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_name) return value;
  }
  return {};
}

RawClient::RawClient(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(static_cast<std::uint16_t>(port));
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  timeval patience{10, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0) {
    ::close(socket_);
    throw std::runtime_error("cannot connect to port " + std::to_string(port));
  }
}

RawClient::~RawClient() { ::close(socket_); }

void RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return;  // the answer, or its absence, tells
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

void RawClient::end_sending() { ::shutdown(socket_, SHUT_WR); }

bool RawClient::fill() {
  char piece[16384];
  const ssize_t n = ::recv(socket_, piece, sizeof piece, 0);
  if (n <= 0) return false;
  in_.append(piece, static_cast<std::size_t>(n));
  return true;
}

bool RawClient::closed_by_peer() {
  char piece[4096];
  while (true) {
    const ssize_t n = ::recv(socket_, piece, sizeof piece, 0);
    if (n == 0) return true;
    if (n < 0) return errno == ECONNRESET;
  }
}

std::string RawClient::receive_until(std::string_view mark) {
  while (true) {
    const auto at = in_.find(mark);
    if (at != std::string::npos) {
      std::string out = in_.substr(0, at + mark.size());
      in_.erase(0, out.size());
      return out;
    }
    if (!fill()) return {};
  }
}

RawAnswer RawClient::receive(bool head_only) {
  RawAnswer answer;
  const std::string head = receive_until("\r\n\r\n");
  if (head.empty()) return answer;
  bool first = true;
  for (std::string_view line : text::split(head, '\n')) {
    line = text::trim(line);
    if (first) {
      answer.status = std::atoi(std::string(line.substr(std::min<std::size_t>(9, line.size()))).c_str());
    } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
      answer.headers.emplace_back(text::lower_ascii(line.substr(0, colon)),
                                  std::string(text::trim(line.substr(colon + 1))));
    }
    first = false;
  }
  if (head_only || answer.status == 204 || answer.status == 304) return answer;
  if (answer.header("transfer-encoding") == "chunked") {
    while (true) {
      const std::string size_line = receive_until("\r\n");
      const std::size_t size = std::strtoul(size_line.c_str(), nullptr, 16);
      while (in_.size() < size + 2) {
        if (!fill()) return RawAnswer{};
      }
      answer.body += in_.substr(0, size);
      in_.erase(0, size + 2);
      if (size == 0) return answer;
    }
  }
  const std::size_t size = std::strtoul(answer.header("content-length").c_str(), nullptr, 10);
  while (in_.size() < size) {
    if (!fill()) return RawAnswer{};
  }
  answer.body = in_.substr(0, size);
  in_.erase(0, size);
  return answer;
}

RawAnswer RawClient::request(std::string_view method, std::string_view target, std::string_view body,
                             const std::vector<std::pair<std::string, std::string>>& headers) {
  std::string out = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n";
  bool typed = false;
  for (const auto& [name, value] : headers) {
    out += name + ": " + value + "\r\n";
    typed = typed || text::lower_ascii(name) == "content-type";
  }
  if (!body.empty()) {
    if (!typed) out += "Content-Type: application/json\r\n";
    out += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  }
  send(out + "\r\n" + std::string(body));
  return receive(method == "HEAD");
}

}  // namespace tiange::net
