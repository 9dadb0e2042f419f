// The one that writes the log, in two stages. Its own thread takes ordered proposals and judges each against the log
// and the ones before it; the settler's writes as many as there are with one write and one sync, and only then is
// anything said or shown. While one group is synced the next one is judged.
//
// A group is closed at a limit of events or bytes, or as soon as no proposal waits and the group before is settled:
// small loads are not delayed, large ones share a sync.
#ifndef HOMEWARD_EVENTSTORE_LOG_COMMITTER_H_
#define HOMEWARD_EVENTSTORE_LOG_COMMITTER_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "eventstore/feed/ring.h"
#include "eventstore/files/free_space.h"
#include "eventstore/gate/gate.h"
#include "eventstore/index/index.h"
#include "eventstore/ledger/ledger.h"
#include "eventstore/log/group.h"
#include "eventstore/log/settler.h"
#include "eventstore/log/signed_units.h"
#include "eventstore/log/source_marks.h"
#include "eventstore/log/stream_table.h"
#include "eventstore/sequencer.h"
#include "eventstore/store.h"

namespace homeward::eventstore {

class Committer : private GateReader {
 public:
  // `competence`, `rules`, `signing`: what the log so far says of units, by rules, of keys.
  Committer(Ledger& ledger, Index& index, Sequencer& sequencer, Ring& ring, FreeSpace& free_space,
            Competence competence, RuleBook rules, SigningKeys signing);
  ~Committer() override;  // after the sequencer was closed: settles what it still holds

  // Whether a write failed: nothing is taken any more, what was in flight is of unknown outcome.
  bool failed() const { return settler_.failed(); }
  absl::Status failure() const { return settler_.failure(); }
  const CommitterCounters& counters() const { return settler_.counters(); }

 private:
  void Run();
  void MakeGroup();
  bool Fill(bool disk_low);
  absl::Status Judge(Ordered ordered);
  absl::Status CheckExpected(const Proposal& proposal, contract::Violations* violations);
  absl::Status Record(GateResult gate, Settled* settled);
  void Govern(const contract::Event& event, std::string_view stream, Position position);
  void Seal();

  // What the Gate may look at.
  absl::StatusOr<std::vector<GateStream*>> Streams(const std::vector<std::string_view>& names) override;
  absl::StatusOr<std::vector<LogEventPtr>> History(const StreamId& stream) override;
  absl::StatusOr<LogEventPtr> Find(const EventId& id) override;
  const Competence& Governance() const override { return competence_; }
  const RuleBook& Rules() const override { return rules_; }
  const SigningKeys& Signing() const override { return signing_; }
  absl::StatusOr<SignedMark> LastSigned(const std::string& unit) override { return signed_units_.Last(unit); }

  Ledger& ledger_;
  Index& index_;
  Sequencer& sequencer_;
  FreeSpace& free_space_;

  StreamTable streams_;
  SourceMarks sources_;
  SignedUnits signed_units_;
  Competence competence_;
  RuleBook rules_;
  SigningKeys signing_;
  bool governance_rewritten_ = false;  // by the group: competence_ must be read anew once it is on disk
  std::shared_ptr<Group> group_;       // being made
  std::shared_ptr<Group> before_;      // handed to the settler
  std::optional<Ordered> carried_;     // taken, but it must see the group before it on disk
  Micros last_appended_us_;
  Settler settler_;
  std::thread thread_;
};

// What the log says of units, corrections applied.
absl::StatusOr<Competence> ReadCompetence(const Ledger& ledger, const Index& index);
// All rows of governance.
absl::StatusOr<RuleBook> ReadRules(const Ledger& ledger, const Index& index);
// And of keys.
absl::StatusOr<SigningKeys> ReadSigningKeys(const Ledger& ledger, const Index& index);

// The row of the default family that holds the last order token.
inline constexpr char kOrderKey[] = "order";

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LOG_COMMITTER_H_
