#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "city/exchange/ingest/ingest_service.h"

namespace tiange::exchange {

namespace {

constexpr std::size_t k_shown_batches = 24;
constexpr std::size_t k_shown_repairs = 20;
constexpr std::size_t k_most_told = 1000;    // of comparisons, in one batch
constexpr std::int64_t k_most_tried = 200'000;
constexpr std::size_t k_most_samples = 20;

// What a rule of the house itself is called.
Words rule_words(const std::string& rule, const std::vector<QualityRule>& rules) {
  if (rule == "type") return {"格式与校验位", "format and check digits"};
  if (rule == "required") return {"不能为空", "must not be empty"};
  if (rule == "codes") return {"代码表", "code list"};
  if (rule == "cells") return {"列数", "number of cells"};
  if (rule == "key") return {"主键", "key"};
  for (const QualityRule& one : rules) {
    if (one.code == rule) return {one.zh, one.en.empty() ? one.zh : one.en};
  }
  return {rule, rule};
}

// A row of another source with what the rule looks at only: there may be millions.
MappedRow needed_of(const MappedRow& row, const QualityRule& rule) {
  MappedRow slim;
  slim.gone = row.gone;
  for (const auto& [field, value] : row.values) {
    if (field == rule.field || text::contains(rule.expression, field)) slim.values.emplace_back(field, value);
  }
  return slim;
}

}  // namespace

Result<RuleBook> ExchangeService::book_for(db::Tx& tx, const store::SourceRow& source) {
  std::vector<QualityRule> mine;
  for (QualityRule& rule : store::rules(tx)) {
    if (rule.active && rule.kind == source.body.kind && (rule.source.empty() || rule.source == source.code)) mine.push_back(std::move(rule));
  }
  return RuleBook::make(mine, parts_.sink.fields(source.body.kind));
}

Result<QualityRule> ExchangeService::save_rule(db::Tx& tx, const Scope& scope, QualityRule rule, Instant now) {
  TIANGE_CHECK_OK(check_rule(rule, parts_.sink.fields(rule.kind)));
  for (const std::string& code : {rule.source, rule.other}) {
    if (!code.empty() && !store::source(tx, code)) return refuse_fields(ErrorCode::bad_input, {{"source", "没有数据源 " + code, "no source " + code}});
  }
  if (rule.code.empty() || rule.code.size() > 40) return refuse_fields(ErrorCode::bad_input, {{"code", "应有编号，至多 40 个字符", "1 to 40 characters"}});
  std::int64_t before = 0;
  for (const QualityRule& one : store::rules(tx)) {
    if (one.code == rule.code) before = one.version;
  }
  if (rule.version != before) return refuse(ErrorCode::stale_version);
  rule.version = before + 1;
  if (!store::put_rule(tx, rule, scope.name, now)) return refuse(ErrorCode::conflict);
  return rule;
}

Result<TryView> ExchangeService::try_rule(db::Tx& tx, const Scope& scope, const TryIn& in, Instant now) {
  TIANGE_TRY(const store::SourceRow source, seen_source(tx, scope, in.source));
  const auto fields = parts_.sink.fields(source.body.kind);
  TIANGE_CHECK_OK(check_rule(in.rule, fields));
  QualityRule rule = in.rule;
  rule.active = true;
  TIANGE_TRY(const RuleBook book, RuleBook::make({rule}, fields));
  TryView view;
  std::unordered_map<std::string, MappedRow> others;
  if (!rule.other.empty()) {
    TIANGE_CHECK_OK(seen_source(tx, scope, rule.other));
    each_row(tx, rule.other, [&](const MappedRow& row) {
      if (const std::string* by = row.find(rule.by)) others.emplace(*by, needed_of(row, rule));
      return others.size() < static_cast<std::size_t>(k_most_tried);
    });
  }
  each_row(tx, in.source, [&](const MappedRow& row) {
    std::vector<Fault> faults;
    if (rule.other.empty()) {
      MappedRow one = row;
      one.faults.clear();
      book.check(one, now);
      faults = std::move(one.faults);
    } else {
      const std::string* by = row.find(rule.by);
      const auto other = by ? others.find(*by) : others.end();
      if (other == others.end()) return true;
      book.compare(rule.code, row, other->second, now, faults);
    }
    ++view.checked;
    view.failed += !faults.empty();
    for (Fault& fault : faults) {
      if (view.samples.size() < k_most_samples) view.samples.push_back(masked_fault(std::move(fault), fields));
    }
    return view.checked < k_most_tried;
  });
  return view;
}

// The rules that look at two sources, when all rows of a batch are there.
Outcome ExchangeService::compare_sources(const store::BatchRow& given, const store::SourceRow& source) {
  Result<RuleBook> book = refuse(ErrorCode::not_found);
  parts_.db.run_read([&](db::Tx& tx) { book = book_for(tx, source); });
  if (!book.ok()) return book.refusal();
  const Instant now = parts_.clock.now();
  for (const QualityRule& rule : book->between()) {
    std::int64_t checked = 0;
    std::int64_t failed = 0;
    std::map<std::int64_t, std::vector<Fault>> told;
    parts_.db.run_read([&](db::Tx& tx) {
      std::unordered_map<std::string, MappedRow> others;
      each_row(tx, rule.other, [&](const MappedRow& row) {
        if (const std::string* by = row.find(rule.by)) others.emplace(*by, needed_of(row, rule));
        return true;
      });
      const auto batch = store::batch(tx, given.id);
      if (!batch || others.empty()) return;
      each_row_of(tx, *batch, [&](const MappedRow& row) {
        const std::string* by = row.find(rule.by);
        const auto other = by ? others.find(*by) : others.end();
        if (other == others.end()) return true;
        ++checked;
        std::vector<Fault> faults;
        book->compare(rule.code, row, other->second, now, faults);
        failed += !faults.empty();
        if (!faults.empty() && told.size() < k_most_told) told[row.number] = std::move(faults);
        return true;
      });
    });
    if (checked == 0) continue;
    TIANGE_CHECK_OK(parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      auto batch = store::batch(tx, given.id);
      if (!batch || batch->state == BatchState::done) return done();
      store::clear_scores(tx, batch->id, rule.code);  // a run that was broken off begins the comparison anew
      store::add_scores(tx, batch->id, {{rule.field, rule.code, checked, failed}});
      for (const auto& [number, faults] : told) {
        auto row = store::held_row(tx, batch->id, number);
        if (!row) {
          row = store::HeldRow{number, RowState::marked, {}, {}, {}, "", ""};
          ++batch->marked;
        }
        std::erase_if(row->faults, [&](const Fault& one) { return one.rule == rule.code; });
        row->faults.insert(row->faults.end(), faults.begin(), faults.end());
        store::put_held(tx, batch->id, *row);
      }
      return store::save_batch(tx, *batch) ? done() : Outcome(refuse(ErrorCode::conflict));
    }));
  }
  return done();
}

