#include "eventstore/record/digest.h"

namespace homeward::eventstore {

Hash Commitment(std::string_view salt, std::string_view plaintext) {
  return Sha256().Raw(salt).Raw(plaintext).Finish();
}

Sha256 ClientPart(std::string_view client) { return Sha256().Frame(client); }

Hash HeaderHash(std::string_view client, std::string_view server) { return HeaderHash(ClientPart(client), server); }

Hash HeaderHash(Sha256 client_part, std::string_view server) { return client_part.Frame(server).Finish(); }

EventDigest::EventDigest(std::string_view client, uint32_t sections) : EventDigest(ClientPart(client), sections) {}

EventDigest::EventDigest(const Sha256& client_part, uint32_t sections) : hash_(client_part) { hash_.Be32(sections); }

void EventDigest::Section(uint32_t field, std::string_view commitment) { hash_.Be32(field).Raw(commitment); }

Hash EventDigest::Finish() { return hash_.Finish(); }

BatchDigest::BatchDigest(uint32_t events) { hash_.Be32(events); }

void BatchDigest::Event(const Hash& digest) { hash_.Raw(digest); }

Hash BatchDigest::Finish() { return hash_.Finish(); }

Hash UnsignedBatchRecord(std::string_view batch, std::string_view publisher) {
  return Sha256().Raw(batch).Raw(publisher).Finish();
}

Hash SignedBatchRecord(std::string_view signed_batch) { return Sha256().Raw(signed_batch).Finish(); }

}  // namespace homeward::eventstore
