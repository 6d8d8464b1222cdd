package io.asyncio.fiber;

/**
 * Keeps a platform thread's monitors from going with a virtual thread that it carries.
 *
 * <p>HotSpot notes monitors that nobody has contended for in a short stack of the platform thread, and moves all of that to
 * the heap with a virtual thread that suspends: also those that the code below it holds, which are then never released.
 * What the stack has no room for is inflated, oldest first, and stays with the thread that holds it. So its room is filled
 * once. Touched by the loop's thread only: a monitor that another thread contended for would not be noted there.
 */
final class HeldMonitors {
    private static final int MOST_NOTED =
            16; // 8 in JDK 21 to 25; beyond that the first of these are inflated for the last

    private final Object[] fillers = new Object[MOST_NOTED];

    HeldMonitors() {
        for (int i = 0; i < MOST_NOTED; i++) {
            fillers[i] = new Object();
        }
    }

    /** Called by code that may hold monitors, before it mounts a virtual thread. */
    void keep() {
        fillFrom(0);
    }

    private void fillFrom(int index) {
        if (index < MOST_NOTED) {
            synchronized (fillers[index]) {
                fillFrom(index + 1);
            }
        }
    }
}
