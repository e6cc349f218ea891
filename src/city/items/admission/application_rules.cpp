#include "city/items/admission/application_rules.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace tiange::items {

namespace {

using enum ApplicationState;

constexpr int k_longest_trial_days = 366;
constexpr int k_soon_days = 7;
constexpr std::size_t k_most_text = 2'000;

struct ActRow {
  ApplicationAct act;
  std::vector<ApplicationState> from;
  bool by_reviewer = false;
  bool text_needed = false;
  Words words;
};

const std::vector<ActRow>& table() {
  static const std::vector<ActRow> rows = {
      {ApplicationAct::amend, {returned}, false, false, {"补正后重新申请", "amend and apply again"}},
      {ApplicationAct::withdraw, {applied, returned}, false, false, {"撤回申请", "withdraw"}},
      {ApplicationAct::begin_trial, {applied}, true, false, {"同意试行", "begin a trial"}},
      {ApplicationAct::retire, {applied}, true, false, {"同意退出", "retire"}},
      {ApplicationAct::admit, {on_trial}, true, false, {"正式准入", "admit everywhere"}},
      {ApplicationAct::extend, {on_trial}, true, true, {"延长试行", "extend the trial"}},
      {ApplicationAct::give_back, {applied}, true, true, {"退回补正", "return to be amended"}},
      {ApplicationAct::refuse, {applied, on_trial}, true, true, {"不予准入", "refuse"}},
  };
  return rows;
}

const ActRow* row_of(ApplicationAct act) {
  const auto found = std::find_if(table().begin(), table().end(), [&](const ActRow& row) { return row.act == act; });
  return found == table().end() ? nullptr : &*found;
}

// What leaves is not tried, and only that leaves.
bool fits_purpose(Purpose purpose, ApplicationAct act) {
  if (act == ApplicationAct::begin_trial) return purpose != Purpose::retire;
  if (act == ApplicationAct::retire) return purpose == Purpose::retire;
  return true;
}

bool makes_sense(const ApplicationFile& file, const ActRow& row) {
  return fits_purpose(file.purpose, row.act) && std::find(row.from.begin(), row.from.end(), file.state) != row.from.end();
}

}  // namespace

Outcome permitted(const ApplicationFile& file, ApplicationAct act, const ApplicationDoer& doer, Reviewer reviewer) {
  const ActRow* row = row_of(act);
  if (!row) return refuse(ErrorCode::application_state);
  if (!makes_sense(file, *row)) {
    const Words state = words_of(file.state);
    return refuse(ErrorCode::application_state, "当前为“" + state.zh + "”，不能" + row->words.zh,
                  "it is " + state.en + "; not possible: " + row->words.en);
  }
  if (!row->by_reviewer) {
    const bool theirs = doer.of_the_unit || (doer.person && doer.person == file.opened_by);
    return doer.applies && theirs ? done() : Outcome(refuse(ErrorCode::forbidden));
  }
  if (!doer.reviews) return refuse(ErrorCode::forbidden);
  const bool wrote = std::find(file.writers.begin(), file.writers.end(), doer.person.value) != file.writers.end();
  if (wrote && reviewer == Reviewer::another_person) return refuse(ErrorCode::applicant_reviews);
  return done();
}

std::vector<ApplicationAct> acts_in(const ApplicationFile& file) {
  std::vector<ApplicationAct> acts;
  for (const ActRow& row : table()) {
    if (makes_sense(file, row)) acts.push_back(row.act);
  }
  return acts;
}

static void check_trial(const ApplicationFile& file, const DecisionIn& in, Date today,
                        const std::function<bool(std::string_view)>& area_known, std::vector<FieldError>& faults) {
  if (in.act != ApplicationAct::begin_trial && in.act != ApplicationAct::extend) return;
  const Date from = file.trial_from.value_or(today);
  if (!in.until) {
    faults.push_back({"until", "请填写试行截止日期", "give the last day of the trial"});
  } else if (*in.until <= today || *in.until - from > k_longest_trial_days) {
    faults.push_back({"until", "截止日期应在今天之后，试行不超过一年", "must lie after today; a trial lasts a year at most"});
  }
  if (in.act == ApplicationAct::extend) return;
  if (in.areas.empty()) faults.push_back({"areas", "请选择试行的镇街或村居", "choose towns or communities for the trial"});
  std::set<std::string> seen;
  for (const std::string& area : in.areas) {
    const bool fits = (area.size() == 9 || area.size() == 12) && area_known(area);
    if (!fits) faults.push_back({"areas", "没有这个镇街或村居：" + area, "there is no such town or community: " + area});
    if (!seen.insert(area).second) faults.push_back({"areas", "重复：" + area, "named twice: " + area});
  }
}

