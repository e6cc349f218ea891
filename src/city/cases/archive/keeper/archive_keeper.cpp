#include "city/cases/archive/keeper/keeper.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "city/cases/archive/archive.h"
#include "city/cases/archive/keeper/archive_run_store.h"

namespace tiange::cases {

namespace {

namespace store = archive_runs;

constexpr const char* k_move = "move";
constexpr const char* k_check = "check";
constexpr const char* k_job = "cases.archive";
constexpr int k_cases_in_batch = 100;
constexpr int k_cases_in_check = 300;
constexpr int k_most_due = 10'000;
constexpr int k_least_days = 60;
constexpr int k_most_days = 3'650;
constexpr std::int64_t k_us_of_hour = 3'600'000'000;

struct Order {
  static constexpr bool k_json_defaults = true;
  std::int64_t run = 0;
  std::string kind;
  int year = 0;
};
BOOST_DESCRIBE_STRUCT(Order, (), (run, kind, year))

std::string place_of(std::string_view state) {
  const auto file = decode_file(state);
  return file.ok() ? file->place_text : std::string();
}

bool in_window(const ArchiveRules& rules, Instant now) {
  const std::int64_t hour = local_us_of_day(now) / k_us_of_hour;
  if (rules.from_hour == rules.to_hour) return true;
  if (rules.from_hour < rules.to_hour) return hour >= rules.from_hour && hour < rules.to_hour;
  return hour >= rules.from_hour || hour < rules.to_hour;
}

std::optional<Instant> next_run(const ArchiveRules& rules, const std::optional<Instant>& last, Instant now) {
  if (!rules.active) return std::nullopt;
  const Date today = local_date(now);
  const bool ran_today = last && local_date(*last) == today;
  if (!ran_today && in_window(rules, now)) return now;
  const Instant start = local_instant(today, rules.from_hour * k_us_of_hour);
  return !ran_today && start > now ? start : local_instant(today + 1, rules.from_hour * k_us_of_hour);
}

class Keeper final : public ArchiveKeeper {
 public:
  explicit Keeper(const ArchiveKeeperParts& parts) : parts_(parts) {}

  void add_jobs() override {
    parts_.jobs.handle(k_job, [this](const jobs::Job& job) -> Outcome {
      TIANGE_TRY(const Order order, json::read<Order>(job.payload));
      const Instant now = parts_.clock.now();
      TIANGE_CHECK_OK(write([&](db::Tx& tx) { store::set_running(tx, order.run); }));
      const bool whole = order.kind == k_check ? check_year(order) : move_all(order);
      if (!whole) return refuse(ErrorCode::unavailable);  // the house stops; goes on after the next start
      return write([&](db::Tx& tx) { store::end_run(tx, order.run, std::max(now, parts_.clock.now())); });
    });
  }

  void tick(Instant now) override {
    bool wanted = false;
    parts_.db.run_read([&](db::Tx& tx) {
      const auto rules = store::rules(tx);
      const auto next = next_run(rules, store::last_nightly(tx), now);
      wanted = next && *next <= now && store::count_due(tx, now - days(rules.after_days), 1) > 0;
    });
    if (!wanted) return;
    (void)write([&](db::Tx& tx) { ask(tx, {0, k_move, 0}, "", now); }).ok();
  }

  std::int64_t move_due(Instant now, int batches) override {
    std::int64_t moved = 0;
    for (int i = 0; i < batches; ++i) {
      const std::int64_t cases = move_some(now, 0);
      if (cases == 0) break;
      moved += cases;
    }
    return moved;
  }

  Result<ArchiveView> view(db::Tx& tx, Instant now) override {
    ArchiveView view;
    const auto rules = store::rules(tx);
    view.rules = rules;
    view.version = rules.version;
    view.changed_by = rules.changed_by;
    if (rules.changed) view.changed = rules.changed;
    view.years = store::year_rows(tx);
    for (const ArchiveYear& year : view.years) view.cases += year.cases;
    view.due = store::count_due(tx, now - days(rules.after_days), k_most_due);
    view.next = next_run(rules, store::last_nightly(tx), now);
    view.runs = store::latest(tx, 20);
    return view;
  }

  void add_routes(http::Routes& routes, http::Recorder record) override {
    routes.query<ArchiveView>("/api/v1/cases/archive", Permission::system_manage, "归档", "The archive",
                              [this](const http::Request& request) -> Result<ArchiveView> {
                                return parts_.db.read([&](db::Tx& tx) { return view(tx, request.now); });
                              });
    routes.command<ArchiveRules, ArchiveView>(
        http::Method::put, "/api/v1/cases/archive/rules", Permission::system_manage, "维护归档规则", "Change the rules of the archive",
        [this, record](const http::Request& request, db::Tx& tx, const ArchiveRules& in) -> Result<ArchiveView> {
          TIANGE_CHECK_OK(save(tx, request, in));
          const std::string days = std::to_string(in.after_days);
          record(tx, request, "archive.rules", "-",
                 {(in.active ? "归档：办结 " + days + " 天后，" : "停止归档，") + std::to_string(in.from_hour) + "–" +
                      std::to_string(in.to_hour) + " 时",
                  (in.active ? "Archive " + days + " days after closing, " : "No archiving, ") + std::to_string(in.from_hour) +
                      " to " + std::to_string(in.to_hour) + " h"});
          return view(tx, request.now);
        });
    routes.command<ArchiveRunIn, ArchiveView>(
        http::Method::post, "/api/v1/cases/archive/runs", Permission::system_manage, "立即归档或校验", "Move or check now",
        [this, record](const http::Request& request, db::Tx& tx, const ArchiveRunIn& in) -> Result<ArchiveView> {
          const auto known = archive::years(tx);
          const bool check = in.kind == k_check && std::find(known.begin(), known.end(), in.year) != known.end();
          if (in.kind != k_move && !check)
            return refuse_fields(ErrorCode::bad_input, {FieldError{check ? "year" : "kind", "取值有误", "has a wrong value"}});
          ask(tx, {0, in.kind, check ? in.year : 0}, request.scope.name, request.now);
          record(tx, request, "archive.run", check ? std::to_string(in.year) : "-",
                 check ? Words{"校验归档 " + std::to_string(in.year) + " 年", "Check the archive of " + std::to_string(in.year)}
                       : Words{"立即归档", "Move into the archive now"});
          return view(tx, request.now);
        });
  }

