#pragma once
// What was applied for 办件, as the rules see it.

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "city/services/matter_file.h"

namespace tiange::services {

// 已提交 待补正 已受理 已办结 不予受理或不予办理 已撤回
enum class ApplicationState { submitted, supplement, accepted, done, refused, withdrawn };
BOOST_DESCRIBE_ENUM(ApplicationState, submitted, supplement, accepted, done, refused, withdrawn)
Words state_words(ApplicationState state);
inline bool is_open(ApplicationState s) {
  return s == ApplicationState::submitted || s == ApplicationState::supplement || s == ApplicationState::accepted;
}

// One line of the form as it was sent.
struct FilledLine {
  static constexpr bool k_json_defaults = true;
  std::string key, zh, en, value, shown_zh, shown_en;
  std::string field;               // of the register, where it has one
  std::string from;                // register | given
  std::string held_value;          // what the register said, where the applicant wrote something else
  std::string source_zh, source_en;
  std::optional<Instant> observed;
};
BOOST_DESCRIBE_STRUCT(FilledLine, (), (key, zh, en, value, shown_zh, shown_en, field, from, held_value, source_zh, source_en, observed))

struct ShownMaterial {
  static constexpr bool k_json_defaults = true;
  std::string key, zh, en;
  std::string from;                // field | certificate | file: held already; given; "": none
  std::string source_zh, source_en;
  std::optional<Instant> observed; // since when it is held
  std::string file, file_name, digest;  // of a file
};
BOOST_DESCRIBE_STRUCT(ShownMaterial, (), (key, zh, en, from, source_zh, source_en, observed, file, file_name, digest))

struct Application {
  static constexpr bool k_json_defaults = true;
  std::int64_t id = 0;
  std::int64_t subject = 0;        // a person or a firm
  std::int64_t person = 0;         // who applied
  std::string kind, area, unit;
  std::string matter, zh, en;
  std::int64_t edition = 0;
  std::string by;                  // masked name
  ApplicationState state = ApplicationState::submitted;
  std::vector<FilledLine> form;
  std::vector<ShownMaterial> materials;
  std::string digest;              // of the frozen text
  int statutory_days = 0, promised_days = 0;
  int burden = 0, held = 0, given = 0, visits = 0;  // materials by law, held already, given; visits spared
  Instant submitted;
  Instant accept_due;              // until when it must be taken up or sent back
  std::optional<Instant> asked, accepted, due, statutory_due, closed;
  std::vector<std::string> wanted; // materials and lines asked for once more
  std::string said;                // of the clerk: what is wanted, why refused, what came of it
  std::string answered_by;
  std::optional<Instant> seen;     // what came of it, by the applicant
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Application, (), (id, subject, person, kind, area, unit, matter, zh, en, edition, by, state, form, materials, digest, statutory_days,
                                        promised_days, burden, held, given, visits, submitted, accept_due, asked, accepted, due, statutory_due, closed,
                                        wanted, said, answered_by, seen, version))

// One line of its history, only ever added.
struct ApplicationEvent {
  static constexpr bool k_json_defaults = true;
  std::string act;   // submitted asked supplemented accepted done refused withdrawn seen
  Instant happened;
  std::string by;
  std::int64_t account = 0;
  std::string zh, en, said, digest;
  std::vector<std::string> wanted;
  std::optional<Instant> due, statutory_due;
};
BOOST_DESCRIBE_STRUCT(ApplicationEvent, (), (act, happened, by, account, zh, en, said, digest, wanted, due, statutory_due))

// Cannot fail: what was decided has happened.
void apply(Application& application, const ApplicationEvent& event);

}  // namespace tiange::services
