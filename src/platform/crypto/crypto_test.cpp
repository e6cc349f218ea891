#include "platform/crypto/crypto.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>

namespace tiange::crypto {
namespace {

TEST(Digests, Sm3OfTheStandard) {
  // GB/T 32905-2016, appendix A.
  EXPECT_EQ(hex(sm3("abc")), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  std::string abcd;
  for (int i = 0; i < 16; ++i) abcd += "abcd";
  EXPECT_EQ(hex(sm3(abcd)), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
}

TEST(Hmac, OfRfc4231) {
  EXPECT_EQ(hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Base32, OfRfc4648) {
  EXPECT_EQ(base32("foobar"), "MZXW6YTBOI");
  EXPECT_EQ(base32("fooba"), "MZXW6YTB");
  EXPECT_EQ(base32("f"), "MY");
  EXPECT_EQ(unbase32("mzxw6ytboi======"), "foobar");
  EXPECT_EQ(unbase32("MY"), "f");
  EXPECT_EQ(unbase32("MZ"), std::nullopt);  // left-over bits
  EXPECT_EQ(unbase32("M1"), std::nullopt);
  const std::string bytes = random_bytes(37);
  EXPECT_EQ(unbase32(base32(bytes)), bytes);
  EXPECT_EQ(unbase64url(base64url(bytes)), bytes);
  EXPECT_EQ(unbase64url("a"), std::nullopt);
  EXPECT_EQ(unbase64url("a+b/"), std::nullopt);
}

// RFC 6238, appendix B: the SHA-1 rows, whose last six digits are the six-digit codes.
TEST(Totp, OfRfc6238) {
  const std::string secret = base32("12345678901234567890");
  const std::pair<std::int64_t, const char*> rows[] = {{59, "287082"},         {1111111109, "081804"},
                                                       {1111111111, "050471"}, {1234567890, "005924"},
                                                       {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& [at_s, code] : rows) {
    EXPECT_EQ(totp_code(secret, at_s / 30), code);
    const Instant now{at_s * 1'000'000};
    EXPECT_EQ(match_totp(secret, code, now), at_s / 30);
    EXPECT_EQ(match_totp(secret, code, now + seconds(30)), at_s / 30);
    EXPECT_EQ(match_totp(secret, code, now + seconds(60)), std::nullopt);
    EXPECT_EQ(match_totp(secret, code, now - seconds(90)), std::nullopt);
  }
  EXPECT_EQ(match_totp("not base 32", "287082", Instant{59'000'000}), std::nullopt);
  EXPECT_EQ(match_totp(secret, "", Instant{59'000'000}), std::nullopt);
  EXPECT_EQ(unbase32(new_totp_secret())->size(), 20u);
  EXPECT_EQ(totp_uri("ABC", "天格", "li"), "otpauth://totp/%E5%A4%A9%E6%A0%BC:li?secret=ABC&issuer=%E5%A4%A9%E6%A0%BC");
}

TEST(Passwords, VerifyOnlyThemselves) {
  const PasswordCost low{1, 8u << 20};
  const std::string kept = hash_password("禅城2026!", low);
  EXPECT_EQ(kept.rfind("$argon2id$", 0), 0u);
  EXPECT_TRUE(verify_password(kept, "禅城2026!"));
  EXPECT_FALSE(verify_password(kept, "禅城2026"));
  EXPECT_FALSE(verify_password("", "禅城2026!"));
  EXPECT_FALSE(verify_password("$argon2id$nonsense", "x"));
  EXPECT_NE(hash_password("禅城2026!", low), kept);
  EXPECT_FALSE(needs_rehash(kept, low));
  EXPECT_TRUE(needs_rehash(kept, PasswordCost{2, 8u << 20}));
}

TEST(Random, TokensDiffer) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random_token(16));
  EXPECT_EQ(seen.size(), 1000u);
  const std::string code = random_code(4);
  EXPECT_EQ(code.size(), 19u);
  EXPECT_EQ(code.find_first_not_of("23456789ABCDEFGHJKMNPQRSTUVWXYZ-"), std::string::npos);
}

TEST(Random, UuidsAreOfVersion7AndInTheOrderOfTime) {
  const Instant moment{1'645'557'742'000'000};  // the example of RFC 9562, appendix A.6
  const std::string uuid = random_uuid(moment);
  EXPECT_EQ(uuid.substr(0, 15), "017f22e2-79b0-7");
  EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos);
  EXPECT_EQ(uuid.size(), 36u);
  EXPECT_NE(uuid, random_uuid(moment));
  EXPECT_LT(uuid, random_uuid(moment + Span{1'000}));
}

TEST(ConstantTime, Compares) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

// The Galois/Counter Mode of Operation (McGrew, Viega), test case 16, opened as nonce, text, tag.
TEST(Sealer, OpensWhatTheStandardSealed) {
  const auto unhex = [](std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 2) {
      out += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
    }
    return out;
  };
  const Sealer sealer(unhex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"));
  const std::string sealed = unhex("cafebabefacedbaddecaf888") +
                             unhex("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                                   "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662") +
                             unhex("76fc6ece0f4e1768cddf8853bb2d551b");
  const auto plain = sealer.open(sealed, unhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"));
  ASSERT_TRUE(plain.has_value());
  EXPECT_EQ(hex(*plain),
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
            "b16aedf5aa0de657ba637b39");
}

TEST(Sealer, KeepsItsKeyInAFile) {
  char name[] = "/tmp/tiange-crypto-XXXXXX";
  const std::string folder = ::mkdtemp(name);
  const std::string path = folder + "/secrets/seal.key";
  const std::string sealed = Sealer::from_file(path).seal("密", "totp:7");
  EXPECT_EQ(Sealer::from_file(path).open(sealed, "totp:7"), "密");
  EXPECT_EQ(Sealer::from_file(path).open(sealed, "totp:8"), std::nullopt);
  std::string changed = sealed;
  changed.back() = static_cast<char>(changed.back() ^ 1);
  EXPECT_EQ(Sealer::from_file(path).open(changed, "totp:7"), std::nullopt);
  EXPECT_EQ(Sealer::from_file(path).open("short", "totp:7"), std::nullopt);
  EXPECT_EQ(Sealer::from_file(folder + "/secrets/other.key").open(sealed, "totp:7"), std::nullopt);
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  ::chmod(path.c_str(), 0644);
  EXPECT_THROW(Sealer::from_file(path), std::runtime_error);
  std::ofstream(path) << "short";
  ::chmod(path.c_str(), 0600);
  EXPECT_THROW(Sealer::from_file(path), std::runtime_error);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace tiange::crypto
