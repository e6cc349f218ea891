#include "city/benefits/grants/grant_file.h"

#include <algorithm>
#include <map>

#include "city/benefits/grants/grant_rules.h"

namespace tiange::grants {

namespace {

using Applier = void (*)(Grant& grant, const GrantEvent& event);

void enter(Grant& grant, GrantState state, const GrantEvent& event) {
  grant.state = state;
  grant.why_zh = event.zh;
  grant.why_en = event.en;
}

Instalment* instalment(Grant& grant, std::string_view key) {
  const auto found = std::find_if(grant.instalments.begin(), grant.instalments.end(), [&](const Instalment& one) { return one.key == key; });
  return found == grant.instalments.end() ? nullptr : &*found;
}

bool gives_on(const Grant& grant) {
  const auto open = [](const Instalment& one) { return one.state == InstalmentState::ordered || one.state == InstalmentState::failed; };
  return !grant.next_period.empty() || std::any_of(grant.instalments.begin(), grant.instalments.end(), open);
}

void offered(Grant& g, const GrantEvent& e) {
  enter(g, GrantState::noticed, e);
  g.offered = e.happened;
  g.window_until = e.until;
  g.amount_fen = e.amount_fen;
}

void decided(Grant& g, const GrantEvent& e) {
  g.decided = e.happened;
  g.decided_by = e.by;
  g.decider = e.account;
  if (!e.digest.empty()) g.digest = e.digest;
}

void approved(Grant& g, const GrantEvent& e) {
  enter(g, GrantState::granted, e);
  decided(g, e);
  g.amount_fen = e.amount_fen;
  g.next_period = e.period;
  g.recheck_due = e.day;
}

void ordered(Grant& g, const GrantEvent& e) {
  g.instalments.push_back({e.period, e.amount_fen, e.key, "", InstalmentState::ordered, e.happened, std::nullopt});
  g.amount_fen = e.amount_fen;
  if (!e.digest.empty()) g.digest = e.digest;
  if (g.next_period == e.period) g.next_period = next_period_after(g.terms.rhythm, e.period);
}

void paid(Grant& g, const GrantEvent& e) {
  if (Instalment* one = instalment(g, e.key)) {
    one->state = InstalmentState::paid;
    one->payment = e.ref;
    one->settled = e.happened;
  }
  if (g.state == GrantState::granted && !gives_on(g)) enter(g, GrantState::done, e);
}

void mark(Grant& g, const GrantEvent& e, InstalmentState state) {
  if (Instalment* one = instalment(g, e.key)) one->state = state;
}

void cancelled(Grant& g, const GrantEvent& e) {
  mark(g, e, InstalmentState::cancelled);
  if (Instalment* one = instalment(g, e.key)) one->held = e.why == "payee";
}

void issued(Grant& g, const GrantEvent& e) {
  enter(g, GrantState::done, e);
  g.issued = e.ref;
  g.next_period.clear();
}

void ended(Grant& g, const GrantEvent& e, GrantState state) {
  enter(g, state, e);
  g.ended_on = e.day;
  g.ended_why = e.why;
  g.next_period.clear();
  g.recheck_due.clear();
}

void told(Grant& g, const GrantEvent& e) {
  if (e.by.empty()) {
    g.sms = {e.key, e.ref, e.why, e.happened};
  } else {
    g.told = e.happened;
    g.told_by = e.by;
  }
}

void reopened(Grant& g, const GrantEvent& e) {
  enter(g, GrantState::deciding, e);
  g.ended_on.clear();
  g.ended_why.clear();
}

const std::map<std::string, Applier, std::less<>>& appliers() {
  static const std::map<std::string, Applier, std::less<>> k_all = {
      {"offered", offered},
      {"seen", [](Grant& g, const GrantEvent& e) { g.seen = e.happened; }},
      {"confirmed", [](Grant& g, const GrantEvent&) { g.confirmed = true; }},
      {"declined", [](Grant& g, const GrantEvent& e) { enter(g, GrantState::declined, e); }},
      {"rejoined", [](Grant& g, const GrantEvent& e) { enter(g, GrantState::noticed, e), g.confirmed = true; }},
      {"to_decide", [](Grant& g, const GrantEvent& e) { enter(g, GrantState::deciding, e); }},
      {"approved", approved},
      {"refused", [](Grant& g, const GrantEvent& e) { enter(g, GrantState::refused, e), decided(g, e); }},
      {"queued", [](Grant& g, const GrantEvent& e) { enter(g, GrantState::queued, e), g.next_period.clear(), g.recheck_due.clear(); }},
      {"admitted", [](Grant& g, const GrantEvent& e) { enter(g, GrantState::granted, e), g.next_period = e.period, g.recheck_due = e.day; }},
      {"ordered", ordered},
      {"paid", paid},
      {"failed", [](Grant& g, const GrantEvent& e) { mark(g, e, InstalmentState::failed); }},
      {"cancelled", cancelled},
      {"payee_wanted", [](Grant& g, const GrantEvent& e) { g.waits = "payee", g.why_zh = e.zh, g.why_en = e.en; }},
      {"payee_named", [](Grant& g, const GrantEvent& e) { g.waits.clear(), g.why_zh = e.zh, g.why_en = e.en; }},
      {"issued", issued},
      {"redeemed", [](Grant& g, const GrantEvent& e) { g.why_zh = e.zh, g.why_en = e.en; }},
      {"stopped", [](Grant& g, const GrantEvent& e) { ended(g, e, GrantState::stopped); }},
      {"barred", [](Grant& g, const GrantEvent& e) { enter(g, GrantState::barred, e); }},
      {"unbarred", [](Grant& g, const GrantEvent& e) { enter(g, GrantState::noticed, e); }},
      {"lapsed", [](Grant& g, const GrantEvent& e) { ended(g, e, GrantState::lapsed); }},
      {"rechecked", [](Grant& g, const GrantEvent& e) { g.recheck_due = e.day; }},
      {"reopened", reopened},
      {"told", told},
      {"note", [](Grant&, const GrantEvent&) {}},
  };
  return k_all;
}

}  // namespace

Words state_words(GrantState state) {
  switch (state) {
    case GrantState::noticed: return {"已告知", "Told"};
    case GrantState::deciding: return {"待审批", "To be decided"};
    case GrantState::queued: return {"排队等候", "Queued"};
    case GrantState::granted: return {"享受中", "Granted"};
    case GrantState::done: return {"已兑现", "Given"};
    case GrantState::barred: return {"不可兼得", "Not beside another"};
    case GrantState::declined: return {"本人放弃", "Declined"};
    case GrantState::refused: return {"不予", "Refused"};
    case GrantState::stopped: return {"已停", "Stopped"};
    case GrantState::lapsed: return {"条件消失", "Lapsed"};
  }
  return {};
}

GrantTerms terms_of(const PolicyEdition& e) {
  GrantTerms t;
  t.policy = e.key;
  t.edition = e.edition;
  t.zh = e.zh;
  t.en = e.en;
  t.words_zh = e.words_zh;
  t.words_en = e.words_en;
  t.unit = e.unit;
  t.document = e.document;
  t.law = e.law;
  t.form = e.form;
  t.rhythm = e.rhythm;
  t.confirm = e.needs_confirmation;
  t.by_person = e.approval == benefits::PolicyApproval::person;
  t.objection_days = e.objection_days;
  t.recovery = e.recovery;
  t.exclusions = e.exclusions;
  t.per_life = e.quota.per_life;
  t.per_year = e.quota.per_year;
  t.places = e.quota.places;
  t.month_rule = e.month_rule;
  t.proration = e.proration;
  return t;
}

void apply(Grant& grant, const GrantEvent& event) {
  const auto found = appliers().find(event.act);
  if (found != appliers().end()) found->second(grant, event);
}

}  // namespace tiange::grants
