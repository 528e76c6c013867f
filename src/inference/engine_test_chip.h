#pragma once

#include <random>
#include <vector>

#include "chip/chip.h"
#include "inference/engine.h"
#include "rooms.h"

namespace tron::inference {

/// The audited TRON chip with the banks of a test: channels, signs and compensation.
inline Chip test_chip(int channels, Signs signs, Compensation compensation) {
  Chip chip = *load_chip("tron", "audited", {});
  for (BankDesign* bank : {&chip.weight_bank, &chip.dynamic_bank, &chip.activation_bank}) {
    bank->grid.channels = channels;
    bank->compensation = compensation;
  }
  chip.weight_bank.signs = chip.dynamic_bank.signs = signs;
  chip.attention.wavelengths = chip.feed_forward.wavelengths = channels;
  return chip;
}

/// A product of random operands: A [rows x k], B [k x n], entries uniform in [-1, 1].
struct RandomProduct {
  std::size_t rows, k, n;
  std::vector<float> a, b;
  std::vector<std::uint32_t> row_ids;
  ProductSite site;

  RandomProduct(std::size_t r, std::size_t depth, std::size_t columns, unsigned seed)
      : rows(r), k(depth), n(columns), a(r * depth), b(depth * columns), row_ids(r) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> unit(-1, 1);
    for (float& x : a) x = unit(random);
    for (float& x : b) x = unit(random);
    for (std::uint32_t& id : row_ids) id = random();
    site.id = seed;
    site.array_rows = 8;
    site.range = {1, 1, 2};
  }

  /// Every row like the first one: draws of one and the same product.
  void repeat_first_row() {
    for (std::size_t r = 1; r < rows; ++r) std::copy_n(a.begin(), k, a.begin() + r * k);
  }

  std::vector<float> run(const ProductEngine& engine, Counters* counters = nullptr) const {
    Counters local;
    const auto ready = engine.prepare(site, {b.data(), k, n, n, 1, 1}, local);
    std::vector<float> out(rows * n);
    engine.multiply(site, {a.data(), rows, k, k}, row_ids, *ready, out.data(), n, local);
    if (counters != nullptr) *counters = local;
    return out;
  }
};

}  // namespace tron::inference
