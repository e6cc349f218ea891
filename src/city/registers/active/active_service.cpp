// The estimate of a day: one pass over the persons, one over their records; kept by area, shown within the scope.

#include <algorithm>
#include <stdexcept>
#include <unordered_map>

#include "base/text.h"
#include "city/registers/active/active_rules.h"
#include "city/registers/active/active_store.h"
#include "city/registers/subjects/rules/golden_rules.h"
#include "platform/sheets/routes/sheet_routes.h"

namespace tiange::registers {

namespace {

constexpr std::size_t k_most_days = 400;
constexpr std::size_t k_areas_together = 200;
constexpr int k_night_from = 1, k_night_to = 5;  // hours of the day
constexpr std::string_view k_job = "registers.active";

// The next level below a code: towns, communities, grids.
std::size_t digits_below(std::string_view area) {
  switch (area.size()) {
    case 0: return 6;
    case 6: return 9;
    case 9: return 12;
    default: return 15;
  }
}

class ActiveService final : public Active {
 public:
  explicit ActiveService(ActiveParts parts) : parts_(std::move(parts)) {
    auto rules = read_active_rules(parts_.rules_json);
    if (!rules.ok()) throw std::runtime_error("active.json: " + rules.refusal().zh);
    rules_ = *std::move(rules);
  }

  void add_jobs() override {
    parts_.jobs.handle(std::string(k_job), [this](const jobs::Job&) -> Outcome {
      const Instant now = parts_.clock.now();
      const auto subjects = *parts_.db.read([&](db::Tx& tx) -> Result<std::int64_t> { return parts_.subjects.count(tx); });
      keep(compute(local_date(now), now), format_date(local_date(now)), subjects);
      return done();
    });
  }

  void nightly(Instant now) override {
    const std::string today = format_date(local_date(now));
    const int hour = static_cast<int>((now - local_instant(local_date(now), 0)).us / hours(1).us);
    const bool due = *parts_.db.read([&](db::Tx& tx) -> Result<bool> {
      const auto last = active_store::last_day(tx);
      const std::int64_t subjects = parts_.subjects.count(tx);
      // What was begun while the registers were still being filled is made again.
      if (!last || subjects > last->subjects + last->subjects / 10) return subjects > 0;
      return last->day < today && hour >= k_night_from && hour < k_night_to;
    });
    if (due) (void)parts_.db.write(system_scope(), [&](db::Tx& tx) -> Result<bool> { return add_job(tx); });
  }

  std::vector<ActiveArea> compute(Date day, Instant now) override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

 private:
  bool add_job(db::Tx& tx) { return parts_.jobs.add(tx, {std::string(k_job), "{}", {}, {}, "active"}); }
  void keep(const std::vector<ActiveArea>& areas, const std::string& day, std::int64_t subjects);
  // Scope and day of a request; the day that is there, or the newest.
  Result<ActiveList> list(db::Tx& tx, const Scope& scope, std::string_view area, std::string_view day) const;
  void name(ActiveArea& one, Language language) const;
  http::Response export_sheet(const http::Request& request, const http::Recorder& record) const;
  void write_rows(const ActiveList& list, Language language, sheets::Writer& writer) const;

