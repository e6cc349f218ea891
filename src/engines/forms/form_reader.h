#pragma once
// Reading a form-js schema: which components and members there are, and one reader that collects every fault.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/forms/forms.h"

namespace tiange::forms {

// A component of form-js that is served.
struct ComponentType {
  std::string_view type;
  FieldKind kind;
  bool asks;                                  // its value is an answer
  std::span<const std::string_view> members;  // beyond the common ones
};
const ComponentType* find_component(std::string_view type);
// Of a type that form-js knows and this house does not serve: what to use instead. Empty for an unknown type.
Words instead_of(std::string_view type);
std::span<const std::string_view> common_members();
std::span<const std::string_view> answer_members();
std::span<const std::string_view> root_members();
std::span<const std::string_view> our_properties();

// What the rules of one place may read.
struct NameScope {
  const NameScope* outer = nullptr;
  std::vector<const Field*> known;  // before the place, in order
  bool in_rows = false;
  const Field* find(std::string_view name) const;
};

// Faults of the definition, with their places.
class Faults {
 public:
  void add(std::string path, std::string zh, std::string en) {
    if (all_.size() < 100) all_.push_back({std::move(path), std::move(zh), std::move(en)});
  }
  bool none() const { return all_.empty(); }
  std::vector<FieldError> take() { return std::move(all_); }

 private:
  std::vector<FieldError> all_;
};

// A rule of the definition, "= …"; names must be of the scope. Adds what is wrong and gives none.
Rule read_rule(const json::Value& given, const NameScope& scope, const std::string& path, Faults& faults);

// Simple members of a component, checked and bounded.
class Members {
 public:
  Members(const json::Value& object, std::string path, Faults& faults)
      : object_(object), path_(std::move(path)), faults_(faults) {}

  const json::Value* find(std::string_view member) const;  // none when absent, null or ""
  std::string at(std::string_view member) const { return path_.empty() ? std::string(member) : path_ + "." + std::string(member); }
  std::string text(std::string_view member, std::size_t most) const;
  bool flag(std::string_view member) const;
  std::optional<std::int64_t> whole(std::string_view member, std::int64_t least, std::int64_t most) const;
  void fault(std::string_view member, std::string zh, std::string en) const {
    faults_.add(at(member), std::move(zh), std::move(en));
  }
  // A misspelt member would silently be no rule at all.
  void refuse_strangers(std::initializer_list<std::span<const std::string_view>> known) const;
  Faults& faults() const { return faults_; }

 private:
  const json::Value& object_;
  std::string path_;
  Faults& faults_;
};

bool is_name(std::string_view text);

}  // namespace tiange::forms
