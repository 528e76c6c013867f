#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "chip/chip.h"
#include "dataset/dataset.h"
#include "dataset/text_encoder.h"
#include "network/graph.h"
#include "program/program.h"
#include "rooms.h"

namespace tron::study {

/// A network with what reads its texts.
struct LoadedNetwork {
  LoadedNetwork(std::string asked, std::string where, std::shared_ptr<const Graph> loaded)
      : path(std::move(asked)), folder(std::move(where)), graph(std::move(loaded)), encoder(*graph, folder) {}

  std::string path;    ///< as asked for
  std::string folder;  ///< where it lies: a folder, an .onnx file or a description
  std::shared_ptr<const Graph> graph;
  TextEncoder encoder;
};

/// Samples of a network.
struct LoadedData {
  std::string path;                 ///< as asked for; empty for one text
  std::optional<std::string> text;  ///< the one text
  Dataset samples;
};
/// InputError as open_dataset() and single_text().
LoadedData load_data(const std::string& path, std::size_t limit, const LoadedNetwork& network);
LoadedData load_text(const std::string& text, const LoadedNetwork& network);

/// A network compiled for several chips: made once, run as often as wanted.
struct Compiled {
  std::shared_ptr<const LoadedNetwork> network;
  std::vector<Chip> chips;
  std::vector<Program> programs;  ///< one per chip
  std::vector<std::vector<std::string>>
      settings;                          ///< with which each chip was loaded, for what reports try out
  std::string description{};             ///< of the chip, as asked for
  std::vector<Infeasible> infeasible{};  ///< assumption sets under which it cannot work
};
/// InputError where the network cannot be compiled.
Compiled compile_for(std::shared_ptr<const LoadedNetwork> network, std::vector<Chip> chips,
                     std::vector<std::vector<std::string>> settings);

}  // namespace tron::study