  ActiveParts parts_;
  ActiveRules rules_;
};

std::vector<ActiveArea> ActiveService::compute(Date day, Instant now) {
  struct Person {
    std::string grid;
    int group = 0;
    ActiveCount::Weights weights{};
  };
  std::unordered_map<std::int64_t, Person> persons;
  ActiveCount count(rules_);
  const Scope house = system_scope(parts_.district);
  parts_.db.run_read([&](db::Tx& tx) {
    persons.clear();
    parts_.subjects.each(tx, house, Kind::person, "", [&](const GoldenRow& row) {
      const auto golden = json::parse(row.golden);
      if (!golden.ok()) return true;
      const std::string died = golden->text_or("died");
      if (!died.empty()) return true;
      const auto years = age_of(golden->text_or("born"), "", day);
      persons.emplace(row.id.value, Person{std::string(row.grid), count.group_of(years.value_or(30)), {}});
      return true;
    });
    parts_.subjects.each_record(tx, Kind::person, [&](const KeptRecord& record) {
      const auto person = persons.find(record.subject.value);
      if (person == persons.end() || record.gone) return true;
      const double old = static_cast<double>((now - record.observed).us) / static_cast<double>(days(1).us);
      const ActiveCount::Word word = count.word(record.source, old);
      if (word.list >= 0) {
        float& weight = person->second.weights[static_cast<std::size_t>(word.list)];
        weight = std::max(weight, word.weight);
      }
      return true;
    });
  });
  for (const auto& [id, person] : persons) count.add(person.grid, person.group, person.weights);
  return count.finish(format_date(day));
}

void ActiveService::keep(const std::vector<ActiveArea>& areas, const std::string& day, std::int64_t subjects) {
  const std::span<const ActiveArea> all(areas);
  for (std::size_t at = 0; at < all.size(); at += k_areas_together) {
    parts_.db.run_write(system_scope(), [&](db::Tx& tx) {
      active_store::put(tx, all.subspan(at, std::min(k_areas_together, all.size() - at)));
      return true;
    });
  }
  parts_.db.run_write(system_scope(), [&](db::Tx& tx) {
    active_store::put_day(tx, day, subjects);
    return true;
  });
}

void ActiveService::name(ActiveArea& one, Language language) const {
  one.name = parts_.places.name(one.area, language);
  if (const auto area = parts_.places.area(one.area)) one.lng = area->lng, one.lat = area->lat;
}

Result<ActiveList> ActiveService::list(db::Tx& tx, const Scope& scope, std::string_view area, std::string_view day) const {
  ActiveList list;
  list.rules = rules_;
  list.may_compute = scope.may(Permission::registers_fields);
  list.days = active_store::days(tx, k_most_days);
  if (list.days.empty()) return list;
  list.day = day.empty() ? list.days.front() : std::string(day);
  const std::string above = area.empty() ? parts_.district : std::string(area);
  if (scope.covers(above)) list.whole = active_store::area(tx, above, list.day);
  if (list.whole) name(*list.whole, scope.language);
  for (ActiveArea& one : active_store::areas(tx, list.day, above, digits_below(above))) {
    if (!scope.covers(one.area) || one.area == above) continue;
    name(one, scope.language);
    list.items.push_back(std::move(one));
  }
  // Who sees less than a level sees what is theirs.
  if (list.items.empty() && !list.whole) {
    for (const std::string& own : scope.areas) {
      auto mine = own.starts_with(above) ? active_store::area(tx, own, list.day) : std::nullopt;
      if (!mine) continue;
      name(*mine, scope.language);
      list.items.push_back(*std::move(mine));
    }
  }
  return list;
}

void ActiveService::write_rows(const ActiveList& list, Language language, sheets::Writer& writer) const {
  const bool zh = language == Language::zh;
  std::vector<std::string> cells = {zh ? "区域代码" : "Code", zh ? "区域" : "Area", zh ? "日期" : "Day", zh ? "底账人数" : "Known",
                                    zh ? "活跃人口估计" : "Estimate", zh ? "95% 下限" : "Low 95%", zh ? "95% 上限" : "High 95%"};
  for (const ActiveListRule& rule : rules_.lists) cells.push_back(zh ? rule.zh : rule.en);
  writer.row(cells);
  const auto row = [&](const ActiveArea& one) {
    const auto whole = [](double value) { return std::to_string(static_cast<std::int64_t>(value + 0.5)); };
    cells = {one.area, one.name, one.day, std::to_string(one.known), whole(one.estimate), whole(one.low), whole(one.high)};
    for (const ActiveListRule& rule : rules_.lists) {
      const auto found = one.lists.find(rule.key);
      cells.push_back(std::to_string(found == one.lists.end() ? 0 : found->second));
    }
    writer.row(cells);
  };
  if (list.whole) row(*list.whole);
  for (const ActiveArea& one : list.items) row(one);
  writer.finish();
}

http::Response ActiveService::export_sheet(const http::Request& request, const http::Recorder& record) const {
  const std::string area(request.query_value("area"));
  const auto list = parts_.db.read([&](db::Tx& tx) { return this->list(tx, request.scope, area, request.query_value("day")); });
  if (!list.ok()) return http::problem(list.refusal(), request.scope);
  parts_.db.run_write(request.scope, [&](db::Tx& tx) {
    record(tx, request, "registers.active_exported", area.empty() ? parts_.district : area,
           {"导出 " + list->day + " 活跃人口估计", "exported the estimate of active population of " + list->day});
    return true;
  });
  return sheets::answer(
      request, {"active"},
      [this, language = request.scope.language, list = *list](std::unique_ptr<sheets::Writer> writer) {
        write_rows(list, language, *writer);
      });
}

void ActiveService::add_routes(http::Routes& routes, const http::Recorder& record) {
  using http::Request;
  const std::string base = "/api/v1/registers/active";
  routes.query<ActiveList>(
      base, Permission::registers_people, "活跃人口估计", "Estimates of active population",
      [this](const Request& r) -> Result<ActiveList> {
        return parts_.db.read([&](db::Tx& tx) { return list(tx, r.scope, r.query_value("area"), r.query_value("day")); });
      },
      {"area", "day"});
  routes.query<ActiveDays>(
      base + "/days", Permission::registers_people, "一处的活跃人口逐日", "Active population of an area day by day",
      [this](const Request& r) -> Result<ActiveDays> {
        const std::string area(r.query_value("area").empty() ? std::string_view(parts_.district) : r.query_value("area"));
        if (!r.scope.covers(area)) return refuse(ErrorCode::out_of_scope);
        return parts_.db.read([&](db::Tx& tx) -> Result<ActiveDays> {
          ActiveDays days{active_store::course(tx, area, k_most_days)};
          std::reverse(days.items.begin(), days.items.end());
          return days;
        });
      },
      {"area"});
  routes.command<ComputeIn, ComputeView>(http::Method::post, base + "/compute", Permission::registers_fields, "重新估计今日活跃人口",
                                         "Estimate today's active population anew",
                                         [this, record](const Request& r, db::Tx& tx, const ComputeIn&) -> Result<ComputeView> {
                                           ComputeView view{format_date(local_date(r.now)), add_job(tx)};
                                           record(tx, r, "registers.active_computed", view.day,
                                                  {"重新估计活跃人口", "estimated active population anew"});
                                           return view;
                                         });
  http::Route sheet{http::Method::get, base + "/export", Permission::registers_export, "导出活跃人口估计", "Export estimates of active population"};
  sheet.query_params = {"area", "day", "format"};
  sheet.handle = [this, record](Request& request) { return export_sheet(request, record); };
  routes.raw(std::move(sheet));
}

}  // namespace

std::unique_ptr<Active> open_active(ActiveParts parts) { return std::make_unique<ActiveService>(std::move(parts)); }

}  // namespace tiange::registers
