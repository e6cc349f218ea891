#include "city/cases/owners/owner_rules.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>

#include "base/codes.h"
#include "base/text.h"

namespace tiange::owners {

namespace {

constexpr std::size_t k_longest_text = 2000;
constexpr std::int64_t k_most_fen = 100'000'000'000;  // a milliard yuan: surely a slip of the pen

template <class E, std::size_t N>
Words words_in(const std::array<std::pair<E, std::pair<const char*, const char*>>, N>& rows, E value) {
  for (const auto& [one, words] : rows) {
    if (one == value) return {words.first, words.second};
  }
  return {};
}

const Entry* entry_of(std::span<const Entry> entries, std::int64_t seq) {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.seq == seq; });
  return found == entries.end() ? nullptr : &*found;
}

bool in_balance(const Balance& b) {
  return b.cost >= 0 && b.claimed >= 0 && b.recovered >= 0 && b.written_off >= 0 && b.claimed <= b.cost && b.recovered <= b.claimed && b.open >= 0;
}

// What stands in the way, in the words of the kind.
Refusal out_of_balance(EntryKind kind, const Balance& b) {
  switch (kind) {
    case EntryKind::cost:
      return refuse(ErrorCode::ledger_out_of_balance, "已有追偿 " + yuan(b.claimed) + "、收回 " + yuan(b.recovered) + "，费用不能低于此数",
                    "claims of " + yuan(b.claimed) + " and recoveries of " + yuan(b.recovered) + " rest on it");
    case EntryKind::claim:
      return refuse(ErrorCode::ledger_out_of_balance, "费用 " + yuan(b.cost) + "，已追偿 " + yuan(b.claimed) + "，追偿不能超过费用，也不能低于已收回数",
                    "the cost is " + yuan(b.cost) + ", claimed so far " + yuan(b.claimed) + "; claims stay between what came in and the cost");
    case EntryKind::recovery:
      return refuse(ErrorCode::ledger_out_of_balance, "尚可收回 " + yuan(std::min(b.claimed - b.recovered, b.open)),
                    "at most " + yuan(std::min(b.claimed - b.recovered, b.open)) + " can still be recovered");
    case EntryKind::write_off:
      return refuse(ErrorCode::ledger_out_of_balance, "尚未收回的费用为 " + yuan(b.open), "what is still open is " + yuan(b.open));
  }
  return refuse(ErrorCode::ledger_out_of_balance);
}

}  // namespace

std::string yuan(std::int64_t fen) {
  const std::int64_t whole = std::llabs(fen);
  std::string digits = std::to_string(whole / 100);
  for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<std::size_t>(at), ",");
  const std::string cents = std::to_string(whole % 100);
  return (fen < 0 ? "-¥" : "¥") + digits + "." + (cents.size() == 1 ? "0" + cents : cents);
}

Words answer_words(Answer answer) {
  static constexpr std::array<std::pair<Answer, std::pair<const char*, const char*>>, 5> k_rows = {
      {{Answer::open, {"待答复", "Not answered"}},
       {Answer::mine, {"归我单位", "Ours"}},
       {Answer::not_mine, {"不归我单位", "Not ours"}},
       {Answer::unsure, {"不能确定", "Unsure"}},
       {Answer::silent, {"逾期未答复", "Kept silent"}}}};
  return words_in(k_rows, answer);
}

Words search_state_words(SearchState state) {
  static constexpr std::array<std::pair<SearchState, std::pair<const char*, const char*>>, 3> k_rows = {
      {{SearchState::asking, {"征询中", "Asking"}}, {SearchState::decided, {"已确权", "Decided"}}, {SearchState::withdrawn, {"已撤回", "Withdrawn"}}}};
  return words_in(k_rows, state);
}

Words order_state_words(OrderState state) {
  static constexpr std::array<std::pair<OrderState, std::pair<const char*, const char*>>, 3> k_rows = {
      {{OrderState::ordered, {"待处置", "Ordered"}}, {OrderState::safe, {"已排险", "Made safe"}}, {OrderState::cancelled, {"已取消", "Cancelled"}}}};
  return words_in(k_rows, state);
}

