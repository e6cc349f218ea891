// What the cases room offers to processes that are only tried.

#include <algorithm>

#include "city/cases/replay/case_facts.h"
#include "city/cases/rules/service_rules.h"
#include "city/cases/rules/dispatch_rules.h"

namespace tiange::cases {

namespace {

std::string text_of(const feel::Value& context, std::string_view name) {
  const feel::Value* value = context.find(name);
  return value && value->is(feel::Kind::string) ? std::string(value->as_string()) : std::string();
}

class CaseTrialHost final : public flows::TrialHost {
 public:
  CaseTrialHost(const CasesParts& parts, std::shared_ptr<const org::Directory> directory)
      : parts_(parts), directory_(std::move(directory)) {}

  feel::Value asked(std::string_view, const feel::Value& variables) override {
    feel::Value all = variables.find("department_unit")
                          ? variables
                          : with_unit(variables, *directory_, text_of(variables, "town"), text_of(variables, "lead_line"));
    if (climbed_from_.empty()) return all;
    const auto level = json::enum_from<Level>(climbed_from_);
    climbed_from_.clear();
    if (!level) return all;
    feel::ContextBuilder builder;
    for (const feel::Entry& entry : all.as_context().entries) builder.set(entry.name, entry.value);
    builder.set("from_level", feel::Value::string(json::enum_name(level_above(*level))));
    return builder.build();
  }

  void timer_fired(std::string_view element, const feel::Value& variables) override {
    if (element != "warn") climbed_from_ = text_of(variables, "level");
  }

  Result<Instant> limit_due(std::string_view limit, Instant from) override {
    TIANGE_TRY(const Limit parsed, parse_limit(limit));
    return parts_.calendar->add(parsed, from);
  }

 private:
  const CasesParts& parts_;
  std::shared_ptr<const org::Directory> directory_;
  std::string climbed_from_;  // level at the timer that fired just now
};

class CaseHome final : public flows::ProcessHome {
 public:
  CaseHome(const CasesParts& parts, const tiange::Clock& clock) : parts_(parts), clock_(clock) {}

  std::vector<flows::Fact> facts() const override { return fact_table(parts_, *directory()); }

  std::vector<flows::ServiceName> services() const override {
    std::vector<flows::ServiceName> names;
    for (const ServiceRow& row : service_rows()) {
      flows::ServiceName name{std::string(row.name), row.words.zh, row.words.en, {}};
      for (const ServiceInput& input : row.inputs)
        name.inputs.push_back({std::string(input.name), input.words.zh, input.words.en});
      names.push_back(std::move(name));
    }
    return names;
  }

  bool one_task_at_a_time() const override { return true; }
  bool knows_duty(std::string_view duty) const override { return directory()->duty(duty) != nullptr; }

  std::unique_ptr<flows::TrialHost> trial(std::string_view, Instant) const override {
    return std::make_unique<CaseTrialHost>(parts_, directory());
  }

  Words words_of(std::string_view fact, std::string_view value) const override {
    if (value.empty()) return {"（空）", "(none)"};
    const auto directory = this->directory();
    if (fact == "level" || fact == "from_level") {
      if (const auto level = json::enum_from<Level>(value)) return level_words(*level);
    }
    if (fact == "severity") {
      if (const auto severity = json::enum_from<Severity>(value)) return severity_words(*severity);
    }
    if (fact == "item") {
      if (const auto item = parts_.items.find(value)) return {item->name_zh, item->name_en};
    }
    if (directory->unit(value)) return directory->unit_name(value);
    if (fact == "queue") return queue_words(parts_, *directory, value);
    if (const auto limit = parse_limit(value); limit.ok()) return limit_words(*limit);
    return {std::string(value), std::string(value)};
  }

  Words area_words(std::string_view area) const override {
    if (area.empty()) return {"全区", "the whole district"};
    const Words words{parts_.places.full_name(area, Language::zh), parts_.places.full_name(area, Language::en)};
    return words.zh.empty() ? Words{std::string(area), std::string(area)} : words;
  }

  bool knows_area(std::string_view area) const override { return parts_.places.area(area).has_value(); }

 private:
  std::shared_ptr<const org::Directory> directory() const { return parts_.org.directory(clock_.now()); }

  const CasesParts parts_;
  const tiange::Clock& clock_;
};

}  // namespace

std::unique_ptr<flows::ProcessHome> open_process_home(const CasesParts& parts, const tiange::Clock& clock) {
  return std::make_unique<CaseHome>(parts, clock);
}

}  // namespace tiange::cases
