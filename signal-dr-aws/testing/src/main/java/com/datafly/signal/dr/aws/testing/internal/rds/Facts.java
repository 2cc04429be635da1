package com.datafly.signal.dr.aws.testing.internal.rds;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is so about a resource, by the names that the service model gives its members. Immutable.
 *
 * <p>Names that begin with a small letter are the server's own and never answered.
 */
public final class Facts {

    /** No facts. */
    public static final Facts NONE = new Facts(Map.of(), Map.of(), Map.of());

    private final Map<String, String> values;
    private final Map<String, List<String>> lists;
    private final Map<String, String> tags;

    private Facts(Map<String, String> values, Map<String, List<String>> lists, Map<String, String> tags) {
        this.values = values;
        this.lists = lists;
        this.tags = tags;
    }

    /** Returns a value, if there is one. */
    public Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Returns a value, empty text if there is none. */
    public String text(String name) {
        return values.getOrDefault(name, "");
    }

    /** Returns whether a value is {@code true}. */
    public boolean is(String name) {
        return text(name).equals("true");
    }

    /** Returns a number, 0 if there is none. */
    public int number(String name) {
        return find(name).map(Integer::parseInt).orElse(0);
    }

    /** Returns a list, empty if there is none. */
    public List<String> list(String name) {
        return lists.getOrDefault(name, List.of());
    }

    /** Returns all values. */
    public Map<String, String> values() {
        return values;
    }

    /** Returns the tags. */
    public Map<String, String> tags() {
        return tags;
    }

    /** Returns these facts with another value. */
    public Facts with(String name, Object value) {
        return with(Map.of(name, value.toString()));
    }

    /** Returns these facts with other values. */
    public Facts with(Map<String, String> more) {
        Map<String, String> changed = new LinkedHashMap<>(values);
        changed.putAll(more);
        return new Facts(changed, lists, tags);
    }

    /** Returns these facts with another value, if there is one to take. */
    public Facts with(String name, Optional<?> value) {
        return value.isPresent() ? with(name, (Object) value.get()) : this;
    }

    /** Returns these facts without a value. */
    public Facts without(String name) {
        Map<String, String> changed = new LinkedHashMap<>(values);
        changed.remove(name);
        return new Facts(changed, lists, tags);
    }

    /** Returns these facts with another list. */
    public Facts withList(String name, List<String> list) {
        Map<String, List<String>> changed = new LinkedHashMap<>(lists);
        changed.put(name, List.copyOf(list));
        return new Facts(values, changed, tags);
    }

    /** Returns these facts with one more in a list. */
    public Facts adding(String name, String member) {
        List<String> changed = new ArrayList<>(list(name));
        changed.remove(member);
        changed.add(member);
        return withList(name, changed);
    }

    /** Returns these facts with one less in a list. */
    public Facts removing(String name, String member) {
        List<String> changed = new ArrayList<>(list(name));
        changed.remove(member);
        return withList(name, changed);
    }

    /** Returns these facts with those tags alone. */
    public Facts withTags(Map<String, String> tags) {
        return new Facts(values, lists, new LinkedHashMap<>(tags));
    }

    @Override
    public String toString() {
        return values + " " + lists + " " + tags;
    }
}
