// Writes an export of synthetic records, to measure `homeward verify`: homeward_make_export FOLDER EVENTS [BATCH]
//
// Prints one line of JSON with the verifier key. The records are made as the committer makes them, without a log.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

#include "eventstore/archive/bundle.h"
#include "eventstore/archive/export_writer.h"
#include "eventstore/note/checkpoint.h"
#include "eventstore/record/codec.h"
#include "eventstore/record/prepared.h"
#include "eventstore/record/record_parts.h"
#include "eventstore/tree/merkle.h"
#include "homeward/police/v1/police_service.pb.h"
#include "proto/contract/cut.h"
#include "proto/contract/event.h"
#include "proto/contract/text.h"

namespace homeward::bench {
namespace {

using namespace eventstore;  // NOLINT: one small program

constexpr char kOrigin[] = "bench.example/homeward";
constexpr int64_t kFirstSecond = 1'767'225'600;  // 2026-01-01
constexpr uint64_t kEventsPerStream = 3;

std::string Uuid(uint64_t kind, uint64_t n) {
  char text[64];
  std::snprintf(text, sizeof text, "019b0000-%04llx-7000-8000-%012llx", static_cast<unsigned long long>(kind),
                static_cast<unsigned long long>(n));
  return text;
}

// The n-th event, from 0 on: of every stream first the referral, with a person section, then what became of it.
absl::StatusOr<ProposedEvent> MakeEvent(uint64_t n) {
  const uint64_t referral = n / kEventsPerStream;
  police::v1::Event event;
  common::v1::Envelope* envelope = event.mutable_envelope();
  envelope->set_id(Uuid(1, n));
  envelope->set_source("urn:police:bench");
  envelope->set_source_sequence(n + 1);
  envelope->set_unit("pol.01");
  envelope->set_province("01");
  envelope->mutable_time()->set_seconds(kFirstSecond + static_cast<int64_t>(n));
  envelope->mutable_recorded_at()->set_seconds(kFirstSecond + static_cast<int64_t>(n));
  if (n % kEventsPerStream == 0) {
    event.mutable_referral_sent()->set_referral_id(Uuid(2, referral));
    event.mutable_referral_sent()->set_person_id(contract::Cat("p", std::to_string(referral + 1'000'000'000'000)));
    event.mutable_referral_sent()->set_to_unit("soc.01");
    event.mutable_referral_sent()->mutable_person()->set_service(static_cast<shared::v1::ServiceCode>(1));
  } else if (n % kEventsPerStream == 1) {
    event.mutable_referral_put_on_hold()->set_referral_id(Uuid(2, referral));
  } else {
    event.mutable_referral_completed()->set_referral_id(Uuid(2, referral));
  }
  const std::string bytes = event.SerializeAsString();
  absl::StatusOr<contract::Event> parsed = contract::ParseEvent(contract::Agency::AGENCY_POLICE, bytes);
  if (!parsed.ok()) return parsed.status();
  absl::StatusOr<contract::CutBytes> cut = contract::Cut(bytes, *parsed->type);
  if (!cut.ok()) return cut.status();
  return ProposedEvent{*std::move(parsed), *std::move(cut)};
}

absl::Status AppendBatch(uint64_t first, uint64_t count, ExportWriter* writer, uint64_t* bytes) {
  Proposal proposal;
  proposal.publisher = "spiffe://homeward.example/police/pol";
  proposal.agency = contract::Agency::AGENCY_POLICE;
  for (uint64_t n = first; n < first + count; ++n) {
    absl::StatusOr<ProposedEvent> event = MakeEvent(n);
    if (!event.ok()) return event.status();
    proposal.events.push_back(*std::move(event));
  }
  absl::StatusOr<Prepared> prepared = Prepare(std::move(proposal));
  if (!prepared.ok()) return prepared.status();
  RecordParts parts;
  std::string exported;
  for (uint64_t i = 0; i < count; ++i) {
    const uint64_t n = first + i;
    const std::string stream = contract::Cat("referral_out/pol.01/", Uuid(2, n / kEventsPerStream));
    const EncodedRecord encoded = EncodeRecord(*prepared, i,
                                               {.position = Position(n + 1),
                                                .appended_us = (kFirstSecond + static_cast<int64_t>(n)) * 1'000'000,
                                                .stream = stream,
                                                .revision = Revision(n % kEventsPerStream + 1),
                                                .order_token = first + 1});
    if (!SplitRecord(encoded.bytes, &parts)) return absl::InternalError("a record that cannot be read");
    exported.clear();
    AppendExportedRecord(encoded.bytes, &exported);
    *bytes += encoded.bytes.size();
    if (absl::Status status = writer->Append(EntryOf(parts).Bytes(), exported); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Run(const std::string& folder, uint64_t events, uint64_t batch) {
  absl::StatusOr<std::unique_ptr<ExportWriter>> writer = ExportWriter::Open(folder);
  if (!writer.ok()) return writer.status();
  if ((*writer)->size() != 0) return absl::AlreadyExistsError(contract::Cat(folder, " holds an export"));
  uint64_t bytes = 0;
  for (uint64_t n = 0; n < events; n += batch) {
    absl::Status status = AppendBatch(n, std::min(batch, events - n), writer->get(), &bytes);
    if (!status.ok()) return status;
  }
  const absl::StatusOr<SigningKey> key = SigningKey::Generate(kOrigin, KeyPurpose::kNote);
  if (!key.ok()) return key.status();
  const std::string text = LogCheckpoint{kOrigin, events, (*writer)->root(), {}}.Text();
  absl::Status status = (*writer)->Finish(SignedNote{text, {key->Sign(text)}}.Bytes(), "{}\n");
  std::cout << "{\"events\":" << events << ",\"record_bytes\":" << bytes / std::max<uint64_t>(events, 1)
            << ",\"key\":\"" << key->verifier_key().Text() << "\"}\n";
  return status;
}

}  // namespace
}  // namespace homeward::bench

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: homeward_make_export FOLDER EVENTS [BATCH]\n";
    return 2;
  }
  const uint64_t batch = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 64;
  const absl::Status status =
      homeward::bench::Run(argv[1], std::strtoull(argv[2], nullptr, 10), std::max<uint64_t>(batch, 1));
  if (!status.ok()) std::cerr << "homeward_make_export: " << status << '\n';
  return status.ok() ? 0 : 1;
}
