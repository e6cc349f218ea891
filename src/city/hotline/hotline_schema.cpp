#include "city/hotline/hotline.h"

namespace tiange::hotline {

// Calls belong to the district they come into. What a caller's number is sealed with, and the mark it is found by, come
// from the key of the house.
std::span<const db::Migration> hotline_migrations() {
  static constexpr db::Migration k_steps[] = {{"hotline", 1, R"sql(
-- table hotline_lines: reference
CREATE TABLE hotline_lines (
  code TEXT PRIMARY KEY,
  zh TEXT NOT NULL,
  en TEXT NOT NULL,
  mode TEXT NOT NULL,
  unit_line TEXT NOT NULL,
  active BIGINT NOT NULL,
  position BIGINT NOT NULL,
  version BIGINT NOT NULL
);
-- table hotline_calls: sharded, own id
CREATE TABLE hotline_calls (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  foreign_id TEXT NOT NULL,
  line TEXT NOT NULL,
  caller_sealed BYTES NOT NULL,
  caller_mark BYTES NOT NULL,
  caller_masked TEXT NOT NULL,
  name_sealed BYTES NOT NULL,
  seat BIGINT NOT NULL,
  seat_name TEXT NOT NULL,
  extension TEXT NOT NULL,
  state TEXT NOT NULL,
  outcome TEXT NOT NULL,
  topic TEXT NOT NULL,
  article BIGINT NOT NULL,
  article_title TEXT NOT NULL,
  text TEXT NOT NULL,
  area TEXT NOT NULL,
  began_us BIGINT NOT NULL,
  answered_us BIGINT NOT NULL,
  ended_us BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE UNIQUE INDEX hotline_calls_foreign ON hotline_calls (part_key, foreign_id) WHERE foreign_id <> '';
CREATE INDEX hotline_calls_by_caller ON hotline_calls (caller_mark, id);
CREATE INDEX hotline_calls_by_seat ON hotline_calls (seat, id);
CREATE INDEX hotline_calls_by_line ON hotline_calls (line, id);
CREATE INDEX hotline_calls_open ON hotline_calls (state, began_us) WHERE state <> 'ended';
-- table hotline_call_cases: sharded
CREATE TABLE hotline_call_cases (
  part_key BIGINT NOT NULL,
  call_id BIGINT NOT NULL,
  case_ref TEXT NOT NULL,
  number TEXT NOT NULL,
  made BIGINT NOT NULL,
  line TEXT NOT NULL,
  PRIMARY KEY (part_key, call_id, case_ref)
);
CREATE INDEX hotline_call_cases_by_case ON hotline_call_cases (case_ref);
-- table hotline_looks: sharded, own id
CREATE TABLE hotline_looks (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  call_id BIGINT NOT NULL,
  person BIGINT NOT NULL,
  person_name TEXT NOT NULL,
  fields TEXT NOT NULL,
  purpose TEXT NOT NULL,
  happened_us BIGINT NOT NULL,
  request_id TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
-- table hotline_line_counts: sharded
CREATE TABLE hotline_line_counts (
  part_key BIGINT NOT NULL,
  day BIGINT NOT NULL,
  line TEXT NOT NULL,
  calls BIGINT NOT NULL,
  answered BIGINT NOT NULL,
  abandoned BIGINT NOT NULL,
  in_time BIGINT NOT NULL,
  on_line BIGINT NOT NULL,
  cases BIGINT NOT NULL,
  wait_seconds BIGINT NOT NULL,
  talk_seconds BIGINT NOT NULL,
  visits BIGINT NOT NULL,
  resolved BIGINT NOT NULL,
  partly BIGINT NOT NULL,
  unresolved BIGINT NOT NULL,
  satisfied BIGINT NOT NULL,
  basically BIGINT NOT NULL,
  dissatisfied BIGINT NOT NULL,
  unrated BIGINT NOT NULL,
  unscored BIGINT NOT NULL,
  went_back BIGINT NOT NULL,
  PRIMARY KEY (part_key, day, line)
);
-- table hotline_topic_counts: sharded
CREATE TABLE hotline_topic_counts (
  part_key BIGINT NOT NULL,
  day BIGINT NOT NULL,
  topic TEXT NOT NULL,
  article BIGINT NOT NULL,
  answers BIGINT NOT NULL,
  PRIMARY KEY (part_key, day, topic, article)
);
-- table hotline_visits: sharded
CREATE TABLE hotline_visits (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  case_ref TEXT NOT NULL,
  number TEXT NOT NULL,
  title TEXT NOT NULL,
  line TEXT NOT NULL,
  item TEXT NOT NULL,
  unit TEXT NOT NULL,
  area TEXT NOT NULL,
  scored BIGINT NOT NULL,
  state TEXT NOT NULL,
  closed BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  next_us BIGINT NOT NULL,
  due_us BIGINT NOT NULL,
  token_mark BYTES NOT NULL,
  token_sealed BYTES NOT NULL,
  means TEXT NOT NULL,
  resolved TEXT NOT NULL,
  satisfied TEXT NOT NULL,
  text TEXT NOT NULL,
  by_person BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  done_us BIGINT NOT NULL,
  went_back BIGINT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX hotline_visits_by_case ON hotline_visits (case_ref, id);
CREATE INDEX hotline_visits_by_token ON hotline_visits (token_mark);
CREATE INDEX hotline_visits_open ON hotline_visits (due_us, id) WHERE state = 'open';
CREATE INDEX hotline_visits_done ON hotline_visits (done_us, id) WHERE done_us > 0;
-- table hotline_seats: reference
CREATE TABLE hotline_seats (
  person BIGINT PRIMARY KEY,
  account BIGINT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  extension TEXT NOT NULL,
  since_us BIGINT NOT NULL,
  answered_day BIGINT NOT NULL,
  answered BIGINT NOT NULL
);
CREATE INDEX hotline_seats_by_extension ON hotline_seats (extension) WHERE extension <> '';
-- table hotline_seat_log: sharded, own id
CREATE TABLE hotline_seat_log (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  person BIGINT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  from_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX hotline_seat_log_by_person ON hotline_seat_log (person, id);
-- table hotline_shifts: reference
CREATE TABLE hotline_shifts (
  id BIGINT PRIMARY KEY,
  starts_us BIGINT NOT NULL,
  ends_us BIGINT NOT NULL,
  name TEXT NOT NULL,
  people TEXT NOT NULL,
  head BIGINT NOT NULL,
  note TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX hotline_shifts_by_start ON hotline_shifts (starts_us);
-- table hotline_hand_overs: reference
CREATE TABLE hotline_hand_overs (
  id BIGINT PRIMARY KEY,
  shift BIGINT NOT NULL,
  text TEXT NOT NULL,
  by_name TEXT NOT NULL,
  written_us BIGINT NOT NULL,
  taken_by TEXT NOT NULL,
  taken_us BIGINT NOT NULL
);
CREATE INDEX hotline_hand_overs_by_shift ON hotline_hand_overs (shift, id);
-- table hotline_tries: reference
CREATE TABLE hotline_tries (
  who TEXT PRIMARY KEY,
  hour BIGINT NOT NULL,
  tries BIGINT NOT NULL
);
)sql"}};
  return k_steps;
}

}  // namespace tiange::hotline
