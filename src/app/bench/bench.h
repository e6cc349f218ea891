#pragma once
// Measures of the running product. Each prints one object (with --json) or a few lines, and beside every figure what limits it.

#include <string>
#include <utility>
#include <vector>

#include "app/commands.h"

namespace tiange::app::bench {

// Named numbers in order, printed as one JSON object or as lines.
class Figures {
 public:
  void add(std::string name, double value) { numbers_.emplace_back(std::move(name), value); }
  void add(std::string name, std::string value) { texts_.emplace_back(std::move(name), std::move(value)); }
  void print(bool json) const;

 private:
  std::vector<std::pair<std::string, double>> numbers_;
  std::vector<std::pair<std::string, std::string>> texts_;
};

int lifecycle(const Call& call);
int burst(const Call& call);
int import(const Call& call);
int locate(const Call& call);
int start(const Call& call);
int crash(const Call& call);
int columns_speed(const Call& call);
int feel_speed(const Call& call);
int dmn_speed(const Call& call);
int process_speed(const Call& call);
int duplicates(const Call& call);
int search(const Call& call);
int link(const Call& call);
int photos(const Call& call);
int parts(const Call& call);
int ingest(const Call& call);
int raw_rows(const Call& call);
int registers_speed(const Call& call);
int find(const Call& call);
int compare_speed(const Call& call);
int credit_speed(const Call& call);
int jobs_speed(const Call& call);
int policy_speed(const Call& call);

}  // namespace tiange::app::bench
