#pragma once

#include <string>

#include "explore/store/sqlite.h"
#include "explore/store/store_content.h"
#include "rooms.h"

namespace tron::explore {

/// Everything, once check_tables() has passed. InputError where anything of it is not as a run has written
/// it.
StoreContent read_content(Database& database, const std::string& path);

/// InputError at the first field in which the store's identity is not `wanted`.
void check_identity(const StoreIdentity& stored, const StoreIdentity& wanted, const std::string& path);

/// The rows of new tables that are there from the beginning.
void write_identity(Database& database, const StoreIdentity& identity, StoreTotals& totals);
void write_totals(Database& database, const StoreTotals& totals);

}  // namespace tron::explore
