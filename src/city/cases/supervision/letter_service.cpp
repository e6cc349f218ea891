#include "city/cases/supervision/letter_service.h"

#include "base/text.h"
#include "city/cases/summons/summons.h"
#include "city/cases/supervision/desk/print_page.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_page = 50;
constexpr std::size_t k_most_title = 60;
constexpr std::size_t k_most_text = 2000;
constexpr int k_most_climbs_at_once = 200;

bool may_see_letter(const Scope& scope, const Letter& letter) {
  return scope.works_for(letter.unit) || (!letter.escalated_to.empty() && scope.works_for(letter.escalated_to)) ||
         scope.covers(letter.area);
}

// The unit, or the one above that has it now.
bool may_answer(const Scope& scope, const Letter& letter) {
  return scope.works_for(letter.unit) || (!letter.escalated_to.empty() && scope.works_for(letter.escalated_to));
}

// Who sent letters to a unit may not be of it.
bool may_judge(const Scope& scope, const Letter& letter) {
  return scope.may(Permission::cases_supervise) && !scope.works_for(letter.unit);
}

bool is_late(const Letter& letter, Instant now) {
  return letter.was_late || (letter.waiting() && letter.due && now > letter.due);
}

}  // namespace

// The unit it is for now, by when, and why.
void LetterService::tell(db::Tx& tx, const Letter& letter, const Words& title, Instant now) const {
  Summons word{.kind = "letter.sent", .link = "/supervision/letters?id=" + letter.paper.id.text(), .area = letter.area, .number = letter.number};
  word.units = {letter.escalated_to.empty() ? letter.unit : letter.escalated_to};
  word.title = {title.zh + letter.title, title.en + letter.title};
  word.text = {"督办函 " + letter.number, "Urge letter " + letter.number};
  if (letter.waiting() && letter.due) {
    word.text.zh += "，请于 " + format_local(letter.due) + " 前答复";
    word.text.en += ", to be answered by " + format_local(letter.due);
  }
  word.text.zh += "。";
  word.text.en += ".";
  summon(tx, desk_.parts.base.outbox, word, now);
}

Result<LetterView> LetterService::send(db::Tx& tx, const Scope& scope, const LetterInput& input, Instant now) const {
  TIANGE_CHECK_OK(check_words("title", input.title, k_most_title));
  TIANGE_CHECK_OK(check_words("text", input.text, k_most_text));
  TIANGE_CHECK_OK(check_limit("limit", input.limit));
  const auto directory = desk_.directory(now);
  const org::UnitInfo* unit = directory->unit(input.unit);
  if (!unit) return refuse_fields(ErrorCode::bad_input, {{"unit", "没有这个单位", "is no unit"}});
  if (scope.works_for(input.unit)) return refuse_fields(ErrorCode::bad_input, {{"unit", "不能督办本单位", "is your own"}});
  const LetterRules rules = desk_.rules(tx).letter;
  Letter letter;
  letter.area = unit->area_code;
  if (!input.case_ref.empty()) {
    TIANGE_TRY(letter.about, CaseRef::parse(input.case_ref));
    TIANGE_TRY(const CaseRecord record, desk_.cases.load(tx, scope, letter.about));
    letter.case_number = record.number;
    letter.area = record.file.area;
  } else if (!scope.covers(unit->area_code)) {
    return refuse_fields(ErrorCode::bad_input, {{"unit", "不在您的管辖范围内", "is outside your area"}});
  }
  letter.paper = {part_key_of(unit->area_code), CaseId{desk_.next_id(now)}};
  letter.number = store::next_paper_number(tx, rules.number_prefix, now);
  letter.unit = input.unit;
  letter.title = input.title;
  letter.text = input.text;
  letter.issued = now;
  letter.issued_by = scope.name;
  letter.issued_unit = scope.units.empty() ? "" : scope.units.front();
  letter.answer_required = input.answer_required;
  const Limit limit = limit_or(input.limit, rules.limit);
  letter.limit = limit_text(limit);
  if (input.answer_required) letter.due = desk_.calendar().add(limit, now);
  store::add_letter(tx, letter);
  const Words name = directory->unit_name(input.unit);
  const Words said{"向" + name.zh + "发出督办函 " + letter.number + "《" + letter.title + "》" +
                       (letter.answer_required ? "，要求 " + format_local(letter.due) + " 前答复" : ""),
                   "sent the urge letter " + letter.number + " to " + name.en +
                       (letter.answer_required ? ", to be answered by " + format_local(letter.due) : "")};
  desk_.note(tx, letter.paper, scope, said, letter.text, now);
  TIANGE_CHECK_OK(desk_.remark(tx, scope, letter.about, "letter_sent", said, letter.text, now));
  tell(tx, letter, {"收到督办函：", "An urge letter: "}, now);
  desk_.wake(tx, letter.area);
  return view(tx, scope, letter, true, now);
}

Result<Letter> LetterService::find(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  auto letter = store::letter(tx, id);
  if (!letter || !may_see_letter(scope, *letter)) return refuse(ErrorCode::out_of_scope);
  return *std::move(letter);
}

