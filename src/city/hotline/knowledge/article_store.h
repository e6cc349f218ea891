#pragma once
// All SQL of the knowledge base.

#include <optional>
#include <string>
#include <vector>

#include "city/hotline/knowledge/knowledge.h"

namespace tiange::hotline {

struct ArticleRecord {
  ArticleId id;
  std::string title;
  std::string topic;
  std::string unit;
  std::int64_t current_version = 0;
  std::int64_t open_version = 0;
  std::optional<VersionState> open_state;
  std::optional<Date> expires;
  bool pre_answer = false;
  bool sample = false;
  bool withdrawn = false;
  Instant updated;
  std::int64_t used = 0;
};

struct VersionRecord {
  std::int64_t version = 0;
  VersionState state = VersionState::draft;
  ArticleContent content;
  PersonId author;
  std::string author_name;
  Instant written;
  PersonId reviewer;
  std::string reviewer_name;
  Instant reviewed;
  std::string note;
};

struct TaskRecord {
  std::int64_t id = 0;
  ArticleId article;
  std::string title;
  TaskKind kind = TaskKind::inaccurate;
  std::string unit;
  std::string text;
  Instant created;
  std::string created_name;
  std::string once;  // no two tasks have the same
  Instant done;
  std::string done_name;
  std::string reply;
};

namespace articles {

std::optional<ArticleRecord> find(db::Tx& tx, ArticleId id);
void insert(db::Tx& tx, const ArticleRecord& record);
void update(db::Tx& tx, const ArticleRecord& record);
// Newest change first, from `cursor` on: moment and id.
std::vector<ArticleRecord> list(db::Tx& tx, const ArticleQuery& query, const std::vector<std::int64_t>& cursor,
                                Date today, int limit);
std::vector<ArticleRecord> in_effect(db::Tx& tx);
std::vector<ArticleRecord> expiring(db::Tx& tx, Date until);

std::vector<VersionRecord> versions(db::Tx& tx, ArticleId id);  // newest first
std::optional<VersionRecord> version(db::Tx& tx, ArticleId id, std::int64_t version);
void put_version(db::Tx& tx, ArticleId id, const VersionRecord& record);

bool insert_task(db::Tx& tx, const TaskRecord& record);  // false: there was one with the same `once`
std::optional<TaskRecord> find_task(db::Tx& tx, std::int64_t id);
bool finish_task(db::Tx& tx, std::int64_t id, const std::string& by, const std::string& reply, Instant now);
// Those of an article that its new version answers.
void finish_tasks_of(db::Tx& tx, ArticleId id, const std::string& by, const std::string& reply, Instant now);
std::vector<TaskRecord> tasks(db::Tx& tx, const std::vector<std::string>& units, bool all_units, bool open);
std::vector<TaskRecord> tasks_of(db::Tx& tx, ArticleId id);

void add_use(db::Tx& tx, ArticleId id);

std::int64_t library_version(db::Tx& tx);
void library_changed(db::Tx& tx);

std::vector<Topic> topics(db::Tx& tx);
void put_topic(db::Tx& tx, const Topic& topic, bool keep_known);

}  // namespace articles

}  // namespace tiange::hotline
