#include "base/error.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tron::base {
namespace {

TEST(Place, LeavesOutWhatIsUnknown) {
  EXPECT_EQ((Place{"a.toml", 3, 7, "bank.rows"}.text()), "a.toml:3:7: bank.rows");
  EXPECT_EQ((Place{"a.toml", 3, 0, ""}.text()), "a.toml:3");
  EXPECT_EQ((Place{"a.toml", 0, 7, "x"}.text()), "a.toml: x");
  EXPECT_EQ((Place{"", 0, 0, "x"}.text()), "x");
  EXPECT_EQ(Place{}.text(), "");
}

TEST(InputError, NamesPlaceFoundAndAllowed) {
  const InputError error({"a.toml", 3, 7, "spacing"}, "1.55", "a length such as \"1.55 um\"");
  EXPECT_STREQ(error.what(), "a.toml:3:7: spacing: found 1.55; allowed: a length such as \"1.55 um\"");
  EXPECT_EQ(error.place().line, 3);
  EXPECT_EQ(error.found(), "1.55");
  EXPECT_STREQ(InputError({}, "a", "b").what(), "found a; allowed: b");
}

TEST(Feasible, HoldsAValueOrAReason) {
  const Feasible<int> good = 4;
  ASSERT_TRUE(good);
  EXPECT_EQ(*good, 4);
  const Feasible<int> bad = Infeasible{"too little light", -3.5, "dB"};
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.why().margin, -3.5);
}

TEST(EditDistance, CountsInsertionsDeletionsAndReplacements) {
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3);
  EXPECT_EQ(edit_distance("", "abc"), 3);
  EXPECT_EQ(edit_distance("abc", ""), 3);
  EXPECT_EQ(edit_distance("rows", "rows"), 0);
}

RC_GTEST_PROP(EditDistance, IsAMetric, (const std::string& a, const std::string& b, const std::string& c)) {
  RC_ASSERT(edit_distance(a, b) == edit_distance(b, a));
  RC_ASSERT((edit_distance(a, b) == 0) == (a == b));
  RC_ASSERT(edit_distance(a, c) <= edit_distance(a, b) + edit_distance(b, c));
}

TEST(NearestName, FindsWhatItBegins) {
  const std::vector<std::string> legal = {"wavelength", "quality_factor"};
  EXPECT_EQ(nearest_name("Q", legal), "quality_factor");
  EXPECT_EQ(nearest_name("wave", legal), "wavelength");
  EXPECT_EQ(nearest_name("", legal), "");
}

TEST(NearestName, FindsAMisspeltWordAndNothingFarAway) {
  const std::vector<std::string> legal = {"rows", "columns", "spacing"};
  EXPECT_EQ(nearest_name("spacng", legal), "spacing");
  EXPECT_EQ(nearest_name("colums", legal), "columns");
  EXPECT_EQ(nearest_name("photodetector", legal), "");
}

}  // namespace
}  // namespace tron::base
