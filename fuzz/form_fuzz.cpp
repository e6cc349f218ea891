// Forms from arbitrary bytes. A text that begins with "{" is a schema, after a line "---" come answers to it; one that
// begins with "$" is the XPath of an XLSForm; anything else the rows of a survey and, after lines "---", of its choices and
// settings. Nothing may crash, leak or run on; what an import gives is taken by the reader.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "engines/forms/forms.h"
#include "engines/forms/xlsform.h"
#include "engines/forms/xpath.h"

namespace {

using namespace tiange;

constexpr std::string_view k_between = "\n---\n";
const Instant k_now{1'795'000'000'000'000};

std::string_view take_part(std::string_view& text) {
  const std::size_t at = text.find(k_between);
  const std::string_view part = text.substr(0, at);
  text = at == text.npos ? std::string_view() : text.substr(at + k_between.size());
  return part;
}

void fill_in(const forms::Form& form, std::string_view answers) {
  forms::views(form);
  const auto given = json::parse(answers.empty() ? "{}" : answers);
  if (!given.ok()) return;
  const forms::Checked checked = forms::check(form, *given, k_now);
  forms::lines(form, checked.answers, k_now);
  // Good answers are good again, and give the same.
  if (checked.wrong.empty() && forms::check(form, checked.answers, k_now).answers.is_null()) std::abort();
}

std::vector<forms::SheetRow> rows_of(std::string_view csv) {
  std::vector<forms::SheetRow> rows;
  text::CsvReader reader(csv);
  forms::SheetRow row;
  while (rows.size() < 200 && reader.next(row.cells, row.number)) rows.push_back(row);
  return rows;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.starts_with('{')) {
    const std::string_view schema = take_part(text);
    const auto form = forms::parse_form(schema);
    if (form.ok()) fill_in(*form, text);
  } else if (text.starts_with('$')) {
    forms::XPathSetting setting;
    setting.name = [](std::string_view name) { return forms::XPathName{"a", name.size() > 3, name.size() > 2}; };
    setting.self = "a";
    const auto rule = forms::feel_of_xpath(text.substr(1), setting);
    if (rule.ok()) (void)feel::parse_expression(*rule, {{"a"}, {}, {}}).ok();
  } else if (text::is_valid_utf8(text)) {
    forms::XlsSheets sheets;
    sheets.survey = rows_of(take_part(text));
    sheets.choices = rows_of(take_part(text));
    sheets.settings = rows_of(take_part(text));
    const auto made = forms::read_xlsform(sheets);
    if (made.ok() && !forms::parse_form(made->content).ok()) std::abort();
  }
  return 0;
}
