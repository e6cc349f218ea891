#include "city/cases/channels/open311/open311_services.h"

#include "base/text.h"

namespace tiange::cases::open311 {

namespace {

const std::string& in(const Words& words, Language language) {
  return language == Language::en && !words.en.empty() ? words.en : words.zh;
}

std::string value_text(const json::Value& value) { return value.is_string() ? value.as_string() : json::write(value); }

std::string_view type_of(const forms::Field& field) {
  switch (field.kind) {
    case forms::FieldKind::number: return "number";
    case forms::FieldKind::tick:
    case forms::FieldKind::choice: return "singlevaluelist";
    case forms::FieldKind::choices: return "multivaluelist";
    case forms::FieldKind::date:
    case forms::FieldKind::moment: return "datetime";
    case forms::FieldKind::text: return field.roomy ? "text" : "string";
    default: return "string";
  }
}

bool is_asked(const forms::Field& field) {
  switch (field.kind) {
    case forms::FieldKind::text:
    case forms::FieldKind::number:
    case forms::FieldKind::tick:
    case forms::FieldKind::choice:
    case forms::FieldKind::choices:
    case forms::FieldKind::date:
    case forms::FieldKind::time:
    case forms::FieldKind::moment: return !field.name.empty() && !field.fixed;
    default: return false;
  }
}

json::Value list_entry(const std::string& key, const std::string& name) {
  json::Value one{json::Object{}};
  one.set("key", key);
  one.set("name", name);
  return one;
}

json::Array choices_of(const forms::Field& field, Language language) {
  json::Array values;
  if (field.kind == forms::FieldKind::tick) {
    values.push_back(list_entry("true", language == Language::zh ? "是" : "yes"));
    values.push_back(list_entry("false", language == Language::zh ? "否" : "no"));
  }
  for (const forms::Choice& choice : field.choices)
    values.push_back(list_entry(value_text(choice.value), in({choice.zh, choice.en}, language)));
  return values;
}

struct Writer {
  Language language;
  json::Array attributes;

  void add(const std::vector<forms::Field>& fields, const std::string& before) {
    for (const forms::Field& field : fields) {
      if (field.kind == forms::FieldKind::group) {
        add(field.fields, field.name.empty() ? before : before + field.name + ".");
      } else if (is_asked(field)) {
        add_one(field, before + field.name);
      }
    }
  }

  void add_one(const forms::Field& field, const std::string& code) {
    json::Value one{json::Object{}};
    one.set("variable", true);
    one.set("code", code);
    one.set("datatype", type_of(field));
    one.set("required", field.required);
    one.set("datatype_description", in(field.hint, language));
    one.set("order", static_cast<std::int64_t>(attributes.size() + 1));
    one.set("description", in(field.label, language));
    if (type_of(field).ends_with("list")) one.set("values", choices_of(field, language));
    attributes.push_back(std::move(one));
  }
};

json::Value answer_of(const forms::Field& field, const std::vector<std::string>& values) {
  const auto choice = [&](const std::string& text) -> json::Value {
    for (const forms::Choice& one : field.choices) {
      if (value_text(one.value) == text) return one.value;
    }
    return text;
  };
  switch (field.kind) {
    case forms::FieldKind::number: {
      const auto number = text::to_double(values.front());
      return number ? json::Value(*number) : json::Value(values.front());
    }
    case forms::FieldKind::tick: return values.front() == "true" || values.front() == "1";
    case forms::FieldKind::choice: return choice(values.front());
    case forms::FieldKind::choices: {
      json::Array all;
      for (const std::string& value : values) all.push_back(choice(value));
      return all;
    }
    case forms::FieldKind::date: return values.front().substr(0, 10);
    case forms::FieldKind::moment: return values.front().substr(0, 16);
    default: return values.front();
  }
}

void collect(const std::vector<forms::Field>& fields, const std::string& before,
             const std::map<std::string, std::vector<std::string>>& values, json::Value& out) {
  for (const forms::Field& field : fields) {
    if (field.kind == forms::FieldKind::group) {
      if (field.name.empty()) {
        collect(field.fields, before, values, out);
        continue;
      }
      json::Value inner{json::Object{}};
      collect(field.fields, before + field.name + ".", values, inner);
      if (!inner.as_object().empty()) out.set(field.name, std::move(inner));
      continue;
    }
    const auto given = values.find(before + field.name);
    if (is_asked(field) && given != values.end()) out.set(field.name, answer_of(field, given->second));
  }
}

}  // namespace

json::Value service_of(const items::Item& item, Language language) {
  json::Value one{json::Object{}};
  one.set("service_code", item.code);
  one.set("service_name", in({item.name_zh, item.name_en}, language));
  one.set("description", item.filing_condition_en && language == Language::en ? *item.filing_condition_en : item.filing_condition);
  one.set("metadata", !item.form.empty());
  one.set("type", "realtime");
  one.set("keywords", text::replace_all(item.keywords, " ", ", "));
  one.set("group", in({item.major_zh, item.major_en}, language));
  return one;
}

json::Value definition_of(std::string_view service, const forms::Form* form, Language language) {
  Writer writer{language, {}};
  if (form) writer.add(form->fields, "");
  json::Value one{json::Object{}};
  one.set("service_code", service);
  one.set("attributes", std::move(writer.attributes));
  return one;
}

json::Value answers_of(const forms::Form& form, const std::map<std::string, std::vector<std::string>>& values) {
  json::Value out{json::Object{}};
  collect(form.fields, "", values, out);
  return out;
}

}  // namespace tiange::cases::open311
