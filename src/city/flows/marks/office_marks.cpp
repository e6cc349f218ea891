#include "city/flows/marks/office_marks.h"

#include <algorithm>
#include <array>

namespace tiange::office {

namespace {

Part* find_part(Marks& marks, int id) {
  const auto found = std::find_if(marks.parts.begin(), marks.parts.end(), [&](const Part& p) { return p.id == id; });
  return found == marks.parts.end() ? nullptr : &*found;
}

void end_part(Part& part, PartState state, const Change& change) {
  part.state = state;
  part.ended = change.at;
  part.ended_by = change.by;
}

struct Tally {
  int asked = 0;
  int agree = 0;
  int against = 0;  // disagreeing or abstaining
};

Tally tally(const Marks& marks, int round) {
  Tally t;
  for (const Part& part : marks.parts) {
    if (part.kind != PartKind::countersign || part.round != round) continue;
    if (part.state == PartState::recalled && part.opinion == Opinion::none) continue;
    ++t.asked;
    if (part.opinion == Opinion::agree) ++t.agree;
    if (part.opinion == Opinion::disagree || part.opinion == Opinion::abstain) ++t.against;
  }
  return t;
}

int needed(const Round& round, int asked) {
  if (round.rule == SignRule::all) return asked;
  if (round.rule == SignRule::count) return std::min(round.need, asked);
  return (asked * round.need + 99) / 100;
}

// Who need not sign any more, because the round is decided, is asked no longer.
void settle_round(Marks& marks, Round& round, const Change& change) {
  if (round.verdict != Verdict::open) return;
  const Tally t = tally(marks, round.id);
  if (t.asked == 0) {
    round.verdict = Verdict::recalled;
    return;
  }
  const int need = needed(round, t.asked);
  if (t.agree >= need) round.verdict = Verdict::passed;
  else if (t.asked - t.against < need) round.verdict = Verdict::failed;
  else return;
  for (Part& part : marks.parts) {
    if (part.kind == PartKind::countersign && part.round == round.id && part.is_open())
      end_part(part, PartState::recalled, change);
  }
}

void settle_rounds(Marks& marks, const Change& change) {
  for (Round& round : marks.rounds) settle_round(marks, round, change);
}

void take_answer(Marks& marks, const Change& change) {
  Part* part = find_part(marks, change.part);
  if (!part) return;
  end_part(*part, PartState::done, change);
  part->opinion = change.opinion;
  settle_rounds(marks, change);
}

void take_recall(Marks& marks, const Change& change) {
  if (Part* part = find_part(marks, change.part)) end_part(*part, PartState::recalled, change);
  settle_rounds(marks, change);
}

// What the holder did waits for those added behind; their parts open now.
void take_hold(Marks& marks, const Change& change) {
  marks.held = change.held;
  for (Part& part : marks.parts) {
    if (part.state == PartState::waiting) part.state = PartState::open;
  }
}

void drop_hold(Marks& marks, const Change& change) {
  marks.held.reset();
  for (Part& part : marks.parts) {
    if (part.kind == PartKind::after && part.pending()) end_part(part, PartState::recalled, change);
  }
}

Refusal wrong(const char* field, const char* zh, const char* en) {
  return refuse_fields(ErrorCode::bad_input, {FieldError{field, zh, en}});
}

Result<const Part*> open_part(const Marks& marks, int id) {
  const Part* part = marks.find(id);
  if (!part || !part->is_open()) return refuse(ErrorCode::part_gone);
  return part;
}

Change change_of(ChangeKind kind, int part, const Doer& by, Instant now) {
  Change change;
  change.kind = kind;
  change.part = part;
  change.by = by;
  change.at = now;
  return change;
}

bool same_target(const Part& part, const Target& target) {
  return target.person ? part.person == target.person : !part.person && part.queue == target.queue;
}

Outcome check_ask(const Marks& marks, const Ask& ask) {
  const char* field = ask.kind == PartKind::assist ? "units" : "people";
  if (ask.targets.empty())
    return ask.kind == PartKind::assist ? wrong(field, "请选择协办单位", "choose who assists")
                                        : wrong(field, "请选择人员", "choose who is asked");
  if (ask.targets.size() + marks.parts.size() > k_most_parts)
    return wrong(field, "一个任务最多 200 个", "at most 200 for one task");
  const bool single = ask.kind == PartKind::delegate;
  if (single && (ask.targets.size() > 1 || marks.open(PartKind::delegate) > 0))
    return wrong(field, "只能委派给一人", "delegate to one person only");
  for (const Target& target : ask.targets) {
    if (target.person && target.person == ask.by.person) return wrong(field, "不能选择自己", "not yourself");
    const bool twice = std::any_of(marks.parts.begin(), marks.parts.end(), [&](const Part& part) {
      return part.pending() && part.kind == ask.kind && same_target(part, target);
    });
    if (twice) return wrong(field, "已在办理中，不必重复", "has been asked already");
  }
  if (ask.kind != PartKind::countersign) return done();
  if (marks.open(PartKind::countersign) > 0)
    return wrong(field, "已有会签在进行，可先收回", "a countersigning is under way; recall it first");
  const int all = static_cast<int>(ask.targets.size());
  if (ask.rule == SignRule::count && (ask.need < 1 || ask.need > all))
    return wrong("need", "同意人数应在 1 与会签人数之间", "must lie between 1 and the number of signers");
  if (ask.rule == SignRule::share && (ask.need < 1 || ask.need > 100))
    return wrong("need", "同意比例应在 1 与 100 之间", "must lie between 1 and 100 percent");
  return done();
}

}  // namespace

Words part_kind_words(PartKind kind) {
  static const std::array<Words, 5> words = {{{"会签", "Countersign"},
                                              {"前加签", "Sign before"},
                                              {"后加签", "Sign after"},
                                              {"委派", "Delegated"},
                                              {"协办", "Assist"}}};
  return words[static_cast<std::size_t>(kind)];
}

Words part_state_words(PartState state) {
  static const std::array<Words, 5> words = {
      {{"待启动", "Waiting"}, {"办理中", "Open"}, {"已办", "Done"}, {"已免除", "Excused"}, {"已收回", "Recalled"}}};
  return words[static_cast<std::size_t>(state)];
}

Words opinion_words(Opinion opinion) {
  static const std::array<Words, 4> words = {
      {{"", ""}, {"同意", "Agrees"}, {"不同意", "Disagrees"}, {"弃权", "Abstains"}}};
  return words[static_cast<std::size_t>(opinion)];
}

Words verdict_words(Verdict verdict) {
  static const std::array<Words, 4> words = {
      {{"会签中", "Open"}, {"会签通过", "Passed"}, {"会签未通过", "Not passed"}, {"已收回", "Recalled"}}};
  return words[static_cast<std::size_t>(verdict)];
}

const Part* Marks::find(int id) const {
  const auto found = std::find_if(parts.begin(), parts.end(), [&](const Part& part) { return part.id == id; });
  return found == parts.end() ? nullptr : &*found;
}

int Marks::open(PartKind kind) const {
  return static_cast<int>(
      std::count_if(parts.begin(), parts.end(), [&](const Part& p) { return p.kind == kind && p.pending(); }));
}

int Marks::open() const {
  return static_cast<int>(std::count_if(parts.begin(), parts.end(), [](const Part& p) { return p.is_open(); }));
}

void apply(Marks& marks, const Change& change) {
  switch (change.kind) {
    case ChangeKind::asked:
      marks.parts.insert(marks.parts.end(), change.parts.begin(), change.parts.end());
      if (change.round) marks.rounds.push_back(*change.round);
      break;
    case ChangeKind::answered:
      take_answer(marks, change);
      break;
    case ChangeKind::excused:
      if (Part* part = find_part(marks, change.part)) end_part(*part, PartState::excused, change);
      break;
    case ChangeKind::recalled:
      take_recall(marks, change);
      break;
    case ChangeKind::ran_out:
      if (Part* part = find_part(marks, change.part)) part->overdue = true;
      break;
    case ChangeKind::moved:
      if (Part* part = find_part(marks, change.part)) {
        part->person = change.to.person;
        part->name = change.to.name;
      }
      break;
    case ChangeKind::urged:
      marks.urge = Urge{change.by, change.at};
      break;
    case ChangeKind::urge_answered:
      marks.urge.reset();
      break;
    case ChangeKind::held:
      take_hold(marks, change);
      break;
    case ChangeKind::dropped:
      drop_hold(marks, change);
      break;
  }
}

void shift(Marks& marks, Span by) {
  for (Part& part : marks.parts) {
    if (part.pending() && part.due) part.due = part.due + by;
  }
}

Result<Change> ask(const Marks& marks, const Ask& ask, Instant now, const WorkCalendar& calendar) {
  TIANGE_CHECK_OK(check_ask(marks, ask));
  Change change = change_of(ChangeKind::asked, 0, ask.by, now);
  if (ask.kind == PartKind::countersign)
    change.round = Round{static_cast<int>(marks.rounds.size()) + 1, ask.rule, ask.need, Verdict::open};
  int id = marks.parts.empty() ? 0 : marks.parts.back().id;
  for (const Target& target : ask.targets) {
    Part part;
    part.id = ++id;
    part.kind = ask.kind;
    part.state = ask.kind == PartKind::after ? PartState::waiting : PartState::open;
    part.round = change.round ? change.round->id : 0;
    part.person = target.person;
    part.name = target.name;
    part.unit = target.unit;
    part.queue = target.queue;
    part.asked_by = ask.by;
    part.asked = now;
    part.limit = ask.limit;
    if (ask.limit) part.due = calendar.add(ask.limit, now);
    change.parts.push_back(std::move(part));
  }
  return change;
}

Result<Change> answer(const Marks& marks, int part, Opinion opinion, const Doer& by, Instant now) {
  TIANGE_TRY(const Part* found, open_part(marks, part));
  const bool does = found->kind == PartKind::delegate || found->kind == PartKind::assist;
  if (opinion == Opinion::none || (does && opinion != Opinion::agree))
    return wrong("opinion", "请选择意见", "choose an opinion");
  Change change = change_of(ChangeKind::answered, part, by, now);
  change.opinion = opinion;
  return change;
}

Result<Change> excuse(const Marks& marks, int part, const Doer& by, Instant now) {
  TIANGE_TRY(const Part* found, open_part(marks, part));
  if (found->kind != PartKind::assist) return wrong("part", "只有协办可以免除", "only an assisting part is excused");
  return change_of(ChangeKind::excused, part, by, now);
}

Result<Change> recall(const Marks& marks, int part, const Doer& by, Instant now) {
  const Part* found = marks.find(part);
  if (!found || !found->pending()) return refuse(ErrorCode::part_gone);
  if (found->kind == PartKind::assist)
    return wrong("part", "协办请用“免除协办”并说明理由", "excuse an assisting part, with a reason");
  return change_of(ChangeKind::recalled, part, by, now);
}

Result<Change> urge(const Marks& marks, const Doer& by, Instant now) {
  if (marks.urge && marks.urge->by.person == by.person)
    return refuse(ErrorCode::nothing_asked, "您的催办尚未答复", "your urge has not been answered yet");
  return change_of(ChangeKind::urged, 0, by, now);
}

Result<Change> answer_urge(const Marks& marks, const Doer& by, Instant now) {
  if (!marks.urge) return refuse(ErrorCode::nothing_asked, "没有待答复的催办", "nobody urged");
  return change_of(ChangeKind::urge_answered, 0, by, now);
}

std::string without_nobody(std::string json) {
  // Quotes inside texts are escaped, so this is never part of one.
  for (const std::string_view nobody : {"\"person\":\"0\",", ",\"person\":\"0\"", "\"person\":\"0\""}) {
    for (std::size_t at = json.find(nobody); at != json.npos; at = json.find(nobody, at)) json.erase(at, nobody.size());
  }
  return json;
}

Outcome may_leave(const Marks& marks) {
  std::string zh;
  std::string en;
  for (const PartKind kind : {PartKind::countersign, PartKind::before, PartKind::delegate, PartKind::assist}) {
    const int open = marks.open(kind);
    if (open == 0) continue;
    const Words words = part_kind_words(kind);
    zh += (zh.empty() ? "" : "、") + words.zh + " " + std::to_string(open) + " 项";
    en += (en.empty() ? "" : ", ") + words.en + " " + std::to_string(open);
  }
  if (!zh.empty()) return refuse(ErrorCode::parts_open, zh, en);
  if (marks.held) return refuse(ErrorCode::parts_open, "后加签人尚未表态", "those added behind have not answered");
  if (!marks.rounds.empty() && marks.rounds.back().verdict == Verdict::failed) return refuse(ErrorCode::sign_failed);
  return done();
}

std::vector<int> parts_of(const Marks& marks, PersonId person, const std::function<bool(std::string_view)>& has_queue) {
  std::vector<int> ids;
  for (const Part& part : marks.parts) {
    if (!part.is_open()) continue;
    const bool mine = part.person ? part.person == person : !part.queue.empty() && has_queue(part.queue);
    if (mine) ids.push_back(part.id);
  }
  return ids;
}

bool involves(const Marks& marks, PersonId person, const std::function<bool(std::string_view)>& has_queue) {
  return std::any_of(marks.parts.begin(), marks.parts.end(), [&](const Part& part) {
    return (person && part.person == person) || (!part.queue.empty() && has_queue(part.queue));
  });
}

Instant next_due(const Marks& marks) {
  Instant next;
  for (const Part& part : marks.parts) {
    if (part.is_open() && part.due && !part.overdue && (!next || part.due < next)) next = part.due;
  }
  return next;
}

std::string progress(const Marks& marks) {
  if (marks.rounds.empty()) return "";
  int all = 0;
  int given = 0;
  for (const Part& part : marks.parts) {
    if (part.kind != PartKind::countersign || part.round != marks.rounds.back().id) continue;
    ++all;
    if (part.opinion != Opinion::none) ++given;
  }
  return std::to_string(given) + "/" + std::to_string(all);
}

}  // namespace tiange::office
