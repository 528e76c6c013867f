#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "network/graph.h"
#include "network/sample.h"
#include "rooms.h"

namespace tron::dataset {

/// Opens what `path` is: a folder with IDX images and labels (t10k-* preferred; gzipped or not), a .npy file
/// of [samples x channels x height x width], [samples x height x width] or [samples x the network's features]
/// with labels beside it (same stem + ".labels.txt" or "labels.tsv": one integer or class name a line; a
/// network without classes needs none), a .tsv table of texts (dataset/samples.h has its columns), or a .txt
/// file of running text; texts are tokenised by the files of `network_folder`. At most `limit` samples from
/// the start (0 = all). InputError for everything a file can have wrong: empty data, labels outside the
/// network's classes, another image size than the network's, NaN.
Dataset open_dataset(const std::string& path, const Graph& graph, const std::string& network_folder,
                     std::size_t limit);

/// The samples for calibration of `path`, disjoint from the ones to be evaluated where the data offers it:
/// the IDX train set's first images; `*_calibration.tsv` or `*train*` beside a TSV; else the last `count`
/// samples of the data itself. `where` receives a phrase for the report ("first 16 images of
/// train-images-idx3-ubyte.gz").
Dataset open_calibration(const std::string& path, const Graph& graph, const std::string& network_folder,
                         std::size_t count, std::string* where);

}  // namespace tron::dataset
