#include "timing/ledger.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace tron::timing {
namespace {

/// First name of the path, and what is left of it.
std::pair<std::string_view, std::string_view> split(std::string_view path) {
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return {path, {}};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

template <class Node>
Node* child(Node& parent, std::string_view name) {
  const auto found = std::find_if(parent.children.begin(), parent.children.end(),
                                  [&](const Ledger& each) { return each.name == name; });
  return found == parent.children.end() ? nullptr : &*found;
}

void collect(const Ledger& node, const std::string& prefix,
             std::vector<std::pair<std::string, double>>& leaves) {
  for (const Ledger& each : node.children) {
    const std::string path = prefix.empty() ? each.name : prefix + "/" + each.name;
    if (each.children.empty()) leaves.emplace_back(path, each.value);
    collect(each, path, leaves);
  }
}

}  // namespace

void Ledger::add(std::string_view path, double amount) {
  if (path.empty()) {
    if (!children.empty()) throw std::logic_error("ledger: '" + name + "' has parts and takes no amount");
  } else {
    if (children.empty() && value != 0) throw std::logic_error("ledger: '" + name + "' is a leaf");
    const auto [first, rest] = split(path);
    Ledger* node = child(*this, first);
    if (!node) node = &children.emplace_back(std::string(first));
    node->add(rest, amount);
  }
  value += amount;
}

const Ledger* Ledger::find(std::string_view path) const {
  const Ledger* node = this;
  while (node && !path.empty()) {
    const auto [first, rest] = split(path);
    node = child(*node, first);
    path = rest;
  }
  return node;
}

double Ledger::at(std::string_view path) const {
  const Ledger* node = find(path);
  return node ? node->value : 0;
}

Ledger& Ledger::operator*=(double factor) {
  value *= factor;
  for (Ledger& each : children) each *= factor;
  return *this;
}

Ledger& Ledger::merge(const Ledger& other) {
  const bool leaf = children.empty() && value != 0, other_leaf = other.children.empty() && other.value != 0;
  if ((leaf && !other.children.empty()) || (other_leaf && !children.empty())) {
    throw std::logic_error("ledger: '" + name + "' is a leaf in one of two ledgers only");
  }
  value += other.value;
  for (const Ledger& each : other.children) {
    if (Ledger* mine = child(*this, each.name)) {
      mine->merge(each);
    } else {
      children.push_back(each);
    }
  }
  return *this;
}

double Ledger::imbalance() const {
  if (children.empty()) return 0;
  double sum = 0, worst = 0;
  for (const Ledger& each : children) {
    sum += each.value;
    worst = std::max(worst, each.imbalance());
  }
  const double scale = std::max(std::abs(sum), std::abs(value));
  return scale > 0 ? std::max(worst, std::abs(sum - value) / scale) : worst;
}

std::vector<std::pair<std::string, double>> Ledger::leaves() const {
  std::vector<std::pair<std::string, double>> out;
  collect(*this, "", out);
  return out;
}

}  // namespace tron::timing
