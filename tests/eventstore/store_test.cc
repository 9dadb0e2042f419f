// The main path: propose, answer, read back, reopen.
#include "eventstore/store.h"

#include <gtest/gtest.h>

#include "tests/eventstore/support/scene.h"

namespace homeward::eventstore {
namespace {

TEST(Store, RecordsABatchAndReadsItBack) {
  TempDirectory directory;
  auto store = OpenStore(directory.path());
  const Answer answer = Ask(*store, Batch(Make{}.Sent(1, 7), Make{.hour = 1}.Cancelled(1)));
  ASSERT_EQ(Reasons(answer), "");
  EXPECT_EQ(answer.first, Position(1));
  EXPECT_EQ(answer.count, 2u);
  ASSERT_EQ(answer.revisions.size(), 1u);
  EXPECT_EQ(answer.revisions[0].first.value, OutStream(1));
  EXPECT_EQ(answer.revisions[0].second, Revision(2));
  EXPECT_EQ(store->head().position, Position(2));

  const absl::StatusOr<LogEventPtr> event = store->Read(Position(1));
  ASSERT_TRUE(event.ok()) << event.status();
  const auto* sent = (*event)->event().As<shared::v1::ReferralSent>();
  ASSERT_NE(sent, nullptr);
  EXPECT_EQ(sent->person().service(), 1);  // the section is joined in again
  EXPECT_EQ((*event)->server().stream(), OutStream(1));
  EXPECT_EQ((*event)->server().revision(), 1u);
  EXPECT_EQ((*event)->appended_us, kDay0);
  EXPECT_EQ((*event)->server().sections_size(), 1);
  EXPECT_EQ((*event)->server().sections(0).subject(), "person:" + PersonId(7));
  EXPECT_EQ((*event)->server().sections(0).commitment().size(), 32u);
  EXPECT_TRUE(absl::IsNotFound(store->Read(Position(3)).status()));
  EXPECT_TRUE(absl::IsNotFound(store->Read(Position(0)).status()));
}

TEST(Store, FindsEventsBySubjectStreamIdAndSource) {
  TempDirectory directory;
  auto store = OpenStore(directory.path());
  const std::string id = Uuid7(900);
  ASSERT_EQ(Reasons(Ask(*store, Batch(Make{.id = id, .source_sequence = 4}.Sent(1, 7)))), "");
  ASSERT_EQ(Reasons(Ask(*store, Batch(Make{.source_sequence = 5}.Sent(2, 8)))), "");
  ASSERT_EQ(Reasons(Ask(*store, Batch(Make{.hour = 2}.Cancelled(1)))), "");

  EXPECT_EQ(store->SubjectPositions(Subject("referral:" + Uuid7(1)), Position(0)).value(),
            (std::vector{Position(1), Position(3)}));
  EXPECT_EQ(store->SubjectPositions(Subject("referral:" + Uuid7(1)), Position(2)).value(), std::vector{Position(1)});
  EXPECT_EQ(store->ReadSubject(Subject("person:" + PersonId(8)), Position(0)).value().size(), 1u);
  EXPECT_EQ(store->ReadStream(StreamId(OutStream(1))).value().size(), 2u);
  EXPECT_EQ(store->Stream(StreamId(OutStream(1))).value().revision, Revision(2));
  EXPECT_EQ(store->Stream(StreamId(OutStream(1))).value().last, Position(3));
  EXPECT_EQ(store->Stream(StreamId(OutStream(9))).value().revision, Revision(0));
  EventId event_id;
  for (int i = 0; i < 16; ++i) event_id[i] = 0;
  EXPECT_FALSE(store->FindEvent(event_id).value().has_value());
  EXPECT_EQ(store->LastSourceSequence("urn:police:test").value().sequence, 5u);
  EXPECT_EQ(store->LastSourceSequence("urn:police:test").value().position, Position(2));
  EXPECT_EQ(store->LastSourceSequence("urn:other").value().sequence, 0u);
}

TEST(Store, ReopensWithTheSameRootAndGoesOn) {
  TempDirectory directory;
  Head before;
  {
    auto store = OpenStore(directory.path());
    for (uint64_t n = 1; n <= 600; ++n) ASSERT_EQ(Reasons(Ask(*store, Batch(Make{}.Sent(n)))), "");
    before = store->head();
    EXPECT_EQ(before.position, Position(600));
    EXPECT_EQ(before.incarnation.size(), 16u);
  }
  auto store = OpenStore(directory.path());
  EXPECT_EQ(store->head().position, before.position);
  EXPECT_EQ(store->head().root, before.root);
  EXPECT_EQ(store->head().incarnation, before.incarnation);
  EXPECT_EQ(store->head().appended_us, before.appended_us);
  EXPECT_EQ(Reasons(Ask(*store, Batch(Make{.hour = 1}.Cancelled(600)))), "");
  EXPECT_EQ(Ask(*store, Batch(Make{}.Sent(601))).first, Position(602));
  uint64_t seen = 0;
  ASSERT_TRUE(store
                  ->ReadRange(Position(1), Position(UINT64_MAX),
                              [&](LogEventPtr event) {
                                EXPECT_EQ(event->position, Position(++seen));
                                return true;
                              })
                  .ok());
  EXPECT_EQ(seen, 602u);
}

TEST(Store, ItsSecretsOutliveARestartAndDifferByPurposeAndLog) {
  TempDirectory directory, other;
  const Hash pages = OpenStore(directory.path())->Secret("pages");
  auto store = OpenStore(directory.path());
  EXPECT_EQ(store->Secret("pages"), pages);
  EXPECT_NE(store->Secret("else"), pages);
  EXPECT_NE(OpenStore(other.path())->Secret("pages"), pages);
  EXPECT_TRUE(store->restored().empty());
}

TEST(Store, AppendedTimeNeverRunsBackwards) {
  TempDirectory directory;
  auto store = OpenStore(directory.path());
  Proposal late = Batch(Make{}.Sent(1));
  late.proposed_us = kDay0 + 5;
  ASSERT_EQ(Reasons(Ask(*store, std::move(late))), "");
  ASSERT_EQ(Reasons(Ask(*store, Batch(Make{}.Sent(2)))), "");
  EXPECT_EQ(store->head().appended_us, kDay0 + 5);
  EXPECT_EQ((*store->Read(Position(2)))->appended_us, kDay0 + 5);
}

TEST(Store, ValidateOnlyRecordsNothing) {
  TempDirectory directory;
  auto store = OpenStore(directory.path());
  Proposal proposal = Batch(Make{}.Sent(1));
  proposal.validate_only = true;
  const Answer answer = Ask(*store, std::move(proposal));
  EXPECT_TRUE(answer.ok());
  EXPECT_EQ(answer.first, Position(0));
  EXPECT_EQ(store->head().position, Position(0));
  proposal = Batch(Make{}.Cancelled(1));
  proposal.validate_only = true;
  EXPECT_EQ(Reasons(Ask(*store, std::move(proposal))), "ILLEGAL_STEP@0");
}

TEST(Store, ExpectedRevisionsAlsoOfStreamsNotWritten) {
  TempDirectory directory;
  auto store = OpenStore(directory.path());
  ASSERT_EQ(Reasons(Ask(*store, Batch(Make{}.Sent(1)))), "");
  Proposal proposal = Batch(Make{}.Sent(2));
  proposal.expected = {{StreamId(OutStream(1)), Revision(1)}, {StreamId(OutStream(2)), Revision(0)}};
  EXPECT_EQ(Reasons(Ask(*store, std::move(proposal))), "");

  proposal = Batch(Make{}.Sent(3));
  proposal.expected = {{StreamId(OutStream(1)), Revision(0)}, {StreamId(OutStream(2)), Revision(5)}};
  const Answer answer = Ask(*store, std::move(proposal));
  EXPECT_EQ(Reasons(answer), "REVISION_CONFLICT@-1 REVISION_CONFLICT@-1");
  EXPECT_EQ(answer.violations[0].code, absl::StatusCode::kAborted);
  EXPECT_NE(answer.violations[0].message.find(OutStream(1) + " is at revision 1, not at 0"), std::string::npos);
  EXPECT_EQ(store->head().position, Position(2));
}

TEST(Store, DiskNearlyFullRefusesWritesAndGoesOnReading) {
  TempDirectory directory;
  ASSERT_EQ(Reasons(Ask(*OpenStore(directory.path()), Batch(Make{}.Sent(1)))), "");
  StoreOptions options;
  options.directory = directory.path();
  options.min_free_bytes = UINT64_MAX;
  auto store = *Store::Open(options);
  const Answer answer = Ask(*store, Batch(Make{}.Sent(2)));
  EXPECT_EQ(Reasons(answer), "DISK_NEARLY_FULL@-1");
  EXPECT_EQ(store->Propose(Batch(Make{}.Sent(2))).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(store->Read(Position(1)).ok());
}

TEST(Store, ASecondHolderIsRefused) {
  TempDirectory directory;
  auto store = OpenStore(directory.path());
  StoreOptions options;
  options.directory = directory.path();
  const absl::Status status = Store::Open(options).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(status.message().find("held by another process"), absl::string_view::npos) << status;
  store.reset();
  EXPECT_TRUE(Store::Open(options).ok());
}

}  // namespace
}  // namespace homeward::eventstore
