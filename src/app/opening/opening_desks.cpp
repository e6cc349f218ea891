// What follows once payments were made, firms scored and posts entered.
#include <algorithm>
#include <map>

#include "app/opening/opening.h"
#include "base/text.h"

namespace tiange::app {

namespace {

constexpr std::size_t k_paid_first = 20;
constexpr std::int64_t k_scored_first = 1'000;
constexpr std::size_t k_recommended = 9;

std::int64_t number(const json::Value& from, const char* key) {
  const json::Value* found = from.find(key);
  return found && found->is_int() ? found->as_int() : 0;
}

// Days after which a mark may be repaired lie in the past, or there are none.
bool repairable_now(const json::Value& mark, Instant now) {
  const json::Value* may = mark.find("repairable");
  return may && may->is_bool() && may->as_bool() && (mark.text_or("repair_from").empty() || mark.text_or("repair_from") <= format_date(local_date(now)));
}

}  // namespace

// Firms are settled while the district is served: what they apply for, the statement that one of them is paid by, rewards that
// a person decides.
bool Opening::firms(Instant now) {
  const Caller window{parts_.district + "-ZX:acceptor", 0, ""};
  const auto known = calls_.get(window, "/api/v1/services/applications?matter=food_licence&limit=1", now);
  if (!known || !items_of(known).empty()) return true;
  const auto overview = calls_.get(window, "/api/v1/credit/overview", now);
  if (!overview || number(*overview, "firms") < k_scored_first) return false;
  learn(now);
  if (firms_.empty()) return true;
  applications(now, true);
  settle(now);
  decisions(now);
  return true;
}

// Money that was paid too much, and how it comes back; a bank file that waits for a second person.
bool Opening::money(Instant now) {
  const std::string base = "/api/v1/benefits/money";
  const Caller payer{parts_.district + "-ZX:payer", 0, ""};
  const auto known = calls_.get(payer, base + "/recoveries?limit=1", now);
  if (!known || !items_of(known).empty()) return true;
  const json::Array paid = items_of(calls_.get(payer, base + "/payments?state=settled&limit=100", now));
  if (paid.size() < k_paid_first) return false;
  static constexpr const char* k_reasons[] = {"上月已迁出本区，多发一期", "重复登记，多发一期", "去世次月仍发放，家属已知情", "标准适用有误，退回差额"};
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < std::size(k_reasons); ++i) {
    const json::Value& one = paid[i * (paid.size() - 1) / std::size(k_reasons)];
    const auto made = calls_.post(payer, base + "/recoveries",
                                  {{"key", "opening:" + std::to_string(i)}, {"payee", one.text_or("payee")}, {"policy", one.text_or("policy")}, {"town", one.text_or("town")},
                                   {"reason", k_reasons[i]}, {"amount_fen", number(one, "amount_fen")}, {"months", static_cast<int>(i % 3) + 1}},
                                  now);
    ids.push_back(made ? made->text_or("id") : "");
  }
  calls_.post(payer, base + "/recoveries/" + ids[0] + "/receive", {{"amount_fen", 3'000}, {"note", "柜台现金，收据 0087"}}, now);
  calls_.post(payer, base + "/recoveries/" + ids[2] + "/write_off", {{"reason", "受益人已去世且无遗产，家属无偿还义务"}}, now);
  calls_.post(payer, base + "/batches", {{"channel", "bank_file"}}, now);
  return true;
}

// One of the grants that wait for a decision was refused, and the firm asks for a review.
bool Opening::refusal(Instant now) {
  const Caller clerk{parts_.district + "-BG:handler", 0, ""};
  const std::string base = "/api/v1/benefits/grants";
  if (!items_of(calls_.get(clerk, base + "?state=refused&limit=1", now)).empty()) return true;
  const json::Array waiting = items_of(calls_.get(clerk, base + "?state=deciding&limit=10", now));
  if (waiting.size() < 2) return false;
  const std::string id = waiting.back().text_or("id"), subject = waiting.back().text_or("subject");
  calls_.post(clerk, base + "/" + id + "/decide", {{"yes", false}, {"text", "认定证书在市级系统中已注销，请提供有效证书"}}, now);
  learn(now);
  for (const Firm& firm : firms_) {
    if (firm.id.text() != subject) continue;
    calls_.post(resident(residents_[firm.legal], now), "/api/v1/public/firms/" + subject + "/benefits/grants/" + id + "/appeals",
                {{"text", "证书换发了新编号，仍然有效，附新证书扫描件。"}}, now);
  }
  return true;
}

// A firm whose colour somebody asks to change, one that says a mark is wrong, one that asks for repair.
bool Opening::credit(Instant now) {
  const std::string base = "/api/v1/credit";
  const Caller window{parts_.district + "-ZX:acceptor", 0, ""};
  const auto overview = calls_.get(window, base + "/overview", now);
  if (!overview || number(*overview, "overrides") + number(*overview, "objections") + number(*overview, "repairs") > 0) return true;
  if (number(*overview, "firms") < k_scored_first) return false;
  std::map<std::string, int> done;
  for (const json::Value& row : items_of(calls_.get(window, base + "/firms?colour=red&limit=60", now))) {
    if (done["override"] && done["objection"] > 1 && done["repair"]) break;
    const std::string firm = base + "/firms/" + row.text_or("ref");
    const auto page = calls_.get(window, firm, now);
    const json::Array marks = list_of(page, "marks");
    std::string wrong, past;
    for (const json::Value& mark : marks) {
      if (number(mark, "points") >= 0) continue;
      if (wrong.empty()) wrong = mark.text_or("indicator");
      if (repairable_now(mark, now)) past = mark.text_or("indicator");
    }
    if (!past.empty() && !done["repair"]) {
      done["repair"] += calls_.post(window, firm + "/matters",
                                    {{"kind", "repair"}, {"indicator", past}, {"text", "已全部整改并通过复查，承诺不再发生"},
                                     {"evidence", "整改报告、复查记录"}, {"asked_for", "陈经理"}},
                                    now)
                             .has_value();
    } else if (!wrong.empty() && done["objection"] < 2) {
      done["objection"] += calls_.post(window, firm + "/matters",
                                       {{"kind", "objection"}, {"indicator", wrong}, {"text", "该记录的当事人是同名企业，不是本企业"},
                                        {"evidence", "相关文书复印件"}, {"asked_for", "李经理"}},
                                       now)
                                .has_value();
    } else if (!done["override"]) {
      done["override"] += calls_.post(window, firm + "/override",
                                      {{"colour", "yellow"}, {"reason", "已停产整改并通过验收，整改期内不列为重点检查"}, {"until", format_iso(now + days(30))}}, now)
                              .has_value();
    }
  }
  return true;
}

// People recommended for posts: some answered by both sides, one hired, one who would rather not.
bool Opening::work(Instant now) {
  const std::string base = "/api/v1/jobs";
  const Caller adviser{parts_.district + "-RS:job_adviser", 0, ""};
  const auto known = calls_.get(adviser, base + "/recommendations?limit=1", now);
  if (!known || !items_of(known).empty()) return true;
  const json::Array vacancies = items_of(calls_.get(adviser, base + "/vacancies?state=open&limit=60", now));
  if (vacancies.size() < 40) return false;
  std::size_t made = 0;
  for (const json::Value& vacancy : vacancies) {
    if (made == k_recommended) break;
    const json::Array fits = items_of(calls_.get(adviser, base + "/vacancies/" + vacancy.text_or("id") + "/matches", now));
    if (fits.empty() || !fits.front().find("talent")) continue;
    const auto one = calls_.post(adviser, base + "/recommendations", {{"vacancy", vacancy.text_or("id")}, {"talent", fits.front().find("talent")->text_or("id")}, {"note", ""}}, now);
    if (!one) continue;
    const std::size_t turn = made++;
    const std::string mine = base + "/recommendations/" + one->text_or("id");
    const auto answer = [&](const char* side, bool yes, const char* why) { calls_.post(adviser, mine + "/answer", {{"side", side}, {"yes", yes}, {"reason", why}}, now); };
    if (turn % 3 == 0) continue;
    answer("firm", true, "");
    if (turn == 4) answer("talent", false, "离家太远，照顾不到孩子");
    if (turn % 3 == 1 || turn == 4) continue;
    answer("talent", true, "");
    if (turn == 5) calls_.post(adviser, mine + "/outcome", {{"outcome", "interview"}, {"reason", ""}}, now);
    if (turn == 8) calls_.post(adviser, mine + "/outcome", {{"outcome", "hired"}, {"reason", ""}}, now);
  }
  return made > 0;
}

}  // namespace tiange::app
