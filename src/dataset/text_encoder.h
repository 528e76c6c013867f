#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "dataset/dataset.h"
#include "network/graph.h"
#include "rooms.h"
#include "tokenizer/tokenizer.h"

namespace tron::dataset {

/// A network's texts as samples: through the tokenizer of its folder, or of the folder of its .onnx file,
/// which is opened when the first text asks for it, or as token ids that are written out.
class TextEncoder {
 public:
  TextEncoder(const Graph& graph, std::string network_folder);

  /// One text, or two side by side, with the special tokens of the family.
  Sample sample(const std::string& text) const;
  Sample pair(const std::string& first, const std::string& second) const;

  /// Token ids of a text that is read from left to right: the begin token where the family has one, no end
  /// token. Not cut.
  std::vector<int> running(const std::string& text) const;
  /// Token ids of a translation: the text's own, then the end token. Not cut.
  std::vector<int> target(const std::string& text) const;

  /// Ids from their decimal numbers between blanks; InputError at `place` for anything else and for ids
  /// beyond the vocabulary.
  std::vector<int> ids(const std::string& numbers, const Place& place) const;

  const Tokenizer& tokenizer() const;

 private:
  const Graph& graph_;
  std::string folder_;
  mutable std::unique_ptr<const Tokenizer> tokenizer_;
};

/// InputError at `place` for bytes that are no UTF-8.
void require_utf8(const std::string& text, const Place& place);

/// Whether `text` holds nothing but decimal numbers between blanks, at least one.
bool only_numbers(const std::string& text);

}  // namespace tron::dataset
