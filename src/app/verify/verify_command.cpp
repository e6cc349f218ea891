// verify FILE: whether an exported chain of responsibility, a manifest of delivered data, its receipt or a certificate is as
// it was signed. Needs no server and no database.

#include <cstdio>

#include "app/commands.h"
#include "app/paths.h"
#include "base/digest.h"
#include "city/cases/supervision/proof/proof.h"
#include "city/exchange/sharing/sharing.h"
#include "city/spaces/spaces.h"
#include "platform/files/files.h"

namespace tiange::app {

namespace {

int say_failed(const Refusal& why) {
  std::printf("不通过：%s\nFAILED: %s\n", why.zh.c_str(), why.en.c_str());
  return 1;
}

int verify_exchange(const std::string& text, const std::string& data, const std::string& pinned) {
  std::optional<std::string> digest;
  if (!data.empty()) digest = hex(sha256(read_file(data)));
  const auto report = exchange::verify_delivery(text, digest);
  if (!report.ok()) return say_failed(report.refusal());
  if (!pinned.empty() && pinned != report->fingerprint)
    return say_failed(refuse(ErrorCode::bad_file, "签名公钥不是所指定的", "signed with another key"));
  const bool receipt = report->format == "tiange.receipt/1";
  std::printf("通过 / OK\n%s\n编号 number        %s\n资源 resource      %s\n接收 receiver      %s\n时间 moment        %s\n文件摘要 SHA-256   %s%s\n算法 suite         %s\n公钥指纹 key       %s\n",
              receipt ? "签收回执 receipt" : "交换清单 manifest", report->number.c_str(), report->resource.c_str(), report->receiver.c_str(),
              format_local_seconds(report->moment).c_str(), report->digest.c_str(), report->file_checked ? "（与数据文件相符 / fits the file）" : "",
              report->suite.c_str(), report->fingerprint.c_str());
  return 0;
}

int verify_certificate_file(const std::string& text, const std::string& pinned) {
  const auto report = spaces::verify_certificate(text);
  if (!report.ok()) return say_failed(report.refusal());
  if (!pinned.empty() && pinned != report->fingerprint)
    return say_failed(refuse(ErrorCode::bad_file, "签名公钥不是所指定的", "signed with another key"));
  const spaces::CertificateBody& body = report->body;
  std::printf("通过 / OK\n%s %s\n编码 code          %s\n%s\n出具 issued        %s\n有效至 until       %s\n算法 suite         %s\n公钥指纹 key       %s\n",
              body.zh.c_str(), body.en.c_str(), body.code.c_str(), body.text_zh.c_str(), format_local_seconds(body.issued).c_str(),
              format_local_seconds(body.until).c_str(), report->suite.c_str(), report->fingerprint.c_str());
  return 0;
}

}  // namespace

int verify_command(const Call& call) {
  const std::string pinned = call.flag("--key");
  std::string path;
  for (std::size_t i = 0; i < call.rest.size(); ++i) {
    if (call.rest[i] == "--key" || call.rest[i] == "--file") {
      ++i;
    } else {
      path = call.rest[i];
    }
  }
  if (path.empty()) {
    std::fprintf(stderr, "用法：tiange verify 文件 [--file 数据文件] [--key 公钥指纹]\nusage: tiange verify FILE [--file DATA] [--key FINGERPRINT]\n");
    return 2;
  }
  const std::string text = read_file(path);
  if (text.starts_with("{\"body\":{\"format\":\"tiange.delivery/") || text.starts_with("{\"body\":{\"format\":\"tiange.receipt/"))
    return verify_exchange(text, call.flag("--file"), pinned);
  if (text.starts_with("{\"body\":{\"format\":\"tiange.certificate/")) return verify_certificate_file(text, pinned);
  const auto report = cases::verify_chain(text);
  if (!report.ok()) return say_failed(report.refusal());
  if (!pinned.empty() && pinned != report->fingerprint) {
    std::printf("不通过：签名公钥不是所指定的（文件中为 %s）\nFAILED: signed with another key (%s)\n", report->fingerprint.c_str(),
                report->fingerprint.c_str());
    return 1;
  }
  std::printf("通过 / OK\n编号 number        %s\n经办 acts          %lld\n导出 exported      %s %s\n算法 suite         %s\n公钥指纹 key       %s\n",
              report->number.c_str(), static_cast<long long>(report->acts), format_local_seconds(report->exported).c_str(),
              report->exported_by.c_str(), report->suite.c_str(), report->fingerprint.c_str());
  if (pinned.empty())
    std::printf("请把公钥指纹与区县公布的比对，或加 --key 指纹。\nCompare the fingerprint with the one the district made known, or give it with --key.\n");
  return 0;
}

}  // namespace tiange::app
