#include "base/config/tracking.h"

#include <exception>

namespace tron::base {
namespace {

/// FNV-1a of the name, seeded with the number of the scope around it.
std::uint64_t numbered(std::uint64_t around, std::string_view name) {
  std::uint64_t hash = (around ^ 14695981039346656037ULL) * 1099511628211ULL;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

}  // namespace

Tracker::Tracker(DependencyRecorder& recorder)
    : recorder_(recorder), exceptions_(std::uncaught_exceptions()) {}

Tracker::~Tracker() {
  if (std::uncaught_exceptions() == exceptions_) {
    recorder_.scope(0, current_);
  } else {
    recorder_.error(current_);
  }
}

void Tracker::key(std::string_view path, DependencySet dependencies) {
  recorder_.scope(numbered(1, path), dependencies);
}

void TrackedScope::begin(std::string_view name) {
  exceptions_ = std::uncaught_exceptions();
  around_ = tracker_->current_;
  scope_around_ = tracker_->scope_;
  tracker_->scope_ = numbered(scope_around_, name);
}

void TrackedScope::end() {
  // An error goes on to the scopes around, and so does what it depends on.
  if (std::uncaught_exceptions() == exceptions_) {
    if (tracker_->current_ != 0) tracker_->recorder_.scope(tracker_->scope_, tracker_->current_);
    tracker_->current_ = around_;
  }
  tracker_->scope_ = scope_around_;
}

}  // namespace tron::base
