package com.datafly.signal.dr.k8s.connection;

import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.spi.JournalDriver;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A process that can die: from then on the cluster knows its token no more, and nothing more gets into its journal. */
final class Mortal {

    private @Nullable ApiServer server;
    private String token = "";
    private volatile boolean dead;

    /** What nothing in the engine can know. */
    static final class Death extends Error {
        private static final long serialVersionUID = 1L;

        Death() {
            super("the process died");
        }
    }

    void credential(ApiServer at, String issued) {
        this.server = at;
        this.token = issued;
    }

    String token() {
        return token;
    }

    boolean isDead() {
        return dead;
    }

    /** Dies, in the middle of a request that goes on its way. */
    void die() {
        dead = true;
        if (server != null) {
            server.revoke(token);
        }
    }

    /** Opens its journal. Registers stay writable, so that nobody has to wait for its leases. */
    JournalDriver journal(Path directory) {
        JournalDriver journal = FileJournal.open(directory);
        return (JournalDriver) Proxy.newProxyInstance(
                JournalDriver.class.getClassLoader(),
                new Class<?>[] {JournalDriver.class},
                (proxy, method, arguments) -> {
                    if (dead && method.getName().equals("append")) {
                        throw new Death();
                    }
                    try {
                        return method.invoke(journal, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
