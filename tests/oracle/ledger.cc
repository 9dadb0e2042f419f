#include "tests/oracle/ledger.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/eventstore/support/scene.h"
#include "tests/oracle/faults.h"

namespace homeward::oracle {
namespace {

constexpr uint64_t kPersons = 50;          // so that subjects have more than one event
constexpr uint64_t kReferralBase = 1000;   // referrals' ids are no events' ids
constexpr char kIdPrefix[] = "019b0000-";  // of Uuid7 in support/scene.h

bool Take(const std::string& line, Ledger* ledger) {
  std::istringstream stream(line);
  std::string word;
  uint64_t first = 0, second = 0;
  if (!(stream >> word >> first >> second)) return false;
  if (word == "try") return ledger->tried.emplace(first, static_cast<uint32_t>(second)).second;
  if (word == "see") ledger->seen.emplace_back(first, second);
  if (word == "ack") ledger->acked.insert_or_assign(first, second);  // a batch sent again has the same answer
  return word == "see" || word == "ack";
}

}  // namespace

uint64_t Ledger::NextNumber() const { return tried.empty() ? 1 : tried.rbegin()->first + tried.rbegin()->second; }

absl::StatusOr<Ledger> Ledger::Read(const std::string& path) {
  Ledger ledger;
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line)) {
    if (file.eof()) break;
    if (!Take(line, &ledger)) return absl::DataLossError(path + ": \"" + line + "\"");
  }
  return ledger;
}

LedgerFile::LedgerFile(const std::string& path) : fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644)) {
  if (fd_ >= 0) return;
  std::perror(path.c_str());
  std::_Exit(1);
}

LedgerFile::~LedgerFile() { ::close(fd_); }

void LedgerFile::Append(const std::string& lines) const {
  const AnotherDisk no_faults;
  if (::write(fd_, lines.data(), lines.size()) == static_cast<ssize_t>(lines.size())) return;
  std::perror("ledger");
  std::_Exit(1);
}

void LedgerFile::Try(uint64_t number, uint32_t count) const {
  Append("try " + std::to_string(number) + " " + std::to_string(count) + "\n");
}

void LedgerFile::Ack(uint64_t number, uint64_t position) const {
  Append("ack " + std::to_string(number) + " " + std::to_string(position) + "\n");
}

void LedgerFile::See(const std::vector<std::pair<uint64_t, uint64_t>>& seen) const {
  std::string lines;
  for (const auto& [position, number] : seen) {
    lines += "see " + std::to_string(position) + " " + std::to_string(number) + "\n";
  }
  if (!lines.empty()) Append(lines);
}

eventstore::ProposedEvent EventOf(uint64_t number) {
  const eventstore::Make make{.id = eventstore::Uuid7(number), .hour = static_cast<int>(number % 1000)};
  return make.Sent(kReferralBase + number, 1 + number % kPersons);
}

uint64_t NumberOf(const std::string& event_id) {
  if (event_id.rfind(kIdPrefix, 0) != 0) return 0;
  return std::strtoull(event_id.substr(event_id.rfind('-') + 1).c_str(), nullptr, 16);
}

}  // namespace homeward::oracle
