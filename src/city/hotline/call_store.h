#pragma once
// All SQL of lines, calls, looks and counters.

#include <vector>

#include "city/hotline/call_rules.h"

namespace tiange::hotline::store {

std::vector<Line> lines(db::Tx& tx);
std::optional<Line> line(db::Tx& tx, std::string_view code);
void put_line(db::Tx& tx, const Line& line, bool keep_known);

std::optional<CallRecord> find_call(db::Tx& tx, std::int64_t part, CallId id);
std::optional<CallRecord> find_foreign(db::Tx& tx, std::int64_t part, const std::string& foreign_id);
void insert_call(db::Tx& tx, const CallRecord& call);
void update_call(db::Tx& tx, const CallRecord& call);  // of what may change after the first event
struct CallFilter {
  std::int64_t part = 0;
  std::string line;
  PersonId seat;
  std::string outcome;
  std::optional<Date> day;
  std::int64_t before = 0;  // id
  int limit = 50;
};
std::vector<CallRecord> list_calls(db::Tx& tx, const CallFilter& filter);  // newest first
std::vector<CallRecord> calls_of(db::Tx& tx, const std::string& mark, CallId except, int limit);
std::vector<CallRecord> waiting_calls(db::Tx& tx, std::int64_t part, Instant since, int limit);  // longest first
std::optional<CallRecord> open_call_of(db::Tx& tx, PersonId seat);

void link_case(db::Tx& tx, const CallRecord& call, const CallCase& one);
std::vector<CallCase> cases_of(db::Tx& tx, const CallRecord& call);
// The line by which a case came; empty: by none.
std::string line_of_case(db::Tx& tx, const std::string& case_ref);

struct Look {
  std::int64_t id = 0;
  CallId call;
  PersonId person;
  std::string person_name;
  std::string fields;
  std::string purpose;
  Instant happened;
  std::string request_id;
};
void record_look(db::Tx& tx, std::int64_t part, const Look& look);
std::vector<Look> looks(db::Tx& tx, std::int64_t part, std::int64_t before, int limit);

void add_counts(db::Tx& tx, std::int64_t part, Date day, const std::string& line, const LineFigures& figures);
void each_count(db::Tx& tx, std::int64_t part, Date from, Date to,
                const std::function<void(Date, const std::string& line, const LineFigures&)>& visit);
void add_topic(db::Tx& tx, std::int64_t part, Date day, const std::string& topic, ArticleId article);
struct TopicSum {
  std::string topic;
  ArticleId article;
  std::int64_t answers = 0;
};
std::vector<TopicSum> topic_sums(db::Tx& tx, std::pair<std::int64_t, std::int64_t> parts, Date from, Date to);

// Wrong tries of an hour; adds one.
std::int64_t tries(db::Tx& tx, const std::string& who, std::int64_t hour);
void add_try(db::Tx& tx, const std::string& who, std::int64_t hour);

}  // namespace tiange::hotline::store
