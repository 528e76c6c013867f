#pragma once

#include <cstddef>
#include <string>

#include "network/dataset.h"

namespace tron {

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

/// sentence<TAB>label lines, with or without a header line.
Dataset read_sentences(const std::string& path, const Graph& graph, const std::string& network_folder,
                       Pick pick);

}  // namespace tron
