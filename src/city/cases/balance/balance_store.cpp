#include "city/cases/balance/balance_store.h"

namespace tiange::cases::store {

namespace {

BalanceQueue queue_from(const db::Row& r) {
  BalanceQueue queue;
  queue.queue = r.str(0);
  queue.version = r.i64(1);
  queue.mode = json::enum_from<BalanceMode>(r.text(2)).value_or(BalanceMode::off);
  queue.changed = r.moment(3);
  queue.changed_by = r.str(4);
  return queue;
}

#define ADVICE_COLUMNS "part_key, case_id, state, lng, lat, content"
AdviceRow advice_from(const db::Row& r) {
  AdviceRow row{{r.i64(0), CaseId{r.i64(1)}}, r.opt_f64(3), r.opt_f64(4), json::read<BalanceAdvice>(r.text(5)).value()};
  row.advice.state = r.str(2);
  return row;
}

}  // namespace

std::vector<BalanceQueue> balance_queues(db::Tx& tx) {
  return tx.all("SELECT queue, version, mode, changed_us, changed_by FROM case_balance_queues ORDER BY queue", {}, queue_from);
}

std::optional<BalanceQueue> balance_queue(db::Tx& tx, std::string_view queue) {
  return tx.one("SELECT queue, version, mode, changed_us, changed_by FROM case_balance_queues WHERE queue = ?", {queue}, queue_from);
}

bool put_balance_queue(db::Tx& tx, const BalanceQueue& q) {
  return tx.run("INSERT INTO case_balance_queues (queue, version, mode, changed_us, changed_by) VALUES (?,?,?,?,?) ON CONFLICT (queue)"
                " DO UPDATE SET version = excluded.version, mode = excluded.mode, changed_us = excluded.changed_us,"
                " changed_by = excluded.changed_by WHERE case_balance_queues.version = excluded.version - 1",
                {q.queue, q.version, json::enum_name(q.mode), q.changed.value_or(Instant{}), q.changed_by}) == 1;
}

std::optional<BalancePerson> balance_person(db::Tx& tx, PersonId person) {
  return tx.one("SELECT content FROM case_balance_people WHERE person = ?", {person},
                [](const db::Row& r) { return json::read<BalancePerson>(r.text(0)).value(); });
}

bool put_balance_person(db::Tx& tx, const BalancePerson& person) {
  return tx.run("INSERT INTO case_balance_people (person, version, content) VALUES (?,?,?) ON CONFLICT (person) DO UPDATE SET"
                " version = excluded.version, content = excluded.content WHERE case_balance_people.version = excluded.version - 1",
                {person.person, person.version, json::write(person)}) == 1;
}

bool add_advice(db::Tx& tx, const AdviceRow& row) {
  const BalanceAdvice& a = row.advice;
  return tx.run("INSERT INTO case_balance_advice (part_key, case_id, task, queue, person, state, made_us, lng, lat, content)"
                " VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING",
                {row.ref.part_key, row.ref.id, a.task, a.queue, a.person, a.state, a.made, row.lng, row.lat, json::write(a)}) == 1;
}

void set_advice_state(db::Tx& tx, const AdviceRow& row, std::string_view state) {
  tx.run("UPDATE case_balance_advice SET state = ? WHERE part_key = ? AND case_id = ? AND task = ?",
         {state, row.ref.part_key, row.ref.id, row.advice.task});
}

std::optional<AdviceRow> advice_of(db::Tx& tx, CaseRef ref, std::string_view task) {
  return tx.one("SELECT " ADVICE_COLUMNS " FROM case_balance_advice WHERE part_key = ? AND case_id = ? AND task = ?",
                {ref.part_key, ref.id, task}, advice_from);
}

std::vector<AdviceRow> open_advice(db::Tx& tx, int limit) {
  return tx.all("SELECT " ADVICE_COLUMNS " FROM case_balance_advice WHERE state IN ('advised', 'assigned') ORDER BY made_us LIMIT ?", {limit},
                advice_from);
}

std::vector<AdviceRow> queue_advice(db::Tx& tx, std::string_view queue, int limit) {
  return tx.all("SELECT " ADVICE_COLUMNS " FROM case_balance_advice WHERE queue = ? ORDER BY made_us DESC LIMIT ?", {queue, limit}, advice_from);
}

int advised_to(db::Tx& tx, PersonId person) {
  return static_cast<int>(tx.one("SELECT COUNT(*) FROM case_balance_advice WHERE person = ? AND state = 'advised'", {person},
                                 [](const db::Row& r) { return r.i64(0); })
                              .value_or(0));
}

std::optional<std::pair<double, double>> last_place(db::Tx& tx, PersonId person, Instant since) {
  return tx.one("SELECT lng, lat FROM case_balance_advice WHERE person = ? AND made_us >= ? AND lng IS NOT NULL AND state <> 'elsewhere'"
                " ORDER BY made_us DESC LIMIT 1",
                {person, since}, [](const db::Row& r) { return std::pair(r.f64(0), r.f64(1)); });
}

}  // namespace tiange::cases::store
