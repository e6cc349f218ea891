#include "platform/net/connection.h"

#include <boost/asio/post.hpp>

#include "base/text.h"

namespace tiange::net {

namespace {
constexpr std::size_t k_read_bytes = 8 << 10;  // held by every connection
constexpr int k_linger_s = 2;
}  // namespace

Connection::Connection(Loop& loop, Shared& shared, std::unique_ptr<Transport> transport, std::string remote,
                       bool loopback, bool secure)
    : loop_(loop),
      shared_(shared),
      transport_(std::move(transport)),
      remote_(std::move(remote)),
      loopback_(loopback),
      secure_(secure),
      parser_(shared.options.limits) {
  shared_.connections.fetch_add(1);
}

Connection::~Connection() { shared_.connections.fetch_sub(1); }

void Connection::begin() {
  loop_.connections.insert(this);
  if (shared_.draining) return close();
  set_deadline(shared_.options.limits.header_s);
  room_.resize(k_read_bytes);
  transport_->start(*this);
}

void Connection::on_ready(bool ok) {
  if (!ok || phase_ == Phase::closed) return close();
  next_message();
}

void Connection::next_message() {
  message_ = Message{};
  message_.remote = remote_;
  message_.loopback = loopback_;
  message_.secure = secure_;
  parser_.start(message_);
  phase_ = Phase::header;
  if (shared_.draining && unread().empty()) return close();
  set_deadline(unread().empty() ? shared_.options.limits.idle_s : shared_.options.limits.header_s);
  advance();
}

void Connection::advance() {
  while (true) {
    std::size_t used = 0;
    const Parser::State state = unread().empty() && phase_ == Phase::header ? Parser::State::need_more
                                                                            : parser_.feed(unread(), used);
    in_from_ += used;
    if (in_from_ == in_.size()) {
      in_.clear();
      in_from_ = 0;
    }
    switch (state) {
      case Parser::State::need_more:
        return read_more();
      case Parser::State::head:
        if (!take_head()) return;
        break;
      case Parser::State::done:
        return dispatch();
      case Parser::State::failed:
        return fail(parser_.fault());
    }
  }
}

void Connection::read_more() {
  if (reading_) return;
  reading_ = true;
  transport_->read(*this, room_.data(), room_.size());
}

void Connection::on_read(bool ok, std::size_t bytes) {
  reading_ = false;
  if (phase_ == Phase::closed) return;
  if (!ok) return close();
  if (phase_ == Phase::lingering) return read_more();
  if (in_from_ > 0) {
    in_.erase(0, in_from_);
    in_from_ = 0;
  }
  const bool first = in_.empty();
  in_.append(room_.data(), bytes);
  const Limits& limits = shared_.options.limits;
  if (phase_ == Phase::header) {
    if (first && parser_.body_received() == 0) set_deadline(limits.header_s);
    advance();
  } else if (phase_ == Phase::body) {
    const auto earned = static_cast<std::int64_t>(parser_.body_received() / limits.slowest_bytes_per_s);
    deadline_s_ = body_began_s_ + limits.body_s + earned;
    advance();
  } else if (in_.size() < limits.header_bytes) {
    read_more();  // holding: only the end of the connection is of interest
  }
}

bool Connection::take_head() {
  keep_alive_ = parser_.keep_alive() && !shared_.draining;
  invited_ = message_.http10 || text::lower_ascii(message_.header("expect")) != "100-continue";
  intake_ = shared_.service.intake(message_);
  if (intake_.refusal && parser_.has_body()) {
    keep_alive_ = false;
    reply_now(std::move(*intake_.refusal));
    return false;
  }
  if (!intake_.spool || intake_.refusal) {
    begin_body();
    return phase_ == Phase::body;
  }
  phase_ = Phase::admitting;
  deadline_s_ = 0;
  const bool queued = shared_.workers.post([held = self()] {
    auto refusal = std::make_shared<std::optional<Reply>>(held->shared_.service.admit(held->message_));
    asio::post(held->loop_.context, [held, refusal] { held->admitted(std::move(*refusal)); });
  });
  if (!queued) {
    keep_alive_ = false;
    reply_now(shared_.service.fault(message_, Fault::busy, shared_.workers.retry_after_s()));
  }
  return false;
}

void Connection::admitted(std::optional<Reply> refusal) {
  if (phase_ != Phase::admitting) return;
  if (refusal) {
    keep_alive_ = keep_alive_ && !parser_.has_body();
    return reply_now(std::move(*refusal));
  }
  try {
    message_.spool = std::make_unique<Spool>(shared_.options.spool_folder);
  } catch (const std::exception&) {
    return fail(Fault::disk);
  }
  begin_body();
  if (phase_ == Phase::body) advance();
}

void Connection::begin_body() {
  parser_.take_body(intake_.max_body);
  phase_ = Phase::body;
  body_began_s_ = loop_.now_s;
  set_deadline(shared_.options.limits.body_s);
  if (invited_ || !parser_.has_body() || !unread().empty()) return;
  phase_ = Phase::inviting;
  writing_ = true;
  transport_->write(*this, {"HTTP/1.1 100 Continue\r\n\r\n"});
}

void Connection::dispatch() {
  if (intake_.refusal) return reply_now(std::move(*intake_.refusal));
  phase_ = Phase::answering;
  deadline_s_ = 0;
  if (!shared_.workers.post([held = self()] { held->work(); })) {
    reply_now(shared_.service.fault(message_, Fault::busy, shared_.workers.retry_after_s()));
  }
}

void Connection::work() {
  Reply reply = shared_.service.answer(message_);
  auto outgoing = std::make_shared<Outgoing>(serialise(reply));
  const std::shared_ptr<HeldChannel> channel = outgoing->channel;
  asio::post(loop_.context, [held = self(), outgoing] { held->send(std::move(*outgoing)); });
  if (!channel) return;
  if (reply.stream) {
    try {
      reply.stream([&](std::string_view piece) { return channel->push_waiting(piece); });
    } catch (const std::exception&) {
      // The length is open, so the client sees a broken body rather than a short one that looks whole.
      asio::post(loop_.context, [held = self()] { held->close(); });
      return;
    }
    channel->close();
  } else {
    reply.hold(channel);
  }
}

void Connection::fail(Fault fault) {
  keep_alive_ = false;
  reply_now(shared_.service.fault(message_, fault, 0));
}

void Connection::reply_now(Reply reply) { send(serialise(reply)); }

void Connection::send(Outgoing outgoing) {
  if (phase_ == Phase::closed) {
    if (outgoing.channel) outgoing.channel->gone();
    return;
  }
  out_ = std::move(outgoing);
  phase_ = out_.channel ? Phase::holding : Phase::sending;
  set_deadline(shared_.options.limits.write_s);
  writing_ = true;
  transport_->write(*this, {out_.head, out_.body});
  if (out_.channel) read_more();
}

void Connection::on_written(bool ok) {
  writing_ = false;
  if (phase_ == Phase::closed) return;
  if (!ok) return close();
  if (phase_ == Phase::inviting) {
    phase_ = Phase::body;
    return advance();
  }
  if (phase_ == Phase::holding) {
    deadline_s_ = 0;
    return send_held();
  }
  if (phase_ != Phase::sending) return;
  if (out_.file_left > 0) return send_more_of_file();
  finished();
}

void Connection::send_held() {
  if (phase_ != Phase::holding || writing_ || !out_.channel) return;
  const bool last = out_.channel->take(chunk_);
  if (chunk_.empty() && !last) return;
  set_deadline(shared_.options.limits.write_s);
  writing_ = true;
  if (!chunk_.empty()) {
    if (!out_.chunked) return transport_->write(*this, {chunk_});
    char size[20];
    std::snprintf(size, sizeof size, "%zx\r\n", chunk_.size());
    chunk_head_ = size;
    return transport_->write(*this, {chunk_head_, chunk_, "\r\n"});
  }
  out_.channel->gone();
  out_.channel = nullptr;
  phase_ = Phase::sending;
  transport_->write(*this, {out_.chunked ? "0\r\n\r\n" : ""});
}

void Connection::finished() {
  const bool closes = out_.closes;
  out_ = Outgoing{};
  if (closes || !keep_alive_) return linger();
  next_message();
}

// Closing with unread bytes would reset the connection and could take the reply away from the client.
void Connection::linger() {
  phase_ = Phase::lingering;
  set_deadline(k_linger_s);
  transport_->end_sending();
  read_more();
}

void Connection::tick() {
  if (deadline_s_ == 0 || loop_.now_s < deadline_s_ || phase_ == Phase::closed) return;
  const bool partial = phase_ == Phase::body || (phase_ == Phase::header && !unread().empty());
  if (!partial) return close();
  fail(Fault::slow);
}

void Connection::drain() {
  keep_alive_ = false;
  if (phase_ == Phase::opening || (phase_ == Phase::header && unread().empty())) return close();
  if (phase_ == Phase::holding && out_.channel) out_.channel->close();
}

void Connection::close() {
  if (phase_ == Phase::closed) return;
  phase_ = Phase::closed;
  if (out_.channel) out_.channel->gone();
  loop_.connections.erase(this);
  transport_->close();
}

}  // namespace tiange::net
