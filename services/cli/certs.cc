#include "services/cli/certs.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "services/cli/text.h"

namespace homeward::cli {
namespace {

constexpr int kSerialBytes = 16;
constexpr absl::Duration kBackdate = absl::Hours(1);

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Bio = std::unique_ptr<BIO, Freer<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;
using Number = std::unique_ptr<BIGNUM, Freer<BN_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, Freer<GENERAL_NAMES_free>>;

absl::Status OpenSslError(std::string_view what) {
  char text[256];
  ERR_error_string_n(ERR_get_error(), text, sizeof text);
  return absl::InternalError(Cat(what, ": ", text));
}

absl::StatusOr<std::string> ToPem(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  if (size <= 0) return OpenSslError("writing PEM");
  return std::string(data, static_cast<size_t>(size));
}

absl::StatusOr<PemPair> Pack(X509* certificate, EVP_PKEY* key) {
  Bio certificate_bio(BIO_new(BIO_s_mem())), key_bio(BIO_new(BIO_s_mem()));
  if (!PEM_write_bio_X509(certificate_bio.get(), certificate) ||
      !PEM_write_bio_PKCS8PrivateKey(key_bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr)) {
    return OpenSslError("writing PEM");
  }
  absl::StatusOr<std::string> certificate_pem = ToPem(certificate_bio.get());
  if (!certificate_pem.ok()) return certificate_pem.status();
  absl::StatusOr<std::string> key_pem = ToPem(key_bio.get());
  if (!key_pem.ok()) return key_pem.status();
  return PemPair{*std::move(certificate_pem), *std::move(key_pem)};
}

Certificate ReadCertificate(std::string_view pem) {
  Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return Certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
}

Key ReadKey(std::string_view pem) {
  Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return Key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
}

bool SetSerial(X509* certificate) {
  unsigned char bytes[kSerialBytes];
  if (RAND_bytes(bytes, sizeof bytes) != 1) return false;
  bytes[0] &= 0x7f;  // RFC 5280: positive
  Number number(BN_bin2bn(bytes, sizeof bytes, nullptr));
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate));
}

bool SetName(X509* certificate, std::string_view common_name) {
  X509_NAME* name = X509_get_subject_name(certificate);
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(common_name.data()),
                                    static_cast<int>(common_name.size()), -1, 0) == 1;
}

bool AddExtension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// A certificate with everything but its extensions, issuer and signature.
absl::StatusOr<Certificate> Draft(std::string_view common_name, const Validity& validity, EVP_PKEY* key) {
  Certificate certificate(X509_new());
  if (!certificate || !X509_set_version(certificate.get(), X509_VERSION_3) || !SetSerial(certificate.get()) ||
      !ASN1_TIME_set(X509_getm_notBefore(certificate.get()), absl::ToTimeT(validity.not_before)) ||
      !ASN1_TIME_set(X509_getm_notAfter(certificate.get()), absl::ToTimeT(validity.not_after)) ||
      !SetName(certificate.get(), common_name) || !X509_set_pubkey(certificate.get(), key)) {
    return OpenSslError("drafting a certificate");
  }
  return certificate;
}

std::string AlternativeNames(const CertificateRequest& request) {
  std::vector<std::string> names;
  for (const std::string& uri : request.uris) names.push_back(Cat("URI:", uri));
  for (const std::string& dns : request.dns_names) names.push_back(Cat("DNS:", dns));
  for (const std::string& ip : request.ip_addresses) names.push_back(Cat("IP:", ip));
  return absl::StrJoin(names, ",");
}

}  // namespace

Validity ValidForDays(int days) {
  const absl::Time now = absl::Now();
  return {now - kBackdate, now + absl::Hours(24) * days};
}

std::string SpiffeId(std::string_view role, std::string_view unit) {
  return Cat("spiffe://", kTrustDomain, "/", role, "/", unit);
}

absl::StatusOr<PemPair> MakeAuthority(std::string_view common_name, const Validity& validity) {
  Key key(EVP_EC_gen("P-256"));
  if (!key) return OpenSslError("generating a key");
  absl::StatusOr<Certificate> certificate = Draft(common_name, validity, key.get());
  if (!certificate.ok()) return certificate.status();
  X509* self = certificate->get();
  if (!X509_set_issuer_name(self, X509_get_subject_name(self)) ||
      !AddExtension(self, self, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") ||
      !AddExtension(self, self, NID_key_usage, "critical,keyCertSign,cRLSign") ||
      !AddExtension(self, self, NID_subject_key_identifier, "hash") ||
      !X509_sign(self, key.get(), EVP_sha256())) {
    return OpenSslError("signing the authority");
  }
  return Pack(self, key.get());
}

absl::StatusOr<PemPair> IssueCertificate(const PemPair& authority, const CertificateRequest& request) {
  Certificate issuer = ReadCertificate(authority.certificate);
  Key issuer_key = ReadKey(authority.key);
  if (!issuer || !issuer_key)
    return absl::InvalidArgumentError("the authority's certificate or key is not PEM");
  Key key(EVP_EC_gen("P-256"));
  if (!key) return OpenSslError("generating a key");
  absl::StatusOr<Certificate> certificate = Draft(request.common_name, request.validity, key.get());
  if (!certificate.ok()) return certificate.status();
  X509* leaf = certificate->get();
  const bool server = request.use == CertificateUse::kServer;
  if (!X509_set_issuer_name(leaf, X509_get_subject_name(issuer.get())) ||
      !AddExtension(leaf, issuer.get(), NID_basic_constraints, "critical,CA:FALSE") ||
      !AddExtension(leaf, issuer.get(), NID_key_usage, "critical,digitalSignature") ||
      !AddExtension(leaf, issuer.get(), NID_ext_key_usage, server ? "serverAuth" : "clientAuth") ||
      !AddExtension(leaf, issuer.get(), NID_subject_key_identifier, "hash") ||
      !AddExtension(leaf, issuer.get(), NID_authority_key_identifier, "keyid")) {
    return OpenSslError("adding extensions");
  }
  const std::string names = AlternativeNames(request);
  if (!names.empty() && !AddExtension(leaf, issuer.get(), NID_subject_alt_name, names)) {
    ERR_clear_error();
    return absl::InvalidArgumentError(Cat("not usable as alternative names: ", names));
  }
  if (!X509_sign(leaf, issuer_key.get(), EVP_sha256())) return OpenSslError("signing a certificate");
  return Pack(leaf, key.get());
}

absl::StatusOr<std::string> SpiffeIdOf(std::string_view certificate_pem) {
  Certificate certificate = ReadCertificate(certificate_pem);
  if (!certificate) {
    ERR_clear_error();
    return absl::InvalidArgumentError("not a PEM certificate");
  }
  Names names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* uri = name->d.uniformResourceIdentifier;
    std::string text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                     static_cast<size_t>(ASN1_STRING_length(uri)));
    if (absl::StartsWith(text, "spiffe://")) return text;
  }
  return absl::NotFoundError("the certificate names no SPIFFE id");
}

}  // namespace homeward::cli
