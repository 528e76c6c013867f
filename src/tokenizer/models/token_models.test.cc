#include <chrono>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tokenizer/models/bpe_model.h"
#include "tokenizer/models/flat_table.h"
#include "tokenizer/models/prefix_trie.h"
#include "tokenizer/models/unigram_model.h"
#include "tokenizer/models/word_piece_model.h"

namespace tron::tokenizer {
namespace {

using Ids = std::vector<int>;

Ids of(const TokenModel& model, std::string_view text) {
  Ids ids;
  model.append(text, ids);
  return ids;
}

RC_GTEST_PROP(FlatTable, HoldsWhatAMapHolds,
              (const std::vector<std::pair<std::uint16_t, std::uint8_t>>& pairs)) {
  FlatTable table;
  std::unordered_map<std::uint64_t, std::uint64_t> map;
  for (const auto& [key, value] : pairs) {
    // Keys as they come: two small numbers packed.
    const std::uint64_t packed = std::uint64_t{key} << 32U | (key & 3U);
    table.set(packed, value);
    map[packed] = value;
  }
  RC_ASSERT(table.size() == map.size());
  for (const auto& [key, value] : map) RC_ASSERT(table.find(key) == value);
  RC_ASSERT(table.find(~std::uint64_t{0} - 1) == FlatTable::kNone);
}

TEST(PrefixTrie, FindsTheShortestAndTheLongest) {
  PrefixTrie trie;
  trie.add("a", 1);
  trie.add("abc", 2);
  trie.add("abc", 3);
  trie.add("", 4);
  std::vector<std::size_t> lengths;
  trie.prefixes("abcd", [&](std::size_t length, int) { lengths.push_back(length); });
  EXPECT_EQ(lengths, (std::vector<std::size_t>{1, 3}));
  EXPECT_EQ(trie.longest("abcd").value, 3);
  EXPECT_EQ(trie.longest("abd").length, 1U);
  EXPECT_EQ(trie.longest("b").length, 0U);
}

/// Pieces a, b, ab, ba, abab and the merges of the given ranks.
BpeModel small_bpe(BpeOptions options = {}) {
  Vocabulary table({"a", "b", "ab", "ba", "abab", "u", "<0xC3>", "<0xA4>"});
  return BpeModel(std::move(table), {{0, 1, 2}, {2, 2, 4}, {1, 0, 3}}, std::move(options));
}

TEST(BpeModel, MergesTheLowestRankFirst) {
  const BpeModel model = small_bpe();
  EXPECT_EQ(of(model, ""), Ids{});
  EXPECT_EQ(of(model, "ba"), (Ids{3}));
  EXPECT_EQ(of(model, "bab"), (Ids{1, 2}));     // ab before ba
  EXPECT_EQ(of(model, "ababab"), (Ids{4, 2}));  // of equal pairs the left one
}

TEST(BpeModel, DropsFusesAndSpellsUnknownCharacters) {
  EXPECT_EQ(of(small_bpe(), "xa"), (Ids{0}));
  EXPECT_EQ(of(small_bpe({.unknown = 5}), "xxa"), (Ids{5, 5, 0}));
  EXPECT_EQ(of(small_bpe({.unknown = 5, .fuse_unknown = true}), "xxax"), (Ids{5, 0, 5}));
  EXPECT_EQ(of(small_bpe({.unknown = 5, .byte_fallback = true}), "a\u00e4\u00fc"), (Ids{0, 6, 7, 5}));
}

TEST(BpeModel, MarksWhatContinuesAndEndsAWord) {
  Vocabulary table({"a", "##b", "##b</w>", "ab</w>", "a</w>"});
  const BpeModel model(std::move(table), {{0, 2, 3}}, {.continuing = "##", .end = "</w>"});
  EXPECT_EQ(of(model, "ab"), (Ids{3}));
  EXPECT_EQ(of(model, "abb"), (Ids{0, 1, 2}));
  EXPECT_EQ(of(model, "a"), (Ids{4}));
}

TEST(BpeModel, IgnoresMergesOnlyWhereItShould) {
  Vocabulary table({"a", "b", "aab"});
  EXPECT_EQ(of(BpeModel(std::move(table), {}, {.ignore_merges = true}), "aab"), (Ids{2}));
  Vocabulary again({"a", "b", "aab"});
  EXPECT_EQ(of(BpeModel(std::move(again), {}, {}), "aab"), (Ids{0, 0, 1}));
}

/// Straight from the definition, in quadratic time.
Ids merged_slowly(Ids ids, const std::vector<BpeModel::Merge>& merges) {
  while (true) {
    std::size_t best = merges.size(), at = 0;
    for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
      for (std::size_t rank = 0; rank < best; ++rank) {
        if (merges[rank].left == ids[i] && merges[rank].right == ids[i + 1]) best = rank, at = i;
      }
    }
    if (best == merges.size()) return ids;
    ids[at] = merges[best].merged;
    ids.erase(ids.begin() + static_cast<std::ptrdiff_t>(at) + 1);
  }
}

RC_GTEST_PROP(BpeModel, MergesAsTheDefinitionSays, ()) {
  const auto words = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 3));
  // Random merges over pieces that grow: piece k > 2 is what merge k - 3 makes.
  std::vector<std::string> pieces = {"a", "b", "c"};
  std::vector<BpeModel::Merge> merges;
  for (int i = 0; i < 8; ++i) {
    const int left = *rc::gen::inRange(0, static_cast<int>(pieces.size()));
    const int right = *rc::gen::inRange(0, static_cast<int>(pieces.size()));
    const std::string made = pieces[static_cast<std::size_t>(left)] + pieces[static_cast<std::size_t>(right)];
    if (std::find(pieces.begin(), pieces.end(), made) != pieces.end()) continue;
    merges.push_back({left, right, static_cast<int>(pieces.size())});
    pieces.push_back(made);
  }
  std::string text;
  for (const int word : words) text += static_cast<char>('a' + word);
  const BpeModel model{Vocabulary(pieces), merges, {}};
  RC_ASSERT(of(model, text) == merged_slowly(words, merges));
}

