package com.datafly.signal.dr.aws.testing.internal.http;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The access keys of the account, as IAM and STS keep them. Thread-safe. */
public final class Keys {

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final String account;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Key> keys = new ConcurrentHashMap<>();

    /** Creates the keys of an account, none as yet. */
    public Keys(String account) {
        this.account = account;
    }

    /** Returns the account's number. */
    public String account() {
        return account;
    }

    /** Issues a key of a user of its own, allowed those actions. */
    public Key issue(Set<String> allowed) {
        String id = "AKIA" + letters(16);
        String user = "arn:aws:iam::" + account + ":user/" + id.toLowerCase(Locale.ROOT);
        return keep(new Key(
                secret(), Optional.empty(), Instant.MAX, new Principal(id, user, "AIDA" + letters(17), allowed)));
    }

    /** Issues a temporary key of a principal: what it is and may do, but for its key, until then. */
    public Key issue(Principal session, Instant expires) {
        String id = "ASIA" + letters(16);
        Principal principal = new Principal(id, session.arn(), session.userId(), session.allowed());
        return keep(new Key(secret(), Optional.of(secret() + secret()), expires, principal));
    }

    /** Takes a key away; who signs with it is unknown from now on. */
    public void disable(String id) {
        keys.remove(id);
    }

    /** Returns the key of that id, if it was issued and not taken away. */
    public Optional<Key> find(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    /** Returns random letters and digits, as ids are made of. */
    public String letters(int count) {
        StringBuilder out = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            out.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return out.toString();
    }

    /** Takes a key as it is. */
    Key keep(Key key) {
        keys.put(key.principal().keyId(), key);
        return key;
    }

    private String secret() {
        byte[] bytes = new byte[30];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * A key that was issued.
     *
     * @param secret what signs
     * @param token the session token of a temporary key
     * @param expires when a temporary key ends
     * @param principal whose it is
     */
    public record Key(String secret, Optional<String> token, Instant expires, Principal principal) {

        @Override
        public String toString() {
            return "key " + principal.keyId();
        }
    }
}
