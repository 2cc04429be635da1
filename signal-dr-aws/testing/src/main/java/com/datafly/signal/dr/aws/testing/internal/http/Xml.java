package com.datafly.signal.dr.aws.testing.internal.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An element of an answer, built from the outside in. Not thread-safe while it is built. */
public final class Xml {

    private final String name;
    private final @Nullable String text;
    private final List<Xml> children = new ArrayList<>();
    private String namespace = "";

    private Xml(String name, @Nullable String text) {
        this.name = name;
        this.text = text;
    }

    /** Creates an element without content. */
    public static Xml element(String name) {
        return new Xml(name, null);
    }

    /** Creates an element that holds elements. */
    public static Xml list(String name, Collection<Xml> children) {
        return element(name).addAll(children);
    }

    /** Creates an element that holds text. */
    public static Xml text(String name, Object value) {
        return new Xml(name, value.toString());
    }

    /** Puts this element and what it holds into a namespace. */
    public Xml in(String namespace) {
        this.namespace = namespace;
        return this;
    }

    /** Adds an element. */
    public Xml add(Xml child) {
        children.add(child);
        return this;
    }

    /** Adds elements. */
    public Xml addAll(Collection<Xml> more) {
        children.addAll(more);
        return this;
    }

    /** Adds an element that holds text; nothing if there is no value. */
    public Xml put(String child, @Nullable Object value) {
        return value == null ? this : add(text(child, value));
    }

    /** Returns the elements that this one holds. */
    public List<Xml> children() {
        return List.copyOf(children);
    }

    /** Returns the document whose root this is. */
    public String document() {
        StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        write(out);
        return out.toString();
    }

    private void write(StringBuilder out) {
        out.append('<').append(name);
        if (!namespace.isEmpty()) {
            out.append(" xmlns=\"").append(namespace).append('"');
        }
        out.append('>');
        if (text != null) {
            escape(text, out);
        }
        children.forEach(child -> child.write(out));
        out.append("</").append(name).append('>');
    }

    private static void escape(String text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\r' -> out.append("&#13;");
                default -> out.append(c);
            }
        }
    }
}
