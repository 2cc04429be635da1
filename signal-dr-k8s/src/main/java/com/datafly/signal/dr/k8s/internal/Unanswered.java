package com.datafly.signal.dr.k8s.internal;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Why there was no answer, by what the JDK throws. */
final class Unanswered {

    /** What the JDK writes before the word by which the other side ended a handshake. */
    private static final String ALERT = "Received fatal alert";

    private Unanswered() {}

    /** Tells whether the request did not leave this machine. */
    static boolean neverSent(Throwable thrown) {
        return cause(thrown, SSLHandshakeException.class).isPresent()
                || cause(thrown, SSLPeerUnverifiedException.class).isPresent()
                || cause(thrown, ConnectException.class).isPresent()
                || cause(thrown, NoRouteToHostException.class).isPresent()
                || cause(thrown, HttpConnectTimeoutException.class).isPresent()
                || cause(thrown, UnknownHostException.class).isPresent()
                || cause(thrown, UnresolvedAddressException.class).isPresent();
    }

    /** Tells whether one of both sides would not take the other for whom it has to be. */
    static boolean untrusted(Throwable thrown) {
        return cause(thrown, SSLPeerUnverifiedException.class).isPresent()
                || (cause(thrown, SSLHandshakeException.class).isPresent() && !brokeOff(thrown));
    }

    /** A server that stops, or a load balancer without one, ends a handshake without a word about certificates. */
    private static boolean brokeOff(Throwable thrown) {
        return cause(thrown, EOFException.class).isPresent()
                || cause(thrown, SocketException.class).isPresent();
    }

    /** Tells whether the other side would not take what this side showed of itself. */
    static boolean refusesUs(Throwable thrown) {
        return untrusted(thrown) && deepest(thrown).startsWith(ALERT);
    }

    /** Returns what a person can do. */
    static String hint(Throwable thrown) {
        if (cause(thrown, CertificateExpiredException.class).isPresent()) {
            return "Renew the API server's certificate, as by kubeadm certs renew apiserver, and restart it; or correct"
                    + " this machine's clock.";
        }
        if (cause(thrown, CertificateNotYetValidException.class).isPresent()) {
            return "Correct this machine's clock, or the API server's certificate.";
        }
        if (refusesUs(thrown)) {
            return "Check the kubeconfig's client certificate, and what stands before the API server.";
        }
        return untrusted(thrown)
                ? "Check the API server's certificate, and the kubeconfig's certificate-authority-data: it has to be"
                        + " the authority of that cluster."
                : "Check that the API server runs, that the context leads to it, and the network.";
    }

    /** Returns what a person calls it. */
    static String problem(Throwable thrown) {
        if (cause(thrown, CertificateExpiredException.class).isPresent()) {
            return "the API server's certificate has expired: " + deepest(thrown);
        }
        if (cause(thrown, CertificateNotYetValidException.class).isPresent()) {
            return "the API server's certificate is not valid yet: " + deepest(thrown);
        }
        if (refusesUs(thrown)) {
            return "the API server refuses what this side shows of itself: " + deepest(thrown);
        }
        if (untrusted(thrown)) {
            return "the API server's certificate is not trusted: " + deepest(thrown);
        }
        if (cause(thrown, UnknownHostException.class).isPresent()
                || cause(thrown, UnresolvedAddressException.class).isPresent()) {
            return "the API server's name has no address";
        }
        return neverSent(thrown)
                ? "the API server cannot be reached: " + deepest(thrown)
                : "the API server did not answer: " + deepest(thrown);
    }

    private static String deepest(Throwable thrown) {
        Throwable deepest = thrown;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String message = deepest.getMessage();
        return message == null || message.isBlank()
                ? deepest.getClass().getSimpleName()
                : message.replaceAll("\\s*\\R\\s*", " ");
    }

    static <T extends Throwable> Optional<T> cause(Throwable thrown, Class<T> type) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }
}
