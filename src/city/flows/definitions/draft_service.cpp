#include <algorithm>

#include "base/text.h"
#include "city/flows/definitions/definition_room.h"

namespace tiange::flows {

namespace {

constexpr std::size_t k_most_content = 4u << 20;  // bytes
constexpr std::size_t k_longest_note = 2'000;     // characters
constexpr std::size_t k_longest_key = 100;

std::string subject_of(const DraftRow& draft) {
  return std::string(json::enum_name(draft.kind)) + " " + draft.key;
}

Outcome check_size(const std::string& content, const std::string& note) {
  if (content.size() > k_most_content) return refuse(ErrorCode::too_large);
  if (text::length(note) > k_longest_note)
    return refuse_fields(ErrorCode::bad_input, {{"note", "不超过 2000 字", "at most 2000 characters"}});
  return done();
}

// As the ids of XML, so that a new file can bear it.
bool is_key(std::string_view key) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto inner = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-'; };
  return !key.empty() && key.size() <= k_longest_key && letter(key.front()) && std::all_of(key.begin(), key.end(), inner);
}

// As the content says; half-done content keeps what was known.
std::string name_in(DefinitionKind kind, const std::string& content, const std::string& known) {
  const auto named = name_of_content(kind, content);
  return named.ok() && !named->name.empty() ? named->name : known;
}

const char* audit_kind(DraftAct act) {
  switch (act) {
    case DraftAct::save:
      return "flows.draft_saved";
    case DraftAct::discard:
      return "flows.draft_discarded";
    case DraftAct::hand_in:
      return "flows.draft_handed_in";
    case DraftAct::take_back:
      return "flows.draft_taken_back";
    case DraftAct::approve:
      return "flows.draft_approved";
    case DraftAct::give_back:
      return "flows.draft_given_back";
    case DraftAct::release:
      return "flows.draft_released";
  }
  return "";
}

}  // namespace

DraftDoer doer_of(const Scope& scope) {
  return {scope.person, scope.name, scope.may(Permission::flows_edit), scope.may(Permission::flows_publish)};
}

DefinitionRoom::DefinitionRoom(DefinitionParts parts) : parts_(std::move(parts)) {}

void DefinitionRoom::record(db::Tx& tx, const http::Request& request, const char* kind, const DraftRow& draft,
                            Words words) const {
  const Words what = words_of(draft.kind);
  const std::string which = "“" + draft.name + "”（" + draft.key + "）";
  words.zh += "：" + what.zh + which;
  words.en += ": " + what.en + " " + draft.key;
  if (!draft.note.empty()) {
    words.zh += "，" + text::cut(draft.note, 200);
    words.en += ", " + text::cut(draft.note, 200);
  }
  parts_.record(tx, request, kind, subject_of(draft), words);
}

Result<DraftFile> DefinitionRoom::load(db::Tx& tx, DraftId id) const {
  auto found = find_draft(tx, id);
  if (!found) return refuse(ErrorCode::not_found);
  return *std::move(found);
}

Draft DefinitionRoom::shown(const DraftFile& file, const Scope& scope) const {
  Draft draft;
  static_cast<DraftRow&>(draft) = file.row;
  draft.content = file.content;
  const DraftDoer doer = doer_of(scope);
  draft.may_edit = permitted(file, DraftAct::save, doer, eyes()).ok();
  draft.may_approve = permitted(file, DraftAct::approve, doer, eyes()).ok();
  draft.may_release = permitted(file, DraftAct::release, doer, eyes()).ok();
  return draft;
}

Result<DraftList> DefinitionRoom::drafts(db::Tx& tx, const http::Request& request) const {
  const std::string_view state_text = request.query_value("state"), kind_text = request.query_value("kind");
  const auto state = json::enum_from<DraftState>(state_text);
  const auto kind = json::enum_from<DefinitionKind>(kind_text);
  std::vector<FieldError> wrong;
  if (!state_text.empty() && !state) wrong.push_back({"state", "没有这种状态", "no such state"});
  if (!kind_text.empty() && !kind) wrong.push_back({"kind", "应为 bpmn、dmn 或 form", "must be bpmn, dmn or form"});
  if (!wrong.empty()) return refuse_fields(ErrorCode::bad_input, std::move(wrong));
  const std::string_view key = request.query_value("key");
  DraftList list;
  for (DraftFile& file : list_drafts(tx)) {
    const DraftRow& row = file.row;
    const bool open = row.state != DraftState::released && row.state != DraftState::discarded;
    if (state ? row.state != *state : !open) continue;
    if ((kind && row.kind != *kind) || (!key.empty() && row.key != key)) continue;
    list.items.push_back(std::move(file.row));
  }
  return list;
}

Result<Draft> DefinitionRoom::draft(db::Tx& tx, const Scope& scope, DraftId id) const {
  TIANGE_TRY(const DraftFile file, load(tx, id));
  return shown(file, scope);
}

