#include "services/cli/backup/showing.h"

#include <ostream>

#include "eventstore/bytes/sha256.h"
#include "services/cli/render/facts.h"
#include "services/cli/render/json.h"
#include "services/cli/text.h"
#include "services/cli/words.h"

namespace homeward::cli {
namespace {

constexpr uint64_t kMebibyte = 1u << 20;

ProgressForm FormOf(const Session& session) {
  return session.err_terminal.interactive ? ProgressForm::kBar : ProgressForm::kPlain;
}

}  // namespace

BackupTalk::BackupTalk(const Session& session, const char* name)
    : progress_(session.err, session.err_terminal, FormOf(session), name, 0) {}

eventstore::BackupProgress BackupTalk::Hear() {
  return [this](std::string_view doing, uint64_t done, uint64_t of) {
    progress_.Update(done, Cat(doing, ", ", of == 0 ? 100 : done * 100 / of, " %"));
    return true;
  };
}

void ShowHeld(const Session& session, const Phrase& done, const std::string& folder, const eventstore::Held& held) {
  const std::string root = eventstore::ToHex(eventstore::AsBytes(held.root));
  const std::string incarnation = eventstore::ToHex(held.incarnation);
  if (session.json()) {
    JsonWriter json;
    json.Open('{').Key("directory").Text(folder).Key("position").Number(held.position.value).Key("root").Text(root);
    json.Key("incarnation").Text(incarnation).Key("accessPosition").Number(held.access_position.value);
    json.Key("bytes").Number(held.bytes).Close('}');
    session.out << json.text() << '\n';
    return;
  }
  session.out << session.Paint(session.Say(done), Tone::kGood) << '\n';
  Facts facts(session);
  facts.Add(words::kFolder, folder);
  facts.Add(words::kPosition, Cat(held.position.value));
  facts.Add(words::kRoot, root);
  facts.Add(words::kIncarnation, incarnation);
  facts.Add(words::kAccessRecords, Cat(held.access_position.value));
  facts.Add(words::kSize, Cat((held.bytes + kMebibyte - 1) / kMebibyte, " MiB"));
  facts.Print();
}

ExitCode ReportBackup(const Session& session, const absl::Status& failed) {
  Problem problem = FromStatus(failed);
  if (absl::IsDataLoss(failed)) {
    problem.exit = kExitFault;
    problem.reason = "DAMAGED";
    problem.next_step = "Keep it as it is, and go back to a backup that is sound.";
  } else if (absl::IsNotFound(failed)) {
    problem.exit = kExitUnreadable;
    problem.next_step = "Name the folder of a backup, or a data directory.";
  }
  return Report(session, problem);
}

}  // namespace homeward::cli
