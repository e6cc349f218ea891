#include "city/hotline/knowledge/knowledge_service.h"

#include <algorithm>

#include "base/text.h"
#include "city/hotline/knowledge/article_rules.h"
#include "platform/db/keyset.h"

namespace tiange::hotline {

namespace {

constexpr int k_most_rows = 100;
constexpr int k_most_found = 50;
constexpr std::size_t k_fragment = 90;
constexpr std::size_t k_most_text = 500;

Words in_both(const char* zh, const char* en) { return {zh, en}; }

MarkedText marked(const std::string& text, std::string_view q, std::size_t most) {
  const textual::Fragment part = textual::fragment(text, q, most);
  MarkedText out{part.text, {}};
  for (const textual::Mark& mark : part.marks) out.marks.push_back({mark.start, mark.length});
  return out;
}

bool in_burst(const Topic& topic, Instant now) {
  return topic.burst && (!topic.burst_until || *topic.burst_until > now);
}

}  // namespace

struct KnowledgeService::Names {
  std::shared_ptr<const org::Directory> directory;
  std::vector<Topic> topics;
  Instant now;

  Words topic(const std::string& key) const {
    for (const Topic& one : topics) {
      if (one.key == key) return {one.zh, one.en};
    }
    return {key, key};
  }
  bool burst(const std::string& key) const {
    return std::any_of(topics.begin(), topics.end(),
                       [&](const Topic& one) { return one.key == key && in_burst(one, now); });
  }
};

KnowledgeService::Names KnowledgeService::names(db::Tx& tx, Instant now) {
  return {parts_.org.directory(now), articles::topics(tx), now};
}

void KnowledgeService::tell(db::Tx& tx, const std::string& unit) const {
  if (parts_.tell) parts_.tell(tx, unit);
}

bool KnowledgeService::may_write(const Scope& scope, const std::string& unit) const {
  if (scope.may(Permission::hotline_manage)) return true;
  return scope.may(Permission::hotline_edit) && scope.works_for(unit);
}

ArticleRow KnowledgeService::row_of(const ArticleRecord& record, const Names& names, Instant now) const {
  const Date today = local_date(now);
  ArticleRow row;
  row.id = record.id.text();
  row.title = record.title;
  row.topic = record.topic;
  const Words topic = names.topic(record.topic);
  row.topic_zh = topic.zh;
  row.topic_en = topic.en;
  row.unit = record.unit;
  const Words unit = names.directory->unit_name(record.unit);
  row.unit_zh = unit.zh;
  row.unit_en = unit.en;
  row.in_effect = record.current_version > 0;
  row.expired = row.in_effect && is_expired(record.expires, today);
  row.expires = record.expires;
  if (record.expires) row.days_left = *record.expires - today;
  row.pre_answer = record.pre_answer;
  row.sample = record.sample;
  row.open_state = record.open_state;
  row.used = record.used;
  row.version = record.current_version;
  row.updated = record.updated;
  return row;
}

ArticleTask KnowledgeService::task_of(const TaskRecord& record, const Names& names) const {
  const Words unit = names.directory->unit_name(record.unit);
  ArticleTask task{std::to_string(record.id), record.article.text(), record.title, record.kind, record.unit, unit.zh,
                   unit.en, record.text, record.created_name, record.created, {}, record.done_name, record.reply};
  if (record.done) task.done = record.done;
  return task;
}

// ---- writing and reviewing --------------------------------------------------------------------------------------

Outcome KnowledgeService::check_unit(db::Tx& tx, const Scope& scope, const ArticleContent& content, Instant now) const {
  std::vector<FieldError> faults = faults_of(content, local_date(now));
  if (!parts_.org.directory(now)->unit(content.unit)) faults.push_back({"unit", "没有这个单位", "no such unit"});
  const auto known = articles::topics(tx);
  if (std::none_of(known.begin(), known.end(), [&](const Topic& topic) { return topic.key == content.topic; }))
    faults.push_back({"topic", "没有这个主题", "no such topic"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  if (!may_write(scope, content.unit))
    return refuse(ErrorCode::forbidden, "只能为本单位编写知识", "you may write for your own unit only");
  return done();
}

Result<ArticleView> KnowledgeService::write(db::Tx& tx, const Scope& scope, ArticleId id, const ArticleContent& content,
                                            Instant now) {
  TIANGE_CHECK_OK(check_unit(tx, scope, content, now));
  ArticleRecord article;
  if (id) {
    const auto known = articles::find(tx, id);
    if (!known) return refuse(ErrorCode::not_found);
    if (!may_write(scope, known->unit)) return refuse(ErrorCode::forbidden);
    if (known->open_state == VersionState::handed_in)
      return refuse(ErrorCode::not_this_state, "正在审核，退回后才能修改", "it is under review; it can be changed once given back");
    article = *known;
  } else {
    article.id = parts_.ids.next_as<ArticleTag>(now);
  }
  const auto versions = id ? articles::versions(tx, id) : std::vector<VersionRecord>();
  VersionRecord open;
  open.version = article.open_version ? article.open_version : versions.empty() ? 1 : versions.front().version + 1;
  open.content = content;
  open.author = scope.person;
  open.author_name = scope.name;
  open.written = now;
  article.open_version = open.version;
  article.open_state = VersionState::draft;
  article.updated = now;
  if (article.current_version == 0) {
    article.title = content.title;
    article.topic = content.topic;
    article.unit = content.unit;
    article.expires = content.expires;
    article.pre_answer = content.pre_answer;
    article.sample = content.sample;
  }
  if (id) {
    articles::update(tx, article);
  } else {
    articles::insert(tx, article);
  }
  articles::put_version(tx, article.id, open);
  return view(tx, scope, article.id, now);
}

void KnowledgeService::approve(db::Tx& tx, const Scope& scope, ArticleRecord& article, VersionRecord& open, Instant now) {
  if (article.current_version) {
    auto former = articles::version(tx, article.id, article.current_version);
    former->state = VersionState::former;
    articles::put_version(tx, article.id, *former);
  }
  open.state = VersionState::current;
  article.current_version = open.version;
  article.open_version = 0;
  article.open_state.reset();
  article.title = open.content.title;
  article.topic = open.content.topic;
  article.unit = open.content.unit;
  article.expires = open.content.expires;
  article.pre_answer = open.content.pre_answer;
  article.sample = open.content.sample;
  article.withdrawn = false;
  articles::finish_tasks_of(tx, article.id, scope.name, "新版本已生效", now);
  articles::library_changed(tx);
}

Result<ArticleView> KnowledgeService::act(db::Tx& tx, const Scope& scope, ArticleId id, ArticleAct act,
                                          const std::string& text, Instant now) {
  auto article = articles::find(tx, id);
  if (!article) return refuse(ErrorCode::not_found);
  auto open = articles::version(tx, id, article->open_version);
  ArticleFacts facts;
  if (open) facts.open = OpenVersion{open->state, open->author};
  facts.in_effect = article->current_version > 0;
  facts.writer = may_write(scope, article->unit);
  facts.reviewer = scope.may(Permission::hotline_review);
  facts.person = scope.person;
  TIANGE_CHECK_OK(may(facts, act));
  if (text::length(text) > k_most_text) return refuse_fields(ErrorCode::bad_input, {{"text", "过长", "is too long"}});
  if (act == ArticleAct::give_back && text::trim(text).empty())
    return refuse_fields(ErrorCode::bad_input, {{"text", "请写明退回原因", "say why"}});
  if (open && act != ArticleAct::hand_in && act != ArticleAct::withdraw) {
    open->reviewer = scope.person;
    open->reviewer_name = scope.name;
    open->reviewed = now;
    open->note = text;
  }
  switch (act) {
    case ArticleAct::hand_in: {
      TIANGE_CHECK_OK(check_unit(tx, scope, open->content, now));
      open->state = VersionState::handed_in;
      article->open_state = open->state;
      break;
    }
    case ArticleAct::give_back:
      open->state = VersionState::given_back;
      article->open_state = open->state;
      break;
    case ArticleAct::approve:
      if (is_expired(open->content.expires, local_date(now)))
        return refuse_fields(ErrorCode::bad_input, {{"expires", "有效期已过", "the last day has passed"}});
      approve(tx, scope, *article, *open, now);
      break;
    case ArticleAct::withdraw: {
      auto current = articles::version(tx, id, article->current_version);
      current->state = VersionState::former;
      current->note = text;
      articles::put_version(tx, id, *current);
      article->current_version = 0;
      article->withdrawn = true;
      articles::library_changed(tx);
      break;
    }
  }
  article->updated = now;
  if (open && act != ArticleAct::withdraw) articles::put_version(tx, id, *open);
  articles::update(tx, *article);
  tell(tx, article->unit);
  return view(tx, scope, id, now);
}

// ---- reading ----------------------------------------------------------------------------------------------------

Result<ArticleView> KnowledgeService::view(db::Tx& tx, const Scope& scope, ArticleId id, Instant now) {
  if (!scope.may(Permission::hotline_view)) return refuse(ErrorCode::forbidden);
  const auto article = articles::find(tx, id);
  if (!article) return refuse(ErrorCode::not_found);
  const Names known = names(tx, now);
  ArticleView view;
  static_cast<ArticleRow&>(view) = row_of(*article, known, now);
  ArticleFacts facts;
  for (const VersionRecord& version : articles::versions(tx, id)) {
    VersionView one{version.version, version.state, version.content, version.author_name, version.written,
                    version.reviewer_name, {}, version.note};
    if (version.reviewed) one.reviewed = version.reviewed;
    if (version.version == article->open_version) facts.open = OpenVersion{version.state, version.author};
    view.versions.push_back(std::move(one));
  }
  for (const TaskRecord& task : articles::tasks_of(tx, id)) view.tasks.push_back(task_of(task, known));
  facts.in_effect = view.in_effect;
  facts.writer = may_write(scope, article->unit);
  facts.reviewer = scope.may(Permission::hotline_review);
  facts.person = scope.person;
  view.acts = acts_of(facts);
  view.may_write = facts.writer && article->open_state != VersionState::handed_in;
  return view;
}

Result<ArticleList> KnowledgeService::list(db::Tx& tx, const Scope& scope, const ArticleQuery& query, Instant now) {
  if (!scope.may(Permission::hotline_view)) return refuse(ErrorCode::forbidden);
  const int limit = std::clamp(query.limit, 1, k_most_rows);
  const Names known = names(tx, now);
  ArticleList out;
  if (!text::trim(query.q).empty()) {
    // Words are looked for in what is in effect, expired or not; the rows come best first, in one page.
    const auto books = library(tx);
    for (const auto& hit : books->index.find(query.q, static_cast<std::size_t>(limit))) {
      const auto article = articles::find(tx, ArticleId{hit.id});
      if (!article || (!query.topic.empty() && article->topic != query.topic)) continue;
      out.items.push_back(row_of(*article, known, now));
    }
    return out;
  }
  std::vector<std::int64_t> cursor;
  if (!query.after.empty()) {
    TIANGE_TRY(const auto key, db::decode_cursor(query.after, 2));
    for (const db::KeyValue& value : key) {
      const auto* number = std::get_if<std::int64_t>(&value);
      if (!number) return refuse(ErrorCode::bad_input);
      cursor.push_back(*number);
    }
  }
  auto page = db::make_page(articles::list(tx, query, cursor, local_date(now), limit + 1),
                            static_cast<std::size_t>(limit),
                            [](const ArticleRecord& row) { return db::Cursor{row.updated.us, row.id.value}; });
  for (const ArticleRecord& record : page.rows) out.items.push_back(row_of(record, known, now));
  out.next = page.next;
  return out;
}

std::shared_ptr<const Library> KnowledgeService::library(db::Tx& tx) {
  const std::int64_t version = articles::library_version(tx);
  {
    const std::lock_guard hold(lock_);
    if (library_ && library_->version == version) return library_;
  }
  auto fresh = std::make_shared<Library>();
  fresh->version = version;
  for (const ArticleRecord& article : articles::in_effect(tx)) {
    auto current = articles::version(tx, article.id, article.current_version);
    if (!current) continue;
    const ArticleContent& content = current->content;
    fresh->index.put({article.id.value, content.title, content.words, content.body});
    fresh->versions[article.id.value] = article.current_version;
    fresh->contents[article.id.value] = std::move(current->content);
  }
  const std::lock_guard hold(lock_);
  // A transaction that changes the library sees what others do not see yet.
  if (!library_ || library_->version < version) library_ = fresh;
  return fresh;
}

FoundArticle KnowledgeService::found_of(const Library& library, std::int64_t id, const Names& names,
                                        std::string_view q) const {
  const ArticleContent& content = library.contents.at(id);
  FoundArticle found;
  found.id = std::to_string(id);
  found.version = library.versions.at(id);
  found.title = marked(content.title, q, k_fragment);
  found.part = marked(content.body, q, k_fragment);
  found.body = content.body;
  found.topic = content.topic;
  const Words topic = names.topic(content.topic);
  found.topic_zh = topic.zh;
  found.topic_en = topic.en;
  const Words unit = names.directory->unit_name(content.unit);
  found.unit_zh = unit.zh;
  found.unit_en = unit.en;
  found.legal_basis = content.legal_basis;
  found.expires = content.expires;
  found.sample = content.sample;
  found.burst = content.pre_answer && names.burst(content.topic);
  return found;
}

Result<FoundList> KnowledgeService::search(db::Tx& tx, const Scope& scope, std::string_view q, std::string_view topic,
                                           int limit, Instant now) {
  if (!scope.may(Permission::hotline_view)) return refuse(ErrorCode::forbidden);
  if (text::length(q) > 200) return refuse_fields(ErrorCode::bad_input, {{"q", "查询词过长", "is too long"}});
  const auto most = static_cast<std::size_t>(std::clamp(limit, 1, k_most_found));
  const Date today = local_date(now);
  const Names known = names(tx, now);
  const auto books = library(tx);
  FoundList out;
  const auto wanted = [&](std::int64_t id) {
    const ArticleContent& content = books->contents.at(id);
    return !is_expired(content.expires, today) && (topic.empty() || content.topic == topic);
  };
  if (text::trim(q).empty()) {
    std::vector<std::pair<std::int64_t, std::int64_t>> by_use;  // used, id
    for (const ArticleRecord& article : articles::in_effect(tx)) {
      const auto at = books->contents.find(article.id.value);
      if (at == books->contents.end() || !wanted(article.id.value)) continue;
      const bool first = at->second.pre_answer && known.burst(at->second.topic);
      by_use.emplace_back(article.used + (first ? INT64_MAX / 2 : 0), article.id.value);
    }
    std::sort(by_use.rbegin(), by_use.rend());
    if (by_use.size() > most) by_use.resize(most);
    for (const auto& [used, id] : by_use) out.items.push_back(found_of(*books, id, known, q));
    for (std::size_t i = 0; i < by_use.size(); ++i) out.items[i].used = by_use[i].first % (INT64_MAX / 2);
    return out;
  }
  for (const auto& hit : books->index.find(q, books->index.size())) {
    if (!wanted(hit.id)) continue;
    FoundArticle found = found_of(*books, hit.id, known, q);
    found.score = hit.score;
    if (const auto article = articles::find(tx, ArticleId{hit.id})) found.used = article->used;
    out.items.push_back(std::move(found));
    if (out.items.size() == most) break;
  }
  return out;
}

Result<Offered> KnowledgeService::offer(db::Tx& tx, const Scope& scope, ArticleId id, Instant now) {
  if (!scope.may(Permission::hotline_view)) return refuse(ErrorCode::forbidden);
  const auto article = articles::find(tx, id);
  if (!article) return refuse(ErrorCode::not_found);
  if (article->current_version == 0 || is_expired(article->expires, local_date(now)))
    return refuse(ErrorCode::article_expired);
  articles::add_use(tx, id);
  return Offered{id, article->current_version, article->title, article->topic};
}

// ---- tasks of the owner -----------------------------------------------------------------------------------------

Outcome KnowledgeService::call_inaccurate(db::Tx& tx, const Scope& scope, ArticleId id, const std::string& text,
                                          Instant now) {
  const auto article = articles::find(tx, id);
  if (!article || article->current_version == 0) return refuse(ErrorCode::not_found);
  if (text::trim(text).empty() || text::length(text) > k_most_text)
    return refuse_fields(ErrorCode::bad_input, {{"text", "请写明何处不准确，不超过 500 字", "say what is wrong, in at most 500 characters"}});
  TaskRecord task;
  task.id = parts_.ids.next(now);
  task.article = id;
  task.kind = TaskKind::inaccurate;
  task.unit = article->unit;
  task.text = text;
  task.created = now;
  task.created_name = scope.name;
  task.once = "inaccurate:" + std::to_string(task.id);
  articles::insert_task(tx, task);
  tell(tx, article->unit);
  return done();
}

std::vector<ArticleTask> KnowledgeService::tasks(db::Tx& tx, const Scope& scope, bool open, Instant now) {
  const Names known = names(tx, now);
  std::vector<ArticleTask> out;
  for (const TaskRecord& record : articles::tasks(tx, scope.units, scope.may(Permission::hotline_manage), open))
    out.push_back(task_of(record, known));
  return out;
}

Outcome KnowledgeService::finish_task(db::Tx& tx, const Scope& scope, std::int64_t id, const std::string& reply,
                                      Instant now) {
  const auto task = articles::find_task(tx, id);
  if (!task) return refuse(ErrorCode::not_found);
  if (!may_write(scope, task->unit)) return refuse(ErrorCode::forbidden);
  if (text::trim(reply).empty() || text::length(reply) > k_most_text)
    return refuse_fields(ErrorCode::bad_input, {{"reply", "请写明处理结果，不超过 500 字", "say what was done, in at most 500 characters"}});
  if (!articles::finish_task(tx, id, scope.name, reply, now)) return refuse(ErrorCode::task_gone);
  tell(tx, task->unit);
  return done();
}

int KnowledgeService::remind(Instant now) {
  const Date today = local_date(now);
  const auto& days = parts_.options.remind_days;
  const int furthest = days.empty() ? 0 : *std::max_element(days.begin(), days.end());
  std::vector<TaskRecord> due;
  parts_.db.run_read([&](db::Tx& tx) {
    due.clear();
    for (const ArticleRecord& article : articles::expiring(tx, today + furthest)) {
      const auto mark = reminder_due(*article.expires, today, days);
      if (!mark) continue;
      TaskRecord task;
      task.article = article.id;
      task.kind = *mark == 0 ? TaskKind::expired : TaskKind::expiring;
      task.unit = article.unit;
      const Words words = *mark == 0 ? in_both("已过有效期，不再用于答复，请更新或停用", "has expired and is no longer offered")
                                     : in_both("即将到期，请复核", "expires soon");
      task.text = words.zh + "（" + format_date(*article.expires) + "）";
      task.once = std::string(json::enum_name(task.kind)) + ":" + article.id.text() + ":" +
                  std::to_string(article.current_version) + ":" + std::to_string(*mark);
      due.push_back(std::move(task));
    }
  });
  if (due.empty()) return 0;
  int made = 0;
  parts_.db.run_write(system_scope(), [&](db::Tx& tx) {
    made = 0;
    for (TaskRecord task : due) {
      task.id = parts_.ids.next(now);
      task.created = now;
      if (!articles::insert_task(tx, task)) continue;
      ++made;
      tell(tx, task.unit);
    }
    return made > 0;
  });
  return made;
}

// ---- topics and seeds -------------------------------------------------------------------------------------------

std::vector<Topic> KnowledgeService::topics(db::Tx& tx, Instant now) {
  auto all = articles::topics(tx);
  for (Topic& topic : all) topic.burst = in_burst(topic, now);
  return all;
}

Outcome KnowledgeService::put_topic(db::Tx& tx, const Scope& scope, const Topic& topic) {
  if (!scope.may(Permission::hotline_manage)) return refuse(ErrorCode::forbidden);
  std::vector<FieldError> faults;
  const auto odd = [](char c) { return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'); };
  if (topic.key.empty() || topic.key.size() > 40 || std::any_of(topic.key.begin(), topic.key.end(), odd))
    faults.push_back({"key", "用小写字母、数字和下划线", "lower-case letters, digits and underscores"});
  if (text::trim(topic.zh).empty() || text::length(topic.zh) > 40) faults.push_back({"zh", "请填写", "must be given"});
  if (text::trim(topic.en).empty() || text::length(topic.en) > 60) faults.push_back({"en", "请填写", "must be given"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  articles::put_topic(tx, topic, false);
  return done();
}

Outcome KnowledgeService::seed_topics(db::Tx& tx, std::string_view csv) {
  text::CsvReader reader(csv);
  std::vector<std::string> row;
  std::size_t line = 0;
  std::int64_t position = 0;
  (void)reader.next(row, line);  // head
  while (reader.next(row, line)) {
    if (row.size() < 3)
      return refuse(ErrorCode::bad_file, "topics.csv:" + std::to_string(line), "topics.csv:" + std::to_string(line));
    articles::put_topic(tx, {row[0], row[1], row[2], false, {}, ++position}, true);
  }
  return done();
}

Outcome KnowledgeService::seed_articles(db::Tx& tx, std::string_view text, const std::string& district, Instant now) {
  TIANGE_TRY(const json::Value parsed, json::parse(text));
  TIANGE_TRY(auto contents, json::read_value<std::vector<ArticleContent>>(parsed));
  const Date today = local_date(now);
  // Last days do not fall together; a few run out soon, and one has.
  const auto last_day = [today](int nth) {
    if (nth == 12) return today + -2;
    return nth % 13 == 6 ? today + (5 + nth) : today + (200 + nth * 3);
  };
  int at = 0;
  for (ArticleContent& content : contents) {
    content.unit = district + "-" + content.unit;
    content.sample = true;
    if (!content.expires) content.expires = last_day(at);
    ArticleRecord article;
    article.id = parts_.ids.next_as<ArticleTag>(now);
    article.updated = now - hours(24 * (at % 60));
    article.current_version = 1;
    article.title = content.title;
    article.topic = content.topic;
    article.unit = content.unit;
    article.expires = content.expires;
    article.pre_answer = content.pre_answer;
    article.sample = true;
    articles::insert(tx, article);
    VersionRecord version;
    version.version = 1;
    version.state = VersionState::current;
    version.content = content;
    version.author_name = "示例撰写";
    version.written = article.updated - hours(48);
    version.reviewer_name = "示例审核";
    version.reviewed = article.updated;
    articles::put_version(tx, article.id, version);
    ++at;
  }
  articles::library_changed(tx);
  return done();
}

std::unique_ptr<Knowledge> open_knowledge(KnowledgeParts parts) {
  return std::make_unique<KnowledgeService>(std::move(parts));
}

}  // namespace tiange::hotline
