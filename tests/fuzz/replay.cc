// Runs a fuzz target without a fuzzer: the corpus, then mutations of it. replay FOLDER [MUTATIONS]
#include <algorithm>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/check.h"

namespace homeward::fuzz {
namespace {

constexpr uint64_t kMutations = 40'000;
constexpr size_t kInputBytesMax = 1u << 16;
// What the formats are made of.
constexpr std::string_view kTokens[] = {"\n",
                                        "\n\n",
                                        " ",
                                        "+",
                                        "\xe2\x80\x94 ",
                                        "=",
                                        "0",
                                        "x",
                                        "/",
                                        ".p/",
                                        "tile/",
                                        "records/",
                                        "256",
                                        "18446744073709551615",
                                        "\xc2\xa0",
                                        "\xed\xa0\x80",
                                        "\r",
                                        "\xff",
                                        "A="};

std::string input;  // of the run under way, for the handler

void TellInput(int signal) {
  std::ofstream("crash-input", std::ios::binary) << input;
  std::cerr << "the input of " << input.size() << " bytes is in ./crash-input\n";
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void RunOne(std::string bytes) {
  input = std::move(bytes);
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()), input.size());
}

std::string Mutate(std::string bytes, const std::vector<std::string>& corpus, std::mt19937_64& random) {
  const auto below = [&](size_t n) { return n == 0 ? 0 : static_cast<size_t>(random() % n); };
  for (size_t steps = 1 + below(6); steps > 0; --steps) {
    const size_t at = below(bytes.size() + 1), length = below(std::min<size_t>(bytes.size() - at, 40) + 1);
    switch (below(7)) {
      case 0:
        if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ 1 << below(8));
        break;
      case 1:
        if (at < bytes.size()) bytes[at] = static_cast<char>(random());
        break;
      case 2:
        bytes.erase(at, length);
        break;
      case 3:
        bytes.insert(at, bytes.substr(at, length));
        break;
      case 4:
        bytes.insert(at, kTokens[below(std::size(kTokens))]);
        break;
      case 5:
        bytes.resize(at);
        break;
      default: {
        const std::string& other = corpus[below(corpus.size())];
        const size_t from = below(other.size() + 1);
        bytes.replace(at, length, other.substr(from, below(200)));
      }
    }
  }
  bytes.resize(std::min(bytes.size(), kInputBytesMax));
  return bytes;
}

int Main(int argc, char** argv) {
  if (argc < 2) return 2;
  std::vector<std::string> corpus;
  for (const auto& file : std::filesystem::directory_iterator(argv[1])) {
    std::ifstream stream(file.path(), std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  }
  if (corpus.empty()) return 2;
  std::sort(corpus.begin(), corpus.end());
  std::signal(SIGABRT, TellInput);
  std::signal(SIGSEGV, TellInput);
  for (const std::string& bytes : corpus) RunOne(bytes);
  const char* given = std::getenv("HOMEWARD_SEED");
  const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
  const uint64_t mutations = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : kMutations;
  std::cout << corpus.size() << " inputs, " << mutations << " mutations, HOMEWARD_SEED=" << seed << std::endl;
  std::mt19937_64 random(seed);
  for (uint64_t i = 0; i < mutations; ++i) RunOne(Mutate(corpus[random() % corpus.size()], corpus, random));
  return 0;
}

}  // namespace
}  // namespace homeward::fuzz

int main(int argc, char** argv) { return homeward::fuzz::Main(argc, argv); }
