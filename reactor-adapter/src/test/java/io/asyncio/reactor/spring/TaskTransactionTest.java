package io.asyncio.reactor.spring;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.taskGroup;
import static io.asyncio.reactor.ReactorAdapter.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.CancelledError;
import io.asyncio.Event;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.reactor.ReactorAdapter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.AnnotationTransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionInterceptor;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import reactor.core.publisher.Sinks;

/** Methods that return a task in a transaction of R2DBC, which ends as the task ends. */
class TaskTransactionTest extends TransactionTestBase {
    private Orders orders;

    @BeforeEach
    void getOrders() {
        orders = bean(Orders.class);
    }

    private Task<String> inserting(String name, Throwable failure) {
        return createTask(() -> {
            insert(name);
            sleep(1);
            if (failure instanceof Exception e) {
                throw e;
            }
            return name;
        });
    }

    @Test
    void itCommitsWhenTheTaskIsDone() {
        onLoop(() -> {
            Task<String> task = orders.task(() -> inserting("ann", null));
            assertThat(task.await()).isEqualTo("ann");
        });
        assertCommitted("ann");
    }

    @Test
    void itRollsBackAsTheRulesSay() {
        onLoop(() -> {
            for (Exception failure : new Exception[] {
                new IllegalStateException("unchecked"),
                new IOException("by rule"),
                new FileNotFoundException("not by rule")
            }) {
                Task<?> task = orders.taskWithRules(() -> inserting(failure.getMessage(), failure));
                assertThatThrownBy(task::await).isSameAs(failure);
            }
        });
        assertCommitted("not by rule");
    }

    @Test
    void aRollbackThatFailsWithTheBodysOwnFailureRaisesThat() {
        IllegalStateException failure = new IllegalStateException("both");
        Sinks.Empty<Void> broken = Sinks.empty();
        broken.tryEmitError(failure);
        assertThatThrownBy(() -> onLoop(() -> orders.required(() -> {
                    bean(SteeredTransactionManager.class).closeUntil(broken);
                    throw failure;
                })))
                .isSameAs(failure);
    }

    @Test
    void aFailureBeforeThereIsATaskIsTheTasks() {
        IllegalStateException failure = new IllegalStateException("before");
        onLoop(() -> {
            Task<?> task = orders.task(() -> {
                insert("ann");
                throw failure;
            });
            assertThatThrownBy(task::await).isSameAs(failure);
            assertThatThrownBy(orders.task(() -> null)::await)
                    .hasMessageContaining("Orders.task returned null for a Task");
        });
        assertCommitted();
    }

    @Test
    void aCancelOfItRollsBackWhenTheTaskIsUnwound() {
        onLoop(() -> {
            Task<?> task = orders.task(() -> createTask(() -> {
                try {
                    insert("ann");
                    sleep(10);
                } finally {
                    sleep(1);
                    insert("in finally");
                }
            }));
            sleep(1);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
        });
        assertCommitted();
    }

    @Test
    void itJoinsThatOfItsCaller() {
        IllegalStateException failure = new IllegalStateException("outer");
        assertThatThrownBy(() -> onLoop(() -> orders.required(() -> {
                    orders.task(() -> inserting("inner", null)).await();
                    taskGroup(group -> {
                        group.createTask(() ->
                                orders.task(() -> inserting("in a group", null)).await());
                    });
                    throw failure;
                })))
                .isSameAs(failure);
        assertCommitted();
    }

    @Test
    void anyThreadMayCall() {
        Task<String> task = orders.task(() -> inserting("ann", null));
        assertThat(task.loop()).isSameAs(loop);
        assertThat(outcome(task)).isEqualTo("ann");
        Task<?> cancelled = orders.task(() -> createTask(() -> {
            insert("bob");
            new Event().await(); // until the cancel, whenever that comes
        }));
        cancelled.cancel();
        assertThatThrownBy(() -> outcome(cancelled)).isInstanceOf(CancellationException.class);
        assertCommitted("ann");
    }

    @Test
    void monosThatItAwaitsJoin() {
        IllegalStateException failure = new IllegalStateException("after the Mono");
        onLoop(() -> {
            Task<?> task = orders.task(() -> createTask(() -> {
                await(orders.mono(inserting("mono")));
                await(orders.mono(ReactorAdapter.mono(loop, () -> orders.required(() -> insert("plain in mono")))));
                throw failure;
            }));
            assertThatThrownBy(task::await).isSameAs(failure);
        });
        assertCommitted();
    }

    /** Which Spring would end while the task runs. */
    @Test
    void transactionsOfAThreadAreRefused() {
        Orders withThreads = withManagerOfThreads();
        assertThatThrownBy(() -> withThreads.task(() -> inserting("ann", null)))
                .hasMessageContaining(
                        "The transaction of io.asyncio.reactor.spring.Orders.task would end before the Task")
                .hasMessageContaining("call that by toThread(...)");
        onLoop(() ->
                assertThat(withThreads.get(() -> "plain methods are Spring's")).startsWith("plain"));
    }

    private Orders withManagerOfThreads() {
        TransactionInterceptor interceptor =
                new TaskTransactionInterceptor(new StaticListableBeanFactory().getBeanProvider(Loop.class));
        interceptor.setTransactionManager(new ManagerOfThreads());
        interceptor.setTransactionAttributeSource(new AnnotationTransactionAttributeSource(false));
        ProxyFactory proxies = new ProxyFactory(new Orders());
        proxies.setProxyTargetClass(true);
        proxies.addAdvice(interceptor);
        return (Orders) proxies.getProxy();
    }

    /** Without a database. */
    private static final class ManagerOfThreads extends AbstractPlatformTransactionManager {
        private static final long serialVersionUID = 1;

        @Override
        protected Object doGetTransaction() {
            return this;
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {}

        @Override
        protected void doCommit(DefaultTransactionStatus status) {}

        @Override
        protected void doRollback(DefaultTransactionStatus status) {}
    }
}
