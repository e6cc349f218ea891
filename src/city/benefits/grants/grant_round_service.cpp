// What time brings: ends of notices, instalments that are due, the queue, half-yearly checks, corrections that were answered.
#include <algorithm>
#include <set>

#include "city/benefits/grants/grant_service.h"

namespace tiange::grants {

namespace {

constexpr std::size_t k_in_one_go = 50;    // grants of one transaction
constexpr std::size_t k_at_most = 1000;    // of one round
constexpr int k_barred_hours = 6;
constexpr int k_recheck_months = 6;

}  // namespace

// Each once more read inside its transaction: meanwhile it may have moved.
std::size_t GrantService::round(Instant now, const std::vector<std::int64_t>& ids, const std::function<void(db::Tx&, Grant&)>& act) {
  std::size_t moved = 0;
  for (std::size_t from = 0; from < ids.size(); from += k_in_one_go) {
    const std::size_t to = std::min(ids.size(), from + k_in_one_go);
    std::size_t here = 0;
    const auto some = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      here = 0;
      for (std::size_t i = from; i < to; ++i) {
        auto grant = store::find(tx, system_scope(), ids[i]);
        if (!grant) continue;
        store::mark(tx, grant->subject, now);
        const std::int64_t before = grant->version;
        act(tx, *grant);
        here += grant->version != before;
      }
      return done();
    });
    if (some.ok()) moved += here;
  }
  return moved;
}

std::size_t GrantService::tend(Instant now) {
  const Date today = local_date(now);
  const auto read = [&](auto ask) { return parts_.db.read([&](db::Tx& tx) -> Result<std::vector<std::int64_t>> { return ask(tx); }).value_or({}); };
  std::size_t moved = 0;
  moved += round(now, read([&](db::Tx& tx) { return store::window_over(tx, now, k_at_most); }), [&](db::Tx& tx, Grant& grant) {
    advance(tx, grant, now);
    if (grant.state != GrantState::noticed) return;
    // It waits for something else; it is no longer on the list.
    ++grant.version;
    (void)store::change(tx, grant, false);
  });
  moved += round(now, read([&](db::Tx& tx) { return store::due(tx, today, k_at_most); }), [&](db::Tx& tx, Grant& grant) { advance(tx, grant, now); });
  moved += admit_queue(now);
  moved += round(now, read([&](db::Tx& tx) { return store::recheck_due(tx, today, k_at_most); }), [&](db::Tx& tx, Grant& grant) { recheck(tx, grant, now); });
  const auto facts = parts_.db.read([&](db::Tx& tx) -> Result<std::vector<Review>> { return store::open_facts(tx, 0, k_at_most); });
  for (const Review& review : facts.value_or({})) {
    (void)parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      follow_fact(tx, review, now);
      return done();
    });
  }
  // What bars them ends in the same transaction that ends it; the year's turn is all that time brings.
  if (now.us / hours(k_barred_hours).us != (now - seconds(6)).us / hours(k_barred_hours).us)
    moved += round(now, read([&](db::Tx& tx) { return store::in_state(tx, GrantState::barred, 0, k_at_most); }),
                   [&](db::Tx& tx, Grant& grant) { advance(tx, grant, now); });
  return moved;
}

// Of each policy from the front, while there is room; nobody overtakes.
std::size_t GrantService::admit_queue(Instant now) {
  const auto policies = parts_.db.read([&](db::Tx& tx) -> Result<std::vector<std::string>> { return store::queued_policies(tx); });
  std::size_t moved = 0;
  for (const std::string& policy : policies.value_or({})) {
    for (std::size_t i = 0; i < k_at_most; ++i) {
      bool more = false;
      const auto one = parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
        more = false;
        const auto first = store::first_queued(tx, policy);
        auto grant = first ? store::find(tx, system_scope(), *first) : std::nullopt;
        if (!grant) return done();
        store::mark(tx, grant->subject, now);
        const Gathered gathered = gather(tx, *grant, now);
        const GrantEvents events = admit(*grant, gathered.facts);
        if (events.empty()) return done();
        carry(tx, *grant, events, &gathered, now);
        advance(tx, *grant, now);
        more = true;
        return done();
      });
      if (!one.ok() || !more) break;
      ++moved;
    }
  }
  return moved;
}

