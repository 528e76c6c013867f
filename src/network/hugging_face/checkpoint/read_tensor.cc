#include "network/hugging_face/checkpoint/read_tensor.h"

#include <algorithm>

namespace tron::network {
namespace {

/// [in x parts * out] in the file to rows [out x in].
std::vector<float> read_transposed(const Checkpoint::Found& found, const TensorSource& source,
                                   std::size_t cols) {
  constexpr std::size_t kBand = 16;  // file rows at once: a cache line of each row written
  const std::size_t out = source.rows, stride = out * source.parts;
  std::vector<float> values(out * cols), band(kBand * out);
  for (std::size_t first = 0; first < cols; first += kBand) {
    const std::size_t count = std::min(kBand, cols - first);
    for (std::size_t i = 0; i < count; ++i) {
      found.file->read(*found.entry, (first + i) * stride + source.part * out, out, band.data() + i * out);
    }
    for (std::size_t o = 0; o < out; ++o) {
      for (std::size_t i = 0; i < count; ++i) values[o * cols + first + i] = band[i * out + o];
    }
  }
  return values;
}

std::vector<float> read_straight(const Checkpoint::Found& found, const TensorSource& source,
                                 std::size_t cols) {
  if (source.parts == 1) return found.file->read(*found.entry);
  std::vector<float> values(source.rows * cols);
  found.file->read(*found.entry, source.part * values.size(), values.size(), values.data());
  return values;
}

}  // namespace

std::vector<float> read_tensor(const Checkpoint::Found& found, const TensorSource& source, std::size_t cols) {
  auto values = source.transposed ? read_transposed(found, source, cols) : read_straight(found, source, cols);
  if (source.factor != 1) {
    for (float& v : values) v = static_cast<float>(v * source.factor);
  }
  return values;
}

}  // namespace tron::network
