#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "network/find_network.h"
#include "rooms.h"

namespace tron::dataset {

/// A file that a network or a data set is read from.
struct InputFile {
  std::string name;  ///< within its folder: the same wherever the folder stands
  std::string path;
  std::uint64_t counts = std::numeric_limits<std::uint64_t>::max();  ///< so many of its first bytes matter
};

/// The files that decide what the network at `where` (find_network()'s) is, sorted by name. Where only its
/// shapes are needed, of weights only the header counts. What a folder holds and no loader reads may be among
/// them, but for hidden files. InputError where there is nothing of the kind, or an ONNX file is none.
std::vector<InputFile> network_files(const std::string& where, NetworkNeed need);

/// The same of data as open_dataset() and open_calibration() read it.
std::vector<InputFile> data_files(const std::string& path);

}  // namespace tron::dataset
