#pragma once
// Reads one HTTP/1.x request from bytes as they come. Strict: what two parsers could read in two ways is refused.

#include <cstdint>
#include <memory>
#include <string_view>

#include "platform/net/wire.h"

namespace tiange::net {

class Parser {
 public:
  enum class State {
    need_more,  // feed again, with the unconsumed rest in front of new bytes
    head,       // the header is complete: call take_body, then feed the rest
    done,       // the message is complete
    failed,     // see fault()
  };

  explicit Parser(const Limits& limits);
  ~Parser();

  // Begins a new message. `message` must live until State::done or failed.
  void start(Message& message);
  // After State::head: how large the body may be. It goes to message.spool when that is set, else to message.body.
  void take_body(std::size_t max_body);
  // Consumes from the front of `bytes` and says how much.
  State feed(std::string_view bytes, std::size_t& consumed);

  Fault fault() const;
  bool keep_alive() const;  // after head
  bool has_body() const;    // after head
  std::uint64_t body_received() const;

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace tiange::net
