// Lists, timelines, sheets, and an address with everybody there.

#include <algorithm>

#include "base/text.h"
#include "city/registers/subjects/settling.h"

namespace tiange::registers {

namespace {

constexpr std::size_t k_most_spots = 1500;
constexpr std::size_t k_most_entries = 300;

std::string titled(const FieldDefinition& field, Language language) { return language == Language::zh ? field.zh : field.en; }

// Who may not see dates of birth asks by spans of five years, reckoned from the year of birth: neither a narrower filter
// nor the same one on another day says more of a day of birth than the list shows.
void read_ages(const http::Request& request, kept::SubjectQuery& query, std::vector<FieldError>& faults) {
  const bool whole_spans = !request.scope.may(Permission::registers_unmask);
  const Date today = local_date(request.now);
  const auto bound = [&](std::string_view name, int above) -> std::optional<std::int64_t> {
    const std::string_view value = request.query_value(name);
    if (value.empty()) return std::nullopt;
    const auto years = text::to_int(value);
    if (!years || *years < 0 || *years > 150) {
      faults.push_back({std::string(name), "年龄在 0 到 150 之间", "is an age from 0 to 150"});
      return std::nullopt;
    }
    if (whole_spans && (*years + above) % k_age_span != 0) {
      faults.push_back({std::string(name), "没有查看原文的权限，只能按五岁一段筛选，如 60 到 64", "is the end of a span of five years, such as 60 to 64"});
      return std::nullopt;
    }
    return years;
  };
  // Whoever is at least n years old was born today n years ago at the latest.
  const auto born = [&](std::int64_t years) {
    YearMonthDay day = split_date(today);
    day.year -= static_cast<int>(years);
    if (whole_spans) return make_date(day.year, 12, 31).day;
    if (!is_real_date(day.year, day.month, day.day)) day.day = 28;
    return make_date(day.year, day.month, day.day).day;
  };
  if (const auto from = bound("age_from", 0)) query.born_to = born(*from);
  if (const auto to = bound("age_to", 1)) query.born_from = born(*to + 1) + 1;
}

}  // namespace

Result<kept::SubjectQuery> subject_query(const http::Request& request, Kind kind) {
  kept::SubjectQuery query;
  query.kind = kind;
  query.area = std::string(text::trim(request.query_value("area")));
  query.status = std::string(text::trim(request.query_value("status")));
  query.after = std::string(request.query_value("after"));
  query.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(request.query_value("limit")).value_or(50), 1, 200));
  std::vector<FieldError> faults;
  read_ages(request, query, faults);
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  return query;
}

