#include "city/flows/definitions/definition_room.h"

namespace tiange::flows {

void DefinitionRoom::add_routes(http::Routes& routes) {
  add_draft_routes(routes, *this);
  add_release_routes(routes, *this);
  add_expression_routes(routes, parts_.home);
}

std::unique_ptr<Definitions> open_definitions(DefinitionParts parts) {
  return std::make_unique<DefinitionRoom>(std::move(parts));
}

}  // namespace tiange::flows
