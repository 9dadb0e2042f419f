#include "proto/contract/wire.h"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "google/protobuf/io/coded_stream.h"
#include "gtest/gtest.h"

namespace homeward::contract {
namespace {

using google::protobuf::io::CodedInputStream;

struct Seen {
  std::vector<WireField> fields;
  bool ok = false;
};

Seen Walked(std::string_view bytes) {
  Seen seen;
  WireWalk walk(bytes);
  for (WireField field; walk.Next(&field);) seen.fields.push_back(field);
  seen.ok = walk.ok();
  return seen;
}

// The same by protobuf's own reader, number by number.
Seen Read(std::string_view bytes) {
  Seen seen;
  CodedInputStream in(reinterpret_cast<const uint8_t *>(bytes.data()), static_cast<int>(bytes.size()));
  while (in.CurrentPosition() < static_cast<int>(bytes.size())) {
    const auto began = static_cast<size_t>(in.CurrentPosition());
    WireField field;
    uint64_t tag = 0, size = 0;
    if (!in.ReadVarint64(&tag) || tag > UINT32_MAX || tag < 8) return seen;
    field.number = static_cast<uint32_t>(tag >> 3);
    field.wire_type = static_cast<uint32_t>(tag & 7);
    if (field.wire_type == 0) {
      if (!in.ReadVarint64(&field.varint)) return seen;
    } else {
      if (field.wire_type == kLengthDelimited && !in.ReadVarint64(&size)) return seen;
      if (field.wire_type == 1) size = 8;
      if (field.wire_type == 5) size = 4;
      if (field.wire_type != kLengthDelimited && size == 0) return seen;  // a group
      const auto at = static_cast<size_t>(in.CurrentPosition());
      if (size > bytes.size() - at) return seen;
      if (field.wire_type == kLengthDelimited) field.body = bytes.substr(at, size);
      if (!in.Skip(static_cast<int>(size))) return seen;
    }
    field.whole = bytes.substr(began, static_cast<size_t>(in.CurrentPosition()) - began);
    seen.fields.push_back(field);
  }
  seen.ok = true;
  return seen;
}

void ExpectSame(std::string_view bytes) {
  const Seen walked = Walked(bytes), read = Read(bytes);
  ASSERT_EQ(walked.ok, read.ok) << ::testing::PrintToString(bytes);
  ASSERT_EQ(walked.fields.size(), read.fields.size());
  for (size_t i = 0; i < read.fields.size(); ++i) {
    const WireField &a = walked.fields[i], &b = read.fields[i];
    ASSERT_EQ(a.number, b.number);
    ASSERT_EQ(a.wire_type, b.wire_type);
    ASSERT_EQ(a.whole, b.whole);
    ASSERT_EQ(a.body, b.body);
    ASSERT_EQ(a.varint, b.varint);
  }
}

// Reads bytes that hold one field, as they should be read.
void WalkOne(std::string_view bytes, WireField *field) {
  const Seen seen = Walked(bytes);
  ASSERT_TRUE(seen.ok);
  ASSERT_EQ(seen.fields.size(), 1u);
  *field = seen.fields[0];
  ExpectSame(bytes);
}

constexpr uint64_t kNumbers[] = {0,         1,         127,        128,        16383,      16384,
                                 2'097'151, 2'097'152, 4294967295, 4294967296, 1ull << 63, UINT64_MAX};

TEST(Wire, WhatIsWrittenIsReadOfEveryLength) {
  for (const uint32_t number : {1u, 15u, 16u, 2047u, 2048u, 536'870'911u}) {
    for (const uint64_t value : kNumbers) {
      std::string bytes;
      WireField field;
      AppendVarintField(number, value, &bytes);
      ASSERT_NO_FATAL_FAILURE(WalkOne(bytes, &field));
      EXPECT_EQ(field.number, number);
      EXPECT_EQ(field.varint, value);
      EXPECT_EQ(InShortestForm(field), value != 0);
    }
    for (const size_t size : {0u, 1u, 127u, 128u, 16383u, 16384u}) {
      const std::string body(size, 'b');
      std::string bytes;
      WireField field;
      AppendLengthDelimited(number, body, &bytes);
      ASSERT_NO_FATAL_FAILURE(WalkOne(bytes, &field));
      EXPECT_EQ(field.body, body);
      EXPECT_TRUE(InShortestForm(field));
    }
  }
}

TEST(Wire, AFieldOfMoreBytesThanItNeedsIsRead) {
  for (const std::string_view bytes : {std::string_view("\x88\x00\x05", 3), std::string_view("\x08\x85\x00", 3),
                                       std::string_view("\x0a\x81\x00x", 4)}) {
    const Seen seen = Walked(bytes);
    ASSERT_TRUE(seen.ok);
    ASSERT_EQ(seen.fields.size(), 1u);
    EXPECT_FALSE(InShortestForm(seen.fields[0]));
    ExpectSame(bytes);
  }
}

TEST(Wire, EveryCutAndMutationIsReadAsProtobufReadsIt) {
  std::mt19937 random(5);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes;
    for (int fields = 1 + static_cast<int>(random() % 4); fields > 0; --fields) {
      const uint32_t number = 1 + random() % (random() % 2 == 0 ? 15 : 3000);
      if (random() % 2 == 0) {
        AppendVarintField(number, kNumbers[random() % std::size(kNumbers)], &bytes);
      } else {
        AppendLengthDelimited(number, std::string(random() % (random() % 4 == 0 ? 300 : 9), 'x'), &bytes);
      }
    }
    ExpectSame(bytes);
    ExpectSame(std::string_view(bytes).substr(0, random() % bytes.size()));
    bytes[random() % bytes.size()] = static_cast<char>(random());
    ExpectSame(bytes);
    if (::testing::Test::HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace homeward::contract
