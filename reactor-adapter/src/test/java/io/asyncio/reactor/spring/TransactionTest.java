package io.asyncio.reactor.spring;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.reactor.ReactorAdapter.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.CancelledError;
import io.asyncio.Coroutine;
import io.asyncio.Task;
import io.asyncio.VoidCoroutine;
import io.asyncio.reactor.ReactorAdapter;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import reactor.core.publisher.Mono;

/** Plain methods in a transaction of R2DBC. */
class TransactionTest extends TransactionTestBase {
    private Orders orders;

    @BeforeEach
    void getOrders() {
        orders = bean(Orders.class);
    }

    private VoidCoroutine insertAndThrow(String name, Throwable failure) {
        return () -> {
            insert(name);
            if (failure instanceof Exception e) {
                throw e;
            }
            throw (Error) failure;
        };
    }

    private void assertRaises(Throwable failure, VoidCoroutine body) {
        assertThatThrownBy(() -> onLoop(body)).isSameAs(failure);
    }

    @Test
    void itCommitsWhenTheMethodReturns() {
        int answer = onLoop(() -> orders.get(() -> {
            insert("ann");
            sleep(1);
            insert("bob");
            assertCommittedElsewhere(0);
            return 42;
        }));
        assertThat(answer).isEqualTo(42);
        assertCommitted("ann", "bob");
    }

    /** Beside the transaction of the caller. */
    private void assertCommittedElsewhere(long count) throws Exception {
        orders.requiresNew(() -> assertThat(await(client.sql("select count(*) from person")
                        .mapValue(Long.class)
                        .one()))
                .isEqualTo(count));
    }

    @Test
    void itRollsBackForUncheckedExceptionsAndErrorsAndCommitsForCheckedOnes() {
        IllegalStateException unchecked = new IllegalStateException("unchecked");
        assertRaises(unchecked, () -> orders.required(insertAndThrow("unchecked", unchecked)));
        AssertionError error = new AssertionError("error");
        assertRaises(error, () -> orders.required(insertAndThrow("error", error)));
        IOException checked = new IOException("checked");
        assertRaises(checked, () -> orders.required(insertAndThrow("checked", checked)));
        assertCommitted("checked");
    }

    @Test
    void rulesOfTheAnnotationGoFirst() {
        IOException checked = new IOException("checked");
        assertRaises(checked, () -> orders.rollingBackForIo(insertAndThrow("rolled back", checked)));
        IllegalStateException unchecked = new IllegalStateException("unchecked");
        assertRaises(unchecked, () -> orders.committingForIllegalState(insertAndThrow("committed", unchecked)));
        assertCommitted("committed");
    }

    @Test
    void aCancelRollsBackAfterTheFinallyBlocks() {
        onLoop(() -> {
            Task<?> task = createTask(() -> orders.required(() -> {
                try {
                    insert("ann");
                    sleep(10);
                } finally {
                    insert("in finally");
                }
            }));
            sleep(1);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
        });
        assertCommitted();
        assertThat(bean(SteeredTransactionManager.class).trail()).containsExactly("begin", "rollback");
    }

    @Test
    void requiredJoinsAndRollsBackAll() {
        IllegalStateException failure = new IllegalStateException("after the inner one");
        assertRaises(
                failure,
                () -> orders.required(() -> {
                    orders.required(() -> insert("inner"));
                    throw failure;
                }));
        assertCommitted();
    }

    @Test
    void aFailureOfWhatHasJoinedIsNotToBeIgnored() {
        IllegalStateException failure = new IllegalStateException("inner");
        assertThatThrownBy(() -> onLoop(() -> orders.required(() -> {
                    insert("outer");
                    assertThatThrownBy(() -> orders.required(insertAndThrow("inner", failure)))
                            .isSameAs(failure);
                })))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasMessageContaining("Orders.required is rolled back, as a method that takes part in it has failed");
        assertCommitted();
    }

    @Test
    void requiresNewIsIndependent() {
        IllegalStateException failure = new IllegalStateException("outer");
        assertRaises(
                failure,
                () -> orders.required(() -> {
                    insert("outer");
                    orders.requiresNew(() -> insert("new"));
                    insert("outer again");
                    throw failure;
                }));
        onLoop(() -> orders.required(() -> {
            IllegalStateException inner = new IllegalStateException("inner");
            assertThatThrownBy(() -> orders.requiresNew(insertAndThrow("new and failed", inner)))
                    .isSameAs(inner);
            insert("outer of a failed one");
        }));
        assertCommitted("new", "outer of a failed one");
    }

    @Test
    void notSupportedRunsBesideTheTransaction() {
        IllegalStateException failure = new IllegalStateException("outer");
        assertRaises(
                failure,
                () -> orders.required(() -> {
                    orders.notSupported(() -> insert("beside"));
                    insert("outer");
                    throw failure;
                }));
        assertCommitted("beside");
    }

    @Test
    void supportsJoinsWhatIsThere() {
        IllegalStateException failure = new IllegalStateException("failure");
        assertRaises(failure, () -> orders.supports(insertAndThrow("without", failure)));
        assertRaises(failure, () -> orders.required(() -> orders.supports(insertAndThrow("within", failure))));
        assertCommitted("without");
    }

    @Test
    void mandatoryAndNeverAreRefusedWhereTheyDoNotBelong() {
        assertThatThrownBy(() -> onLoop(() -> orders.mandatory(() -> insert("mandatory"))))
                .isInstanceOf(IllegalTransactionStateException.class)
                .hasMessageContaining("mandatory");
        assertThatThrownBy(() -> onLoop(() -> orders.required(() -> orders.never(() -> insert("never")))))
                .isInstanceOf(IllegalTransactionStateException.class)
                .hasMessageContaining("never");
        onLoop(() -> {
            orders.required(() -> orders.mandatory(() -> insert("within")));
            orders.never(() -> insert("without"));
        });
        assertCommitted("within", "without");
    }

