package io.ringway.gateway.streams;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Lets work that shares a subject be done one after the other, in the order it came in, and all else side by side. Pure.
 *
 * @param <T> the work; no two are equal
 */
final class Order<T> {
    private final Map<String, Deque<Place<T>>> lanes = new HashMap<>();
    private final Map<T, Place<T>> places = new HashMap<>();

    /** Work in the lanes of its subjects. */
    private static final class Place<T> {
        final T work;
        final Set<String> subjects;
        /** In how many lanes something is before it. */
        int behind;

        Place(T work, Set<String> subjects) {
            this.work = work;
            this.subjects = subjects;
        }
    }

    /** Whether it may begin now; else an end of other work will say so. */
    boolean add(T work, Set<String> subjects) {
        Place<T> place = new Place<>(work, subjects);
        places.put(work, place);
        for (String subject : subjects) {
            Deque<Place<T>> lane = lanes.computeIfAbsent(subject, first -> new ArrayDeque<>());
            place.behind += lane.isEmpty() ? 0 : 1;
            lane.add(place);
        }
        return place.behind == 0;
    }

    /** Work that had begun is over; what may begin now. */
    List<T> end(T work) {
        Place<T> place = places.remove(work);
        List<T> next = new ArrayList<>();
        if (place == null) {
            return next;
        }
        for (String subject : place.subjects) {
            Deque<Place<T>> lane = lanes.getOrDefault(subject, new ArrayDeque<>());
            lane.remove(place);
            Place<T> first = lane.peek();
            if (first == null) {
                lanes.remove(subject);
            } else if (--first.behind == 0) {
                next.add(first.work);
            }
        }
        return next;
    }

    /** Forgets all work but this, which has begun. */
    void keep(Predicate<T> begun) {
        places.values().removeIf(place -> !begun.test(place.work));
        lanes.values().forEach(lane -> lane.removeIf(place -> !begun.test(place.work)));
        lanes.values().removeIf(Deque::isEmpty);
    }

    boolean isEmpty() {
        return places.isEmpty() && lanes.isEmpty();
    }
}
