#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files/files.h"
#include "base/testing/input_error_of.h"
#include "base/testing/source_tree.h"
#include "network/preset/example_preset.h"
#include "network/preset/preset.h"

namespace tron::network {
namespace {

using testing::HasSubstr;

/// A small preset, broken in one place.
struct Broken {
  const char* name;
  enum Which { encoder, decoder, pair } which;
  const char *from, *to;
  const char* item;  ///< the place must name it
  const char* says;  ///< somewhere in the message
};

void PrintTo(const Broken& b, std::ostream* out) {
  *out << b.name;
}

std::string text_of(const Broken& b) {
  const examples::Edits edits = {{b.from, b.to}};
  if (b.which == Broken::encoder) return examples::preset_text(edits);
  return b.which == Broken::decoder ? examples::decoder_text(edits) : examples::pair_text(edits);
}

class BrokenPreset : public testing::TestWithParam<Broken> {};

TEST_P(BrokenPreset, IsRefusedWithItsPlace) {
  const Broken& b = GetParam();
  const InputError error = input_error_of([&] { parse_preset(text_of(b), "broken.toml"); });
  EXPECT_EQ(error.place().file, "broken.toml");
  EXPECT_EQ(error.place().item, b.item);
  EXPECT_THAT(error.what(), HasSubstr(b.says));
  EXPECT_FALSE(error.allowed().empty());
}

constexpr auto E = Broken::encoder, D = Broken::decoder;
INSTANTIATE_TEST_SUITE_P(
    Files, BrokenPreset,
    testing::Values(
        Broken{"no_toml", E, "[text]", "[text", "", "broken.toml:4"},
        Broken{"no_name", E, "name = \"small\"\n", "", "name", "nothing"},
        Broken{"no_family", E, "family = \"test\"", "", "family", "nothing"},
        Broken{"no_input", E, "[text]\nvocabulary = 50\npositions = 16\nposition_kind = \"learned\"\n", "",
               "", "neither [text] nor [image]"},
        Broken{"two_inputs", E, "[head]", "[image]\nsize = 8\n[head]", "", "both [text] and [image]"},
        Broken{"no_layers", E, "[encoder]", "[text.encoder]", "", "no layers"},
        Broken{"no_head", E, "[head]", "[text.head]", "head", "nothing"},
        Broken{"missing_width", E, "width = 8\n", "", "encoder.width", "nothing"},
        Broken{"zero_layers", E, "layers = 2", "layers = 0", "encoder.layers", "from 1 to 1000"},
        Broken{"absurd_layers", E, "layers = 2", "layers = 1000000", "encoder.layers", "from 1 to 1000"},
        Broken{"negative_width", E, "width = 8", "width = -8", "encoder.width", "-8"},
        Broken{"a_fraction", E, "width = 8", "width = 8.5", "encoder.width", "8.5"},
        Broken{"a_word_for_a_number", E, "heads = 4", "heads = \"four\"", "encoder.heads", "four"},
        Broken{"heads_that_do_not_divide", E, "heads = 4", "heads = 3", "encoder.heads",
               "a divisor of the width 8"},
        Broken{"key_heads_that_do_not_divide", E, "heads = 4", "heads = 4\nkv_heads = 3", "encoder.kv_heads",
               "a divisor of the heads 4"},
        Broken{"no_key_heads", E, "heads = 4", "heads = 4\nkv_heads = 0", "encoder.kv_heads", "a divisor"},
        Broken{"unknown_activation", E, "\"gelu\"", "\"gleu\"", "encoder.activation", "nearest is \"gelu\""},
        Broken{"unknown_norm", E, "\"layer_norm\"", "\"batch_norm\"", "encoder.norm", "rms_norm"},
        Broken{"misspelt_key", E, "bias = true", "baes = true", "encoder.baes", "bias"},
        Broken{"unknown_table", E, "[head]", "[tail]\nx = 1\n[head]", "tail", "head"},
        Broken{"epsilon_above_one", E, "epsilon = 1e-6", "epsilon = 2", "encoder.epsilon", "from 0 to 1"},
        Broken{"rotary_table_and_base", D, "bias = true", "bias = true\nrotary_base = 1e4",
               "text.position_kind", "rotary"},
        Broken{"rotary_without_base", D, "\"learned\"", "\"rotary\"", "text.position_kind", "no rotary_base"},
        Broken{"rotary_in_one_stack", Broken::pair, "bias = true\n[decoder]",
               "bias = true\n[decoder]\nrotary_base = 1e4", "decoder.layers", "in both, or in none"},
        Broken{"rotary_of_odd_depth", D, "heads = 4", "heads = 8\nrotary_base = 1e4", "decoder.heads",
               "an even number"},
        Broken{"no_embedding_width", E, "positions = 16", "positions = 16\nembedding_width = 0",
               "text.embedding_width", "at least 1"},
        Broken{"classifier_on_a_decoder", D, "\"language_model\"", "\"classifier\"\nclasses = 2", "head.kind",
               "above a decoder"},
        Broken{"language_model_on_an_encoder", E, "\"classifier\"", "\"language_model\"\nrows = \"last\"",
               "head.kind", "without a decoder"},
        Broken{"no_classes", E, "classes = 3", "classes = 0", "head.classes", "from 1"},
        Broken{"pair_of_two_widths", Broken::pair, "[encoder]\nlayers = 2\nwidth = 8",
               "[encoder]\nlayers = 2\nwidth = 16", "decoder.width", "16 as the encoder's"},
        Broken{"wrong_count", E, "[head]", "[published]\nparameters = 1000000\n[head]",
               "published.parameters", "but the network described has"},
        Broken{"generous_tolerance", E, "[head]", "[published]\nparameters = 1900\ntolerance = 0.5\n[head]",
               "published.tolerance", "0.1"}),
    [](const auto& param_info) { return std::string(param_info.param.name); });

TEST(BrokenImagePreset, IsRefused) {
  const std::string image = "[image]\nchannels = 3\nsize = 10\npatch = 4\n";
  const std::string text = "[text]\nvocabulary = 50\npositions = 16\nposition_kind = \"learned\"\n";
  const auto refused = [&](const std::string& broken) {
    return input_error_of([&] { parse_preset(broken, "image.toml"); });
  };
  EXPECT_EQ(refused(examples::preset_text({{text, image}})).place().item, "image.patch");
  EXPECT_EQ(refused(examples::decoder_text({{text, image}})).place().item, "decoder");
  EXPECT_EQ(refused(examples::pair_text({{text, image}})).place().item, "decoder");
}

TEST(LoadPreset, ReadsFilesAndNamesWhatIsMissing) {
  const std::string path = scratch_path("mine.toml");
  write_file(path, examples::preset_text());
  EXPECT_EQ(load_preset(path).classes(), 3u);
  EXPECT_THAT(input_error_of([&] { load_preset(path + "/none.toml"); }).place().file, HasSubstr("none.toml"));
  use_source_data();
  EXPECT_THAT(input_error_of([] { load_preset("brt-base"); }).allowed(), HasSubstr("nearest is bert-base"));
  unsetenv("TRON_DATA");
}

}  // namespace
}  // namespace tron::network
