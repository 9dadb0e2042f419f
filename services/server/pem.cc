#include "services/server/pem.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <time.h>

#include <memory>

#include "eventstore/files/files.h"
#include "proto/contract/text.h"

namespace homeward::services {
namespace {

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* value) const {
    Free(value);
  }
};
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;

Bio Reading(const std::string& text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

Certificate FirstCertificate(const std::string& text) {
  return Certificate(PEM_read_bio_X509(Reading(text).get(), nullptr, nullptr, nullptr));
}

int NoPassword(char*, int, int, void*) { return 0; }  // else OpenSSL would ask the terminal

Key PrivateKey(const std::string& text) {
  return Key(PEM_read_bio_PrivateKey(Reading(text).get(), nullptr, NoPassword, nullptr));
}

absl::Status Bad(const std::string& path, std::string_view what) {
  ERR_clear_error();
  return absl::InvalidArgumentError(contract::Cat(path, ": ", what));
}

}  // namespace

absl::StatusOr<TlsTexts> ReadTls(const config::v1::Tls& files) {
  TlsTexts texts;
  for (const auto& [path, text] : {std::pair{&files.certificate(), &texts.certificate},
                                   {&files.key(), &texts.key},
                                   {&files.client_ca(), &texts.client_ca}}) {
    absl::StatusOr<std::string> read = eventstore::ReadFile(*path);
    if (!read.ok()) return read.status();
    *text = *std::move(read);
  }
  return texts;
}

absl::StatusOr<int64_t> CheckTls(const TlsTexts& texts, const config::v1::Tls& files) {
  const Certificate certificate = FirstCertificate(texts.certificate);
  if (certificate == nullptr) return Bad(files.certificate(), "no certificate in PEM");
  const Key key = PrivateKey(texts.key);
  if (key == nullptr) return Bad(files.key(), "no private key in PEM without a password");
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return Bad(files.key(), contract::Cat("not the key of ", files.certificate()));
  }
  if (FirstCertificate(texts.client_ca) == nullptr) return Bad(files.client_ca(), "no certificate in PEM");
  tm until{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &until) != 1) {
    return Bad(files.certificate(), "its end of validity cannot be read");
  }
  return static_cast<int64_t>(::timegm(&until));
}

}  // namespace homeward::services
