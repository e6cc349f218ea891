#include "city/benefits/grants/household_file.h"

#include <gtest/gtest.h>

namespace tiange::grants {
namespace {

Home home_of_three() {
  Home home;
  home.there = true;
  home.members = {{{1}, "户主", "a", "", true, true}, {{2}, "配偶", "b", "", false, true}, {{3}, "孩子", "c", "", false, false}};
  return home;
}

TEST(Payees, TheHeadUnlessSomebodyElseIsNamed) {
  Home home = home_of_three();
  EXPECT_EQ(payee_among(home, {}).value, 1);
  EXPECT_EQ(payee_among(home, {{2, 1}, "户主", "", {}}).value, 2);
  EXPECT_EQ(payee_among(home, {{9, 2}, "户主", "", {}}).value, 2);  // who left is passed over
  EXPECT_EQ(payee_among(home, {{3}, "户主", "", {}}).value, 1);     // a child is not paid
  home.members.erase(home.members.begin());                         // the head has died
  EXPECT_EQ(payee_among(home, {}).value, 0);
  EXPECT_EQ(payee_among(home, {{1, 2}, "户主", "", {}}).value, 2);
  Home alone;
  alone.members = {{{3}, "孩子", "c", "", true, false}};
  EXPECT_EQ(payee_among(alone, {}).value, 0);
}

TEST(Payees, AnOrderIsOfLivingAdultMembersEachOnce) {
  const Home home = home_of_three();
  const std::vector<std::int64_t> good{2, 1}, none, child{2, 3}, twice{2, 2}, stranger{7};
  EXPECT_TRUE(check_order(home, good).ok());
  EXPECT_TRUE(check_order(home, none).ok());
  EXPECT_FALSE(check_order(home, child).ok());
  EXPECT_FALSE(check_order(home, twice).ok());
  EXPECT_FALSE(check_order(home, stranger).ok());
}

TEST(Payees, EighteenOnTheBirthday) {
  EXPECT_FALSE(is_grown("2008-11-24", make_date(2026, 11, 23)));
  EXPECT_TRUE(is_grown("2008-11-23", make_date(2026, 11, 23)));
  EXPECT_FALSE(is_grown("", make_date(2026, 11, 23)));
}

}  // namespace
}  // namespace tiange::grants
