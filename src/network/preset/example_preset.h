#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "rooms.h"

namespace tron::network::examples {

/// Texts and what stands in their place.
using Edits = std::vector<std::pair<std::string, std::string>>;

inline std::string edited(std::string text, const Edits& edits) {
  for (const auto& [from, to] : edits) {
    const std::size_t at = text.find(from);
    if (at == std::string::npos) throw std::logic_error("the example has no " + from);
    text.replace(at, from.size(), to);
  }
  return text;
}

inline std::string layers_text() {
  return "layers = 2\nwidth = 8\nheads = 4\nfeed_forward = 20\nactivation = \"gelu\"\nnorm = \"layer_norm\"\n"
         "norm_position = \"first\"\nepsilon = 1e-6\nbias = true\n";
}

inline std::string opening_text() {
  return "name = \"small\"\nwhat = \"for tests\"\nfamily = \"test\"\n"
         "[text]\nvocabulary = 50\npositions = 16\nposition_kind = \"learned\"\n";
}

/// A small encoder with a classifier; norms last.
inline std::string preset_text(const Edits& edits = {}) {
  std::string layers = edited(layers_text(), {{"\"first\"", "\"last\""}});
  return edited(opening_text() + "[encoder]\n" + layers + "[head]\nkind = \"classifier\"\nclasses = 3\n",
                edits);
}

/// A small decoder that predicts the next token; norms first.
inline std::string decoder_text(const Edits& edits = {}) {
  return edited(opening_text() + "[decoder]\n" + layers_text() +
                    "[head]\nkind = \"language_model\"\ntied = true\nrows = \"last\"\n",
                edits);
}

/// Encoder and decoder of two layers each; norms first.
inline std::string pair_text(const Edits& edits = {}) {
  return edited(decoder_text({{"[decoder]", "[encoder]\n" + layers_text() + "[decoder]"},
                              {"rows = \"last\"", "rows = \"all\""}}),
                edits);
}

}  // namespace tron::network::examples
