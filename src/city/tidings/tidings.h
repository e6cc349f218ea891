#pragma once
// 告知 tidings: what a resident or a firm of the registers is to hear of a matter of their own. The room where it happens says
// so in its own transaction; the rules of notices decide whether and when it goes out, and by which words. Costs nothing while
// nobody listens. What became of it is said back in an event, which that room may keep beside the matter.
//
//   tidings::tell(tx, outbox, {.kind = "grant.offered", .subject = person, .ref = "7012…", …}, now);
//   outbox.subscribe(tidings::k_moved, "grants", …);   // body: Moved

#include <boost/describe.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/time.h"
#include "platform/db/outbox.h"

namespace tiange::tidings {

struct Tiding {
  static constexpr bool k_json_defaults = true;
  std::string kind;          // of kinds()
  std::int64_t subject = 0;  // person or firm of the registers
  std::string ref;           // of the matter, in the room where it happens
  std::string link;          // where staff see the matter: a path in the console
  std::string area;          // code; who sees in the log that it was told
  std::string unit;          // that answers for the matter
  std::string matter_zh, matter_en;
};
BOOST_DESCRIBE_STRUCT(Tiding, (), (kind, subject, ref, link, area, unit, matter_zh, matter_en))

// waiting: it goes out · sent: the gateway has it · delivered: it is on the phone · failed: it will not get there
enum class State { waiting, sent, delivered, failed };
BOOST_DESCRIBE_ENUM(State, waiting, sent, delivered, failed)

struct Moved {
  static constexpr bool k_json_defaults = true;
  std::string kind, ref;
  State state = State::waiting;
  std::string to;  // masked
  std::string why;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(Moved, (), (kind, ref, state, to, why, at))

inline constexpr std::string_view k_moved = "tiding.moved";

struct Kind {
  std::string_view key, zh, en;
};
std::span<const Kind> kinds();

// `outbox` may be null.
void tell(db::Tx& tx, db::Outbox* outbox, const Tiding& what, Instant now);
// Said by whoever sends.
void moved(db::Tx& tx, db::Outbox& outbox, std::int64_t subject, const Moved& what, Instant now);

// "已发短信至 138****5678" and the like, for histories.
Words said(const Moved& what);

}  // namespace tiange::tidings
