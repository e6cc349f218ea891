// What goes in front of a body.
#include <fcntl.h>
#include <unistd.h>

#include <ctime>

#include "platform/net/connection.h"

namespace tiange::net {

namespace {

constexpr std::uint64_t k_file_piece_bytes = 256 << 10;
constexpr std::size_t k_stream_bytes = 256 << 10;  // made ahead of a slow client
constexpr std::size_t k_join_bytes = 8 << 10;      // smaller bodies travel in one buffer with the head

std::string_view http_date() {
  thread_local std::time_t made_for = 0;
  thread_local char text[40];
  const std::time_t now = std::time(nullptr);
  if (now != made_for) {
    made_for = now;
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  }
  return text;
}

void append_header(std::string& head, std::string_view name, std::string_view value) {
  head += name;
  head += ": ";
  if (value.find_first_of("\r\n") == std::string_view::npos) {
    head += value;
  } else {
    for (const char c : value) head += c == '\r' || c == '\n' ? ' ' : c;
  }
  head += "\r\n";
}

}  // namespace

Outgoing& Outgoing::operator=(Outgoing&& other) noexcept {
  if (file >= 0 && file != other.file) ::close(file);
  head = std::move(other.head);
  body = std::move(other.body);
  file = std::exchange(other.file, -1);
  file_at = other.file_at;
  file_left = std::exchange(other.file_left, 0);
  channel = std::move(other.channel);
  chunked = other.chunked;
  closes = other.closes;
  return *this;
}

Outgoing::~Outgoing() {
  if (file >= 0) ::close(file);
}

Outgoing Connection::serialise(Reply& reply) {
  Outgoing out;
  const bool head_only = message_.method == "HEAD";
  if (reply.file && !head_only) {
    out.file = ::open(reply.file->path.c_str(), O_RDONLY | O_CLOEXEC);
    out.file_at = reply.file->from;
    out.file_left = out.file < 0 ? 0 : reply.file->size;
    if (out.file < 0) reply = shared_.service.fault(message_, Fault::disk, 0);
  }
  out.head.reserve(1536);
  out.head += "HTTP/1.1 ";
  out.head += std::to_string(reply.status);
  out.head += ' ';
  out.head += reason_phrase(reply.status);
  out.head += "\r\n";
  append_header(out.head, "Date", http_date());
  const bool bodiless = reply.status == 204 || reply.status == 304;
  if (!bodiless && !reply.content_type.empty()) append_header(out.head, "Content-Type", reply.content_type);
  for (const auto& [name, value] : reply.headers) append_header(out.head, name, value);
  for (const std::string_view lines : reply.fixed_headers) out.head += lines;
  const bool open_ended = reply.stream || reply.hold;
  bool keep = keep_alive_;
  if (open_ended) {
    out.chunked = !message_.http10;
    keep = keep && out.chunked && !reply.hold;
    if (out.chunked) append_header(out.head, "Transfer-Encoding", "chunked");
  } else if (!bodiless) {
    append_header(out.head, "Content-Length", std::to_string(reply.file ? reply.file->size : reply.body.size()));
  }
  if (!keep) {
    append_header(out.head, "Connection", "close");
  } else if (message_.http10) {
    append_header(out.head, "Connection", "keep-alive");
  }
  out.head += "\r\n";
  if (open_ended && !head_only) {
    const std::size_t most = reply.stream ? k_stream_bytes : shared_.options.limits.channel_bytes;
    out.channel = std::make_shared<HeldChannel>(*this, loop_, most);
  } else if (!head_only && !bodiless && !open_ended) {
    if (reply.body.size() <= k_join_bytes) {
      out.head += reply.body;
    } else {
      out.body = std::move(reply.body);
    }
  }
  out.closes = !keep;
  return out;
}

void Connection::send_more_of_file() {
  chunk_.resize(std::min(out_.file_left, k_file_piece_bytes));
  const ssize_t n = ::pread(out_.file, chunk_.data(), chunk_.size(), static_cast<off_t>(out_.file_at));
  if (n <= 0) return close();  // shorter than promised: the client must not take it for whole
  chunk_.resize(static_cast<std::size_t>(n));
  out_.file_at += static_cast<std::uint64_t>(n);
  out_.file_left -= static_cast<std::uint64_t>(n);
  set_deadline(shared_.options.limits.write_s);
  writing_ = true;
  transport_->write(*this, {chunk_});
}

}  // namespace tiange::net
