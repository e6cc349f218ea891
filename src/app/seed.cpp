#include "app/seed.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "app/benefiting/payment_home.h"
#include "app/jobbing/job_home.h"
#include "app/exchanging/exchange_home.h"
#include "app/peopling/credit_records.h"
#include "app/peopling/people_benefits.h"
#include "app/peopling/people_files.h"
#include "app/peopling/people_seed.h"
#include "app/registering/register_home.h"
#include "app/seed_hotline.h"
#include "app/together/together_seed.h"
#include "app/supervision/supervision_home.h"
#include "platform/blobs/blobs.h"
#include "platform/files/files.h"
#include "platform/observe/system_clock.h"
#include "town/town.h"

namespace tiange::app {

namespace {

// One empty page.
constexpr std::string_view k_contact_record =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

constexpr std::size_t k_batch = 2000;
constexpr std::size_t k_batches_waiting = 4;
constexpr int k_most_alike = 3;
constexpr std::size_t k_rows_settled_first = 20'000;  // the rest while the district is served

places::AreaChange area_change(std::string code, std::string level, std::string parent, std::string zh, std::string en,
                               std::int64_t population, const geo::MultiPolygon& shape) {
  places::AreaChange change;
  change.area.code = std::move(code);
  change.area.level = std::move(level);
  change.area.parent = std::move(parent);
  change.area.name_zh = std::move(zh);
  change.area.name_en = std::move(en);
  change.area.population = population;
  change.shape = shape;
  return change;
}

std::string_view level_name(town::Level level) {
  switch (level) {
    case town::Level::district: return "district";
    case town::Level::town: return "town";
    case town::Level::community: return "community";
  }
  return "";
}

std::string_view kind_name(town::PlaceKind kind) {
  if (kind == town::PlaceKind::road) return "road";
  return kind == town::PlaceKind::estate ? "estate" : "poi";
}

// Turns the town's numbers into the rooms' ids and codes.
class Seeder {
 public:
  Seeder(District& district, const SeedPlan& plan, const Progress& progress)
      : district_(district), plan_(plan), progress_(progress), sources_(read_sources(district.paths().definitions)) {}

