#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/files.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "cli/arguments.h"
#include "cli/subcommand.h"
#include "explore/exhaustive.h"
#include "report/explore_page.h"

namespace tron {
namespace {

struct Options {
  std::string space, best = "10", threads = "0", csv, plot;
};

Exit explore_command(const Options& o, const Console& console) {
  const auto best = static_cast<std::size_t>(parse_count("--best", o.best, 1, 1000));
  const int threads = static_cast<int>(parse_count("--threads", o.threads, 0, 1024));
  check_writable("--csv", o.csv);
  check_writable("--plot", o.plot);
  const Space space = load_space(o.space);
  const std::vector<Graph> graphs = load_graphs(space);
  Exploration result;
  {
    Progress progress("exploring", "designs", space.size());
    result = explore_all(space, graphs, threads, [&] { progress.add(1); });
  }
  console.out << explore_page(space, result, best) << std::flush;
  if (!o.csv.empty()) write_file(o.csv, explore_csv(space, result));
  if (!o.plot.empty() && !result.best.empty()) write_file(o.plot, explore_svg(space, result));
  if (stop_requested()) return Exit::failed;
  return result.best.empty() ? Exit::infeasible : Exit::ok;
}

}  // namespace

Subcommand declare_explore(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand("explore", "judge every design of a space and find the best");
  const auto options = std::make_shared<Options>();
  app->option_defaults()->always_capture_default();
  app->allow_extras();
  options->space = "tron-sizes";
  app->add_option("--space", options->space, "design space: a TOML file or a name in data/space");
  app->add_option("--best", options->best, "designs to list");
  app->add_option("--threads", options->threads, "worker threads; 0 = one a core");
  app->add_option("--csv", options->csv, "write every design with its metrics");
  app->add_option("--plot", options->plot, "write energy per bit against throughput as SVG");
  return {app, [options](const Console& console) { return explore_command(*options, console); }};
}

}  // namespace tron
