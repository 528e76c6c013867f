#include "cli/process/terminal_progress.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

#include "base/text/visible_text.h"

namespace tron::cli {

namespace {

constexpr auto kRefresh = std::chrono::milliseconds(100);

double seconds_between(std::chrono::steady_clock::time_point from, std::chrono::steady_clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

std::string duration(double seconds) {
  const auto whole = static_cast<long long>(std::ceil(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

std::string rate_text(double rate) {
  return rate >= 100 ? fmt::format("{:.0f}", rate) : fmt::format("{:.3g}", rate);
}

}  // namespace

TerminalProgress::TerminalProgress() : shown_(isatty(STDERR_FILENO) == 1) {}

void TerminalProgress::begin(const std::string& what, const std::string& unit, std::uint64_t total,
                             std::uint64_t before) {
  const std::lock_guard lock(mutex_);
  what_ = visible_line(what), unit_ = unit, note_.clear();
  total_ = total, before_ = done_ = before;
  start_ = std::chrono::steady_clock::now();
  last_ = start_ - kRefresh;
}

void TerminalProgress::end() {
  if (shown_) std::fputs("\r\033[K", stderr), std::fflush(stderr);
}

void TerminalProgress::advance(std::uint64_t done) {
  const std::lock_guard lock(mutex_);
  done_ += done;
  const auto now = std::chrono::steady_clock::now();
  if (!shown_ || (now - last_ < kRefresh && done_ < total_)) return;
  last_ = now;
  const std::string text = line(what_, unit_, done_, total_, seconds_between(start_, now), before_);
  std::fprintf(stderr, "\r\033[K%s%s%s", text.c_str(), note_.empty() ? "" : "  ", note_.c_str());
  std::fflush(stderr);
}

void TerminalProgress::note(const std::string& text) {
  const std::lock_guard lock(mutex_);
  note_ = visible_line(text);
}

std::string TerminalProgress::line(const std::string& what, const std::string& unit, std::uint64_t done,
                                   std::uint64_t total, double seconds, std::uint64_t before) {
  constexpr int kWidth = 24;
  const double share = total == 0 ? 1 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
  const int filled = static_cast<int>(share * kWidth);
  std::string out = fmt::format("{} [{:#<{}}{:.<{}}] {:3}%  {}/{} {}", what, "", filled, "", kWidth - filled,
                                static_cast<int>(share * 100), done, total, unit);
  if (done <= before || seconds <= 0) return out;
  const double rate = static_cast<double>(done - before) / seconds;
  out += fmt::format("  {} {}/s", rate_text(rate), unit);
  if (done < total) out += "  " + duration(static_cast<double>(total - done) / rate) + " left";
  return out;
}

}  // namespace tron::cli
