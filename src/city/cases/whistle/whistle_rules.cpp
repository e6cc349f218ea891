#include <algorithm>
#include <cmath>
#include <map>

#include "city/cases/whistle/whistle.h"

namespace tiange::cases {

namespace {

struct Mean {
  std::int64_t sum = 0, count = 0;
  void add(int points) { sum += points, ++count; }
  std::optional<double> value() const {
    return count ? std::optional(std::round(static_cast<double>(sum) * 100.0 / static_cast<double>(count)) / 100.0) : std::nullopt;
  }
};

}  // namespace

bool waits(const WhistleCall& call) { return call.state == "called" || call.state == "late"; }

Result<WhistleRules> read_whistle_rules(const json::Value& value) {
  TIANGE_TRY(WhistleRules rules, json::read<WhistleRules>(json::write(value)));
  std::vector<FieldError> faults;
  if (rules.kinds.empty()) faults.push_back({"kinds", "至少一类吹哨", "at least one kind"});
  for (const WhistleKind& kind : rules.kinds) {
    if (kind.key.empty() || kind.zh.empty() || kind.en.empty()) faults.push_back({"kinds", "每类要有代码和中英文名称", "each has a key and both names"});
    if (!parse_limit(kind.arrive).ok()) faults.push_back({"kinds.arrive", "“" + kind.arrive + "”不是时限", "'" + kind.arrive + "' is no limit"});
  }
  if (!(rules.metres >= 20 && rules.metres <= 5000)) faults.push_back({"metres", "20 至 5000 米", "20 to 5000 metres"});
  if (rules.photo_minutes < 1 || rules.photo_minutes > 240) faults.push_back({"photo_minutes", "1 至 240 分钟", "1 to 240 minutes"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  return rules;
}

Result<WhistleArrival> judge_arrival(const Whistle& whistle, const WhistleCall& call, const WhistleCheckIn& in, const WhistlePhoto& photo,
                                     const WhistleRules& rules, Instant now) {
  if (!in.lng || !in.lat) return wrong_field("lng", "请允许定位后签到", "allow the position to be read");
  if (!photo.known) return wrong_field("photo", "请在现场拍照", "take a photo at the place");
  const auto too_far = [&](double metres, const char* zh, const char* en) {
    const std::string n = std::to_string(std::lround(metres));
    const std::string most = std::to_string(std::lround(rules.metres));
    return refuse(ErrorCode::too_far, zh + n + " 米，不得超过 " + most + " 米", en + n + " m from the place, at most " + most + " m");
  };
  WhistleArrival arrival;
  const double metres = metres_between(*in.lng, *in.lat, whistle.lng, whistle.lat);
  if (metres > rules.metres) return too_far(metres, "距现场 ", "");
  if (photo.lng && photo.lat) {
    const double apart = metres_between(*photo.lng, *photo.lat, whistle.lng, whistle.lat);
    if (apart > rules.metres) return too_far(apart, "照片拍摄处距现场 ", "the photo was taken ");
  }
  const Span most = minutes(rules.photo_minutes);
  if (photo.taken && (*photo.taken < now - most || *photo.taken > now + most)) {
    const std::string n = std::to_string(rules.photo_minutes);
    return refuse(ErrorCode::stale_photo, "拍摄于 " + format_local(*photo.taken) + "，与签到相差超过 " + n + " 分钟",
                  "taken " + format_local(*photo.taken) + ", more than " + n + " minutes from the check-in");
  }
  arrival.when = now;
  arrival.lng = *in.lng;
  arrival.lat = *in.lat;
  arrival.metres = static_cast<int>(std::lround(metres));
  arrival.taken = photo.taken;
  arrival.text = in.text;
  constexpr std::int64_t k_minute_us = 60'000'000;
  if (now > call.required) arrival.minutes_late = static_cast<int>(((now - call.required).us + k_minute_us - 1) / k_minute_us);
  return arrival;
}

const WhistleCall* called_unit(const Whistle& whistle, const Scope& scope) {
  const WhistleCall* mine = nullptr;
  for (const WhistleCall& call : whistle.calls) {
    if (!scope.works_for(call.unit)) continue;
    if (!mine || (waits(call) && !waits(*mine))) mine = &call;
  }
  return mine;
}

std::vector<std::string> whistle_acts(const Whistle& w, const Scope& scope) {
  std::vector<std::string> acts;
  const bool covers = scope.covers(w.area);
  const bool town = covers && scope.may(Permission::whistle_dispatch);
  const bool over = w.state == "concluded" || w.state == "scored";
  if (w.state == "blown") {
    if (town) acts = {"dispatch", "refuse"};
    if (covers && scope.may(Permission::whistle_blow)) acts.push_back("withdraw");
  }
  if (w.state == "dispatched" && town) {
    acts.push_back("conclude");
    if (std::any_of(w.calls.begin(), w.calls.end(), waits)) acts.push_back("excuse");
  }
  if (over && town && std::any_of(w.calls.begin(), w.calls.end(), [](const auto& c) { return c.state != "excused" && !c.town_score; }))
    acts.push_back("score");
  if (!scope.may(Permission::whistle_answer)) return acts;
  if (const WhistleCall* mine = called_unit(w, scope)) {
    if (w.state == "dispatched" && waits(*mine)) acts.push_back("check_in");
    if (over && mine->arrival && !mine->unit_score) acts.push_back("score_whistle");
  }
  return acts;
}

WhistleFigures whistle_figures(std::span<const Whistle> whistles) {
  WhistleFigures out;
  std::map<std::string, WhistleUnitFigures> units;
  std::map<std::string, Mean> points;
  Mean of_whistles;
  for (const Whistle& w : whistles) {
    ++out.whistles;
    out.open += w.state == "blown" || w.state == "dispatched";
    out.refused += w.state == "refused";
    for (const WhistleCall& call : w.calls) {
      if (call.state == "excused") continue;
      WhistleUnitFigures& unit = units[call.unit];
      unit.unit = call.unit;
      unit.unit_zh = call.unit_zh;
      unit.unit_en = call.unit_en;
      ++unit.called;
      unit.in_time += call.arrival && call.arrival->minutes_late == 0;
      unit.late += call.state == "late" || (call.arrival && call.arrival->minutes_late > 0);
      unit.absent += call.state == "absent";
      if (call.town_score) {
        ++unit.scored;
        points[call.unit].add(call.town_score->points);
      }
      if (call.unit_score) of_whistles.add(call.unit_score->points);
    }
  }
  out.points = of_whistles.value();
  for (auto& [code, unit] : units) {
    unit.points = points[code].value();
    out.units.push_back(std::move(unit));
  }
  std::stable_sort(out.units.begin(), out.units.end(), [](const auto& a, const auto& b) { return a.called > b.called; });
  return out;
}

}  // namespace tiange::cases
