package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.generate;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.waitForMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import reactor.util.context.Context;

class GeneratorTest extends LoopTestBase {
    @Test
    void theBodyGoesOnOnlyWhenItIsAskedAndAfterASuspensionOfItsOwn() {
        AsyncIterator<Integer> numbers = generate(out -> {
            for (int n = 1; n <= 2; n++) {
                trail.add("makes " + n);
                sleepMs(1000);
                out.yield(n);
            }
            trail.add("returns");
        });
        run(() -> {
            settle();
            trail.add("asks");
            for (int n : numbers) {
                trail.add("has " + n + " at " + loop.time());
                settle();
            }
            trail.add("over " + numbers.hasNext());
        });
        trail.assertIs("asks", "makes 1", "has 1 at 1.0", "makes 2", "has 2 at 2.0", "returns", "over false");
        assertThatThrownBy(numbers::next)
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("the generator has no more elements: ask hasNext() first");
    }

    @Test
    void anElementMayBeNull() {
        run(() -> {
            List<String> taken = new ArrayList<>();
            AsyncIterator<String> elements = generate(out -> {
                out.yield(null);
                out.yield("a");
                out.yield(null);
            });
            elements.forEach(taken::add);
            assertThat(taken).isEqualTo(Arrays.asList(null, "a", null));
        });
    }

    @Test
    void aPipelineOfManyElementsNeedsNoStack() {
        run(() -> {
            AsyncIterator<Integer> numbers = counter(20_000);
            AsyncIterator<Integer> even = generate(out -> {
                for (int n : numbers) {
                    if (n % 2 == 0) {
                        out.yield(n);
                    }
                }
            });
            int sum = 0;
            for (int n : even) {
                sum += n;
            }
            assertThat(sum).isEqualTo(99_990_000);
            assertThat(loop.allTasks()).containsExactly(Asyncio.currentTask());
        });
    }

    private static AsyncIterator<Integer> counter(int end) {
        return generate(out -> {
            for (int n = 0; n < end; n++) {
                out.yield(n);
            }
        });
    }

    @Test
    void whatTheBodyThrowsIsRaisedByWhoAsks() {
        IOException failure = new IOException("in the body");
        AsyncIterator<Integer> broken = generate(out -> {
            out.yield(1);
            throw failure;
        });
        run(() -> {
            assertThat(broken.next()).isEqualTo(1);
            assertThatThrownBy(broken::next).isSameAs(failure);
            assertThat(broken.hasNext()).isFalse();
            broken.close();
        });
    }

    @Test
    void aCloseRunsTheFinallyBlocksAndWaitsForThem() {
        run(() -> {
            try (AsyncIterator<Integer> numbers = generate(this::yieldAndCleanUp)) {
                trail.add(numbers.next());
            }
            trail.add("closed");
        });
        trail.assertIs("1", "CancelledError: the generator was closed", "cleaned up at 1.0", "closed");
    }

    private void yieldAndCleanUp(GeneratorOutput<Integer> out) {
        try {
            out.yield(1);
        } catch (CancelledError e) {
            trail.add("CancelledError: " + e.getMessage());
            throw e;
        } finally {
            sleepMs(1000);
            trail.add("cleaned up at " + loop.time());
        }
    }

    @Test
    void aBodyThatNobodyHasAskedNeverRuns() {
        run(() -> {
            AsyncIterator<Integer> numbers = generate(out -> trail.add("runs"));
            numbers.close();
            settle();
            assertThat(numbers.hasNext()).isFalse();
        });
        trail.assertIs();
    }

    @Test
    void aClosedOneHasNoMoreElements() {
        run(() -> {
            AsyncIterator<Integer> numbers = counter(3);
            assertThat(numbers.hasNext()).isTrue();
            numbers.close();
            numbers.close();
            assertThat(numbers.hasNext()).isFalse();
            assertThat((Object) numbers).hasToString("Generator[ended]");
        });
    }

    @Test
    void whatTheCleanUpThrowsIsRaisedByTheClose() {
        IOException failure = new IOException("in finally");
        AsyncIterator<Integer> numbers = generate(out -> {
            try {
                out.yield(1);
            } finally {
                sleepMs(1);
                throwIt(failure);
            }
        });
        run(() -> {
            numbers.next();
            assertThatThrownBy(numbers::close).isSameAs(failure);
        });
    }

    private static void throwIt(Exception failure) throws Exception {
        throw failure;
    }

    @Test
    void aYieldAfterTheCloseIsRefused() {
        AsyncIterator<Integer> numbers = generate(out -> {
            try {
                out.yield(1);
            } finally {
                out.yield(2);
            }
        });
        run(() -> {
            numbers.next();
            assertThatThrownBy(numbers::close)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(
                            "yield() was called after the generator was closed: let the CancelledError");
        });
    }

