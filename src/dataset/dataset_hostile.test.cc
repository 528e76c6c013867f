#include <limits>

#include <gtest/gtest.h>

#include "base/files/npy.h"
#include "base/testing/scratch_folder.h"
#include "dataset/dataset.h"
#include "network/load.h"

namespace tron::dataset {
namespace {

const std::string kImages = "t10k-images-idx3-ubyte", kLabels = "t10k-labels-idx1-ubyte";

struct BrokenIdx {
  const char* what;
  std::string images, labels;
  std::vector<std::string> message;
};

std::string bytes(std::initializer_list<int> values, std::size_t zeros = 0) {
  std::string text;
  for (int v : values) text += static_cast<char>(v);
  return text + std::string(zeros, '\0');
}

const std::string kGoodImages = bytes({0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 8, 0, 0, 0, 8}, 128);
const std::string kGoodLabels = bytes({0, 0, 8, 1, 0, 0, 0, 2, 1, 4});

class BrokenImages : public testing::TestWithParam<BrokenIdx> {};

TEST_P(BrokenImages, AreRefused) {
  const ScratchFolder folder;
  folder.write(kImages, GetParam().images);
  folder.write(kLabels, GetParam().labels);
  const Graph graph = load_network(golden_path("vit-tanh"));
  expect_refused([&] { open_dataset(folder.path(), graph, "", 0); }, GetParam().message);
}

const std::vector<BrokenIdx> kBroken = {
    {"empty", "", kGoodLabels, {kImages, "magic number", "a file of 0 bytes"}},
    {"magic", bytes({1, 0, 8, 3}, 12), kGoodLabels, {kImages, "01 00 08 03", "00 00 08 03"}},
    {"floats", bytes({0, 0, 13, 3}, 12), kGoodLabels, {kImages, "00 00 0d 03", "unsigned bytes"}},
    {"dimensions", bytes({0, 0, 8, 2}, 12), kGoodLabels, {kImages, "00 00 08 02", "3 dimensions"}},
    {"header", bytes({0, 0, 8, 3, 0, 0}), kGoodLabels, {kImages, "6 bytes", "16 bytes of header"}},
    {"truncated", kGoodImages.substr(0, 143), kGoodLabels, {kImages, "127 bytes", "[2, 8, 8]"}},
    {"trailing", kGoodImages + "x", kGoodLabels, {kImages, "129 bytes"}},
    {"no_images", bytes({0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 8}), kGoodLabels, {kImages, "no data"}},
    {"absurd",
     bytes({0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255}),
     kGoodLabels,
     {kImages, "4294967295"}},
    {"other_size",
     bytes({0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 16, 0, 0, 0, 4}, 128),
     kGoodLabels,
     {kImages, "[2, 16, 4]", "[samples, 8, 8], as the network wants"}},
    {"label_range",
     kGoodImages,
     bytes({0, 0, 8, 1, 0, 0, 0, 2, 1, 5}),
     {kLabels, "label 1", "label '5'", "0 to 4"}},
    {"label_count",
     kGoodImages,
     bytes({0, 0, 8, 1, 0, 0, 0, 3, 1, 1, 1}),
     {kLabels, "3 labels", "2, one a sample"}},
    {"label_magic", kGoodImages, kGoodImages, {kLabels, "00 00 08 03", "00 00 08 01"}},
    {"gzip", "\x1f\x8b garbage", kGoodLabels, {kImages}},
};

INSTANTIATE_TEST_SUITE_P(Idx, BrokenImages, testing::ValuesIn(kBroken),
                         [](const auto& broken) { return broken.param.what; });

TEST(Dataset, RefusesWhatIsNoData) {
  const ScratchFolder folder;
  const Graph graph = load_network(golden_path("vit-tanh"));
  expect_refused([&] { open_dataset(folder.path(), graph, "", 0); },
                 {"no IDX images in this folder", "t10k-images"});
  expect_refused([&] { open_dataset(folder.at("x.csv"), graph, "", 0); }, {"x.csv", "nothing there", ".npy"});
  expect_refused([&] { open_dataset(folder.write("x.csv", "1"), graph, "", 0); }, {"a file of another kind"});
  expect_refused([&] { open_dataset(folder.at("x.npy"), graph, "", 0); }, {"x.npy"});
  expect_refused([&] { open_calibration(folder.at("x.tsv"), graph, "", 1, nullptr); }, {"x.tsv"});
  expect_refused([&] { open_dataset(folder.write("x.tsv", "a\t1"), graph, "", 0); },
                 {"text", "images: ", "reads no text"});
  folder.write(kImages, kGoodImages);
  expect_refused([&] { open_dataset(folder.path(), graph, "", 0); }, {kImages, "no label file", kLabels});
  folder.write(kLabels, kGoodLabels);
  const Graph text = load_network(golden_path("bert"));
  expect_refused([&] { open_dataset(folder.path(), text, "", 0); }, {kImages, "found images", "reads text"});
}

TEST(Dataset, RefusesBrokenNpy) {
  const ScratchFolder folder;
  const Graph graph = load_network(golden_path("vit-tanh"));
  std::vector<float> values(128, 0.5F);
  const auto open = [&] { open_dataset(folder.at("d.npy"), graph, "", 0); };
  write_npy(folder.at("d.npy"), {2, 8, 8}, values.data());
  expect_refused(open, {"d.npy", "no label file", "d.labels.txt", "labels.tsv"});
  folder.write("d.labels.txt", "1\n");
  expect_refused(open, {"d.labels.txt", "1 labels", "2, one a sample"});
  folder.write("d.labels.txt", "1\n9\n");
  expect_refused(open, {"d.labels.txt:2", "label '9'", "0 to 4"});
  folder.write("d.labels.txt", "\n");
  expect_refused(open, {"d.labels.txt", "found none"});
  folder.write("d.labels.txt", "index\tlabel\n0\t1\n1\n");
  expect_refused(open, {"d.labels.txt:3", "1 columns", "at least 2"});
  write_npy(folder.at("d.npy"), {2, 2, 4, 8}, values.data());
  expect_refused(open, {"d.npy", "[2, 2, 4, 8]", "[samples, 8, 8]"});
  write_npy(folder.at("d.npy"), {0, 8, 8}, values.data());
  expect_refused(open, {"d.npy", "no sample"});
  values[77] = std::numeric_limits<float>::quiet_NaN();
  write_npy(folder.at("d.npy"), {2, 8, 8}, values.data());
  expect_refused(open, {"d.npy", "element 77", "nan"});
  folder.write("d.npy", folder.read("d.npy").substr(0, 200));
  expect_refused(open, {"d.npy"});
}

TEST(Dataset, RefusesBrokenSentences) {
  const ScratchFolder folder("bert");
  const Graph graph = load_network(folder.path());
  const auto with = [&](const std::string& text) {
    open_dataset(folder.write("d.tsv", text), graph, folder.path(), 0);
  };
  expect_refused([&] { with("a\t1\n"); }, {"vocab.txt"});
  folder.write("vocab.txt", "[UNK]\n[CLS]\n[SEP]\na\n");
  EXPECT_NO_THROW(with("a\t1\n"));
  expect_refused([&] { with(""); }, {"d.tsv", "no sentence"});
  expect_refused([&] { with("sentence\tlabel\n"); }, {"d.tsv", "no sentence"});
  expect_refused([&] { with("a\t1\na 1\n"); }, {"d.tsv:2", "1 columns", "sentence<TAB>label"});
  expect_refused([&] { with("a\tb\tc\t1\n"); },
                 {"d.tsv:1", "4 columns", "sentence1<TAB>sentence2<TAB>label"});
  expect_refused([&] { with("sentence\tlabel\na\tb\t1\n"); },
                 {"d.tsv:2", "3 columns", "2, as the header has"});
  expect_refused([&] { with("a\t1\n\na\t1\n"); }, {"d.tsv:2"});
  expect_refused([&] { with("a\t3\n"); }, {"d.tsv:1", "label '3'", "0 to 2"});
  expect_refused([&] { with("a\tclass 7\n"); }, {"d.tsv:1", "label 'class 7'", "did you mean 'class"});
  expect_refused([&] { with("a\t1\nab\xff\t1\n"); }, {"d.tsv:2:3", "byte ff", "UTF-8"});
}

}  // namespace
}  // namespace tron::dataset
