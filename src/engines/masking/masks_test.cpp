#include <gtest/gtest.h>

#include <set>

#include "engines/masking/masks.h"
#include "engines/masking/pseudonyms.h"

namespace tiange::masking {
namespace {

std::string shown(std::string_view word, std::string_view value) { return apply_mask(parse_mask(word).value(), value); }

TEST(Masks, FieldPractice) {
  EXPECT_EQ(shown("name", "王小明"), "王**");
  EXPECT_EQ(shown("name", "欧阳修文"), "欧阳**");
  EXPECT_EQ(shown("name", "李"), "*");
  EXPECT_EQ(shown("id", "44060419900101123X"), "440***********123X");
  EXPECT_EQ(shown("id:6", "44060419900101123X"), "440604********123X");
  EXPECT_EQ(shown("id", "4406"), "****") << "what has not the shape is hidden whole";
  EXPECT_EQ(shown("phone", "13812345678"), "138****5678");
  EXPECT_EQ(shown("phone", "0757-82340000"), "0757-****0000");
  EXPECT_EQ(shown("phone", "１３８１２３４５６７８"), "138****5678");
  EXPECT_EQ(shown("phone", "82340000"), "******00");
  EXPECT_EQ(shown("bank", "6222021234567894321"), "***************4321");
  EXPECT_EQ(shown("email", "wang@foshan.cn"), "w***@foshan.cn");
  EXPECT_EQ(shown("email", "@foshan.cn"), "***");
  EXPECT_EQ(shown("plate", "粤E12345"), "粤E****5");
  EXPECT_EQ(shown("year", "1987-05-02"), "1987");
  EXPECT_EQ(shown("year:10", "1987-05-02"), "1980–1989");
  EXPECT_EQ(shown("year", "不详"), "***");
  EXPECT_EQ(shown("month", "1987-05-02"), "1987-05");
  EXPECT_EQ(shown("round:10", "43"), "40–49");
  EXPECT_EQ(shown("round:10", "-3"), "-10–-1");
  EXPECT_EQ(shown("area:9", "440604010001"), "440604010");
  EXPECT_EQ(shown("keep-first:2", "佛山一中"), "佛山**");
  EXPECT_EQ(shown("keep-last:2", "佛山一中"), "**一中");
  EXPECT_EQ(shown("keep-first:9", "佛山"), "**") << "never the whole value";
  EXPECT_EQ(shown("hide", "任何"), "***");
  EXPECT_EQ(shown("hide", ""), "");
  EXPECT_EQ(shown("none", "原样"), "原样");
}

TEST(Masks, AddressesStopAtTheLevel) {
  const std::string_view whole = "广东省佛山市禅城区石湾镇街道澜石社区惠景三街5号302房";
  EXPECT_EQ(shown("address", whole), "广东省佛山市禅城区石湾镇街道澜石社区***");
  EXPECT_EQ(shown("address:town", whole), "广东省佛山市禅城区石湾镇街道***");
  EXPECT_EQ(shown("address:district", whole), "广东省佛山市禅城区***");
  EXPECT_EQ(shown("address", "南庄镇罗南村隆兴街3巷7号"), "南庄镇罗南村***");
  EXPECT_EQ(shown("address", "惠景三街5号302房"), "***") << "no region: nothing stays";
  EXPECT_EQ(shown("address", "祖庙街道福宁路88号新村2栋"), "祖庙街道***") << "a village behind a house number is an estate";
}

TEST(Masks, WordsAreReadAndWritten) {
  for (const char* word : {"none", "name", "id", "id:6", "phone", "bank", "address", "address:town", "email", "plate", "hide", "keep-first:2",
                           "keep-last", "year", "year:10", "month", "round", "round:5", "area", "area:12"}) {
    const auto mask = parse_mask(word);
    ASSERT_TRUE(mask.ok()) << word;
    EXPECT_EQ(mask_word(*mask), word);
    EXPECT_FALSE(mask_words(*mask).zh.empty());
  }
  for (const char* word : {"", "nam", "id:2", "id:x", "name:1", "address:street", "keep-first:0", "round:1"}) EXPECT_FALSE(parse_mask(word).ok()) << word;
}

// Whatever the value, a mask shows at most as much as it says, and the same for every value it hides whole.
TEST(Masks, ShowNoMoreThanTheySay) {
  for (const std::string value : {"13812345678", "1", "12", "123", "1234", "12345", "王", "王小", "a@b", "粤E1", "440604", "*", "😀😀😀😀😀😀"}) {
    EXPECT_EQ(shown("hide", value), "***");
    for (const char* word : {"name", "id", "phone", "bank", "email", "plate", "keep-first:3", "keep-last:3"}) EXPECT_NE(shown(word, value), value == "*" ? "" : value) << word << " " << value;
  }
  EXPECT_TRUE(may_compare(*parse_mask("none")));
  EXPECT_FALSE(may_compare(*parse_mask("year"))) << "the order inside a year would tell the day";
}

TEST(Pseudonyms, StableWithinAProjectAndApartBetween) {
  const std::string key(32, 'k');
  const Pseudonyms one(key, "低保核查"), again(key, "低保核查"), other(key, "入学核查"), stranger(std::string(32, 'x'), "低保核查");
  const std::string id = one.of("id_card", "44060419900101123X");
  EXPECT_EQ(id.size(), 27u);
  EXPECT_EQ(id, again.of("id_card", "44060419900101123x")) << "case does not matter";
  EXPECT_EQ(id, one.of("id_card", " 440604 19900101 123Ｘ "));
  EXPECT_NE(id, other.of("id_card", "44060419900101123X"));
  EXPECT_NE(id, stranger.of("id_card", "44060419900101123X"));
  EXPECT_NE(one.of("phone", "13812345678"), one.of("name", "13812345678"));
  EXPECT_EQ(one.of("phone", "138-1234-5678"), one.of("phone", "13812345678"));
  EXPECT_EQ(one.of("phone", "  "), "");
  std::set<std::string> all;
  for (int i = 0; i < 20'000; ++i) all.insert(one.of("phone", std::to_string(13800000000LL + i)));
  EXPECT_EQ(all.size(), 20'000u);
}

// RFC 2104's construction over SM3; the value was computed with OpenSSL 3.0 (openssl dgst -sm3 -mac HMAC).
TEST(Pseudonyms, HmacOfALongKey) {
  EXPECT_EQ(hmac_sm3(std::string(100, 'k'), "a"), hmac_sm3(bytes_of(sm3(std::string(100, 'k'))), "a"));
  EXPECT_EQ(hex(hmac_sm3("key", "abc")), "28e63256e7c5a087b1f073265dc53092163f7b82729735d06f28f10af9d52393");
}

}  // namespace
}  // namespace tiange::masking
