// What of ingest needs no database: drift, due dates, masks.

#include <algorithm>

#include "base/codes.h"
#include "base/text.h"
#include "city/exchange/ingest/ingest_service.h"

namespace tiange::exchange {

namespace {

const ColumnView* column_named(const std::vector<ColumnView>& columns, std::string_view name) {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const ColumnView& one) { return one.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

const ColumnMap* map_of(const Mapping& mapping, std::string_view column) {
  const auto found = std::find_if(mapping.columns.begin(), mapping.columns.end(), [&](const ColumnMap& one) { return one.column == column; });
  return found == mapping.columns.end() ? nullptr : &*found;
}

bool is_key(const Mapping& mapping, const std::string& column) {
  return std::find(mapping.key.begin(), mapping.key.end(), column) != mapping.key.end() || column == mapping.observed || column == mapping.gone_column;
}

Mapping suggest(const std::vector<ColumnView>& columns, const std::vector<FieldInfo>& fields) {
  std::vector<std::string> names;
  std::vector<Look> looks;
  for (const ColumnView& one : columns) {
    names.push_back(one.name);
    looks.push_back(one.look);
  }
  return suggest_mapping(names, looks, fields);
}

// How many characters two names share, for a column that came back under another name.
std::size_t alike(std::string_view a, std::string_view b) {
  const auto first = text::code_points(a);
  std::size_t n = 0;
  for (const char32_t c : text::code_points(b)) n += static_cast<std::size_t>(std::find(first.begin(), first.end(), c) != first.end());
  return n;
}

void find_renamed(std::vector<Drift>& drift) {
  for (Drift& lost : drift) {
    if (lost.kind != DriftKind::missing) continue;
    Drift* best = nullptr;
    for (Drift& fresh : drift) {
      if (fresh.kind != DriftKind::fresh || !fresh.like.empty()) continue;
      const bool same_field = !lost.field.empty() && fresh.field == lost.field;
      const bool same_name = alike(lost.column, fresh.column) >= 2 && (lost.before.empty() || lost.before == fresh.now);
      if (same_field || (same_name && (!best || alike(lost.column, fresh.column) > alike(lost.column, best->column)))) best = &fresh;
      if (same_field) break;
    }
    if (!best) continue;
    best->like = lost.column;
    if (best->field.empty()) best->field = lost.field;
    best->zh = "新增列“" + best->column + "”，可能是“" + lost.column + "”改名";
    best->en = "column " + best->column + " is new; it may be " + lost.column + " under another name";
  }
}

}  // namespace

Words cycle_words(Cycle cycle) {
  switch (cycle) {
    case Cycle::real_time: return {"实时", "in real time"};
    case Cycle::daily: return {"每日", "daily"};
    case Cycle::weekly: return {"每周", "weekly"};
    case Cycle::monthly: return {"每月", "monthly"};
    case Cycle::quarterly: return {"每季度", "quarterly"};
    case Cycle::yearly: return {"每年", "yearly"};
    case Cycle::other: break;
  }
  return {"其他", "other"};
}

std::vector<Drift> find_drift(const std::vector<ColumnView>& agreed, const std::vector<ColumnView>& now, const Mapping& mapping,
                              const std::vector<FieldInfo>& fields) {
  std::vector<ColumnView> before = agreed;
  const bool first = agreed.empty();
  if (first) {
    for (const ColumnMap& one : mapping.columns) before.push_back({one.column, Look::empty});
  }
  std::vector<Drift> drift;
  const Mapping guess = suggest(now, fields);
  for (const ColumnView& one : before) {
    const ColumnMap* mapped = map_of(mapping, one.name);
    const std::string field = mapped ? mapped->field : "";
    const bool matters = !field.empty() || is_key(mapping, one.name);
    const ColumnView* there = column_named(now, one.name);
    const std::string look = first ? "" : std::string(json::enum_name(one.look));
    if (!there) {
      drift.push_back({DriftKind::missing, one.name, field, look, "", "", "缺少列“" + one.name + "”", "column " + one.name + " is missing", matters});
    } else if (!first && !fits(one.look, there->look)) {
      drift.push_back({DriftKind::retyped, one.name, field, look, std::string(json::enum_name(there->look)), "",
                       "列“" + one.name + "”原为" + look_words(one.look).zh + "，现为" + look_words(there->look).zh,
                       "column " + one.name + " held " + look_words(one.look).en + ", now " + look_words(there->look).en, matters});
    }
  }
  for (const ColumnView& one : now) {
    if (column_named(before, one.name)) continue;
    const ColumnMap* guessed = map_of(guess, one.name);
    drift.push_back({DriftKind::fresh, one.name, guessed ? guessed->field : "", "", std::string(json::enum_name(one.look)), "",
                     "新增列“" + one.name + "”", "column " + one.name + " is new", false});
  }
  find_renamed(drift);
  return drift;
}

Mapping mapping_after(const Mapping& before, const std::vector<Drift>& drift, const std::vector<ColumnView>& now,
                      const std::vector<FieldInfo>& fields) {
  if (before.columns.empty()) return suggest(now, fields);
  Mapping after = before;
  const auto rename = [](std::string& name, const Drift& one) {
    if (name == one.like) name = one.column;
  };
  for (const Drift& one : drift) {
    if (one.kind != DriftKind::fresh) continue;
    if (!one.like.empty()) {
      for (ColumnMap& column : after.columns) rename(column.column, one);
      for (std::string& key : after.key) rename(key, one);
      rename(after.observed, one);
      rename(after.gone_column, one);
      continue;
    }
    ColumnMap fresh;
    fresh.column = one.column;
    const bool filled = std::any_of(after.columns.begin(), after.columns.end(), [&](const ColumnMap& column) { return column.field == one.field; });
    if (!filled) fresh.field = one.field;
    after.columns.push_back(std::move(fresh));
  }
  std::erase_if(after.columns, [&](const ColumnMap& column) { return !column_named(now, column.column); });
  std::erase_if(after.key, [&](const std::string& key) { return !column_named(now, key); });
  if (!column_named(now, after.observed)) after.observed.clear();
  if (!column_named(now, after.gone_column)) after.gone_column.clear();
  return after;
}

std::optional<Instant> due_after(Cycle cycle, Instant last, const WorkCalendar& calendar) {
  switch (cycle) {
    case Cycle::real_time: return last + hours(1);
    case Cycle::daily: return calendar.add({1, LimitKind::work_days}, last);
    case Cycle::weekly: return last + days(7);
    case Cycle::monthly: return last + days(31);
    case Cycle::quarterly: return last + days(92);
    case Cycle::yearly: return last + days(366);
    case Cycle::other: break;
  }
  return std::nullopt;
}

Instant next_pull_after(const SourceIn& source, Instant now, const WorkCalendar& calendar) {
  if (source.cycle == Cycle::real_time) return now + minutes(std::max<std::int64_t>(1, source.pull.every_minutes));
  Date day = local_date(now);
  const auto moment = [&] { return local_instant(day, hours(std::clamp<std::int64_t>(source.pull.at_hour, 0, 23)).us); };
  const auto is_day = [&] {
    const YearMonthDay parts = split_date(day);
    switch (source.cycle) {
      case Cycle::weekly: return weekday(day) == 1;
      case Cycle::monthly: return parts.day == 1;
      case Cycle::quarterly: return parts.day == 1 && parts.month % 3 == 1;
      case Cycle::yearly: return parts.day == 1 && parts.month == 1;
      default: return true;
    }
  };
  bool wanted = false;  // a named day that is no worked day moves on to the next that is
  for (int i = 0; i < 800; ++i, day = day + 1) {
    if (moment() <= now) continue;
    wanted = wanted || is_day();
    if (wanted && (!source.pull.worked_days || calendar.is_worked(day))) return moment();
  }
  return now + days(366);
}

std::vector<std::string> masked_cells(const std::vector<std::string>& cells, const std::vector<ColumnView>& columns, const Mapping& mapping,
                                      const std::vector<FieldInfo>& fields) {
  std::vector<std::string> masked;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    std::string_view mask;
    const ColumnMap* map = i < columns.size() ? map_of(mapping, columns[i].name) : nullptr;
    for (const FieldInfo& field : fields) {
      if (map && !map->field.empty() && field.field == map->field) mask = field.mask == "none" ? mask_of(field.type) : std::string_view(field.mask);
    }
    // Nobody has said what the column is: what looks like a person's number is masked all the same.
    const bool digits = !cells[i].empty() && cells[i].find_first_not_of("0123456789Xx") == std::string::npos;
    if (mask.empty() && digits && (cells[i].size() == 15 || cells[i].size() == 18)) mask = "id";
    if (mask.empty() && look_of(cells[i]) == Look::code && codes::is_phone(cells[i])) mask = "phone";
    masked.push_back(mask_value(mask, cells[i]));
  }
  return masked;
}

Fault masked_fault(Fault fault, const std::vector<FieldInfo>& fields) {
  std::string_view mask = "hide";
  for (const FieldInfo& field : fields) {
    if (field.field == fault.field) mask = field.mask == "none" ? mask_of(field.type) : std::string_view(field.mask);
  }
  fault.value = mask_value(mask, fault.value);
  return fault;
}

// The centre, the office, the committee and the data bureau of the district oversee everybody's data.
bool sees_source(const Scope& scope, const SourceIn& source) {
  const std::string area = source.unit.substr(0, source.unit.find('-'));
  const bool oversees = std::any_of(scope.units.begin(), scope.units.end(), [&](const std::string& unit) {
    return unit == area + "-ZX" || unit == area + "-BG" || unit == area + "-WY" || unit == area + "-ZS";
  });
  return scope.works_for(source.unit) || (scope.covers(area) && (oversees || scope.may(Permission::exchange_manage)));
}

bool owns_source(const Scope& scope, const SourceIn& source) {
  return scope.may(Permission::exchange_manage) || scope.works_for(source.unit);
}

}  // namespace tiange::exchange
