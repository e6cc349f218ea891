#pragma once
// The people of the synthetic district: persons in households, firms and rooms on its map, and what five departments
// know of them, with the errors such records have and the truth beside them.
//
//   Result<Population> made = Population::make(district, sources, plan);
//   made->each_person([&](const Resident& person) { ... });
//   made->extract(Department::health, [&](const ExtractRow& row) { ... });
//
// Same seed, district, sources and plan give the same rows, byte for byte, as often as they are asked for. A full
// district (1.33 M persons, 220 000 firms) is held in about 250 MB; rows are made while they are visited, so nothing is
// held of the extracts. Passes only read: they may run side by side.
//
// Nobody in it is real. Citizen numbers (GB 11643) and credit codes (GB 32100) are drawn at random and carry correct
// check characters, so one may by chance equal a real one; names are drawn apart from it. Mobile numbers begin with 140,
// which no person can hold; mail addresses end in domains reserved for examples.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/function_ref.h"
#include "base/result.h"
#include "base/time.h"
#include "town/ground/made_district.h"
#include "town/people/draws/people_sources.h"

namespace tiange::town {

struct PeoplePlan {
  double scale = 1;  // 1: the population of the district's areas; thins whole buildings, so homes stay whole
  // What is true and recorded is so on this day.
  Date today = make_date(2026, 10, 31);
};

// Numbers of persons, households, firms and rooms count from 0 within their kind.
using Number = std::uint32_t;
constexpr Number k_nobody = 0xffffffff;

enum class Kind : std::uint8_t { person, household, firm, room };
// The id used in files of truth: P0000001, H0000001, F0000001, R0000001.
std::string true_id(Kind kind, Number number);

struct Stay {  // where somebody lived before
  Number room = k_nobody;
  Date until;
};

struct Resident {
  Number number = 0;
  std::string name;
  std::string id_card;  // 18 characters, valid, unique
  bool woman = false;
  Date born;
  std::optional<Date> died;  // of the last five years
  std::string ethnicity;     // code of GB/T 3304: "01"
  std::string phone;         // empty: none of their own
  std::string old_phone;     // given up, still on old records
  std::string email;
  std::string plate;         // 粤E12A34
  bool hukou = false;        // registered in the district
  std::string hukou_address;
  std::string live_address;  // the last one of the dead
  std::string grid;          // code, 15 digits
  Number household = 0;      // of the dead: the one they left
  Number room = 0;
  std::optional<Stay> before;  // moved within the last eight years
  std::string former_address;
  Date since;                // lives there since
  std::string marital;       // code of GB/T 2261.2: 10, 20, 30, 40
  std::string education;     // code of GB/T 4658; empty below school age
  std::string political;     // code of GB/T 4762
  std::string occupation;    // 生产操作员, empty: none
  Number employer = k_nobody;  // a firm
  Number father = k_nobody, mother = k_nobody, spouse = k_nobody;
  std::optional<Date> married;
  std::string relation;      // to the head of the household: 户主 配偶 子 女 父母 祖父母 孙子女 兄弟姐妹 非亲属
  int disability = 0;        // grade 1-4, 0: none
  std::string disability_kind;  // 肢体 视力 …
  bool low_income = false;
  bool allowance_80 = false;
  std::int64_t pension_fen = 0;  // a month; 0: none
  bool insured_work = false;     // 职工养老
  bool insured_health = false;   // 基本医疗
  int vaccinations = 0;          // doses on record
  std::string school;            // of pupils
};

struct Household {
  Number number = 0;
  std::string code;  // 户号 of the police: H00000001
  Number head = 0;
  Number room = 0;
  std::string address;
  std::string grid;
  bool collective = false;  // a dormitory
  std::vector<Number> members;  // living, the head first
};

struct Firm {
  Number number = 0;
  std::string name;
  std::string uscc;  // 18 characters, valid, unique
  std::string kind;  // 有限责任公司 个体工商户 农民专业合作社 社会团体 …
  std::string section;     // GB/T 4754-2017: A … T
  std::string industry;    // 批发业
  Number legal_person = 0;  // a person
  std::string phone;
  Number room = 0;
  std::string address;
  std::string grid;
  Date founded;
  std::optional<Date> closed;
  int staff = 0;             // of the district's persons
  std::int64_t capital_yuan = 0;
};

enum class Use : std::uint8_t { home, shop, office, workshop, dormitory };

struct Room {
  Number number = 0;
  std::string address;   // 广东省佛山市禅城区石湾镇街道丽豪社区锦华路12号翠湖雅苑3幢2单元1203
  int standard = 0;      // index into District::addresses: the building
  std::string grid;
  geo::Point point;
  int unit = 0;          // 0: the building has no units
  int floor = 0;
  std::string door;      // 1203
  double area_m2 = 0;
  Use use = Use::home;
  Number owner = k_nobody;       // a person, or
  Number owner_firm = k_nobody;  // a firm; neither: owned from outside the district
  bool rented = false;
  Number tenant = k_nobody;      // household of a rented home
};

// A fact between two things. Kinds: lives-in, owns, rents, member-of, parent-of, spouse-of, works-at, represents,
// operates-at.
struct Tie {
  Kind from_kind = Kind::person;
  Number from = 0;
  std::string_view kind;
  Kind to_kind = Kind::person;
  Number to = 0;
  std::optional<Date> since;
  std::optional<Date> until;
};

enum class Department : std::uint8_t { police, civil, health, social, market };
constexpr Department k_departments[] = {Department::police, Department::civil, Department::health, Department::social,
                                        Department::market};
std::string_view department_code(Department department);  // police
std::string_view department_name(Department department);  // 公安人口
// The encoding its export comes in: UTF-8, or GB18030. Rows are visited in UTF-8 always.
std::string_view department_encoding(Department department);

struct ExtractColumn {
  std::string_view title;  // as the department writes it: 公民身份号码
  std::string_view field;  // of the registers: id_card; empty where they have none
};
std::span<const ExtractColumn> extract_columns(Department department);

// One line of a department's export. The first cell is the department's own key, unique in it.
struct ExtractRow {
  Kind kind = Kind::person;
  Number number = 0;               // the truth: whom it is about
  Date observed;                   // when the department saw it
  std::vector<std::string> cells;  // as many as columns
};

struct MadePeople;

class Population {
 public:
  // Keeps a reference to the district, which must live as long. Refuses bad files.
  static Result<Population> make(const District& district, const PeopleSources& sources, const PeoplePlan& plan);
  Population(Population&&) noexcept;
  Population& operator=(Population&&) noexcept;
  ~Population();

  Number persons() const;  // the dead of the last five years included
  Number living() const;
  Number households() const;
  Number firms() const;
  Number rooms() const;

  // One of them, into a value used again and again.
  void person(Number number, Resident& into) const;
  void household(Number number, Household& into) const;
  void firm(Number number, Firm& into) const;
  void room(Number number, Room& into) const;

  // 3幢, or 12号 where buildings have no number of their own.
  const std::string& building(const Room& room) const;

  // In order of number; the value is valid during the call.
  void each_person(FunctionRef<void(const Resident&)> visit) const;
  void each_household(FunctionRef<void(const Household&)> visit) const;
  void each_firm(FunctionRef<void(const Firm&)> visit) const;
  void each_room(FunctionRef<void(const Room&)> visit) const;
  void each_tie(FunctionRef<void(const Tie&)> visit) const;
  // A department's export, in the order of its keys.
  void extract(Department department, FunctionRef<void(const ExtractRow&)> visit) const;

 private:
  explicit Population(std::unique_ptr<MadePeople> made);
  std::unique_ptr<MadePeople> made_;
};

}  // namespace tiange::town
