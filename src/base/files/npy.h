#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "rooms.h"

namespace tron::base {

/// A NumPy array as float32, row-major.
struct NpyArray {
  std::vector<std::size_t> shape;
  std::vector<float> data;
  bool bytes = false;     ///< stored as unsigned bytes: pixels, not features
  bool integers = false;  ///< stored as any other integer
};

/// Reads format versions 1-3: float16, float32, float64, (u)int8..64, little endian, C order. InputError for
/// anything else, truncated data, sizes that overflow, NaN or infinities.
NpyArray read_npy(const std::string& path);

/// The shape alone, from the header.
std::vector<std::size_t> npy_shape(const std::string& path);

/// The content of a file of float32; `path` is named where it cannot be.
std::string npy_text(const std::vector<std::size_t>& shape, const float* data, const std::string& path);

/// That, by write_file().
void write_npy(const std::string& path, const std::vector<std::size_t>& shape, const float* data);

}  // namespace tron::base
