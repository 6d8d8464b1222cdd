package io.asyncio.reactor.spring;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.withReactorContext;
import static io.asyncio.reactor.ReactorAdapter.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.Asyncio;
import io.asyncio.CancelledError;
import io.asyncio.Coroutine;
import io.asyncio.Loop;
import io.asyncio.NoRunningLoopException;
import io.asyncio.Task;
import io.asyncio.VoidCoroutine;
import io.asyncio.reactor.ReactorContext;
import io.micrometer.context.ContextRegistry;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.resilience.InvocationRejectedException;
import org.springframework.resilience.annotation.ConcurrencyLimit;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.config.annotation.method.configuration.EnableReactiveMethodSecurity;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.transaction.reactive.TransactionalEventPublisher;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** The table of the adapter's page, row by row: what each advice does for a plain method, a task and a Mono. */
class AdviceTest extends TransactionTestBase {
    private Advised advised;
    private Advised.Seen seen;

    @Override
    Class<?>[] more() {
        return new Class<?>[] {Advice.class};
    }

    @BeforeEach
    void getAdvised() {
        advised = bean(Advised.class);
        seen = bean(Advised.Seen.class);
    }

    @Test
    void retryableRetriesPlainMethodsAndTasksWithoutBlockingTheLoop() {
        onLoop(() -> {
            Task<Integer> plain = createTask(advised::retried);
            sleep(1);
            assertThat(seen.calls()).hasValue(1); // and this task runs meanwhile
            assertThat(plain.await()).isEqualTo(3);
            assertThat(loop.time()).isBetween(7200.0, 7300.0);
        });
        seen.calls().set(0);
        assertThat(outcome(advised.retriedTask())).isEqualTo(3);
        seen.calls().set(0);
        assertThat(onLoop(() -> await(advised.retriedMono()))).isEqualTo(3);
    }

    @Test
    void retryableIsEndedByACancelAndByItsSettings() {
        VoidCoroutine failing = () -> {
            throw new IllegalStateException("again");
        };
        onLoop(() -> {
            Task<?> task = createTask(() -> advised.retriedWithin90Minutes(() -> {
                sleep(10);
                return 1;
            }));
            sleep(1);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(seen.calls()).hasValue(1);
            assertThatThrownBy(() -> advised.retriedWithin90Minutes(failing.asCoroutine()))
                    .hasMessage("again");
            assertThat(seen.calls()).hasValue(3);
            assertThatThrownBy(() -> advised.retriedWithin90Minutes(() -> {
                        throw new UnsupportedOperationException("not included");
                    }))
                    .hasMessage("not included");
            assertThat(seen.calls()).hasValue(4);
        });
    }

    @Test
    void retryableMayHaveATimeoutLongerThanAnyClock() {
        assertThat(onLoop(advised::retriedForEver)).isEqualTo(3);
    }

    @Test
    void concurrencyLimitSuspendsPlainMethodsAndTasksAndDoesNotCountMonos() {
        Coroutine<Integer> plain = advised::limited;
        assertThat(mostInside(plain)).isEqualTo(2);
        assertThat(mostInside(() -> advised.limitedTask().await())).isEqualTo(2);
        assertThat(mostInside(() -> await(advised.limitedMono()))).isEqualTo(5);
    }

    private int mostInside(Coroutine<Integer> call) {
        return onLoop(() -> gather(List.of(call, call, call, call, call))).stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElseThrow();
    }

    @Test
    void concurrencyLimitRejectsIfItSaysSo() {
        onLoop(() -> {
            Task<Integer> first = createTask(advised::rejected);
            sleep(0);
            assertThatThrownBy(advised::rejected)
                    .isInstanceOf(InvocationRejectedException.class)
                    .hasMessageContaining("At most 1 tasks may be in io.asyncio.reactor.spring.Advised.rejected");
            assertThat(first.await()).isEqualTo(1);
        });
    }

    @Test
    void concurrencyLimitCountsCallsOfAProxyWithoutTarget() {
        LimitedInterface first = bean(LimitedInterface.class);
        LimitedInterface second = bean(LimitedInterface.class);
        assertThat(mostInside(first::perMethod)).isEqualTo(2);
        assertThat(mostInside(first::perClass)).isEqualTo(1);
        onLoop(() -> {
            double begin = loop.time();
            gather(List.<Coroutine<Integer>>of(first::perClass, second::perClass));
            assertThat(loop.time() - begin).isLessThan(2); // each has a limit of its own
        });
    }

    @Test
    void concurrencyLimitKeepsNoBeanAndDoesNotCompareThem() {
        WeakReference<?> bean = onLoop(() -> bean(Incomparable.class).limited());
        for (int i = 0; i < 50 && !bean.refersTo(null); i++) {
            System.gc();
        }
        assertThat(bean.refersTo(null)).as("collected").isTrue();
    }

