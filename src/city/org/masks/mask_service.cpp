#include "city/org/masks/mask_service.h"

#include <algorithm>

#include "base/text.h"
#include "engines/masking/free_text.h"

namespace tiange::masks {

namespace {

// Until a policy was laid: what the catalogue names.
std::shared_ptr<const CompiledPolicy> no_policy() {
  static const std::shared_ptr<const CompiledPolicy> none = compile(MaskPolicy{}).value();
  return none;
}

constexpr std::pair<masking::Personal, std::pair<const char*, const char*>> k_kind_words[] = {
    {masking::Personal::name, {"姓名", "name"}},       {masking::Personal::id, {"证件号码", "citizen number"}},
    {masking::Personal::phone, {"电话", "telephone"}}, {masking::Personal::bank, {"银行卡号", "bank card"}},
    {masking::Personal::address, {"地址", "address"}}, {masking::Personal::email, {"电子邮箱", "e-mail"}},
    {masking::Personal::plate, {"车牌", "plate"}}};

}  // namespace

std::unique_ptr<Masks> open_masks(MaskParts parts) {
  auto room = std::make_unique<MaskService>(std::move(parts));
  room->refresh();
  return room;
}

MaskService::MaskService(MaskParts parts) : parts_(std::move(parts)), live_(no_policy()) {}

std::shared_ptr<const CompiledPolicy> MaskService::live() const {
  const std::lock_guard guard(lock_);
  return live_;
}

Outcome MaskService::lay(db::Tx& tx, std::string_view policy_json, Instant now) {
  if (store::live_version(tx) != 0) return done();
  TIANGE_TRY(const MaskPolicy policy, json::read<MaskPolicy>(policy_json));
  TIANGE_CHECK_OK(compile(policy));
  store::PolicyRow row;
  row.head = {1, "live", "初始策略 / the first policy", "天格", "天格", now, now};
  row.body = json::write(policy);
  store::put(tx, row);
  tx.on_commit([this] { refresh(); });
  return done();
}

void MaskService::refresh() {
  if (db::in_transaction(parts_.db)) return;
  parts_.db.run_read([&](db::Tx& tx) { take(tx); });
}

void MaskService::take(db::Tx& tx) {
  const std::int64_t version = store::live_version(tx);
  {
    const std::lock_guard guard(lock_);
    if (version == version_) return;
  }
  const auto row = store::live(tx);
  const auto policy = row ? json::read<MaskPolicy>(row->body) : Result<MaskPolicy>(MaskPolicy{});
  const auto compiled = policy.ok() ? compile(*policy) : Result<std::shared_ptr<const CompiledPolicy>>(no_policy());
  const std::lock_guard guard(lock_);
  live_ = compiled.ok() ? *compiled : no_policy();
  version_ = version;
}

std::string MaskService::show(const Scope& scope, const MaskQuestion& question, std::string_view value) const {
  return masking::apply_mask(live()->decide(scope, question).mask, value);
}

bool MaskService::may_compare(const Scope& scope, const MaskQuestion& question) const {
  return masking::may_compare(live()->decide(scope, question).mask);
}

std::string MaskService::mask_text(std::string_view text) const { return masking::mask_text(text); }

Outcome MaskService::may_publish(const Scope& scope, const store::PolicyRow& draft) const {
  if (!scope.may(Permission::masks_publish)) return refuse(ErrorCode::forbidden);
  if (parts_.four_eyes && draft.maker == scope.person) return refuse(ErrorCode::own_request, "起草人不能发布自己的草稿", "who wrote it may not publish it");
  return done();
}

Result<PolicyView> MaskService::policy_view(db::Tx& tx, const Scope& scope) const {
  PolicyView view;
  view.may_edit = scope.may(Permission::masks_edit);
  for (const store::PolicyRow& row : store::policies(tx)) {
    view.versions.push_back(row.head);
    if (row.head.state == "live" && view.live_version == 0) {
      TIANGE_TRY(view.live, json::read<MaskPolicy>(row.body));
      view.live_version = row.head.version;
    } else if (row.head.state == "draft") {
      TIANGE_TRY(view.draft, json::read<MaskPolicy>(row.body));
      view.draft_version = row.head.version;
      const Outcome allowed = may_publish(scope, row);
      view.may_publish = allowed.ok();
      if (!allowed.ok()) {
        view.why_not_zh = allowed.refusal().zh;
        view.why_not_en = allowed.refusal().en;
      }
    }
  }
  return view;
}

Result<PolicyView> MaskService::save_draft(db::Tx& tx, const Scope& scope, const DraftIn& in, Instant now) {
  TIANGE_CHECK_OK(compile(in.policy));
  if (text::trim(in.note).empty())
    return refuse_fields(ErrorCode::bad_input, {{"note", "请写明改了什么、为什么", "say what is changed and why"}});
  const auto all = store::policies(tx);
  store::drop_draft(tx);
  store::PolicyRow row;
  row.head = {all.empty() ? 1 : all.front().head.version + 1, "draft", in.note, scope.name, "", now, std::nullopt};
  row.body = json::write(in.policy);
  row.maker = scope.person;
  store::put(tx, row);
  return policy_view(tx, scope);
}

Result<PolicyView> MaskService::drop_draft(db::Tx& tx, const Scope& scope) {
  store::drop_draft(tx);
  return policy_view(tx, scope);
}

Result<PolicyView> MaskService::publish(db::Tx& tx, const Scope& scope, const PublishIn& in, Instant now) {
  const auto all = store::policies(tx);
  const auto draft = std::find_if(all.begin(), all.end(), [](const store::PolicyRow& row) { return row.head.state == "draft"; });
  if (draft == all.end()) return refuse(ErrorCode::not_found);
  if (draft->head.version != in.version) return refuse(ErrorCode::conflict);
  TIANGE_CHECK_OK(may_publish(scope, *draft));
  if (!store::publish(tx, in.version, scope.name, now)) return refuse(ErrorCode::conflict);
  tx.on_commit([this] { refresh(); });
  return policy_view(tx, scope);
}

Result<TryView> MaskService::try_policy(const TryIn& in) const {
  const auto before = live();
  std::shared_ptr<const CompiledPolicy> after = before;
  if (in.policy) {
    TIANGE_TRY(after, compile(*in.policy));
  }
  if (in.samples.size() > 100) return refuse(ErrorCode::bad_input, "一次最多试 100 个值", "at most 100 values at once");
  Scope reader;
  if (!in.area.empty()) reader.areas = {in.area};
  if (!in.duty.empty()) reader.queues = {in.area + ":" + in.duty};
  TryView view;
  for (const TrySample& sample : in.samples) {
    const std::size_t dot = sample.field.find('.');
    const std::string kind = sample.field.substr(0, dot);
    const std::string field = dot == sample.field.npos ? sample.field : sample.field.substr(dot + 1);
    const MaskQuestion question{kind, field, sample.word, in.grid, in.purpose, in.unmasked};
    const auto old_answer = before->decide(reader, question), new_answer = after->decide(reader, question);
    TryShown shown{sample.field,         masking::apply_mask(old_answer.mask, sample.value), old_answer.why.zh, old_answer.why.en,
                   masking::apply_mask(new_answer.mask, sample.value), new_answer.why.zh, new_answer.why.en};
    shown.differs = shown.live != shown.tried;
    view.items.push_back(std::move(shown));
  }
  return view;
}

TextView MaskService::text_view(const std::string& text) const {
  const auto found = masking::find_personal(text);
  TextView view;
  view.masked = masking::mask_found(text, found, masking::usual_masks());
  for (const masking::Found& one : found) {
    const auto words = std::find_if(std::begin(k_kind_words), std::end(k_kind_words), [&](const auto& row) { return row.first == one.kind; });
    const std::string piece = text.substr(one.begin, one.end - one.begin);
    TextPiece out{std::string(masking::personal_word(one.kind)), words->second.first, words->second.second};
    out.begin = static_cast<std::int64_t>(text::length(std::string_view(text).substr(0, one.begin)));
    out.end = out.begin + static_cast<std::int64_t>(text::length(piece));
    out.text = piece;
    out.shown = masking::apply_mask(masking::usual_masks().at(one.kind), piece);
    view.found.push_back(std::move(out));
  }
  return view;
}

void MaskService::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_policy_routes(routes, *this, record);
  add_sight_routes(routes, *this, record);
  add_export_routes(routes, *this, record);
}

}  // namespace tiange::masks
