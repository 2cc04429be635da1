package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.platform.ConnectionReport;
import com.datafly.signal.dr.platform.Connections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Looks at connection secrets of one platform. */
public final class DefaultConnections implements Connections {

    private final PlatformResource resource;

    /** Looks by the resource's driver. */
    public DefaultConnections(PlatformResource resource) {
        this.resource = resource;
    }

    @Override
    public ConnectionReport look(String secret, String... keys) {
        LiveSecret live = LiveSecret.read(resource, secret);
        Set<String> asked = new TreeSet<>(keys.length == 0 ? live.keys() : List.of(keys));
        Newcomers newcomers =
                live.marks().underWay() ? Newcomers.since(live.marks().changedBy()) : Newcomers.all();
        Held held = new Holdings(resource, live.hashes(asked), newcomers, new HashSet<>())
                .of(Consumers.find(resource, secret, asked));
        return ConnectionReport.of(
                        secret,
                        asked,
                        live.owners(),
                        held.consumers(),
                        live.marks().toMark())
                .and(held.foreign(), live.copies());
    }
}
