package com.datafly.signal.dr.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The name of this host. The kernel is asked first: a name service may be down with what is to be recovered. */
public final class HostName {

    private static final Logger LOG = LoggerFactory.getLogger(HostName.class);
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    /** Returns the name, if it can be told. */
    public static Optional<String> find() {
        try {
            String name = Files.isReadable(KERNEL)
                    ? Files.readString(KERNEL, UTF_8).strip()
                    : InetAddress.getLocalHost().getHostName();
            return Optional.of(name).filter(known -> !known.isBlank());
        } catch (IOException e) {
            LOG.debug("the name of this host is not known", e);
            return Optional.empty();
        }
    }
}