 private:
  template <class Fn>
  Outcome write(Fn fn) {
    return parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      fn(tx);
      return done();
    });
  }

  // One run of a kind and year at a time; asking again while it waits or runs changes nothing.
  void ask(db::Tx& tx, Order order, const std::string& by, Instant now) {
    order.run = parts_.ids.next(now);
    jobs::NewJob job{k_job, json::write(order), {}, {}, order.kind + std::to_string(order.year)};
    if (parts_.jobs.add(tx, job)) store::begin_run(tx, order.run, order.kind, by, now);
  }

  Outcome save(db::Tx& tx, const http::Request& request, const ArchiveRules& in) {
    std::vector<FieldError> errors;
    if (in.after_days < k_least_days || in.after_days > k_most_days)
      errors.push_back({"after_days", "应为 60–3650 天", "must be 60 to 3,650 days"});
    if (in.from_hour < 0 || in.from_hour > 23) errors.push_back({"from_hour", "应为 0–23 时", "must be an hour, 0 to 23"});
    if (in.to_hour < 0 || in.to_hour > 23) errors.push_back({"to_hour", "应为 0–23 时", "must be an hour, 0 to 23"});
    if (!errors.empty()) return refuse_fields(ErrorCode::bad_input, std::move(errors));
    auto rules = store::rules(tx);
    TIANGE_CHECK_OK(http::require_version(request, rules.version));
    static_cast<ArchiveRules&>(rules) = in;
    ++rules.version;
    rules.changed = request.now;
    rules.changed_by = request.scope.name;
    store::save_rules(tx, rules);
    return done();
  }

  // One small transaction; counted into the run when it is given.
  std::int64_t move_some(Instant now, std::int64_t run) {
    Instant before;
    std::vector<archive::Due> due;
    parts_.db.run_read([&](db::Tx& tx) {
      before = now - days(store::rules(tx).after_days);
      due = archive::closed_before(tx, before, k_cases_in_batch);
    });
    if (due.empty()) return 0;
    std::set<int> years;
    for (const archive::Due& one : due) years.insert(one.year);
    for (const int year : years) archive::prepare_year(parts_.db, year);
    const auto moved = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Result<std::int64_t> {
      const std::int64_t cases = archive::move_batch(tx, due, before, now, place_of);
      if (run) store::add_to_run(tx, run, cases, 0, "");
      return cases;
    });
    return moved.ok() ? *moved : 0;
  }

  bool move_all(const Order& order) {
    while (!parts_.jobs.stopping()) {
      const Instant now = parts_.clock.now();
      if (move_some(now, order.run) > 0) continue;
      std::vector<int> years;
      parts_.db.run_read([&](db::Tx& tx) { years = archive::years(tx); });
      for (const int year : years) {
        while (archive::merge(parts_.db, year, now, [this] { return parts_.jobs.stopping(); })) {
        }
      }
      return !parts_.jobs.stopping();
    }
    return false;
  }

  // Every history from its first entry, and that there are as many cases as were moved.
  bool check_year(const Order& order) {
    Instant created{INT64_MIN};
    CaseId behind;
    std::int64_t checked = 0;
    std::int64_t broken = 0;
    std::string first_broken;
    while (true) {
      if (parts_.jobs.stopping()) return false;
      std::size_t read = 0;
      parts_.db.run_read([&](db::Tx& tx) {
        const auto part = store::cases_behind(tx, order.year, created, behind, k_cases_in_check);
        for (const auto& one : part) {
          const auto proof = parts_.cases.check_history(tx, system_scope(), one.ref);
          created = one.created;
          behind = one.ref.id;
          ++checked;
          if (proof.ok() && proof->intact) continue;
          ++broken;
          if (first_broken.empty()) first_broken = one.number;
        }
        read = part.size();
      });
      if (read == 0) break;
    }
    return write([&](db::Tx& tx) {
             broken += std::abs(store::count_rows(tx, order.year) - store::noted_rows(tx, order.year));
             store::add_to_run(tx, order.run, checked, broken, first_broken);
             store::note_check(tx, order.year, checked, broken, store::bytes_of_year(tx, order.year), parts_.clock.now());
           })
        .ok();
  }

  const ArchiveKeeperParts parts_;
};

}  // namespace

std::unique_ptr<ArchiveKeeper> open_archive_keeper(const ArchiveKeeperParts& parts) {
  return std::make_unique<Keeper>(parts);
}

}  // namespace tiange::cases
