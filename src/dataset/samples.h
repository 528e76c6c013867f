#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/error.h"
#include "dataset/dataset.h"
#include "rooms.h"

namespace tron::dataset {

/// Which samples of a file to take: all, or so many from the start or the end.
struct Pick {
  std::size_t limit = 0;  ///< 0 = all
  bool from_end = false;
  std::size_t count(std::size_t total) const { return limit == 0 || limit > total ? total : limit; }
  std::size_t first(std::size_t total) const { return from_end ? total - count(total) : 0; }
};

/// A pair of IDX files; pixels are scaled and normalised as the network wants them.
Dataset read_idx_samples(const std::string& images, const std::string& labels, const Graph& graph, Pick pick);

/// A .npy file and its labels. Floats are taken as the network's input; bytes are pixels, scaled and
/// normalised.
Dataset read_npy_samples(const std::string& path, const Graph& graph, Pick pick);

/// A table of texts, its columns by the network's output, with or without a header line that names them:
///   classes      sentence, label | sentence1, sentence2, label
///   next tokens  text | ids | name, ids; of an encoder-decoder source, target | source_ids, target_ids
///   embedding    sentence | sentence1, sentence2, score (a line gives two samples)
///   rows         sentence
/// Ids are decimal numbers between blanks. A line is a sample, or as many as add_windows() makes of it.
Dataset read_text_table(const std::string& path, const Graph& graph, const std::string& network_folder,
                        Pick pick);

/// A text file that a language model predicts token by token, in windows of add_windows(); a file of numbers
/// alone holds ids.
Dataset read_running_text(const std::string& path, const Graph& graph, const std::string& network_folder,
                          Pick pick);

/// The text for calibration that lies beside the one at `path`, a .tsv or .txt file: of several, the one
/// whose name agrees longest with it. "" where there is none.
std::string calibration_text(const std::string& path);

/// A running text as samples of at most the network's longest sequence, side by side: every token but the
/// first is predicted once, from those of its own window before it. InputError for fewer than two tokens.
void add_windows(const std::vector<int>& ids, const Graph& graph, const Place& place, Dataset& data);

}  // namespace tron::dataset
