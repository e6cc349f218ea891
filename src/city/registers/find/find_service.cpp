#include "city/registers/find/find_service.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace tiange::registers {

namespace {

constexpr std::size_t k_longest_question = 100;  // characters
constexpr std::size_t k_longest_purpose = 200;
constexpr std::size_t k_most_shown = 50;
constexpr Span k_one_search = seconds(60);       // typing that goes on within this is one search
constexpr Span k_one_look = minutes(10);
constexpr std::size_t k_looks_read = 5;

constexpr std::array<std::string_view, finder::k_sorts> k_sort_names = {"name", "firm", "id_card", "phone", "credit_code", "plate",
                                                                        "address"};
constexpr std::string_view k_fits[] = {"whole", "beginning", "inside", "none"};

bool is_people(Kind kind) { return kind == Kind::person || kind == Kind::household; }

// What the caller may see of the area asked for.
std::vector<std::string> areas_for(const Scope& scope, std::string_view area) {
  std::vector<std::string> areas;
  for (const std::string& own : scope.areas) {
    if (area.starts_with(own)) return {std::string(area)};
    if (own.starts_with(area)) areas.push_back(own);
  }
  return areas;
}

}  // namespace

Result<std::vector<Kind>> read_kinds(std::string_view text) {
  std::vector<Kind> kinds;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const auto kind = json::enum_from<Kind>(text::trim(text.substr(0, comma)));
    if (!kind) return refuse_fields(ErrorCode::bad_input, {{"kinds", "没有这个类别", "there is no such kind"}});
    kinds.push_back(*kind);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return kinds;
}

