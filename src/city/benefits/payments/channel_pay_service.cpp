// The channels that payments go by, and simulated banks, which do on demand what banks do in their own time.

#include <algorithm>

#include "base/text.h"
#include "city/benefits/payments/payment_service.h"

namespace tiange::benefits {

namespace {

std::string about_secret(std::string_view code) { return "pay-channel:" + std::string(code); }
constexpr int k_most_call_backs = 10;

}  // namespace

Result<store::PayChannel> PaymentService::known_channel(db::Tx& tx, std::string_view code) const {
  auto channel = store::channel(tx, code);
  if (!channel) return refuse(ErrorCode::not_found, "没有这个支付渠道", "there is no such channel");
  return *std::move(channel);
}

Result<std::string> PaymentService::secret_of(const store::PayChannel& channel) const {
  if (channel.secret.empty()) return refuse(ErrorCode::channel_off, "还没有设置密钥", "it has no secret yet");
  auto secret = parts_.sealer->open(channel.secret, about_secret(channel.code));
  if (!secret) return refuse(ErrorCode::broken);
  return *std::move(secret);
}

// Switched off, but for the simulated one of a demo district, which the house switches on when it is seeded.
Outcome PaymentService::lay(db::Tx& tx, Instant) {
  store::add_channel(tx, {"bank_file", "银行代发文件", "Bank file", ChannelKind::file, true, "", "", "", 1});
  store::add_channel(tx, {"bank_direct", "银企直联", "Bank, online", ChannelKind::online, false, "", "", "", 1});
  store::add_channel(tx, {"simulated", "模拟银行（试用）", "Simulated bank (for trials)", ChannelKind::simulated, false, "", "", "", 1});
  return done();
}

Outcome PaymentService::use_simulated_bank(db::Tx& tx, const std::string& secret) {
  TIANGE_CHECK_OK(put_channel(tx, system_scope(parts_.district), "simulated", {"模拟银行（试用）", "Simulated bank (for trials)", ChannelKind::simulated, true, "", "", secret}));
  return done();
}

MoneyChannelView PaymentService::shown(const store::PayChannel& c) const {
  return {c.code, c.zh, c.en, c.kind, c.enabled, c.url, c.key_id, !c.secret.empty(), c.version};
}

Result<MoneyChannelView> PaymentService::put_channel(db::Tx& tx, const Scope& scope, std::string_view code, const MoneyChannelIn& in) {
  TIANGE_CHECK_OK(desk_only(scope));
  std::vector<FieldError> wrong;
  if (code.empty() || code.size() > 40 || code.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != code.npos)
    wrong.push_back({"code", "用 1 到 40 个小写字母、数字或下划线", "Use 1 to 40 small letters, digits or underscores"});
  if (text::trim(in.zh).empty() || text::length(in.zh) > 60) wrong.push_back({"zh", "填写名称，最多 60 字", "Name it, at most 60 characters"});
  if (in.kind == ChannelKind::online && in.enabled && !in.url.starts_with("https://") && !in.url.starts_with("http://"))
    wrong.push_back({"url", "填写银行接口地址", "Give the address of the bank"});
  if (!in.secret.empty() && in.secret.size() < 16) wrong.push_back({"secret", "密钥至少 16 个字符", "The secret has at least 16 characters"});
  if (text::length(in.en) > 100 || in.url.size() > 300 || in.key_id.size() > 100 || in.secret.size() > 200)
    wrong.push_back({"url", "名称、地址、标识和密钥过长", "Name, address, identity or secret are too long"});
  auto known = store::channel(tx, code);
  const bool has_secret = !in.secret.empty() || (known && !known->secret.empty());
  if (in.enabled && in.kind != ChannelKind::file && !has_secret) wrong.push_back({"secret", "启用前先设置密钥", "Set the secret before switching it on"});
  if (known && known->kind != in.kind) wrong.push_back({"kind", "渠道的种类不能改变", "The kind of a channel stays"});
  if (!wrong.empty()) return refuse_fields(ErrorCode::bad_input, wrong);
  store::PayChannel channel = known.value_or(store::PayChannel{});
  channel.code = std::string(code);
  channel.zh = std::string(text::trim(in.zh));
  channel.en = text::trim(in.en).empty() ? channel.zh : std::string(text::trim(in.en));
  channel.kind = in.kind;
  channel.enabled = in.enabled;
  channel.url = in.url;
  channel.key_id = in.key_id;
  if (!in.secret.empty()) channel.secret = parts_.sealer->seal(in.secret, about_secret(code));
  const bool saved = known ? store::put_channel(tx, channel) : store::add_channel(tx, channel);
  if (!saved) return refuse(ErrorCode::conflict);
  tell(tx);
  return shown(channel);
}

pay::SimulatedBank PaymentService::simulated(const store::PayChannel& channel) const {
  pay::SimulatedBank::Parts parts;
  parts.secret = secret_of(channel).value_or("");
  return pay::SimulatedBank(std::move(parts));
}

Result<MoneySimulatedView> PaymentService::simulate(db::Tx& tx, const Scope& scope, std::string_view code, const MoneySimulatedIn& in, Instant now) {
  TIANGE_CHECK_OK(desk_only(scope));
  TIANGE_TRY(const store::PayChannel channel, known_channel(tx, code));
  // A house that pays in earnest has none switched on.
  const auto all = store::channels(tx);
  const bool trial = std::any_of(all.begin(), all.end(), [](const store::PayChannel& one) { return one.enabled && one.kind == ChannelKind::simulated; });
  if (channel.kind == ChannelKind::online || !trial) return refuse(ErrorCode::payment_state, "没有启用模拟银行", "no simulated bank is switched on");
  const pay::SimulatedBank bank = simulated(channel);
  pay::KeptBook book(tx, channel.code, [this, now] { return parts_.ids.next(now); });
  const auto day = parse_date(in.day.empty() ? format_date(local_date(now)) : in.day);
  if (!day.ok()) return refuse_fields(ErrorCode::bad_input, {{"day", "日期写作 2026-11-22", "Write a day as 2026-11-22"}});
  MoneySimulatedView out;
  if (in.act == "call_backs") {
    if (channel.kind != ChannelKind::simulated) return refuse(ErrorCode::payment_state, "这不是模拟银行", "that is no simulated bank");
    const std::string number = in.number;
    const pay::Said said = bank.carry_out(number, book, now);
    if (said.verdict == pay::Verdict::unknown) return refuse(ErrorCode::not_found, "模拟银行没有收到过 " + number, "the simulated bank never heard of " + number);
    for (int i = 0; i < std::min(in.times, k_most_call_backs); ++i) out.taken += keep_said(tx, Source::call_back, {&said, 1}, now);
  } else if (in.act == "return_file") {
    std::string content = in.content;
    if (content.empty()) {
      TIANGE_TRY(const store::Batch batch, seen_batch(tx, scope, in.number));
      TIANGE_TRY(content, sent_file(tx, batch));
    }
    TIANGE_TRY(const pay::BankFile file, pay::read_bank_file(content));
    out.content = pay::write_return_file(bank.take_file(file, book, now));
  } else if (in.act == "statement") {
    out.content = pay::write_statement_file({channel.code, *day, bank.statement(*day, book)});
  } else if (in.act == "stray") {
    if (in.amount_fen > k_most_fen || in.amount_fen < -k_most_fen) return refuse_fields(ErrorCode::bad_input, {{"amount_fen", "金额过大", "The sum is too large"}});
    bank.stray(in.amount_fen, book, std::min(now, local_instant(*day, hours(12).us)));
  } else {
    return refuse_fields(ErrorCode::bad_input, {{"act", "可选 call_backs、return_file、statement、stray", "One of call_backs, return_file, statement, stray"}});
  }
  return out;
}

}  // namespace tiange::benefits
