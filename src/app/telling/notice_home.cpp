#include "app/telling/notice_home.h"

#include <algorithm>

#include "platform/net/fetch.h"
#include "platform/observe/log.h"

namespace tiange::app {

namespace {

constexpr std::string_view k_trial = "trial:";

// Over the network, or into the trial boxes inside, where what was sent can be read: a gateway or mail server named
// "trial:box".
class HouseCarrier final : public notices::Carrier {
 public:
  HouseCarrier(cases::Courier& courier, std::string certificates) : courier_(courier), certificates_(std::move(certificates)) {}

  Result<notices::GatewayAnswer> call(const notices::GatewayCall& call) override {
    TIANGE_TRY(cases::OutwardAnswer answer, courier_.call({call.url, call.headers, call.body}));
    return notices::GatewayAnswer{answer.status, std::move(answer.body)};
  }
  Outcome check_url(std::string_view url) override { return courier_.check(url); }

  Outcome mail(const mail::Server& server, const mail::Posting& posting) override {
    if (server.host.starts_with(k_trial)) {
      TIANGE_TRY(const cases::OutwardAnswer answer, courier_.call({server.host, {{"X-Tiange-Message-Id", posting.id}}, mail::compose(posting)}));
      if (answer.status == 200) return done();
      return refuse(ErrorCode::call_failed, "邮件服务器：试收箱答复 " + std::to_string(answer.status), "mail server: the trial box answered " + std::to_string(answer.status));
    }
    mail::Server to = server;
    to.trusted_certificates = certificates_;
    return mail::send(to, posting);
  }

