// verify FILE: whether an exported chain of responsibility is as it was signed. Needs no server and no database.

#include <cstdio>

#include "app/commands.h"
#include "app/paths.h"
#include "city/cases/supervision/proof/proof.h"

namespace tiange::app {

int verify_command(const Call& call) {
  const std::string pinned = call.flag("--key");
  std::string path;
  for (std::size_t i = 0; i < call.rest.size(); ++i) {
    if (call.rest[i] == "--key") {
      ++i;
    } else {
      path = call.rest[i];
    }
  }
  if (path.empty()) {
    std::fprintf(stderr, "用法：tiange verify 文件 [--key 公钥指纹]\nusage: tiange verify FILE [--key FINGERPRINT]\n");
    return 2;
  }
  const auto report = cases::verify_chain(read_file(path));
  if (!report.ok()) {
    std::printf("不通过：%s\nFAILED: %s\n", report.refusal().zh.c_str(), report.refusal().en.c_str());
    return 1;
  }
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