// By an identifier that is whole, or by an address: never by a fragment.
void SubjectService::find_for_list(db::Tx& tx, const Scope& scope, Kind kind, std::string_view q, Instant now, SubjectList& list) {
  const Catalogue catalogue = catalogue_in(tx);
  std::vector<SubjectId> ids;
  const auto take = [&](KeySort sort, const std::string& value) {
    for (const SubjectId id : find_by_key(tx, scope, sort, value)) ids.push_back(id);
  };
  for (const FieldType type : {FieldType::id_card, FieldType::uscc, FieldType::phone, FieldType::plate, FieldType::text}) {
    FieldDefinition field;
    field.type = type;
    const std::string value = tidy_value(field, q);
    if (type == FieldType::id_card) take(KeySort::id_card, value);
    if (type == FieldType::uscc) take(KeySort::uscc, value);
    if (type == FieldType::phone) take(KeySort::phone, value);
    if (type == FieldType::plate) take(KeySort::plate, value);
    if (type != FieldType::text) continue;
    take(KeySort::name, value);
    take(KeySort::code, value);
  }
  const AddressText text{std::string(q), "", {}, {}};
  const std::vector<Placed> placed = parts_.addresses.find(tx, std::span(&text, 1));
  if (placed[0].id != 0) {
    kept::each_at(tx, scope, std::span(&placed[0].id, 1), [&](const kept::StoredSubject& one) {
      ids.push_back(one.id);
      return ids.size() < 500;
    });
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  for (const kept::StoredSubject& one : kept::subjects(tx, ids)) {
    if (one.kind != kind || !scope.covers(one.grid) || one.merged_into.value != 0) continue;
    const bool there = std::any_of(list.items.begin(), list.items.end(), [&](const SubjectRow& row) { return row.ref == one.id.text(); });
    if (there) continue;
    list.items.push_back(listed(tx, scope, *catalogue, one, now));
    // That a number is this person's is learned here.
    if (kind == Kind::person || kind == Kind::household) looked(tx, scope, one.id, "find", {scope.purpose.empty() ? "按完整号码检索" : "", "", {}}, now);
  }
  list.total = static_cast<std::int64_t>(list.items.size());
}

SubjectRow SubjectService::listed(db::Tx& tx, const Scope& scope, const FieldCatalogue& catalogue, const kept::StoredSubject& subject,
                                  Instant now) const {
  SubjectRow row = row_of(tx, scope, catalogue, subject, false, now);
  if (scope.may(Permission::registers_unmask)) return row;
  const auto span = age_span_of(subject.value("born"), subject.value("died"), local_date(now));
  row.age = row.age_to = std::nullopt;
  if (span) row.age = span->from, row.age_to = span->to;
  return row;
}

Result<SubjectList> SubjectService::list(db::Tx& tx, const Scope& scope, const http::Request& request, Kind kind) {
  TIANGE_TRY(kept::SubjectQuery query, subject_query(request, kind));
  SubjectList list;
  if (const std::string_view q = text::trim(request.query_value("q")); !q.empty()) {
    find_for_list(tx, scope, kind, q, request.now, list);
    return list;
  }
  const Catalogue catalogue = catalogue_in(tx);
  if (query.after.empty()) list.total = kept::count_subjects(tx, scope, query);
  const std::size_t wanted = query.limit;
  query.limit = wanted + 1;
  std::string last;
  kept::each_subject(tx, scope, query, [&](const kept::StoredSubject& one) {
    if (list.items.size() == wanted) {
      list.next = last;
      return false;
    }
    list.items.push_back(listed(tx, scope, *catalogue, one, request.now));
    last = one.grid + "." + one.id.text();
    return true;
  });
  return list;
}

void SubjectService::write_sheet(db::Tx& tx, const Scope& scope, const kept::SubjectQuery& query, sheets::Writer& writer) const {
  const Catalogue catalogue = catalogue_in(tx);
  std::vector<std::string> cells = {scope.language == Language::zh ? "编号" : "Number", scope.language == Language::zh ? "区域" : "Area"};
  for (const FieldDefinition* field : catalogue->fields(query.kind)) cells.push_back(titled(*field, scope.language));
  writer.row(cells);
  kept::each_subject(tx, scope, query, [&](const kept::StoredSubject& one) {
    cells = {one.id.text(), parts_.places.full_name(one.grid, scope.language)};
    for (const FieldDefinition* field : catalogue->fields(query.kind))
      cells.push_back(shown(scope, one, *field, one.value(field->field), "export", false));
    writer.row(cells);
    return true;
  });
  writer.finish();
}

Result<TimelineList> SubjectService::timeline(db::Tx& tx, const Scope& scope, SubjectId id) const {
  const Catalogue catalogue = catalogue_in(tx);
  const auto subject = kept::subject(tx, id);
  if (!subject || !scope.covers(subject->grid)) return refuse(ErrorCode::out_of_scope);
  TimelineList list;
  for (const kept::RecordName& name : subject->records) {
    const StoredRecord* before = nullptr;
    const std::vector<kept::Version> versions = kept::versions(tx, name.source, name.key);
    for (const kept::Version& version : versions) {
      const StoredRecord& record = version.record;
      if (record.subject == id) {
        TimelineEntry entry;
        entry.known = record.known;
        entry.observed = record.observed;
        entry.source = record.source;
        const SourceDefinition* source = catalogue->source(record.source);
        entry.source_zh = source ? source->zh : record.source;
        entry.source_en = source ? source->en : record.source;
        entry.lineage = record.lineage;
        std::string zh, en;
        for (const FieldDefinition* field : catalogue->fields(record.kind)) {
          const std::string_view now_said = record.value(field->field);
          if (before && before->value(field->field) == now_said) continue;
          if (!before && now_said.empty()) continue;
          zh += (zh.empty() ? "" : "、") + field->zh;
          en += (en.empty() ? "" : ", ") + field->en;
        }
        entry.act = record.gone ? "record_gone" : before ? "record_changed" : "record_added";
        if (record.gone) {
          entry.zh = "撤回了这条记录";
          entry.en = "withdrew its record";
        } else {
          entry.zh = (before ? "更新：" : "登记：") + zh;
          entry.en = (before ? "changed: " : "recorded: ") + en;
        }
        list.items.push_back(std::move(entry));
      }
      before = &record;
    }
  }
  for (const kept::HistoryRow& row : kept::history(tx, id, k_most_entries)) {
    TimelineEntry entry;
    entry.known = entry.observed = row.happened;
    entry.act = row.act;
    entry.zh = row.zh;
    entry.en = row.en;
    entry.source_zh = entry.source_en = row.by;
    list.items.push_back(std::move(entry));
  }
  std::stable_sort(list.items.begin(), list.items.end(), [](const TimelineEntry& a, const TimelineEntry& b) { return a.known > b.known; });
  if (list.items.size() > k_most_entries) list.items.resize(k_most_entries);
  return list;
}

Result<AddressPage> SubjectService::address_page(db::Tx& tx, const Scope& scope, std::string_view id, Instant now) const {
  TIANGE_TRY(const std::int64_t number, parse_id(id));
  const std::vector<AddressRow> path = parts_.addresses.path(tx, scope, number);
  if (path.empty() || path.back().id != id) return refuse(ErrorCode::out_of_scope);
  const auto spot_of = [](const AddressRow& row) {
    return AddressSpot{row.id, row.parent, std::string(json::enum_name(row.level)), row.name, row.full, "", {}, row.children};
  };
  AddressPage page;
  for (const AddressRow& row : path) page.path.push_back(spot_of(row));
  page.grid = path.back().grid;
  page.area_name = path.back().area_name;
  page.lng = path.back().lng ? path.back().lng : path.front().lng;
  page.lat = path.back().lat ? path.back().lat : path.front().lat;
  std::vector<std::int64_t> ids;
  std::map<std::int64_t, std::size_t> at;
  for (const AddressRow& row : parts_.addresses.below(tx, scope, number, k_most_spots)) {
    ids.push_back(text::to_int(row.id).value_or(0));
    at.emplace(ids.back(), page.spots.size());
    page.spots.push_back(spot_of(row));
  }
  page.more = page.spots.size() >= k_most_spots;
  const Catalogue catalogue = catalogue_in(tx);
  std::vector<SubjectId> seen;
  kept::each_at(tx, scope, ids, [&](const kept::StoredSubject& one) {
    if (std::find(seen.begin(), seen.end(), one.id) != seen.end()) return true;
    seen.push_back(one.id);
    AddressSpot& spot = page.spots[at[one.address]];
    if (one.kind == Kind::house) {
      spot.house = one.id.text();
      ++page.houses;
      return true;
    }
    page.persons += one.kind == Kind::person ? 1 : 0;
    page.firms += one.kind == Kind::firm ? 1 : 0;
    const SubjectRow row = listed(tx, scope, *catalogue, one, now);
    spot.occupants.push_back({row.ref, row.kind, row.title, row.status, row.age, row.age_to});
    return true;
  });
  return page;
}

}  // namespace tiange::registers
