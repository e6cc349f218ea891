#include "city/cases/supervision/closings/finder_rules.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/text.h"

namespace tiange::cases {

namespace {

constexpr int k_quarters = 4;
constexpr int k_quarter_bits = 16;

std::string length_zh(Span span) {
  const std::int64_t minutes = std::max<std::int64_t>(0, span.us / 60'000'000);
  if (minutes < 120) return std::to_string(minutes) + " 分钟";
  return minutes < 2880 ? std::to_string(minutes / 60) + " 小时" : std::to_string(minutes / 1440) + " 天";
}

std::string length_en(Span span) {
  const std::int64_t minutes = std::max<std::int64_t>(0, span.us / 60'000'000);
  if (minutes < 120) return std::to_string(minutes) + " min";
  return minutes < 2880 ? std::to_string(minutes / 60) + " h" : std::to_string(minutes / 1440) + " days";
}

std::string metres_text(double metres) { return std::to_string(std::lround(metres)); }

// Minutes of the longest code that begins the item's.
int fast_minutes(const ClosingRules& rules, std::string_view item) {
  int minutes = rules.fast_minutes;
  std::size_t longest = 0;
  for (const auto& [code, given] : rules.fast_items) {
    if (!item.starts_with(code) || code.size() < longest) continue;
    longest = code.size();
    minutes = given;
  }
  return minutes;
}

class Judge {
 public:
  Judge(const ClosingFacts& facts, const ClosingRules& rules) : facts_(facts), rules_(rules) {}

  Verdict run() {
    returned();
    for (const ClosingFacts::Photo& photo : facts_.photos) {
      looks(photo);
      when_and_where(photo);
    }
    fast();
    copied();
    std::stable_sort(verdict_.reasons.begin(), verdict_.reasons.end(),
                     [](const ReasonView& a, const ReasonView& b) { return a.points > b.points; });
    verdict_.score = std::min(verdict_.score, 100);
    return std::move(verdict_);
  }

 private:
  // Each reason counts once, however many photos say it.
  void add(ClosingReason reason, int points, std::string zh, std::string en, const ClosingOther& other = {},
           const std::string& digest = {}) {
    if (points <= 0) return;
    const bool known = std::any_of(verdict_.reasons.begin(), verdict_.reasons.end(), [&](const ReasonView& one) { return one.reason == reason; });
    verdict_.reasons.push_back({reason, known ? 0 : points, std::move(zh), std::move(en), other.ref, other.number, digest});
    if (!known) verdict_.score += points;
  }

  void returned() {
    if (!facts_.returned) return;
    const auto& back = *facts_.returned;
    const Span after = back.reported - facts_.settled;
    if (after.us <= 0 || after > days(rules_.returned_days) || back.metres > rules_.returned_metres) return;
    const std::string where_zh = back.metres < 0 ? "同一网格" : "相距 " + metres_text(back.metres) + " 米处";
    const std::string where_en = back.metres < 0 ? "in the same grid" : metres_text(back.metres) + " m away";
    add(ClosingReason::returned, rules_.returned_points,
        "办结 " + length_zh(after) + "后，" + where_zh + "同一事项又被反映（" + back.other.number + "）",
        length_en(after) + " after settling, the same item was reported again " + where_en + " (" + back.other.number + ")", back.other);
  }

  void looks(const ClosingFacts::Photo& photo) {
    if (photo.reused) {
      add(ClosingReason::photo_reused, rules_.reused_points, "结案照片此前已用于 " + photo.reused->number,
          "the photo was evidence of " + photo.reused->number + " before", *photo.reused, photo.digest);
    } else if (photo.alike && photo.bits <= rules_.alike_bits) {
      const std::string alike = std::to_string(100 - photo.bits * 100 / 64);
      add(ClosingReason::photo_alike, rules_.alike_points, "结案照片与 " + photo.alike->number + " 的照片画面相近（" + alike + " %）",
          "the photo looks like one of " + photo.alike->number + " (" + alike + " %)", *photo.alike, photo.digest);
    }
  }