Outcome ExchangeService::settle_repairs(db::Tx& tx, const store::BatchRow& batch, const store::SourceRow& source, Instant now) {
  if (!parts_.repairs || !source.body.repairs) return done();
  const std::int64_t faults = batch.held + batch.marked;
  auto open = store::open_repair(tx, source.code);
  const std::string count = std::to_string(faults);
  if (faults == 0) {
    if (!open) return done();
    open->closed = now;
    open->closed_by = batch.id;
    store::put_repair(tx, *open);
    return parts_.repairs->good(tx, open->ref, {"新批次 " + std::to_string(batch.id) + " 共 " + std::to_string(batch.rows) + " 行，未再发现问题",
                                                "Batch " + std::to_string(batch.id) + " with " + std::to_string(batch.rows) + " rows has no fault any more"},
                                now);
  }
  const std::vector<QualityRule> rules = store::rules(tx);
  Words text{"数据源“" + source.body.name_zh + "”第 " + std::to_string(batch.id) + " 批共 " + std::to_string(batch.rows) + " 行，其中 " + count +
                 " 行有问题（隔离 " + std::to_string(batch.held) + " 行）：",
             "Batch " + std::to_string(batch.id) + " of " + source.body.name_en + ", " + std::to_string(batch.rows) + " rows, " + count +
                 " with faults (" + std::to_string(batch.held) + " held back): "};
  const auto fields = parts_.sink.fields(source.body.kind);
  for (const store::Score& score : store::scores(tx, batch.id)) {
    if (score.failed == 0) continue;
    const auto field = std::find_if(fields.begin(), fields.end(), [&](const FieldInfo& one) { return one.field == score.field; });
    const Words rule = rule_words(score.rule, rules);
    text.zh += (field == fields.end() ? "" : field->zh) + " " + rule.zh + " " + std::to_string(score.failed) + " 行；";
    text.en += (field == fields.end() ? "" : field->en) + " " + rule.en + " " + std::to_string(score.failed) + "; ";
  }
  if (open) {
    open->faults = faults;
    store::put_repair(tx, *open);
    return parts_.repairs->still(tx, open->ref, text, now);
  }
  TIANGE_TRY(const RepairCase made, parts_.repairs->open(tx,
                                                         {source.code, source.body.unit,
                                                          {"数据质量整改：" + source.body.name_zh, "Data to be repaired: " + source.body.name_en},
                                                          std::move(text)},
                                                         now));
  store::put_repair(tx, {parts_.ids.next(now), source.code, made.ref, made.number, batch.id, faults, 0, now, {}});
  return done();
}

