#include <cstdio>

#include "app/bench/bench.h"
#include "base/json.h"

namespace tiange::app {

namespace bench {

void Figures::print(bool as_json) const {
  json::Object object;
  for (const auto& [name, value] : texts_) object.emplace_back(name, value);
  for (const auto& [name, value] : numbers_) {
    const bool whole = value == static_cast<double>(static_cast<std::int64_t>(value));
    object.emplace_back(name, whole ? json::Value(static_cast<std::int64_t>(value)) : json::Value(value));
  }
  if (as_json) {
    std::printf("%s\n", json::write(json::Value(object)).c_str());
    return;
  }
  for (const auto& [name, value] : object) std::printf("%-28s %s\n", name.c_str(), json::write(value).c_str());
}

}  // namespace bench

int bench_command(const Call& call) {
  const std::string name = call.rest.empty() ? "" : call.rest.front();
  if (name == "lifecycle") return bench::lifecycle(call);
  if (name == "burst") return bench::burst(call);
  if (name == "import") return bench::import(call);
  if (name == "parts") return bench::parts(call);
  if (name == "ingest") return bench::ingest(call);
  if (name == "raw") return bench::raw_rows(call);
  if (name == "registers") return bench::registers_speed(call);
  if (name == "find") return bench::find(call);
  if (name == "rules") return bench::compare_speed(call);
  if (name == "credit") return bench::credit_speed(call);
  if (name == "jobs") return bench::jobs_speed(call);
  if (name == "policy") return bench::policy_speed(call);
  if (name == "locate") return bench::locate(call);
  if (name == "start") return bench::start(call);
  if (name == "crash") return bench::crash(call);
  if (name == "columns") return bench::columns_speed(call);
  if (name == "feel") return bench::feel_speed(call);
  if (name == "dmn") return bench::dmn_speed(call);
  if (name == "duplicates") return bench::duplicates(call);
  if (name == "link") return bench::link(call);
  if (name == "photos") return bench::photos(call);
  if (name == "search") return bench::search(call);
  if (name == "process") return bench::process_speed(call);
  std::fprintf(stderr, "用法 / usage: tiange bench lifecycle|burst|import|locate|start|columns|feel|dmn|process|duplicates|link|photos|parts|ingest|raw|registers|find|rules|credit|jobs|policy [--json yes]\n");
  return 2;
}

}  // namespace tiange::app
