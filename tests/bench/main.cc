// homeward_bench: what of the benchmark must be fast itself. `tests/bench/run` starts servers, chooses and compares.
#include <cstdlib>
#include <iostream>

#include "tests/bench/commands.h"

int main(int argc, char** argv) {
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  homeward::bench::Bench bench;
  CLI::App app("Parts of the benchmark; tests/bench/run puts them together");
  app.require_subcommand(1);
  app.add_option("--demo", bench.demo, "Folder of the demo's year")->required();
  app.add_option("--server", bench.target.server, "Server, HOST:PORT");
  app.add_option("--pki", bench.target.pki, "Folder of `homeward dev-certs`; without it plaintext");
  app.add_option("--pid", bench.target.pid, "The server's process, whose CPU is counted");
  app.fallthrough();
  using Add = void (*)(CLI::App&, homeward::bench::Bench&);
  for (const Add add : {homeward::bench::AddAbout, homeward::bench::AddAck, homeward::bench::AddAwait,
                        homeward::bench::AddFloor, homeward::bench::AddGovern, homeward::bench::AddOpenLoop,
                        homeward::bench::AddOversight, homeward::bench::AddPublish, homeward::bench::AddRebuild,
                        homeward::bench::AddReplay, homeward::bench::AddTree}) {
    add(app, bench);
  }
  CLI11_PARSE(app, argc, argv);
  homeward::bench::Figures figures;
  const absl::Status status = bench.run(&figures);
  if (!status.ok()) {
    std::cerr << "homeward_bench: " << status << '\n';
    return 1;
  }
  std::cout << figures.Line();
  return 0;
}
