#include "app/district.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "app/benefiting/benefit_home.h"
#include "app/connections/channel_home.h"
#include "app/data_files.h"
#include "app/exchanging/exchange_home.h"
#include "app/jobbing/job_home.h"
#include "app/registering/register_home.h"
#include "app/reporting/report_home.h"
#include "app/scoring/score_home.h"
#include "app/serve.h"
#include "app/ledgering/ledger_home.h"
#include "app/opening/opening.h"
#include "app/servicing/service_home.h"
#include "app/spaces/space_home.h"
#include "app/supervision/supervision_home.h"
#include "app/standby/standby_routes.h"
#include "app/standby/vouch.h"
#include "app/system/system_routes.h"
#include "app/together/together_home.h"
#include "app/telling/notice_home.h"
#include "base/digest.h"
#include "city/cases/alike/alike.h"
#include "city/cases/archive/keeper/keeper.h"
#include "city/cases/map/case_tiles.h"
#include "city/cases/replay/replay.h"
#include "city/command/command.h"
#include "city/flows/flow_routes.h"
#include "city/flows/letters/letters.h"
#include "city/flows/migration/migration.h"
#include "city/flows/forms/flow_forms.h"
#include "city/flows/office/office.h"
#include "city/hotline/hotline.h"
#include "city/items/item_routes.h"
#include "city/items/item_schema.h"
#include "city/places/place_routes.h"
#include "city/places/place_schema.h"
#include "platform/blobs/blobs.h"
#include "platform/crypto/crypto.h"
#include "platform/files/files.h"
#include "platform/http/health_routes.h"
#include "platform/http/request_keys.h"
#include "platform/http/static_files.h"
#include "platform/live/live.h"
#include "platform/observe/log.h"
#include "platform/observe/metrics.h"

namespace tiange::app {

namespace {

constexpr std::string_view k_version = "0.1.0";

// A file that was deployed once is not deployed again: what people published since stands after a restart.
bool deployed_before(const std::vector<flows::Definition>& known, flows::DefinitionKind kind, const std::string& key,
                     const std::string& content) {
  const std::string digest = hex(sha256(content));
  return std::any_of(known.begin(), known.end(), [&](const flows::Definition& one) {
    return one.kind == kind && one.key == key && one.digest == digest;
  });
}

std::uint64_t random_number() {
  const std::string bytes = crypto::random_bytes(8);
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

}  // namespace

// What ties rooms to the platform and to each other: evidence and live screens of cases, their letters.
class District::Rooms : public cases::Notify, public cases::EvidenceSource, public flows::Post, public hotline::Bell {
 public:
  Rooms(District& d, const settings::Settings& settings)
      : blobs(*d.db_, d.paths_.data + "/blobs"), hub(*d.db_, d.clock_, d.ids_, {.node = static_cast<int>(settings.node)}) {}

  void publish(db::Tx& tx, const std::string& topic, const std::string& area, const std::string& queue, const std::string& json) override {
    live::Audience audience;
    audience.area = area;
    audience.queue = queue;
    hub.publish(tx, topic, audience, json);
    constexpr std::string_view k_of_case = "case:";
    if (scores && topic.starts_with(k_of_case)) scores->stirred().note(tx, topic.substr(k_of_case.size()));
  }

  void send(db::Tx& tx, const flows::Letter& letter, PersonId by, Instant now) override { letters->send(tx, letter, by, now); }

  void ring(db::Tx& tx, AccountId seat, const std::string& json) override {
    live::Audience audience;
    audience.account = seat;
    hub.publish(tx, "calls", audience, json);
  }
  void changed(db::Tx& tx, const std::string& area) override {
    live::Audience audience;
    audience.area = area;
    audience.permission = permission_info(Permission::hotline_view).key;
    hub.publish(tx, "hotline", audience, "{}");
  }
  void tell_owner(db::Tx& tx, const std::string& unit) {
    live::Audience audience;
    audience.unit = unit;
    hub.publish(tx, "knowledge", audience, "{}");
  }

