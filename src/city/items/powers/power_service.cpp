#include "city/items/powers/power_service.h"

#include <algorithm>
#include <set>

namespace tiange::items {

namespace {

bool same_power(Power a, const Power& b) {
  a.version = b.version;
  return json::write(a) == json::write(b);
}

}  // namespace

Result<Power> PowerService::save(db::Tx& tx, const Scope& scope, Power power, std::int64_t expected_version, Instant now) {
  std::vector<FieldError> faults = power_faults(power, parts_.line_exists);
  if (!power.successor.empty() && !store::power(tx, power.successor))
    faults.push_back({"successor", "权责清单中没有这一项：" + power.successor, "not on the power list: " + power.successor});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  const auto present = store::power(tx, power.code);
  if ((present ? present->version : 0) != expected_version) return refuse(ErrorCode::stale_version);
  if (present && same_power(power, *present)) return *present;
  power.version = expected_version + 1;
  if (!store::put_power(tx, power, scope.name, now)) return refuse(ErrorCode::stale_version);
  return power;
}

Result<ImportReport> PowerService::import(db::Tx& tx, const Scope& scope, sheets::Reader& reader, bool dry_run, Instant now) {
  TIANGE_TRY(const std::vector<TitledRow> rows, read_titled(reader, power_columns()));
  ImportReport report;
  std::vector<Power> changed;
  std::vector<std::pair<std::string, const TitledRow*>> successors;
  std::set<std::string> codes;
  for (const TitledRow& row : rows) {
    ++report.rows;
    const auto present = store::power(tx, row.cells[0].value_or(""));
    std::vector<FieldError> faults;
    Power power = power_from(row, present ? &*present : nullptr, faults);
    for (FieldError& fault : power_faults(power, parts_.line_exists)) {
      fault.path = power_title(fault.path);
      faults.push_back(std::move(fault));
    }
    if (!codes.insert(power.code).second) faults.push_back({"权责编码", "与前面的行重复", "repeats an earlier row"});
    for (const FieldError& fault : faults) report.errors.push_back(cell_error(row, fault, power_columns()));
    if (!faults.empty()) continue;
    ++report.accepted;
    if (!power.successor.empty()) successors.emplace_back(power.successor, &row);
    if (present && same_power(power, *present)) {
      ++report.unchanged;
      continue;
    }
    power.version = present ? present->version + 1 : 1;
    ++(present ? report.changed : report.added);
    changed.push_back(std::move(power));
  }
  // What takes another's place may stand further down in the same sheet.
  for (const auto& [successor, row] : successors) {
    if (codes.count(successor) || store::power(tx, successor)) continue;
    const FieldError missing{"替代", "权责清单中没有这一项：" + successor, "not on the power list: " + successor};
    report.errors.push_back(cell_error(*row, missing, power_columns()));
  }
  if (dry_run || !report.errors.empty() || changed.empty()) return report;
  for (const Power& power : changed) {
    if (!store::put_power(tx, power, scope.name, now)) return refuse(ErrorCode::conflict);
  }
  report.published = true;
  return report;
}

void PowerService::write_sheet(db::Tx& tx, sheets::Writer& writer, Language titles) const {
  std::vector<std::string> head;
  for (const Column& column : power_columns()) head.emplace_back(titles == Language::zh ? column.zh : column.name);
  writer.row(head);
  for (const Power& power : store::powers(tx)) writer.row(power_row(power));
  writer.finish();
}

std::unique_ptr<Powers> open_powers(PowerParts parts) { return std::make_unique<PowerService>(std::move(parts)); }

}  // namespace tiange::items
