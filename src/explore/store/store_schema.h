#pragma once

#include <string>

#include "base/error.h"
#include "explore/store/sqlite.h"
#include "explore/store/store_totals.h"
#include "rooms.h"

namespace tron::explore {

/// Of the tables. A program reads its own only.
inline constexpr int kStoreFormat = 3;

struct TableRecord {
  std::string name;
  std::string columns;  ///< but for the last, which is the row's checksum
  int width = 0;        ///< how many
  std::string order;    ///< in which rows are read
};
const TableRecord& record_of(StoreTable table);

/// What is said of a store that is not as a run left it. `part`: of the file, such as "table chunk, row 3".
InputError damaged_store(const std::string& path, const std::string& part, const std::string& found,
                         const std::string& allowed);
/// The same where the only thing allowed is what was written.
InputError damaged_store(const std::string& path, const std::string& part, const std::string& found);

/// Tables without rows.
void create_tables(Database& database);

/// InputError if the file is no store of this format, has another schema than create_tables() makes (a view
/// in a table's place may answer without end), or is no whole database.
void check_tables(Database& database, const std::string& path);

}  // namespace tron::explore
