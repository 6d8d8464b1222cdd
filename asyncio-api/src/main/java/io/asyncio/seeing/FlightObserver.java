package io.asyncio.seeing;

import io.asyncio.LoopObserver;
import io.asyncio.Task;
import org.jspecify.annotations.Nullable;

/** Writes what one loop does into Java's flight recorder. */
final class FlightObserver implements LoopObserver {
    private final String loop;
    private @Nullable TurnEvent turn; // touched on the loop

    FlightObserver(String loop) {
        this.loop = loop;
    }

    @Override
    public void turnBegan(int size) {
        turn = TurnEvent.begin(loop, size);
    }

    @Override
    public void turnEnded(int size, long nanos) {
        TurnEvent ended = turn;
        turn = null;
        if (ended != null) { // else somebody has begun to record in the middle of it
            ended.endTurn();
        }
    }

    @Override
    public void taskStarted(Task<?> task) {
        TaskEvents.started(task);
    }

    @Override
    public void taskSuspended(Task<?> task, @Nullable Object on) {
        TaskEvents.suspended(task);
    }

    @Override
    public void taskResumed(Task<?> task) {
        TaskEvents.resumed(task);
    }

    @Override
    public void taskDone(Task<?> task, @Nullable Throwable failure) {
        TaskEvents.ended(task, failure);
    }
}
