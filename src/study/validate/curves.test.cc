#include "study/validate/curves.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/files/files.h"
#include "base/testing/input_error_of.h"
#include "base/testing/scratch_folder.h"

namespace tron::study {
namespace {

template <class Action>
std::string error_text(const Action& action) {
  return input_error_of(action).what();
}

using testing::ElementsAre;
using testing::HasSubstr;

Curves curves_of(const std::string& text) {
  ScratchFolder folder;
  write_file(folder.at("curves.csv"), text);
  return read_curves(folder.at("curves.csv"));
}

TEST(Curves, ColumnsGoByName) {
  const Curves curves = curves_of("# a comment\nx,y\n1,2.5\n\n-3,4e-3\n");
  EXPECT_THAT(curves.column("x"), ElementsAre(1, -3));
  EXPECT_THAT(curves.column("y"), ElementsAre(2.5, 0.004));
  EXPECT_THAT(error_text([&] { curves.column("z"); }), HasSubstr("x, y"));
}

TEST(Curves, BrokenTextIsRefusedWithItsLine) {
  EXPECT_THAT(error_text([] { curves_of("x,y\n1\n"); }), HasSubstr(":2"));
  EXPECT_THAT(error_text([] { curves_of("x,y\n1,b\n"); }), HasSubstr("a number"));
  EXPECT_THAT(error_text([] { curves_of("x,y\n1,nan\n"); }), HasSubstr("a number"));
  EXPECT_THAT(error_text([] { curves_of("x,y\n"); }), HasSubstr("no row"));
}

RC_GTEST_PROP(LeastPoint, FindsTheMinimumOfAParabola, ()) {
  const double x = *rc::gen::inRange(-100, 100) * 0.1, y = *rc::gen::inRange(-100, 100) * 0.1;
  const auto found = least_point(
      [&](const std::vector<double>& p) { return std::pow(p[0] - x, 2) + 3 * std::pow(p[1] - y, 2); }, {0, 0},
      {1, 1});
  RC_ASSERT(std::abs(found[0] - x) < 1e-5);
  RC_ASSERT(std::abs(found[1] - y) < 1e-5);
}

TEST(LeastPoint, StaysWhereNothingIsBetter) {
  const auto found = least_point([](const std::vector<double>& p) { return p[0] * p[0]; }, {0}, {1});
  EXPECT_THAT(found, ElementsAre(0));
}

TEST(NormalisedResidual, ForgivesOffsetAndScaleAlone) {
  const std::vector<double> shape = {0, 1, 4, 9, 16};
  std::vector<double> measured;
  for (const double s : shape) measured.push_back(3 - 0.5 * s);
  EXPECT_NEAR(normalised_residual(shape, measured), 0, 1e-12);
  measured[2] += 1;
  EXPECT_GT(normalised_residual(shape, measured), 0.1);
  EXPECT_NEAR(normalised_residual({1, 1, 1}, {0, 1, 2}), std::sqrt(2.0 / 3), 1e-12);
}

TEST(Rms, OfNothingIsNothing) {
  EXPECT_EQ(rms({}), 0);
  EXPECT_NEAR(rms({3, 4}), std::sqrt(12.5), 1e-12);
}

}  // namespace
}  // namespace tron::study
