package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.platform.AccessRequest;
import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.spi.ReleaseDriver;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Translates to the releases of an {@link InMemoryPlatform}. */
final class InMemoryReleaseDriver implements ReleaseDriver {

    private final InMemoryPlatformDriver platform;

    InMemoryReleaseDriver(InMemoryPlatformDriver platform) {
        this.platform = platform;
    }

    @Override
    public List<StoredRelease> stored() {
        return platform.read("stored", found -> {
            InMemoryPlatformDriver.permit(found, InMemoryAccess.secrets("list"));
            return found.state().releases().stored();
        });
    }

    @Override
    public Optional<StoredRelease> read(String name, int revision) {
        return platform.read("read", found -> {
            InMemoryPlatformDriver.permit(found, InMemoryAccess.secrets("get"));
            return found.state().releases().read(name, revision);
        });
    }

    /** Reads documents of JSON, which is YAML too. */
    @Override
    public Secret objects(Secret manifest) {
        return Secret.of(manifest.<String>use(text -> InMemoryManifest.objects(new String(text))));
    }

    @Override
    public Optional<Secret> live(ObjectRef object) {
        return platform.read("live", found -> {
            InMemoryPlatformDriver.permit(found, reading(object));
            return Optional.ofNullable(found.state().objects().get(object)).map(Secret::of);
        });
    }

    private static AccessRequest reading(ObjectRef object) {
        int slash = object.apiVersion().indexOf('/');
        String group = slash < 0 ? "" : object.apiVersion().substring(0, slash);
        String resource = object.kind().toLowerCase(Locale.ROOT) + "s";
        return new AccessRequest("get", group, resource, "", !object.namespace().isEmpty());
    }

    @Override
    public void unlock(String name, int revision, String version) {
        platform.change("unlock", found -> {
            InMemoryPlatformDriver.permit(found, InMemoryAccess.secrets("patch"));
            found.state().releases().unlock(name, revision, version);
            return found;
        });
    }
}
