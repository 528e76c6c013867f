#include <cmath>

#include <gtest/gtest.h>

#include "base/error.h"
#include "network/operators/host_op_for_test.h"

namespace tron::network {
namespace {

using testing_only::counted;
using testing_only::Floats;
using testing_only::number;
using testing_only::real;
using testing_only::run;
using testing_only::whole;
using testing_only::Wholes;

TEST(Reduce, EveryKind) {
  const HostTensor x = real({2, 2}, {1, -2, 3, 4});
  const std::map<std::string, Wholes> rows{{"axes", {1}}, {"keepdims", {0}}};
  EXPECT_EQ(run("ReduceSum", {x}, rows, 11).real, (Floats{-1, 7}));
  EXPECT_EQ(run("ReduceMean", {x}, rows).real, (Floats{-0.5, 3.5}));
  EXPECT_EQ(run("ReduceMax", {x}, rows).real, (Floats{1, 4}));
  EXPECT_EQ(run("ReduceMin", {x}, rows).real, (Floats{-2, 3}));
  EXPECT_EQ(run("ReduceProd", {x}, rows).real, (Floats{-2, 12}));
  EXPECT_EQ(run("ReduceL2", {x}, rows).real, (Floats{std::sqrt(5.0f), 5}));
  EXPECT_EQ(run("ReduceSumSquare", {x}, rows).real, (Floats{5, 25}));
}

TEST(Reduce, AxesAndDims) {
  const HostTensor x = counted({2, 3, 2});
  EXPECT_EQ(run("ReduceSum", {x, whole({0, -1})}).dims, (Dims{1, 3, 1}));
  EXPECT_EQ(run("ReduceSum", {x, whole({0, -1})}).real,
            (Floats{0 + 1 + 6 + 7, 2 + 3 + 8 + 9, 4 + 5 + 10 + 11}));
  EXPECT_EQ(run("ReduceSum", {x}).real, (Floats{66})) << "no axes: all";
  EXPECT_EQ(run("ReduceSum", {x, {HostKind::whole, {0}, {}, {}}}, {{"noop_with_empty_axes", {1}}}).real,
            x.real);
  EXPECT_EQ(run("ReduceProd", {whole({2, 3, 4})}, {{"keepdims", {0}}}).whole, (Wholes{24}))
      << "sizes are multiplied";
  EXPECT_THROW(run("ReduceSum", {x, whole({3})}), InputError);
  EXPECT_THROW(run("ReduceMean", {counted({0})}), InputError);
  EXPECT_THROW(run("ReduceProd", {whole({1LL << 40, 1LL << 40})}), InputError) << "beyond exact integers";
}

TEST(ArgMax, FirstOfTheLargest) {
  const HostTensor x = real({2, 3}, {1, 5, 5, 9, 0, 1});
  EXPECT_EQ(run("ArgMax", {x}, {{"axis", {1}}, {"keepdims", {0}}}).whole, (Wholes{1, 0}));
  EXPECT_EQ(run("ArgMax", {x}, {{"axis", {0}}}).dims, (Dims{1, 3}));
  EXPECT_EQ(run("ArgMax", {x}, {{"axis", {0}}}).whole, (Wholes{1, 0, 0}));
}

TEST(Softmax, AlongInnerAndOuterAxes) {
  const HostTensor x = real({2, 2}, {0, std::log(3.0f), 0, 0});
  const HostTensor rows = run("Softmax", {x});
  EXPECT_NEAR(rows.real[0], 0.25, 1e-6);
  EXPECT_NEAR(rows.real[1], 0.75, 1e-6);
  const HostTensor columns = run("Softmax", {x}, {{"axis", {0}}});
  EXPECT_NEAR(columns.real[1], 0.75, 1e-6);
  EXPECT_NEAR(columns.real[3], 0.25, 1e-6);
  const HostTensor logs = run("LogSoftmax", {x});
  EXPECT_NEAR(logs.real[0], std::log(0.25), 1e-6);
}

TEST(Softmax, OfLargeNumbers) {
  const HostTensor y = run("Softmax", {real({3}, {1e30f, 1e30f, -1e30f})}, {{"axis", {0}}});
  EXPECT_EQ(y.real, (Floats{0.5, 0.5, 0}));
}

TEST(LayerNorm, OverOneAndTwoAxes) {
  const HostTensor x = real({1, 2, 2}, {1, 3, 10, 14});
  const HostTensor last =
      run("LayerNormalization", {x, real({2}, {1, 2}), real({2}, {0, 5})}, {}, 17, 0, number("epsilon", 0));
  EXPECT_EQ(last.real, (Floats{-1, 7, -1, 7}));
  const HostTensor both =
      run("LayerNormalization", {real({1, 2, 2}, {-1, 1, 1, -1}), real({2, 2}, {1, 1, 1, 1})},
          {{"axis", {1}}}, 17, 0, number("epsilon", 0));
  EXPECT_EQ(both.real, (Floats{-1, 1, 1, -1}));
  EXPECT_THROW(run("LayerNormalization", {x, real({3}, {1, 1, 1})}, {}, 17), InputError);
  EXPECT_THROW(run("LayerNormalization", {x, real({2}, {1, 1})}, {}, 17, 1), InputError)
      << "the mean as an output";
}

TEST(Shapes, OfShapesAndRanges) {
  EXPECT_EQ(run("Shape", {counted({2, 3})}).whole, (Wholes{2, 3}));
  EXPECT_EQ(run("Size", {counted({2, 3})}).whole, (Wholes{6}));
  const HostTensor zero{HostKind::whole, {}, {}, {0}}, five{HostKind::whole, {}, {}, {5}},
      two{HostKind::whole, {}, {}, {2}};
  EXPECT_EQ(run("Range", {zero, five, two}).whole, (Wholes{0, 2, 4}));
  EXPECT_EQ(run("Range", {real({}, {1}), real({}, {2}), real({}, {0.25})}).real,
            (Floats{1, 1.25, 1.5, 1.75}));
  EXPECT_EQ(run("Range", {five, zero, two}).dims, (Dims{0}));
  EXPECT_THROW(run("Range", {zero, five, zero}), InputError) << "a step of 0";
  EXPECT_THROW(run("Range", {zero, {HostKind::whole, {}, {}, {1LL << 60}}, two}), InputError);
}

TEST(Shapes, FilledWithAValue) {
  HostAttributes value;
  value["value"].tensor = std::make_shared<HostTensor>(HostTensor{HostKind::whole, {1}, {}, {7}});
  EXPECT_EQ(run("ConstantOfShape", {whole({2, 1})}, {}, 13, 0, value).whole, (Wholes{7, 7}));
  EXPECT_EQ(run("ConstantOfShape", {whole({2})}).real, (Floats{0, 0})) << "zeros where none is given";
  EXPECT_THROW(run("ConstantOfShape", {whole({-1})}), InputError);
  value["value"].tensor = std::make_shared<HostTensor>(HostTensor{HostKind::whole, {2}, {}, {7, 8}});
  EXPECT_THROW(run("ConstantOfShape", {whole({2})}, {}, 13, 0, value), InputError);
}

TEST(Shapes, Triangles) {
  const HostTensor x = real({2, 3}, {1, 1, 1, 1, 1, 1});
  EXPECT_EQ(run("Trilu", {x}, {{"upper", {0}}}, 14).real, (Floats{1, 0, 0, 1, 1, 0}));
  EXPECT_EQ(run("Trilu", {x, whole({1})}, {}, 14).real, (Floats{0, 1, 1, 0, 0, 1}));
  EXPECT_THROW(run("Trilu", {real({3}, {1, 1, 1})}, {}, 14), InputError);
}

TEST(Shapes, RunningSums) {
  EXPECT_EQ(run("CumSum", {whole({1, 2, 3}), whole({0})}).whole, (Wholes{1, 3, 6}));
  EXPECT_EQ(run("CumSum", {counted({2, 2}), whole({0})}).real, (Floats{0, 1, 2, 4}));
  EXPECT_THROW(run("CumSum", {whole({1}), whole({0})}, {{"reverse", {1}}}), InputError);
}

TEST(Shapes, PlacesThatAreNotZero) {
  EXPECT_EQ(run("NonZero", {real({2, 2}, {0, 1, 2, 0})}).whole, (Wholes{0, 1, 1, 0}));
  EXPECT_EQ(run("NonZero", {whole({0, 0})}).dims, (Dims{1, 0}));
}

}  // namespace
}  // namespace tron::network
