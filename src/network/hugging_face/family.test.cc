#include "network/hugging_face/family.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "network/golden_for_test.h"
#include "network/load.h"

namespace tron::network {
namespace {

TEST(Families, HaveNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const Family& family : families()) {
    EXPECT_TRUE(names.insert(family.model_type).second) << family.model_type;
    EXPECT_FALSE(family.architectures.empty());
    EXPECT_EQ(find_family(family.model_type), &family);
    for (const Architecture& a : family.architectures) EXPECT_TRUE(names.insert(a.name).second) << a.name;
  }
  EXPECT_EQ(find_family("gpt3"), nullptr);
}

TEST(Families, AreNamedWhereAnUnknownOneIsAsked) {
  const ScratchFolder folder("gpt2");
  folder.edit("config.json", "\"model_type\": \"gpt2\"", "\"model_type\": \"gpt\"");
  std::vector<std::string> fragments = {"model_type", "did you mean 'gpt2'?"};
  for (const Family& family : families()) fragments.emplace_back(family.model_type);
  expect_refused([&] { load_network(folder.path()); }, fragments);
}

TEST(Families, RefuseHeadsByName) {
  const struct {
    const char *golden, *head, *other;
  } cases[] = {
      {"bert", "BertForSequenceClassification", "BertForQuestionAnswering"},
      {"roberta", "RobertaForSequenceClassification", "RobertaForTokenClassification"},
      {"distilbert", "DistilBertForSequenceClassification", "DistilBertForMultipleChoice"},
      {"albert", "AlbertForSequenceClassification", "AlbertForPreTraining"},
      {"gpt2", "GPT2LMHeadModel", "GPT2ForSequenceClassification"},
      {"opt", "OPTForCausalLM", "OPTForQuestionAnswering"},
      {"llama", "LlamaForCausalLM", "LlamaForSequenceClassification"},
      {"marian", "MarianMTModel", "MarianForCausalLM"},
      {"t5", "T5ForConditionalGeneration", "T5EncoderModel"},
  };
  for (const auto& c : cases) {
    const ScratchFolder folder(c.golden);
    folder.edit("config.json", c.head, c.other);
    expect_refused([&] { load_network(folder.path()); }, {"config.json", "architectures", c.other, c.head});
    folder.edit("config.json", "\"architectures\": [",
                "\"architectures\": [\"" + std::string(c.head) + "\",");
    expect_refused([&] { load_network(folder.path()); }, {"architectures", "found [", c.head});
  }
}

TEST(Families, TakeTheFirstHeadWhereNoneIsNamed) {
  for (const char* name : {"gpt2", "bert", "t5"}) {
    const ScratchFolder folder(name);
    folder.edit("config.json", "\"architectures\"", "\"architects\"");
    EXPECT_EQ(load_network(folder.path()).output, load_network(golden_path(name)).output);
  }
}

TEST(Families, SayWhatTheirRowsAre) {
  const std::pair<const char*, Output> cases[] = {
      {"vit", Output::classes},        {"vit-embedding", Output::embedding},
      {"bert", Output::classes},       {"bert-embedding", Output::embedding},
      {"bert-words", Output::rows},    {"gpt2", Output::next_tokens},
      {"marian", Output::next_tokens}, {"t5", Output::next_tokens}};
  for (const auto& [name, output] : cases) {
    const Graph graph = load_network(golden_path(name));
    EXPECT_EQ(graph.output, output) << name;
    EXPECT_EQ(graph.labels.empty(), output != Output::classes) << name;
  }
}

}  // namespace
}  // namespace tron::network
