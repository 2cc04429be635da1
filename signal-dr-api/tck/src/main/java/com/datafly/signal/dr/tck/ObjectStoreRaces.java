package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The part of {@link ObjectStoreContract} that is about listings, keys, and several writers at once. */
abstract class ObjectStoreRaces extends ObjectStoreFixture {

    private static final int WRITERS = 8;
    private static final List<String> NO_KEYS = List.of(
            "", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "a/./b", "../a", "a b", "a\\b", "a\nb", "~a", "ä");

    @Test
    void aListingIsInTheOrderOfTheKeysBytes() {
        List<String> keys = Stream.of(
                        "a", "a-b", "a.b", "a0", "aB", "b/c", "b/c-d/e", "b/d", "b/c.d", "b-", "b0", "B", "Z/z")
                .sorted()
                .toList();
        keys.forEach(key -> write(key, key, Precondition.absent()));

        assertThat(keys(store().list("", "", 100))).isEqualTo(keys);
        assertThat(keys(another().list("b/c", "", 100))).containsExactly("b/c", "b/c-d/e", "b/c.d");
        assertThat(keys(store().list("b/", "b/c", 100))).containsExactly("b/c-d/e", "b/c.d", "b/d");
        assertThat(keys(store().list("b/c-", "", 100))).containsExactly("b/c-d/e");
        assertThat(store().list("b/c/", "", 100)).isEmpty();
        assertThat(store().list("none", "", 100)).isEmpty();
    }

    @Test
    void aListingGoesOnBehindAnyKey() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            keys.add("p/" + (char) ('a' + i % 5) + "/" + (char) ('a' + i / 5));
            write(keys.get(i), "x", Precondition.absent());
        }
        keys.sort(null);

        for (int limit : new int[] {1, 3, 7, 24, 25, 26}) {
            List<String> seen = new ArrayList<>();
            List<String> page = keys(store().list("p/", "", limit));
            while (!page.isEmpty()) {
                assertThat(page).hasSizeLessThanOrEqualTo(limit);
                seen.addAll(page);
                page = keys(store().list("p/", page.get(page.size() - 1), limit));
            }
            assertThat(seen).isEqualTo(keys);
        }
        assertThat(keys(store().list("p/", "p/b/zz", 1))).containsExactly("p/c/a");
        assertThat(store().list("p/", "q", 1)).isEmpty();
    }

    @Test
    void aListingTellsWhatFindTells() {
        ObjectInfo written = write("a/b", "content", Precondition.none());

        assertSame(store().list("", "", 1).stream().findFirst(), written);
    }

    @Test
    void whatIsNoKeyIsRefused() {
        for (String key : NO_KEYS) {
            assertFails(ErrorCode.INVALID_ARGUMENT, () -> store().find(key));
            assertFails(ErrorCode.INVALID_ARGUMENT, () -> store().read(key).close());
            assertFails(
                    ErrorCode.INVALID_ARGUMENT, () -> store().read(key, 0, 1).close());
            assertFails(ErrorCode.INVALID_ARGUMENT, () -> write(key, "x", Precondition.none()));
            assertFails(ErrorCode.INVALID_ARGUMENT, () -> store().writer(key, Precondition.none()));
            assertFails(ErrorCode.INVALID_ARGUMENT, () -> store().delete(key, Precondition.none()));
        }
    }

    @Test
    void theLongestKeyIsKeptAndALongerOneRefused() {
        String segment = "s".repeat(200) + "/";
        String longest = segment.repeat(4) + "k".repeat(900 - 4 * 201);
        write(longest, "x", Precondition.absent());

        assertThat(keys(store().list("", "", 10))).containsExactly(longest);
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> write(longest + "k", "x", Precondition.none()));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> write("k".repeat(256), "x", Precondition.none()));
    }

    @Test
    void aListingOfNothingPossibleIsRefused() {
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> store().list("", "", 0));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> store().list("a b", "", 1));
    }

    @Test
    void ofManyWritersOfAnAbsentKeyOneWins() throws Exception {
        for (int round = 0; round < 5; round++) {
            String key = "race/" + round + "/key";
            List<ObjectStore> handles = handles();

            List<Integer> winners = Race.of(
                    WRITERS,
                    writer -> Race.wins(
                            () -> handles.get(writer).write(key, bytes("by " + writer), Precondition.absent())));

            assertThat(winners).hasSize(1);
            assertThat(text(store(), key)).isEqualTo("by " + winners.get(0));
        }
    }

    @Test
    void ofManyWritersOfAVersionOneWins() throws Exception {
        ObjectInfo present = write("key", "start", Precondition.absent());
        for (int round = 0; round < 5; round++) {
            Precondition unchanged = Precondition.version(present.version());
            List<ObjectStore> handles = handles();

            List<Integer> winners = Race.of(
                    WRITERS,
                    writer -> Race.wins(() -> handles.get(writer).write("key", bytes("by " + writer), unchanged)));

            assertThat(winners).hasSize(1);
            assertThat(text(store(), "key")).isEqualTo("by " + winners.get(0));
            present = store().find("key").orElseThrow();
        }
    }

    @Test
    void noIncrementOfACounterIsLost() throws Exception {
        write("counter", "0", Precondition.absent());
        List<ObjectStore> handles = handles();

        Race.of(WRITERS, writer -> {
            for (int i = 0; i < 5; i++) {
                increment(handles.get(writer));
            }
            return true;
        });

        assertThat(text(store(), "counter")).isEqualTo(Integer.toString(5 * WRITERS));
    }

    @Test
    void writersAndDeletersInOneFolderDoNotDisturbEachOther() throws Exception {
        Race.of(WRITERS, writer -> {
            for (int i = 0; i < 10; i++) {
                String key = "one/folder/" + writer;
                write(key, "x", Precondition.absent());
                store().delete(key, Precondition.none());
            }
            write("one/folder/" + writer, "stays", Precondition.absent());
            return true;
        });

        assertThat(store().list("one/folder/", "", 100)).hasSize(WRITERS);
    }

    private static void increment(ObjectStore handle) {
        while (true) {
            ObjectInfo present = handle.find("counter").orElseThrow();
            int value = Integer.parseInt(text(handle, "counter"));
            if (Race.wins(() -> handle.write(
                    "counter", bytes(Integer.toString(value + 1)), Precondition.version(present.version())))) {
                return;
            }
        }
    }

    private List<ObjectStore> handles() {
        return Stream.generate(this::another).limit(WRITERS).toList();
    }

    private static List<String> keys(List<ObjectInfo> objects) {
        return objects.stream().map(ObjectInfo::key).toList();
    }
}
