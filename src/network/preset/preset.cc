#include "network/preset/preset.h"

#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "base/config/config.h"
#include "base/files/files.h"
#include "network/preset/preset_fields.h"

namespace tron::network {
namespace {

[[noreturn]] void refuse(const Config& config, std::string_view key, const std::string& found,
                         const std::string& allowed) {
  throw InputError(config.place(key), found, allowed);
}

/// The document must describe one kind of input, a stack that takes it, and a head that fits.
void check_parts(const Config& config) {
  const Place whole{config.place("name").file, 0, 0, ""};
  const bool text = config.has("text"), image = config.has("image");
  const bool encoder = config.has("encoder"), decoder = config.has("decoder");
  if (text == image) {
    throw InputError(whole, text ? "both [text] and [image]" : "neither [text] nor [image]", "one of them");
  }
  if (!encoder && !decoder) throw InputError(whole, "no layers", "[encoder], [decoder] or both");
  if (image && decoder) refuse(config, "decoder", "a decoder of images", "[encoder] alone with [image]");
}

void check_head(const Config& config, const TransformerSpec& spec) {
  const Config head = config.table("head");
  const bool classifier = spec.head.kind == HeadKind::classifier;
  if (classifier && spec.decoder.layers > 0) {
    refuse(head, "kind", "a classifier above a decoder", "\"language_model\"");
  }
  if (!classifier && spec.decoder.layers == 0) {
    refuse(head, "kind", "a language model without a decoder", "\"classifier\"");
  }
}

/// Encoder and decoder read one word table and one position table.
void check_pair(const Config& config, const TransformerSpec& spec, const StackSpec& first) {
  const Config decoder = config.table("decoder");
  if (spec.decoder.width != first.width) {
    refuse(decoder, "width", fmt::format("{}", spec.decoder.width),
           fmt::format("{} as the encoder's, since both read one word table", first.width));
  }
  if ((spec.decoder.rotary_base > 0) != (first.rotary_base > 0)) {
    throw InputError(decoder.place("layers"), "rotary_base in one stack only", "in both, or in none");
  }
}

void check_published(const Config& config, const Graph& graph) {
  if (!config.has("published")) return;
  const Config published = config.table("published");
  const auto stated = static_cast<double>(published.integer("parameters", 1, 1'000'000'000'000'000));
  const double share = published.has("tolerance") ? published.number("tolerance", 0, 0.1) : 0.01;
  const auto counted = static_cast<double>(graph.parameters());
  if (std::abs(counted - stated) <= share * stated) return;
  refuse(published, "parameters",
         fmt::format("{:.0f}, but the network described has {:.0f}", stated, counted),
         fmt::format("a count within {:g} % of it", share * 100));
}

Graph graph_of(const Config& config, const std::string& name) {
  TransformerSpec spec;
  config.text("name"), config.text("what");
  spec.name = name;
  spec.family = config.text("family");
  check_parts(config);
  if (config.has("encoder")) spec.encoder = stack_spec(config.table("encoder"));
  if (config.has("decoder")) spec.decoder = stack_spec(config.table("decoder"));
  const StackSpec& first = spec.encoder.layers > 0 ? spec.encoder : spec.decoder;
  if (config.has("text")) {
    spec.text = text_spec(config.table("text"), first);
    if (spec.decoder.layers > 0) check_pair(config, spec, first);
  } else {
    spec.image = image_spec(config.table("image"));
  }
  spec.head = head_spec(config.table("head"));
  check_head(config, spec);
  Graph graph = build_shapes(spec);
  check_published(config, graph);
  config.finish();
  return graph;
}

}  // namespace

Graph load_preset(const std::string& name_or_file) {
  const std::string path = find_description("network", name_or_file);
  return graph_of(Config::read(path), std::filesystem::path(path).stem().string());
}

Graph parse_preset(std::string_view text, const std::string& name) {
  return graph_of(Config::parse(text, name), name);
}

}  // namespace tron::network