QualityView ExchangeService::quality(db::Tx& tx, const Scope& scope, std::string_view wanted) {
  QualityView view;
  for (const store::SourceRow& source : store::sources(tx)) {
    if (!sees_source(scope, source.body) || (!wanted.empty() && wanted != source.code)) continue;
    SourceQuality one;
    one.source = source.code;
    one.name_zh = source.body.name_zh;
    one.name_en = source.body.name_en;
    if (const auto unit = parts_.unit_name(source.body.unit)) one.unit_zh = unit->zh, one.unit_en = unit->en;
    const auto fields = parts_.sink.fields(source.body.kind);
    for (const std::int64_t id : store::done_batches(tx, source.code, k_shown_batches)) {
      const auto batch = store::batch(tx, id);
      if (!batch) continue;
      ScoredBatch scored;
      scored.batch = std::to_string(id);
      scored.finished = batch->finished;
      scored.rows = batch->rows;
      scored.faulty = batch->held + batch->marked;
      scored.score = batch->rows == 0 ? 1 : 1 - static_cast<double>(scored.faulty) / static_cast<double>(batch->rows);
      for (const store::Score& score : store::scores(tx, id)) {
        const auto field = std::find_if(fields.begin(), fields.end(), [&](const FieldInfo& f) { return f.field == score.field; });
        scored.fields.push_back({score.field, field == fields.end() ? score.field : field->zh, field == fields.end() ? score.field : field->en,
                                 score.rule, score.checked, score.failed,
                                 score.checked == 0 ? 1 : 1 - static_cast<double>(score.failed) / static_cast<double>(score.checked)});
      }
      std::stable_sort(scored.fields.begin(), scored.fields.end(), [](const ScoreRow& a, const ScoreRow& b) { return a.score < b.score; });
      one.batches.push_back(std::move(scored));
    }
    for (const store::RepairRow& repair : store::repairs(tx, source.code, k_shown_repairs)) {
      one.repairs.push_back({std::to_string(repair.id), repair.ref, repair.number, repair.opened,
                             repair.closed ? std::optional(repair.closed) : std::nullopt, std::to_string(repair.batch),
                             repair.closed_by ? std::to_string(repair.closed_by) : "", repair.faults});
    }
    view.items.push_back(std::move(one));
  }
  return view;
}

}  // namespace tiange::exchange
