package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.context.ContextRegistry;
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

    private void recordUserTwice() {
        trail.add(USER.get());
        sleepMs(1);
        trail.add(USER.get());
    }
}
