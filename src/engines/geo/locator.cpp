#include "engines/geo/locator.h"

#include <algorithm>
#include <cmath>

namespace tiange::geo {
namespace {

using detail::Edge;

constexpr std::int32_t k_border = -2;  // answers at or below this name a border cell

struct OwnedEdge {
  std::uint32_t shape;
  Edge edge;
};

void collect(const Ring& ring, std::uint32_t shape, std::vector<OwnedEdge>& out) {
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size() && ring.size() > 2; j = i++) {
    if (ring[i] != ring[j]) out.push_back({shape, detail::canonical_edge(ring[j], ring[i])});
  }
}

}  // namespace

// Builds in three passes: file every edge in the cells it touches, settle border cells, settle quiet cells.
class LocatorBuilder {
 public:
  LocatorBuilder(Locator& locator, std::span<const MultiPolygon> shapes) : locator_(locator), shapes_(shapes) {}

  void build() {
    if (!measure()) return;
    for (std::uint32_t i = 0; i < edges_.size(); ++i) file(i);
    locator_.answers_.assign(std::size_t{k_side} * k_side, Locator::k_nowhere);
    for (int row = 0; row < k_side; ++row) {
      for (int column = 0; column < k_side; ++column) settle(row, column);
    }
  }

 private:
  static constexpr int k_side = Locator::k_side;

  bool measure() {
    for (std::uint32_t i = 0; i < shapes_.size(); ++i) {
      boxes_.push_back(box_of(shapes_[i]));
      for (const Polygon& part : shapes_[i].parts) {
        collect(part.outer, i, edges_);
        for (const Ring& hole : part.holes) collect(hole, i, edges_);
      }
    }
    if (edges_.empty()) return false;
    Box box = boxes_[edges_[0].shape];
    for (const Box& b : boxes_) {
      box = {std::min(box.west, b.west), std::min(box.south, b.south), std::max(box.east, b.east),
             std::max(box.north, b.north)};
    }
    locator_.box_ = box;
    width_ = (box.east - box.west) / k_side;
    height_ = (box.north - box.south) / k_side;
    locator_.cells_per_lng_ = 1 / width_;
    locator_.cells_per_lat_ = 1 / height_;
    touching_.resize(std::size_t{k_side} * k_side);
    return std::isfinite(locator_.cells_per_lng_) && std::isfinite(locator_.cells_per_lat_);
  }

  static int clamp(double cell) { return static_cast<int>(std::clamp(cell, 0.0, double{k_side - 1})); }

  // Row by row, the stretch of longitudes the edge covers, with a margin far above rounding and far below a cell.
  void file(std::uint32_t index) {
    constexpr double margin = 1e-6;
    const auto [a, b] = edges_[index].edge;
    const Box& box = locator_.box_;
    const int first_row = clamp((a.lat - box.south) / height_ - margin);
    const int last_row = clamp((b.lat - box.south) / height_ + margin);
    for (int row = first_row; row <= last_row; ++row) {
      double west = std::min(a.lng, b.lng), east = std::max(a.lng, b.lng);
      if (last_row > first_row && b.lat > a.lat) {
        const double low = std::max(a.lat, box.south + (row - margin) * height_);
        const double high = std::min(b.lat, box.south + (row + 1 + margin) * height_);
        const double slope = (b.lng - a.lng) / (b.lat - a.lat);
        const double at_low = a.lng + slope * (low - a.lat), at_high = a.lng + slope * (high - a.lat);
        west = std::max(west, std::min(at_low, at_high));
        east = std::min(east, std::max(at_low, at_high));
      }
      const int first = clamp((west - box.west) / width_ - margin);
      const int last = clamp((east - box.west) / width_ + margin);
      for (int column = first; column <= last; ++column) touching_[row * k_side + column].push_back(index);
    }
  }

  Point reference_of(int row, int column, const std::vector<std::uint32_t>& near) const {
    Point p{locator_.box_.west + (column + 0.5) * width_, locator_.box_.south + (row + 0.5) * height_};
    const auto too_close = [&](std::uint32_t i) {
      const Edge& e = edges_[i].edge;
      return std::abs(e.a.lng - p.lng) < width_ * 1e-7 || std::abs(e.b.lng - p.lng) < width_ * 1e-7;
    };
    // Each step leaves the corners met so far behind; with n corners at most n steps of 1e-6 are needed.
    while (std::any_of(near.begin(), near.end(), too_close)) p.lng += width_ * 1e-6;
    return p;
  }

