package io.asyncio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the methods of {@link Asyncio} are given: none of it null, and all of it with a value, which may be null. */
final class Awaitables {
    private Awaitables() {}

    /** Itself if it has a value, else a coroutine whose value is null. */
    @SuppressWarnings({"unchecked", "NullAway"}) // nobody puts in what is taken out as an object; the value may be null
    static Awaitable<@Nullable Object> of(VoidAwaitable awaitable, String name) {
        Objects.requireNonNull(awaitable, name);
        if (awaitable instanceof Awaitable<?> valued) {
            return (Awaitable<@Nullable Object>) valued;
        }
        Coroutine<@Nullable Object> body = () -> {
            awaitable.awaitDone();
            return null;
        };
        return body;
    }

    /** Without its value, if it has one. */
    @SuppressWarnings("NullAway") // as above
    static Coroutine<@Nullable Void> ofVoid(VoidAwaitable awaitable, String name) {
        Objects.requireNonNull(awaitable, name);
        return () -> {
            awaitable.awaitDone();
            return null;
        };
    }

    static List<Awaitable<@Nullable Object>> of(VoidAwaitable... awaitables) {
        List<Awaitable<@Nullable Object>> valued = new ArrayList<>(awaitables.length);
        for (VoidAwaitable awaitable : checked(awaitables)) {
            valued.add(of(awaitable, "awaitable"));
        }
        return valued;
    }

    static List<Coroutine<@Nullable Void>> of(VoidCoroutine... bodies) {
        List<Coroutine<@Nullable Void>> coroutines = new ArrayList<>(bodies.length);
        for (VoidCoroutine body : checked(bodies)) {
            coroutines.add(body.asCoroutine());
        }
        return coroutines;
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    static <A extends VoidAwaitable> List<A> checked(A... awaitables) {
        return checked(Arrays.asList(Objects.requireNonNull(awaitables, "awaitables")));
    }

    /** A copy, as a collection may make its elements anew each time that it is iterated over. */
    static <A extends VoidAwaitable> List<A> checked(Collection<? extends A> awaitables) {
        List<A> checked =
                new ArrayList<>(Objects.requireNonNull(awaitables, "awaitables").size());
        for (A awaitable : awaitables) {
            if (awaitable == null) {
                throw new NullPointerException("awaitables[" + checked.size() + "]");
            }
            checked.add(awaitable);
        }
        return checked;
    }
}
