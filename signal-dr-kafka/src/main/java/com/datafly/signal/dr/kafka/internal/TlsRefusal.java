package com.datafly.signal.dr.kafka.internal;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.SslAuthenticationException;

/**
 * Why a handshake of TLS failed, as far as the JDK says so: Kafka's own message is the same for all reasons.
 *
 * @param problem what was wrong with which certificate, in the JDK's words at the end
 * @param hint what a person can do, with the options by name
 */
record TlsRefusal(String problem, String hint) {

    private static final List<String> OF_CLIENT = List.of(
            "bad_certificate",
            "certificate_required",
            "certificate_unknown",
            "unknown_ca",
            "certificate_expired",
            "unsupported_certificate");
    private static final List<String> NOT_TRUSTED =
            List.of("PKIX path", "trust anchors", "trustAnchors", "signature check failed");
    private static final List<String> OTHER_HOST = List.of("No subject alternative", "No name matching");

    /** Returns the reason; empty if it is no such failure, or of an unknown kind. */
    static Optional<TlsRefusal> of(Throwable told) {
        if (!(told instanceof SslAuthenticationException)) {
            return Optional.empty();
        }
        StringBuilder words = new StringBuilder();
        Throwable deepest = told;
        for (Throwable each = told; each != null; each = each.getCause()) {
            words.append(each.getMessage()).append('\n');
            deepest = each;
        }
        String last = String.valueOf(deepest.getMessage()).replaceAll("\\s*\\R\\s*", " ");
        return reason(deepest, words.toString())
                .map(found -> new TlsRefusal(found.problem + " (" + last + ")", found.hint));
    }

    private static Optional<TlsRefusal> reason(Throwable deepest, String words) {
        if (deepest instanceof CertificateExpiredException) {
            return reason(
                    "the brokers' certificate has expired",
                    "Renew it at the brokers (their ssl.keystore.location), and compare this machine's clock.");
        }
        if (deepest instanceof CertificateNotYetValidException) {
            return reason(
                    "the brokers' certificate does not hold yet",
                    "Compare the clocks of this machine and of who signed the certificate.");
        }
        if (contains(words, OTHER_HOST)) {
            return reason(
                    "the brokers' certificate is not for the host that was called",
                    "Call the brokers, and let their advertised.listeners name them, as the certificate does; an empty"
                            + " ssl.endpoint.identification.algorithm would let every host with a trusted certificate"
                            + " pass for a broker.");
        }
        if (words.contains("fatal alert") && contains(words, OF_CLIENT)) {
            return reason(
                    "the brokers want a certificate of the client that they trust",
                    "Set ssl.keystore.location with the secret ssl.keystore.password, or ssl.keystore.certificate.chain"
                            + " with the secret ssl.keystore.key: one that is valid and that the brokers' truststore"
                            + " knows the authority of.");
        }
        return contains(words, NOT_TRUSTED)
                ? reason(
                        "no authority that is trusted signed the brokers' certificate",
                        "Set ssl.truststore.location with the secret ssl.truststore.password, or"
                                + " ssl.truststore.certificates, to the certificate of the authority that signed it;"
                                + " without either only those that the JDK knows are trusted.")
                : Optional.empty();
    }

    private static Optional<TlsRefusal> reason(String problem, String hint) {
        return Optional.of(new TlsRefusal(problem, hint));
    }

    private static boolean contains(String words, List<String> some) {
        return some.stream().anyMatch(words::contains);
    }
}
