#include <gtest/gtest.h>

#include "base/testing/scratch_folder.h"
#include "network/hugging_face/checkpoint/safetensors_for_test.h"
#include "network/load.h"

namespace tron::network {
namespace {

using testing_only::RawTensor;

const std::string kWeights = "model.safetensors";

/// A golden network whose tensors can be changed before they are written again.
class Changed : public ScratchFolder {
 public:
  explicit Changed(const std::string& name)
      : ScratchFolder(name), tensors(testing_only::tensors_of(at(kWeights))) {}

  RawTensor& operator[](const std::string& name) {
    for (RawTensor& t : tensors) {
      if (t.name == name) return t;
    }
    throw std::runtime_error("no tensor " + name);
  }
  void drop(const std::string& name) {
    std::erase_if(tensors, [&](const RawTensor& t) { return t.name == name; });
  }
  void copy(const std::string& name, const std::string& to) {
    RawTensor twin = (*this)[name];
    twin.name = to;
    tensors.push_back(std::move(twin));
  }
  Graph load() const {
    write(kWeights, testing_only::safetensors_of(tensors));
    return load_network(path());
  }
  void expect(const std::vector<std::string>& fragments) const {
    expect_refused([&] { load(); }, fragments);
  }

  std::vector<RawTensor> tensors;
};

TEST(LoadFamilies, RefuseAnOutputTableThatIsNotTheTiedOne) {
  Changed folder("gpt2");
  folder.copy("transformer.wte.weight", "lm_head.weight");
  EXPECT_EQ(folder.load().nodes.back().weight, folder.load().nodes.front().weight);
  folder["lm_head.weight"].bytes[40] ^= 1;
  folder.expect({kWeights, "tensor 'lm_head.weight'", "other values than in 'transformer.wte.weight'",
                 "tie_word_embeddings"});
  EXPECT_NO_THROW(load_shapes(folder.path())) << "values are not looked at";
  folder["lm_head.weight"].shape = {20, 32};
  folder.expect({"tensor 'lm_head.weight'", "[20, 32]", "[40, 16]"});
}

TEST(LoadFamilies, RefuseAMissingOutputTable) {
  Changed folder("llama");
  folder.drop("lm_head.weight");
  folder.expect({kWeights, "tensor 'lm_head.weight'", "no such tensor", "tie_word_embeddings"});
  folder.edit("config.json", "\"tie_word_embeddings\": false", "\"tie_word_embeddings\": true");
  EXPECT_NO_THROW(folder.load());
}

TEST(LoadFamilies, TakeTheTiedTableUnderAnyOfItsNames) {
  Changed folder("t5");
  folder["shared.weight"].name = "decoder.embed_tokens.weight";
  EXPECT_EQ(folder.load().parameters(), load_network(golden_path("t5")).parameters());
  folder.copy("decoder.embed_tokens.weight", "lm_head.weight");
  EXPECT_EQ(folder.load().parameters(), load_network(golden_path("t5")).parameters());
  folder.copy("decoder.embed_tokens.weight", "shared.weight");
  folder["shared.weight"].bytes[0] ^= 1;
  folder.expect({"other values than in 'shared.weight'"});
}

TEST(LoadFamilies, RefuseAPairWithoutAStart) {
  for (const char* name : {"marian", "bart", "t5"}) {
    const ScratchFolder folder(name);
    folder.edit("config.json", "\"decoder_start_token_id\"", "\"decoder_start\"");
    expect_refused([&] { load_network(folder.path()); },
                   {"config.json", "decoder_start_token_id", "nothing"});
    folder.write("generation_config.json", R"({"decoder_start_token_id": 3})");
    EXPECT_EQ(load_network(folder.path()).special.start, 3);
  }
}

TEST(LoadFamilies, RefuseABrokenGenerationConfig) {
  const ScratchFolder folder("gpt2");
  for (const char* text : {"", "[]", R"({"eos_token_id": 40})", R"({"eos_token_id": "x"})"}) {
    folder.write("generation_config.json", text);
    expect_refused([&] { load_network(folder.path()); }, {"generation_config.json"});
  }
}

TEST(LoadFamilies, RefuseBrainFloatsThatAreNotFinite) {
  Changed folder("qwen2");
  std::string& bytes = folder["model.layers.1.mlp.down_proj.weight"].bytes;
  bytes[6] = '\x80', bytes[7] = '\x7f';
  folder.expect({kWeights, "tensor 'model.layers.1.mlp.down_proj.weight'", "inf at index 3", "finite"});
  bytes[6] = '\xc0';
  folder.expect({"nan at index 3"});
}

TEST(LoadFamilies, RefuseHalvesThatAreNotFiniteInATurnedMatrix) {
  Changed folder("gpt2-bare");
  std::string& bytes = folder["h.1.attn.c_attn.weight"].bytes;
  bytes[2 * 100] = '\x01', bytes[2 * 100 + 1] = '\x7e';
  folder.expect({"tensor 'h.1.attn.c_attn.weight'", "nan at index 100"});
}

TEST(LoadFamilies, RefuseAMatrixThatIsNotTurned) {
  Changed folder("gpt2");
  folder["transformer.h.0.mlp.c_fc.weight"].shape = {64, 16};
  folder.expect({"tensor 'transformer.h.0.mlp.c_fc.weight'", "shape [64, 16]", "[16, 64]"});
}

TEST(LoadFamilies, RefuseTensorsOfOtherFamilies) {
  const std::pair<const char*, const char*> extras[] = {
      {"bert", "lm_head.bias"},
      {"roberta", "cls.predictions.bias"},
      {"distilbert", "distilbert.pooler.weight"},
      {"albert", "albert.more"},
      {"gpt2", "transformer.h.2.ln_1.bias"},
      {"opt", "model.decoder.project_in.weight"},
      {"llama", "model.layers.0.self_attn.q_proj.bias"},
      {"marian", "model.encoder.layernorm_embedding.weight"},
      {"t5", "encoder.block.1.layer.0.SelfAttention.relative_attention_bias.weight"}};
  for (const auto& [name, extra] : extras) {
    Changed folder(name);
    folder.tensors.push_back({extra, "F32", {1}, std::string(4, '\0')});
    folder.expect({kWeights, std::string("tensor '") + extra + "'", "the network does not have"});
  }
}

TEST(LoadFamilies, PassOverWhatNoForwardPassReads) {
  const std::pair<const char*, const char*> extras[] = {
      {"bert-words", "bert.pooler.dense.weight"},
      {"bert-embedding", "cls.predictions.bias"},
      {"roberta", "roberta.pooler.dense.bias"},
      {"distilbert-embedding", "vocab_projector.bias"},
      {"albert-words", "sop_classifier.classifier.bias"},
      {"gpt2", "transformer.h.0.attn.masked_bias"},
      {"llama", "model.layers.1.self_attn.rotary_emb.inv_freq"},
      {"marian", "model.encoder.embed_positions.weight"},
      {"t5", "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight"},
      {"vit-embedding", "pooler.dense.bias"}};
  for (const auto& [name, extra] : extras) {
    Changed folder(name);
    folder.drop(extra);
    folder.tensors.push_back({extra, "F32", {1}, std::string(4, '\xff')});
    EXPECT_EQ(folder.load().parameters(), load_network(golden_path(name)).parameters()) << name;
  }
}

TEST(LoadFamilies, RefuseEveryMissingTensorByName) {
  for (const char* name : {"roberta", "distilbert", "mistral", "t5-gated"}) {
    const Changed whole(name);
    for (std::size_t lost = 0; lost < whole.tensors.size(); lost += 2) {
      Changed folder(name);
      folder.drop(whole.tensors[lost].name);
      folder.expect({kWeights, "tensor '" + whole.tensors[lost].name + "'", "no such tensor"});
    }
  }
}

TEST(LoadFamilies, RefuseMoreLayersThanTheFileHas) {
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"gpt2", "\"n_layer\": ", "h.2.ln_1"},
      {"llama", "\"num_hidden_layers\": ", "layers.2.input_layernorm"},
      {"marian", "\"decoder_layers\": ", "model.decoder.layers.2."},
      {"t5", "\"num_layers\": ", "encoder.block.2."}};
  for (const auto& [name, key, tensor] : cases) {
    const ScratchFolder folder(name);
    folder.edit("config.json", std::string(key) + "2", std::string(key) + "1000");
    expect_refused([&] { load_network(folder.path()); }, {kWeights, tensor, "no such tensor"});
    expect_refused([&] { load_shapes(folder.path()); }, {kWeights, tensor, "no such tensor"});
  }
}

TEST(LoadFamilies, RefuseASmallerVocabularyThanTheTable) {
  for (const char* name : {"roberta", "gpt2", "opt", "llama", "bart", "t5"}) {
    const ScratchFolder folder(name);
    folder.edit("config.json", "\"vocab_size\": 40", "\"vocab_size\": 9999999");
    expect_refused([&] { load_network(folder.path()); }, {kWeights, "shape [40, ", "[9999999, "});
  }
}

}  // namespace
}  // namespace tron::network
