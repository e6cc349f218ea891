#include "platform/crypto/signer.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace tiange::crypto {
namespace {

class SignerTest : public ::testing::TestWithParam<SignatureSuite> {
 protected:
  std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("tiange_signer_" + std::to_string(::getpid()));
  void TearDown() override { std::filesystem::remove_all(folder_); }
};

TEST_P(SignerTest, WhatWasSignedHoldsAndNothingElse) {
  const std::string path = folder_ / "sign.key";
  const Signer signer = Signer::from_file(path, GetParam());
  const std::string signature = signer.sign("案卷");
  EXPECT_TRUE(verify_signature(GetParam(), signer.public_key(), "案卷", signature));
  EXPECT_FALSE(verify_signature(GetParam(), signer.public_key(), "案券", signature));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    std::string changed = signature;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(verify_signature(GetParam(), signer.public_key(), "案卷", changed)) << i;
  }
  EXPECT_FALSE(verify_signature(GetParam(), "no key", "案卷", signature));
}

TEST_P(SignerTest, TheKeyStaysAndIsNobodyElses) {
  const std::string path = folder_ / "sign.key";
  const std::string first = Signer::from_file(path, GetParam()).fingerprint();
  EXPECT_EQ(Signer::from_file(path, GetParam()).fingerprint(), first);
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  std::filesystem::permissions(path, std::filesystem::perms::group_read, std::filesystem::perm_options::add);
  EXPECT_THROW(Signer::from_file(path, GetParam()), std::runtime_error);
}

INSTANTIATE_TEST_SUITE_P(Suites, SignerTest, ::testing::Values(SignatureSuite::ed25519, SignatureSuite::sm2),
                         [](const auto& info) { return std::string(suite_name(info.param)); });

TEST(Signer, AKeyOfOneSuiteIsNoKeyOfTheOther) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / ("tiange_signer2_" + std::to_string(::getpid()));
  const std::string path = folder / "sign.key";
  const Signer signer = Signer::from_file(path, SignatureSuite::ed25519);
  EXPECT_THROW(Signer::from_file(path, SignatureSuite::sm2), std::runtime_error);
  EXPECT_FALSE(verify_signature(SignatureSuite::sm2, signer.public_key(), "x", signer.sign("x")));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace tiange::crypto