  std::optional<cases::BlobFacts> find(db::Tx& tx, std::string_view digest) const override {
    const auto blob = blobs::find_blob(tx, digest);
    if (!blob) return std::nullopt;
    cases::BlobFacts facts;
    facts.type = blob->type;
    facts.size = blob->size;
    // What the camera wrote goes before what the phone said.
    const blobs::Taken& taken = blob->embedded.moment ? blob->embedded : blob->given;
    facts.taken = taken.moment.value_or(Instant{});
    facts.lng = blob->given.lng ? blob->given.lng : blob->embedded.lng;
    facts.lat = blob->given.lat ? blob->given.lat : blob->embedded.lat;
    facts.device = blob->embedded.device.value_or(blob->given.device.value_or(""));
    return facts;
  }

  blobs::BlobStore blobs;
  live::Hub hub;
  std::unique_ptr<cases::Intake> intake;
  std::unique_ptr<cases::Alike> alike;
  std::unique_ptr<cases::ArchiveKeeper> archive;
  std::unique_ptr<hotline::Knowledge> knowledge;
  std::unique_ptr<hotline::Hotline> hotline;
  std::unique_ptr<command::Command> command;
  std::unique_ptr<const cases::CasesParts> case_parts;
  std::unique_ptr<flows::ProcessHome> home;
  std::unique_ptr<flows::PastCases> past;
  std::unique_ptr<flows::Definitions> definitions;
  std::unique_ptr<flows::Replays> replays;
  std::unique_ptr<flows::Migrations> migrations;
  std::unique_ptr<flows::Letters> letters;
  std::unique_ptr<ScoreHome> scores;
  std::unique_ptr<SupervisionHome> supervision;
  std::unique_ptr<RegisterHome> registers;
  std::unique_ptr<SpaceHome> spaces;
  std::unique_ptr<ExchangeHome> exchange;
  std::unique_ptr<LedgerHome> ledgers;
  std::unique_ptr<ReportHome> reports;
  std::unique_ptr<BenefitHome> benefits;
  std::unique_ptr<JobHome> work;
  std::unique_ptr<ServiceHome> services;
  std::unique_ptr<Opening> opening;
  std::unique_ptr<ItemLists> item_lists;
  std::unique_ptr<ChannelHome> channels;
  std::unique_ptr<TogetherHome> together;
  std::unique_ptr<NoticeHome> notices;
};

std::vector<db::Migration> all_migrations() {
  std::vector<db::Migration> all;
  for (const auto& room : {http::http_migrations(), jobs::migrations(), org::migrations(), places::migrations(),
                           items::migrations(), flows::migrations(), flows::migration_migrations(),
                           flows::letter_migrations(), office::migrations(), cases::migrations(),
                           cases::intake_migrations(), cases::alike_migrations(), hotline::knowledge_migrations(), hotline::hotline_migrations(), flows::definition_migrations(), flows::replay_migrations(), blobs::blob_migrations(), live::live_migrations(), employ::employment_migrations()}) {
    all.insert(all.end(), room.begin(), room.end());
  }
  for (const auto& home : {item_list_migrations(), connection_migrations(), notice_migrations(), together_migrations(), register_migrations(), space_migrations(), ledger_home_migrations(), report_home_migrations(), supervision_home_migrations(), score_migrations(), exchange_home_migrations(), benefit_home_migrations(), service_home_migrations()})
    all.insert(all.end(), home.begin(), home.end());
  return all;
}

District::District(const settings::Settings& settings, const Clock& clock, bool durable)
    : settings_(settings), clock_(clock), paths_(paths_of(settings)), district_code_(read_district_code(paths_.definitions + "/areas.csv")), ids_(static_cast<int>(settings.node)), flows_(ids_) {
  db_ = db::open({.url = paths_.db_url, .readers = static_cast<int>(settings.db_readers),
                  .writers = static_cast<int>(settings.db_writers), .durable = durable});
  db_->migrate(all_migrations());
  outbox_ = std::make_unique<db::Outbox>(*db_, clock_, ids_);
  jobs_ = std::make_unique<jobs::Jobs>(*db_, clock_, ids_);
  ticker_ = std::make_unique<jobs::Ticker>(*db_, clock_);
  places_ = std::make_unique<places::PlaceService>(*db_, clock_, ids_);
  check(places_->refresh());
  open_org();
  open_items();
  calendar_ = read_calendar(paths_.definitions + "/calendar.csv");
  rooms_ = std::make_unique<Rooms>(*this, settings);
  open_item_lists();
  const auto case_rules = cases::read_rules(read_file(paths_.definitions + "/case_rules.json"));
  if (!case_rules.ok()) check(case_rules.refusal());
  rooms_->intake = cases::open_intake({.db = *db_, .clock = clock_, .ids = ids_, .items = *items_, .places = *places_,
                                       .org = *org_, .jobs = *jobs_, .import_folder = paths_.data + "/imports",
                                       .district = district_code_, .urgent_words = case_rules->urgent_words});
  rooms_->intake->refresh();
  rooms_->together = std::make_unique<TogetherHome>(*db_);
  cases::CasesOptions case_options;
  case_options.district = district_code_;
  case_options.rules = *case_rules;
  const cases::CasesParts case_parts{.db = *db_, .ids = ids_, .flows = flows_, .items = *items_, .places = *places_,
                                     .org = *org_, .outbox = outbox_.get(), .notify = rooms_.get(),
                                     .suggester = rooms_->intake.get(), .precedents = &rooms_->together->precedents(),
                                     .evidence = rooms_.get(), .post = rooms_.get(), .calendar = calendar_,
                                     .random = random_number, .options = case_options};
  cases_ = cases::open_cases(case_parts);
  rooms_->together->open(case_parts, *cases_, clock_, *outbox_, *jobs_, *ticker_);
  open_around_cases(case_parts);
  open_channels();
  open_definitions(case_parts);
  open_hotline();
  rooms_->command = command::open_command({.db = *db_, .cases = *cases_, .items = *items_, .places = *places_, .hotline = rooms_->hotline.get()});
  open_scores();
  open_registers();
  open_exchange();
  open_notices();
  routes_ = std::make_unique<http::Routes>(*db_);
  add_routes();
  add_duties();
  rooms_->opening = std::make_unique<Opening>(OpeningParts{*db_, *org_, rooms_->registers->subjects(), *routes_, district_code_, paths_.data});
  if (settings_.demo) ticker_->every("demo.opening", seconds(3), [this](Instant now) { rooms_->opening->tend(now); });
}

// What rests on the cases and is asked by nothing else.
void District::open_around_cases(const cases::CasesParts& case_parts) {
  rooms_->migrations = std::make_unique<flows::Migrations>(flows::MigrationParts{*db_, clock_, ids_, flows_, *jobs_, *cases_});
  rooms_->migrations->add_jobs();
  rooms_->letters = std::make_unique<flows::Letters>(
      flows::LetterParts{*db_, clock_, ids_, flows_, *jobs_, *cases_, *calendar_, district_code_});
  rooms_->letters->add_jobs();
  rooms_->alike = cases::open_alike(case_parts, *cases_, *jobs_, clock_);
  rooms_->alike->listen(*outbox_);
  rooms_->archive = cases::open_archive_keeper({*db_, clock_, ids_, *jobs_, *cases_});
  rooms_->archive->add_jobs();
  rooms_->intake->use_cases(*cases_);
  rooms_->intake->add_jobs(*jobs_);
}

void District::open_items() {
  const auto line_exists = [this](std::string_view line) {
    const auto directory = org_->directory(clock_.now());
    const auto& units = directory->units();
    return std::any_of(units.begin(), units.end(), [&](const org::UnitInfo& unit) { return unit.line == line; });
  };
  const auto form_exists = [this](db::Tx& tx, std::string_view key) { return flows_.form(tx, key, 0, "", clock_.now()).ok(); };
  items_ = std::make_unique<items::ItemService>(*db_, clock_, line_exists, form_exists);
  check(items_->refresh());
}

void District::open_item_lists() {
  rooms_->item_lists = std::make_unique<ItemLists>(
      ItemListParts{.db = *db_, .clock = clock_, .ids = ids_, .items = *items_, .org = *org_, .places = *places_,
                    .outbox = *outbox_,
                    .cases = [this]() -> cases::Cases& { return *cases_; },
                    .show_due = [this](db::Tx& tx, const std::string& json) { rooms_->publish(tx, "items", district_code_, "", json); },
                    .four_eyes = settings_.four_eyes});
}

void District::open_scores() {
  rooms_->scores = std::make_unique<ScoreHome>(
      ScoreHomeParts{.db = *db_, .clock = clock_, .ids = ids_, .jobs = *jobs_, .outbox = *outbox_, .cases = *cases_,
                     .items = *items_, .places = *places_, .org = *org_, .district = district_code_,
                     .four_eyes = settings_.four_eyes, .rules = read_file(paths_.definitions + "/score_rules.json")});
  rooms_->supervision = std::make_unique<SupervisionHome>(SupervisionHomeParts{
      *rooms_->case_parts, *cases_, clock_, *jobs_, *outbox_, *ticker_, *org_, rooms_->blobs, rooms_->scores->scores(), paths_.data + "/secrets", settings_.signature_suite});
}

void District::open_registers() {
  rooms_->registers = std::make_unique<RegisterHome>(RegisterHomeParts{
      .db = *db_, .clock = clock_, .ids = ids_, .outbox = *outbox_, .jobs = *jobs_, .ticker = *ticker_,
      .cases = *cases_, .flows = flows_, .org = *org_, .places = *places_, .hub = rooms_->hub,
      .checks = rooms_->item_lists->checks(), .calendar = calendar_, .district = district_code_, .four_eyes = settings_.four_eyes});
  rooms_->spaces = std::make_unique<SpaceHome>(SpaceHomeParts{*db_, ids_, *org_, *places_, rooms_->registers->subjects(), *ticker_, district_code_, paths_.data,
                                                             paths_.definitions, settings_});
  rooms_->registers->open_find(rooms_->spaces->mask_home(), paths_.definitions, settings_.node);
  rooms_->ledgers = std::make_unique<LedgerHome>(LedgerHomeParts{*db_, clock_, ids_, *outbox_, *jobs_, *ticker_, *org_, *places_, rooms_->registers->subjects(),
                                                                rooms_->spaces->masks(), rooms_->hub, calendar_, district_code_});
  rooms_->reports = std::make_unique<ReportHome>(ReportHomeParts{*db_, ids_, *org_, *places_, rooms_->registers->subjects(), rooms_->spaces->masks(), district_code_,
                                                                paths_.definitions});
  rooms_->benefits = std::make_unique<BenefitHome>(BenefitHomeParts{*db_, clock_, ids_, *outbox_, *jobs_, *ticker_, *org_, *places_, rooms_->registers->subjects(),
      rooms_->spaces->spaces(), rooms_->hub, calendar_, district_code_, paths_.data, paths_.definitions, settings_});
  rooms_->work = std::make_unique<JobHome>(JobHomeParts{*db_, clock_, ids_, *jobs_, *ticker_, *org_, *places_, rooms_->registers->subjects(), rooms_->spaces->spaces(), *outbox_, rooms_->hub, district_code_, paths_.definitions});
  rooms_->services = std::make_unique<ServiceHome>(ServiceHomeParts{*db_, ids_, *org_, *places_, rooms_->registers->subjects(), rooms_->spaces->spaces(), rooms_->benefits->grants(),
      rooms_->registers->credit(), *outbox_, rooms_->hub, calendar_, district_code_, paths_.data, paths_.definitions, settings_});
}

void District::open_exchange() {
  rooms_->exchange = std::make_unique<ExchangeHome>(ExchangeHomeParts{.db = *db_, .clock = clock_, .ids = ids_,
                                                                      .jobs = *jobs_, .ticker = *ticker_,
                                                                      .cases = *cases_, .org = *org_,
                                                                      .places = *places_,
                                                                      .subjects = rooms_->registers->subjects(),
                                                                      .spaces = rooms_->spaces->spaces(),
                                                                      .hub = rooms_->hub, .calendar = calendar_,
                                                                      .district = district_code_,
                                                                      .data_folder = paths_.data,
                                                                      .signature_suite = settings_.signature_suite,
                                                                      .public_url = settings_.base_url});
}

void District::open_org() {
  org::Options org_options;
  org_options.area_name = [this](std::string_view code) -> std::optional<Words> {
    const std::string zh = places_->name(code, Language::zh);
    return zh.empty() ? std::nullopt : std::optional(Words{zh, places_->name(code, Language::en)});
  };
  org_options.sealer = std::make_shared<const crypto::Sealer>(crypto::Sealer::from_file(paths_.data + "/secrets/seal.key"));
  org_ = org::open(*db_, ids_, org_options);
  (void)org_->directory(clock_.now());  // known from the first transaction on
}

void District::open_channels() {
  rooms_->channels = std::make_unique<ChannelHome>(ChannelHomeParts{
      .db = *db_, .clock = clock_, .ids = ids_, .outbox = *outbox_, .ticker = *ticker_, .cases = *cases_,
      .flows = flows_, .items = *items_, .places = *places_, .org = *org_, .blobs = rooms_->blobs,
      .district = district_code_, .data_folder = paths_.data, .definitions_folder = paths_.definitions,
      .settings = settings_});
}

void District::open_notices() {
  rooms_->notices = std::make_unique<NoticeHome>(NoticeHomeParts{
      .db = *db_, .clock = clock_, .ids = ids_, .outbox = *outbox_, .ticker = *ticker_, .cases = *cases_,
      .org = *org_, .items = *items_, .places = *places_, .hub = rooms_->hub, .calendar = calendar_,
      .district = district_code_, .data_folder = paths_.data, .settings = settings_});
  rooms_->notices->know(rooms_->registers->subjects(), rooms_->spaces->spaces());
}

void District::open_hotline() {
  auto rules = hotline::read_hotline_rules(read_file(paths_.definitions + "/hotline.json"));
  if (!rules.ok()) check(rules.refusal());
  rooms_->knowledge = hotline::open_knowledge(
      {.db = *db_, .ids = ids_, .org = *org_,
       .tell = [this](db::Tx& tx, const std::string& unit) { rooms_->tell_owner(tx, unit); },
       .options = {.remind_days = rules->remind_days}});
  rooms_->hotline = hotline::open_hotline(
      {.db = *db_, .clock = clock_, .ids = ids_, .org = *org_, .places = *places_, .items = *items_, .cases = *cases_,
       .knowledge = *rooms_->knowledge,
       .sealer = std::make_shared<const crypto::Sealer>(crypto::Sealer::from_file(paths_.data + "/secrets/seal.key")),
       .bell = rooms_.get(), .district = district_code_, .rules = *std::move(rules)});
  outbox_->subscribe("case.closed", "hotline", [this](db::Tx& tx, const db::Event& event) {
    return rooms_->hotline->case_closed(tx, event.subject, clock_.now());
  });
}

// What the life of definitions needs of the rooms above it.
void District::open_definitions(const cases::CasesParts& case_parts) {
  rooms_->case_parts = std::make_unique<const cases::CasesParts>(case_parts);
  rooms_->home = cases::open_process_home(case_parts, clock_);
  rooms_->past = cases::open_past_cases(case_parts, clock_);
  const auto record = [this](db::Tx& tx, const http::Request& request, const std::string& kind, const std::string& subject,
                             const Words& detail) { org_->record(tx, request, kind, subject, detail); };
  rooms_->definitions = flows::open_definitions({.db = *db_, .ids = ids_, .flows = flows_, .home = *rooms_->home, .record = record, .four_eyes = settings_.four_eyes});
  rooms_->replays = flows::open_replays({.db = *db_, .clock = clock_, .ids = ids_, .flows = flows_, .jobs = *jobs_, .home = *rooms_->home, .past = *rooms_->past});
  rooms_->replays->add_jobs();
}

District::~District() { stop(); }

void District::lay_foundation() {
  const Scope house = system_scope();
  check(db_->write(house, [&](db::Tx& tx) { return org_->seed(tx, paths_.definitions, clock_.now()); }));
  (void)org_->directory(clock_.now());  // the units are known from here on, also inside transactions
  check(db_->write(house, [&](db::Tx& tx) {
    return rooms_->scores->lay(tx, read_file(paths_.definitions + "/indicators.json"),
                               read_file(paths_.definitions + "/scorecards.json"), clock_.now());
  }));
  check(db_->write(house, [&](db::Tx& tx) { return rooms_->channels->lay(tx, clock_.now()); }));
  check(db_->write(house, [&](db::Tx& tx) { return rooms_->together->lay(tx, paths_.definitions, clock_.now()); }));
  check(db_->write(house, [&](db::Tx& tx) { return rooms_->notices->lay(tx, read_file(paths_.definitions + "/notices.json"), clock_.now()); }));
  const std::pair<const char*, flows::DefinitionKind> k_folders[] = {{"processes", flows::DefinitionKind::bpmn},
                                                                     {"decisions", flows::DefinitionKind::dmn},
                                                                     {"forms", flows::DefinitionKind::form}};
  for (const auto& [folder, kind] : k_folders) {
    const std::string path = paths_.definitions + "/" + folder;
    if (!std::filesystem::exists(path)) continue;
    for (const auto& file : std::filesystem::directory_iterator(path)) {
      const std::string ending = file.path().extension().string();
      if (ending != ".bpmn" && ending != ".dmn" && ending != ".json") continue;
      const std::string key = file.path().stem().string();
      check(db_->write(house, [&](db::Tx& tx) -> Outcome {
        // The first version has always been in effect, so that cases of the past can run by it.
        const auto known = flows_.definition_in_effect(tx, kind, key, "", clock_.now());
        const Instant from = known.ok() ? Instant{} : local_instant(make_date(2000, 1, 1), 0);
        const std::string content = read_file(file.path().string());
        if (deployed_before(flows_.definitions(tx), kind, key, content)) return done();
        TIANGE_CHECK_OK(flows_.deploy(tx, {kind, key, content, from}, {}, clock_.now()));
        return done();
      }));
    }
  }
  seed_hotline();
  const std::string tests = paths_.definitions + "/tests.json";
  if (std::filesystem::exists(tests)) {
    check(db_->write(house, [&](db::Tx& tx) {
      return rooms_->definitions->seed_tests(tx, read_file(tests), clock_.now());
    }));
  }
  rooms_->item_lists->lay(paths_.definitions);
  check(db_->write(house, [&](db::Tx& tx) { return rooms_->supervision->lay(tx, read_file(paths_.definitions + "/supervision.json"), clock_.now()); }));
  check(db_->write(house, [&](db::Tx& tx) {
    return rooms_->registers->lay(tx, read_file(paths_.definitions + "/part_kinds.csv"), read_file(paths_.definitions + "/owner_rules.json"),
                                  clock_.now());
  }));
  check(db_->write(house, [&](db::Tx& tx) { return rooms_->spaces->lay(tx, clock_.now()); }));
  check(db_->write(house, [&](db::Tx& tx) { return rooms_->ledgers->lay(tx, read_file(paths_.definitions + "/ledgers/kinds.csv"), clock_.now()); }));
  check(db_->write(house, [&](db::Tx& tx) {
    const std::string folder = paths_.definitions + "/registers/";
    return rooms_->registers->lay_fields(tx, read_file(folder + "sources.csv"), read_file(folder + "fields.csv"), read_file(folder + "compare_rules.json"), read_file(paths_.definitions + "/credit/scoring.json"), read_file(paths_.definitions + "/credit/frequency.json"), clock_.now());
  }));
  check(db_->write(house, [&](db::Tx& tx) {
    const std::string folder = paths_.definitions + "/exchange/";
    return rooms_->exchange->lay(tx, {read_file(folder + "sources.json"), read_file(folder + "rules.json"), read_file(folder + "resources.json")},
                                 clock_.now());
  }));
  check(db_->write(house, [&](db::Tx& tx) { return rooms_->reports->lay(tx, clock_.now()); }));
  check(db_->write(house, [&](db::Tx& tx) { return rooms_->benefits->lay(tx, clock_.now()); }));
  check(db_->write(house, [&](db::Tx& tx) { return rooms_->services->lay(tx, clock_.now()); }));
}

// What the hotline starts with; what was edited since stays.
void District::seed_hotline() {
  check(db_->write(system_scope(), [&](db::Tx& tx) -> Outcome {
    TIANGE_CHECK_OK(rooms_->hotline->seed_lines(tx, read_file(paths_.definitions + "/lines.csv")));
    return rooms_->knowledge->seed_topics(tx, read_file(paths_.definitions + "/topics.csv"));
  }));
}

void District::add_routes() {
  org_->add_routes(*routes_);
  const auto record = [this](db::Tx& tx, const http::Request& request, const std::string& kind, const std::string& subject,
                             const Words& detail) { org_->record(tx, request, kind, subject, detail); };
  places::add_routes(*routes_, *places_, record);
  items::add_routes(*routes_, *items_, record);
  rooms_->item_lists->add_routes(*routes_, record);
  flows::add_routes(*routes_, flows_);
  rooms_->definitions->add_routes(*routes_);
  rooms_->replays->add_routes(*routes_);
  cases::add_fact_routes(*routes_, *rooms_->case_parts);
  flows::add_form_import_route(*routes_);
  flows::add_form_routes(*routes_, flows_, [this](Instant now) -> std::unique_ptr<flows::FormChoices> {
    return std::make_unique<flows::DistrictChoices>(*items_, *places_, org_->directory(now), now);
  });
  rooms_->migrations->add_routes(*routes_, record);
  rooms_->letters->add_routes(*routes_, record);
  cases_->add_routes(*routes_);
  cases::add_tile_route(*routes_, *cases_, *db_);
  rooms_->intake->add_routes(*routes_);
  rooms_->alike->add_routes(*routes_);
  rooms_->archive->add_routes(*routes_, record);
  rooms_->knowledge->add_routes(*routes_, record);
  rooms_->hotline->add_routes(*routes_, record);
  rooms_->command->add_routes(*routes_);
  rooms_->scores->scores().add_routes(*routes_);
  rooms_->supervision->add_routes(*routes_);
  rooms_->registers->add_routes(*routes_, record);
  rooms_->spaces->add_routes(*routes_, record);
  rooms_->reports->add_routes(*routes_, record);
  rooms_->benefits->add_routes(*routes_, record);
  rooms_->work->add_routes(*routes_, record);
  rooms_->services->add_routes(*routes_, record);
  rooms_->ledgers->add_routes(*routes_, record);
  rooms_->exchange->add_routes(*routes_, record);
  rooms_->channels->add_routes(*routes_);
  rooms_->together->add_routes(*routes_, record);
  rooms_->notices->add_routes(*routes_, record);
  rooms_->hub.add_route(*routes_);
  blobs::add_blob_routes(*routes_, rooms_->blobs,
                         [this](const http::Request& request, db::Tx& tx, std::string_view digest) {
                           return cases_->may_see_evidence(tx, request.scope, digest) || rooms_->supervision->may_see_document(tx, request.scope, digest) ||
                                  rooms_->together->may_see_evidence(tx, request.scope, digest);
                         },
                         [this](const http::Request& request, std::string_view digest, bool small) {
                           return cases_->record_evidence_look(request.scope, digest, small, request.now);
                         },
                         {.most_bytes = static_cast<std::size_t>(settings_.evidence_megabytes) << 20});
  add_standby_routes(*routes_, {settings_.standby_path, settings_.standby_url, hand_over_key(paths_.data)});
  add_system_routes(*routes_, {std::string(k_version), db_->backend(), clock_.now()}, settings_);
  if (!paths_.web.empty()) {
    http::add_static_files(*routes_, "/field", paths_.web + "/field/dist");
    http::add_static_files(*routes_, "/portal", paths_.web + "/portal/dist");
    http::add_static_files(*routes_, "", paths_.web + "/console/dist");
  }
  http::add_health_routes(*routes_, std::string(k_version), [this]() -> Outcome {
    return db_->read([](db::Tx& tx) -> Outcome {
      tx.each("SELECT 1", {}, [](const db::Row&) { return false; });
      return done();
    });
  });
}

void District::add_duties() {
  ticker_->every("org.refresh", seconds(2), [this](Instant now) { (void)org_->directory(now); });
  ticker_->every("cases.sweep", seconds(1), [this](Instant now) { cases_->sweep(now); });
  ticker_->every("flows.begin", seconds(5), [this](Instant now) { rooms_->letters->begin_due(now); });
  ticker_->every("scores.catch_up", seconds(2), [this](Instant now) { rooms_->scores->scores().catch_up(now); });
  // Every instance has noted its own.
  ticker_->every("scores.stirred." + std::to_string(settings_.node), seconds(2), [this](Instant now) { rooms_->scores->stirred().mark_due(now); });
  ticker_->every("letters.clean", hours(24), [this](Instant now) { rooms_->letters->clean(now); });
  ticker_->every("knowledge.remind", hours(1), [this](Instant now) { rooms_->knowledge->remind(now); });
  ticker_->every("map.refresh", seconds(5), [this](Instant) { (void)places_->refresh().ok(); });
  ticker_->every("catalogue.refresh", seconds(5), [this](Instant) { (void)items_->refresh().ok(); });
  ticker_->every("items.trials", minutes(10), [this](Instant now) { (void)rooms_->item_lists->remind(now); });
  ticker_->every("archive.nightly", minutes(5), [this](Instant now) { rooms_->archive->tick(now); });
  ticker_->every("alike.refresh", seconds(30), [this](Instant now) { rooms_->alike->refresh(now); });
  ticker_->every("suggestions.learn", minutes(20), [this](Instant now) { rooms_->intake->nightly(now); });
  ticker_->every("suggestions.refresh", seconds(30), [this](Instant) { rooms_->intake->refresh(); });
  ticker_->every("definitions.lead_time", minutes(10), [this](Instant now) { show_lead_time(now); });
  ticker_->every("request_keys.clean", minutes(10), [this](Instant now) { http::clean_request_keys(*db_, now); });
  ticker_->on_error([](const std::string& duty, const std::string& error) {
    observe::log_error("duty_failed", {{"duty", duty}, {"error", error}});
  });
}

// How long a change of rules takes, for those who watch the house from outside.
void District::show_lead_time(Instant now) {
  const Date today = local_date(now);
  db_->run_read([&](db::Tx& tx) {
    const flows::LeadTime lead = rooms_->definitions->lead_time(tx, today + -365, today, now);
    constexpr double k_day_s = 86'400;
    observe::metrics().gauge("tiange_definition_releases", "Versions that went live in the last 365 days").set(static_cast<double>(lead.count));
    observe::metrics()
        .gauge("tiange_definition_lead_time_seconds", "From opening a draft to its being live; mean of the last 365 days")
        .set(lead.mean_days.value_or(0) * k_day_s);
  });
}

void District::start() {
  rooms_->hub.start();
  gate_ = open_gate(*org_, hand_over_key(paths_.data));
  server_ = std::make_unique<http::Server>();
  server_->start(server_options(settings_, paths_.data + "/spool"), *routes_, *gate_, clock_);
  outbox_->start();
  jobs_->start();
  rooms_->channels->start();
  rooms_->notices->start();
  ticker_->start();
}

void District::stop() {
  if (!server_) return;
  rooms_->hub.stop();
  server_->stop();
  ticker_->stop();
  jobs_->stop();
  rooms_->scores->stirred().mark_all();
  rooms_->channels->stop();
  rooms_->notices->stop();
  outbox_->stop();
  server_.reset();
}

flows::Definitions& District::definitions() { return *rooms_->definitions; }

cases::Intake& District::intake() { return *rooms_->intake; }

TogetherHome& District::together() { return *rooms_->together; }

hotline::Hotline& District::hotline() { return *rooms_->hotline; }

hotline::Knowledge& District::knowledge() { return *rooms_->knowledge; }

cases::ArchiveKeeper& District::archive() { return *rooms_->archive; }

RegisterHome& District::registers() { return *rooms_->registers; }
BenefitHome& District::benefits() { return *rooms_->benefits; }

ExchangeHome& District::exchange() { return *rooms_->exchange; }

SupervisionHome& District::supervision() { return *rooms_->supervision; }

void District::seed_duties() {
  rooms_->notices->seed_duties();
  rooms_->spaces->seed(clock_.now());
  rooms_->reports->seed(clock_.now());
  rooms_->ledgers->seed(clock_.now());
  rooms_->benefits->seed(clock_.now());
  rooms_->work->seed(clock_.now());
  rooms_->opening->make(clock_.now());
}

ItemLists& District::item_lists() { return *rooms_->item_lists; }

int District::port() const { return server_->port(); }

}  // namespace tiange::app
