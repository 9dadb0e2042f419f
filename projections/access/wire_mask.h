// MaskPayload on the wire: what a reader of the whole log may see of a payload, cut out of its bytes without parsing
// them. For readers who are neither an event's author nor addressed by it, so that the contract alone decides; that
// both say the same is a test over the whole demo.
#ifndef HOMEWARD_PROJECTIONS_ACCESS_WIRE_MASK_H_
#define HOMEWARD_PROJECTIONS_ACCESS_WIRE_MASK_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "homeward/options/v1/options.pb.h"
#include "proto/contract/contract.h"

namespace homeward::projections {

// What is left of a payload. Reused, it allocates nothing new.
struct WireMasked {
  std::string bytes;
  std::vector<std::string_view> masked;  // paths, each once; they live as long as the program
  bool names_place = false;              // others see the week only: ShowsWeekOnly
};

// Immutable; any thread may read it.
class WireMask {
 public:
  // `stream_kind`: of the event's stream; a referral's facts are for those who supervise it.
  static const WireMask& Of(const contract::EventType& type, std::string_view stream_kind);

  // Appends to `out`. False: malformed.
  bool Apply(std::string_view payload, WireMasked* out) const;

  ~WireMask();

 private:
  struct Field;
  WireMask(const google::protobuf::Descriptor* descriptor, const std::string& path, options::v1::Sensitivity inherited,
           bool supervised, bool in_section);
  const Field* Find(uint32_t number) const;
  bool ApplyAt(std::string_view payload, std::string* bytes, WireMasked* out) const;

  std::vector<Field> fields_;  // by number
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_ACCESS_WIRE_MASK_H_
