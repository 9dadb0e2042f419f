// What backup, check and restore say alike.
#ifndef HOMEWARD_SERVICES_CLI_BACKUP_SHOWING_H_
#define HOMEWARD_SERVICES_CLI_BACKUP_SHOWING_H_

#include <string>

#include "absl/status/status.h"
#include "eventstore/backup.h"
#include "services/cli/phrase.h"
#include "services/cli/problem.h"
#include "services/cli/publish/progress.h"
#include "services/cli/session.h"

namespace homeward::cli {

// How far it has come, as a bar or a line now and then on stderr. Lives as long as the work.
class BackupTalk {
 public:
  BackupTalk(const Session& session, const char* name);
  eventstore::BackupProgress Hear();
  void Finish() { progress_.Finish(); }

 private:
  Progress progress_;
};

// What `folder` holds, under the word for what was done with it.
void ShowHeld(const Session& session, const Phrase& done, const std::string& folder, const eventstore::Held& held);

// Reports why not, and gives the exit code: damage is kExitFault, what is no backup kExitUnreadable.
ExitCode ReportBackup(const Session& session, const absl::Status& failed);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_BACKUP_SHOWING_H_
