#include "network/hugging_face/checkpoint/shard_index.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/testing/scratch_folder.h"

namespace tron::network {
namespace {

ShardIndex of(const std::string& map) {
  return parse_shard_index("{\"weight_map\": " + map + "}", "index.json");
}

TEST(ShardIndex, KeepsFilesInTheOrderTheyAppear) {
  const ShardIndex index = of(R"({"a": "two.safetensors", "b": "one.safetensors", "c": "two.safetensors"})");
  EXPECT_EQ(index.files, (std::vector<std::string>{"two.safetensors", "one.safetensors"}));
  EXPECT_EQ(index.file.at("a"), 0U);
  EXPECT_EQ(index.file.at("b"), 1U);
  EXPECT_EQ(index.file.at("c"), 0U);
}

TEST(ShardIndex, RefusesOtherDocuments) {
  for (const char* text : {"", "[]", "7", "{\"weight_map\"", "\"weight_map\""}) {
    expect_refused([&] { parse_shard_index(text, "index.json"); }, {"index.json"});
  }
  expect_refused([] { parse_shard_index("{\"metadata\": {}}", "index.json"); },
                 {"index.json", "weight_map", "found nothing"});
  for (const char* map : {"7", "[]", "{}", "\"model.safetensors\""}) {
    expect_refused([&] { of(map); }, {"index.json", "weight_map", "an object of tensor names"});
  }
}

TEST(ShardIndex, RefusesATensorThatStandsTwice) {
  expect_refused([] { of(R"({"a": "x.safetensors", "a": "y.safetensors"})"); }, {"index.json", "a"});
}

TEST(ShardIndex, RefusesFilesThatAreNoPlainNames) {
  for (const char* file : {"../x.safetensors", "/etc/x.safetensors", "sub/x.safetensors",
                           "..\\\\x.safetensors", "C:x.safetensors", ".safetensors", ".hidden.safetensors",
                           "", "x.bin", "x.safetensors/", "x\\n.safetensors", "x\\u0000.safetensors"}) {
    expect_refused([&] { of("{\"a\": \"" + std::string(file) + "\"}"); },
                   {"index.json", "weight_map['a']", "a file name beside the index"});
  }
  const std::string long_name(300, 'x');
  expect_refused([&] { of("{\"a\": \"" + long_name + ".safetensors\"}"); }, {"weight_map['a']"});
  for (const char* value : {"7", "null", "[\"x.safetensors\"]"}) {
    expect_refused([&] { of("{\"a\": " + std::string(value) + "}"); }, {"weight_map['a']"});
  }
}

TEST(ShardIndex, RefusesMoreFilesThanANetworkHas) {
  std::string map = "{";
  for (int i = 0; i <= 10'000; ++i) map += fmt::format("{}\"t{}\":\"{}.safetensors\"", i ? "," : "", i, i);
  expect_refused([&] { of(map + "}"); }, {"10001 files", "at most 10000"});
}

}  // namespace
}  // namespace tron::network
