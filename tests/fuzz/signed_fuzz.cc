// A batch that claims to be signed. Whoever has no key can make none that passes: of all inputs only those may pass
// whose signed batch is byte for byte the one in docs/formats.md, whose key is public.
#include <cstdio>
#include <string>

#include "eventstore/bytes/sha256.h"
#include "eventstore/signing/batch_signature.h"
#include "homeward/common/v1/publish.pb.h"
#include "services/publish/signature.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/silence.h"

namespace homeward::fuzz {
namespace {

constexpr char kHashOfTheExample[] = "71dade68d2304008d8544eea1a33890ceae0338502864f510aeb07e28166f716";
constexpr char kOrigin[] = "homeward.example/log";

}  // namespace
}  // namespace homeward::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace homeward;
  fuzz::SilenceProtobuf();
  common::v1::RawBatch batch;
  if (!batch.ParseFromArray(data, static_cast<int>(size))) return 0;
  contract::Violations violations;
  services::CheckBatchSignature(batch, fuzz::kOrigin, &violations);
  for (const contract::Violation& violation : violations) {
    fuzz::Check(!violation.reason.empty() && !violation.message.empty() && !violation.next_step.empty(),
                "a refusal that does not say why");
  }
  if (!violations.empty()) return 0;
  if (!batch.has_signature()) {
    fuzz::Check(batch.salt_seed().empty(), "a seed without a signature");
    return 0;
  }
  fuzz::Check(batch.signature().count() == static_cast<uint32_t>(batch.events_size()), "another count");
  fuzz::Check(eventstore::ToHex(eventstore::AsBytes(eventstore::HashOf(batch.signature()))) == fuzz::kHashOfTheExample,
              "a signature that nobody made");
  return 0;
}
