// What must not compile, must not compile.
#include "eventstore/types.h"

#include <gtest/gtest.h>

#include <type_traits>

namespace homeward::eventstore {
namespace {

template <typename From, typename To>
constexpr bool kConverts =
    std::is_convertible_v<From, To> || std::is_constructible_v<To, From> || std::is_assignable_v<To&, From>;

static_assert(!kConverts<Position, Revision>);
static_assert(!kConverts<Revision, Position>);
static_assert(!kConverts<StreamId, Subject>);
static_assert(!kConverts<Subject, StreamId>);
static_assert(!kConverts<Hash, EventId>);
static_assert(!std::is_convertible_v<uint64_t, Position>);
static_assert(!std::is_convertible_v<Position, uint64_t>);
static_assert(!std::is_convertible_v<std::string, Subject>);
static_assert(!std::is_invocable_v<std::less<>, Position, Revision>);

TEST(Types, CountFromOne) {
  EXPECT_EQ(Position().value, 0u);
  EXPECT_EQ(Position().next(), Position(1));
  EXPECT_LT(Revision(1), Revision(2));
}

}  // namespace
}  // namespace homeward::eventstore
