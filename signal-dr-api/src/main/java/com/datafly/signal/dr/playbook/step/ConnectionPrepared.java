package com.datafly.signal.dr.playbook.step;

import java.util.List;

/**
 * A switch of a connection secret that nothing forbids, and whose former values are kept. Values are known by their
 * fingerprints alone.
 *
 * @param secret the secret
 * @param keys the keys that change
 * @param backup the secret that keeps the former values, encrypted
 * @param encryptionKey the host's name of the key that they are encrypted with
 * @param former the fingerprint of the former values
 * @param newer the fingerprint of the new values
 * @param owners who writes the secret besides us
 * @param consumers who uses it, as found then
 * @param terms what the switch keeps to
 * @since 0.1
 */
public record ConnectionPrepared(
        String secret,
        List<String> keys,
        String backup,
        String encryptionKey,
        String former,
        String newer,
        List<String> owners,
        List<String> consumers,
        SwitchTerms terms) {}
