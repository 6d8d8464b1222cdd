package io.asyncio;

import io.asyncio.fiber.CallSite;
import java.util.List;

/** Debug mode: which callback it is, and which line has given it to the loop. */
final class CallbackOrigin {
    private final Class<?> callback;
    private final Throwable given = new Throwable(); // its lines are looked up when they are read

    CallbackOrigin(Runnable callback) {
        this.callback = callback.getClass();
    }

    /** The name of an object's class, for a reader: that of a lambda is made up, but for the class it stands in. */
    static String nameOf(Class<?> type) {
        String name = type.getName();
        int lambda = name.indexOf("$$Lambda");
        return lambda < 0 ? name : "a lambda of " + name.substring(0, lambda);
    }

    @Override
    public String toString() {
        String site = CallSite.of(List.of(given.getStackTrace()));
        return nameOf(callback) + (site.isEmpty() ? "" : ", given by " + site);
    }
}
