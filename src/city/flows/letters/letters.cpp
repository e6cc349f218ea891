#include "city/flows/letters/letters.h"

#include <algorithm>

#include "city/flows/letters/letter_store.h"

namespace tiange::flows {

namespace {

constexpr std::int64_t k_without_end = -1;
constexpr int k_kept_days = 180;
constexpr int k_pause_minutes = 10;  // before a start that was refused is tried again

struct Payload {
  std::string id;
};
BOOST_DESCRIBE_STRUCT(Payload, (), (id))

Words note_of(const Letter& letter) {
  return letter.signal ? Words{"收到流程信号“" + letter.name + "”", "Received the signal \"" + letter.name + "\""}
                       : Words{"收到流程消息“" + letter.name + "”", "Received the message \"" + letter.name + "\""};
}

// For processes about the district itself.
class DistrictHost final : public Host {
 public:
  DistrictHost(const WorkCalendar& calendar, Post& post, std::string district)
      : calendar_(calendar), post_(post), district_(std::move(district)) {}
  std::string area(Subject) const override { return district_; }
  Result<Instant> limit_due(const Step&, std::string_view limit, Instant from) override {
    TIANGE_TRY(const Limit parsed, parse_limit(limit));
    return calendar_.add(parsed, from);
  }
  Outcome pass_on(const Step& step, const Letter& letter) override {
    post_.send(step.tx, letter, step.by, step.now);
    return done();
  }

 private:
  const WorkCalendar& calendar_;
  Post& post_;
  const std::string district_;
};

// A version in effect for an area, with its model.
struct InEffect {
  std::string process;
  std::int64_t version = 0;
  bpmn::ModelPtr model;
};

std::vector<InEffect> processes_in_effect(Flows& flows, db::Tx& tx, std::string_view area, Instant now) {
  std::vector<InEffect> found;
  std::string last;
  for (const Definition& definition : flows.definitions(tx)) {
    if (definition.kind != DefinitionKind::bpmn || definition.key == last) continue;
    last = definition.key;
    const auto current = flows.definition_in_effect(tx, DefinitionKind::bpmn, last, area, now);
    if (!current.ok()) continue;
    const auto model = flows.process_model(tx, last, current->version);
    if (model.ok()) found.push_back({last, current->version, *model});
  }
  return found;
}

// What a timer's text means from a moment on; nothing when it means no moment.
std::optional<ScheduleRow> next_start(const InEffect& process, const bpmn::StartTrigger& start, Instant from,
                                      std::int64_t left) {
  ScheduleRow row{process.process, process.version, process.model->element(start.element).id, start.trigger, {}, left};
  const bpmn::Expression& due = start.event->due;
  if (!due.compiled) return std::nullopt;
  const feel::Environment environment = environment_at(from);
  std::string text = feel::to_text(feel::evaluate(*due.compiled, feel::Value::context({}), environment).value);
  bpmn::TimerKind kind = start.event->timer;
  if (kind == bpmn::TimerKind::cycle) {
    const std::size_t slash = text.find('/');
    if (slash == text.npos) return std::nullopt;
    if (left == 0 && slash > 1) row.left = std::stoll(text.substr(1, slash - 1));
    if (left == 0 && slash == 1) row.left = k_without_end;
    text = text.substr(slash + 1);
    kind = bpmn::TimerKind::duration;
  } else if (left == 0) {
    // A date that is worked out anew each time goes on; a fixed one and a span from the release begin once.
    const bool worked_out = kind == bpmn::TimerKind::date && due.text.find("today()") != due.text.npos;
    row.left = worked_out ? k_without_end : 1;
  }
  const auto moment = timer_due(kind, text, from);
  if (!moment.ok()) return std::nullopt;
  row.due = *moment;
  return row;
}

}  // namespace

Letters::Letters(LetterParts parts) : parts_(std::move(parts)) {}

void Letters::send(db::Tx& tx, const Letter& letter, PersonId by, Instant now) {
  LetterRow row;
  row.id = parts_.ids.next(now);
  row.letter = letter;
  row.sent = now;
  row.sent_by = by;
  insert_letter(tx, row);
  parts_.jobs.add(tx, {.kind = "flows.deliver", .payload = "{\"id\":\"" + std::to_string(row.id) + "\"}"});
}

void Letters::add_jobs() {
  parts_.jobs.handle("flows.deliver", [this](const jobs::Job& job) -> Outcome {
    TIANGE_TRY(const Payload payload, json::read<Payload>(job.payload));
    TIANGE_TRY(const std::int64_t id, parse_id(payload.id));
    return work(id);
  });
}

Outcome Letters::about(db::Tx& tx, Subject subject, PersonId by, const Words& note, Instant now,
                       const std::function<Outcome(Host&)>& act) {
  if (subject.id != 0) return parts_.subjects.with_host(tx, subject, by, note, now, act);
  DistrictHost host(parts_.calendar, *this, parts_.district);
  return act(host);
}

// One receiver after the other, each in a transaction with the mark that it has been asked.
Outcome Letters::work(std::int64_t id) {
  while (!parts_.jobs.stopping()) {
    const Instant now = parts_.clock.now();
    bool more = false;
    const Outcome handed = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      more = false;
      auto row = find_letter(tx, id);
      if (!row || row->state != LetterState::waiting) return done();
      const std::int64_t cursor = row->cursor;
      const auto waits = parts_.flows.waits(tx, row->letter, cursor, 1);
      if (waits.empty()) {
        if (row->letter.signal || row->taken == 0) {
          TIANGE_TRY(const int begun, begin_by(tx, row->letter, row->sent_by, now));
          row->taken += begun;
        }
        row->state = row->taken > 0 ? LetterState::taken : LetterState::untaken;
      } else {
        const Wait& wait = waits.front();
        row->cursor = wait.instance.id.value;
        TIANGE_CHECK_OK(about(tx, wait.subject(), row->sent_by, note_of(row->letter), now, [&](Host& host) -> Outcome {
          TIANGE_TRY(const bool took, parts_.flows.hand_letter(tx, host, wait, row->letter, row->sent_by, now));
          row->taken += took;
          if (took && !row->letter.signal) row->state = LetterState::taken;
          return done();
        }));
        more = row->state == LetterState::waiting;
      }
      if (!save_letter(tx, *row, cursor)) return refuse(ErrorCode::conflict);
      return done();
    });
    if (!handed.ok()) return handed;
    if (!more) return done();
  }
  return refuse(ErrorCode::unavailable, "服务停止，稍后继续", "stopping; goes on later");
}

