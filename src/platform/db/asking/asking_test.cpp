#include "platform/db/asking/asking.h"

#include <gtest/gtest.h>

namespace tiange::db {
namespace {

Scope scope_of(std::vector<std::string> areas) {
  Scope scope;
  scope.areas = std::move(areas);
  return scope;
}

std::string ranges(const std::vector<std::string>& areas, std::string_view area) {
  std::string out;
  for (const CodeRange& range : ranges_within(scope_of(areas), area)) out += "[" + range.low + "," + range.high + ")";
  return out;
}

TEST(RangesWithin, TheWishIsCutToWhatMayBeSeen) {
  EXPECT_EQ(ranges({"440604"}, ""), "[440604,440605)");
  EXPECT_EQ(ranges({"440604"}, "440604010"), "[440604010,440604011)");
  EXPECT_EQ(ranges({"440604010"}, "440604"), "[440604010,440604011)");
  EXPECT_EQ(ranges({"440604010", "440604012"}, "440604"), "[440604010,440604011)[440604012,440604013)");
  EXPECT_EQ(ranges({""}, ""), "[,)") << "everything";
  EXPECT_EQ(ranges({"440604010"}, "440604011"), "") << "another one's area";
  EXPECT_EQ(ranges({}, ""), "") << "nobody's";
  EXPECT_EQ(ranges({"440604010", "440604010001", "440604010"}, ""), "[440604010,440604011)") << "one within another says nothing new";
}

TEST(Asked, ConditionsAndTheirParametersGoTogether) {
  Asked asked;
  asked.add("kind = ?");
  asked.bind(3);
  ASSERT_TRUE(asked.within("grid", scope_of({"440604010", "99"}), ""));
  EXPECT_EQ(asked.sql("SELECT 1 FROM t", " LIMIT ?"),
            "SELECT 1 FROM t WHERE kind = ? AND ((grid >= ? AND grid < ?) OR grid >= ?) LIMIT ?");
  EXPECT_EQ(asked.params().size(), 4U);
}

TEST(Asked, AConditionForALargerOneBindsWhatItAsks) {
  Asked asked;
  EXPECT_EQ(asked.inside("l.area", scope_of({"440604"}), ""), "((l.area >= ? AND l.area < ?))");
  EXPECT_EQ(asked.inside("l.area", scope_of({}), ""), "1 = 0");
  EXPECT_EQ(asked.inside("l.area", scope_of({""}), ""), "1 = 1");
  EXPECT_EQ(asked.one_of("unit", {"a", "b"}), "unit IN (?, ?)");
  EXPECT_EQ(asked.one_of("unit", {}), "1 = 0");
  EXPECT_EQ(asked.params().size(), 4U);
}

TEST(Asked, NothingIsAskedOfAnotherOnesArea) {
  Asked asked;
  EXPECT_FALSE(asked.within("grid", scope_of({"440604010"}), "440604011"));
  EXPECT_TRUE(asked.within("grid", scope_of({""}), ""));
  EXPECT_EQ(asked.sql("SELECT 1 FROM t", ""), "SELECT 1 FROM t");
}

}  // namespace
}  // namespace tiange::db
