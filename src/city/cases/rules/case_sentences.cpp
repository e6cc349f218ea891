#include "city/cases/rules/case_sentences.h"

#include "city/cases/rules/deadline_rules.h"
#include "city/cases/rules/tie_rules.h"

namespace tiange::cases {

namespace {

std::string quoted(const std::string& text, const char* open, const char* close) {
  return text.empty() ? std::string() : open + text + close;
}

Words said(const char* zh, const char* en, const CaseEvent& event) { return with_text({zh, en}, event); }

// Of an entry that a step of the process wrote.
Words by_step(const char* zh, const char* en, const CaseEvent& event) {
  if (event.step_zh.empty()) return said(zh, en, event);
  return with_text({"流程步骤“" + event.step_zh + "”" + zh, "Step '" + event.step_en + "' of the process: " + en}, event);
}

Words reported_words(const CaseEvent& event, const Namer& namer) {
  const Words channel = channel_words(event.channel.value_or(Channel::web));
  const Words area = namer.area(event.area);
  Words words{"经" + channel.zh + "上报", "Reported by " + channel.en};
  if (!area.zh.empty()) {
    words.zh += "，地点：" + area.zh;
    words.en += ", at " + area.en;
  }
  if (!event.item.empty()) {
    const Words item = namer.item(event.item);
    words.zh += "，事项：" + item.zh;
    words.en += ", item: " + item.en;
  }
  if (event.occurred) {
    words.zh += "，发生时间：" + format_local(event.occurred);
    words.en += ", happened " + format_local(event.occurred);
  }
  if (event.settled) {
    words.zh += event.sampled ? "；现场办结，抽中复核" : "；现场办结";
    words.en += event.sampled ? "; settled on the spot, drawn for a check" : "; settled on the spot";
    words = with_text(words, event);
  }
  return words;
}

Words item_words(const char* zh, const char* en, const CaseEvent& event, const Namer& namer) {
  const Words item = namer.item(event.item);
  const Words severity = severity_words(event.severity.value_or(Severity::normal));
  return with_text({zh + item.zh + "（" + severity.zh + "）", en + item.en + " (" + severity.en + ")"}, event);
}

Words target_words(const char* zh, const char* en, const CaseEvent& event, const Namer& namer) {
  const Words unit = namer.unit(event.unit);
  Words words{zh + unit.zh, en + unit.en};
  if (event.level) {
    words.zh += "（" + level_words(*event.level).zh + "）";
    words.en += " (" + level_words(*event.level).en + ")";
  }
  const std::string& reason_zh = event.routing.reason_zh;
  const std::string& reason_en = event.routing.reason_en.empty() ? reason_zh : event.routing.reason_en;
  words.zh += quoted(reason_zh, "，依据：", "");
  words.en += quoted(reason_en, ", because: ", "");
  return words;
}

Words judged_words(const CaseEvent& event) {
  const std::string& o = event.outcome;
  if (event.kind == EventKind::verified)
    return o == "true" ? said("核实属实", "Verified as true", event)
                       : said("核实不属实", "Found not to be true", event);
  if (event.kind == EventKind::checked)
    return o == "pass" ? said("核查通过", "Check passed", event)
                       : said("核查不通过，返工", "Check failed, to be done again", event);
  return o == "satisfied" ? said("回访满意", "Reporter satisfied", event)
                          : said("回访不满意，返工", "Reporter dissatisfied, to be done again", event);
}

Words clock_sentence(const CaseEvent& event) {
  if (event.kind == EventKind::overdue) {
    const Words clock = clock_words(event.clock.value_or(ClockName::total));
    return {clock.zh + "超期", clock.en + " limit ran out"};
  }
  if (event.kind == EventKind::extension_given) {
    const Words limit = limit_words(event.limit.value_or(Limit{}));
    return with_effect(with_text({"同意延期 " + limit.zh, "Granted " + limit.en + " more"}, event),
                       Action::extend_approve);
  }
  const std::string until = format_local(event.until);
  if (event.kind == EventKind::suspension_asked)
    return with_effect(with_text({"申请挂账至 " + until, "Asked to suspend until " + until}, event), Action::suspend);
  return with_effect(with_text({"挂账至 " + until, "Suspended until " + until}, event), Action::suspend_approve);
}

Words condition_words(const char* zh, const char* en, const CaseEvent& event, const Namer& namer) {
  if (event.condition.empty()) return said(zh, en, event);
  const Words condition = namer.condition(event.condition);
  return with_text({zh + quoted(condition.zh, "（", "）"), en + quoted(condition.en, " (", ")")}, event);
}

Words plain_words(const CaseEvent& event, const Namer& namer) {
  switch (event.kind) {
    case EventKind::rejected:
      return said("不予受理", "Not accepted", event);
    case EventKind::claimed:
      return {"签收任务", "Claimed the task"};
    case EventKind::released:
      return {"放回任务", "Put the task back"};
    case EventKind::handed_over:
      return with_effect(with_text({"转交给" + event.person_name, "Handed over to " + event.person_name}, event),
                         Action::hand_over);
    case EventKind::settled:
      return condition_words("办结", "Settled", event, namer);
    case EventKind::returned:
      return with_effect(with_basis(said("退回", "Returned", event), event), Action::give_back);
    case EventKind::sent_up:
      return with_effect(said("上报上级", "Sent up", event), Action::send_up);
    case EventKind::climbed: {
      const Words level = level_words(event.level.value_or(Level::grid));
      return {"在“" + level.zh + "”层级超期，自动上升", "Time at level '" + level.en + "' ran out; moved up"};
    }
    case EventKind::closed:
      return event.outcome == k_merged ? tie_sentence(event) : condition_words("结案", "Closed", event, namer);
    case EventKind::extension_asked:
      return with_effect(said("申请延期", "Asked for more time", event), Action::extend_request);
    case EventKind::extension_refused:
      return said("不同意延期", "Refused more time", event);
    case EventKind::resumed:
      return with_effect(said("恢复办理", "Resumed", event), Action::resume);
    case EventKind::reopened:
      return event.outcome == k_unmerged ? tie_sentence(event) : said("重新办理", "Reopened", event);
    case EventKind::urged:
      return with_effect(by_step("催办", "Urged", event), Action::urge);
    case EventKind::linked:
      return tie_sentence(event);
    case EventKind::waiting:
      return {"转入下一环节", "Moved on"};
    case EventKind::noted:
      if (event.outcome == k_reminder) return {"临近时限，请抓紧办理", "Close to its limit; please act"};
      return by_step("备注", "Note", event);
    default:
      return said("备注", "Note", event);
  }
}

Words severity_sentence(const CaseEvent& event) {
  const Words severity = severity_words(event.severity.value_or(Severity::normal));
  const Words limit = limit_words(event.limit.value_or(Limit{}));
  Words words = by_step("将紧急程度改为", "severity set to ", event);
  words.zh += "“" + severity.zh + "”（在计的时限不变，下次进入处置按 " + limit.zh + "计）";
  words.en += severity.en + " (running limits stay; the next handling has " + limit.en + ")";
  return words;
}

}  // namespace

Words with_clause(Words words, const Words& clause) {
  for (std::string* text : {&words.zh, &words.en}) {
    for (const std::string_view stop : {"。", ".", "；", ";"}) {
      if (text->ends_with(stop)) text->resize(text->size() - stop.size());
    }
  }
  return {words.zh + clause.zh, words.en + clause.en};
}

Words with_basis(Words words, const CaseEvent& event) {
  if (event.basis.empty()) return words;
  return with_clause(std::move(words), {"；依据：" + event.basis, "; basis: " + event.basis});
}

Words with_text(Words words, const CaseEvent& event) {
  words.zh += quoted(event.text, "：", "");
  words.en += quoted(event.text, ": ", "");
  return words;
}

Words sentence(const CaseEvent& event, const Namer& namer) {
  if (event.kind == EventKind::process_changed) {
    if (event.routing.reason_zh.empty()) return {"流程变动", "The process changed"};
    return {event.routing.reason_zh, event.routing.reason_en};
  }
  if (event.kind == EventKind::remarked) {
    const bool silent = event.routing.reason_zh.empty();
    return with_text(silent ? Words{"办理情况", "What was done"} : Words{event.routing.reason_zh, event.routing.reason_en}, event);
  }
  if (event.kind == EventKind::reporter_told) return by_step("告知上报人", "Told the reporter", event);
  if (event.kind == EventKind::severity_set) return severity_sentence(event);
  if (event.kind > EventKind::waiting) return office_sentence(event, namer);
  switch (event.kind) {
    case EventKind::reported:
      return reported_words(event, namer);
    case EventKind::located: {
      const Words area = namer.area(event.area);
      return with_text({"定位到" + area.zh, "Located in " + area.en}, event);
    }
    case EventKind::classified:
      return item_words("事项改为：", "Item changed to ", event, namer);
    case EventKind::accepted:
      return item_words("受理，事项：", "Accepted, item: ", event, namer);
    case EventKind::dispatched:
      return target_words("派遣至", "Dispatched to ", event, namer);
    case EventKind::passed_on:
      return with_effect(target_words("转派至", "Passed on to ", event, namer), Action::pass_on);
    case EventKind::arbitrated:
      return target_words("裁定由", "Decided for ", event, namer);
    case EventKind::verified:
    case EventKind::checked:
    case EventKind::followed_up:
      return judged_words(event);
    case EventKind::overdue:
    case EventKind::extension_given:
    case EventKind::suspension_asked:
    case EventKind::suspended:
      return clock_sentence(event);
    default:
      return plain_words(event, namer);
  }
}

Step step_of(const CaseEvent& event) {
  switch (event.kind) {
    case EventKind::reported:
    case EventKind::located:
      return Step::report;
    case EventKind::classified:
    case EventKind::verified:
    case EventKind::accepted:
    case EventKind::rejected:
    case EventKind::dispatched:
    case EventKind::arbitrated:
      return Step::classify;
    case EventKind::checked:
    case EventKind::followed_up:
      return Step::follow_up;
    case EventKind::closed:
    case EventKind::reopened:
      return Step::close;
    default:
      return Step::handle;
  }
}

}  // namespace tiange::cases
