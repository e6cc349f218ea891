#pragma once
// Forms: what is asked beyond the common fields. The definition is a form-js schema (bpmn.io, JSON, schemaVersion 16 or
// later) as its editor writes it; rules are FEEL, compiled once. Pure.
//
//   {"type": "default", "id": "flood", "schemaVersion": 16, "properties": {"zh": "积水情况", "en": "Standing water"},
//    "components": [
//     {"type": "number", "key": "depth_cm", "label": "水深", "validate": {"required": true, "min": 0, "max": 500},
//      "appearance": {"suffixAdorner": "厘米"}, "properties": {"en": "Depth", "suffix_en": "cm"}},
//     {"type": "checkbox", "key": "closed", "label": "已封路", "conditional": {"hide": "=(depth_cm > 15) != true"}}]}
//
// Components and their answers in JSON:
//   textfield, textarea   string, kept without blanks at both ends; with properties.input "place" a place:
//                         {lng, lat, text, grid_code}, WGS84, each may be absent but not all
//   number                number                    checkbox          boolean; required means it must be ticked
//   radio, select         the value of a choice     checklist, taglist   array of values of choices
//   datetime              "2026-11-21", "09:05" or "2026-11-21T09:05" (district time) by its subtype
//   expression            whatever the rule gives; calculated, not asked
//   group                 its fields; an object when it has a path
//   dynamiclist           array of objects, one a row
//   text, table, separator, spacer   shown only
// Everything else that form-js knows is refused, with what to use instead.
//
// Of form-js itself: key, path, label, description, conditional.hide, validate (required, min, max, minLength, maxLength,
// pattern in RE2 syntax, validationType), values, valuesExpression, defaultValue, readonly, appearance (prefixAdorner,
// suffixAdorner), decimalDigits, increment, subtype, disallowPassedDates, dataSource, columns, defaultRepetitions.
// Ours, under properties: en, hint_en, prefix_en, suffix_en; required_when, valid_when, default (rules); wrong_zh and wrong_en
// (said of a wrong pattern or valid_when); source, source_within (choices out of a register); input; min_rows, max_rows. A choice or column may have "en".
//
// Rules begin with "=" and read the fields before their own, by name: of their own row or group first, then outwards;
// this, parent and i (number of the row, from 1) as in form-js; valid_when also its own field. A field that is not
// answered or not shown is null; a row is a context, rows a list. Numbers are exact decimals, dates dates, moments date and
// time of the district's zone; today() and now() are the district's. A rule counts as holding when it is true.

#include <boost/describe.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "engines/feel/feel.h"
#include "engines/forms/form_pattern.h"

