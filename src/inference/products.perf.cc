// Speed of the products of a transformer, against OpenBLAS in the same run: `inference_perf`.
// `inference_perf --encoder` prints the time of one BERT-base-shaped encoder pass instead
// (tools/compare_encoder.py).

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <functional>
#include <memory>
#include <random>
#include <vector>

#include <cblas.h>

#include "base/testing/source_tree.h"
#include "inference/calibration/calibrate.h"
#include "inference/executor/executor.h"
#include "inference/kernels/vector_target.h"
#include "inference/make_backend.h"
#include "inference/photonic/photonic_kernel.h"
#include "program/example_networks.h"

namespace tron::inference {

void encoding();  // encode.perf.cc

namespace {

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

std::vector<float> uniform(std::size_t count, unsigned seed, float size) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> unit(-size, size);
  std::vector<float> out(count);
  for (float& x : out) x = unit(random);
  return out;
}

/// One product as each engine carries it out, operands prepared: activations are encoded inside the timed
/// part.
void products() {
  constexpr std::size_t kRows = 128, kDepth = 768, kColumns = 3072, kRuns = 31;
  const Chip chip = *load_chip("tron", "audited", {});
  const std::vector<float> a = uniform(kRows * kDepth, 1, 1), b = uniform(kDepth * kColumns, 2, 1);
  std::vector<std::uint32_t> ids(kRows);
  for (std::size_t i = 0; i < kRows; ++i) ids[i] = static_cast<std::uint32_t>(i);
  std::vector<float> out(kRows * kColumns);
  ProductSite site;
  site.array_rows = chip.feed_forward.rows;
  site.range = {1, 1, 6};
  struct Case {
    Fidelity fidelity;
    double goal;
    std::unique_ptr<ProductEngine> engine;
    std::unique_ptr<ReadyOperand> ready;
    std::vector<double> ratio, seconds;
  };
  Case cases[] = {{Fidelity::digital, 1.1, {}, {}, {}, {}},
                  {Fidelity::quantized, 1.2, {}, {}, {}, {}},
                  {Fidelity::moments, 1.2, {}, {}, {}, {}},
                  {Fidelity::photonic, 2.0, {}, {}, {}, {}}};
  openblas_set_num_threads(1);
  Counters counters;
  for (Case& c : cases) {
    c.engine = make_engine(c.fidelity, chip, Sources::all(), 1);
    c.ready = c.engine->prepare(site, {b.data(), kDepth, kColumns, kColumns, 1, 1}, counters);
  }
  std::vector<double> reference;
  for (std::size_t run = 0; run < kRuns; ++run) {
    reference.push_back(seconds_of([&] {
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, kRows, kColumns, kDepth, 1, a.data(), kDepth,
                  b.data(), kColumns, 0, out.data(), kColumns);
    }));
    for (Case& c : cases) {
      c.seconds.push_back(seconds_of([&] {
        c.engine->multiply(site, {a.data(), kRows, kDepth, kDepth}, ids, *c.ready, out.data(), kColumns,
                           counters);
      }));
      c.ratio.push_back(c.seconds.back() / reference.back());
    }
  }
  const double macs = static_cast<double>(kRows) * kDepth * kColumns,
               tiles = divide_up(kDepth, chip.feed_forward.wavelengths);
  std::printf(
      "(128x768)x(768x3072), %d wavelengths a tile, 8 bit, all noise on, one thread, %s; medians of %zu runs "
      "in turn\n",
      chip.feed_forward.wavelengths, vector_target().c_str(), kRuns);
  std::printf("  %-10s %8s %12s %8s %12s %16s\n", "", "ms", "of sgemm", "goal", "GMAC/s", "G conversions/s");
  std::printf("  %-10s %8.2f %12s %8s %12.1f %16s\n", "sgemm", median(reference) * 1e3, "1.00", "",
              macs / median(reference) / 1e9, "");
  for (Case& c : cases) {
    const double t = median(c.seconds);
    const bool converts = c.fidelity == Fidelity::photonic;
    std::printf("  %-10s %8.2f %12.2f %8.1f %12.1f %16.2f\n", kFidelityNames[static_cast<int>(c.fidelity)],
                t * 1e3, median(c.ratio), c.goal, macs / t / 1e9,
                converts ? kRows * kColumns * tiles / t / 1e9 : 0.0);
  }
}

/// One pass of a BERT-base-shaped encoder (12 layers, 768, 3072, 12 heads, 128 tokens, random weights), in
/// seconds: the least of a few runs with every operand prepared. Prints "digital SECONDS" and so on, for
/// tools/compare_encoder.py.
void encoder() {
  const Graph graph = program::examples::NetworkMaker(1, {768, 12, 3072, 128}).bert(12);
  Sample sample;
  for (int i = 0; i < 128; ++i) sample.tokens.push_back(i % 20);
  sample.token_types.assign(128, 0);
  sample.label = 0;
  for (const char* order : {"tron", "classic"}) {
    // How weights were calibrated does not change a pass, and static calibration prepares 85 million of them
    // in seconds.
    const Chip chip = *load_chip("tron", "audited",
                                 {std::string("attention.order=") + order, "compensation.weights=static"});
    const Program program = compile(graph, chip);
    const Ranges ranges = calibrate(program, chip, {&sample, 1}, 2);
    for (const Fidelity fidelity : {Fidelity::digital, Fidelity::moments, Fidelity::photonic}) {
      const auto engine = make_engine(fidelity, chip, Sources::all(), 1);
      const auto ops = fidelity == Fidelity::digital ? exact_ops() : chip_ops(chip, Sources::all(), 1);
      const Executor executor(program, chip, *engine, *ops, ranges, 2);
      Counters counters;
      double best = 1e9;
      for (int run = 0; run < 5; ++run) {
        best = std::min(best, seconds_of([&] { executor.run({&sample, 1}, 0, counters); }));
      }
      std::printf("%s-%s %.4f\n", kFidelityNames[static_cast<int>(fidelity)], order, best);
      std::fflush(stdout);
    }
  }
}

}  // namespace
}  // namespace tron::inference

int main(int argc, char** argv) {
  tron::base::use_source_data();
  if (argc > 1 && std::strcmp(argv[1], "--encoder") == 0) {
    tron::inference::encoder();
  } else {
    tron::inference::products();
    tron::inference::encoding();
  }
  return 0;
}
