#pragma once

#include <string>

#include "explore/store/sqlite.h"
#include "explore/store/store_content.h"
#include "rooms.h"

namespace tron::explore {

// The table `about`: what the store as a whole is for, and how far its last run came.

/// The run that writes to a store, as the store itself says it.
struct Holder {
  std::int64_t pid = 0;
  std::string host, since;
  std::string text() const;  ///< "process 4711 on node3, since 2026-01-31 12:00:00 UTC"
};
Holder this_holder();

struct About {
  StoreIdentity identity;  ///< without its `space`, which has a table of its own
  StagesDone done{};
  Holder holder;
};

void write_about(Database& database, const About& about);
void write_done(Database& database, const StagesDone& done);

/// InputError if something is missing, unknown or damaged.
About read_about(Database& database, const std::string& path);

}  // namespace tron::explore
