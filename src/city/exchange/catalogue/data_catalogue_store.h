#pragma once
// All SQL of the catalogue of data, which holds no personal data.

#include "city/exchange/catalogue/data_catalogue.h"

namespace tiange::exchange::store {

std::vector<Resource> resources(db::Tx& tx);  // by code, those not in use too
std::optional<Resource> resource(db::Tx& tx, std::string_view code);
bool put_resource(db::Tx& tx, const Resource& one, std::string_view by, Instant now);  // false: somebody was first
std::vector<ResourceVersion> resource_versions(db::Tx& tx, std::string_view code);

}  // namespace tiange::exchange::store