  std::int32_t shape_at(Point p) const {
    for (std::size_t i = 0; i < shapes_.size(); ++i) {
      if (boxes_[i].contains(p) && contains(shapes_[i], p)) return static_cast<std::int32_t>(i);
    }
    return Locator::k_nowhere;
  }

  void settle(int row, int column) {
    std::vector<std::uint32_t>& near = touching_[row * k_side + column];
    std::int32_t& answer = locator_.answers_[row * k_side + column];
    const Point reference = reference_of(row, column, near);
    if (near.empty()) {
      const bool same_as_west = column > 0 && touching_[row * k_side + column - 1].empty();
      answer = same_as_west ? (&answer)[-1] : shape_at(reference);
      return;
    }
    answer = k_border - static_cast<std::int32_t>(locator_.cells_.size());
    std::stable_sort(near.begin(), near.end(), [&](auto x, auto y) { return edges_[x].shape < edges_[y].shape; });
    Locator::Cell cell{reference, static_cast<std::uint32_t>(locator_.candidates_.size()), 0};
    std::size_t next = 0;
    // Shapes without an edge here cover the cell wholly or not at all; in shape order, so the lowest index wins.
    for (std::uint32_t shape = 0; shape < shapes_.size(); ++shape) {
      const auto first = static_cast<std::uint32_t>(locator_.edges_.size());
      for (; next < near.size() && edges_[near[next]].shape == shape; ++next) {
        locator_.edges_.push_back(edges_[near[next]].edge);
      }
      const auto last = static_cast<std::uint32_t>(locator_.edges_.size());
      const bool inside = boxes_[shape].contains(reference) && contains(shapes_[shape], reference);
      if (last > first || inside) locator_.candidates_.push_back({shape, first, last, inside});
    }
    cell.last_candidate = static_cast<std::uint32_t>(locator_.candidates_.size());
    locator_.cells_.push_back(cell);
  }

  Locator& locator_;
  std::span<const MultiPolygon> shapes_;
  std::vector<Box> boxes_;
  std::vector<OwnedEdge> edges_;
  std::vector<std::vector<std::uint32_t>> touching_;
  double width_ = 0;
  double height_ = 0;
};

Locator::Locator(std::span<const MultiPolygon> shapes) { LocatorBuilder(*this, shapes).build(); }

std::int32_t Locator::locate(Point p) const {
  // Written so that NaN fails the test.
  if (!(p.lng >= box_.west && p.lng <= box_.east && p.lat >= box_.south && p.lat <= box_.north)) return k_nowhere;
  const int column = std::min(static_cast<int>((p.lng - box_.west) * cells_per_lng_), k_side - 1);
  const int row = std::min(static_cast<int>((p.lat - box_.south) * cells_per_lat_), k_side - 1);
  const std::int32_t answer = answers_[static_cast<std::size_t>(row) * k_side + column];
  return answer > k_border ? answer : locate_near_border(cells_[k_border - answer], p);
}

std::int32_t Locator::locate_near_border(const Cell& cell, Point p) const {
  const Point bend{cell.reference.lng, p.lat};
  for (std::uint32_t c = cell.first_candidate; c != cell.last_candidate; ++c) {
    const Candidate& candidate = candidates_[c];
    bool inside = candidate.reference_inside;
    for (std::uint32_t i = candidate.first_edge; i != candidate.last_edge; ++i) {
      const Edge& e = edges_[i];
      const bool at_bend = detail::left_of(e, bend);
      inside ^= detail::spans_lng(e, bend.lng) & (detail::left_of(e, cell.reference) != at_bend);
      inside ^= detail::spans_lat(e, p.lat) & (at_bend != detail::left_of(e, p));
    }
    if (inside) return static_cast<std::int32_t>(candidate.shape);
  }
  return k_nowhere;
}

void Locator::locate(std::span<const Point> points, std::span<std::int32_t> found) const {
  for (std::size_t i = 0; i < points.size(); ++i) found[i] = locate(points[i]);
}

std::size_t Locator::memory_bytes() const {
  return answers_.size() * sizeof(std::int32_t) + cells_.size() * sizeof(Cell) +
         candidates_.size() * sizeof(Candidate) + edges_.size() * sizeof(Edge);
}

}  // namespace tiange::geo