std::vector<FieldError> decision_faults(const ApplicationFile& file, const DecisionIn& in, Date today,
                                        const std::function<bool(std::string_view)>& area_known) {
  std::vector<FieldError> faults;
  const ActRow* row = row_of(in.act);
  if (row && row->text_needed && text::trim(in.text).empty()) faults.push_back({"text", "请说明理由", "say why"});
  if (text::length(in.text) > k_most_text) faults.push_back({"text", "不超过 2000 字", "at most 2,000 characters"});
  check_trial(file, in, today, area_known, faults);
  return faults;
}

std::vector<FieldError> application_faults(const ApplicationIn& in) {
  std::vector<FieldError> faults;
  if (text::trim(in.reason).empty()) faults.push_back({"reason", "请填写申请理由", "say why"});
  if (in.purpose != Purpose::retire && text::trim(in.legal_basis).empty())
    faults.push_back({"legal_basis", "请填写法定依据", "give the legal basis"});
  if (in.purpose == Purpose::admit && text::trim(in.resources).empty())
    faults.push_back({"resources", "费随事转：请说明随之下沉的经费、人员或设备；没有的写“无”",
                      "say what money, people or equipment go with it; write 'none' where there are none"});
  if (in.visits_year < 0 || in.visits_year > 366)
    faults.push_back({"visits_year", "每年上门次数应在 0 至 366 之间", "must be 0 to 366 visits a year"});
  for (const auto& [path, value] : {std::pair("reason", &in.reason), std::pair("legal_basis", &in.legal_basis),
                                    std::pair("resources", &in.resources)}) {
    if (text::length(*value) > k_most_text) faults.push_back({path, "不超过 2000 字", "at most 2,000 characters"});
  }
  return faults;
}

Item item_after(const ApplicationFile& file, ApplicationAct act, const Item* present, const Item* before) {
  // What people mended in the catalogue during the trial stays.
  Item item = file.state == on_trial && present ? *present : file.item;
  item.areas.reset();
  item.active = true;
  if (act == ApplicationAct::begin_trial) item.areas = file.areas;
  if (act == ApplicationAct::retire) item.active = false;
  if (act == ApplicationAct::refuse) {
    if (before) return *before;
    item.active = false;
  }
  return item;
}

int reminder_due(const ApplicationFile& file, Date today) {
  if (file.state != on_trial || !file.trial_until) return 0;
  const int left = *file.trial_until - today;
  const int due = left < 0 ? 2 : left <= k_soon_days ? 1 : 0;
  return due > file.reminded ? due : 0;
}

Words words_of(ApplicationState state) {
  switch (state) {
    case applied: return {"待评审", "applied for"};
    case returned: return {"退回补正", "returned"};
    case withdrawn: return {"已撤回", "withdrawn"};
    case refused: return {"未准入", "refused"};
    case on_trial: return {"试行中", "on trial"};
    case admitted: return {"已准入", "admitted"};
    case retired: return {"已退出", "retired"};
  }
  return {};
}

Words words_of(ApplicationAct act) {
  if (const ActRow* row = row_of(act)) return row->words;
  return act == ApplicationAct::remind ? Words{"到期提醒", "reminder"} : Words{"提出申请", "apply"};
}

Words words_of(Purpose purpose) {
  switch (purpose) {
    case Purpose::admit: return {"准入", "admission"};
    case Purpose::change: return {"变更", "change"};
    case Purpose::retire: return {"退出", "retirement"};
  }
  return {};
}

}  // namespace tiange::items
