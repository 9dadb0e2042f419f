#include "services/cli/commands/replay_flags.h"

#include "services/cli/client/follow.h"
#include "services/cli/publish/publisher.h"

namespace homeward::cli {

void AddRetryFlag(CLI::App& command, int& retry_seconds) {
  retry_seconds = kFollowRetrySecondsDefault;
  command.add_option("--retry-for", retry_seconds, "Try a lost connection again for so long")
      ->check(CLI::Range(0, kRetrySecondsMax).description(""))
      ->type_name("SECONDS")
      ->capture_default_str()
      ->group("Connection");
}

void AddReplayFlags(CLI::App& command, ReplayWish& wish) {
  const char* group = "Filter";
  command
      .add_option("--subject", wish.subjects, "About this: person:p…, case:…, referral:…; may be repeated")
      ->type_name("KIND:ID")
      ->allow_extra_args(false)
      ->group(group);
  command.add_option("--type", wish.types, "Of this type, as 'homeward events' names it; may be repeated")
      ->type_name("EVENT")
      ->allow_extra_args(false)
      ->group(group);
  command.add_option("--publisher", wish.publishers, "Published by this agency; may be repeated")
      ->check(CLI::IsMember({"labour", "police", "border_guard", "prosecution", "commune", "programme"})
                  .description(""))
      ->type_name("AGENCY")
      ->allow_extra_args(false)
      ->group(group);
  command.add_option("--incarnation", wish.incarnation, "Only if it is still the log of this incarnation")
      ->type_name("HEX")
      ->group(group);
  AddRetryFlag(command, wish.retry_seconds);
}

}  // namespace homeward::cli
