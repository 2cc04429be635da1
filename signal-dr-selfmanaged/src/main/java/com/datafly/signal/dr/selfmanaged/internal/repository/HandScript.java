package com.datafly.signal.dr.selfmanaged.internal.repository;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shell script that recovers a database where no JVM is left. It lies in the repository, with the backups that it
 * reads, under a name that holds the beginning of its SHA-256: so the scripts of several versions of this library lie
 * side by side, and each is proven by its name. It is no sealed object, for a shell has to run it as it is.
 */
public final class HandScript {

    /** Where the script is in the jar of this library, which is a zip file. */
    public static final String RESOURCE = "com/datafly/signal/dr/selfmanaged/recover-by-hand.sh";

    private static final Logger LOG = LoggerFactory.getLogger(HandScript.class);
    private static final Pattern KEY = Pattern.compile("by-hand/recover-([0-9a-f]{16})\\.sh");

    private HandScript() {}

    /** Returns the key of this version's script. */
    public static String key() {
        return key(content());
    }

    /** Tells whether a key is that of a script, of whatever version. */
    public static boolean isScript(String key) {
        return KEY.matcher(key).matches();
    }

    /**
     * Puts this version's script into a repository, unless it is there. That it cannot be written is logged and no
     * reason not to make a backup: the jar has it too.
     */
    public static void store(ObjectStore store) {
        byte[] script = content();
        try {
            if (store.find(key(script)).isEmpty()) {
                store.write(key(script), script, Precondition.absent());
            }
        } catch (DrException e) {
            // Of two processes that were first, one finds what the other wrote.
            if (e.code() != ErrorCode.CONFLICT) {
                LOG.warn("the script for recoveries by hand could not be stored: {}", e.getMessage());
            }
        }
    }

    /**
     * Proves a stored script.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if it is not what its key says, {@code NOT_FOUND} if it is gone
     */
    public static void require(ObjectStore store, String key) {
        byte[] script;
        try (InputStream in = store.read(key)) {
            script = in.readAllBytes();
        } catch (IOException e) {
            throw DrException.create(
                    ErrorCode.UNAVAILABLE, "read " + key, "the store broke off", failure -> failure.cause(e));
        }
        if (!key(script).equals(key)) {
            throw DrException.create(
                    ErrorCode.INTEGRITY_FAILED,
                    "read " + key,
                    "it has not the SHA-256 that its name begins with",
                    failure -> failure.hint("Delete it: the next backup stores it anew."));
        }
    }

    private static String key(byte[] script) {
        return "by-hand/recover-" + Sha256.hex(script, 0, script.length).substring(0, 16) + ".sh";
    }

    private static byte[] content() {
        try (InputStream in = HandScript.class.getResourceAsStream("/" + RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + RESOURCE);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
