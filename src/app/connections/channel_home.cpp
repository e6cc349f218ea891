#include "app/connections/channel_home.h"

#include <algorithm>
#include <filesystem>

#include "platform/files/files.h"
#include "platform/net/fetch.h"

namespace tiange::app {

namespace {

namespace fs = std::filesystem;

std::vector<std::pair<std::string, std::string>> first_mappings(const std::string& folder) {
  std::vector<std::pair<std::string, std::string>> all;
  std::error_code error;
  for (const auto& file : fs::directory_iterator(folder + "/channels", error)) {
    if (file.path().extension() == ".json") all.emplace_back(file.path().stem().string(), read_file(file.path()));
  }
  std::sort(all.begin(), all.end());
  return all;
}

cases::Fetch fetch_with(const net::FetchLimits& limits) {
  return [limits](const cases::OutwardCall& call) -> Result<cases::OutwardAnswer> {
    TIANGE_TRY(net::Fetched got, net::fetch({"POST", call.url, call.headers, call.body}, limits));
    return cases::OutwardAnswer{got.status, std::move(got.body)};
  };
}

}  // namespace

std::vector<db::Migration> connection_migrations() {
  std::vector<db::Migration> all;
  for (const auto& part : {cases::channel_migrations(), cases::open311_migrations()}) all.insert(all.end(), part.begin(), part.end());
  return all;
}

ChannelHome::ChannelHome(const ChannelHomeParts& p) : calls_(p.db, p.clock, p.ids, {.workers = 4}) {
  net::FetchLimits limits;
  limits.private_addresses = p.settings.outgoing_private;
  limits.trusted_certificates = p.settings.outgoing_certificates;
  courier_ = cases::open_courier(p.db, p.clock, fetch_with(limits),
                                 [allowed = limits.private_addresses](std::string_view url) { return net::check_url(url, allowed); });
  blobs::BlobStore& blobs = p.blobs;
  const auto keep = [&blobs](const Scope& scope, std::string_view content, const std::string& name, Instant now) -> Result<std::string> {
    TIANGE_TRY(const blobs::BlobView kept, blobs.put(scope, now, {.content = content, .file_name = name, .given = {}}));
    return kept.digest;
  };
  const std::string& address = p.settings.base_url;
  channels_ = cases::open_channels({.db = p.db,
                                    .clock = p.clock,
                                    .ids = p.ids,
                                    .cases = p.cases,
                                    .org = p.org,
                                    .jobs = calls_,
                                    .courier = *courier_,
                                    .sealer = std::make_shared<const crypto::Sealer>(
                                        crypto::Sealer::from_file(p.data_folder + "/secrets/seal.key")),
                                    .keep_file = keep,
                                    .district = p.district,
                                    .source = address.empty() ? "urn:tiange:" + p.district : address,
                                    .mailbox_folder = p.data_folder + "/mailbox",
                                    .first_mappings = first_mappings(p.definitions_folder)});
  channels_->add_jobs();
  open311_ = cases::open_open311({.db = p.db,
                                  .clock = p.clock,
                                  .ids = p.ids,
                                  .cases = p.cases,
                                  .flows = p.flows,
                                  .items = p.items,
                                  .places = p.places,
                                  .blobs = p.blobs,
                                  .keys = channels_->keys(),
                                  .district = p.district,
                                  .base_url = address});
  for (const std::string_view type : cases::told_events()) {
    p.outbox.subscribe(std::string(type), "channels", [this](db::Tx& tx, const db::Event& event) { return channels_->on_case_event(tx, event); });
    p.outbox.subscribe(std::string(type), "open311", [this](db::Tx& tx, const db::Event& event) { return open311_->on_case_event(tx, event); });
  }
  p.ticker.every("channels.deliver", seconds(1), [this](Instant now) { channels_->deliver_due(now); });
  p.ticker.every("channels.mailbox", seconds(10), [this](Instant now) { channels_->watch_mailbox(now); });
  p.ticker.every("channels.clean", hours(24), [this](Instant now) { channels_->clean(now); });
}

Outcome ChannelHome::lay(db::Tx& tx, Instant now) {
  channels_->seed(tx, now);
  return done();
}

void ChannelHome::add_routes(http::Routes& routes) {
  channels_->add_routes(routes);
  open311_->add_routes(routes);
}

}  // namespace tiange::app
