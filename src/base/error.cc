#include "base/error.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace tron {

std::string Place::text() const {
  std::string out = file;
  if (line > 0) out += ":" + std::to_string(line);
  if (line > 0 && column > 0) out += ":" + std::to_string(column);
  if (!item.empty()) out += (out.empty() ? "" : ": ") + item;
  return out;
}

namespace {

std::string message(const Place& place, const std::string& found, const std::string& allowed) {
  const std::string where = place.text();
  return (where.empty() ? "" : where + ": ") + "found " + found + "; allowed: " + allowed;
}

}  // namespace

InputError::InputError(Place place, std::string found, std::string allowed)
    : std::runtime_error(message(place, found, allowed)),
      place_(std::move(place)),
      found_(std::move(found)),
      allowed_(std::move(allowed)) {}

}  // namespace tron

namespace tron::base {

int edit_distance(const std::string& a, const std::string& b) {
  std::vector<int> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i) + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const int replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row[b.size()];
}

bool begins_with(const std::string& text, const std::string& beginning) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  if (text.size() < beginning.size()) return false;
  for (std::size_t i = 0; i < beginning.size(); ++i)
    if (lower(text[i]) != lower(beginning[i])) return false;
  return true;
}

}  // namespace tron::base