Result<int> Letters::begin_by(db::Tx& tx, const Letter& letter, PersonId by, Instant now) {
  Subject subject = letter.from;
  if (subject.id == 0) subject = {codes::part_key_of(parts_.district), 0};
  const std::string area = subject.id == 0 ? parts_.district : Host().area(subject);
  int begun = 0;
  for (const InEffect& process : processes_in_effect(parts_.flows, tx, area, now)) {
    for (const bpmn::StartTrigger& start : letter.signal ? process.model->signal_starts() : process.model->message_starts()) {
      if (start.event->name != letter.name) continue;
      const std::string& element = process.model->element(start.element).id;
      TIANGE_CHECK_OK(about(tx, subject, by, note_of(letter), now, [&](Host& host) -> Outcome {
        TIANGE_CHECK_OK(parts_.flows.start(
            tx, host, {process.process, subject, letter.variables, by, element, start.trigger}, now));
        ++begun;
        return done();
      }));
      if (!letter.signal) return begun;
    }
  }
  return begun;
}

// ---- the clock ----------------------------------------------------------------------------------------------

namespace {

// What releases have changed in the schedules that are kept.
struct Arrangement {
  std::vector<ScheduleRow> missing;
  std::vector<ScheduleRow> gone;
  bool empty() const { return missing.empty() && gone.empty(); }
};

Arrangement arrangement_of(Flows& flows, db::Tx& tx, std::vector<ScheduleRow> known, std::string_view area, Instant now) {
  Arrangement found;
  for (const InEffect& process : processes_in_effect(flows, tx, area, now)) {
    for (const bpmn::StartTrigger& start : process.model->timer_starts()) {
      const auto there = std::find_if(known.begin(), known.end(), [&](const ScheduleRow& row) {
        return row.process == process.process && row.version == process.version && row.trigger == start.trigger &&
               row.element == process.model->element(start.element).id;
      });
      if (there != known.end()) {
        known.erase(there);
      } else if (const auto row = next_start(process, start, now, 0); row && row->left != 0) {
        found.missing.push_back(*row);
      }
    }
  }
  // Spent ones stay, so that they do not begin again.
  std::copy_if(known.begin(), known.end(), std::back_inserter(found.gone), [](const auto& row) { return row.left != 0; });
  return found;
}

}  // namespace

