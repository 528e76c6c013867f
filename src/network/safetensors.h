#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/files.h"

namespace tron {

/// One tensor of a safetensors file, checked against the file's size.
struct TensorEntry {
  std::string name;
  std::string dtype;  ///< as written: "F32", "BF16", "I64" ...
  std::vector<std::size_t> shape;
  std::size_t begin = 0, end = 0;  ///< byte offsets from the start of the data
  std::size_t count() const;       ///< product of the shape; 1 for a scalar
};

/// A safetensors file: eight bytes little-endian header length, a JSON header, the data
/// (https://github.com/huggingface/safetensors, "Format").
///
/// The constructor checks the whole header, so that every entry lies inside the data: header length, JSON,
/// known dtypes, shape times size equal to the offsets, no overflow, no overlap, no gap, nothing after the
/// last tensor. InputError names the file and the tensor.
class Safetensors {
 public:
  static Safetensors open(const std::string& path);
  /// Of bytes in memory, which must outlive the object; `name` stands as the file in messages.
  Safetensors(std::span<const unsigned char> bytes, std::string name);

  const std::string& file() const { return file_; }
  const std::vector<TensorEntry>& entries() const { return entries_; }
  const TensorEntry* find(const std::string& name) const;

  /// The values as float32, row-major. InputError for another dtype than F32, F16, BF16, and for NaN and
  /// infinities with the index of the first.
  std::vector<float> read(const TensorEntry& entry) const;

 private:
  std::shared_ptr<MappedFile> map_;
  std::string file_;
  std::span<const unsigned char> data_;
  std::vector<TensorEntry> entries_;  ///< in the order of their data
};

}  // namespace tron
