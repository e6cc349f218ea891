// Values of subjects as texts, dates and ages.

#include <algorithm>
#include <cctype>
#include <tuple>

#include "base/codes.h"
#include "city/registers/facts/facts.h"

namespace tiange::registers {

namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

constexpr std::string_view k_ages[2][2] = {{"age_bf", "age"}, {"age_df", "age_dm"}};

}  // namespace

std::string_view age_name(AgeRule rule, LeapRule leap) { return k_ages[static_cast<int>(rule)][static_cast<int>(leap)]; }

bool is_age_name(std::string_view name) {
  for (const auto& row : k_ages) {
    for (const std::string_view one : row) {
      if (one == name) return true;
    }
  }
  return false;
}

Date reached(Date born, int years, AgeRule rule, LeapRule leap) {
  const YearMonthDay from = split_date(born);
  const int year = from.year + years;
  Date day = is_real_date(year, from.month, from.day) ? make_date(year, from.month, from.day)
             : leap == LeapRule::first_of_march       ? make_date(year, 3, 1)
                                                      : make_date(year, 2, 28);
  if (rule == AgeRule::day_after) day = day + 1;
  return day;
}

int years_reached(Date born, Date day, AgeRule rule, LeapRule leap) {
  const int years = split_date(day).year - split_date(born).year;
  return reached(born, years, rule, leap) <= day ? years : years - 1;
}

std::optional<bool> lies_inside(std::string_view address, const std::vector<std::string>& names) {
  if (names.empty() || address.empty()) return std::nullopt;
  for (const std::string& name : names) {
    if (address.find(name) != address.npos) return true;
  }
  constexpr std::size_t k_head = 36, k_word = 15;  // bytes: a dozen characters, five
  // What stands before the district's own name: 广东省佛山市.
  std::size_t from = 0;
  for (const std::string_view end : {"省", "自治区", "市"}) {
    const std::size_t at = address.substr(0, k_head).rfind(end);
    if (at == address.npos || address.substr(at).starts_with("市场")) continue;
    from = std::max(from, at + end.size());
  }
  const std::string_view next = address.substr(from, k_word);
  for (const std::string_view end : {"区", "县", "市"}) {
    const std::size_t at = next.find(end);
    if (at == next.npos || at < 6 || next.substr(at).starts_with("市场")) continue;
    const std::string_view word = next.substr(at - 3);
    if (!word.starts_with("社区") && !word.starts_with("小区") && !word.starts_with("园区") && !word.starts_with("业区")) return false;
  }
  // A city and nothing of a district: it could be any. Neither: written by those who are at home here.
  return from == 0 ? std::optional(true) : std::nullopt;
}

std::optional<Date> date_in(std::string_view text) {
  // Whole registers go through this.
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    const auto digits = [&](std::size_t at, std::size_t count) {
      int value = 0;
      for (std::size_t i = at; i < at + count; ++i) value = text[i] < '0' || text[i] > '9' ? -1'000'000 : value * 10 + (text[i] - '0');
      return value;
    };
    const int year = digits(0, 4), month = digits(5, 2), day = digits(8, 2);
    if (year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= 28) return make_date(year, month, day);
  }
  const auto date = parse_date(text);
  return date.ok() ? std::optional(*date) : std::nullopt;
}

std::optional<std::int64_t> hundredths_in(std::string_view text) {
  bool minus = false;
  if (text.starts_with("-")) minus = true, text.remove_prefix(1);
  if (text.empty() || text.size() > 15) return std::nullopt;
  std::int64_t value = 0;
  int decimals = -1;
  for (const char c : text) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
      continue;
    }
    if (c < '0' || c > '9' || decimals == 2) return std::nullopt;
    value = value * 10 + (c - '0');
    if (decimals >= 0) ++decimals;
  }
  for (int i = std::max(decimals, 0); i < 2; ++i) value *= 10;
  return minus ? -value : value;
}

bool asks_only_presence(std::string_view condition, std::string_view name) {
  const auto skip = [&](std::size_t at) {
    while (at < condition.size() && (condition[at] == ' ' || condition[at] == '\n')) ++at;
    return at;
  };
  for (std::size_t at = condition.find(name); at != condition.npos; at = condition.find(name, at + 1)) {
    if (at > 0 && is_word(condition[at - 1])) continue;
    std::size_t next = at + name.size();
    if (next < condition.size() && is_word(condition[next])) continue;
    next = skip(next);
    if (condition.substr(next).starts_with("!=")) next += 2;
    else if (condition.substr(next).starts_with("=")) next += 1;
    else return false;
    next = skip(next);
    if (!condition.substr(next).starts_with("null")) return false;
    if (next + 4 < condition.size() && is_word(condition[next + 4])) return false;
  }
  return true;
}

void each_value(std::string_view golden, FunctionRef<void(std::string_view field, std::string_view value)> visit) {
  if (golden.find('\\') != golden.npos) {
    const auto parsed = json::parse(golden);
    if (!parsed.ok() || !parsed->is_object()) return;
    for (const auto& [field, value] : parsed->as_object()) {
      if (value.is_string()) visit(field, value.as_string());
    }
    return;
  }
  // No escapes: quotes stand in pairs, field and value in turn.
  std::size_t at = 0;
  const auto quoted = [&]() -> std::optional<std::string_view> {
    const std::size_t from = golden.find('"', at);
    if (from == golden.npos) return std::nullopt;
    const std::size_t to = golden.find('"', from + 1);
    if (to == golden.npos) return std::nullopt;
    at = to + 1;
    return golden.substr(from + 1, to - from - 1);
  };
  while (const auto field = quoted()) {
    const auto value = quoted();
    if (!value) return;
    visit(*field, *value);
  }
}

