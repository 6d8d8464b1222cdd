package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Scenario.inVirtualTime;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.util.context.Context;

/** Tasks, limits and generators: who owns tasks has ended them when its call ends, and who does not has left them alone. */
final class TaskScenarios {
    private static final Duration LONG = Duration.ofMillis(5);
    private static final Duration SHORT = Duration.ofMillis(1);

    private TaskScenarios() {}

    static List<Scenario> all() {
        return List.of(
                inVirtualTime(
                        "Asyncio.sleep Asyncio.sleepMs",
                        trial -> trial.call(() -> {
                            Asyncio.sleep(0);
                            Asyncio.sleep(0.001);
                            sleepMs(1);
                        })),
                inVirtualTime(
                        "Asyncio.await",
                        trial -> endsItsChild(
                                trial, child -> assertThat(await(child)).isEqualTo(7))),
                inVirtualTime("Future.await", TaskScenarios::future),
                inVirtualTime("Asyncio.waitFor", trial -> endsItsChild(trial, child -> Asyncio.waitFor(child, LONG))),
                inVirtualTime(
                        "Asyncio.waitForMs",
                        trial -> endsItsChild(trial, child -> {
                            try {
                                Asyncio.waitForMs(child, 1);
                            } catch (java.util.concurrent.TimeoutException fromItself) {
                                currentTask(); // the child was too slow
                            }
                        })),
                inVirtualTime(
                        "Asyncio.timeout", trial -> endsItsChild(trial, child -> Asyncio.timeout(LONG, child::await))),
                inVirtualTime(
                        "Asyncio.timeoutAt",
                        trial -> endsItsChild(trial, child -> Asyncio.timeoutAt(LONG.toMillis() / 1e3, child::await))),
                inVirtualTime(
                        "Timeout.run",
                        trial ->
                                endsItsChild(trial, child -> Timeout.after(LONG).run(child::await))),
                inVirtualTime("Asyncio.every", TaskScenarios::every),
                inVirtualTime("Asyncio.withReactorContext", TaskScenarios::withReactorContext),
                inVirtualTime("Asyncio.gather", trial -> endsChildren(trial, children -> Asyncio.gather(children))),
                inVirtualTime(
                        "Asyncio.gatherReturnExceptions",
                        trial -> endsChildren(trial, children -> Asyncio.gatherReturnExceptions(children))),
                inVirtualTime("Asyncio.taskGroup", TaskScenarios::taskGroup),
                inVirtualTime(
                        "Asyncio.waitUntil",
                        trial -> leavesChildren(
                                trial, children -> Asyncio.waitUntil(ReturnWhen.ALL_COMPLETED, LONG, children))),
                inVirtualTime(
                        "Asyncio.asCompleted",
                        trial -> leavesChildren(trial, children -> {
                            for (Future<Integer> ended : Asyncio.asCompleted(children)) {
                                await(ended);
                            }
                        })),
                inVirtualTime(
                        "Asyncio.shield",
                        trial -> leavesChildren(trial, children -> await(Asyncio.shield(children.get(0))))),
                inVirtualTime("Asyncio.wrapFuture", TaskScenarios::wrapFuture),
                inVirtualTime("Asyncio.toThread", TaskScenarios::toThread),
                inVirtualTime(
                        "AsyncIterator.hasNext AsyncIterator.next GeneratorOutput.yield", TaskScenarios::generator),
                inVirtualTime("AsyncIterator.close", TaskScenarios::generatorClose));
    }

    /** Two milliseconds, or less and one for the clean-up. */
    private static int workWithCleanUp() {
        try {
            sleepMs(1);
        } finally {
            sleepMs(1);
        }
        return 7;
    }

    private static void future(Trial trial) throws Exception {
        Future<Integer> future = trial.loop().createFuture();
        trial.later(() -> {
            if (!future.done()) { // a cancel of who awaits it goes to the future
                future.setResult(7);
            }
        });
        boolean returned = trial.call(() -> assertThat(future.await()).isEqualTo(7));
        assertThat(returned && future.cancelled()).isFalse();
        assertThat(future.cancelled() || future.result() == 7).isTrue();
    }

    private interface Use<T> {
        void of(T used) throws Exception;
    }

    private static void endsItsChild(Trial trial, Use<Task<Integer>> use) throws Exception {
        endsChildren(trial, children -> use.of(children.get(0)));
    }

    /** When the call has ended, so have those that it has begun to wait for, with their clean-up. */
    private static void endsChildren(Trial trial, Use<List<Task<Integer>>> use) throws Exception {
        List<Task<Integer>> children = new ArrayList<>();
        boolean[] allEnded = {true};
        trial.call(() -> {
            children.add(createTask(TaskScenarios::workWithCleanUp));
            children.add(createTask(TaskScenarios::workWithCleanUp));
            try {
                use.of(children);
            } finally {
                allEnded[0] = children.get(0).done();
            }
        });
        assertThat(allEnded[0]).as("ended with the call").isTrue();
        children.forEach(Task::cancel); // those that were not waited for
        Asyncio.gatherReturnExceptions(children);
    }

