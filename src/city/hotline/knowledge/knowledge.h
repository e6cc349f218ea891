#pragma once
// 知识库 knowledge: what the seats of the hotline answer from.
//
// An article belongs to a unit and a topic, says on what law it rests and until when it holds. It is written in versions;
// a version is in effect once somebody else than its author has approved it, and the one before stays in the history.
// Past its last day an article is marked and is no longer offered. While a topic is in a burst (typhoon, school entry),
// its pre-answers stand first without anybody searching.
//
//   auto knowledge = open_knowledge({...});
//   knowledge->write(tx, scope, {}, content, now);           // -> a draft
//   knowledge->act(tx, scope, id, ArticleAct::approve, "", now);
//   knowledge->search(tx, scope, "台风停课", "", 10, now);   // in effect and not expired, best first
//
// Tasks for the owner: an article expires soon, has expired, was called inaccurate. Live topic "knowledge", to the unit.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/scope.h"
#include "city/org/org.h"
#include "engines/text/text_index.h"
#include "platform/db/db.h"
#include "platform/http/http.h"

namespace tiange::hotline {

using ArticleId = Id<struct ArticleTag>;

enum class VersionState { draft, handed_in, given_back, current, former };
BOOST_DESCRIBE_ENUM(VersionState, draft, handed_in, given_back, current, former)
enum class ArticleAct { hand_in, approve, give_back, withdraw };
BOOST_DESCRIBE_ENUM(ArticleAct, hand_in, approve, give_back, withdraw)
enum class TaskKind { expiring, expired, inaccurate };
BOOST_DESCRIBE_ENUM(TaskKind, expiring, expired, inaccurate)

struct ArticleContent {
  static constexpr bool k_json_defaults = true;
  std::string title;
  std::string body;
  std::string words;  // what callers call it, separated by spaces
  std::string topic;  // key
  std::string unit;   // code of the owner
  std::optional<Date> expires;  // the last day it holds; absent: until it is withdrawn
  std::string legal_basis;
  bool pre_answer = false;  // stands first while its topic is in a burst
  bool sample = false;      // of a synthetic district
};
BOOST_DESCRIBE_STRUCT(ArticleContent, (),
                      (title, body, words, topic, unit, expires, legal_basis, pre_answer, sample))

struct VersionView {
  std::int64_t version = 0;
  VersionState state = VersionState::draft;
  ArticleContent content;
  std::string author;
  Instant written;
  std::string reviewer;
  std::optional<Instant> reviewed;
  std::string note;  // of the reviewer
};
BOOST_DESCRIBE_STRUCT(VersionView, (), (version, state, content, author, written, reviewer, reviewed, note))

struct ArticleRow {
  std::string id;
  std::string title;
  std::string topic;
  std::string topic_zh, topic_en;
  std::string unit;
  std::string unit_zh, unit_en;
  bool in_effect = false;
  bool expired = false;
  std::optional<Date> expires;
  std::optional<std::int64_t> days_left;
  bool pre_answer = false;
  bool sample = false;
  std::optional<VersionState> open_state;  // of a version that is being written or reviewed
  std::int64_t used = 0;
  std::int64_t version = 0;  // in effect; 0: none
  Instant updated;
};
BOOST_DESCRIBE_STRUCT(ArticleRow, (),
                      (id, title, topic, topic_zh, topic_en, unit, unit_zh, unit_en, in_effect, expired, expires,
                       days_left, pre_answer, sample, open_state, used, version, updated))

struct ArticleTask {
  std::string id;
  std::string article;
  std::string title;
  TaskKind kind = TaskKind::inaccurate;
  std::string unit;
  std::string unit_zh, unit_en;
  std::string text;
  std::string by;
  Instant created;
  std::optional<Instant> done;
  std::string done_by;
  std::string reply;
};
BOOST_DESCRIBE_STRUCT(ArticleTask, (),
                      (id, article, title, kind, unit, unit_zh, unit_en, text, by, created, done, done_by, reply))

struct ArticleView : ArticleRow {
  std::vector<VersionView> versions;  // newest first
  std::vector<ArticleTask> tasks;     // newest first
  std::vector<ArticleAct> acts;       // what the reader may do now
  bool may_write = false;
};
BOOST_DESCRIBE_STRUCT(ArticleView, (ArticleRow), (versions, tasks, acts, may_write))

struct ArticleQuery {
  std::string q;      // title, or full text
  std::string topic;
  std::string unit;
  std::string state;  // current | open | expiring | expired | withdrawn; empty: all
  std::string after;
  int limit = 50;
};
struct ArticleList {
  std::vector<ArticleRow> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(ArticleList, (), (items, next))

struct TextMark {
  std::int64_t start = 0;  // code points
  std::int64_t length = 0;
};
BOOST_DESCRIBE_STRUCT(TextMark, (), (start, length))
struct MarkedText {
  std::string text;
  std::vector<TextMark> marks;
};
BOOST_DESCRIBE_STRUCT(MarkedText, (), (text, marks))

// What a seat may read to a caller.
struct FoundArticle {
  std::string id;
  std::int64_t version = 0;
  MarkedText title;
  MarkedText part;  // of the body
  std::string body;
  std::string topic, topic_zh, topic_en;
  std::string unit_zh, unit_en;
  std::string legal_basis;
  std::optional<Date> expires;
  bool burst = false;  // stands here because its topic is in a burst
  bool sample = false;
  double score = 0;
  std::int64_t used = 0;
};
BOOST_DESCRIBE_STRUCT(FoundArticle, (),
                      (id, version, title, part, body, topic, topic_zh, topic_en, unit_zh, unit_en, legal_basis,
                       expires, burst, sample, score, used))
struct FoundList {
  std::vector<FoundArticle> items;
};
BOOST_DESCRIBE_STRUCT(FoundList, (), (items))

struct Topic {
  static constexpr bool k_json_defaults = true;
  std::string key;
  std::string zh, en;
  bool burst = false;                  // its pre-answers stand first
  std::optional<Instant> burst_until;  // absent: until it is turned off
  std::int64_t position = 0;
};
BOOST_DESCRIBE_STRUCT(Topic, (), (key, zh, en, burst, burst_until, position))
struct TopicList {
  std::vector<Topic> items;
};
BOOST_DESCRIBE_STRUCT(TopicList, (), (items))

// What an answer on the line rests on.
struct Offered {
  ArticleId article;
  std::int64_t version = 0;
  std::string title;
  std::string topic;
};

struct KnowledgeOptions {
  std::vector<int> remind_days = {30, 7};  // before the last day
};

struct KnowledgeParts {
  db::Db& db;
  IdSource& ids;
  org::Org& org;
  std::function<void(db::Tx&, const std::string& unit)> tell;  // something waits for a unit; may be empty
  KnowledgeOptions options;
};

class Knowledge {
 public:
  virtual ~Knowledge() = default;

