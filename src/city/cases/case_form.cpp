// The item's extra form: checked when a matter comes in, kept with its version, shown as words.

#include <algorithm>

#include "city/cases/case_service.h"
#include "city/flows/forms/flow_forms.h"

namespace tiange::cases {

namespace {

Refusal wrong_extra(const char* zh, const char* en) {
  return refuse_fields(ErrorCode::bad_input, {FieldError{"extra", zh, en}});
}

// What came with an import under names of another platform.
std::vector<forms::Line> lines_of_columns(const json::Value& columns) {
  std::vector<forms::Line> lines;
  for (const auto& [name, value] : columns.as_object()) {
    if (!value.is_string() && !value.is_number()) continue;
    const std::string text = value.is_string() ? value.as_string() : json::write(value);
    lines.push_back({name, name, name, text, text});
  }
  return lines;
}

bool has_any(const std::string& text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return text.find(word) != text.npos; });
}

// Every run of seven digits or more keeps three at the front and two at the end: telephones, identity cards, accounts.
std::string without_numbers(std::string text) {
  constexpr std::size_t k_shortest = 7;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789Xx", i), text.size());
    if (end - i >= k_shortest && text[i] >= '0' && text[i] <= '9')
      std::fill(text.begin() + static_cast<std::ptrdiff_t>(i + 3), text.begin() + static_cast<std::ptrdiff_t>(end - 2), '*');
    if (end > i) i = end;
  }
  return text;
}

std::string for_export(const std::string& label, const std::string& value) {
  const bool name = has_any(label, {"姓名", "联系人", "name", "Name", "contact", "Contact"});
  const bool place = has_any(label, {"住址", "户籍", "门牌", "Home address"});
  return name || place ? masked_name(value) : without_numbers(value);
}

}  // namespace

std::string answers_text(const CasesParts& parts, db::Tx& tx, const std::string& extra, Instant created,
                         Language language, Instant now) {
  CaseView view;
  view.created = created;
  auto read = json::parse(extra);
  if (extra.empty() || !read.ok()) return "";
  view.extra = std::move(*read);
  show_form(parts, tx, view, now);
  std::string out;
  for (const forms::Line& line : view.form) {
    const std::string& label = language == Language::zh ? line.zh : line.en;
    const std::string& value = language == Language::zh ? line.value_zh : line.value_en;
    if (value.empty()) continue;
    // The Chinese label says what it is in either language.
    const std::string shown = for_export(line.zh + " " + line.en, value);
    out += (out.empty() ? "" : language == Language::zh ? "；" : "; ") + label + (language == Language::zh ? "：" : ": ") + shown;
  }
  return out;
}

Result<std::string> kept_extra(const CasesParts& parts, db::Tx& tx, const ReportInput& input, std::string_view area,
                               Instant now) {
  if (!input.extra.is_object()) return wrong_extra("应为对象", "must be an object");
  if (input.channel == Channel::import) return json::write(input.extra);
  return kept_answers(parts, tx, input.item_code, area, input.extra, now);
}

std::optional<FieldError> item_fault(const CasesParts& parts, std::string_view code, std::string_view place) {
  const auto why = items::why_not_at(parts.items, code, place, [&](std::string_view area) {
    return Words{parts.places.name(area, Language::zh), parts.places.name(area, Language::en)};
  });
  return why ? std::optional(FieldError{"item_code", why->zh, why->en}) : std::nullopt;
}

Result<std::string> kept_answers(const CasesParts& parts, db::Tx& tx, std::string_view item_code,
                                 std::string_view area, const json::Value& given, Instant now) {
  if (!given.is_object()) return wrong_extra("应为对象", "must be an object");
  auto item = items::in_force_at(parts.items, item_code, area);
  if (!item) item = parts.items.find(item_code);  // no longer in force, and yet that of the case
  if (!item || item->form.empty()) {
    if (given.as_object().empty()) return std::string();
    return wrong_extra("该事项没有附加表单", "the item has no extra form");
  }
  const auto found = parts.flows.form(tx, item->form, 0, area, now);
  if (!found.ok()) return wrong_extra("该事项的附加表单尚未发布", "the item's extra form has not been deployed");
  flows::DistrictChoices choices(parts.items, parts.places, parts.org.directory(now), now);
  TIANGE_TRY(json::Value answers, forms::check_answers(*found->form, given, now, "extra", &choices));
  json::Value kept;
  kept.set("form", item->form);
  kept.set("form_version", found->version);
  kept.set("answers", std::move(answers));
  return json::write(kept);
}

// What somebody learns on the spot or while classifying completes what the reporter said.
bool takes_answers(Action action) {
  return action == Action::verify_true || action == Action::classify || action == Action::accept ||
         action == Action::settle;
}

void show_form(const CasesParts& parts, db::Tx& tx, CaseView& view, Instant now) {
  if (!view.extra.is_object()) return;
  const json::Value* version = view.extra.find("form_version");
  const json::Value* answers = view.extra.find("answers");
  if (!version || !version->is_int() || !answers || !answers->is_object()) {
    view.form = lines_of_columns(view.extra);
    return;
  }
  const auto found = parts.flows.form(tx, view.extra.text_or("form"), version->as_int(), "", view.created);
  flows::DistrictChoices choices(parts.items, parts.places, parts.org.directory(now), now);
  if (found.ok()) view.form = forms::lines(*found->form, *answers, view.created, &choices);
}

}  // namespace tiange::cases
