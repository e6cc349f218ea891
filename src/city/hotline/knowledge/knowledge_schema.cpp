#include "city/hotline/knowledge/knowledge.h"

namespace tiange::hotline {

// Small tables, copied everywhere. hotline_library holds one number that grows with every change of what is in effect.
std::span<const db::Migration> knowledge_migrations() {
  static constexpr db::Migration k_steps[] = {{"hotline_knowledge", 1, R"sql(
-- table hotline_topics: reference
CREATE TABLE hotline_topics (
  key TEXT PRIMARY KEY,
  zh TEXT NOT NULL,
  en TEXT NOT NULL,
  burst BIGINT NOT NULL,
  burst_until_us BIGINT NOT NULL,
  position BIGINT NOT NULL
);
-- table hotline_articles: reference
CREATE TABLE hotline_articles (
  id BIGINT PRIMARY KEY,
  title TEXT NOT NULL,
  topic TEXT NOT NULL,
  unit TEXT NOT NULL,
  current_version BIGINT NOT NULL,
  open_version BIGINT NOT NULL,
  open_state TEXT NOT NULL,
  expires_day BIGINT NOT NULL,
  pre_answer BIGINT NOT NULL,
  sample BIGINT NOT NULL,
  withdrawn BIGINT NOT NULL,
  updated_us BIGINT NOT NULL
);
CREATE INDEX hotline_articles_by_expiry ON hotline_articles (expires_day) WHERE current_version > 0;
-- table hotline_article_versions: reference
CREATE TABLE hotline_article_versions (
  article BIGINT NOT NULL,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  content TEXT NOT NULL,
  author BIGINT NOT NULL,
  author_name TEXT NOT NULL,
  written_us BIGINT NOT NULL,
  reviewer BIGINT NOT NULL,
  reviewer_name TEXT NOT NULL,
  reviewed_us BIGINT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (article, version)
);
-- table hotline_article_tasks: reference
CREATE TABLE hotline_article_tasks (
  id BIGINT PRIMARY KEY,
  article BIGINT NOT NULL,
  kind TEXT NOT NULL,
  unit TEXT NOT NULL,
  text TEXT NOT NULL,
  created_us BIGINT NOT NULL,
  created_name TEXT NOT NULL,
  once TEXT NOT NULL,
  done_us BIGINT NOT NULL,
  done_name TEXT NOT NULL,
  reply TEXT NOT NULL
);
CREATE UNIQUE INDEX hotline_article_tasks_once ON hotline_article_tasks (once);
CREATE INDEX hotline_article_tasks_open ON hotline_article_tasks (unit, id) WHERE done_us = 0;
-- table hotline_article_uses: reference
CREATE TABLE hotline_article_uses (
  article BIGINT PRIMARY KEY,
  used BIGINT NOT NULL
);
-- table hotline_library: reference
CREATE TABLE hotline_library (
  name TEXT PRIMARY KEY,
  version BIGINT NOT NULL
);
)sql"}};
  return k_steps;
}

}  // namespace tiange::hotline
