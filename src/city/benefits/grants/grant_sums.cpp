// Periods, what was paid without ground, plans; the frozen form of a judgement and its words.
#include <algorithm>
#include <cstdio>
#include <tuple>

#include "base/text.h"
#include "city/benefits/grants/grant_rules.h"

namespace tiange::grants {

namespace {

constexpr int k_longest_plan = 12;

std::string month_text(int month) {
  char out[16];
  std::snprintf(out, sizeof out, "%04d-%02d", month / 12, month % 12 + 1);
  return out;
}

// "2026-11" as months since year 0; nothing for other texts.
std::optional<int> month_number(std::string_view period) {
  if (period.size() != 7 || period[4] != '-') return std::nullopt;
  const auto year = text::to_int(period.substr(0, 4)), month = text::to_int(period.substr(5));
  if (!year || !month || *month < 1 || *month > 12) return std::nullopt;
  return static_cast<int>(*year * 12 + *month - 1);
}

constexpr std::size_t k_most_reasons = 4;  // in one sentence

}  // namespace

std::string yuan(std::int64_t fen) {
  const bool minus = fen < 0;
  const std::uint64_t whole = static_cast<std::uint64_t>(minus ? -fen : fen);
  std::string digits = std::to_string(whole / 100);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  char cents[8];
  std::snprintf(cents, sizeof cents, ".%02u", static_cast<unsigned>(whole % 100));
  return (minus ? "-" : "") + digits + cents;
}

std::string next_period_after(PolicyRhythm rhythm, std::string_view period) {
  if (rhythm == PolicyRhythm::monthly) {
    const auto month = month_number(period);
    return month ? month_text(*month + 1) : "";
  }
  if (rhythm == PolicyRhythm::yearly) {
    const auto year = text::to_int(period);
    return year ? std::to_string(*year + 1) : "";
  }
  return "";
}

std::string period_at(PolicyRhythm rhythm, Date day) {
  const std::string text = format_date(day);
  switch (rhythm) {
    case PolicyRhythm::monthly: return text.substr(0, 7);
    case PolicyRhythm::yearly: return text.substr(0, 4);
    case PolicyRhythm::once: return "once";
    case PolicyRhythm::on_event: return text;
  }
  return text;
}

int periods_left_in_year(PolicyRhythm rhythm, std::string_view period) {
  if (period.empty()) return 0;
  if (rhythm != PolicyRhythm::monthly) return 1;
  const auto month = month_number(period);
  return month ? 12 - *month % 12 : 0;
}

int year_of(PolicyRhythm rhythm, std::string_view period, Date today) {
  if (rhythm == PolicyRhythm::monthly || rhythm == PolicyRhythm::yearly) {
    if (const auto year = text::to_int(period.substr(0, 4))) return static_cast<int>(*year);
  }
  return split_date(today).year;
}

Overpaid overpaid(const Grant& grant, Date ended) {
  Overpaid out;
  const auto rule = grant.terms.recovery;
  const std::string last = period_at(grant.terms.rhythm, ended);
  const bool timed = grant.terms.rhythm == PolicyRhythm::monthly || grant.terms.rhythm == PolicyRhythm::yearly;
  for (const Instalment& one : grant.instalments) {
    const bool later = timed && one.period > last;
    // What has not gone out yet is not sent for a later period, whatever may be asked back.
    if (one.state == InstalmentState::ordered && (later || rule == benefits::RecoveryRule::whole)) out.cancel.push_back(one.key);
    if (one.state != InstalmentState::paid) continue;
    if (rule == benefits::RecoveryRule::whole || (rule == benefits::RecoveryRule::later_periods && later)) {
      out.periods.push_back(one.period);
      out.amount_fen += one.amount_fen;
    }
  }
  return out;
}

int plan_months(const Overpaid& over) { return std::clamp(static_cast<int>(over.periods.size()), 1, k_longest_plan); }

std::vector<PlanStep> plan_of(std::int64_t amount_fen, int months, Date from) {
  std::vector<PlanStep> steps;
  if (months < 1 || amount_fen <= 0) return steps;
  const YearMonthDay at = split_date(from);
  const std::int64_t each = amount_fen / months;
  for (int i = 0; i < months; ++i) {
    const std::int64_t sum = i + 1 == months ? amount_fen - each * (months - 1) : each;
    steps.push_back({month_text(at.year * 12 + at.month - 1 + 1 + i), sum});
  }
  return steps;
}

std::string frozen_text(const Judgement& judgement) {
  std::vector<const benefits::FactUsed*> facts;
  for (const auto& fact : judgement.facts) facts.push_back(&fact);
  std::sort(facts.begin(), facts.end(), [](const auto* a, const auto* b) {
    return std::tie(a->subject, a->field, a->source, a->value) < std::tie(b->subject, b->field, b->source, b->value);
  });
  std::vector<const benefits::PolicyReason*> reasons;
  for (const auto& reason : judgement.reasons) reasons.push_back(&reason);
  std::sort(reasons.begin(), reasons.end(), [](const auto* a, const auto* b) { return a->key < b->key; });
  json::Array kept_facts, kept_reasons;
  for (const auto* fact : facts) {
    json::Object one;  // members by name
    one.emplace_back("en", fact->en);
    one.emplace_back("field", fact->field);
    one.emplace_back("lineage", fact->lineage);
    one.emplace_back("observed", fact->observed ? format_iso(fact->observed) : "");
    one.emplace_back("owner", fact->owner);
    one.emplace_back("source", fact->source);
    one.emplace_back("subject", fact->subject);
    one.emplace_back("value", fact->value);
    one.emplace_back("zh", fact->zh);
    kept_facts.emplace_back(std::move(one));
  }
  for (const auto* reason : reasons) {
    json::Object one;
    one.emplace_back("clause", reason->clause);
    one.emplace_back("en", reason->en);
    one.emplace_back("holds", std::string(json::enum_name(reason->holds)));
    one.emplace_back("key", reason->key);
    one.emplace_back("zh", reason->zh);
    kept_reasons.emplace_back(std::move(one));
  }
  json::Object all;
  all.emplace_back("amount_fen", judgement.amount_fen);
  all.emplace_back("edition", judgement.edition);
  all.emplace_back("facts", std::move(kept_facts));
  all.emplace_back("format", "tiange.facts/1");
  all.emplace_back("policy", judgement.policy);
  all.emplace_back("reasons", std::move(kept_reasons));
  all.emplace_back("subject", judgement.subject);
  all.emplace_back("verdict", std::string(json::enum_name(judgement.verdict)));
  return json::write(json::Value(std::move(all)));
}

Words reason_of(const GrantTerms& terms, const Judgement& judgement) {
  const bool given = judgement.verdict == benefits::Verdict::entitled;
  std::vector<std::string> zh, en;
  for (const auto& reason : judgement.reasons) {
    const bool tells = given ? reason.holds == benefits::Holds::yes : reason.holds != benefits::Holds::yes;
    if (!tells || reason.zh.empty() || zh.size() == k_most_reasons) continue;
    const bool unknown = reason.holds == benefits::Holds::unknown;
    zh.push_back(unknown ? reason.zh + "（尚不清楚）" : given ? reason.zh : "不满足“" + reason.zh + "”");
    en.push_back(unknown ? reason.en + " (not known)" : given ? reason.en : "not met: " + reason.en);
  }
  const std::string ground = terms.document.empty() ? "" : "（" + terms.document + "）";
  std::string out_zh = (given ? "符合“" : "不符合“") + terms.zh + "”" + ground;
  std::string out_en = (given ? "entitled to " : "not entitled to ") + terms.en + (terms.document.empty() ? "" : " (" + terms.document + ")");
  if (!zh.empty()) out_zh += "：" + text::join(zh, "、"), out_en += ": " + text::join(en, ", ");
  if (given && judgement.amount_fen > 0) {
    const char* per_zh = terms.rhythm == PolicyRhythm::monthly ? "每月 " : terms.rhythm == PolicyRhythm::yearly ? "每年 " : "";
    const char* per_en = terms.rhythm == PolicyRhythm::monthly ? " a month" : terms.rhythm == PolicyRhythm::yearly ? " a year" : "";
    out_zh += "；" + std::string(per_zh) + yuan(judgement.amount_fen) + " 元";
    out_en += "; CNY " + yuan(judgement.amount_fen) + per_en;
  }
  return {std::move(out_zh), std::move(out_en)};
}

}  // namespace tiange::grants
