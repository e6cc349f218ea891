#pragma once
// 事实 The registers as the columns that conditions read: the fields of the catalogue, and what is derived from them on a day.
// Shared by whatever asks FEEL questions of whole registers and of single subjects alike; both see the same values.
//
//   FactLayout layout(Kind::person, catalogue, {"age_bf", "disability"}, {}, {today, {"禅城区"}});
//   columns::Table table = layout.table(rows);
//   layout.put(table, row, golden, related);
//
// Derived, of every date field f (wide): f_days (days since) and f_years_ago (calendar years since); of persons age (years, at
// death for the dead), age_days, and by where they live (wide) registered_here and lives_here; of firms age_days and
// representative_died; of houses owner_died and residents; of households (wide) what household_facts.h lists and registered_here; of
// all grid. Code lists and texts are strings, dates dates, numbers numbers.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "city/registers/facts/household_facts.h"
#include "city/registers/subjects/subjects.h"
#include "engines/columns/columns.h"

namespace tiange::registers {

// When a year of age is reached: on the birthday itself (allowances), or on the day after it.
enum class AgeRule { on_birthday, day_after };
BOOST_DESCRIBE_ENUM(AgeRule, on_birthday, day_after)
// The birthday of those born on 29 February in other years: the month's last day (Civil Code, article 202), or 1 March.
enum class LeapRule { last_of_february, first_of_march };
BOOST_DESCRIBE_ENUM(LeapRule, last_of_february, first_of_march)

// The day on which so many years are reached.
Date reached(Date born, int years, AgeRule rule, LeapRule leap);
// Years reached on `day`; negative before the birth.
int years_reached(Date born, Date day, AgeRule rule, LeapRule leap);
// As which conditions call the age under these rules: `age` is that of the birthday itself and 1 March.
std::string_view age_name(AgeRule rule, LeapRule leap);
bool is_age_name(std::string_view name);

// The day on which facts are asked, and the names by which addresses are known to lie inside: of the district and its towns.
struct FactGround {
  Date today;
  std::vector<std::string> names;
};
// Whether an address as people write it lies inside; empty where it names a province or city and no more.
std::optional<bool> lies_inside(std::string_view address, const std::vector<std::string>& names);

struct FactField {
  Kind kind = Kind::person;
  std::string field, zh, en;
  std::string type;      // text | date | number | code | boolean …
  std::string codes;
  bool derived = false;  // worked out from others, or from a related subject
};
// Everything that a condition about this kind may speak of.
std::vector<FactField> fact_fields(const FieldCatalogue& catalogue, Kind kind, bool wide);
// The fields that a name rests on: of the subject itself, of households also "member.born", "head.live_address", "home.owner".
std::vector<std::string> fact_bases(const FieldCatalogue& catalogue, Kind kind, std::string_view name);
// The field under such a base, and whose it is: "member.born" of a household is the person's.
struct BaseField {
  Kind kind = Kind::person;
  std::string_view field;
  const FieldDefinition* definition = nullptr;  // null: the catalogue has none
};
BaseField base_field(const FieldCatalogue& catalogue, Kind kind, std::string_view base);
// What a name is called.
Words fact_words(const FieldCatalogue& catalogue, Kind kind, std::string_view name);

// What stands with other subjects.
class RelatedFacts {
 public:
  virtual ~RelatedFacts() = default;
  virtual std::optional<Date> died(std::string_view id_card) const = 0;
  virtual std::int64_t residents(std::int64_t address) const = 0;
  // Whose register names the household of that number, by id; until the next call.
  virtual std::span<const HouseholdMember> members(std::string_view number) const = 0;
  // The houses whose owner bears the ID number.
  virtual std::vector<SubjectId> homes(std::string_view id_card) const = 0;
  // Golden rows of related subjects, where they are at hand.
  virtual void each_of(std::span<const SubjectId> ids, FunctionRef<bool(const GoldenRow&)> visit) const { (void)ids, (void)visit; }
};

// Of a whole register, gathered in one pass over its persons; households only where names are given by which addresses are known
// to lie inside, and their homes in a pass over its houses.
class GatheredFacts final : public RelatedFacts {
 public:
  GatheredFacts() = default;
  explicit GatheredFacts(std::vector<std::string> inside) : inside_(std::move(inside)), households_(true) {}
  void saw(const GoldenRow& person);
  void saw_house(const GoldenRow& house);
  std::optional<Date> died(std::string_view id_card) const override;
  std::int64_t residents(std::int64_t address) const override;
  std::span<const HouseholdMember> members(std::string_view number) const override;
  std::vector<SubjectId> homes(std::string_view id_card) const override;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_map<std::string, Date, Hash, std::equal_to<>> died_;
  std::unordered_map<std::int64_t, std::int32_t> residents_;
  std::vector<std::string> inside_;
  bool households_ = false;
  std::unordered_map<std::string, std::vector<HouseholdMember>, Hash, std::equal_to<>> members_;
  std::unordered_map<std::string, std::vector<SubjectId>, Hash, std::equal_to<>> homes_;
};

// Asked of the registers, one by one.
class AskedFacts final : public RelatedFacts {
 public:
  AskedFacts(const Subjects& subjects, db::Tx& tx, std::vector<std::string> inside = {})
      : subjects_(subjects), tx_(tx), inside_(std::move(inside)) {}
  std::optional<Date> died(std::string_view id_card) const override;
  std::int64_t residents(std::int64_t address) const override;
  std::span<const HouseholdMember> members(std::string_view number) const override;
  std::vector<SubjectId> homes(std::string_view id_card) const override;
  void each_of(std::span<const SubjectId> ids, FunctionRef<bool(const GoldenRow&)> visit) const override;