Result<Draft> DefinitionRoom::open(db::Tx& tx, const http::Request& request, const DraftIn& in) {
  TIANGE_CHECK_OK(check_size(in.content, in.note));
  DraftFile file;
  DraftRow& row = file.row;
  row.kind = in.kind;
  row.key = in.key;
  file.content = in.content;
  if (row.key.empty() && !in.content.empty()) {
    const auto named = name_of_content(in.kind, in.content);
    if (named.ok()) row.key = named->key;
  }
  if (!is_key(row.key)) {
    return refuse_fields(ErrorCode::bad_input, {{"key", "标识以英文字母开头，只含字母、数字、下划线、点和横线，不超过 100 字",
                                                 "a key begins with a letter and holds letters, digits, _ . - only, at most 100"}});
  }
  if (in.content.empty()) {
    auto from = in.based_on > 0
                    ? parts_.flows.definition(tx, in.kind, row.key, in.based_on)
                    : parts_.flows.definition_in_effect(tx, in.kind, row.key, "", request.now);
    if (from.ok()) {
      row.based_on = from->version;
      row.name = from->name;
      file.content = std::move(from->content);
    } else if (in.based_on > 0) {
      return from.refusal();
    } else {
      file.content = first_content(in.kind, row.key);
    }
  } else {
    row.based_on = in.based_on;
  }
  row.name = name_in(in.kind, file.content, row.name.empty() ? row.key : row.name);
  row.note = in.note;
  row.id = parts_.ids.next_as<DraftTag>(request.now);
  row.revision = 1;
  row.opened = row.changed = request.now;
  row.opened_by = row.changed_by = request.scope.person;
  row.opened_by_name = row.changed_by_name = request.scope.name;
  insert_draft(tx, file);
  record(tx, request, "flows.draft_opened", row, {"起草", "Opened a draft"});
  return shown(file, request.scope);
}

Result<Draft> DefinitionRoom::save(db::Tx& tx, const http::Request& request, DraftId id, const DraftSave& in) {
  TIANGE_TRY(DraftFile file, load(tx, id));
  const DraftDoer doer = doer_of(request.scope);
  TIANGE_CHECK_OK(permitted(file, DraftAct::save, doer, eyes()));
  if (in.revision != file.row.revision) {
    const std::string when = format_local(file.row.changed);
    return refuse(ErrorCode::conflict, file.row.changed_by_name + " 已于 " + when + " 保存了第 " +
                      std::to_string(file.row.revision) + " 稿",
                  file.row.changed_by_name + " saved revision " + std::to_string(file.row.revision) + " at " + when);
  }
  TIANGE_CHECK_OK(check_size(in.content.value_or(""), in.note.value_or("")));
  if (in.content) file.content = *in.content;
  if (in.note) file.row.note = *in.note;
  file.row.name = name_in(file.row.kind, file.content, file.row.name);
  apply(file, DraftAct::save, doer, "", request.now);
  if (!update_draft(tx, file, in.revision)) return refuse(ErrorCode::conflict);
  return shown(file, request.scope);
}

Result<Draft> DefinitionRoom::act(db::Tx& tx, const http::Request& request, DraftId id, DraftAct act,
                                  const ReviewIn& in) {
  TIANGE_TRY(DraftFile file, load(tx, id));
  const DraftDoer doer = doer_of(request.scope);
  TIANGE_CHECK_OK(permitted(file, act, doer, eyes()));
  if (act == DraftAct::give_back && text::trim(in.text).empty())
    return refuse_fields(ErrorCode::bad_input, {{"text", "请写明退回的原因", "say why it is given back"}});
  if (text::length(in.text) > k_longest_note)
    return refuse_fields(ErrorCode::bad_input, {{"text", "不超过 2000 字", "at most 2000 characters"}});
  if (act == DraftAct::hand_in) {
    if (!text::trim(in.text).empty()) file.row.note = in.text;
    TIANGE_CHECK_OK(ready(tx, file, request.now));
  }
  apply(file, act, doer, in.text, request.now);
  if (!update_draft(tx, file, file.row.revision)) return refuse(ErrorCode::conflict);
  Words words = words_of(act);
  if (act != DraftAct::hand_in && !in.text.empty()) {
    words.zh += "（" + text::cut(in.text, 200) + "）";
    words.en += " (" + text::cut(in.text, 200) + ")";
  }
  record(tx, request, audit_kind(act), file.row, std::move(words));
  return shown(file, request.scope);
}

Checked DefinitionRoom::check(db::Tx& tx, DefinitionKind kind, std::string_view key, const std::string& content,
                              Instant now) const {
  const CheckGround ground{parts_.home, [&](DefinitionKind other, std::string_view name) {
                             return parts_.flows.definition_in_effect(tx, other, name, "", now).ok();
                           }};
  Checked checked;
  checked.problems = problems_of(kind, key, content, ground);
  checked.good = is_good(checked.problems);
  return checked;
}

Result<Checked> DefinitionRoom::check_draft(db::Tx& tx, DraftId id, const CheckIn& in, Instant now) const {
  TIANGE_TRY(const DraftFile file, load(tx, id));
  return check(tx, file.row.kind, file.row.key, in.content.value_or(file.content), now);
}

Outcome DefinitionRoom::ready(db::Tx& tx, const DraftFile& draft, Instant now) const {
  const Checked checked = check(tx, draft.row.kind, draft.row.key, draft.content, now);
  if (!checked.good) return refuse_problems(draft.row.kind, checked.problems);
  TIANGE_TRY(const TestSubject subject, read_subject(draft.row.kind, draft.row.key, draft.content));
  const TestRun run = run_tests(subject, list_tests(tx, draft.row.kind, draft.row.key), surroundings(tx, now));
  if (run.failed > 0) return failed_tests(run);
  return done();
}

}  // namespace tiange::flows
