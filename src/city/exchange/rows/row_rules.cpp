#include "city/exchange/rows/row_rules.h"

#include <algorithm>

#include "base/codes.h"
#include "base/text.h"

namespace tiange::exchange {

namespace {

feel::Value feel_date(Date date) {
  const YearMonthDay parts = split_date(date);
  return feel::Value::date({parts.year, static_cast<std::uint8_t>(parts.month), static_cast<std::uint8_t>(parts.day)});
}

using TextCode = feel::Value (*)(std::string_view);

feel::Value yes_or_no(bool yes) { return feel::Value::boolean(yes); }
feel::Value valid_id_card(std::string_view number) { return yes_or_no(codes::is_citizen_number(number)); }
feel::Value valid_uscc(std::string_view code) { return yes_or_no(codes::is_credit_code(code)); }
feel::Value valid_phone(std::string_view phone) { return yes_or_no(codes::is_phone(phone)); }
feel::Value id_card_birth(std::string_view number) {
  const auto born = codes::citizen_birth(number);
  return born ? feel_date(*born) : feel::Value();
}
feel::Value id_card_sex(std::string_view number) {
  if (!codes::is_citizen_number(number)) return {};
  return feel::Value::string((number[16] - '0') % 2 == 1 ? "1" : "2");  // GB/T 2261.1
}

constexpr std::pair<std::string_view, TextCode> k_functions[] = {{"valid_id_card", valid_id_card},
                                                                 {"valid_uscc", valid_uscc},
                                                                 {"valid_phone", valid_phone},
                                                                 {"id_card_birth", id_card_birth},
                                                                 {"id_card_sex", id_card_sex}};

// A function of one text; null of anything else.
class TextFunction final : public feel::Function {
 public:
  TextFunction(std::string_view name, TextCode code) : name_(name), code_(code) {}
  std::size_t arity() const override { return 1; }
  std::string_view name() const override { return name_; }
  feel::Value call(feel::Machine&, std::span<const feel::Value> arguments) const override {
    if (arguments.size() != 1 || !arguments[0].is(feel::Kind::string)) return {};
    return code_(arguments[0].as_string());
  }
  feel::Value call_named(feel::Machine&, std::span<const std::string>, std::span<const feel::Value>) const override { return {}; }

