#include "city/tidings/tidings.h"

namespace tiange::tidings {

std::span<const Kind> kinds() {
  static constexpr Kind k_kinds[] = {
      {"grant.offered", "告知待遇", "A grant is offered"},
      {"grant.approved", "待遇已批准", "A grant is approved"},
      {"grant.refused", "待遇不予批准", "A grant is refused"},
      {"grant.stopped", "待遇停发", "A grant is stopped"},
      {"claim.proposed", "拟追回多发的待遇", "Claiming back is proposed"},
      {"claim.decided", "追回已决定", "Claiming back is decided"},
      {"review.answered", "复核已答复", "An appeal is answered"},
      {"service.received", "办事已收到", "An application is received"},
      {"service.supplement", "办事待补正", "An application wants more"},
      {"service.done", "办事已办结", "An application is settled"},
      {"service.refused", "办事不予受理或办理", "An application is refused"},
      {"job.recommended", "推荐岗位", "A vacancy is recommended"},
      {"credit.answered", "信用异议已答复", "An objection to credit is answered"},
  };
  return k_kinds;
}

void tell(db::Tx& tx, db::Outbox* outbox, const Tiding& what, Instant now) {
  if (!outbox || what.subject == 0) return;
  outbox->publish(tx, {.type = what.kind, .part_key = what.subject, .subject = what.link, .body = json::write(what), .happened = now});
}

void moved(db::Tx& tx, db::Outbox& outbox, std::int64_t subject, const Moved& what, Instant now) {
  outbox.publish(tx, {.type = std::string(k_moved), .part_key = subject, .subject = what.ref, .body = json::write(what), .happened = now});
}

Words said(const Moved& what) {
  switch (what.state) {
    case State::waiting: return {"短信待发至 " + what.to, "an SMS to " + what.to + " waits to be sent"};
    case State::sent: return {"已发短信至 " + what.to, "an SMS was sent to " + what.to};
    case State::delivered: return {"短信已送达 " + what.to, "the SMS to " + what.to + " was delivered"};
    case State::failed: return {"短信未能送达：" + what.why, "the SMS did not get there: " + what.why};
  }
  return {};
}

}  // namespace tiange::tidings
