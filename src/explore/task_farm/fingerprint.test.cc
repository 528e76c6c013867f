#include <filesystem>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files/files.h"
#include "explore/space/space.h"
#include "explore/space/space_for_test.h"

namespace tron::explore {
namespace {

std::string of(const std::string& text) {
  return parse_space(text, "t").fingerprint();
}

TEST(Fingerprint, IsTheSameForTheSameSpaceAndForMoreOfTheSameWork) {
  const std::string one = of(kTinySpace);
  EXPECT_EQ(one.size(), 32u);
  EXPECT_EQ(one, of(kTinySpace));
  EXPECT_EQ(one, of(replaced(kTinySpace, "two by three", "six")));
  EXPECT_EQ(one, of(std::string(kTinySpace) + "[stages]\nevent = 7\n[search]\nbudget = 3\n"));
}

TEST(Fingerprint, DiffersForWhateverDecidesAResult) {
  const std::string one = of(kTinySpace);
  EXPECT_NE(one, of(replaced(kTinySpace, "\"32\"", "\"33\"")));
  EXPECT_NE(one, of(replaced(kTinySpace, "sizes.heads", "sizes.feed_forward_arrays")));
  EXPECT_NE(one, of(replaced(kTinySpace, "\"paper\"", "\"audited\"")));
  EXPECT_NE(one, of(replaced(kTinySpace, "\"epb\"", "\"area\"")));
  EXPECT_NE(one, of(replaced(kTinySpace, "bert-base", "bert-large")));
  EXPECT_NE(one, of(replaced(kTinySpace, "networks", "batch = 2\nnetworks")));
  EXPECT_NE(one, of(std::string(kTinySpace) + "[constraints]\narea = { at_most = \"9 mm^2\" }\n"));
  EXPECT_NE(one, of(std::string(kTinySpace) + "[search]\nseed = 2\n"));
}

TEST(Fingerprint, FollowsTheContentsOfDescriptionsAndData) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(testing::TempDir()) / "fingerprint";
  fs::create_directories(folder);
  const std::string chip = (folder / "mine.toml").string(), data = (folder / "texts.tsv").string();
  write_file(chip, "like = \"tron\"\n");
  write_file(data, "text\tlabel\n");
  const std::string text =
      replaced(replaced(kTinySpace, "\"tron\"", '"' + chip + '"'), "networks = [\"bert-base\"]", "") +
      "[network.a]\nnetwork = \"vit-fashion-mnist\"\ndata = \"" + data + "\"\n";
  const std::string one = of(text);
  write_file(chip, "like = \"crosslight\"\n");
  const std::string two = of(text);
  EXPECT_NE(one, two);
  write_file(data, "text\tlabels\n");
  const std::string three = of(text);
  EXPECT_NE(two, three);
  write_file((folder / "texts_calibration.tsv").string(), "text\tlabel\n");
  EXPECT_NE(three, of(text));
  fs::remove_all(folder);
}

TEST(Fingerprint, NeedsTheFilesToBeThere) {
  EXPECT_THROW(of(replaced(kTinySpace, "\"tron\"", "\"nowhere\"")), InputError);
  EXPECT_THROW(
      of(std::string(kTinySpace) + "[network.a]\nnetwork = \"vit-fashion-mnist\"\ndata = \"no/such.tsv\"\n"),
      InputError);
}

}  // namespace
}  // namespace tron::explore
