#include "dataset/text_table.h"

#include <gtest/gtest.h>

#include "base/testing/scratch_folder.h"

namespace tron::dataset {
namespace {

class Tables : public testing::Test {
 protected:
  TextTable read(const std::string& text) {
    return TextTable::read(folder_.write("t.tsv", text), {"text", "label", "score"});
  }
  ScratchFolder folder_;
};

TEST_F(Tables, AFirstLineOfKnownNamesIsTheHeader) {
  const TextTable table = read("label\ttext\n1\ta b\n0\tc\n");
  EXPECT_TRUE(table.has_header());
  EXPECT_EQ(table.rows(), 2u);
  EXPECT_EQ(table.columns(), 2u);
  EXPECT_EQ(table.column("text"), 1u);
  EXPECT_EQ(table.column("score"), std::nullopt);
  EXPECT_EQ(table.cells(0)[*table.column("text")], "a b");
}

TEST_F(Tables, WithoutOneEveryLineIsARow) {
  const TextTable table = read("text of a sentence\t1\ntext\tlabels\n");
  EXPECT_FALSE(table.has_header());
  EXPECT_EQ(table.rows(), 2u) << "'labels' is no known name";
  EXPECT_EQ(table.column("text"), std::nullopt);
  EXPECT_EQ(table.columns(), 2u);
  EXPECT_EQ(read("").columns(), 0u);
  EXPECT_EQ(read("text\n").rows(), 0u);
}

TEST_F(Tables, PlacesCountTheHeader) {
  EXPECT_EQ(read("text\na\nb\n").place(1, "text").line, 3);
  EXPECT_EQ(read("a\nb\n").place(1, "text").line, 2);
}

TEST_F(Tables, RefuseRowsThatDoNotFitTheHeaderAndBytesThatAreNoText) {
  expect_refused([&] { read("text\tlabel\na\n"); }, {"t.tsv:2", "1 columns", "2, as the header has"});
  expect_refused([&] { read("a\nb\xc3\n"); }, {"t.tsv:2:2", "byte c3", "UTF-8"});
  expect_refused([&] { TextTable::read(folder_.at("none.tsv"), {}); }, {"none.tsv"});
}

}  // namespace
}  // namespace tron::dataset
