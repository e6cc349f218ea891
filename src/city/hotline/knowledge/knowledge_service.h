#pragma once
// The use cases of the knowledge base, in one transaction each.

#include <memory>
#include <mutex>
#include <unordered_map>

#include "city/hotline/knowledge/article_store.h"

namespace tiange::hotline {

// Everything that may be answered from, as it was at one version of the library.
struct Library {
  std::int64_t version = -1;
  textual::TextIndex index;
  std::unordered_map<std::int64_t, ArticleContent> contents;
  std::unordered_map<std::int64_t, std::int64_t> versions;
};

class KnowledgeService final : public Knowledge {
 public:
  explicit KnowledgeService(KnowledgeParts parts) : parts_(std::move(parts)) {}

  Result<ArticleView> write(db::Tx& tx, const Scope& scope, ArticleId id, const ArticleContent& content,
                            Instant now) override;
  Result<ArticleView> act(db::Tx& tx, const Scope& scope, ArticleId id, ArticleAct act, const std::string& text,
                          Instant now) override;
  Result<ArticleView> view(db::Tx& tx, const Scope& scope, ArticleId id, Instant now) override;
  Result<ArticleList> list(db::Tx& tx, const Scope& scope, const ArticleQuery& query, Instant now) override;
  Result<FoundList> search(db::Tx& tx, const Scope& scope, std::string_view q, std::string_view topic, int limit,
                           Instant now) override;
  Result<Offered> offer(db::Tx& tx, const Scope& scope, ArticleId id, Instant now) override;
  Outcome call_inaccurate(db::Tx& tx, const Scope& scope, ArticleId id, const std::string& text, Instant now) override;
  std::vector<ArticleTask> tasks(db::Tx& tx, const Scope& scope, bool open, Instant now) override;
  Outcome finish_task(db::Tx& tx, const Scope& scope, std::int64_t id, const std::string& reply, Instant now) override;
  std::vector<Topic> topics(db::Tx& tx, Instant now) override;
  Outcome put_topic(db::Tx& tx, const Scope& scope, const Topic& topic) override;
  int remind(Instant now) override;
  Outcome seed_topics(db::Tx& tx, std::string_view csv) override;
  Outcome seed_articles(db::Tx& tx, std::string_view text, const std::string& district, Instant now) override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

  KnowledgeParts& parts() { return parts_; }

 private:
  struct Names;
  bool may_write(const Scope& scope, const std::string& unit) const;
  Outcome check_unit(db::Tx& tx, const Scope& scope, const ArticleContent& content, Instant now) const;
  ArticleRow row_of(const ArticleRecord& record, const Names& names, Instant now) const;
  ArticleTask task_of(const TaskRecord& record, const Names& names) const;
  FoundArticle found_of(const Library& library, std::int64_t id, const Names& names, std::string_view q) const;
  void approve(db::Tx& tx, const Scope& scope, ArticleRecord& article, VersionRecord& open, Instant now);
  Names names(db::Tx& tx, Instant now);
  std::shared_ptr<const Library> library(db::Tx& tx);
  void tell(db::Tx& tx, const std::string& unit) const;

  KnowledgeParts parts_;
  std::mutex lock_;
  std::shared_ptr<const Library> library_;
};

}  // namespace tiange::hotline