void Letters::arrange(Instant now) {
  parts_.db.run_write(system_scope(), [&](db::Tx& tx) {
    const Arrangement found = arrangement_of(parts_.flows, tx, list_schedules(tx), parts_.district, now);
    for (const ScheduleRow& row : found.missing) insert_schedule(tx, row);
    for (const ScheduleRow& row : found.gone) (void)delete_schedule(tx, row);
    return true;
  });
}

int Letters::begin_due(Instant now) {
  struct Look {
    bool changed = false;
    std::vector<ScheduleRow> due;
  };
  const auto look = parts_.db.read([&](db::Tx& tx) -> Result<Look> {
    Look found;
    const auto rows = list_schedules(tx);
    found.changed = !arrangement_of(parts_.flows, tx, rows, parts_.district, now).empty();
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(found.due),
                 [&](const ScheduleRow& row) { return row.left != 0 && row.due <= now; });
    return found;
  });
  if (look->changed) arrange(now);
  int begun = 0;
  for (const ScheduleRow& due : look->due) begun += begin_one(due, now).ok();
  return begun;
}

// What was missed while nothing ran is made up for once.
Outcome Letters::begin_one(const ScheduleRow& due, Instant now) {
  const Outcome begun = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    if (!delete_schedule(tx, due)) return refuse(ErrorCode::conflict);  // begun elsewhere, or replaced
    TIANGE_TRY(const bpmn::ModelPtr model, parts_.flows.process_model(tx, due.process, due.version));
    const Subject subject{codes::part_key_of(parts_.district), 0};
    DistrictHost host(parts_.calendar, *this, parts_.district);
    TIANGE_CHECK_OK(parts_.flows.start(tx, host, {due.process, subject, feel::Value::context({}), {}, due.element, due.trigger}, now));
    const std::int64_t left = due.left == k_without_end ? k_without_end : due.left - 1;
    ScheduleRow spent = due;
    spent.left = 0;
    if (left == 0) {
      insert_schedule(tx, spent);
      return done();
    }
    for (const bpmn::StartTrigger& start : model->timer_starts()) {
      if (model->element(start.element).id != due.element || start.trigger != due.trigger) continue;
      if (auto next = next_start({due.process, due.version, model}, start, std::max(now, due.due), left)) insert_schedule(tx, *next);
    }
    return done();
  });
  if (!begun.ok() && begun.refusal().code != ErrorCode::conflict) {
    parts_.db.run_write(system_scope(), [&](db::Tx& tx) {
      ScheduleRow later = due;
      later.due = now + minutes(k_pause_minutes);
      if (delete_schedule(tx, due)) insert_schedule(tx, later);
      return true;
    });
  }
  return begun;
}

std::int64_t Letters::clean(Instant now) {
  std::int64_t gone = 0;
  parts_.db.run_write(system_scope(), [&](db::Tx& tx) {
    gone = delete_letters(tx, now - days(k_kept_days));
    return true;
  });
  return gone;
}

// ---- views --------------------------------------------------------------------------------------------------

std::vector<LetterView> Letters::list(db::Tx& tx, std::string_view after, int limit) {
  const auto before = parse_id(after);
  std::vector<LetterView> views;
  for (const LetterRow& row : list_letters(tx, before.ok() ? *before : 0, limit)) {
    views.push_back({std::to_string(row.id), row.letter.signal ? LetterKind::signal : LetterKind::message, row.letter.name,
                     row.letter.correlation, row.state, row.taken, row.sent,
                     row.sent_by ? parts_.subjects.person_name(row.sent_by, row.sent) : ""});
  }
  return views;
}

std::vector<ScheduleView> Letters::schedules(db::Tx& tx) {
  std::vector<ScheduleView> views;
  for (const ScheduleRow& row : list_schedules(tx)) {
    if (row.left == 0) continue;
    views.push_back({row.process, row.version, row.element, row.due, std::nullopt});
    if (row.left != k_without_end) views.back().left = row.left;
  }
  return views;
}

}  // namespace tiange::flows