    @Test
    void aCancelOfWhoWaitsEndsTheBodyFirst() {
        AsyncIterator<Integer> silent = generate(out -> {
            try {
                sleepMs(Long.MAX_VALUE);
            } finally {
                sleepMs(1000);
                trail.add("cleaned up at " + loop.time());
            }
        });
        run(() -> {
            Task<?> waiting = createTask(() -> silent.next());
            settle();
            waiting.cancel();
            assertThatThrownBy(() -> await(waiting)).isInstanceOf(CancelledError.class);
            trail.add("cancelled");
            assertThatThrownBy(silent::hasNext)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("This generator has ended, as a wait for its next element was cancelled or timed out:"
                            + " make a new one by generate(...)");
            silent.close();
        });
        trail.assertIs("cleaned up at 1.0", "cancelled");
    }

    @Test
    void aTimeoutOfWhoWaitsEndsTheBodyToo() {
        AsyncIterator<Integer> silent = generate(out -> {
            try {
                sleepMs(Long.MAX_VALUE);
            } finally {
                trail.add("cleaned up");
            }
        });
        run(() -> assertThatThrownBy(() -> waitForMs(silent::next, 10)).isInstanceOf(TimeoutException.class));
        trail.assertIs("cleaned up");
    }

    @Test
    void aBodyMayCatchTheCancelAndGoOn() {
        AsyncIterator<String> stubborn = generate(out -> {
            try {
                sleepMs(Long.MAX_VALUE);
            } catch (CancelledError e) {
                out.yield("instead");
            }
            out.yield("more");
        });
        run(() -> {
            Task<String> waiting = createTask(stubborn::next);
            settle();
            waiting.cancel();
            assertThat(await(waiting)).isEqualTo("instead");
            assertThat(stubborn.next()).isEqualTo("more");
            stubborn.close();
        });
    }

    @Test
    void aCancelThatComesWithTheElementLosesNone() {
        AsyncIterator<Integer> numbers = counter(3);
        run(() -> {
            Task<?> waiting = createTask(numbers::next);
            sleepMs(0); // it asks
            loop.callSoon(waiting::cancel); // behind the body, which gives an element
            assertThatThrownBy(() -> await(waiting)).isInstanceOf(CancelledError.class);
            List<Integer> taken = new ArrayList<>();
            numbers.forEach(taken::add);
            assertThat(taken).containsExactly(0, 1, 2);
        });
    }

    @Test
    void aCancelOfWhoClosesGoesToTheCleanUpAndIsRaised() {
        AsyncIterator<Integer> slow = generate(out -> {
            try {
                out.yield(1);
            } finally {
                try {
                    sleepMs(Long.MAX_VALUE);
                } finally {
                    trail.add("cut short");
                }
            }
        });
        run(() -> {
            slow.next();
            Task<?> closing = createTask(slow::close);
            settle();
            closing.cancel();
            assertThatThrownBy(() -> await(closing)).isInstanceOf(CancelledError.class);
        });
        trail.assertIs("cut short");
    }

    @Test
    void aCloseInATaskThatWasCancelledBeforeIsNoCancelOfItsOwn() {
        run(() -> {
            Task<?> task = createTask(() -> {
                try (AsyncIterator<Integer> numbers = generate(this::yieldAndCleanUp)) {
                    numbers.next();
                    sleepMs(Long.MAX_VALUE);
                } catch (CancelledError e) {
                    trail.add("raised: " + e.getMessage() + ", suppressed " + e.getSuppressed().length);
                }
            });
            settle();
            task.cancel("by the user");
            await(task);
        });
        trail.assertIs(
                "CancelledError: the generator was closed", "cleaned up at 1.0", "raised: by the user, suppressed 0");
    }

    @Test
    void ofTwoTasksAtOnceTheSecondIsRefused() {
        AsyncIterator<Integer> slow = generate(out -> {
            sleepMs(1000);
            out.yield(1);
        });
        run(() -> {
            Task<Integer> first = createTask(slow::next);
            settle();
            assertThatThrownBy(slow::hasNext)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("hasNext() was called while another task waits for this generator:"
                            + " one task uses it at a time");
            assertThatThrownBy(slow::close)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("close() was called while another task waits");
            assertThat(await(first)).isEqualTo(1);
            slow.close();
        });
    }

