#include "app/peopling/people_records.h"

#include <algorithm>
#include <cstdio>

#include "base/text.h"

namespace tiange::app {

namespace {

using registers::SourceRecord;
using town::Department;

std::string code_of_sex(std::string_view cell) {
  if (cell.starts_with("男") || cell == "1") return "1";
  return cell.starts_with("女") || cell == "2" ? "2" : "0";
}

std::string code_of_grade(std::string_view cell) {
  static constexpr std::pair<std::string_view, std::string_view> k_grades[] = {
      {"一级", "1"}, {"二级", "2"}, {"三级", "3"}, {"四级", "4"}};
  for (const auto& [word, code] : k_grades) {
    if (cell.ends_with(word)) return std::string(code);
  }
  return "";
}

std::string code_of_firm(std::string_view cell) {
  if (cell == "个体工商户") return "2";
  return cell == "农民专业合作社" ? "3" : "1";
}

std::string iso_date(std::string_view cell) {
  const auto moment = parse_local(cell);
  return moment.ok() ? format_date(local_date(*moment)) : std::string();
}

// The cell as the catalogue has the field; empty: nothing that could be kept.
std::string value_of(std::string_view field, const std::string& cell) {
  if (cell.empty()) return cell;
  if (field == "born" || field == "died" || field == "founded") return iso_date(cell);
  if (field == "sex") return code_of_sex(cell);
  if (field == "marital") return cell == "已婚" ? "20" : cell;
  if (field == "disability") return code_of_grade(cell);
  if (field == "low_income" || field == "allowance_80" || field == "insured" || field == "pension") return "1";
  if (field == "kind") return code_of_firm(cell);
  if (field == "status") return cell == "注销" ? "3" : "1";
  return cell;
}

std::string two_decimals(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

Instant seen(Date date, Instant now) { return std::min(local_instant(date, 0) + hours(10), now); }

SourceRecord household_record(const town::Household& household, const std::string& head_card, Instant now) {
  SourceRecord record;
  record.source = "police";
  record.key = "HK" + household.code;
  record.kind = registers::Kind::household;
  record.values = {{"number", household.code},
                   {"head", head_card},
                   {"address", household.address},
                   {"size", std::to_string(household.members.size())},
                   {"hukou_kind", household.collective ? "2" : "1"}};
  record.observed = now - days(30);
  return record;
}

SourceRecord room_record(const town::Room& room, const std::string& owner_card, const std::string& building,
                         Instant now) {
  static constexpr std::string_view k_uses[] = {"1", "2", "3", "4", "1"};  // by town::Use
  SourceRecord record;
  record.source = "housing";
  std::string number = std::to_string(room.number + 1);
  number.insert(0, number.size() < 9 ? 9 - number.size() : 0, '0');
  record.key = "FW" + number;
  record.kind = registers::Kind::house;
  record.values = {{"address", room.address},
                   {"building", building},
                   {"unit", room.unit > 0 ? std::to_string(room.unit) + "单元" : ""},
                   {"floor", std::to_string(room.floor)},
                   {"room", room.door},
                   {"area_m2", two_decimals(room.area_m2)},
                   {"use", std::string(k_uses[static_cast<std::size_t>(room.use)])},
                   {"owner", owner_card},
                   {"rented", room.rented ? "1" : "0"}};
  std::erase_if(record.values, [](const auto& value) { return value.second.empty(); });
  record.observed = now - days(60);
  return record;
}

registers::SourceRelation relation_of(const char* source, const std::string& from, registers::RelationKind kind,
                                      const std::string& to, Instant observed, std::string lineage) {
  registers::SourceRelation relation;
  relation.source = source;
  relation.from = {registers::KeySort::id_card, from};
  relation.kind = kind;
  relation.to = {registers::KeySort::id_card, to};
  relation.observed = observed;
  relation.lineage = std::move(lineage);
  return relation;
}

}  // namespace

SourceRecord record_of(Department department, const town::ExtractRow& row, std::string lineage) {
  SourceRecord record;
  record.source = town::department_code(department);
  record.key = row.cells[0];
  record.kind = row.kind == town::Kind::firm ? registers::Kind::firm : registers::Kind::person;
  record.lineage = std::move(lineage);
  const auto columns = town::extract_columns(department);
  for (std::size_t i = 1; i < columns.size(); ++i) {
    if (columns[i].field.empty()) continue;
    std::string value = value_of(columns[i].field, row.cells[i]);
    if (!value.empty()) record.values.emplace_back(columns[i].field, std::move(value));
  }
  return record;
}

void each_record(const town::Population& people, Instant now, const std::function<void(SourceRecord&&)>& take) {
  for (const Department department : town::k_departments) {
    const std::string batch = "opening-" + std::string(town::department_code(department)) + "/";
    std::int64_t line = 0;
    people.extract(department, [&](const town::ExtractRow& row) {
      SourceRecord record = record_of(department, row, batch + std::to_string(++line));
      record.observed = seen(row.observed, now);
      take(std::move(record));
    });
  }
  town::Resident person;
  std::int64_t line = 0;
  people.each_household([&](const town::Household& household) {
    people.person(household.head, person);
    SourceRecord record = household_record(household, person.id_card, now);
    record.lineage = "opening-households/" + std::to_string(++line);
    take(std::move(record));
  });
  line = 0;
  people.each_room([&](const town::Room& room) {
    if (room.owner != town::k_nobody) people.person(room.owner, person);
    const std::string owner = room.owner != town::k_nobody ? person.id_card : "";
    SourceRecord record = room_record(room, owner, people.building(room), now);
    record.lineage = "opening-rooms/" + std::to_string(++line);
    take(std::move(record));
  });
}

void each_relation(const town::Population& people, Instant now,
                   const std::function<void(registers::SourceRelation&&)>& take) {
  town::Resident other;
  std::int64_t line = 0;
  people.each_person([&](const town::Resident& person) {
    if (person.spouse != town::k_nobody && person.number < person.spouse && !person.died) {
      people.person(person.spouse, other);
      if (!other.died) {
        take(relation_of("civil", person.id_card, registers::RelationKind::spouse_of, other.id_card,
                         seen(*person.married, now), "opening-couples/" + std::to_string(++line)));
      }
    }
    for (const town::Number parent : {person.father, person.mother}) {
      if (parent == town::k_nobody) continue;
      people.person(parent, other);
      take(relation_of("health", other.id_card, registers::RelationKind::parent_of, person.id_card,
                       seen(person.born, now), "opening-parents/" + std::to_string(++line)));
    }
  });
}

}  // namespace tiange::app
