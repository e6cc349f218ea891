#pragma once
// A page of its own to be printed: no scripts, no addresses of others. Every text is escaped.

#include <string>
#include <string_view>
#include <vector>

#include "city/cases/supervision/desk/supervision_views.h"

namespace tiange::cases {

std::string html_escaped(std::string_view text);

class PrintPage {
 public:
  PrintPage(bool chinese, std::string_view title, std::string_view number);
  void line(std::string_view text);
  void heading(std::string_view text);
  void paragraph(std::string_view text);  // line breaks stay
  void fact(std::string_view name, std::string_view value);
  void signed_by(std::string_view who, std::string_view when);
  void table(const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows);
  void entries(const std::vector<PaperEntry>& entries);
  std::string finish();

 private:
  bool chinese_;
  std::string html_;
};

}  // namespace tiange::cases
