#include "city/cases/supervision/sampling/recheck_store.h"

#include <cstdint>
#include <set>

#include "city/cases/archive/archive.h"

namespace tiange::cases::store {

namespace {

#define CHECK_COLUMNS                                                                                                \
  "part_key, id, case_id, case_number, area, unit, item, handler, origin, plan_id, queue, person, asked_us, "        \
  "asked_by, why, due_us, state, checklist, answers, reason, follow, lng, lat, done_us, done_by, done_name"
#define PLAN_COLUMNS                                                                                               \
  "part_key, id, name, area, unit, item, from_us, to_us, per, share, number, seed, duty, limit_text, state, "      \
  "made_us, made_by, population, drawn, drawn_us, digest"

Check read_check(const db::Row& row) {
  Check c;
  c.about = {row.i64(0), CaseId{row.i64(2)}};
  c.id = row.i64(1);
  c.case_number = row.str(3);
  c.area = row.str(4);
  c.unit = row.str(5);
  c.item = row.str(6);
  c.handler = PersonId{row.i64(7)};
  c.origin = static_cast<CheckOrigin>(row.i64(8));
  c.plan = row.i64(9);
  c.queue = row.str(10);
  c.person = PersonId{row.i64(11)};
  c.asked = row.moment(12);
  c.asked_by = row.str(13);
  c.why = row.str(14);
  c.due = row.moment(15);
  c.state = static_cast<CheckState>(row.i64(16));
  c.checklist = json::read<std::vector<CheckQuestion>>(row.text(17)).value_or(std::vector<CheckQuestion>{});
  c.answers = json::read<std::map<std::string, bool>>(row.text(18)).value_or(std::map<std::string, bool>{});
  c.reason = row.str(19);
  c.follow = static_cast<CheckFollow>(row.i64(20));
  c.lng = row.opt_f64(21);
  c.lat = row.opt_f64(22);
  c.done = row.moment(23);
  c.done_by = PersonId{row.i64(24)};
  c.done_name = row.str(25);
  return c;
}

SamplePlan read_plan(const db::Row& row) {
  SamplePlan p;
  p.part_key = row.i64(0);
  p.id = row.i64(1);
  p.name = row.str(2);
  p.area = row.str(3);
  p.unit = row.str(4);
  p.item = row.str(5);
  p.from = row.moment(6);
  p.to = row.moment(7);
  p.per = static_cast<SamplePer>(row.i64(8));
  p.share = row.f64(9);
  p.number = static_cast<int>(row.i64(10));
  p.seed = row.i64(11);
  p.duty = row.str(12);
  p.limit = row.str(13);
  p.state = static_cast<PlanState>(row.i64(14));
  p.made = row.moment(15);
  p.made_by = row.str(16);
  p.population = row.i64(17);
  p.drawn = row.i64(18);
  p.drawn_at = row.moment(19);
  p.digest = row.str(20);
  return p;
}

}  // namespace

void add_check(db::Tx& tx, const Check& c) {
  const std::string checklist = json::write(c.checklist);
  const std::string answers = json::write(c.answers);
  tx.run("INSERT INTO case_checks (" CHECK_COLUMNS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
         {c.about.part_key, c.id, c.about.id, c.case_number, c.area, c.unit, c.item, c.handler,
          static_cast<int>(c.origin), c.plan, c.queue, c.person, c.asked, c.asked_by, c.why, c.due,
          static_cast<int>(c.state), checklist, answers, c.reason, static_cast<int>(c.follow), c.lng, c.lat, c.done,
          c.done_by, c.done_name});
}

bool finish_check(db::Tx& tx, const Check& c) {
  const std::string answers = json::write(c.answers);
  return tx.run(
             "UPDATE case_checks SET state = ?, answers = ?, reason = ?, follow = ?, lng = ?, lat = ?, done_us = ?, "
             "done_by = ?, done_name = ? WHERE part_key = ? AND id = ? AND state = 0",
             {static_cast<int>(c.state), answers, c.reason, static_cast<int>(c.follow), c.lng, c.lat, c.done, c.done_by,
              c.done_name, c.about.part_key, c.id}) == 1;
}

std::optional<Check> check(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " CHECK_COLUMNS " FROM case_checks WHERE id = ?", {id}, read_check);
}

std::optional<Check> open_check_of(db::Tx& tx, CaseRef about, CheckOrigin origin) {
  return tx.one("SELECT " CHECK_COLUMNS
                " FROM case_checks WHERE case_id = ? AND part_key = ? AND origin = ? AND state = 0 ORDER BY id LIMIT 1",
                {about.id, about.part_key, static_cast<int>(origin)}, read_check);
}

std::vector<Check> checks_of(db::Tx& tx, CaseRef about) {
  return tx.all("SELECT " CHECK_COLUMNS " FROM case_checks WHERE case_id = ? AND part_key = ? ORDER BY id",
                {about.id, about.part_key}, read_check);
}

void each_check(db::Tx& tx, std::int64_t before, std::int64_t plan, bool open_only,
                const std::function<bool(const Check&)>& visit) {
  const std::int64_t from = before > 0 ? before : INT64_MAX;
  const auto take = [&](const db::Row& row) { return visit(read_check(row)); };
  if (plan != 0) {
    tx.each("SELECT " CHECK_COLUMNS " FROM case_checks WHERE plan_id = ? AND plan_id <> 0 AND id < ? ORDER BY id DESC",
            {plan, from}, take);
  } else if (open_only) {
    tx.each("SELECT " CHECK_COLUMNS " FROM case_checks WHERE state = 0 AND id < ? ORDER BY id DESC", {from}, take);
  } else {
    tx.each("SELECT " CHECK_COLUMNS " FROM case_checks WHERE id < ? ORDER BY id DESC", {from}, take);
  }
}

std::vector<CheckCount> check_counts(db::Tx& tx, std::int64_t plan, Instant from, Instant to) {
  const auto read = [](const db::Row& row) {
    return CheckCount{row.str(0), row.str(1), static_cast<CheckState>(row.i64(2)), row.i64(3)};
  };
  if (plan != 0)
    return tx.all("SELECT area, unit, state, COUNT(*) FROM case_checks WHERE plan_id = ? AND plan_id <> 0 GROUP BY area, unit, state",
                  {plan}, read);
  return tx.all(
      "SELECT area, unit, state, COUNT(*) FROM case_checks WHERE state = 0 OR (done_us >= ? AND done_us < ?) "
      "GROUP BY area, unit, state",
      {from, to}, read);
}

void add_plan(db::Tx& tx, const SamplePlan& p) {
  tx.run("INSERT INTO case_sample_plans (" PLAN_COLUMNS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
         {p.part_key, p.id, p.name, p.area, p.unit, p.item, p.from, p.to, static_cast<int>(p.per), p.share, p.number,
          p.seed, p.duty, p.limit, static_cast<int>(p.state), p.made, p.made_by, p.population, p.drawn, p.drawn_at,
          p.digest});
}

bool set_drawn(db::Tx& tx, const SamplePlan& p) {
  return tx.run(
             "UPDATE case_sample_plans SET state = ?, population = ?, drawn = ?, drawn_us = ?, digest = ? "
             "WHERE part_key = ? AND id = ? AND state = 0",
             {static_cast<int>(p.state), p.population, p.drawn, p.drawn_at, p.digest, p.part_key, p.id}) == 1;
}

std::optional<SamplePlan> plan(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " PLAN_COLUMNS " FROM case_sample_plans WHERE id = ?", {id}, read_plan);
}

void each_plan(db::Tx& tx, std::int64_t before, const std::function<bool(const SamplePlan&)>& visit) {
  tx.each("SELECT " PLAN_COLUMNS " FROM case_sample_plans WHERE id < ? ORDER BY id DESC",
          {before > 0 ? before : INT64_MAX}, [&](const db::Row& row) { return visit(read_plan(row)); });
}

namespace {

constexpr const char* k_closed_columns = "SELECT part_key, id, unit, item, area FROM ";

// One row of either kind of table, when the plan is about it.
void offer(const SamplePlan& plan, const db::Row& row, const std::function<void(const ClosedCase&)>& visit) {
  if (!plan.unit.empty() && row.text(2) != plan.unit) return;
  if (!plan.item.empty() && !row.text(3).starts_with(plan.item)) return;
  visit({{row.i64(0), CaseId{row.i64(1)}}, row.text(2), row.text(3), row.text(4)});
}

// By the index of the archive, which knows the month of closing; the rows it leads to say the rest.
void each_archived(db::Tx& tx, const SamplePlan& plan, const std::string& high, const std::function<void(const ClosedCase&)>& visit) {
  archive::Query query;
  archive::AnyOf months;
  for (std::int64_t month = archive::month_of(plan.from.us); month <= archive::month_of(plan.to.us - 1); ++month)
    months.words.push_back(archive::facet(archive::k_closed, month));
  query.all.push_back(std::move(months));
  query.all.push_back({{archive::facet(archive::k_status, static_cast<std::int64_t>(Status::closed))}, {}});
  query.all.push_back({{archive::facet(archive::k_confidential, std::int64_t{0})}, {}});
  if (!plan.unit.empty()) query.all.push_back({{archive::facet(archive::k_unit, plan.unit)}, {}});
  if (plan.area.size() > 6) query.all.push_back({{archive::facet(archive::k_area, plan.area)}, {}});
  query.to_us = plan.to.us;
  std::set<archive::Ref> seen;  // a case that was brought back and moved again stands in the index twice
  archive::search(tx, query, [&](const archive::Hit& hit) {
    if (!seen.insert(hit.ref).second) return false;
    tx.each(k_closed_columns + archive::table("cases", hit.year) +
                " WHERE part_key = ? AND id = ? AND closed_us >= ? AND closed_us < ? AND status = ? AND area >= ? AND area < ? "
                "AND confidential = 0",
            {hit.ref.part_key, hit.ref.id, plan.from, plan.to, static_cast<int>(Status::closed), plan.area, high},
            [&](const db::Row& row) {
              offer(plan, row, visit);
              return true;
            });
    return false;  // nothing is counted against `most`: every one is wanted
  });
}

}  // namespace

void each_closed(db::Tx& tx, const SamplePlan& plan, const std::function<void(const ClosedCase&)>& visit) {
  const std::string behind = plan.area.empty() ? std::string() : code_after(plan.area);
  const std::string high = behind.empty() ? "~" : behind;
  tx.each(std::string(k_closed_columns) +
              "cases WHERE closed_us > 0 AND closed_us >= ? AND closed_us < ? AND status = ? AND area >= ? AND area < ? "
              "AND confidential = 0",
          {plan.from, plan.to, static_cast<int>(Status::closed), plan.area, high}, [&](const db::Row& row) {
            offer(plan, row, visit);
            return true;
          });
  each_archived(tx, plan, high, visit);
}

}  // namespace tiange::cases::store