TEST(BpeModel, TakesALongWordInItsStride) {
  const BpeModel model = small_bpe();
  std::string text;
  for (int i = 0; i < 500'000; ++i) text += "ab";
  // Quadratic work would take minutes.
  EXPECT_EQ(of(model, text).size(), 250'000U);
}

UnigramModel small_unigram(bool byte_fallback = false) {
  Vocabulary table({"u", "a", "b", "ab", "aab", "<0xC3>", "<0xA4>"});
  return UnigramModel(std::move(table), {0, -2, -2, -3, -6, 0, 0}, 0, byte_fallback);
}

TEST(UnigramModel, TakesTheBestSum) {
  const UnigramModel model = small_unigram();
  EXPECT_EQ(of(model, "ab"), (Ids{3}));      // -3 against -4
  EXPECT_EQ(of(model, "aab"), (Ids{1, 3}));  // -5 against -6 and -6
  EXPECT_EQ(of(model, ""), Ids{});
}

TEST(UnigramModel, FusesOrSpellsWhatItDoesNotKnow) {
  EXPECT_EQ(of(small_unigram(), "xya"), (Ids{0, 1}));
  EXPECT_EQ(of(small_unigram(), "xay"), (Ids{0, 1, 0}));
  EXPECT_EQ(of(small_unigram(true), "a\u00e4"), (Ids{1, 5, 6}));
  EXPECT_EQ(of(small_unigram(true), "a\u00e4x"), (Ids{1, 0}));  // no piece for the byte x
}

TEST(WordPieceModel, TakesTheLongestPieceThatContinues) {
  Vocabulary table({"u", "a", "##a", "##ab", "ab", "##"});
  const WordPieceModel model(std::move(table), 0, "##", 6);
  EXPECT_EQ(of(model, "abab"), (Ids{4, 3}));
  EXPECT_EQ(of(model, "abb"), (Ids{0}));
  EXPECT_EQ(of(model, "aaaaaa").size(), 6U);
  EXPECT_EQ(of(model, "aaaaaaa"), (Ids{0}));
}

TEST(WordLevelModel, KnowsWholeWordsOnly) {
  const WordLevelModel model(Vocabulary({"u", "ab"}), 0);
  EXPECT_EQ(of(model, "ab"), (Ids{1}));
  EXPECT_EQ(of(model, "abc"), (Ids{0}));
}

}  // namespace
}  // namespace tron::tokenizer