 private:
  cases::Courier& courier_;
  const std::string certificates_;
};

constexpr int k_most_open = 200;
constexpr std::size_t k_open_shown = 30;

std::vector<rosters::OpenMatter> open_cases(cases::Cases& cases, db::Tx& tx, const Scope& scope, const std::string& unit, Instant now) {
  cases::ListQuery query;
  query.open = true;
  query.unit = unit;
  query.limit = k_most_open;
  auto list = cases.list(tx, scope, query, now);
  std::vector<rosters::OpenMatter> open;
  if (!list.ok()) return open;
  const auto due = [](const cases::CaseRow& row) { return row.due.value_or(Instant{INT64_MAX}); };
  std::stable_sort(list->items.begin(), list->items.end(), [&](const auto& a, const auto& b) { return due(a) < due(b); });
  for (const cases::CaseRow& row : list->items) {
    if (open.size() == k_open_shown) break;
    open.push_back({row.number, row.title, "/cases/" + row.ref, row.due ? format_local(*row.due) : "", std::string(json::enum_name(row.lamp))});
  }
  return open;
}

std::string address_of(const settings::Settings& s) {
  if (!s.base_url.empty()) return s.base_url.ends_with('/') ? s.base_url.substr(0, s.base_url.size() - 1) : s.base_url;
  const std::string host = s.address == "0.0.0.0" || s.address == "::" ? "127.0.0.1" : s.address;
  return (s.tls_certificate.empty() ? "http://" : "https://") + host + ":" + std::to_string(s.port);
}

}  // namespace

std::vector<db::Migration> notice_migrations() {
  std::vector<db::Migration> all(rosters::migrations().begin(), rosters::migrations().end());
  for (const db::Migration& step : notices::migrations()) all.push_back(step);
  return all;
}

NoticeHome::NoticeHome(const NoticeHomeParts& p) : db_(p.db), clock_(p.clock), org_(p.org), sends_(p.db, p.clock, p.ids, {.workers = 3}) {
  net::FetchLimits limits;
  limits.private_addresses = p.settings.outgoing_private;
  limits.trusted_certificates = p.settings.outgoing_certificates;
  const auto fetch = [limits](const cases::OutwardCall& call) -> Result<cases::OutwardAnswer> {
    TIANGE_TRY(net::Fetched got, net::fetch({"POST", call.url, call.headers, call.body}, limits));
    return cases::OutwardAnswer{got.status, std::move(got.body)};
  };
  courier_ = cases::open_courier(p.db, p.clock, fetch, [allowed = limits.private_addresses](std::string_view url) { return net::check_url(url, allowed); });
  carrier_ = std::make_unique<HouseCarrier>(*courier_, p.settings.outgoing_certificates);
  live::Hub& hub = p.hub;
  notices_ = notices::open_notices({.db = p.db,
                                    .clock = p.clock,
                                    .ids = p.ids,
                                    .org = p.org,
                                    .items = p.items,
                                    .places = p.places,
                                    .jobs = sends_,
                                    .carrier = *carrier_,
                                    .sealer = std::make_shared<const crypto::Sealer>(
                                        crypto::Sealer::from_file(p.data_folder + "/secrets/seal.key")),
                                    .calendar = p.calendar,
                                    .on_duty =
                                        [this](db::Tx& tx, std::string_view unit, Instant now) {
                                          std::vector<PersonId> people;
                                          for (const rosters::OnDuty& one : rosters_->on_duty(tx, unit, now)) people.push_back(one.person);
                                          return people;
                                        },
                                    .wake =
                                        [&hub](db::Tx& tx, AccountId account) {
                                          live::Audience audience;
                                          audience.account = account;
                                          hub.publish(tx, "notices", audience, "{}");
                                        },
                                    .district = p.district,
                                    .base_url = address_of(p.settings),
                                    .reach = [this](db::Tx& tx, std::int64_t subject) { return reach(tx, subject); },
                                    .resident = [this](db::Tx& tx, std::string_view key, Instant now) -> Result<std::int64_t> {
                                      if (!spaces_) return refuse(ErrorCode::not_found);
                                      TIANGE_TRY(const registers::SubjectId me, spaces_->resident(tx, key, now));
                                      return me.value;
                                    },
                                    .moved =
                                        [&outbox = p.outbox](db::Tx& tx, std::int64_t subject, const tidings::Moved& what, Instant now) {
                                          tidings::moved(tx, outbox, subject, what, now);
                                        }});
  open_rosters(p);
  notices_->add_jobs();
  for (const std::string_view type : notices::heard_events())
    p.outbox.subscribe(std::string(type), "notices", [this](db::Tx& tx, const db::Event& event) { return notices_->on_event(tx, event); });
  p.ticker.every("notices.route", seconds(1), [this](Instant now) { notices_->route_due(now); });
  p.ticker.every("notices.deliver", seconds(1), [this](Instant now) { notices_->deliver_due(now); });
  p.ticker.every("rosters.remind", seconds(15), [this](Instant now) { rosters_->remind(now); });
  p.ticker.every("notices.clean", hours(24), [this](Instant now) { notices_->clean(now); });
}

// The own mobile; of a firm that has none the one of whoever the register names as its legal person now.
std::optional<notices::Reach> NoticeHome::reach(db::Tx& tx, std::int64_t subject) const {
  if (!subjects_) return std::nullopt;
  const auto read = [&](registers::SubjectId id, std::string& legal_person) -> std::optional<notices::Reach> {
    std::optional<notices::Reach> found;
    subjects_->each_of(tx, system_scope(), std::span(&id, 1), [&](const registers::GoldenRow& row) {
      const auto golden = json::parse(row.golden);
      if (!golden.ok() || !golden->text_or("died").empty()) return false;
      legal_person = golden->text_or("legal_person_id");
      found = {golden->text_or("name"), row.kind == registers::Kind::firm, golden->text_or("phone"), id.value, std::string(row.grid)};
      return false;
    });
    return found;
  };
  std::string legal_person, nobody;
  auto found = read(registers::SubjectId{subject}, legal_person);
  if (!found || !found->firm || notices::is_mobile(found->phone) || legal_person.empty()) return found;
  for (const registers::SubjectId one : subjects_->find_by_key(tx, system_scope(), registers::KeySort::id_card, legal_person)) {
    const auto person = read(one, nobody);
    if (!person || !notices::is_mobile(person->phone)) continue;
    found->phone = person->phone;
    found->owner = one.value;
    break;
  }
  return found;
}

void NoticeHome::open_rosters(const NoticeHomeParts& p) {
  cases::Cases& cases = p.cases;
  rosters_ = rosters::open_rosters(
      {.db = p.db,
       .clock = p.clock,
       .ids = p.ids,
       .org = p.org,
       .calendar = p.calendar,
       .open_matters = [&cases](db::Tx& tx, const Scope& scope, const std::string& unit, Instant now) { return open_cases(cases, tx, scope, unit, now); },
       .tell =
           [this](db::Tx& tx, const std::vector<PersonId>& people, const std::string& unit, const Words& title, const Words& text, bool urgent, Instant now) {
             notices::Announcement what{title.zh, title.en, text.zh, text.en, "", unit, people, urgent};
             notices_->announce(tx, "duty.announced", "/duty", what, now);
           }});
}

void NoticeHome::seed_duties() {
  const Instant now = clock_.now();
  const auto directory = org_.directory(now);
  for (const org::UnitInfo& unit : directory->units()) {
    if (unit.line == "ZX" && unit.area_code.size() <= 9) seed_rota(system_scope(), unit, now);
  }
}

// Two by two, day and night.
void NoticeHome::seed_rota(const Scope& scope, const org::UnitInfo& unit, Instant now) {
  constexpr std::size_t k_most_people = 12;
  const auto directory = org_.directory(now);
  const auto staff = directory->people_named("", k_most_people, [&](PersonId one) {
    return directory->unit_of(one) == unit.code && directory->scope_of(one, now).may(Permission::cases_view);
  });
  rosters::Rota rota;
  rota.unit = unit.code;
  rota.zh = unit.name_zh + "值班";
  rota.en = unit.name_en + " duty";
  rota.shifts = {{"白班", "08:00", "20:00", rosters::Days::all}, {"夜班", "20:00", "08:00", rosters::Days::all}};
  for (std::size_t i = 0; i + 1 < staff.size(); i += 2) rota.teams.push_back({staff[i], staff[i + 1]});
  if (rota.teams.size() < 2) return;
  rota.call_minutes = {10, 30};
  const Date today = local_date(now);
  rota.first_day = today + -3;
  const auto kept = db_.write(scope, [&](db::Tx& tx) -> Outcome {
    TIANGE_TRY(const rosters::Rota saved, rosters_->save(tx, scope, rota, now));
    TIANGE_TRY(const std::int64_t id, parse_id(saved.id));
    TIANGE_CHECK_OK(rosters_->generate(tx, scope, id, today + -3, today + 31, now));
    return done();
  });
  if (!kept.ok()) observe::log_error("duties_not_seeded", {{"unit", unit.code}, {"error", kept.refusal().en}});
}

void NoticeHome::add_routes(http::Routes& routes, const http::Recorder& record) {
  notices_->add_routes(routes);
  rosters_->add_routes(routes, record);
}

}  // namespace tiange::app