std::string kept_words(std::string_view q) {
  constexpr std::size_t k_short = 7, k_first = 3, k_last = 4;
  const auto plain = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  std::string out;
  for (std::size_t at = 0; at < q.size();) {
    std::size_t end = at;
    while (end < q.size() && plain(q[end])) ++end;
    const std::string_view run = q.substr(at, end - at);
    const bool number = std::any_of(run.begin(), run.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (number && run.size() > k_short) {
      out.append(run.substr(0, k_first)).append(run.size() - k_first - k_last, '*').append(run.substr(run.size() - k_last));
    } else {
      out.append(run);
    }
    if (end < q.size()) out += q[end++];
    at = end;
  }
  return out;
}

FindService::FindService(FindParts parts)
    : parts_(std::move(parts)), index_(parts_.db, parts_.clock, parts_.subjects) {}

// Sorts of which some field is masked for the reader. Addresses are shown by their tree; names of firms have no mask.
std::uint32_t FindService::whole_sorts(const Scope& scope) const {
  if (scope.may(Permission::registers_unmask)) return 0;
  const auto catalogue = parts_.subjects.catalogue();
  std::uint32_t sorts = 0;
  for (const FindField& one : find_fields()) {
    if (one.sort == finder::Sort::address) continue;
    const FieldDefinition* field = catalogue->field(one.kind, one.field);
    if (!field) continue;
    const bool open = parts_.may_compare ? parts_.may_compare(scope, one.kind, *field) : field->mask == "none";
    if (!open) sorts |= finder::bit(one.sort);
  }
  return sorts;
}

Result<FindList> FindService::find(const Scope& scope, const Ask& ask, Instant now) {
  FindList list;
  if (text::length(ask.q) > k_longest_question)
    return refuse_fields(ErrorCode::bad_input, {{"q", "最多 100 字", "at most 100 characters"}});
  if (text::length(ask.purpose) > k_longest_purpose)
    return refuse_fields(ErrorCode::bad_input, {{"purpose", "最多 200 字", "at most 200 characters"}});
  const std::uint32_t whole = whole_sorts(scope);
  for (std::size_t i = 0; i < finder::k_sorts; ++i) {
    if ((whole >> i & 1) != 0) list.whole_only.emplace_back(k_sort_names[i]);
  }
  if (parts_.before_search) parts_.before_search();
  const bool ready = index_.await();
  list.status = shown_status(index_.status(), scope);
  finder::Question question;
  question.text = ask.q;
  question.areas = areas_for(scope, ask.area);
  question.near = ask.near;
  question.whole_sorts = whole;
  question.limit = std::clamp<std::size_t>(ask.limit, 1, k_most_shown);
  question.after = ask.after;
  question.kinds = 0;
  for (const Kind kind : {Kind::person, Kind::household, Kind::firm, Kind::house, Kind::facility}) {
    if (!ask.kinds.empty() && std::find(ask.kinds.begin(), ask.kinds.end(), kind) == ask.kinds.end()) continue;
    if (is_people(kind) && ask.purpose.empty()) list.people_left_out = true;
    else question.kinds |= 1U << static_cast<unsigned>(kind);
  }
  if (!ready || text::trim(ask.q).empty() || question.areas.empty() || question.kinds == 0) return list;
  list.items = *parts_.db.read([&](db::Tx& tx) -> Result<std::vector<FindRow>> {
    index_.catch_up(tx);
    return search(tx, scope, question, list, now);
  });
  if (ask.purpose.empty()) return list;
  const std::int64_t id = entry_of(scope, ask, now);
  parts_.db.run_write(scope, [&](db::Tx& tx) {
    keep(tx, scope, ask, list, id, now);
    return true;
  });
  return list;
}

std::vector<FindRow> FindService::search(db::Tx& tx, const Scope& scope, const finder::Question& question, FindList& list, Instant now) {
  finder::Answer answer = index_.find(question);
  list.next = std::move(answer.more);
  list.ignored = std::move(answer.ignored);
  std::vector<SubjectId> ids;
  std::map<std::string, const finder::Hit*> hits;
  for (const finder::Hit& hit : answer.hits) {
    ids.push_back({hit.id});
    hits.emplace(ids.back().text(), &hit);
  }
  std::vector<FindRow> rows;
  for (SubjectRow& row : parts_.subjects.rows_of(tx, scope, ids, now)) {
    FindRow found;
    static_cast<SubjectRow&>(found) = std::move(row);
    for (const finder::Reason& reason : hits.at(found.ref)->reasons) {
      found.matches.push_back({reason.word, std::string(k_sort_names[static_cast<std::size_t>(reason.sort)]),
                               std::string(k_fits[static_cast<std::size_t>(reason.fit)])});
    }
    rows.push_back(std::move(found));
  }
  return rows;
}

FindLook FindService::look_of(const Scope& scope, Instant now) const {
  FindLook look;
  look.account = std::to_string(scope.account.value);
  look.name = scope.name;
  look.unit = scope.units.empty() ? "" : scope.units.front();
  look.looked = now;
  return look;
}

// Somebody who types on goes on with the entry begun.
std::int64_t FindService::entry_of(const Scope& scope, const Ask& ask, Instant now) {
  const std::lock_guard hold(typing_lock_);
  Typing& typing = typing_[scope.account.value];
  const bool goes_on = typing.id != 0 && now - typing.at < k_one_search && typing.purpose == ask.purpose && ask.after.empty() &&
                       ask.q.starts_with(typing.q);
  if (!goes_on) typing.id = parts_.ids.next(now);
  typing.q = ask.q;
  typing.purpose = ask.purpose;
  typing.at = now;
  return typing.id;
}

void FindService::keep(db::Tx& tx, const Scope& scope, const Ask& ask, const FindList& list, std::int64_t id, Instant now) {
  FindLook look = look_of(scope, now);
  look.act = "find";
  look.words = kept_words(ask.q);
  look.purpose = ask.purpose;
  look.area = ask.area;
  for (const Kind kind : ask.kinds) look.kinds += (look.kinds.empty() ? "" : ",") + std::string(json::enum_name(kind));
  look.hits = static_cast<std::int64_t>(list.items.size());
  look.people = std::count_if(list.items.begin(), list.items.end(), [](const FindRow& row) { return is_people(row.kind); });
  find_store::put_look(tx, id, scope.account, look);
  keep_hits(tx, scope, ask, list, now);
}

// Whoever was found by what is theirs alone learns of it.
void FindService::keep_hits(db::Tx& tx, const Scope& scope, const Ask& ask, const FindList& list, Instant now) {
  const std::string account = std::to_string(scope.account.value);
  for (const FindRow& row : list.items) {
    if (!is_people(row.kind)) continue;
    const bool own = std::any_of(row.matches.begin(), row.matches.end(), [](const FindMatch& match) {
      return match.sort == "id_card" || match.sort == "phone" || match.sort == "plate" || (match.sort == "name" && match.fit == "whole");
    });
    const auto id = parse_id(row.ref);
    if (!own || !id.ok()) continue;
    const std::vector<LookView> before = parts_.subjects.looks_of(tx, SubjectId{*id}, k_looks_read);
    const bool lately = std::any_of(before.begin(), before.end(), [&](const LookView& look) {
      return look.account == account && look.act == "find" && look.purpose == ask.purpose && now - look.looked < k_one_look;
    });
    if (lately) continue;
    parts_.subjects.looked(tx, scope, SubjectId{*id}, "find", {ask.purpose, "", {}}, now);
  }
}

FindStatus shown_status(FindStatus status, const Scope& scope) {
  constexpr std::size_t k_district = 6;  // digits
  const bool whole = std::any_of(scope.areas.begin(), scope.areas.end(), [](const std::string& area) { return area.size() <= k_district; });
  if (whole) return status;
  FindStatus shown;
  shown.state = status.state;
  shown.read = status.total > 0 ? status.read * 100 / status.total : 0;
  shown.total = 100;
  shown.built = status.built;
  return shown;
}

std::unique_ptr<Find> open_find(FindParts parts) { return std::make_unique<FindService>(std::move(parts)); }

}  // namespace tiange::registers
