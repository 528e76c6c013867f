#include "network/find_network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files/files.h"
#include "base/testing/input_error_of.h"
#include "base/testing/source_tree.h"

namespace tron::network {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

/// The repository's own data folder, wherever the test runs.
class FindNetwork : public testing::Test {
 protected:
  void SetUp() override { use_source_data(); }
  void TearDown() override { unsetenv("TRON_DATA"); }
};

TEST_F(FindNetwork, TakesPathsAsTheyAre) {
  EXPECT_EQ(find_network("some/folder"), "some/folder") << "whether it exists is the loader's business";
  EXPECT_EQ(find_network("."), ".");
  EXPECT_EQ(find_network("some/preset.toml", NetworkNeed::shapes), "some/preset.toml");
}

TEST_F(FindNetwork, KnowsTrainedNetworksAndPresets) {
  EXPECT_THAT(find_network("vit-fashion-mnist"), EndsWith("data/network/vit-fashion-mnist"));
  EXPECT_THAT(find_network("vit-fashion-mnist", NetworkNeed::shapes), EndsWith("/vit-fashion-mnist"));
  EXPECT_THAT(find_network("gpt2", NetworkNeed::shapes), EndsWith("data/network/gpt2.toml"));
  EXPECT_THAT(find_network("gpt2.toml", NetworkNeed::shapes), EndsWith("data/network/gpt2.toml"));
}

TEST_F(FindNetwork, APresetHasNoWeights) {
  for (const char* name : {"bert-base", "bert-base.toml", "some/preset.toml"}) {
    const InputError error = input_error_of([&] { find_network(name); });
    EXPECT_THAT(error.found(), HasSubstr("no weights")) << name;
    EXPECT_THAT(error.allowed(), HasSubstr("vit-fashion-mnist"));
    EXPECT_THAT(error.allowed(), Not(HasSubstr("gpt2")));
  }
}

TEST_F(FindNetwork, NamesTheNearest) {
  const InputError error = input_error_of([&] { find_network("bert-bse", NetworkNeed::shapes); });
  EXPECT_THAT(error.allowed(), EndsWith("nearest is bert-base"));
  EXPECT_THAT(error.found(), HasSubstr("no such network"));
  EXPECT_THROW(find_network("", NetworkNeed::shapes), InputError);
}

}  // namespace
}  // namespace tron::network
