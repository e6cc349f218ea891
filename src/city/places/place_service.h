#pragma once
// Keeps the map in force in memory and changes it by versions with effective dates.

#include <atomic>
#include <mutex>

#include "city/places/place_map.h"
#include "engines/geo/topology.h"

namespace tiange::places {

// A new or changed area in a change of the map. Geometry in WGS84.
struct AreaChange {
  Area area;                // version and dates are set by the room
  geo::MultiPolygon shape;
  bool retired = false;     // the area ends; its code and its past stay
};

class PlaceService : public Places {
 public:
  PlaceService(db::Db& db, const Clock& clock, IdSource& ids) : db_(db), clock_(clock), ids_(ids) {}

  Result<Located> locate(double lng, double lat) const override;
  Result<Located> of_grid(std::string_view grid_code) const override;
  std::vector<Candidate> find(std::string_view text, std::size_t most, Language language = Language::zh) const override;
  std::optional<Area> area(std::string_view code) const override;
  std::vector<Area> children(std::string_view parent) const override;
  std::string name(std::string_view code, Language language) const override;
  std::string full_name(std::string_view code, Language language) const override;

  std::shared_ptr<const PlaceMap> map() const { return std::atomic_load(&map_); }

  // Reads the map when another instance or a date changed it; cheap otherwise. Called at start and by a ticker.
  Outcome refresh();

  // What is wrong with the grids of the district as they would be on `from`; slivers up to 1 m² are no flaw. The flaws'
  // indices count the grids among the changes that stay, in their order; higher ones are grids that are left as they are.
  Result<geo::TopologyReport> check(db::Tx& tx, const std::vector<AreaChange>& changes, Date from) const;
  Result<geo::TopologyReport> check(const std::vector<AreaChange>& changes, Date from) const;
  // Publishes changes that start on `from` (today or later). Codes must be well formed, parents known, grids inside one
  // community; the topology of the resulting grids must be clean.
  Outcome publish(db::Tx& tx, const Scope& scope, const std::vector<AreaChange>& changes, Date from,
                  std::string_view reason);
  // Without the checks, for the first laying of a whole district that was checked as a whole.
  void lay(db::Tx& tx, const std::vector<AreaChange>& changes, Date from, std::string_view reason);
  std::vector<StoredArea> versions(std::string_view code) const;  // newest first
  // The map as it will be on a day, what has been published for it included.
  Result<std::shared_ptr<const PlaceMap>> map_on(db::Tx& tx, Date day) const;
  void add_names(db::Tx& tx, const std::vector<PlaceName>& names);

 private:
  std::vector<FieldError> faults_of(db::Tx& tx, const Scope& scope, const std::vector<AreaChange>& changes, Date from) const;
  Located located(const MappedArea& grid, geo::Point p) const;
  Candidate candidate(const PlaceName& place, double score, Language language) const;

  db::Db& db_;
  const Clock& clock_;
  IdSource& ids_;
  std::shared_ptr<const PlaceMap> map_;
  std::mutex refreshing_;
  std::int64_t revision_ = -1;
  std::optional<Date> next_change_;
};

}  // namespace tiange::places
