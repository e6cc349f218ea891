#include "city/flows/flows.h"

namespace tiange::flows {

// A part is an area code filled up with zeros to 15 digits.
std::string Host::area(Subject subject) const {
  std::string code = std::to_string(subject.part_key);
  for (const std::size_t length : {12u, 9u, 6u}) {
    if (code.size() != length + 3 || code.compare(length, 3, "000") != 0) break;
    code.resize(length);
  }
  return code;
}

Result<DecisionAnswer> Host::decide(Flows& flows, const Step& step, std::string_view decision,
                                    const feel::Value& variables) {
  return flows.decide(step.tx, decision, area(step.subject), variables, step.now);
}

Result<ServiceAnswer> Host::service(const Step& step, std::string_view name, const feel::Value&) {
  return refuse(ErrorCode::bad_process, "步骤“" + step.element.name + "”要求的服务 " + std::string(name) + " 不存在",
                "step \"" + step.element.name + "\" asks for a service that does not exist: " + std::string(name));
}

Result<Instant> Host::limit_due(const Step& step, std::string_view limit, Instant) {
  return refuse(ErrorCode::bad_process, "步骤“" + step.element.name + "”的时限 " + std::string(limit) + " 无法计算",
                "step \"" + step.element.name + "\" has a limit nobody can count: " + std::string(limit));
}

Outcome Host::task_created(const Step&, const Task&) { return done(); }
Outcome Host::task_completed(const Step&, TaskRef, const feel::Value&) { return done(); }
Outcome Host::pass_on(const Step&, const Letter&) { return done(); }
Outcome Host::task_moved(const Step&, const Task&) { return done(); }
Outcome Host::task_cancelled(const Step&, TaskRef) { return done(); }
Outcome Host::decided(const Step&, const DecisionAnswer&) { return done(); }
Outcome Host::timer_fired(const Step&) { return done(); }
Outcome Host::message_thrown(const Step&, std::string_view, const feel::Value&) { return done(); }
Outcome Host::incident(const Step&, const Words&) { return done(); }
Outcome Host::ended(const Step&, InstanceStatus, const Words&) { return done(); }
Outcome Host::moved(const Step&, const feel::Value&) { return done(); }

}  // namespace tiange::flows
