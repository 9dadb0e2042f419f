// Ed25519 against RFC 8032's vectors, and the public keys that must be refused.
#include "eventstore/note/ed25519.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <algorithm>
#include <string>

#include "absl/strings/escaping.h"

namespace homeward::eventstore {
namespace {

std::string Hex(const char* digits) { return absl::HexStringToBytes(digits); }

Ed25519Seed Seed(const char* digits) {
  const std::string bytes = Hex(digits);
  Ed25519Seed seed;
  std::copy(bytes.begin(), bytes.end(), seed.begin());
  return seed;
}

TEST(Ed25519, VectorsOfRfc8032) {
  const struct {
    const char *seed, *public_key, *message, *signature;
  } vectors[] = {
      {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2"
       "465"
       "5141438e7a100b"},
      {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
       "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302ae"
       "eb0"
       "0d291612bb0c00"},
  };
  for (const auto& vector : vectors) {
    const Ed25519Seed seed = Seed(vector.seed);
    const std::string key = Ed25519PublicKey(seed), message = Hex(vector.message);
    EXPECT_EQ(key, Hex(vector.public_key));
    EXPECT_EQ(Ed25519Sign(seed, message), Hex(vector.signature));
    EXPECT_TRUE(Ed25519Verify(key, message, Hex(vector.signature)));
    EXPECT_FALSE(Ed25519Verify(key, message + "x", Hex(vector.signature)));
  }
}

TEST(Ed25519, NewKeysDifferAndSign) {
  const Ed25519Seed one = NewEd25519Seed(), two = NewEd25519Seed();
  EXPECT_NE(one, two);
  std::string signature = Ed25519Sign(one, "synthetic");
  EXPECT_TRUE(CheckPublicKey(Ed25519PublicKey(one)).ok());
  EXPECT_TRUE(Ed25519Verify(Ed25519PublicKey(one), "synthetic", signature));
  EXPECT_FALSE(Ed25519Verify(Ed25519PublicKey(two), "synthetic", signature));
  for (size_t bit = 0; bit < 8 * signature.size(); ++bit) {
    std::string other = signature;
    other[bit / 8] = static_cast<char>(other[bit / 8] ^ 1 << bit % 8);
    EXPECT_FALSE(Ed25519Verify(Ed25519PublicKey(one), "synthetic", other)) << bit;
  }
  EXPECT_FALSE(Ed25519Verify(Ed25519PublicKey(one), "synthetic", signature + "x"));
}

// All encodings of the eight points of small order, canonical or not.
TEST(Ed25519, KeysForWhichAnybodyCouldSignAreRefused) {
  for (const char* y : {"0000000000000000000000000000000000000000000000000000000000000000",
                        "0100000000000000000000000000000000000000000000000000000000000000",
                        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
    for (const int sign : {0, 0x80}) {
      std::string key = Hex(y);
      key[31] = static_cast<char>(key[31] | sign);
      EXPECT_EQ(CheckPublicKey(key).code(), absl::StatusCode::kInvalidArgument) << y;
    }
  }
}

TEST(Ed25519, NumbersThatAreNotBelowThePrimeAreRefused) {
  for (int low = 0xed; low <= 0xff; ++low) {
    std::string key(32, '\xff');
    key[0] = static_cast<char>(low);
    for (const char top : {'\x7f', '\xff'}) {
      key[31] = top;
      EXPECT_FALSE(CheckPublicKey(key).ok()) << low;
    }
  }
  std::string below(32, '\xff');  // p − 2: below the prime, and of no small order
  below[0] = '\xeb';
  below[31] = '\x7f';
  EXPECT_TRUE(CheckPublicKey(below).ok());
  EXPECT_FALSE(CheckPublicKey(std::string(31, 'x')).ok());
  EXPECT_FALSE(CheckPublicKey(std::string(33, 'x')).ok());
}

// The control: why CheckPublicKey is there. The library takes a signature that nobody made.
TEST(Ed25519, TheLibraryAcceptsWhatWeRefuse) {
  std::string key(32, '\0');
  key[0] = 1;  // the neutral point
  const std::string forged = key + std::string(32, '\0'), message = "never signed by anybody";
  const auto* data = [](const std::string& s) { return reinterpret_cast<const unsigned char*>(s.data()); }(key);
  EVP_PKEY* library_key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, data, key.size());
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ASSERT_EQ(EVP_DigestVerifyInit(context, nullptr, nullptr, nullptr, library_key), 1);
  EXPECT_EQ(EVP_DigestVerify(context, reinterpret_cast<const unsigned char*>(forged.data()), forged.size(),
                             reinterpret_cast<const unsigned char*>(message.data()), message.size()),
            1);
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(library_key);
  EXPECT_FALSE(Ed25519Verify(key, message, forged));
}

}  // namespace
}  // namespace homeward::eventstore
