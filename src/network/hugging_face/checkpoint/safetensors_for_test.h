#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/files/files.h"
#include "network/hugging_face/checkpoint/safetensors.h"
#include "rooms.h"

namespace tron::network::testing_only {

/// A tensor as a file keeps it.
struct RawTensor {
  std::string name, dtype;
  std::vector<std::size_t> shape;
  std::string bytes;
};

/// The bytes of a safetensors file.
inline std::string safetensors_of(const std::vector<RawTensor>& tensors) {
  std::string header = "{", data;
  for (const RawTensor& t : tensors) {
    header += fmt::format(R"({}"{}":{{"dtype":"{}","shape":[{}],"data_offsets":[{},{}]}})",
                          header.size() > 1 ? "," : "", t.name, t.dtype, fmt::join(t.shape, ","), data.size(),
                          data.size() + t.bytes.size());
    data += t.bytes;
  }
  header += "}";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>(header.size() >> (8 * i) & 0xff);
  return bytes + header + data;
}

/// The tensors of a safetensors file, in the order of their data.
inline std::vector<RawTensor> tensors_of(const std::string& path) {
  const std::string bytes = read_file(path);
  const Safetensors file({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()}, path);
  const std::size_t start = bytes.size() - file.entries().back().end;
  std::vector<RawTensor> tensors;
  for (const TensorEntry& e : file.entries()) {
    tensors.push_back({e.name, e.dtype, e.shape, bytes.substr(start + e.begin, e.end - e.begin)});
  }
  return tensors;
}

}  // namespace tron::network::testing_only
