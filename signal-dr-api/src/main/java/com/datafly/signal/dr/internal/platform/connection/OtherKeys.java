package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The keys of a secret that are not switched and yet name something that the switched ones name no longer. Where that
 * is the host of the former database, who reads them stays there. It prints no value.
 *
 * @param secret the secret
 * @param switched the keys that are switched
 * @param left the others that name a former host, in order
 * @param alike the others that name any other word of the former values, as that of an option, in order
 */
record OtherKeys(String secret, Collection<String> switched, List<String> left, List<String> alike) {

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^a-z0-9._-]+");
    private static final Pattern NUMBER = Pattern.compile("[0-9]*");
    private static final Pattern DOTS_BEHIND = Pattern.compile("\\.+$");
    private static final Pattern PORT = Pattern.compile(":[0-9]+$");
    private static final Pattern WITH_PORT = Pattern.compile("[a-z0-9._-]+:[0-9]+");
    private static final int SHORTEST = 4;

    /** Finds them. */
    static OtherKeys of(LiveSecret live, SwitchValues values) {
        Set<String> gone = words(values.former().values());
        gone.removeAll(words(values.newer().values()));
        Set<String> hosts = words(values.formerHosts());
        Map<String, String> all = live.values(live.keys());
        List<String> left = new ArrayList<>();
        List<String> alike = new ArrayList<>();
        all.forEach((key, value) -> {
            Set<String> still = values.former().containsKey(key) ? new TreeSet<>() : words(List.of(value));
            still.retainAll(gone);
            if (still.stream()
                    .anyMatch(word -> hosts.contains(PORT.matcher(word).replaceFirst("")))) {
                left.add(key);
            } else if (!still.isEmpty()) {
                alike.add(key);
            }
        });
        return new OtherKeys(live.name(), values.former().keySet(), left, alike);
    }

    /**
     * Refuses a switch that would leave some of them behind unless somebody said so.
     *
     * @param accepted the keys that may stay
     * @throws DrException with {@code FAILED_PRECONDITION}
     */
    OtherKeys require(PlatformResource resource, Collection<String> accepted) {
        List<String> forgotten = forgotten(accepted);
        if (!forgotten.isEmpty()) {
            throw resource.refusal(
                    ErrorCode.FAILED_PRECONDITION, "switch secret/" + secret, said(forgotten), remedy(forgotten));
        }
        return this;
    }

    /**
     * Says beforehand that it would refuse.
     *
     * @param refusal who would refuse, and when
     */
    List<String> warnings(Collection<String> accepted, String refusal) {
        List<String> forgotten = forgotten(accepted);
        return forgotten.isEmpty() ? List.of() : List.of(refusal + ": " + said(forgotten) + ". " + remedy(forgotten));
    }

    private List<String> forgotten(Collection<String> accepted) {
        return left.stream().filter(key -> !accepted.contains(key)).toList();
    }

    private static String remedy(List<String> keys) {
        String names = keys.stream().map(key -> '"' + key + '"').collect(Collectors.joining(", "));
        return "Switch them in the same step, as by url(" + names + "); where they are to stay as they are, say so by"
                + " acceptFormer(" + names + ").";
    }

    /** Says which of them stay, and of which somebody wanted that. */
    List<String> changes(Collection<String> accepted) {
        List<String> lines = new ArrayList<>();
        List<String> forgotten = forgotten(accepted);
        if (!forgotten.isEmpty()) {
            lines.add(said(forgotten));
        }
        List<String> wanted = left.stream().filter(accepted::contains).toList();
        if (!wanted.isEmpty()) {
            lines.add(said(wanted) + "; this is accepted");
        }
        return lines;
    }

    /** Leaves evidence that names them, if there are any. */
    void tell(StepContext context) {
        tell(context, left, said(left) + "; this was accepted");
        tell(
                context,
                alike,
                "keys " + alike + " are not switched, and have a word, though no host, that " + switched
                        + " have no longer: it may be the same by chance");
    }

    private void tell(StepContext context, List<String> keys, String detail) {
        if (!keys.isEmpty()) {
            context.evidence(CheckResult.create(
                    "no other key of secret/" + secret + " leads where the switched ones led",
                    Verdict.UNPROVEN,
                    detail,
                    more -> more.detail("keys", keys)));
        }
    }

    private String said(List<String> keys) {
        return "keys " + keys + " are not switched, and name a host that " + switched
                + " name no longer: whoever reads them may stay at the former database";
    }

    /**
     * Returns what may be a host, as such and with its port: neither a number nor so short that it says nothing. Names
     * of hosts are the same in small letters, and with a dot behind.
     */
    private static Set<String> words(Collection<String> values) {
        Set<String> words = new TreeSet<>();
        for (String value : values) {
            String small = value.toLowerCase(Locale.ROOT);
            BETWEEN_WORDS
                    .splitAsStream(small)
                    .map(word -> DOTS_BEHIND.matcher(word).replaceFirst(""))
                    .filter(word ->
                            word.length() >= SHORTEST && !NUMBER.matcher(word).matches())
                    .forEach(words::add);
            Matcher places = WITH_PORT.matcher(small);
            while (places.find()) {
                words.add(places.group());
            }
        }
        return words;
    }
}