// What other sources say of the facts it rests on, where they say something else.
std::vector<Doubt> GrantService::doubts_of(db::Tx& tx, const Grant& grant, const Judgement& judged) const {
  std::vector<Doubt> out;
  const SubjectId own{grant.subject};
  std::set<std::pair<SubjectId, std::string>> fields = {{own, grant.kind == "firm" ? "status" : "died"}};
  for (const benefits::FactUsed& fact : judged.facts) {
    const auto subject = parse_typed_id<registers::SubjectTag>(fact.subject);
    if (subject.ok() && (*subject == own || grant.kind == "household")) fields.emplace(*subject, fact.field);
  }
  for (const auto& [subject, field] : fields) {
    const auto explained = parts_.subjects.explain(tx, system_scope(), subject, field, std::nullopt);
    if (!explained.ok()) continue;
    for (const registers::Explained& one : *explained) {
      for (const registers::Claim& claim : one.claims) {
        if (claim.won || claim.value.empty() || claim.value == one.value) continue;
        out.push_back({one.field, one.zh, one.en, one.value, claim.source_zh, claim.source_en, claim.value});
      }
    }
  }
  return out;
}

void GrantService::recheck(db::Tx& tx, Grant& grant, Instant now) {
  const Gathered gathered = gather(tx, grant, now);
  if (gathered.facts.judged.verdict != benefits::Verdict::entitled) {
    const std::string why = gathered.facts.judged.verdict == benefits::Verdict::missing ? "missing" : "not_entitled";
    carry(tx, grant, stop(grant, ground_end(tx, grant, why, local_date(now)), {}, now), nullptr, now);
    advance_others(tx, grant, now);
    return;
  }
  const std::vector<Doubt> doubts = doubts_of(tx, grant, gathered.facts.judged);
  const YearMonthDay today = split_date(local_date(now));
  const int month = today.year * 12 + today.month - 1 + k_recheck_months;
  int day = today.day;
  while (!is_real_date(month / 12, month % 12 + 1, day)) --day;
  GrantEvent e;
  e.act = "rechecked";
  e.happened = now;
  e.day = format_date(make_date(month / 12, month % 12 + 1, day));
  e.digest = gathered.facts.digest;
  if (doubts.empty()) {
    e.zh = "半年复核：条件仍然成立，各来源一致";
    e.en = "half-yearly check: the ground holds, the sources agree";
  } else {
    e.zh = "半年复核：条件仍然成立，但有 " + std::to_string(doubts.size()) + " 处与其他来源不一致，转人工";
    e.en = "half-yearly check: the ground holds, but other sources differ; a person looks";
    bool known = false;
    for (const Review& review : store::reviews_of(tx, grant.subject))
      known = known || (review.grant == grant.id && review.kind == ReviewKind::recheck && review.state == ReviewState::open);
    if (!known) {
      Review review = open_review(tx, grant, ReviewKind::recheck, e.zh, now);
      review.doubts = doubts;
      store::put(tx, review);
    }
  }
  carry(tx, grant, {e}, &gathered, now);
}

void GrantService::follow_fact(db::Tx& tx, Review review, Instant now) {
  for (const registers::ProposalView& one : parts_.subjects.proposals(tx, system_scope(), SubjectId{review.subject}, 50)) {
    if (one.id != review.proposal || one.state == "open") continue;
    const bool mended = one.state == "accepted";
    review.state = mended ? ReviewState::mended : ReviewState::rejected;
    review.answered = now;
    review.answered_by = one.answered_by;
    review.answer = one.answer;
    store::put(tx, review);
    auto grant = store::find(tx, system_scope(), review.grant);
    if (!grant) return;
    GrantEvent e;
    e.act = "note";
    e.happened = now;
    e.by = one.answered_by;
    e.zh = (mended ? "归口单位已更正“" : "归口单位未采纳更正“") + one.zh + "”：" + one.answer;
    e.en = (mended ? "the register was corrected: " : "the correction was not accepted: ") + one.en + ": " + one.answer;
    carry(tx, *grant, {e}, nullptr, now);
    // What the mended fact alters follows at once, also where no match begins or ends by it.
    const SubjectId subject[] = {SubjectId{review.subject}};
    if (mended) parts_.policies.follow(tx, subject, now);
    advance(tx, *grant, now);
    return;
  }
}

}  // namespace tiange::grants