Result<LetterView> LetterService::save(db::Tx& tx, const Scope& scope, const Letter& letter, LetterState from,
                                       const char* kind, const Words& said, const std::string& text,
                                       Instant now) const {
  if (!store::set_letter(tx, letter, from)) return refuse(ErrorCode::conflict);
  desk_.note(tx, letter.paper, scope, said, text, now);
  const Words in_case{"督办函 " + letter.number + "：" + said.zh, "urge letter " + letter.number + ": " + said.en};
  TIANGE_CHECK_OK(desk_.remark(tx, scope, letter.about, kind, in_case, text, now));
  desk_.wake(tx, letter.area);
  return view(tx, scope, letter, true, now);
}

Result<LetterView> LetterService::answer(db::Tx& tx, const Scope& scope, std::int64_t id, const PaperText& input,
                                         Instant now) const {
  TIANGE_CHECK_OK(check_words("text", input.text, k_most_text));
  TIANGE_TRY(Letter letter, find(tx, scope, id));
  if (!may_answer(scope, letter)) return refuse(ErrorCode::forbidden, "由被督办单位或其上级单位答复", "the unit, or the one above, answers");
  if (letter.state != LetterState::sent)
    return refuse(ErrorCode::supervision_state, "督办函已答复或已办结", "it is answered or closed");
  letter.was_late = is_late(letter, now);
  letter.state = LetterState::answered;
  letter.answer = input.text;
  letter.answered_by = scope.name;
  letter.answered = now;
  TIANGE_CHECK_OK(desk_.attach(tx, letter.paper, input.documents, letter.area, letter.unit, now));
  return save(tx, scope, letter, LetterState::sent, "letter_answered",
              {letter.was_late ? "逾期答复" : "已答复", letter.was_late ? "answered late" : "answered"}, input.text, now);
}

Result<LetterView> LetterService::accept(db::Tx& tx, const Scope& scope, std::int64_t id, const PaperText& input,
                                         Instant now) const {
  TIANGE_CHECK_OK(check_words("text", input.text, k_most_text, false));
  TIANGE_TRY(Letter letter, find(tx, scope, id));
  if (!may_judge(scope, letter)) return refuse(ErrorCode::forbidden);
  const LetterState from = letter.state;
  if (from == LetterState::closed || letter.waiting())
    return refuse(ErrorCode::supervision_state, from == LetterState::closed ? "督办函已办结" : "还没有答复",
                  from == LetterState::closed ? "it is closed" : "it is not answered");
  letter.state = LetterState::closed;
  return save(tx, scope, letter, from, "letter_closed", {"督办办结", "closed"}, input.text, now);
}

Result<LetterView> LetterService::send_back(db::Tx& tx, const Scope& scope, std::int64_t id, const PaperText& input,
                                            Instant now) const {
  TIANGE_CHECK_OK(check_words("text", input.text, k_most_text));
  TIANGE_CHECK_OK(check_limit("limit", input.limit));
  TIANGE_TRY(Letter letter, find(tx, scope, id));
  if (!may_judge(scope, letter)) return refuse(ErrorCode::forbidden);
  if (letter.state != LetterState::answered)
    return refuse(ErrorCode::supervision_state, "没有可退回的答复", "there is no answer to send back");
  letter.state = LetterState::sent;
  letter.answer_required = true;
  const Limit limit = limit_or(input.limit, desk_.rules(tx).letter.limit);
  letter.limit = limit_text(limit);
  letter.due = desk_.calendar().add(limit, now);
  letter.escalated_to.clear();
  tell(tx, letter, {"答复被退回，请重新答复：", "Your answer was sent back: "}, now);
  return save(tx, scope, letter, LetterState::answered, "letter_sent_back",
              {"答复退回重答，限 " + format_local(letter.due) + " 前", "the answer was sent back, due " + format_local(letter.due)},
              input.text, now);
}

Result<LetterView> LetterService::one(db::Tx& tx, const Scope& scope, std::int64_t id, Instant now) const {
  TIANGE_TRY(const Letter letter, find(tx, scope, id));
  return view(tx, scope, letter, true, now);
}

Result<LetterList> LetterService::list(db::Tx& tx, const http::Request& request) const {
  const std::string_view state = request.query_value("state");
  const auto wanted = json::enum_from<LetterState>(state);
  const std::string_view unit = request.query_value("unit");
  const bool mine = request.query_value("mine") == "1";
  LetterList list;
  std::vector<Letter> found;
  store::each_letter(tx, text::to_int(request.query_value("after")).value_or(0), [&](const Letter& letter) {
    const bool fits = may_see_letter(request.scope, letter) && (!wanted || letter.state == *wanted) &&
                      (unit.empty() || letter.unit == unit) && (!mine || may_answer(request.scope, letter)) &&
                      (state != "late" || (letter.waiting() && is_late(letter, request.now)));
    if (!fits) return true;
    if (found.size() == k_page) {
      list.next = found.back().paper.id.text();
      return false;
    }
    found.push_back(letter);
    return true;
  });
  for (const Letter& letter : found) list.items.push_back(view(tx, request.scope, letter, false, request.now));
  return list;
}

