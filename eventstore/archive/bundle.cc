#include "eventstore/archive/bundle.h"

#include <cstdint>
#include <cstring>

#include "eventstore/bytes/bytes.h"
#include "eventstore/bytes/sha256.h"
#include "homeward/record/v1/record.pb.h"
#include "proto/contract/wire.h"

namespace homeward::eventstore {
namespace {

using record::v1::ExportedRecord;

template <size_t kPrefixBytes>
bool Split(std::string_view bundle, std::vector<std::string_view>* parts) {
  parts->clear();
  while (bundle.size() >= kPrefixBytes) {
    size_t size = 0;
    for (size_t i = 0; i < kPrefixBytes; ++i) size = size << 8 | static_cast<uint8_t>(bundle[i]);
    if (size > bundle.size() - kPrefixBytes) return false;
    parts->push_back(bundle.substr(kPrefixBytes, size));
    bundle.remove_prefix(kPrefixBytes + size);
  }
  return bundle.empty();
}

}  // namespace

void AppendEntry(std::string_view entry, std::string* bundle) {
  bundle->push_back(static_cast<char>(entry.size() >> 8));
  bundle->push_back(static_cast<char>(entry.size()));
  bundle->append(entry);
}

void AppendExported(std::string_view exported, std::string* bundle) {
  AppendBe32(static_cast<uint32_t>(exported.size()), bundle);
  bundle->append(exported);
}

bool SplitEntries(std::string_view bundle, std::vector<std::string_view>* entries) { return Split<2>(bundle, entries); }

bool SplitExported(std::string_view bundle, std::vector<std::string_view>* records) {
  return Split<4>(bundle, records);
}

bool SplitHashes(std::string_view bundle, std::vector<Hash>* hashes) {
  hashes->resize(bundle.size() / sizeof(Hash));
  std::memcpy(hashes->data(), bundle.data(), hashes->size() * sizeof(Hash));
  return bundle.size() % sizeof(Hash) == 0;
}

std::string JoinHashes(absl::Span<const Hash> hashes) {
  std::string out;
  out.reserve(hashes.size() * sizeof(Hash));
  for (const Hash& hash : hashes) out += AsBytes(hash);
  return out;
}

bool ViewExported(std::string_view bytes, ExportedView* view) {
  *view = {};
  uint32_t last = 0;
  contract::WireWalk walk(bytes);
  for (contract::WireField field; walk.Next(&field);) {
    // Each field once, in order, in its shortest form: two exports of one log have the same bytes.
    if (field.number <= last || field.wire_type != contract::kLengthDelimited) return false;
    if (!contract::InShortestForm(field)) return false;
    last = field.number;
    switch (field.number) {
      case ExportedRecord::kRecordFieldNumber:
        if (field.body.empty()) return false;
        view->record = field.body;
        break;
      case ExportedRecord::kWithheldFieldNumber:
        if (!field.body.empty()) return false;
        view->withheld = true;
        break;
      case ExportedRecord::kEventDigestFieldNumber:
        if (field.body.size() != sizeof(Hash)) return false;
        view->event_digest = field.body;
        break;
      default:
        return false;
    }
  }
  return walk.ok() && view->withheld == view->record.empty() && (view->withheld || view->event_digest.empty());
}

void AppendExportedRecord(std::string_view record, std::string* out) {
  contract::AppendLengthDelimited(ExportedRecord::kRecordFieldNumber, record, out);
}

void AppendWithheld(std::string_view event_digest, std::string* out) {
  contract::AppendLengthDelimited(ExportedRecord::kWithheldFieldNumber, "", out);
  if (!event_digest.empty()) {
    contract::AppendLengthDelimited(ExportedRecord::kEventDigestFieldNumber, event_digest, out);
  }
}

}  // namespace homeward::eventstore
