#include "study/host_speed/host_speed.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/execution/parallel.h"
#include "study/host_speed/host_blas.h"

namespace tron::study {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// What follows "key   : " in the first line of `path` that starts with `key`.
std::string field(const std::string& path, const std::string& key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    const std::size_t value = line.find_first_not_of(" \t", std::min(line.find(':'), line.size() - 1) + 1);
    if (value != std::string::npos) return line.substr(value);
  }
  return "";
}

std::vector<std::string> gpus() {
  std::vector<std::string> out;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc/driver/nvidia/gpus", error))
    out.push_back(field(entry.path().string() + "/information", "Model"));
  std::sort(out.begin(), out.end());
  return out;
}

/// The long-term limit of the first package, by Linux's powercap interface (RAPL).
std::optional<double> power_limit() {
  std::ifstream file("/sys/class/powercap/intel-rapl:0/constraint_0_power_limit_uw");
  double microwatts = 0;
  if (file >> microwatts && microwatts > 0) return microwatts * 1e-6;
  return std::nullopt;
}

HostRun time_runs(const HostEncoder& encoder, const Matrix& input, int threads, double seconds) {
  constexpr std::size_t kMost = 9;
  std::vector<double> times;
  const Clock::time_point start = Clock::now();
  for (bool unseen = true;; unseen = false) {
    Matrix x = input;
    const Clock::time_point begin = Clock::now();
    encoder.run(x, threads);
    const double last = seconds_since(begin);
    if (!unseen) times.push_back(last);
    if (!times.empty() && (times.size() >= kMost || seconds_since(start) + last > seconds)) break;
  }
  std::sort(times.begin(), times.end());
  const std::size_t n = times.size();
  return {threads, static_cast<int>(n), (times[(n - 1) / 2] + times[n / 2]) / 2};
}

}  // namespace

HostSpeed measure_host(const EncoderSizes& s, std::size_t tokens, double seconds) {
  HostSpeed out;
  out.processor = field("/proc/cpuinfo", "model name");
  out.blas = std::string("OpenBLAS, ") + host_blas().kernel;
  out.gpus = gpus();
  out.power_limit_w = power_limit();
  out.tokens = tokens;
  const auto n = static_cast<double>(tokens), d = static_cast<double>(s.width);
  out.ops = static_cast<double>(s.layers) *
            (8 * n * d * d + 4 * n * d * static_cast<double>(s.feed_forward) + 4 * n * n * d);

  const HostEncoder encoder(s, 1);
  Matrix input(tokens, s.width);
  for (std::size_t i = 0; i < input.data.size(); ++i) input.data[i] = static_cast<float>(i % 17) / 8 - 1;
  const std::set<int> settings = {1, available_threads()};
  for (const int threads : settings)
    out.runs.push_back(time_runs(encoder, input, threads, seconds / static_cast<double>(settings.size())));
  return out;
}

}  // namespace tron::study
