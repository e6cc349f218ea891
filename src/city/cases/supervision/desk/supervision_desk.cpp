#include "city/cases/supervision/desk/supervision_desk.h"

#include "base/text.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_most_documents = 9;

}  // namespace

SupervisionRules SupervisionDesk::rules(db::Tx& tx) const {
  const auto stored = store::supervision_rules(tx);
  if (!stored) return {};
  std::lock_guard guard(lock_);
  if (stored->version != known_version_) {
    auto read = read_supervision_rules(stored->content);
    known_ = read.ok() ? *std::move(read) : SupervisionRules{};
    known_version_ = stored->version;
  }
  return known_;
}

AboutCase SupervisionDesk::about(db::Tx& tx, const Scope& scope, CaseRef ref, const std::string& number,
                                 Instant now) const {
  AboutCase out;
  out.number = number;
  const CaseRef refs[] = {ref};
  const auto rows = cases.rows_of(tx, scope, refs);
  if (rows.empty()) return out;
  const CaseRow row = row_of(parts.base, *directory(now), rows.front(), scope.language, now);
  out.ref = row.ref;
  out.title = row.title;
  out.item_name = row.item_name;
  out.area_name = row.area_name;
  out.visible = true;
  return out;
}

Outcome SupervisionDesk::attach(db::Tx& tx, CaseRef paper, const std::vector<std::string>& digests,
                                const std::string& area, const std::string& unit, Instant now) const {
  if (digests.size() > k_most_documents)
    return refuse_fields(ErrorCode::bad_input, {{"documents", "最多 9 个附件", "nine at most"}});
  for (const std::string& digest : digests) {
    const auto facts = parts.base.evidence ? parts.base.evidence->find(tx, digest) : std::optional<BlobFacts>(BlobFacts{});
    if (!facts) return refuse_fields(ErrorCode::bad_input, {{"documents", "找不到附件，请重新上传", "is not known; upload it again"}});
    store::add_paper_file(tx, paper, {{digest, facts->type, facts->size}, area, unit}, now);
  }
  return done();
}

void SupervisionDesk::note(db::Tx& tx, CaseRef paper, const Scope& scope, const Words& said, const std::string& text,
                           Instant now) const {
  store::add_paper_entry(tx, paper,
                         {now, scope.name, scope.units.empty() ? "" : scope.units.front(), said.zh, said.en, text});
}

Outcome SupervisionDesk::remark(db::Tx& tx, const Scope& scope, CaseRef about, const char* kind, const Words& said,
                                const std::string& text, Instant now) const {
  if (!about.id) return done();
  return parts.cases.remark(tx, scope, about, kind, said, text, now);
}

UnitName SupervisionDesk::unit_name(const std::string& code, Instant now) const {
  if (code.empty()) return {};
  const Words words = directory(now)->unit_name(code);
  return {code, words.zh, words.en};
}

void SupervisionDesk::wake(db::Tx& tx, const std::string& area) const {
  if (parts.base.notify && !area.empty()) parts.base.notify->publish(tx, "supervision", area, "", "{}");
}

Outcome check_words(const char* field, const std::string& text, std::size_t most, bool needed) {
  if (needed && text::trim(text).empty()) return refuse_fields(ErrorCode::bad_input, {{field, "请填写", "is needed"}});
  if (!text::is_valid_utf8(text) || text::length(text) > most)
    return refuse_fields(ErrorCode::bad_input, {{field, "不超过 " + std::to_string(most) + " 字", "at most " + std::to_string(most) + " characters"}});
  return done();
}

Outcome check_limit(const char* field, const std::string& text) {
  if (text.empty()) return done();
  const auto limit = parse_limit(text);
  if (!limit.ok() || limit->amount <= 0 || limit->amount > 1000)
    return refuse_fields(ErrorCode::bad_input, {{field, "不是时限，如“2 work_days”", "is no limit such as \"2 work_days\""}});
  return done();
}

}  // namespace tiange::cases
