#pragma once

#include <cstddef>

#include "inference/engine.h"

namespace tron {

/// Largest magnitude of every column of B, to most[b.n].
void column_maxima(const OperandView& b, float* most);

/// values[i] = round(values[i] * to_code[i % period]) within +-top, ties to even.
void round_to_codes(float* values, std::size_t count, const float* to_code, std::size_t period, float top);

inline constexpr std::size_t kSumColumns = 256;  ///< columns of B that are worked on together

/// tile[k][n] = from[n * stride + k] * factor, k < depth, n < columns, rows of 256.
void copy_turned(const float* from, std::size_t stride, std::size_t depth, std::size_t columns, float factor,
                 float* tile);

/// Adds what one tile of wavelengths makes of up to 256 columns to `rows` rows of `out`:
/// out[row][n] += sum over k < depth of a[row][k] tile[k][n], each sum in the order of k and rounded after
/// every step. tile: [depth][256], zeros past `columns`. Returns the largest |sum|. `sums`, if not null,
/// takes the sums themselves, [row][256].
float add_tile(MatrixView a, const float* tile, std::size_t columns, float* out, std::size_t out_stride,
               float* sums);

}  // namespace tron
