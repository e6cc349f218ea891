// Why a case went where it went, and the way it took through its process.

#include <algorithm>

#include "city/cases/case_service.h"
#include "city/cases/rules/deadline_rules.h"
#include "engines/feel/feel_json.h"

namespace tiange::cases {

namespace {

struct VisitView {
  std::string element;
  std::string name;
  std::string kind;
  std::int64_t times = 0;
  Instant entered;              // the first time
  std::optional<Instant> left;  // the last time
  std::int64_t minutes = 0;     // altogether, up to now for one that is active
  std::string state;            // done | active | cancelled
};
BOOST_DESCRIBE_STRUCT(VisitView, (), (element, name, kind, times, entered, left, minutes, state))
struct InstanceView {
  std::string definition_key;  // empty: no process ran for this case; the steps are those of its history
  std::int64_t version = 0;
  std::string xml;
  std::vector<VisitView> visits;
  std::vector<std::string> flows;  // sequence flows taken
};
BOOST_DESCRIBE_STRUCT(InstanceView, (), (definition_key, version, xml, visits, flows))

struct WhyView {
  std::string decision_key;  // empty: a person dispatched, or nothing was kept
  std::int64_t decision_version = 0;
  std::optional<Instant> happened;
  std::string by;  // who dispatched by hand
  std::string unit_zh;
  std::string unit_en;
  std::string note_zh;  // why there are no rules to show
  std::string note_en;
  std::vector<flows::WhyRule> matched;
  std::vector<flows::WhyRule> near;
};
BOOST_DESCRIBE_STRUCT(WhyView, (),
                      (decision_key, decision_version, happened, by, unit_zh, unit_en, note_zh, note_en, matched,
                       near))

// ---- the way through the process ----------------------------------------------------------------------------

void add_visit(InstanceView& view, VisitView visit, Instant now) {
  auto same = std::find_if(view.visits.begin(), view.visits.end(),
                           [&](const VisitView& v) { return v.element == visit.element; });
  if (same == view.visits.end()) {
    view.visits.push_back(visit);
    same = view.visits.end() - 1;
    same->minutes = 0;
  }
  ++same->times;
  same->left = visit.left;
  same->minutes += (visit.left.value_or(now) - visit.entered).us / minutes(1).us;
  same->state = visit.state;
}

// A case taken over with its past has no process of its own: its history tells where it stood and how long.
InstanceView steps_of_history(const std::vector<HistoryRow>& rows, Language language, Instant now) {
  InstanceView view;
  VisitView at{"report", said_in(step_words(Step::report), language), "startEvent", 0, {}, std::nullopt, 0, "done"};
  bool open = false;
  for (const HistoryRow& row : rows) {
    const Instant when = row.event.happened;
    if (row.event.kind == EventKind::reported) {
      at.entered = when;
      open = true;
    }
    const bool ends = row.event.kind == EventKind::closed || row.event.kind == EventKind::rejected ||
                      (row.event.kind == EventKind::reported && row.event.settled && !row.event.to);
    if (!ends && !row.event.to) continue;
    if (open) {
      at.left = when;
      add_visit(view, at, now);
    }
    open = !ends;
    if (ends) continue;
    const auto& to = *row.event.to;
    const std::string id = to.drawn ? to.drawn->id : std::string(json::enum_name(to.element));
    at = {id, to.drawn ? said_in({to.drawn->zh, to.drawn->en}, language) : said_in(element_words(to.element), language),
          "userTask", 0, when, std::nullopt, 0, "done"};
  }
  if (open) {
    at.left.reset();
    at.state = "active";
    add_visit(view, at, now);
  }
  return view;
}

Result<InstanceView> process_view(CaseService& service, db::Tx& tx, const Scope& scope, CaseRef ref, Instant now) {
  TIANGE_TRY(const CaseRecord record, service.store().load(tx, scope, ref));
  const auto instances = service.parts().flows.instances_of(tx, {ref.part_key, ref.id.value});
  if (instances.empty()) return steps_of_history(service.store().history(tx, scope, record), scope.language, now);
  TIANGE_TRY(const flows::ProcessView process, service.parts().flows.view(tx, instances.front().ref));
  InstanceView view{process.process, process.version, process.xml, {}, {}};
  for (const flows::Visit& visit : process.visits) {
    if (!visit.flow.empty()) view.flows.push_back(visit.flow);
    const Element known = element_of(visit.element);
    const Words drawn = words_of_label(visit.name);
    const std::string name = said_in(known == Element::drawn ? drawn : element_words(known), scope.language);
    add_visit(view,
              {visit.element, name, visit.kind, 0, visit.entered, visit.left, 0,
               visit.cancelled ? "cancelled"
               : visit.left    ? "done"
                               : "active"},
              now);
  }
  return view;
}

// ---- why it was dispatched so -------------------------------------------------------------------------------

std::optional<Words> word_of(std::string_view name) {
  static const std::pair<std::string_view, Words> k_words[] = {
      {"level", {"层级", "Level"}},
      {"climb_limit", {"逾时升级", "Climbs after"}},
      {"warn_limit", {"临期提醒", "Warns after"}},
      {"unit", {"承办单位", "Unit"}},
      {"queue", {"办理队列", "Queue"}},
      {"part", {"部件", "Part"}},
      {"event", {"事件", "Event"}},
      {"social", {"社会治理", "Social"}},
  };
  for (const auto& [key, words] : k_words) {
    if (key == name) return words;
  }
  return std::nullopt;
}

// What people at a desk call the values that decisions work with.
std::optional<Words> plain_word(const CasesParts& parts, const org::Directory& directory, std::string_view value) {
  if (const auto level = json::enum_from<Level>(value)) return level_words(*level);
  if (const auto severity = json::enum_from<Severity>(value)) return severity_words(*severity);
  if (auto word = word_of(value)) return word;
  if (directory.unit(value)) return directory.unit_name(value);
  if (value.size() >= 6 && value.find_first_not_of("0123456789") == value.npos) {
    Words words{parts.places.full_name(value, Language::zh), parts.places.full_name(value, Language::en)};
    if (!words.zh.empty()) return words;
  }
  if (value.find(' ') != value.npos) {
    if (const auto limit = parse_limit(value); limit.ok()) return limit_words(*limit);
  }
  return std::nullopt;
}

Outcome explain(CaseService& service, db::Tx& tx, const CaseEvent& event, const org::Directory& directory,
                WhyView& view) {
  if (event.routing.decision.empty() || event.routing.version == 0 || !event.facts.is_object()) {
    view.by = event.actor.name;
    const bool by_hand = static_cast<bool>(event.actor.person);
    view.note_zh = by_hand ? "由人工派遣" : "历史工单未留存派遣时的依据";
    view.note_en = by_hand ? "Dispatched by a person" : "What was known at the dispatch of this past case was not kept";
    return done();
  }
  const auto& parts = service.parts();
  TIANGE_TRY(const dmn::DecisionOutcome outcome,
             parts.flows.try_decision(tx, event.routing.decision, event.routing.version,
                                      feel::from_json(event.facts), event.happened));
  flows::Why why =
      flows::why_of(outcome, [&](std::string_view value) { return plain_word(parts, directory, value); });
  view.decision_key = event.routing.decision;
  view.decision_version = event.routing.version;
  view.matched = std::move(why.matched);
  view.near = std::move(why.near);
  return done();
}

// The last dispatch counts. The decision is made again with what it was asked then, on the version of then.
Result<WhyView> why_dispatched(CaseService& service, db::Tx& tx, const Scope& scope, CaseRef ref, Instant now) {
  TIANGE_TRY(const CaseRecord record, service.store().load(tx, scope, ref));
  const auto rows = service.store().history(tx, scope, record);
  const auto last = std::find_if(rows.rbegin(), rows.rend(), [](const HistoryRow& row) {
    return row.event.kind == EventKind::dispatched || row.event.kind == EventKind::passed_on ||
           row.event.kind == EventKind::arbitrated;
  });
  WhyView view;
  if (last == rows.rend()) {
    view.note_zh = "尚未派遣";
    view.note_en = "Not dispatched yet";
    return view;
  }
  const auto names = service.directory(now);
  const Words unit = names->unit_name(last->event.unit);
  view.happened = last->event.happened;
  view.unit_zh = unit.zh;
  view.unit_en = unit.en;
  TIANGE_CHECK_OK(explain(service, tx, last->event, *names, view));
  return view;
}

}  // namespace

void add_why_routes(CaseService& service, http::Routes& routes) {
  routes.query<WhyView>("/api/v1/cases/{ref}/why", Permission::cases_view, "派遣依据", "Why a case was dispatched so",
                        with_look(service, "why", [&service](const http::Request& request, db::Tx& tx, CaseRef ref) {
                          return why_dispatched(service, tx, request.scope, ref, request.now);
                        }));
  routes.query<InstanceView>("/api/v1/flows/instances/{ref}", Permission::cases_view, "办理流程图", "Process of a case",
                             with_look(service, "process",
                                       [&service](const http::Request& request, db::Tx& tx, CaseRef ref) {
                                         return process_view(service, tx, request.scope, ref, request.now);
                                       }));
}

}  // namespace tiange::cases
