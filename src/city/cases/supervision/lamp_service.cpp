#include "city/cases/supervision/lamp_service.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "platform/db/keyset.h"
#include "platform/sheets/routes/sheet_routes.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_page = 50;
constexpr std::size_t k_most_rows = 500;

Lamp lamp_at(Instant due, Instant warn, Instant now) {
  if (!due) return Lamp::grey;
  if (now > due) return Lamp::red;
  return warn && now >= warn ? Lamp::amber : Lamp::green;
}

// The unit that has it in hand: the queue's own, or the station of the community the queue's area lies in.
std::string unit_at(const store::LampLine& line) {
  const std::string_view place = line.queue.substr(0, line.queue.find(':'));
  if (place.empty()) return std::string(line.unit);
  if (text::contains(place, "-")) return std::string(place);
  return place.size() >= 12 ? std::string(place.substr(0, 12)) + "-ZZ" : std::string(place);
}

void count(LampRow& row, Lamp lamp) {
  ++row.open;
  ++(lamp == Lamp::red ? row.red : lamp == Lamp::amber ? row.amber : lamp == Lamp::green ? row.green : row.paused);
}

}  // namespace

struct LampService::Filter {
  std::string area;
  std::string unit;
  PersonId person;
  std::string queue;
  std::optional<Lamp> lamp;
  bool pressing = false;  // red and amber
  std::optional<std::pair<std::int64_t, std::int64_t>> after;
};

struct LampService::Found {
  std::int64_t due_us;
  CaseRef ref;
  PersonId person;
  std::string queue;
};

Result<LampService::Filter> LampService::filter_of(const http::Request& request) const {
  Filter filter;
  filter.area = request.query_value("area");
  if (!filter.area.empty() && !codes::area_level(filter.area)) return refuse(ErrorCode::unknown_area);
  filter.unit = request.query_value("unit");
  // A person by id, or, where nobody in particular has it, the queue.
  const std::string person(request.query_value("person"));
  if (const auto id = text::to_int(person)) filter.person = PersonId{*id};
  if (!filter.person) filter.queue = person;
  const std::string_view lamp = request.query_value("lamp");
  filter.lamp = json::enum_from<Lamp>(lamp);
  filter.pressing = lamp == "pressing";
  TIANGE_TRY(const auto cursor, db::read_cursor(request.query_value("after"), 2));
  if (cursor) {
    const auto* due = std::get_if<std::int64_t>(&(*cursor)[0]);
    const auto* id = std::get_if<std::int64_t>(&(*cursor)[1]);
    if (!due || !id) return refuse(ErrorCode::bad_input);
    filter.after = {*due, *id};
  }
  return filter;
}

void LampService::each(db::Tx& tx, const Scope& scope, const Filter& filter, bool with_claims, Instant now,
                       const std::function<void(const store::LampLine&, Lamp)>& visit) const {
  store::each_open(tx, filter.area, with_claims, [&](const store::LampLine& line) {
    if (!may_see(scope, line.area, line.unit, line.queue, line.reported_by, line.confidential)) return;
    const Lamp lamp = lamp_at(line.due, line.warn, now);
    if (filter.lamp && lamp != *filter.lamp) return;
    if (filter.pressing && lamp != Lamp::red && lamp != Lamp::amber) return;
    if (!filter.unit.empty() && unit_at(line) != filter.unit) return;
    visit(line, lamp);
  });
}

LampRow LampService::named(LampBy by, const std::string& key, const std::string& area, Instant now) const {
  LampRow row;
  row.key = key;
  const auto& places = desk_.parts.base.places;
  const auto directory = desk_.directory(now);
  if (by == LampBy::area) {
    row.zh = places.name(key, Language::zh);
    row.en = places.name(key, Language::en);
    row.below = key.size() < 15 && key != area;
    if (key == area) {
      row.note_zh = "未定位到下级";
      row.note_en = "not located below";
    }
  } else if (by == LampBy::unit) {
    const Words name = directory->unit_name(key);
    row.zh = name.zh;
    row.en = name.en;
    row.below = true;
  } else if (const auto person = text::to_int(key)) {
    row.zh = row.en = directory->person_name(PersonId{*person});
    const Words unit = directory->unit_name(directory->unit_of(PersonId{*person}));
    row.note_zh = unit.zh;
    row.note_en = unit.en;
  } else {
    const Words queue = queue_words(desk_.parts.base, *directory, key);
    row.zh = queue.zh;
    row.en = queue.en;
    row.note_zh = "未签收";
    row.note_en = "not claimed";
  }
  if (row.zh.empty()) row.zh = row.en = key.empty() ? "—" : key;
  return row;
}

