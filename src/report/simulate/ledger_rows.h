#pragma once

#include <string>
#include <vector>

#include "rooms.h"
#include "timing/ledger.h"

namespace tron::report {

/// A line of several ledgers printed side by side.
struct LedgerRow {
  std::string name;
  int depth = 0;               ///< 0 = root
  std::vector<double> values;  ///< one per ledger, 0 where it has no such node
};

/// The ledgers as one tree, largest node first. Nodes below `least_share` of the root in every ledger are
/// summed up in a line "3 smaller" under their parent, so that the lines below a node still sum to it; where
/// all children of a node are that small, and so is the node, its line stands alone.
std::vector<LedgerRow> ledger_rows(const std::vector<const Ledger*>& ledgers, double least_share = 0.01);

/// Leaves of the same name added up, largest first: what each device kind takes wherever it stands.
Ledger by_leaf_name(const Ledger& ledger);

}  // namespace tron::report
