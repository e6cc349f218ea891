#include "city/registers/subjects/rules/golden_rules.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace tiange::registers {

namespace {

struct Group {
  std::vector<int> claims;  // the freshest first
  double votes = 0;
};

std::vector<Group> groups_of(const FieldDefinition& field, std::span<const StoredRecord> records, const std::vector<int>& claims) {
  std::vector<Group> groups;
  for (const int claim : claims) {
    const std::string_view value = records[claim].value(field.field);
    const auto same = [&](const Group& group) { return same_value(field.type, records[group.claims[0]].value(field.field), value); };
    const auto found = std::find_if(groups.begin(), groups.end(), same);
    if (found == groups.end()) groups.push_back({{claim}, 0});
    else found->claims.push_back(claim);
  }
  return groups;
}

double weight_of(const FieldDefinition& field, const StoredRecord& record, Instant latest) {
  const double halves = static_cast<double>((latest - record.observed).us) / static_cast<double>(k_half_life.us);
  return trust_of(field, record.source) * std::exp2(-halves);
}

// Each source counts once, by its freshest record.
void count_votes(const FieldDefinition& field, std::span<const StoredRecord> records, const std::vector<int>& claims,
                 std::vector<Group>& groups) {
  Instant latest{INT64_MIN};
  for (const int claim : claims) latest = std::max(latest, records[claim].observed);
  std::vector<std::string_view> counted;
  for (const int claim : claims) {
    const std::string_view source = records[claim].source;
    if (std::find(counted.begin(), counted.end(), source) != counted.end()) continue;
    counted.push_back(source);
    for (Group& group : groups) {
      if (std::find(group.claims.begin(), group.claims.end(), claim) != group.claims.end())
        group.votes += weight_of(field, records[claim], latest);
    }
  }
}

// Orders claims so that the word that counts most comes first, whatever order the records came in.
bool fresher(const FieldDefinition& field, const StoredRecord& a, const StoredRecord& b) {
  const Instant said_a = a.said(field.field);
  const Instant said_b = b.said(field.field);
  if (said_a != said_b) return said_a > said_b;
  if (a.observed != b.observed) return a.observed > b.observed;
  return std::tie(a.source, a.key) < std::tie(b.source, b.key);
}

void take_rest(GoldenValue& golden, std::span<const StoredRecord> records, const std::vector<int>& claims) {
  const FieldDefinition& field = *golden.field;
  const StoredRecord& winner = records[golden.winner];
  for (const int claim : claims) {
    if (claim == golden.winner) continue;
    const bool same = same_value(field.type, winner.value(field.field), records[claim].value(field.field));
    (same ? golden.agree : golden.differ).push_back(claim);
  }
}

void by_authority(GoldenValue& golden, std::span<const StoredRecord> records, const std::vector<int>& claims, int winner) {
  const FieldDefinition& field = *golden.field;
  golden.winner = winner;
  golden.rule = GoldenRule::authority;
  golden.owner = field.authority;
  take_rest(golden, records, claims);
  const Instant said = records[winner].said(field.field);
  for (const int claim : golden.differ) {
    const StoredRecord& other = records[claim];
    if (other.source == field.authority) continue;  // its own earlier word
    if (trust_of(field, other.source) >= k_heard && other.said(field.field) >= said) golden.contesting.push_back(claim);
  }
}

void by_answer(GoldenValue& golden, std::span<const StoredRecord> records, const std::vector<int>& claims) {
  golden.winner = claims.front();
  golden.rule = GoldenRule::answered;
  golden.owner = records[golden.winner].source;
  take_rest(golden, records, claims);
}

void by_vote(GoldenValue& golden, std::span<const StoredRecord> records, const std::vector<int>& claims) {
  const FieldDefinition& field = *golden.field;
  std::vector<Group> groups = groups_of(field, records, claims);
  count_votes(field, records, claims, groups);
  std::stable_sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) { return a.votes > b.votes; });
  // Of the group the most trusted source writes it, the freshest of these.
  const std::vector<int>& best = groups[0].claims;
  golden.winner = *std::max_element(best.begin(), best.end(), [&](int a, int b) {
    const int trust_a = trust_of(field, records[a].source);
    const int trust_b = trust_of(field, records[b].source);
    return trust_a != trust_b ? trust_a < trust_b : fresher(field, records[b], records[a]);
  });
  golden.owner = field.authority.empty() ? records[golden.winner].source : field.authority;
  take_rest(golden, records, claims);
  if (!field.authority.empty()) golden.rule = GoldenRule::authority_silent;
  else if (claims.size() == 1) golden.rule = GoldenRule::alone;
  else golden.rule = groups.size() == 1 ? GoldenRule::agreed : GoldenRule::vote;
  for (std::size_t i = 1; i < groups.size(); ++i) {
    if (groups[i].votes < k_near * groups[0].votes) break;
    for (const int claim : groups[i].claims) {
      const bool own = records[claim].source == golden.owner;
      if (!own && trust_of(field, records[claim].source) >= k_heard) golden.contesting.push_back(claim);
    }
  }
}

}  // namespace

bool is_desk_key(std::string_view key) { return key.starts_with('~'); }

std::string_view StoredRecord::value(std::string_view field) const {
  for (const auto& [name, text] : values) {
    if (name == field) return text;
  }
  return {};
}

Instant StoredRecord::said(std::string_view field) const {
  for (const auto& [name, moment] : since) {
    if (name == field) return moment;
  }
  return first;
}

