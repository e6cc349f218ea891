#include "city/cases/supervision/proof/proof.h"

#include <filesystem>

#include "city/cases/case_test_kit.h"

namespace tiange::cases {
namespace {

class HeldClock final : public tiange::Clock {
 public:
  Instant now() const override { return moment; }
  Instant moment;
};

// The file of a case that went through five hands, taken through the route.
std::string file_of(World& w, const crypto::Signer& signer, const std::string& ref, const Scope& scope, int status = 200) {
  HeldClock clock;
  const auto proof = open_proof({w.service->parts(), *w.service, clock, [](auto&&...) {}}, signer);
  http::Routes routes(w.db);
  proof->add_routes(routes);
  http::Request request;
  request.scope = scope;
  request.now = w.now;
  request.params["ref"] = ref;
  for (const http::Route& route : routes.all()) {
    if (!route.pattern.ends_with("/chain")) continue;
    const http::Response response = route.handle(request);
    EXPECT_EQ(response.status, status);
    return response.body;
  }
  return "";
}

void with_file(crypto::SignatureSuite suite, const std::function<void(World&, const std::string& file, const std::string& fingerprint)>& body) {
  const auto folder = std::filesystem::temp_directory_path() / ("tiange_proof_" + std::to_string(::getpid()));
  const crypto::Signer signer = crypto::Signer::from_file(folder / "sign.pem", suite);
  db::for_each_backend(test_migrations(), [&](db::Db& db) {
    World w(db);
    ReportInput in = w.input("STALL");
    in.evidence = {std::string(64, 'a')};
    const auto reported = w.report(w.seat, in);
    w.now = w.now + hours(1);
    ASSERT_TRUE(w.settle(w.handler, reported->ref).ok());
    ASSERT_TRUE(w.act(w.officer, reported->ref, Action::check_pass).ok());
    ASSERT_TRUE(w.act(w.acceptor, reported->ref, Action::close).ok());
    EXPECT_FALSE(text::contains(file_of(w, signer, reported->ref, w.other_officer, 404), "signature")) << "out of scope";
    body(w, file_of(w, signer, reported->ref, w.supervisor), signer.fingerprint());
  });
  std::filesystem::remove_all(folder);
}

TEST(Chain, TheFileHoldsAndSaysWhoDidWhat) {
  for (const auto suite : {crypto::SignatureSuite::ed25519, crypto::SignatureSuite::sm2}) {
    with_file(suite, [&](World&, const std::string& file, const std::string& fingerprint) {
      const auto report = verify_chain(file);
      ASSERT_TRUE(report.ok()) << report.refusal().zh << (report.refusal().fields.empty() ? "" : report.refusal().fields[0].path + report.refusal().fields[0].en);
      EXPECT_EQ(report->acts, 5);
      EXPECT_EQ(report->fingerprint, fingerprint);
      EXPECT_EQ(report->suite, crypto::suite_name(suite));
      EXPECT_TRUE(text::contains(file, std::string(64, 'a')));
    });
  }
}

TEST(Chain, AnyChangedByteIsFound) {
  with_file(crypto::SignatureSuite::ed25519, [](World&, const std::string& file, const std::string&) {
    for (std::size_t i = 0; i < file.size(); ++i) {
      std::string changed = file;
      changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 7)));
      EXPECT_FALSE(verify_chain(changed).ok()) << "byte " << i;
    }
    for (std::size_t cut = 0; cut < file.size(); cut += 31) EXPECT_FALSE(verify_chain(file.substr(0, cut)).ok());
    EXPECT_FALSE(verify_chain(file + "\n").ok());
    EXPECT_FALSE(verify_chain(" " + file).ok());
  });
}

// Who forges a whole history and signs it with a key of their own is found by the fingerprint; who only moves an act
// within a signed body, by the chain.
TEST(Chain, ASignedBodyMustStillFitItsOwnChain) {
  const auto folder = std::filesystem::temp_directory_path() / ("tiange_proof2_" + std::to_string(::getpid()));
  const crypto::Signer forger = crypto::Signer::from_file(folder / "sign.pem", crypto::SignatureSuite::ed25519);
  with_file(crypto::SignatureSuite::ed25519, [&](World&, const std::string& file, const std::string& fingerprint) {
    const auto whole = json::parse(file);
    ASSERT_TRUE(whole.ok());
    auto body = json::read_value<ChainBody>(*whole->find("body"));
    ASSERT_TRUE(body.ok());
    const auto copied = verify_chain(sign_chain(*body, forger));
    ASSERT_TRUE(copied.ok());
    EXPECT_NE(copied->fingerprint, fingerprint);
    ChainBody late = *body;
    late.acts[1].happened = late.acts[1].happened - hours(1);
    EXPECT_FALSE(verify_chain(sign_chain(late, forger)).ok());
    ChainBody missing = *body;
    missing.acts.pop_back();
    EXPECT_FALSE(verify_chain(sign_chain(missing, forger)).ok());
    ChainBody renamed = *body;
    renamed.acts[0].name = "别人";
    EXPECT_FALSE(verify_chain(sign_chain(renamed, forger)).ok());
  });
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace tiange::cases
