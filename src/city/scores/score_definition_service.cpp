// Drafting and releasing indicators and scorecards.

#include <algorithm>

#include "city/scores/score_room.h"

namespace tiange::scores {

namespace {

struct Checked {
  std::string kind, key, body;
};

// Against everything in force on a day.
Result<Checked> checked(const std::vector<store::Definition>& known, const DefinitionInput& input, Date day) {
  if (input.indicator) {
    TIANGE_CHECK_OK(check(*input.indicator));
    TIANGE_TRY(const Book book, book_on(known, day, input.indicator));
    // Scorecards that speak of it must still stand.
    for (const auto& [card, body] : book.cards) TIANGE_CHECK_OK(book.rule(card));
    return Checked{"indicator", input.indicator->key, json::write(*input.indicator)};
  }
  if (!input.card)
    return refuse_fields(ErrorCode::bad_input,
                         {{"indicator", "请给出指标或考核表", "give an indicator or a scorecard"}});
  TIANGE_TRY(const Book book, book_on(known, day, std::nullopt, input.card));
  TIANGE_CHECK_OK(book.rule(input.card->key));
  return Checked{"card", input.card->key, json::write(*input.card)};
}

}  // namespace

DefinitionView Room::view_of(const store::Definition& one, const Scope& scope) const {
  DefinitionView view;
  view.kind = one.kind;
  view.key = one.key;
  view.state = one.state;
  view.version = one.version;
  view.effective = one.effective;
  view.note = one.note;
  view.made_by = one.made_by_name;
  view.released_by = one.released_by_name;
  view.made = one.made;
  if (one.released) view.released = one.released;
  view.mine = one.made_by && one.made_by == scope.person;
  if (auto body = json::parse(one.body); body.ok()) view.body = std::move(*body);
  if (view.body.is_object()) {
    view.zh = view.body.text_or("zh");
    view.en = view.body.text_or("en");
  }
  return view;
}

DefinitionList Room::definitions(db::Tx& tx, const Scope& scope, Date today) const {
  DefinitionList list;
  for (const store::Definition& one : store::definitions(tx)) {
    if (one.state == "dropped") continue;
    DefinitionView view = view_of(one, scope);
    view.current = one.state == "released" && one.effective <= today;
    if (view.current) {
      for (DefinitionView& earlier : list.items) {
        if (earlier.kind == one.kind && earlier.key == one.key) earlier.current = false;
      }
    }
    list.items.push_back(std::move(view));
  }
  return list;
}

Result<DefinitionView> Room::draft(db::Tx& tx, const Scope& scope, const DefinitionInput& input, Instant now) {
  const auto known = store::definitions(tx);
  const Date effective = input.effective.value_or(local_date(now));
  TIANGE_TRY(Checked fine, checked(known, input, std::max(effective, local_date(now))));
  int version = 0;
  for (const store::Definition& one : known) {
    if (one.kind != fine.kind || one.key != fine.key) continue;
    version = std::max(version, one.version);
    if (one.state == "draft")
      return refuse_fields(
          ErrorCode::bad_input,
          {{"key", "已有待发布的草稿（第 " + std::to_string(one.version) + " 版），请先发布或放弃",
            "version " + std::to_string(one.version) + " waits to be released; release or drop it first"}});
  }
  const store::Definition draft{fine.kind,  fine.key, version + 1,  "draft",    effective, fine.body,
                                input.note, now,      scope.person, scope.name, {},        ""};
  store::put_definition(tx, draft);
  return view_of(draft, scope);
}

Result<DefinitionView> Room::release(db::Tx& tx, const Scope& scope, std::string_view kind, std::string_view key,
                                     int version, Instant now) {
  const auto known = store::definitions(tx);
  const auto found = std::find_if(known.begin(), known.end(), [&](const store::Definition& one) {
    return one.kind == kind && one.key == key && one.version == version;
  });
  if (found == known.end()) return refuse(ErrorCode::not_found);
  if (found->state != "draft") return refuse(ErrorCode::not_this_state);
  if (parts_.options.four_eyes && found->made_by == scope.person) return refuse(ErrorCode::four_eyes);
  store::Definition released = *found;
  // What was scored on days gone by keeps the definition it was scored with.
  released.effective = std::max(released.effective, local_date(now));
  DefinitionInput again;
  if (released.kind == "indicator") {
    TIANGE_TRY(again.indicator, json::read<Indicator>(released.body));
  } else {
    TIANGE_TRY(again.card, json::read<Scorecard>(released.body));
  }
  TIANGE_CHECK_OK(checked(known, again, released.effective));
  released.state = "released";
  released.released = now;
  released.released_by_name = scope.name;
  store::put_definition(tx, released);
  return view_of(released, scope);
}

Result<DefinitionView> Room::drop(db::Tx& tx, const Scope& scope, std::string_view kind, std::string_view key,
                                  int version) {
  for (store::Definition& one : store::definitions(tx)) {
    if (one.kind != kind || one.key != key || one.version != version) continue;
    if (one.state != "draft") return refuse(ErrorCode::not_this_state);
    one.state = "dropped";
    store::put_definition(tx, one);
    return view_of(one, scope);
  }
  return refuse(ErrorCode::not_found);
}

}  // namespace tiange::scores
