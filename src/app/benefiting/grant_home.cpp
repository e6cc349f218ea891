#include "app/benefiting/grant_home.h"

#include <stdexcept>

#include "platform/files/files.h"

namespace tiange::app {

namespace {

crypto::Signer signer_of(const GrantHomeParts& parts) {
  const std::string& name = parts.settings.signature_suite;
  const auto suite = crypto::suite_from(name);
  if (!suite) throw std::runtime_error("signature_suite: " + name);
  return crypto::Signer::from_file(parts.data_folder + "/secrets/sign_" + name + ".pem", *suite);
}

vouchers::VoucherRules rules_of(const GrantHomeParts& parts) {
  auto rules = vouchers::read_voucher_rules(read_file(parts.definitions + "/benefits/vouchers.json"));
  if (!rules.ok()) throw std::runtime_error("vouchers.json: " + rules.refusal().zh);
  return std::move(*rules);
}

// A place is paid as the firm whose credit code was given with the confirmation.
Result<std::string> pay(const GrantHomeParts& parts, db::Tx& tx, const vouchers::VoucherStatement& statement, const std::string& uscc, Instant now) {
  const auto firms = parts.subjects.find_by_key(tx, system_scope(), registers::KeySort::uscc, uscc);
  if (firms.empty())
    return refuse_fields(ErrorCode::bad_input, {{"uscc", "底账中没有这个统一社会信用代码", "no firm of that credit code is registered"}});
  const std::string area = statement.place.substr(0, statement.place.find('-'));
  TIANGE_TRY(const benefits::PaymentId id,
             parts.payments.order(tx,
                                  {.key = vouchers::statement_key(statement),
                                   .payee = firms.front(),
                                   .policy = statement.lines.empty() ? "" : statement.lines.front().kind,
                                   .town = area.size() >= 9 ? area : parts.district + "000",
                                   .amount_fen = statement.amount_fen,
                                   .why = {statement.month + " 惠民券结算", "vouchers of " + statement.month}},
                                  now));
  return id.text();
}

}  // namespace

std::vector<db::Migration> grant_home_migrations() {
  std::vector<db::Migration> all;
  for (const auto& room : {vouchers::voucher_migrations(), grants::grant_migrations()}) all.insert(all.end(), room.begin(), room.end());
  return all;
}

GrantHome::GrantHome(const GrantHomeParts& parts)
    : parts_(parts),
      signer_(signer_of(parts)),
      vouchers_(vouchers::open_vouchers(
          {.db = parts.db,
           .ids = parts.ids,
           .outbox = parts.outbox,
           .org = parts.org,
           .signer = signer_,
           .rules = rules_of(parts),
           .district = parts.district,
           .pay = [this](db::Tx& tx, const vouchers::VoucherStatement& statement, const std::string& uscc,
                         Instant now) { return pay(parts_, tx, statement, uscc, now); }})),
      grants_(grants::open_grants({.db = parts.db,
                                   .clock = parts.clock,
                                   .ids = parts.ids,
                                   .org = parts.org,
                                   .places = parts.places,
                                   .subjects = parts.subjects,
                                   .policies = parts.policies,
                                   .payments = parts.payments,
                                   .vouchers = *vouchers_,
                                   .spaces = parts.spaces,
                                   .calendar = parts.calendar,
                                   .tell =
                                       [&hub = parts.hub](db::Tx& tx, const std::string& unit) {
                                         live::Audience audience;
                                         audience.unit = unit;
                                         hub.publish(tx, "benefits", audience, "{}");
                                       },
                                   .district = parts.district,
                                   .national_digest = parts.settings.signature_suite == "sm2"})) {
  grants_->listen(parts.outbox);
  parts.ticker.every("benefits.grants", seconds(2), [this](Instant now) { (void)grants_->tend(now); });
}

void GrantHome::add_routes(http::Routes& routes, const http::Recorder& record) {
  vouchers_->add_routes(routes, record);
  grants_->add_routes(routes, record);
}

}  // namespace tiange::app
