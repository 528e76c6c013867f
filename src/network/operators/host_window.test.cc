#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/error.h"
#include "network/operators/host_op_for_test.h"
#include "network/operators/host_operators.h"

namespace tron::network {
namespace {

using testing_only::counted;
using testing_only::Floats;
using testing_only::real;
using testing_only::run;
using testing_only::whole;
using testing_only::Wholes;
using testing_only::word;

/// Something without a pattern, between -1 and 1.
HostTensor scattered(const Dims& dims, std::uint64_t seed) {
  HostTensor t{HostKind::real, dims, {}, {}};
  for (std::size_t i = 0; i < t.size(); ++i) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    t.real.push_back(static_cast<float>(static_cast<double>(seed >> 40U) / (1U << 23U) - 1));
  }
  return t;
}

RC_GTEST_PROP(HostMultiply, IsTheSumOfProducts, ()) {
  const std::size_t m = *rc::gen::inRange<std::size_t>(1, 11), k = *rc::gen::inRange<std::size_t>(1, 20);
  const std::size_t n = *rc::gen::element<std::size_t>(1, 3, 8, 511, 512, 513, 1030);
  const HostTensor a = scattered({m, k}, 1), b = scattered({k, n}, 2);
  std::vector<float> c(m * n, 0.5f);
  host_multiply(a.real.data(), b.real.data(), c.data(), m, k, n);
  for (std::size_t i = 0; i < c.size(); ++i) {
    double want = 0.5;
    for (std::size_t d = 0; d < k; ++d) want += double{a.real[i / n * k + d]} * b.real[d * n + i % n];
    RC_ASSERT(std::abs(c[i] - want) < 1e-5);
  }
}

RC_GTEST_PROP(HostMultiply, RowsDoNotDependOnTheirNumber, ()) {
  const std::size_t m = *rc::gen::inRange<std::size_t>(1, 10);
  const HostTensor a = scattered({m, 9}, 3), b = scattered({9, 13}, 4);
  std::vector<float> all(m * 13, 0), one(13, 0);
  host_multiply(a.real.data(), b.real.data(), all.data(), m, 9, 13);
  host_multiply(a.real.data() + (m - 1) * 9, b.real.data(), one.data(), 1, 9, 13);
  RC_ASSERT(std::equal(one.begin(), one.end(), all.end() - 13));
}

/// A convolution of [1, channels, height, width] by its indices.
HostTensor convolved(const HostTensor& x, const HostTensor& w, std::size_t groups, std::size_t stride,
                     std::size_t pad, std::size_t dilation) {
  const std::size_t kernel = w.dims[2], inputs = w.dims[1], outputs = w.dims[0];
  const std::size_t size = (x.dims[2] + 2 * pad - (kernel - 1) * dilation - 1) / stride + 1;
  HostTensor y{HostKind::real, {1, outputs, size, size}, {}, {}};
  for (std::size_t i = 0; i < y.size(); ++i) {
    const std::size_t o = i / (size * size), row = i / size % size, col = i % size;
    double sum = 0;
    for (std::size_t q = 0; q < inputs * kernel * kernel; ++q) {
      const std::size_t c = o / (outputs / groups) * inputs + q / (kernel * kernel);
      const std::size_t at_y = row * stride + q / kernel % kernel * dilation,
                        at_x = col * stride + q % kernel * dilation;
      if (at_y < pad || at_x < pad || at_y >= pad + x.dims[2] || at_x >= pad + x.dims[3]) continue;
      sum += double{x.real[(c * x.dims[2] + at_y - pad) * x.dims[3] + at_x - pad]} *
             w.real[o * inputs * kernel * kernel + q];
    }
    y.real.push_back(static_cast<float>(sum));
  }
  return y;
}

RC_GTEST_PROP(Conv, IsTheSumByItsIndices, ()) {
  const std::size_t groups = *rc::gen::element<std::size_t>(1, 2, 4),
                    kernel = *rc::gen::inRange<std::size_t>(1, 4);
  const auto stride = *rc::gen::inRange<std::int64_t>(1, 4), pad = *rc::gen::inRange<std::int64_t>(0, 3);
  const auto dilation = *rc::gen::inRange<std::int64_t>(1, 3);
  const HostTensor x = scattered({1, 4, 7, 7}, 5), w = scattered({8, 4 / groups, kernel, kernel}, 6);
  const HostTensor y = run("Conv", {x, w},
                           {{"group", {static_cast<std::int64_t>(groups)}},
                            {"strides", {stride, stride}},
                            {"pads", {pad, pad, pad, pad}},
                            {"dilations", {dilation, dilation}}});
  const HostTensor want = convolved(x, w, groups, static_cast<std::size_t>(stride),
                                    static_cast<std::size_t>(pad), static_cast<std::size_t>(dilation));
  RC_ASSERT(y.dims == want.dims);
  for (std::size_t i = 0; i < y.size(); ++i) RC_ASSERT(std::abs(y.real[i] - want.real[i]) < 1e-4);
}

TEST(Conv, BiasBatchAndOneDimension) {
  const HostTensor x = counted({2, 1, 4}), w = real({1, 1, 2}, {1, 1});
  const HostTensor y = run("Conv", {x, w, real({1}, {100})}, {{"strides", {2}}});
  EXPECT_EQ(y.dims, (Dims{2, 1, 2}));
  EXPECT_EQ(y.real, (Floats{101, 105, 109, 113}));
  EXPECT_THROW(run("Conv", {x, w, real({2}, {1, 1})}), InputError);
  EXPECT_THROW(run("Conv", {counted({1, 1, 2, 2, 2}), counted({1, 1, 1, 1, 1})}), InputError) << "volumes";
}

TEST(Conv, PadsByItself) {
  const HostTensor x = counted({1, 1, 1, 5}), w = real({1, 1, 1, 2}, {1, 1});
  const std::map<std::string, Wholes> two{{"strides", {1, 2}}};
  EXPECT_EQ(run("Conv", {x, w}, two, 13, 0, word("auto_pad", "SAME_UPPER")).real, (Floats{1, 5, 4}));
  EXPECT_EQ(run("Conv", {x, w}, two, 13, 0, word("auto_pad", "SAME_LOWER")).real, (Floats{0, 3, 7}));
  EXPECT_EQ(run("Conv", {x, w}, two, 13, 0, word("auto_pad", "VALID")).real, (Floats{1, 5}));
  EXPECT_THROW(run("Conv", {x, w}, two, 13, 0, word("auto_pad", "AROUND")), InputError);
}

TEST(Pool, CeilingKeepsTheLastWindow) {
  const HostTensor x = counted({1, 1, 1, 5});
  const std::map<std::string, Wholes> down{{"kernel_shape", {1, 2}}, {"strides", {1, 2}}};
  std::map<std::string, Wholes> up = down;
  up["ceil_mode"] = {1};
  EXPECT_EQ(run("MaxPool", {x}, down).real, (Floats{1, 3}));
  EXPECT_EQ(run("MaxPool", {x}, up).real, (Floats{1, 3, 4}));
  EXPECT_EQ(run("AveragePool", {x}, up).real, (Floats{0.5, 2.5, 4})) << "of the values that are there";
  up["pads"] = {0, 0, 0, 1};
  EXPECT_EQ(run("MaxPool", {x}, up).real, (Floats{1, 3, 4}));
}

TEST(Pool, PaddingCountsWhereAsked) {
  const HostTensor x = real({1, 1, 1, 2}, {4, 8});
  const std::map<std::string, Wholes> without{{"kernel_shape", {1, 2}}, {"pads", {0, 1, 0, 1}}};
  std::map<std::string, Wholes> with = without;
  with["count_include_pad"] = {1};
  EXPECT_EQ(run("AveragePool", {x}, without).real, (Floats{4, 6, 8}));
  EXPECT_EQ(run("AveragePool", {x}, with).real, (Floats{2, 6, 4}));
  EXPECT_EQ(run("MaxPool", {real({1, 1, 1, 2}, {-4, -8})}, without).real, (Floats{-4, -4, -8}))
      << "padding is no 0";
}

TEST(Pool, OfEverything) {
  const HostTensor x = counted({1, 2, 2, 2});
  EXPECT_EQ(run("GlobalAveragePool", {x}).real, (Floats{1.5, 5.5}));
  EXPECT_EQ(run("GlobalMaxPool", {x}).real, (Floats{3, 7}));
  EXPECT_EQ(run("GlobalMaxPool", {x}).dims, (Dims{1, 2, 1, 1}));
  EXPECT_THROW(run("GlobalMaxPool", {counted({2, 2})}), InputError);
  EXPECT_THROW(run("MaxPool", {x}), InputError) << "no window";
}

TEST(MatMul, VectorsAndStacks) {
  EXPECT_EQ(run("MatMul", {counted({3}), counted({3})}).dims, Dims{});
  EXPECT_EQ(run("MatMul", {counted({3}), counted({3})}).real, (Floats{5}));
  EXPECT_EQ(run("MatMul", {counted({2, 3}), counted({3})}).dims, (Dims{2}));
  EXPECT_EQ(run("MatMul", {counted({3}), counted({4, 3, 2})}).dims, (Dims{4, 2}));
  EXPECT_EQ(run("MatMul", {counted({5, 1, 2, 3}), counted({4, 3, 2})}).dims, (Dims{5, 4, 2, 2}));
  EXPECT_THROW(run("MatMul", {counted({2, 3}), counted({2, 3})}), InputError);
  EXPECT_THROW(run("MatMul", {counted({}), counted({1})}), InputError);
}

TEST(Gemm, EveryForm) {
  const HostTensor a = counted({2, 3}), b = counted({3, 2});
  const Floats plain{10, 13, 28, 40};
  EXPECT_EQ(run("Gemm", {a, b}).real, plain);
  EXPECT_EQ(run("Gemm", {run("Transpose", {a}), b}, {{"transA", {1}}}).real, plain);
  EXPECT_EQ(run("Gemm", {a, run("Transpose", {b})}, {{"transB", {1}}}).real, plain);
  HostAttributes factors = testing_only::number("alpha", 2);
  factors["beta"].numbers = {10};
  EXPECT_EQ(run("Gemm", {a, b, real({2, 1}, {1, 2})}, {}, 13, 0, factors).real, (Floats{30, 36, 76, 100}));
  EXPECT_THROW(run("Gemm", {a, b, counted({3})}), InputError);
  EXPECT_THROW(run("Gemm", {a, a}), InputError);
  EXPECT_THROW(run("Gemm", {counted({1, 2, 3}), b}), InputError);
}

}  // namespace
}  // namespace tron::network
