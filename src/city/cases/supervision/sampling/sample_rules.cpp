#include "city/cases/supervision/sampling/sample_rules.h"

#include <algorithm>
#include <cmath>

#include "base/digest.h"
#include "base/text.h"

namespace tiange::cases {

std::string stratum_of(SamplePer per, std::string_view unit, std::string_view item, std::string_view area) {
  switch (per) {
    case SamplePer::none: return "";
    case SamplePer::unit: return std::string(unit);
    case SamplePer::item: return std::string(item);
    case SamplePer::town: return std::string(area.substr(0, 9));
    case SamplePer::community: return std::string(area.substr(0, 12));
  }
  return "";
}

// SplitMix64, twice.
std::uint64_t sample_rank(std::int64_t seed, std::int64_t id) {
  const auto mix = [](std::uint64_t x) {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
  };
  return mix(mix(static_cast<std::uint64_t>(seed)) ^ static_cast<std::uint64_t>(id));
}

void SampleDraw::add(std::string stratum, CaseRef ref) {
  ++population_;
  strata_[std::move(stratum)].emplace_back(sample_rank(seed_, ref.id.value), ref);
}

std::vector<CaseRef> SampleDraw::chosen(double share, int number) const {
  std::vector<CaseRef> out;
  for (const auto& [stratum, all] : strata_) {
    auto ranked = all;
    const double wanted = number > 0 ? number : std::ceil(static_cast<double>(ranked.size()) * share / 100 - 1e-9);
    const auto count = std::min(ranked.size(), static_cast<std::size_t>(std::max(1.0, wanted)));
    std::sort(ranked.begin(), ranked.end());
    for (std::size_t i = 0; i < count; ++i) out.push_back(ranked[i].second);
  }
  std::sort(out.begin(), out.end(), [](const CaseRef& a, const CaseRef& b) { return a.id < b.id; });
  return out;
}

std::string sample_digest(const std::vector<CaseRef>& refs) {
  std::string all;
  for (const CaseRef& ref : refs) all += ref.text() + "\n";
  return hex(sha256(all));
}

Outcome check_answers(const std::vector<CheckQuestion>& checklist, const std::map<std::string, bool>& answers,
                      bool passed, const std::string& reason) {
  std::vector<FieldError> faults;
  for (const CheckQuestion& question : checklist) {
    const auto answer = answers.find(question.key);
    if (answer == answers.end()) {
      faults.push_back({"answers." + question.key, "请作答：" + question.zh, "answer: " + question.en});
    } else if (passed && question.must && !answer->second) {
      faults.push_back({"passed", "“" + question.zh + "”为否，不能判合格", "\"" + question.en + "\" is no, so it cannot pass"});
    }
  }
  if (!passed && text::trim(reason).empty()) faults.push_back({"reason", "不合格要写明原因", "say why it fails"});
  if (!text::is_valid_utf8(reason) || text::length(reason) > 1000)
    faults.push_back({"reason", "不超过 1000 字", "at most 1000 characters"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  return done();
}

}  // namespace tiange::cases
