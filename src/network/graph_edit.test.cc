#include "network/graph_edit.h"

#include <gtest/gtest.h>

#include "base/testing/input_error_of.h"
#include "network/preset/example_preset.h"
#include "network/preset/preset.h"

namespace tron::network {
namespace {

Graph decoder(const examples::Edits& edits = {{"rows = \"last\"", "rows = \"all\""}}) {
  return parse_preset(examples::decoder_text(edits), "example");
}

TEST(ForGeneration, TakesTheLastRowBeforeTheHead) {
  const Graph all = decoder(), last = for_generation(decoder());
  ASSERT_EQ(last.nodes.size(), all.nodes.size() + 2);
  EXPECT_EQ(last.nodes.back().op, Op::sample);
  EXPECT_EQ(last.nodes.back().width, last.vocabulary);
  std::size_t at = 0;
  while (last.nodes[at].op != Op::take_last) ++at;
  EXPECT_EQ(last.nodes[at + 1].name, "vocabulary");
  EXPECT_EQ(last.nodes[at].inputs[0], static_cast<int>(at) - 1);
  for (std::size_t n = at + 1; n < last.nodes.size(); ++n) {
    EXPECT_EQ(last.nodes[n].inputs[0], static_cast<int>(n) - 1);
  }
}

TEST(ForGeneration, LeavesAGeneratorAlone) {
  const Graph once = for_generation(decoder());
  EXPECT_EQ(for_generation(once).nodes.size(), once.nodes.size());
  const Graph preset = decoder({});
  EXPECT_EQ(preset.nodes.back().op, Op::sample) << "a preset with one row of logits generates";
  EXPECT_EQ(for_generation(preset).nodes.size(), preset.nodes.size());
}

TEST(ForGeneration, RefusesAClassifier) {
  const Graph graph = parse_preset(examples::preset_text(), "example");
  EXPECT_NE(input_error_of([&] { for_generation(graph); }).found().find("predicts no tokens"),
            std::string::npos);
}

}  // namespace
}  // namespace tron::network
