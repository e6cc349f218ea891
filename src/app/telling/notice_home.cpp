#include "app/telling/notice_home.h"

#include "platform/net/fetch.h"

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

std::string address_of(const settings::Settings& s) {
  if (!s.base_url.empty()) return s.base_url.ends_with('/') ? s.base_url.substr(0, s.base_url.size() - 1) : s.base_url;
  const std::string host = s.address == "0.0.0.0" || s.address == "::" ? "127.0.0.1" : s.address;
  return (s.tls_certificate.empty() ? "http://" : "https://") + host + ":" + std::to_string(s.port);
}

}  // namespace

std::vector<db::Migration> notice_migrations() {
  const auto steps = notices::migrations();
  return {steps.begin(), steps.end()};
}

NoticeHome::NoticeHome(const NoticeHomeParts& p) : sends_(p.db, p.clock, p.ids, {.workers = 3}) {
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
                                    .on_duty = {},
                                    .wake =
                                        [&hub](db::Tx& tx, AccountId account) {
                                          live::Audience audience;
                                          audience.account = account;
                                          hub.publish(tx, "notices", audience, "{}");
                                        },
                                    .district = p.district,
                                    .base_url = address_of(p.settings)});
  notices_->add_jobs();
  for (const std::string_view type : notices::case_events())
    p.outbox.subscribe(std::string(type), "notices", [this](db::Tx& tx, const db::Event& event) { return notices_->on_event(tx, event); });
  p.ticker.every("notices.route", seconds(1), [this](Instant now) { notices_->route_due(now); });
  p.ticker.every("notices.deliver", seconds(1), [this](Instant now) { notices_->deliver_due(now); });
  p.ticker.every("notices.clean", hours(24), [this](Instant now) { notices_->clean(now); });
}

}  // namespace tiange::app
