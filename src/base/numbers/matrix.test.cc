#include "base/numbers/matrix.h"

#include <gtest/gtest.h>

namespace tron::base {
namespace {

TEST(Matrix, IsRowMajorAndStartsAtZero) {
  Matrix m(2, 3);
  EXPECT_EQ(m(1, 2), 0);
  m(1, 2) = 5;
  EXPECT_EQ(m.data[5], 5);
  EXPECT_EQ(m.row(1)[2], 5);
}

TEST(MatrixView, WindowsOfWindows) {
  Matrix m(4, 5);
  for (std::size_t i = 0; i < m.data.size(); ++i) m.data[i] = static_cast<float>(i);
  const MatrixView outer = MatrixView(m).window(1, 3, 1, 4);
  EXPECT_EQ(outer(0, 0), 6);
  const MatrixView inner = outer.window(1, 2, 2, 2);
  EXPECT_EQ(inner.rows, 2U);
  EXPECT_EQ(inner.cols, 2U);
  EXPECT_EQ(inner(0, 0), m(2, 3));
  EXPECT_EQ(inner.row(1)[1], m(3, 4));
}

}  // namespace
}  // namespace tron::base
