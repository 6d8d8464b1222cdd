package io.asyncio;

import java.util.List;
import reactor.core.scheduler.Schedulers;

/** Tells what becomes of each way to a loop, one line each. */
final class OldLibrariesProgram {
    static final int WAYS = 5;

    private OldLibrariesProgram() {}

    public static void main(String[] args) {
        List<Runnable> ways = List.of(
                () -> Asyncio.run(() -> {}),
                () -> Asyncio.run(() -> {}), // again: the refusal is no leftover of a class that failed to load
                () -> Loop.create().close(),
                () -> Loop.withVirtualTime().close(),
                () -> Loop.on(Schedulers.single()).close());
        for (Runnable way : ways) {
            try {
                way.run();
                System.out.println("runs");
            } catch (Throwable e) {
                System.out.println(e);
            }
        }
    }
}
