// What was known earlier: lists, digests, single subjects, and who may read them today.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <vector>

#include "projections/projector/fold_records.h"
#include "proto/contract/text.h"
#include "tests/projections/support/referrals.h"
#include "tests/projections/support/world.h"

namespace homeward::projections {
namespace {

using contract::Cat;

const Viewer kAuditor = {Role::kAuditor, "", "aud.1", "aud.1", pb::PURPOSE_AUDIT};

TEST(Known, ListsAsKnownThenAreWhatWasListedThen) {
  World world;
  std::vector<std::string> then(1);  // by position
  // The board of soc.01, as the auditor sees it.
  const auto board = [&](uint64_t known, int page_size) {
    pb::ListReferralsRequest request;
    request.mutable_filter()->set_unit("soc.01");
    request.mutable_known_at()->set_position(known);
    request.set_page_size(page_size);
    std::string ids;
    do {
      auto page = world.views().ListReferrals(request, kAuditor);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return ids;
      for (const auto& e : page->referrals()) ids += e.id().substr(33) + e.state().code() + " ";
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  };
  const auto record = [&](const Said& said) {
    world.Record(said);
    world.Settle();
    then.push_back(board(0, 1000));
  };
  for (int n = 1; n <= 6; ++n) record(Sent(n));
  for (int n = 1; n <= 3; ++n) record(Accepted(n));
  record({"soc.01", 3,
          Cat("referral_completed {referral_id: '", Uuid(1), "' person_id: $P outcome: REFERRAL_OUTCOME_MET}")});
  Said elsewhere = Sent(5);
  elsewhere.text.replace(elsewhere.text.find("soc.01"), 6, "soc.02");
  elsewhere.corrects = 5;
  record(elsewhere);  // stands on this board no more, but did
  ASSERT_NE(then[10], then[11]);
  const std::vector<uint64_t> asked{4, 11, 1, 6, 9, 2, 10, 5, 3, 8, 7, 4};  // back and forth: more than are kept
  for (const uint64_t position : asked) {
    EXPECT_EQ(board(position, 1000), then[position]) << position;
    EXPECT_EQ(board(position, 2), then[position]) << "in pages, at " << position;
  }
  pb::ListReferralsRequest own;
  own.mutable_known_at()->set_position(9);
  EXPECT_EQ(world.views().ListReferrals(own, kLabour)->referrals_size(), 5)
      << "what was sent in error is not told again";
  pb::ListReferralsRequest beyond;
  beyond.mutable_known_at()->set_position(12);
  EXPECT_TRUE(absl::IsOutOfRange(world.views().ListReferrals(beyond, kLabour).status()));
  beyond.mutable_known_at()->clear_position();
  beyond.mutable_known_at()->mutable_time()->set_seconds(1);
  EXPECT_EQ(world.views().ListReferrals(beyond, kLabour)->referrals_size(), 0) << "before the first event";
  beyond.mutable_known_at()->mutable_time()->set_seconds(int64_t{1} << 40);
  EXPECT_EQ(world.views().ListReferrals(beyond, kLabour)->position(), 11u);
}

TEST(Known, DigestsAsKnownThenAreThoseOfThen) {
  World world;
  std::vector<std::map<std::string, std::string>> then(1);
  for (int n = 1; n <= 8; ++n) {
    world.Record(n % 2 == 1 ? Sent(n) : Accepted(n - 1));
    world.Settle();
    then.push_back(Digests(world.views()));
  }
  for (const uint64_t position : {3, 7, 1, 8}) {
    pb::KnownAt known;
    known.set_position(position);
    const auto digests = world.views().Digests({}, known);
    ASSERT_TRUE(digests.ok()) << digests.status();
    EXPECT_EQ(digests->position.value, position);
    EXPECT_EQ((std::map<std::string, std::string>(digests->by_view.begin(), digests->by_view.end())), then[position]);
  }
  EXPECT_TRUE(absl::IsNotFound(world.views().Digests({"nothing"}, {}).status()));
}

TEST(Known, WhatWasClosedSinceIsClosedForThePastToo) {
  World world;
  world.Record(Sent(1));
  world.Record(Accepted(1));
  const auto ask = [&](uint64_t known, double as_at_day) {
    pb::GetReferralRequest request;
    request.set_id(Uuid(1));
    request.mutable_known_at()->set_position(known);
    if (as_at_day > 0)
      request.mutable_context()->mutable_as_at()->set_seconds((kDay0 + static_cast<Micros>(as_at_day * kDay)) /
                                                              1'000'000);
    world.Settle();
    auto got = world.views().GetReferral(request, kLabour);
    EXPECT_TRUE(got.ok()) << got.status();
    return got.ok() ? got->referral() : pb::Exchange();
  };
  EXPECT_TRUE(ask(1, 0).has_need());
  world.Record({"pol.01", 4,
                Cat("referral_entered_in_error {referral_id: '", Uuid(1),
                    "' person_id: $P kind: REFERRAL_ERROR_KIND_WRONG_PERSON}")});
  EXPECT_EQ(ask(1, 0).state().code(), "sent") << "as known then …";
  EXPECT_FALSE(ask(1, 0).has_need()) << "… but only what may be read today";
  EXPECT_FALSE(ask(0, 2).has_need()) << "nor by asking about an earlier date";
  pb::ListReferralsRequest board;
  board.mutable_known_at()->set_position(1);
  const auto listed = world.views().ListReferrals(board, kLabour);
  ASSERT_EQ(listed->referrals_size(), 1);
  EXPECT_EQ(listed->referrals(0).person(), "");
  pb::GetVictimTimelineRequest timeline;
  timeline.set_person(kPerson);
  timeline.mutable_known_at()->set_position(2);
  EXPECT_TRUE(absl::IsNotFound(world.views().GetVictimTimeline(timeline, kLabour).status()));
  EXPECT_TRUE(world.views().GetVictimTimeline(timeline, kAuditor).ok()) << "the auditor proves what was known";
}

TEST(Known, TheAuditorMayAskAboutWhatIsNoMore) {
  World world;
  world.Record(Sent(1));
  world.Record(
      {"pol.01", 2, Cat("event_retracted {event_id: '", IdOfEvent(1), "' reason: CORRECTION_REASON_WRONG_PERSON}")});
  world.Settle();
  const eventstore::Subject subject(Cat("referral:", Uuid(1)));
  EXPECT_TRUE(world.views().MayRead(subject, kAuditor)->granted);
  EXPECT_FALSE(world.views().MayRead(subject, kLabour)->granted);
  EXPECT_FALSE(world.views().MayRead(eventstore::Subject(Cat("referral:", Uuid(2))), kAuditor)->granted);
  pb::GetReferralRequest request;
  request.set_id(Uuid(1));
  EXPECT_TRUE(absl::IsNotFound(world.views().GetReferral(request, kAuditor).status()));
  request.mutable_known_at()->set_position(1);
  EXPECT_EQ(world.views().GetReferral(request, kAuditor)->referral().state().code(), "sent");
}

TEST(Known, AnAnswerRestsOnWhatItsDecisionRead) {
  World world;
  world.Record(Sent(1));
  world.Settle();
  pb::GetReferralRequest now, then;
  now.set_id(Uuid(1));
  then = now;
  then.mutable_known_at()->set_position(1);
  ReadingPtr reading;
  const eventstore::Subject subject(Cat("referral:", Uuid(1)));
  ASSERT_TRUE(world.views().MayRead(subject, kLabour, &reading)->granted);
  world.Record(Accepted(1));
  world.Settle();
  // Of the position at which it was decided, though the log has grown meanwhile; the next look sees that.
  const auto answer = world.views().GetReferral(now, kLabour, reading);
  EXPECT_EQ(answer->position(), 1u);
  EXPECT_EQ(answer->referral().state().code(), "sent");
  EXPECT_EQ(world.views().GetReferral(now, kLabour)->referral().state().code(), "accepted");
  // What was known earlier is read apart, and still decided by the present of the look.
  ASSERT_TRUE(world.views().MayRead(subject, kLabour, &reading)->granted);
  EXPECT_EQ(world.views().GetReferral(then, kLabour, reading)->referral().state().code(), "sent");
  EXPECT_EQ(world.views().GetReferral(now, kLabour, reading)->referral().state().code(), "accepted");
  // It is nobody's: another viewer is decided about anew.
  const Viewer stranger = {Role::kLabour, "", "soc.09", "soc.09", pb::PURPOSE_REFERRAL};
  EXPECT_TRUE(absl::IsNotFound(world.views().GetReferral(now, stranger, reading).status()));
  EXPECT_TRUE(absl::IsNotFound(world.views().GetReferral(then, stranger, reading).status()));
}

TEST(Known, RecordsAloneGiveTheServersDigests) {
  World world;
  world.Record({"pol.01", 0, "victim_rescued {person_id: $P}"});
  for (int n = 1; n <= 12; ++n) world.Record(Sent(n));
  for (int n = 1; n <= 5; ++n) world.Record(Accepted(n));
  world.Record({"pol.01", 0.5, "victim_rescued {person_id: $P}", 3, 0, 1});  // corrects the first event
  world.Settle();
  std::vector<std::string> records;
  ASSERT_TRUE(world.store()
                  .ReadRecords(Position(1), world.store().head().position,
                               [&](const eventstore::RecordView& view) {
                                 records.emplace_back(view.bytes);
                                 return true;
                               })
                  .ok());
  const auto folded = [&](const std::vector<std::string>& given) {
    auto fold = RecordsFold::Begin(world.folder() + "/records");
    EXPECT_TRUE(fold.ok()) << fold.status();
    for (const std::string& record : given)
      if (auto added = (*fold)->Add(record); !added.ok())
        return std::map<std::string, std::string>{{"", added.ToString()}};
    auto digests = (*fold)->Finish();
    EXPECT_TRUE(digests.ok()) << digests.status();
    return *std::move(digests);
  };
  EXPECT_EQ(folded(records), Digests(world.views()));
  pb::KnownAt known;
  known.set_position(7);
  const auto then = world.views().Digests({}, known);
  ASSERT_TRUE(then.ok()) << then.status();
  EXPECT_EQ(folded({records.begin(), records.begin() + 7}),
            (std::map<std::string, std::string>(then->by_view.begin(), then->by_view.end())));
  std::vector<std::string> gap = records;
  gap.erase(gap.begin() + 3);
  EXPECT_EQ(folded(gap).count(""), 1u) << "a record is missing";
  std::vector<std::string> changed = records;
  const size_t unit = changed[2].find("soc.01");
  ASSERT_NE(unit, std::string::npos);
  changed[2][unit + 5] = '2';
  EXPECT_NE(folded(changed), Digests(world.views()));
  EXPECT_FALSE(std::filesystem::exists(world.folder() + "/records"));
}

}  // namespace
}  // namespace homeward::projections
