package io.asyncio.host;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** A loop whose clock stands still while anything is ready, and jumps to the next deadline when nothing is. */
public final class VirtualTimeHost implements Host {
    /** For how long, in real time, other threads may take to wake a loop that stands still. */
    public static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Host thread;
    private final Duration patience;
    private final @Nullable Runnable atStandstill;
    private final AtomicInteger outsideWork = new AtomicInteger();
    private volatile long now;

    /** The turns run where {@code thread} runs them. */
    public VirtualTimeHost(Host thread) {
        this(thread, PATIENCE, null);
    }

    /** Calls {@code atStandstill} when the loop has waited for no deadline and no outside work for {@code patience}. */
    public VirtualTimeHost(Host thread, Duration patience, @Nullable Runnable atStandstill) {
        this.thread = thread;
        this.patience = patience;
        this.atStandstill = atStandstill;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void execute(Runnable turns) {
        thread.execute(turns);
    }

    @Override
    public void executeAgain(Runnable turns) {
        thread.executeAgain(turns);
    }

    /** Called when the loop is idle; what it had to wait for is skipped. */
    @Override
    public Disposable executeAt(long deadline, Runnable turns) {
        if (deadline == NEVER) {
            return thread.executeAt(thread.nanoTime() + patience.toNanos(), this::tellStandstill);
        }
        return thread.executeAt(thread.nanoTime(), () -> {
            if (outsideWork.get() == 0) { // else its end wakes the loop, which then asks again
                now = Math.max(now, deadline);
                turns.run();
            }
        });
    }

    @Override
    public boolean watchesStandstill() {
        return atStandstill != null;
    }

    private void tellStandstill() {
        if (atStandstill != null
                && outsideWork.get() == 0) { // else its end wakes the loop, which then falls asleep anew
            atStandstill.run();
        }
    }

    @Override
    public boolean isOver() {
        return thread.isOver();
    }

    @Override
    public void outsideWorkBegins() {
        outsideWork.incrementAndGet();
    }

    @Override
    public void outsideWorkEnds() {
        outsideWork.decrementAndGet();
    }

    @Override
    public void executeLast(Runnable last) {
        thread.executeLast(last);
    }

    @Override
    public @Nullable NettyHost netty() {
        return thread.netty();
    }

    @Override
    public void close() {
        thread.close();
    }

    @Override
    public String toString() {
        return thread + " (virtual time)";
    }
}