  SeedReport run() {
    const std::int64_t started = observe::steady_us();
    progress_("生成地图与网格", "drawing the map and its grids", 0);
    auto made = town::make_district(sources_, plan_.seed);
    if (!made.ok()) check(made.refusal());
    town_ = std::move(made).value();
    district_.lay_foundation();
    lay_places();
    hire_people();
    district_.registers().seed_parts(town_, 3000 + static_cast<int>(17'000 * std::min(1.0, plan_.scale)));
    if (plan_.people) fill_registers();
    earlier_years();
    past_and_open();
    district_.registers().seed_cases();
    fill_hotline();
    district_.item_lists().seed_applications();
    district_.seed_duties();
    district_.exchange().seed(district_.paths().definitions + "/demo/exchange");
    work_together();
    seed_supervision({district_.db(), district_.clock(), district_.org(), district_.cases(), district_.district_code()}, district_.supervision());
    check(district_.db().write(system_scope(), [&](db::Tx& tx) -> Outcome {
      district_.org().mark_demo(tx);
      return done();
    }));
    report_.seconds = static_cast<double>(observe::steady_us() - started) / 1e6;
    return report_;
  }

 private:
  // Persons, households, firms and houses at the same scale as the cases.
  void fill_registers() {
    const Instant now = district_.clock().now();
    const auto people = town::Population::make(town_, read_people_sources(district_.paths().definitions),
                                               {.scale = std::min(plan_.scale, 1.0), .today = local_date(now)});
    if (!people.ok()) check(people.refusal());
    seed_benefit_records(district_.db(), district_.registers().subjects(), *people, now);
    seed_people(district_.db(), district_.registers().subjects(), *people, k_rows_settled_first, now, [&](double done) {
      progress_("登记人口、企业与房屋", "entering persons, firms and houses", done);
    });
    (void)seed_credit_records(district_.db(), district_.registers().subjects(), *people, now);
  }

  void lay_places() {
    std::vector<places::AreaChange> changes;
    for (const town::Area& a : town_.areas)
      changes.push_back(area_change(a.code, std::string(level_name(a.level)), a.parent, a.name_zh, a.name_en, a.population, a.shape));
    for (const town::Grid& g : town_.grids)
      changes.push_back(area_change(g.code, "grid", g.code.substr(0, 12), g.name_zh, g.name_en, g.population, g.shape));
    std::vector<places::PlaceName> names;
    for (const town::PlaceName& n : town_.place_names)
      names.push_back({std::string(kind_name(n.kind)), n.name, n.point.lng, n.point.lat, grid_code(n.grid)});
    for (const town::Address& a : town_.addresses)
      names.push_back({"address", a.road + a.number, a.point.lng, a.point.lat, grid_code(a.grid)});
    const Date from = local_date(district_.clock().now()) + -plan_.days;
    check(district_.db().write(system_scope(), [&](db::Tx& tx) -> Outcome {
      district_.places().lay(tx, changes, from, "开局");
      district_.places().add_names(tx, names);
      return done();
    }));
    check(district_.places().refresh());
    report_.grids = static_cast<std::int64_t>(town_.grids.size());
    report_.names = static_cast<std::int64_t>(names.size());
  }

  // The officer of the next grid of the community stands in; now and then somebody is on leave, covered by the backup.
  static void arrange_rosters(org::Batch& batch, Instant now) {
    constexpr std::size_t k_leave_every = 29;
    constexpr int k_leave_days_ago = 14;  // older than nearly every open case, so that the stand-in worked on them
    const auto community = [](const org::NewPost& post) { return post.areas.front().substr(0, 12); };
    std::vector<const org::NewPerson*> officers;
    for (const org::NewPerson& person : batch.people) {
      if (person.posts.front().duty == "officer") officers.push_back(&person);
    }
    const Instant today = local_instant(local_date(now), 0);
    for (std::size_t i = 0, first = 0; i < officers.size(); ++i) {
      const org::NewPost& post = officers[i]->posts.front();
      if (community(post) != community(officers[first]->posts.front())) first = i;
      const bool more = i + 1 < officers.size() && community(officers[i + 1]->posts.front()) == community(post);
      const org::NewPerson& next = *officers[more ? i + 1 : first];
      if (next.posts.front().areas == post.areas) continue;
      org::NewRoster roster{post.areas.front(), next.id, {}, {}, {}};
      if (i % k_leave_every == k_leave_every - 1) {
        roster.leave_from = today - days(k_leave_days_ago);
        roster.leave_until = today + hours(72);
      }
      batch.rosters.push_back(std::move(roster));
    }
  }

  void hire_people() {
    progress_("安排机构与人员", "staffing units and posts", 0);
    org::Batch batch;
    const Instant now = district_.clock().now();
    batch.since = local_instant(local_date(now) + -plan_.days, 0);  // in their posts when the past happened
    for (const town::Person& p : town_.people) {
      org::NewPerson person;
      person.id = district_.ids().next_as<PersonTag>(now);
      person.name = p.name;
      person.phone = p.phone;
      person.unit = p.unit;
      person.account_id = district_.ids().next_as<AccountTag>(now);
      person.account = p.login;
      person.posts.push_back({district_.ids().next_as<PostTag>(now), p.unit, p.duty, p.areas});
      if (p.duty == "seat") seats_.push_back(static_cast<int>(people_.size()));
      people_.push_back(person.id);
      accounts_.push_back(person.account_id);
      batch.people.push_back(std::move(person));
    }
    arrange_rosters(batch, now);
    std::vector<std::string> units;
    for (const auto& unit : town_.units) units.push_back(unit.code);
    for (org::NewPerson& person : enforcement_staff(units, district_.ids(), now)) batch.people.push_back(std::move(person));
    for (org::NewPerson& person : job_staff(district_.district_code(), district_.ids(), now)) batch.people.push_back(std::move(person));
    for (org::NewPerson& person : payment_staff(district_.district_code(), district_.ids(), now)) batch.people.push_back(std::move(person));
    batch.people.push_back(exchange(now));
    check(district_.db().write(system_scope(), [&](db::Tx& tx) -> Outcome {
      district_.org().load(tx, batch, now);
      return done();
    }));
    report_.people = static_cast<std::int64_t>(batch.people.size());
  }

  void work_together() {
    const auto keep = [&](std::string_view content, const std::string& name) -> std::string {
      blobs::Taken taken;
      taken.moment = district_.clock().now();
      const auto kept = blobs::BlobStore(district_.db(), district_.paths().data + "/blobs").put(system_scope(), district_.clock().now(), {content, name, taken});
      if (!kept.ok()) check(kept.refusal());
      return kept->digest;
    };
    seed_together(district_.together(), {district_.db(), district_.cases(), district_.org(), keep, contact_record_}, district_.clock().now());
  }

  // The account of the telephone exchange.
  org::NewPerson exchange(Instant now) {
    const std::string unit = district_.district_code() + "-ZX";
    org::NewPerson person;
    person.id = district_.ids().next_as<PersonTag>(now);
    person.name = "话务平台";
    person.unit = unit;
    person.account_id = district_.ids().next_as<AccountTag>(now);
    person.account = "telephony001";
    person.posts.push_back({district_.ids().next_as<PostTag>(now), unit, "telephony", {}});
    return person;
  }

  // A few of what was closed long ago, in the archive. Ids ascend, so the oldest come first.
  void earlier_years() {
    constexpr int k_years = 4;
    constexpr double k_share = 0.0001;  // of a year's volume: some two hundred a year
    const Instant now = district_.clock().now();
    for (int back = k_years; back >= 1; --back) {
      const Date last = local_date(now) + (-plan_.days - 60 - (back - 1) * 365);
      std::vector<cases::PastCase> past;
      check(town::make_matters(town_, sources_, {last + -364, last, now, k_share, true}, [&](const town::Matter& m) {
        const bool ordinary = m.settled != town::Settled::answered && m.settled != town::Settled::not_accepted;
        if (ordinary && !m.open()) past.push_back(past_case(m));
      }));
      const auto rows = district_.cases().prepare(past);
      check(district_.db().write(system_scope(), [&](db::Tx& tx) -> Outcome {
        district_.cases().write(tx, *rows);
        return done();
      }));
    }
    (void)district_.archive().move_due(now, 100);
  }

  // The generator fills batches on a thread of its own; this one prepares and writes them.
  void past_and_open() {
    const Instant now = district_.clock().now();
    const Date today = local_date(now);
    const town::MatterPlan plan{today + -plan_.days, today, now, plan_.scale, true};
    Outcome streamed = done();
    std::thread generator([&] {
      std::vector<cases::PastCase> past;
      streamed = town::make_matters(town_, sources_, plan, [&](const town::Matter& m) {
        calls_.add(m, line_of(m));
        if (m.settled == town::Settled::answered || m.settled == town::Settled::not_accepted) return;
        if (m.open()) {
          opens_.push_back(open_case(m));
          return;
        }
        past.push_back(past_case(m));
        if (past.size() == k_batch) hand_over(std::exchange(past, {}), m.reported_at);
      });
      hand_over(std::move(past), now);
      hand_over({}, now);
    });
    for (;;) {
      Batch batch = take();
      if (batch.cases.empty()) break;
      const auto rows = district_.cases().prepare(batch.cases);
      check(district_.db().write(system_scope(), [&](db::Tx& tx) -> Outcome {
        district_.cases().write(tx, *rows);
        return done();
      }));
      report_.past_cases += static_cast<std::int64_t>(batch.cases.size());
      const double days = static_cast<double>((batch.upto - local_instant(plan.first_day, 0)).us) / 86.4e9;
      progress_("生成历史工单", "writing past cases", std::min(1.0, days / plan_.days));
    }
    generator.join();
    check(streamed);
    add_undecided(now);
    work_open_cases();
  }

  struct Batch {
    std::vector<cases::PastCase> cases;
    Instant upto;
  };
  void hand_over(std::vector<cases::PastCase> cases, Instant upto) {
    std::unique_lock lock(lock_);
    moved_.wait(lock, [&] { return waiting_.size() < k_batches_waiting; });
    waiting_.push_back({std::move(cases), upto});
    moved_.notify_all();
  }
  Batch take() {
    std::unique_lock lock(lock_);
    moved_.wait(lock, [&] { return !waiting_.empty(); });
    Batch batch = std::move(waiting_.front());
    waiting_.pop_front();
    moved_.notify_all();
    return batch;
  }

  cases::ReportInput input_of(const town::Matter& m) const {
    static constexpr cases::Kind k_kinds[] = {cases::Kind::report,    cases::Kind::consult,    cases::Kind::help, cases::Kind::complaint,
                                              cases::Kind::report,    cases::Kind::suggestion, cases::Kind::praise, cases::Kind::other};
    static constexpr cases::Channel k_channels[] = {cases::Channel::grid, cases::Channel::hotline, cases::Channel::web};
    cases::ReportInput in;
    in.channel = k_channels[static_cast<std::size_t>(m.channel)];
    in.kind = k_kinds[static_cast<std::size_t>(m.ask)];
    in.title = std::string(m.title);
    in.content = std::string(m.text);
    in.item_code = town_.items[static_cast<std::size_t>(m.item)].code;
    in.severity = m.severity;
    in.place.text = std::string(m.place_text);
    in.place.lng = m.point.lng;
    in.place.lat = m.point.lat;
    if (m.channel != town::Channel::grid) {
      in.reporter.name = std::string(m.reporter_name);
      in.reporter.phone = std::string(m.reporter_phone);
      in.reporter.wants_reply = m.channel == town::Channel::hotline;
    }
    return in;
  }

  cases::PastCase past_case(const town::Matter& m) const {
    const auto at = [&](town::Step step) { return m.at[static_cast<std::size_t>(step)]; };
    const std::string grid = grid_code(m.grid);
    cases::PastCase c;
    c.report = input_of(m);
    c.area = grid;
    c.created = m.reported_at;
    if (m.reporter >= 0) {
      c.reported_by = people_[static_cast<std::size_t>(m.reporter)];
      c.reported_by_name = town_.people[static_cast<std::size_t>(m.reporter)].name;
    }
    c.unit = m.unit >= 0 ? town_.units[static_cast<std::size_t>(m.unit)].code : grid.substr(0, 12) + "-ZZ";
    c.level = m.settled == town::Settled::grid        ? cases::Level::grid
              : m.settled == town::Settled::community ? cases::Level::village
              : m.settled == town::Settled::town      ? cases::Level::town
                                                      : cases::Level::department;
    c.dispatched = at(town::Step::dispatched);
    c.returns = m.returns;
    const int handler = m.handler >= 0 ? m.handler : m.reporter >= 0 ? m.reporter : m.officer;
    c.handler = people_[static_cast<std::size_t>(handler)];
    c.handler_name = town_.people[static_cast<std::size_t>(handler)].name;
    c.settled = at(town::Step::handled) ? at(town::Step::handled) : at(town::Step::closed);
    if (at(town::Step::checked)) {
      c.checker = people_[static_cast<std::size_t>(m.officer)];
      c.checker_name = town_.people[static_cast<std::size_t>(m.officer)].name;
      c.checked = at(town::Step::checked);
    }
    c.reworks = m.reworks;
    c.closed = at(town::Step::closed);
    c.result = std::string(m.reply);
    const auto item = district_.items().find(c.report.item_code);
    if (item && !item->closing_conditions.empty()) c.closing_condition = item->closing_conditions.front();
    c.satisfaction = m.opinion == town::Opinion::none          ? ""
                     : m.opinion == town::Opinion::unsatisfied ? "dissatisfied"
                                                               : "satisfied";
    return c;
  }

  struct OpenCase {
    cases::ReportInput input;
    std::array<Instant, town::k_steps> at;
    int reporter;  // index into the town's people, -1: the resident, or nobody in particular
    Instant reported;
    std::string reply;
    bool by_resident = false;
    Instant returned = {};  // when the unit gives it back
  };
  OpenCase open_case(const town::Matter& m) const { return {input_of(m), m.at, m.reporter, m.reported_at, std::string(m.reply)}; }

  // A matter that stands at a desk of the centre, and since when.
  struct Standing {
    OpenCase open;
    Instant since;
  };
  enum Desk { k_locate, k_accept, k_dispatch, k_desks };

  // Some of the matters that a district of full size has lying at its desks now.
  void add_undecided(Instant now) {
    if (plan_.undecided <= 0) return;
    constexpr int k_days_back = 10;  // over the longest holiday
    std::array<std::vector<Standing>, k_desks> waiting;
    const Date today = local_date(now);
    check(town::make_matters(town_, sources_, {today + -k_days_back, today, now, 1.0, true}, [&](const town::Matter& m) {
      const bool decided_at_once = m.settled == town::Settled::answered || m.settled == town::Settled::not_accepted;
      if (decided_at_once || !m.open() || m.severity == Severity::urgent) return;
      if (m.channel != town::Channel::grid) {
        Standing call = call_at_desk(m);
        waiting[is_located(call.open.input.place) ? k_accept : k_locate].push_back(std::move(call));
      }
      if (is_with_department(m)) waiting[k_dispatch].push_back(given_back(m));
    }));
    // Of five: one to be located, two to be accepted, two to be dispatched.
    const Limit k_limits[] = {{2, LimitKind::work_hours}, {4, LimitKind::work_hours}, {4, LimitKind::work_hours}};
    const int shares[] = {1, 2, 2};
    for (int desk = 0; desk < k_desks; ++desk)
      pick_spread(waiting[static_cast<std::size_t>(desk)], k_limits[desk], plan_.undecided * shares[desk] / 5, now);
    std::stable_sort(opens_.begin(), opens_.end(), [](const OpenCase& a, const OpenCase& b) { return a.reported < b.reported; });
  }

  // As the caller or the website left it: no item yet, and a point only where the website gave one.
  Standing call_at_desk(const town::Matter& m) const {
    Standing call{open_case(m), m.reported_at};
    call.open.input.item_code.clear();
    call.open.at = {};
    call.open.by_resident = m.channel == town::Channel::web;
    if (!call.open.by_resident && !seats_.empty()) call.open.reporter = seats_[m.number % seats_.size()];
    if (!m.has_point) call.open.input.place.lng = call.open.input.place.lat = std::nullopt;
    return call;
  }

  bool is_located(const cases::Place& place) const {
    if (place.lng) return true;
    const auto found = district_.places().find(place.text, 1);
    return !found.empty() && found.front().score >= places::k_sure_score && found.front().grid_code.size() == 15;
  }

  // Signed for by a department, to which the routing table sends such items.
  bool is_with_department(const town::Matter& m) const {
    if (m.settled != town::Settled::department || m.unit < 0 || m.returns > 0) return false;
    if (!m.at[static_cast<std::size_t>(town::Step::signed_for)] || m.at[static_cast<std::size_t>(town::Step::handled)]) return false;
    const auto item = district_.items().find(town_.items[static_cast<std::size_t>(m.item)].code);
    return item && !item->trifle() && item->item_class != "social" && item->lead_line != "ZX";  // the centre is no department
  }

  Standing given_back(const town::Matter& m) const {
    static constexpr std::string_view k_reasons[] = {"经现场核查，该处不属我单位管养范围，请重新派遣。", "权属不在我单位，建议改派权属单位处理。",
                                                     "位于小区物业管理区域内，建议由属地社区协调。", "涉及多个部门职责，请派遣员明确牵头单位。"};
    Standing back{open_case(m), m.at[static_cast<std::size_t>(town::Step::signed_for)]};
    back.open.returned = back.since;
    back.open.reply = k_reasons[m.number % std::size(k_reasons)];
    return back;
  }

  // Most of them new, fewer the older, and one that has just run over its limit.
  void pick_spread(std::vector<Standing>& waiting, const Limit& limit, int count, Instant now) {
    std::stable_sort(waiting.begin(), waiting.end(), [](const Standing& a, const Standing& b) { return a.since > b.since; });
    std::map<std::string, int> alike;  // of one item, so that the queue shows many
    std::erase_if(waiting, [&](const Standing& one) {
      return !one.open.input.item_code.empty() && ++alike[one.open.input.item_code] > k_most_alike;
    });
    const auto late = std::find_if(waiting.begin(), waiting.end(),
                                   [&](const Standing& one) { return district_.calendar().add(limit, one.since) <= now; });
    const auto in_time = static_cast<std::size_t>(late - waiting.begin());
    const std::size_t wanted = std::min<std::size_t>(in_time, static_cast<std::size_t>(count - (late != waiting.end())));
    if (late != waiting.end()) opens_.push_back(late->open);
    for (std::size_t i = 0; i < wanted; ++i) {
      const std::size_t spread = wanted > 1 ? i * i * (in_time - wanted) / ((wanted - 1) * (wanted - 1)) : 0;
      opens_.push_back(waiting[i + spread].open);
    }
  }

  // Cases still under way run through the real process, by the people whose turn it was.
  void work_open_cases() {
    learn_scopes();
    std::size_t at = 0;
    while (at < opens_.size()) {
      const std::size_t end = std::min(opens_.size(), at + 50);
      check(district_.db().write(system_scope(), [&](db::Tx& tx) -> Outcome {
        for (std::size_t i = at; i < end; ++i) work_one(tx, opens_[i]);
        return done();
      }));
      at = end;
      progress_("生成在办工单", "opening cases under way", static_cast<double>(at) / static_cast<double>(opens_.size()));
    }
    report_.open_cases = static_cast<std::int64_t>(opens_.size());
  }

  void work_one(db::Tx& tx, const OpenCase& open) {
    Scope reporter = system_scope();
    if (open.by_resident) reporter = Scope();
    if (open.reporter >= 0) reporter = scopes_.at(accounts_[static_cast<std::size_t>(open.reporter)]);
    auto ref = district_.cases().register_case(tx, reporter, open.input, open.reported);
    if (!ref.ok()) return check(ref.refusal());
    if (open.input.channel == cases::Channel::hotline) note_call(tx, *ref, open);
    for (int steps = 0; steps < 12 && advance(tx, *ref, open); ++steps) {
    }
  }

  // The number that was dialled: by the department that leads, now and then the merged one.
  std::string line_of(const town::Matter& m) const {
    if (m.item < 0) return hotline_line("", m.number);
    const auto item = district_.items().find(town_.items[static_cast<std::size_t>(m.item)].code);
    return hotline_line(item ? item->lead_line : "", m.number);
  }

  void note_call(db::Tx& tx, const cases::CaseRef& ref, const OpenCase& open) {
    const auto view = district_.cases().view(tx, system_scope(), ref, open.reported);
    if (!view.ok()) return;
    const auto item = district_.items().find(view->item_code);
    const std::size_t turn = static_cast<std::size_t>(open.reported.us / 1'000'000);
    const int seat = open.reporter >= 0 ? open.reporter : seats_.empty() ? 0 : seats_[turn % seats_.size()];
    district_.hotline().write_past_call(
        tx, {hotline_line(item ? item->lead_line : "", turn), open.input.reporter.phone, ""}, ref, view->number,
        people_[static_cast<std::size_t>(seat)], town_.people[static_cast<std::size_t>(seat)].name, open.reported);
  }

  void fill_hotline() {
    const Instant now = district_.clock().now();
    std::vector<PersonId> seats;
    for (const int seat : seats_) seats.push_back(people_[static_cast<std::size_t>(seat)]);
    check(district_.db().write(system_scope(), [&](db::Tx& tx) -> Outcome {
      district_.hotline().write_past_days(tx, calls_.days());
      TIANGE_CHECK_OK(district_.knowledge().seed_articles(tx, read_file(district_.paths().definitions + "/demo/articles.json"),
                                                          district_.district_code(), now));
      TIANGE_CHECK_OK(district_.knowledge().put_topic(
          tx, system_scope(), {"typhoon", "台风暴雨", "Typhoon and heavy rain", true, now + days(3), 12}));
      return put_shifts(district_.hotline(), tx, seats, now);
    }));
  }

  // One act of whoever has the case, when the act's moment has come.
  bool advance(db::Tx& tx, cases::CaseRef ref, const OpenCase& open) {
    auto view = district_.cases().view(tx, system_scope(), ref, open.reported);
    if (!view.ok() || view->tasks.empty()) return false;
    struct Turn {
      cases::Status status;
      town::Step step;
      cases::Action action;
    };
    static constexpr Turn k_turns[] = {
        {cases::Status::pending_verify, town::Step::verified, cases::Action::verify_true},
        {cases::Status::pending_accept, town::Step::registered, cases::Action::accept},
        {cases::Status::handling, town::Step::handled, cases::Action::settle},
        {cases::Status::pending_check, town::Step::checked, cases::Action::check_pass},
        {cases::Status::pending_follow_up, town::Step::followed_up, cases::Action::follow_up_satisfied}};
    for (Turn turn : k_turns) {
      Instant when = open.at[static_cast<std::size_t>(turn.step)];
      if (turn.status == cases::Status::handling && open.returned) {
        turn.action = cases::Action::give_back;
        when = open.returned;
      }
      if (view->status != turn.status || !when) continue;
      const auto holders = district_.org().directory(when)->holders(view->tasks.front().queue, when);
      const auto scope = holders.empty() ? scopes_.end() : scopes_.find(holders.front().account);
      if (scope == scopes_.end()) return false;
      cases::ActInput input;
      input.item_code = open.input.item_code;
      input.text = open.reply.empty() ? "已到现场处理完毕。" : open.reply;
      const auto item = district_.items().find(open.input.item_code);
      if (item && !item->closing_conditions.empty()) input.closing_condition = item->closing_conditions.front();
      if (turn.action == cases::Action::give_back) {
        input.basis = "不在本单位职责清单内，见《部门职责清单》";
        input.evidence = {contact_record_};
      }
      return district_.cases().act_only(tx, scope->second, ref, turn.action, input, std::nullopt, when).ok();
    }
    return false;
  }

  // What everybody may do, asked before the transactions that act for them.
  void learn_scopes() {
    const auto kept = blobs::BlobStore(district_.db(), district_.paths().data + "/blobs")
                          .put(system_scope(), district_.clock().now(), {k_contact_record, "联系记录.pdf", {}});
    if (!kept.ok()) check(kept.refusal());
    contact_record_ = kept->digest;
    for (const AccountId account : accounts_) {
      auto scope = district_.org().scope_of(account, district_.clock().now());
      if (!scope.ok()) check(scope.refusal());
      scopes_.emplace(account, *std::move(scope));
    }
  }

  const std::string& grid_code(int index) const { return town_.grids[static_cast<std::size_t>(index)].code; }

  District& district_;
  const SeedPlan& plan_;
  const Progress& progress_;
  const town::Sources sources_;
  town::District town_;
  std::vector<PersonId> people_;  // as town_.people
  std::vector<AccountId> accounts_;
  std::vector<int> seats_;        // of the hotline, as town_.people
  std::unordered_map<AccountId, Scope> scopes_;
  std::vector<OpenCase> opens_;
  PastCallCounts calls_;
  std::string contact_record_;  // digest of what units attach when they give a case back
  SeedReport report_;
  std::mutex lock_;
  std::condition_variable moved_;
  std::deque<Batch> waiting_;
};

}  // namespace

town::Sources read_sources(const std::string& folder) {
  const auto file = [&](const char* name) { return read_file(folder + "/" + name); };
  return {file("areas.csv"),      file("outline.geojson"), file("units.csv"),    file("items.csv"),       file("calendar.csv"),
          file("demo/seeds.csv"), file("demo/names.csv"),  file("demo/mix.csv"), file("demo/phrases.csv")};
}

bool is_seeded(District& district) { return district.org().is_demo(district.clock().now()); }

SeedReport seed_district(District& district, const SeedPlan& plan, const Progress& progress) {
  return Seeder(district, plan, progress).run();
}

}  // namespace tiange::app
