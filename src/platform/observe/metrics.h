#pragma once
// Counters, gauges and histograms, shown in the Prometheus text format 0.0.4. Ask for a metric once and keep the
// reference: it lives as long as the program. Names follow Prometheus: unit last, counters end in _total.

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tiange::observe {

using Labels = std::map<std::string, std::string>;

class Counter {
 public:
  void add(std::int64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

class Gauge {
 public:
  void set(double v) { value_.store(v, std::memory_order_relaxed); }
  void add(double v) { value_.fetch_add(v, std::memory_order_relaxed); }
  double value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_{0};
};

class Histogram {
 public:
  explicit Histogram(std::vector<double> upper_bounds);
  void observe(double value);
  std::int64_t count() const;
  double sum() const { return sum_.load(std::memory_order_relaxed); }
  const std::vector<double>& bounds() const { return bounds_; }
  std::int64_t in_bucket(std::size_t i) const {
    return buckets_[i].load(std::memory_order_relaxed);
  }  // last: above all

 private:
  std::vector<double> bounds_;
  std::vector<std::atomic<std::int64_t>> buckets_;
  std::atomic<double> sum_{0};
};

class Metrics {
 public:
  // The same name and labels give the same metric. `help` of the first call counts.
  Counter& counter(std::string_view name, std::string_view help, Labels labels = {});
  Gauge& gauge(std::string_view name, std::string_view help, Labels labels = {});
  Histogram& histogram(std::string_view name, std::string_view help, Labels labels = {},
                       std::vector<double> upper_bounds = latency_bounds());
  // A gauge whose value is asked for when it is shown; the last one given under a name and labels counts.
  void ask(std::string_view name, std::string_view help, std::function<double()> value, Labels labels = {});
  // Forgets what ask() was given under this name: called before what the function looks at goes away.
  void forget(std::string_view name);

  std::string text() const;

  static std::vector<double> latency_bounds();  // seconds: 0.25 ms … 10 s

 private:
  enum class Kind { counter, gauge, histogram };
  struct Series {
    std::unique_ptr<Counter> counter;
    std::unique_ptr<Gauge> gauge;
    std::unique_ptr<Histogram> histogram;
    std::function<double()> asked;
  };
  struct Family {
    Kind kind;
    std::string help;
    std::map<std::string, Series> series;  // by label text
  };
  Series& series(std::string_view name, std::string_view help, Kind kind, const Labels& labels);
  static void append_series(std::string& out, const std::string& name, const std::string& labels, const Series& series);

  mutable std::mutex mutex_;
  std::map<std::string, Family, std::less<>> families_;
};

// The program's own, with its memory, CPU time and start under the names Prometheus knows (process_…).
Metrics& metrics();

}  // namespace tiange::observe