    /** However the call ends, those that it waits for come to their results. */
    private static void leavesChildren(Trial trial, Use<List<Task<Integer>>> use) throws Exception {
        List<Task<Integer>> children =
                List.of(createTask(TaskScenarios::workWithCleanUp), createTask(TaskScenarios::workWithCleanUp));
        trial.call(() -> use.of(children));
        assertThat(Asyncio.gather(children)).containsExactly(7, 7);
    }

    private static void every(Trial trial) throws Exception {
        int[] runs = {0};
        int[] ended = {0};
        trial.call(() -> {
            try {
                Asyncio.every(SHORT, () -> {
                    runs[0]++;
                    try {
                        sleepMs(1);
                    } finally {
                        ended[0]++;
                    }
                    if (runs[0] == 3) {
                        throw new IllegalStateException("enough");
                    }
                });
            } catch (IllegalStateException enough) {
                assertThat(enough).hasMessage("enough");
            }
        });
        assertThat(ended[0]).isEqualTo(runs[0]).isLessThanOrEqualTo(3);
    }

    private static void withReactorContext(Trial trial) throws Exception {
        trial.call(() -> {
            try {
                Asyncio.withReactorContext(Context.of("key", "value"), () -> {
                    sleepMs(1);
                    assertThat(currentTask().reactorContext().hasKey("key")).isTrue();
                });
            } finally {
                assertThat(currentTask().reactorContext().isEmpty()).isTrue();
            }
        });
    }

    private static void taskGroup(Trial trial) throws Exception {
        List<Task<Integer>> children = new ArrayList<>();
        boolean[] allEnded = {true};
        trial.call(() -> {
            try {
                Asyncio.taskGroup(group -> {
                    children.add(group.createTask(TaskScenarios::workWithCleanUp));
                    sleepMs(1);
                    children.add(group.createTask(TaskScenarios::workWithCleanUp));
                });
            } finally {
                allEnded[0] = children.stream().allMatch(Future::done);
            }
        });
        assertThat(allEnded[0]).as("ended with the group").isTrue();
    }

    private static void wrapFuture(Trial trial) throws Exception {
        CompletableFuture<Integer> origin = new CompletableFuture<>();
        trial.later(() -> origin.complete(7));
        boolean returned = trial.call(() -> {
            Future<Integer> wrapped = Asyncio.wrapFuture(origin);
            assertThat(await(wrapped)).isEqualTo(7);
        });
        assertThat(returned && origin.isCancelled()).isFalse();
    }

    /** A call that has begun in the other thread comes to its end there. */
    private static void toThread(Trial trial) throws Exception {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        trial.call(() -> Asyncio.toThread(() -> {
            begun.incrementAndGet();
            Thread.sleep(1);
            ended.incrementAndGet();
        }));
        Asyncio.toThread(() -> {
            while (begun.get() != ended.get()) {
                Thread.yield(); // the only processor, where it is, to the other thread
            }
        });
        assertThat(begun.get()).isLessThanOrEqualTo(1);
    }

    /** While its body has not come to its end, it is {@code open}. */
    private static AsyncIterator<Integer> numbers(int[] open) {
        return Asyncio.generate(out -> {
            open[0]++;
            try {
                for (int i = 0; i < 3; i++) {
                    sleepMs(i % 2);
                    out.yield(i);
                }
            } finally {
                try {
                    sleepMs(1); // a cancel of who waits for the end comes here
                } finally {
                    open[0]--;
                }
            }
        });
    }

    /** No number is left out, and the generator has ended before its reader. */
    private static void generator(Trial trial) throws Exception {
        int[] open = {0};
        int[] openAtEnd = {0};
        List<Integer> got = new ArrayList<>();
        boolean returned = trial.call(() -> {
            try (AsyncIterator<Integer> numbers = numbers(open)) {
                while (numbers.hasNext()) {
                    got.add(numbers.next());
                }
            } finally {
                openAtEnd[0] = open[0];
            }
        });
        assertThat(openAtEnd[0]).isZero();
        assertThat(got).isEqualTo(List.of(0, 1, 2).subList(0, returned ? 3 : got.size()));
    }

    private static void generatorClose(Trial trial) throws Exception {
        int[] open = {0};
        AsyncIterator<Integer> numbers = numbers(open);
        assertThat(numbers.next()).isZero();
        trial.call(numbers::close);
        numbers.close(); // the call may not have begun
        assertThat(open[0]).isZero();
    }
}
