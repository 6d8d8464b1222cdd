package io.asyncio.kotlin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.AsyncIterator;
import io.asyncio.Asyncio;
import io.asyncio.CancelledError;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.test.AsyncioTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import kotlinx.coroutines.Deferred;
import kotlinx.coroutines.flow.Flow;
import kotlinx.coroutines.flow.FlowKt;

/** The facade as Java sees it. */
class JavaCallerTest {
    private static Deferred<String> deferredValue() {
        return KotlinAdapter.deferred(Asyncio.getRunningLoop(), () -> {
            Asyncio.sleepMs(10);
            return "value";
        });
    }

    @AsyncioTest
    void awaitGivesTheValueOfADeferred() {
        assertThat(KotlinAdapter.await(deferredValue())).isEqualTo("value");
    }

    @AsyncioTest
    void toTaskOwnsTheDeferred() {
        Loop loop = Asyncio.getRunningLoop();
        assertThat(Asyncio.await(KotlinAdapter.toTask(deferredValue()))).isEqualTo("value");
        Deferred<String> unfinished = deferredValue();
        Task<String> task = KotlinAdapter.toTask(loop, unfinished);
        task.cancel();
        assertThatThrownBy(() -> Asyncio.await(task)).isInstanceOf(CancelledError.class);
        Asyncio.sleepMs(0);
        assertThat(unfinished.isCancelled()).isTrue();
    }

    @AsyncioTest
    void toDeferredIsAView() {
        Task<String> task = Asyncio.createTask(() -> {
            Asyncio.sleepMs(10);
            return "value";
        });
        KotlinAdapter.toDeferred(task).cancel(null);
        assertThat(Asyncio.await(task)).isEqualTo("value");
        assertThat(KotlinAdapter.await(KotlinAdapter.toDeferred(task))).isEqualTo("value");
    }

    @AsyncioTest
    void deferredOwnsItsTask() {
        List<String> steps = new ArrayList<>();
        Deferred<Void> deferred = KotlinAdapter.deferred(Asyncio.getRunningLoop(), () -> {
            try {
                Asyncio.sleep(Double.POSITIVE_INFINITY);
            } finally {
                steps.add("finally");
            }
        });
        Asyncio.sleepMs(0);
        deferred.cancel(null);
        assertThatThrownBy(() -> KotlinAdapter.await(deferred)).isInstanceOf(CancelledError.class);
        assertThat(steps).containsExactly("finally");
    }

    @AsyncioTest
    void errorsAreTheSameObject() {
        IOException failure = new IOException("checked");
        Deferred<String> failing = KotlinAdapter.deferred(Asyncio.getRunningLoop(), () -> {
            if (failure != null) {
                throw failure;
            }
            return "never";
        });
        assertThatThrownBy(() -> KotlinAdapter.await(failing)).isSameAs(failure);
    }

    @AsyncioTest
    void flowsAreListsOrIterated() {
        Flow<Integer> numbers = FlowKt.flowOf(1, 2, 3);
        assertThat(KotlinAdapter.collect(numbers)).containsExactly(1, 2, 3);
        int sum = 0;
        try (AsyncIterator<Integer> each = KotlinAdapter.iterate(numbers)) {
            for (int number : each) {
                sum += number;
            }
        }
        assertThat(sum).isEqualTo(6);
    }

    @AsyncioTest
    void theDispatcherIsTheLoops() {
        Loop loop = Asyncio.getRunningLoop();
        assertThat(KotlinAdapter.asCoroutineDispatcher(loop)).isEqualTo(KotlinAdapter.asCoroutineDispatcher(loop));
    }
}
