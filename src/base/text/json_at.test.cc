#include "base/text/json_at.h"

#include <gtest/gtest.h>

#include "base/testing/scratch_folder.h"

namespace tron::base {
namespace {

const std::string kFile = "t.json";

TEST(JsonAt, TellsTheWayToWhatIsWrong) {
  const Json json = Json::parse(R"({"a":{"b":[{"c":1},{"c":"x"}]},"n":null,"f":1e30,"t":true})", kFile);
  const JsonAt root(json, kFile);
  EXPECT_EQ(root.at("a").at("b").item(0).at("c").integer(0, 1), 1);
  EXPECT_EQ(root.at("a").at("b").item(1).at("c").text(), "x");
  EXPECT_TRUE(root.at("t").flag());
  EXPECT_EQ(root.at("f").number(), 1e30);
  EXPECT_FALSE(root.find("n").has_value());
  EXPECT_FALSE(root.find("missing").has_value());
  const auto item = [&] { return root.at("a").at("b").item(0); };
  expect_refused([&] { (void)item().at("c").integer(2, 5); }, {"t.json: a.b[0].c", "1", "from 2 to 5"});
  expect_refused([&] { (void)item().at("c").text(); }, {"a.b[0].c", "a text"});
  expect_refused([&] { (void)item().at("d"); }, {"a.b[0].d", "nothing"});
  expect_refused([&] { (void)root.at("n"); }, {"t.json: n", "nothing"});
  expect_refused([&] { (void)root.at("a").list(); }, {"t.json: a", "a list"});
  expect_refused([&] { (void)root.at("f").find("x"); }, {"t.json: f", "an object"});
  expect_refused([&] { (void)root.at("f").integer(0, 5); }, {"an integer"});
  expect_refused([&] { (void)root.at("t").number(); }, {"true", "a finite number"});
  expect_refused([&] { (void)root.list(); }, {"document"});
}

TEST(JsonAt, FallsBackOnlyWhereNothingStands) {
  const Json json = Json::parse(R"({"yes":true,"name":"x","wrong":3})", kFile);
  const JsonAt root(json, kFile);
  EXPECT_TRUE(root.flag("yes", false));
  EXPECT_TRUE(root.flag("other", true));
  EXPECT_EQ(root.text("name", "y"), "x");
  EXPECT_EQ(root.text("other", "y"), "y");
  expect_refused([&] { (void)root.flag("wrong", true); }, {"wrong", "true or false"});
  expect_refused([&] { (void)root.text("wrong", ""); }, {"wrong", "a text"});
}

TEST(JsonAt, NamesTheKindsAndTheNearest) {
  const Json json = Json::parse(R"({"type":"Lowercas"})", kFile);
  expect_refused(
      [&] {
        (void)JsonAt(json, kFile, "normalizer").kind({"NFC", "Lowercase"});
      },
      {"normalizer.type", "\"Lowercas\"", "one of NFC, Lowercase", "nearest: Lowercase"});
  const Json other = Json::parse(R"({"type":"Lowercase"})", kFile);
  EXPECT_EQ(JsonAt(other, kFile).kind({"NFC", "Lowercase"}), 1U);
}

}  // namespace
}  // namespace tron::base
