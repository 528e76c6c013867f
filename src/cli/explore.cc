#include "tron/explore.h"

#include <memory>
#include <ostream>
#include <utility>

#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/outputs.h"
#include "cli/study_arguments.h"
#include "cli/subcommand.h"

namespace tron::cli {
namespace {

struct Options {
  std::string space = "tron-sizes", store, show, budget = "0", time = "0", threads = "0", best = "20";
  std::string csv, json, plot, sensitivity;
  bool all = false;
};

/// The picture of a report by its name.
std::string picture(const Report& report, const std::string& name) {
  for (Picture& one : report.pictures()) {
    if (one.name == name) return std::move(one.svg);
  }
  return "";
}

void write_reports(const Report& report, const Outputs& outputs, const Console& console) {
  console.out << report.page() << std::flush;
  if (outputs.wanted("--csv")) outputs.write("--csv", report.csv());
  if (outputs.wanted("--json")) outputs.write("--json", report.json() + "\n");
  if (outputs.wanted("--plot")) outputs.write("--plot", picture(report, "pareto front"));
  if (outputs.wanted("--sensitivity")) outputs.write("--sensitivity", picture(report, "sensitivity"));
}

ExploreOptions options_of(const Options& o) {
  ExploreOptions e;
  e.space = o.space, e.store = o.store;
  e.listed = static_cast<std::size_t>(parse_count("--best", o.best, 1, 1000));
  e.all_rows = o.all;
  const std::int64_t budget = parse_count("--budget", o.budget, 0, std::int64_t{1} << 62);
  if (budget > 0) e.budget = static_cast<std::uint64_t>(budget);
  e.seconds = parse_duration("--time", o.time);
  e.threads = static_cast<int>(parse_count("--threads", o.threads, 0, 1024));
  return e;
}

Exit show(const Options& o, const ExploreOptions& wanted, const Outputs& outputs, const Console& console) {
  const ExploreSummary done = show_exploration(o.show, wanted.listed, wanted.all_rows);
  outputs.hold_against_inputs();
  write_reports(done.report, outputs, console);
  return done.front.empty() ? Exit::infeasible : Exit::ok;
}

/// Ended before everything was evaluated: says how to go on.
Exit unfinished(const Options& o, const Console& console) {
  console.err << "tron explore: not finished; "
              << (o.store.empty() ? "nothing is kept without --store\n"
                                  : "the same command goes on from " + o.store + "\n");
  return Exit::failed;
}

Exit explore_command(const Options& o, const Console& console) {
  const ExploreOptions wanted = options_of(o);
  Outputs outputs(console.files_read);
  if (console.leads()) {  // the others write nothing
    outputs.add("--csv", o.csv);
    outputs.add("--json", o.json);
    outputs.add("--plot", o.plot);
    outputs.add("--sensitivity", o.sensitivity);
    if (o.show.empty()) outputs.add_store("--store", o.store);
    outputs.keep_store("--show", o.show);
  }
  if (!o.show.empty()) return show(o, wanted, outputs, console);
  Control control = console.control;
  if (outputs.any()) control = console.control_over(outputs);
  const ExploreSummary done = explore_space(wanted, control);
  if (done.helped) return Exit::ok;
  write_reports(done.report, outputs, console);
  if (!done.complete) return unfinished(o, console);
  return done.front.empty() ? Exit::infeasible : Exit::ok;
}

/// What a run takes, and a look into its store does not.
void declare_run_options(CLI::App& app, Options& o) {
  CLI::Option* show =
      app.add_option("--show", o.show, "report what a store holds, also while a run writes to it");
  for (CLI::Option* of_a_run :
       {app.add_option("SPACE", o.space, "design space: a TOML file or a name in data/space"),
        app.add_option("--store", o.store,
                       "keep every result in this SQLite file; the same command goes on from there"),
        app.add_option("--budget", o.budget, "closed-form evaluations in all; 0 = as the space says"),
        app.add_option("--time", o.time, "stop after so long (90, 10min, 2h); 0 = when all is done"),
        app.add_option("--threads", o.threads,
                       "worker threads of each rank; 0 = one per core; the result does not depend on them")})
    show->excludes(of_a_run);
}

void declare_options(CLI::App& app, Options& o) {
  declare_run_options(app, o);
  app.add_option("--best", o.best, "designs of the front to list");
  CLI::Option* csv = app.add_option("--csv", o.csv, "write the front with its metrics");
  app.add_flag("--all", o.all, "write every evaluated design into the CSV, not only the front")->needs(csv);
  app.add_option("--json", o.json, "write the result; docs/schema/explore.schema.json");
  app.add_option("--plot", o.plot, "write designs by pairs of objectives as SVG");
  app.add_option("--sensitivity", o.sensitivity, "write what each parameter decides as SVG");
}

}  // namespace

Subcommand declare_explore(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand(
      "explore", "find the Pareto front of a design space; under mpirun, on all its ranks");
  const auto options = std::make_shared<Options>();
  app->option_defaults()->always_capture_default();
  app->allow_extras();
  declare_options(*app, *options);
  return {app, [options](const Console& console) { return explore_command(*options, console); }};
}

}  // namespace tron::cli
