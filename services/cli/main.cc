#include "services/cli/cli.h"

int main(int argc, char** argv) { return homeward::cli::Main(argc, argv); }