  // Nothing for `id`: a new article. Else its open version, or a new one beside the one in effect. For those who work
  // for the owner unit, and for whoever runs the hotline.
  virtual Result<ArticleView> write(db::Tx& tx, const Scope& scope, ArticleId id, const ArticleContent& content,
                                    Instant now) = 0;
  // Refused: four_eyes for an author's own approval, not_this_state.
  virtual Result<ArticleView> act(db::Tx& tx, const Scope& scope, ArticleId id, ArticleAct act,
                                  const std::string& text, Instant now) = 0;
  virtual Result<ArticleView> view(db::Tx& tx, const Scope& scope, ArticleId id, Instant now) = 0;
  virtual Result<ArticleList> list(db::Tx& tx, const Scope& scope, const ArticleQuery& query, Instant now) = 0;
  // In effect and not expired. Without words: the pre-answers of topics in a burst, then what is used most.
  virtual Result<FoundList> search(db::Tx& tx, const Scope& scope, std::string_view q, std::string_view topic,
                                   int limit, Instant now) = 0;
  // Refused (article_expired) for what may not be used for an answer. Counts the use.
  virtual Result<Offered> offer(db::Tx& tx, const Scope& scope, ArticleId id, Instant now) = 0;

  virtual Outcome call_inaccurate(db::Tx& tx, const Scope& scope, ArticleId id, const std::string& text,
                                  Instant now) = 0;
  virtual std::vector<ArticleTask> tasks(db::Tx& tx, const Scope& scope, bool open, Instant now) = 0;
  virtual Outcome finish_task(db::Tx& tx, const Scope& scope, std::int64_t id, const std::string& reply,
                              Instant now) = 0;

  virtual std::vector<Topic> topics(db::Tx& tx, Instant now) = 0;
  virtual Outcome put_topic(db::Tx& tx, const Scope& scope, const Topic& topic) = 0;

  // Makes the tasks whose day has come, each once; a recurring duty. Returns how many.
  virtual int remind(Instant now) = 0;
  // Adds the topics that are missing; those that are there stay as they were edited. data/topics.csv.
  virtual Outcome seed_topics(db::Tx& tx, std::string_view csv) = 0;
  // Articles in effect from the beginning, of a synthetic district: a JSON array of ArticleContent whose `unit` is a line.
  virtual Outcome seed_articles(db::Tx& tx, std::string_view text, const std::string& district, Instant now) = 0;

  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> knowledge_migrations();
std::unique_ptr<Knowledge> open_knowledge(KnowledgeParts parts);

}  // namespace tiange::hotline
