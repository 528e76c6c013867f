#include "tokenizer/token_frame.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tron::tokenizer {
namespace {

using Ids = std::vector<int>;

TEST(TokenFrame, KeepsItsTokensWhenTheTextIsCut) {
  const TokenFrame frame = TokenFrame::bert(8, 9);
  EXPECT_EQ(frame.wrap({1, 2, 3}, 9), (Ids{8, 1, 2, 3, 9}));
  EXPECT_EQ(frame.wrap({1, 2, 3}, 4), (Ids{8, 1, 2, 9}));
  EXPECT_EQ(frame.wrap({1, 2, 3}, 1), (Ids{8, 9}));
}

TEST(TokenFrame, TellsTheSegments) {
  EXPECT_EQ(TokenFrame::bert(8, 9).wrap({1, 2}, {3}, 9).ids, (Ids{8, 1, 2, 9, 3, 9}));
  EXPECT_EQ(TokenFrame::bert(8, 9).wrap({1, 2}, {3}, 9).types, (Ids{0, 0, 0, 0, 1, 1}));
  EXPECT_EQ(TokenFrame::roberta(8, 9).wrap({1}, {3}, 9).ids, (Ids{8, 1, 9, 9, 3, 9}));
  EXPECT_EQ(TokenFrame::roberta(8, 9).wrap({1}, {3}, 9).types, (Ids(6, 0)));
  EXPECT_EQ(TokenFrame::around({8}, {}).wrap({1}, {3}, 9).ids, (Ids{8, 1, 8, 3}));
  EXPECT_EQ(TokenFrame::around({8}, {}).wrap({1}, {3}, 9).types, (Ids{0, 0, 1, 1}));
  EXPECT_FALSE(TokenFrame().has_pair());
}

TEST(TokenFrame, CutsTheLongerTextFirst) {
  const TokenFrame frame = TokenFrame::bare();
  EXPECT_EQ(frame.wrap(Ids(5, 1), Ids(2, 2), 6).ids, (Ids{1, 1, 1, 1, 2, 2}));
  EXPECT_EQ(frame.wrap(Ids(2, 1), Ids(5, 2), 6).ids, (Ids{1, 1, 2, 2, 2, 2}));
  EXPECT_EQ(frame.wrap(Ids(5, 1), Ids(5, 2), 5).ids, (Ids{1, 1, 2, 2, 2}));
}

RC_GTEST_PROP(TokenFrame, PairsFillTheRoomAndNoMore, ()) {
  const auto first = *rc::gen::inRange<std::size_t>(0, 40), second = *rc::gen::inRange<std::size_t>(0, 40);
  const auto longest = *rc::gen::inRange<std::size_t>(3, 60);
  const TypedTokens got = TokenFrame::bert(8, 9).wrap(Ids(first, 1), Ids(second, 2), longest);
  RC_ASSERT(got.ids.size() == std::min(longest, first + second + 3));
  RC_ASSERT(got.types.size() == got.ids.size());
}

}  // namespace
}  // namespace tron::tokenizer
