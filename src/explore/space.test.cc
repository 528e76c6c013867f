#include "explore/space.h"

#include <set>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"

namespace tron {
namespace {

constexpr const char* kTiny = R"(
name = "tiny"
what = "two by three"
chip = "tron"
assumptions = "paper"
networks = ["bert-base"]
objective = "throughput"
[parameter.heads]
path = "sizes.heads"
values = ["4", "8"]
[parameter.rows]
path = "sizes.attention_rows"
values = ["8", "16", "32"]
)";

std::string file_of(const std::string& text) {
  const std::string path = testing::TempDir() + "/space.toml";
  write_file(path, text);
  return path;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST(Space, NumbersEveryCombinationOnce) {
  const Space space = load_space(file_of(kTiny));
  EXPECT_EQ(space.size(), 6u);
  std::set<std::vector<std::string>> seen;
  for (std::uint64_t i = 0; i < space.size(); ++i) seen.insert(space.choices(i));
  EXPECT_EQ(seen.size(), 6u);
  EXPECT_EQ(space.settings(4), (std::vector<std::string>{"sizes.heads=8", "sizes.attention_rows=16"}));
  EXPECT_FALSE(space.limits.area);
}

TEST(Space, TheCommittedOnesAreSound) {
  const Space space = load_space("tron-sizes");
  EXPECT_GE(space.parameters.size(), 5u);
  EXPECT_TRUE(space.limits.area && space.limits.peak_power);
}

class BrokenSpace : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(BrokenSpace, IsRefusedWithItsPlace) {
  const std::string path = file_of(replaced(kTiny, GetParam().first, GetParam().second));
  try {
    load_space(path);
    FAIL() << GetParam().second;
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("space.toml"), std::string::npos) << error.what();
  }
}

using Pair = std::pair<const char*, const char*>;
INSTANTIATE_TEST_SUITE_P(
    Keys, BrokenSpace,
    testing::Values(Pair{"[\"4\", \"8\"]", "[]"}, Pair{"[\"4\", \"8\"]", "[\"4\", \"4\"]"},
                    Pair{"[\"bert-base\"]", "[]"}, Pair{"\"throughput\"", "\"beauty\""},
                    Pair{"sizes.attention_rows", "sizes.heads"}, Pair{"objective", "objectives"},
                    Pair{"[parameter.rows]", "[parameters.rows]"}, Pair{"name = \"tiny\"", "limits = 3"},
                    Pair{"objective", "batch = 0\nobjective"},
                    Pair{"path = \"sizes.heads\"", "pth = \"x\""}));

}  // namespace
}  // namespace tron
