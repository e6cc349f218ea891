// Any bytes as what a stranger sends: a request in pieces reads as it does whole, an address decodes or is refused, a form
// is refused or its parts lie inside it.

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "platform/http/upload.h"
#include "platform/http/uri.h"
#include "platform/net/parser.h"

namespace {

using namespace tiange;

void check(bool holds) {
  if (!holds) std::abort();
}

struct Outcome {
  net::Parser::State state;
  net::Message message;
};

// `step` bytes at a time; the rest of a piece stays in front, as a connection does it.
void parse(std::string_view bytes, std::size_t step, Outcome& out) {
  net::Limits limits;
  limits.header_bytes = 2048;
  net::Parser parser(limits);
  parser.start(out.message);
  std::string unread;
  std::size_t at = 0;
  while (true) {
    std::size_t used = 0;
    out.state = unread.empty() ? net::Parser::State::need_more : parser.feed(unread, used);
    check(used <= unread.size());
    unread.erase(0, used);
    if (out.state == net::Parser::State::head) {
      parser.take_body(1000);
      if (unread.empty() && !parser.has_body()) {
        out.state = parser.feed("", used);
        return;
      }
      continue;
    }
    if (out.state != net::Parser::State::need_more || at == bytes.size()) return;
    unread += bytes.substr(at, step);
    at = std::min(bytes.size(), at + step);
  }
}

void check_requests(std::string_view bytes) {
  Outcome whole;
  Outcome pieces;
  parse(bytes, bytes.size() + 1, whole);
  parse(bytes, 7, pieces);
  if (whole.state != net::Parser::State::done || pieces.state != net::Parser::State::done) return;
  check(whole.message.target == pieces.message.target && whole.message.headers == pieces.message.headers);
  check(whole.message.body == pieces.message.body && whole.message.body.size() <= 1000);
}

void check_address(std::string_view bytes) {
  const auto target = http::split_target(bytes);
  if (target.ok()) check(target->path.find('\0') == std::string::npos);
  check(http::percent_decode(http::percent_encode(bytes), false) == bytes);
}

void check_form(std::string_view bytes) {
  const int file = ::memfd_create("form", MFD_CLOEXEC);
  if (file < 0 || ::write(file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) std::abort();
  http::Request request;
  request.upload_path = "/proc/self/fd/" + std::to_string(file);
  request.upload_size = bytes.size();
  request.headers = {{"content-type", "multipart/form-data; boundary=XX"}};
  const auto upload = http::Upload::open(request);
  ::close(file);
  if (!upload.ok()) return;
  std::size_t held = 0;
  for (const http::Part& part : upload->parts()) {
    held += part.content.size();
    check(part.file_name.find('/') == std::string::npos);
  }
  check(held <= bytes.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_requests(bytes);
  check_address(bytes);
  check_form(bytes);
  return 0;
}
