#pragma once
// What the columns of another platform's export mean, and one of its rows as a report. Pure.
//
// Known shapes: the 21-column work-order form of city 12345 platforms and the bare form of four columns (序号, 工单编号,
// 标题, 内容). Any other table can be mapped by hand.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "city/cases/intake/import_meanings.h"

namespace tiange::cases {

// A thing a column may hold.
struct ImportField {
  std::string_view name;  // "number"
  std::string_view zh;
  std::string_view en;
  std::vector<std::string_view> titles;  // as exports write them; the first is the form's own
};
const std::vector<ImportField>& import_fields();

// The field each title most likely means; a title that means nothing known is left out. A field is given once, to the
// title that fits best.
ImportMapping suggest_mapping(const std::vector<std::string>& titles);

// Which of the first rows holds the titles: the one that names most fields. 0 when none names two.
std::size_t title_row(std::span<const std::vector<std::string>> first_rows);

// The same titles in the same order give the same text; a remembered mapping is found by it.
std::string signature_of(const std::vector<std::string>& titles);

struct ImportedRow {
  std::string number;      // of the other platform; with its name it makes the row unique
  std::string kind = "other";  // consult | help | complaint | report | suggestion | praise | other
  std::string category;    // "城市管理->市容环境->暴露垃圾"
  std::string tags;
  std::string title;
  std::string content;
  bool closed = false;
  std::string reporter_name;
  std::string reporter_phone;
  std::string town;
  std::string community;
  std::string spot;        // estate or address
  std::optional<double> lng;
  std::optional<double> lat;
  std::string result;
  std::string reply;
  std::string received_by;
  std::optional<Instant> reported;
  std::optional<Instant> closed_at;
  std::string firm;
  std::string satisfied;   // "" | satisfied | dissatisfied
  std::string severity = "normal";
  std::string channel;     // "" where the table does not say
  std::string item;        // code; "" where the plan names none for the category
  std::string unit;        // code; as item, for the queue
  std::string queue;
  std::optional<Instant> due;    // zero: the column is there and empty, so that the other platform set no limit
  std::optional<bool> on_time;   // as the other platform counted

  // The place as one text, town to spot.
  std::string place_text() const;
};

// Reads a row; every bad cell is told, with the column's title as path. The content or the title must be there.
ImportedRow read_import_row(const std::vector<std::string>& cells, const ImportPlan& plan,
                            const std::vector<std::string>& titles, std::vector<FieldError>& wrong);

}  // namespace tiange::cases
