// What people of an office did with a task, as the history tells it: who was asked, what they said, and what it did to
// the limits.

#include "city/cases/rules/case_office.h"
#include "city/cases/rules/case_sentences.h"

namespace tiange::cases {

namespace {

Words step_in(const CaseEvent& event) { return step_words_of({event.step, event.step_zh, event.step_en}); }

Words turned(const char* zh, const char* en, Action action, const CaseEvent& event) {
  const Words step = step_in(event);
  const Words said = with_basis(with_text({zh + step.zh + "”", en + step.en + "'"}, event), event);
  return with_effect(said, action);
}

Words who_is_asked(const office::Change& change, const Namer& namer) {
  Words who;
  for (const office::Part& part : change.parts) {
    const Words name = part.person ? Words{part.name, part.name} : namer.unit(part.unit);
    who.zh += (who.zh.empty() ? "" : "、") + name.zh;
    who.en += (who.en.empty() ? "" : ", ") + name.en;
  }
  return who;
}

Words rule_words(const office::Round& round) {
  const std::string need = std::to_string(round.need);
  if (round.rule == office::SignRule::count) return {"，" + need + " 人同意即通过", ", " + need + " must agree"};
  if (round.rule == office::SignRule::share) return {"，" + need + "% 同意即通过", ", " + need + "% must agree"};
  return {"，全部同意方通过", ", all must agree"};
}

Action asking(office::PartKind kind) { return kind == office::PartKind::assist ? Action::assist : Action::countersign; }

Words asked_words(const CaseEvent& event, const Namer& namer) {
  const office::Change& change = *event.office;
  if (change.parts.empty()) return {"会签", "Countersign"};
  const office::Part& first = change.parts.front();
  const Words kind = office::part_kind_words(first.kind);
  const Words who = who_is_asked(change, namer);
  Words words{"请" + who.zh + kind.zh, kind.en + ": " + who.en};
  if (change.round) {
    const Words rule = rule_words(*change.round);
    words = {words.zh + rule.zh, words.en + rule.en};
  }
  if (first.due) words = {words.zh + "，时限至 " + format_local(first.due), words.en + ", until " + format_local(first.due)};
  return with_effect(with_text(words, event), asking(first.kind));
}

Words part_words(const CaseEvent& event) {
  const office::Change& change = *event.office;
  switch (event.kind) {
    case EventKind::part_answered: {
      const Words opinion = office::opinion_words(change.opinion);
      if (!event.outcome.empty()) return with_effect(with_text({"办毕", "Part done"}, event), Action::part_done);
      return with_effect(with_text({"签署意见：" + opinion.zh, "Opinion: " + opinion.en}, event), Action::sign_agree);
    }
    case EventKind::part_excused:
      return with_effect(with_text({"免除协办", "Excused an assisting part"}, event), Action::part_excuse);
    case EventKind::part_recalled:
      return with_effect(with_text({"收回", "Recalled"}, event), Action::part_recall);
    case EventKind::part_moved:
      return with_effect(with_text({"移交给" + event.person_name, "Handed over to " + event.person_name}, event),
                         Action::hand_over);
    case EventKind::part_overdue:
      return {"协办或签署超期", "A part ran out of time"};
    case EventKind::held: {
      const auto action = action_from(event.outcome);
      const Words what = action ? action_row(*action).words : Words{};
      return with_text({"拟“" + what.zh + "”，待后加签人同意后生效", "Means '" + what.en + "', once those added behind agree"},
                       event);
    }
    default:
      return {"后加签结束", "Those added behind have answered"};
  }
}

Words transferred_words(const CaseEvent& event, const Namer& namer) {
  const Words whom = event.person ? Words{event.person_name, event.person_name} : namer.unit(event.unit);
  return with_effect(with_text({"转办给" + whom.zh, "Transferred to " + whom.en}, event), Action::transfer);
}

Words completed_words(const CaseEvent& event) {
  const Words step = step_in(event);
  Words words = step;
  if (!event.condition.empty()) {
    words.zh += "：" + event.condition;
    words.en += ": " + (event.condition_en.empty() ? event.condition : event.condition_en);
  }
  if (event.answers.is_object()) {
    words.zh += "，已填表单";
    words.en += ", form filled in";
  }
  return with_text(words, event);
}

}  // namespace

Words with_effect(Words words, Action action) {
  const Words effect = clock_effect(action);
  if (effect.zh.empty()) return words;
  return with_clause(std::move(words), {"（" + effect.zh + "）", " (" + effect.en + ")"});
}

Words office_sentence(const CaseEvent& event, const Namer& namer) {
  switch (event.kind) {
    case EventKind::completed:
      return completed_words(event);
    case EventKind::sent_back:
      return turned("退回到“", "Sent back to '", Action::send_back, event);
    case EventKind::rejected_to_start:
      return turned("驳回到“", "Rejected to '", Action::reject_to_start, event);
    case EventKind::withdrawn:
      return turned("撤回到“", "Withdrawn to '", Action::withdraw, event);
    case EventKind::jumped:
      return turned("跳转到“", "Moved to '", Action::jump, event);
    case EventKind::transferred:
      return transferred_words(event, namer);
    case EventKind::began_inside:
      return turned("开始“", "Began '", Action::begin_inside, event);
    case EventKind::closed_inside:
      return turned("结束“", "Ended '", Action::close_inside, event);
    case EventKind::opened: {
      const Words step = step_in(event);
      return {"已阅“" + step.zh + "”（时限不变，继续计时）", "Opened '" + step.en + "' (the limits stay and go on)"};
    }
    case EventKind::urge_answered:
      return with_effect(with_text({"回复催办", "Answered the urge"}, event), Action::urge_answer);
    default:
      break;
  }
  if (!event.office) return {"协同办理", "Worked on together"};
  return event.kind == EventKind::parts_asked ? asked_words(event, namer) : part_words(event);
}

}  // namespace tiange::cases
