#pragma once

#include <cstdint>
#include <vector>

#include "base/numbers/matrix.h"
#include "rooms.h"

namespace tron::study {

/// An encoder of equal layers, post-norm as BERT (Devlin et al., NAACL 2019).
struct EncoderSizes {
  std::size_t layers = 12, width = 768, heads = 12, feed_forward = 3072;
};

/// That encoder with random weights in fp32, to see how fast this machine's processor runs one: products
/// by OpenBLAS, columns and heads shared over the threads; GELU (tanh form) and norms by rows over the same.
class HostEncoder {
 public:
  HostEncoder(const EncoderSizes& sizes, std::uint64_t seed);

  /// x [tokens x width], in place. OpenBLAS itself runs on the calling threads alone.
  void run(Matrix& x, int threads) const;

  struct Layer {
    Matrix query_key_value, output, up, down;  ///< [in x out]
    std::vector<float> gamma, beta;
  };
  const std::vector<Layer>& layers() const { return layers_; }
  const EncoderSizes& sizes() const { return sizes_; }

 private:
  EncoderSizes sizes_;
  std::vector<Layer> layers_;
};

}  // namespace tron::study
