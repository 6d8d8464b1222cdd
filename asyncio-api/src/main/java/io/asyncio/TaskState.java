package io.asyncio;

/**
 * Where a task is in its life: for who looks, see {@link Task#state()}.
 *
 * <pre>
 *   NEW ──────────────► RUNNING ──► DONE
 *    │                   ▲   │
 *    │             turn  │   ├── sleep(0): straight to READY
 *    │                   │   ▼
 *    └─► DONE          READY ◄── PARKED
 *   (cancelled first)      wake or cancel
 * </pre>
 */
public enum TaskState {
    /** Queued for its first step; a cancel now means that the body never runs. */
    NEW,
    /** Queued for its next step; a cancel keeps the place and turns the wake into a CancelledError. */
    READY,
    /** Its code runs, so of all tasks of the loop this one alone; a cancel is raised at the next suspension. */
    RUNNING,
    /** Waits for something, in no queue of the loop; a cancel goes to what it waits for. */
    PARKED,
    /** Has a result, an exception, or was cancelled. */
    DONE
}
