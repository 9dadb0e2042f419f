// The views that an export makes are those that the server shows.
#include "services/cli/client/export_views.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "eventstore/archive/bundle.h"
#include "eventstore/record_view.h"
#include "tests/eventstore/archive/exported_log.h"
#include "tests/projections/support/referrals.h"
#include "tests/projections/support/world.h"

namespace homeward::cli {
namespace {

using eventstore::ExportedItem;
using eventstore::ExportedItems;

class ExportViewsTest : public ::testing::Test {
 protected:
  ExportViewsTest() {
    world_.Record({"pol.01", 0, "victim_rescued {person_id: $P}"});
    for (int n = 1; n <= 8; ++n) world_.Record(projections::Sent(n));
    for (int n = 1; n <= 4; ++n) world_.Record(projections::Accepted(n));
    world_.Settle();
    const absl::Status read = world_.store().ReadRecords(
        eventstore::Position(1), world_.store().head().position, [this](const eventstore::RecordView& view) {
          items_.push_back(eventstore::ItemOf(std::string(view.bytes)));
          return true;
        });
    EXPECT_TRUE(read.ok()) << read;
  }

  // Written as an export of its own, then folded.
  absl::StatusOr<ExportViews> Fold(const ExportedItems& items) {
    const std::string folder = world_.folder() + "/export";
    std::filesystem::remove_all(folder);
    const absl::Status written = eventstore::WriteExport(folder, items, key_);
    if (!written.ok()) return written;
    return FoldExport(folder, items.size(), nullptr);
  }

  projections::World world_;
  ExportedItems items_;
  const eventstore::SigningKey key_ = eventstore::ExportedLog().key;
};

TEST_F(ExportViewsTest, AnExportMakesTheServersViews) {
  const auto folded = Fold(items_);
  ASSERT_TRUE(folded.ok()) << folded.status();
  EXPECT_EQ(folded->position, 13u);
  EXPECT_EQ(folded->digests, projections::Digests(world_.views()));
  const auto earlier = Fold({items_.begin(), items_.begin() + 9});
  ASSERT_TRUE(earlier.ok()) << earlier.status();
  projections::pb::KnownAt known;
  known.set_position(9);
  const auto then = world_.views().Digests({}, known);
  ASSERT_TRUE(then.ok()) << then.status();
  EXPECT_EQ(earlier->digests, (std::map<std::string, std::string>(then->by_view.begin(), then->by_view.end())));
  EXPECT_NE(earlier->digests, folded->digests);
}

TEST_F(ExportViewsTest, ViewsRestOnEveryRecord) {
  items_[3].exported.clear();
  eventstore::AppendWithheld("", &items_[3].exported);
  const auto folded = Fold(items_);
  ASSERT_TRUE(folded.ok()) << folded.status();
  EXPECT_EQ(folded->withheld, 1u);
  EXPECT_TRUE(folded->digests.empty());
  EXPECT_TRUE(absl::IsNotFound(FoldExport(world_.folder() + "/nothing", 1, nullptr).status()));
}

}  // namespace
}  // namespace homeward::cli
