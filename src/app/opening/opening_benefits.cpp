// Policies that were confirmed, vouchers from the phone to the statement, grants that wait for a person's decision.
#include <algorithm>

#include "app/opening/opening.h"

namespace tiange::app {

namespace {

constexpr int k_confirmed_back = 75;
constexpr int k_taken_back = 55;
constexpr int k_redeemed_back = 45;
constexpr int k_decision_back = 24;   // the public list is over by now
constexpr int k_listed_back = 2;      // it is still open
constexpr std::size_t k_mothers = 12;
constexpr std::size_t k_deciders = 7;
constexpr const char* k_grants = "/api/v1/benefits";
constexpr const char* k_by_person = "hnte_district";
constexpr const char* k_voucher = "prenatal_check";

std::string month_of(Instant at) { return format_date(local_date(at)).substr(0, 7); }

}  // namespace

// Somebody who did not draft them said by which document they are in force. What a person decides is taken by those who ask.
void Opening::confirmations(Instant now) {
  const Caller steward{parts_.district + "-ZX:data_steward", 0, ""};
  const Instant at = opening_moment(now, k_confirmed_back, 0);
  for (const char* key : {k_voucher, k_by_person})
    calls_.post(steward, std::string(k_grants) + "/policies/" + key + "/confirm",
                {{"edition", 1}, {"document", "禅演〔2026〕1号"}, {"note", "演示文号"}, {"push", key == std::string_view(k_voucher)}}, at);
}

// Taken on the phone, shown at two places, one month drawn up at both.
void Opening::vouchers(Instant now) {
  const std::string& d = parts_.district;
  const Caller bureau{d + "-WJ:handler", 0, ""}, branch{d + "010-WJ:handler", 0, ""};
  const Caller drawer{d + "-BG:office_staff", 0, ""};
  std::size_t taken = 0;
  for (Resident& who : residents_) {
    if (taken == k_mothers) break;
    if (who.age < 20 || who.facts.text_or("pregnant_since").empty()) continue;
    const Instant at = opening_moment(now, k_taken_back - static_cast<int>(taken) / 3, 5 + static_cast<int>(taken) * 7);
    if (!calls_.post(resident(who, at), "/api/v1/public/benefits/take", {{"policy", k_voucher}}, at)) continue;
    const auto mine = calls_.get(resident(who, at), "/api/v1/public/benefits/mine", at);
    std::string code;
    for (const json::Value& one : list_of(mine, "vouchers")) {
      if (one.text_or("kind") == k_voucher) code = one.text_or("code");
    }
    const std::size_t turn = taken++;
    if (code.empty() || turn % 6 == 5) continue;  // not shown yet
    const int back = turn % 6 == 4 ? 2 : k_redeemed_back - static_cast<int>(turn) / 4;
    calls_.post(turn % 3 == 2 ? branch : bureau, std::string(k_grants) + "/vouchers/redeem", {{"code", code}}, opening_moment(now, back, 30 + static_cast<int>(turn) * 9));
  }
  const std::string month = month_of(opening_moment(now, k_redeemed_back, 0));
  for (const Caller& place : {bureau, branch}) {
    const std::string unit = place.queue.substr(0, place.queue.find(':'));
    calls_.post(drawer, std::string(k_grants) + "/vouchers/statements", {{"place", unit}, {"month", month}}, opening_moment(now, 4, 20));
  }
}

// The statement of the town is confirmed by a second person, and paid; the other waits.
void Opening::settle(Instant now) {
  const Caller second{parts_.district + "-ZX:supervisor", 0, ""};
  for (const json::Value& one : items_of(calls_.get(second, std::string(k_grants) + "/vouchers/statements", now))) {
    if (one.text_or("place") != parts_.district + "010-WJ" || one.text_or("state") != "drawn") continue;
    calls_.post(second, std::string(k_grants) + "/vouchers/statements/" + one.text_or("id") + "/confirm", {{"uscc", firms_.front().uscc}}, now);
  }
}

// Firms that took a reward which a person decides: most have been on the public list long enough, the last are on it now, and
// somebody objects.
void Opening::decisions(Instant now) {
  std::size_t taken = 0;
  for (const Firm& firm : firms_) {
    if (taken == k_deciders) break;
    if (firm.facts.text_or("hnte_date").empty()) continue;
    const bool listed = taken + 2 >= k_deciders;
    const Instant at = opening_moment(now, listed ? k_listed_back : k_decision_back, 15 + static_cast<int>(taken) * 11);
    const auto grant = calls_.post(resident(residents_[firm.legal], at), "/api/v1/public/firms/" + firm.id.text() + "/benefits/take", {{"policy", k_by_person}}, at);
    if (!grant) continue;
    if (++taken != k_deciders) continue;
    calls_.post({}, "/api/v1/public/benefits/list/" + grant->text_or("id") + "/objections",
                {{"text", "该企业上月已迁出禅城，研发场地现已空置，请核实。"}, {"name", "霍先生"}, {"phone", "13800138001"}}, opening_moment(now, 1, 45));
  }
}

}  // namespace tiange::app
