package io.ringway.cluster.lists;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringway.cluster.Bytes;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptListTest {
    private static KeptList of(Item... items) {
        KeptList list = new KeptList();
        List.of(items).forEach(item -> list.append(item, 100, 0));
        return list;
    }

    private static Item item(long time, String id, boolean unseen) {
        return new Item(time, id, unseen, Bytes.utf8("body of " + id));
    }

    private static List<Item> all(KeptList list) {
        return list.page("", 100, 0).items();
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        KeptList list = of(item(1, "a", true), item(2, "\u00e4", false), item(3, "x".repeat(255), true));
        assertEquals(all(list), all(KeptList.decode(list.encode())));
        assertArrayEquals(list.encode(), KeptList.decode(list.encode()).encode());
    }

    @Test
    void bytesOfAnotherFormAreRefused() {
        byte[] bytes = of(item(1, "a", true)).encode();
        for (int length = 2; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(IllegalArgumentException.class, () -> KeptList.decode(cut));
        }
        assertThrows(IllegalArgumentException.class, () -> KeptList.decode(new byte[0]));
        bytes[0] = 9;
        assertThrows(IllegalArgumentException.class, () -> KeptList.decode(bytes));
    }

    @Test
    void twoHalvesOfAClusterComeTogetherWithoutLoss() {
        KeptList ours = of(item(1, "both", true), item(3, "ours", true));
        KeptList theirs = of(item(1, "both", false), item(2, "theirs", true));
        KeptList merged = ours.merge(theirs, 100);
        assertEquals(List.of(item(3, "ours", true), item(2, "theirs", true), item(1, "both", false)), all(merged));
        assertEquals(all(merged), all(theirs.merge(ours, 100)), "whichever side merges");
        assertEquals(2, all(ours).size(), "neither side is changed");
        assertEquals(1, ours.merge(theirs, 1).size());
    }
}
