#include "city/flows/definitions/draft_rules.h"

#include <algorithm>

namespace tiange::flows {

namespace {

struct ActRow {
  DraftAct act;
  std::vector<DraftState> from;
  bool publishes = false;  // else it is an editor's act
  Words words;
};

const ActRow& row_of(DraftAct act) {
  using enum DraftState;
  static const std::vector<ActRow> table = {
      {DraftAct::save, {editing}, false, {"保存草稿", "Saved a draft"}},
      {DraftAct::discard, {editing, handed_in, approved}, false, {"废弃草稿", "Discarded a draft"}},
      {DraftAct::hand_in, {editing}, false, {"提交审核", "Handed a draft in"}},
      {DraftAct::take_back, {handed_in, approved}, false, {"收回草稿", "Took a draft back"}},
      {DraftAct::approve, {handed_in}, true, {"审核通过", "Approved a draft"}},
      {DraftAct::give_back, {handed_in, approved}, true, {"退回草稿", "Gave a draft back"}},
      {DraftAct::release, {approved, released}, true, {"发布", "Released a draft"}},
  };
  return *std::find_if(table.begin(), table.end(), [&](const ActRow& row) { return row.act == act; });
}

void set_reviewer(DraftRow& row, const DraftDoer& doer, Instant now) {
  row.reviewed = now;
  row.reviewed_by_name = doer.name;
}

}  // namespace

Outcome permitted(const DraftFile& draft, DraftAct act, const DraftDoer& doer, FourEyes eyes) {
  const ActRow& row = row_of(act);
  if (!(row.publishes ? doer.may_publish : doer.may_edit)) return refuse(ErrorCode::forbidden);
  if (std::find(row.from.begin(), row.from.end(), draft.row.state) == row.from.end()) {
    const Words state = words_of(draft.row.state);
    return refuse(ErrorCode::not_this_state, "当前为“" + state.zh + "”，不能" + row.words.zh,
                  "it is " + state.en + "; not possible: " + row.words.en);
  }
  if (act != DraftAct::approve || eyes == FourEyes::no) return done();
  // Who gave it its last form does not judge it, nor does who opened it.
  const bool wrote = draft.row.changed_by == doer.person || draft.row.opened_by == doer.person ||
                     std::any_of(draft.writers.begin(), draft.writers.end(),
                                 [&](const Writer& writer) { return writer.id == doer.person; });
  return wrote ? Outcome(refuse(ErrorCode::four_eyes)) : done();
}

void apply(DraftFile& draft, DraftAct act, const DraftDoer& doer, std::string_view text, Instant now) {
  DraftRow& row = draft.row;
  row.changed = now;
  switch (act) {
    case DraftAct::save: {
      row.changed_by = doer.person;
      row.changed_by_name = doer.name;
      ++row.revision;
      std::erase_if(draft.writers, [&](const Writer& writer) { return writer.id == doer.person; });
      draft.writers.push_back({doer.person, doer.name});
      row.writers.clear();
      for (const Writer& writer : draft.writers) row.writers.push_back(writer.name);
      return;
    }
    case DraftAct::discard:
      row.state = DraftState::discarded;
      return;
    case DraftAct::hand_in:
      row.state = DraftState::handed_in;
      row.handed_in = now;
      row.handed_in_by_name = doer.name;
      row.reason.clear();
      return;
    case DraftAct::take_back:
      row.state = DraftState::editing;
      return;
    case DraftAct::approve:
      row.state = DraftState::approved;
      set_reviewer(row, doer, now);
      return;
    case DraftAct::give_back:
      row.state = DraftState::editing;
      set_reviewer(row, doer, now);
      row.reason = text;
      return;
    case DraftAct::release:
      row.state = DraftState::released;
      return;
  }
}

Words words_of(DraftAct act) { return row_of(act).words; }

Words words_of(DraftState state) {
  switch (state) {
    case DraftState::editing:
      return {"起草中", "being written"};
    case DraftState::handed_in:
      return {"待审核", "handed in"};
    case DraftState::approved:
      return {"已通过，待发布", "approved"};
    case DraftState::released:
      return {"已发布", "released"};
    case DraftState::discarded:
      return {"已废弃", "discarded"};
  }
  return {};
}

Words words_of(DefinitionKind kind) {
  switch (kind) {
    case DefinitionKind::bpmn:
      return {"流程", "process"};
    case DefinitionKind::dmn:
      return {"决策", "decision"};
    case DefinitionKind::form:
      return {"表单", "form"};
  }
  return {};
}

}  // namespace tiange::flows
