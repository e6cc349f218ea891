#pragma once
// What the room that runs processes offers to them, so that a draft can be checked and tried without a case. Implemented
// above (cases), given in by the wiring. All const and thread-safe.

#include <boost/describe.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "engines/feel/feel.h"

namespace tiange::flows {

struct FactValue {
  std::string value;
  std::string zh;
  std::string en;
};
BOOST_DESCRIBE_STRUCT(FactValue, (), (value, zh, en))

// A name that processes and decisions may speak of.
struct Fact {
  std::string name;
  std::string type;  // "string", "boolean", "number"
  std::string zh;
  std::string en;
  std::vector<FactValue> values;  // when it is one of a few
};
BOOST_DESCRIBE_STRUCT(Fact, (), (name, type, zh, en, values))

// A local variable, made with tg:input, that a service needs.
struct ServiceInput {
  std::string name;
  std::string zh;
  std::string en;
};
BOOST_DESCRIBE_STRUCT(ServiceInput, (), (name, zh, en))

struct ServiceName {
  std::string name;
  std::string zh;
  std::string en;
  std::vector<ServiceInput> inputs;
};
BOOST_DESCRIBE_STRUCT(ServiceName, (), (name, zh, en, inputs))

// The host's part in one run that is only tried: what a Host would say, without a case and without effect.
class TrialHost {
 public:
  virtual ~TrialHost() = default;
  // What the decision is asked with: the variables and what the host adds.
  virtual feel::Value asked(std::string_view decision, const feel::Value& variables) = 0;
  virtual void timer_fired(std::string_view element, const feel::Value& variables) = 0;
  virtual Result<Instant> limit_due(std::string_view limit, Instant from) = 0;
};

class ProcessHome {
 public:
  virtual ~ProcessHome() = default;
  virtual std::vector<Fact> facts() const = 0;
  virtual std::vector<ServiceName> services() const = 0;
  virtual bool knows_duty(std::string_view duty) const = 0;
  // Whether what processes are about waits at one task at a time.
  virtual bool one_task_at_a_time() const { return false; }
  virtual std::unique_ptr<TrialHost> trial(std::string_view area, Instant now) const = 0;
  // Words for a code that comes out of a decision (a unit, a level, a limit); the code itself when it has none.
  virtual Words words_of(std::string_view fact, std::string_view value) const = 0;
  virtual Words area_words(std::string_view area) const = 0;  // empty code: the whole district
  virtual bool knows_area(std::string_view area) const = 0;
};

}  // namespace tiange::flows
