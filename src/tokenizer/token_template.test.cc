#include "tokenizer/token_template.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tron::tokenizer {
namespace {

using Ids = std::vector<int>;

TEST(TokenTemplate, KeepsItsTokensWhenTheTextIsCut) {
  const TokenTemplate frame = TokenTemplate::bert(8, 9);
  EXPECT_EQ(frame.wrap({1, 2, 3}, 9), (Ids{8, 1, 2, 3, 9}));
  EXPECT_EQ(frame.wrap({1, 2, 3}, 4), (Ids{8, 1, 2, 9}));
  EXPECT_EQ(frame.wrap({1, 2, 3}, 1), (Ids{8, 9}));
}

TEST(TokenTemplate, TellsTheSegments) {
  EXPECT_EQ(TokenTemplate::bert(8, 9).wrap({1, 2}, {3}, 9).ids, (Ids{8, 1, 2, 9, 3, 9}));
  EXPECT_EQ(TokenTemplate::bert(8, 9).wrap({1, 2}, {3}, 9).types, (Ids{0, 0, 0, 0, 1, 1}));
  EXPECT_EQ(TokenTemplate::roberta(8, 9).wrap({1}, {3}, 9).ids, (Ids{8, 1, 9, 9, 3, 9}));
  EXPECT_EQ(TokenTemplate::roberta(8, 9).wrap({1}, {3}, 9).types, (Ids(6, 0)));
  EXPECT_EQ(TokenTemplate::around({8}, {}).wrap({1}, {3}, 9).ids, (Ids{8, 1, 8, 3}));
  EXPECT_EQ(TokenTemplate::around({8}, {}).wrap({1}, {3}, 9).types, (Ids{0, 0, 1, 1}));
  EXPECT_FALSE(TokenTemplate().has_pair());
}

TEST(TokenTemplate, CutsTheLongerTextFirst) {
  const TokenTemplate frame = TokenTemplate::bare();
  EXPECT_EQ(frame.wrap(Ids(5, 1), Ids(2, 2), 6).ids, (Ids{1, 1, 1, 1, 2, 2}));
  EXPECT_EQ(frame.wrap(Ids(2, 1), Ids(5, 2), 6).ids, (Ids{1, 1, 2, 2, 2, 2}));
  EXPECT_EQ(frame.wrap(Ids(5, 1), Ids(5, 2), 5).ids, (Ids{1, 1, 2, 2, 2}));
}

RC_GTEST_PROP(TokenTemplate, PairsFillTheRoomAndNoMore, ()) {
  const auto first = *rc::gen::inRange<std::size_t>(0, 40), second = *rc::gen::inRange<std::size_t>(0, 40);
  const auto longest = *rc::gen::inRange<std::size_t>(3, 60);
  const TypedTokens got = TokenTemplate::bert(8, 9).wrap(Ids(first, 1), Ids(second, 2), longest);
  RC_ASSERT(got.ids.size() == std::min(longest, first + second + 3));
  RC_ASSERT(got.types.size() == got.ids.size());
}

}  // namespace
}  // namespace tron::tokenizer
