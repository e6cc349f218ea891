#include "city/scores/score_results.h"

#include <algorithm>
#include <limits>

#include "base/codes.h"
#include "base/text.h"

namespace tiange::scores {

namespace {

std::string_view area_of_owner(std::string_view owner) { return owner.substr(0, owner.find_first_of("-:")); }

// Places of the periods in Tables.
constexpr std::size_t k_now = 0, k_before = 1, k_year_ago = 2, k_earlier = 3;

std::optional<double> value_in(const Values& values, const std::string& key) {
  const auto found = values.find(key);
  return found == values.end() ? std::nullopt : found->second;
}

class ResultMaker {
 public:
  explicit ResultMaker(const ResultInputs& in) : in_(in), card_(in.rule.card()) {}

  ResultView make() {
    head();
    std::vector<Counts> all(in_.tables.periods.size());
    for (const auto& [object, counts] : in_.tables.objects) {
      const Inputs now = inputs(object, counts, k_now);
      if (!in_.rule.takes(now)) continue;
      for (std::size_t i = 0; i < all.size(); ++i) all[i].add(counts[i]);
      view_.rows.push_back(row(object, counts));
    }
    rank(view_.rows, &ScoreRow::points, &ScoreRow::rank);
    rank(view_.rows, &ScoreRow::points_before, &ScoreRow::rank_before);
    std::stable_sort(view_.rows.begin(), view_.rows.end(), [](const ScoreRow& a, const ScoreRow& b) {
      return a.rank.value_or(INT64_MAX) < b.rank.value_or(INT64_MAX);
    });
    view_.total = row("", all);
    return std::move(view_);
  }

 private:
  void head() {
    const Period& period = in_.tables.periods[k_now];
    view_.card = card_.key;
    view_.zh = card_.zh;
    view_.en = card_.en;
    view_.about_zh = card_.about_zh;
    view_.about_en = card_.about_en;
    view_.source = card_.source;
    view_.version = in_.card_version;
    view_.objects = card_.objects;
    view_.period = period;
    view_.period_text = period.text();
    view_.before_text = period.before().text();
    view_.year_ago_text = period.year_ago().text();
    view_.area = in_.grouping.area();
    view_.as_of = in_.now;
    view_.running = local_date(in_.now) <= period.last;
    for (const Part& part : card_.parts) {
      if (!part.penalty) view_.full += part.full;
      view_.parts.push_back({part.key, part.zh, part.en, part.full, part.penalty});
    }
    for (const std::string& key : in_.rule.wanted()) add_indicator(key);
    view_.bands = card_.bands;
  }

  void add_indicator(const std::string& key) {
    const Indicator* one = in_.rule.indicators().find(key);
    IndicatorHead head{
        one->key,    one->zh, one->en, one->about_zh, one->about_en, one->formula, one->source, one->measure,
        one->better, {},      0};
    for (const Count count : in_.rule.indicators().counts_of(key)) head.counts.emplace_back(count_info(count).key);
    const auto version = in_.versions.find(key);
    if (version != in_.versions.end()) head.version = version->second;
    view_.indicators.push_back(std::move(head));
  }

  Inputs inputs(const std::string& object, const std::vector<Counts>& counts, std::size_t at) const {
    Inputs inputs;
    inputs.counts = counts[at];
    inputs.ground = in_.grouping.ground(object, in_.tables.periods[at], local_date(in_.now));
    const auto given = in_.given.find(object);
    if (at == k_now && given != in_.given.end()) inputs.ground.insert(given->second.begin(), given->second.end());
    return inputs;
  }

  std::optional<double> leading(const Score& score) const {
    if (!card_.parts.empty()) return score.points;
    return card_.columns.empty() ? std::nullopt : value_in(score.values, card_.columns.front());
  }