std::vector<LetterView> LetterService::about(db::Tx& tx, const Scope& scope, CaseRef about, Instant now) const {
  std::vector<LetterView> out;
  for (const Letter& letter : store::letters_of(tx, about)) {
    if (may_see_letter(scope, letter)) out.push_back(view(tx, scope, letter, false, now));
  }
  return out;
}

int LetterService::climb(Instant now) const {
  const Scope house = system_scope();
  int climbed = 0;
  const Outcome done_all = desk_.parts.base.db.write(house, [&](db::Tx& tx) -> Outcome {
    climbed = 0;
    const LetterRules rules = desk_.rules(tx).letter;
    const auto directory = desk_.directory(now);
    for (Letter letter : store::letters_due(tx, now, k_most_climbs_at_once)) {
      const std::string at = letter.escalated_to.empty() ? letter.unit : letter.escalated_to;
      const org::UnitInfo* unit = directory->unit(at);
      const bool higher = unit && !unit->parent.empty() && letter.escalations < rules.most_escalations;
      letter.was_late = true;
      letter.due = Instant{};  // at the top it stays red and waits
      Words said{"逾期未答复，已无上级单位可升级", "not answered in time; there is no unit above"};
      if (higher) {
        letter.escalated_to = unit->parent;
        ++letter.escalations;
        letter.due = desk_.calendar().add(limit_or(rules.escalated_limit, "1 work_days"), now);
        const Words name = directory->unit_name(unit->parent);
        said = {"逾期未答复，升级至" + name.zh + "，限 " + format_local(letter.due) + " 前督促答复",
                "not answered in time; escalated to " + name.en + ", due " + format_local(letter.due)};
      }
      if (higher) tell(tx, letter, {"下级逾期未答复，请督促：", "A unit below you has not answered: "}, now);
      TIANGE_TRY(const LetterView saved, save(tx, house, letter, LetterState::sent, "letter_escalated", said, "", now));
      (void)saved;
      ++climbed;
    }
    return done();
  });
  return done_all.ok() ? climbed : 0;
}

std::string LetterService::page(const LetterView& letter, Language language) const {
  const bool zh = language == Language::zh;
  PrintPage page(zh, zh ? "督办函" : "Urge letter", letter.number);
  page.line(zh ? letter.unit_zh + "：" : "To: " + letter.unit_en);
  page.heading(letter.title);
  page.paragraph(letter.text);
  if (letter.about)
    page.fact(zh ? "关联工单" : "Case", letter.about->number + (letter.about->title.empty() ? "" : " " + letter.about->title));
  if (letter.answer_required)
    page.fact(zh ? "答复时限" : "To be answered within",
              (zh ? letter.limit_zh : letter.limit_en) + (letter.due ? (zh ? "，" : ", ") + format_local(*letter.due) : ""));
  page.signed_by(letter.issued_by, format_date(local_date(letter.issued)));
  if (!letter.answer.empty()) {
    page.heading(zh ? "答复" : "Answer");
    page.paragraph(letter.answer);
    page.signed_by(letter.answered_by, letter.answered ? format_date(local_date(*letter.answered)) : "");
  }
  page.entries(letter.entries);
  return page.finish();
}

LetterView LetterService::view(db::Tx& tx, const Scope& scope, const Letter& letter, bool whole, Instant now) const {
  LetterView v;
  v.id = letter.paper.id.text();
  v.number = letter.number;
  v.state = json::enum_name(letter.state);
  const UnitName unit = desk_.unit_name(letter.unit, now);
  v.unit = unit.code;
  v.unit_zh = unit.zh;
  v.unit_en = unit.en;
  v.title = letter.title;
  v.text = letter.text;
  if (letter.about.id) v.about = desk_.about(tx, scope, letter.about, letter.case_number, now);
  v.issued_by = letter.issued_by;
  v.issued_unit = letter.issued_unit;
  v.issued = letter.issued;
  const Words limit = limit_words(limit_or(letter.limit, "2 work_days"));
  v.limit_zh = limit.zh;
  v.limit_en = limit.en;
  if (letter.due && letter.answer_required) v.due = letter.due;
  v.answer_required = letter.answer_required;
  v.late = is_late(letter, now);
  v.escalations = letter.escalations;
  const UnitName above = desk_.unit_name(letter.escalated_to, now);
  v.escalated_to = above.code;
  v.escalated_zh = above.zh;
  v.escalated_en = above.en;
  v.answer = letter.answer;
  v.answered_by = letter.answered_by;
  if (letter.answered) v.answered = letter.answered;
  v.documents = store::paper_files(tx, letter.paper);
  if (whole) v.entries = store::paper_entries(tx, letter.paper);
  v.may_answer = letter.state == LetterState::sent && may_answer(scope, letter) && scope.may(Permission::cases_handle);
  v.may_judge = may_judge(scope, letter) && letter.state != LetterState::closed && !letter.waiting();
  return v;
}

}  // namespace tiange::cases