 private:
  const Subjects& subjects_;
  db::Tx& tx_;
  std::vector<std::string> inside_;
  mutable std::vector<HouseholdMember> members_;  // of the last household asked for
};

class FactLayout {
 public:
  FactLayout() = default;
  // `only_presence` tells of a text that nobody asks for more than being there: then it is not held.
  FactLayout(Kind kind, const FieldCatalogue& catalogue, const std::vector<std::string>& names,
             FunctionRef<bool(std::string_view)> only_presence, FactGround ground);

  Kind kind() const { return kind_; }
  const FactGround& ground() const { return ground_; }
  // Whether something hangs on other subjects.
  bool reads_others() const { return others_; }
  columns::Table table(std::size_t rows) const;
  void put(columns::Table& table, std::size_t row, const GoldenRow& golden, const RelatedFacts& related) const;
  // today() and now() of that day.
  feel::Environment environment() const;
  // The values of these names, as texts; empty: none.
  std::vector<std::pair<std::string, std::string>> values(const std::vector<std::string>& names, const GoldenRow& golden,
                                                          const RelatedFacts& related) const;

 private:
  enum class From {
    text, presence, date, number, grid, age, age_days, days_since, years_ago, inside, representative_died, owner_died, residents, household
  };
  struct Column {
    std::string name;
    From from = From::text;
    AgeRule rule = AgeRule::on_birthday;
    LeapRule leap = LeapRule::first_of_march;
    const HouseholdFactInfo* household = nullptr;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  // What of a golden row the columns rest on that need more than one value.
  struct Base {
    std::string born, died, founded, card, number, head;
    bool told = false;  // a case says itself what is worked out from members otherwise
  };
  Column column_of(const FieldCatalogue& catalogue, const std::string& name, FunctionRef<bool(std::string_view)> only_presence,
                   std::string& base) const;
  void put_value(columns::Column& column, std::size_t row, const Column& how, std::string_view value) const;
  void put_derived(columns::Column& column, std::size_t row, const Column& how, const Base& base, const GoldenRow& golden,
                   const RelatedFacts& related) const;
  void put_household(columns::Table& table, std::size_t row, const Base& base, const RelatedFacts& related) const;

  Kind kind_ = Kind::person;
  FactGround ground_;
  std::vector<Column> columns_;
  std::unordered_map<std::string, std::vector<std::uint32_t>, Hash, std::equal_to<>> fed_;  // by a field alone
  std::vector<std::uint32_t> derived_;
  std::vector<std::uint32_t> household_;
  bool others_ = false;
  int year_ = 0;
};

// Visits the pairs of a compact JSON object of texts; texts live until the visit returns.
void each_value(std::string_view golden, FunctionRef<void(std::string_view field, std::string_view value)> visit);
// As the registers keep dates; nothing for what is none.
std::optional<Date> date_in(std::string_view text);
// In hundredths; nothing for what is no plain number.
std::optional<std::int64_t> hundredths_in(std::string_view text);
// Whether a condition asks nothing of the name but being there.
bool asks_only_presence(std::string_view condition, std::string_view name);

}  // namespace tiange::registers