  ScoreRow row(const std::string& object, const std::vector<Counts>& counts) const {
    ScoreRow row;
    row.object = object;
    const Words name = in_.grouping.name(object);
    row.zh = name.zh;
    row.en = name.en;
    row.area = in_.grouping.area_of(object);
    const Score score = in_.rule.score(inputs(object, counts, k_now));
    row.points = card_.parts.empty() ? std::nullopt : score.points;
    for (const PartScore& part : score.parts) row.parts.push_back(part.points);
    if (score.band >= 0) {
      const Band& band = card_.bands[static_cast<std::size_t>(score.band)];
      row.colour = band.colour;
      row.band_zh = band.zh;
      row.band_en = band.en;
    }
    for (const std::string& key : in_.rule.wanted()) row.values[key].value = value_in(score.values, key);
    for (const CountInfo& info : dictionary()) {
      if (counts[k_now][info.count] != 0) row.counts[std::string(info.key)] = counts[k_now][info.count];
    }
    compare(row, object, counts, score);
    return row;
  }

  void compare(ScoreRow& row, const std::string& object, const std::vector<Counts>& counts, const Score& now) const {
    if (counts.size() <= k_year_ago) return;
    const Score before = in_.rule.score(inputs(object, counts, k_before));
    const Score year_ago = in_.rule.score(inputs(object, counts, k_year_ago));
    const bool was_there = !counts[k_before].is_zero();
    row.points_before = card_.parts.empty() || !was_there ? std::nullopt : before.points;
    for (auto& [key, value] : row.values) {
      value.before = value_in(before.values, key);
      value.year_ago = value_in(year_ago.values, key);
    }
    for (std::size_t i = counts.size(); i-- > k_earlier;)
      row.trend.push_back(leading(in_.rule.score(inputs(object, counts, i))));
    row.trend.push_back(leading(before));
    row.trend.push_back(leading(now));
  }

  // Equal points share a rank.
  static void rank(std::vector<ScoreRow>& rows, std::optional<double> ScoreRow::*points,
                   std::optional<std::int64_t> ScoreRow::*rank) {
    std::vector<ScoreRow*> judged;
    for (ScoreRow& row : rows) {
      if (row.*points) judged.push_back(&row);
    }
    std::stable_sort(judged.begin(), judged.end(),
                     [&](const ScoreRow* a, const ScoreRow* b) { return *(a->*points) > *(b->*points); });
    for (std::size_t i = 0; i < judged.size(); ++i) {
      const bool tied = i > 0 && *(judged[i]->*points) == *(judged[i - 1]->*points);
      judged[i]->*rank = tied ? judged[i - 1]->*rank : std::optional(static_cast<std::int64_t>(i) + 1);
    }
  }

