// What the server proves of its log, taken as a stranger would: nothing is believed that is not checked under the key.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "eventstore/bytes/sha256.h"
#include "eventstore/files/files.h"
#include "eventstore/note/checkpoint.h"
#include "eventstore/record/leaf.h"
#include "eventstore/tree/merkle.h"
#include "eventstore/tree/proof.h"
#include "homeward/audit/v1/audit.grpc.pb.h"
#include "homeward/police/v1/police_service.grpc.pb.h"
#include "homeward/record/v1/record.pb.h"
#include "proto/contract/contract.h"
#include "proto/contract/cut.h"
#include "services/cli/proofs/trust.h"
#include "tests/services/support/deployment.h"
#include "tests/services/support/events.h"

namespace homeward::services {
namespace {

namespace pb = audit::v1;
using eventstore::AsBytes;
using eventstore::Hash;
using testing::Deployment;
using ::testing::ElementsAre;
using testing::NewUuid7;
using testing::ReasonOf;

const eventstore::SigningKey& Witness() {
  static const auto& key = *new eventstore::SigningKey(
      *eventstore::SigningKey::Generate("witness.example/one", eventstore::KeyPurpose::kCosignature));
  return key;
}

class ProofsTest : public ::testing::Test {
 protected:
  explicit ProofsTest(const std::function<void(Config*)>& change = nullptr)
      : deployment_([&change](Config* config) {
          config->add_witness_keys(Witness().verifier_key().Text());
          if (change) change(config);
        }),
        police_(police::v1::Police::NewStub(deployment_.Connect("police", "pol"))),
        auditor_(As("auditor", "aud.1")) {
    testing::CallContext context;
    police::v1::MintPersonIdsResponse minted;
    EXPECT_TRUE(police_->MintPersonIds(&context, police::v1::MintPersonIdsRequest(), &minted).ok());
    person_ = minted.ids(0);
    key_ = *cli::ReadVerifierKey(deployment_.config().data_directory() + "/checkpoint.key.pub");
  }

  police::v1::Event Publish() {
    police::v1::Event event = testing::Sent(NewUuid7(), person_);
    testing::CallContext context;
    police::v1::PublishBatchRequest request;
    *request.add_events() = event;
    police::v1::PublishBatchResponse response;
    const grpc::Status status = police_->PublishBatch(&context, request, &response);
    EXPECT_TRUE(status.ok() && !response.has_refusal()) << status.error_message();
    return event;
  }

  std::unique_ptr<pb::Audit::Stub> As(const std::string& role, const std::string& unit) {
    return pb::Audit::NewStub(deployment_.Connect(role, unit));
  }

