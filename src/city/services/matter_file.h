#pragma once
// A matter 办事事项 as reference data (data/services/matters.json): what one can ask for, whom it is for, what has to be shown.
// Kept with editions; what was applied for stays with the edition by which it was applied for.

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "city/registers/subjects/subjects.h"

namespace tiange::services {

enum class HeldKind { field, certificate, file };
BOOST_DESCRIBE_ENUM(HeldKind, field, certificate, file)

// Where a material is held already: a field of the register has a value (of these, where some are named), a certificate issued
// here is valid, or a file was given with an earlier application.
struct HeldRule {
  static constexpr bool k_json_defaults = true;
  HeldKind kind = HeldKind::field;
  std::string key;               // field, kind of certificate; of files the key under which they are kept
  std::vector<std::string> is;   // values of the field that will do; empty: any
  int days = 0;                  // how old at most; 0: any age (of fields also no older than the catalogue allows)
};
BOOST_DESCRIBE_STRUCT(HeldRule, (), (kind, key, is, days))

struct MaterialRule {
  static constexpr bool k_json_defaults = true;
  std::string key, zh, en;
  std::string about_zh, about_en;
  std::vector<HeldRule> held;    // the first that holds; empty: it must be given
  bool needed = true;
};
BOOST_DESCRIBE_STRUCT(MaterialRule, (), (key, zh, en, about_zh, about_en, held, needed))

struct ChoiceRule {
  static constexpr bool k_json_defaults = true;
  std::string value, zh, en;
};
BOOST_DESCRIBE_STRUCT(ChoiceRule, (), (value, zh, en))

enum class AskType { text, number, date, phone, choice };
BOOST_DESCRIBE_ENUM(AskType, text, number, date, phone, choice)

// A line of the form; one with a field is filled from the register.
struct AskRule {
  static constexpr bool k_json_defaults = true;
  std::string key, zh, en;
  std::string field;
  AskType type = AskType::text;
  std::vector<ChoiceRule> choices;
  bool needed = true;
};
BOOST_DESCRIBE_STRUCT(AskRule, (), (key, zh, en, field, type, choices, needed))

struct Matter {
  static constexpr bool k_json_defaults = true;
  std::string key, zh, en;
  registers::Kind kind = registers::Kind::person;  // person | firm
  std::string group;                   // civil | social | health | education | housing | police | market | labour | city
  std::string unit;                    // that answers
  std::string who_zh, who_en;          // for whom
  std::vector<HeldRule> only;          // what the register must say of whoever applies; field rules alone
  int from_age = 0, to_age = 0;        // of persons, whole years; 0: any
  std::string law;                     // legal basis
  int statutory_days = 20;             // working days from acceptance
  int promised_days = 5;
  std::int64_t fee_fen = 0;
  std::string fee_zh, fee_en;          // where it is not a sum: by whose tariff
  int visits = 1;                      // how often one had to come when everything was brought
  std::string result_zh, result_en;    // what one gets
  std::string doubt_zh, doubt_en;      // what is not certain of this entry
  std::vector<AskRule> form;
  std::vector<MaterialRule> materials;
  bool open = true;                    // may be applied for now
};
BOOST_DESCRIBE_STRUCT(Matter, (), (key, zh, en, kind, group, unit, who_zh, who_en, only, from_age, to_age, law, statutory_days, promised_days, fee_fen,
                                   fee_zh, fee_en, visits, result_zh, result_en, doubt_zh, doubt_en, form, materials, open))
struct MatterFile {
  std::vector<Matter> matters;
};
BOOST_DESCRIBE_STRUCT(MatterFile, (), (matters))

}  // namespace tiange::services
