#include "services/cli/commands/exchange_flags.h"

#include <map>

namespace homeward::cli {
namespace {

using coordination::v1::ExchangeKind;

const std::map<std::string, ExchangeKind>& Kinds() {
  static const auto* kinds =
      new std::map<std::string, ExchangeKind>{{"referral", coordination::v1::EXCHANGE_KIND_REFERRAL},
                                              {"handover", coordination::v1::EXCHANGE_KIND_HANDOVER},
                                              {"verification", coordination::v1::EXCHANGE_KIND_VERIFICATION},
                                              {"tip", coordination::v1::EXCHANGE_KIND_TIP_TRANSFER},
                                              {"file", coordination::v1::EXCHANGE_KIND_FILE_TRANSFER}};
  return *kinds;
}

}  // namespace

ExchangeKind KindNamed(const std::string& name) {
  const auto kind = Kinds().find(name);
  return kind == Kinds().end() ? coordination::v1::EXCHANGE_KIND_UNSPECIFIED : kind->second;
}

void AddExchangeFlags(CLI::App& command, ExchangeFlags& flags) {
  const char* group = "Filter";
  command.add_option("--state", flags.states, "In this state: sent, accepted, on_hold, …; may be repeated")
      ->type_name("STATE")
      ->allow_extra_args(false)
      ->group(group);
  command.add_option("--kind", flags.kinds, "referral, handover, verification, tip or file; may be repeated")
      ->check(CLI::IsMember({"referral", "handover", "verification", "tip", "file"}).description(""))
      ->type_name("KIND")
      ->allow_extra_args(false)
      ->group(group);
  command.add_option("--note", flags.overlays, "With this note: expired, unacknowledged, …; may be repeated")
      ->type_name("NOTE")
      ->allow_extra_args(false)
      ->group(group);
  command.add_option("--direction", flags.direction, "in: addressed to the unit; out: sent by it")
      ->check(CLI::IsMember({"in", "out"}).description(""))
      ->type_name("in|out")
      ->group(group);
  command.add_option("--of", flags.of, "One side is this unit, within yours or your province")
      ->type_name("UNIT")
      ->group(group);
  command.add_option("--province", flags.province, "For coordinators and auditors")
      ->type_name("CODE")
      ->group(group);
  command.add_flag("--overdue", flags.overdue, "Only what is late")->group(group);
}

coordination::v1::ExchangeFilter ToFilter(const ExchangeFlags& flags) {
  coordination::v1::ExchangeFilter filter;
  filter.set_unit(flags.of);
  filter.set_province(flags.province);
  for (const std::string& state : flags.states) filter.add_states(state);
  for (const std::string& kind : flags.kinds) filter.add_kinds(KindNamed(kind));
  for (const std::string& overlay : flags.overlays) filter.add_overlays(overlay);
  if (flags.direction == "in") filter.set_direction(coordination::v1::DIRECTION_IN);
  if (flags.direction == "out") filter.set_direction(coordination::v1::DIRECTION_OUT);
  filter.set_overdue_only(flags.overdue);
  filter.set_include_closed(flags.closed);
  return filter;
}

}  // namespace homeward::cli
