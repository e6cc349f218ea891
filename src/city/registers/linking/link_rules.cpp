#include "city/registers/linking/link_rules.h"

#include <algorithm>
#include <map>

#include "base/codes.h"
#include "base/text.h"
#include "engines/linkage/values/address_parser.h"

namespace tiange::registers {

namespace {

constexpr LinkField k_person[] = {
    {"name", linkage::Kind::chinese_name}, {"id_card", linkage::Kind::id_card},         {"born", linkage::Kind::date},
    {"sex", linkage::Kind::category},      {"phone", linkage::Kind::phone},             {"live_address", linkage::Kind::address},
    {"hukou_address", linkage::Kind::address}};
constexpr LinkField k_firm[] = {{"name", linkage::Kind::organisation}, {"uscc", linkage::Kind::credit_code}, {"phone", linkage::Kind::phone},
                                {"address", linkage::Kind::address},   {"legal_person", linkage::Kind::chinese_name}};

linkage::LiveRules rules_of(std::span<const LinkField> fields) {
  linkage::LiveRules rules;
  for (const LinkField& field : fields) rules.plans.push_back({std::string(field.field), field.kind, {}});
  rules.model = linkage::Model::usual(rules.plans);
  return rules;
}

}  // namespace

std::span<const LinkField> link_fields(Kind kind) {
  if (kind == Kind::person) return k_person;
  if (kind == Kind::firm) return k_firm;
  return {};
}

const linkage::LiveRules& link_rules(Kind kind) {
  static const linkage::LiveRules persons = rules_of(k_person), firms = rules_of(k_firm);
  return kind == Kind::firm ? firms : persons;
}

std::string record_name(std::string_view source, std::string_view key) { return std::string(source) + "/" + std::string(key); }
std::string record_name(const KeptRecord& record) { return record_name(record.source, record.key); }

std::string_view value_in(const KeptRecord& record, std::string_view field) {
  for (const auto& [name, value] : record.values) {
    if (name == field) return value;
  }
  return {};
}

linkage::LiveRecord live_record(const KeptRecord& record) {
  std::vector<std::string_view> values;
  for (const LinkField& field : link_fields(record.kind)) values.push_back(value_in(record, field.field));
  return linkage::make_live(link_rules(record.kind), record_name(record), values);
}

std::vector<std::int64_t> lookup_keys(const linkage::LiveRecord& record) {
  std::vector<std::int64_t> out;
  for (const std::uint64_t key : record.identities) out.push_back(static_cast<std::int64_t>(key >> 1));
  // Pieces of identifiers and of phones find misspelt ones; names only together with a date or a place.
  for (const std::uint64_t key : record.keys) out.push_back(static_cast<std::int64_t>(key >> 1));
  return out;
}

std::vector<GroupHome> claims(std::span<const std::uint32_t> group_of, std::span<const SubjectId> present, std::span<const std::string> names) {
  std::map<std::int64_t, std::size_t> first;  // subject -> its first record
  for (std::size_t i = 0; i < group_of.size(); ++i) {
    if (present[i].value == 0) continue;
    const auto [at, fresh] = first.emplace(present[i].value, i);
    if (!fresh && names[i] < names[at->second]) at->second = i;
  }
  std::map<std::uint32_t, std::int64_t> subject_of;
  for (const auto& [subject, record] : first) subject_of.emplace(group_of[record], subject);  // the lowest, which is the oldest
  std::vector<GroupHome> out;
  for (const std::uint32_t group : group_of) {
    const auto found = subject_of.find(group);
    out.push_back({group, {found == subject_of.end() ? 0 : found->second}});
  }
  return out;
}

std::string masked_value(Kind kind, std::string_view field, std::string_view value) {
  if (value.empty()) return {};
  for (const LinkField& known : link_fields(kind)) {
    if (known.field != field) continue;
    switch (known.kind) {
      case linkage::Kind::chinese_name: return codes::mask_name(value);
      case linkage::Kind::id_card: return codes::mask_citizen_number(value);
      case linkage::Kind::phone: return codes::mask_phone(value);
      case linkage::Kind::address: {
        if (kind == Kind::firm) return std::string(value);
        linkage::Address address = linkage::parse_address(value);
        for (std::size_t i = static_cast<std::size_t>(linkage::AddressPart::number); i < linkage::k_address_parts; ++i) address.parts[i].clear();
        address.rest.clear();
        return linkage::write_address(address) + "***";
      }
      case linkage::Kind::date: return text::cut(value, 4) == value ? std::string(value) : std::string(value.substr(0, 4)) + "-**-**";
      default: return std::string(value);
    }
  }
  return {};
}

}  // namespace tiange::registers
