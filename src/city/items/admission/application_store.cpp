#include "city/items/admission/application_store.h"

namespace tiange::items::store {

namespace {

constexpr std::string_view k_select =
    "SELECT id, purpose, state, item, unit, reason, legal_basis, resources, visits_year, opened_us, opened_by, "
    "opened_by_name, changed_us, writers, base_version, areas, trial_from, trial_until, trial_ended, figures, reminded, "
    "version FROM item_applications ";
constexpr std::string_view k_order = " ORDER BY changed_us DESC, id DESC LIMIT ?";

// Day 0 stands for none: trials are of our time.
std::optional<Date> day(const db::Row& r, int column) {
  const std::int64_t value = r.i64(column);
  return value ? std::optional(Date{static_cast<std::int32_t>(value)}) : std::nullopt;
}
std::int64_t day_of(const std::optional<Date>& date) { return date ? date->day : 0; }

ApplicationFile file_of(const db::Row& r) {
  ApplicationFile f;
  f.id = {r.i64(0)};
  f.purpose = json::enum_from<Purpose>(r.text(1)).value();
  f.state = json::enum_from<ApplicationState>(r.text(2)).value();
  f.item = json::read<Item>(r.text(3)).value();
  f.unit = r.str(4);
  f.reason = r.str(5);
  f.legal_basis = r.str(6);
  f.resources = r.str(7);
  f.visits_year = r.i64(8);
  f.opened = r.moment(9);
  f.opened_by = {r.i64(10)};
  f.opened_by_name = r.str(11);
  f.changed = r.moment(12);
  f.writers = json::read<std::vector<std::int64_t>>(r.text(13)).value_or({});
  f.base_version = static_cast<int>(r.i64(14));
  f.areas = json::read<std::vector<std::string>>(r.text(15)).value_or({});
  f.trial_from = day(r, 16);
  f.trial_until = day(r, 17);
  f.trial_ended = day(r, 18);
  if (!r.text(19).empty()) f.figures = json::read<TrialFigures>(r.text(19)).value();
  f.reminded = static_cast<int>(r.i64(20));
  f.version = r.i64(21);
  return f;
}

}  // namespace

bool add_application(db::Tx& tx, const ApplicationFile& f) {
  return tx.run(
             "INSERT INTO item_applications (id, code, open_mark, purpose, state, item, unit, reason, legal_basis, "
             "resources, visits_year, opened_us, opened_by, opened_by_name, changed_us, writers, base_version, areas, "
             "trial_from, trial_until, trial_ended, figures, reminded, version) "
             "VALUES (?,?,0,?,?,?,?,?,?,?,?,?,?,?,?,?,?,'[]',0,0,0,'',0,?) ON CONFLICT DO NOTHING",
             {f.id, f.item.code, json::enum_name(f.purpose), json::enum_name(f.state), json::write(f.item), f.unit, f.reason,
              f.legal_basis, f.resources, f.visits_year, f.opened, f.opened_by, f.opened_by_name, f.changed,
              json::write(f.writers), f.base_version, f.version}) == 1;
}

bool save_application(db::Tx& tx, const ApplicationFile& f, std::int64_t version_before) {
  return tx.run(
             "UPDATE item_applications SET open_mark = ?, state = ?, item = ?, reason = ?, legal_basis = ?, resources = ?, "
             "visits_year = ?, changed_us = ?, writers = ?, base_version = ?, areas = ?, trial_from = ?, trial_until = ?, "
             "trial_ended = ?, figures = ?, reminded = ?, version = ? WHERE id = ? AND version = ?",
             {f.open() ? std::int64_t{0} : f.id.value, json::enum_name(f.state), json::write(f.item), f.reason, f.legal_basis,
              f.resources, f.visits_year, f.changed, json::write(f.writers), f.base_version, json::write(f.areas),
              day_of(f.trial_from), day_of(f.trial_until), day_of(f.trial_ended),
              f.figures ? json::write(*f.figures) : std::string(), f.reminded, f.version, f.id, version_before}) == 1;
}

std::optional<ApplicationFile> application(db::Tx& tx, ApplicationId id) {
  static const std::string sql = std::string(k_select) + "WHERE id = ?";
  return tx.one(sql, {id}, file_of);
}

std::vector<ApplicationFile> applications(db::Tx& tx, const ApplicationPage& page) {
  std::string sql = std::string(k_select) + "WHERE (changed_us < ? OR (changed_us = ? AND id < ?))";
  // A page from the start comes before every later change.
  const std::int64_t us = page.before_us ? page.before_us : INT64_MAX;
  std::vector<db::Param> params = {us, us, page.before_id};
  if (page.state == "open") {
    sql += " AND open_mark = 0";
  } else if (!page.state.empty()) {
    sql += " AND state = ?";
    params.emplace_back(page.state);
  }
  if (!page.purpose.empty()) {
    sql += " AND purpose = ?";
    params.emplace_back(page.purpose);
  }
  params.emplace_back(page.limit);
  return tx.all(sql + std::string(k_order), db::Params(params), file_of);
}

std::int64_t applications_waiting(db::Tx& tx) {
  return tx.one("SELECT COUNT(*) FROM item_applications WHERE state = 'applied'", {}, [](const db::Row& r) { return r.i64(0); })
      .value_or(0);
}

std::int64_t trials_over(db::Tx& tx, Date today) {
  return tx.one("SELECT COUNT(*) FROM item_applications WHERE state = 'on_trial' AND trial_until < ?", {today.day},
                [](const db::Row& r) { return r.i64(0); })
      .value_or(0);
}

std::vector<ApplicationFile> trials_until(db::Tx& tx, Date day) {
  static const std::string sql = std::string(k_select) + "WHERE state = 'on_trial' AND trial_until < ? ORDER BY id";
  return tx.all(sql, {day.day}, file_of);
}

void add_step(db::Tx& tx, ApplicationId id, const ApplicationStep& step, PersonId by) {
  tx.run("INSERT INTO item_application_steps (application, number, act, happened_us, person, person_name, said, zh, en) "
         "VALUES (?,?,?,?,?,?,?,?,?)",
         {id, step.number, json::enum_name(step.act), step.when, by, step.by, step.text, step.zh, step.en});
}

std::vector<ApplicationStep> steps(db::Tx& tx, ApplicationId id) {
  return tx.all("SELECT number, act, happened_us, person_name, said, zh, en FROM item_application_steps WHERE application = ? "
                "ORDER BY number",
                {id}, [](const db::Row& r) {
                  return ApplicationStep{r.i64(0), json::enum_from<ApplicationAct>(r.text(1)).value(), r.moment(2), r.str(3), r.str(4),
                                         r.str(5), r.str(6)};
                });
}

std::int64_t next_step(db::Tx& tx, ApplicationId id) {
  return tx.one("SELECT MAX(number) FROM item_application_steps WHERE application = ?", {id},
                [](const db::Row& r) { return r.i64(0); })
             .value_or(0) + 1;
}

}  // namespace tiange::items::store
