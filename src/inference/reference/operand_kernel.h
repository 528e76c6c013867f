#pragma once

#include <cstddef>
#include <cstdint>

#include "inference/engine.h"
#include "rooms.h"

namespace tron::inference {

/// Largest magnitude of every column of B, to most[b.n].
void column_maxima(const OperandView& b, float* most);

/// values[i] = round(values[i] * to_code[i % period]) within +-top, ties to even.
void round_to_codes(float* values, std::size_t count, const float* to_code, std::size_t period, float top);

inline constexpr std::size_t kSumColumns = 256;  ///< columns of B that are worked on together

/// to[k * to_stride + n] = b(first + k, column + n), k < depth, n < columns.
void copy_window(const OperandView& b, std::size_t first, std::size_t depth, std::size_t column,
                 std::size_t columns, float* to, std::size_t to_stride);

/// out[r * out_stride + n] = quantize(values[r][n], inverse[n]) of encode.h for `rows` rows of 32. Returns
/// how many were limited.
std::uint64_t quantize_rows(const float* values, std::size_t rows, const float* inverse, std::int32_t levels,
                            std::int32_t* out, std::size_t out_stride);

/// Adds what one tile of wavelengths makes of up to 256 columns to `rows` rows of `out`:
/// out[row][n] += sum over k < depth of a[row][k] tile[k][n], each sum in the order of k and rounded after
/// every step. tile: [depth][256], zeros past `columns`. Returns the largest |sum|. `sums`, if not null,
/// takes the sums themselves, [row][256].
float add_tile(MatrixView a, const float* tile, std::size_t columns, float* out, std::size_t out_stride,
               float* sums);

}  // namespace tron::inference
