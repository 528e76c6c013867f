#include "device/microring.h"

#include <cmath>
#include <functional>
#include <numbers>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/error.h"

namespace tron::device {
namespace {

MicroringParameters usual() {
  return {nanometres(1550), 8000, nanometres(18), Decibel{25}, 0.999};
}

double between(double low, double high) {
  return low + (high - low) * (*rc::gen::inRange(0, 1 << 24)) / double(1 << 24);
}

MicroringParameters any_ring() {
  return {nanometres(between(1500, 1600)), between(1000, 50000), nanometres(between(5, 40)),
          Decibel{between(0.5, 40)}, 1};
}

/// Where f, falling or rising monotonically on [low, high], crosses `level`.
double crossing(const std::function<double(double)>& f, double low, double high, double level) {
  const bool rising = f(high) > f(low);
  for (int step = 0; step < 200; ++step) {
    const double middle = (low + high) / 2;
    ((f(middle) < level) == rising ? low : high) = middle;
  }
  return low;
}

TEST(AllPassRing, IsTheEquationOfItsCouplings) {
  const AllPassRing ring(usual());
  const double r = ring.self_coupling(), a = ring.amplitude();
  for (double detuning = -9e-9; detuning < 9e-9; detuning += 0.37e-9) {
    const double c = std::cos(2 * std::numbers::pi * detuning / 18e-9);
    const double expected = (a * a - 2 * r * a * c + r * r) / (1 - 2 * r * a * c + r * a * r * a);
    EXPECT_NEAR(ring.through(detuning), expected, 1e-12);
  }
  EXPECT_NEAR(ring.t_min(), std::pow((r - a) / (1 - r * a), 2), 1e-13);
  EXPECT_NEAR(ring.t_max(), std::pow((r + a) / (1 + r * a), 2), 1e-13);
  EXPECT_LT(r, a);
}

TEST(AllPassRing, BogaertsWidthHoldsForANarrowLine) {
  const AllPassRing ring(usual());
  const double x = ring.self_coupling() * ring.amplitude();
  EXPECT_NEAR((1 - x) * 18e-9 / (std::numbers::pi * std::sqrt(x)) / ring.fwhm_m(), 1, 1e-4);
}

RC_GTEST_PROP(AllPassRing, MeasuredWidthAndExtinctionAreTheStated, ()) {
  const MicroringParameters p = any_ring();
  const AllPassRing ring(p);
  const double half = (1 + ring.t_min()) / 2;
  if (half < ring.t_max()) {  // a weak dip over a lossy ring never comes back to half of 1
    const double edge = crossing([&](double d) { return ring.through(d); }, 0, ring.fsr_m() / 2, half);
    RC_ASSERT(std::abs(2 * edge * p.quality_factor / p.wavelength.si - 1) < 1e-7);
  }
  RC_ASSERT(std::abs(ring.fwhm_m() * p.quality_factor / p.wavelength.si - 1) < 1e-9);
  RC_ASSERT(std::abs(ring.t_max() / ring.t_min() / p.extinction_ratio.ratio() - 1) < 1e-6);
}

RC_GTEST_PROP(AllPassRing, IsPassivePeriodicAndSymmetric, ()) {
  const AllPassRing ring(any_ring());
  const double d = between(-50, 50) * 1e-9;
  const double t = ring.through(d);
  RC_ASSERT(t >= 0 && t <= 1);
  RC_ASSERT(ring.self_coupling() <= 1 && ring.amplitude() <= 1);
  RC_ASSERT(std::abs(ring.through(-d) - t) < 1e-12);
  RC_ASSERT(std::abs(ring.through(d + ring.fsr_m()) - t) < 1e-8);
}

RC_GTEST_PROP(AllPassRing, DetuningForInverts, ()) {
  const AllPassRing ring(any_ring());
  const double t = between(ring.t_min(), ring.t_max());
  const double d = ring.detuning_for(t);
  RC_ASSERT(d >= 0 && d <= ring.fsr_m() / 2 * (1 + 1e-15));
  RC_ASSERT(std::abs(ring.through(d) - t) < 1e-10);
}

TEST(AllPassRing, DetuningIsClampedToTheRingsRange) {
  const AllPassRing ring(usual());
  EXPECT_EQ(ring.detuning_for(0), 0);
  EXPECT_NEAR(ring.detuning_for(1), 9e-9, 1e-20);
}

TEST(AllPassRing, RefusesWhatNoRingCanBe) {
  const auto with = [](auto change) {
    MicroringParameters p = usual();
    change(p);
    return p;
  };
  EXPECT_THROW(AllPassRing(with([](auto& p) { p.quality_factor = 100; })), InputError);
  EXPECT_THROW(AllPassRing(with([](auto& p) { p.quality_factor = NAN; })), InputError);
  EXPECT_THROW(AllPassRing(with([](auto& p) { p.extinction_ratio = Decibel{0}; })), InputError);
  EXPECT_THROW(AllPassRing(with([](auto& p) { p.free_spectral_range = {}; })), InputError);
  EXPECT_THROW(AllPassRing(with([](auto& p) { p.wavelength = {}; })), InputError);
  EXPECT_THROW(AddDropRing(with([](auto& p) { p.round_trip_amplitude = 0.9; })), InputError);
  EXPECT_THROW(AddDropRing(with([](auto& p) { p.round_trip_amplitude = 1.01; })), InputError);
}

TEST(AddDropRing, IsTheEquationOfItsCouplings) {
  const AddDropRing ring(usual());
  const double r2 = ring.self_coupling() * ring.self_coupling(), a = 0.999;
  for (double detuning = -9e-9; detuning < 9e-9; detuning += 0.37e-9) {
    const double c = std::cos(2 * std::numbers::pi * detuning / 18e-9);
    const double d = 1 - 2 * r2 * a * c + r2 * a * r2 * a;
    EXPECT_NEAR(ring.through(detuning), (r2 * a * a - 2 * r2 * a * c + r2) / d, 1e-12);
    EXPECT_NEAR(ring.drop(detuning), (1 - r2) * (1 - r2) * a / d, 1e-12);
  }
}

MicroringParameters any_add_drop() {
  MicroringParameters p = any_ring();
  // Above the least amplitude the Q allows, x = 1 - pi / finesse or so.
  p.round_trip_amplitude = 1 - between(0, 0.9) * (1 - std::exp(-std::numbers::pi * p.wavelength.si /
                                                               p.quality_factor / p.free_spectral_range.si));
  return p;
}

RC_GTEST_PROP(AddDropRing, IsPassiveAndConservesEnergyWithoutLoss, ()) {
  MicroringParameters p = any_add_drop();
  const double d = between(-50, 50) * 1e-9;
  const AddDropRing ring(p);
  RC_ASSERT(ring.through(d) >= 0 && ring.drop(d) >= 0);
  RC_ASSERT(ring.through(d) + ring.drop(d) <= 1 + 1e-12);
  p.round_trip_amplitude = 1;
  const AddDropRing lossless(p);
  RC_ASSERT(std::abs(lossless.through(d) + lossless.drop(d) - 1) < 1e-12);
}

RC_GTEST_PROP(AddDropRing, MeasuredWidthAndInverse, ()) {
  const MicroringParameters p = any_add_drop();
  const AddDropRing ring(p);
  const double edge = crossing([&](double d) { return ring.drop(d); }, 0, ring.fsr_m() / 2, ring.drop(0) / 2);
  RC_ASSERT(std::abs(2 * edge * p.quality_factor / p.wavelength.si - 1) < 1e-9);
  const double high = ring.drop(0) - ring.through(0);
  const double low = ring.drop(ring.fsr_m() / 2) - ring.through(ring.fsr_m() / 2);
  const double w = between(low, high);
  const double d = ring.detuning_for(w);
  RC_ASSERT(std::abs(ring.drop(d) - ring.through(d) - w) < 1e-9);
}

// Powers at factors of 1 give the ring back; at others they are those of the couplings.
TEST(WithPowers, ScalesWhatIsCoupledAndWhatIsLost) {
  const AllPassRing ring({nanometres(1550), 8000, nanometres(18), Decibel{25}, 0.999});
  const AddDropRing drop({nanometres(1550), 8000, nanometres(18), Decibel{25}, 0.999});
  for (const RingShape& shape : {ring.shape(), drop.shape()}) {
    const RingShape same = with_powers(shape, 1, 1);
    EXPECT_NEAR(same.floor / shape.floor, 1, 1e-6);
    EXPECT_NEAR(same.base / shape.base, 1, 1e-9);
    EXPECT_NEAR(same.contrast / shape.contrast, 1, 1e-12);
    EXPECT_NEAR(same.drop, shape.drop, 1e-9 * shape.drop);
  }
  const double r = ring.self_coupling(), a = ring.amplitude();
  const double r2 = std::sqrt(1 - 1.1 * (1 - r * r)), a2 = std::sqrt(1 - 0.8 * (1 - a * a));
  const RingShape made = with_powers(ring.shape(), 1.1, 0.8);
  EXPECT_NEAR(made.floor, (a2 - r2) * (a2 - r2), 1e-12);
  EXPECT_NEAR(made.base, (1 - r2 * a2) * (1 - r2 * a2), 1e-12);
  EXPECT_NEAR(made.contrast, 4 * r2 * a2, 1e-12);
}

}  // namespace
}  // namespace tron::device
