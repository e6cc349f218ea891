// Frozen results: made from the histories up to a moment, with the versions of that moment, so that anybody can make
// them again and find the same.

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "city/scores/score_room.h"

namespace tiange::scores {

namespace {

struct FreezeJob {
  static constexpr bool k_json_defaults = true;
  std::string id;
  bool check = false;
  std::string by;
};
BOOST_DESCRIBE_STRUCT(FreezeJob, (), (id, check, by))

struct FrozenEvent {
  std::string id, card, period, area;
};
BOOST_DESCRIBE_STRUCT(FrozenEvent, (), (id, card, period, area))

// Whoever reads it later is asked for their own scope; it is made for the whole area.
Scope maker(const store::Frozen& frozen) { return system_scope(frozen.area); }

// Names and pictures of the moment are not part of what is compared.
std::string digest_of(const store::Frozen& frozen, const ResultView& result) {
  std::string text = frozen.card + "|" + std::to_string(frozen.card_version) + "|" + frozen.versions + "|" +
                     frozen.period + "|" + frozen.area;
  std::vector<std::string> rows;
  for (const ScoreRow& row : result.rows) {
    std::string line =
        "\n" + row.object + "|" + (row.points ? std::to_string(*row.points) : "") + "|" + json::write(row.counts);
    for (const auto& [key, value] : row.values)
      line += "|" + key + "=" + (value.value ? std::to_string(*value.value) : "");
    rows.push_back(std::move(line));
  }
  std::sort(rows.begin(), rows.end());
  for (const std::string& row : rows) text += row;
  return hex(sha256(text));
}

}  // namespace

Result<Room::Made> Room::make_frozen(const store::Frozen& frozen) {
  TIANGE_TRY(const Period period, parse_period(frozen.period));
  TIANGE_TRY(const auto versions, (json::read<std::map<std::string, int>>(frozen.versions)));
  TIANGE_TRY(const Book book, parts_.db.read([&](db::Tx& tx) {
    return book_of(store::definitions(tx), versions, frozen.card, frozen.card_version);
  }));
  TIANGE_TRY(const auto rule, book.rule(frozen.card));
  const Scope scope = maker(frozen);
  const auto directory = parts_.org.directory(parts_.clock.now());
  const Grouping grouping(scope, parts_.places, *directory, parts_.items, rule->card().objects, rule->card().digits,
                          frozen.area);
  Tables tables;
  tables.periods = {period};
  Made made;
  // Every case that lived in the period; one that moved to another area since is among them.
  store::FactQuery query;
  query.first = period.first;
  query.last = period.last;
  for (bool more = true; more;) {
    if (parts_.jobs.stopping()) return refuse(ErrorCode::unavailable);
    Lines lines;
    parts_.db.run_read([&](db::Tx& tx) {
      lines.clear();
      const auto rows = store::fact_rows(tx, query);
      for (const store::FactRow& row : rows) {
        const auto facts = keeper_.facts_at(tx, row.stored.ref, frozen.cut);
        if (facts) scores::add_lines(lines, facts->facts);
      }
      made.cases += static_cast<std::int64_t>(rows.size());
      more = rows.size() == static_cast<std::size_t>(query.limit);
      if (more) {
        query.before_day = rows.back().first_day;
        query.before_id = rows.back().stored.ref.id.value;
      }
    });
    add_lines(tables, grouping, lines);
  }
  GivenByObject given;
  parts_.db.run_read(
      [&](db::Tx& tx) { given = given_by_object(store::given(tx, frozen.card, frozen.period, frozen.cut)); });
  made.result = result_of({*rule, book.versions, frozen.card_version, grouping, tables, given, frozen.cut});
  made.result.area_name = parts_.places.full_name(frozen.area, Language::zh);
  made.digest = digest_of(frozen, made.result);
  return made;
}

Outcome Room::run_freeze(const jobs::Job& job) {
  TIANGE_TRY(const FreezeJob what, json::read<FreezeJob>(job.payload));
  const std::int64_t id = text::to_int(what.id).value_or(0);
  std::optional<store::Frozen> frozen;
  parts_.db.run_read([&](db::Tx& tx) { frozen = store::frozen(tx, id); });
  if (!frozen || (!what.check && frozen->state == "frozen")) return done();
  const Instant now = parts_.clock.now();
  keeper_.catch_up(now);  // every case of the period has its facts
  bool rebuilding = false;
  parts_.db.run_read([&](db::Tx& tx) { rebuilding = store::is_rebuilding(tx); });
  if (rebuilding) return refuse(ErrorCode::unavailable);  // tried again a little later
  TIANGE_TRY(const Made made, make_frozen(*frozen));
  return parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    if (what.check) {
      frozen->checked = now;
      frozen->checked_by = what.by;
      frozen->checked_digest = made.digest;
      store::put_check(tx, *frozen);
      return done();
    }
    frozen->state = "frozen";
    frozen->cases = made.cases;
    frozen->digest = made.digest;
    frozen->body = json::write(made.result);
    store::finish_frozen(tx, *frozen);
    if (parts_.outbox) {
      parts_.outbox->publish(tx, {.type = "score.frozen",
                                  .part_key = codes::part_key_of(frozen->area),
                                  .subject = what.id,
                                  .body = json::write(FrozenEvent{what.id, frozen->card, frozen->period, frozen->area}),
                                  .happened = now});
    }
    return done();
  });
}

