package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.ResourceOptions;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.store.ObjectStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The object stores that were opened for one {@code SignalDr}. */
final class OpenStores implements AutoCloseable {

    private static final ResourceOptions NO_OPTIONS = ResourceOptions.builder().build();

    private final Resource.Host host;
    private final Map<ResourceAddress, ResourceOptions> options;
    private final List<ObjectStore> opened = new CopyOnWriteArrayList<>();

    OpenStores(Resource.Host host, Map<ResourceAddress, ResourceOptions> options) {
        this.host = host;
        this.options = Map.copyOf(options);
    }

    ObjectStore open(String text) {
        ResourceAddress address = ResourceAddress.parse(text);
        Calls calls = Calls.toStore(address.toString(), host.redactor(), host.time());
        ObjectStore store = new ResilientObjectStore(calls.read("open " + address, () -> connect(address)), calls);
        opened.add(store);
        return store;
    }

    @Override
    public void close() {
        Closing.all(opened);
    }

    private ObjectStore connect(ResourceAddress address) {
        ResourceOptions given = options.getOrDefault(address, NO_OPTIONS);
        return address.scheme().equals("file")
                ? FileSystemObjectStore.open(Path.of(address.location()))
                : Providers.store(address).open(address, new HostContext(host.clock(), given, this::open));
    }
}
