#pragma once

#include <algorithm>
#include <cmath>

#include "explore/space/metric.h"
#include "rooms.h"
#include "timing/passes.h"

namespace tron::explore {

/// The metrics of a design over all networks of a space: geometric means, of power the largest.
struct MetricMeans {
  double area_m2 = 0, peak_power_w = 0, enob = 0;

  void add(const Headline& run, double inference_latency_s) {
    ops_ += std::log(run.throughput_ops_per_s);
    epb_ += std::log(run.epb_j_per_bit);
    latency_ += std::log(inference_latency_s);
    energy_ += std::log(run.energy_per_inference_j);
    power_ = std::max(power_, run.power_w);
    ++networks_;
  }

  Metrics metrics() const {
    const auto mean = [&](double sum) { return std::exp(sum / networks_); };
    Metrics out;
    out[Metric::throughput] = mean(ops_);
    out[Metric::epb] = mean(epb_);
    out[Metric::latency] = mean(latency_);
    out[Metric::energy] = mean(energy_);
    out[Metric::power] = power_;
    out[Metric::area] = area_m2;
    out[Metric::peak_power] = peak_power_w;
    out[Metric::enob] = enob;
    return out;
  }

 private:
  double ops_ = 0, epb_ = 0, latency_ = 0, energy_ = 0, power_ = 0;
  int networks_ = 0;
};

}  // namespace tron::explore
