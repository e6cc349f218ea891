#pragma once
// Cuts a region into cells of wanted sizes: a centroidal power diagram. Each cell is the set of points whose weighted
// square distance to its site is least; cells are convex, so cells of cells are convex too.

#include <cstdint>
#include <span>
#include <vector>

#include "town/ground/random.h"

namespace tiange::town {

struct Spot {  // metres in a local plane
  double x = 0;
  double y = 0;
};

struct Site {
  Spot at;
  double weight = 0;  // m²: the larger, the larger the cell
};

// Index of the site whose cell holds the spot.
int cell_of(std::span<const Site> sites, Spot spot);

// Sites far from each other among the samples.
std::vector<Site> spread_sites(std::span<const Spot> samples, int count, Random& random);

// Moves weights, and sites too when `move`, until each cell holds its share of the samples. Shares sum to 1.
void balance(std::span<const Spot> samples, std::span<const double> shares, bool move, std::vector<Site>& sites);

// A convex polygon cut down to the cell of one site.
std::vector<Spot> clip_to_cell(std::vector<Spot> convex, std::span<const Site> sites, int cell);

}  // namespace tiange::town
