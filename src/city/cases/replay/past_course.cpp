// The course of a past case as the acts of its process: what people did, with what, and when.

#include <algorithm>

#include "city/cases/replay/past_store.h"
#include "city/cases/rules/deadline_rules.h"
#include "city/cases/rules/dispatch_rules.h"
#include "engines/feel/feel_json.h"

namespace tiange::cases {

namespace {

class CourseReader {
 public:
  CourseReader(const PastFile& past, const CasesParts& parts, const org::Directory& directory, ItemBook& items)
      : past_(past), parts_(parts), directory_(directory), items_(items) {}

  flows::PastCourse read() {
    course_.who = {past_.row.ref.text(), past_.row.number, past_.row.item, past_.row.area, past_.row.created,
                   past_.row.confidential};
    course_.started = past_.row.created;
    course_.made_again = true;
    for (const PastEntry& entry : past_.entries) {
      auto event = decode_detail(entry.detail);
      if (!event.ok()) continue;
      event->kind = entry.kind;
      event->happened = entry.happened;
      event->actor.person = entry.actor;
      if (entry.kind == EventKind::reopened) break;  // a new instance; the first one is over
      take(*event);
      apply(file_, *event);
      if (event->to && event->to->instance != 0) course_.made_again = false;
    }
    course_.variables = start();
    return std::move(course_);
  }

 private:
  void take(const CaseEvent& event) {
    switch (event.kind) {
      case EventKind::reported:
        first_ = event;
        return;
      case EventKind::suspended:
        suspended_ = event.happened;
        return;
      case EventKind::resumed:
        if (suspended_) left_out_ = left_out_ + (event.happened - suspended_);
        suspended_ = {};
        return;
      default:
        break;
    }
    Answers answers;
    std::string element = act_of(event, answers);
    if (element.empty()) return;
    course_.acts.push_back({std::move(element), event.happened - left_out_, to_variables(answers), jumps(event.kind)});
  }

  std::string standing() const { return file_.step_id(); }
  static bool jumps(EventKind kind) {
    return kind == EventKind::sent_back || kind == EventKind::rejected_to_start || kind == EventKind::withdrawn ||
           kind == EventKind::jumped;
  }

  // The task the event completed, and what the process got; empty when it completed none.
  std::string act_of(const CaseEvent& event, Answers& answers) {
    const auto ends = [&](const char* outcome) { answers.emplace_back("outcome", outcome); };
    switch (event.kind) {
      case EventKind::located:
        ends("located");
        add_place(event, answers);
        return "locate";
      case EventKind::verified:
        verified_ = true;
        ends(event.outcome.c_str());
        return "verify";
      case EventKind::accepted:
        accepted_ = true;
        ends("accepted");
        answers.emplace_back("classified", true);
        add_item(event.item, event.severity.value_or(file_.severity), answers);
        return "accept";
      case EventKind::rejected:
        ends("rejected");
        return standing();
      case EventKind::dispatched:
        if (!event.actor.person) return "";  // by rule: the process itself
        ends("dispatched");
        add_unit(event, answers);
        return "dispatch";
      case EventKind::arbitrated:
        ends("dispatched");
        add_unit(event, answers);
        return "arbitrate";
      case EventKind::passed_on:
        ends("passed_on");
        add_unit(event, answers);
        return standing();
      case EventKind::settled:
        ends("settled");
        return standing();
      case EventKind::returned:
        ends("returned");
        answers.emplace_back("returns", static_cast<std::int64_t>(file_.returns + 1));
        return standing();
      case EventKind::sent_up:
        ends("sent_up");
        answers.emplace_back("from_level", std::string(json::enum_name(level_above(file_.level))));
        return standing();
      default:
        return closing_act(event, answers);
    }
  }
  std::string closing_act(const CaseEvent& event, Answers& answers) {
    const auto ends = [&](const std::string& outcome) { answers.emplace_back("outcome", outcome); };
    switch (event.kind) {
      case EventKind::checked:
        ends(event.outcome);
        return "check";
      case EventKind::followed_up:
        ends(event.outcome);
        return "follow_up";
      case EventKind::closed:
        ends("closed");
        return "close";
      case EventKind::completed:
        ends(event.outcome);
        if (event.answers.is_object()) {
          for (const auto& [name, value] : event.answers.as_object()) answers.emplace_back(name, value);
        }
        return event.step;
      default:
        return jumps(event.kind) ? event.step : "";
    }
  }

  void add_place(const CaseEvent& event, Answers& answers) {
    answers.emplace_back("located", true);
    answers.emplace_back("grid", event.area);
    answers.emplace_back("community", event.area.substr(0, 12));
    answers.emplace_back("town", event.area.substr(0, 9));
  }
  void add_unit(const CaseEvent& event, Answers& answers) {
    const UnitPlace place = place_of_unit(directory_, event.unit);
    answers.emplace_back("unit", event.unit);
    answers.emplace_back("queue", place.queue);
    answers.emplace_back("level", std::string(json::enum_name(event.level.value_or(place.level))));
    if (!file_.item.empty()) add_item(file_.item, file_.severity, answers);
  }
  void add_item(const std::string& code, Severity severity, Answers& answers) {
    const auto item = items_.find(code);
    if (!item) return;
    answers.emplace_back("item", item->code);
    answers.emplace_back("item_class", item->item_class);
    answers.emplace_back("lead_line", item->lead_line);
    answers.emplace_back("trifle", item->trifle);
    answers.emplace_back("severity", std::string(json::enum_name(severity)));
    answers.emplace_back("handle_limit",
                         limit_text(handling_limit(item.get(), severity, file_.area, parts_.options.rules)));
  }

  // What was known at the start; what had to be asked for first shows by the acts that answered it.
  feel::Value start() {
    CaseFile fresh;
    apply(fresh, first_);
    const auto item = items_.find(first_.item, first_.item_version);
    StartFacts facts;
    facts.item = item.get();
    facts.classified = item != nullptr && !accepted_;
    facts.verify_needed = verified_;
    facts.sampled = first_.sampled;
    return start_variables(parts_, fresh, facts);
  }

  const PastFile& past_;
  const CasesParts& parts_;
  const org::Directory& directory_;
  ItemBook& items_;
  flows::PastCourse course_;
  CaseFile file_;
  CaseEvent first_;
  bool verified_ = false;
  bool accepted_ = false;
  Instant suspended_;
  Span left_out_;  // suspended so far
};

}  // namespace

flows::PastCourse course_of(const PastFile& file, const CasesParts& parts, const org::Directory& directory,
                            ItemBook& items) {
  return CourseReader(file, parts, directory, items).read();
}

}  // namespace tiange::cases