Words golden_rule_words(GoldenRule rule) {
  switch (rule) {
    case GoldenRule::authority: return {"权威来源（一数一源）", "The authority for this field"};
    case GoldenRule::answered: return {"归口单位已核实答复", "Answered by the unit that owns the value"};
    case GoldenRule::authority_silent: return {"权威来源未提供，按可信度和时效取值", "The authority says nothing: trust and age decide"};
    case GoldenRule::agreed: return {"各来源一致", "All sources agree"};
    case GoldenRule::vote: return {"无权威来源，按可信度和时效取值", "No authority is declared: trust and age decide"};
    case GoldenRule::alone: return {"唯一来源", "The only source"};
  }
  return {};
}

std::vector<GoldenValue> derive(const FieldCatalogue& catalogue, Kind kind, std::span<const StoredRecord> records) {
  std::vector<GoldenValue> all;
  std::vector<int> claims;
  for (const FieldDefinition* field : catalogue.fields(kind)) {
    claims.clear();
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (!records[i].gone && !records[i].value(field->field).empty()) claims.push_back(static_cast<int>(i));
    }
    if (claims.empty()) continue;
    if (claims.size() > 1)
      std::sort(claims.begin(), claims.end(), [&](int a, int b) { return fresher(*field, records[a], records[b]); });
    GoldenValue& golden = all.emplace_back();
    golden.field = field;
    const auto authority = std::find_if(claims.begin(), claims.end(), [&](int claim) {
      return !field->authority.empty() && records[claim].source == field->authority;
    });
    if (authority != claims.end()) by_authority(golden, records, claims, *authority);
    else if (is_desk_key(records[claims.front()].key)) by_answer(golden, records, claims);
    else by_vote(golden, records, claims);
    if (records[golden.winner].value(field->field) == k_nothing) all.pop_back();
  }
  return all;
}

Words why_words(const FieldCatalogue& catalogue, const GoldenValue& golden, std::span<const StoredRecord> records, int claim) {
  const FieldDefinition& field = *golden.field;
  const StoredRecord& record = records[claim];
  const auto name = [&](std::string_view code) -> Words {
    const SourceDefinition* source = catalogue.source(code);
    return source ? Words{source->zh, source->en} : Words{std::string(code), std::string(code)};
  };
  const int trust = trust_of(field, record.source);
  if (claim == golden.winner) {
    if (golden.rule == GoldenRule::authority) {
      const Words who = name(field.authority);
      return {who.zh + "是该字段的权威来源，以其最新值为准", who.en + " is the authority for this field; its latest word stands"};
    }
    Words words = golden_rule_words(golden.rule);
    return {words.zh + "（可信度 " + std::to_string(trust) + "）", words.en + " (trust " + std::to_string(trust) + ")"};
  }
  if (std::find(golden.agree.begin(), golden.agree.end(), claim) != golden.agree.end())
    return {"与取值一致，作为佐证", "Says the same and bears it out"};
  if (golden.rule == GoldenRule::authority) {
    if (record.source == field.authority) return {"权威来源的旧值", "An earlier word of the authority"};
    const bool contests = std::find(golden.contesting.begin(), golden.contesting.end(), claim) != golden.contesting.end();
    if (contests) return {"不是权威来源，仅作比对；已提请核实", "Not the authority, it only checks; the difference is being answered"};
    return {"不是权威来源，且早于权威值或可信度不足", "Not the authority, and older than its word or little trusted"};
  }
  return {"可信度与时效合计低于取值（可信度 " + std::to_string(trust) + "）",
          "Trust and age give it fewer votes (trust " + std::to_string(trust) + ")"};
}

std::optional<int> age_of(std::string_view born, std::string_view died, Date today) {
  const auto birth = parse_date(born);
  if (!birth.ok()) return std::nullopt;
  const auto death = parse_date(died);
  const YearMonthDay from = split_date(*birth);
  const YearMonthDay to = split_date(death.ok() && *death < today ? *death : today);
  int years = to.year - from.year;
  if (std::tie(to.month, to.day) < std::tie(from.month, from.day)) --years;
  return years < 0 || years > 150 ? std::nullopt : std::optional(years);
}

std::optional<AgeSpan> age_span_of(std::string_view born, std::string_view died, Date today) {
  const auto birth = parse_date(born);
  if (!birth.ok()) return std::nullopt;
  const auto death = parse_date(died);
  const int years = split_date(death.ok() && *death < today ? *death : today).year - split_date(*birth).year;
  if (years < 0 || years > 150) return std::nullopt;
  const int from = years / k_age_span * k_age_span;
  return AgeSpan{from, from + k_age_span - 1};
}

std::string status_of(Kind kind, std::span<const std::pair<std::string, std::string>> golden) {
  const auto value = [&](std::string_view field) -> std::string_view {
    for (const auto& [name, text] : golden) {
      if (name == field) return text;
    }
    return {};
  };
  if (kind == Kind::person) return value("died").empty() ? "alive" : "died";
  if (kind == Kind::firm) {
    const std::string_view status = value("status");
    if (status == "2") return "suspended";
    if (status == "3" || status == "4") return "closed";
    return status == "5" ? "moved" : "in_business";
  }
  if (kind == Kind::house) return value("rented") == "1" ? "rented" : "own_use";
  return "";
}

}  // namespace tiange::registers
