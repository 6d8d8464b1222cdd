package io.asyncio;

/**
 * Calls that suspend, from what they need to what must be so however they end.
 *
 * @param methods which of the API, as {@link SuspendingMethods} calls them, parted by a space
 * @param realTime for sockets and processes; else in virtual time
 */
record Scenario(String methods, boolean realTime, Course course) {
    /** What happens, in a task. */
    interface Course {
        void run(Trial trial) throws Exception;
    }

    static Scenario inVirtualTime(String methods, Course course) {
        return new Scenario(methods, false, course);
    }

    static Scenario inRealTime(String methods, Course course) {
        return new Scenario(methods, true, course);
    }

    @Override
    public String toString() {
        return methods;
    }
}
