package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.toThread;
import static io.asyncio.Asyncio.withReactorContext;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.util.context.Context;

/** What a task inherits from where it was created. */
class ContextTest extends LoopTestBase {
    private static final ThreadLocal<String> USER = new ThreadLocal<>();

    @BeforeEach
    void register() {
        ContextRegistry.getInstance().registerThreadLocalAccessor("user", USER);
    }

    @AfterEach
    void unregister() {
        ContextRegistry.getInstance().removeThreadLocalAccessor("user");
        ContextRegistry.getInstance().removeThreadLocalAccessor("failing");
        USER.remove();
    }

    @Test
    void threadLocalsAreCapturedAtCreationAndHoldOverSuspensions() {
        USER.set("ann");
        Task<?> ann = loop.createTask(this::recordUserTwice);
        USER.set("bob");
        Task<?> bob = loop.createTask(this::recordUserTwice);
        USER.remove();
        Task<?> nobody = loop.createTask(this::recordUserTwice);
        run(() -> {
            await(ann);
            await(bob);
            await(nobody);
        });
        trail.assertIs("ann", "bob", "null", "ann", "bob", "null");
    }

    @Test
    void aTaskInheritsFromTheTaskThatCreatesIt() {
        run(() -> {
            USER.set("parent");
            Task<?> child = createTask(this::recordUserTwice);
            USER.set("changed");
            await(child);
            trail.add(USER.get());
        });
        trail.assertIs("parent", "parent", "changed");
    }

    @Test
    void callbacksAndLaterTasksOfTheLoopSeeNothingOfIt() {
        run(() -> {
            USER.set("task");
            loop.callSoon(() -> trail.add(USER.get()));
            sleepMs(0);
        });
        run(() -> trail.add(USER.get()));
        trail.assertIs("null", "null");
    }

    @Test
    void theReactorContextIsInheritedUnlessGiven() {
        TaskOptions options = TaskOptions.named("outer").withReactorContext(Context.of("key", "outer"));
        Task<?> outer = loop.createTask(options, () -> {
            createTask(() -> trail.add(currentTask().reactorContext().get("key")));
            sleepMs(0);
            loop.createTask(
                    TaskOptions.defaults().withReactorContext(Context.empty()),
                    () -> trail.add(currentTask().reactorContext().isEmpty()));
        });
        run(() -> {
            await(outer);
            settle();
            trail.add(currentTask().reactorContext().isEmpty());
        });
        trail.assertIs("outer", "true", "true");
        assertThat(outer.getName()).isEqualTo("outer");
    }

    @Test
    void aGivenReactorContextGoesBeforeTheCreatorsThreadLocals() {
        USER.set("thread");
        Task<?> given = loop.createTask(
                TaskOptions.defaults().withReactorContext(Context.of("user", "given")), this::recordUserTwice);
        Task<?> other = loop.createTask(
                TaskOptions.defaults().withReactorContext(Context.of("another", "key")), this::recordUserTwice);
        run(() -> {
            await(given);
            await(other);
        });
        trail.assertIs("given", "thread", "given", "thread");
    }

    @Test
    void aTasksOwnReactorContextHasTheThreadLocalsAsTheyAreNow() {
        TaskOptions options = TaskOptions.defaults().withReactorContext(Context.of("user", "given", "key", "kept"));
        run(() -> {
            Task<?> task = loop.createTask(options, () -> {
                Task<?> self = currentTask();
                trail.add(self.reactorContext().get("user"));
                USER.set("changed");
                trail.add(self.reactorContext().get("user"));
                USER.remove();
                trail.add(self.reactorContext().hasKey("user"));
                trail.add(self.reactorContext().get("key"));
            });
            await(task);
            trail.add(task.reactorContext().get("user"));
        });
        trail.assertIs("given", "changed", "false", "kept", "given");
    }

    @Test
    void aBlockHasAReactorContextOfItsOwnOverSuspensions() {
        run(() -> {
            Task<?> outside = withReactorContext(Context.of("key", "outer"), () -> {
                withReactorContext(Context.of("key", "inner"), () -> {
                    sleepMs(0);
                    recordKey();
                });
                recordKey();
                return createTask(this::recordKey);
            });
            trail.add(currentTask().reactorContext().isEmpty());
            await(outside);
        });
        trail.assertIs("inner", "outer", "true", "outer");
    }

