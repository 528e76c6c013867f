#include <cmath>
#include <limits>

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
using testing_only::truth;
using testing_only::whole;
using testing_only::Wholes;

struct Function {
  const char* type;
  double (*exact)(double);
};

class RealFunction : public testing::TestWithParam<Function> {};

TEST_P(RealFunction, AgreesWithItsDefinition) {
  HostTensor x;
  for (int i = 1; i < 40; ++i) x.real.push_back(0.11f * static_cast<float>(i));
  x.dims = {3, 13};
  const HostTensor y = run(GetParam().type, {x});
  EXPECT_EQ(y.dims, x.dims);
  for (std::size_t i = 0; i < x.real.size(); ++i) {
    const double want = GetParam().exact(x.real[i]);
    EXPECT_NEAR(y.real[i], want, 2e-6 * (1 + std::abs(want))) << GetParam().type << " " << x.real[i];
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, RealFunction,
    testing::Values(Function{"Sqrt", [](double x) { return std::sqrt(x); }},
                    Function{"Exp", [](double x) { return std::exp(x); }},
                    Function{"Log", [](double x) { return std::log(x); }},
                    Function{"Erf", [](double x) { return std::erf(x); }},
                    Function{"Tanh", [](double x) { return std::tanh(x); }},
                    Function{"Sin", [](double x) { return std::sin(x); }},
                    Function{"Cos", [](double x) { return std::cos(x); }},
                    Function{"Floor", [](double x) { return std::floor(x); }},
                    Function{"Ceil", [](double x) { return std::ceil(x); }},
                    Function{"Reciprocal", [](double x) { return 1 / x; }},
                    Function{"Softplus", [](double x) { return std::log(1 + std::exp(x)); }},
                    Function{"Sigmoid", [](double x) { return 1 / (1 + std::exp(-x)); }},
                    Function{"HardSwish", [](double x) { return x * std::min(1.0, x / 6 + 0.5); }},
                    Function{"Abs", [](double x) { return std::abs(x); }},
                    Function{"Neg", [](double x) { return -x; }}),
    [](const auto& function) { return std::string(function.param.type); });

TEST(Elementwise, FunctionsOfReal) {
  for (const char* type : {"Sqrt", "Exp", "Tanh", "Sigmoid", "HardSigmoid", "Elu"})
    EXPECT_THROW(run(type, {whole({1})}), InputError) << type;
}

TEST(Elementwise, SlopesAndMiddles) {
  const HostTensor x = real({4}, {-10, -1, 1, 10});
  EXPECT_EQ(run("LeakyRelu", {x}, {}, 13, 0, number("alpha", 0.5f)).real, (Floats{-5, -0.5, 1, 10}));
  EXPECT_FLOAT_EQ(run("Elu", {x}, {}, 13, 0, number("alpha", 2)).real[1], 2 * std::expm1(-1.0f));
  EXPECT_EQ(run("HardSigmoid", {x}, {}, 13, 0, number("alpha", 0.25f)).real, (Floats{0, 0.25, 0.75, 1}));
  EXPECT_EQ(run("Sign", {real({3}, {-2, 0, 5})}).real, (Floats{-1, 0, 1}));
  EXPECT_EQ(run("Softplus", {real({1}, {200})}).real, (Floats{200})) << "no overflow";
}

TEST(Elementwise, LimitsInAttributesAndOperands) {
  const HostTensor x = real({3}, {-5, 0, 5});
  EXPECT_EQ(run("Clip", {x}, {}, 9, 0, number("min", -1)).real, (Floats{-1, 0, 5}));
  EXPECT_EQ(run("Clip", {x}).real, x.real);
  EXPECT_EQ(run("Clip", {whole({-5, 0, 5}), {HostKind::whole, {}, {}, {-2}}}).whole, (Wholes{-2, 0, 5}));
  EXPECT_THROW(run("Clip", {x, whole({1})}), InputError);
  EXPECT_THROW(run("Clip", {x, real({2}, {1, 2})}), InputError);
}

TEST(Elementwise, ArithmeticInEveryShape) {
  const HostTensor x = counted({2, 3}), row = real({3}, {1, 2, 3}), one = real({}, {2});
  EXPECT_EQ(run("Add", {x, x}).real, (Floats{0, 2, 4, 6, 8, 10}));
  EXPECT_EQ(run("Sub", {one, x}).real, (Floats{2, 1, 0, -1, -2, -3}));
  EXPECT_EQ(run("Div", {x, one}).real, (Floats{0, 0.5, 1, 1.5, 2, 2.5}));
  EXPECT_EQ(run("Mul", {row, x}).real, (Floats{0, 2, 6, 3, 8, 15}));
  EXPECT_EQ(run("Max", {x, one}).real, (Floats{2, 2, 2, 3, 4, 5}));
  EXPECT_EQ(run("Min", {x, one}).real, (Floats{0, 1, 2, 2, 2, 2}));
  EXPECT_EQ(run("Mod", {whole({-5, 5, 7}), whole({3, -3, -1})}).whole, (Wholes{1, -1, 0}));
  EXPECT_EQ(run("Mul", {whole({1LL << 62}), whole({4})}).whole, (Wholes{0})) << "wraps";
  EXPECT_THROW(run("Add", {x, whole({1})}), InputError);
  EXPECT_THROW(run("Add", {x}), InputError);
}

TEST(Elementwise, PowersOfBothKinds) {
  EXPECT_EQ(run("Pow", {whole({2, -3}), whole({10})}).whole, (Wholes{1024, 59049}));
  EXPECT_EQ(run("Pow", {real({2}, {2, 4}), real({}, {0.5})}).real, (Floats{std::sqrt(2.0f), 2}));
  EXPECT_EQ(run("Pow", {real({2}, {2, -2}), whole({3})}).real, (Floats{8, -8}));
  EXPECT_THROW(run("Pow", {whole({10}), whole({30})}), InputError);
}

TEST(Elementwise, Comparisons) {
  const HostTensor a = whole({1, 2, 3}), b = whole({2});
  EXPECT_EQ(run("Equal", {a, b}).whole, (Wholes{0, 1, 0}));
  EXPECT_EQ(run("Greater", {a, b}).whole, (Wholes{0, 0, 1}));
  EXPECT_EQ(run("Less", {a, b}).whole, (Wholes{1, 0, 0}));
  EXPECT_EQ(run("GreaterOrEqual", {a, b}).whole, (Wholes{0, 1, 1}));
  EXPECT_EQ(run("LessOrEqual", {a, b}).whole, (Wholes{1, 1, 0}));
  EXPECT_EQ(run("Equal", {a, b}).kind, HostKind::truth);
}

TEST(Elementwise, TruthValues) {
  const HostTensor a = truth({4}, {0, 0, 1, 1}), b = truth({4}, {0, 1, 0, 1});
  EXPECT_EQ(run("And", {a, b}).whole, (Wholes{0, 0, 0, 1}));
  EXPECT_EQ(run("Or", {a, b}).whole, (Wholes{0, 1, 1, 1}));
  EXPECT_EQ(run("Xor", {a, b}).whole, (Wholes{0, 1, 1, 0}));
  EXPECT_EQ(run("Not", {a}).whole, (Wholes{1, 1, 0, 0}));
  EXPECT_THROW(run("Not", {whole({1})}), InputError);
  EXPECT_THROW(run("And", {whole({1}), whole({1})}), InputError);
}

TEST(Elementwise, ChoicesBroadcast) {
  const HostTensor condition = truth({2, 1}, {1, 0});
  EXPECT_EQ(run("Where", {condition, counted({1, 3}), real({}, {9})}).real, (Floats{0, 1, 2, 9, 9, 9}));
  EXPECT_EQ(run("Where", {condition, whole({1}), whole({2})}).whole, (Wholes{1, 2}));
  EXPECT_THROW(run("Where", {whole({1}), whole({1}), whole({2})}), InputError);
  EXPECT_THROW(run("Where", {condition, whole({1}), real({}, {2})}), InputError);
}

TEST(Elementwise, BatchNormByChannel) {
  const HostTensor x = counted({1, 2, 2});
  const HostTensor gamma = real({2}, {2, 1}), beta = real({2}, {0, 10}), mean = real({2}, {0.5, 2}),
                   variance = real({2}, {4, 1});
  const HostTensor y =
      run("BatchNormalization", {x, gamma, beta, mean, variance}, {}, 13, 0, number("epsilon", 0));
  EXPECT_EQ(y.real, (Floats{-0.5, 0.5, 10, 11}));
  EXPECT_THROW(run("BatchNormalization", {x, real({3}, {1, 1, 1}), beta, mean, variance}), InputError);
}

}  // namespace
}  // namespace tron::network
