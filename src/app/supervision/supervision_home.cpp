#include "app/supervision/supervision_home.h"

#include <stdexcept>

#include "platform/blobs/photo_hash.h"

namespace tiange::app {

namespace {

crypto::Signer signer_of(const SupervisionHomeParts& parts) {
  const auto suite = crypto::suite_from(parts.suite);
  if (!suite) throw std::runtime_error("signature_suite: ed25519 or sm2");
  return crypto::Signer::from_file(parts.secrets_folder + "/sign_" + parts.suite + ".pem", *suite);
}

struct Exempted {
  static constexpr bool k_json_defaults = true;
  std::string ref, work, reason, document, text;
};
BOOST_DESCRIBE_STRUCT(Exempted, (), (ref, work, reason, document, text))

}  // namespace

std::vector<db::Migration> supervision_home_migrations() {
  std::vector<db::Migration> all;
  for (const auto part : {cases::supervision_migrations(), cases::sampling_migrations(), cases::closing_migrations()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

SupervisionHome::SupervisionHome(const SupervisionHomeParts& parts) : signer_(signer_of(parts)) {
  const cases::SupervisionParts tied{
      .base = parts.base,
      .cases = parts.cases,
      .clock = parts.clock,
      .record = [&org = parts.org](db::Tx& tx, const http::Request& request, const std::string& kind, const std::string& subject,
                                   const Words& detail) { org.record(tx, request, kind, subject, detail); }};
  supervision_ = cases::open_supervision(tied);
  sampling_ = cases::open_sampling(tied, *supervision_, parts.jobs, parts.base.options.district);
  closings_ = cases::open_closings(tied, *sampling_, [&blobs = parts.blobs](std::string_view digest) {
    return blobs::photo_hash_of_file(blobs.path_of(digest));
  });
  proof_ = cases::open_proof(tied, signer_);
  sampling_->add_jobs();
  closings_->listen(parts.outbox);
  // 申诉成立 The raw fact stays; figures leave it out.
  parts.outbox.subscribe("case.exempted", "scores", [&scores = parts.scores](db::Tx& tx, const db::Event& event) -> Outcome {
    TIANGE_TRY(const Exempted told, json::read<Exempted>(event.body));
    TIANGE_TRY(const scores::ExemptionView granted,
               scores.exempt(tx, system_scope(), {told.ref, told.work, told.reason, told.document, told.text}, event.happened));
    (void)granted;
    return done();
  });
  parts.ticker.every("supervision.letters", seconds(20), [this](Instant now) { supervision_->tick(now); });
  parts.ticker.every("supervision.closings", seconds(2), [this](Instant now) { closings_->examine_due(now); });
}

void SupervisionHome::add_routes(http::Routes& routes) {
  supervision_->add_routes(routes);
  sampling_->add_routes(routes);
  closings_->add_routes(routes);
  proof_->add_routes(routes);
}

}  // namespace tiange::app
