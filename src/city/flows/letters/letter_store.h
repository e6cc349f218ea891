#pragma once
// All SQL of letters and schedules.

#include <optional>
#include <string>
#include <vector>

#include "city/flows/letters/letters.h"

namespace tiange::flows {

struct LetterRow {
  std::int64_t id = 0;
  Letter letter;
  LetterState state = LetterState::waiting;
  std::int64_t cursor = 0;  // the last instance it was offered to
  std::int64_t taken = 0;
  Instant sent;
  PersonId sent_by;
};

void insert_letter(db::Tx& tx, const LetterRow& row);
std::optional<LetterRow> find_letter(db::Tx& tx, std::int64_t id);
std::vector<LetterRow> list_letters(db::Tx& tx, std::int64_t before, int limit);  // newest first
// False when another worker was faster.
bool save_letter(db::Tx& tx, const LetterRow& row, std::int64_t cursor_before);

// What was sent before and has found its end; returns how many.
std::int64_t delete_letters(db::Tx& tx, Instant before);

struct ScheduleRow {
  std::string process;
  std::int64_t version = 0;
  std::string element;
  std::uint32_t trigger = 0;
  Instant due;
  std::int64_t left = -1;  // times it will begin, this one included; -1: without end
};

std::vector<ScheduleRow> list_schedules(db::Tx& tx);
void insert_schedule(db::Tx& tx, const ScheduleRow& row);  // nothing when it is there
// False when it is no longer there as it was.
bool delete_schedule(db::Tx& tx, const ScheduleRow& row);

}  // namespace tiange::flows
