package com.datafly.signal.dr.internal.playbook.release;

import com.datafly.signal.dr.internal.platform.connection.Target;
import com.datafly.signal.dr.internal.platform.connection.url.ConnectionText;
import com.datafly.signal.dr.internal.platform.connection.url.Endpoint;
import com.datafly.signal.dr.internal.platform.release.FormerValues;
import com.datafly.signal.dr.platform.ReleaseChange;
import com.datafly.signal.dr.platform.ReleaseContent;
import com.datafly.signal.dr.playbook.StepContext;
import java.util.List;
import java.util.stream.Stream;

/**
 * The values of a release that lead to a database, and are to lead to another; nothing else of them changes.
 *
 * @param target where they are to lead
 * @param urls the paths of those that are URLs
 * @param hosts the paths of those that are hosts alone
 */
public record LedValues(Target target, List<String> urls, List<String> hosts) {

    /** Takes copies. */
    public LedValues {
        urls = List.copyOf(urls);
        hosts = List.copyOf(hosts);
    }

    void addTo(ReleaseChange.Builder change, StepContext context, ReleaseContent former) {
        target.resolve(context).ifPresent(endpoint -> lead(change, endpoint, FormerValues.of(former)));
    }

    private void lead(ReleaseChange.Builder change, Endpoint to, FormerValues former) {
        urls.forEach(path -> change.set(
                path, former.changed(path, text -> ConnectionText.repoint("lead the value '" + path + "'", text, to))));
        hosts.forEach(path -> change.set(
                path, former.changed(path, text -> ConnectionText.host("lead the value '" + path + "'", text, to))));
    }

    String words() {
        List<String> paths =
                Stream.concat(urls.stream(), hosts.stream()).sorted().toList();
        return ", with the values at " + String.join(", ", paths) + " leading to " + target.words();
    }
}
