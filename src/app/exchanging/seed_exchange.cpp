// What a demo district shows of the exchange: batches that came, one with faults that became a case, one that waits because
// its columns changed; applications in several states.

#include <filesystem>
#include <stdexcept>

#include "app/exchanging/exchange_home.h"

namespace tiange::app {

namespace {

template <class T>
T required(Result<T> result) {
  if (!result.ok()) throw std::runtime_error(result.refusal().zh + " / " + result.refusal().en);
  return std::move(result).value();
}

}  // namespace

Scope ExchangeHome::handler_of(const std::string& unit, Instant now) {
  const auto holders = parts_.org.directory(now)->holders(unit + ":handler", now);
  if (holders.empty()) return system_scope();
  return required(parts_.org.scope_of(holders.front().account, now));
}

void ExchangeHome::seed(const std::string& folder) {
  const Instant now = parts_.clock.now();
  for (const char* source : {"police_population", "civil_services", "market_firms"}) {
    const std::string path = folder + "/" + source + ".csv";
    if (!std::filesystem::exists(path)) return;
    const Scope sender = handler_of(parts_.district + (source[0] == 'p' ? "-GA" : source[0] == 'c' ? "-MZ" : "-SJ"), now);
    const auto batch = required(exchange_->take_file(sender, source, path, std::string(source) + ".csv", now));
    if (batch.state == exchange::BatchState::waiting) required(exchange_->run_batch(*parse_id(batch.id)));
  }
  // The whole table of the next day, of which some rows are new, changed or gone.
  const auto next = required(exchange_->take_file(handler_of(parts_.district + "-GA", now), "police_population", folder + "/police_population_next.csv",
                                                  "police_population_next.csv", now));
  if (next.state == exchange::BatchState::waiting) required(exchange_->run_batch(*parse_id(next.id)));
  required(exchange_->take_file(handler_of(parts_.district + "-SJ", now), "market_firms", folder + "/market_firms_new.csv", "market_firms_new.csv", now));

  const std::string until = format_date(local_date(now) + 180);
  const auto apply = [&](const char* line, const char* resource, const char* purpose, std::vector<std::string> fields, const char* replaces) {
    exchange::ApplyIn in;
    in.resource = resource;
    in.unit = parts_.district + "-" + line;
    in.purpose = purpose;
    in.fields = std::move(fields);
    in.until = until;
    in.replaces = replaces;
    in.saves_minutes = 15;
    const Scope who = handler_of(in.unit, now);
    if (!who.person) return exchange::ApplicationView{};
    return required(parts_.db.write(who, [&](db::Tx& tx) { return sharing_->apply(tx, who, in, now); }));
  };
  const auto first = apply("MZ", "1010010001/000001", "高龄津贴免申即享核验", {"name", "id_card", "born"}, "户口本复印件");
  if (!first.id.empty()) {
    const Scope owner = handler_of(parts_.district + "-GA", now);
    exchange::ShareDecideIn grant;
    grant.reason = "最小必要范围";
    required(parts_.db.write(owner, [&](db::Tx& tx) { return sharing_->decide(tx, owner, first.id, grant, now); }));
  }
  apply("RS", "3060010001/000001", "养老待遇领取资格核验", {"name", "id_card", "died"}, "健在证明");
}

}  // namespace tiange::app
