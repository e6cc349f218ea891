// tiange simulate payments --faults yes --count 1000000 --seed 7 [--crashes 12] [--url DB] [--json yes]

#include <cstdio>
#include <filesystem>

#include "app/commands.h"
#include "app/simulate/payment_trial.h"
#include "base/json.h"
#include "base/text.h"

namespace tiange::app {

namespace {

// A folder for the database of the trial, gone afterwards.
class TrialFolder {
 public:
  TrialFolder() : path_(std::filesystem::temp_directory_path() / "tiange-simulate-XXXXXX") {
    std::string name = path_.string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no folder for the trial");
    path_ = name;
  }
  ~TrialFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string url() const { return "sqlite:" + (path_ / "trial.db").string(); }

 private:
  std::filesystem::path path_;
};

void print(const PaymentFindings& f) {
  std::printf("订单 orders %lld，已付 settled %lld，银行付款 paid at the bank %lld\n", static_cast<long long>(f.orders), static_cast<long long>(f.settled),
              static_cast<long long>(f.bank_payments));
  std::printf("重复下单 ordered again %lld，同号异额被拒 refused keys %lld\n", static_cast<long long>(f.ordered_twice), static_cast<long long>(f.refused_keys));
  std::printf("故障 faults: 请求丢失 lost requests %lld，应答丢失 lost answers %lld，处理中 in hand %lld，回调 call-backs %lld，账户 accounts %lld，金额 amounts %lld，限额 limits %lld\n",
              static_cast<long long>(f.lost_requests), static_cast<long long>(f.lost_answers), static_cast<long long>(f.in_hand),
              static_cast<long long>(f.call_backs), static_cast<long long>(f.closed_accounts), static_cast<long long>(f.wrong_amounts), static_cast<long long>(f.limits));
  std::printf("代发文件 bank files %lld（回盘重复 returned twice %lld），宕机 crashes %lld，对账差异 differences %lld（注入 put in %lld），日终 days closed %lld\n",
              static_cast<long long>(f.bank_files), static_cast<long long>(f.return_files_twice), static_cast<long long>(f.crashes),
              static_cast<long long>(f.differences), static_cast<long long>(f.injected), static_cast<long long>(f.days_closed));
  std::printf("银行付出 bank %.2f 元，账面 books %.2f 元\n", static_cast<double>(f.bank_fen) / 100, static_cast<double>(f.books_fen) / 100);
  std::printf("%.1f s，%.0f 笔/秒 payments/s\n", f.seconds, f.payments_per_s);
  for (const std::string& one : f.broken) std::printf("不成立 BROKEN: %s\n", one.c_str());
  if (f.broken.empty()) std::printf("全部成立：一笔不重，一笔不漏，账平 / All hold: nothing paid twice, nothing lost, the books balance\n");
}

}  // namespace

int simulate_command(const Call& call) {
  if (call.rest.empty() || call.rest.front() != "payments") {
    std::fprintf(stderr, "用法 / usage: tiange simulate payments [--faults yes|no] [--count N] [--seed N] [--crashes N] [--url DB] [--json yes]\n");
    return 2;
  }
  const TrialFolder folder;
  PaymentTrialParts parts;
  parts.url = call.flag("--url", folder.url());
  parts.count = std::max<std::int64_t>(50, text::to_int(call.flag("--count")).value_or(parts.count));
  parts.seed = static_cast<std::uint64_t>(text::to_int(call.flag("--seed")).value_or(1));
  parts.faults = call.flag("--faults", "yes") != "no";
  parts.crashes = static_cast<int>(text::to_int(call.flag("--crashes")).value_or(parts.crashes));
  const PaymentFindings found = run_payment_trial(parts);
  if (call.has("--json")) std::printf("%s\n", json::write(found).c_str());
  else print(found);
  return found.broken.empty() ? 0 : 1;
}

}  // namespace tiange::app
