#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "rooms.h"
#include "study/reproduce/baseline.h"

namespace tron::study {

/// Layers and width of an encoder or decoder whose feed-forward layer is four times as wide.
struct EncoderShape {
  int layers = 0, width = 0;
};

/// Of the networks of data/network that have one: bert-base (Devlin et al. 2019), albert-base (Lan et al.
/// 2020), vit-base (Dosovitskiy et al. 2021), deit-* (Touvron et al. 2021), gpt2, opt-350m.
std::optional<EncoderShape> encoder_shape(const std::string& workload);

/// Operations of one inference: layers x (24 n d^2 + 4 n^2 d). A multiply-accumulate is two; products only;
/// patches, embedding, heads, softmax and norms left out.
double encoder_ops(EncoderShape shape, double tokens);

/// Energy per operation and bit of an operand.
double energy_per_bit(double energy_per_op, int bits);

/// loose: bounds on both sides of a ratio, so that it is neither.
enum class Bound { exact, at_most, at_least, loose };

/// Of 1 / x: a ceiling of an energy is a floor of the efficiency.
Bound inverse(Bound bound);

/// A figure that follows from published ones.
struct Derived {
  double value = 0;
  Bound bound = Bound::exact;
  std::string from;            ///< "batch / latency"
  std::set<std::string> tags;  ///< of what it follows from
  bool recalled() const;       ///< any of them R(x): not to be quoted
};

/// What can be said of one result, of one device. Absent where a figure is missing that it would need.
struct BaselineFigures {
  std::optional<double> ops;          ///< of one inference, by encoder_ops
  std::optional<Derived> rate;        ///< inferences/s
  std::optional<Derived> throughput;  ///< operations/s
  std::optional<Derived> energy;      ///< J of one inference
  std::optional<Derived> energy_per_op;
  std::optional<Derived> epb;  ///< J per bit
};

/// Energy is, in this order: published; power or efficiency that was published, by rate or operations; the
/// power limit of the device, as an upper bound.
BaselineFigures figures_of(const Baseline& baseline, const BaselineResult& result);

/// The same of a work that publishes ratios against one of `all`; against anything else: nothing.
BaselineFigures figures_of(const BaselineRatio& ratio, const std::vector<Baseline>& all);

}  // namespace tron::study