    /** As Spring makes it of a bean that has an interface, which has no annotations. */
    @Test
    void retryableAndConcurrencyLimitAreFoundBehindAProxyOfAnInterface() {
        ByInterface proxy = bean(ByInterface.class);
        assertThat(AopUtils.isJdkDynamicProxy(proxy)).isTrue();
        assertThat(onLoop(proxy::retried)).isEqualTo(3);
        seen.calls().set(0);
        assertThat(outcome(proxy.retriedTask())).isEqualTo(3);
        assertThat(mostInside(proxy::limited)).isEqualTo(2);
    }

    @Test
    void cacheableCachesResultsAndNoFailures() {
        onLoop(() -> {
            assertCached(() -> advised.cached("key"));
            assertCached(() -> advised.cachedTask("key").await());
            assertCached(() -> await(advised.cachedMono("key")));
        });
    }

    private void assertCached(Coroutine<Integer> call) {
        seen.calls().set(0);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(call::await).hasMessageStartingWith("attempt");
        }
        assertThat(Asyncio.await(call)).isEqualTo(3);
        assertThat(Asyncio.await(call)).isEqualTo(3);
        assertThat(seen.calls()).hasValue(3);
    }

    @Test
    void cacheableInSyncRefusesToSuspendInPlainMethodsWhichHaveNoTask() {
        seen.calls().set(2);
        Coroutine<Integer> computing = seen.calls()::incrementAndGet;
        onLoop(() -> {
            assertThat(advised.cachedSync(computing)).isEqualTo(3);
            assertThat(advised.cachedSync(computing)).isEqualTo(3);
            Coroutine<Integer> suspending = () -> {
                sleep(1);
                return 1;
            };
            Coroutine<Integer> asking = () -> ReactorContext.current().size();
            for (Coroutine<Integer> body : List.of(suspending, asking)) {
                assertThatThrownBy(() -> advised.cachedSync(body))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("Advised.cachedSync is called in a callback, not in a task, as its cache"
                                + " keeps a lock while it runs: have it return")
                        .hasCauseInstanceOf(NoRunningLoopException.class);
            }
            seen.calls().set(2);
            List<Integer> results = gather(advised.cachedSyncTask("key"), advised.cachedSyncTask("key"));
            assertThat(results).containsExactly(3, 3);
        });
    }

    @Test
    void cacheableInSyncIsCalledWithTheCallersContext() {
        onLoop(() -> {
            withReactorContext(Context.of("tenant", "ann"), () -> {
                advised.cachedSync(() -> {
                    Task<?> made = createTask(() -> {});
                    seen.trail().add(made.reactorContext().getOrDefault("tenant", "none"));
                    return 1;
                });
            });
        });
        assertThat(seen.trail()).containsExactly("ann");
    }

    @Test
    void cacheableInSyncIsCalledWithTheCallersThreadLocals() {
        ThreadLocal<String> tenant = new ThreadLocal<>();
        ContextRegistry.getInstance().registerThreadLocalAccessor("advice.tenant", tenant);
        try {
            onLoop(() -> {
                tenant.set("ann");
                advised.cachedSync(() -> {
                    seen.trail().add(String.valueOf(tenant.get()));
                    return 1;
                });
                tenant.remove();
            });
        } finally {
            ContextRegistry.getInstance().removeThreadLocalAccessor("advice.tenant");
        }
        assertThat(seen.trail()).containsExactly("ann");
    }

    @Test
    void cacheableInSyncIsNotCalledForWhoIsCancelled() {
        onLoop(() -> {
            Task<?> task = createTask(() -> advised.cachedSync(seen.calls()::incrementAndGet));
            Asyncio.getRunningLoop().callSoon(task::cancel);
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            sleep(1);
        });
        assertThat(seen.calls()).hasValue(0);
    }

    @Test
    void preAuthorizeOfReactiveSecurityRefusesAllButMonos() {
        Context admin = ReactiveSecurityContextHolder.withAuthentication(
                new TestingAuthenticationToken("ann", "password", "ROLE_ADMIN"));
        onLoop(() -> {
            assertThatThrownBy(() -> await(advised.securedMono())).isInstanceOf(AuthorizationDeniedException.class);
            withReactorContext(admin, () -> {
                assertThat(await(advised.securedMono())).isEqualTo("secret");
                assertThatThrownBy(advised::secured).hasMessageContaining("must return an instance of");
                assertThatThrownBy(advised::securedTask).hasMessageContaining("must return an instance of");
            });
        });
    }

    @Test
    void asyncRunsInThreadsAndRefusesTasksAndMonos() {
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        onLoop(() -> {
            advised.async(() -> refused.complete(raisedBy(() -> sleep(1))));
            assertThat(Asyncio.await(Asyncio.wrapFuture(refused))).isInstanceOf(NoRunningLoopException.class);
            assertThat(Asyncio.await(Asyncio.wrapFuture(advised.asyncFuture()))).startsWith("SimpleAsyncTaskExecutor-");
            assertThatThrownBy(advised::asyncTask).hasMessageContaining("only Future and void supported");
            assertThatThrownBy(advised::asyncMono).hasMessageContaining("only Future and void supported");
        });
    }

    private static Throwable raisedBy(Runnable code) {
        try {
            code.run();
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    @Test
    void eventListenersAreCalledInThePublishersTaskWhichWaitsForPlainOnes() {
        ApplicationEventPublisher events = bean(Publisher.class).events;
        onLoop(() -> {
            events.publishEvent(new Advised.ForPlain());
            events.publishEvent(new Advised.ForTask());
            seen.trail().add("published");
            sleep(2);
            events.publishEvent(new Advised.ForMono());
        });
        assertThat(seen.trail()).containsExactly("plain", "published", "task", "answer", "mono", "answer");
    }

    @Test
    void transactionalEventListenersHearOfTransactionalPublishersOnly() {
        ApplicationEventPublisher events = bean(Publisher.class).events;
        onLoop(() -> {
            bean(Orders.class).required(() -> {
                events.publishEvent(new Advised.ForTransaction());
                await(new TransactionalEventPublisher(events).publishEvent(new Advised.ForTransaction()));
                seen.trail().add("published");
            });
        });
        assertThat(seen.trail()).containsExactly("published", "committed");
    }

    @Test
    void scheduledRunsInThreadsAndRefusesTasksAtStartUp() {
        ApplicationContextRunner application =
                new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(AsyncioAutoConfiguration.class));
        application.withUserConfiguration(Schedules.class).run(context -> {
            assertThat(Schedules.plain.get()).isInstanceOf(NoRunningLoopException.class);
            assertThat(Schedules.mono.get()).startsWith("pool-");
        });
        application.withUserConfiguration(SchedulesTask.class).run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("@Scheduled if the return type supports deferred execution"));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class Schedules {
        static final CompletableFuture<Throwable> plain = new CompletableFuture<>();
        static final CompletableFuture<String> mono = new CompletableFuture<>();

        @Scheduled(fixedRate = 1_000_000)
        void plain() {
            plain.complete(raisedBy(() -> sleep(1)));
        }

        @Scheduled(fixedRate = 1_000_000)
        Mono<Boolean> mono() {
            return Mono.fromSupplier(() -> mono.complete(Thread.currentThread().getName()));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class SchedulesTask {
        @Scheduled(fixedRate = 1_000_000)
        Task<?> task() {
            throw new AssertionError("never called");
        }
    }

    /** As of an HTTP client: its proxy has no target. */
    @ConcurrencyLimit(1)
    interface LimitedInterface {
        @ConcurrencyLimit(2)
        int perMethod();

        int perClass();
    }

    interface ByInterface {
        int retried();

        Task<Integer> retriedTask();

        int limited();
    }

    /** {@code plain} has no proxy. */
    record BehindInterface(Advised plain) implements ByInterface {
        @Override
        @Retryable(delay = 3_600_000)
        public int retried() {
            return plain.retried();
        }

        @Override
        @Retryable(delay = 3_600_000)
        public Task<Integer> retriedTask() {
            return plain.retriedTask();
        }

        @Override
        @ConcurrencyLimit(2)
        public int limited() {
            return plain.limited();
        }
    }

    static class Incomparable {
        @ConcurrencyLimit(1)
        WeakReference<?> limited() {
            return new WeakReference<>(this);
        }

        @Override
        public boolean equals(Object other) {
            throw new AssertionError("compared");
        }

        @Override
        public int hashCode() {
            throw new AssertionError("hashed");
        }
    }

    /** Publishes events. */
    record Publisher(ApplicationEventPublisher events) {}

    @Configuration(proxyBeanMethods = false)
    @EnableResilientMethods
    @EnableCaching
    @EnableAsync
    @EnableReactiveMethodSecurity
    static class Advice {
        @Bean
        Advised advised(Loop loop, Advised.Seen seen) {
            return new Advised(loop, seen);
        }

        @Bean
        Advised.Seen seen() {
            return new Advised.Seen();
        }

        @Bean
        ByInterface byInterface(Loop loop, Advised.Seen seen) {
            return new BehindInterface(new Advised(loop, seen));
        }

        @Bean
        @Scope("prototype")
        LimitedInterface limitedInterface() {
            AtomicInteger inside = new AtomicInteger();
            return ProxyFactory.getProxy(LimitedInterface.class, (MethodInterceptor) call -> {
                int most = inside.incrementAndGet();
                sleep(1);
                inside.decrementAndGet();
                return most;
            });
        }

        @Bean
        @Scope("prototype")
        Incomparable incomparable() {
            return new Incomparable();
        }

        @Bean
        CacheManager caches() {
            return new ConcurrentMapCacheManager();
        }

        @Bean
        Publisher publisher(ApplicationEventPublisher events) {
            return new Publisher(events);
        }
    }
}
