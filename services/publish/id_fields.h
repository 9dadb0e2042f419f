// Where in each event ids of persons lie, found once from the contract.
#ifndef HOMEWARD_SERVICES_PUBLISH_ID_FIELDS_H_
#define HOMEWARD_SERVICES_PUBLISH_ID_FIELDS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "services/publish/intake.h"

namespace homeward::services {

// Immutable after construction; any thread may call Check.
class Intake::IdFields {
 public:
  using Accept = absl::FunctionRef<bool(const std::string& id)>;
  using Refused = absl::FunctionRef<void(const std::string& path)>;

  IdFields();

  // Asks `accept` for each non-empty person or service id of the payload, in whatever depth; tells `refused` the path
  // of each that it does not accept.
  void Check(const google::protobuf::Message& payload, Accept accept, Refused refused) const;

 private:
  struct Fields {
    std::vector<const google::protobuf::FieldDescriptor*> ids;       // strings that are ids
    std::vector<const google::protobuf::FieldDescriptor*> messages;  // messages that hold some
  };

  bool Learn(const google::protobuf::Descriptor* descriptor);
  void CheckAt(const google::protobuf::Message& message, const std::string& path, Accept accept, Refused refused) const;

  absl::flat_hash_map<const google::protobuf::Descriptor*, Fields> fields_;
};

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_PUBLISH_ID_FIELDS_H_
