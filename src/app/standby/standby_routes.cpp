#include "app/standby/standby_routes.h"

#include <filesystem>

#include "app/standby/standby.h"
#include "platform/net/fetch.h"

namespace tiange::app {

namespace {

struct StandbyPath {
  std::string path;
};
BOOST_DESCRIBE_STRUCT(StandbyPath, (), (path))

struct StandbyView {
  bool given = false;  // whether a standby is named in the settings
  bool up = false;
  bool vouched = false;  // limits run from when the standby received a report; else from the hand-over
  std::string path;
  std::optional<StandbyState> state;
};
BOOST_DESCRIBE_STRUCT(StandbyView, (), (given, up, vouched, path, state))

}  // namespace

void add_standby_routes(http::Routes& routes, const StandbyPlace& place) {
  routes.query<StandbyPath>("/api/v1/public/standby", Permission::open_to_all, "应急受理入口", "Where reports go while the core is down",
                            [place](const http::Request&) -> Result<StandbyPath> { return StandbyPath{place.path}; });
  routes.query<StandbyView>("/api/v1/system/standby", Permission::system_manage, "应急受理状态", "State of the standby",
                            [place](const http::Request&) -> Result<StandbyView> {
                              StandbyView view;
                              view.path = place.path;
                              std::error_code failed;
                              view.vouched = std::filesystem::exists(place.key_path, failed);
                              view.given = !place.url.empty();
                              if (!view.given) return view;
                              net::FetchLimits limits;
                              limits.connect = seconds(1);
                              limits.whole = seconds(3);
                              limits.private_addresses = true;
                              const auto answer = net::fetch({"GET", place.url + "/api/v1/standby", {}, ""}, limits);
                              if (!answer.ok() || answer->status != 200) return view;
                              auto state = json::read<StandbyState>(answer->body);
                              view.up = state.ok();
                              if (state.ok()) view.state = std::move(*state);
                              return view;
                            });
}

}  // namespace tiange::app
