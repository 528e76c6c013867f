#include "base/text/lines.h"

#include <gtest/gtest.h>

namespace tron::base {
namespace {

using Texts = std::vector<std::string>;

TEST(Lines, EndWithEitherNewline) {
  EXPECT_EQ(split_lines("a\nb\r\nc"), (Texts{"a", "b", "c"}));
  EXPECT_EQ(split_lines("a\n"), Texts{"a"});
}

TEST(Lines, LeaveOutEmptyOnesAtTheEndOnly) {
  EXPECT_EQ(split_lines("\n\na\n\nb\n\r\n\n"), (Texts{"", "", "a", "", "b"}));
  EXPECT_EQ(split_lines("\n\r\n"), Texts{});
  EXPECT_EQ(split_lines(""), Texts{});
}

TEST(Lines, StartAfterAByteOrderMark) {
  EXPECT_EQ(split_lines("\xEF\xBB\xBFsentence"), Texts{"sentence"});
}

TEST(Cells, StandBetweenTabs) {
  EXPECT_EQ(split_cells("a\tb c\t"), (Texts{"a", "b c", ""}));
  EXPECT_EQ(split_cells(""), Texts{""});
}

}  // namespace
}  // namespace tron::base
