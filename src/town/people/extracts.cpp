#include "town/people/extracts.h"

#include <algorithm>

#include "town/people/described.h"

namespace tiange::town {

ExtractLine::ExtractLine(const MadePeople& made, Department department, const Care& of_department,
                         FunctionRef<void(const ExtractRow&)> visit)
    : care(of_department), made_(made), visit_(visit), mistakes_(made.lists.slips) {
  row_.cells.resize(extract_columns(department).size());
}

void ExtractLine::start(Kind kind, Number number, Random random) {
  row_.kind = kind;
  row_.number = number;
  random_ = random;
  for (std::string& cell : row_.cells) cell.clear();
}

void ExtractLine::observe(double years, Date earliest) {
  const int days = 1 + static_cast<int>(random_.below(static_cast<std::uint32_t>(years * 365)));
  row_.observed = std::min(std::max(made_.plan.today + -days, earliest), made_.plan.today);
}

void ExtractLine::finish(std::string_view key_prefix, int digits) {
  std::string number = std::to_string(++count_);
  const auto width = static_cast<std::size_t>(digits);
  if (number.size() < width) number.insert(0, width - number.size(), '0');
  row_.cells[0].assign(key_prefix);
  row_.cells[0] += number;
  visit_(row_);
}

void ExtractLine::set_date(std::size_t column, Date date) {
  written_date(date, other_share > 0 && random_.chance(other_share) ? other_style : style, row_.cells[column]);
}

void ExtractLine::put_name(std::size_t column, const std::string& name) {
  std::string& cell = row_.cells[column];
  cell.assign(name);
  if (random_.chance(care.wrong_name)) mistakes_.name(random_, cell);
}

void ExtractLine::put_card(std::size_t column, const std::string& card) {
  std::string& cell = row_.cells[column];
  const double dice = random_.unit();
  if (dice < care.no_card) return;
  cell.assign(card);
  if (dice < care.no_card + care.wrong_card) {
    mistakes_.card(random_, cell);
  } else if (dice < care.no_card + care.wrong_card + care.old_card) {
    Mistakes::old_card(random_, cell);
  } else if (cell.back() == 'X' && random_.chance(0.1)) {
    cell.back() = 'x';
  }
}

void ExtractLine::put_birth(std::size_t column, Date born) {
  set_date(column, random_.chance(care.wrong_date) ? Mistakes::date(random_, born) : born);
}

void ExtractLine::put_phone(std::size_t column, const Resident& person) {
  std::string& cell = row_.cells[column];
  if (random_.chance(care.no_phone)) return;
  cell.assign(!person.old_phone.empty() && random_.chance(care.stale_phone) ? person.old_phone : person.phone);
  if (!cell.empty() && random_.chance(care.wrong_phone)) mistakes_.phone(random_, cell);
}

void ExtractLine::put_place(std::size_t column, Number room) {
  std::string& cell = row_.cells[column];
  if (random_.chance(care.loose_address)) {
    written_address(made_, room, random_, cell);
  } else {
    address_of(made_, room, cell);
  }
  if (random_.chance(care.wrong_address)) mistakes_.character(random_, cell);
}

void ExtractLine::put_home(std::size_t column, const Resident& person) {
  if (random_.chance(care.no_address)) return;
  // Seen before they moved, or not told of it.
  const bool stale = person.before && (row_.observed < person.since || random_.chance(care.stale_address));
  put_place(column, stale ? person.before->room : person.room);
}

void ExtractLine::put_hukou(std::size_t column, const Resident& person) {
  const HouseholdCore& home = made_.households[person.household];
  if (person.hukou) return put_place(column, home.hukou_room != k_nobody ? home.hukou_room : home.room);
  std::string& cell = row_.cells[column];
  cell.assign(person.hukou_address);
  if (random_.chance(care.loose_address * 0.5)) {
    // Without the province.
    const std::size_t city = cell.find("市");
    if (city != cell.npos && city + 3 < cell.size()) {
      const std::size_t province = std::min(cell.find("省"), cell.find("自治区"));
      if (province != cell.npos && province < city) cell.erase(0, province + (cell.find("省") == province ? 3 : 9));
    }
  }
}

void ExtractLine::put_employer(std::size_t column, Number employer) {
  if (employer == k_nobody) return;
  std::string& cell = row_.cells[column];
  cell.assign(made_.firms[employer].name);
  if (random_.chance(0.08)) mistakes_.firm_name(random_, cell);
}

void each_shuffled(const MadePeople& made, Department department, std::uint64_t size,
                   FunctionRef<void(Number number, Random random)> visit) {
  const std::string_view code = department_code(department);
  const Shuffled order(size, Random(made.seed, code).next());
  for (std::uint64_t i = 0; i < size; ++i) {
    const auto number = static_cast<Number>(order(i));
    visit(number, Random(made.seed, code, number + 1));
  }
}

void write_extract(const MadePeople& made, Department department, FunctionRef<void(const ExtractRow&)> visit) {
  switch (department) {
    case Department::police: return write_police(made, visit);
    case Department::civil: return write_civil(made, visit);
    case Department::health: return write_health(made, visit);
    case Department::social: return write_social(made, visit);
    case Department::market: return write_market(made, visit);
  }
}

}  // namespace tiange::town
