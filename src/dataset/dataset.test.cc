#include "dataset/dataset.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "base/files/npy.h"
#include "base/testing/scratch_folder.h"
#include "network/load.h"

namespace tron::dataset {
namespace {

constexpr std::size_t kPixels = 8 * 8;

std::string idx(const std::vector<std::size_t>& shape, const std::string& data) {
  std::string bytes = {0, 0, 8, static_cast<char>(shape.size())};
  for (std::size_t size : shape) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(size >> shift & 0xff);
  }
  return bytes + data;
}

/// `count` images of 8 x 8 pixels whose value is their number (plus `first`), labels 0, 1, 2, 3, 4, 0 ...
void write_idx(const ScratchFolder& folder, const std::string& prefix, std::size_t count, char first = 0) {
  std::string pixels, labels;
  for (std::size_t i = 0; i < count; ++i) {
    pixels += std::string(kPixels, static_cast<char>(first + static_cast<char>(i)));
    labels += static_cast<char>(i % 5);
  }
  folder.write(prefix + "-images-idx3-ubyte", idx({count, 8, 8}, pixels));
  folder.write(prefix + "-labels-idx1-ubyte", idx({count}, labels));
}

/// One channel of 8 x 8 pixels, five classes.
Graph image_network() {
  return load_network(golden_path("vit-tanh"));
}

/// The network folder of a text network: "bert" with a vocabulary of 60 pieces.
std::string text_folder(const ScratchFolder& folder) {
  std::string vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nthe\nmovie\n##s\n";
  for (int i = 7; i < 60; ++i) vocabulary += "word" + std::to_string(i) + "\n";
  folder.write("vocab.txt", vocabulary);
  return folder.path();
}

TEST(Dataset, ReadsIdxImagesAndNormalisesThem) {
  const ScratchFolder folder;
  write_idx(folder, "t10k", 7);
  const Graph graph = image_network();
  const Dataset all = open_dataset(folder.path(), graph, "", 0);
  ASSERT_EQ(all.samples.size(), 7U);
  EXPECT_EQ(all.samples[6].label, 1);
  EXPECT_EQ(all.samples[6].image.size(), kPixels);
  EXPECT_FLOAT_EQ(all.samples[6].image[0], (6 / 255.0F - 0.5F) / 0.5F);
  EXPECT_EQ(open_dataset(folder.path(), graph, "", 3).samples.size(), 3U);
  EXPECT_EQ(open_dataset(folder.path(), graph, "", 300).samples.size(), 7U);
}

TEST(Dataset, ReadsGzippedIdx) {
  const ScratchFolder folder;
  write_idx(folder, "t10k", 3);
  for (const std::string name : {"t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"}) {
    const std::string bytes = folder.read(name);
    gzFile out = gzopen(folder.at(name + ".gz").c_str(), "wb");
    ASSERT_EQ(gzwrite(out, bytes.data(), static_cast<unsigned>(bytes.size())),
              static_cast<int>(bytes.size()));
    gzclose(out);
    std::filesystem::remove(folder.at(name));
  }
  const Dataset data = open_dataset(folder.path(), image_network(), "", 0);
  EXPECT_EQ(data.samples.size(), 3U);
  EXPECT_TRUE(data.name.ends_with("t10k-images-idx3-ubyte.gz"));
}

TEST(Dataset, CalibratesOnTrainingImagesWhereThereAreSome) {
  const ScratchFolder folder;
  write_idx(folder, "t10k", 7);
  std::string where;
  const Graph graph = image_network();
  Dataset data = open_calibration(folder.path(), graph, "", 2, &where);
  EXPECT_EQ(where, "last 2 images of t10k-images-idx3-ubyte, the evaluated data itself");
  EXPECT_FLOAT_EQ(data.samples[0].image[0], (5 / 255.0F - 0.5F) / 0.5F);
  write_idx(folder, "train", 4, 50);
  data = open_calibration(folder.path(), graph, "", 2, &where);
  EXPECT_EQ(where, "first 2 images of train-images-idx3-ubyte");
  EXPECT_FLOAT_EQ(data.samples[0].image[0], (50 / 255.0F - 0.5F) / 0.5F);
}

TEST(Dataset, TakesFloatNpyAsItIsAndScalesBytes) {
  const ScratchFolder folder;
  std::vector<float> values(2 * kPixels, 0.25F);
  write_npy(folder.at("data.npy"), {2, 1, 8, 8}, values.data());
  folder.write("data.labels.txt", "class 3\n1\n");
  const Graph graph = image_network();
  const Dataset floats = open_dataset(folder.at("data.npy"), graph, "", 0);
  EXPECT_EQ(floats.samples[0].label, 3);
  EXPECT_EQ(floats.samples[1].label, 1);
  EXPECT_EQ(floats.samples[1].image[5], 0.25F);
  const std::string header = "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 8, 8), }";
  const std::string length = {static_cast<char>(header.size()), 0};
  folder.write("bytes.npy",
               "\x93NUMPY\x01" + std::string(1, '\0') + length + header + std::string(kPixels, '\xff'));
  folder.write("labels.tsv", "index\tlabel\n0\t4\n");
  const Dataset bytes = open_dataset(folder.at("bytes.npy"), graph, "", 0);
  EXPECT_FLOAT_EQ(bytes.samples[0].image[0], 1.0F);
  EXPECT_EQ(bytes.samples[0].label, 4);
}

TEST(Dataset, ReadsSentencesWithAndWithoutHeader) {
  const ScratchFolder folder("bert");
  text_folder(folder);
  const Graph graph = load_network(folder.path());
  folder.write("dev.tsv", "sentence\tlabel\nThe movies\t2\nthe\tclass 1\n");
  const Dataset data = open_dataset(folder.at("dev.tsv"), graph, folder.path(), 0);
  ASSERT_EQ(data.samples.size(), 2U);
  EXPECT_EQ(data.samples[0].tokens, (std::vector<int>{2, 4, 5, 6, 3}));
  EXPECT_EQ(data.samples[0].token_types, std::vector<int>(5, 0));
  EXPECT_EQ(data.samples[0].label, 2);
  EXPECT_EQ(data.samples[1].label, 1);
  folder.write("dev.tsv", "the\t0\r\n\r\n");
  EXPECT_EQ(open_dataset(folder.at("dev.tsv"), graph, folder.path(), 0).samples.size(), 1U);
}

TEST(Dataset, CalibratesOnTheTextBesideIt) {
  const ScratchFolder folder("bert");
  text_folder(folder);
  const Graph graph = load_network(folder.path());
  folder.write("a_dev.tsv", "the\t0\nmovie\t1\n");
  std::string where;
  EXPECT_EQ(open_calibration(folder.at("a_dev.tsv"), graph, folder.path(), 1, &where).samples[0].label, 1);
  EXPECT_EQ(where, "last 1 sentences of a_dev.tsv, the evaluated data itself");
  folder.write("b_train.tsv", "the\t0\n");
  folder.write("a_calibration.tsv", "the\t2\nthe\t1\n");
  EXPECT_EQ(open_calibration(folder.at("a_dev.tsv"), graph, folder.path(), 1, &where).samples[0].label, 2);
  EXPECT_EQ(where, "first 1 sentences of a_calibration.tsv");
}

}  // namespace
}  // namespace tron::dataset
