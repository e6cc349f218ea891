#include <algorithm>

#include "base/text.h"
#include "city/cases/penalty/penalty.h"

namespace tiange::cases {

namespace {

bool holds(const std::vector<PersonId>& people, PersonId one) { return one && std::find(people.begin(), people.end(), one) != people.end(); }

}  // namespace

Result<PenaltyRules> read_penalty_rules(const json::Value& value) {
  TIANGE_TRY(PenaltyRules rules, json::read<PenaltyRules>(json::write(value)));
  std::vector<FieldError> faults;
  if (rules.first_days < 1 || rules.first_days > 3650) faults.push_back({"first_days", "1 至 3650 天", "1 to 3650 days"});
  if (rules.longest_days < 1 || rules.longest_days > 90) faults.push_back({"longest_days", "1 至 90 天", "1 to 90 days"});
  if (rules.most_fen < 1) faults.push_back({"most_fen", "应大于零", "more than nothing"});
  for (const std::string& code : rules.no_reminder) {
    if (code.empty()) faults.push_back({"no_reminder", "事项代码不能为空", "an item code is not empty"});
  }
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  return rules;
}

Outcome apart(const Finding& finding, const Scope& scope, bool punishes) {
  if (punishes && holds(finding.finders, scope.person))
    return refuse(ErrorCode::duties_apart, "巡罚分离：您参与了本事项的发现或复查，不能处罚", "you took part in finding; you may not punish");
  if (!punishes && holds(finding.punishers, scope.person))
    return refuse(ErrorCode::duties_apart, "巡罚分离：您参与了本事项的处罚，不能再发现或复查", "you took part in punishing; you may not find");
  return done();
}

std::vector<std::string> finding_acts(const Finding& f, const Scope& scope) {
  std::vector<std::string> acts;
  if (scope.may(Permission::penalty_find) && scope.covers(f.area) && apart(f, scope, false).ok()) {
    if (f.state.empty()) acts.push_back("find");
    if (f.state == "reminded" || f.state == "recheck") acts.push_back("recheck");
    if (f.state == "unmended" || f.state == "sent_back") acts.push_back("hand");
    if (f.state == "decided") acts.push_back("close");
  }
  if (scope.may(Permission::penalty_punish) && scope.works_for(f.unit) && apart(f, scope, true).ok()) {
    if (f.state == "handed") acts.push_back("take");
    if (f.state == "taken") acts.insert(acts.end(), {"decide", "send_back"});
  }
  return acts;
}

std::string party_key(std::string_view name) {
  return text::replace_all(text::replace_all(text::lower_ascii(text::to_half_width(name)), " ", ""), "\t", "");
}

}  // namespace tiange::cases
