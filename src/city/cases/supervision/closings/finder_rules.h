#pragma once
// How false a closing looks. Pure: what was found out goes in, points and reasons come out.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "city/cases/cases.h"
#include "city/cases/supervision/supervision.h"

namespace tiange::cases {

enum class ClosingReason { returned, photo_reused, photo_alike, photo_before, photo_far, too_fast, text_copied };
BOOST_DESCRIBE_ENUM(ClosingReason, returned, photo_reused, photo_alike, photo_before, photo_far, too_fast, text_copied)
Words closing_reason_words(ClosingReason reason);

struct ReasonView {
  ClosingReason reason = ClosingReason::returned;
  int points = 0;
  std::string zh, en;     // the whole sentence
  std::string ref, number;  // of the other case, where there is one
  std::string digest;     // of the photo
};
BOOST_DESCRIBE_STRUCT(ReasonView, (), (reason, points, zh, en, ref, number, digest))

struct ClosingOther {
  std::string ref, number;
};

// What is known about a closing.
struct ClosingFacts {
  std::string item, area;
  Instant reported;
  Instant began;    // of handling: the dispatch, else the report
  Instant settled;
  bool on_the_spot = false;
  std::optional<double> lng, lat;
  std::string result;

  struct Photo {
    std::string digest;
    Instant taken;  // zero: not known
    std::optional<double> lng, lat;
    std::optional<ClosingOther> reused;  // the very file was evidence of that case; of this one before: its own ref
    std::optional<ClosingOther> alike;
    int bits = 0;  // that differ
  };
  std::vector<Photo> photos;  // added when it was settled, or later

  struct Return {
    ClosingOther other;
    Instant reported;
    double metres = -1;  // -1: the same grid
  };
  std::optional<Return> returned;  // the first one after settling
  int copies = 0;                  // other cases closed with the same words
};

struct Verdict {
  int score = 0;  // 0-100
  std::vector<ReasonView> reasons;  // most points first
};
Verdict judge_closing(const ClosingFacts& facts, const ClosingRules& rules);

// The words without digits, spaces and punctuation, so that what differs in numbers only counts as copied.
std::string bare_words(std::string_view text);
double metres_apart(double lng_a, double lat_a, double lng_b, double lat_b);

// Look-up of photos: the four quarters of a hash, each with its place; and those a photo that differs in at most
// `bits` (0-7) must share one of: by the pigeonhole, one quarter differs in at most bits / 4.
std::vector<std::int64_t> photo_bands(std::uint64_t hash);
std::vector<std::int64_t> neighbour_bands(std::uint64_t hash, int bits);

}  // namespace tiange::cases