void GatheredFacts::saw(const GoldenRow& person) {
  std::string died, card;
  each_value(person.golden, [&](std::string_view field, std::string_view value) {
    if (field == "died") died = value;
    else if (field == "id_card") card = value;
  });
  if (households_) {
    std::string number;
    HouseholdMember member = member_in(person, inside_, number);
    if (!number.empty()) members_[number].push_back(std::move(member));
  }
  if (died.empty()) {
    if (person.address != 0) ++residents_[person.address];
  } else if (const auto day = date_in(died); day && !card.empty()) {
    died_.insert_or_assign(std::move(card), *day);
  }
}

std::optional<Date> GatheredFacts::died(std::string_view id_card) const {
  const auto found = died_.find(id_card);
  return found == died_.end() ? std::nullopt : std::optional(found->second);
}

std::int64_t GatheredFacts::residents(std::int64_t address) const {
  const auto found = residents_.find(address);
  return found == residents_.end() ? 0 : found->second;
}

std::span<const HouseholdMember> GatheredFacts::members(std::string_view number) const {
  const auto found = members_.find(number);
  return found == members_.end() ? std::span<const HouseholdMember>{} : found->second;
}

void GatheredFacts::saw_house(const GoldenRow& house) {
  each_value(house.golden, [&](std::string_view field, std::string_view value) {
    // As the register ties them: a house is an owner's by a valid number alone.
    if (field == "owner" && codes::is_citizen_number(value)) homes_[std::string(value)].push_back(house.id);
  });
}

std::vector<SubjectId> GatheredFacts::homes(std::string_view id_card) const {
  const auto found = homes_.find(id_card);
  return found == homes_.end() ? std::vector<SubjectId>{} : found->second;
}

std::optional<Date> AskedFacts::died(std::string_view id_card) const {
  std::optional<Date> day;
  const Scope house = system_scope();
  const std::vector<SubjectId> ids = subjects_.find_by_key(tx_, house, KeySort::id_card, id_card);
  subjects_.each_of(tx_, house, ids, [&](const GoldenRow& row) {
    if (row.kind != Kind::person) return true;
    // Known by this number now, not only by some record of it.
    bool same = false;
    std::string died;
    each_value(row.golden, [&](std::string_view field, std::string_view value) {
      if (field == "id_card") same = value == id_card;
      if (field == "died") died = value;
    });
    if (const auto date = parse_date(died); same && date.ok()) day = *date;
    return true;
  });
  return day;
}

std::int64_t AskedFacts::residents(std::int64_t address) const {
  std::int64_t count = 0;
  subjects_.each_at(tx_, system_scope(), address, [&](const GoldenRow& row) {
    bool dead = false;
    each_value(row.golden, [&](std::string_view field, std::string_view) { dead = dead || field == "died"; });
    if (row.kind == Kind::person && !dead) ++count;
    return true;
  });
  return count;
}

std::span<const HouseholdMember> AskedFacts::members(std::string_view number) const {
  members_.clear();
  const Scope house = system_scope();
  std::vector<SubjectId> ids;
  for (const SubjectId household : subjects_.find_by_key(tx_, house, KeySort::code, number)) {
    for (const RelationView& tie : subjects_.relations(tx_, house, household, std::nullopt)) {
      if (tie.kind != RelationKind::member_of || !tie.inverse) continue;
      if (const auto id = parse_typed_id<SubjectTag>(tie.other); id.ok()) ids.push_back(*id);
    }
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  if (ids.empty()) return members_;
  subjects_.each_of(tx_, house, ids, [&](const GoldenRow& row) {
    if (row.kind != Kind::person) return true;
    // By what the person's register says now, not by a tie that some record once made.
    std::string now;
    HouseholdMember member = member_in(row, inside_, now);
    if (now == number) members_.push_back(std::move(member));
    return true;
  });
  std::sort(members_.begin(), members_.end(), [](const HouseholdMember& a, const HouseholdMember& b) { return a.id < b.id; });
  return members_;
}

std::vector<SubjectId> AskedFacts::homes(std::string_view id_card) const {
  const Scope house = system_scope();
  std::vector<SubjectId> ids, out;
  for (const SubjectId owner : subjects_.find_by_key(tx_, house, KeySort::id_card, id_card)) {
    for (const RelationView& tie : subjects_.relations(tx_, house, owner, std::nullopt)) {
      if (tie.kind != RelationKind::owns || tie.inverse) continue;
      if (const auto id = parse_typed_id<SubjectTag>(tie.other); id.ok()) ids.push_back(*id);
    }
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  if (ids.empty()) return out;
  subjects_.each_of(tx_, house, ids, [&](const GoldenRow& row) {
    if (row.kind != Kind::house) return true;
    each_value(row.golden, [&](std::string_view field, std::string_view value) {
      if (field == "owner" && value == id_card) out.push_back(row.id);
    });
    return true;
  });
  std::sort(out.begin(), out.end());
  return out;
}

void AskedFacts::each_of(std::span<const SubjectId> ids, FunctionRef<bool(const GoldenRow&)> visit) const {
  if (!ids.empty()) subjects_.each_of(tx_, system_scope(), ids, visit);
}

}  // namespace tiange::registers
