// Reading: one case, lists, history, progress, counters.

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "city/cases/case_service.h"
#include "city/cases/rules/case_office.h"
#include "city/cases/rules/case_sentences.h"
#include "platform/db/keyset.h"

namespace tiange::cases {

namespace {

constexpr int k_linked_days = 30;
constexpr int k_most_linked = 5;
constexpr int k_most_rows = 200;
constexpr std::size_t k_digits_of_digest = 8;
constexpr Span k_same_look = minutes(10);

// `item` is the item of the case in its version; null when there is none yet.
Namer namer_of(const CasesParts& parts, std::shared_ptr<const org::Directory> directory,
               std::shared_ptr<const items::Item> item) {
  Namer namer;
  namer.unit = [directory](std::string_view unit) { return directory->unit_name(unit); };
  namer.item = [&parts](std::string_view code) {
    const auto item = parts.items.find(code);
    return item ? Words{item->name_zh, item->name_en} : Words{std::string(code), std::string(code)};
  };
  namer.area = [&parts](std::string_view code) {
    return Words{parts.places.full_name(code, Language::zh), parts.places.full_name(code, Language::en)};
  };
  namer.queue = [&parts, directory](std::string_view queue) { return queue_words(parts, *directory, queue); };
  namer.condition = [item](std::string_view condition) {
    return Words{std::string(condition), condition_en(item.get(), condition)};
  };
  return namer;
}

bool plain_open_count(const ListQuery& q) {
  return q.open.value_or(false) && !q.status && !q.stage && !q.level && !q.lamp && !q.overdue && q.unit.empty() &&
         !q.channel && !q.severity && q.q.empty() && !q.from && !q.to && !q.mine;
}

bool is_phone_query(std::string_view q) {
  return q.size() >= 7 && q.size() <= 15 && q.find_first_not_of("0123456789") == q.npos;
}

}  // namespace

// What needs a look beyond the file: whether the next has opened it, and which steps the process has.
void CaseService::refine_offers(db::Tx& tx, const CaseRecord& record, PersonId reader, CaseView& view) const {
  for (ActionView& action : view.actions) {
    if (!action.allowed) continue;
    if (action.action == action_row(Action::withdraw).name) {
      const Outcome opened = not_opened_yet(tx, record, reader);
      action.allowed = opened.ok();
      if (!opened.ok()) action.why_not_zh = opened.refusal().zh;
      if (!opened.ok()) action.why_not_en = opened.refusal().en;
    }
    if (action.action != action_row(Action::jump).name) continue;
    const auto instance = parts_.flows.instance(tx, task_of(record).instance_ref());
    if (!instance.ok()) return;
    const auto model = parts_.flows.process_model(tx, instance->process, instance->version);
    if (!model.ok()) return;
    for (const bpmn::Element& element : (*model)->process().elements) {
      if (element.kind != bpmn::ElementKind::user_task || element.id == record.file.step_id()) continue;
      const Element known = element_of(element.id);
      if (!may_stand_at(record.file, known).ok()) continue;
      const Words name = known == Element::drawn ? words_of_label(element.name) : element_words(known);
      action.form.front().choices.push_back({element.id, name.zh, name.en});
    }
  }
}

// What may be begun or ended inside is known to the process alone; without any the acts are not shown.
void CaseService::refine_inside(db::Tx& tx, const CaseRecord& record, CaseView& view) const {
  const std::string_view begin = action_row(Action::begin_inside).name;
  const std::string_view close = action_row(Action::close_inside).name;
  const auto inside_act = [&](const ActionView& action) { return action.action == begin || action.action == close; };
  if (std::none_of(view.actions.begin(), view.actions.end(), inside_act)) return;
  const auto insides = parts_.flows.insides(tx, task_of(record).instance_ref());
  const auto add = [](ActionView& action, const flows::ActivityName& one) {
    const Words name = words_of_label(one.name.empty() ? one.element : one.name);
    action.form.front().choices.push_back({one.element, name.zh, name.en});
  };
  for (ActionView& action : view.actions) {
    if (!inside_act(action) || !action.allowed || !insides.ok()) continue;
    for (const flows::AdHocScope& inside : *insides) {
      if (action.action == close) add(action, inside.itself);
      for (const flows::ActivityName& one : inside.startable) {
        if (action.action == begin) add(action, one);
      }
    }
  }
  std::erase_if(view.actions, [&](const ActionView& action) {
    return inside_act(action) && (!action.allowed || action.form.front().choices.empty());
  });
}

CaseView CaseService::full_view(db::Tx& tx, const Scope& scope, const CaseRecord& record, Instant now) {
  const CaseFile& f = record.file;
  const auto item = items_.item(f.item, f.item_version);
  const auto facts = items_.find(f.item, f.item_version);
  const auto names = directory(now);
  CaseView view = base_view(parts_, *names, scope, record, item.get(), facts.get(), now);
  refine_offers(tx, record, scope.person, view);
  refine_inside(tx, record, view);
  if (f.evidence > 0) view.evidence = store_.evidence(tx, scope, record.ref);
  show_form(parts_, tx, view, now);
  if (!f.anonymous) {
    if (const auto reporter = store_.reporter(tx, scope, record.ref)) {
      view.reporter.name = masked_name(reporter->name);
      view.reporter.phone = masked_phone(reporter->phone);
    }
  }
  for (const ListedCase& other : store_.similar(tx, scope, record, record.created - days(k_linked_days), k_most_linked))
    view.linked.push_back(linked_row(other, now));
  const bool undecided = f.element == Element::locate || f.element == Element::accept || f.element == Element::dispatch;
  if (parts_.suggester && undecided)
    view.suggestions = suggestions_for(tx, record, *names, now);
  return view;
}

Suggestions CaseService::suggestions_for(db::Tx& tx, const CaseRecord& record, const org::Directory& names, Instant now) {
  const CaseFile& f = record.file;
  Suggestions out = parts_.suggester->suggest(record.title + "。" + record.content, f.area);
  if (f.element != Element::dispatch || f.item.empty()) return out;
  const std::string town = f.area.substr(0, 9);
  const org::UnitInfo* lead = f.lead_line.empty() ? nullptr : names.unit_for(f.area, f.lead_line);
  const auto precedent = parts_.precedents ? parts_.precedents->find(f.item, f.area, f.place_text, now) : std::nullopt;
  const auto advise = [&](const std::vector<UsualUnit>& usual, int looked) {
    return advise_unit(f, precedent ? precedent->unit : "", precedent ? precedent->number : "", lead ? lead->code : "", usual, looked);
  };
  UnitAdvice advice = advise({}, 0);
  if (advice.unit.empty()) {  // only then is it worth looking who usually settles such cases
    const auto [usual, looked] = store_.usual_units(tx, f.item, town);
    advice = advise(usual, looked);
  }
  const Words name = advice.unit.empty() ? Words{} : names.unit_name(advice.unit);
  out.unit = std::move(advice.unit);
  out.unit_by = std::move(advice.by);
  out.unit_zh = name.zh;
  out.unit_en = name.en;
  out.unit_why_zh = std::move(advice.why.zh);
  out.unit_why_en = std::move(advice.why.en);
  return out;
}

Result<CaseView> CaseService::act(db::Tx& tx, const Scope& scope, CaseRef ref, Action action, const ActInput& input,
                                  std::optional<std::int64_t> version, Instant now) {
  TIANGE_TRY(const CaseRecord record, perform(tx, scope, ref, action, input, version, now));
  return full_view(tx, scope, record, now);
}

Result<Receipt> CaseService::act_briefly(db::Tx& tx, const Scope& scope, CaseRef ref, Action action,
                                         const ActInput& input, std::optional<std::int64_t> version, Instant now) {
  TIANGE_TRY(const CaseRecord record, perform(tx, scope, ref, action, input, version, now));
  return Receipt{ref.text(), record.number, record.file.status(), record.version, {}};
}

// The doer may have passed the case on to where they cannot follow; what they did they may see once more.
Result<CaseView> CaseService::view_after(db::Tx& tx, const Scope& scope, const Receipt& receipt, Instant now) {
  TIANGE_TRY(const CaseRef ref, CaseRef::parse(receipt.ref));
  auto record = store_.load(tx, scope, ref);
  if (!record.ok()) record = store_.load(tx, system_scope(), ref);
  if (!record.ok()) return record.refusal();
  CaseView view = full_view(tx, scope, *record, now);
  view.query_code = receipt.query_code;
  return view;
}

Result<CaseView> CaseService::view(db::Tx& tx, const Scope& scope, CaseRef ref, Instant now) {
  TIANGE_TRY(const CaseRecord record, store_.load(tx, scope, ref));
  return full_view(tx, scope, record, now);
}

bool CaseService::may_see_evidence(db::Tx& tx, const Scope& scope, std::string_view digest) {
  const auto refs = store_.cases_with_evidence(tx, digest);
  return std::any_of(refs.begin(), refs.end(), [&](CaseRef ref) { return store_.load(tx, scope, ref).ok(); });
}

Result<CaseRef> CaseService::find_number(db::Tx& tx, const Scope& scope, std::string_view number) {
  return store_.find_number(tx, scope, number);
}

Result<CaseList> CaseService::list(db::Tx& tx, const Scope& scope, const ListQuery& asked, Instant now) {
  if (!scope.may(Permission::cases_view)) return refuse(ErrorCode::forbidden);
  ListQuery query = asked;
  query.limit = std::clamp(query.limit, 1, k_most_rows);
  query.q = std::string(text::trim(query.q));
  CaseList list;
  CaseStore::ListKeys keys;
  if (!query.q.empty()) {
    if (!text::is_valid_utf8(query.q) || text::length(query.q) > 60)
      return refuse_fields(ErrorCode::bad_input, {FieldError{"q", "查询词过长", "is too long"}});
    keys.numbers = numbers_.candidates(query.q, now);
    if (keys.numbers.empty() && is_phone_query(query.q) && scope.may(Permission::cases_reporter))
      keys.phone_digest = bytes_of(sha256(query.q));
  }
  TIANGE_TRY(const auto cursor, db::read_cursor(query.after, 2));
  if (cursor) {
    const auto* moment = std::get_if<std::int64_t>(&(*cursor)[0]);
    const auto* id = std::get_if<std::int64_t>(&(*cursor)[1]);
    if (!moment || !id) return refuse(ErrorCode::bad_input);
    keys.after.emplace(Instant{*moment}, CaseId{*id});
  }
  auto found = store_.list(tx, scope, query, keys, now);
  auto page = db::make_page(std::move(found.rows), static_cast<std::size_t>(query.limit), [](const ListedCase& c) {
    return db::Cursor{c.created.us, c.ref.id.value};
  });
  if (found.looked_back_to) {
    page.next = db::encode_cursor({found.looked_back_to->us, std::int64_t{0}});
    list.searched_from = found.looked_back_to;
  }
  const auto names = directory(now);
  for (const ListedCase& row : page.rows) list.items.push_back(row_of(parts_, *names, row, scope.language, now));
  list.next = page.next;
  if (plain_open_count(query)) {
    std::int64_t total = 0;
    const auto counted = each_count(tx, scope, query.area, 0, 0, [&](const CountRow& row) {
      if (query.item.empty() || row.item == query.item) total += row.open_now;
    });
    if (counted.ok()) list.total = total;
  }
  return list;
}

Outcome CaseService::each_row(const Scope& scope, ListQuery query, Instant now,
                              const std::function<bool(const CaseRow&)>& visit) {
  query.limit = k_most_rows;
  query.after.clear();
  while (true) {
    TIANGE_TRY(const CaseList page, parts_.db.read([&](db::Tx& tx) { return list(tx, scope, query, now); }));
    for (const CaseRow& row : page.items) {
      if (!visit(row)) return done();
    }
    if (page.next.empty()) return done();
    query.after = page.next;
  }
}

std::string CaseService::answers_of(const Scope& scope, const CaseRow& row, Instant now) {
  const auto text = parts_.db.read([&](db::Tx& tx) -> Result<std::string> {
    TIANGE_TRY(const CaseRef ref, CaseRef::parse(row.ref));
    TIANGE_TRY(const CaseRecord record, store_.load(tx, scope, ref));
    return answers_text(parts_, tx, record.extra, record.created, scope.language, now);
  });
  return text.ok() ? *text : "";
}

Result<std::vector<HistoryEntry>> CaseService::history(db::Tx& tx, const Scope& scope, CaseRef ref) {
  TIANGE_TRY(const CaseRecord record, store_.load(tx, scope, ref));
  const auto names = directory(record.created);
  const Namer namer = namer_of(parts_, names, items_.item(record.file.item, record.file.item_version));
  std::vector<HistoryEntry> out;
  std::string previous;
  for (const HistoryRow& row : store_.history(tx, scope, record)) {
    HistoryEntry entry;
    entry.seq = row.seq;
    entry.happened = row.event.happened;
    entry.actor = row.event.actor.name;
    if (!row.event.actor.unit.empty()) {
      const Words unit = names->unit_name(row.event.actor.unit);
      entry.actor_unit = scope.language == Language::zh ? unit.zh : unit.en;
    }
    entry.kind = row.event.kind;
    entry.step = step_of(row.event);
    const Words words = sentence(row.event, namer);
    entry.zh = words.zh;
    entry.en = words.en;
    if (auto detail = json::parse(row.detail); detail.ok()) entry.detail = std::move(*detail);
    entry.hash = hex(row.hash);
    entry.previous = hex(previous);
    previous = row.hash;
    out.push_back(std::move(entry));
  }
  return out;
}

Result<HistoryCheck> CaseService::check_history(db::Tx& tx, const Scope& scope, CaseRef ref) {
  TIANGE_TRY(const CaseRecord record, store_.load(tx, scope, ref));
  HistoryCheck check;
  CaseFile replayed;
  std::string previous;
  std::int64_t expected = 1;
  for (const HistoryRow& row : store_.history(tx, scope, record)) {
    ++check.entries;
    const bool fits = row.seq == expected && row.hash == entry_hash(previous, ref, row.seq, row.event, row.detail);
    if (!fits && !check.broken_at) check.broken_at = expected;
    apply(replayed, row.event);
    previous = row.hash;
    ++expected;
  }
  // Cases whose history began before these were kept.
  if (record.file.passed.empty()) replayed.passed.clear();
  if (!record.file.sent) replayed.sent.reset();
  // The chain must end where the case says, and lead to the case as it stands.
  if (!check.broken_at && (previous != record.hash || record.seq != check.entries || !(replayed == record.file)))
    check.broken_at = check.entries + 1;
  check.intact = !check.broken_at;
  return check;
}

Result<Progress> CaseService::progress(db::Tx& tx, std::string_view number, std::string_view query_code, Instant now) {
  const Scope house = system_scope();
  const auto ref = store_.find_number(tx, house, number);
  if (!ref.ok()) return refuse(ErrorCode::wrong_query_code);
  const auto reporter = store_.reporter(tx, house, *ref);
  if (!reporter || reporter->code_digest != query_code_digest(number, query_code))
    return refuse(ErrorCode::wrong_query_code);
  return progress_of(tx, *ref, now);
}

Result<Progress> CaseService::progress_of(db::Tx& tx, CaseRef ref, Instant now) {
  const Scope house = system_scope();
  TIANGE_TRY(const CaseRecord record, store_.load(tx, house, ref));
  const CaseFile& f = record.file;
  Progress progress;
  progress.number = record.number;
  progress.title = record.title;
  const Words status = status_words(f.status());
  progress.status_zh = status.zh;
  progress.status_en = status.en;
  progress.steps = steps_of(f, record.created);
  progress.created = record.created;
  if (f.open() && f.clocks.total.running()) progress.due = f.clocks.total.due;
  if (f.closed) progress.closed = f.closed;
  if (!f.unit.empty()) {
    const Words unit = directory(now)->unit_name(f.unit);
    progress.unit_zh = unit.zh;
    progress.unit_en = unit.en;
  }
  if (!f.open()) progress.result = f.result;
  for (const HistoryRow& row : store_.history(tx, house, record)) {
    if (row.event.kind == EventKind::reporter_told) progress.messages.insert(progress.messages.begin(), {row.event.text, row.event.happened});
  }
  follow_ties(tx, record, progress, now);
  return progress;
}

Result<ReporterView> CaseService::reveal(db::Tx& tx, const Scope& scope, CaseRef ref,
                                         const std::vector<std::string>& fields, const std::string& purpose,
                                         Instant now) {
  if (!scope.may(Permission::cases_reporter)) return refuse(ErrorCode::forbidden);
  if (text::trim(purpose).empty()) return refuse(ErrorCode::purpose_needed);
  TIANGE_TRY(const CaseRecord record, store_.load(tx, scope, ref));
  const CaseFile& f = record.file;
  ReporterView view{f.anonymous, f.confidential, f.wants_reply, "", ""};
  const auto reporter = store_.reporter(tx, scope, ref);
  const auto asks = [&](const char* name) { return std::find(fields.begin(), fields.end(), name) != fields.end(); };
  if (reporter) {
    view.name = asks("name") ? reporter->name : masked_name(reporter->name);
    view.phone = asks("phone") ? reporter->phone : masked_phone(reporter->phone);
  }
  store_.record_look(
      tx, ref, parts_.ids.next(now),
      {scope.person, scope.name, text::join(fields, ","), text::cut(purpose, 200), now, scope.request_id});
  return view;
}

bool CaseService::is_confidential(db::Tx& tx, const Scope& scope, CaseRef ref) {
  const auto record = store_.load(tx, scope, ref);
  return record.ok() && record->file.confidential;
}

Outcome CaseService::record_view(db::Tx& tx, const Scope& scope, CaseRef ref, std::string_view what, Instant now) {
  store_.record_look(tx, ref, parts_.ids.next(now),
                     {scope.person, scope.name, std::string(what), scope.purpose, now, scope.request_id});
  return done();
}

Outcome CaseService::record_evidence_look(const Scope& scope, std::string_view digest, bool small, Instant now) {
  const std::string what = "evidence:" + std::string(digest.substr(0, k_digits_of_digest));
  std::vector<CaseRef> seen;
  parts_.db.run_read([&](db::Tx& tx) {
    seen.clear();
    for (const ListedCase& row : store_.rows_of(tx, scope, store_.cases_with_evidence(tx, digest))) {
      if (!row.confidential) continue;
      if (!store_.looked_since(tx, row.ref, scope.person, small ? "" : what, now - k_same_look)) seen.push_back(row.ref);
    }
  });
  if (seen.empty()) return done();
  return parts_.db.write(scope, [&](db::Tx& tx) -> Outcome {
    for (const CaseRef& ref : seen) TIANGE_CHECK_OK(record_view(tx, scope, ref, what, now));
    return done();
  });
}

Result<Tally> CaseService::tally(db::Tx& tx, const Scope& scope, const std::string& area, Instant from, Instant to) {
  if (!scope.covers(area)) return refuse(ErrorCode::out_of_scope);
  return store_.tally(tx, area, from, to);
}

Outcome CaseService::each_count(db::Tx& tx, const Scope& scope, std::string_view area, std::int64_t from_day,
                                std::int64_t to_day, const std::function<void(const CountRow&)>& visit) {
  bool any = false;
  for (const std::string& own : scope.areas) {
    std::string_view prefix = area;
    if (!area.starts_with(own)) {
      if (!std::string_view(own).starts_with(area)) continue;
      prefix = own;
    }
    any = true;
    const auto [low, high] = part_range(prefix);
    store_.each_count(tx, low, high, from_day, to_day, visit);
    if (prefix == area) break;
  }
  if (!any) return refuse(ErrorCode::forbidden);
  return done();
}

Outcome CaseService::each_open_point(db::Tx& tx, const Scope& scope, std::string_view area, Instant now,
                                     const std::function<void(const CaseRow&, double, double)>& visit) {
  if (!scope.may(Permission::cases_view)) return refuse(ErrorCode::forbidden);
  const auto names = directory(now);
  store_.each_open_point(tx, scope, area, [&](const ListedCase& c) {
    visit(row_of(parts_, *names, c, scope.language, now), *c.lng, *c.lat);
  });
  return done();
}

}  // namespace tiange::cases