namespace tiange::forms {

enum class FieldKind {
  text, number, tick, choice, choices, date, time, moment, place, calculated, group, rows, note, table, line, space
};
BOOST_DESCRIBE_ENUM(FieldKind, text, number, tick, choice, choices, date, time, moment, place, calculated, group, rows,
                    note, table, line, space)

// A choice, or a column of a table.
struct Choice {
  json::Value value;  // text, number or boolean
  std::string zh;
  std::string en;  // empty: as in Chinese
};
BOOST_DESCRIBE_STRUCT(Choice, (), (value, zh, en))

constexpr std::size_t k_most_fields = 300;
constexpr std::size_t k_most_depth = 5;        // groups and rows inside each other
constexpr std::size_t k_most_choices = 500;
constexpr std::size_t k_usual_longest = 200;   // characters
constexpr std::size_t k_most_text = 2'000;
constexpr std::size_t k_usual_rows = 50;
constexpr std::size_t k_most_rows = 200;
constexpr std::size_t k_most_answers = 3'000;  // fields of all rows together

using Rule = std::optional<feel::Expression>;

// A number in the definition, or a rule that gives it.
struct Bound {
  feel::Value constant;
  Rule rule;
  bool given() const { return rule.has_value() || !constant.is_null(); }
};

struct Field {
  std::string id;    // of the component; may be empty
  std::string name;  // member of the answers; empty: shows only, or a group whose fields stand in its surroundings
  FieldKind kind = FieldKind::text;
  Words label;
  Words hint;
  Words prefix;
  Words suffix;  // a unit
  bool roomy = false;     // text of many lines
  bool dropdown = false;  // choices in a list that opens
  bool required = false;
  bool fixed = false;  // readonly: shows its default, is not asked
  Rule fixed_when;
  Rule hidden_when;
  Rule required_when;
  Rule valid_when;
  Words wrong;  // said when valid_when does not hold or the pattern is not found
  Rule value;   // calculated; text of a note; rows of a table
  std::optional<json::Value> default_value;
  Rule default_rule;
  std::vector<Choice> choices;  // of a table: its columns
  Rule choices_rule;
  std::string source;  // register the choices come from
  Rule source_within;  // only those inside: an area, a unit
  Bound min, max;      // of a number, inclusive
  Bound shortest, longest;  // of a text, in characters
  std::optional<int> digits;  // after the point of a number
  std::optional<double> step;
  std::optional<Pattern> pattern;
  bool not_past = false;  // of a date
  std::int64_t least_rows = 0;
  std::int64_t most_rows = static_cast<std::int64_t>(k_usual_rows);
  std::int64_t first_rows = 1;  // shown before anybody adds one
  bool fixed_rows = false;      // rows are neither added nor taken away
  std::vector<Field> fields;    // of a group, of a row
};

struct Form {
  std::string key;
  Words name;
  std::vector<Field> fields;
  // By path without row numbers: "depth_cm", "people.age". Null when there is none.
  const Field* find(std::string_view path) const;
  // Whether what is shown, needed or calculated depends on answers.
  bool has_rules() const;
};

struct ReadOptions {
  std::optional<std::vector<std::string>> sources;  // the registers that choices may come from; absent: any
};

// Refused (bad_file) with every fault: "components[2].conditional.hide", and line and column inside an expression.
Result<Form> parse_form(std::string_view json, const ReadOptions& options = {});

// Code lists and registers of the surroundings.
class Registers {
 public:
  virtual ~Registers() = default;
  // Words of an entry; none when there is no such entry, or none inside `within` (empty: anywhere).
  virtual std::optional<Words> find(std::string_view source, std::string_view code, std::string_view within) = 0;
};

struct Checked {
  json::Value answers;                // known, visible, good ones and calculated values, in the order of the form
  std::vector<std::string> visible;   // paths of what to show: "depth_cm", "people", "people[0].age"; "#id" without a name
  std::vector<std::string> required;  // paths of the visible fields that need an answer
  std::vector<std::string> fixed;     // paths of the visible fields that are not asked for now
  std::vector<FieldError> wrong;      // path of the field
  std::map<std::string, std::vector<Choice>> choices;   // of fields whose choices a rule gives
  std::map<std::string, std::string> texts;             // of notes that a rule writes
  std::map<std::string, std::vector<std::vector<std::string>>> tables;  // cells
  std::map<std::string, std::string> within;            // of choices out of a register: where they have to lie
};

// Answers: an object; null counts as empty. Unknown members and answers to calculated, fixed or invisible fields are left
// out. What is absent takes its default; what is null stays empty. Without registers any code counts as an entry.
Checked check(const Form& form, const json::Value& answers, Instant now, Registers* registers = nullptr);

// Refused (bad_input) with every wrong field as "<path>.<field>"; else what is to be kept.
Result<json::Value> check_answers(const Form& form, const json::Value& answers, Instant now,
                                  std::string_view path = "extra", Registers* registers = nullptr);

// Answers as a reader sees them, in the order of the form; what was not answered is left out. A group is a line of its
// own when it has a label, and so is every row; what is inside stands one step deeper.
struct Line {
  std::string name;  // path
  std::string zh;    // label
  std::string en;
  std::string value_zh;  // "25 厘米", "是", "完好、破损"; of rows "3 行"
  std::string value_en;
  std::int64_t depth = 0;
};
BOOST_DESCRIBE_STRUCT(Line, (), (name, zh, en, value_zh, value_en, depth))
std::vector<Line> lines(const Form& form, const json::Value& answers, Instant now, Registers* registers = nullptr);

// ---- for browsers -------------------------------------------------------------------------------------------

// What a browser needs to show the form and to judge answers as check() does, without the network: rules as trees of
// JSON arrays, ["less", ["name", "depth_cm"], ["n", "15"]]; false for a rule that only the server evaluates.
struct View {
  FieldKind kind = FieldKind::text;
  std::string id;
  std::string name;
  std::string zh;
  std::string en;
  std::string hint_zh;
  std::string hint_en;
  std::string prefix_zh;
  std::string prefix_en;
  std::string suffix_zh;
  std::string suffix_en;
  bool roomy = false;
  bool dropdown = false;
  bool required = false;
  bool fixed = false;
  bool not_past = false;
  std::string source;
  std::vector<Choice> choices;
  std::optional<json::Value> default_value;
  std::optional<std::int64_t> digits;
  std::optional<double> step;
  std::optional<std::string> pattern;  // JavaScript, with the flag u; "" when only the server can match it
  std::string wrong_zh;
  std::string wrong_en;
  std::optional<std::int64_t> least_rows;
  std::optional<std::int64_t> most_rows;
  std::optional<std::int64_t> first_rows;
  std::optional<bool> fixed_rows;
  json::Value rules;  // {hide, fixed, required, valid, value, default, choices, within, min, max, shortest, longest}
  std::vector<View> fields;
};
BOOST_DESCRIBE_STRUCT(View, (),
                      (kind, id, name, zh, en, hint_zh, hint_en, prefix_zh, prefix_en, suffix_zh, suffix_en, roomy,
                       dropdown, required, fixed, not_past, source, choices, default_value, digits, step, pattern,
                       wrong_zh, wrong_en, least_rows, most_rows, first_rows, fixed_rows, rules, fields))

std::vector<View> views(const Form& form);
// Whether some rule or pattern is left to the server.
bool asks_server(const std::vector<View>& views);

// ---- for the parts of this folder ---------------------------------------------------------------------------

// What an answer is worth: the value to keep, or what is wrong with it. Neither: not answered.
struct Reading {
  std::optional<json::Value> kept;
  std::optional<Words> wrong;
};
// By the field's kind alone; choices are the ones in force.
Reading read_answer(const Field& field, const std::vector<Choice>& choices, const json::Value& value);
feel::Value feel_value(const Field& field, const json::Value& kept);
// The name shown in paths: its name, or "#" and its id.
std::string path_of(const std::string& inside, const Field& field);

}  // namespace tiange::forms
