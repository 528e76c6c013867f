#pragma once

#include <string>

#include "explore/sqlite.h"
#include "explore/store_content.h"
#include "rooms.h"

namespace tron::explore {

/// Of the tables. A program reads its own only.
inline constexpr int kStoreFormat = 1;

/// The run that writes to a store, as the store itself says it.
struct Holder {
  std::int64_t pid = 0;
  std::string host, since;
  std::string text() const;  ///< "process 4711 on node3, since 2026-01-31 12:00:00 UTC"
};
Holder this_holder();

/// Tables, and what the store is for.
void create_tables(Database& database, const StoreIdentity& identity);

/// InputError if the file is no store of this format, or is damaged.
void check_tables(Database& database, const std::string& path);
/// InputError at the first field in which the store's identity is not `wanted`.
void check_identity(const StoreIdentity& stored, const StoreIdentity& wanted, const std::string& path);

void set_holder(Database& database, const Holder& holder);
Holder holder_of(Database& database);

StoreContent read_content(Database& database);

}  // namespace tron::explore
