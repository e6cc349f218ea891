#include <algorithm>

#include "base/text.h"
#include "city/cases/intake/intake.h"

namespace tiange::cases {

namespace {

struct Asked {
  std::string part, text, item, also, urgency;

  bool fits(std::string_view code) const {
    const auto others = text::split(also, ' ');
    return !code.empty() && (code == item || std::find(others.begin(), others.end(), code) != others.end());
  }
};

Result<std::vector<Asked>> read_asked(std::string_view csv) {
  std::vector<std::string> cells;
  std::size_t line = 0;
  text::CsvReader reader(csv);
  std::vector<Asked> out;
  const std::vector<std::string> titles = {"part", "text", "item", "also", "urgency"};
  if (!reader.next(cells, line) || cells != titles)
    return refuse(ErrorCode::bad_file, "第一行应为 part,text,item,also,urgency", "the first row must be part,text,item,also,urgency");
  while (reader.next(cells, line)) {
    cells.resize(titles.size());
    out.push_back({cells[0], cells[1], cells[2], cells[3], cells[4]});
  }
  return out;
}

double share(std::int64_t some, std::int64_t all) { return all > 0 ? static_cast<double>(some) / static_cast<double>(all) : 0; }

}  // namespace

Result<AskedFigures> ask_all(std::string_view csv, std::string_view part, const std::function<Suggestions(const std::string& text)>& suggest) {
  TIANGE_TRY(std::vector<Asked> rows, read_asked(csv));
  AskedFigures out;
  std::int64_t right = 0, strict = 0, in_three = 0, sure = 0, right_and_sure = 0;
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const Asked& row : rows) {
    if (!part.empty() && row.part != part) continue;
    const Suggestions said = suggest(row.text);
    const std::string first = said.item.empty() ? "" : said.item.front().code;
    const bool urgent = said.urgency == "urgent";
    out.urgent += row.urgency == "urgent";
    out.urgent_found += urgent && row.urgency == "urgent";
    out.urgent_wrongly += urgent && row.urgency != "urgent";
    if (row.item.empty()) {
      ++out.unfit;
      out.unfit_unsure += !said.sure || row.fits(first);
      continue;
    }
    ++out.texts;
    right += row.fits(first);
    strict += first == row.item;
    sure += said.sure;
    right_and_sure += said.sure && row.fits(first);
    for (std::size_t i = 0; i < std::min<std::size_t>(3, said.item.size()); ++i) {
      if (!row.fits(said.item[i].code)) continue;
      ++in_three;
      break;
    }
    pairs.emplace_back(row.item, row.fits(first) ? row.item : first);
    if (!row.fits(first)) out.missed.push_back(row.text + " → " + (said.item.empty() ? "" : said.item.front().name));
  }
  out.top_1 = share(right, out.texts);
  out.top_1_strict = share(strict, out.texts);
  out.top_3 = share(in_three, out.texts);
  out.macro_f1 = textual::score(pairs).macro_f1;
  out.sure = share(sure, out.texts);
  out.right_when_sure = share(right_and_sure, sure);
  out.right_when_unsure = share(right - right_and_sure, out.texts - sure);
  return out;
}

}  // namespace tiange::cases
