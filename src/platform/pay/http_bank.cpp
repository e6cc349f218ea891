#include <unordered_map>

#include "platform/pay/pay.h"

namespace tiange::pay {

namespace {

class OverHttp final : public Bank {
 public:
  OverHttp(HttpBank parts, Fetch fetch) : parts_(std::move(parts)), fetch_(std::move(fetch)) {}

  std::vector<Said> pay(std::span<const Instruction> instructions) override {
    std::vector<std::string> numbers;
    for (const Instruction& one : instructions) numbers.push_back(one.number);
    return in_order(numbers, call("/pay", json::write(PayCall{{instructions.begin(), instructions.end()}})));
  }

  std::vector<Said> ask(std::span<const std::string> numbers) override {
    auto said = in_order(numbers, call("/ask", json::write(AskCall{{numbers.begin(), numbers.end()}})));
    return said;
  }

  Result<std::vector<StatementLine>> statement(Date day) override {
    TIANGE_TRY(const std::string body, call("/statement", json::write(StatementCall{format_date(day)})));
    auto answer = json::read<StatementAnswer>(body);
    if (!answer.ok()) return refuse(ErrorCode::call_failed, "银行的对账单无法识别", "the bank's statement cannot be read");
    return std::move(answer->lines);
  }

 private:
  Result<std::string> call(std::string_view path, std::string body) const {
    Call call;
    call.url = parts_.url + std::string(path);
    const std::string timestamp = std::to_string(parts_.now().us / 1'000'000);
    call.headers = {{"Content-Type", "application/json"},
                    {"X-Tiange-Key", parts_.key_id},
                    {"X-Tiange-Timestamp", timestamp},
                    {"X-Tiange-Signature", signature(parts_.secret, timestamp, body)}};
    call.body = std::move(body);
    TIANGE_TRY(Answer answer, fetch_(call));
    if (answer.status != 200)
      return refuse(ErrorCode::call_failed, "银行应答 " + std::to_string(answer.status), "the bank answered " + std::to_string(answer.status));
    return std::move(answer.body);
  }

  // What is not said, or cannot be understood, is not known.
  static std::vector<Said> in_order(std::span<const std::string> numbers, const Result<std::string>& body) {
    std::vector<Said> all(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) all[i].number = numbers[i];
    if (!body.ok()) {
      for (Said& one : all) {
        one.text = body.refusal().zh;
        one.lost = true;
      }
      return all;
    }
    auto answer = json::read<SaidAnswer>(*body);
    std::unordered_map<std::string_view, Said*> by_number;
    if (answer.ok())
      for (Said& one : answer->said) by_number.emplace(one.number, &one);
    for (Said& one : all) {
      const auto found = by_number.find(one.number);
      if (found == by_number.end()) {
        one.lost = true;
        continue;
      }
      one = *found->second;
    }
    return all;
  }

  HttpBank parts_;
  Fetch fetch_;
};

}  // namespace

std::unique_ptr<Bank> http_bank(HttpBank parts, Fetch fetch) { return std::make_unique<OverHttp>(std::move(parts), std::move(fetch)); }

Result<std::vector<Said>> read_call_back(std::string_view body) {
  auto answer = json::read<SaidAnswer>(body);
  if (!answer.ok() || answer->said.empty()) return refuse(ErrorCode::not_understood);
  return std::move(answer->said);
}

std::string write_call_back(std::span<const Said> said) { return json::write(SaidAnswer{{said.begin(), said.end()}}); }

}  // namespace tiange::pay
