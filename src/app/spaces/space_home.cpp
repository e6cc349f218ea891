#include "app/spaces/space_home.h"

#include <stdexcept>

#include "base/json.h"
#include "platform/files/files.h"

namespace tiange::app {

namespace {

crypto::Signer signer_of(const SpaceHomeParts& parts) {
  const std::string& name = parts.settings.signature_suite;
  const auto suite = crypto::suite_from(name);
  if (!suite) throw std::runtime_error("signature_suite: " + name);
  return crypto::Signer::from_file(parts.data_folder + "/secrets/sign_" + name + ".pem", *suite);
}

spaces::SpaceRules rules_of(const SpaceHomeParts& parts) {
  auto rules = json::read<spaces::SpaceRules>(read_file(parts.definitions + "/spaces.json"));
  if (!rules.ok()) throw std::runtime_error("spaces.json: " + rules.refusal().zh);
  return std::move(*rules);
}

}  // namespace

std::vector<db::Migration> space_migrations() {
  std::vector<db::Migration> all = mask_migrations();
  const auto more = spaces::migrations();
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

SpaceHome::SpaceHome(const SpaceHomeParts& parts)
    : parts_(parts),
      policy_(read_file(parts.definitions + "/masks.json")),
      signer_(signer_of(parts)),
      masks_({.db = parts.db,
              .ids = parts.ids,
              .org = parts.org,
              .subjects = parts.subjects,
              .ticker = parts.ticker,
              .district = parts.district,
              .data_folder = parts.data_folder,
              .node = parts.settings.node,
              .four_eyes = parts.settings.four_eyes}),
      spaces_(spaces::open_spaces({.db = parts.db,
                                   .ids = parts.ids,
                                   .org = parts.org,
                                   .subjects = parts.subjects,
                                   .signer = signer_,
                                   .rules = rules_of(parts),
                                   .district = parts.district,
                                   .district_name = {parts.places.name(parts.district, Language::zh), parts.places.name(parts.district, Language::en)},
                                   .data_folder = parts.data_folder})) {}

Outcome SpaceHome::lay(db::Tx& tx, Instant now) { return masks_.lay(tx, policy_, now); }

void SpaceHome::add_routes(http::Routes& routes, const http::Recorder& record) {
  masks_.add_routes(routes, record);
  spaces_->add_routes(routes, record);
}

}  // namespace tiange::app
