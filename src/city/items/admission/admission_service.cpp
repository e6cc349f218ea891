#include "city/items/admission/admission_service.h"

#include <algorithm>

namespace tiange::items {

namespace {

std::vector<FieldError> below_item(std::vector<FieldError> faults) {
  for (FieldError& fault : faults) fault.path = "item." + fault.path;
  return faults;
}

std::vector<std::string> columns_that_differ(const Item& a, const Item& b) {
  const auto left = to_row(a);
  const auto right = to_row(b);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (left[i] != right[i]) names.emplace_back(columns()[i].name);
  }
  return names;
}

}  // namespace

ApplicationDoer AdmissionService::doer(const Scope& scope, const ApplicationFile& file) const {
  return {scope.person, scope.may(Permission::items_apply), scope.may(Permission::items_review),
          scope.works_for(file.unit)};
}

// The item as it is to be, checked as if it were saved now.
Result<Item> AdmissionService::wanted_item(db::Tx& tx, const ApplicationIn& in) const {
  const auto present = parts_.items.find(in.item ? in.item->code : in.code);
  if (in.purpose == Purpose::admit && present && present->active)
    return refuse_fields(ErrorCode::bad_input, {{"item.code", "编码已存在", "is taken"}});
  if (in.purpose != Purpose::admit && (!present || !present->active))
    return refuse_fields(ErrorCode::bad_input, {{"code", "目录中没有这个在用事项", "no such item is in force"}});
  if (!in.item && in.purpose != Purpose::retire)
    return refuse_fields(ErrorCode::bad_input, {{"item", "请填写完整的事项", "give the whole item"}});
  Item item = in.item ? *in.item : *present;
  item.areas.reset();
  item.active = in.purpose != Purpose::retire;
  item.version = present ? present->version : 0;
  std::vector<FieldError> faults = below_item(parts_.items.faults(tx, item));
  if (in.purpose == Purpose::retire) {
    if (!in.successor.empty()) item.successor = in.successor;
    const auto successor = parts_.items.find(item.successor);
    if (!item.successor.empty() && (!successor || !successor->active || item.successor == item.code))
      faults.push_back({"successor", "没有这个在用的替代事项：" + item.successor, "no such item in force: " + item.successor});
  }
  if (in.purpose == Purpose::change && columns_that_differ(item, *present).empty())
    faults.push_back({"item", "与目录中的事项没有差别", "does not differ from the catalogue"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  return item;
}

Result<std::string> AdmissionService::unit_of(const Scope& scope, const ApplicationIn& in) const {
  if (in.unit.empty() && !scope.units.empty()) return scope.units.front();
  if (!in.unit.empty() && (scope.works_for(in.unit) || !scope.person)) return in.unit;
  return refuse_fields(ErrorCode::bad_input, {{"unit", "请选择您所在的单位", "choose a unit you work for"}});
}

Result<Application> AdmissionService::apply(db::Tx& tx, const Scope& scope, const ApplicationIn& in, Instant now) {
  std::vector<FieldError> faults = application_faults(in);
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  ApplicationFile file;
  TIANGE_TRY(file.item, wanted_item(tx, in));
  TIANGE_TRY(file.unit, unit_of(scope, in));
  file.id = {parts_.ids.next(now)};
  file.purpose = in.purpose;
  file.reason = in.reason;
  file.legal_basis = in.legal_basis;
  file.resources = in.resources;
  file.visits_year = in.visits_year;
  file.opened = file.changed = now;
  file.opened_by = scope.person;
  file.opened_by_name = scope.name;
  file.writers = {scope.person.value};
  file.base_version = file.item.version;
  if (!store::add_application(tx, file)) return refuse(ErrorCode::application_open);
  const Words what = words_of(in.purpose);
  store::add_step(tx, file.id, {1, ApplicationAct::apply, now, scope.name, in.reason, "申请" + what.zh, "applied for " + what.en},
                  scope.person);
  return view_of(tx, scope, file, now);
}

Result<Application> AdmissionService::amend(db::Tx& tx, const Scope& scope, ApplicationId id, const ApplicationIn& in,
                                            Instant now) {
  auto file = store::application(tx, id);
  if (!file) return refuse(ErrorCode::not_found);
  if (in.version && in.version != file->version) return refuse(ErrorCode::stale_version);
  TIANGE_CHECK_OK(permitted(*file, ApplicationAct::amend, doer(scope, *file), reviewer()));
  ApplicationIn given = in;
  given.purpose = file->purpose;
  if (given.item) given.item->code = file->item.code;
  given.code = file->item.code;
  std::vector<FieldError> faults = application_faults(given);
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  TIANGE_TRY(file->item, wanted_item(tx, given));
  file->reason = given.reason;
  file->legal_basis = given.legal_basis;
  file->resources = given.resources;
  file->visits_year = given.visits_year;
  file->base_version = file->item.version;
  if (std::find(file->writers.begin(), file->writers.end(), scope.person.value) == file->writers.end())
    file->writers.push_back(scope.person.value);
  file->state = ApplicationState::applied;
  TIANGE_CHECK_OK(keep(tx, scope, *file, ApplicationAct::amend, given.reason, {"补正后重新申请", "amended and applied again"}, now));
  return view_of(tx, scope, *file, now);
}

// The catalogue as the act leaves it; acts that leave it as it is publish nothing.
Outcome AdmissionService::publish(db::Tx& tx, const Scope& scope, const ApplicationFile& file, ApplicationAct act) {
  const bool from_trial = file.state == ApplicationState::on_trial;
  const bool changes = act == ApplicationAct::begin_trial || act == ApplicationAct::retire ||
                       (from_trial && (act == ApplicationAct::admit || act == ApplicationAct::refuse));
  if (!changes) return done();
  const auto present = parts_.items.find(file.item.code);
  const auto before = file.base_version > 0 ? parts_.items.find(file.item.code, file.base_version) : nullptr;
  const int version = from_trial && present ? present->version : file.base_version;
  const auto saved = parts_.items.save(tx, scope, item_after(file, act, present.get(), before.get()), version);
  if (saved.ok()) return done();
  if (saved.refusal().code == ErrorCode::stale_version) return refuse(ErrorCode::item_moved_on);
  return saved.refusal();
}

Outcome AdmissionService::keep(db::Tx& tx, const Scope& scope, ApplicationFile& file, ApplicationAct act,
                               const std::string& text, Words what, Instant now) {
  const std::int64_t before = file.version++;
  file.changed = now;
  if (!store::save_application(tx, file, before)) return refuse(ErrorCode::stale_version);
  store::add_step(tx, file.id, {store::next_step(tx, file.id), act, now, scope.name, text, what.zh, what.en}, scope.person);
  return done();
}

Words AdmissionService::names_of(const std::vector<std::string>& areas) const {
  Words names;
  for (const std::string& area : areas) {
    const Words name = parts_.area_name(area);
    names.zh += (names.zh.empty() ? "" : "、") + (name.zh.empty() ? area : name.zh);
    names.en += (names.en.empty() ? "" : ", ") + (name.en.empty() ? area : name.en);
  }
  return names;
}

Words AdmissionService::done_words(const ApplicationFile& file, ApplicationAct act) const {
  const std::string until = file.trial_until ? format_date(*file.trial_until) : "";
  const Words where = names_of(file.areas);
  switch (act) {
    case ApplicationAct::begin_trial:
      return {"在" + where.zh + "试行，至 " + until, "on trial in " + where.en + " until " + until};
    case ApplicationAct::extend: return {"试行延长至 " + until, "the trial goes on until " + until};
    case ApplicationAct::admit: return {"正式准入，全区启用", "admitted, in force everywhere"};
    case ApplicationAct::retire:
      return {"退出目录" + (file.item.successor.empty() ? "" : "，由 " + file.item.successor + " 替代"),
              "retired" + (file.item.successor.empty() ? "" : ", taken over by " + file.item.successor)};
    case ApplicationAct::refuse:
      return file.trial_from ? Words{"不予准入，恢复试行前的目录", "refused; the catalogue is as before the trial"}
                             : Words{"不予准入", "refused"};
    case ApplicationAct::give_back: return {"退回补正", "returned to be amended"};
    case ApplicationAct::withdraw: return {"撤回申请", "withdrawn"};
    default: return words_of(act);
  }
}

Result<Application> AdmissionService::act(db::Tx& tx, const Scope& scope, ApplicationId id, const DecisionIn& in, Instant now) {
  auto file = store::application(tx, id);
  if (!file) return refuse(ErrorCode::not_found);
  if (in.version && in.version != file->version) return refuse(ErrorCode::stale_version);
  TIANGE_CHECK_OK(permitted(*file, in.act, doer(scope, *file), reviewer()));
  const Date today = local_date(now);
  std::vector<FieldError> faults =
      decision_faults(*file, in, today, [&](std::string_view area) { return !parts_.area_name(area).zh.empty(); });
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  const bool from_trial = file->state == ApplicationState::on_trial;
  if (from_trial) file->figures = figures(tx, *file, today);
  if (in.act == ApplicationAct::begin_trial) {
    file->areas = in.areas;
    file->trial_from = today;
  }
  if (in.act == ApplicationAct::begin_trial || in.act == ApplicationAct::extend) file->trial_until = in.until;
  TIANGE_CHECK_OK(publish(tx, scope, *file, in.act));
  switch (in.act) {
    case ApplicationAct::begin_trial: file->state = ApplicationState::on_trial; break;
    case ApplicationAct::extend: file->reminded = 0; break;
    case ApplicationAct::admit: file->state = ApplicationState::admitted; break;
    case ApplicationAct::retire: file->state = ApplicationState::retired; break;
    case ApplicationAct::refuse: file->state = ApplicationState::refused; break;
    case ApplicationAct::give_back: file->state = ApplicationState::returned; break;
    case ApplicationAct::withdraw: file->state = ApplicationState::withdrawn; break;
    default: return refuse(ErrorCode::application_state);
  }
  if (from_trial && in.act != ApplicationAct::extend) file->trial_ended = today;
  TIANGE_CHECK_OK(keep(tx, scope, *file, in.act, in.text, done_words(*file, in.act), now));
  return view_of(tx, scope, *file, now);
}

Result<Application> AdmissionService::view(db::Tx& tx, const Scope& scope, ApplicationId id, Instant now) {
  const auto file = store::application(tx, id);
  if (!file) return refuse(ErrorCode::not_found);
  return view_of(tx, scope, *file, now);
}

// From the day the trial began to its end, or to today.
TrialFigures AdmissionService::figures(db::Tx& tx, const ApplicationFile& file, Date today) const {
  return parts_.figures(tx, file.item.code, file.areas, file.trial_from.value_or(today), today);
}

void AdmissionService::fill(ApplicationRow& row, const ApplicationFile& file, Date today) const {
  row.id = file.id;
  row.purpose = file.purpose;
  row.state = file.state;
  row.code = file.item.code;
  row.name_zh = file.item.name_zh;
  row.name_en = file.item.name_en;
  row.unit = file.unit;
  const Words unit = parts_.unit_name(file.unit);
  row.unit_zh = unit.zh;
  row.unit_en = unit.en;
  row.reason = file.reason;
  row.opened = file.opened;
  row.opened_by = file.opened_by_name;
  row.changed = file.changed;
  row.areas = file.areas;
  row.until = file.trial_until;
  row.version = file.version;
  if (file.state != ApplicationState::on_trial || !file.trial_until) return;
  row.days_left = *file.trial_until - today;
  row.overdue = row.days_left < 0;
}

Application AdmissionService::view_of(db::Tx& tx, const Scope& scope, const ApplicationFile& file, Instant now) const {
  Application view;
  const Date today = local_date(now);
  fill(view, file, today);
  view.item = file.item;
  if (const auto present = parts_.items.find(file.item.code)) view.present = *present;
  const auto before = file.base_version > 0 ? parts_.items.find(file.item.code, file.base_version) : nullptr;
  if (before) view.changes = columns_that_differ(file.item, *before);
  view.legal_basis = file.legal_basis;
  view.resources = file.resources;
  view.visits_year = file.visits_year;
  if (file.state == ApplicationState::on_trial) view.figures = figures(tx, file, today);
  else view.figures = file.figures;
  view.steps = store::steps(tx, file.id);
  const ApplicationDoer who = doer(scope, file);
  for (const ApplicationAct act : acts_in(file)) {
    const Outcome may = permitted(file, act, who, reviewer());
    AllowedAct one{act, may.ok(), "", ""};
    if (!may.ok()) {
      one.zh = may.refusal().zh;
      one.en = may.refusal().en;
    }
    view.acts.push_back(std::move(one));
  }
  return view;
}

ApplicationList AdmissionService::list(db::Tx& tx, const http::Request& request) const {
  store::ApplicationPage page;
  page.state = request.query_value("state");
  page.purpose = request.query_value("purpose");
  const std::string_view after = request.query_value("after");
  if (const auto dot = after.find('.'); dot != after.npos) {
    page.before_us = parse_id(after.substr(0, dot)).value_or(0);
    page.before_id = parse_id(after.substr(dot + 1)).value_or(0);
  }
  const auto limit = parse_id(request.query_value("limit")).value_or(50);
  page.limit = static_cast<int>(std::clamp<std::int64_t>(limit, 1, 200));
  const Date today = local_date(request.now);
  ApplicationList list;
  const auto files = store::applications(tx, page);
  for (const ApplicationFile& file : files) fill(list.items.emplace_back(), file, today);
  if (static_cast<int>(files.size()) == page.limit)
    list.next = std::to_string(files.back().changed.us) + "." + files.back().id.text();
  list.waiting = store::applications_waiting(tx);
  list.overdue = store::trials_over(tx, today);
  return list;
}

int AdmissionService::remind(Instant now) {
  const Date today = local_date(now);
  constexpr int k_look_ahead_days = 8;
  const auto found = *parts_.db.read([&](db::Tx& tx) -> Result<std::vector<ApplicationFile>> {
    return store::trials_until(tx, today + k_look_ahead_days);
  });
  int reminded = 0;
  for (const ApplicationFile& seen : found) {
    if (!reminder_due(seen, today)) continue;
    const Outcome told = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      auto file = store::application(tx, seen.id);
      const int due = file ? reminder_due(*file, today) : 0;
      if (!due) return done();
      file->reminded = due;
      const std::int64_t left = *file->trial_until - today;
      const std::string day = format_date(*file->trial_until);
      const Words what = due == 2 ? Words{"试行已于 " + day + " 到期，请评审", "the trial ended on " + day + "; decide on it"}
                                  : Words{"试行将于 " + day + " 到期", "the trial ends on " + day};
      Scope house = system_scope();
      house.name.clear();
      TIANGE_CHECK_OK(keep(tx, house, *file, ApplicationAct::remind, "", what, now));
      parts_.announce(tx, {file->id.text(), file->item.code, file->item.name_zh, file->item.name_en, file->unit, left});
      return done();
    });
    reminded += told.ok() ? 1 : 0;
  }
  return reminded;
}

std::unique_ptr<Admission> open_admission(AdmissionParts parts) {
  return std::make_unique<AdmissionService>(std::move(parts));
}

}  // namespace tiange::items
