#include "dataset/labels.h"

#include <gtest/gtest.h>

#include "base/testing/scratch_folder.h"

namespace tron::dataset {
namespace {

TEST(Labels, AreNamesOrNumbers) {
  const std::vector<std::string> classes = {"cat", "dog", "0"};
  const Place place{.file = "l.txt", .line = 3, .column = 0, .item = "label"};
  EXPECT_EQ(parse_label("dog", classes, place), 1);
  EXPECT_EQ(parse_label("1", classes, place), 1);
  EXPECT_EQ(parse_label("0", classes, place), 2);  // a name counts before a number
  for (const char* text : {"3", "-1", "", " 1", "1.0", "99999999999999999999", "Dog"}) {
    expect_refused([&] { parse_label(text, classes, place); }, {"l.txt:3", "label", "0 to 2"});
  }
  expect_refused([&] { parse_label("dogg", classes, place); }, {"did you mean 'dog'?"});
}

TEST(Labels, ComeFromAListOrAColumn) {
  const ScratchFolder folder;
  const std::vector<std::string> classes = {"cat", "dog"};
  const auto read = [&](const std::string& text) {
    return read_labels(folder.write("l.txt", text), classes);
  };
  EXPECT_EQ(read("cat\ndog\n1\n"), (std::vector<int>{0, 1, 1}));
  EXPECT_EQ(read("index\tlabel\tpart\n7\tdog\ttrain\n8\tcat\ttest\n"), (std::vector<int>{1, 0}));
  EXPECT_EQ(read("label\n1\r\n0\r\n"), (std::vector<int>{1, 0}));
  expect_refused([&] { read(""); }, {"l.txt", "found none"});
  expect_refused([&] { read("cat\n\ndog\n"); }, {"l.txt:2", "label ''"});
}

}  // namespace
}  // namespace tron::dataset