    @Test
    void nestedRollsBackToItsSavepoint() {
        onLoop(() -> orders.required(() -> {
            insert("outer");
            IllegalStateException failure = new IllegalStateException("nested");
            assertThatThrownBy(() -> orders.nested(insertAndThrow("rolled back", failure)))
                    .isSameAs(failure);
            orders.nested(() -> insert("nested"));
        }));
        assertCommitted("nested", "outer");
    }

    @Test
    void whatHasFailedInANestedTransactionIsUndoneWithIt() {
        IllegalStateException failure = new IllegalStateException("joined the nested one");
        onLoop(() -> orders.required(() -> {
            insert("outer");
            assertThatThrownBy(() -> orders.nested(() -> orders.required(insertAndThrow("nested", failure))))
                    .isSameAs(failure);
        }));
        assertCommitted("outer");
    }

    @Test
    void metaAnnotationsCount() {
        assertThatThrownBy(() -> onLoop(() -> orders.byMetaAnnotation(() -> {})))
                .isInstanceOf(IllegalTransactionStateException.class);
    }

    @Test
    void readOnlyIsolationAndNameReachTheManager() {
        Mono<String> asks = TransactionSynchronizationManager.forCurrentTransaction()
                .map(current -> current.isCurrentTransactionReadOnly() + " "
                        + current.getCurrentTransactionIsolationLevel() + " "
                        + current.getCurrentTransactionName());
        assertThat(onLoop(() -> orders.readOnlyAndSerializable(() -> await(asks))))
                .isEqualTo("true 8 io.asyncio.reactor.spring.Orders.readOnlyAndSerializable");
        assertThat(onLoop(() -> orders.get(() -> await(asks))))
                .isEqualTo("false null io.asyncio.reactor.spring.Orders.get");
    }

    @Test
    void atItsTimeoutTheMethodIsCancelledAndRolledBack() {
        onLoop(() -> {
            double start = loop.time();
            assertThatThrownBy(() -> orders.within2Seconds(() -> {
                        insert("ann");
                        sleep(10);
                    }))
                    .isInstanceOf(TransactionTimedOutException.class)
                    .hasMessageContaining("Orders.within2Seconds is rolled back: it did not end within 2 s");
            assertThat(loop.time() - start).isEqualTo(2);
            TimeoutException ownFailure = new TimeoutException("the method's own");
            assertThatThrownBy(() -> orders.within2Seconds(insertAndThrow("own", ownFailure)))
                    .isSameAs(ownFailure);
            orders.required(() -> orders.within2Seconds(() -> sleep(3))); // a part of another one has none
        });
        assertCommitted("own");
    }

    @Test
    void monosWithinJoin() {
        IllegalStateException failure = new IllegalStateException("outer");
        assertRaises(
                failure,
                () -> orders.required(() -> {
                    await(orders.mono(inserting("mono")));
                    insert("outer");
                    throw failure;
                }));
        assertCommitted();
    }

    @Test
    void plainMethodsWithinAMonoJoin() {
        IllegalStateException failure = new IllegalStateException("outer");
        VoidCoroutine plain = () -> orders.required(() -> insert("plain"));
        assertRaises(failure, () -> {
            await(orders.mono(
                    ReactorAdapter.mono(loop, plain).then(inserting("outer")).then(Mono.error(failure))));
        });
        assertCommitted();
    }

    @Test
    void tasksMadeWithinShareTheTransaction() {
        IllegalStateException failure = new IllegalStateException("outer");
        assertRaises(
                failure,
                () -> orders.required(() -> {
                    gather(() -> insert("one"), () -> orders.required(() -> insert("two")));
                    throw failure;
                }));
        assertCommitted();
    }

    @Test
    void tasksBesideEachOtherHaveTransactionsOfTheirOwn() {
        IllegalStateException failure = new IllegalStateException("one of them");
        onLoop(() -> {
            Task<?> committing = createTask(() -> orders.required(() -> {
                insert("committed");
                sleep(2);
            }));
            Task<?> failing = createTask(() -> orders.required(() -> {
                sleep(1);
                insert("rolled back");
                throw failure;
            }));
            assertThatThrownBy(failing::await).isSameAs(failure);
            committing.await();
        });
        assertCommitted("committed");
    }

    /** A task that goes on alone. */
    @Test
    void aTaskThatOutlivesTheTransactionIsOutsideOfIt() {
        Coroutine<Task<?>> body = () -> createTask(() -> {
            sleep(1);
            insert("later");
        });
        onLoop(() -> {
            orders.get(body).await();
        });
        assertCommitted("later");
    }

    @Test
    void aSelfCancelRollsBackToo() {
        Task<?> task = loop.createTask(() -> orders.required(() -> {
            insert("ann");
            io.asyncio.Asyncio.currentTask().cancel();
            sleepMs(0);
        }));
        assertThatThrownBy(() -> outcome(task)).isInstanceOf(CancellationException.class);
        assertCommitted();
    }

    @Test
    void outsideOfATaskTheErrorSaysWhatToDo() {
        assertThatThrownBy(() -> orders.required(() -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "Orders.required in thread '" + Thread.currentThread().getName() + "'")
                .hasMessageContaining("loop.createTask(...)");
        assertThatThrownBy(() -> onLoop(() -> {
                    orders.future(() -> createTask(() -> 1));
                }))
                .hasMessageContaining("would end before the Future that it returns: have it return a Task");
    }
}
