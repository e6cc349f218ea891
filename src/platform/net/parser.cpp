#include "platform/net/parser.h"

#include <boost/beast/http/basic_parser.hpp>
#include <optional>

namespace tiange::net {

namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using ErrorCode = beast::error_code;

namespace {

std::string lower(beast::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

class Reader final : public bhttp::basic_parser<true> {
 public:
  Reader(Message& message, const Limits& limits) : message_(message), limits_(limits) {
    header_limit(static_cast<std::uint32_t>(limits.header_bytes));
    body_limit(boost::none);
    eager(false);
  }

  std::size_t max_body = 0;
  std::uint64_t received = 0;
  Fault fault = Fault::bad_message;

 private:
  void on_request_impl(bhttp::verb, beast::string_view method, beast::string_view target, int version,
                       ErrorCode& error) override {
    error = {};
    message_.method.assign(method.data(), method.size());
    message_.target.assign(target.data(), target.size());
    message_.http10 = version == 10;
    if (version != 10 && version != 11) error = bhttp::error::bad_version;
  }
  void on_response_impl(int, beast::string_view, int, ErrorCode&) override {}
  void on_field_impl(bhttp::field, beast::string_view name, beast::string_view value, ErrorCode& error) override {
    error = {};
    if (header_seen_) return;  // a trailer after the last chunk may not add headers
    if (message_.headers.size() >= limits_.header_fields) {
      fault = Fault::headers_too_large;
      error = bhttp::error::header_limit;
      return;
    }
    message_.headers.emplace_back(lower(name), std::string(value));
  }
  void on_header_impl(ErrorCode& error) override {
    error = {};
    header_seen_ = true;
    int hosts = 0;
    int lengths = 0;
    bool transfer = false;
    for (const auto& [name, value] : message_.headers) {
      hosts += name == "host";
      lengths += name == "content-length";
      if (name == "transfer-encoding") {
        if (transfer || lower(value) != "chunked") error = bhttp::error::bad_transfer_encoding;
        transfer = true;
      }
    }
    if (lengths > 1 || (lengths == 1 && transfer) || (transfer && message_.http10)) {
      error = bhttp::error::bad_content_length;
    }
    if (hosts > 1 || (hosts == 0 && !message_.http10)) error = bhttp::error::bad_field;
  }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCode& error) override { error = {}; }
  std::size_t on_body_impl(beast::string_view piece, ErrorCode& error) override { return take(piece, error); }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, ErrorCode& error) override { error = {}; }
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view piece, ErrorCode& error) override {
    return take(piece, error);
  }
  void on_finish_impl(ErrorCode& error) override { error = {}; }

  std::size_t take(beast::string_view piece, ErrorCode& error) {
    error = {};
    received += piece.size();
    if (received > max_body) {
      fault = Fault::body_too_large;
      error = bhttp::error::body_limit;
      return 0;
    }
    try {
      if (message_.spool) {
        message_.spool->add({piece.data(), piece.size()});
      } else {
        message_.body.append(piece.data(), piece.size());
      }
    } catch (const std::exception&) {
      fault = Fault::disk;
      error = bhttp::error::body_limit;
      return 0;
    }
    return piece.size();
  }

  Message& message_;
  const Limits& limits_;
  bool header_seen_ = false;
};

}  // namespace

class Parser::Inside {
 public:
  Limits limits;
  std::optional<Reader> reader;
  bool head_given = false;
};

Parser::Parser(const Limits& limits) : inside_(std::make_unique<Inside>()) { inside_->limits = limits; }
Parser::~Parser() = default;

void Parser::start(Message& message) {
  inside_->reader.emplace(message, inside_->limits);
  inside_->head_given = false;
}

void Parser::take_body(std::size_t max_body) {
  inside_->reader->max_body = max_body;
  inside_->head_given = true;
}

Parser::State Parser::feed(std::string_view bytes, std::size_t& consumed) {
  Reader& reader = *inside_->reader;
  consumed = 0;
  if (reader.is_header_done()) {
    if (!inside_->head_given) return State::head;
    const auto length = reader.content_length();
    if (length && *length > reader.max_body) {
      reader.fault = Fault::body_too_large;
      return State::failed;
    }
  }
  while (!reader.is_done()) {
    ErrorCode error;
    consumed += reader.put({bytes.data() + consumed, bytes.size() - consumed}, error);
    if (error == bhttp::error::need_more) {
      // A header line, or the line before a chunk, that does not end.
      if (bytes.size() - consumed >= inside_->limits.header_bytes) {
        reader.fault = reader.is_header_done() ? Fault::bad_message : Fault::headers_too_large;
        return State::failed;
      }
      return State::need_more;
    }
    if (error) {
      if (error == bhttp::error::header_limit) reader.fault = Fault::headers_too_large;
      return State::failed;
    }
    if (reader.is_header_done() && !inside_->head_given) return State::head;
    if (!reader.is_done() && consumed == bytes.size()) return State::need_more;
  }
  if (!inside_->head_given) return State::head;
  return State::done;
}

Fault Parser::fault() const { return inside_->reader->fault; }
bool Parser::keep_alive() const { return inside_->reader->keep_alive(); }
bool Parser::has_body() const { return !inside_->reader->is_done(); }
std::uint64_t Parser::body_received() const { return inside_->reader->received; }

}  // namespace tiange::net
