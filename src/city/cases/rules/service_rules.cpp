#include "city/cases/rules/service_rules.h"

#include "base/text.h"
#include "city/cases/rules/deadline_rules.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_longest_text = 500;

Served failed(const char* code, const char* zh, const char* en) { return {std::nullopt, {}, code, {zh, en}}; }

CaseEvent event_of(EventKind kind, const ServiceAsk& ask, Instant now) {
  CaseEvent event;
  event.kind = kind;
  event.happened = now;
  event.text = ask.text;
  event.step_zh = ask.step.zh;
  event.step_en = ask.step.en;
  return event;
}

Served serve_urge(const CaseFile& file, const ServiceAsk& ask, const ServiceFacts& facts) {
  if (!file.open()) return failed("not_held", "没有可催办的任务", "nobody holds a task to be urged");
  const auto change = office::urge(facts.marks, {{}, ask.step.zh}, facts.now);
  if (!change.ok()) return failed("urged", "上次催办尚未答复", "the last urge has not been answered");
  Served served;
  served.event = event_of(EventKind::urged, ask, facts.now);
  served.event->office = *change;
  return served;
}

// Asked beside the task the case waits in after the step; the lead may excuse them like those it asked itself.
Served serve_assist(const CaseFile& file, const ServiceAsk& ask, const ServiceFacts& facts) {
  if (!file.open()) return failed("not_held", "工单已结案", "the case is closed");
  if (!ask.wrong_unit.empty())
    return {std::nullopt, {}, "bad_input", {"没有单位或条线 " + ask.wrong_unit, "there is no unit or line " + ask.wrong_unit}};
  office::Ask order;
  order.kind = office::PartKind::assist;
  order.targets = ask.units;
  order.limit = handling_limit(facts.item, file.severity, file.area, facts.rules);
  order.by = {{}, ask.step.zh};
  if (!ask.limit.empty()) {
    const auto limit = parse_limit(ask.limit);
    if (!limit.ok() || !*limit) return failed("bad_input", "时限应如 2 work_days", "the limit must be such as 2 work_days");
    order.limit = *limit;
  }
  if (order.targets.empty()) return {};  // a rule that names nobody asks nobody
  auto change = office::ask(facts.marks, order, facts.now, facts.calendar);
  if (!change.ok()) return failed("asked", "其中有单位已在协办", "one of the units assists already");
  Served served;
  served.event = event_of(EventKind::parts_asked, ask, facts.now);
  served.event->text.clear();
  served.event->office = std::move(*change);
  return served;
}

Served serve_severity(const CaseFile& file, const ServiceAsk& ask, const ServiceFacts& facts) {
  const auto severity = json::enum_from<Severity>(ask.severity);
  if (!severity) return failed("bad_input", "紧急程度应为 urgent、normal、minor 或 works", "severity must be urgent, normal, minor or works");
  const Limit limit = handling_limit(facts.item, *severity, file.area, facts.rules);
  Served served;
  served.event = event_of(EventKind::severity_set, ask, facts.now);
  served.event->text.clear();
  served.event->severity = severity;
  served.event->limit = limit;
  served.outputs.emplace_back("severity", std::string(json::enum_name(*severity)));
  served.outputs.emplace_back("handle_limit", limit_text(limit));
  return served;
}

}  // namespace

const std::vector<ServiceRow>& service_rows() {
  static const ServiceInput text{"text", {"要写的话，不超过 500 字", "The text, at most 500 characters"}};
  static const std::vector<ServiceRow> rows = {
      {"tell_reporter", {"告知上报人（显示在办理进度页）", "Tell the reporter (on the progress page)"}, {text}},
      {"note", {"在历程中记一笔", "Write a line in the history"}, {text}},
      {"set_severity",
       {"设定紧急程度，并按它重算处置时限", "Set the severity and with it the handling limit"},
       {{"new_severity", {"urgent 紧急、normal 一般、minor 轻微、works 工程类", "urgent, normal, minor or works"}}}},
      {"urge", {"催办在办的人", "Urge whoever holds the task"}, {text}},
      {"assist",
       {"请协办单位", "Ask units for assistance"},
       {{"units", {"单位代码或条线，如 \"GA, CG\"；空则不请", "Codes of units or lines, such as \"GA, CG\"; empty: none"}},
        {"limit", {"各协办的时限，如 2 work_days；空则同处置时限", "Limit of each part, such as 2 work_days; empty: that of handling"}}}},
  };
  return rows;
}

Served serve(const CaseFile& file, std::string_view name, const ServiceAsk& ask, const ServiceFacts& facts) {
  if (name == "set_severity") return serve_severity(file, ask, facts);
  if (name == "assist") return serve_assist(file, ask, facts);
  if (text::trim(ask.text).empty()) return failed("bad_input", "没有给出 text", "no text was given");
  if (text::length(ask.text) > k_longest_text) return failed("bad_input", "text 超过 500 字", "the text is longer than 500 characters");
  if (name == "urge") return serve_urge(file, ask, facts);
  Served served;
  if (name == "note") {
    served.event = event_of(EventKind::noted, ask, facts.now);
    return served;
  }
  if (name != "tell_reporter") return failed("bad_input", "没有这项服务", "there is no such service");
  if (!facts.has_reporter) return failed("no_reporter", "上报人没有留下联系方式和查询码", "the report came without a name and without a query code");
  served.event = event_of(EventKind::reporter_told, ask, facts.now);
  return served;
}

}  // namespace tiange::cases
