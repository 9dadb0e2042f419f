// Packs the items of a Replay into the bytes of its messages.
#ifndef HOMEWARD_SERVICES_AUDIT_PACKER_H_
#define HOMEWARD_SERVICES_AUDIT_PACKER_H_

#include <string>
#include <string_view>
#include <vector>

#include "grpcpp/support/byte_buffer.h"
#include "homeward/audit/v1/audit.pb.h"

namespace homeward::services {

// ReplayResponse messages of about kReplayItemsMax items or kReplayBytesMax bytes; the last one when it is destroyed.
// One thread at a time.
class Packer {
 public:
  explicit Packer(std::vector<grpc::ByteBuffer>* responses) : responses_(responses) {}
  ~Packer() { Flush(); }
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;

  void Add(const audit::v1::ReplayItem& item);
  // An item that is an event, by the bytes of its RecordedEvent.
  void AddEvent(std::string_view recorded);

 private:
  void Begin(size_t bytes);
  void Flush();

  std::vector<grpc::ByteBuffer>* responses_;
  std::string bytes_;
  int items_ = 0;
};

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_AUDIT_PACKER_H_
