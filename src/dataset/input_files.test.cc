#include "dataset/input_files.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files/files.h"
#include "network/onnx/file/onnx_writer_for_test.h"

namespace tron::dataset {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;
using testing_only::OnnxWriter;

class InputFiles : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_ / "sub"); }
  void TearDown() override { fs::remove_all(folder_); }
  std::string put(const std::string& name, const std::string& content = "") const {
    fs::create_directories((folder_ / name).parent_path());
    write_file((folder_ / name).string(), content);
    return (folder_ / name).string();
  }
  static std::vector<std::string> names(const std::vector<InputFile>& files) {
    std::vector<std::string> out;
    for (const InputFile& one : files) {
      EXPECT_TRUE(one.path.ends_with(one.name)) << one.path;
      out.push_back(one.name);
    }
    return out;
  }
  const fs::path folder_ = fs::path(testing::TempDir()) / "input_files";
};

TEST_F(InputFiles, OfAFolderAreAllButHiddenOnes) {
  put("config.json"), put("1_Pooling/config.json"), put("model.safetensors", "12345678");
  put(".cache/huggingface/model.metadata"), put(".gitattributes");
  EXPECT_THAT(names(network_files(folder_.string(), NetworkNeed::weights)),
              ElementsAre("1_Pooling/config.json", "config.json", "model.safetensors"));
}

TEST_F(InputFiles, ShapesNeedTheHeaderOfWeightsAlone) {
  put("model.safetensors", std::string("\x05\0\0\0\0\0\0\0{   }weights", 20));
  const auto counts = [&](NetworkNeed need) { return network_files(folder_.string(), need).at(0).counts; };
  EXPECT_EQ(counts(NetworkNeed::shapes), 13u);
  EXPECT_EQ(counts(NetworkNeed::weights), std::numeric_limits<std::uint64_t>::max());
  put("model.safetensors", "\xff\xff");  // no header: the loader will say so
  EXPECT_GE(counts(NetworkNeed::shapes), 2u);
}

TEST_F(InputFiles, OfAnOnnxFileAreWhatItsTensorsAndTokenizerLieIn) {
  const auto entry = [](const std::string& key, const std::string& value) {
    return Wire().bytes(1, key).bytes(2, value).text();
  };
  const Wire constant = Wire().number(1, 4).bytes(8, "w").bytes(13, entry("location", "sub/weights.bin"));
  const Wire in_a_node = Wire().bytes(
      5, Wire().bytes(1, "value").bytes(5, Wire().bytes(13, entry("location", "w_1")).text()).text());
  const std::string model = put("model.onnx", OnnxWriter()
                                                  .constant(constant)
                                                  .node("Constant", {}, {"c"}, {}, in_a_node.text())
                                                  .input("x", {1})
                                                  .output("c")
                                                  .model());
  put("tokenizer.json"), put("labels.txt"), put("notes.md"), put("store.sqlite"), put("text.txt");
  EXPECT_THAT(names(network_files(model, NetworkNeed::weights)),
              ElementsAre("labels.txt", "model.onnx", "sub/weights.bin", "tokenizer.json", "w_1"));
  EXPECT_THROW(network_files(put("torn.onnx", model), NetworkNeed::weights), InputError);
}

TEST_F(InputFiles, OfDataAreLabelsAndCalibrationToo) {
  const auto of = [&](const std::string& path) { return names(data_files(path)); };
  put("a.labels.txt"), put("b.labels.txt"), put("train.tsv"), put("a_more.npy");
  EXPECT_THAT(of(put("a.npy")), ElementsAre("a.labels.txt", "a.npy"));
  EXPECT_THAT(of(put("test.tsv")), ElementsAre("test.tsv", "train.tsv"));
  EXPECT_THAT(of(put("c.txt")), ElementsAre("c.txt"));
  put("t10k-images-idx3-ubyte.gz"), put("t10k-labels-idx1-ubyte.gz"), put("train-images-idx3-ubyte");
  EXPECT_THAT(of(folder_.string()), ElementsAre("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz",
                                                "train-images-idx3-ubyte"));
  EXPECT_THAT(of((folder_ / "sub").string()), IsEmpty());
  EXPECT_THAT(of((folder_ / "nowhere.npy").string()), ElementsAre("nowhere.npy"));
}

}  // namespace
}  // namespace tron::dataset
