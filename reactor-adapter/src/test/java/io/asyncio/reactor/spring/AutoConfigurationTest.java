package io.asyncio.reactor.spring;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import io.asyncio.Task;
import io.asyncio.reactor.LoopMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class AutoConfigurationTest {
    private final AutoConfigurations all = AutoConfigurations.of(
            AsyncioAutoConfiguration.class,
            AsyncioWebFluxAutoConfiguration.class,
            AsyncioViewAutoConfiguration.class,
            AsyncioActuatorAutoConfiguration.class,
            AsyncioMetricsAutoConfiguration.class,
            AsyncioTransactionAutoConfiguration.class,
            AsyncioAdviceAutoConfiguration.class);
    private final ApplicationContextRunner application = new ApplicationContextRunner().withConfiguration(all);
    private final ReactiveWebApplicationContextRunner webApplication =
            new ReactiveWebApplicationContextRunner().withConfiguration(all);

    @Test
    void theLoopLivesAsLongAsTheApplication() {
        List<Loop> loops = new ArrayList<>();
        application.run(context -> {
            Loop loop = context.getBean(Loop.class);
            loops.add(loop);
            assertThat(loop.createTask(() -> 1).toCompletableFuture().get()).isEqualTo(1);
        });
        assertThat(loops).singleElement().satisfies(loop -> assertThat(loop.isClosed())
                .isTrue());
    }

    @Test
    void anApplicationsOwnLoopIsUsed() {
        Loop own = Loop.create();
        application.withBean("own", Loop.class, () -> own).run(context -> {
            assertThat(context).hasSingleBean(Loop.class);
            assertThat(own.isRunning()).isTrue();
        });
        assertThat(own.isClosed()).isTrue();
    }

    @Test
    void anApplicationHasAsManyLoopsAsItAsksFor() {
        List<Loop> loops = new ArrayList<>();
        application
                .withPropertyValues(
                        "asyncio.loops=3",
                        "asyncio.debug=true",
                        "management.endpoints.jmx.exposure.include=asyncio",
                        "spring.jmx.enabled=true")
                .run(context -> {
                    LoopGroup group = context.getBean(LoopGroup.class);
                    loops.addAll(group.loops());
                    assertThat(loops).hasSize(3).allMatch(Loop::isRunning).allMatch(Loop::getDebug);
                    assertThat(context.getBean(Loop.class)).isSameAs(loops.get(0));
                    assertThat(context.getBean(AsyncioEndpoint.class).loops())
                            .containsOnlyKeys(
                                    "asyncioLoop",
                                    loops.get(1).name(),
                                    loops.get(2).name());
                    SimpleMeterRegistry registry = new SimpleMeterRegistry();
                    context.getBean(LoopMetrics.class).bindTo(registry);
                    for (Loop loop : loops) {
                        assertThat(registry.get("asyncio.tasks.active")
                                        .tag("loop", loop.name())
                                        .gauge()
                                        .value())
                                .isZero();
                    }
                });
        assertThat(loops).hasSize(3).allMatch(Loop::isClosed);
        application
                .withPropertyValues("asyncio.loops=0")
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessage("asyncio.loops must be > 0, got 0"));
    }

    @Test
    void anApplicationsOwnGroupIsUsed() {
        LoopGroup own = LoopGroup.create(2);
        application.withBean("own", LoopGroup.class, () -> own).run(context -> {
            assertThat(context).hasSingleBean(Loop.class).hasSingleBean(LoopGroup.class);
            assertThat(own.loops()).allMatch(Loop::isRunning);
        });
        assertThat(own.loops()).allMatch(Loop::isClosed);
    }

    @Test
    void aCleanUpMayAwaitATaskOfAnotherLoopWhileTheApplicationStops() {
        List<String> trail = Collections.synchronizedList(new ArrayList<>());
        application.withPropertyValues("asyncio.loops=2").run(context -> {
            LoopGroup group = context.getBean(LoopGroup.class);
            CountDownLatch started = new CountDownLatch(2);
            for (int i = 0; i < 2; i++) {
                Loop other = group.loops().get(1 - i);
                group.loops().get(i).createTask(() -> {
                    try {
                        started.countDown();
                        sleep(Double.POSITIVE_INFINITY);
                    } finally {
                        sleepMs(5);
                        await(other.createTask(() -> trail.add("cleaned up")));
                    }
                });
            }
            started.await();
        });
        assertThat(trail).containsExactly("cleaned up", "cleaned up");
    }

    @Test
    void anApplicationThatStopsCancelsTasksAndLetsThemCleanUp() {
        List<String> trail = Collections.synchronizedList(new ArrayList<>());
        application.run(context -> {
            CountDownLatch started = new CountDownLatch(1);
            context.getBean(Loop.class).createTask(() -> {
                try {
                    started.countDown();
                    sleep(Double.POSITIVE_INFINITY);
                } finally {
                    sleepMs(1); // with time to do so
                    trail.add("cleaned up");
                }
            });
            started.await();
        });
        assertThat(trail).containsExactly("cleaned up");
    }

    @Test
    void aStoppedApplicationStartsAgain() {
        application.run(context -> {
            context.stop();
            assertThat(context.getBean(Loop.class).isRunning()).isFalse();
            context.start();
            assertThat(context.getBean(Loop.class)
                            .createTask(() -> 1)
                            .toCompletableFuture()
                            .get())
                    .isEqualTo(1);
        });
    }

    @Test
    void theApplicationIsToldThatTheLoopHasStoppedWhenItHas() {
        application.run(context -> {
            Loop loop = context.getBean(Loop.class);
            CompletableFuture<Boolean> running = new CompletableFuture<>();
            context.getBean(LoopLifecycle.class).stop(() -> running.complete(loop.isRunning()));
            assertThat(running.get()).isFalse();
        });
    }

    @Test
    void settingsReachTheLoop() {
        application
                .withPropertyValues("asyncio.debug=true", "asyncio.slow-callback-duration=1s")
                .run(context -> {
                    assertThat(context.getBean(Loop.class).getDebug()).isTrue();
                    assertThat(context.getBean(AsyncioProperties.class).slowCallbackDuration())
                            .isEqualTo(Duration.ofSeconds(1));
                });
    }

    @Test
    void tasksAreAReactiveTypeOfTheSharedRegistry() {
        application.run(context -> {
            Loop loop = context.getBean(Loop.class);
            ReactiveAdapter adapter = taskAdapter();
            assertThat(adapter.isMultiValue()).isFalse();
            assertThat(Flux.from(adapter.toPublisher(loop.createTask(() -> 1))).blockLast())
                    .isEqualTo(1);
            Task<?> task = (Task<?>) adapter.fromPublisher(Mono.just(2));
            assertThat(task.loop()).isSameAs(loop);
            assertThat(task.toCompletableFuture().get()).isEqualTo(2);
            Task<?> empty = (Task<?>) adapter.getDescriptor().getEmptyValue();
            assertThat(empty.toCompletableFuture().get()).isNull();
        });
        assertThatThrownBy(() -> taskAdapter().fromPublisher(Mono.just(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("No application with an event loop runs");
    }

    @Test
    void cancellingWhatAControllerReturnedCancelsTheTask() {
        application.run(context -> {
            Task<?> task = context.getBean(Loop.class).createTask(() -> sleep(Double.POSITIVE_INFINITY));
            Disposable response = Flux.from(taskAdapter().toPublisher(task)).subscribe();
            response.dispose();
            assertThatThrownBy(() -> task.toCompletableFuture().get()).isInstanceOf(CancellationException.class);
        });
    }

    @Test
    void controllersRunAsTasksInWebFluxUnlessSwitchedOff() {
        webApplication.run(context -> assertThat(context).hasSingleBean(WebFluxConfigurer.class));
        webApplication
                .withPropertyValues("asyncio.webflux.controllers-as-tasks=false")
                .run(context -> assertThat(context).doesNotHaveBean(WebFluxConfigurer.class));
        application.run(context -> assertThat(context).doesNotHaveBean(WebFluxConfigurer.class));
    }

    @Test
    void eachPartIsOnlyThereWithItsLibrary() {
        application.run(context -> assertThat(context).hasSingleBean(LoopMetrics.class));
        application
                .withClassLoader(new FilteredClassLoader("io.micrometer.core", "org.springframework.boot.actuate"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(LoopMetrics.class)
                        .doesNotHaveBean(AsyncioEndpoint.class));
        application
                .withClassLoader(
                        new FilteredClassLoader("org.springframework.transaction", "org.springframework.resilience"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(TransactionsInTasks.class)
                        .doesNotHaveBean(ResilienceInTasks.class));
        webApplication
                .withClassLoader(new FilteredClassLoader("org.springframework.web"))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void theEndpointIsThereIfExposed() {
        application.run(context -> assertThat(context).doesNotHaveBean(AsyncioEndpoint.class));
        application
                .withPropertyValues("management.endpoints.jmx.exposure.include=asyncio", "spring.jmx.enabled=true")
                .run(context -> assertThat(
                                context.getBean(AsyncioEndpoint.class).loops())
                        .containsOnlyKeys("asyncioLoop"));
    }

    @Test
    void tasksOfSpringsTypesAreMadeOnTheCallersLoopElseOnOneOfAnApplicationThatRuns() {
        application.run(a -> {
            Loop first = a.getBean(Loop.class);
            application.run(b -> {
                assertThat(madeByAdapter().loop()).isSameAs(b.getBean(Loop.class));
                assertThat(first.createTask(() -> madeByAdapter().loop())
                                .toCompletableFuture()
                                .get())
                        .isSameAs(first);
                b.getSourceApplicationContext().stop();
                assertThat(madeByAdapter().loop()).isSameAs(first);
                b.getSourceApplicationContext().start();
                assertThat(madeByAdapter().loop()).isSameAs(b.getBean(Loop.class));
            });
            assertThat(madeByAdapter().loop()).isSameAs(first);
        });
    }

    private static Task<?> madeByAdapter() {
        return (Task<?>) taskAdapter().fromPublisher(Mono.just(1));
    }

    private static ReactiveAdapter taskAdapter() {
        return Objects.requireNonNull(
                ReactiveAdapterRegistry.getSharedInstance().getAdapter(Task.class));
    }

    private static String threadOfDelay() {
        return Mono.delay(Duration.ofMillis(1))
                .map(tick -> Thread.currentThread().getName())
                .block();
    }

    @Test
    void reactorsDefaultSchedulersAreTheLoopWhereTheApplicationSaysSo() {
        application.run(context -> assertThat(threadOfDelay()).startsWith("parallel-"));
        application.withPropertyValues("asyncio.default-schedulers=true").run(context -> {
            assertThat(threadOfDelay()).isEqualTo(context.getBean(Loop.class).name());
            application.withPropertyValues("asyncio.default-schedulers=true").run(second -> assertThat(second)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("close the LoopSchedulers of that loop first"));
            assertThat(threadOfDelay()).isEqualTo(context.getBean(Loop.class).name());
        });
        assertThat(threadOfDelay()).startsWith("parallel-");
    }
}
