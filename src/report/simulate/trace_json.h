#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "chip/machine.h"
#include "program/program.h"
#include "rooms.h"
#include "study/simulate_run.h"
#include "timing/events/simulate.h"

namespace tron::report {

/// Collects slices of unrolled runs as Chrome trace-event JSON ("Trace Event Format", Google, 2016), which
/// Perfetto and chrome://tracing open. A process for the arrays, one for the units, one for the ports of main
/// memory and buffer; a row (thread) for programming and one for streaming of every pool, one for every unit
/// and port. Viewers count whole nanoseconds, which most slices of a port do not last: a picosecond of the
/// chip, counted from the start of the run, is written as a viewer's nanosecond, and the names of processes
/// and the metadata say so.
class TraceJson : public TraceSink {
 public:
  /// At most `limit` slices a run.
  explicit TraceJson(std::uint64_t limit) : limit_(limit) {}

  /// What follows belongs to this run, whose processes carry `label` before their names.
  void start_run(const std::string& label, const Machine& machine, const Program& program) override;

  /// False once the run has its `limit` slices and another would come: the caller may stop the simulation.
  /// Slices that touch no two picoseconds are left out.
  bool add(const Slice& slice) override;

  struct Run {
    std::string label;
    std::uint64_t slices = 0;
    bool complete = true;  ///< false: the limit cut it
  };
  const std::vector<Run>& runs() const { return runs_; }

  /// The file's text; `version` and `command_line` go into its metadata. Takes the slices with it.
  std::string take_text(const std::string& version, const std::string& command_line);

 private:
  int process(int kind) const;
  void name_process(int kind, const std::string& name);
  void name_row(int kind, int row, const std::string& name);
  void metadata(const char* what, int pid, int tid, const std::string& argument);

  std::uint64_t limit_;
  std::vector<Run> runs_;
  std::vector<std::string> steps_;  ///< of the current run: names, quoted
  std::vector<int> layers_;
  std::string text_;  ///< so far
};

}  // namespace tron::report
