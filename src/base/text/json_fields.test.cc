#include "base/text/json_fields.h"

#include <gtest/gtest.h>

#include "base/testing/scratch_folder.h"

namespace tron::base {
namespace {

class JsonFieldsTest : public testing::Test {
 protected:
  Json json_ =
      Json::parse(R"({"n": 7, "x": 0.5, "on": true, "t": "text", "list": [1, 2.5], "none": null})", "f.json");
  JsonFields fields_{json_, "f.json"};
};

TEST_F(JsonFieldsTest, ReadsEachKind) {
  EXPECT_EQ(fields_.size("n", 0, 7), 7U);
  EXPECT_EQ(fields_.number("x", 0, 1), 0.5);
  EXPECT_EQ(fields_.number("n", 0, 10), 7.0);
  EXPECT_TRUE(fields_.flag("on", false));
  EXPECT_EQ(fields_.text("t"), "text");
  EXPECT_EQ(fields_.numbers("list", 0, 3), (std::vector<double>{1, 2.5}));
}

TEST_F(JsonFieldsTest, TakesNullForMissing) {
  EXPECT_FALSE(fields_.has("none"));
  EXPECT_TRUE(fields_.has("n"));
  EXPECT_EQ(fields_.size("none", 0, 9, 3), 3U);
  EXPECT_EQ(fields_.number("gone", 0, 9, 0.25), 0.25);
  EXPECT_TRUE(fields_.flag("gone", true));
  EXPECT_EQ(fields_.text("gone", "fallback"), "fallback");
}

TEST_F(JsonFieldsTest, NamesFileKeyAndRange) {
  expect_refused([&] { fields_.size("n", 8, 9); }, {"f.json: n", "found 7", "an integer from 8 to 9"});
  expect_refused([&] { fields_.size("x", 0, 9); }, {"f.json: x", "found 0.5"});
  expect_refused([&] { fields_.size("gone", 0, 9); }, {"f.json: gone", "found nothing"});
  expect_refused([&] { fields_.number("x", 1, 2); }, {"f.json: x", "a number from 1 to 2"});
  expect_refused([&] { fields_.number("t", 1, 2); }, {"found \"text\""});
  expect_refused([&] { fields_.flag("n", true); }, {"f.json: n", "true or false"});
  expect_refused([&] { fields_.text("n"); }, {"f.json: n", "a text"});
  expect_refused([&] { fields_.numbers("list", 0, 2); }, {"f.json: list", "found 2.5"});
  expect_refused([&] { fields_.numbers("none", 0, 2); }, {"f.json: none", "found nothing"});
}

TEST(Shown, CutsLongValues) {
  EXPECT_EQ(shown(Json(7)), "7");
  const std::string text = shown(Json(std::string(500, 'x')));
  EXPECT_EQ(text.size(), 60U);
  EXPECT_TRUE(text.ends_with("..."));
}

}  // namespace
}  // namespace tron::base