  const ResultInputs& in_;
  const Scorecard& card_;
  ResultView view_;
};

}  // namespace

ObjectKind Grouping::kind() const {
  switch (objects_) {
    case Objects::areas: return ObjectKind::area;
    case Objects::units: return ObjectKind::unit;
    case Objects::posts: return ObjectKind::post;
    case Objects::people: return ObjectKind::person;
    case Objects::items: return ObjectKind::item;
  }
  return ObjectKind::area;
}

std::pair<std::int64_t, std::int64_t> Grouping::parts() const {
  if (objects_ == Objects::people) return {0, std::numeric_limits<std::int64_t>::max()};
  return codes::part_range(area_);
}

std::string Grouping::object_of(std::string_view key) const {
  switch (objects_) {
    case Objects::areas: {
      const bool inside = key.starts_with(area_) && key.size() >= digits_ && scope_.covers(key);
      return inside ? std::string(key.substr(0, digits_)) : "";
    }
    case Objects::units:
    case Objects::posts: {
      const std::string_view unit = key.substr(0, key.find(':'));
      const std::string_view area = area_of_owner(key);
      return area.starts_with(area_) && (scope_.covers(area) || scope_.works_for(unit)) ? std::string(key) : "";
    }
    case Objects::people: {
      const std::string area = area_of(std::string(key));
      const bool self = key == scope_.person.text();
      return self || (!area.empty() && area.starts_with(area_) && scope_.covers(area)) ? std::string(key) : "";
    }
    case Objects::items: return std::string(key);
  }
  return "";
}

std::string Grouping::area_of(const std::string& object) const {
  if (object.empty() || objects_ == Objects::items) return area_;
  if (objects_ == Objects::areas) return object;
  if (objects_ != Objects::people) return std::string(area_of_owner(object));
  const std::string unit = directory_.unit_of(PersonId{text::to_int(object).value_or(0)});
  return std::string(area_of_owner(unit));
}

Words Grouping::name(const std::string& object) const {
  if (object.empty()) return {"合计", "Total"};
  if (objects_ == Objects::areas) {
    const std::string zh = digits_ > 9 ? places_.full_name(object, Language::zh) : places_.name(object, Language::zh);
    const std::string en = digits_ > 9 ? places_.full_name(object, Language::en) : places_.name(object, Language::en);
    return {zh.empty() ? object : zh, en.empty() ? object : en};
  }
  if (objects_ == Objects::units) return directory_.unit_name(object);
  if (objects_ == Objects::people) {
    const std::string name = directory_.person_name(PersonId{text::to_int(object).value_or(0)});
    return {name.empty() ? object : name, name.empty() ? object : name};
  }
  if (objects_ == Objects::items) {
    const auto item = items_.find(object);
    return item ? Words{item->name_zh, item->name_en} : Words{object, object};
  }
  const std::size_t colon = object.find(':');
  const std::string owner = object.substr(0, colon);
  const Words duty = directory_.duty_name(colon == object.npos ? "" : object.substr(colon + 1));
  const bool by_area = owner.find('-') == owner.npos;
  const Words place = by_area ? Words{places_.full_name(owner, Language::zh), places_.full_name(owner, Language::en)}
                              : directory_.unit_name(owner);
  return {place.zh + " · " + duty.zh, place.en + " · " + duty.en};
}

std::map<std::string, double> Grouping::ground(const std::string& object, const Period& period, Date today) const {
  const Date last = std::min(period.last, today);
  std::map<std::string, double> ground;
  ground["days"] = std::max(0, last - period.first + 1);
  const std::string code = area_of(object);
  if (const auto area = places_.area(code); area && (objects_ == Objects::areas || object.empty())) {
    ground["population"] = static_cast<double>(area->population);
    ground["area_km2"] = area->area_km2;
  }
  return ground;
}

void gather(db::Tx& tx, const Grouping& grouping, Tables& tables) {
  const std::size_t many = tables.periods.size();
  // Periods that touch are read in one go.
  std::vector<std::size_t> order(many);
  for (std::size_t i = 0; i < many; ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return tables.periods[a].first < tables.periods[b].first; });
  for (std::size_t from = 0; from < many;) {
    std::size_t to = from;
    while (to + 1 < many && tables.periods[order[to + 1]].first <= tables.periods[order[to]].last + 1) ++to;
    store::each_sum(tx, grouping.kind(), tables.periods[order[from]].first, tables.periods[order[to]].last,
                    grouping.parts(), [&](const store::SumRow& sum) {
                      const std::string object = grouping.object_of(sum.object);
                      if (object.empty()) return;
                      auto& counts = tables.objects[object];
                      if (counts.empty()) counts.resize(many);
                      for (std::size_t i = from; i <= to; ++i) {
                        const Period& period = tables.periods[order[i]];
                        if (sum.day >= period.first.day && sum.day <= period.last.day) counts[order[i]].add(sum.counts);
                      }
                    });
    from = to + 1;
  }
}

void add_lines(Tables& tables, const Grouping& grouping, const Lines& lines) {
  const auto [low, high] = grouping.parts();
  for (const auto& [key, counts] : lines) {
    if (key.kind != grouping.kind() || key.part_key < low || key.part_key >= high) continue;
    const std::string object = grouping.object_of(key.object);
    if (object.empty()) continue;
    auto& sums = tables.objects[object];
    if (sums.empty()) sums.resize(tables.periods.size());
    for (std::size_t i = 0; i < tables.periods.size(); ++i) {
      if (key.day >= tables.periods[i].first.day && key.day <= tables.periods[i].last.day) sums[i].add(counts);
    }
  }
}

ResultView result_of(const ResultInputs& inputs) { return ResultMaker(inputs).make(); }

}  // namespace tiange::scores