Words entry_kind_words(EntryKind kind) {
  static constexpr std::array<std::pair<EntryKind, std::pair<const char*, const char*>>, 4> k_rows = {
      {{EntryKind::cost, {"费用", "Cost"}},
       {EntryKind::claim, {"追偿", "Claim"}},
       {EntryKind::recovery, {"收回", "Recovery"}},
       {EntryKind::write_off, {"核销", "Write-off"}}}};
  return words_in(k_rows, kind);
}

std::vector<FieldError> rule_faults(const OwnerRules& rules) {
  std::vector<FieldError> faults;
  const auto limit = [&](const std::string& text, const std::string& path, bool required) {
    if (text.empty() && !required) return;
    const auto read = parse_limit(text);
    if (!read.ok() || !*read) faults.push_back({path, "时限应写作“2 work_days”或“2工作日”", "must be a limit such as \"2 work_days\""});
  };
  const auto between = [&](std::int64_t value, std::int64_t low, std::int64_t high, const char* path) {
    if (value >= low && value <= high) return;
    const std::string range = std::to_string(low) + "–" + std::to_string(high);
    faults.push_back({path, "应在 " + range + " 之间", "must be within " + range});
  };
  if (rules.ask.empty()) faults.push_back({"ask", "至少征询一个部门", "at least one department is asked"});
  limit(rules.limit, "limit", true);
  limit(rules.safe_limit, "safe_limit", true);
  if (rules.owner_line.empty()) faults.push_back({"owner_line", "缺少默认权属条线", "is missing"});
  between(rules.same_place_m, 1, 200, "same_place_m");
  between(rules.near_m, 1, 500, "near_m");
  between(rules.decision_days, 1, 36'500, "decision_days");
  std::set<std::string> seen;
  for (std::size_t i = 0; i < rules.kinds.size(); ++i) {
    const KindRule& rule = rules.kinds[i];
    const std::string path = "kinds[" + std::to_string(i) + "]";
    const bool shaped = (rule.kind.size() == 5 || rule.kind.size() == 7) && rule.kind[2] == '-';
    if (!shaped) faults.push_back({path + ".kind", "应为 13-01 或 13-0123", "must be 13-01 or 13-0123"});
    if (!seen.insert(rule.kind).second) faults.push_back({path + ".kind", "与前面的重复", "repeats an earlier one"});
    limit(rule.limit, path + ".limit", false);
  }
  for (std::size_t i = 0; i < rules.fallback.size(); ++i) {
    const FallbackRule& rule = rules.fallback[i];
    const std::string path = "fallback[" + std::to_string(i) + "]";
    if (!codes::area_level(rule.area)) faults.push_back({path + ".area", "应为 6、9、12 或 15 位区划代码", "must be an area code"});
    if (rule.line.empty() == rule.unit.empty()) faults.push_back({path + ".unit", "条线和单位填一个", "give a line or a unit"});
  }
  return faults;
}

KindRule rule_of(const OwnerRules& rules, const std::string& kind, const std::string& owner_line_of_kind) {
  KindRule rule{kind, rules.ask, rules.limit, owner_line_of_kind.empty() ? rules.owner_line : owner_line_of_kind};
  for (const std::size_t length : {std::size_t{5}, std::size_t{7}}) {
    for (const KindRule& special : rules.kinds) {
      if (special.kind.size() != length || !kind.starts_with(special.kind)) continue;
      if (!special.ask.empty()) rule.ask = special.ask;
      if (!special.limit.empty()) rule.limit = special.limit;
      if (!special.owner_line.empty()) rule.owner_line = special.owner_line;
    }
  }
  return rule;
}

const FallbackRule* fallback_of(const OwnerRules& rules, std::string_view area) {
  const FallbackRule* best = nullptr;
  for (const FallbackRule& rule : rules.fallback) {
    if (area.starts_with(rule.area) && (!best || rule.area.size() > best->area.size())) best = &rule;
  }
  return best;
}

Outcome take_answer(Search& search, const Ask& answer) {
  if (search.state != SearchState::asking) return refuse(ErrorCode::search_over);
  const auto asked = std::find_if(search.asks.begin(), search.asks.end(), [&](const Ask& ask) { return ask.unit == answer.unit; });
  if (asked == search.asks.end()) return refuse(ErrorCode::not_asked);
  std::vector<FieldError> faults;
  if (answer.answer == Answer::open || answer.answer == Answer::silent)
    faults.push_back({"answer", "请选择归我单位、不归我单位或不能确定", "must be mine, not_mine or unsure"});
  if (answer.answer == Answer::not_mine && text::trim(answer.basis).empty())
    faults.push_back({"basis", "不归我单位须写明法律依据", "give the legal basis"});
  if (answer.answer == Answer::unsure && text::trim(answer.text).empty())
    faults.push_back({"text", "请写明不能确定的原因", "say why"});
  if (text::length(answer.text) > k_longest_text) faults.push_back({"text", "最多 2000 字", "at most 2000 characters"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  *asked = answer;
  return done();
}

std::optional<Conclusion> conclude(const Search& search, Instant now) {
  if (search.state != SearchState::asking) return std::nullopt;
  Conclusion conclusion;
  for (const Ask& ask : search.asks) {
    if (ask.answer == Answer::mine) return Conclusion{HowDecided::claimed, ask.unit, {}};
    if (ask.answer == Answer::open) conclusion.silent.push_back(ask.unit);
  }
  if (conclusion.silent.empty()) return Conclusion{HowDecided::nobody, "", {}};
  if (now < search.due) return std::nullopt;
  conclusion.how = HowDecided::silence;
  return conclusion;
}

void add_to(Balance& balance, EntryKind kind, std::int64_t amount_fen) {
  (kind == EntryKind::cost       ? balance.cost
   : kind == EntryKind::claim    ? balance.claimed
   : kind == EntryKind::recovery ? balance.recovered
                                 : balance.written_off) += amount_fen;
  balance.open = balance.cost - balance.recovered - balance.written_off;
  balance.owed = std::min(balance.claimed - balance.recovered, balance.open);
}

Balance balance_of(std::span<const Entry> entries) {
  Balance balance;
  for (const Entry& entry : entries) add_to(balance, entry.kind, entry.amount_fen);
  return balance;
}

Outcome may_book(std::span<const Entry> entries, const Entry& entry) {
  std::vector<FieldError> faults;
  if (entry.reverses == 0 && (entry.amount_fen <= 0 || entry.amount_fen > k_most_fen))
    faults.push_back({"amount_fen", "金额应大于零", "must be more than nothing"});
  if (text::trim(entry.text).empty()) faults.push_back({"text", "请写明事由", "give the reason"});
  if (text::length(entry.text) > k_longest_text) faults.push_back({"text", "最多 2000 字", "at most 2000 characters"});
  if (entry.kind == EntryKind::claim && !entry.owner.known()) faults.push_back({"owner", "权属单位尚未确定，不能追偿", "the owner is not known yet"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  const Balance before = balance_of(entries);
  Balance after = before;
  add_to(after, entry.kind, entry.amount_fen);
  if (!in_balance(after)) return out_of_balance(entry.kind, before);
  return done();
}

Result<Entry> counter_booking(std::span<const Entry> entries, std::int64_t seq, const std::string& text) {
  const Entry* entry = entry_of(entries, seq);
  if (!entry) return refuse(ErrorCode::not_found);
  const bool taken_back = std::any_of(entries.begin(), entries.end(), [&](const Entry& other) { return other.reverses == seq; });
  if (taken_back || entry->reverses != 0) return refuse(ErrorCode::reversed_already);
  Entry back = *entry;
  back.amount_fen = -entry->amount_fen;
  back.reverses = seq;
  back.text = text;
  TIANGE_CHECK_OK(may_book(entries, back));
  return back;
}

bool in_force(const OwnerDecision& decision, Instant now) { return !decision.withdrawn && now < decision.until; }

}  // namespace tiange::owners
