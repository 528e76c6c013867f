#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/files/files.h"
#include "network/hugging_face/checkpoint/upcast.h"
#include "rooms.h"

namespace tron::network {

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
/// The header is checked as a whole, so that every entry lies inside the data: header length, JSON, known
/// dtypes, shape times size equal to the offsets, no overflow, no overlap, no gap, nothing after the last
/// tensor. InputError names the file and the tensor.
class Safetensors {
 public:
  static Safetensors open(const std::string& path);
  /// Only the header is read: the tensors can be listed, not read.
  static Safetensors open_header(const std::string& path);
  /// Of bytes in memory, which must outlive the object; `name` stands as the file in messages.
  Safetensors(std::span<const unsigned char> bytes, std::string name);
  Safetensors(Safetensors&&) noexcept = default;  // no copies: the index points into the entries

  const std::string& file() const { return file_; }
  const std::vector<TensorEntry>& entries() const { return entries_; }
  const TensorEntry* find(const std::string& name) const;

  /// The values as float32, row-major. InputError for another dtype than F32, F16, BF16, and for NaN and
  /// infinities with the index of the first.
  std::vector<float> read(const TensorEntry& entry) const;
  /// `count` of them from value `first` on, to `to`.
  void read(const TensorEntry& entry, std::size_t first, std::size_t count, float* to) const;
  /// Whether both hold the same bytes; `other` may be another file's.
  bool same(const TensorEntry& entry, const Safetensors& other, const TensorEntry& theirs) const;

 private:
  explicit Safetensors(std::string name) : file_(std::move(name)) {}
  void read_header(std::string_view text, std::size_t data_size);
  Storage storage_of(const TensorEntry& entry) const;
  [[noreturn]] void refuse_values(const TensorEntry& entry) const;

  std::shared_ptr<MappedFile> map_;
  std::string file_;
  std::span<const unsigned char> data_;
  std::vector<TensorEntry> entries_;                         ///< in the order of their data
  std::unordered_map<std::string_view, std::size_t> index_;  ///< name -> entry
};

}  // namespace tron::network
