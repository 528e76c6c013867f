#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "network/hugging_face/checkpoint/checkpoint.h"
#include "rooms.h"

namespace tron::network {

/// A matrix of the graph as it stands in a file.
struct TensorSource {
  std::string name;                 ///< in the file
  std::vector<std::size_t> shape;   ///< in the file
  std::size_t rows = 1;             ///< of the matrix
  bool transposed = false;          ///< the file has [in x out] (GPT-2), the graph [out x in]
  std::string part_name;            ///< of one of several matrices stored as one: "query"
  std::size_t part = 0, parts = 1;  ///< which of so many equal shares of the outputs
  double factor = 1;                ///< on every value; part_name must tell it from the plain tensor
};

/// The values of a graph's tensor of `cols` columns from the file's. InputError as Safetensors::read.
std::vector<float> read_tensor(const Checkpoint::Found& found, const TensorSource& source, std::size_t cols);

}  // namespace tron::network
