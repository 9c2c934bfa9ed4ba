package io.ringway.tests.chaos.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.tests.chaos.log.Entry;
import org.junit.jupiter.api.Test;

/** What is counted as not answered in the end. */
class RequestsTest {
    private static final long END = 60_000_000;

    private final Requests requests = new Requests();

    private void asks(long at) {
        long id = requests.nextId();
        requests.add(new Requests.Asked(id, new Requests.Request.Ping(), "", id, at));
    }

    private Entry.Tally tally(long there) {
        return requests.tally(END, "ada", there);
    }

    @Test
    void whatHadTimeAndWasNotAnsweredIsOpen() {
        asks(END - 10 * Requests.ON_ITS_WAY_US);
        asks(END - Requests.ON_ITS_WAY_US);
        requests.answered(1);
        assertEquals(new Entry.Tally(END, "ada", 1, 0, 1, 0), tally(0));
    }

    @Test
    void whatWasJustAskedIsNot() {
        asks(END - Requests.ON_ITS_WAY_US + 1);
        assertEquals(0, tally(0).open());
    }

    @Test
    void whatAClientAskedThatIsJustBackIsNot() {
        asks(END - 10 * Requests.ON_ITS_WAY_US);
        assertEquals(0, tally(END - 5_000).open());
    }

    @Test
    void whatAClientAskedThatHasNotComeBackIsNot() {
        asks(END - 10 * Requests.ON_ITS_WAY_US);
        assertEquals(0, tally(Requests.NOT_THERE).open());
        assertEquals(0, tally(Requests.NOT_THERE).lost());
    }
}
