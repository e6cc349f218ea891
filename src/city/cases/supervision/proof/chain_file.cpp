#include "base/digest.h"
#include "base/text.h"
#include "city/cases/case_store.h"
#include "city/cases/supervision/proof/proof.h"
#include "platform/crypto/crypto.h"

namespace tiange::cases {

namespace {

constexpr std::string_view k_format = "tiange.chain/1";
constexpr std::string_view k_open = "{\"body\":";
constexpr std::string_view k_between = ",\"signature\":";
constexpr std::string_view k_close = "}\n";

struct SignatureView {
  std::string suite, public_key, fingerprint, value;
};
BOOST_DESCRIBE_STRUCT(SignatureView, (), (suite, public_key, fingerprint, value))

std::string assembled(std::string_view body, const SignatureView& signature) {
  std::string file;
  file.reserve(body.size() + 1024);
  file += k_open;
  file += body;
  file += k_between;
  file += json::write(signature);
  file += k_close;
  return file;
}

Refusal broken(std::string zh, std::string en) { return refuse(ErrorCode::bad_file, std::move(zh), std::move(en)); }

// Each act bears the hash of the one before, and its own over all its stored members.
Outcome chain_holds(const ChainBody& body) {
  TIANGE_TRY(const CaseRef ref, CaseRef::parse(body.ref));
  std::string previous;
  std::int64_t expected = 1;
  for (const ChainAct& act : body.acts) {
    const auto kind = json::enum_from<EventKind>(act.kind);
    const std::string where_zh = "第 " + std::to_string(act.seq) + " 步";
    const std::string where_en = "act " + std::to_string(act.seq);
    if (!kind || act.seq != expected) return broken(where_zh + "的次序不对", where_en + " is out of order");
    CaseEvent event;
    event.kind = *kind;
    event.happened = act.happened;
    event.actor = {PersonId{text::to_int(act.person).value_or(-1)}, act.name, act.unit};
    const std::string hash = entry_hash(previous, ref, act.seq, event, act.detail);
    if (hex(previous) != act.previous || hex(hash) != act.hash)
      return broken(where_zh + "与哈希链不符", where_en + " does not fit the hash chain");
    previous = hash;
    ++expected;
  }
  if (hex(previous) != body.head) return broken("哈希链的末端不符", "the end of the hash chain does not fit");
  return done();
}

}  // namespace

std::string sign_chain(const ChainBody& body, const crypto::Signer& signer) {
  const std::string text = json::write(body);
  return assembled(text, {std::string(crypto::suite_name(signer.suite())), base64url(signer.public_key()), signer.fingerprint(),
                          base64url(signer.sign(text))});
}

Result<ChainReport> verify_chain(std::string_view file) {
  const std::size_t between = file.rfind(k_between);
  if (!file.starts_with(k_open) || !file.ends_with(k_close) || between == file.npos || between < k_open.size())
    return broken("不是天格导出的责任链文件，或文件不完整", "no chain file of Tiange, or not whole");
  const std::string_view body_text = file.substr(k_open.size(), between - k_open.size());
  const std::size_t from = between + k_between.size();
  const auto signature = json::read<SignatureView>(file.substr(from, file.size() - k_close.size() - from));
  if (!signature.ok()) return broken("签名部分无法识别", "the signature cannot be read");
  // Written again it must come out the same: not one byte more or otherwise.
  if (assembled(body_text, *signature) != file) return broken("签名部分被改动", "the signature part was changed");
  const auto suite = crypto::suite_from(signature->suite);
  const auto key = crypto::unbase64url(signature->public_key);
  const auto value = crypto::unbase64url(signature->value);
  if (!suite || !key || !value || base64url(*key) != signature->public_key || base64url(*value) != signature->value)
    return broken("签名部分无法识别", "the signature cannot be read");
  if (crypto::key_fingerprint(*key) != signature->fingerprint) return broken("公钥指纹与公钥不符", "the fingerprint is not that of the key");
  if (!crypto::verify_signature(*suite, *key, body_text, *value)) return broken("签名不符：内容被改动", "the signature does not hold: the content was changed");
  const auto body = json::read<ChainBody>(body_text);
  if (!body.ok()) return body.refusal();
  if (body->format != k_format) return broken("文件格式不是 tiange.chain/1", "the format is not tiange.chain/1");
  TIANGE_CHECK_OK(chain_holds(*body));
  return ChainReport{body->number, signature->fingerprint, signature->suite, body->exported_by, body->exported,
                     static_cast<std::int64_t>(body->acts.size())};
}

}  // namespace tiange::cases