    @Test
    void aBlockThatFailsRestoresTheContext() {
        run(() -> {
            Task<?> task = createTask(() -> {
                try {
                    withReactorContext(Context.of("key", "block"), () -> sleep(10));
                } catch (CancelledError e) {
                    trail.add(currentTask().reactorContext().isEmpty());
                }
            });
            sleepMs(0);
            trail.add(task.reactorContext().get("key"));
            task.cancel();
            await(task);
        });
        trail.assertIs("block", "true");
    }

    @Test
    void theThreadLocalsOfABlocksContextHoldInIt() {
        run(() -> {
            USER.set("ann");
            withReactorContext(Context.of("user", "bob"), this::recordUserTwice);
            withReactorContext(Context.of("another", "key"), this::recordUserTwice);
            trail.add(USER.get());
        });
        trail.assertIs("bob", "bob", "ann", "ann", "ann");
    }

    @Test
    void aCallbackHasAReactorContextWhileItsBlockRuns() {
        Context context = Context.of("user", "bob", "key", "given");
        Runnable callback = () -> {
            withReactorContext(context, () -> {
                trail.add(USER.get());
                createTask(this::recordKey);
            });
            createTask(() ->
                    trail.add(USER.get() + " " + currentTask().reactorContext().isEmpty()));
        };
        run(() -> {
            USER.set("ann");
            loop.callSoon(callback);
            loop.callLater(1, callback);
            createTask(() -> {}).addDoneCallback(done -> callback.run());
            sleep(2);
        });
        trail.assertIs("bob", "given", "null true", "bob", "given", "null true", "bob", "given", "null true");
    }

    @Test
    void aCallbacksBlockThatFailsRestoresTheContext() {
        run(() -> {
            loop.callSoon(() -> {
                assertThatThrownBy(() -> withReactorContext(Context.of("key", "given"), () -> {
                            throw new IOException("in the block");
                        }))
                        .hasMessage("in the block");
                createTask(() -> trail.add(currentTask().reactorContext().isEmpty()));
            });
            settle();
        });
        trail.assertIs("true");
    }

    @Test
    void aCallbacksBlockCannotSuspend() {
        run(() -> {
            loop.callSoon(() -> assertThatThrownBy(() -> withReactorContext(Context.empty(), () -> sleepMs(1)))
                    .isInstanceOf(NoRunningLoopException.class)
                    .hasMessageContaining("in a callback"));
            settle();
        });
    }

    @Test
    void aBlockNeedsALoop() {
        assertThatThrownBy(() -> withReactorContext(Context.empty(), () -> {}))
                .isInstanceOf(NoRunningLoopException.class)
                .hasMessageContaining("withReactorContext()");
    }

    private void recordKey() {
        trail.add(currentTask().reactorContext().get("key"));
    }

    @Test
    void anAccessorThatThrowsWhileItSetsIsTheTasksFailure() {
        run(() -> {
            failingWhen(Failing.SETTING);
            Task<?> task = createTask(() -> trail.add("never runs"));
            assertThatThrownBy(() -> await(task)).hasMessage("while SETTING");
            failing = Failing.NOTHING;
            await(createTask(() -> trail.add("another runs")));
        });
        trail.assertIs("another runs");
    }

    @Test
    void anAccessorThatThrowsWhileItRestoresIsTheTasksFailure() {
        run(() -> {
            failingWhen(Failing.RESTORING);
            Task<?> task = createTask(() -> trail.add("runs"));
            assertThatThrownBy(() -> await(task)).hasMessage("while RESTORING");
            Task<?> failed = createTask(() -> {
                throw new IOException("of the body");
            });
            assertThatThrownBy(() -> await(failed)).hasMessage("of the body").satisfies(e -> assertThat(
                            e.getSuppressed())
                    .extracting(Throwable::getMessage)
                    .containsExactly("while RESTORING"));
            failing = Failing.NOTHING;
        });
        trail.assertIs("runs");
    }

