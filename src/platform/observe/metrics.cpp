#include "platform/observe/metrics.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <stdexcept>

#include "base/json.h"
#include "platform/observe/system_clock.h"

namespace tiange::observe {

namespace {

std::string label_text(const Labels& labels) {
  std::string text;
  for (const auto& [name, value] : labels) {
    text += text.empty() ? "" : ",";
    text += name + "=\"";
    for (char c : value) {
      if (c == '\n') {
        text += "\\n";
      } else {
        if (c == '"' || c == '\\') text += '\\';
        text += c;
      }
    }
    text += '"';
  }
  return text;
}

void append_sample(std::string& out, std::string_view name, std::string_view labels, double value) {
  out += name;
  if (!labels.empty()) {
    out += '{';
    out += labels;
    out += '}';
  }
  out += ' ';
  json::append_number(out, value);
  out += '\n';
}

std::string with_bound(const std::string& labels, std::string_view bound) {
  return labels + (labels.empty() ? "" : ",") + "le=\"" + std::string(bound) + "\"";
}

}  // namespace

Histogram::Histogram(std::vector<double> upper_bounds)
    : bounds_(std::move(upper_bounds)), buckets_(bounds_.size() + 1) {}

void Histogram::observe(double value) {
  const auto bucket = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
  buckets_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

std::int64_t Histogram::count() const {
  std::int64_t total = 0;
  for (const auto& bucket : buckets_) total += bucket.load(std::memory_order_relaxed);
  return total;
}

std::vector<double> Metrics::latency_bounds() {
  return {0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
}

Metrics::Series& Metrics::series(std::string_view name, std::string_view help, Kind kind, const Labels& labels) {
  auto found = families_.find(name);
  if (found == families_.end()) {
    found = families_.emplace(std::string(name), Family{kind, std::string(help), {}}).first;
  }
  if (found->second.kind != kind) throw std::logic_error("a metric has two kinds: " + std::string(name));
  return found->second.series[label_text(labels)];
}

Counter& Metrics::counter(std::string_view name, std::string_view help, Labels labels) {
  std::lock_guard lock(mutex_);
  Series& found = series(name, help, Kind::counter, labels);
  if (!found.counter) found.counter = std::make_unique<Counter>();
  return *found.counter;
}

Gauge& Metrics::gauge(std::string_view name, std::string_view help, Labels labels) {
  std::lock_guard lock(mutex_);
  Series& found = series(name, help, Kind::gauge, labels);
  if (!found.gauge) found.gauge = std::make_unique<Gauge>();
  return *found.gauge;
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help, Labels labels,
                              std::vector<double> upper_bounds) {
  std::lock_guard lock(mutex_);
  Series& found = series(name, help, Kind::histogram, labels);
  if (!found.histogram) found.histogram = std::make_unique<Histogram>(std::move(upper_bounds));
  return *found.histogram;
}

void Metrics::ask(std::string_view name, std::string_view help, std::function<double()> value, Labels labels) {
  std::lock_guard lock(mutex_);
  series(name, help, Kind::gauge, labels).asked = std::move(value);
}

void Metrics::forget(std::string_view name) {
  std::lock_guard lock(mutex_);
  const auto found = families_.find(name);
  if (found == families_.end()) return;
  for (auto& [labels, one] : found->second.series) one.asked = nullptr;
}

void Metrics::append_series(std::string& out, const std::string& name, const std::string& labels,
                            const Series& one) {
  if (one.counter) append_sample(out, name, labels, static_cast<double>(one.counter->value()));
  if (one.gauge) append_sample(out, name, labels, one.gauge->value());
  if (one.asked) append_sample(out, name, labels, one.asked());
  if (!one.histogram) return;
  std::int64_t below = 0;
  for (std::size_t i = 0; i < one.histogram->bounds().size(); ++i) {
    below += one.histogram->in_bucket(i);
    std::string bound;
    json::append_number(bound, one.histogram->bounds()[i]);
    append_sample(out, name + "_bucket", with_bound(labels, bound), static_cast<double>(below));
  }
  below += one.histogram->in_bucket(one.histogram->bounds().size());
  append_sample(out, name + "_bucket", with_bound(labels, "+Inf"), static_cast<double>(below));
  append_sample(out, name + "_sum", labels, one.histogram->sum());
  append_sample(out, name + "_count", labels, static_cast<double>(below));
}

std::string Metrics::text() const {
  static constexpr std::string_view k_kinds[] = {"counter", "gauge", "histogram"};
  std::lock_guard lock(mutex_);
  std::string out;
  for (const auto& [name, family] : families_) {
    out += "# HELP " + name + " " + family.help + "\n# TYPE " + name + " ";
    out += k_kinds[static_cast<int>(family.kind)];
    out += '\n';
    for (const auto& [labels, one] : family.series) append_series(out, name, labels, one);
  }
  return out;
}

namespace {

double resident_bytes() {
  long pages = 0;
  if (FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%*d %ld", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double cpu_seconds() {
  timespec used{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

}  // namespace

Metrics& metrics() {
  static Metrics all;
  static const bool described = [] {
    all.ask("process_resident_memory_bytes", "Memory in use", resident_bytes);
    all.ask("process_cpu_seconds_total", "CPU time used", cpu_seconds);
    const double start_s = static_cast<double>(SystemClock().now().us) / 1e6;
    all.ask("process_start_time_seconds", "When the program started", [start_s] { return start_s; });
    return true;
  }();
  (void)described;
  return all;
}

}  // namespace tiange::observe