  template <typename Request, typename Response>
  grpc::Status Ask(pb::Audit::Stub& stub,
                   grpc::Status (pb::Audit::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                   const Request& request, Response* response) {
    testing::CallContext context;
    return (stub.*method)(&context, request, response);
  }

  eventstore::SignedCheckpoint Fresh() {
    pb::GetCheckpointRequest request;
    request.set_fresh(true);
    pb::GetCheckpointResponse response;
    const grpc::Status status = Ask(*auditor_, &pb::Audit::Stub::GetCheckpoint, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    const auto opened = eventstore::OpenCheckpoint(response.checkpoint(), key_);
    EXPECT_TRUE(opened.ok()) << opened.status();
    return *opened;
  }

  grpc::Status Prove(const std::string& role, const std::string& unit, uint64_t position,
                     common::v1::BatchProof* proof) {
    pb::GetInclusionProofRequest request;
    request.mutable_context()->set_purpose(role == "auditor" ? coordination::v1::PURPOSE_AUDIT
                                                             : coordination::v1::PURPOSE_INVESTIGATION);
    request.set_position(position);
    pb::GetInclusionProofResponse response;
    const grpc::Status status = Ask(*As(role, unit), &pb::Audit::Stub::GetInclusionProof, request, &response);
    *proof = response.proof();
    return status;
  }

  grpc::Status Export(const std::string& role, const std::string& unit, std::vector<pb::ExportItem>* items) {
    pb::ExportRequest request;
    request.mutable_context()->set_purpose(coordination::v1::PURPOSE_AUDIT);
    testing::CallContext context;
    const auto reader = As(role, unit)->Export(&context, request);
    for (pb::ExportResponse response; reader->Read(&response);)
      items->insert(items->end(), response.items().begin(), response.items().end());
    return reader->Finish();
  }

  Deployment deployment_;
  std::unique_ptr<police::v1::Police::Stub> police_;
  std::unique_ptr<pb::Audit::Stub> auditor_;
  std::string person_;
  eventstore::VerifierKey key_;
};

TEST_F(ProofsTest, ALongerCheckpointProvablyBeginsWithAShorterOne) {
  Publish();
  const auto first = Fresh().checkpoint;
  for (int i = 0; i < 5; ++i) Publish();
  const auto second = Fresh().checkpoint;
  EXPECT_EQ(second.size, 6u);
  pb::GetConsistencyProofRequest request;
  request.set_from_size(first.size);
  pb::GetConsistencyProofResponse response;
  ASSERT_TRUE(Ask(*auditor_, &pb::Audit::Stub::GetConsistencyProof, request, &response).ok());
  EXPECT_EQ(response.to_size(), second.size);
  const auto proof = eventstore::ParseProof(response.hashes());
  ASSERT_TRUE(proof.ok());
  EXPECT_TRUE(
      eventstore::VerifyConsistency(first.size, second.size, AsBytes(first.root), AsBytes(second.root), *proof).ok());
}

TEST_F(ProofsTest, TheAuthorFindsItsOwnBytesUnderTheRoot) {
  Publish();
  const police::v1::Event mine = Publish();
  common::v1::BatchProof proof;
  ASSERT_TRUE(Prove("police", "pol", 2, &proof).ok());
  const auto checkpoint = cli::CheckProof(proof, key_);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();

  // What the author has, and the two things that only the server could know: its part of the header, and the salts.
  const auto* type = contract::Contract::Get().FindEvent("ReferralSent");
  const auto cut = contract::Cut(mine.SerializeAsString(), *type);
  ASSERT_TRUE(cut.ok());
  const auto& event = proof.events(0);
  record::v1::ServerPart server;
  ASSERT_TRUE(server.ParseFromString(event.server()));
  eventstore::LeafEntry entry;
  entry.appended_us = server.appended_us();
  entry.revision = eventstore::Revision(server.revision());
  entry.header = eventstore::Sha256().Frame(cut->client).Frame(event.server()).Finish();
  eventstore::Sha256 sealed;
  ASSERT_EQ(event.salts_size(), static_cast<int>(cut->sections.size()));
  for (int i = 0; i < event.salts_size(); ++i) sealed.Frame(event.salts(i)).Frame(cut->sections[i].body);
  entry.sealed = sealed.Finish();
  entry.batch_record = eventstore::HashFromBytes(event.entry().substr(82));
  EXPECT_EQ(entry.Bytes(), event.entry());
}

TEST_F(ProofsTest, AnAckCarriesProofsWhereTheyAreAskedFor) {
  testing::CallContext context;
  police::v1::PublishBatchRequest request;
  for (int i = 0; i < 3; ++i) *request.add_events() = testing::Sent(NewUuid7(), person_);
  request.set_want_proof(true);
  police::v1::PublishBatchResponse response;
  ASSERT_TRUE(police_->PublishBatch(&context, request, &response).ok());
  const auto checkpoint = cli::CheckProof(response.proof(), key_);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_GE(checkpoint->checkpoint.size, 3u);
  ASSERT_EQ(response.proof().events_size(), 3);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(response.proof().events(i).position(), response.first_position() + i);

  testing::CallContext again;  // the same batch, answered again, with a proof again
  police::v1::PublishBatchResponse duplicate;
  ASSERT_TRUE(police_->PublishBatch(&again, request, &duplicate).ok());
  EXPECT_TRUE(duplicate.duplicate());
  EXPECT_TRUE(cli::CheckProof(duplicate.proof(), key_).ok());
}

TEST_F(ProofsTest, OnlyTheAuthorAndAuditorsGetAProof) {
  Publish();
  common::v1::BatchProof proof;
  ASSERT_TRUE(Prove("auditor", "aud.1", 1, &proof).ok());
  EXPECT_TRUE(cli::CheckProof(proof, key_).ok());
  EXPECT_EQ(proof.events(0).server(), "");
  EXPECT_EQ(proof.events(0).salts_size(), 0);
  const grpc::Status other = Prove("prosecution", "pro.01", 1, &proof);
  const grpc::Status none = Prove("prosecution", "pro.01", 999, &proof);
  EXPECT_EQ(other.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(other.error_message(), none.error_message());
}

TEST_F(ProofsTest, AForgedProofIsRefused) {
  for (int i = 0; i < 5; ++i) Publish();
  common::v1::BatchProof proof;
  ASSERT_TRUE(Prove("auditor", "aud.1", 3, &proof).ok());
  const auto refused = [&](const std::function<void(common::v1::BatchProof*)>& forge) {
    common::v1::BatchProof forged = proof;
    forge(&forged);
    return !cli::CheckProof(forged, key_).ok();
  };
  EXPECT_FALSE(refused([](auto*) {}));
  EXPECT_TRUE(refused([](auto* p) { p->mutable_events(0)->set_position(4); }));
  EXPECT_TRUE(refused([](auto* p) { (*p->mutable_events(0)->mutable_entry())[20] ^= 1; }));
  EXPECT_TRUE(refused([](auto* p) { p->mutable_events(0)->mutable_hashes()->RemoveLast(); }));
  EXPECT_TRUE(refused([](auto* p) { p->mutable_checkpoint()->replace(p->checkpoint().find("\n5\n"), 3, "\n6\n"); }));
  EXPECT_TRUE(refused([](auto* p) { p->clear_events(); }));
}

TEST_F(ProofsTest, TilesAreThoseOfTheTree) {
  for (int i = 0; i < 3; ++i) Publish();
  pb::GetTileRequest request;
  request.set_width(3);
  pb::GetTileResponse tile;
  ASSERT_TRUE(Ask(*auditor_, &pb::Audit::Stub::GetTile, request, &tile).ok());
  ASSERT_EQ(tile.hashes().size(), 96u);
  const auto hash = [&](size_t i) { return eventstore::HashFromBytes(tile.hashes().substr(32 * i, 32)); };
  EXPECT_EQ(eventstore::NodeHash(eventstore::NodeHash(hash(0), hash(1)), hash(2)), Fresh().checkpoint.root);
  request.set_width(4);
  EXPECT_EQ(ReasonOf(Ask(*auditor_, &pb::Audit::Stub::GetTile, request, &tile)), "POSITION_BEYOND_HEAD");
  request.set_width(257);
  EXPECT_EQ(ReasonOf(Ask(*auditor_, &pb::Audit::Stub::GetTile, request, &tile)), "FIELD_RANGE");
  request.set_width(1);
  request.set_index(UINT64_MAX);
  EXPECT_EQ(ReasonOf(Ask(*auditor_, &pb::Audit::Stub::GetTile, request, &tile)), "POSITION_BEYOND_HEAD");
}

TEST_F(ProofsTest, SizesThatProveNothingAreRefused) {
  Publish();
  pb::GetConsistencyProofRequest request;
  pb::GetConsistencyProofResponse response;
  EXPECT_EQ(ReasonOf(Ask(*auditor_, &pb::Audit::Stub::GetConsistencyProof, request, &response)), "FIELD_RANGE");
  request.set_from_size(1);
  request.set_to_size(99);
  EXPECT_EQ(ReasonOf(Ask(*auditor_, &pb::Audit::Stub::GetConsistencyProof, request, &response)),
            "POSITION_BEYOND_HEAD");
}

TEST_F(ProofsTest, AKnownWitnessIsCounted) {
  Publish();
  eventstore::SignedNote note = Fresh().note;
  pb::AddCosignatureRequest request;
  request.set_note(note.Bytes());
  pb::AddCosignatureResponse response;
  EXPECT_EQ(ReasonOf(Ask(*auditor_, &pb::Audit::Stub::AddCosignature, request, &response)), "COSIGNATURE_INVALID");
  note.signatures.push_back(Witness().Cosign(note.text, 1'800'000'000));
  request.set_note(note.Bytes());
  ASSERT_TRUE(Ask(*auditor_, &pb::Audit::Stub::AddCosignature, request, &response).ok());
  EXPECT_EQ(response.cosignatures(), 1u);
  pb::GetCheckpointRequest two;
  two.set_min_cosignatures(2);
  pb::GetCheckpointResponse checkpoint;
  EXPECT_EQ(ReasonOf(Ask(*auditor_, &pb::Audit::Stub::GetCheckpoint, two, &checkpoint)), "TOO_FEW_COSIGNATURES");
}

TEST_F(ProofsTest, AnExportWithholdsRecordsFromThoseWithoutAMandate) {
  for (int i = 0; i < 3; ++i) Publish();
  const auto checkpoint = Fresh().checkpoint;
  std::vector<pb::ExportItem> items;
  ASSERT_TRUE(Export("auditor", "aud.1", &items).ok());
  ASSERT_EQ(items.size(), 3u);
  std::vector<Hash> leaves;
  for (const pb::ExportItem& item : items) {
    EXPECT_EQ(item.record(), "");
    EXPECT_EQ(item.event_digest().size(), 32u);
    leaves.push_back(eventstore::LeafHash(item.entry()));
  }
  EXPECT_EQ(eventstore::NodeHash(eventstore::NodeHash(leaves[0], leaves[1]), leaves[2]), checkpoint.root);
  items.clear();
  EXPECT_EQ(Export("police", "pol", &items).error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_TRUE(items.empty());
}

class MandateTest : public ProofsTest {
 protected:
  MandateTest()
      : ProofsTest([](Config* config) { config->add_export_mandates("spiffe://homeward.example/auditor/aud.1"); }) {}
};

TEST_F(MandateTest, GivesWholeRecordsAndOnlyToWhomItNames) {
  const police::v1::Event mine = Publish();
  Fresh();
  std::vector<pb::ExportItem> items;
  ASSERT_TRUE(Export("auditor", "aud.1", &items).ok());
  ASSERT_EQ(items.size(), 1u);
  record::v1::Record record;
  ASSERT_TRUE(record.ParseFromString(items[0].record()));
  EXPECT_EQ(record.server().position(), 1u);
  items.clear();
  ASSERT_TRUE(Export("auditor", "aud.2", &items).ok());
  EXPECT_EQ(items.at(0).record(), "");
}

}  // namespace
}  // namespace homeward::services
