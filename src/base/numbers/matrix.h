#pragma once

#include <cstddef>
#include <vector>

#include "rooms.h"

namespace tron::base {

/// A dense row-major matrix of floats.
struct Matrix {
  std::size_t rows = 0, cols = 0;
  std::vector<float> data;

  Matrix() = default;
  Matrix(std::size_t r, std::size_t c) : rows(r), cols(c), data(r * c) {}
  float* row(std::size_t r) { return data.data() + r * cols; }
  const float* row(std::size_t r) const { return data.data() + r * cols; }
  float& operator()(std::size_t r, std::size_t c) { return data[r * cols + c]; }
  float operator()(std::size_t r, std::size_t c) const { return data[r * cols + c]; }
};

/// A window onto a row-major matrix; rows lie `stride` floats apart.
struct MatrixView {
  const float* data = nullptr;
  std::size_t rows = 0, cols = 0, stride = 0;

  MatrixView() = default;
  MatrixView(const float* d, std::size_t r, std::size_t c, std::size_t s)
      : data(d), rows(r), cols(c), stride(s) {}
  MatrixView(const Matrix& m) : data(m.data.data()), rows(m.rows), cols(m.cols), stride(m.cols) {}
  const float* row(std::size_t r) const { return data + r * stride; }
  float operator()(std::size_t r, std::size_t c) const { return data[r * stride + c]; }
  /// `count` rows and columns from (row0, col0).
  MatrixView window(std::size_t row0, std::size_t nrows, std::size_t col0, std::size_t ncols) const {
    return {data + row0 * stride + col0, nrows, ncols, stride};
  }
};

}  // namespace tron::base
