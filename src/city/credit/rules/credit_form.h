#pragma once
// A scoring in force, read: firms as columns, whole registers scored at once and one firm scored by itself, with the same
// answer. Pure.
//
//   CreditForm form(scoring, version, catalogue, today);
//   columns::Table table = form.table(n); form.put(table, row, golden, facts);
//   form.score_all(table, grounds, visit);     form.score(table, row) -> CreditResult

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "city/credit/rules/credit_model.h"
#include "engines/columns/columns.h"

namespace tiange::credit {

// What cases say of a firm.
struct CreditFacts {
  std::int64_t cases_year = 0, serious_year = 0;
  std::int64_t latest = 0;  // the newest of them
  Instant last, last_serious;  // closed; none: no such case
  friend bool operator==(const CreditFacts&, const CreditFacts&) = default;
};

// A firm as it is scored; texts are borrowed.
struct CreditRow {
  std::string_view grid;
  std::string_view golden;  // compact JSON {field: text}
  CreditFacts facts;
};

struct CreditMark {
  std::size_t indicator = 0;  // of form.indicators()
  int points = 0;
  bool left_out = false;      // repaired or found mistaken: it stays to be seen and counts nothing
};

struct CreditResult {
  int score = 0;
  std::size_t grade = 0;  // of form.scoring().grades
  std::vector<CreditMark> marks;
};

// Marks of a firm that do not count: by indicator and what it rested on then.
struct LeftOut {
  std::string indicator, ground;
};

struct CreditLive {
  CreditIndicator indicator;
  feel::Expression condition, points;
  std::vector<std::string> reads;  // names in the order of use
};

class CreditForm {
 public:
  // Indicators that cannot be read any more, or are off, are left out.
  CreditForm(CreditScoring scoring, std::int64_t version, const registers::FieldCatalogue& catalogue, Date today);

  const CreditScoring& scoring() const { return scoring_; }
  std::int64_t version() const { return version_; }
  Date today() const { return today_; }
  const std::vector<CreditLive>& indicators() const { return live_; }

  columns::Table table(std::size_t rows) const;
  void put(columns::Table& table, std::size_t row, const CreditRow& firm) const;

  // One row by the interpreter.
  CreditResult score(const columns::Table& table, std::size_t row, std::span<const LeftOut> left_out) const;
  // All rows by columns, in their order. `left_out` gives those of a row.
  void score_all(const columns::Table& table, FunctionRef<std::span<const LeftOut>(std::size_t row)> left_out,
                 FunctionRef<void(std::size_t row, const CreditResult&)> visit) const;

  // What an indicator rests on for a row: the same fact gives the same text, another fact another one.
  std::string ground(const columns::Table& table, std::size_t row, std::size_t indicator) const;
  // The values that an indicator reads, as texts, by name; its day and document among them.
  std::vector<std::pair<std::string, std::string>> values(const columns::Table& table, std::size_t row, std::size_t indicator) const;
  // The day of a mark, where it has one.
  std::optional<Date> since(const columns::Table& table, std::size_t row, std::size_t indicator) const;
  // "tax_arrears:-20 honour:5 penalty:-15!" in the order of the scoring; ! is left out.
  std::string text_of(const CreditResult& result) const;

 private:
  enum class From { text, date, number, grid, age_days, cases_year, serious_year, latest };
  struct Column {
    std::string name;
    From from = From::text;
  };
  void add_column(const registers::FieldCatalogue& catalogue, const std::string& name);
  feel::Environment environment() const;
  std::string cell(const columns::Table& table, std::size_t row, const std::string& name) const;
  void finish(CreditResult& result) const;

  CreditScoring scoring_;
  std::int64_t version_ = 0;
  Date today_;
  std::vector<CreditLive> live_;
  std::vector<Column> columns_;
};

// A number of points as a whole one within -100 and 100; nothing for what is no number.
std::optional<int> whole_points(const feel::Value& value);

}  // namespace tiange::credit
