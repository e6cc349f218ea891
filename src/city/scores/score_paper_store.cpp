// Exemptions, definitions, points given by people, frozen results.

#include "city/scores/score_store.h"

namespace tiange::scores::store {

namespace {

ExemptionView exemption_from(const db::Row& row) {
  ExemptionView view;
  view.ref = CaseRef{row.i64(0), CaseId{row.i64(1)}}.text();
  view.work = row.str(2);
  view.reason = row.str(3);
  view.document = row.str(4);
  view.text = row.str(5);
  view.granted = row.moment(6);
  view.by = row.str(7);
  if (row.i64(8) != 0) view.withdrawn = row.moment(8);
  view.withdrawn_by = row.str(9);
  view.number = row.str(10);
  return view;
}

Frozen frozen_from(const db::Row& row) {
  Frozen f;
  f.id = row.i64(0);
  f.card = row.str(1);
  f.card_version = static_cast<int>(row.i64(2));
  f.versions = row.str(3);
  f.period = row.str(4);
  f.area = row.str(5);
  f.state = row.str(6);
  f.cut = row.moment(7);
  f.by = PersonId{row.i64(8)};
  f.by_name = row.str(9);
  f.cases = row.i64(10);
  f.digest = row.str(11);
  f.checked = row.moment(12);
  f.checked_by = row.str(13);
  f.checked_digest = row.str(14);
  f.body = row.str(15);
  return f;
}

constexpr std::string_view k_exemptions_of_case =
    "SELECT e.part_key, e.case_id, e.work, e.reason, e.document, e.words, e.granted_us, e.granted_by, e.withdrawn_us, "
    "e.withdrawn_by, COALESCE(f.number, '') FROM score_exemptions e LEFT JOIN score_facts f ON f.part_key = e.part_key "
    "AND "
    "f.case_id = e.case_id WHERE e.part_key = ? AND e.case_id = ? ORDER BY e.id";
constexpr std::string_view k_latest_exemptions =
    "SELECT e.part_key, e.case_id, e.work, e.reason, e.document, e.words, e.granted_us, e.granted_by, e.withdrawn_us, "
    "e.withdrawn_by, COALESCE(f.number, '') FROM score_exemptions e LEFT JOIN score_facts f ON f.part_key = e.part_key "
    "AND "
    "f.case_id = e.case_id ORDER BY e.granted_us DESC LIMIT ?";

}  // namespace

std::vector<ExemptionView> exemptions(db::Tx& tx, CaseRef ref) {
  return tx.all(k_exemptions_of_case, {ref.part_key, ref.id}, exemption_from);
}

std::vector<std::pair<CaseRef, ExemptionView>> latest_exemptions(db::Tx& tx, int most) {
  return tx.all(k_latest_exemptions, {most}, [](const db::Row& row) {
    return std::pair(CaseRef{row.i64(0), CaseId{row.i64(1)}}, exemption_from(row));
  });
}

void apply_exemptions(db::Tx& tx, CaseRef ref, Instant moment, CaseFacts& facts) {
  facts.exempt_handle = facts.exempt_archive = false;
  tx.each(
      "SELECT work FROM score_exemptions WHERE part_key = ? AND case_id = ? AND granted_us <= ? AND "
      "(withdrawn_us = 0 OR withdrawn_us > ?)",
      {ref.part_key, ref.id, moment, moment}, [&](const db::Row& row) {
        (row.text(0) == "archive" ? facts.exempt_archive : facts.exempt_handle) = true;
        return true;
      });
}

void add_exemption(db::Tx& tx, CaseRef ref, std::int64_t id, const ExemptionView& e) {
  tx.run(
      "INSERT INTO score_exemptions (part_key, case_id, id, work, reason, document, words, granted_us, granted_by, "
      "withdrawn_us, "
      "withdrawn_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '')",
      {ref.part_key, ref.id, id, e.work, e.reason, e.document, e.text, e.granted, e.by});
}

void withdraw(db::Tx& tx, CaseRef ref, std::string_view work, Instant now, const std::string& by) {
  tx.run(
      "UPDATE score_exemptions SET withdrawn_us = ?, withdrawn_by = ? WHERE part_key = ? AND case_id = ? AND work = ? "
      "AND "
      "withdrawn_us = 0",
      {now, by, ref.part_key, ref.id, work});
}

std::vector<Definition> definitions(db::Tx& tx) {
  return tx.all(
      "SELECT kind, name, version, state, effective_day, body, note, made_us, made_by, made_by_name, released_us, "
      "released_by_name FROM score_definitions ORDER BY kind, name, version",
      {}, [](const db::Row& row) {
        return Definition{row.str(0),
                          row.str(1),
                          static_cast<int>(row.i64(2)),
                          row.str(3),
                          Date{static_cast<std::int32_t>(row.i64(4))},
                          row.str(5),
                          row.str(6),
                          row.moment(7),
                          PersonId{row.i64(8)},
                          row.str(9),
                          row.moment(10),
                          row.str(11)};
      });
}

void put_definition(db::Tx& tx, const Definition& d) {
  tx.run(
      "INSERT INTO score_definitions (kind, name, version, state, effective_day, body, note, made_us, made_by, "
      "made_by_name, "
      "released_us, released_by_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, name, version) DO "
      "UPDATE SET "
      "state = excluded.state, effective_day = excluded.effective_day, body = excluded.body, note = excluded.note, "
      "released_us = excluded.released_us, released_by_name = excluded.released_by_name",
      {d.kind, d.key, d.version, d.state, d.effective.day, d.body, d.note, d.made, d.made_by, d.made_by_name,
       d.released, d.released_by_name});
}

void add_given(db::Tx& tx, const GivenPoints& g) {
  tx.run(
      "INSERT INTO score_given (card, period, object, name, id, points, reason, given_us, given_by) VALUES (?, ?, ?, "
      "?, ?, ?, ?, ?, ?)",
      {g.card, g.period, g.object, g.key, g.id, g.points, g.reason, g.given, g.by});
}

std::vector<GivenPoints> given(db::Tx& tx, std::string_view card, std::string_view period, Instant until) {
  return tx.all(
      "SELECT card, period, object, name, id, points, reason, given_us, given_by FROM score_given WHERE card = ? AND "
      "period = ? AND given_us <= ? ORDER BY id",
      {card, period, until}, [](const db::Row& row) {
        return GivenPoints{row.str(0), row.str(1), row.str(2),    row.str(3), row.i64(4),
                           row.f64(5), row.str(6), row.moment(7), row.str(8)};
      });
}

void add_frozen(db::Tx& tx, const Frozen& f) {
  tx.run(
      "INSERT INTO score_frozen (id, card, card_version, versions, period, area, state, cut_us, frozen_by, "
      "frozen_by_name, cases, "
      "digest, body, checked_us, checked_by, checked_digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', '', 0, '', "
      "'')",
      {f.id, f.card, f.card_version, f.versions, f.period, f.area, f.state, f.cut, f.by, f.by_name});
}

void finish_frozen(db::Tx& tx, const Frozen& f) {
  tx.run("UPDATE score_frozen SET state = ?, cases = ?, digest = ?, body = ? WHERE id = ?",
         {f.state, f.cases, f.digest, f.body, f.id});
}

void put_check(db::Tx& tx, const Frozen& f) {
  tx.run("UPDATE score_frozen SET checked_us = ?, checked_by = ?, checked_digest = ? WHERE id = ?",
         {f.checked, f.checked_by, f.checked_digest, f.id});
}

std::optional<Frozen> frozen(db::Tx& tx, std::int64_t id) {
  return tx.one(
      "SELECT id, card, card_version, versions, period, area, state, cut_us, frozen_by, frozen_by_name, cases, digest, "
      "checked_us, checked_by, checked_digest, body FROM score_frozen WHERE id = ?",
      {id}, frozen_from);
}

std::vector<Frozen> all_frozen(db::Tx& tx, std::int64_t before, int most) {
  return tx.all(
      "SELECT id, card, card_version, versions, period, area, state, cut_us, frozen_by, frozen_by_name, cases, digest, "
      "checked_us, checked_by, checked_digest, '' FROM score_frozen WHERE id < ? ORDER BY id DESC LIMIT ?",
      {before, most}, frozen_from);
}

}  // namespace tiange::scores::store