Result<LampList> LampService::lamps(db::Tx& tx, const http::Request& request) const {
  TIANGE_TRY(Filter filter, filter_of(request));
  const LampBy by = json::enum_from<LampBy>(request.query_value("by")).value_or(LampBy::area);
  const Scope& scope = request.scope;
  // Whoever looks after one area begins there.
  if (filter.area.empty() && scope.areas.size() == 1) filter.area = scope.areas.front();
  LampList list;
  list.area = filter.area;
  list.area_zh = desk_.parts.base.places.full_name(filter.area, Language::zh);
  list.area_en = desk_.parts.base.places.full_name(filter.area, Language::en);
  if (const std::string above(codes::area_parent(filter.area)); scope.covers(above)) list.parent = above;
  const std::size_t digits = filter.area.empty() ? 6 : std::min<std::size_t>(15, filter.area.size() + 3);
  std::map<std::string, LampRow> rows;
  const auto directory = desk_.directory(request.now);
  std::map<std::string, std::string> only_holder;  // of a queue one person works off
  const auto person_of = [&](const store::LampLine& line) {
    if (line.claimed_by) return line.claimed_by.text();
    const std::string queue(line.queue);
    const auto [it, fresh] = only_holder.emplace(queue, queue);
    if (fresh && !queue.empty()) {
      const auto holders = directory->holders(queue, request.now);
      if (holders.size() == 1) it->second = holders.front().person.text();
    }
    return it->second;
  };
  each(tx, scope, filter, by == LampBy::person, request.now, [&](const store::LampLine& line, Lamp lamp) {
    const std::string key = by == LampBy::area   ? std::string(line.area.substr(0, digits))
                            : by == LampBy::unit ? unit_at(line)
                                                 : person_of(line);
    count(rows[key], lamp);
    count(list.total, lamp);
  });
  for (auto& [key, counted] : rows) {
    LampRow row = named(by, key, filter.area, request.now);
    row.open = counted.open;
    row.red = counted.red;
    row.amber = counted.amber;
    row.green = counted.green;
    row.paused = counted.paused;
    list.rows.push_back(std::move(row));
  }
  std::stable_sort(list.rows.begin(), list.rows.end(), [](const LampRow& a, const LampRow& b) {
    return std::tie(a.red, a.amber, a.open) > std::tie(b.red, b.amber, b.open);
  });
  if (list.rows.size() > k_most_rows) list.rows.resize(k_most_rows);
  return list;
}

std::vector<LampService::Found> LampService::find(db::Tx& tx, const Scope& scope, const Filter& filter,
                                                  Instant now) const {
  std::vector<Found> found;
  const auto directory = desk_.directory(now);
  std::map<std::string, PersonId> only_holder;
  each(tx, scope, filter, true, now, [&](const store::LampLine& line, Lamp) {
    PersonId person = line.claimed_by;
    const std::string queue(line.queue);
    if (!person) {
      const auto [it, fresh] = only_holder.emplace(queue, PersonId{});
      if (fresh && !queue.empty()) {
        const auto holders = directory->holders(queue, now);
        if (holders.size() == 1) it->second = holders.front().person;
      }
      person = it->second;
    }
    if (filter.person && person != filter.person) return;
    if (!filter.queue.empty() && (person || queue != filter.queue)) return;
    const std::int64_t due = line.due ? line.due.us : INT64_MAX;
    if (filter.after && std::pair(due, line.ref.id.value) <= *filter.after) return;
    found.push_back({due, line.ref, person, queue});
  });
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    return std::tie(a.due_us, a.ref.id.value) < std::tie(b.due_us, b.ref.id.value);
  });
  return found;
}

std::vector<LampCase> LampService::rows(db::Tx& tx, const Scope& scope, const std::vector<Found>& found,
                                        Instant now) const {
  const auto directory = desk_.directory(now);
  std::vector<LampCase> out;
  for (const Found& one : found) {
    const CaseRef ref[] = {one.ref};
    const auto listed = desk_.cases.rows_of(tx, scope, ref);
    if (listed.empty()) continue;
    LampCase row;
    static_cast<CaseRow&>(row) = row_of(desk_.parts.base, *directory, listed.front(), scope.language, now);
    row.person = directory->person_name(one.person);
    const Words queue = queue_words(desk_.parts.base, *directory, one.queue);
    row.queue_zh = queue.zh;
    row.queue_en = queue.en;
    out.push_back(std::move(row));
  }
  return out;
}

Result<LampCases> LampService::cases(db::Tx& tx, const http::Request& request) const {
  TIANGE_TRY(const Filter filter, filter_of(request));
  std::vector<Found> found = find(tx, request.scope, filter, request.now);
  LampCases page;
  if (found.size() > k_page) {
    found.resize(k_page);
    page.next = db::encode_cursor({found.back().due_us, found.back().ref.id.value});
  }
  page.items = rows(tx, request.scope, found, request.now);
  return page;
}

http::Response LampService::file(const http::Request& request) const {
  auto filter = filter_of(request);
  if (!filter.ok()) return http::problem(filter.refusal(), request.scope);
  const bool zh = request.scope.language == Language::zh;
  return sheets::answer(
      request, {"lamps"},
      [this, zh, filter = *filter, scope = request.scope, now = request.now](std::unique_ptr<sheets::Writer> writer) {
        writer->row(zh ? std::vector<std::string>{"编号", "标题", "事项", "区域", "状态", "灯", "时限", "剩余（分钟）", "所在队列", "责任人"}
                       : std::vector<std::string>{"Number", "Title", "Item", "Area", "Status", "Lamp", "Due", "Left (minutes)", "Queue", "Person"});
        desk_.parts.base.db.run_read([&](db::Tx& tx) {
          for (const LampCase& row : rows(tx, scope, find(tx, scope, filter, now), now)) {
            const Words status = status_words(row.status);
            const char* lamps[4][2] = {{"暂停", "paused"}, {"绿", "green"}, {"黄", "amber"}, {"红", "red"}};
            writer->row({row.number, row.title, row.item_name, row.area_name, zh ? status.zh : status.en,
                         lamps[static_cast<int>(row.lamp)][zh ? 0 : 1], row.due ? format_local(*row.due) : "",
                         row.remaining_minutes ? std::to_string(*row.remaining_minutes) : "", zh ? row.queue_zh : row.queue_en,
                         row.person});
          }
        });
        writer->finish();
      });
}

}  // namespace tiange::cases
