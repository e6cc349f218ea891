#pragma once
// Pure rules of services: what is held already, what is asked, what may happen to an application, how its clock stands.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/result.h"
#include "city/services/application_file.h"

namespace tiange::services {

// ---- what is held ----

struct HeldValue {
  std::string value, shown_zh, shown_en, source_zh, source_en;
  Instant observed;
  int ages_days = 0;  // of the catalogue: older is no longer held; 0: never
};
struct HeldPaper {
  std::string zh, en;
  Instant issued;
};
struct HeldFile {
  std::string file, name, digest;
  Instant given;
};
// All that the house holds of one subject that may save a material.
struct Holdings {
  std::map<std::string, HeldValue, std::less<>> fields;
  std::map<std::string, HeldPaper, std::less<>> certificates;  // valid ones
  std::map<std::string, HeldFile, std::less<>> files;          // the newest of a key
};

// Where the material is held now; nothing: it must be given. A field that is too old is not held.
std::optional<ShownMaterial> held_material(const MaterialRule& rule, const Holdings& holdings, Instant now);
// A value of the register that is fresh enough; nothing otherwise.
const HeldValue* fresh_value(const Holdings& holdings, std::string_view field, Instant now);

// Refused (service_not_for) with what does not fit.
Outcome is_for(const Matter& matter, registers::Kind kind, const Holdings& holdings, Date today);

// ---- a matter as it is kept ----

// Everything that is wrong with it, by its path; `knows_field` and `knows_unit` tell what there is.
std::vector<FieldError> faults_of(const Matter& matter, const std::function<bool(registers::Kind, std::string_view)>& knows_field,
                                  const std::function<bool(std::string_view)>& knows_unit);

// ---- an application ----

struct GivenLine {
  std::string key, value;
};
struct GivenFile {
  std::string material;
  HeldFile file;
};
// The form and the materials as they will be frozen. Refused (service_missing) with every line and material that is wanting and
// (bad_input) with what is not readable.
Outcome fill(Application& application, const Matter& matter, const Holdings& holdings, const std::vector<GivenLine>& lines,
             const std::vector<GivenFile>& files, Instant now);
// The one form of what was sent: members in a fixed order.
std::string frozen_text(const Application& application);

struct ServiceActor {
  std::string name;
  std::int64_t account = 0;
};
ApplicationEvent submit(const Application& application, const ServiceActor& by, const WorkCalendar& calendar, Instant now);
// The house asks once, for everything: materials or lines of the matter by key.
Result<ApplicationEvent> ask_more(const Application& application, const Matter& matter, const std::vector<std::string>& wanted, std::string_view said,
                                  const ServiceActor& by, Instant now);
Result<ApplicationEvent> supplement(const Application& application, const ServiceActor& by, const WorkCalendar& calendar, Instant now);
Result<ApplicationEvent> accept(const Application& application, const ServiceActor& by, const WorkCalendar& calendar, Instant now);
Result<ApplicationEvent> finish(const Application& application, std::string_view said, const ServiceActor& by, Instant now);
Result<ApplicationEvent> refuse_application(const Application& application, std::string_view said, const ServiceActor& by, Instant now);
Result<ApplicationEvent> withdraw(const Application& application, const ServiceActor& by, Instant now);
std::vector<std::string> desk_may(const Application& application);  // accept | ask | finish | refuse

// ---- the clock ----

// green; amber: less than a quarter of the promised time is left; red: the promise is broken; over: the statutory time is.
// paused: it waits for the applicant; none: it is over.
struct Lamp {
  std::string colour;
  std::optional<Instant> due, statutory_due;
};
Lamp lamp_of(const Application& application, const WorkCalendar& calendar, Instant now);

}  // namespace tiange::services
