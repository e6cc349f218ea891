#pragma once
// What may be done with a draft, by whom and when. Pure.

#include "city/flows/definitions/definitions.h"

namespace tiange::flows {

struct Writer {
  PersonId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Writer, (), (id, name))

// A draft as it is kept.
struct DraftFile {
  DraftRow row;
  std::vector<Writer> writers;  // since it was opened, the latest last
  std::string content;
};

enum class DraftAct { save, discard, hand_in, take_back, approve, give_back, release };

struct DraftDoer {
  PersonId person;
  std::string name;
  bool may_edit = false;
  bool may_publish = false;
};

enum class FourEyes { no, yes };

// Refused with forbidden, not_this_state or four_eyes.
Outcome permitted(const DraftFile& draft, DraftAct act, const DraftDoer& doer, FourEyes eyes);

// The draft after an act that is permitted. `text`: the reason of giving back.
void apply(DraftFile& draft, DraftAct act, const DraftDoer& doer, std::string_view text, Instant now);

// Words for the audit trail.
Words words_of(DraftAct act);
Words words_of(DraftState state);
Words words_of(DefinitionKind kind);

}  // namespace tiange::flows
