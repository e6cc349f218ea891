#pragma once
// What people in an office do with an open task, for any process: parts of others beside it (flows/marks/office_marks.h),
// the way back over steps that were really passed, and who has opened it.
//
//   Office office(flows);
//   office.change(tx, task, change, now);      the marks of a task and the inboxes of those it asks
//   office.complete(tx, host, task, ...);      refused (parts_open, sign_failed) while others come first
//   office.send_back(tx, host, task, "check", ...);
//
// A part stands in the inboxes as a task of its own whose number says which task and part it belongs to; it is never
// known to the engine, so completing, jumping and migrating treat it as nothing. Owners that keep the marks with their
// subject, as cases do, call place_parts and task_ended instead of change and complete. A task nobody attached anything to
// costs nothing here.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "city/flows/flows.h"
#include "city/flows/marks/office_marks.h"

namespace tiange::office {

// Parts of task n of an instance are numbered from here: k_first_part_node + n * k_parts_of_task + id of the part.
inline constexpr std::uint32_t k_first_part_node = 0x80000000u;
inline constexpr std::uint32_t k_parts_of_task = 1'000;

bool is_part(const flows::TaskRef& ref);
flows::TaskRef part_ref(const flows::TaskRef& task, int part);
flows::TaskRef task_of_part(const flows::TaskRef& part);
int id_of_part(const flows::TaskRef& part);

// A user task of the instance that was completed.
struct Passed {
  std::string element;
  std::string name;
  PersonId by;
  Instant when;
};

struct Read {
  PersonId person;
  std::string name;
  Instant when;
};


class Office {
 public:
  explicit Office(flows::Flows& flows) : flows_(flows) {}

  // ---- parts
  // The inbox rows of the parts of `task` become what `after` says. Without effect when the parts are equal.
  void place_parts(db::Tx& tx, const flows::TaskRef& task, const Marks& before, const Marks& after) const;
  // Open parts leave the inboxes with their task.
  void task_ended(db::Tx& tx, const flows::TaskRef& task, Instant now) const;

  // ---- marks kept here, for processes whose subject does not keep them
  Marks marks(db::Tx& tx, const flows::TaskRef& task) const;
  // Refused (task_gone) when the task is not open.
  Outcome change(db::Tx& tx, const flows::TaskRef& task, const Change& change) const;
  Outcome complete(db::Tx& tx, flows::Host& host, const flows::TaskRef& task, PersonId by, const feel::Value& variables,
                   Instant now) const;

  // ---- the way back
  // Steps the instance really passed, each once, as they were passed last; the ones it stands at are left out.
  Result<std::vector<Passed>> passed(db::Tx& tx, const flows::InstanceRef& instance) const;
  // Refused (no_such_step) when the element was not passed.
  Outcome send_back(db::Tx& tx, flows::Host& host, const flows::TaskRef& task, std::string_view element, PersonId by,
                    const feel::Value& variables, Instant now) const;
  // To the first step that was passed.
  Outcome reject_to_start(db::Tx& tx, flows::Host& host, const flows::TaskRef& task, PersonId by,
                          const feel::Value& variables, Instant now) const;
  // Back to the step `by` completed just before `task`: refused (withdraw_not_allowed) when somebody else did, or when the
  // task was claimed or opened.
  Outcome withdraw(db::Tx& tx, flows::Host& host, const flows::TaskRef& task, PersonId by, const feel::Value& variables,
                   Instant now) const;

  // ---- read receipts
  // The first time counts.
  void read(db::Tx& tx, const flows::TaskRef& task, PersonId person, std::string_view name, Instant now) const;
  std::vector<Read> reads(db::Tx& tx, const flows::TaskRef& task) const;
  // Those of `tasks` that the person has opened.
  std::vector<flows::TaskRef> read_by(db::Tx& tx, PersonId person, std::span<const flows::TaskRef> tasks) const;

 private:
  flows::Flows& flows_;
};

std::span<const db::Migration> migrations();

}  // namespace tiange::office
