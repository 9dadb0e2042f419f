// The subcommands of homeward_bench; each prints one JSON object on one line.
#ifndef HOMEWARD_TESTS_BENCH_COMMANDS_H_
#define HOMEWARD_TESTS_BENCH_COMMANDS_H_

#include <functional>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "tests/bench/figures.h"
#include "tests/bench/target.h"

namespace homeward::bench {

// What main gives every subcommand; `run` is the one that was chosen.
struct Bench {
  std::string demo;  // folder with the demo's year
  Target target;
  std::function<absl::Status(Figures*)> run;
};

void AddAbout(CLI::App& root, Bench& bench);
void AddAck(CLI::App& root, Bench& bench);
void AddAwait(CLI::App& root, Bench& bench);
void AddFloor(CLI::App& root, Bench& bench);
void AddGovern(CLI::App& root, Bench& bench);
void AddOpenLoop(CLI::App& root, Bench& bench);
void AddOversight(CLI::App& root, Bench& bench);
void AddPublish(CLI::App& root, Bench& bench);
void AddRebuild(CLI::App& root, Bench& bench);
void AddReplay(CLI::App& root, Bench& bench);
void AddTree(CLI::App& root, Bench& bench);

}  // namespace homeward::bench

#endif  // HOMEWARD_TESTS_BENCH_COMMANDS_H_
