#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/config/config.h"
#include "check.h"

namespace {

using tron::fuzzing::expect_answer_or_refusal;

/// Every getter on every key, as devices and chips would call them.
void read_all(const tron::base::Config& config, int depth) {
  for (const std::string& key : config.keys()) {
    (void)config.has(key);
    expect_answer_or_refusal([&] { (void)config.number(key, 0, 100); });
    expect_answer_or_refusal([&] { (void)config.integer(key, 0, 100); });
    expect_answer_or_refusal([&] { (void)config.flag(key); });
    expect_answer_or_refusal([&] { (void)config.text(key); });
    expect_answer_or_refusal([&] { (void)config.numbers(key, -1, 1); });
    expect_answer_or_refusal([&] { (void)config.choice(key, {"static", "none"}); });
    expect_answer_or_refusal([&] { (void)config.quantity<tron::base::Length>(key, {0}, {1}); });
    expect_answer_or_refusal([&] { (void)config.quantity<tron::base::Decibel>(key, {0}, {9}); });
    expect_answer_or_refusal([&] { (void)config.provenance(key); });
    expect_answer_or_refusal([&] {
      if (depth < 32) read_all(config.table(key), depth + 1);
    });
  }
}

}  // namespace

/// A document, an overlay and a --set assignment, each after a zero byte; the last two may be missing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const auto next = [&rest] {
    const std::string_view part = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    return part;
  };
  const std::string_view document = next(), over = next();
  const std::string assignment(next());
  expect_answer_or_refusal([&] {
    tron::base::Config config = tron::base::Config::parse(document, "input.toml");
    expect_answer_or_refusal([&] { config.overlay(tron::base::Config::parse(over, "over.toml")); });
    expect_answer_or_refusal([&] {
      if (!assignment.empty()) config.set(assignment);
    });
    (void)config.resolved().dump();
    expect_answer_or_refusal([&] { config.finish(); });
    read_all(config, 0);
    config.finish();
  });
  return 0;
}
