#include "base/digest.h"
#include "city/exchange/sharing/sharing.h"
#include "platform/crypto/crypto.h"

namespace tiange::exchange {

namespace {

constexpr std::string_view k_open = "{\"body\":";
constexpr std::string_view k_between = ",\"signature\":";
constexpr std::string_view k_close = "}\n";

struct SealView {
  std::string suite, public_key, fingerprint, value;
};
BOOST_DESCRIBE_STRUCT(SealView, (), (suite, public_key, fingerprint, value))

std::string whole(std::string_view body, const SealView& seal) {
  return std::string(k_open) + std::string(body) + std::string(k_between) + json::write(seal) + std::string(k_close);
}

Refusal broken(const char* zh, const char* en) { return refuse(ErrorCode::bad_file, zh, en); }

}  // namespace

std::string sign_text(const std::string& body, const crypto::Signer& signer) {
  return whole(body, {std::string(crypto::suite_name(signer.suite())), base64url(signer.public_key()), signer.fingerprint(), base64url(signer.sign(body))});
}

Result<ProofReport> verify_delivery(std::string_view text, const std::optional<std::string>& file_digest) {
  const std::size_t between = text.rfind(k_between);
  if (!text.starts_with(k_open) || !text.ends_with(k_close) || between == text.npos || between < k_open.size())
    return broken("不是交换清单或回执，或文件不完整", "neither manifest nor receipt, or not whole");
  const std::string_view body = text.substr(k_open.size(), between - k_open.size());
  const std::size_t from = between + k_between.size();
  const auto seal = json::read<SealView>(text.substr(from, text.size() - k_close.size() - from));
  // Written again it must come out the same: not one byte more or otherwise.
  if (!seal.ok() || whole(body, *seal) != text) return broken("签名部分被改动", "the signature part was changed");
  const auto suite = crypto::suite_from(seal->suite);
  const auto key = crypto::unbase64url(seal->public_key);
  const auto value = crypto::unbase64url(seal->value);
  if (!suite || !key || !value || base64url(*key) != seal->public_key || base64url(*value) != seal->value || crypto::key_fingerprint(*key) != seal->fingerprint)
    return broken("签名部分无法识别", "the signature cannot be read");
  if (!crypto::verify_signature(*suite, *key, body, *value)) return broken("签名不符：内容被改动", "the signature does not hold: the content was changed");
  TIANGE_TRY(const json::Value read, json::parse(body));
  ProofReport report;
  report.format = read.text_or("format");
  report.suite = seal->suite;
  report.fingerprint = seal->fingerprint;
  if (report.format == "tiange.delivery/1") {
    TIANGE_TRY(const ManifestBody manifest, json::read_value<ManifestBody>(read));
    report.number = manifest.number;
    report.resource = manifest.resource + " " + manifest.name;
    report.receiver = manifest.receiver_name;
    report.digest = manifest.digest;
    report.moment = manifest.sent;
  } else if (report.format == "tiange.receipt/1") {
    TIANGE_TRY(const ReceiptBody receipt, json::read_value<ReceiptBody>(read));
    report.number = receipt.delivery;
    report.receiver = receipt.receiver_name;
    report.digest = receipt.digest;
    report.moment = receipt.received;
  } else {
    return broken("文件格式不认识", "the format is not known");
  }
  if (file_digest && *file_digest != report.digest) return broken("数据文件与清单不符", "the data file is not the one described");
  report.file_checked = file_digest.has_value();
  return report;
}

}  // namespace tiange::exchange
