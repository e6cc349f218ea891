#include "city/items/checks/check_service.h"

#include <algorithm>
#include <set>

namespace tiange::items {

namespace {

bool same_check(Check a, const Check& b) {
  a.version = b.version;
  return json::write(a) == json::write(b);
}

}  // namespace

CheckTargets CheckService::targets(db::Tx& tx) const {
  return {parts_.line_exists, [this](std::string_view code) { return parts_.items.find(code) != nullptr; },
          [this, &tx](std::string_view code) { return parts_.power_exists(tx, code); }};
}

Result<Check> CheckService::save(db::Tx& tx, const Scope& scope, Check check, Instant now) {
  std::vector<FieldError> faults = check_faults(check, targets(tx));
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  const auto present = store::check(tx, check.code);
  if (present && same_check(check, *present)) return *present;
  if (present && check.version && check.version != present->version) return refuse(ErrorCode::stale_version);
  check.version = present ? present->version + 1 : 1;
  if (!store::put_check(tx, check, scope.name, now)) return refuse(ErrorCode::stale_version);
  return check;
}

Result<ImportReport> CheckService::import(db::Tx& tx, const Scope& scope, sheets::Reader& reader, bool dry_run, Instant now) {
  TIANGE_TRY(const std::vector<TitledRow> rows, read_titled(reader, check_columns()));
  const CheckTargets known = targets(tx);
  ImportReport report;
  std::vector<Check> changed;
  std::set<std::string> codes;
  for (const TitledRow& row : rows) {
    ++report.rows;
    const auto present = store::check(tx, row.cells[0].value_or(""));
    std::vector<FieldError> faults;
    Check check = check_from(row, present ? &*present : nullptr, faults);
    for (FieldError& fault : check_faults(check, known)) {
      fault.path = check_title(fault.path);
      faults.push_back(std::move(fault));
    }
    if (!codes.insert(check.code).second) faults.push_back({"检查编码", "与前面的行重复", "repeats an earlier row"});
    for (const FieldError& fault : faults) report.errors.push_back(cell_error(row, fault, check_columns()));
    if (!faults.empty()) continue;
    ++report.accepted;
    if (present && same_check(check, *present)) {
      ++report.unchanged;
      continue;
    }
    check.version = present ? present->version + 1 : 1;
    ++(present ? report.changed : report.added);
    changed.push_back(std::move(check));
  }
  if (dry_run || !report.errors.empty() || changed.empty()) return report;
  for (const Check& check : changed) {
    if (!store::put_check(tx, check, scope.name, now)) return refuse(ErrorCode::conflict);
  }
  report.published = true;
  return report;
}

void CheckService::write_sheet(db::Tx& tx, sheets::Writer& writer, Language titles) const {
  std::vector<std::string> head;
  for (const Column& column : check_columns()) head.emplace_back(titles == Language::zh ? column.zh : column.name);
  writer.row(head);
  for (const Check& check : store::checks(tx)) writer.row(check_row(check));
  writer.finish();
}

Result<Merge> CheckService::merge(db::Tx& tx, const Scope& scope, const MergeIn& in, Instant now) {
  const std::set<std::string> codes(in.codes.begin(), in.codes.end());
  std::vector<Check> found;
  for (const std::string& code : codes) {
    if (auto check = store::check(tx, code)) found.push_back(std::move(*check));
  }
  std::vector<FieldError> faults = merge_faults(in, found);
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  Merge merge;
  merge.id = {parts_.ids.next(now)};
  merge.object = found.front().object;
  merge.codes.assign(codes.begin(), codes.end());
  merge.question = in.question;
  merge.question_en = in.question_en;
  merge.lead_line = in.lead_line;
  merge.note = in.note;
  merge.decided = now;
  merge.decided_by = scope.name;
  if (!store::add_merge(tx, merge)) return refuse(ErrorCode::check_merged);
  return merge;
}

Result<Merge> CheckService::undo(db::Tx& tx, const Scope& scope, MergeId id, std::string_view why, Instant now) {
  auto merge = store::merge(tx, id);
  if (!merge) return refuse(ErrorCode::not_found);
  if (merge->undone) return refuse(ErrorCode::conflict);
  merge->undone = now;
  merge->undone_by = scope.name;
  merge->undone_why = why;
  store::undo_merge(tx, *merge);
  return *merge;
}

std::unique_ptr<Checks> open_checks(CheckParts parts) { return std::make_unique<CheckService>(std::move(parts)); }

}  // namespace tiange::items
