#include <algorithm>
#include <map>

#include "town/journey.h"
#include "town/mix.h"
#include "town/ground/names.h"
#include "town/report.h"
#include "town/seasons.h"
#include "town/town.h"

namespace tiange::town {
namespace {

constexpr std::int64_t k_hour_us = 3'600'000'000;
constexpr int k_echo_days = 7;  // a place that was reported is likely to be reported again within a week

// A matter before its details are drawn.
struct Spark {
  Instant when;
  std::uint32_t row = 0;
  std::uint32_t grid = 0;
  std::int32_t address = -1;  // of the first matter, for a repeat
  std::uint32_t order = 0;    // drawn as the n-th of its day, to break ties
  std::uint64_t root = 0;     // number of the first matter, for a repeat
};

class Stream {
 public:
  Stream(const District& district, const MatterPlan& plan, Mix mix, Days days, Reports reports)
      : district_(district),
        plan_(plan),
        mix_(std::move(mix)),
        days_(std::move(days)),
        reports_(std::move(reports)),
        posts_(district),
        number_(plan.first_number) {}

  void run(const std::function<void(const Matter&)>& take) {
    const int count = plan_.last_day - plan_.first_day + 1;
    const std::vector<double> storm = storms(district_.seed, plan_.first_day, count);
    echoes_.resize(static_cast<std::size_t>(std::max(count, 0)) + k_echo_days + 1);
    for (int day = 0; day < count; ++day) {
      std::vector<Spark> sparks = draw_day(day, storm[static_cast<std::size_t>(day)]);
      for (const Spark& spark : sparks) {
        if (spark.when > plan_.now) return;
        take(make(spark, day));
      }
      echoes_[static_cast<std::size_t>(day)] = {};
    }
  }

 private:
  std::vector<Spark> draw_day(int day, double storm) {
    const Date date = plan_.first_day + day;
    const int month = split_date(date).month - 1;
    const double patrol = days_.patrol_share(date), call = days_.call_share(date);
    std::vector<Spark> sparks = std::move(echoes_[static_cast<std::size_t>(day)]);
    for (std::uint32_t r = 0; r < mix_.rows().size(); ++r) {
      const MixRow& row = mix_.rows()[r];
      Random random(district_.seed, "day", static_cast<std::uint64_t>(date.day) * 4096 + r);
      const double share = row.channel == Channel::grid ? patrol : call;
      const double mean = plan_.scale * row.per_workday * share * (*row.season)[static_cast<std::size_t>(month)] *
                          (1 + (row.storm - 1) * storm) * (1 - row.repeat);
      for (std::uint32_t n = random.poisson(mean); n > 0; --n) {
        const std::uint32_t grid = mix_.draw_grid(row, random);
        sparks.push_back({moment(date, row, random), r, grid, -1, 0, 0});
      }
    }
    for (std::uint32_t i = 0; i < sparks.size(); ++i) sparks[i].order = i;
    std::sort(sparks.begin(), sparks.end(), [](const Spark& a, const Spark& b) {
      return a.when != b.when ? a.when < b.when : a.order < b.order;
    });
    return sparks;
  }

  static Instant moment(Date date, const MixRow& row, Random& random) {
    const std::int64_t hour = row.hours.draw(random);
    const auto within = static_cast<std::int64_t>(random.unit() * 3600) * 1'000'000;
    return local_instant(date, hour * k_hour_us + within);
  }

  const Matter& make(const Spark& spark, int day) {
    const MixRow& row = mix_.rows()[spark.row];
    const Date date = plan_.first_day + day;
    // By date and place in the day, so that a date's matters do not depend on where the stream began.
    const std::uint64_t key = static_cast<std::uint64_t>(date.day) << 24 | spark.order;
    Random random(district_.seed, "matter", key);
    matter_ = {};
    matter_.number = number_++;
    matter_.reported_at = spark.when;
    matter_.channel = row.channel;
    matter_.ask = row.ask;
    const bool may_write = row.channel == Channel::hotline && row.ask != Ask::consult;
    if (may_write && random.chance(0.14)) matter_.channel = Channel::web;
    matter_.item = row.item;
    matter_.grid = static_cast<int>(spark.grid);
    matter_.repeats = spark.root;
    matter_.address = spark.address >= 0 ? spark.address : reports_.draw_address(matter_.grid, random);
    matter_.point = reports_.point_near(matter_, random);
    matter_.has_point = row.channel == Channel::grid || (matter_.channel == Channel::web && random.chance(0.7));
    if (row.channel == Channel::grid) matter_.reporter = posts_.officer(matter_.grid, random);
    travel(district_, posts_, days_, row, plan_.now, random, matter_);
    if (row.repeat > 0 && random.chance(row.repeat)) {
      const int later = 1 + static_cast<int>(std::min(random.exponential(2.2), k_echo_days - 1.0));
      const std::uint64_t root = spark.root ? spark.root : matter_.number;
      echoes_[static_cast<std::size_t>(day + later)].push_back(
          {moment(date + later, row, random), spark.row, spark.grid, matter_.address, 0, root});
    }
    if (plan_.with_text) {
      Random words(district_.seed, "words", key);
      reports_.write(matter_, words);
    }
    return matter_;
  }

  const District& district_;
  const MatterPlan plan_;
  const Mix mix_;
  const Days days_;
  Reports reports_;
  const Posts posts_;
  std::vector<std::vector<Spark>> echoes_;  // by day
  std::uint64_t number_;
  Matter matter_;
};

}  // namespace

Outcome make_matters(const District& district, const Sources& sources, const MatterPlan& plan,
                     const std::function<void(const Matter&)>& take) {
  TIANGE_TRY(Mix mix, Mix::read(sources.mix, district));
  TIANGE_TRY(Days days, Days::read(sources.calendar));
  TIANGE_TRY(Reports reports, Reports::make(district, sources));
  Stream(district, plan, std::move(mix), std::move(days), std::move(reports)).run(take);
  return done();
}

}  // namespace tiange::town
