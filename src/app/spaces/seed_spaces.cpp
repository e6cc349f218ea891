#include "app/spaces/space_home.h"

#include <stdexcept>

#include "base/codes.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"

namespace tiange::app {

namespace {

struct Resident {
  registers::SubjectId id;
  std::string name, id_card, town;
};

// A few grown persons of one town of whom the name and the number are known.
std::vector<Resident> some_residents(db::Tx& tx, const registers::Subjects& subjects, const std::string& district, std::size_t most) {
  std::vector<Resident> out;
  subjects.each(tx, system_scope(), registers::Kind::person, district, [&](const registers::GoldenRow& row) {
    const auto golden = json::parse(row.golden);
    if (!golden.ok() || row.grid.size() < 15 || !golden->text_or("died").empty()) return true;
    const std::string number = golden->text_or("id_card");
    const std::string town(row.grid.substr(0, 9));
    if (!codes::is_citizen_number(number) || number.substr(6, 4) > "1995" || golden->text_or("live_address").empty()) return true;
    if (!out.empty() && out.front().town != town) return true;
    out.push_back({row.id, golden->text_or("name"), number, town});
    return out.size() < most;
  });
  return out;
}

}  // namespace

void SpaceHome::seed(Instant now) {
  const auto directory = parts_.org.directory(now);
  const auto scope_of = [&](const std::string& queue) -> std::optional<Scope> {
    const auto holders = directory->holders(queue, now);
    if (holders.empty()) return std::nullopt;
    Scope scope = directory->scope_of(holders.front().person, now);
    scope.account = holders.front().account;
    scope.person = holders.front().person;
    scope.name = holders.front().name;
    return scope;
  };
  const auto done_or_not = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    const auto people = some_residents(tx, parts_.subjects, parts_.district, 6);
    const auto clerk = scope_of(parts_.district + "-ZX:acceptor");
    if (people.size() < 6 || !clerk) return done();
    const std::vector<spaces::ConsentIn> consents = {{parts_.district + "-RS", {"phone", "live_address"}, "失业登记核对", 30},
                                                     {parts_.district + "-MZ", {"low_income", "phone"}, "临时救助申请", 90}};
    for (std::size_t i = 0; i < 4; ++i) {
      const Instant when = now - days(static_cast<std::int64_t>(9 - 2 * i));
      TIANGE_CHECK_OK(spaces_->open(tx, *clerk, {people[i].id_card, people[i].name, true}, when));
      if (directory->unit(consents[i % 2].unit)) TIANGE_CHECK_OK(spaces_->consent(tx, people[i].id, consents[i % 2], when + hours(2)));
    }
    TIANGE_CHECK_OK(spaces_->certify(tx, people[0].id, {"residence"}, now - days(1)));
    const auto town = scope_of(people[0].town + "-ZX:town_command");
    if (!town) return done();
    const std::string ticket = "禅" + text::replace_all(format_date(local_date(now)), "-", "") + "-000017";
    TIANGE_CHECK_OK(masks().ask_sight(tx, *town, {people[4].id.text(), "check", ticket, "低保年度复核", 60}, now - hours(3)));
    TIANGE_CHECK_OK(masks().ask_sight(tx, *town, {people[5].id.text(), "study", "", "独居老人抽样回访", 30}, now - hours(1)));
    return done();
  });
  if (!done_or_not.ok()) throw std::runtime_error("spaces: " + done_or_not.refusal().zh);
}

}  // namespace tiange::app
