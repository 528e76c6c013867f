#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/error.h"
#include "network/operators/host_op_for_test.h"

namespace tron::network {
namespace {

using testing_only::counted;
using testing_only::Floats;
using testing_only::real;
using testing_only::run;
using testing_only::truth;
using testing_only::whole;
using testing_only::Wholes;

constexpr auto kFar = std::numeric_limits<std::int64_t>::max();

TEST(Cast, BetweenKinds) {
  constexpr std::int64_t kFloat = 1, kInt = 7, kBool = 9, kHalf = 10;
  EXPECT_EQ(run("Cast", {real({3}, {-1.7f, 0, 2.9f})}, {{"to", {kInt}}}).whole, (Wholes{-1, 0, 2}));
  EXPECT_EQ(run("Cast", {real({2}, {0, 0.1f})}, {{"to", {kBool}}}).whole, (Wholes{0, 1}));
  EXPECT_EQ(run("Cast", {whole({3, -4})}, {{"to", {kFloat}}}).real, (Floats{3, -4}));
  EXPECT_EQ(run("Cast", {truth({2}, {0, 1})}, {{"to", {kHalf}}}).real, (Floats{0, 1}));
  EXPECT_EQ(run("Cast", {real({2}, {1e30f, -1e30f})}, {{"to", {kInt}}}).whole, (Wholes{kFar, -kFar - 1}))
      << "kept in range";
  for (std::int64_t type : {0, 8, 14, 15, 99})
    EXPECT_THROW(run("Cast", {whole({1})}, {{"to", {type}}}), InputError) << type;
}

TEST(Reshape, SpecialSizes) {
  const HostTensor x = counted({2, 3, 4});
  EXPECT_EQ(run("Reshape", {x, whole({0, -1})}).dims, (Dims{2, 12}));
  EXPECT_EQ(run("Reshape", {x, whole({0, 0, 2, -1})}).dims, (Dims{2, 3, 2, 2}));
  EXPECT_EQ(run("Reshape", {counted({1}), {HostKind::whole, {0}, {}, {}}}).dims, Dims{});
  EXPECT_EQ(run("Reshape", {counted({0, 3}), whole({3, 0})}, {{"allowzero", {1}}}, 14).dims, (Dims{3, 0}));
  EXPECT_THROW(run("Reshape", {x, whole({-1, -1})}), InputError);
  EXPECT_THROW(run("Reshape", {x, whole({2, 3, 4, 0})}), InputError) << "no fourth dimension to copy";
  EXPECT_THROW(run("Reshape", {x, whole({-2, 12})}), InputError);
  EXPECT_THROW(run("Reshape", {x, real({1}, {24})}), InputError);
}

TEST(Flatten, AtEveryAxis) {
  const HostTensor x = counted({2, 3, 4});
  EXPECT_EQ(run("Flatten", {x}).dims, (Dims{2, 12}));
  EXPECT_EQ(run("Flatten", {x}, {{"axis", {0}}}).dims, (Dims{1, 24}));
  EXPECT_EQ(run("Flatten", {x}, {{"axis", {3}}}).dims, (Dims{24, 1}));
  EXPECT_EQ(run("Flatten", {x}, {{"axis", {-1}}}).dims, (Dims{6, 4}));
  EXPECT_THROW(run("Flatten", {x}, {{"axis", {4}}}), InputError);
}

TEST(Squeeze, AxesInAttributesAndOperands) {
  const HostTensor x = counted({1, 3, 1});
  EXPECT_EQ(run("Squeeze", {x}).dims, (Dims{3}));
  EXPECT_EQ(run("Squeeze", {x}, {{"axes", {0}}}, 11).dims, (Dims{3, 1}));
  EXPECT_EQ(run("Squeeze", {x, whole({-1})}).dims, (Dims{1, 3}));
  EXPECT_EQ(run("Unsqueeze", {x, whole({0, -1})}).dims, (Dims{1, 1, 3, 1, 1}));
  EXPECT_EQ(run("Unsqueeze", {x}, {{"axes", {1}}}, 11).dims, (Dims{1, 1, 3, 1}));
  EXPECT_THROW(run("Unsqueeze", {x}), InputError);
  EXPECT_THROW(run("Unsqueeze", {x, whole({0, 0})}), InputError);
  EXPECT_THROW(run("Unsqueeze", {x, whole(Wholes(40, 0))}), InputError);
}

TEST(Transpose, PutsEveryElementInItsPlace) {
  const HostTensor x = counted({2, 3, 4});
  const HostTensor y = run("Transpose", {x}, {{"perm", {2, 0, 1}}});
  ASSERT_EQ(y.dims, (Dims{4, 2, 3}));
  for (std::size_t i = 0; i < 24; ++i) {
    const std::size_t c = i / 6, a = i / 3 % 2, b = i % 3;
    EXPECT_EQ(y.real[i], static_cast<float>((a * 3 + b) * 4 + c));
  }
  EXPECT_EQ(run("Transpose", {whole({1, 2})}).whole, (Wholes{1, 2}));
}

RC_GTEST_PROP(Transpose, TwiceIsNothing, ()) {
  const std::size_t rows = *rc::gen::inRange<std::size_t>(1, 9), cols = *rc::gen::inRange<std::size_t>(1, 9);
  const HostTensor x = counted({rows, cols});
  RC_ASSERT(run("Transpose", {run("Transpose", {x})}).real == x.real);
}

/// NumPy's slice of 0, 1, ..., n - 1, element by element.
Floats sliced(std::int64_t n, std::int64_t start, std::int64_t end, std::int64_t step) {
  const auto clamp = [](std::int64_t x, std::int64_t low, std::int64_t high) {
    return std::min(std::max(x, low), high);
  };
  const std::int64_t low = step > 0 ? 0 : -1, high = step > 0 ? n : n - 1;
  std::int64_t i = clamp(start < 0 ? start + n : start, step > 0 ? 0 : -1, high);
  const std::int64_t stop = clamp(end < 0 ? end + n : end, low, high);
  Floats out;
  for (; step > 0 ? i < stop : i > stop; i += step) {
    if (i >= 0 && i < n) out.push_back(static_cast<float>(i));
  }
  return out;
}

RC_GTEST_PROP(Slice, IsThatOfNumPy, ()) {
  const std::int64_t n = *rc::gen::inRange(1, 9), start = *rc::gen::inRange(-9, 10),
                     end = *rc::gen::inRange(-9, 10);
  const std::int64_t step = *rc::gen::element(-3, -2, -1, 1, 2, 3);
  // Backwards from before the first element: ONNX starts at the first, NumPy nowhere.
  RC_PRE(step > 0 || start >= -n);
  const HostTensor x = counted({static_cast<std::size_t>(n)});
  RC_ASSERT(run("Slice", {x, whole({start}), whole({end}), whole({0}), whole({step})}).real ==
            sliced(n, start, end, step));
}

TEST(Slice, SeveralAxesAndOpenEnds) {
  const HostTensor x = counted({3, 4});
  EXPECT_EQ(run("Slice", {x, whole({1, 1}), whole({kFar, 3})}).real, (Floats{5, 6, 9, 10}));
  EXPECT_EQ(run("Slice", {x, whole({-1}), whole({-kFar}), whole({1}), whole({-1})}).real.front(), 3);
  EXPECT_EQ(run("Slice", {x, whole({2}), whole({1}), whole({1})}).dims, (Dims{3, 0}));
  EXPECT_THROW(run("Slice", {x, whole({0}), whole({1}), whole({0}), whole({0})}), InputError) << "step 0";
  EXPECT_THROW(run("Slice", {x, whole({0, 0}), whole({1})}), InputError);
  EXPECT_THROW(run("Slice", {x, whole({0, 0, 0}), whole({1, 1, 1})}), InputError);
}

TEST(Split, EvenlyAndNot) {
  const HostTensor x = counted({6});
  EXPECT_EQ(run("Split", {x}, {{"num_outputs", {3}}}, 11, 1).real, (Floats{2, 3}));
  EXPECT_EQ(run("Split", {x}, {{"split", {1, 5}}}, 11, 1).real, (Floats{1, 2, 3, 4, 5}));
  EXPECT_THROW(run("Split", {x}, {{"num_outputs", {4}}}), InputError);
  EXPECT_THROW(run("Split", {x, whole({2, 2})}), InputError);
  EXPECT_THROW(run("Split", {x, whole({-1, 7})}), InputError);
}

TEST(Expand, BothWays) {
  EXPECT_EQ(run("Expand", {counted({3, 1}), whole({2, 1, 2})}).dims, (Dims{2, 3, 2}));
  EXPECT_EQ(run("Expand", {counted({2, 2}), whole({1, 1})}).real, counted({2, 2}).real) << "1 keeps the size";
  EXPECT_THROW(run("Expand", {counted({2}), whole({3})}), InputError);
  EXPECT_THROW(run("Expand", {counted({2}), whole({-1})}), InputError);
}

TEST(Concat, IntegersAndEmptyParts) {
  EXPECT_EQ(run("Concat", {whole({1}), {HostKind::whole, {0}, {}, {}}, whole({2, 3})}, {{"axis", {0}}}).whole,
            (Wholes{1, 2, 3}));
  EXPECT_EQ(run("Concat", {counted({1, 2}), counted({2, 2})}, {{"axis", {-2}}}).dims, (Dims{3, 2}));
  EXPECT_THROW(run("Concat", {whole({1}), counted({1})}, {{"axis", {0}}}), InputError);
  EXPECT_THROW(run("Concat", {counted({1, 2}), counted({1})}, {{"axis", {0}}}), InputError);
}

TEST(Gather, OfEveryRank) {
  const HostTensor x = counted({2, 3});
  EXPECT_EQ(run("Gather", {x, {HostKind::whole, {}, {}, {1}}}).dims, (Dims{3}));
  EXPECT_EQ(run("Gather", {x, {HostKind::whole, {2, 2}, {}, {0, 1, 1, 0}}}, {{"axis", {1}}}).dims,
            (Dims{2, 2, 2}));
  EXPECT_EQ(run("Gather", {whole({7, 8, 9}), whole({-1})}).whole, (Wholes{9}));
  EXPECT_THROW(run("Gather", {x, whole({2})}), InputError);
  EXPECT_THROW(run("Gather", {x, whole({-3})}), InputError);
  EXPECT_THROW(run("Gather", {x, real({1}, {0})}), InputError);
}

TEST(Pad, ModesAndValues) {
  EXPECT_EQ(run("Pad", {counted({1, 2}), whole({0, 1, 1, 0}), real({}, {7})}).real,
            (Floats{7, 0, 1, 7, 7, 7}));
  EXPECT_EQ(run("Pad", {counted({2})}, {{"pads", {1, 0}}}, 9, 0, testing_only::number("value", 3)).real,
            (Floats{3, 0, 1}));
  EXPECT_THROW(run("Pad", {counted({2}), whole({-1, 0})}), InputError);
  EXPECT_THROW(run("Pad", {counted({2}), whole({1})}), InputError);
  EXPECT_THROW(run("Pad", {counted({2}), whole({1, 1})}, {}, 13, 0, testing_only::word("mode", "reflect")),
               InputError);
}

TEST(Tile, RepeatsEveryAxis) {
  EXPECT_EQ(run("Tile", {counted({2, 1}), whole({1, 3})}).real, (Floats{0, 0, 0, 1, 1, 1}));
  EXPECT_EQ(run("Tile", {counted({2}), whole({0})}).dims, (Dims{0}));
  EXPECT_THROW(run("Tile", {counted({2}), whole({1, 1})}), InputError);
  EXPECT_THROW(run("Tile", {counted({2}), whole({-1})}), InputError);
}

}  // namespace
}  // namespace tron::network
