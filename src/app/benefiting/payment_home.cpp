#include "app/benefiting/payment_home.h"

#include <stdexcept>

#include "platform/net/fetch.h"
#include "platform/pay/simulated_bank.h"

namespace tiange::app {

namespace {

pay::Fetch fetch_with(const settings::Settings& settings) {
  net::FetchLimits limits;
  limits.private_addresses = settings.outgoing_private;
  limits.trusted_certificates = settings.outgoing_certificates;
  limits.most_answer = 16 << 20;  // a day's statement
  return [limits](const pay::Call& call) -> Result<pay::Answer> {
    TIANGE_TRY(net::Fetched got, net::fetch({call.method, call.url, call.headers, call.body}, limits));
    return pay::Answer{got.status, std::move(got.body)};
  };
}

std::string name_of(const registers::Subjects& subjects, db::Tx& tx, const Scope& scope, registers::SubjectId id, Instant now) {
  const auto rows = subjects.rows_of(tx, scope, {&id, 1}, now);
  if (rows.empty()) return "";
  return rows.front().title.empty() ? rows.front().ref : rows.front().title;
}

Words policy_name(benefits::Policies& policies, db::Tx& tx, std::string_view key) {
  const auto edition = policies.edition(tx, key, 0);
  if (!edition) return {std::string(key), std::string(key)};
  return {edition->zh, edition->en};
}

}  // namespace

std::vector<db::Migration> payment_home_migrations() {
  std::vector<db::Migration> all;
  for (const auto& room : {pay::migrations(), benefits::payment_migrations()}) all.insert(all.end(), room.begin(), room.end());
  return all;
}

PaymentHome::PaymentHome(const PaymentHomeParts& parts)
    : parts_(parts),
      payments_(benefits::open_payments(
          {.db = parts.db,
           .clock = parts.clock,
           .ids = parts.ids,
           .outbox = parts.outbox,
           .jobs = parts.jobs,
           .sealer = std::make_shared<const crypto::Sealer>(crypto::Sealer::from_file(parts.data_folder + "/secrets/seal.key")),
           .fetch = fetch_with(parts.settings),
           .name_of = [&subjects = parts.subjects, &clock = parts.clock](
                          db::Tx& tx, const Scope& scope, registers::SubjectId id) { return name_of(subjects, tx, scope, id, clock.now()); },
           .policy_name = [&policies = parts.policies](db::Tx& tx, std::string_view key) { return policy_name(policies, tx, key); },
           .tell =
               [&hub = parts.hub](db::Tx& tx) {
                 live::Audience audience;
                 audience.permission = permission_info(Permission::benefits_money_view).key;
                 hub.publish(tx, "benefits", audience, "{}");
               },
           .district = parts.district})) {
  parts.ticker.every("benefits.payments", seconds(1), [this](Instant now) { (void)payments_->tend(now); });
}

std::vector<org::NewPerson> payment_staff(const std::string& district, IdSource& ids, Instant now) {
  struct Hired {
    const char *duty, *name, *line, *account;
  };
  // The office answers for rewards of firms, which somebody of it decides.
  static constexpr Hired k_people[] = {{"payer", "苏婉仪", "ZX", "payer001"},
                                       {"payer", "卢炳坤", "ZX", "payer002"},
                                       {"pay_reviewer", "植秀珍", "ZX", "pay_reviewer001"},
                                       {"pay_reviewer", "孔庆祥", "ZX", "pay_reviewer002"},
                                       {"handler", "区明朗", "BG", "handler_bg001"}};
  std::vector<org::NewPerson> staff;
  for (const auto& [duty, name, line, account] : k_people) {
    org::NewPerson person;
    person.id = ids.next_as<PersonTag>(now);
    person.name = name;
    person.unit = district + "-" + line;
    person.account_id = ids.next_as<AccountTag>(now);
    person.account = account;
    person.posts.push_back({ids.next_as<PostTag>(now), person.unit, duty, {}});
    staff.push_back(std::move(person));
  }
  return staff;
}

namespace {

constexpr std::size_t k_most_accounts = 30'000;

Scope desk_of(const std::string& district) {
  Scope scope = system_scope(district);
  scope.name = "苏婉仪";
  return scope;
}

}  // namespace

void PaymentHome::seed(Instant now) {
  bool people = false;
  parts_.db.run_read([&](db::Tx& tx) {
    parts_.subjects.each(tx, system_scope(), registers::Kind::person, parts_.district, [&](const registers::GoldenRow&) {
      people = true;
      return false;
    });
  });
  if (!people) return;
  const auto seeded = parts_.db.write(desk_of(parts_.district), [&](db::Tx& tx) -> Outcome {
    TIANGE_CHECK_OK(payments_->use_simulated_bank(tx, crypto::random_token()));
    return seed_budgets(tx, now);
  });
  if (!seeded.ok()) throw std::runtime_error("payments: " + seeded.refusal().zh);
  seed_accounts(now);
  const auto ordered = parts_.db.write(desk_of(parts_.district), [&](db::Tx& tx) { return seed_payments(tx, now); });
  if (!ordered.ok()) throw std::runtime_error("payments: " + ordered.refusal().zh);
}

Outcome PaymentHome::seed_budgets(db::Tx& tx, Instant now) {
  const int year = split_date(local_date(now)).year;
  int turn = 0;
  for (const benefits::PolicyEdition& edition : parts_.policies.live_editions(tx)) {
    const benefits::BudgetIn budget{edition.key, year, turn == 2 ? 100'000 : 500'000'000, turn % 6 == 5 ? "bank_file" : "simulated", "演示预算"};
    TIANGE_CHECK_OK(payments_->set_budget(tx, desk_of(parts_.district), budget, now));
    ++turn;
  }
  return done();
}

// Nine of ten have an account.
void PaymentHome::seed_accounts(Instant now) {
  std::vector<registers::SubjectId> people;
  parts_.db.run_read([&](db::Tx& tx) {
    people.clear();
    parts_.subjects.each(tx, system_scope(), registers::Kind::person, parts_.district, [&](const registers::GoldenRow& row) {
      people.push_back(row.id);
      return people.size() < k_most_accounts;
    });
  });
  constexpr std::size_t k_chunk = 1'000;
  for (std::size_t from = 0; from < people.size(); from += k_chunk) {
    const auto given = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      for (std::size_t i = from; i < std::min(people.size(), from + k_chunk); ++i) {
        if (i % 10 == 3) continue;
        const std::string number = "62284" + std::to_string(10'000'000'000 + static_cast<std::int64_t>(i)) + "88";
        TIANGE_CHECK_OK(payments_->set_account(tx, people[i], {"佛山农商银行", number, "演示收款人"}, "演示", now));
      }
      return done();
    });
    if (!given.ok()) throw std::runtime_error("accounts: " + given.refusal().zh);
  }
}

Outcome PaymentHome::seed_payments(db::Tx& tx, Instant now) {
  const auto editions = parts_.policies.live_editions(tx);
  if (editions.size() < 6) return done();
  // Those that give people money; by their place some are paid by a bank file (seed_budgets).
  std::vector<const benefits::PolicyEdition*> online, by_file;
  for (std::size_t i = 0; i < editions.size(); ++i) {
    const benefits::PolicyEdition& one = editions[i];
    if (one.kind == registers::Kind::person && one.form == benefits::BenefitForm::money && one.standing != benefits::Standing::sample && i != 2)
      (i % 6 == 5 ? by_file : online).push_back(&one);
  }
  if (online.size() < 2 || by_file.empty()) return done();
  std::vector<std::pair<registers::SubjectId, std::string>> people;
  parts_.subjects.each(tx, system_scope(), registers::Kind::person, parts_.district, [&](const registers::GoldenRow& row) {
    if (row.grid.size() == 15) people.emplace_back(row.id, std::string(row.grid));
    return people.size() < 60;
  });
  // How the simulated bank treats an account stands in its last two digits.
  static constexpr const char* k_tails[] = {"88", "88", "01", "04", "06", "08", "88", "05"};
  int turn = 0;
  for (const auto& [person, grid] : people) {
    const benefits::PolicyEdition& policy = turn % 5 == 4 ? *by_file.front() : *online[turn % 3 == 2 ? 1 : 0];
    const std::string tail = k_tails[turn % 8];
    if (tail != "88")
      TIANGE_CHECK_OK(payments_->set_account(tx, person, {"广发银行", "6225560000" + std::to_string(1'000 + turn) + tail, "演示收款人"}, "演示", now));
    TIANGE_CHECK_OK(payments_->order(tx,
                                     {.key = "demo:" + std::to_string(++turn), .payee = person, .policy = policy.key, .town = grid,
                                      .amount_fen = 8'000 + turn * 300, .why = {policy.zh, policy.en}},
                                     now));
  }
  return done();
}

}  // namespace tiange::app
