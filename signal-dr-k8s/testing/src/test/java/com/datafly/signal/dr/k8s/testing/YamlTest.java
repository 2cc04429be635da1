package com.datafly.signal.dr.k8s.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.datafly.signal.dr.k8s.testing.internal.json.Yaml;
import org.junit.jupiter.api.Test;

/** The YAML of manifests. */
final class YamlTest {

    private static void same(String yaml, String json) {
        assertThat(Yaml.read(yaml).toString()).isEqualTo(Json.object(json).toString());
    }

    @Test
    void blocksAndListsNest() {
        same("""
                a:
                  b:
                  - c: 1
                    d: [x, "y: z", 3]
                  -
                    e: {f: g, "h": 'i'}
                  list:
                    - - 1
                      - 2
                """, """
                {"a": {"b": [{"c": 1, "d": ["x", "y: z", 3]}, {"e": {"f": "g", "h": "i"}}], "list": [[1, 2]]}}
                """);
    }

    @Test
    void wordsAreReadAsWhatTheyMean() {
        same("""
                ---
                # a comment
                t: true
                n: null
                e:
                s: "true"   # not a boolean
                q: 'it''s'
                o: 0644
                d: 1.5
                image: registry/a:1.2
                url: jdbc:postgresql://h:5432/d?a=b#c
                time: 2026-01-15T10:30:00Z
                neg: -3
                """, """
                {"t": true, "n": null, "e": null, "s": "true", "q": "it's", "o": 420, "d": 1.5,
                 "image": "registry/a:1.2", "url": "jdbc:postgresql://h:5432/d?a=b#c",
                 "time": "2026-01-15T10:30:00Z", "neg": -3}
                """);
    }

    @Test
    void textsKeepTheirLines() {
        same("""
                a: |
                  one
                    two

                  three
                b: >-
                  one
                  two
                c: |-
                  x
                """, "{\"a\": \"one\\n  two\\n\\nthree\\n\", \"b\": \"one two\", \"c\": \"x\"}");
    }

    @Test
    void severalDocumentsAreKeptApart() {
        assertThat(Yaml.readAll("a: 1\n---\n\n---\nb: 2\n")).hasSize(2);
    }

    @Test
    void whatIsNoYamlIsRefused() {
        assertThatThrownBy(() -> Yaml.read("a: 1\n  b: 2\n")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Yaml.read("a: {b: c\n")).isInstanceOf(IllegalArgumentException.class);
    }
}
