#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "rooms.h"

namespace tron::dataset {

/// An array of unsigned bytes as the MNIST family ships it (LeCun, "The MNIST database", file format): two
/// zero bytes, type 8, the number of dimensions, the sizes as big-endian 32-bit numbers, the data.
struct IdxArray {
  std::vector<std::size_t> shape;
  std::vector<unsigned char> data;
};

/// Gzipped or not. InputError for another magic number, another number of dimensions, no data, and a file
/// that is not exactly as long as its sizes say.
IdxArray read_idx(const std::string& path, std::size_t dimensions);

}  // namespace tron::dataset
