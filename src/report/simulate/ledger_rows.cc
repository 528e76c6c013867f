#include "report/simulate/ledger_rows.h"

#include <algorithm>

#include <fmt/format.h>

namespace tron::report {
namespace {

using Nodes = std::vector<const Ledger*>;  // one a ledger, nullptr where it lacks the node

class Rows {
 public:
  Rows(const Nodes& roots, double least) : roots_(roots), least_(least) {}

  void add(const std::string& name, const Nodes& nodes, int depth) {
    rows_.push_back({name, depth, values(nodes)});
    std::vector<std::pair<std::string, Nodes>> large;
    std::vector<double> rest(nodes.size(), 0);
    int folded = 0;
    std::string last;
    for (const auto& [child, found] : children(nodes)) {
      if (share(found) >= least_) {
        large.emplace_back(child, found);
      } else if (share(found) > 0) {
        const std::vector<double> amounts = values(found);
        for (std::size_t i = 0; i < rest.size(); ++i) rest[i] += amounts[i];
        ++folded;
        last = child;
      }
    }
    for (const auto& [child, found] : large) add(child, found, depth + 1);
    if (folded == 0 || (large.empty() && depth > 1)) return;
    rows_.push_back({folded == 1 ? last : fmt::format("{} smaller", folded), depth + 1, rest});
  }

  std::vector<LedgerRow> take() { return std::move(rows_); }

 private:
  static std::vector<double> values(const Nodes& nodes) {
    std::vector<double> out;
    for (const Ledger* node : nodes) out.push_back(node == nullptr ? 0 : node->value);
    return out;
  }

  /// The largest part of a root that one of the nodes is.
  double share(const Nodes& nodes) const {
    double most = 0;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (nodes[i] != nullptr && roots_[i]->value > 0)
        most = std::max(most, nodes[i]->value / roots_[i]->value);
    }
    return most;
  }

  /// Children of all ledgers by name, the largest first.
  std::vector<std::pair<std::string, Nodes>> children(const Nodes& nodes) const {
    std::vector<std::pair<std::string, Nodes>> out;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (nodes[i] == nullptr) continue;
      for (const Ledger& child : nodes[i]->children) {
        auto at = std::find_if(out.begin(), out.end(), [&](const auto& c) { return c.first == child.name; });
        if (at == out.end()) at = out.insert(out.end(), {child.name, Nodes(nodes.size(), nullptr)});
        at->second[i] = &child;
      }
    }
    std::stable_sort(out.begin(), out.end(),
                     [&](const auto& a, const auto& b) { return share(a.second) > share(b.second); });
    return out;
  }

  const Nodes& roots_;
  double least_;
  std::vector<LedgerRow> rows_;
};

}  // namespace

std::vector<LedgerRow> ledger_rows(const std::vector<const Ledger*>& ledgers, double least_share) {
  if (ledgers.empty()) return {};
  Rows rows(ledgers, least_share);
  rows.add(ledgers[0]->name, ledgers, 0);
  return rows.take();
}

Ledger by_leaf_name(const Ledger& ledger) {
  Ledger out(ledger.name);
  for (const auto& [path, amount] : ledger.leaves()) out.add(path.substr(path.rfind('/') + 1), amount);
  std::stable_sort(out.children.begin(), out.children.end(),
                   [](const Ledger& a, const Ledger& b) { return a.value > b.value; });
  return out;
}

}  // namespace tron::report