 private:
  std::string_view name_;
  TextCode code_;
};

feel::Value value_of(FieldType type, const std::string& text) {
  if (type == FieldType::date) {
    const auto date = date_of(text, DateForm::any);
    return date ? feel_date(*date) : feel::Value();
  }
  if (type == FieldType::number) {
    const auto number = feel::Decimal::parse(text);
    return number ? feel::Value::number(*number) : feel::Value();
  }
  return feel::Value::string(std::string_view(text));
}

feel::Names names_for(const std::vector<FieldInfo>& fields) {
  feel::Names names;
  for (const FieldInfo& field : fields) {
    names.variables.push_back(field.field);
    names.members.push_back(field.field);
  }
  for (const auto& [name, code] : k_functions) names.variables.emplace_back(name);
  names.variables.emplace_back("other");
  names.variables.emplace_back("gone");
  return names;
}

}  // namespace

Outcome check_rule(const QualityRule& rule, const std::vector<FieldInfo>& fields) {
  std::vector<FieldError> faults;
  const auto known = [&](const std::string& name) {
    return std::any_of(fields.begin(), fields.end(), [&](const FieldInfo& one) { return one.field == name; });
  };
  if (!known(rule.field)) faults.push_back({"field", "没有这个字段", "no such field"});
  if (rule.zh.empty()) faults.push_back({"zh", "请写明应当怎样", "say what must hold"});
  if (!rule.other.empty() && !known(rule.by)) faults.push_back({"by", "请选择按哪个字段比对", "choose the field by which rows are compared"});
  const auto expression = feel::parse_expression(rule.expression, names_for(fields));
  if (!expression.ok()) {
    faults.push_back({"expression", expression.refusal().zh, expression.refusal().en});
  } else {
    for (const std::string& name : expression->variables()) {
      const bool function = std::any_of(std::begin(k_functions), std::end(k_functions), [&](const auto& one) { return one.first == name; });
      if (function || known(name) || name == "gone" || (name == "other" && !rule.other.empty())) continue;
      faults.push_back({"expression", "不认识“" + name + "”", name + " is not known"});
    }
  }
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  return done();
}

Result<RuleBook> RuleBook::make(const std::vector<QualityRule>& rules, const std::vector<FieldInfo>& fields) {
  RuleBook book;
  for (const auto& [name, code] : k_functions) book.functions_.emplace(name, feel::Value::function(new TextFunction(name, code)));
  for (const FieldInfo& field : fields) book.types_[field.field] = field.type;
  const feel::Names names = names_for(fields);
  for (const QualityRule& rule : rules) {
    if (!rule.active) continue;
    TIANGE_TRY(feel::Expression expression, feel::parse_expression(rule.expression, names));
    const bool today = text::contains(rule.expression, "today(") || text::contains(rule.expression, "now(");
    (rule.other.empty() ? book.alone_ : book.between_).push_back({rule, std::move(expression), today, text::contains(rule.expression, "null")});
    (rule.other.empty() ? book.alone_rules_ : book.between_rules_).push_back(rule);
  }
  return book;
}

feel::Value RuleBook::context_of(const feel::Expression& expression, const MappedRow& row, const MappedRow* other) const {
  const auto typed = [&](const MappedRow& from, const std::string& name) {
    const std::string* text = from.find(name);
    const auto type = types_.find(name);
    return text ? value_of(type == types_.end() ? FieldType::text : type->second, *text) : feel::Value();
  };
  feel::ContextBuilder context;
  for (const std::string& name : expression.variables()) {
    const auto function = functions_.find(name);
    if (function != functions_.end()) {
      context.set(name, function->second);
    } else if (name == "gone") {
      context.set(name, feel::Value::boolean(row.gone));
    } else if (name == "other") {
      feel::ContextBuilder there;
      if (!other) {
        context.set(name, {});
        continue;
      }
      for (const auto& [field, text] : other->values) there.set(field, typed(*other, field));
      there.set("gone", feel::Value::boolean(other->gone));
      context.set(name, there.build());
    } else {
      context.set(name, typed(row, name));
    }
  }
  return context.build();
}

feel::Value RuleBook::outcome_of(const Ready& ready, const MappedRow& row, const MappedRow* other, Instant now) const {
  feel::Environment environment;
  environment.max_steps = 100'000;
  if (ready.wants_today) {
    const YearMonthDay day = split_date(local_date(now));
    environment.now = feel::DateTime{{day.year, static_cast<std::uint8_t>(day.month), static_cast<std::uint8_t>(day.day)},
                                     local_us_of_day(now) * 1000,
                                     feel::Zone::offset(8 * 3600)};
  }
  return feel::evaluate(ready.expression, context_of(ready.expression, row, other), environment).value;
}

std::optional<Fault> RuleBook::judge(const Ready& ready, const MappedRow& row, const MappedRow* other, Instant now) const {
  for (const std::string& name : ready.expression.variables()) {
    if (!ready.bears_null && types_.count(name) > 0 && !row.find(name)) return std::nullopt;
  }
  if (!outcome_of(ready, row, other, now).is_false()) return std::nullopt;
  const std::string* value = row.find(ready.rule.field);
  return Fault{ready.rule.code, "", ready.rule.field, value ? *value : "", ready.rule.zh, ready.rule.en.empty() ? ready.rule.zh : ready.rule.en,
               ready.rule.holds && !other};
}

Result<RowFilter> RowFilter::make(const std::string& condition, const std::vector<FieldInfo>& fields) {
  RowFilter filter;
  if (text::trim(condition).empty()) return filter;
  QualityRule rule;
  rule.field = fields.empty() ? "" : fields.front().field;
  rule.expression = condition;
  rule.zh = "条件";
  if (const Outcome good = check_rule(rule, fields); !good.ok()) {
    std::vector<FieldError> faults = good.refusal().fields;
    for (FieldError& fault : faults) fault.path = "condition";
    return refuse_fields(ErrorCode::bad_input, std::move(faults));
  }
  TIANGE_TRY(RuleBook book, RuleBook::make({rule}, fields));
  filter.book_ = std::make_shared<const RuleBook>(std::move(book));
  return filter;
}

bool RowFilter::passes(const MappedRow& row, Instant now) const {
  return !book_ || book_->outcome_of(book_->alone_.front(), row, nullptr, now).is_true();
}

void RuleBook::check(MappedRow& row, Instant now) const {
  for (const Ready& ready : alone_) {
    if (auto fault = judge(ready, row, nullptr, now)) row.faults.push_back(std::move(*fault));
  }
}

void RuleBook::compare(const std::string& rule, const MappedRow& row, const MappedRow& other, Instant now, std::vector<Fault>& faults) const {
  for (const Ready& ready : between_) {
    if (ready.rule.code != rule) continue;
    if (auto fault = judge(ready, row, &other, now)) {
      const std::string* there = other.find(ready.rule.field);
      if (there) fault->value += " ≠ " + *there;
      faults.push_back(std::move(*fault));
    }
  }
}

}  // namespace tiange::exchange
