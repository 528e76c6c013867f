#include "network/hugging_face/checkpoint/checkpoint.h"

#include <gtest/gtest.h>

#include "network/hugging_face/checkpoint/sharded_for_test.h"
#include "network/load.h"

namespace tron::network {
namespace {

using testing_only::RawTensor;
using testing_only::Sharded;

TEST(Checkpoint, FindsTensorsInTheirFiles) {
  const Sharded folder("bert", 3);
  const Checkpoint files = Checkpoint::open(folder.path(), Checkpoint::Access::values);
  EXPECT_EQ(files.files().size(), 3U);
  for (const auto& [tensor, name] : folder.index) {
    const Checkpoint::Found found = files.find(tensor);
    ASSERT_TRUE(found) << tensor;
    EXPECT_EQ(found.entry->name, tensor);
    EXPECT_TRUE(found.file->file().ends_with(name));
  }
  EXPECT_FALSE(files.find("bert.nowhere"));
  EXPECT_EQ(files.names().size(), folder.index.size());
}

TEST(Checkpoint, ReadsTheSameNetworkFromOneFileOrSeveral) {
  for (const char* name : {"bert", "gpt2", "t5"}) {
    const Sharded folder(name, 4);
    const Graph one = load_network(golden_path(name)), several = load_network(folder.path());
    ASSERT_EQ(one.tensors.size(), several.tensors.size());
    for (std::size_t t = 0; t < one.tensors.size(); ++t) {
      EXPECT_EQ(one.tensors[t].name, several.tensors[t].name);
      EXPECT_EQ(one.tensors[t].value.data, several.tensors[t].value.data);
    }
  }
}

TEST(Checkpoint, TakesTheSingleFileWhereBothAreThere) {
  const Sharded folder("vit");
  std::filesystem::copy(golden_path("vit") + "/model.safetensors", folder.path());
  folder.write("model.safetensors.index.json", "broken");
  EXPECT_EQ(load_network(folder.path()).family, "vit");
}

TEST(Checkpoint, NeedsNoTensorForShapes) {
  // The file has 64 GiB, none of them on disk: a hole.
  const ScratchFolder folder;
  const std::string header = R"({"w":{"dtype":"F32","shape":[67108864,256],"data_offsets":[0,68719476736]}})";
  std::string bytes(8, '\0');
  bytes[0] = static_cast<char>(header.size());
  folder.write("model.safetensors", bytes + header);
  std::filesystem::resize_file(folder.at("model.safetensors"), 8 + header.size() + (std::size_t{1} << 36U));
  const Checkpoint files = Checkpoint::open(folder.path(), Checkpoint::Access::headers);
  EXPECT_EQ(files.find("w").entry->count(), std::size_t{1} << 34U);
}

TEST(Checkpoint, NamesTheFileThatIsMissing) {
  const ScratchFolder empty;
  const auto open = [&] { Checkpoint::open(empty.path(), Checkpoint::Access::values); };
  expect_refused(open, {"model.safetensors", "no such file", "model.safetensors.index.json"});
  empty.write("pytorch_model.bin", "PK");
  expect_refused(open, {"pytorch_model.bin", "a Python pickle", "safe_serialization=True"});
  const Sharded folder("vit");
  std::filesystem::remove(folder.at(Sharded::file(1)));
  expect_refused([&] { load_network(folder.path()); }, {Sharded::file(1), "no such file"});
  expect_refused([&] { load_shapes(folder.path()); }, {Sharded::file(1), "no such file"});
}

TEST(Checkpoint, RefusesATensorThatItsFileDoesNotHave) {
  Sharded folder("vit");
  folder.index.emplace_back("vit.more", Sharded::file(0));
  folder.save();
  expect_refused([&] { load_network(folder.path()); },
                 {Sharded::file(0), "tensor 'vit.more'", "no such tensor"});
}

TEST(Checkpoint, RefusesATensorThatTheIndexDoesNotName) {
  Sharded folder("vit");
  const std::string name = folder.index.back().first;
  folder.index.pop_back();
  folder.save();
  expect_refused([&] { load_network(folder.path()); }, {"tensor '" + name + "'", "index.json does not name"});
}

TEST(Checkpoint, RefusesATensorInTwoFiles) {
  Sharded folder("vit");
  const RawTensor twin = folder.shards[0].front();
  folder.shards[1].push_back(twin);
  folder.save();
  expect_refused([&] { load_network(folder.path()); },
                 {Sharded::file(1), "tensor '" + twin.name + "'", "gives to " + Sharded::file(0)});
}

TEST(Checkpoint, RefusesATruncatedFileOfSeveral) {
  const Sharded folder("vit");
  const std::string bytes = folder.read(Sharded::file(1));
  for (std::size_t size : {std::size_t{0}, std::size_t{7}, std::size_t{60}, bytes.size() - 1}) {
    folder.write(Sharded::file(1), bytes.substr(0, size));
    expect_refused([&] { load_network(folder.path()); }, {Sharded::file(1)});
    expect_refused([&] { load_shapes(folder.path()); }, {Sharded::file(1)});
  }
}

TEST(Checkpoint, RefusesAnIndexThatLeavesItsFolder) {
  Sharded folder("vit");
  std::filesystem::copy(golden_path("vit") + "/model.safetensors", folder.at("../outside.safetensors"),
                        std::filesystem::copy_options::overwrite_existing);
  for (auto& [tensor, file] : folder.index) file = "../outside.safetensors";
  folder.save();
  expect_refused([&] { load_network(folder.path()); },
                 {"model.safetensors.index.json", "../outside.safetensors", "beside the index"});
  std::filesystem::remove(folder.at("../outside.safetensors"));
}

TEST(Checkpoint, RefusesABrokenIndex) {
  const Sharded folder("vit");
  for (const char* text : {"", "{", "[1]", "{\"metadata\": {}}"}) {
    folder.write("model.safetensors.index.json", text);
    expect_refused([&] { load_network(folder.path()); }, {"model.safetensors.index.json"});
  }
}

}  // namespace
}  // namespace tron::network