Result<FrozenView> Room::freeze(db::Tx& tx, const Scope& scope, const FreezeInput& input, Instant now) {
  TIANGE_TRY(const Period period, parse_period(input.period));
  TIANGE_TRY(const std::string area, area_for(scope, input.area));
  if (period.last >= local_date(now))
    return refuse_fields(ErrorCode::bad_input, {{"period", "考核期尚未结束，结束后方可冻结",
                                                 "the period has not ended; it is frozen afterwards"}});
  TIANGE_TRY(const Book book, book_on(store::definitions(tx), period.last));
  const auto card = book.cards.find(input.card);
  if (card == book.cards.end()) return refuse(ErrorCode::not_found);
  store::Frozen frozen;
  frozen.id = parts_.ids.next(now);
  frozen.card = input.card;
  frozen.card_version = card->second.second;
  frozen.versions = json::write(book.versions);
  frozen.period = period.text();
  frozen.area = area;
  frozen.state = "working";
  frozen.cut = now;
  frozen.by = scope.person;
  frozen.by_name = scope.name;
  store::add_frozen(tx, frozen);
  parts_.jobs.add(tx, {.kind = "scores.freeze",
                       .payload = json::write(FreezeJob{std::to_string(frozen.id), false, scope.name}),
                       .run_after = now,
                       .deadline = {},
                       .unique_key = std::to_string(frozen.id)});
  return view_of(frozen, scope);
}

Result<FrozenView> Room::ask_check(db::Tx& tx, const Scope& scope, std::int64_t id, Instant now) {
  const auto frozen = store::frozen(tx, id);
  if (!frozen || !scope.covers(frozen->area)) return refuse(ErrorCode::not_found);
  if (frozen->state != "frozen") return refuse(ErrorCode::not_this_state);
  parts_.jobs.add(tx, {.kind = "scores.freeze",
                       .payload = json::write(FreezeJob{std::to_string(id), true, scope.name}),
                       .run_after = now,
                       .deadline = {},
                       .unique_key = "check " + std::to_string(id)});
  return view_of(*frozen, scope);
}

FrozenView Room::view_of(const store::Frozen& f, const Scope& scope) const {
  FrozenView view;
  view.id = std::to_string(f.id);
  view.card = f.card;
  view.version = f.card_version;
  view.period = f.period;
  view.area = f.area;
  view.area_name = parts_.places.full_name(f.area, scope.language);
  view.state = f.state;
  view.by = f.by_name;
  view.cut = f.cut;
  view.cases = f.cases;
  view.digest = f.digest;
  if (f.checked) {
    view.checked = f.checked;
    view.checked_by = f.checked_by;
    view.same = f.checked_digest == f.digest;
  }
  return view;
}

Result<FrozenView> Room::frozen(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  const auto found = store::frozen(tx, id);
  if (!found || !scope.covers(found->area)) return refuse(ErrorCode::not_found);
  FrozenView view = view_of(*found, scope);
  if (!found->body.empty()) {
    TIANGE_TRY(view.result, json::read<ResultView>(found->body));
    view.card_zh = view.result->zh;
    view.card_en = view.result->en;
  }
  return view;
}

FrozenList Room::frozen_list(db::Tx& tx, const Scope& scope, std::int64_t before, int most) const {
  FrozenList list;
  const auto definitions = store::definitions(tx);
  const auto rows = store::all_frozen(tx, before, most);
  for (const store::Frozen& one : rows) {
    if (!scope.covers(one.area)) continue;
    FrozenView view = view_of(one, scope);
    for (const store::Definition& definition : definitions) {
      if (definition.kind != "card" || definition.key != one.card || definition.version != one.card_version) continue;
      const auto body = json::parse(definition.body);
      if (!body.ok()) continue;
      view.card_zh = body->text_or("zh");
      view.card_en = body->text_or("en");
    }
    list.items.push_back(std::move(view));
  }
  if (rows.size() == static_cast<std::size_t>(most)) list.next = std::to_string(rows.back().id);
  return list;
}

}  // namespace tiange::scores
