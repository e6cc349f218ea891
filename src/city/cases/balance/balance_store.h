#pragma once
// All SQL of the balance.

#include "city/cases/balance/balance.h"

namespace tiange::cases::store {

struct AdviceRow {
  CaseRef ref;
  std::optional<double> lng, lat;
  BalanceAdvice advice;
};

std::vector<BalanceQueue> balance_queues(db::Tx& tx);
std::optional<BalanceQueue> balance_queue(db::Tx& tx, std::string_view queue);
// False when somebody was first: queue.version is the one after the stored one.
bool put_balance_queue(db::Tx& tx, const BalanceQueue& queue);
std::optional<BalancePerson> balance_person(db::Tx& tx, PersonId person);
bool put_balance_person(db::Tx& tx, const BalancePerson& person);

// False when the task has one.
bool add_advice(db::Tx& tx, const AdviceRow& row);
void set_advice_state(db::Tx& tx, const AdviceRow& row, std::string_view state);
std::optional<AdviceRow> advice_of(db::Tx& tx, CaseRef ref, std::string_view task);
std::vector<AdviceRow> open_advice(db::Tx& tx, int limit);  // advised or assigned, oldest first
std::vector<AdviceRow> queue_advice(db::Tx& tx, std::string_view queue, int limit);  // newest first
int advised_to(db::Tx& tx, PersonId person);  // and not taken yet
std::optional<std::pair<double, double>> last_place(db::Tx& tx, PersonId person, Instant since);

}  // namespace tiange::cases::store
