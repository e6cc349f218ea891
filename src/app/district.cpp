#include "app/district.h"

#include <filesystem>
#include <stdexcept>

#include "app/definitions.h"
#include "city/items/item_routes.h"
#include "city/items/item_schema.h"
#include "city/places/place_routes.h"
#include "city/places/place_schema.h"
#include "platform/crypto/crypto.h"
#include "platform/http/health_routes.h"
#include "platform/http/request_keys.h"
#include "platform/observe/log.h"

namespace tiange::app {

namespace {

constexpr std::string_view k_version = "0.1.0";

std::vector<db::Migration> all_migrations() {
  std::vector<db::Migration> all;
  for (const auto& room : {http::http_migrations(), jobs::migrations(), org::migrations(), places::migrations(),
                           items::migrations(), flows::migrations(), cases::migrations()}) {
    all.insert(all.end(), room.begin(), room.end());
  }
  return all;
}

void check(const Outcome& outcome) {
  if (!outcome.ok()) throw std::runtime_error(outcome.refusal().zh + " / " + outcome.refusal().en);
}

std::uint64_t random_number() {
  const std::string bytes = crypto::random_bytes(8);
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

http::ServerOptions server_options(const settings::Settings& s) {
  http::ServerOptions options;
  options.listen.address = s.address;
  options.listen.port = static_cast<int>(s.port);
  options.listen.network_threads = static_cast<int>(s.network_threads);
  options.listen.workers = static_cast<int>(s.workers);
  options.listen.queue = static_cast<std::size_t>(s.queue);
  options.listen.limits.connections = static_cast<std::size_t>(s.connections);
  options.listen.limits.drain_s = static_cast<int>(s.drain_seconds);
  options.listen.certificate_path = s.tls_certificate;
  options.listen.key_path = s.tls_key;
  options.per_address = {s.rate_per_address, s.rate_per_address * 5};
  options.per_account = {s.rate_per_account, s.rate_per_account * 5};
  options.trust_proxy = s.trust_proxy;
  return options;
}

}  // namespace

class District::Rooms {
 public:
};

District::District(const settings::Settings& settings, const Clock& clock, bool durable)
    : settings_(settings), clock_(clock), paths_(paths_of(settings)), district_code_(read_district_code(paths_.definitions + "/areas.csv")), ids_(static_cast<int>(settings.node)), flows_(ids_) {
  db_ = db::open({.url = paths_.db_url,
                  .readers = static_cast<int>(settings.db_readers),
                  .writers = static_cast<int>(settings.db_writers),
                  .durable = durable});
  db_->migrate(all_migrations());
  outbox_ = std::make_unique<db::Outbox>(*db_, clock_, ids_);
  jobs_ = std::make_unique<jobs::Jobs>(*db_, clock_, ids_);
  ticker_ = std::make_unique<jobs::Ticker>(*db_, clock_);
  places_ = std::make_unique<places::PlaceService>(*db_, clock_, ids_);
  check(places_->refresh());
  org::Options org_options;
  org_options.area_name = [this](std::string_view code) -> std::optional<Words> {
    const std::string zh = places_->name(code, Language::zh);
    return zh.empty() ? std::nullopt : std::optional(Words{zh, places_->name(code, Language::en)});
  };
  org_options.sealer = std::make_shared<const crypto::Sealer>(crypto::Sealer::from_file(paths_.data + "/secrets/seal.key"));
  org_ = org::open(*db_, ids_, org_options);
  items_ = std::make_unique<items::ItemService>(*db_, clock_, [this](std::string_view line) {
    const auto directory = org_->directory(clock_.now());
    for (const org::UnitInfo& unit : directory->units()) {
      if (unit.line == line) return true;
    }
    return false;
  });
  check(items_->refresh());
  calendar_ = read_calendar(paths_.definitions + "/calendar.csv");
  rooms_ = std::make_unique<Rooms>();
  cases::CasesOptions case_options;
  case_options.district = district_code_;
  cases_ = cases::open_cases({.db = *db_,
                              .ids = ids_,
                              .flows = flows_,
                              .items = *items_,
                              .places = *places_,
                              .org = *org_,
                              .outbox = outbox_.get(),
                              .calendar = calendar_,
                              .random = random_number,
                              .options = case_options});
  routes_ = std::make_unique<http::Routes>(*db_);
  add_routes();
  add_duties();
}

District::~District() { stop(); }

void District::lay_foundation() {
  const Scope house = system_scope();
  check(db_->write(house, [&](db::Tx& tx) { return org_->seed(tx, paths_.definitions, clock_.now()); }));
  if (items_->latest().empty()) {
    auto report = db_->write(house, [&](db::Tx& tx) -> Result<items::ImportReport> {
      TIANGE_TRY(auto reader, sheets::open_file(paths_.definitions + "/items.csv"));
      return items_->import(tx, house, *reader, false, "开局");
    });
    if (!report.ok()) check(report.refusal());
    if (!report->errors.empty()) {
      const items::CellError& e = report->errors.front();
      throw std::runtime_error("items.csv:" + std::to_string(e.row) + " " + e.column + " " + e.zh + " / " + e.en);
    }
    check(items_->refresh());
  }
  const std::pair<const char*, flows::DefinitionKind> k_folders[] = {{"processes", flows::DefinitionKind::bpmn},
                                                                     {"decisions", flows::DefinitionKind::dmn},
                                                                     {"forms", flows::DefinitionKind::form}};
  for (const auto& [folder, kind] : k_folders) {
    const std::string path = paths_.definitions + "/" + folder;
    if (!std::filesystem::exists(path)) continue;
    for (const auto& file : std::filesystem::directory_iterator(path)) {
      const std::string ending = file.path().extension().string();
      if (ending != ".bpmn" && ending != ".dmn" && ending != ".json") continue;
      check(db_->write(house, [&](db::Tx& tx) -> Outcome {
        TIANGE_CHECK_OK(flows_.deploy(tx, {kind, file.path().stem().string(), read_file(file.path().string()), {}}, {}, clock_.now()));
        return done();
      }));
    }
  }
}

void District::add_routes() {
  org_->add_routes(*routes_);
  places::add_routes(*routes_, *places_);
  items::add_routes(*routes_, *items_);
  cases_->add_routes(*routes_);
  http::add_health_routes(*routes_, std::string(k_version), [this]() -> Outcome {
    return db_->read([](db::Tx& tx) -> Outcome {
      tx.each("SELECT 1", {}, [](const db::Row&) { return false; });
      return done();
    });
  });
}

void District::add_duties() {
  ticker_->every("cases.sweep", seconds(1), [this](Instant now) { cases_->sweep(now); });
  ticker_->every("map.refresh", seconds(5), [this](Instant) { (void)places_->refresh().ok(); });
  ticker_->every("catalogue.refresh", seconds(5), [this](Instant) { (void)items_->refresh().ok(); });
  ticker_->on_error([](const std::string& duty, const std::string& error) {
    observe::log_error("duty_failed", {{"duty", duty}, {"error", error}});
  });
}

void District::start() {
  server_ = std::make_unique<http::Server>();
  server_->start(server_options(settings_), *routes_, *org_, clock_);
  outbox_->start();
  jobs_->start();
  ticker_->start();
}

void District::stop() {
  if (!server_) return;
  server_->stop();
  ticker_->stop();
  jobs_->stop();
  outbox_->stop();
  server_.reset();
}

int District::port() const { return server_->port(); }

}  // namespace tiange::app
