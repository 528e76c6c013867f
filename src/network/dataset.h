#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "network/graph.h"
#include "rooms.h"

namespace tron::network {

/// Most rows a sample may have: noise positions have room for no more.
inline constexpr std::size_t kLongestSample = 4096;

/// One input: either pixel or feature values [channels x height x width], normalised as the network wants
/// them, or token ids.
struct Sample {
  std::vector<float> image;
  std::vector<int> tokens;
  std::vector<int> token_types;  ///< same length as tokens
  std::vector<int> target;       ///< encoder-decoder: what the decoder reads, its start token first
  int label = -1;                ///< class; -1 = unknown
  std::vector<int> expected;     ///< the true token after each row of the output; -1 = unknown
};

/// Labelled samples, ready for one network.
struct Dataset {
  std::string name;  ///< path as given
  std::vector<Sample> samples;
  std::vector<double> similarity;  ///< of samples 2 i and 2 i + 1, as people judged it; empty for other data
};

/// Opens what `path` is: a folder with IDX images and labels (t10k-* preferred; gzipped or not), a .npy file
/// of [samples x channels x height x width], [samples x height x width] or [samples x the network's features]
/// with labels beside it (same stem + ".labels.txt" or "labels.tsv": one integer or class name a line; a
/// network without classes needs none), a .tsv table of texts (network/samples.h has its columns), or a .txt
/// file of running text; texts are tokenised by the files of `network_folder`. At most `limit` samples from
/// the start (0 = all). InputError for everything a file can have wrong: empty data, labels outside the
/// network's classes, another image size than the network's, NaN.
Dataset open_dataset(const std::string& path, const Graph& graph, const std::string& network_folder,
                     std::size_t limit);

/// The samples for calibration of `path`, disjoint from the ones to be judged where the data offers it: the
/// IDX train set's first images; `*_calibration.tsv` or `*train*` beside a TSV; else the last `count` samples
/// of the data itself. `where` receives a phrase for the report ("first 16 images of
/// train-images-idx3-ubyte.gz").
Dataset open_calibration(const std::string& path, const Graph& graph, const std::string& network_folder,
                         std::size_t count, std::string* where);

}  // namespace tron::network
