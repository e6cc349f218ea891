#pragma once
// Forms: what is asked beyond the common fields, as a definition in JSON. Pure; rules are FEEL, compiled once.
//
//   {"key": "flood", "name_zh": "积水情况", "name_en": "Standing water", "fields": [
//     {"name": "depth_cm", "kind": "number", "zh": "水深", "en": "Depth", "required": true, "min": 0, "max": 500,
//      "unit_zh": "厘米", "unit_en": "cm"},
//     {"name": "blocked", "kind": "yes_no", "zh": "影响通行", "en": "Traffic blocked", "visible_when": "depth_cm > 15"}]}
//
// Kinds and their answers in JSON: text (string, kept without blanks at both ends), number, choice (the value of a
// choice), choices (array of values),
// yes_no (boolean), date ("2026-11-21"), place ({lng, lat, text, grid_code}; WGS84, each may be absent but not all).
// Members of a field: name ([a-z][a-z0-9_]*), kind, zh, en; and, all optional: required, visible_when, required_when,
// valid_when (true for a good answer; wrong_zh and wrong_en say what is wrong), value (calculated, not asked), choices
// [{value, zh, en}], min, max (of a number, inclusive), longest (characters of a text, 200 unless said), unit_zh, unit_en,
// hint_zh, hint_en.
//
// Rules read the fields before their own, in the order of the definition; valid_when also its own. A field that is not
// answered or not visible is null. In rules numbers are exact decimals, dates are dates, choices a list; today() is the
// day of the district. A rule counts as holding when it is true; null is not true.

#include <boost/describe.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "engines/feel/feel.h"

namespace tiange::forms {

enum class FieldKind { text, number, choice, choices, yes_no, date, place };
BOOST_DESCRIBE_ENUM(FieldKind, text, number, choice, choices, yes_no, date, place)

struct Choice {
  std::string value;
  std::string zh;
  std::string en;
};
BOOST_DESCRIBE_STRUCT(Choice, (), (value, zh, en))

constexpr std::size_t k_most_fields = 60;
constexpr std::size_t k_most_choices = 200;
constexpr std::size_t k_usual_longest = 200;  // characters
constexpr std::size_t k_most_text = 2'000;

struct Field {
  std::string name;
  FieldKind kind = FieldKind::text;
  Words label;
  bool required = false;
  std::optional<feel::Expression> visible_when;
  std::optional<feel::Expression> required_when;
  std::optional<feel::Expression> valid_when;
  std::optional<feel::Expression> value;  // calculated
  Words wrong;                            // said when valid_when does not hold
  std::vector<Choice> choices;
  std::optional<double> min;
  std::optional<double> max;
  std::size_t longest = k_usual_longest;
  Words unit;
  Words hint;
};

struct Form {
  std::string key;
  Words name;
  std::vector<Field> fields;
  const Field* find(std::string_view field) const;
  // Whether what is shown, needed or calculated depends on answers.
  bool has_rules() const;
};

// Refused (bad_file) with every fault: "fields[2].visible_when", and line and column inside an expression.
Result<Form> parse_form(std::string_view json);

struct Checked {
  json::Value answers;                // known, visible, good ones and calculated values, in the order of the form
  std::vector<std::string> visible;   // names of the fields to show
  std::vector<std::string> required;  // names of the visible fields that need an answer
  std::vector<FieldError> wrong;      // path: the field's name
};

// Answers: an object; null counts as empty. Unknown members and answers to calculated or invisible fields are left out.
Checked check(const Form& form, const json::Value& answers, Instant now);

// Refused (bad_input) with every wrong field as "<path>.<field>"; else what is to be kept.
Result<json::Value> check_answers(const Form& form, const json::Value& answers, Instant now,
                                  std::string_view path = "extra");

// Answers as a reader sees them, in the order of the form; what was not answered is left out.
struct Line {
  std::string name;
  std::string zh;  // label
  std::string en;
  std::string value_zh;  // "25 厘米", "是", "完好、破损"
  std::string value_en;
};
BOOST_DESCRIBE_STRUCT(Line, (), (name, zh, en, value_zh, value_en))
std::vector<Line> lines(const Form& form, const json::Value& answers);

}  // namespace tiange::forms