  void when_and_where(const ClosingFacts::Photo& photo) {
    if (photo.taken && facts_.reported - photo.taken > minutes(rules_.before_minutes)) {
      const Span early = facts_.reported - photo.taken;
      add(ClosingReason::photo_before, rules_.before_points, "结案照片拍于上报前 " + length_zh(early) + "（" + format_local(photo.taken) + "）",
          "the photo was taken " + length_en(early) + " before the report (" + format_local(photo.taken) + ")", {}, photo.digest);
    }
    if (photo.lng && photo.lat && facts_.lng && facts_.lat) {
      const double metres = metres_apart(*photo.lng, *photo.lat, *facts_.lng, *facts_.lat);
      if (metres > rules_.far_metres)
        add(ClosingReason::photo_far, rules_.far_points, "结案照片拍摄地点距工单位置 " + metres_text(metres) + " 米",
            "the photo was taken " + metres_text(metres) + " m away from the place of the case", {}, photo.digest);
    }
  }

  // Who settled a trifle on the spot was there already.
  void fast() {
    if (facts_.on_the_spot || !facts_.settled || !facts_.began) return;
    const Span took = facts_.settled - facts_.began;
    const int least = fast_minutes(rules_, facts_.item);
    if (took.us < 0 || took >= minutes(least)) return;
    add(ClosingReason::too_fast, rules_.fast_points, "派到后 " + length_zh(took) + "即办结，此类事项至少需 " + std::to_string(least) + " 分钟",
        "settled " + length_en(took) + " after it came, such a matter takes " + std::to_string(least) + " min at least");
  }

  void copied() {
    if (facts_.copies < rules_.copied_times) return;
    if (text::length(bare_words(facts_.result)) < static_cast<std::size_t>(rules_.copied_least_length)) return;
    add(ClosingReason::text_copied, rules_.copied_points,
        "办理结果与近 " + std::to_string(rules_.copied_days) + " 天内另外 " + std::to_string(facts_.copies) + " 件一字不差",
        "the result has the same words as " + std::to_string(facts_.copies) + " others of the last " + std::to_string(rules_.copied_days) + " days");
  }

  const ClosingFacts& facts_;
  const ClosingRules& rules_;
  Verdict verdict_;
};

}  // namespace

Words closing_reason_words(ClosingReason reason) {
  switch (reason) {
    case ClosingReason::returned: return {"同地再现", "Came back"};
    case ClosingReason::photo_reused: return {"照片重复使用", "Photo used before"};
    case ClosingReason::photo_alike: return {"照片画面相近", "Photo looks alike"};
    case ClosingReason::photo_before: return {"照片早于上报", "Photo older than the report"};
    case ClosingReason::photo_far: return {"照片不在现场", "Photo from elsewhere"};
    case ClosingReason::too_fast: return {"办结过快", "Settled too fast"};
    case ClosingReason::text_copied: return {"结果雷同", "Words copied"};
  }
  return {};
}

Verdict judge_closing(const ClosingFacts& facts, const ClosingRules& rules) { return Judge(facts, rules).run(); }

std::string bare_words(std::string_view words) {
  std::string out;
  for (const char32_t c : text::code_points(text::lower_ascii(text::to_half_width(words)))) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 0x3400 && c <= 0x9fff) || (c >= 0x20000 && c <= 0x3ffff) || (c >= 0xc0 && c < 0x2000);
    if (letter) text::append_code_point(out, c);
  }
  return out;
}

double metres_apart(double lng_a, double lat_a, double lng_b, double lat_b) {
  constexpr double k_metres_a_degree = 111'320;
  const double north = (lat_a - lat_b) * k_metres_a_degree;
  const double east = (lng_a - lng_b) * k_metres_a_degree * std::cos(lat_a * 0.017453292519943295);
  return std::sqrt(north * north + east * east);
}

std::vector<std::int64_t> photo_bands(std::uint64_t hash) { return neighbour_bands(hash, 3); }

std::vector<std::int64_t> neighbour_bands(std::uint64_t hash, int bits) {
  std::vector<std::int64_t> bands;
  for (int quarter = 0; quarter < k_quarters; ++quarter) {
    const auto value = static_cast<std::int64_t>(hash >> (quarter * k_quarter_bits) & 0xffff);
    const std::int64_t place = static_cast<std::int64_t>(quarter + 1) << k_quarter_bits;
    bands.push_back(place | value);
    for (int bit = 0; bits >= k_quarters && bit < k_quarter_bits; ++bit) bands.push_back(place | (value ^ (std::int64_t{1} << bit)));
  }
  return bands;
}

}  // namespace tiange::cases
