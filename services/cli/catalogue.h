// The catalogue of events, from the contract's tables and nothing else: what `homeward events` prints and
// what docs/events.md is made of.
//
// Pure functions over the contract, any thread.
#ifndef HOMEWARD_SERVICES_CLI_CATALOGUE_H_
#define HOMEWARD_SERVICES_CLI_CATALOGUE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "homeward/options/v1/options.pb.h"
#include "proto/contract/contract.h"
#include "services/cli/phrase.h"

namespace homeward::cli {

struct CatalogueField {
  std::string path;      // "to_unit", "person.service"
  std::string type;      // "UUID", "ServiceCode", "time", "list of unit"
  std::string rules;     // "required, at least 1 byte"; empty where there are none
  std::string readers;   // who sees it: "who takes part"
  bool section = false;  // a person section or a field in one
  const google::protobuf::EnumDescriptor* values = nullptr;  // where the type is an enum
  options::v1::Label label;
};

struct CatalogueEvent {
  uint32_t number = 0;
  std::string name;       // "ReferralSent"
  std::string full_name;  // CloudEvents type
  std::string json_name;  // of the line in the batch: "referralSent"
  options::v1::Label label;
  std::vector<std::string> publishers;  // roles: "labour"
  std::string stream;                   // kind of the home stream
  std::string key;                      // field that keys it
  std::vector<std::string> steps;       // "none → sent"
  std::vector<std::string> targets;     // the states after: "sent", "contact: in_contact"
  std::vector<std::string> limits;      // "at most 2 with decision = return", "differs from drafter"
  options::v1::Lane lane = options::v1::LANE_UNSPECIFIED;
  std::string law;
  bool governance = false;
  bool permanent = false;
  std::vector<CatalogueField> fields;
};

CatalogueEvent Describe(const contract::EventType& type);

// All events, in order of their numbers.
std::vector<CatalogueEvent> Catalogue(const contract::Contract& contract);

// One batch with this event in it, as `homeward publish` takes it (there on one line): every required field
// and every person section filled with invented values that the contract accepts.
std::string ExampleJson(const contract::Contract& contract, const contract::EventType& type);

// docs/events.md, whole.
std::string CatalogueMarkdown(const contract::Contract& contract);

// The lane's words; empty for LANE_UNSPECIFIED.
Phrase LaneName(options::v1::Lane lane);
// "Labour" for "labour".
Phrase AgencyName(options::v1::Agency agency);
Phrase AgencyName(const std::string& role);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_CATALOGUE_H_