    @Test
    void theBodyCannotAskOrCloseItself() {
        List<AsyncIterator<Integer>> itself = new ArrayList<>();
        itself.add(generate(out -> {
            assertThatThrownBy(() -> itself.get(0).hasNext())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("hasNext() was called on a generator in its own body");
            assertThatThrownBy(() -> itself.get(0).close())
                    .hasMessage("close() was called on a generator in its own body");
            out.yield(1);
        }));
        run(() -> {
            assertThat(itself.get(0).next()).isEqualTo(1);
            itself.get(0).close();
        });
    }

    @Test
    void yieldBelongsToTheBodysTask() {
        List<GeneratorOutput<Integer>> kept = new ArrayList<>();
        AsyncIterator<Integer> numbers = generate(out -> {
            kept.add(out);
            Task<?> other = createTask("other", () -> out.yield(1));
            assertThatThrownBy(() -> await(other))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("yield() was called by Task[other, running], which is not the task of the"
                            + " generator's body: yield in the body itself, before it returns");
            loop.callSoon(() -> assertThatThrownBy(() -> out.yield(1))
                    .isInstanceOf(NoRunningLoopException.class)
                    .hasMessageStartingWith("yield() was called in a callback"));
            settle();
        });
        run(() -> {
            assertThat(numbers.hasNext()).isFalse();
            assertThatThrownBy(() -> kept.get(0).yield(2)).hasMessageContaining("which is not the task");
        });
        assertThatThrownBy(() -> kept.get(0).yield(2)).isInstanceOf(NoRunningLoopException.class);
    }

    @Test
    void oneIsIteratedOverOnceThoughInSeveralLoops() {
        AsyncIterator<Integer> numbers = counter(4);
        run(() -> {
            for (int n : numbers) {
                trail.add("first " + n);
                if (n == 1) {
                    break;
                }
            }
            for (int n : numbers) {
                trail.add("second " + n);
            }
            assertThatThrownBy(numbers::iterator)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("This generator has ended, and gives its elements once:"
                            + " make a new one by generate(...) for each loop over them");
        });
        trail.assertIs("first 0", "first 1", "second 2", "second 3");
    }

    @Test
    void theContextIsThatOfTheTaskThatAsksFirst() {
        AsyncIterator<String> contexts =
                generate(out -> out.yield(Asyncio.currentTask().reactorContext().get("user")));
        TaskOptions options = TaskOptions.defaults().withReactorContext(Context.of("user", "ann"));
        run(() -> trail.add(await(loop.createTask(options, contexts::next))));
        run(contexts::close);
        trail.assertIs("ann");
    }

    @Test
    void outsideOfTasksACloseWaitsForNothingAndAFailureIsTold() {
        IOException failure = new IOException("in finally");
        AsyncIterator<Integer> numbers = generate(out -> {
            try {
                out.yield(1);
            } finally {
                sleepMs(1);
                throwIt(failure);
            }
        });
        run(() -> {
            numbers.next();
            loop.callSoon(numbers::close);
            sleepMs(10);
        });
        assertThat(takeErrors()).extracting(ExceptionContext::exception).containsExactly(failure);
    }

