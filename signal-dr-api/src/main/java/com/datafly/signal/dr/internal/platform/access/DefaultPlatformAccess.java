package com.datafly.signal.dr.internal.platform.access;

import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.platform.AccessReport;
import com.datafly.signal.dr.platform.AccessRequest;
import com.datafly.signal.dr.platform.PlatformAccess;
import com.datafly.signal.dr.platform.PlatformAction;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Asks by the platform's driver. */
public final class DefaultPlatformAccess implements PlatformAccess {

    /** A platform that is lost must not keep a plan waiting. */
    private static final Duration ALLOWED = Duration.ofSeconds(10);

    private final PlatformResource resource;

    /** Asks the resource. */
    public DefaultPlatformAccess(PlatformResource resource) {
        this.resource = resource;
    }

    @Override
    public AccessReport preflight(Set<PlatformAction> actions) {
        return ask(Needs.of(actions).required());
    }

    @Override
    public AccessReport ask(Collection<AccessRequest> requests) {
        List<AccessRequest> distinct = requests.stream().distinct().toList();
        String platform = resource.address().toString();
        return distinct.isEmpty()
                ? AccessReport.of(platform, distinct, List.of())
                : AccessReport.of(
                        platform,
                        distinct,
                        resource.read(
                                "ask what may be done at " + platform, ALLOWED, driver -> driver.access(distinct)));
    }
}