    @Test
    void anAccessorThatThrowsLeavesNoThreadLocalOfAnotherOne() {
        Context context = Context.of("user", "bob");
        run(() -> {
            USER.set("ann");
            for (Failing when : List.of(Failing.SETTING, Failing.RESTORING)) {
                ContextRegistry.getInstance().removeThreadLocalAccessor("user");
                failingWhen(when); // the first one, then the last
                ContextRegistry.getInstance().registerThreadLocalAccessor("user", USER);
                for (int i = 0; i < 2; i++) {
                    VoidCoroutine failing = () -> assertThatThrownBy(() -> withReactorContext(context, () -> "ignored"))
                            .hasMessage("while " + when);
                    failing.run();
                    assertThat(USER.get()).as("in the task, " + when).isEqualTo("ann");
                    Future<String> seen = loop.createFuture();
                    loop.callSoon(() -> {
                        assertThatCode(failing::run).doesNotThrowAnyException();
                        loop.callSoon(() -> seen.setResult(String.valueOf(USER.get())));
                    });
                    assertThat(await(seen)).as("on the loop's thread, " + when).isEqualTo("null");
                    failingWhen(when);
                }
                failing = Failing.NOTHING;
            }
        });
    }

    @Test
    void anAccessorThatThrowsWhileItIsAskedLeavesNoTask() {
        run(() -> {
            failingWhen(Failing.ASKED);
            assertThatThrownBy(() -> createTask(() -> trail.add("never runs"))).hasMessage("while ASKED");
            assertThatThrownBy(() -> toThread(() -> trail.add("never runs"))).hasMessage("while ASKED");
            failing = Failing.NOTHING;
            assertThat(loop.allTasks()).containsExactly(currentTask());
        });
        trail.assertIs();
    }

    @Test
    void anAccessorThatThrowsInAnotherThreadIsTheCallsFailure() {
        run(() -> {
            failingWhen(Failing.SETTING);
            assertThatThrownBy(() -> toThread(() -> trail.add("never runs"))).hasMessage("while SETTING");
            failing = Failing.RESTORING;
            assertThatThrownBy(() -> toThread(() -> trail.add("runs"))).hasMessage("while RESTORING");
            failing = Failing.NOTHING;
        });
        trail.assertIs("runs");
    }

    @Test
    void theLoopClosesWhileAccessorsThrow() {
        run(() -> {
            createTask(() -> sleepMs(1_000_000));
            sleepMs(0);
            failingWhen(Failing.RESTORING);
            createTask(() -> sleepMs(1_000_000));
            sleepMs(0);
            failing = Failing.SETTING;
            createTask(() -> trail.add("never runs"));
            settle();
            failing = Failing.RESTORING;
        });
        loop.close();
        trail.assertIs();
        assertThat(loop.allTasks()).isEmpty();
        assertThat(takeErrors())
                .extracting(context -> context.exception().getMessage())
                .containsOnly("while SETTING");
    }

    private enum Failing {
        NOTHING,
        ASKED,
        SETTING,
        RESTORING
    }

    private volatile Failing failing = Failing.NOTHING;

    /** From now on; the accessor's thread-local is set, and so captured by whoever is created. */
    private void failingWhen(Failing when) {
        failing = when;
        ContextRegistry.getInstance().registerThreadLocalAccessor(new ThreadLocalAccessor<String>() {
            private void failIf(Failing now) {
                if (failing == now) {
                    throw new IllegalStateException("while " + now);
                }
            }

            @Override
            public Object key() {
                return "failing";
            }

            @Override
            public String getValue() {
                failIf(Failing.ASKED);
                return "value";
            }

            @Override
            public void setValue(String value) {
                failIf(Failing.SETTING);
            }

            @Override
            public void setValue() {
                failIf(Failing.SETTING);
            }

            @Override
            public void restore(String previous) {
                failIf(Failing.RESTORING);
            }

            @Override
            public void restore() {
                failIf(Failing.RESTORING);
            }
        });
    }

    private void recordUserTwice() {
        trail.add(USER.get());
        sleepMs(1);
        trail.add(USER.get());
    }
}
