#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/numbers/matrix.h"
#include "network/sample.h"
#include "rooms.h"

namespace tron::inference {

/// One value of a program for a batch: the rows of every sample one below the other. Samples may have
/// different numbers of rows.
struct BatchValue {
  Matrix matrix;
  std::vector<std::size_t> start;    ///< first row of each sample, and the end: samples + 1 entries
  std::vector<std::size_t> columns;  ///< attention scores only: used columns a head for each sample; the rest
                                     ///< of a row is zero

  std::vector<std::size_t> first_token;  ///< a sample's token that its first row stands for; empty: 0 for all

  std::size_t samples() const { return start.size() - 1; }
  std::size_t rows(std::size_t sample) const { return start[sample + 1] - start[sample]; }
  /// The token that the first row of `sample` stands for.
  std::size_t token(std::size_t sample) const { return first_token.empty() ? 0 : first_token[sample]; }
  /// Sample `s`'s rows, all columns.
  MatrixView of(std::size_t s) const { return MatrixView(matrix).window(start[s], rows(s), 0, matrix.cols); }
};

/// Most rows a sample may have: a row's noise position is sample * kMaxTokens + token in 32 bits.
inline constexpr std::size_t kMaxTokens = kLongestSample;

/// The noise position of every row of `value`; samples count from `first_sample`.
std::vector<std::uint32_t> row_positions(const BatchValue& value, std::size_t first_sample);

}  // namespace tron::inference
