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
  std::string space, best = "20", threads = "0", csv, json, plot, sensitivity;
  bool all = false;
};

Exit explore_command(const Options& o, const Console& console) {
  const auto best = static_cast<std::size_t>(parse_count("--best", o.best, 1, 1000));
  const int threads = static_cast<int>(parse_count("--threads", o.threads, 0, 1024));
  check_writable("--csv", o.csv);
  check_writable("--json", o.json);
  check_writable("--plot", o.plot);
  check_writable("--sensitivity", o.sensitivity);
  const Space space = load_space(o.space);
  const std::vector<Graph> graphs = load_graphs(space);
  ExploreResult result;
  {
    Progress progress("exploring", "designs", space.size());
    result = explore_all(space, graphs, threads, [&] { progress.add(1); });
  }
  const Conclusion conclusion = conclude(result);
  console.out << explore_page(result, conclusion, best) << std::flush;
  if (!o.csv.empty()) write_file(o.csv, explore_csv(result, conclusion, o.all));
  if (!o.json.empty()) write_file(o.json, explore_json(result, conclusion).dump() + "\n");
  if (!o.plot.empty()) write_file(o.plot, explore_scatter_svg(result, conclusion));
  if (!o.sensitivity.empty()) write_file(o.sensitivity, explore_sensitivity_svg(result, conclusion));
  if (stop_requested()) return Exit::failed;
  return conclusion.front.empty() ? Exit::infeasible : Exit::ok;
}

}  // namespace

Subcommand declare_explore(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand("explore", "judge every design of a space and find the best");
  const auto options = std::make_shared<Options>();
  app->option_defaults()->always_capture_default();
  app->allow_extras();
  options->space = "tron-sizes";
  app->add_option("--space", options->space, "design space: a TOML file or a name in data/space");
  app->add_option("--best", options->best, "designs of the front to list");
  app->add_option("--threads", options->threads, "worker threads; 0 = one a core");
  app->add_option("--csv", options->csv, "write the front with its metrics");
  app->add_flag("--all", options->all, "everything that was judged into the CSV");
  app->add_option("--json", options->json, "write the result; docs/schema/explore.schema.json");
  app->add_option("--plot", options->plot, "write designs by pairs of objectives as SVG");
  app->add_option("--sensitivity", options->sensitivity, "write what each parameter decides as SVG");
  return {app, [options](const Console& console) { return explore_command(*options, console); }};
}

}  // namespace tron