    @Test
    void aTaskOfAnotherLoopIsRefused() {
        AsyncIterator<Integer> numbers = counter(2);
        run(() -> numbers.next());
        try (Loop other = handled(Loop.withVirtualTime())) {
            other.runUntilComplete(() -> assertThatThrownBy(numbers::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("This generator runs on another event loop: use one per loop"));
        }
        run(numbers::close);
    }

    @Test
    void outsideOfALoopTheErrorSaysWhereToAsk() {
        assertThatThrownBy(counter(1)::hasNext)
                .isInstanceOf(NoRunningLoopException.class)
                .hasMessageContaining("call hasNext() inside Asyncio.run(...)");
        assertThatThrownBy(() -> generate(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("body");
    }

    @Test
    void aForgottenOneIsCancelledWithTheOtherTasksOfARun() {
        try (Runner runner = new Runner(() -> handled(Loop.withVirtualTime()))) {
            runner.run(() -> {
                generate((GeneratorOutput<Integer> out) -> {
                            try {
                                out.yield(1);
                            } finally {
                                sleepMs(1);
                                trail.add("cleaned up");
                            }
                        })
                        .next();
            });
        }
        trail.assertIs("cleaned up");
    }

    @Test
    void aLoopThatClosesRunsTheFinallyBlocks() {
        AsyncIterator<Integer> numbers = generate(out -> {
            try {
                out.yield(1);
            } finally {
                trail.add("cleaned up");
            }
        });
        run(() -> {
            createTask(() -> {
                try (numbers) {
                    numbers.next();
                    sleepMs(Long.MAX_VALUE);
                } finally {
                    trail.add("unwound");
                }
            });
            settle();
        });
        loop.close();
        assertThat(trail.steps()).containsExactlyInAnyOrder("cleaned up", "unwound");
    }

    @Test
    void theCallGraphShowsWhereBothStand() {
        run(() -> {
            AsyncIterator<Integer> silent = generate(out -> sleepMs(1000));
            Task<?> waiting = createTask("consumer", () -> {
                assertThat(silent.hasNext()).isFalse();
            });
            settle();
            assertThat(loop.dump())
                    .contains("Task[consumer, parked] Generator.hasNext at ")
                    .containsPattern("    └── Task\\[Task-\\d+, parked] Asyncio.sleepMs at io.asyncio.GeneratorTest");
            await(waiting);
        });
    }

    @Test
    void aCancelThatIsPendingWhenItIsClosedIsRaised() {
        run(() -> {
            Task<?> task = createTask(() -> {
                AsyncIterator<Integer> numbers = generate(out -> out.yield(1));
                numbers.next();
                Asyncio.currentTask().cancel("mine");
                numbers.close();
                trail.add("went on");
                sleepMs(0);
                trail.add("slept");
            });
            assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
            assertThat(task.cancelled()).isTrue();
        });
        trail.assertIs();
    }

    @Test
    void anElementIsForTheTaskThatWaitsForIt() {
        run(() -> {
            AsyncIterator<String> letters = generate(out -> {
                sleepMs(50);
                out.yield("a");
            });
            Task<?> other = createTask(() -> {
                while (true) {
                    try {
                        trail.add("other took " + letters.next());
                        return;
                    } catch (IllegalStateException waited) {
                        sleepMs(1);
                    } catch (NoSuchElementException end) {
                        trail.add("other found the end");
                        return;
                    }
                }
            });
            trail.add("took " + letters.next());
            await(other);
        });
        trail.assertIs("took a", "other found the end");
    }

    @Test
    void oneTaskClosesAtATime() {
        run(() -> {
            AsyncIterator<Integer> numbers = generate(out -> {
                try {
                    out.yield(1);
                } finally {
                    sleepMs(10);
                    trail.add("cleaned up");
                }
            });
            numbers.next();
            Task<?> first = createTask(numbers::close);
            settle();
            assertThatThrownBy(numbers::close)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another task waits for this generator");
            await(first);
            numbers.close();
        });
        trail.assertIs("cleaned up");
    }

    @Test
    void whatFailsWhileNobodyAsksIsRaisedWhereTheNextElementIsAskedFor() {
        run(() -> {
            AsyncIterator<Integer> numbers = failingAtAYield();
            assertThat(numbers.next()).isEqualTo(1);
            sleepMs(100);
            assertThatThrownBy(numbers::hasNext).hasMessage("out of time");
            assertThat(numbers.hasNext()).isFalse();
            settle();
            assertThat(takeErrors()).isEmpty();
        });
        run(LoopTestBase::settle);
        assertThat(takeErrors()).isEmpty();
    }

    @Test
    void orWhereItIsClosed() {
        run(() -> {
            AsyncIterator<Integer> numbers = failingAtAYield();
            assertThat(numbers.next()).isEqualTo(1);
            sleepMs(100);
            assertThatThrownBy(numbers::close).hasMessage("out of time");
        });
        run(LoopTestBase::settle);
        assertThat(takeErrors()).isEmpty();
    }

    @Test
    void orIsToldOnceTheTaskThatAskedHasEnded() {
        run(() -> {
            await(createTask(() -> {
                assertThat(failingAtAYield().next()).isEqualTo(1);
                sleepMs(100);
                settle();
                assertThat(takeErrors()).isEmpty();
            }));
            settle();
            assertThat(takeErrors()).singleElement().satisfies(told -> assertThat(told.exception())
                    .hasMessage("out of time"));
        });
        run(() -> {
            AsyncIterator<Integer> numbers = failingAtAYield();
            await(createTask(numbers::next)); // has ended before the failure
            sleepMs(100);
            settle();
            assertThat(takeErrors()).hasSize(1);
        });
    }

    @Test
    void orWhereItIsClosedOutsideOfTasks() {
        run(() -> {
            AsyncIterator<Integer> numbers = failingAtAYield();
            assertThat(numbers.next()).isEqualTo(1);
            sleepMs(100);
            Asyncio.getRunningLoop().callSoon(numbers::close);
            settle();
            assertThat(takeErrors()).singleElement().satisfies(told -> assertThat(told.exception())
                    .hasMessage("out of time"));
        });
    }

    private static AsyncIterator<Integer> failingAtAYield() {
        return generate(out -> {
            try {
                Asyncio.timeout(0.01, () -> out.yield(1));
            } catch (TimeoutException e) {
                throw new IOException("out of time", e);
            }
        });
    }
}
